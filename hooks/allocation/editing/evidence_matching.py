"""Proposals for a file without a code: BM25 over bigrams of Chinese characters.

A query is the name of a file, the names of its folders and the first words of its text; a document
is a piece of evidence with its aliases, clause, item, people, and titles of what was filed for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from allocation.base.bm25 import SATURATION, TermIndex
from allocation.base.grouping import unique
from allocation.base.search_forms import search_form
from allocation.base.slugs import syllables
from allocation.editing.evidence_forms import FormLikelihood, without_forms
from allocation.register.register import EvidenceEntry, Register

__all__ = ["EvidenceIndex", "Proposal", "is_sure"]

_NAME, _TITLE, _CLAUSE, _ITEM, _PEOPLE = 3.0, 1.5, 0.5, 0.8, 0.3
"""Weights of a field: names and aliases, titles of filings, the clause, the item, people."""
_OWN, _FOLDER, _TEXT, _SYNONYM = 1.0, 0.6, 0.15, 0.6
"""Weights of a part of the query: the file's name, a folder's, the text, synonyms."""
_FLOOR, _LEAST = 0.15, 4.0
"""The least score of a proposal, and the least sum of BM25 behind it."""
_SURE, _GAP = 0.6, 2.0
"""The least score of a sure proposal, and its least ratio to the next."""
_RAREST, _STRANGE = 4.5, 0.4
"""The most that a pair of characters counts, and the part of it for a pair that no evidence has."""
_SURE_PAIRS = 3
"""How many pairs of characters must speak for a sure proposal: 照片 alone is never enough."""
_LIMIT = 5
_WORDS = 6
"""How many proposals there are at most, and how many of the words that speak for one are told."""
_APART = "'"
"""What stands before each syllable of a pair in pinyin."""
_SPELLED = 3
"""How many syllables there must be: date and panda are no pinyin."""
_LATIN = re.compile("[a-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_NO_NUMBER = "(?:(?<![0-9])|(?![0-9]))"
"""A place that is not inside a number: 12345 is no part of a longer one."""
_NOISE = re.compile(
    r"最终版?|定稿|终稿|初稿|修改稿?|印发稿|送审稿|征求意见稿|扫描件?|复印件|副本|原件|电子版|盖章版?|版本?"
    r"|微信图片|新建|文件夹|屏幕截图|未命名|关于|我局|本局|我单位|[〇一二三四五六七八九十]+(?=[年月日期季])|年度?"
)
"""Words that say nothing about what a file is."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A piece of evidence that a file may be for: a score from 0 to 1, and what speaks for it."""

    evidence: EvidenceEntry
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the query that has synonyms: with its neighbours, and its weight."""

    text: str
    around: str
    weight: float


def _spaced(text: str) -> str:
    """Return the search form of each run of Chinese characters, with a space between them."""
    return " ".join(search_form(run) for run in _HAN.findall(text))


class EvidenceIndex:
    """The evidence of a register by the pairs of characters that speak of it."""

    def __init__(self, register: Register) -> None:
        self._evidence = tuple(entry for entry in register.evidence if not entry.main)
        self._written = _synonyms(register.synonyms, str)
        self._same = _synonyms(register.synonyms, search_form)
        words = "|".join(sorted(map(re.escape, self._same), key=len, reverse=True))
        self._word = re.compile(f"{_NO_NUMBER}(?:{words or '(?!)'}){_NO_NUMBER}")
        self._own_names = _own_names(register)
        titles: dict[str, set[str]] = defaultdict(set)
        for filing in register.filings:
            for entry in filing.evidence:
                titles[entry.slug].add(filing.record.title)
        bags = [_bag(entry, titles[entry.slug]) for entry in self._evidence]
        self._index = TermIndex(bags, _sounds, _RAREST)
        self._rarity = self._index.rarity
        self._syllables = {each for pair in self._rarity for each in pair.split(_APART)[1:]}

    def proposals(
        self, name: str, text: str = "", among: Collection[EvidenceEntry] | None = None
    ) -> tuple[Proposal, ...]:
        """Return the pieces of evidence that a file is likely for, best first; none if unlikely.

        :param name: its path below the folder of files.
        :param text: the beginning of its text.
        :param among: the pieces of evidence that its code leaves.
        """
        parts = self._parts(name, text)
        typed = self._typed(parts)
        words = self._words(parts)
        if among is None and not words and not self._content(parts):
            return ()
        ideal = self._ideal(self._typed(parts[:-1]) or typed, words)
        if not ideal or (among is None and ideal < _LEAST):
            return ()
        scores = self._index.scores(typed)
        for word in words:
            _add(scores, self._gain(word), word.weight * _SYNONYM)
        likelihood = FormLikelihood.of(name, self._written)
        found = [
            (score * likelihood(self._evidence[place]), -place)
            for place, score in scores.items()
            if among is None or self._evidence[place] in among
        ]
        return tuple(
            self._proposal(-place, score / ideal, typed, words)
            for score, place in sorted(found, reverse=True)[:_LIMIT]
            if among is not None or (score >= _LEAST and score / ideal >= _FLOOR)
        )

    def _gain(self, word: _Word) -> dict[int, float]:
        """Return what the best synonym of a word adds where the word itself is not found."""
        own = self._index.scores(dict.fromkeys(_pairs(word.text), 1.0))
        gain: dict[int, float] = {}
        for other in self._same[word.text]:
            # A longer word has more pairs, and says no more.
            weight = min(1.0, (len(word.text) - 1) / (len(other) - 1))
            theirs = self._index.scores(dict.fromkeys(_pairs(other), weight))
            for place, score in theirs.items():
                gain[place] = max(gain.get(place, 0.0), score - own.get(place, 0.0))
        return gain

    def _ideal(self, typed: Mapping[str, float], words: Iterable[_Word]) -> float:
        """Return the score of evidence that has all that was typed.

        What is strange only because a synonym stands for it does not count.
        """
        explained = {pair for word in words for pair in _pairs(word.around)} - self._rarity.keys()
        own = sum(
            weight * self._most(pair) for pair, weight in typed.items() if pair not in explained
        )
        return own + sum(word.weight * _SYNONYM * self._best_synonym(word) for word in words)

    def _best_synonym(self, word: _Word) -> float:
        """Return what the best synonym of a word could add to what the word itself does."""
        sums = [
            sum(self._most(pair) for pair in _pairs(each) if pair in self._rarity)
            for each in (word.text, *self._same[word.text])
        ]
        return max(sums) - sums[0]

    def _most(self, pair: str) -> float:
        """Return what a pair could add to a score; one that nothing has counts for less."""
        known = self._rarity.get(pair)
        return (SATURATION + 1) * (_STRANGE * _RAREST if known is None else known)

    def _proposal(
        self, place: int, score: float, query: Mapping[str, float], typed_words: Iterable[_Word]
    ) -> Proposal:
        entry = self._evidence[place]
        others = [other for word in typed_words for other in self._same[word.text]]
        asked = {*query, *(pair for other in others for pair in _pairs(other))}
        said = {pair for pair in _bag(entry, ()) if not asked.isdisjoint((pair, _sound(pair)))}
        found = unique(_joined_pairs(said, "、".join((entry.record.name, *entry.record.aliases))))
        words = [word for word in found if not any(word in other != word for other in found)]
        return Proposal(entry, round(min(score, 1.0), 3), tuple(words)[:_WORDS])

    def _parts(self, name: str, text: str) -> list[tuple[str, float]]:
        """Return the parts of a query that say something, with their weights.

        They are the name and the folders, the nearest first, or else the text.
        """
        *folders, own = name.split("/")
        names = [own.rpartition(".")[0] or own, *reversed(folders)]
        names = [each for each in names if self._says(each)]
        parts = [(each, _OWN * _FOLDER**n) for n, each in enumerate(names)]
        if not self._content(parts) and not self._words(parts):
            return [(text, _OWN)]
        return [*parts, (text, _TEXT)]

    def _says(self, name: str) -> bool:
        return bool(self._cleaned(without_forms(name)).strip()) or any(self._sounds(name))

    def _content(self, parts: Iterable[tuple[str, float]]) -> set[str]:
        """Return the known pairs that say more than the form of a document."""
        typed = self._typed((without_forms(part), weight) for part, weight in parts)
        return typed.keys() & self._rarity.keys()

    def _typed(self, parts: Iterable[tuple[str, float]]) -> dict[str, float]:
        typed: dict[str, float] = defaultdict(float)
        for part, weight in parts:
            for pair in _pairs(self._cleaned(part)):
                typed[pair] = max(typed[pair], weight)
            for pair in self._sounds(part):
                typed[pair] = max(typed[pair], weight)
        return typed

    def _sounds(self, text: str) -> Iterator[str]:
        """Yield the known pairs of syllables in a text in pinyin: zhidu-huibian."""
        runs = _LATIN.findall(unicodedata.normalize("NFKC", text).lower())
        spelled = [syllable for run in runs for syllable in _spelled(run, self._syllables)]
        if len(spelled) >= _SPELLED:
            pairs = (_APART.join(("", *pair)) for pair in pairwise(spelled))
            yield from (pair for pair in pairs if pair in self._rarity)

    def _cleaned(self, text: str, form: Callable[[str], str] = _spaced) -> str:
        plain = form(text)
        for name in self._own_names:
            plain = plain.replace(name, " ")
        return _NOISE.sub(" ", plain)

    def _words(self, parts: Iterable[tuple[str, float]]) -> tuple[_Word, ...]:
        """Return the words that have synonyms, each once, where it counts most."""
        words: dict[str, _Word] = {}
        for part, weight in parts:
            plain = self._cleaned(part, search_form)
            for match in self._word.finditer(plain):
                around = plain[max(match.start() - 1, 0) : match.end() + 1]
                word = _Word(match[0], around, weight)
                words.setdefault(word.text, word)
        return tuple(words.values())


def is_sure(proposals: tuple[Proposal, ...]) -> bool:
    """Whether the first proposal is above the margin: good in itself, and far before the next."""
    if not proposals or proposals[0].score < _SURE:
        return False
    if sum(len(word) - 1 for word in proposals[0].words) < _SURE_PAIRS:
        return False
    return len(proposals) < 2 or proposals[0].score >= _GAP * proposals[1].score


def _add(scores: dict[int, float], gain: Mapping[int, float], weight: float) -> None:
    for place, score in gain.items():
        scores[place] = scores.get(place, 0.0) + weight * score


def _bag(entry: EvidenceEntry, titles: Iterable[str]) -> Counter[str]:
    record, clause = entry.record, entry.clause
    people = (name for party in clause.row.parties for name in party.names)
    fields = (
        (_NAME, (record.name, *record.aliases)),
        (_TITLE, titles),
        (_CLAUSE, (clause.record.text,)),
        (_ITEM, (clause.item.title, *clause.item.aliases, record.kind)),
        (_PEOPLE, people),
    )
    bag: Counter[str] = Counter()
    for weight, texts in fields:
        for pair in {pair for text in texts for pair in _pairs(_spaced(text))}:
            bag[pair] += weight  # type: ignore[assignment]
    return bag


def _sounds(bag: Mapping[str, float]) -> dict[str, float]:
    """Return a bag in pinyin: for pairs of one sound the greatest weight."""
    return {_sound(pair): weight for pair, weight in sorted(bag.items(), key=itemgetter(1))}


@lru_cache(maxsize=8192)
def _sound(pair: str) -> str:
    return _APART.join(("", *syllables(pair)))


def _spelled(run: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the syllables that letters spell, the first as long as can be; none if they don't."""
    tails: dict[int, tuple[str, ...]] = {len(run): ()}
    for start in reversed(range(len(run))):
        for end in range(min(start + 6, len(run)), start, -1):
            if end in tails and run[start:end] in known:
                tails[start] = (run[start:end], *tails[end])
                break
    return tails.get(0, ())


def _pairs(text: str) -> Iterator[str]:
    for run in _HAN.findall(text):
        yield from (one + other for one, other in pairwise(run))


def _joined_pairs(pairs: set[str], text: str) -> Iterator[str]:
    """Yield the longest runs of a text whose pairs of characters all match."""
    for run in _HAN.findall(text):
        word = run[0]
        for one, other in pairwise(run):
            if one + other in pairs:
                word += other
                continue
            yield from (word,) if len(word) > 1 else ()
            word = other
        yield from (word,) if len(word) > 1 else ()


def _synonyms(
    groups: Iterable[tuple[str, ...]], form: Callable[[str], str]
) -> dict[str, tuple[str, ...]]:
    return {
        form(word): tuple(form(other) for other in group if other != word)
        for group in groups
        for word in group
    }


def _own_names(register: Register) -> tuple[str, ...]:
    """Return what every file is about: the unit, with or without its place, and the honor."""
    name, honor = search_form(register.unit.name), search_form(register.unit.honor)
    short = re.sub(r"^.{1,6}?[省市区县]", "", name)
    kind = re.search("文明.{2}$", honor)
    return tuple(part for part in (name, short, honor, kind and kind[0]) if part and len(part) > 2)
