"""Old clauses matched with those of a new edition, with the certainty of each match."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from allocation.base.grouping import grouped, grouped_pairs, unique
from allocation.base.slugs import compact
from allocation.carryover.clause_candidates import Candidate, CandidateIndex, by_before
from allocation.carryover.clause_texts import adds_segments, demand, gist, likeness, phrases
from allocation.carryover.confirmed_pairs import Confirmed
from allocation.register.register import ClauseEntry

_SAME_TITLE = 0.7
"""From this similarity on, two items have the same title, reworded."""
_LONG = 10
"""Characters of a text that is not found twice by chance, under items with other titles."""
_ASKED, _TOLD, _PART = 0.18, 0.05, 0.25
"""The least similarity of the best candidate for a question, of one that is told at all, and of a
new clause that an old one may have become part of."""
_TAKEN = 0.4
"""The same for an old clause that is carried over already: it may have been split."""
_BESIDE = 0.4
"""The least part of the best candidate's similarity that another one has."""
_LIMIT = 3
_Clauses = tuple[ClauseEntry, ...]
_Sides = tuple[_Clauses, _Clauses]
"""Old and new clauses that may be the same."""


class Fate(StrEnum):
    """The result of matching a clause, the most certain first."""

    SAME = "未变"
    """The same text at the same place."""
    MOVED = "移动"
    """The same text at another place."""
    REWORDED = "改写"
    """Another text that demands the same: other numbers, fillers, or a phrase more or less."""
    CONFIRMED = "人定"
    """A person confirmed that the two are one."""
    DOUBTFUL = "有候选"
    """Maybe the same as one of some: a person has to decide."""
    NEW = "新增"
    """No similar clause in the old edition."""
    GONE = "删去"
    """No clause of the new edition is certain to be the same."""

    @property
    def certain(self) -> bool:
        """Whether evidence of the old clause is carried over to the new one."""
        return self in (Fate.SAME, Fate.MOVED, Fate.REWORDED, Fate.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Pair:
    """An old clause and its new one, or one that has no certain other, with its candidates."""

    fate: Fate
    before: ClauseEntry | None
    after: ClauseEntry | None
    candidates: tuple[Candidate, ...] = ()


def pairs(
    before: Iterable[ClauseEntry],
    after: Iterable[ClauseEntry],
    *,
    certain: float,
    confirmed: Confirmed,
    synonyms: Iterable[tuple[str, ...]] = (),
) -> tuple[Pair, ...]:
    """Pair the clauses of two editions.

    :param certain: the similarity from which reworded clauses are the same, from 0 to 1.
    :param confirmed: what a person said.
    :param synonyms: groups of words that mean the same.
    :returns: a pair for every clause, in the order of the new edition, then the removed ones; of a
        clause that was split or merged, one for each of its parts.
    """
    old, new = list(before), list(after)
    origins = {clause: [] if clause in confirmed.refused else [(origin, fate)]
               for clause, (origin, fate) in _certain(old, new, certain).items()}  # fmt: skip
    for clause, origin in confirmed.pairs:
        known = origins.setdefault(clause, [])
        if origin not in (each for each, _ in known):
            known.append((origin, Fate.CONFIRMED))
    taken = {origin for known in origins.values() for origin, _ in known}
    index = CandidateIndex(old, synonyms)
    changed = [clause for clause in new if not _is_verbatim(origins.get(clause, ()))]
    likely = {clause: index.candidates(clause) for clause in changed}
    return (
        *(pair for clause in new for pair in _of(clause, origins, likely, taken, confirmed)),
        *_gone([clause for clause in old if clause not in taken], likely, index),
    )


def distinct(pairs: Collection[Pair]) -> Iterator[Pair]:
    """Yield the pairs, without removed clauses that are the best candidates of a doubtful pair."""
    doubted = {pair.candidates[0].before for pair in pairs if pair.fate is Fate.DOUBTFUL}
    for pair in pairs:
        if pair.fate is not Fate.GONE or pair.before not in doubted:
            yield pair


def _is_verbatim(origins: Iterable[tuple[ClauseEntry, Fate]]) -> bool:
    """Whether a new clause is an old one to the letter: then it is part of no other."""
    return any(fate in (Fate.SAME, Fate.MOVED) for _, fate in origins)


def _of(
    clause: ClauseEntry,
    origins: Mapping[ClauseEntry, Sequence[tuple[ClauseEntry, Fate]]],
    likely: Mapping[ClauseEntry, tuple[Candidate, ...]],
    taken: Collection[ClauseEntry],
    confirmed: Confirmed,
) -> Iterator[Pair]:
    """Yield the pairs of a new clause."""
    for origin, fate in origins.get(clause, ()):
        ratio = likeness(origin.record.text, clause.record.text)
        yield Pair(fate, origin, clause, (Candidate(origin, clause, ratio),))
    if not origins.get(clause):
        refused = clause in confirmed.refused
        offered = () if refused else tuple(_offered(likely[clause], taken))
        asked = offered and offered[0].similarity >= _ASKED
        yield Pair(Fate.DOUBTFUL if asked else Fate.NEW, None, clause, offered)


def _offered(
    likely: Iterable[Candidate], taken: Collection[ClauseEntry] = ()
) -> Iterator[Candidate]:
    """Yield the first candidates that are worth to be told."""
    told = [each for each in likely
            if each.similarity >= (_TAKEN if each.before in taken else _TOLD)]  # fmt: skip
    for candidate in told[:_LIMIT]:
        if candidate.similarity >= _BESIDE * told[0].similarity:
            yield candidate


def _gone(
    clauses: Sequence[ClauseEntry],
    likely: Mapping[ClauseEntry, tuple[Candidate, ...]],
    index: CandidateIndex,
) -> Iterator[Pair]:
    """Yield the old clauses that nothing is certain to be, with new ones that may be."""
    alike = [each for found in likely.values() for each in found if each.similarity >= _PART]
    candidates = by_before((*index.parts(clauses, likely), *alike))
    for clause in clauses:
        best: dict[ClauseEntry, Candidate] = {}
        for candidate in candidates.get(clause, ()):
            best.setdefault(candidate.after, candidate)
        yield Pair(Fate.GONE, clause, None, tuple(_offered(best.values())))


def _certain(
    old: Sequence[ClauseEntry], new: Sequence[ClauseEntry], least: float
) -> dict[ClauseEntry, tuple[ClauseEntry, Fate]]:
    """Return the old clauses of new ones which are the same beyond doubt.

    Each step takes what the earlier ones left, but counts all: of texts that stand twice, none is
    certain but by its place.
    """
    found: dict[ClauseEntry, ClauseEntry] = {}
    free = set(old)
    for before, after in (*_equal(old, new), *_extended(old, new, least)):
        if len(before) == len(after) == 1 and before[0] in free and after[0] not in found:
            (one,), (other,) = before, after
            if _belong_together(one, other):
                found[other] = one
                free.remove(one)
    return {other: (one, _fate(one, other)) for other, one in found.items()}


def _equal(old: Sequence[ClauseEntry], new: Sequence[ClauseEntry]) -> Iterator[_Sides]:
    """Yield the clauses of both sides that are equal by a key, the surest first."""
    for key in _KEYS:
        before, after = grouped(old, key), grouped(new, key)
        yield from ((before[value], after[value]) for value in before if value in after)


def _extended(
    old: Sequence[ClauseEntry], new: Sequence[ClauseEntry], least: float
) -> Iterator[_Sides]:
    """Yield clauses with those that say all that they say, and hardly more, or the reverse."""
    said = {clause: phrases(clause.record.text) for clause in (*old, *new)}
    sides = [
        grouped_pairs((phrase, clause) for clause in side for phrase in said[clause])
        for side in (old, new)
    ]

    def alike(clause: ClauseEntry, by_phrase: Mapping[str, _Clauses]) -> _Clauses:
        near = unique(other for phrase in said[clause] for other in by_phrase.get(phrase, ()))
        return tuple(other for other in near if _is_extended(clause, other, least))

    for clause in new:
        if before := alike(clause, sides[0]):
            yield before, alike(before[0], sides[1])


def _is_extended(one: ClauseEntry, other: ClauseEntry, least: float) -> bool:
    texts = one.record.text, other.record.text
    added = adds_segments(*texts) or adds_segments(*reversed(texts))
    return added and likeness(*texts) >= least


def _belong_together(one: ClauseEntry, other: ClauseEntry) -> bool:
    """Whether two texts that say the same are about one thing: by their items, or by length."""
    same = likeness(one.item.title, other.item.title) >= _SAME_TITLE
    return same or len(gist(one.record.text)) >= _LONG


def _fate(before: ClauseEntry, after: ClauseEntry) -> Fate:
    if compact(before.record.text) != compact(after.record.text):
        return Fate.REWORDED
    return Fate.SAME if before.id == after.id else Fate.MOVED


def _demand(clause: ClauseEntry) -> Hashable:
    """Return what a clause demands, or its text where that is nothing but fillers."""
    return demand(clause.record.text) or compact(clause.record.text)


_KEYS: tuple[Callable[[ClauseEntry], Hashable], ...] = (
    lambda clause: (clause.id, gist(clause.item.title), compact(clause.record.text)),
    lambda clause: (gist(clause.item.title), compact(clause.record.text)),
    lambda clause: compact(clause.record.text),
    lambda clause: (gist(clause.item.title), _demand(clause)),
    _demand,
)
"""What makes two clauses the same, the surest first."""
