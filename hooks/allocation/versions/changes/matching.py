"""Which clause of one table is which of another: the same, moved, reworded, gone or new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from allocation.base.grouping import grouped
from allocation.base.slugs import compact
from allocation.register.register import ClauseEntry

_ALIKE = 0.6
"""From here on two texts are held for one clause, reworded; below, for two clauses."""
_SAME_PLACE = 0.3
"""The same for clauses that stand at the same place: there less is enough."""


class MatchKind(StrEnum):
    """What became of a clause."""

    SAME = "未变"
    """The same words at the same place."""
    MOVED = "移动"
    """The same words at another place."""
    REWORDED = "改写"
    """Other words, alike enough to be the same requirement."""
    GONE = "删去"
    """Nothing like it is left."""
    NEW = "新增"
    """Nothing like it was there."""


@dataclass(frozen=True, slots=True)
class ClauseMatch:
    """A clause before and after; ``similarity`` is 1 for the same words."""

    kind: MatchKind
    before: ClauseEntry | None
    after: ClauseEntry | None
    similarity: float = 1.0

    @property
    def token(self) -> str:
        """What is the same for a clause on both sides, and for no other."""
        if self.after:
            return f"+{self.after.slug}"
        return f"-{self.before.slug if self.before else ''}"


def match(before: Iterable[ClauseEntry], after: Iterable[ClauseEntry]) -> tuple[ClauseMatch, ...]:
    """Pair the clauses of two tables.

    Each step takes what the ones before it left: the same words at the same place, the same words
    elsewhere (if they stand there once), alike words at the same place, alike words elsewhere.

    :returns: a match for every clause, in the order of the second table, then what is gone.
    """
    pairing = _Pairing(list(before), list(after))
    pairing.by(lambda clause: (clause.id, compact(clause.record.text)))
    pairing.by(lambda clause: (clause.item.title, compact(clause.record.text)))
    pairing.by(lambda clause: compact(clause.record.text))
    pairing.by(lambda clause: clause.id, least=_SAME_PLACE)
    pairing.alike(within=lambda clause: clause.item.id)
    pairing.alike(within=lambda _: "")
    return tuple(pairing.matches())


def similarity(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1, white space left aside."""
    return SequenceMatcher(None, compact(one), compact(other), autojunk=False).ratio()


def candidates(
    before: Iterable[ClauseEntry], after: Iterable[ClauseEntry]
) -> Iterator[tuple[float, ClauseEntry, ClauseEntry]]:
    """Yield pairs that are alike enough to be one clause, with how alike they are."""
    texts = ((other, compact(other.record.text)) for other in after)
    targets = [(other, text, frozenset(text)) for other, text in texts]
    for one in before:
        text = compact(one.record.text)
        signs = frozenset(text)
        matcher = SequenceMatcher(None, b=text, autojunk=False)
        for other, theirs, their_signs in targets:
            shared = len(signs & their_signs)
            most = min(len(text) - len(signs), len(theirs) - len(their_signs)) + shared
            # No more can match than is shared: most pairs are nothing alike, and a table is long.
            if 2 * most >= _ALIKE * (len(text) + len(theirs)):
                matcher.set_seq1(theirs)
                ratio = matcher.ratio()
                if ratio >= _ALIKE:
                    yield ratio, one, other


class _Pairing:
    """Pairs found so far, and what is left on both sides."""

    def __init__(self, before: list[ClauseEntry], after: list[ClauseEntry]) -> None:
        self._all = after
        self._before = dict.fromkeys(before)
        self._after = dict.fromkeys(after)
        self._pairs: dict[ClauseEntry, tuple[ClauseEntry, float]] = {}

    def by(self, key: Callable[[ClauseEntry], object], *, least: float = 0.0) -> None:
        """Pair those that alone have the same key on both sides and are alike enough."""
        before, after = grouped(self._before, key), grouped(self._after, key)
        for found, ones in before.items():
            others = after.get(found, ())
            if len(ones) == len(others) == 1:
                self._pair(ones[0], others[0], least)

    def alike(self, *, within: Callable[[ClauseEntry], str]) -> None:
        """Pair the most alike of those that are in the same part of the table."""
        before, after = grouped(self._before, within), grouped(self._after, within)
        for part in before.keys() & after.keys():
            found = sorted(candidates(before[part], after[part]), key=lambda each: -each[0])
            for _, one, other in found:
                if one in self._before and other in self._after:
                    self._pair(one, other, _ALIKE)

    def matches(self) -> Iterator[ClauseMatch]:
        for clause in self._all:
            if clause in self._pairs:
                yield _matched(*self._pairs[clause], clause)
            else:
                yield ClauseMatch(MatchKind.NEW, None, clause, 0.0)
        for clause in self._before:
            yield ClauseMatch(MatchKind.GONE, clause, None, 0.0)

    def _pair(self, one: ClauseEntry, other: ClauseEntry, least: float) -> None:
        alike = similarity(one.record.text, other.record.text)
        if alike >= least:
            del self._before[one], self._after[other]
            self._pairs[other] = one, alike


def _matched(before: ClauseEntry, alike: float, after: ClauseEntry) -> ClauseMatch:
    if compact(before.record.text) != compact(after.record.text):
        return ClauseMatch(MatchKind.REWORDED, before, after, alike)
    return ClauseMatch(MatchKind.SAME if before.id == after.id else MatchKind.MOVED, before, after)
