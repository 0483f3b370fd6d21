"""``downloads/report.docx``: the outline of the coordinator's report to a meeting, with numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from allocation.base.enums import SlotState
from allocation.office.exports.sheet_parts import counted
from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import day
from allocation.register.index import Index, Tally
from allocation.register.schedule import provisional
from allocation.runtime.streaming import Output


def export(context: SiteContext) -> Iterator[Output]:
    """Yield the outline."""
    yield Output("downloads/report.docx", partial(_report, context))


def _report(context: SiteContext) -> bytes:
    index = context.index
    unit = index.register.unit
    tally = index.tally
    document = Document(index.register.word_template)
    document.title(f"{unit.honor}创建内页资料汇报提纲", (unit.honor,))
    document.paragraph(f"{unit.name}　{day(unit.data_date)}", "说明")
    document.paragraph("一、总体情况", "小标题")
    document.paragraph(
        f"分工表共有项目 {tally.items} 个、原表 {tally.rows} 行、条款 {tally.clauses} 条，"
        f"列出佐证材料 {tally.evidence} 项、量化要求 {tally.indicators} 项（建议清单）。"
    )
    document.paragraph(_standing(index) if index.progress.active else _NOT_STARTED)
    if index.verdicts:
        counts = "、".join(f"{verdict} {len(entries)} 项" for verdict, entries in index.verdicts)
        document.paragraph(f"量化要求最近一年（轮）的结果：{counts}。")
    if mark := provisional(unit.term):
        document.paragraph(f"{mark}。")
    document.paragraph("二、完成情况", "小标题")
    document.paragraph("（一）各类别", "二级标题")
    categories = ((view.category.label, view.tally) for view in context.categories)
    document.table(_WIDTHS, _table("类别", categories))
    document.paragraph("（二）各科室", "二级标题")
    departments = ((view.department.name, view.tally) for view in context.departments)
    document.table(_WIDTHS, _table("科室", departments))
    document.paragraph("三、存在的问题和下一步打算", "小标题")
    document.paragraph(_problems(index))
    return document.content()


_WIDTHS = (60, 16, 16, 16, 24, 24)
_WORST = 5
"""How many items the problems name."""
_TO_FILL_IN = "（下一步打算由承办科室填写）"
_NOT_STARTED = "届期未核定，暂不计算期限。"


def _standing(index: Index) -> str:
    counts = index.tally.standing
    return (
        f"截至{day(index.progress.today)}已到期应交 {counts.due} 项次，已交 {counts.due_done} 项次"
        f"（{counts.portion}），逾期 {counts.of(SlotState.LATE)} 项次，"
        f"30 天内到期 {counts.soon} 项次；全部{counted(counts)}。"
    )


def _problems(index: Index) -> str:
    """Return the items with the most gaps, or the words that somebody writes here."""
    blocks = [index.item(item) for item in index.register.items]
    worst = sorted(blocks, key=lambda block: block.standing.gaps, reverse=True)[:_WORST]
    named = [
        f"{block.item.label} {block.standing.gaps} 项次" for block in worst if block.standing.gaps
    ]
    return f"尚缺材料最多的项目：{'、'.join(named)}。{_TO_FILL_IN}" if named else _TO_FILL_IN


def _table(heading: str, lines: Iterator[tuple[str, Tally]]) -> Iterator[list[TableCell]]:
    heads = (heading, "项目", "条款", "材料", "已交/已到期", "逾期")
    yield [TableCell((head,), "表头") for head in heads]
    for name, tally in lines:
        numbers = (tally.items, tally.clauses, tally.evidence)
        standing = tally.standing
        done = f"{standing.due_done}/{standing.due}" if standing.due else ""
        late = standing.of(SlotState.LATE) or ""
        yield [cell(name), *(cell(text, "表格居中") for text in (*numbers, done, late))]
