"""``downloads/submission/``: the form by which the evidence of an item is handed to assessors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from allocation.base.enums import FilingState
from allocation.base.grouping import unique
from allocation.datafiles.model import Item
from allocation.office.exports.sheet_parts import DATE_LINE
from allocation.office.formats.docx_writer import Document, Row, TableCell, cell
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import day
from allocation.register.addresses import submission_address
from allocation.register.common import Common
from allocation.register.index import ItemBlock
from allocation.register.register import FilingEntry
from allocation.runtime.streaming import Output

_WIDTHS = (34, 50, 28, 44)
_SPACE = "\n" * 8
"""Room to write 500 characters in by hand."""


def export(context: SiteContext) -> Iterator[Output]:
    """Yield the form of each item."""
    index = context.index
    for item in index.register.items:
        block = index.item(item)
        form = partial(_form, index.common, block, index.filings(block.rows))
        yield Output(submission_address(item), form)


def _form(common: Common, block: ItemBlock, filings: tuple[FilingEntry, ...]) -> bytes:
    document = Document(common.word_template)
    document.title("测评材料提交表")
    document.paragraph()
    document.table(_WIDTHS, _facts(common, block, filings), heads=0)
    document.paragraph("", "说明")
    document.table(_WIDTHS, _signers(), heads=0, whole_rows=True)
    return document.content()


def _facts(common: Common, block: ItemBlock, filings: Iterable[FilingEntry]) -> Iterator[Row]:
    rows = [part.row for part in block.rows]
    record = block.item.record
    clauses = [part.clause.record for part in block.clauses]
    accepted = (filing for filing in filings if filing.record.state is not FilingState.RETURNED)
    materials = [f"{number}. {_material(each)}" for number, each in enumerate(accepted, start=1)]
    facts = (
        ("申报单位", common.unit.name),
        ("测评项目", block.item.path_label),
        ("分管领导", "、".join(unique(person.key for row in rows for person in row.leaders))),
        ("责任科室", "、".join(unique(each.name for row in rows for each in row.departments))),
        ("责任人", "、".join(unique(person.key for row in rows for person in row.persons))),
        ("条款", "\n".join(f"{clause.mark}{clause.text}" for clause in clauses)),
        (
            "情况说明\n（500 字以内）",
            (record.statement if isinstance(record, Item) else None) or _SPACE,
        ),
        ("材料", "\n".join(materials) or "（尚未登记）"),
    )
    for name, text in facts:
        yield [cell(name, "表头"), TableCell(tuple(text.split("\n")), span=3)]


def _signers() -> Iterator[Row]:
    for who, when in (("填表人（签字）", "填表日期"), ("审核人（签字）", "审核日期")):
        yield [cell(who, "表头"), cell("\n\n"), cell(when, "表头"), cell(DATE_LINE, "表格居中")]
    yield [
        cell("单位盖章", "表头"),
        TableCell(("", "", "", "（盖章）", DATE_LINE, ""), "表格居中", span=3),
    ]


def _material(filing: FilingEntry) -> str:
    """Return title, date and pages of a filing, as far as they are known."""
    record = filing.record
    known = (day(record.date), f"{record.pages} 页" if record.pages else "")
    details = "，".join(filter(None, known))
    return f"{record.title}（{details}）" if details else record.title
