"""Two registers side by side: which clause, item, person and department is which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from allocation.base.grouping import grouped_pairs
from allocation.register.register import ClauseEntry, ItemEntry, PersonEntry, Register, RowEntry
from allocation.versions.changes.matching import ClauseMatch, match

_ALIKE_NAMES = 0.5
"""Names that share half of their characters may be one name, corrected."""
Tokens = dict[ClauseEntry, str]
"""Clauses of either table with their tokens: matched ones have the same."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Both registers with what belongs together; ``renamed`` leads from old names to new ones."""

    before: Register
    after: Register
    matches: tuple[ClauseMatch, ...]
    items: tuple[tuple[ItemEntry | None, ItemEntry | None], ...]
    people: dict[str, str]
    departments: dict[str, str]

    @property
    def renamed(self) -> dict[str, str]:
        """Old names of people and departments, and their new ones."""
        return self.people | self.departments

    def person(self, key: str) -> str:
        """Return what the later data calls somebody."""
        return self.people.get(key, key)

    def department(self, name: str) -> str:
        """Return what the later data calls a department."""
        return self.departments.get(name, name)


def tables(before: Register, after: Register) -> Tables:
    """Find out what belongs together in two registers."""
    matches = match(before.clauses, after.clauses)
    tokens = {
        clause: each.token for each in matches for clause in (each.before, each.after) if clause
    }
    return Tables(
        before=before,
        after=after,
        matches=matches,
        items=tuple(_items(before, after, matches)),
        people=_renamed_people(before, after, tokens),
        departments=_renamed_departments(before, after, tokens),
    )


def persons_of(row: RowEntry) -> Iterator[tuple[str, PersonEntry]]:
    """Yield everybody who answers for a row, with what they do."""
    yield from (("负责", person) for person in row.persons)
    yield from (("分管", leader) for leader in row.leaders)


def _items(
    before: Register, after: Register, matches: Iterable[ClauseMatch]
) -> Iterator[tuple[ItemEntry | None, ItemEntry | None]]:
    """Yield items in pairs: those that share most clauses, or at least their id."""
    shared = Counter(
        (each.before.item, each.after.item) for each in matches if each.before and each.after
    )
    by_id = {each.id: each for each in before.items}
    shared.update((by_id[each.id], each) for each in after.items if each.id in by_id)
    left: dict[ItemEntry, ItemEntry] = {}
    taken: set[ItemEntry] = set()
    for (old, new), _ in shared.most_common():
        if new not in left and old not in taken:
            left[new] = old
            taken.add(old)
    yield from ((left.get(new), new) for new in after.items)
    yield from ((old, None) for old in before.items if old not in taken)


def _renamed_people(before: Register, after: Register, tokens: Tokens) -> dict[str, str]:
    gone, come = _apart([each.key for each in before.people], [each.key for each in after.people])
    if not gone or not come:
        return {}
    old, new = (_duties(side, tokens, _people_of) for side in (before, after))
    slugs = {each.slug: each.key for each in after.people}
    found = {}
    for each in (each for each in before.people if each.key in gone):
        same = slugs.get(each.slug)
        alike = (
            key
            for key, duties in new.items()
            if key in come and duties == old.get(each.key) and _alike(each.key, key)
        )
        key = same if same in come else next(alike, None)
        if key:
            found[each.key] = key
    return found


def _renamed_departments(before: Register, after: Register, tokens: Tokens) -> dict[str, str]:
    """A department that has taken over all rows of one that is gone, and no others, is the same."""
    gone, come = _apart(
        [each.name for each in before.departments], [each.name for each in after.departments]
    )
    if not gone or not come:
        return {}
    old, new = (_duties(side, tokens, _departments_of) for side in (before, after))
    found = {}
    for name in sorted(gone):
        same = [other for other in sorted(come) if name in old and new.get(other) == old[name]]
        if len(same) == 1:
            found[name] = same[0]
    return found


def _apart(before: Iterable[str], after: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the names that are gone, and those that are new."""
    old, new = set(before), set(after)
    return old - new, new - old


def _duties(
    register: Register, tokens: Tokens, whose: Callable[[RowEntry], Iterable[tuple[str, str]]]
) -> dict[str, frozenset[tuple[str, str]]]:
    """Return the clauses under each name that ``whose`` says of their row, with the role there."""
    found = grouped_pairs(
        (name, (role, tokens[clause]))
        for clause in register.clauses
        for name, role in whose(clause.row)
    )
    return {name: frozenset(duties) for name, duties in found.items()}


def _people_of(row: RowEntry) -> Iterator[tuple[str, str]]:
    return ((person.key, role) for role, person in persons_of(row))


def _departments_of(row: RowEntry) -> Iterator[tuple[str, str]]:
    return ((department.name, "") for department in row.departments)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE_NAMES
