"""``downloads/briefs/``: the brief of each leader, on one page, and who misses what behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate

from allocation.base.slugs import shortened
from allocation.office.formats.docx_writer import Document, Row, TableCell, cell
from allocation.office.formats.table_pages import cell_heights
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import day, due, month_day
from allocation.pages.views.leader_brief import Brief
from allocation.register.addresses import brief_document
from allocation.register.common import Common
from allocation.register.derived import Derived, note
from allocation.register.index import derived_ids
from allocation.register.progress import StateCounts
from allocation.runtime.streaming import Output

_FIGURES = (36, 30, 30, 30, 30)
_WORST = (68, 52, 17, 19)
_SHARES = (52, 20, 20, 20, 20, 24)
_GAPS = (9, 18, 50, 32, 33, 14)
_LENGTH = 40
"""Characters of a material's name: longer ones would fill the page."""
_KEPT_FREE = 120.0
"""Points of the page that are kept for the lines between its tables, and for the first indents."""
_PROPOSED = "材料为建议清单，以当届测评细则为准。"


def export(context: SiteContext) -> Iterator[Output]:
    """Yield the brief of each leader."""
    for brief in context.briefs:
        make = partial(_document, context.index.common, brief)
        yield Output(brief_document(brief.leader), make)


def _document(common: Common, brief: Brief) -> bytes:
    document = Document(common.word_template)
    document.title(brief.title, (brief.leader.key,))
    heading = (common.unit.name, f"截至{day(brief.today)}", brief.mark)
    document.paragraph("　".join(filter(None, heading)), "说明")
    for sentence in brief.sentences:
        document.paragraph(sentence)
    if brief.active and brief.shares:
        _numbers(document, brief)
    if brief.with_gaps:
        document.page_break()
        document.paragraph("逐人清单", "小标题")
        document.table(_GAPS, _gaps(brief))
    document.paragraph(f"{brief.explained}{brief.joint}{_PROPOSED}", "说明")
    document.paragraph(note([Derived.SUPERVISION, *derived_ids(brief.rows)]), "说明")
    return document.content()


def _numbers(document: Document, brief: Brief) -> None:
    """Add the tables of the one page, the last one with as many people as there is room for."""
    room = document.height - document.filled - _KEPT_FREE
    figures, worst, shares = (list(make(brief)) for make in (_figures, _worst, _shares))
    document.table(_FIGURES, figures)
    document.paragraph(brief.basis_of_change, "说明")
    room -= _height(document, _FIGURES, figures)
    if brief.five_worst:
        document.paragraph("逾期最多的材料", "说明")
        document.table(_WORST, worst)
        room -= _height(document, _WORST, worst)
    document.paragraph(f"各{brief.column}（项次）", "说明")
    heights = accumulate(_height(document, _SHARES, [row]) for row in shares)
    room -= _height(document, _SHARES, [_standing(brief.total(1), brief.standing)])
    shown = max(1, sum(height <= room for height in heights) - 1)
    document.table(_SHARES, [*shares[: shown + 1], _standing(brief.total(shown), brief.standing)])
    document.paragraph(brief.others(shown), "说明")


def _height(document: Document, widths: Sequence[int], rows: Iterable[Row]) -> float:
    """Return the height of rows in points."""
    return sum(max(cell_heights(document, widths, row)) for row in rows)


def _figures(brief: Brief) -> Iterator[Row]:
    """Yield today's figures, those of a month ago, and the differences."""
    now = brief.standing
    yield _heads("项次", "已到期应交", "已交", "逾期", "30 天内到期")
    yield _line("今天", now.due, now.due_done, now.late, now.soon)
    if brief.change:
        before = (old for _, old, _, _ in brief.changes)
        yield _line(month_day(brief.change.since), *before, "")
        yield _line("增减", *(difference for *_, difference in brief.changes), "")


def _worst(brief: Brief) -> Iterator[Row]:
    yield _heads("材料", brief.column, "逾期", "最久")
    for part in brief.five_worst:
        name = shortened(part.evidence.record.name, _LENGTH)
        yield _line(name, part.names, f"{part.late} 项次", f"{part.days} 天")


def _shares(brief: Brief) -> Iterator[Row]:
    yield _heads(brief.column, "已到期", "已交", "逾期", "退回", "30 天内到期")
    for share in brief.leading:
        yield _standing(share.name, share.standing)


def _standing(name: str, counts: StateCounts) -> Row:
    numbers = (counts.due, counts.due_done, counts.late, counts.sent_back, counts.soon)
    return _line(name, *numbers)


def _gaps(brief: Brief) -> Iterator[Row]:
    yield _heads("序号", brief.column, "材料", "期次", "期限", "情况")
    lines = ((share, slot) for share in brief.with_gaps for slot in share.gaps)
    for number, (share, slot) in enumerate(lines, start=1):
        yield [
            cell(number, "表格居中"),
            cell(share.name),
            cell(f"{slot.evidence.record.name}（{slot.evidence.id}）"),
            cell(slot.label),
            cell(due(slot.due)),
            cell(slot.state, "表格居中"),
        ]


def _heads(*texts: str) -> Row:
    return [TableCell((text,), "表头") for text in texts]


def _line(first: str, *others: object) -> Row:
    return [cell(first), *(cell(text, "表格居中") for text in others)]
