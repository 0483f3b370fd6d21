"""The sheet that both persons sign when duties are handed over, as a Word file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from allocation.base.enums import Duty
from allocation.editing.handover import HandedRow, Handover
from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.register.register import Register


def sheet(register: Register, plan: Handover) -> bytes:
    """Return the sheet of a handover as a .docx."""
    document = Document(register.word_template)
    document.paragraph("内页资料工作交接单", "公文标题")
    document.paragraph(f"移交人：{plan.giver.key}　　接收人：{plan.taker.key}", "公文正文")
    document.paragraph(f"交接日期：{plan.day.isoformat()}", "公文正文")
    for duty, rows in plan.rows.items():
        part = _PARTS[duty]
        document.paragraph(f"{duty}：{len(rows)} 行", "小标题")
        head = [TableCell((title,), "表头") for title in part.head]
        document.table(
            part.widths, [head, *(line for handed in rows for line in part.rows(handed))]
        )
    document.paragraph(
        "已交的材料随盒移交；未交的由接收人补充收集，文件日期写形成日期，不得倒签。", "说明"
    )
    for who in ("移交人", "接收人", "监交人"):
        document.paragraph(f"{who}签字：＿＿＿＿＿＿＿", "小标题")
    return document.content()


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of the sheet: its columns, and a function from a row to its lines."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Callable[[HandedRow], Iterator[list[TableCell]]]


def _supervised(handed: HandedRow) -> Iterator[list[TableCell]]:
    yield [
        cell(handed.row.number, "表格居中"),
        cell(handed.row.item.label),
        cell("、".join("—".join(party.names) for party in handed.row.parties)),
        cell(f"{len(handed.evidence)} 项"),
        cell(f"{len(handed.gaps)} 项"),
    ]


def _evidence(handed: HandedRow) -> Iterator[list[TableCell]]:
    open_slots = {slot.evidence.id: slot for slot in reversed(handed.gaps)}
    for evidence in handed.evidence:
        slot = open_slots.get(evidence.id)
        yield [
            cell(handed.row.number, "表格居中"),
            cell(handed.row.item.label),
            cell(evidence.record.name),
            cell(evidence.id),
            cell(f"{slot.state}（{slot.span.label}）" if slot else ""),
        ]


_PARTS = {
    Duty.LEADER: _Part(
        ("行", "项目", "责任科室和责任人", "材料", "还差"), (14, 48, 58, 18, 18), _supervised
    ),
    Duty.PERSON: _Part(("行", "项目", "材料", "编号", "状态"), (14, 40, 48, 30, 24), _evidence),
}
