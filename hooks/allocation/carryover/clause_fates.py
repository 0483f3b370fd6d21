"""Old clauses matched with those of a new edition, with the certainty of each match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from allocation.base.codes import same_code
from allocation.register.register import ClauseEntry
from allocation.versions.changes.matching import (
    ClauseMatch,
    MatchKind,
    candidates,
    match,
    similarity,
)

_NEAR = 0.1
"""Candidates whose similarity differs by no more are equally likely."""


class Fate(StrEnum):
    """The result of matching a clause, the most certain first."""

    SAME = "未变"
    """The same text at the same place."""
    MOVED = "移动"
    """The same text at another place."""
    REWORDED = "改写"
    """Another text, similar enough to be certain."""
    CONFIRMED = "人定"
    """A person confirmed that the two are one."""
    UNSURE = "改动较大"
    """Maybe the same requirement: a person has to decide."""
    AMBIGUOUS = "有几个候选"
    """Several are similar: a person has to choose."""
    NEW = "新增"
    """No similar clause in the old edition."""
    GONE = "删去"
    """No similar clause in the new edition."""

    @property
    def certain(self) -> bool:
        """Whether evidence of the old clause is carried over to the new one."""
        return self in (Fate.SAME, Fate.MOVED, Fate.REWORDED, Fate.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An old and a new clause that may be the same."""

    before: ClauseEntry
    after: ClauseEntry
    similarity: float


@dataclass(frozen=True, slots=True)
class Pair:
    """An old clause and its new one, with other candidates for either."""

    fate: Fate
    before: ClauseEntry | None
    after: ClauseEntry | None
    similarity: float = 0.0
    rivals: tuple[Candidate, ...] = field(default=())

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """All candidates: the pair itself, then the others by similarity."""
        others = sorted(self.rivals, key=lambda candidate: -candidate.similarity)
        if self.before is None or self.after is None:
            return tuple(others)
        return (Candidate(self.before, self.after, self.similarity), *others)


class UserPairError(Exception):
    """The user confirmed impossible pairs; says in Chinese which."""


def pairs(
    before: Iterable[ClauseEntry],
    after: Iterable[ClauseEntry],
    *,
    certain: float,
    confirmed: Collection[tuple[str, str]],
) -> tuple[Pair, ...]:
    """Pair the clauses of two editions.

    :param certain: the similarity from which reworded clauses are the same, from 0 to 1.
    :param confirmed: pairs of ids: a new clause, and the old one that is the same.
    :returns: a pair for every clause, in the order of the new edition, then the removed ones.
    :raises UserPairError: if ``confirmed`` names unknown clauses, or one twice: all of them.
    """
    old, new = list(before), list(after)
    fixed = dict(_confirmed(old, new, confirmed))
    taken = set(fixed.values())
    matches = match(
        [clause for clause in old if clause not in taken],
        [clause for clause in new if clause not in fixed],
    )
    matched = {pair.after: pair for pair in _rated(matches, certain) if pair.after}
    for clause, origin in fixed.items():
        ratio = similarity(origin.record.text, clause.record.text)
        matched[clause] = Pair(Fate.CONFIRMED, origin, clause, ratio)
    removed = [Pair(Fate.GONE, pair.before, None) for pair in matches if pair.after is None]
    return (*(matched[clause] for clause in new), *removed)


def distinct(pairs: Collection[Pair]) -> Iterator[Pair]:
    """Yield the pairs, without removed clauses that are candidates of a doubtful pair."""
    doubtful = (pair for pair in pairs if pair.fate in (Fate.UNSURE, Fate.AMBIGUOUS))
    doubted = {candidate.before for pair in doubtful for candidate in pair.candidates}
    for pair in pairs:
        if pair.fate is not Fate.GONE or pair.before not in doubted:
            yield pair


def _confirmed(
    old: list[ClauseEntry], new: list[ClauseEntry], confirmed: Collection[tuple[str, str]]
) -> Iterator[tuple[ClauseEntry, ClauseEntry]]:
    olds, news = ({clause.id: clause for clause in side} for side in (old, new))
    confirmed = [(same_code(after, news), same_code(before, olds)) for after, before in confirmed]
    wrong = [f"新标准里没有条款“{id}”" for id, _ in confirmed if id not in news]
    wrong += [f"原来的分工里没有条款“{id}”" for _, id in confirmed if id not in olds]
    for side, label in enumerate(("新的", "原来的")):
        counts = Counter(pair[side] for pair in confirmed)
        wrong += [f"{label}“{id}”写了几次，只能和一条相同" for id in counts if counts[id] > 1]
    if wrong:
        raise UserPairError("；".join(wrong))
    yield from ((news[after], olds[before]) for after, before in confirmed)


def _rated(matches: tuple[ClauseMatch, ...], certain: float) -> Iterator[Pair]:
    """Yield pairs with their certainty; equal texts at the same place have no rivals."""
    rest = [pair for pair in matches if pair.kind is not MatchKind.SAME]
    close = [
        Candidate(before, after, ratio)
        for ratio, before, after in candidates(
            [pair.before for pair in rest if pair.before],
            [pair.after for pair in rest if pair.after],
        )
    ]
    best = {side: pair.similarity for pair in rest for side in (pair.before, pair.after) if side}
    for pair in matches:
        same = pair.kind is MatchKind.SAME
        rivals = () if same else tuple(_rivals(pair, close, best.__getitem__))
        fate = _fate(pair, rivals, certain)
        yield Pair(fate, pair.before, pair.after, pair.similarity, rivals)


def _rivals(
    pair: ClauseMatch, close: Iterable[Candidate], best: Callable[[ClauseEntry], float]
) -> Iterator[Candidate]:
    """Yield other candidates for one side of a match, unless these have a better match."""
    if pair.before is None or pair.after is None:
        return
    for candidate in close:
        same = (candidate.before is pair.before, candidate.after is pair.after)
        if any(same) and not all(same) and candidate.similarity >= pair.similarity - _NEAR:
            other = candidate.after if same[0] else candidate.before
            if best(other) <= candidate.similarity:
                yield candidate


def _fate(pair: ClauseMatch, rivals: tuple[Candidate, ...], certain: float) -> Fate:
    if rivals:
        return Fate.AMBIGUOUS
    if pair.kind is MatchKind.REWORDED and pair.similarity < certain:
        return Fate.UNSURE
    return Fate[pair.kind.name]
