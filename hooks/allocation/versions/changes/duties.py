"""Changes of duties: by row, and by person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allocation.base.grouping import grouped, grouped_pairs, unique
from allocation.register.addresses import address
from allocation.register.register import ClauseEntry, PartyEntry, RowEntry
from allocation.versions.changes.change import Change, ChangeTopic, ItemDuty, PersonChange
from allocation.versions.changes.fields import NOTHING
from allocation.versions.changes.tables import Tables, persons_of

Members = tuple[str, ...]
Duties = dict[tuple[str, str], ClauseEntry]
"""The clauses of one person by role and by the token of the clause's match."""
_COLUMNS = ("责任科室", "责任人", "牵头、配合")


def rows(tables: Tables) -> Iterator[Change]:
    """Yield the changes of leaders, departments, persons and roles, row by row."""
    pairs = ((match.before, match.after) for match in tables.matches)
    clauses = grouped_pairs(((old.row, new.row), new) for old, new in pairs if old and new)
    for (before, after), new in clauses.items():
        name = _row_name(after, new)
        former = (tables.person(person.key) for _, person in persons_of(before))
        people = unique([*(person.key for _, person in persons_of(after)), *former])
        for sentence in _sentences(tables, before, after):
            yield Change(ChangeTopic.DUTY, f"{name}：{sentence}", people, address(after))


def persons(tables: Tables) -> Iterator[PersonChange]:
    """Yield the people who answer for other clauses than before."""
    before, after = _duties(tables, new=False), _duties(tables, new=True)
    for key in unique([*(person.key for person in tables.after.people), *before, *after]):
        old, new = before.get(key, {}), after.get(key, {})
        gained, lost = tuple(_added(old, new)), tuple(_added(new, old))
        if gained or lost:
            yield PersonChange(key, gained, lost)


def _row_name(row: RowEntry, clauses: tuple[ClauseEntry, ...]) -> str:
    """Return the name of a row, with the ids of the clauses unless these are all of its clauses."""
    several = len(row.item.record.rows) > 1
    name = f"{row.item.label} 第 {row.place} 行" if several else row.item.label
    if len(clauses) == len(row.record.clauses):
        return name
    return f"{name}（{'、'.join(clause.id for clause in clauses)}）"


def _sentences(tables: Tables, before: RowEntry, after: RowEntry) -> Iterator[str]:
    old = tuple(tables.person(leader.key) for leader in before.leaders)
    new = tuple(leader.key for leader in after.leaders)
    if old != new:
        yield _sentence("分管领导", old, new)
    was = [_renamed(tables, *_names(party)) for party in before.parties]
    now = [_names(party) for party in after.parties]
    if was != now:
        columns = [(name, _column(was, at), _column(now, at)) for at, name in enumerate(_COLUMNS)]
        changed = [_sentence(*column) for column in columns if column[1] != column[2]]
        yield from changed or [f"科室与责任人的搭配由 {_pairs(was)} 改为 {_pairs(now)}"]


def _sentence(column: str, before: Members, after: Members) -> str:
    order = "的次序" if sorted(before) == sorted(after) else ""
    old, new = ("、".join(names) or NOTHING for names in (before, after))
    return f"{column}{order}由 {old} 改为 {new}"


def _column(parties: Iterable[Members], index: int) -> Members:
    return tuple(party[index] for party in parties if party[index])


def _pairs(parties: Iterable[Members]) -> str:
    return "、".join("—".join(filter(None, party[:2])) for party in parties)


def _names(party: PartyEntry) -> tuple[str, str, str]:
    return (
        party.department.name if party.department else "",
        party.person.key if party.person else "",
        str(party.role or ""),
    )


def _renamed(tables: Tables, department: str, person: str, role: str) -> Members:
    return tables.department(department), tables.person(person), role


def _duties(tables: Tables, *, new: bool) -> dict[str, Duties]:
    """Return the duties of each person in one of the tables, by the person's later key."""
    duties: dict[str, Duties] = {}
    for match in tables.matches:
        clause = match.after if new else match.before
        if clause is None:
            continue
        for role, person in persons_of(clause.row):
            key = person.key if new else tables.person(person.key)
            duties.setdefault(key, {})[role, match.token] = clause
    return duties


def _added(old: Duties, new: Duties) -> Iterator[ItemDuty]:
    """Yield the duties of the second mapping that are not in the first, item by item."""
    old_items = {(role, clause.item.id) for (role, _), clause in old.items()}
    for (role, item), keys in grouped(new, lambda key: (key[0], new[key].item)).items():
        added = [key for key in keys if key not in old]
        if added:
            whole = len(added) == len(keys) and (role, item.id) not in old_items
            yield ItemDuty(role, item.label, tuple(new[key].id for key in added), whole)
