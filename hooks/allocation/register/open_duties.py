"""尚未落实: the duties of rows for which the table has a column, but names nobody yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from allocation.base.enums import Column, Role
from allocation.base.grouping import grouped, unique
from allocation.register.register import DepartmentEntry, Register, RowEntry

OPEN = "尚未落实"
"""What stands in place of a name that the table still lacks."""


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A duty of a row that nobody has yet.

    ``department`` is the one that has no person; None stands for the whole row.
    """

    column: Column
    department: DepartmentEntry | None = None

    def __str__(self) -> str:
        return f"{self.department.name}的{self.column}" if self.department else str(self.column)


def open_duties(row: RowEntry, columns: Sequence[Column]) -> tuple[OpenDuty, ...]:
    """Return the open duties of a row, in the order of the columns.

    A row without a department is open, unless it names people; a department without a person is,
    unless it only supports or provides. A row that does not apply to the unit has no open duties.

    :param columns: the columns of the unit's table.
    """
    if all(clause.not_applicable for clause in row.record.clauses):
        return ()
    return tuple(duty for column in columns if column in _OPEN for duty in _OPEN[column](row))


def open_duties_by_kind(register: Register) -> tuple[str, ...]:
    """Return the open duties of the table, each kind with its rows: ``责任人：第 2、5–8 行``."""
    rows = {row: open_duties(row, register.unit.columns) for row in register.rows}
    kinds = grouped((row for row, duties in rows.items() if duties), rows.__getitem__)
    return tuple(
        f"{'、'.join(map(str, duties))}：{_numbers([row.number for row in own], len(rows))}"
        for duties, own in kinds.items()
    )


def _numbers(numbers: list[int], count: int) -> str:
    """Return numbers of rows as text, with ranges."""
    if len(numbers) == count:
        return f"全部 {count} 行"
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = (f"{run[0]}–{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs)
    return f"第 {'、'.join(parts)} 行"


def _leader(row: RowEntry) -> Iterator[OpenDuty]:
    if not row.leaders:
        yield OpenDuty(Column.LEADER)


def _department(row: RowEntry) -> Iterator[OpenDuty]:
    if not row.parties:
        yield OpenDuty(Column.DEPARTMENT)


def _persons(row: RowEntry) -> Iterator[OpenDuty]:
    answerable = [party for party in row.parties if party.role in (None, Role.LEAD)]
    named = {party.department for party in row.parties if party.person}
    if not answerable and not named:
        yield OpenDuty(Column.PERSON)
    for department in unique(party.department for party in answerable if not party.person):
        if department not in named:
            yield OpenDuty(Column.PERSON, department)


_OPEN = {Column.LEADER: _leader, Column.DEPARTMENT: _department, Column.PERSON: _persons}
