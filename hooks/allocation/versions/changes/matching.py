"""Matches between the clauses of two tables: same, moved, reworded, removed or new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import Indel

from allocation.base.grouping import grouped
from allocation.base.slugs import compact
from allocation.register.register import ClauseEntry

_SIMILAR = 0.6
"""From this similarity on, two texts are taken for one clause, reworded."""
_SIMILAR_AT_SAME_PLACE = 0.3
"""The same for clauses with the same id, which need less."""


class MatchKind(StrEnum):
    """The kind of a match."""

    SAME = "未变"
    """The same words at the same place."""
    MOVED = "移动"
    """The same words at another place."""
    REWORDED = "改写"
    """Other words, similar enough to be the same requirement."""
    GONE = "删去"
    """No similar clause in the later table."""
    NEW = "新增"
    """No similar clause in the earlier table."""


@dataclass(frozen=True, slots=True)
class ClauseMatch:
    """A clause in both tables; ``similarity`` is from 0 to 1, and 1 for the same words."""

    kind: MatchKind
    before: ClauseEntry | None
    after: ClauseEntry | None
    similarity: float = 1.0

    @property
    def token(self) -> str:
        """A unique key that both clauses of a match share."""
        if self.after:
            return f"+{self.after.slug}"
        return f"-{self.before.slug if self.before else ''}"


def match(before: Iterable[ClauseEntry], after: Iterable[ClauseEntry]) -> tuple[ClauseMatch, ...]:
    """Match the clauses of two tables.

    Each step takes the clauses that the earlier ones left: same words at the same place, same words
    elsewhere (if they are unique), similar words at the same place, similar words elsewhere.

    :returns: a match for every clause, in the order of the second table, then removed ones.
    """
    pairing = _Pairing(list(before), list(after))
    pairing.by(lambda clause: (clause.id, compact(clause.record.text)))
    pairing.by(lambda clause: (clause.item.title, compact(clause.record.text)))
    pairing.by(lambda clause: compact(clause.record.text))
    pairing.by(lambda clause: clause.id, least=_SIMILAR_AT_SAME_PLACE)
    pairing.by_similarity(within=lambda clause: clause.item.id)
    pairing.by_similarity(within=lambda _: "")
    return tuple(pairing.matches())


def similarity(one: str, other: str) -> float:
    """Return the similarity of two texts without white space, from 0 to 1."""
    return Indel.normalized_similarity(compact(one), compact(other))


class _Pairing:
    """The pairs so far, and the remaining clauses of both tables."""

    def __init__(self, before: list[ClauseEntry], after: list[ClauseEntry]) -> None:
        self._all = after
        self._before = dict.fromkeys(before)
        self._after = dict.fromkeys(after)
        self._pairs: dict[ClauseEntry, tuple[ClauseEntry, float]] = {}

    def by(self, key: Callable[[ClauseEntry], object], *, least: float = 0.0) -> None:
        """Pair clauses with the same key, if it is unique in both tables.

        :param least: the similarity that they must have.
        """
        before, after = grouped(self._before, key), grouped(self._after, key)
        for value, old in before.items():
            new = after.get(value, ())
            if len(old) == len(new) == 1:
                self._pair(old[0], new[0], least)

    def by_similarity(self, *, within: Callable[[ClauseEntry], str]) -> None:
        """Pair the most similar clauses within each part of the table."""
        before, after = grouped(self._before, within), grouped(self._after, within)
        for part in before.keys() & after.keys():
            pairs = sorted(_candidates(before[part], after[part]), key=lambda pair: -pair[0])
            for _, old, new in pairs:
                if old in self._before and new in self._after:
                    self._pair(old, new, _SIMILAR)

    def matches(self) -> Iterator[ClauseMatch]:
        for clause in self._all:
            if clause in self._pairs:
                yield _match(*self._pairs[clause], clause)
            else:
                yield ClauseMatch(MatchKind.NEW, None, clause, 0.0)
        for clause in self._before:
            yield ClauseMatch(MatchKind.GONE, clause, None, 0.0)

    def _pair(self, old: ClauseEntry, new: ClauseEntry, least: float) -> None:
        ratio = similarity(old.record.text, new.record.text)
        if ratio >= least:
            del self._before[old], self._after[new]
            self._pairs[new] = old, ratio


def _match(before: ClauseEntry, ratio: float, after: ClauseEntry) -> ClauseMatch:
    if compact(before.record.text) != compact(after.record.text):
        return ClauseMatch(MatchKind.REWORDED, before, after, ratio)
    return ClauseMatch(MatchKind.SAME if before.id == after.id else MatchKind.MOVED, before, after)


def _candidates(
    before: Iterable[ClauseEntry], after: Sequence[ClauseEntry]
) -> Iterator[tuple[float, ClauseEntry, ClauseEntry]]:
    """Yield pairs of clauses that are similar enough to be one, with their similarity."""
    texts = [compact(clause.record.text) for clause in after]
    alike = Indel.normalized_similarity
    for old in before:
        text = compact(old.record.text)
        found = process.extract(text, texts, scorer=alike, limit=None, score_cutoff=_SIMILAR)
        yield from ((ratio, old, after[at]) for _, ratio, at in found)
