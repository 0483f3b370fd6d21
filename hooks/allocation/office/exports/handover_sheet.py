"""The sheet that both persons sign when duties are handed over, as a Word file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from allocation.base import filenames
from allocation.base.enums import Duty, FilingState
from allocation.base.grouping import unique
from allocation.editing.handover import HandedEvidence, HandedRow, Handover
from allocation.office.exports.sheet_parts import DATE_LINE, counted, missing, party_text
from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.pages.views.labels import day
from allocation.register.derived import Derived, note
from allocation.register.progress import count_states
from allocation.register.register import FilingEntry, Register
from allocation.register.schedule import provisional

_SIGNERS = ("移交人", "接收人", "监交人")


def sheet(register: Register, plan: Handover, today: date) -> bytes:
    """Return the sheet of a handover as a .docx; what is late is so on ``today``."""
    document = Document(register.word_template)
    document.title("内页资料工作交接单")
    document.paragraph(f"单位：{register.unit.name}")
    document.paragraph(f"移交人：{plan.giver.key}　　接收人：{plan.taker.key}")
    document.paragraph(f"交接日期：{day(plan.day)}")
    for duty, rows in plan.rows.items():
        part = _PARTS[duty]
        document.paragraph(f"{duty}：{len(rows)} 行", "小标题")
        document.paragraph(_sum(rows))
        head = [TableCell((title,), "表头") for title in part.head]
        lines = (line for handed in rows for line in part.rows(handed, today))
        document.table(part.widths, [head, *lines], whole_rows=False)
    if mark := provisional(register.unit.term):
        document.paragraph(f"{mark}。", "说明")
    document.paragraph(
        "已交的材料随盒移交；尚缺的由接收人补充收集。文件日期写形成日期，不得倒签。", "说明"
    )
    kinds = (Derived.ROW_NUMBER, Derived.PAIRING, Derived.CLAUSE_NUMBER)
    document.paragraph(note(kinds), "说明")
    document.paragraph()
    heads = [cell(text, "表头") for text in ("", "签字", "日期")]
    signers = ([cell(who, "表头"), cell("\n"), cell(DATE_LINE, "表格居中")] for who in _SIGNERS)
    document.table((34, 66, 56), [heads, *signers])
    return document.content()


def name(plan: Handover) -> str:
    """Return the name of the file of the sheet."""
    return filenames.usable(f"交接单-{plan.giver.key}-{plan.taker.key}", ".docx")


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of the sheet: its columns, and a function from a row to its lines."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Callable[[HandedRow, date], Iterator[list[TableCell]]]


def _sum(rows: Iterable[HandedRow]) -> str:
    """Return how much is handed over: pieces of evidence, what is filed of them, and missing."""
    evidence = [each for handed in rows for each in handed.evidence]
    filings = unique(filing for each in evidence for filing in _accepted(each))
    boxes = _boxes(filings)
    counts = count_states(slot for each in evidence for slot in each.gaps)
    where = f"（盒号 {boxes}）" if boxes else ""
    return f"材料 {len(evidence)} 项；已交 {len(filings)} 件{where}；{counted(counts)}。"


def _supervised(handed: HandedRow, today: date) -> Iterator[list[TableCell]]:
    yield [
        cell(handed.row.number, "表格居中"),
        cell(handed.row.item.label),
        TableCell(tuple(map(party_text, handed.row.parties))),
        cell(f"{len(handed.evidence)} 项", "表格居中"),
        TableCell(tuple(_missing(handed, today))),
    ]


def _missing(handed: HandedRow, today: date) -> Iterator[str]:
    for evidence in handed.evidence:
        if evidence.gaps:
            yield f"{evidence.entry.record.name}（{evidence.entry.id}）"
            yield from missing(evidence.gaps, today)


def _evidence(handed: HandedRow, today: date) -> Iterator[list[TableCell]]:
    for evidence in handed.evidence:
        filings = _accepted(evidence)
        yield [
            cell(handed.row.number, "表格居中"),
            cell(handed.row.item.label),
            cell(f"{evidence.entry.record.name}（{evidence.entry.id}）"),
            cell(f"{len(filings)} 件" if filings else "", "表格居中"),
            cell(_boxes(filings), "表格居中"),
            TableCell(missing(evidence.gaps, today)),
        ]


def _boxes(filings: Iterable[FilingEntry]) -> str:
    """Return the boxes in which filings lie, each once."""
    return "、".join(unique(filing.record.box for filing in filings if filing.record.box))


def _accepted(evidence: HandedEvidence) -> tuple[FilingEntry, ...]:
    """Return the filings that were not returned: those that are in a box."""
    return tuple(
        filing for filing in evidence.filings if filing.record.state is not FilingState.RETURNED
    )


_PARTS = {
    Duty.LEADER: _Part(
        ("行", "项目", "责任科室和责任人", "材料", "尚缺的期次"), (10, 36, 42, 16, 52), _supervised
    ),
    Duty.PERSON: _Part(
        ("行", "项目", "材料", "已交", "盒号", "尚缺的期次"), (10, 32, 48, 14, 16, 36), _evidence
    ),
}
