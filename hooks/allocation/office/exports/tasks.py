"""``downloads/tasks/``: the task sheet of each person, department and leader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import quantity
from allocation.register.addresses import task_address
from allocation.register.index import Index, RowBlock, gaps, tally
from allocation.register.open_duties import OPEN
from allocation.register.progress import Slot
from allocation.register.register import DepartmentEntry, PersonEntry

_WIDTHS = (9, 20, 43, 34, 22, 28)
_HEADS = ("序号", "材料编号", "条款", "要交的材料", "频次份数", "期限")


def export(context: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Yield a sheet for each person and department, and one file with all of them."""
    index = context.index
    collected: Document | None = None
    for entry, sheet in _sheets(index):
        yield task_address(entry), sheet.content()
        if collected:
            collected.append(sheet)
        collected = collected or sheet
    if collected:
        yield task_address(), collected.content()


def _sheets(index: Index) -> Iterator[tuple[PersonEntry | DepartmentEntry, Document]]:
    for person in index.register.people:
        yield person, _person(index, person, index.of_person(person), index.of_leader(person))
    for department in index.register.departments:
        document = _begin(index, department.name)
        persons = "、".join(person.key for person in index.persons(department))
        document.paragraph(f"责任人：{persons or OPEN}", "公文正文")
        _duties(document, index, index.of_department(department))
        _signature(document, "科室负责人")
        yield department, document


def _person(
    index: Index, person: PersonEntry, own: tuple[RowBlock, ...], led: tuple[RowBlock, ...]
) -> Document:
    document = _begin(index, person.key)
    if own:
        departments = "、".join(department.name for department in index.departments(person))
        document.paragraph(f"责任科室：{departments}", "公文正文")
        _duties(document, index, own)
    if led:
        document.paragraph(f"分管 {_counts(led)}：", "小标题")
        document.table((60, 40, 28, 28), _led_rows(led))
    if not own and not led:
        document.paragraph("分工表没有分给任何任务。")
    if version := index.duty_versions.get(person.slug):
        document.paragraph(f"职责版本 {version}：与网站本人页上的不同时，请重新签收。", "说明")
    _signature(document, "分管领导" if led and not own else "责任人")
    return document


def _begin(index: Index, name: str) -> Document:
    unit = index.register.unit
    document = Document(index.register.word_template)
    document.paragraph("内页资料任务单", "公文标题")
    document.paragraph(f"{name}    {unit.name}    {unit.data_date.isoformat()}", "说明")
    return document


def _duties(document: Document, index: Index, rows: tuple[RowBlock, ...]) -> None:
    document.paragraph(f"共 {_counts(rows)}。", "公文正文")
    if index.progress.active:
        document.paragraph(f"尚缺 {len(gaps(rows))} 项次，见网站“未交清单”页。", "公文正文")
    document.table(_WIDTHS, _evidence_rows(index, rows))
    basis = "材料为建议清单，以当届测评细则为准。文件日期写形成日期，不得倒签。"
    document.paragraph(f"{index.provenance}；{basis}", "说明")


def _evidence_rows(index: Index, rows: Iterable[RowBlock]) -> Iterator[list[TableCell]]:
    yield [TableCell((head,), "表头") for head in _HEADS]
    number = 0
    for row in rows:
        for block in row.clauses:
            clause = block.clause.record
            for place, part in enumerate(block.evidence_blocks):
                number += 1
                merge = "" if len(block.evidence_blocks) == 1 else "on" if place else "start"
                yield [
                    cell(number, "表格居中"),
                    cell(part.evidence.id),
                    TableCell(("" if place else f"{clause.mark}{clause.text}",), merge=merge),
                    cell(part.evidence.record.name),
                    cell(quantity(part.evidence.record)),
                    cell(_next_due(part.slots, index.progress.today)),
                ]


def _next_due(slots: tuple[Slot, ...], today: date) -> str:
    """Return the next due date, or that everything is filed."""
    owed = [slot for slot in slots if slot.state.expected and not slot.state.done]
    if not owed:
        return "已交齐" if any(slot.state.done for slot in slots) else ""
    first = min(owed, key=lambda slot: slot.due)
    late = "（逾期）" if first.due < today else ""
    return f"{first.due.isoformat()}{late}"


def _led_rows(rows: tuple[RowBlock, ...]) -> Iterator[list[TableCell]]:
    yield [TableCell((head,), "表头") for head in ("项目", "责任科室与责任人", "材料", "已交/应交")]
    for row in rows:
        parties = tuple(" ".join(party.names) for party in row.row.parties)
        done = f"{row.standing.done}/{row.standing.owed}" if row.standing.owed else ""
        yield [
            cell(row.row.item.label),
            TableCell(parties or (OPEN,)),
            cell(len(row.evidence), "表格居中"),
            cell(done, "表格居中"),
        ]


def _counts(rows: Iterable[RowBlock]) -> str:
    counts = tally(rows)
    return f"项目 {counts.items} 个、条款 {counts.clauses} 条、材料 {counts.evidence} 项"


def _signature(document: Document, who: str) -> None:
    document.paragraph()
    document.paragraph(f"{who}签字：＿＿＿＿＿＿　　日期：＿＿＿年＿＿月＿＿日", "小标题")
