"""Where lines break: titles by sense, cells by characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.office.formats.line_breaks import characters, line_count, title_lines

UNIT, HONOR = "泉州市金融工作局", "市直机关文明单位"


@pytest.mark.parametrize(
    ("title", "names", "lines"),
    [
        (
            "泉州市金融工作局创建市直机关文明单位内页资料分工",
            (UNIT, HONOR),
            ("泉州市金融工作局", "创建市直机关文明单位内页资料分工"),
        ),
        (
            "海南省住房和城乡建设厅关于创建全国文明单位测评体系任务分解表及责任分工",
            ("海南省住房和城乡建设厅", "全国文明单位"),
            ("海南省住房和城乡建设厅", "关于创建全国文明单位测评体系", "任务分解表及责任分工"),
        ),
        (
            "市直机关文明单位创建内页资料汇报提纲",
            (HONOR,),
            ("市直机关文明单位创建内页资料汇报提纲",),
        ),
    ],
)
def test_titles_break_by_sense(title: str, names: tuple[str, ...], lines: tuple[str, ...]) -> None:
    """No name is broken, no verb ends a line, and the lines are a trapezoid or a rhombus."""
    assert title_lines(title, 20.1, names) == lines


@given(st.text("市局创建文明单位（）《》，12ab", max_size=70))
def test_titles_lose_nothing(title: str) -> None:
    """Lines are the title again, and fit, unless it is too long for one or cannot be broken."""
    lines = title_lines(title, 20.1)
    assert "".join(lines) == title
    assert len(lines) == 1 or all(characters(line) <= 20.1 for line in lines)
    assert not any(line.startswith(tuple("）》，")) for line in lines[1:])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("一二三四五", 1),
        ("一二三四五六", 2),
        ("一二三四五；", 2),
        ("一二三四“五”六七", 2),
        ("一二2026年", 1),
        ("一二三2026年", 2),
    ],
)
def test_lines_of_cells(text: str, count: int) -> None:
    """Lines are five characters wide: punctuation and numbers stay whole."""
    assert line_count(text, 5) == count
