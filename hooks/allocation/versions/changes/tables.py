"""Two registers side by side: matches of clauses, items, people and departments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from allocation.base.grouping import grouped_pairs
from allocation.register.register import ClauseEntry, ItemEntry, PersonEntry, Register, RowEntry
from allocation.versions.changes.matching import ClauseMatch, match

_SIMILAR_NAMES = 0.5
"""From this similarity on, two names may be one name, corrected."""
Tokens = dict[ClauseEntry, str]
"""Clauses of both registers with their tokens: matched ones have the same."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Both registers with their matches; ``people`` and ``departments`` map old to new names."""

    before: Register
    after: Register
    matches: tuple[ClauseMatch, ...]
    items: tuple[tuple[ItemEntry | None, ItemEntry | None], ...]
    people: dict[str, str]
    departments: dict[str, str]

    @property
    def renamed(self) -> dict[str, str]:
        """The new names of people and departments by the old ones."""
        return self.people | self.departments

    def person(self, key: str) -> str:
        """Return the key of a person in the later register."""
        return self.people.get(key, key)

    def department(self, name: str) -> str:
        """Return the name of a department in the later register."""
        return self.departments.get(name, name)


def match_tables(before: Register, after: Register) -> Tables:
    """Match the entries of two registers."""
    matches = match(before.clauses, after.clauses)
    tokens = {
        clause: pair.token for pair in matches for clause in (pair.before, pair.after) if clause
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
    """Yield the roles and persons of a row: those responsible, then leaders."""
    yield from (("负责", person) for person in row.persons)
    yield from (("分管", leader) for leader in row.leaders)


def _items(
    before: Register, after: Register, matches: Iterable[ClauseMatch]
) -> Iterator[tuple[ItemEntry | None, ItemEntry | None]]:
    """Yield items in pairs: those that share most clauses, or at least their id."""
    pairs = ((pair.before, pair.after) for pair in matches)
    shared = Counter((old.item, new.item) for old, new in pairs if old and new)
    by_id = {item.id: item for item in before.items}
    shared.update((by_id[item.id], item) for item in after.items if item.id in by_id)
    partners: dict[ItemEntry, ItemEntry] = {}
    taken: set[ItemEntry] = set()
    for (old, new), _ in shared.most_common():
        if new not in partners and old not in taken:
            partners[new] = old
            taken.add(old)
    yield from ((partners.get(new), new) for new in after.items)
    yield from ((old, None) for old in before.items if old not in taken)


def _renamed_people(before: Register, after: Register, tokens: Tokens) -> dict[str, str]:
    """Return the new keys of people with the same slug, or with the same duties and a similar name.

    Only keys that are in one register alone count.
    """
    removed, added = _removed_and_added(
        (person.key for person in before.people), (person.key for person in after.people)
    )
    if not removed or not added:
        return {}
    old, new = (_duties(register, tokens, _people_of) for register in (before, after))
    slugs = {person.slug: person.key for person in after.people}
    renamed = {}
    for person in (person for person in before.people if person.key in removed):
        namesake = slugs.get(person.slug)
        successors = (
            key
            for key, duties in new.items()
            if key in added and duties == old.get(person.key) and _are_similar(person.key, key)
        )
        key = namesake if namesake in added else next(successors, None)
        if key:
            renamed[person.key] = key
    return renamed


def _renamed_departments(before: Register, after: Register, tokens: Tokens) -> dict[str, str]:
    """Return the new names of departments: those with the same rows, if there is only one."""
    removed, added = _removed_and_added(
        (entry.name for entry in before.departments), (entry.name for entry in after.departments)
    )
    if not removed or not added:
        return {}
    old, new = (_duties(register, tokens, _departments_of) for register in (before, after))
    renamed = {}
    for name in sorted(removed):
        same = [other for other in sorted(added) if name in old and new.get(other) == old[name]]
        if len(same) == 1:
            renamed[name] = same[0]
    return renamed


def _removed_and_added(before: Iterable[str], after: Iterable[str]) -> tuple[set[str], set[str]]:
    old, new = set(before), set(after)
    return old - new, new - old


def _duties(
    register: Register, tokens: Tokens, members: Callable[[RowEntry], Iterable[tuple[str, str]]]
) -> dict[str, frozenset[tuple[str, str]]]:
    """Return the duties of each member: pairs of role and clause token.

    :param members: returns the names and roles of the members of a row.
    """
    duties = grouped_pairs(
        (name, (role, tokens[clause]))
        for clause in register.clauses
        for name, role in members(clause.row)
    )
    return {name: frozenset(pairs) for name, pairs in duties.items()}


def _people_of(row: RowEntry) -> Iterator[tuple[str, str]]:
    return ((person.key, role) for role, person in persons_of(row))


def _departments_of(row: RowEntry) -> Iterator[tuple[str, str]]:
    return ((department.name, "") for department in row.departments)


def _are_similar(one: str, other: str) -> bool:
    return Indel.normalized_similarity(one, other) >= _SIMILAR_NAMES
