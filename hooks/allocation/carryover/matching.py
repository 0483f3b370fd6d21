"""What becomes of each clause in a new edition, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from allocation.register.register import ClauseEntry
from allocation.versions.changes.matching import (
    ClauseMatch,
    MatchKind,
    candidates,
    match,
    similarity,
)

_NEAR = 0.1
"""Two candidates whose likeness differs by no more are both meant, as far as anybody can tell."""


class Fate(StrEnum):
    """What became of a clause, the surest first."""

    SAME = "未变"
    """The same words at the same place."""
    MOVED = "移动"
    """The same words at another place."""
    REWORDED = "改写"
    """Other words, alike enough to be sure."""
    CONFIRMED = "人定"
    """A person said that the two are one."""
    UNSURE = "改动较大"
    """Perhaps the same requirement: a person must say."""
    AMBIGUOUS = "有几个候选"
    """Several are alike: a person must say which."""
    NEW = "新增"
    """Nothing like it was there."""
    GONE = "删去"
    """Nothing like it is left."""

    @property
    def certain(self) -> bool:
        """Whether what hangs on the old clause goes on with the new one."""
        return self in (Fate.SAME, Fate.MOVED, Fate.REWORDED, Fate.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An old and a new clause that may be one."""

    before: ClauseEntry
    after: ClauseEntry
    similarity: float


@dataclass(frozen=True, slots=True)
class Pair:
    """An old clause and its new one, with what else either might be."""

    fate: Fate
    before: ClauseEntry | None
    after: ClauseEntry | None
    similarity: float = 0.0
    rivals: tuple[Candidate, ...] = field(default=())

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Everything that the pair may be, the likeliest first."""
        others = sorted(self.rivals, key=lambda each: -each.similarity)
        if self.before is None or self.after is None:
            return tuple(others)
        return (Candidate(self.before, self.after, self.similarity), *others)


class UserPairError(Exception):
    """What a person said of clauses can't be; says in Chinese of which."""


def pairs(
    before: Iterable[ClauseEntry],
    after: Iterable[ClauseEntry],
    *,
    certain: float,
    confirmed: Collection[tuple[str, str]],
) -> tuple[Pair, ...]:
    """Pair the clauses of two editions.

    :param certain: how alike reworded clauses must be, from 0 to 1, to be taken for one.
    :param confirmed: pairs of ids: a new clause, and the old one that a person says it is.
    :returns: a pair for every clause, in the order of the new edition, then what is gone.
    :raises UserPairError: if ``confirmed`` names unknown clauses, or one twice: all of them.
    """
    old, new = list(before), list(after)
    fixed = dict(_confirmed(old, new, confirmed))
    taken = set(fixed.values())
    matches = match(
        [each for each in old if each not in taken], [each for each in new if each not in fixed]
    )
    found = {each.after: each for each in _judged(matches, certain) if each.after}
    for clause, origin in fixed.items():
        alike = similarity(origin.record.text, clause.record.text)
        found[clause] = Pair(Fate.CONFIRMED, origin, clause, alike)
    gone = (Pair(Fate.GONE, each.before, None) for each in matches if each.after is None)
    return (*(found[clause] for clause in new), *gone)


def distinct(found: Collection[Pair]) -> Iterator[Pair]:
    """Yield the pairs; an old clause that a doubtful one may be is not gone."""
    doubtful = (each for each in found if each.fate in (Fate.UNSURE, Fate.AMBIGUOUS))
    meant = {each.before for pair in doubtful for each in pair.candidates}
    for pair in found:
        if pair.fate is not Fate.GONE or pair.before not in meant:
            yield pair


def _confirmed(
    old: list[ClauseEntry], new: list[ClauseEntry], confirmed: Collection[tuple[str, str]]
) -> Iterator[tuple[ClauseEntry, ClauseEntry]]:
    olds, news = ({each.id: each for each in side} for side in (old, new))
    wrong = [f"新标准里没有条款“{id}”" for id, _ in confirmed if id not in news]
    wrong += [f"原来的分工里没有条款“{id}”" for _, id in confirmed if id not in olds]
    for side, what in enumerate(("新的", "原来的")):
        counts = Counter(pair[side] for pair in confirmed)
        wrong += [f"{what}“{id}”写了几次，只能和一条相同" for id in counts if counts[id] > 1]
    if wrong:
        raise UserPairError("；".join(wrong))
    yield from ((news[after], olds[before]) for after, before in confirmed)


def _judged(matches: tuple[ClauseMatch, ...], certain: float) -> Iterator[Pair]:
    """Yield pairs that say how sure they are; what is the same at the same place always is."""
    rest = [each for each in matches if each.kind is not MatchKind.SAME]
    close = [
        Candidate(one, other, alike)
        for alike, one, other in candidates(
            [each.before for each in rest if each.before],
            [each.after for each in rest if each.after],
        )
    ]
    best = {side: each.similarity for each in rest for side in (each.before, each.after) if side}
    for each in matches:
        same = each.kind is MatchKind.SAME
        rivals = () if same else tuple(_rivals(each, close, best.__getitem__))
        fate = _fate(each, rivals, certain)
        yield Pair(fate, each.before, each.after, each.similarity, rivals)


def _rivals(
    found: ClauseMatch, close: Iterable[Candidate], best: Callable[[ClauseEntry], float]
) -> Iterator[Candidate]:
    """Yield what one side of a match may be instead, unless that has something better itself."""
    if found.before is None or found.after is None:
        return
    for each in close:
        same = (each.before is found.before, each.after is found.after)
        if any(same) and not all(same) and each.similarity >= found.similarity - _NEAR:
            other = each.after if same[0] else each.before
            if best(other) <= each.similarity:
                yield each


def _fate(found: ClauseMatch, rivals: tuple[Candidate, ...], certain: float) -> Fate:
    if found.kind in (MatchKind.NEW, MatchKind.GONE, MatchKind.SAME):
        return Fate[found.kind.name]
    if rivals:
        return Fate.AMBIGUOUS
    if found.kind is MatchKind.REWORDED and found.similarity < certain:
        return Fate.UNSURE
    return Fate[found.kind.name]
