"""Proposals for a file without a code: BM25 over bigrams of Chinese characters.

A query is the name of a file, the names of its folders and the first words of its text; a document
is a piece of evidence with its aliases, clause, item, people, and titles of what was filed for it.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from allocation.base.enums import EvidenceKind
from allocation.base.search_forms import search_form
from allocation.register.register import EvidenceEntry, Register

__all__ = ["EvidenceIndex", "Proposal", "is_sure"]

_SATURATION, _LENGTH = 1.2, 0.4
"""The parameters k1 and b of BM25."""
_NAME, _TITLE, _CLAUSE, _ITEM = 3.0, 1.5, 0.5, 0.8
"""Weights of a field: names and aliases, titles of filings, the clause, the item and people."""
_OWN, _FOLDER, _TEXT, _SYNONYM = 1.0, 0.6, 0.3, 0.6
"""Weights of a part of the query: the file's name, a folder's, the text, synonyms."""
_FLOOR, _LEAST = 0.15, 5.0
"""The least score of a proposal, and the least sum of BM25 behind it."""
_SURE, _GAP = 0.6, 1.75
"""The least score of a sure proposal, and its least ratio to the next."""
_RAREST, _STRANGE = 4.5, 0.4
"""The most that a pair of characters counts, and the part of it for a pair that no evidence has."""
_SURE_PAIRS = 3
"""How many pairs of characters must speak for a sure proposal: 照片 alone is never enough."""
_LIMIT = 5
_WORDS = 6
"""How many proposals there are at most, and how many of the words that speak for one are told."""
_HAN = re.compile(r"[\u3400-\u9fff]+")
_NOISE = re.compile(
    r"最终版?|定稿|终稿|初稿|修改稿?|印发稿|送审稿|征求意见稿|扫描件?|复印件|副本|原件|电子版|盖章版?|版本?"
    r"|微信图片|新建|文件夹|屏幕截图|未命名|关于|我局|本局|我单位|[〇一二三四五六七八九十]+(?=[年月日期季])|年度?"
)
"""Words that say nothing about what a file is."""
_PICTURED = (EvidenceKind.PHOTO, EvidenceKind.SCREENSHOT)
_KINDS: Mapping[str, frozenset[EvidenceKind]] = {
    suffix: frozenset(kinds)
    for suffixes, kinds in (
        (("jpg", "jpeg", "png", "heic", "bmp"),
         (*_PICTURED, EvidenceKind.CERTIFICATE, EvidenceKind.LINK)),
        (("xls", "xlsx", "csv", "et", "ods"), (EvidenceKind.LEDGER, EvidenceKind.FIGURES)),
    )
    for suffix in suffixes
}  # fmt: skip
"""The kinds of evidence that a type of file is likely for."""
_LIKELY, _UNLIKELY, _BONUS = 1.12, 0.8, 0.95


@dataclass(frozen=True, slots=True)
class Proposal:
    """A piece of evidence that a file may be for: a score from 0 to 1, and what speaks for it."""

    evidence: EvidenceEntry
    score: float
    words: tuple[str, ...]


def _parts(name: str, text: str) -> list[tuple[str, float]]:
    """Return the parts of a query with their weights: name, folders (the nearest first), text."""
    *folders, own = name.split("/")
    stem = own.rpartition(".")[0] or own
    above = [(folder, _FOLDER ** (n + 1)) for n, folder in enumerate(reversed(folders))]
    return [(stem, _OWN), *above, (text, _TEXT)]


class EvidenceIndex:
    """The evidence of a register by the pairs of characters that speak of it."""

    def __init__(self, register: Register) -> None:
        self._evidence = register.evidence
        self._synonyms = _synonyms(register.synonyms)
        self._own_names = _own_names(register)
        titles: dict[str, set[str]] = defaultdict(set)
        for filing in register.filings:
            for entry in filing.evidence:
                titles[entry.slug].add(filing.record.title)
        bags = [_bag(entry, titles[entry.slug]) for entry in self._evidence]
        mean = sum(map(Counter.total, bags)) / (len(bags) or 1)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, bag in enumerate(bags):
            norm = _SATURATION * (1 - _LENGTH + _LENGTH * bag.total() / mean)
            for pair, weight in bag.items():
                part = weight * (_SATURATION + 1) / (weight + norm)
                self._postings[pair].append((place, part))
        self._rarity = {
            pair: min(_RAREST, math.log(1 + (len(bags) - len(found) + 0.5) / (len(found) + 0.5)))
            for pair, found in self._postings.items()
        }

    def proposals(
        self, name: str, text: str = "", among: Collection[EvidenceEntry] | None = None
    ) -> tuple[Proposal, ...]:
        """Return the pieces of evidence that a file is likely for, best first; none if unlikely.

        :param name: its path below the folder of files.
        :param text: the beginning of its text.
        :param among: the pieces of evidence that its code leaves.
        """
        parts = _parts(name, text)
        typed = self._typed(parts[:-1]) and self._typed(parts)
        if not typed:
            parts = [(text, _OWN)]
            typed = self._typed(parts)
        ideal = sum(weight * self._most(pair) for pair, weight in typed.items())
        if not ideal or (among is None and ideal < _LEAST):
            return ()
        scores = self._scores(typed)
        for part, weight in parts:
            for word, others in self._same_words(part):
                _add(scores, self._gain(word, others), weight * _SYNONYM)
        suffix = name.rpartition(".")[2].lower()
        found = [
            (score * _likelihood(suffix, self._evidence[place]), -place)
            for place, score in scores.items()
            if among is None or self._evidence[place] in among
        ]
        return tuple(
            self._proposal(-place, score / ideal, typed)
            for score, place in sorted(found, reverse=True)[:_LIMIT]
            if among is not None or (score >= _LEAST and score / ideal >= _FLOOR)
        )

    def _scores(self, query: Mapping[str, float]) -> dict[int, float]:
        scores: dict[int, float] = defaultdict(float)
        for pair, weight in query.items():
            for place, part in self._postings.get(pair, ()):
                scores[place] += weight * part * self._rarity[pair]
        return scores

    def _gain(self, word: str, others: Iterable[str]) -> dict[int, float]:
        """Return what the best synonym of a word adds where the word itself is not found."""
        own = self._scores(dict.fromkeys(_pairs(word), 1.0))
        gain: dict[int, float] = {}
        for other in others:
            for place, score in self._scores(dict.fromkeys(_pairs(other), 1.0)).items():
                gain[place] = max(gain.get(place, 0.0), score - own.get(place, 0.0))
        return gain

    def _most(self, pair: str) -> float:
        """Return what a pair could add to a score; one that nothing has counts for less."""
        known = self._rarity.get(pair)
        return (_SATURATION + 1) * (_STRANGE * _RAREST if known is None else known)

    def _proposal(self, place: int, score: float, query: Mapping[str, float]) -> Proposal:
        entry = self._evidence[place]
        own = _bag(entry, ())
        pairs = {pair for pair in query if pair in own}
        words = _joined_pairs(pairs, "".join((entry.record.name, *entry.record.aliases)))
        return Proposal(entry, round(min(score, 1.0), 3), tuple(words)[:_WORDS])

    def _typed(self, parts: Iterable[tuple[str, float]]) -> dict[str, float]:
        typed: dict[str, float] = defaultdict(float)
        for part, weight in parts:
            for pair in _pairs(self._cleaned(part)):
                typed[pair] = max(typed[pair], weight)
        return typed

    def _cleaned(self, text: str) -> str:
        plain = search_form_spaced(text)
        for name in self._own_names:
            plain = plain.replace(name, " ")
        return _NOISE.sub(" ", plain)

    def _same_words(self, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        plain = search_form(text)
        return ((word, others) for word, others in self._synonyms.items() if word in plain)


def is_sure(proposals: tuple[Proposal, ...]) -> bool:
    """Whether the first proposal is above the margin: good in itself, and far before the next."""
    if not proposals or proposals[0].score < _SURE:
        return False
    if sum(len(word) - 1 for word in proposals[0].words) < _SURE_PAIRS:
        return False
    return len(proposals) < 2 or proposals[0].score >= _GAP * proposals[1].score


def search_form_spaced(text: str) -> str:
    """Return the search form of each run of Chinese characters, with a space between them."""
    return " ".join(search_form(run) for run in _HAN.findall(text))


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
        (_ITEM, (clause.item.title, *clause.item.aliases, record.kind, *people)),
    )
    bag: Counter[str] = Counter()
    for weight, texts in fields:
        for pair in {pair for text in texts for pair in _pairs(search_form_spaced(text))}:
            bag[pair] += weight  # type: ignore[assignment]
    return bag


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


def _likelihood(suffix: str, entry: EvidenceEntry) -> float:
    bonus = _BONUS if entry.clause.item.category.record.bonus else 1.0
    return bonus * _kind_likelihood(suffix, entry)


def _kind_likelihood(suffix: str, entry: EvidenceEntry) -> float:
    kinds = _KINDS.get(suffix)
    if kinds is None:
        return _UNLIKELY if entry.record.kind in _PICTURED and suffix != "pdf" else 1.0
    return _LIKELY if entry.record.kind in kinds else _UNLIKELY


def _synonyms(groups: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {
        search_form(word): tuple(search_form(other) for other in group if other != word)
        for group in groups
        for word in group
    }


def _own_names(register: Register) -> tuple[str, ...]:
    """Return the unit's name and what may be left of it: 泉州市金融工作局, 金融工作局."""
    name = search_form(register.unit.name)
    short = re.sub(r"^.{1,6}?[省市区县]", "", name)
    return tuple(part for part in (name, short) if len(part) > 2)
