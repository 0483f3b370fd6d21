"""The entries of the search index: owners before their members, short names before long texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from allocation.base.codes import code_key
from allocation.base.enums import GAPS, FilingState, SlotState
from allocation.base.grouping import grouped_pairs, unique
from allocation.base.slugs import name_words
from allocation.datafiles.model import Clause, Evidence, Indicator
from allocation.feeds import search_periods
from allocation.feeds.search_doc import Doc
from allocation.pages.views.labels import least, measure
from allocation.pages.views.page import Download, Page, Part
from allocation.register.addresses import Entry, address
from allocation.register.archive import Box, box_title
from allocation.register.index import Index, RowBlock, tally
from allocation.register.progress import StateCounts
from allocation.register.register import (
    CategoryEntry,
    ClauseEntry,
    DepartmentEntry,
    EvidenceEntry,
    FilingEntry,
    GroupEntry,
    IndicatorEntry,
    ItemEntry,
    PersonEntry,
    RowEntry,
)
from allocation.register.schedule import named_span

T = TypeVar("T", bound=Entry)
_PERSONAL = "任务单 日历"
"""What every page of a person offers."""
_MISSING = "未交清单"
"""The kind of lists of what is missing, of a person or a department."""
_HOME = "./"
"""The address of the home page, as one that is not empty."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a hand-written page; ``headings`` are the page's title and those above it.

    ``aliases`` are what people call it. Without headings it is the page itself.
    """

    address: str
    title: str
    text: str
    headings: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


def entries(index: Index, pages: Iterable[Page], manual: Iterable[Section]) -> Iterator[Doc]:
    """Yield every entry of the index.

    :param pages: the pages of the site; those of entries of the table get no second entry.
    :param manual: the hand-written pages and their sections.
    """
    return _Docs(index).all(pages, manual)


def code_path(code: str) -> str:
    """Return a code as a path of numbers: ``Ⅲ-12`` as ``3-12``, ``一、`` as ``1``."""
    return "-".join(str(part) for part in code_key(code) if str(part).isascii())


class _Docs:
    """Makes the entries, and records the positions of owners."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._count = 0
        self._positions: dict[Entry, int] = {}
        self._proving = grouped_pairs(
            (evidence.clause, index.box_of[filing])
            for filing in index.register.filings
            for evidence in filing.evidence
            if filing in index.box_of and filing.record.state is not FilingState.RETURNED
        )
        self._due = grouped_pairs(
            (due.replace(day=1), slot)
            for due, slots in index.progress.by_due.items()
            for slot in slots
        )

    def all(self, pages: Iterable[Page], manual: Iterable[Section]) -> Iterator[Doc]:
        """Yield every entry."""
        register = self._index.register
        groups = unique(group for item in register.items for group in item.groups)
        yield from self._owners(register.departments, self._department)
        yield from self._owners(register.people, self._person)
        yield from self._owners(register.categories, self._category)
        yield from self._owners(groups, self._group)
        yield from self._owners(register.items, self._item)
        yield from self._counted(doc for page in pages for doc in self._page(page))
        yield from self._counted(search_periods.quarters_and_years(self._index))
        yield from self._counted(self._milestones())
        yield from self._counted(map(_section, manual))
        yield from self._counted(self._references())
        yield from self._owners(register.clauses, self._clause)
        yield from map(self._evidence, register.evidence)
        yield from map(self._indicator, register.indicators)
        yield from map(self._filing, register.filings)

    def _owners(self, owners: Iterable[T], doc: Callable[[T], Doc]) -> Iterator[Doc]:
        for entry in owners:
            yield doc(entry)
            self._positions[entry] = self._count
            self._count += 1

    def _counted(self, docs: Iterable[Doc]) -> Iterator[Doc]:
        for doc in docs:
            yield doc
            self._count += 1

    def _people(self, *rows: RowEntry) -> tuple[int, ...]:
        members: list[Entry] = [person for row in rows for person in (*row.persons, *row.leaders)]
        members += [department for row in rows for department in row.departments]
        return unique(self._positions[entry] for entry in members)

    def _department(self, department: DepartmentEntry) -> Doc:
        rows = self._index.of_department(department)
        return Doc(
            place=address(department),
            title=department.name,
            kind="科室",
            context="、".join(person.key for person in self._index.persons(department)),
            aliases=department.record.aliases,
            tags=_idle(rows),
            count=_duties(rows),
        )

    def _person(self, person: PersonEntry) -> Doc:
        departments = self._index.departments(person)
        rows, led = self._index.of_person(person), self._index.of_leader(person)
        return Doc(
            place=address(person),
            title=person.key,
            kind="人",
            context="、".join(
                [*(["分管领导"] if led else []), *(department.name for department in departments)]
            ),
            members=tuple(self._positions[department] for department in departments),
            leads=True if led and not rows else None,
            aliases=tuple(_names(person)),
            tags=_idle(rows or led),
            text=_PERSONAL,
            count=_duties(rows) if rows else _duties(led, "分管"),
        )

    def _category(self, category: CategoryEntry) -> Doc:
        return Doc(
            place=address(category),
            title=category.label,
            kind="类别",
            context=f"项目 {len(self._index.items(category))} 个",
            code=code_path(category.record.code),
            aliases=(category.record.title,),
        )

    def _group(self, group: GroupEntry) -> Doc:
        return Doc(
            place=address(group),
            title=group.label,
            kind="测评指标",
            context=group.category.label,
            code=code_path(group.record.code),
            aliases=(group.record.title,),
        )

    def _item(self, item: ItemEntry) -> Doc:
        return Doc(
            place=address(item),
            title=item.label,
            kind="项目",
            context=" › ".join([item.category.label, *(group.label for group in item.groups)]),
            code=code_path(item.code),
            members=self._people(*(block.row for block in self._index.item(item).rows)),
            aliases=(item.title, *item.aliases),
        )

    def _page(self, page: Page) -> Iterator[Doc]:
        """Yield the entries of a page, of its parts, and of its downloads that people look for."""
        owner = self._positions[page.subject] if page.subject else None
        standing = self._standing(page.subject)
        if page.month:
            yield search_periods.month(page.month, page.description, self._due.get(page.month, ()))
        elif page.box:
            yield _box(page, page.box)
        elif page.subject is None or address(page.subject) != page.address:
            yield Doc(
                place=page.address,
                title=page.title,
                kind=_MISSING if standing else "页面",
                text="" if standing else page.description,
                context=page.crumbs[-1].text if page.crumbs else "",
                aliases=page.aliases,
                tags=standing,
                owner=owner,
            )
        yield from (_part(page, part, standing, owner) for part in page.parts)
        if owner is None:
            yield from (_download(page, file) for file in page.downloads if file.aliases)

    def _standing(self, subject: Entry | None) -> str:
        """Return what is missing of a person or a department."""
        if isinstance(subject, DepartmentEntry):
            return _missing(self._index.of_department(subject))
        if isinstance(subject, PersonEntry):
            return _missing(self._index.of_person(subject) or self._index.of_leader(subject))
        return ""

    def _milestones(self) -> Iterator[Doc]:
        months = bool(self._index.progress.slots)
        for milestone in self._index.register.unit.term.milestones:
            yield search_periods.milestone(milestone, has_month=months)

    def _references(self) -> Iterator[Doc]:
        for record in self._index.register.references:
            yield Doc(
                place=f"about/#ref-{record.id}",
                title=f"参考材料 {record.id}",
                text=record.title,
                kind="手册",
                context="关于 › 参考材料",
            )

    def _clause(self, clause: ClauseEntry) -> Doc:
        record = clause.record
        persons = "、".join(unique(person.key for person in clause.row.persons))
        codes = (code_path(clause.item.code), code_path(record.mark))
        return Doc(
            place=address(clause),
            title=f"{record.mark}{record.text}",
            kind="条款",
            context=" · ".join(part for part in (clause.item.label, persons) if part),
            mark=record.mark,
            code="-".join(codes) if all(codes) else "",
            # A clause without a printed number is found by the number in its id.
            aliases=() if all(codes) else (clause.id,),
            tags=_joined(*record.methods, record.deadline, record.remark, _ruled_out(record)),
            owner=self._positions[clause.item],
            members=self._people(clause.row),
            count=self._boxes(clause),
        )

    def _boxes(self, clause: ClauseEntry) -> str:
        """Return the boxes with what proves a clause: ``在第1盒、第3盒``."""
        boxes = self._proving.get(clause, ())
        names = (box.title for box in self._index.boxes if box in boxes)
        return f"在{'、'.join(names)}" if boxes else ""

    def _evidence(self, entry: EvidenceEntry) -> Doc:
        record = entry.record
        return Doc(
            place=_suffix(entry),
            title=record.name,
            text=record.note or "",
            kind="材料",
            tags=_joined(record.kind, record.frequency, record.visibility, _ruled_out(record)),
            owner=self._positions[entry.clause],
            when=self._next_due(entry),
            count=least(entry),
            aliases=record.aliases,
        )

    def _next_due(self, entry: EvidenceEntry) -> str:
        progress = self._index.progress
        days = (
            slot.due
            for slot in progress.of(entry)
            if slot.due
            and slot.due >= progress.today
            and (slot.state.gap or slot.state is SlotState.FUTURE)
        )
        first = min(days, default=None)
        return f"下一次 {first}" if first else ""

    def _indicator(self, entry: IndicatorEntry) -> Doc:
        record = entry.record
        return Doc(
            place=_suffix(entry),
            title=record.name,
            text=record.formula,
            kind="量化要求",
            tags=_joined(
                measure(record).replace(" ", ""),
                record.period,
                _ruled_out(record),
                *(result.verdict for result in self._index.measures.get(entry.slug, ())[-1:]),
            ),
            owner=self._positions[entry.clause],
            count=measure(record),
        )

    def _filing(self, filing: FilingEntry) -> Doc:
        record = filing.record
        text = (record.document_no, record.author_body, record.reason, record.checked_by)
        box = record.box and box_title(record.box)
        page = record.page and f"第{record.page.partition('-')[0]}页"
        place = (box, page, self._periods(filing))
        tags = (record.state, filing.id, record.date, *place, record.filed_by)
        return Doc(
            place=address(filing),
            title=record.title,
            text=_joined(*text),
            kind="登记",
            code=code_path(filing.id),
            tags=_joined(*tags),
            owner=self._positions[filing.evidence[0].clause],
            when=f"{record.filed_on} 交" if record.filed_on else "",
        )

    def _periods(self, filing: FilingEntry) -> str:
        """Return the periods that a filing is for; none while the term has no start."""
        if not self._index.progress.active:
            return ""
        term, record = self._index.register.unit.term, filing.record
        frequencies = unique(entry.record.frequency for entry in filing.evidence)
        spans = (named_span(term, each, record.slot, record.date) for each in frequencies)
        return "、".join(unique(span.label for span in spans))


def _names(person: PersonEntry) -> Iterator[str]:
    """Yield further forms of a person's name, as they are typed."""
    if person.record.pinyin:
        # Dictionaries may lack a reading that is given in the data.
        yield "".join(person.syllables)
    first, *others = name_words(person.name)
    if others:
        yield "".join((first, *others))
        yield "".join((first[:1], *others))


def _joined(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part)


def _ruled_out(record: Clause | Evidence | Indicator) -> str:
    """Return that something does not apply to the unit, and why."""
    return f"不适用 {record.not_applicable}" if record.not_applicable else ""


def _suffix(entry: EvidenceEntry | IndicatorEntry) -> str:
    return address(entry).removeprefix(address(entry.clause))


def _missing(rows: Iterable[RowBlock]) -> str:
    """Return how much is missing, by state: ``逾期 3 退回 1``."""
    standing: StateCounts = tally(rows).standing
    counts = ((state, standing.of(state)) for state in GAPS)
    return "、".join(f"{state} {count}" for state, count in counts if count)


def _idle(rows: Iterable[RowBlock]) -> str:
    """Return that nothing is late, of those who owe something and miss nothing.

    What the others miss is found where it is listed.
    """
    standing: StateCounts = tally(rows).standing
    return f"{SlotState.LATE} 0" if standing.owed and not standing.gaps else ""


def _duties(rows: Iterable[RowBlock], role: str = "") -> str:
    numbers = tally(rows)
    if not numbers.clauses:
        return ""
    return f"{role}条款 {numbers.clauses} 条、材料 {numbers.evidence} 项"


def _part(page: Page, part: Part, standing: str, owner: int | None) -> Doc:
    return Doc(
        place=f"{page.address}{part.query and f'?{part.query}'}#{part.anchor}",
        title=part.title,
        kind=_MISSING if standing else "页面",
        text="" if standing else part.description,
        context=page.title,
        aliases=part.aliases,
        tags=standing,
        owner=owner,
    )


def _download(page: Page, file: Download) -> Doc:
    return Doc(
        place=f"{page.address}#downloads",
        title=file.text,
        kind="页面",
        context=f"{page.title} › 下载",
        aliases=file.aliases,
    )


def _box(page: Page, box: Box) -> Doc:
    items = unique(evidence.clause.item for filing in box.filings for evidence in filing.evidence)
    return Doc(
        place=page.address,
        title=box.title,
        kind="盒",
        context="、".join(item.label for item in items),
        aliases=(f"盒号{box.number}", f"{box.number}号盒"),
        tags=_joined(box.year_label, box.kind.retention, box.kind.organisation),
        count=f"{box.piece_count} 件",
    )


def _section(section: Section) -> Doc:
    return Doc(
        place=section.address or _HOME,
        title=section.title,
        kind="手册" if section.headings else "页面",
        text=section.text,
        context=" › ".join(section.headings),
        aliases=section.aliases,
    )
