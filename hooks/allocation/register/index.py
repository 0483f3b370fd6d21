"""Lookups over the published register: from parents to children, and from people to rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from allocation.base.enums import Column, Verdict
from allocation.base.grouping import grouped, grouped_pairs, unique
from allocation.register import archive, progress, source_comparison
from allocation.register.archive import Box, Paper
from allocation.register.common import Common
from allocation.register.derived import Derived
from allocation.register.duty_version import duty_version
from allocation.register.indicators import IndicatorResult, latest, measures
from allocation.register.open_duties import OpenDuty, open_duties
from allocation.register.owing import Party
from allocation.register.progress import NOTHING, Progress, Slot, StateCounts, count_states
from allocation.register.published_register import publish
from allocation.register.register import (
    CategoryEntry,
    ClauseEntry,
    DepartmentEntry,
    EvidenceEntry,
    FilingEntry,
    IndicatorEntry,
    ItemEntry,
    PersonEntry,
    Register,
    RowEntry,
)
from allocation.register.source_comparison import Fidelity, Provenance


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceBlock:
    """A piece of evidence with its slots.

    ``owner`` is the person or department whose slots they are; None stands for all. What is the
    same paper as another piece owes nothing: ``shown`` has the slots of that one.
    """

    evidence: EvidenceEntry
    slots: tuple[Slot, ...]
    shown: tuple[Slot, ...]
    owner: Party | None = None

    def of(self, owner: Party) -> EvidenceBlock:
        """Return the block with what is owed by a person or a department of the row."""
        if not self.evidence.record.per or self.evidence.record.same_as:
            return self
        own = tuple(slot for slot in self.slots if slot.concerns(owner))
        return EvidenceBlock(self.evidence, own, own, owner)

    def unstated(self) -> EvidenceBlock:
        """Return the block without what is filed and what is missing."""
        own = tuple(slot.unstated() for slot in self.slots)
        shown = tuple(slot.unstated() for slot in self.shown)
        return replace(self, slots=own, shown=shown)

    @property
    def apart(self) -> bool:
        """Whether each party of the row owes its own."""
        return bool(self.evidence.record.per and not self.evidence.record.same_as)


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorBlock:
    """An indicator with its results by year."""

    indicator: IndicatorEntry
    measures: tuple[IndicatorResult, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ClauseBlock:
    """A clause with its evidence and indicators."""

    clause: ClauseEntry
    evidence_blocks: tuple[EvidenceBlock, ...]
    indicator_blocks: tuple[IndicatorBlock, ...]

    @property
    def evidence(self) -> tuple[EvidenceEntry, ...]:
        return tuple(block.evidence for block in self.evidence_blocks)

    @property
    def indicators(self) -> tuple[IndicatorEntry, ...]:
        return tuple(block.indicator for block in self.indicator_blocks)

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(slot for block in self.evidence_blocks for slot in block.slots)

    def of(self, owner: Party) -> ClauseBlock:
        """Return the block with what is owed by a person or a department of the row."""
        blocks = tuple(block.of(owner) for block in self.evidence_blocks)
        return ClauseBlock(self.clause, blocks, self.indicator_blocks)


@dataclass(frozen=True, slots=True, eq=False)
class RowBlock:
    """A row with its clauses, and with its duties that nobody has yet."""

    row: RowEntry
    clauses: tuple[ClauseBlock, ...]
    standing: StateCounts
    open: tuple[OpenDuty, ...]

    def lacks(self, column: Column) -> bool:
        """Whether a duty of this column is open."""
        return any(duty.column is column for duty in self.open)

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(slot for block in self.clauses for slot in block.slots)

    @property
    def papers(self) -> tuple[EvidenceEntry, ...]:
        """The pieces of evidence, the same paper once."""
        return unique(entry.paper for block in self.clauses for entry in block.evidence)

    def of(self, owner: Party) -> RowBlock:
        """Return the block with what is owed by a person or a department of the row.

        It is the same block, unless each party owes some of it.
        """
        if not any(block.apart for part in self.clauses for block in part.evidence_blocks):
            return self
        return self._with(block.of(owner) for block in self.clauses)

    def unstated(self) -> RowBlock:
        """Return the block without what is filed and what is missing."""
        return self._with(
            replace(part, evidence_blocks=tuple(block.unstated() for block in part.evidence_blocks))
            for part in self.clauses
        )

    def only(self, party: Party) -> RowBlock | None:
        """Return the block with nothing but what a party owes apart; None if there is nothing."""
        clauses = (
            ClauseBlock(
                part.clause,
                tuple(block.of(party) for block in part.evidence_blocks if block.apart),
                (),
            )
            for part in self.clauses
        )
        own = self._with(block for block in clauses if block.evidence_blocks)
        return own if own.slots else None

    def _with(self, clauses: Iterable[ClauseBlock]) -> RowBlock:
        blocks = tuple(clauses)
        standing = count_states(slot for block in blocks for slot in block.slots)
        return replace(self, clauses=blocks, standing=standing)


@dataclass(frozen=True, slots=True, eq=False)
class ItemBlock:
    """An item with some or all of its rows."""

    item: ItemEntry
    rows: tuple[RowBlock, ...]
    whole: bool

    @property
    def standing(self) -> StateCounts:
        return sum((row.standing for row in self.rows), NOTHING)

    @property
    def length(self) -> int:
        """The number of lines of its checklist, with the headings of item, rows and clauses."""
        lines = (1 + len(block.evidence) + bool(block.indicators) for block in self.clauses)
        return 1 + len(self.rows) + sum(lines)

    @property
    def clauses(self) -> tuple[ClauseBlock, ...]:
        return tuple(block for row in self.rows for block in row.clauses)

    @property
    def papers(self) -> tuple[EvidenceEntry, ...]:
        """The pieces of evidence, the same paper once."""
        return unique(entry for row in self.rows for entry in row.papers)

    @property
    def departments(self) -> tuple[DepartmentEntry, ...]:
        return unique(department for block in self.rows for department in block.row.departments)


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of items, rows, clauses, evidence and indicators in some rows.

    ``evidence`` counts the same paper once, wherever it proves something. ``open`` counts the rows
    with a duty that nobody has yet.
    """

    items: int
    rows: int
    open: int
    clauses: int
    evidence: int
    indicators: int
    standing: StateCounts


class Index:
    """Lookups over the published form of a register, each computed once.

    :param today: the day by which slots are late or not.
    """

    def __init__(self, register: Register, today: date) -> None:
        self.register = register = publish(register)
        self.progress = Progress(register, today)
        self.measures = measures(register, today) if self.progress.active else {}
        self._items = grouped(register.items, lambda item: item.category.slug)

    @cached_property
    def blocks(self) -> Mapping[int, RowBlock]:
        """The rows with their clauses, by number."""
        return {block.row.number: block for block in self._row_blocks()}

    @cached_property
    def _by_item(self) -> Mapping[str, tuple[RowBlock, ...]]:
        return grouped(self.blocks.values(), lambda block: block.row.item.slug)

    @cached_property
    def _by_department(self) -> Mapping[str, tuple[RowBlock, ...]]:
        return self._by_member(lambda row: row.departments, RowBlock.of)

    @cached_property
    def _by_person(self) -> Mapping[str, tuple[RowBlock, ...]]:
        return self._by_member(lambda row: row.persons, self._of_person)

    @cached_property
    def _by_leader(self) -> Mapping[str, tuple[RowBlock, ...]]:
        return self._by_member(lambda row: row.leaders)

    @cached_property
    def _filings(self) -> Mapping[int, tuple[tuple[FilingEntry, EvidenceEntry], ...]]:
        """The filings by the number of the row that they are for."""
        return grouped_pairs(
            (evidence.clause.row.number, (filing, evidence))
            for filing in self.register.filings
            for evidence in filing.evidence
        )

    @cached_property
    def tally(self) -> Tally:
        """The tally of the whole table."""
        return tally(self.blocks.values())

    @cached_property
    def verdicts(self) -> tuple[tuple[Verdict, tuple[IndicatorEntry, ...]], ...]:
        """The indicators by their latest verdict, in the order of ``Verdict``; none if inactive."""
        entries = self.register.indicators if self.progress.active else ()
        found = grouped(entries, lambda entry: latest(entry, self.measures.get(entry.slug, ())))
        return tuple((verdict, found[verdict]) for verdict in Verdict if verdict in found)

    @cached_property
    def fidelity(self) -> Fidelity | None:
        """The comparison with the source text, where the unit has one."""
        return source_comparison.compare(self.register)

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes of the archive, by number."""
        return archive.boxes(self.register)

    @cached_property
    def papers(self) -> Mapping[FilingEntry, tuple[Box, Paper]]:
        """The boxes of the filings that stand in the catalogue of one."""
        return {paper.filing: (box, paper) for box in self.boxes for paper in box.papers}

    @cached_property
    def box_of(self) -> Mapping[FilingEntry, Box]:
        """The box in which a filing lies, in its catalogue or not."""
        return {filing: box for box in self.boxes for filing in box.filings}

    @cached_property
    def common(self) -> Common:
        """What every page may say."""
        register = self.register
        asked = register.unit.handin and register.unit.handin.person
        template = register.word_template
        state = template.stat() if template else None
        return Common(
            unit=register.unit,
            labels=register.labels,
            today=self.progress.today,
            active=self.progress.active,
            provenance=self.provenance,
            contact=next((person for person in register.people if person.key == asked), None),
            word_template=template,
            word_template_state=(state.st_mtime_ns, state.st_size) if state else (),
        )

    def open_rows(self) -> tuple[tuple[Column, int], ...]:
        """Return how many rows have an open duty, for each column that has any."""
        columns = self.register.unit.columns
        counts = (
            (column, sum(block.lacks(column) for block in self.blocks.values()))
            for column in columns
        )
        return tuple((column, count) for column, count in counts if count)

    @property
    def provenance(self) -> Provenance:
        """What may be said of the table's wording."""
        return source_comparison.provenance(self.fidelity)

    def items(self, category: CategoryEntry) -> tuple[ItemEntry, ...]:
        """Return the items of a category in printed order."""
        return self._items.get(category.slug, ())

    def item(self, item: ItemEntry) -> ItemBlock:
        """Return the block of an item with all its rows."""
        return ItemBlock(item, self._by_item.get(item.slug, ()), whole=True)

    def of_department(self, department: DepartmentEntry) -> tuple[RowBlock, ...]:
        """Return the rows that a department is responsible for."""
        return self._by_department.get(department.slug, ())

    def of_person(self, person: PersonEntry) -> tuple[RowBlock, ...]:
        """Return the rows for which a person files the evidence."""
        return self._by_person.get(person.slug, ())

    def of_leader(self, person: PersonEntry) -> tuple[RowBlock, ...]:
        """Return the rows that a leader supervises."""
        return self._by_leader.get(person.slug, ())

    def concerning(self, owner: PersonEntry | DepartmentEntry) -> tuple[RowBlock, ...]:
        """Return the rows of a department, or those that a person files for or supervises."""
        if isinstance(owner, DepartmentEntry):
            return self.of_department(owner)
        return (*self.of_person(owner), *self.of_leader(owner))

    def duty_version(self, person: PersonEntry) -> str | None:
        """Return the duty version of a person; None for one without duties."""
        rows = unique(block.row for block in self.concerning(person))
        if not rows:
            return None
        in_order = sorted(rows, key=lambda row: row.number)
        return duty_version(person, in_order, self.register.unit.due)

    def by_item(self, blocks: Iterable[RowBlock]) -> tuple[ItemBlock, ...]:
        """Return rows grouped by item, in the order of the table."""
        items = grouped(blocks, lambda block: block.row.item.slug)
        return tuple(
            ItemBlock(rows[0].row.item, rows, len(rows) == len(self._by_item[slug]))
            for slug, rows in items.items()
        )

    def persons(self, department: DepartmentEntry) -> tuple[PersonEntry, ...]:
        """Return the persons that a department pairs with, in the order of the table."""
        return unique(
            party.person
            for block in self.of_department(department)
            for party in block.row.parties
            if party.department is department and party.person
        )

    def departments(self, person: PersonEntry) -> tuple[DepartmentEntry, ...]:
        """Return the departments that a person appears for, in the order of the table."""
        return unique(
            party.department
            for block in self.of_person(person)
            for party in block.row.parties
            if party.person is person and party.department
        )

    def people_by_department(self) -> tuple[tuple[DepartmentEntry, tuple[PersonEntry, ...]], ...]:
        """Return all departments with their persons."""
        return tuple((entry, self.persons(entry)) for entry in self.register.departments)

    def leaders(self) -> tuple[PersonEntry, ...]:
        """Return the people who supervise at least one row."""
        return tuple(person for person in self.register.people if self.of_leader(person))

    def responsible(self) -> tuple[PersonEntry, ...]:
        """Return the people who file the evidence of at least one row."""
        return tuple(person for person in self.register.people if self.of_person(person))

    def has_calendar(self, blocks: Iterable[RowBlock]) -> bool:
        """Whether a calendar of some rows has any event; RFC 5545 requires one."""
        if not self.progress.active:
            return False
        dated = any(slot.due for slot in expected(blocks))
        return bool(self.register.unit.term.milestones) or dated

    def filings(self, blocks: Iterable[RowBlock]) -> tuple[FilingEntry, ...]:
        """Return the filings for some rows in the order of the files; for an owner only theirs."""
        filings = unique(filing for block in blocks for filing in self._filings_of(block))
        return tuple(sorted(filings, key=lambda filing: (filing.year, int(filing.record.no))))

    def incomplete(self, blocks: Iterable[RowBlock]) -> tuple[FilingEntry, ...]:
        """Return the filings for some rows that lack a part of their catalogue line."""
        return tuple(filing for filing in self.filings(blocks) if filing.lacks)

    def _filings_of(self, block: RowBlock) -> Iterator[FilingEntry]:
        listed = {entry for part in block.clauses for entry in part.evidence}
        own = {(slot.evidence, filing) for slot in block.slots for filing in slot.filings}
        for filing, evidence in self._filings.get(block.row.number, ()):
            if evidence in listed and (not evidence.record.per or (evidence, filing) in own):
                yield filing

    def _row_blocks(self) -> Iterator[RowBlock]:
        clauses = grouped(self._clause_blocks(), lambda block: block.clause.row)
        for row in self.register.rows:
            blocks = clauses.get(row, ())
            slots = (slot for block in blocks for slot in block.slots)
            standing = count_states(slots) if self.progress.active else NOTHING
            yield RowBlock(row, blocks, standing, open_duties(row, self.register.unit.columns))

    def _clause_blocks(self) -> Iterator[ClauseBlock]:
        evidence = grouped_pairs(
            (
                entry.clause,
                EvidenceBlock(entry, self.progress.of(entry), self.progress.of(entry.paper)),
            )
            for entry in self.register.evidence
        )
        indicators = grouped_pairs(
            (entry.clause, IndicatorBlock(entry, self.measures.get(entry.slug, ())))
            for entry in self.register.indicators
        )
        for clause in self.register.clauses:
            yield ClauseBlock(clause, evidence.get(clause, ()), indicators.get(clause, ()))

    def _of_person(self, block: RowBlock, person: Party) -> RowBlock:
        own = block.of(person)
        return own if self.register.unit.names_persons else own.unstated()

    def _by_member(
        self,
        members: Callable[[RowEntry], Iterable[Party]],
        own: Callable[[RowBlock, Party], RowBlock] = lambda block, _: block,
    ) -> Mapping[str, tuple[RowBlock, ...]]:
        return grouped_pairs(
            (member.slug, own(block, member))
            for block in self.blocks.values()
            for member in unique(members(block.row))
        )


def gaps(blocks: Iterable[RowBlock]) -> tuple[Slot, ...]:
    """Return the slots of some rows with missing filings, the most urgent first."""
    return progress.gaps(slot for block in blocks for slot in block.slots)


def derived_ids(blocks: Iterable[RowBlock]) -> tuple[Derived, ...]:
    """Return the kinds of derived statements in the ids of some rows' clauses."""
    counted = any(clause.clause.is_counted for block in blocks for clause in block.clauses)
    return (Derived.CLAUSE_NUMBER,) if counted else ()


def expected(blocks: Iterable[RowBlock]) -> Iterator[Slot]:
    """Yield the slots of some rows for which a filing is owed, now or later."""
    return (slot for block in blocks for slot in block.slots if slot.state.expected)


def tally(blocks: Iterable[RowBlock]) -> Tally:
    """Count items, rows, clauses, evidence, indicators, and slots by state."""
    rows = list(blocks)
    clauses = [clause for row in rows for clause in row.clauses]
    return Tally(
        items=len({row.row.item.slug for row in rows}),
        rows=len(rows),
        open=sum(bool(row.open) for row in rows),
        clauses=len(clauses),
        evidence=len({entry.paper for clause in clauses for entry in clause.evidence}),
        indicators=sum(len(clause.indicators) for clause in clauses),
        standing=sum((row.standing for row in rows), NOTHING),
    )
