"""What the clerk of the manual does to the example's workbook, cell by cell.

The pictures show these changes, and a test imports them: the manual quotes what really comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

NEW_ROW = ""
"""Stands for the id of a row that is added below the last."""


@dataclass(frozen=True)
class Story:
    """Cells that are filled in one row of a sheet, by their headings."""

    sheet: str
    row: str
    cells: Mapping[str, str | int]


ARRIVES = Story("人员", NEW_ROW, {"姓名": "何清明"})
TAKES_OVER = Story("分工", "Ⅲ-6-第1行", {"责任人1": "何清明"})
FILES = Story(
    "登记",
    NEW_ROW,
    {
        "证明的材料": "Ⅲ-1-⑵-03",
        "期次": "2026",
        "题名": "2026年度创建工作总结",
        "责任者": "虚构市海风管理局",
        "文件日期": "2026-11-18",
        "盒号": "1",
        "页次": "160-164",
        "状态": "已交",
        "交的人": "周小满",
    },
)

MISDATED = replace(FILES, cells={**FILES.cells, "文件日期": "2026年11月"})
HANDOVER = ("林白露", "--to", "王惊蛰", "--from", "2026-12-01")


def tell(workbook: Workbook, story: Story) -> list[Cell]:
    """Fill the cells of a story; return them."""
    sheet = workbook[story.sheet]
    number = _row(sheet, story.row)
    headings = [cell.value for cell in sheet[1]]
    return [
        sheet.cell(number, headings.index(heading) + 1, value)
        for heading, value in story.cells.items()
    ]


def _row(sheet: Worksheet, id: str) -> int:
    """Return the number of the row with an id; of the first empty one for a new row."""
    for number in range(2, sheet.max_row + 2):
        if (sheet.cell(number, 1).value or NEW_ROW) == id:
            return number
    raise LookupError(f"{sheet.title} has no row {id!r}")
