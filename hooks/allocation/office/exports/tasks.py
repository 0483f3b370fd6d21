"""``downloads/tasks/``: the task sheet of each person, department and leader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from allocation.base.slugs import shortened
from allocation.office.exports.sheet_parts import (
    counted,
    handin,
    missing,
    others,
    party_text,
    qr_picture,
    signature,
)
from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import day, quantity
from allocation.register.addresses import address, task_address
from allocation.register.common import Common
from allocation.register.derived import Derived, note
from allocation.register.index import RowBlock, derived_ids, tally
from allocation.register.open_duties import OPEN
from allocation.register.register import (
    ClauseEntry,
    DepartmentEntry,
    EvidenceEntry,
    PersonEntry,
    RowEntry,
)
from allocation.register.schedule import provisional
from allocation.runtime.streaming import Output

_WIDTHS = (9, 20, 36, 36, 21, 34)
_HEADS = ("序号", "材料编号", "条款", "要交的材料", "频次份数", "尚缺的期次和期限")
_LED_WIDTHS = (10, 34, 50, 32, 12, 18)
_LED_HEADS = ("行", "项目", "条款", "责任科室与责任人", "材料", "已交/已到期")
_CLAUSE_LENGTH = 40
_KEPT = 100
"""How many sheets are kept: each takes up to a megabyte of memory."""
_QR = 24
"""Millimetres of the QR code, which leads to the page whose sheet it is."""


def export(context: SiteContext) -> Iterator[Output]:
    """Yield a sheet for each person and department, and one file with all of them."""
    sheets, files = tuple(_sheets(context)), _Files(context.index.common)
    for sheet in sheets:
        yield Output(task_address(sheet.entry), partial(files.one, sheet))
    if sheets:
        yield Output(task_address(), partial(files.all, sheets))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the sheet of a person or a department says.

    :ivar members: the departments of a person, the persons of a department.
    :ivar own: the rows that they are responsible for.
    :ivar led: the rows that a leader supervises.
    :ivar version: the version of a person's duties.
    :ivar url: the address of the page whose sheet it is, if it is known.
    :ivar number: counts from 1; pictures of one file have different ones.
    """

    entry: PersonEntry | DepartmentEntry
    members: tuple[str, ...]
    own: tuple[RowBlock, ...]
    led: tuple[RowBlock, ...]
    version: str | None
    url: str
    number: int


def _sheets(context: SiteContext) -> Iterator[_Sheet]:
    index = context.index
    people, departments = index.register.people, index.register.departments
    for number, person in enumerate(people, start=1):
        yield _Sheet(
            entry=person,
            members=tuple(department.name for department in index.departments(person)),
            own=index.of_person(person),
            led=index.of_leader(person),
            version=index.duty_version(person),
            url=context.url(address(person)),
            number=number,
        )
    for number, department in enumerate(departments, start=len(people) + 1):
        yield _Sheet(
            entry=department,
            members=tuple(person.key for person in index.persons(department)),
            own=index.of_department(department),
            led=(),
            version=None,
            url=context.url(address(department)),
            number=number,
        )


@dataclass(frozen=True, slots=True)
class _Files:
    """The sheets, the first ones made once for their own file and for the one with all of them."""

    common: Common
    made: dict[int, Document] = field(default_factory=dict, compare=False)

    def one(self, sheet: _Sheet) -> bytes:
        """Return the file of a sheet."""
        return self._document(sheet).content()

    def all(self, sheets: tuple[_Sheet, ...]) -> bytes:
        """Return one file with all sheets."""
        # The others are appended to the first, which therefore is another one.
        collected = _document(self.common, sheets[0])
        for sheet in sheets[1:]:
            collected.append(self._document(sheet))
        return collected.content()

    def _document(self, sheet: _Sheet) -> Document:
        document = self.made.get(sheet.number) or _document(self.common, sheet)
        if len(self.made) < _KEPT:
            self.made[sheet.number] = document
        return document


def _document(common: Common, sheet: _Sheet) -> Document:
    if isinstance(sheet.entry, PersonEntry):
        document = _person(common, sheet, sheet.entry)
    else:
        document = _department(common, sheet, sheet.entry)
    if sheet.url:
        document.corner_picture(qr_picture(sheet.url, _QR), sheet.number)
    return document


def _department(common: Common, sheet: _Sheet, department: DepartmentEntry) -> Document:
    document = _begin(common, department.name)
    document.paragraph(f"责任人：{'、'.join(sheet.members) or OPEN}")
    _duties(document, common, sheet)
    kinds = derived_ids(sheet.own)
    _mark_derived(document, Derived.ROW_NUMBER, Derived.PAIRING, Derived.MEMBERSHIP, *kinds)
    signature(document, "科室负责人")
    return document


def _person(common: Common, sheet: _Sheet, person: PersonEntry) -> Document:
    own, led = sheet.own, sheet.led
    document = _begin(common, person.key)
    if own:
        document.paragraph(f"责任科室：{'、'.join(sheet.members)}")
        _duties(document, common, sheet)
    if led:
        document.paragraph(f"分管 {_counts(led)}：", "小标题")
        document.table(_LED_WIDTHS, _led_rows(led))
    if not own and not led:
        document.paragraph("分工表没有分给任何任务。")
    membership = [Derived.MEMBERSHIP] if own else []
    rows = [Derived.ROW_NUMBER, Derived.PAIRING] if own or led else []
    _mark_derived(document, *rows, *membership, *derived_ids(own))
    if sheet.version:
        document.paragraph(
            f"职责版本 {sheet.version}：与网站本人页上的不同时，请重新签收。", "说明"
        )
    signature(document, "分管领导" if led and not own else "责任人")
    return document


def _begin(common: Common, name: str) -> Document:
    unit = common.unit
    document = Document(common.word_template)
    document.title("内页资料任务单")
    document.paragraph(f"{name}　　{unit.name}　　{day(unit.data_date)}", "说明")
    if mark := provisional(unit.term):
        document.paragraph(f"{mark}。", "说明")
    return document


def _duties(document: Document, common: Common, sheet: _Sheet) -> None:
    document.paragraph(f"共有{_counts(sheet.own)}。")
    if common.active:
        document.paragraph(f"截至{day(common.today)}，{counted(tally(sheet.own).standing)}。")
    document.table(_WIDTHS, _evidence_rows(common.today, sheet.entry, sheet.own))
    basis = "材料为建议清单，以当届测评细则为准。文件日期写形成日期，不得倒签。"
    document.paragraph(f"{common.provenance}；{basis}", "说明")
    handin(document, common.unit.handin)


def _evidence_rows(
    today: date, owner: PersonEntry | DepartmentEntry, rows: tuple[RowBlock, ...]
) -> Iterator[list[TableCell]]:
    """Yield a line for each piece; the same paper has a number once, where it is filed."""
    yield [TableCell((head,), "表头") for head in _HEADS]
    listed = [entry for row in rows for block in row.clauses for entry in block.evidence]
    numbered = {entry.paper: entry for entry in reversed(listed)}
    numbered |= {entry: entry for entry in listed if not entry.main}
    number = 0
    for row in rows:
        yield [TableCell((_heading(row.row, owner),), "表头", span=len(_HEADS))]
        for block in row.clauses:
            for place, part in enumerate(block.evidence_blocks):
                counts = numbered[part.evidence.paper] is part.evidence
                number += counts
                merge = "" if len(block.evidence_blocks) == 1 else "on" if place else "start"
                text = "" if place else _clause(block.clause)
                yield [
                    cell(number if counts else "", "表格居中"),
                    cell(part.evidence.id),
                    TableCell((text,), merge=merge),
                    TableCell(tuple(_material(part.evidence))),
                    cell(quantity(part)),
                    TableCell(missing(part.shown, today)),
                ]


def _heading(row: RowEntry, owner: PersonEntry | DepartmentEntry) -> str:
    """Return the heading of a row: its item, its number, its leaders and who shares it."""
    leaders = "、".join(person.key for person in row.leaders)
    parts = (
        f"{row.item.label}（原表第 {row.number} 行）",
        f"分管领导：{leaders}" if leaders else "",
        f"共同责任：{shared}" if (shared := others(row, owner)) else "",
    )
    return "　".join(filter(None, parts))


def _material(evidence: EvidenceEntry) -> Iterator[str]:
    yield evidence.record.name
    if evidence.record.not_applicable:
        yield f"不适用：{evidence.record.not_applicable}"
    if evidence.record.note:
        yield f"说明：{evidence.record.note}"


def _clause(clause: ClauseEntry) -> str:
    return f"{clause.record.mark}{clause.record.text}"


def _led_rows(rows: tuple[RowBlock, ...]) -> Iterator[list[TableCell]]:
    yield [TableCell((head,), "表头") for head in _LED_HEADS]
    for row in rows:
        parties = tuple(map(party_text, row.row.parties))
        done = f"{row.standing.due_done}/{row.standing.due}" if row.standing.due else ""
        clauses = "".join(_clause(part.clause) for part in row.clauses)
        yield [
            cell(row.row.number, "表格居中"),
            cell(row.row.item.label),
            cell(shortened(clauses, _CLAUSE_LENGTH)),
            TableCell(parties or (OPEN,)),
            cell(len(row.papers), "表格居中"),
            cell(done, "表格居中"),
        ]


def _counts(rows: Iterable[RowBlock]) -> str:
    counts = tally(rows)
    return f"项目 {counts.items} 个、条款 {counts.clauses} 条、材料 {counts.evidence} 项"


def _mark_derived(document: Document, *kinds: Derived) -> None:
    if kinds:
        document.paragraph(note(kinds), "说明")
