"""``downloads/dossier/``: for each item the list of its papers, and the form for submitting it."""

from __future__ import annotations

from collections.abc import Iterator

from allocation.base.grouping import unique
from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.pages.views.context import SiteContext
from allocation.pages.views.dossier import LIST_HEADS, DossierView, dossier
from allocation.register.addresses import dossier_address
from allocation.register.derived import note
from allocation.register.index import Index, ItemBlock, derived_ids

_LIST = (10, 22, 30, 34, 46, 19, 10, 10, 13, 19, 12)


def export(context: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Yield the dossier of each item."""
    index = context.index
    for item in index.register.items:
        yield dossier_address(item), _item(index, index.item(item)).content()


def _item(index: Index, block: ItemBlock) -> Document:
    view = dossier(index, block)
    document = Document(index.register.word_template, landscape=True)
    document.paragraph("项目材料目录", "公文标题")
    document.paragraph(block.item.path_label, "公文正文")
    head = [TableCell((head,), "表头") for head in LIST_HEADS]
    lines = (
        [cell(text, "表格居中" if text.isdigit() else "表格文字") for text in line]
        for line in view.lines
    )
    document.table(_LIST, [head, *lines])
    if kinds := derived_ids(block.rows):
        document.paragraph(note(kinds), "说明")
    document.page_break()
    _submission(document, index, view)
    return document


def _submission(document: Document, index: Index, view: DossierView) -> None:
    unit, item = index.register.unit, view.block.item
    document.paragraph("测评材料提交表", "公文标题")
    rows = [row.row for row in view.block.rows]
    clauses = [block.clause.record for block in view.block.clauses]
    facts = (
        ("申报单位", unit.name),
        ("测评项目", item.path_label),
        ("分管领导", "、".join(unique(person.key for row in rows for person in row.leaders))),
        (
            "责任科室",
            "、".join(unique(department.name for row in rows for department in row.departments)),
        ),
        ("责任人", "、".join(unique(person.key for row in rows for person in row.persons))),
        ("条款", "\n".join(f"{record.mark}{record.text}" for record in clauses)),
        ("情况说明\n（500 字以内）", view.statement or "\n\n\n\n\n\n"),
        ("材料", "\n".join(view.titles) or "（尚未登记）"),
    )
    document.table((35, 190), [[cell(name, "表头"), cell(text)] for name, text in facts], heads=0)
