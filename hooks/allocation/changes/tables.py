"""Two registers side by side: which clause, item, person and department is which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from allocation.changes.matching import Match, match
from allocation.grouping import gathered
from allocation.register import ClauseEntry, ItemEntry, PersonEntry, Register, RowEntry

_ALIKE_NAMES = 0.5
"""Names that share half of their characters may be one name, corrected."""
Token = tuple[str, str]
"""A clause in either table: matched ones have the same token on both sides."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Both registers with what belongs together; ``renamed`` leads from old names to new ones."""

    before: Register
    after: Register
    matches: tuple[Match, ...]
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
    tokens = dict(_tokens(matches))
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


def _tokens(matches: Iterable[Match]) -> Iterator[tuple[ClauseEntry, Token]]:
    for each in matches:
        token = ("after", each.after.slug) if each.after else ("before", _known(each).slug)
        yield from ((clause, token) for clause in (each.before, each.after) if clause)


def _known(each: Match) -> ClauseEntry:
    found = each.after or each.before
    assert found is not None
    return found


def _items(
    before: Register, after: Register, matches: Iterable[Match]
) -> Iterator[tuple[ItemEntry | None, ItemEntry | None]]:
    """Yield items in pairs: those that share most clauses, or at least their id."""
    shared = Counter(
        (each.before.item, each.after.item) for each in matches if each.before and each.after
    )
    by_id = {each.id: each for each in before.items}
    shared.update((by_id[each.id], each) for each in after.items if each.id in by_id)
    left: dict[ItemEntry, ItemEntry] = {}
    for (old, new), _ in shared.most_common():
        if new not in left and old not in left.values():
            left[new] = old
    yield from ((left.get(new), new) for new in after.items)
    yield from ((old, None) for old in before.items if old not in left.values())


def _renamed_people(
    before: Register, after: Register, tokens: dict[ClauseEntry, Token]
) -> dict[str, str]:
    old, new = _duties_of_people(before, tokens), _duties_of_people(after, tokens)
    slugs = {each.slug: each.key for each in after.people}
    known = {each.key for each in after.people}
    still = {each.key for each in before.people}
    found = {}
    for each in before.people:
        if each.key in known:
            continue
        same = slugs.get(each.slug)
        alike = (
            key
            for key, duties in new.items()
            if key not in still and duties == old.get(each.key) and _alike(each.key, key)
        )
        key = same if same and same not in still else next(alike, None)
        if key:
            found[each.key] = key
    return found


def _renamed_departments(
    before: Register, after: Register, tokens: dict[ClauseEntry, Token]
) -> dict[str, str]:
    """A department that has taken over all rows of one that is gone, and no others, is the same."""
    old, new = _duties_of_departments(before, tokens), _duties_of_departments(after, tokens)
    gone = {each.name for each in before.departments} - {each.name for each in after.departments}
    come = {each.name for each in after.departments} - {each.name for each in before.departments}
    found = {}
    for name in sorted(gone):
        same = [other for other in sorted(come) if name in old and new.get(other) == old[name]]
        if len(same) == 1:
            found[name] = same[0]
    return found


def _duties_of_people(
    register: Register, tokens: dict[ClauseEntry, Token]
) -> dict[str, frozenset[tuple[str, Token]]]:
    return _sets(
        (person.key, (role, tokens[clause]))
        for clause in register.clauses
        for role, person in persons_of(clause.row)
    )


def _duties_of_departments(
    register: Register, tokens: dict[ClauseEntry, Token]
) -> dict[str, frozenset[tuple[str, Token]]]:
    return _sets(
        (department.name, ("", tokens[clause]))
        for clause in register.clauses
        for department in clause.row.departments
    )


def _sets(
    pairs: Iterable[tuple[str, tuple[str, Token]]],
) -> dict[str, frozenset[tuple[str, Token]]]:
    return {key: frozenset(values) for key, values in gathered(pairs).items()}


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE_NAMES
