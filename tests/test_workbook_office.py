"""A week at LibreOffice: a clerk edits the workbook day by day, and each day it is imported."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from allocation.lint.validate import load_register
from allocation.office.exports import workbook as writer
from allocation.office.formats.workbook_sheets import attachment_id, sheets
from allocation.register.index import Index
from workbooks import example, run, texts

TODAY = date(2026, 11, 26)
CLERK = Path(__file__).with_name("clerk.py")

Cells = dict[tuple[str, str, str], str]
"""The texts of the workbook by sheet, id and heading; the empty ones left out."""


@cache
def office_python() -> str:
    """Return the Python that LibreOffice can be driven by."""
    beside = Path(str(shutil.which("soffice"))).resolve().with_name("python")
    for python in (str(beside), "/usr/bin/python3"):
        if shutil.which(python):
            known = subprocess.run([python, "-c", "import uno"], capture_output=True, check=False)
            if not known.returncode:
                return python
    pytest.fail("LibreOffice has no Python: apt-get install python3-uno")


@dataclass
class Desk:
    """LibreOffice, and a data folder whose workbook is edited there."""

    pipe: str
    folder: Path
    place: Path

    def exported(self) -> Path:
        """Export the workbook, as whoever has the data."""
        register = load_register(self.folder)
        target = self.place / "分工.xlsx"
        target.write_bytes(writer.write(Index(register, TODAY), register=register))
        return target

    def edit(self, book: Path, steps: list[Any], name: str, sheet: str = "") -> Path:
        """Let the clerk edit a workbook; return what is saved."""
        target = self.place / name
        task = self.place / "task.json"
        saved = [str(target), target.suffix[1:], *([sheet] if sheet else [])]
        told = {"book": str(book), "steps": steps, "saved": [saved]}
        task.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        command = [office_python(), str(CLERK), self.pipe, str(task)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
        assert done.returncode == 0, done.stderr
        return target

    def cells(self) -> Cells:
        """Return what the workbook of the data says."""
        return {
            (sheet.name, row.id, title): text
            for sheet in sheets(load_register(self.folder))
            for row in sheet.rows
            for title, text in row.values.items()
            if text
        }

    def imported(self, file: Path, changes: Cells, gone: tuple[tuple[str, str], ...] = ()) -> None:
        """Import a file: exactly these cells change, and nothing does the second time.

        :param gone: sheets and ids of rows that are deleted.
        """
        before = self.cells()
        done = run(file, self.folder, "--write")
        assert done.exit_code == 0, done.output
        expected = {key: text for key, text in (before | changes).items() if text}
        after = self.cells()
        expected = {key: text for key, text in expected.items() if key[:2] not in gone}
        assert after == expected, set(after.items()) ^ set(expected.items())
        written = texts(self.folder)
        done = run(file, self.folder, "--write")
        assert done.exit_code == 0, done.output
        assert "没有改动" in done.output
        assert texts(self.folder) == written


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """LibreOffice without windows, and the example's data."""
    pipe = f"clerk-{os.getpid()}"
    command = [
        "soffice",
        "--headless",
        "--norestore",
        "--nologo",
        f"--accept=pipe,name={pipe};urp;",
    ]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    with subprocess.Popen(
        [*command, profile],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as office:
        yield Desk(pipe, example(tmp_path / "data"), tmp_path)
        # soffice is a script that starts the program.
        os.killpg(office.pid, signal.SIGKILL)


def cells_of(sheet: str, row: dict[str, str]) -> Cells:
    """Return the cells of a row, whose first one is the id."""
    id = next(iter(row.values()))
    return {(sheet, id, title): text for title, text in row.items()}


PLAN = {
    "证明的材料": "Ⅲ-1-⑵-01", "期次": "2026", "题名": "工作计划", "交的日期": "2026-11-19",
    "状态": "已交", "交的人": "沈观澜", "盒号": "3",
}  # fmt: skip


def test_a_week(desk: Desk) -> None:
    """Sorted, filtered, filled, copied, in three formats: each day is what was meant."""
    monday(desk)
    tuesday(desk)
    wednesday(desk)
    thursday(desk)
    friday(desk)


def monday(desk: Desk) -> None:
    """Sort by a column, filter by another, fill what is shown, insert rows in the middle."""
    file = desk.edit(
        desk.exported(),
        [
            ["sort", "佐证材料", "材料名称"],
            ["filter", "登记", "状态", "已审核"],
            ["type", "登记", "2024-002", "页数", "１２"],
            ["type", "登记", "2024-002", "盒号", "２"],
            ["unfilter", "登记"],
            ["insert", "登记", "2024-003", {**PLAN, "盒号": "３", "交的日期": "2026/11/19"}],
            ["insert", "佐证材料", "Ⅲ-1-⑵-02", NEW_EVIDENCE],
        ],
        "周一.xlsx",
    )
    desk.imported(
        file,
        {
            ("登记", "2024-002", "页数"): "12",
            ("登记", "2024-002", "盒号"): "2",
            **cells_of("登记", {"登记号": "2026-101", **PLAN}),
            **cells_of("佐证材料", {"材料编号": "Ⅲ-8-⑴-04", **NEW_EVIDENCE, "条款编号": "Ⅲ-8-⑴"}),
        },
    )


NEW_EVIDENCE = {
    "条款编号": "iii-8-(1)", "材料名称": "队伍名单", "类型": "台账", "频次": "每年",
    "依据": "建议", "公开范围": "内网可见",
}  # fmt: skip


def tuesday(desk: Desk) -> None:
    """Keep on using Monday's file: change owners, hide columns, add to what Monday left."""
    file = desk.edit(
        desk.place / "周一.xlsx",
        [
            ["hide", "分工", "类别"],
            ["hide", "分工", "条款"],
            ["sort", "分工", "责任人1"],
            ["type", "分工", "Ⅲ-3-第1行", "责任人1", "王　惊蛰"],
            ["type", "分工", "Ⅲ-3-第1行", "责任科室1", "团支部"],
            ["type", "登记", "2024-004", "页次", "第２１—２４页"],
        ],
        "周二.xlsx",
    )
    desk.imported(
        file,
        {
            ("分工", "Ⅲ-3-第1行", "责任人1"): "王惊蛰",
            ("分工", "Ⅲ-3-第1行", "责任科室1"): "团支部",
            ("登记", "2024-004", "页次"): "21-24",
        },
    )


SCREENSHOT = {"题名": "又一张截图", "文件名": "2024/截图.jpg"}


def wednesday(desk: Desk) -> None:
    """Export anew, save as .ods: a newcomer, a copied row, captions of photographs."""
    cells = desk.cells()
    photo = next(id for sheet, id, _ in cells if sheet == "附件" and id.startswith("2024-0"))
    file = desk.edit(
        desk.exported(),
        [
            ["insert", "人员", "林白露", {"姓名": "高大暑"}],
            ["type", "分工", "Ⅲ-1-第1行", "责任人2", "高大暑"],
            ["copy", "登记", "2024-004", {"题名": "又一张截图", "盒号": ""}],
            ["type", "附件", photo, "事由", "学雷锋"],
            ["type", "附件", photo, "时间", "2024年3月5日"],
            ["add", "附件", SCREENSHOT],
            ["sort", "附件", "文件名"],
        ],
        "周三.ods",
    )
    number = 1 + max(int(id[5:]) for sheet, id, _ in cells if sheet == "登记" and id[:4] == "2024")
    new = f"2024-{number:03}"
    row = {
        title: text
        for (sheet, id, title), text in cells.items()
        if (sheet, id) == ("登记", "2024-004")
    }
    row |= {"登记号": new, "题名": "又一张截图", "盒号": ""}
    attached = attachment_id(new, "2024/截图.jpg")
    desk.imported(
        file,
        {
            **cells_of("人员", {"写法": "高大暑", "姓名": "高大暑"}),
            ("分工", "Ⅲ-1-第1行", "责任人2"): "高大暑",
            **cells_of("登记", row),
            ("附件", photo, "事由"): "学雷锋",
            ("附件", photo, "时间"): "2024-03-05",
            **cells_of("附件", {"附件号": attached, "登记号": new, **SCREENSHOT}),
        },
    )


def thursday(desk: Desk) -> None:
    """One sheet as text, in GB18030, with line breaks in cells and days as a program shows them."""
    file = desk.edit(
        desk.exported(),
        [
            ["sort", "登记", "题名"],
            ["type", "登记", "2024-005", "理由", "第一行\n第二行，“见附件”"],
            ["insert", "登记", "2024-006", {**PLAN, "题名": "补充计划", "页数": "4"}],
        ],
        "周四.csv",
        "登记",
    )
    assert "登记号" in file.read_text(encoding="gb18030")
    desk.imported(
        file,
        {
            ("登记", "2024-005", "理由"): "第一行\n第二行，“见附件”",
            **cells_of("登记", {"登记号": "2026-102", **PLAN, "题名": "补充计划", "页数": "4"}),
        },
    )


def friday(desk: Desk) -> None:
    """Delete on purpose, write statements, rename a department, spell codes in another way."""
    cells = desk.cells()
    file = desk.edit(
        desk.exported(),
        [
            ["type", "登记", "2024-002", "删除", "是"],
            ["type", "项目", "Ⅲ-2", "情况说明", "制度健全。\n每季检查。"],
            ["type", "科室", "工会", "名称", "机关工会"],
            ["type", "登记", "2026-102", "证明的材料", "3-1-2-1，III-8-(1)-4"],
            ["sort", "项目", "项目"],
        ],
        "周五.xlsx",
    )
    duties = {key: "机关工会" for key, text in cells.items() if key[0] == "分工" and text == "工会"}
    renamed = {
        ("科室", "机关工会", title): text.replace("工会", "机关工会")
        for (sheet, id, title), text in cells.items()
        if (sheet, id) == ("科室", "工会")
    }
    desk.imported(
        file,
        {
            ("项目", "Ⅲ-2", "情况说明"): "制度健全。\n每季检查。",
            ("登记", "2026-102", "证明的材料"): "Ⅲ-1-⑵-01、Ⅲ-8-⑴-04",
            **duties,
            **renamed,
        },
        gone=(("登记", "2024-002"), ("科室", "工会")),
    )
