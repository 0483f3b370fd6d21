"""``downloads/open-duties.docx``: the rows whose duties are open, with space to write names in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from allocation.base.enums import OWNERS, Column
from allocation.base.slugs import shortened
from allocation.office.exports.printed_columns import member_texts
from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import day
from allocation.register.addresses import open_duties_document
from allocation.register.common import Common
from allocation.register.derived import Derived, note
from allocation.register.index import RowBlock
from allocation.runtime.streaming import Output

_LEVELS_WIDTH, _CLAUSE_WIDTH, _NAMES_WIDTH = 34, 62, 24
_CLAUSE_LENGTH = 60


def export(context: SiteContext) -> Iterator[Output]:
    """Yield the list, if any duty is open."""
    index = context.index
    if not index.tally.open:
        return
    blocks = tuple(block for block in index.blocks.values() if block.open)
    yield Output(open_duties_document(), partial(_list, index.common, blocks, index.open_rows()))


def _list(
    common: Common, blocks: tuple[RowBlock, ...], open_rows: tuple[tuple[Column, int], ...]
) -> bytes:
    unit = common.unit
    document = Document(common.word_template)
    document.title("待落实责任清单")
    document.paragraph(f"{unit.name}　　{day(unit.data_date)}", "说明")
    counts = "、".join(f"{column} {rows} 行" for column, rows in open_rows)
    document.paragraph(f"共 {len(blocks)} 行尚未落实：{counts}。")
    columns = [column for column in unit.columns if column in OWNERS]
    widths = (10, _LEVELS_WIDTH, _CLAUSE_WIDTH, *[_NAMES_WIDTH] * len(columns))
    document.table(widths, _rows(blocks, columns), whole_rows=False)
    document.paragraph("空着的格定了以后填上，写进分工表。", "说明")
    document.paragraph(note([Derived.ROW_NUMBER]), "说明")
    return document.content()


def _rows(blocks: tuple[RowBlock, ...], columns: list[Column]) -> Iterator[list[TableCell]]:
    yield [TableCell((head,), "表头") for head in ("行", "项目", "条款", *columns)]
    for block in blocks:
        yield [
            cell(block.row.number, "表格居中"),
            cell(block.row.item.label),
            TableCell(tuple(_clauses(block))),
            *(TableCell(tuple(member_texts(block, column))) for column in columns),
        ]


def _clauses(block: RowBlock) -> Iterator[str]:
    for part in block.clauses:
        yield f"{part.clause.record.mark}{shortened(part.clause.record.text, _CLAUSE_LENGTH)}"
