"""Findings about the boxes of the archive (DA/T 22-2015, 6.3 and 6.4).

Comments on changes repeat findings, so these quote no words of a filing: numbers at most.
"""

from __future__ import annotations

from collections.abc import Iterator

from allocation.base.codes import box_number
from allocation.base.enums import FilingState
from allocation.lint.rule import Finding, Rule
from allocation.register.addresses import address, box_page
from allocation.register.archive import Box, Pages, box_title, boxes, needs_box, settings
from allocation.register.register import FilingEntry, Register


def _overlaps(register: Register) -> Iterator[Finding]:
    for box in boxes(register):
        furthest: tuple[FilingEntry, Pages] | None = None
        for filing, pages in _placed(box):
            if furthest and pages.first <= furthest[1].last:
                other = f"登记 {furthest[0].id}（第 {furthest[1].label} 页）"
                yield _finding(filing, f"第 {pages.label} 页和{other}重叠", box)
            if furthest is None or pages.last > furthest[1].last:
                furthest = filing, pages


def _gaps(register: Register) -> Iterator[Finding]:
    for box in boxes(register):
        last = 0
        for filing, pages in _placed(box):
            if pages.first > last + 1:
                missing = Pages(last + 1, pages.first - 1).label
                yield _finding(filing, f"前面缺第 {missing} 页", box)
            last = max(last, pages.last)


def _unplaced(register: Register) -> Iterator[Finding]:
    for box in boxes(register):
        for paper in box.papers:
            record, pages = paper.filing.record, paper.pages
            if pages is None:
                text = "页次读不出" if record.page else "没有写页次"
                yield _finding(paper.filing, text, box)
            elif record.pages and record.pages != pages.size:
                text = f"页次 {pages.label} 是 {pages.size} 页，页数写的是 {record.pages}"
                yield _finding(paper.filing, text, box)


def _overfull(register: Register) -> Iterator[Finding]:
    for box in boxes(register):
        if box.page_count > box.capacity:
            text = f"{box.page_count} 页约厚 {box.height:g} 毫米，盒宽 {box.thickness} 毫米"
            yield _box_finding(box, text)


def _mixed(register: Register) -> Iterator[Finding]:
    for box in boxes(register):
        if len(box.years) > 1 and box.kind.year is None:
            yield _box_finding(box, f"有 {box.year_label} 年的文件")


def _left_out(register: Register) -> Iterator[Finding]:
    for box in boxes(register):
        for filing in box.left_out:
            returned = filing.record.state is FilingState.RETURNED
            yield _finding(filing, "已退回，请取出" if returned else "没有文件日期", box)


def _unboxed(register: Register) -> Iterator[Finding]:
    if not register.unit.archive and not any(filing.record.box for filing in register.filings):
        return
    for filing in register.filings:
        if needs_box(filing):
            yield _finding(filing, "没有写第几盒")


def _unused(register: Register) -> Iterator[Finding]:
    used = {box.number for box in boxes(register)}
    for own in settings(register).boxes:
        if box_number(own.box) not in used:
            yield Finding(box_title(own.box), "没有登记在这一盒里", own.ref)


def _placed(box: Box) -> Iterator[tuple[FilingEntry, Pages]]:
    """Yield the papers whose pages are known, in order."""
    return ((paper.filing, paper.pages) for paper in box.papers if paper.pages)


def _finding(filing: FilingEntry, text: str, box: Box | None = None) -> Finding:
    place = f"{box.title}：" if box and box.number.isdecimal() else ""
    return Finding(f"登记 {filing.id}", f"{place}{text}", filing.ref, address(filing))


def _box_finding(box: Box, text: str) -> Finding:
    filing = box.papers[0].filing
    ref = box.setting.ref if box.setting else filing.ref
    if box.number.isdecimal():
        return Finding(box.title, text, ref, box_page(box))
    return Finding(f"登记 {filing.id} 所在的盒", text, ref, address(filing))


RULES: tuple[Rule, ...] = (
    Rule("box-overlaps", "盒内页次重叠", "一页不能属于两件；请核对实物后改页次。", _overlaps),
    Rule("box-gaps", "盒内页次不连", "缺的页可能没有登记，也可能放错了盒。", _gaps),
    Rule("box-pages", "盒内页次不明", "页次写从第几页到第几页，如 12-17，与页数相符。", _unplaced),
    Rule(
        "box-full",
        "装得太满的盒",
        "请换宽一些的盒（data/unit.yml 的 thickness），或分成两盒。",
        _overfull,
    ),
    Rule(
        "box-years",
        "一盒里有几个年度",
        "不同年度、机构、保管期限的不装在一盒（DA/T 22-2015）。",
        _mixed,
    ),
    Rule("box-left-out", "装了盒、不列入目录的", "退回的、没有日期的不归档。", _left_out),
    Rule("unboxed", "没有装盒的材料", "运行 allocation box 看怎么装，加 --write 写上。", _unboxed),
    Rule("box-unused", "没有材料的盒", "data/unit.yml 里写了这一盒，盒号可能写错了。", _unused),
)
