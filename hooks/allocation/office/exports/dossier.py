"""``downloads/dossier/``: the list of the papers of each item."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.pages.views.context import SiteContext
from allocation.pages.views.dossier import LIST_HEADS, DossierView, dossier
from allocation.register.addresses import dossier_address
from allocation.register.common import Common
from allocation.register.derived import note
from allocation.register.index import derived_ids
from allocation.runtime.streaming import Output

_LIST = (10, 22, 30, 34, 46, 19, 10, 10, 13, 19, 12)


def export(context: SiteContext) -> Iterator[Output]:
    """Yield the dossier of each item."""
    index = context.index
    for item in index.register.items:
        view = dossier(index, index.item(item))
        yield Output(dossier_address(item), partial(_list, index.common, view))


def _list(common: Common, view: DossierView) -> bytes:
    block = view.block
    document = Document(common.word_template, landscape=True)
    document.title("项目材料目录")
    document.paragraph(block.item.path_label)
    head = [TableCell((head,), "表头") for head in LIST_HEADS]
    lines = (
        [cell(text, "表格居中" if text.isdigit() else "表格文字") for text in line]
        for line in view.lines
    )
    document.table(_LIST, [head, *lines])
    if kinds := derived_ids(block.rows):
        document.paragraph(note(kinds), "说明")
    return document.content()
