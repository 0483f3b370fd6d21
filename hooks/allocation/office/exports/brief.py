"""``downloads/briefs/``: the brief of each leader, on one page, and who misses what behind it."""

from __future__ import annotations

from collections.abc import Iterator

from allocation.base.slugs import shortened
from allocation.office.formats.docx_writer import Document, Row, TableCell, cell
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import day, due, month_day
from allocation.pages.views.leader_brief import Brief
from allocation.register.addresses import brief_document
from allocation.register.derived import Derived, note
from allocation.register.index import Index, derived_ids

_FIGURES = (36, 30, 30, 30, 30)
_WORST = (80, 46, 15, 15)
_SHARES = (64, 23, 23, 23, 23)
_GAPS = (9, 18, 50, 32, 33, 14)
_LENGTH = 40
"""Characters of a material's name: longer ones would fill the page."""
_PROPOSED = "材料为建议清单，以当届测评细则为准。"


def export(context: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Yield the brief of each leader."""
    for brief in context.briefs:
        yield brief_document(brief.leader), _document(context.index, brief).content()


def _document(index: Index, brief: Brief) -> Document:
    document = Document(index.register.word_template)
    document.title(brief.title, (brief.leader.key,))
    document.paragraph(f"{index.register.unit.name}　截至{day(brief.today)}", "说明")
    for sentence in brief.sentences:
        document.paragraph(sentence)
    if brief.active and brief.shares:
        _numbers(document, brief)
    if brief.with_gaps:
        document.page_break()
        document.paragraph("逐人清单", "小标题")
        document.table(_GAPS, _gaps(brief))
    document.paragraph(note([Derived.SUPERVISION, *derived_ids(brief.rows)]), "说明")
    return document


def _numbers(document: Document, brief: Brief) -> None:
    """Add the tables of the one page; a line above each says what it shows."""
    document.paragraph("到期和已交（项次）", "说明")
    document.table(_FIGURES, _figures(brief))
    document.paragraph(f"{brief.explained}{brief.basis_of_change}", "说明")
    if brief.five_worst:
        document.paragraph("逾期最多的材料", "说明")
        document.table(_WORST, _worst(brief))
    document.paragraph("各责任人（项次）", "说明")
    document.table(_SHARES, _shares(brief))
    document.paragraph(f"{brief.others}{brief.joint}{_PROPOSED}", "说明")


def _figures(brief: Brief) -> Iterator[Row]:
    """Yield today's figures, those of a month ago, and the differences."""
    now = brief.figures
    yield _heads("项次", "已到期应交", "已交", "逾期", "30 天内到期")
    yield _line("今天", now.due, now.filed, now.late, now.soon)
    if brief.change:
        before = (old for _, old, _, _ in brief.changes)
        yield _line(month_day(brief.change.since), *before, "")
        yield _line("增减", *(difference for *_, difference in brief.changes), "")


def _worst(brief: Brief) -> Iterator[Row]:
    yield _heads("材料", "责任人", "逾期", "最久")
    for part in brief.five_worst:
        name = shortened(part.evidence.record.name, _LENGTH)
        yield _line(name, "、".join(part.names), f"{part.late} 项次", f"{part.days} 天")


def _shares(brief: Brief) -> Iterator[Row]:
    yield _heads("责任人", "已到期", "已交", "逾期", "30 天内到期")
    for share in brief.leading:
        counts = share.figures
        yield _line(share.name, counts.due, counts.filed, counts.late, counts.soon)


def _gaps(brief: Brief) -> Iterator[Row]:
    yield _heads("序号", "责任人", "材料", "期次", "期限", "情况")
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
