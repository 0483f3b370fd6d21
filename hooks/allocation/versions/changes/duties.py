"""Changes of who answers for what: row by row, and person by person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allocation.base.grouping import grouped, unique
from allocation.register.addresses import address
from allocation.register.register import ClauseEntry, PartyEntry, RowEntry
from allocation.versions.changes.change import Change, ItemDuty, PersonChange, Topic
from allocation.versions.changes.fields import NOTHING
from allocation.versions.changes.tables import Tables, persons_of

Members = tuple[str, ...]
Held = dict[tuple[str, str], ClauseEntry]
"""Clauses under the role in them and a token that stays the same when they change."""
_COLUMNS = ("责任科室", "责任人", "牵头、配合")


def rows(both: Tables) -> Iterator[Change]:
    """Yield what changed in leaders, departments, persons and roles, row by row."""
    pairs = ((each.before, each.after) for each in both.matches if each.before and each.after)
    found = grouped(pairs, lambda pair: (pair[0].row, pair[1].row))
    for (before, after), clauses in found.items():
        where = _where(after, [new for _, new in clauses])
        people = _people(both, before, after)
        for sentence in _sentences(both, before, after):
            yield Change(Topic.DUTY, f"{where}：{sentence}", people, address(after))


def persons(both: Tables) -> Iterator[PersonChange]:
    """Yield who answers for other clauses than before."""
    before, after = _held(both, new=False), _held(both, new=True)
    keys = unique([*(each.key for each in both.after.people), *before, *after])
    for key in keys:
        old, new = before.get(key, {}), after.get(key, {})
        gained = tuple(_duties(new, old))
        lost = tuple(_duties(old, new))
        if gained or lost:
            yield PersonChange(key, gained, lost)


def _where(row: RowEntry, clauses: list[ClauseEntry]) -> str:
    """Return what a row is called, and which of its clauses, where it is not about all."""
    several = len(row.item.record.rows) > 1
    name = f"{row.item.label} 第 {row.place} 行" if several else row.item.label
    if len(clauses) == len(row.record.clauses):
        return name
    return f"{name}（{'、'.join(each.id for each in clauses)}）"


def _sentences(both: Tables, before: RowEntry, after: RowEntry) -> Iterator[str]:
    old = tuple(both.person(each.key) for each in before.leaders)
    new = tuple(each.key for each in after.leaders)
    if old != new:
        yield _changed("分管领导", old, new)
    was = [_renamed(both, each) for each in before.parties]
    now = [_named(each) for each in after.parties]
    if was != now:
        columns = [(name, _column(was, at), _column(now, at)) for at, name in enumerate(_COLUMNS)]
        changed = [_changed(*column) for column in columns if column[1] != column[2]]
        yield from changed or [f"科室与责任人的搭配由 {_paired(was)} 改为 {_paired(now)}"]


def _changed(name: str, before: Members, after: Members) -> str:
    order = "的次序" if sorted(before) == sorted(after) else ""
    return f"{name}{order}由 {_joined(before)} 改为 {_joined(after)}"


def _joined(names: Members) -> str:
    return "、".join(names) or NOTHING


def _column(parties: Iterable[Members], place: int) -> Members:
    return tuple(party[place] for party in parties if party[place])


def _paired(parties: Iterable[Members]) -> str:
    return "、".join("—".join(filter(None, party[:2])) for party in parties)


def _named(party: PartyEntry) -> Members:
    return (
        party.department.name if party.department else "",
        party.person.key if party.person else "",
        str(party.role or ""),
    )


def _renamed(both: Tables, party: PartyEntry) -> Members:
    department, person, role = _named(party)
    return both.department(department), both.person(person), role


def _people(both: Tables, before: RowEntry, after: RowEntry) -> Members:
    """Return everybody whose part in a row is another one, or who shares the row."""
    old = [both.person(person.key) for _, person in persons_of(before)]
    return unique([*(person.key for _, person in persons_of(after)), *old])


def _held(both: Tables, *, new: bool) -> dict[str, Held]:
    """Return the clauses that each person answers for, under what stays the same."""
    found: dict[str, Held] = {}
    for each in both.matches:
        clause = each.after if new else each.before
        if clause is None:
            continue
        for role, person in persons_of(clause.row):
            key = person.key if new else both.person(person.key)
            found.setdefault(key, {})[role, each.token] = clause
    return found


def _duties(have: Held, had: Held) -> Iterator[ItemDuty]:
    """Yield what is in the first and not in the second, item by item."""
    all_of = grouped(have, lambda key: (key[0], have[key].item))
    others = {(role, clause.item.id) for (role, _), clause in had.items()}
    for (role, item), keys in all_of.items():
        extra = [key for key in keys if key not in had]
        if extra:
            whole = len(extra) == len(keys) and (role, item.id) not in others
            yield ItemDuty(role, item.label, tuple(have[key].id for key in extra), whole)
