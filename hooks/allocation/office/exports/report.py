"""``downloads/report.docx``: the outline of the coordinator's report to a meeting, with numbers."""

from __future__ import annotations

from collections.abc import Iterator

from allocation.base.enums import GAPS, SlotState
from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.pages.views.context import SiteContext
from allocation.register.index import Tally
from allocation.register.progress import StateCounts


def export(context: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Yield the outline."""
    yield "downloads/report.docx", _report(context).content()


def _report(context: SiteContext) -> Document:
    index = context.index
    unit = index.register.unit
    tally = index.tally
    document = Document(index.register.word_template)
    document.paragraph(f"{unit.honor}创建内页资料汇报提纲", "公文标题")
    document.paragraph(f"{unit.name}　{unit.data_date.isoformat()}", "说明")
    document.paragraph("一、总体情况", "小标题")
    document.paragraph(
        f"分工表共有项目 {tally.items} 个、原表 {tally.rows} 行、条款 {tally.clauses} 条，"
        f"列出佐证材料 {tally.evidence} 项（建议清单）、量化要求 {tally.indicators} 项。"
    )
    document.paragraph(_standing(tally.standing) if index.progress.active else _NOT_STARTED)
    document.paragraph("二、各类别", "小标题")
    categories = ((view.category.label, view.tally) for view in context.categories)
    document.table(_WIDTHS, _table("类别", categories))
    document.paragraph("三、各科室", "小标题")
    departments = ((view.department.name, view.tally) for view in context.departments)
    document.table(_WIDTHS, _table("科室", departments))
    document.paragraph("四、存在的问题和下一步打算", "小标题")
    for _ in range(6):
        document.paragraph()
    return document


_WIDTHS = (60, 16, 16, 16, 24, 24)
_NOT_STARTED = "届期未核定，暂不计算期限。"


def _standing(counts: StateCounts) -> str:
    missing = "、".join(f"{state} {counts.of(state)} 项次" for state in GAPS if counts.of(state))
    return (
        f"到今天，应交 {counts.owed} 项次，已交 {counts.done} 项次（{counts.portion}），"
        f"其中已审核 {counts.of(SlotState.CHECKED)} 项次；尚缺 {counts.gaps} 项次"
        f"{f'，其中{missing}' if missing else ''}。"
    )


def _table(heading: str, lines: Iterator[tuple[str, Tally]]) -> Iterator[list[TableCell]]:
    heads = (heading, "项目", "条款", "材料", "已交/应交", "逾期")
    yield [TableCell((head,), "表头") for head in heads]
    for name, tally in lines:
        numbers = (tally.items, tally.clauses, tally.evidence)
        standing = tally.standing
        done = f"{standing.done}/{standing.owed}" if standing.owed else ""
        late = standing.of(SlotState.LATE) or ""
        yield [cell(name), *(cell(text, "表格居中") for text in (*numbers, done, late))]
