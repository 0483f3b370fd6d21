"""``downloads/tasks/``: the sheet that each person, department and leader is handed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import quantity
from allocation.register.addresses import task_address
from allocation.register.index import Index, RowBlock, gaps, tally
from allocation.register.progress import Slot
from allocation.register.register import DepartmentEntry, PartyEntry, PersonEntry

_WIDTHS = (9, 20, 43, 34, 22, 28)
_HEADS = ("序号", "材料编号", "条款", "要交的材料", "频次份数", "期限")


def export(context: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Yield a sheet each, and one file with all of them."""
    index = context.index
    whole: Document | None = None
    for entry, sheet in _sheets(index):
        yield task_address(entry), sheet.content()
        if whole:
            whole.append(sheet)
        whole = whole or sheet
    if whole:
        yield task_address(), whole.content()


def _sheets(index: Index) -> Iterator[tuple[PersonEntry | DepartmentEntry, Document]]:
    for person in index.register.people:
        yield person, _person(index, person, index.of_person(person), index.of_leader(person))
    for department in index.register.departments:
        document = _begun(index, department.name)
        persons = "、".join(each.key for each in index.persons(department))
        document.paragraph(f"责任人：{persons or '（未定）'}", "公文正文")
        _duties(document, index, index.of_department(department))
        _signed(document, "科室负责人")
        yield department, document


def _person(
    index: Index, person: PersonEntry, own: tuple[RowBlock, ...], led: tuple[RowBlock, ...]
) -> Document:
    document = _begun(index, person.key)
    if own:
        departments = "、".join(each.name for each in index.departments(person))
        document.paragraph(f"责任科室：{departments}", "公文正文")
        _duties(document, index, own)
    if led:
        document.paragraph(f"分管 {_counted(led)}：", "小标题")
        document.table((60, 40, 28, 28), _supervised(led))
    if not own and not led:
        document.paragraph("分工表没有分给任何任务。")
    if version := index.duty_versions.get(person.slug):
        document.paragraph(f"职责版本 {version}：与网站本人页上的不同时，请重新签收。", "说明")
    _signed(document, "分管领导" if led and not own else "责任人")
    return document


def _begun(index: Index, name: str) -> Document:
    unit = index.register.unit
    document = Document(index.register.word_template)
    document.paragraph("内页资料任务单", "公文标题")
    document.paragraph(f"{name}    {unit.name}    {unit.data_date.isoformat()}", "说明")
    return document


def _duties(document: Document, index: Index, rows: tuple[RowBlock, ...]) -> None:
    document.paragraph(f"共 {_counted(rows)}。", "公文正文")
    if index.progress.active:
        late = gaps(rows)
        document.paragraph(f"其中还缺 {len(late)} 期，见网站“缺口”页。", "公文正文")
    document.table(_WIDTHS, _lines(index, rows))
    said = "条款为原文；材料为建议清单，以当届测评细则为准。文件写其自身的日期。"
    document.paragraph(said, "说明")


def _lines(index: Index, rows: Iterable[RowBlock]) -> Iterator[list[TableCell]]:
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
                    TableCell(
                        (f"{clause.mark}{clause.text}",) if not place else ("",), merge=merge
                    ),
                    cell(part.evidence.record.name),
                    cell(quantity(part.evidence.record)),
                    cell(_due(part.slots, index.progress.today)),
                ]


def _due(slots: tuple[Slot, ...], today: date) -> str:
    """Return the next day on which something is due, or that nothing is."""
    owed = [slot for slot in slots if slot.state.expected and not slot.state.done]
    if not owed:
        return "已交齐" if slots else ""
    first = min(owed, key=lambda slot: slot.due)
    late = "（逾期）" if first.due < today else ""
    return f"{first.due.isoformat()}{late}"


def _supervised(rows: tuple[RowBlock, ...]) -> Iterator[list[TableCell]]:
    yield [TableCell((head,), "表头") for head in ("项目", "责任科室与责任人", "材料", "已交/应交")]
    for row in rows:
        said = tuple(map(_pair, row.row.parties))
        done = f"{row.standing.done}/{row.standing.owed}" if row.standing.owed else ""
        yield [
            cell(row.row.item.label),
            TableCell(said or ("",)),
            cell(len(row.evidence), "表格居中"),
            cell(done, "表格居中"),
        ]


def _pair(party: PartyEntry) -> str:
    names = (party.department and party.department.name, party.person and party.person.key)
    return " ".join(name for name in names if name)


def _counted(rows: Iterable[RowBlock]) -> str:
    found = tally(rows)
    return f"{found.items} 个项目、{found.clauses} 条条款、{found.evidence} 项材料"


def _signed(document: Document, who: str) -> None:
    document.paragraph()
    document.paragraph(f"{who}签字：＿＿＿＿＿＿　　日期：＿＿＿年＿＿月＿＿日", "小标题")
