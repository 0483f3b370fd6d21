"""Old clauses that a new one may be: BM25 over bigrams of characters, and equal characters.

A query is a new clause with the title of its item; a document is an old clause with its item, its
evidence and its indicators: what the new rubric says in other words, their names often say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise

from allocation.base.bm25 import SATURATION, TermIndex, rarity
from allocation.base.grouping import grouped
from allocation.base.search_forms import search_form
from allocation.carryover.clause_texts import likeness, runs
from allocation.register.register import ClauseEntry

_TEXT, _EVIDENCE, _ITEM, _GROUP = 3.0, 1.5, 1.0, 0.5
"""Weights of a field of an old clause."""
_QUERY_ITEM = 0.3
"""Weight of the title of its item beside a new clause's own text."""
_CHARACTERS = 0.3
"""Part of equal characters in a similarity; bigrams have the rest."""
_ALIKE = 0.6
"""From here on, equal characters say by themselves how similar two texts are."""
_MOST = 0.6
"""The part of an old clause that a new one holds if the old one may have been merged into it."""
_SHORTLIST = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """An old and a new clause that may be the same; ``similarity`` is from 0 to 1."""

    before: ClauseEntry
    after: ClauseEntry
    similarity: float


class CandidateIndex:
    """The old clauses by the pairs of characters that speak of them.

    :param synonyms: groups of words that mean the same.
    """

    def __init__(
        self, before: Sequence[ClauseEntry], synonyms: Iterable[tuple[str, ...]] = ()
    ) -> None:
        self._before = before
        self._words = {search_form(word): search_form(group[0])
                       for group in reversed(list(synonyms)) for word in group}  # fmt: skip
        known = sorted(map(re.escape, self._words), key=len, reverse=True)
        self._word = re.compile("|".join(known) or "(?!)")
        bags = [self._bag(clause) for clause in before]
        self._index = TermIndex(bags)
        self._rarity = self._index.rarity
        self._strange = rarity(1, len(bags))

    def candidates(self, clause: ClauseEntry) -> tuple[Candidate, ...]:
        """Return the old clauses that are most like a new one, best first."""
        query = dict.fromkeys(self._pairs(clause.item.title), _QUERY_ITEM)
        query |= dict.fromkeys(self._pairs(clause.record.text), 1.0)
        scores = self._index.scores(query)
        ideal = self._ideal(query)
        best = nlargest(_SHORTLIST, scores, key=scores.__getitem__)
        found = [self._candidate(place, clause, scores[place] / ideal) for place in best]
        return tuple(sorted(found, key=lambda candidate: -candidate.similarity))

    def parts(
        self, clauses: Iterable[ClauseEntry], after: Iterable[ClauseEntry]
    ) -> Iterator[Candidate]:
        """Yield new clauses that hold most of an old one: it may have been merged into them."""
        said = [(clause, frozenset(self._pairs(clause.record.text))) for clause in after]
        for clause in clauses:
            own = frozenset(self._pairs(clause.record.text))
            whole = self._weight(own)
            for other, pairs in said:
                held = self._weight(own & pairs)
                if whole and held >= _MOST * whole:
                    yield Candidate(clause, other, held / whole)

    def _weight(self, pairs: Iterable[str]) -> float:
        return sum(self._rarity.get(pair, self._strange) for pair in pairs)

    def _ideal(self, query: Mapping[str, float]) -> float:
        """Return the score of an old clause with the very words of a query."""
        rarest = (weight * self._rarity.get(pair, self._strange) for pair, weight in query.items())
        return sum(rarest) * _TEXT * (SATURATION + 1) / (_TEXT + SATURATION) or 1.0

    def _candidate(self, place: int, after: ClauseEntry, score: float) -> Candidate:
        before = self._before[place]
        ratio = likeness(before.record.text, after.record.text)
        mixed = (1 - _CHARACTERS) * min(score, 1.0) + _CHARACTERS * ratio
        return Candidate(before, after, max(mixed, ratio if ratio >= _ALIKE else 0.0))

    def _bag(self, clause: ClauseEntry) -> Counter[str]:
        record, item = clause.record, clause.item
        names = [name for entry in record.evidence for name in (entry.name, *entry.aliases)]
        fields = (
            (_GROUP, [group.record.title for group in item.groups]),
            (_ITEM, [item.title, *item.aliases]),
            (_EVIDENCE, [*names, *(entry.name for entry in record.indicators)]),
            (_TEXT, [record.text]),
        )
        bag: Counter[str] = Counter()
        for weight, texts in fields:
            pairs = (pair for text in texts for pair in self._pairs(text))
            bag.update(dict.fromkeys(pairs, weight))
        return bag

    def _pairs(self, text: str) -> Iterator[str]:
        """Yield the pairs of a text, and those of a word that stands for its synonyms."""
        own = runs(text)
        words = [self._words[word] for run in own for word in self._word.findall(run)]
        for run in (*own, *words):
            yield from (one + other for one, other in pairwise(run))


def by_before(candidates: Iterable[Candidate]) -> Mapping[ClauseEntry, tuple[Candidate, ...]]:
    """Return candidates by their old clause, best first."""
    ordered = sorted(candidates, key=lambda candidate: -candidate.similarity)
    return grouped(ordered, lambda candidate: candidate.before)
