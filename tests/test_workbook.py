"""The workbook: goes out complete, comes back as what changed, and touches nothing else."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from allocation.base.enums import Verdict
from allocation.base.problems import Ref
from allocation.cli import shared
from allocation.editing.edits import Edit, edited
from allocation.lint.validate import load_register
from allocation.office.formats import file_guard, libreoffice, xlsx_reader
from allocation.office.formats.file_guard import OfficeError
from allocation.office.formats.workbook_sheets import sheets
from allocation.office.imports.workbook import import_plan
from allocation.register.indicators import measures
from allocation.register.register import Register
from example import make
from helpers import DELIVERED, UNITS
from workbooks import add_row, cell, changed, example, export, run, texts

LINE = 15
"""The height of a line in points, which is also that of a row for which none is given."""
FOLDERS = [DELIVERED, make.DATA, *(UNITS / name / "data" for name in ("small", "anhui", "hainan"))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example's data, to be changed."""
    return example(tmp_path / "data")


@pytest.mark.parametrize("source", FOLDERS, ids=lambda path: path.parent.name)
def test_nothing_changes_by_itself(source: Path, tmp_path: Path) -> None:
    """A workbook that comes back as it went out changes nothing."""
    plan = import_plan.plan(export(source, tmp_path / "x.xlsx"), load_register(source))
    assert plan.changes == []
    assert plan.problems == []


def test_a_large_one(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written row by row, it says the same; no row is merged on the sheet for printing."""
    whole = load_workbook(export(folder, tmp_path / "whole.xlsx"))
    monkeypatch.setattr("allocation.office.exports.workbook._LARGE", 0)
    path = export(folder, tmp_path / "large.xlsx")
    large = load_workbook(path)
    assert whole.sheetnames == large.sheetnames
    for name in whole.sheetnames:
        assert list(whole[name].values) == list(large[name].values), name
        assert heights(whole[name]) == heights(large[name]), name
    assert len(whole["打印"].merged_cells.ranges) > 1
    assert all(each.max_row < 3 for each in large["打印"].merged_cells.ranges)
    plan = import_plan.plan(path, load_register(folder))
    assert (plan.changes, plan.problems) == ([], [])


@pytest.mark.parametrize("large", [0, 20_000])
def test_every_name_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int) -> None:
    """A row is as high as its highest cell, whether that has clauses or people."""
    monkeypatch.setattr("allocation.office.exports.workbook._LARGE", large)
    page = load_workbook(export(FOLDERS[0], tmp_path / "x.xlsx"))["打印"]
    names = [max(str(each.value).count("\n") + 1 for each in row) for row in page.iter_rows(3)]
    assert max(names) > 3
    for number, lines in enumerate(names, start=3):
        assert (page.row_dimensions[number].height or LINE) >= LINE * lines


def heights(page: Worksheet) -> dict[int, float]:
    """Return how high the rows of a sheet are, in points."""
    return {number: row.height for number, row in page.row_dimensions.items()}


def test_saved_by_another_program(folder: Path, tmp_path: Path) -> None:
    """Saved again, sorted, with columns moved, hidden and added, it still changes nothing."""

    def shuffle(book: Workbook) -> None:
        page = book["佐证材料"]
        rows = [list(row) for row in page.iter_rows(values_only=True)]
        head, *body = rows
        random.Random(1).shuffle(body)
        order = list(range(len(head)))[::-1]
        for at, row in enumerate([head, *body], start=1):
            for to, column in enumerate(order, start=1):
                page.cell(at, to).value = row[column]
            page.cell(at, len(head) + 1, "我的备注" if at == 1 else "甲")
        page.column_dimensions["C"].hidden = True
        page.insert_rows(1)

    path = changed(export(folder, tmp_path / "x.xlsx"), shuffle)
    plan = import_plan.plan(path, load_register(folder))
    assert (plan.changes, plan.problems) == ([], [])


def test_changes_are_shown_and_then_written(folder: Path, tmp_path: Path) -> None:
    """Each change says cell, id, column, old, new, whose; only the changed lines differ."""

    def fill(book: Workbook) -> None:
        page = book["分工"]
        page[cell(page, "Ⅲ-3-第1行", "责任人1")] = "王惊蛰"
        page[cell(page, "Ⅲ-3-第1行", "责任科室1")] = "团支部"
        page[cell(page, "Ⅲ-1-第1行", "分管领导2")] = "陆听涛"
        page = book["佐证材料"]
        page[cell(page, "Ⅲ-1-⑵-01", "份数下限")] = 2
        page[cell(page, "Ⅲ-1-⑵-01", "说明")] = "含：附件 #1"
        page[cell(page, "Ⅲ-1-⑵-02", "说明")] = "一\n二"
        page = book["登记"]
        page[cell(page, "2024-001", "已去除个人信息")] = None
        page[cell(page, "2024-001", "页数")] = 9

    before = texts(folder)
    path = changed(export(folder, tmp_path / "x.xlsx"), fill)
    done = run(path, folder)
    assert done.exit_code == 0, done.output
    for line in (
        "Ⅲ-3-第1行 责任人1：林白露 → 王惊蛰（涉及 沈观澜、林白露）",
        "Ⅲ-1-第1行 分管领导2：（空） → 陆听涛",
        "Ⅲ-1-⑵-01 份数下限：1 → 2（涉及 周小满）",
        "Ⅲ-1-⑵-02 说明：（空） → 一⏎二（涉及 周小满）",
        "2024-001 页数：1 → 9",
    ):
        assert line in done.output
    assert texts(folder) == before
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    after = texts(folder)
    assert {name for name in before if before[name] != after[name]} == {
        "allocation/01.yml",
        "allocation/02.yml",
        "filings/2024.yml",
    }
    differing = {
        name: len(set(after[name].splitlines()) ^ set(before[name].splitlines()))
        for name in before
        if before[name] != after[name]
    }
    assert max(differing.values()) <= 8
    register = load_register(folder)
    row = next(each for each in register.rows if each.item.id == "Ⅲ-3")
    assert [each.key for each in row.persons] == ["王惊蛰"]
    evidence = next(each for each in register.evidence if each.id == "Ⅲ-1-⑵-01")
    assert evidence.record.note == "含：附件 #1"
    again = import_plan.plan(export(folder, tmp_path / "y.xlsx"), register)
    assert again.changes == []


def test_new_rows(folder: Path, tmp_path: Path) -> None:
    """A person, a piece of evidence, a filing and a value can be added below the others."""

    def fill(book: Workbook) -> None:
        rows: dict[str, dict[str, Any]] = {
            "人员": {"姓名": "高大暑"},
            "佐证材料": {"条款编号": "Ⅲ-8-⑴", "材料名称": "队伍名单", "类型": "台账",
                     "频次": "每年", "依据": "建议", "公开范围": "内网可见"},
            "登记": {"证明的材料": "Ⅲ-8-⑴-01、Ⅲ-1-⑵-01", "期次": "2026", "题名": "计划",
                   "交的日期": "2026-11-19", "状态": "已交", "交的人": "高大暑"},
            "量化数值": {"量化要求编号": "Ⅲ-6-⑴-指标02", "年": 2026, "数值": 5,
                     "佐证登记": "２０２４－１２２，2024-026"},
        }  # fmt: skip
        for name, values in rows.items():
            add_row(book[name], values)

    path = changed(export(folder, tmp_path / "x.xlsx"), fill)
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    register = load_register(folder)
    assert register.people[-1].name == "高大暑"
    evidence = [each.id for each in register.evidence if each.clause.id == "Ⅲ-8-⑴"]
    assert evidence[-1] == "Ⅲ-8-⑴-04"
    filing = register.filings[-1]
    assert (filing.record.title, len(filing.evidence), filing.year) == ("计划", 2, 2026)
    assert int(filing.record.no) == 1 + max(
        int(each.record.no) for each in register.filings[:-1] if each.year == 2026
    )
    assert register.values[-1].record.value == "5"
    assert register.values[-1].record.proof == ("2024-122", "2024-026")


def new_rows(book: Workbook) -> None:
    """Add rows that repeat one another in part."""
    rows: dict[str, dict[str, Any]] = {
        "人员": {"姓名": "高大暑"},
        "登记": {"证明的材料": "Ⅲ-1-⑵-01", "期次": "2026", "题名": "计划", "状态": "已交",
               "交的日期": "2026-11-19", "交的人": "高大暑"},
        "量化数值": {"量化要求编号": "Ⅲ-6-⑴-指标02", "年": "２０２６", "数值": 5},
    }  # fmt: skip
    for name, values in rows.items():
        add_row(book[name], values)
    for clause in ("Ⅲ-8-⑴", "Ⅲ-6-⑴"):
        add_row(book["佐证材料"], {"条款编号": clause, "材料名称": "名单", "类型": "台账",
                "频次": "每年", "依据": "建议", "公开范围": "内网可见"})  # fmt: skip


def test_words_in_place_of_numbers(folder: Path, tmp_path: Path) -> None:
    """未发生, 不适用, its reason, and values of further rounds come back, each to its place, once."""
    rounds = "Ⅲ-3-⑵-指标01"

    def fill(book: Workbook) -> None:
        page = book["量化要求"]
        page[cell(page, "Ⅲ-6-⑴-指标02", "不适用的理由")] = "没有网络文明传播任务"
        page[cell(page, "Ⅲ-5-⑵-指标02", "阈值")] = 95
        page = book["量化数值"]
        page[cell(page, "Ⅲ-7-⑵-指标01 2025", "数值")] = "未发生"
        for name in ("分子", "分母"):
            page[cell(page, "Ⅲ-7-⑵-指标01 2025", name)] = None
        row = {"量化要求编号": rounds, "年": 2026, "轮次": "第二轮", "分子": 0, "分母": 0}
        add_row(page, row)

    path = changed(export(folder, tmp_path / "x.xlsx"), fill)
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    register = load_register(folder)
    records = {entry.id: entry.record for entry in register.indicators}
    assert records["Ⅲ-6-⑴-指标02"].not_applicable == "没有网络文明传播任务"
    assert records["Ⅲ-5-⑵-指标02"].threshold == "95"
    found = measures(register, make.TODAY)
    assert [(each.label, each.verdict) for each in found["iii-3-2-i01"]] == [
        ("2024年第一轮", Verdict.MET),
        ("2024年第二轮", Verdict.MISSED),
        ("2025年", Verdict.NOT_OCCURRED),
        ("2026年第一轮", Verdict.MET),
        ("2026年第二轮", Verdict.NOT_OCCURRED),
    ]
    assert "iii-6-1-i02" not in found
    assert [each.verdict for each in found["iii-7-2-i01"] if each.year == 2025] == [
        Verdict.NOT_OCCURRED
    ]
    before = texts(folder)
    for again in (path, export(folder, tmp_path / "y.xlsx")):
        done = run(again, folder, "--write")
        assert done.exit_code == 0, done.output
        assert "没有改动" in done.output
    assert texts(folder) == before


def test_imported_twice(folder: Path, tmp_path: Path) -> None:
    """The same workbook changes nothing the second time: neither new rows nor new names."""

    def fill(book: Workbook) -> None:
        new_rows(book)
        page = book["人员"]
        page[cell(page, "林白露", "姓名")] = "林白鹭"
        page = book["分工"]
        page[cell(page, "Ⅲ-1-第1行", "分管领导2")] = "林白露"
        page = book["登记"]
        page[cell(page, "2024-001", "页数")] = 9

    path = changed(export(folder, tmp_path / "x.xlsx"), fill)
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    before = texts(folder)
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    assert "没有改动" in done.output
    assert "“林白露”已经改名为“林白鹭”" in done.output
    assert "“佐证材料”表第 49 行已经加过（Ⅲ-6-⑴-03），没有再加。" in done.output
    assert texts(folder) == before


CHANGED_SINCE = {
    "another cell": ("交的日期", "2026-11-19", "2026-11-20"),
    "its title": ("题名", "计划", "工作计划"),
}


@pytest.mark.parametrize("name", CHANGED_SINCE)
def test_imported_twice_but_changed_since(folder: Path, tmp_path: Path, name: str) -> None:
    """A new row that the data has with another value is asked about, and not added again."""
    title, old, new = CHANGED_SINCE[name]
    path = changed(export(folder, tmp_path / "x.xlsx"), new_rows)
    assert run(path, folder, "--write").exit_code == 0
    id = load_register(folder).filings[-1].id

    def correct(book: Workbook) -> None:
        page = book["登记"]
        page[cell(page, id, title)] = new

    assert (
        run(changed(export(folder, tmp_path / "y.xlsx"), correct), folder, "--write").exit_code == 0
    )
    before = texts(folder)
    done = run(path, folder, "--write")
    assert done.exit_code == 1
    assert f"像是已经加过的“{id}”，但“{title}”数据里是“{new}”，这里是“{old}”" in done.output
    assert texts(folder) == before


def test_the_same_words_elsewhere(folder: Path, tmp_path: Path) -> None:
    """What somebody else added to another clause, or of another indicator, is not the same."""

    def another(book: Workbook) -> None:
        add_row(book["佐证材料"], {"条款编号": "Ⅲ-1-⑴", "材料名称": "名单", "类型": "台账",
                "频次": "每年", "依据": "建议", "公开范围": "内网可见"})  # fmt: skip

    one = changed(export(folder, tmp_path / "1.xlsx"), another)
    two = changed(export(folder, tmp_path / "2.xlsx"), new_rows)
    assert run(one, folder, "--write").exit_code == 0
    done = run(two, folder, "--write")
    assert done.exit_code == 0, done.output
    named = [
        each.clause.id for each in load_register(folder).evidence if each.record.name == "名单"
    ]
    assert sorted(named) == ["Ⅲ-1-⑴", "Ⅲ-6-⑴", "Ⅲ-8-⑴"]


def test_aliases(folder: Path, tmp_path: Path) -> None:
    """What clerks call a piece of evidence goes out, and comes back as it was changed."""
    table = folder / "allocation" / "01.yml"
    text = table.read_text(encoding="utf-8")
    name = "name: 年度创建工作计划\n"
    table.write_text(
        text.replace(name, f"{name}                aliases: [创建计划, 年度计划]\n"),
        encoding="utf-8",
    )

    def fill(book: Workbook) -> None:
        page = book["佐证材料"]
        assert page[cell(page, "Ⅲ-1-⑵-01", "别的叫法")].value == "创建计划、年度计划"
        page[cell(page, "Ⅲ-1-⑵-01", "别的叫法")] = "创建计划"
        page[cell(page, "Ⅲ-1-⑵-02", "别的叫法")] = "自查表、自查总结"

    path = changed(export(folder, tmp_path / "x.xlsx"), fill)
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    aliases = {each.id: each.record.aliases for each in load_register(folder).evidence}
    assert aliases["Ⅲ-1-⑵-01"] == ("创建计划",)
    assert aliases["Ⅲ-1-⑵-02"] == ("自查表", "自查总结")
    again = import_plan.plan(export(folder, tmp_path / "y.xlsx"), load_register(folder))
    assert (again.changes, again.problems) == ([], [])


WRONG = {
    "unknown person": ("分工", "Ⅲ-3-第1行", "责任人1", "林白鹭", "“责任人1”写的是“林白鹭”"),
    "unknown kind": ("佐证材料", "Ⅲ-1-⑵-01", "类型", "档案", "“类型”写的是“档案”"),
    "no number": ("佐证材料", "Ⅲ-1-⑵-01", "份数下限", "若干", "“份数下限”写的是“若干”"),
    "broken formula": ("条款", "Ⅲ-1-⑴", "条款原文", "#REF!", "是一个出错的公式"),
    "required": ("佐证材料", "Ⅲ-1-⑵-01", "材料名称", None, "“材料名称”是空的"),
    "default": ("科室", "工会", "性质", None, "“性质”是空的"),
    "formula": ("分工", "Ⅲ-3-第1行", "责任人1", "=G3", "是一个没有算过的公式"),
    "locked": ("分工", "Ⅲ-3-第1行", "条款", "改了", "“条款”这一列只供对照"),
    "unknown id": ("条款", "Ⅲ-1-⑴", "条款编号", "Ⅲ-1-⑼", "没有编号“Ⅲ-1-⑼”"),
    "id twice": ("条款", "Ⅲ-1-⑴", "条款编号", "Ⅲ-1-⑵", "“Ⅲ-1-⑵”出现了两次"),
    "slot": ("登记", "2024-001", "期次", "2030", "“Ⅲ-3-⑴-01”（每年）的登记：期次“2030”"),
    "date": ("登记", "2024-001", "文件日期", "2024年1月", "“文件日期”写的是“2024年1月”"),
    "no such day": ("登记", "2024-001", "文件日期", "2024-02-31", "“文件日期”写的是“2024-02-31”"),
    "days in order": ("登记", "2024-001", "审核日期", "2024-01-01", "早于交的日期 2024-01-23"),
    "no such evidence": ("登记", "2024-001", "证明的材料", "Ⅲ-99-01", "材料编号“Ⅲ-99-01”不在"),
    "nobody checked": ("登记", "2024-001", "审核人", None, "办法：填上审核人"),
    "period": ("佐证材料", "Ⅲ-1-⑵-01", "期限", "年底", "“期限”写的是“年底”"),
    "reading": ("人员", "沈观澜", "读音", "沈", "“读音”写的是“沈”"),
    "a space in a name": ("科室", "工会", "名称", "工 会", "名称“工 会”里有空格"),
    "twice in a row": ("分工", "Ⅲ-1-第1行", "分管领导2", "顾长风", "分管领导“顾长风”写了两次"),
    "half a value": ("量化数值", "Ⅲ-3-⑴-指标01 2024", "数值", None, "的数没有写"),
    "a line break": ("登记", "2024-001", "题名", "计划\n草案", "“题名”里有换行"),
    "too many digits": ("登记", "2024-001", "文号", 12345678901234567, "超过 15 位的数字"),
    "not available": ("佐证材料", "Ⅲ-1-⑵-01", "材料名称", "#N/A", "是一个出错的公式（#N/A）"),
}


@pytest.mark.parametrize("name", WRONG)
def test_slips(folder: Path, tmp_path: Path, name: str) -> None:
    """A slip is named by sheet and cell, or by what the data would become; nothing is written."""
    sheet, id, title, value, expected = WRONG[name]
    path = export(folder, tmp_path / "x.xlsx")
    place = ""

    def slip(book: Workbook) -> None:
        nonlocal place
        place = cell(book[sheet], id, title)
        book[sheet][place] = value

    changed(path, slip)
    before = texts(folder)
    done = run(path, folder, "--write")
    assert done.exit_code == 1
    assert expected in done.output
    assert "data/" not in done.output.partition("处错误")[2]
    if "出现了两次" not in expected:
        assert f"x.xlsx {sheet}!{place} " in done.output
    assert texts(folder) == before


NEW_ROWS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "evidence": ("登记", {"证明的材料": "Ⅲ-98-01", "题名": "甲", "交的日期": "2026-01-02", "状态": "已交"}, "证明的材料", "不在 allocation/"),
    "required": ("登记", {"证明的材料": "Ⅲ-3-⑴-01", "交的日期": "2026-01-02", "状态": "已交"}, "题名", "“题名”是空的"),
    "date": ("登记", {"证明的材料": "Ⅲ-3-⑴-01", "题名": "甲", "文件日期": "三月", "状态": "已交"}, "文件日期", "新的登记，文件日期写的是“三月”"),
    "reason": ("登记", {"证明的材料": "Ⅲ-3-⑴-01", "期次": "2026", "题名": "甲", "交的日期": "2026-01-02", "状态": "退回"}, "状态", "办法：填上理由。"),
    "clause": ("佐证材料", {"条款编号": "Ⅲ-98-⑴", "材料名称": "甲"}, "条款编号", "条款编号是“Ⅲ-98-⑴”"),
    "person": ("人员", {"姓名": "沈观澜"}, "姓名", "人员“沈观澜”重复"),
    "year": ("量化数值", {"量化要求编号": "Ⅲ-6-⑴-指标02", "年": "今年", "数值": 1}, "年", "年是“今年”"),
    "round": ("量化数值", {"量化要求编号": "Ⅲ-3-⑵-指标01", "年": 2026, "数值": 1}, "量化要求编号", "没有写是哪一轮"),
    "indicator": ("量化数值", {"量化要求编号": "Ⅲ-98-指标02", "年": 2026, "数值": 1}, "量化要求编号", "量化要求编号“Ⅲ-98-指标02”不在"),
}  # fmt: skip


@pytest.mark.parametrize("name", NEW_ROWS)
def test_slips_in_new_rows(folder: Path, tmp_path: Path, name: str) -> None:
    """What is wrong with a new row is named by its cell, be it seen in the whole data only."""
    sheet, values, title, expected = NEW_ROWS[name]
    path = export(folder, tmp_path / "x.xlsx")
    place = ""

    def slip(book: Workbook) -> None:
        nonlocal place
        page = book[sheet]
        number = add_row(page, values)
        place = page.cell(number, [each.value for each in page[1]].index(title) + 1).coordinate

    before = texts(folder)
    done = run(changed(path, slip), folder, "--write")
    assert done.exit_code == 1
    assert expected in done.output
    assert f"x.xlsx {sheet}!{place} " in done.output
    assert texts(folder) == before


NAMED = r"(?<!people: )林白露"
"""A name wherever it is one; the captions of photographs are texts."""


def test_renamed(folder: Path, tmp_path: Path) -> None:
    """Whoever gets another name keeps all duties: what refers to them follows, and is shown."""
    allocation = folder / "allocation" / "01.yml"
    history = "        history: [{person: 林白露, department: 灯塔科, until: 2024-01-01}]\n"
    text = allocation.read_text(encoding="utf-8")
    allocation.write_text(
        text.replace("        clauses:\n", f"{history}        clauses:\n", 1), encoding="utf-8"
    )

    def fill(book: Workbook) -> None:
        page = book["人员"]
        page[cell(page, "林白露", "姓名")] = "林白鹭"
        page = book["科室"]
        page[cell(page, "灯塔科", "名称")] = "航标科"
        page = book["分工"]
        page[cell(page, "Ⅲ-3-第1行", "责任人1")] = "林白鹭"
        page[cell(page, "Ⅲ-1-第1行", "分管领导2")] = "陆听涛"
        del book["登记"]

    before = texts(folder)
    count = sum(len(re.findall(NAMED, text)) for text in before.values())
    path = changed(export(folder, tmp_path / "x.xlsx"), fill)
    done = run(path, folder)
    assert done.exit_code == 0, done.output
    assert texts(folder) == before
    assert "随之改动：" in done.output
    assert "文字里还有 30 处写着“林白露”，没有改" in done.output
    assert "Ⅲ-3-第1行 责任人1：林白露 → 林白鹭" in done.output
    assert "2024-001 交的人：林白露 → 林白鹭" in done.output
    assert "先前的责任人1：林白露 → 林白鹭" in done.output
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    after = texts(folder)
    assert sum(text.count("林白鹭") for text in after.values()) == count
    assert not any(re.search(NAMED, text) for text in after.values())
    assert sum(text.count("灯塔科") for text in after.values()) == 1
    assert {each.key for each in load_register(folder).people} >= {"林白鹭"}


def test_renamed_or_replaced(folder: Path, tmp_path: Path) -> None:
    """A newcomer's name over a leaver's is asked about; who is renamed is said in a cell."""

    def replace(book: Workbook) -> None:
        page = book["人员"]
        page[cell(page, "林白露", "姓名")] = "高大暑"

    def answer(book: Workbook) -> None:
        page = book["人员"]
        page[cell(page, "林白露", "改名")] = "是"

    before = texts(folder)
    path = changed(export(folder, tmp_path / "x.xlsx"), replace)
    done = run(path, folder, "--write")
    assert done.exit_code == 1
    assert "“林白露”写成了“高大暑”，不知道是改名还是换人" in done.output
    assert "同一个人改名：在这一行的“改名”列写“是”" in done.output
    assert "换了人：这里改回“林白露”，在表末另加一行“高大暑”" in done.output
    assert texts(folder) == before
    changed(path, answer)
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    assert "2024-001 交的人：林白露 → 高大暑" in done.output
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    assert "没有改动" in done.output


def test_deleted_on_purpose(folder: Path, tmp_path: Path) -> None:
    """A row whose column 删除 says so goes, with what else depends on it, and once."""

    def fill(book: Workbook) -> None:
        page = book["登记"]
        page[cell(page, "2024-001", "删除")] = "是"
        page[cell(page, "2024-002", "页数")] = 9
        page = book["量化数值"]
        page[cell(page, "Ⅲ-3-⑴-指标01 2024", "删除")] = "是"

    path = changed(export(folder, tmp_path / "x.xlsx"), fill)
    before, count = texts(folder), len(load_register(folder).filings)
    done = run(path, folder)
    assert done.exit_code == 0, done.output
    assert "2024-001 删除：2024年中心组学习计划 → （整条删去）" in done.output
    assert texts(folder) == before
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    register = load_register(folder)
    assert len(register.filings) == count - 1
    assert "2024-001" not in {each.id for each in register.filings}
    assert next(each for each in register.filings if each.id == "2024-002").record.pages == 9
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    assert "没有“2024-001”，已经删过" in done.output


def test_an_error_beside_a_deleted_row(folder: Path, tmp_path: Path) -> None:
    """An error of the data is still named by its cell where entries before it were deleted."""
    place = ""

    def fill(book: Workbook) -> None:
        nonlocal place
        page = book["登记"]
        page[cell(page, "2024-001", "删除")] = "是"
        place = cell(page, "2024-002", "审核日期")
        page[place] = "2020-01-01"

    done = run(changed(export(folder, tmp_path / "x.xlsx"), fill), folder)
    assert done.exit_code == 1
    assert f"x.xlsx 登记!{place} " in done.output


IN_USE = {
    "人员": ("林白露", "“林白露”还用着，不能删除：Ⅲ-"),
    "科室": ("灯塔科", "“灯塔科”还用着，不能删除：Ⅲ-"),
    "佐证材料": ("Ⅲ-3-⑴-01", "“Ⅲ-3-⑴-01”还用着，不能删除：登记 2024-001"),
    "登记": ("2024-122", "“2024-122”还用着，不能删除：量化数值 Ⅲ-6-⑴-指标01 2024"),
}


@pytest.mark.parametrize("sheet", IN_USE)
def test_deleting_what_is_in_use(folder: Path, tmp_path: Path, sheet: str) -> None:
    """What others depend on stays, and they are named."""
    id, expected = IN_USE[sheet]

    def fill(book: Workbook) -> None:
        page = book[sheet]
        page[cell(page, id, "删除")] = "是"

    before = texts(folder)
    done = run(changed(export(folder, tmp_path / "x.xlsx"), fill), folder, "--write")
    assert done.exit_code == 1
    assert expected in done.output
    assert texts(folder) == before


LISTS = {
    "all": ("a:\n- x: 1\n- x: 2\nb: 3\n", (2, 3), "a:\n []\nb: 3\n"),
    "all in the midst": ("c:\n  - a:\n      - x: 1\n    b: 3\n", (3,), "c:\n  - a:\n       []\n    b: 3\n"),
    "the first": ("a:\n- x: 1\n  y: 2\n\n# of two\n- x: 2\n", (2,), "a:\n\n# of two\n- x: 2\n"),
    "in braces": ("a: [{x: 1},\n  {x: 2}]\n", (2,), "a: [{x: 1}]\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_entries_are_removed(name: str) -> None:
    """The other entries of a list keep their text; an empty list stays one."""
    text, lines, expected = LISTS[name]
    edits = [Edit(Ref("data/x.yml", line), (), None) for line in lines]
    assert edited(text, edits).text() == expected


UNCLEAR = {
    "“林白露”改名为“王惊蛰”，而“王惊蛰”是另一个人": ("人员", {"林白露": "王惊蛰"}, {}),
    "“工会”改名为“新科”，而“新科”是两处的新名称": ("科室", {"工会": "新科", "灯塔科": "新科"}, {}),
    "新增的“林白露”和改名前的“林白露”同名": ("人员", {"林白露": "林白鹭"}, {"姓名": "林白露"}),
}


@pytest.mark.parametrize("expected", UNCLEAR)
def test_renames_that_are_unclear(folder: Path, tmp_path: Path, expected: str) -> None:
    """Nothing is renamed where a name could then mean two."""
    sheet, names, added = UNCLEAR[expected]

    def fill(book: Workbook) -> None:
        page = book[sheet]
        for old, new in names.items():
            page[cell(page, old, page["B1"].value)] = new
        add_row(page, added)

    done = run(changed(export(folder, tmp_path / "x.xlsx"), fill), folder, "--write")
    assert done.exit_code == 1
    assert expected in done.output
    assert "照这样改" not in done.output


def test_merged_cells(folder: Path, tmp_path: Path) -> None:
    """A value merged over rows is the value of each; it is said, and so is what it changes."""

    def fill(book: Workbook) -> None:
        page = book["佐证材料"]
        first = page[cell(page, "Ⅲ-1-⑴-01", "说明")]
        first.value = "存办公室"
        page.merge_cells(
            start_row=first.row,
            end_row=first.row + 2,
            start_column=first.column,
            end_column=first.column,
        )
        column = page[cell(page, "Ⅲ-1-⑴-01", "条款编号")].column
        page.merge_cells(
            start_row=first.row, end_row=first.row + 4, start_column=column, end_column=column
        )
        add_row(page, {"材料名称": "x"})
        page.merge_cells("K400:L400")

    path = changed(export(folder, tmp_path / "x.xlsx"), fill)
    plan = import_plan.plan(path, load_register(folder))
    assert [(each.id, each.title, each.new) for each in plan.changes] == [
        (f"Ⅲ-1-⑴-0{n}", "说明", "存办公室") for n in (1, 2, 3)
    ]
    assert "每一行的“说明”都读成“存办公室”" in plan.notes[0]


@pytest.mark.parametrize("area", ["A2:A3", "E2:F2", "C1:C3", "D2:E4"])
def test_merges_that_lose_something(area: str, folder: Path, tmp_path: Path) -> None:
    """Merged ids, headings and columns hide what stood there: refused, with the area's name."""
    path = changed(
        export(folder, tmp_path / "x.xlsx"), lambda book: book["佐证材料"].merge_cells(area)
    )
    done = run(path, folder, "--write")
    assert done.exit_code == 1
    assert f"x.xlsx 佐证材料!{area}  合并了单元格 {area}" in done.output


SEEN: dict[str, tuple[str, str, str, Any, str, str]] = {
    "percent": ("量化数值", "Ⅲ-3-⑴-指标01 2024", "数值", 0.955, "0.0%", "95.5%"),
    "percent of a coarse format": ("量化数值", "Ⅲ-3-⑴-指标01 2024", "数值", 0.955, "0%", "95.5%"),
    "a computed number": ("量化数值", "Ⅲ-3-⑴-指标01 2024", "数值", 0.1 + 0.2, "General", "0.3"),
    "a month": ("登记", "2024-001", "期次", datetime(2024, 3, 1), 'yyyy"年"m"月"', "2024-03"),
    "a month of a Chinese program": ("登记", "2024-001", "期次", 45352, "57", "2024-03"),
    "a day": ("登记", "2024-001", "文件日期", datetime(2024, 1, 21), "yyyy/m/d", "2024-01-21"),
    "a day as text": ("登记", "2024-001", "文件日期", "２０２４年1月21日", "@", "2024-01-21"),
    "a day of a year": ("佐证材料", "Ⅲ-1-⑵-01", "期限", datetime(2026, 12, 5), 'm"月"d"日"', "12-05"),
    "full-width digits": ("佐证材料", "Ⅲ-1-⑵-01", "份数下限", " ３ ", "@", "3"),
    "a whole number": ("佐证材料", "Ⅲ-1-⑵-01", "份数下限", "3.0", "@", "3"),
    "a quarter": ("登记", "2024-001", "期次", "2024年第二季度", "@", "2024-Q2"),
    "zeros in front": ("登记", "2024-001", "盒号", 7, "000", "007"),
    "a box in full width": ("登记", "2024-001", "盒号", "９", "@", "9"),
    "a box with its word": ("登记", "2024-001", "盒号", "第9盒", "@", "9"),
    "pages in full width": ("登记", "2024-001", "页次", "２１—２４", "@", "21-24"),
    "a number with its word": ("登记", "2024-001", "页数", "９页", "@", "9"),
    "blanks in a name": ("分工", "Ⅲ-3-第1行", "责任人1", "王　惊蛰\n", "@", "王惊蛰"),
    "blanks around": ("登记", "2024-001", "题名", "\u3000计划  ", "@", "计划"),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_values_as_they_are_seen(name: str, folder: Path, tmp_path: Path) -> None:
    """Numbers, dates and texts say what their cell shows, however a program stores them."""
    sheet, id, title, value, form, expected = SEEN[name]

    def fill(book: Workbook) -> None:
        target = book[sheet][cell(book[sheet], id, title)]
        target.value = value
        target.number_format = form if form != "57" else "General"
        target._style.numFmtId = 57 if form == "57" else target._style.numFmtId

    plan = import_plan.plan(
        changed(export(folder, tmp_path / "x.xlsx"), fill), load_register(folder)
    )
    assert [each.new for each in plan.changes] == [expected]
    assert plan.problems == []


SPELLINGS = ["3-1-2-01", "III-1-2-01", "Ⅲ-1-(2)-01", "iii-1-2-1", "Ⅲ—1—⑵—01", "Ⅲ-1-②-０１"]


@pytest.mark.parametrize("code", SPELLINGS)
def test_codes_in_any_spelling(code: str, folder: Path, tmp_path: Path) -> None:
    """A code is the evidence's, the clause's and the row's, however it is typed."""

    def fill(book: Workbook) -> None:
        page = book["佐证材料"]
        place = cell(page, "Ⅲ-1-⑵-01", "说明")
        page[place] = "新"
        page.cell(page[place].row, 1).value = code
        page = book["登记"]
        page[cell(page, "2024-001", "证明的材料")] = f"Ⅲ-3-⑴-01，{code}"
        clause = code.rpartition("—" if "—" in code else "-")[0]
        add_row(book["佐证材料"], {"条款编号": clause, "材料名称": "名单", "类型": "台账",
                "频次": "每年", "依据": "建议", "公开范围": "内网可见"})  # fmt: skip

    plan = import_plan.plan(
        changed(export(folder, tmp_path / "x.xlsx"), fill), load_register(folder)
    )
    assert plan.problems == []
    found = {(each.id, each.title): each.new for each in plan.changes}
    assert found["Ⅲ-1-⑵-01", "说明"] == "新"
    assert found["2024-001", "证明的材料"] == "Ⅲ-3-⑴-01、Ⅲ-1-⑵-01"
    assert found["新增", "材料名称"] == "名单"


def test_what_is_missing_is_said(folder: Path, tmp_path: Path) -> None:
    """A sheet or a column by another name, and rows that are gone, are named; nothing changes."""

    def spoil(book: Workbook) -> None:
        book["条款"].title = "条款（改）"
        page = book["分工"]
        page[next(c.coordinate for c in page[1] if c.value == "责任人1")] = "负责人"
        page = book["登记"]
        for each in page[2]:
            each.value = None

    done = run(changed(export(folder, tmp_path / "x.xlsx"), spoil), folder)
    assert done.exit_code == 1
    assert "没有“条款”表，没有比对；“条款（改）”像是它改了名" in done.output
    assert "“分工”表没有列 责任人1，没有比对；I 列“负责人”像是它改了名" in done.output
    assert "“登记”表里少了 1 行（2024-001）" in done.output
    assert "没有改动；上面“注意”里说的没有比对" in done.output


def test_rows_that_were_added_later(folder: Path, tmp_path: Path) -> None:
    """Rows that the data got after the export are no deleted ones."""
    stale = export(folder, tmp_path / "1.xlsx")
    path = changed(export(folder, tmp_path / "2.xlsx"), new_rows)
    assert run(path, folder, "--write").exit_code == 0
    done = run(stale, folder)
    assert (done.exit_code, done.output) == (0, "没有改动。\n")


def colleague(folder: Path) -> None:
    """Change a name in the data, after an export."""
    data = folder / "allocation" / "01.yml"
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace("年度创建工作计划", "年度计划"), encoding="utf-8")


@pytest.mark.parametrize("heading", [None, "校验码"])
def test_marks_that_are_lost(folder: Path, tmp_path: Path, heading: str | None) -> None:
    """Without marks a newer edit of a colleague can't be told from one of the workbook."""

    def lose(book: Workbook) -> None:
        page = book["佐证材料"]
        column = [each.value for each in page[1]].index("校验") + 1
        page.cell(1, column).value = heading
        for number in range(2, page.max_row + 1 if heading is None else 0):
            page.cell(number, column).value = None

    path = changed(export(folder, tmp_path / "x.xlsx"), lose)
    done = run(path, folder, "--write")
    assert done.exit_code == 1
    assert "“佐证材料”表没有列 校验，没有比对" in done.output
    assert ("“校验码”像是它改了名" in done.output) is (heading is not None)
    colleague(folder)
    before = texts(folder)
    done = run(path, folder, "--write")
    assert done.exit_code == 1
    assert "没有“校验”这一列，有 1 行和数据不同（Ⅲ-1-⑵-01）" in done.output
    assert texts(folder) == before


def clear(page: Worksheet, first: int, last: int) -> None:
    """Clear a range of cells of the second row."""
    for column in range(first, last + 1):
        page.cell(2, column).value = None


def paste(page: Worksheet, first: int) -> None:
    """Paste the third row over the second one."""
    for column in range(first, page.max_column + 1):
        page.cell(2, column).value = page.cell(3, column).value


SPOILT: dict[str, tuple[Callable[[Worksheet], None], str]] = {
    "cleared but for its id": (lambda page: clear(page, 2, page.max_column), "这一行清空了"),
    "cleared but for id and mark": (lambda page: clear(page, 2, page.max_column - 1), "清空了"),
    "without its id": (lambda page: clear(page, 1, 1), "“Ⅲ-1-⑴-01”这一行的编号没有了"),
    "another pasted over it": (lambda page: paste(page, 1), "“Ⅲ-1-⑴-02”出现了两次"),
    "pasted but for the id": (lambda page: paste(page, 2), "像是从“Ⅲ-1-⑴-02”那一行整行粘贴来的"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_spoilt_rows(folder: Path, tmp_path: Path, name: str) -> None:
    """A row that was cleared or pasted over is named; nothing is written."""
    spoil, expected = SPOILT[name]
    before = texts(folder)
    path = changed(export(folder, tmp_path / "x.xlsx"), lambda book: spoil(book["佐证材料"]))
    done = run(path, folder, "--write")
    assert done.exit_code == 1
    assert expected in done.output
    assert texts(folder) == before


def test_a_size_that_is_too_small(folder: Path, tmp_path: Path) -> None:
    """What a program says of a sheet's size is not believed."""
    path = export(folder, tmp_path / "x.xlsx")

    def fill(book: Workbook) -> None:
        page = book["分工"]
        page[cell(page, "Ⅲ-3-第1行", "责任人1")] = "王惊蛰"

    changed(path, fill)
    small = tmp_path / "small.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(small, "w") as target:
        for name in source.namelist():
            content = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', source.read(name))
            target.writestr(name, content)
    assert len(import_plan.plan(small, load_register(folder)).changes) == 1


def test_rows_that_nobody_touched(folder: Path, tmp_path: Path) -> None:
    """Two people fill two workbooks: the second is not stopped by what the first one changed."""
    one, two = export(folder, tmp_path / "1.xlsx"), export(folder, tmp_path / "2.xlsx")

    def first(book: Workbook) -> None:
        page = book["分工"]
        page[cell(page, "Ⅲ-3-第1行", "责任人1")] = "王惊蛰"
        page[cell(page, "Ⅲ-2-第1行", "责任科室3")] = "灯塔科"

    def second(book: Workbook) -> None:
        page = book["分工"]
        page[cell(page, "Ⅲ-1-第1行", "分管领导2")] = "陆听涛"

    assert run(changed(one, first), folder, "--write").exit_code == 0
    done = run(changed(two, second), folder, "--write")
    assert done.exit_code == 0, done.output
    rows = {row.item.id: row for row in load_register(folder).rows}
    assert [each.key for each in rows["Ⅲ-1"].leaders] == ["顾长风", "陆听涛"]
    assert [each.key for each in rows["Ⅲ-3"].persons] == ["王惊蛰"]
    assert len(rows["Ⅲ-2"].parties) == 3


def test_comments_stay(folder: Path, tmp_path: Path) -> None:
    """Changing one name of a list leaves the others, their style and their comments alone."""
    data = folder / "allocation" / "01.yml"
    text = data.read_text(encoding="utf-8")
    old = "          - department: 工会\n            person: 陈立秋\n"
    text = text.replace(old, "          # 工会另有分工\n" + old)
    assert "工会另有分工" in text
    data.write_text(text, encoding="utf-8")

    def fill(book: Workbook) -> None:
        page = book["分工"]
        page[cell(page, "Ⅲ-2-第1行", "责任人2")] = "王惊蛰"

    done = run(changed(export(folder, tmp_path / "x.xlsx"), fill), folder, "--write")
    assert done.exit_code == 0, done.output
    after = data.read_text(encoding="utf-8")
    assert after == text.replace(
        old.split("\n", maxsplit=1)[0] + "\n            person: 陈立秋",
        old.split("\n", maxsplit=1)[0] + "\n            person: 王惊蛰",
    )


def test_line_ends_and_marks_stay(folder: Path, tmp_path: Path) -> None:
    """A file with Windows line ends and a byte order mark keeps both, and its permissions."""
    data = folder / "allocation" / "01.yml"
    data.write_bytes(b"\xef\xbb\xbf" + data.read_bytes().replace(b"\n", b"\r\n"))
    data.chmod(0o640)

    def fill(book: Workbook) -> None:
        page = book["佐证材料"]
        page[cell(page, "Ⅲ-1-⑵-01", "说明")] = "新"

    before = data.read_bytes()
    done = run(changed(export(folder, tmp_path / "x.xlsx"), fill), folder, "--write")
    assert done.exit_code == 0, done.output
    after = data.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\n") == after.count(b"\r\n") == before.count(b"\n") + 1
    assert data.stat().st_mode & 0o777 == 0o640


def test_data_that_changed_meanwhile(folder: Path, tmp_path: Path) -> None:
    """A row whose data changed since the export is not overwritten."""
    path = export(folder, tmp_path / "x.xlsx")
    data = folder / "allocation" / "01.yml"
    data.write_text(
        data.read_text(encoding="utf-8").replace("年度创建工作计划", "年度计划"), encoding="utf-8"
    )

    def fill(book: Workbook) -> None:
        page = book["佐证材料"]
        page[cell(page, "Ⅲ-1-⑵-01", "说明")] = "新"

    done = run(changed(path, fill), folder, "--write")
    assert done.exit_code == 1
    assert "“Ⅲ-1-⑵-01”的数据在导出之后改过" in done.output


def test_what_a_clerk_opens(folder: Path, tmp_path: Path) -> None:
    """Sheets have frozen headings, filters, drop-downs, warnings at ids, notes, and print on A4."""
    book = load_workbook(export(folder, tmp_path / "x.xlsx"))
    register = load_register(folder)
    assert book.sheetnames == ["说明", *(each.name for each in sheets(register)), "打印", "选项"]
    page = book["佐证材料"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref
    assert not any(book[each.name].protection.sheet for each in sheets(register))
    assert page["A1"].comment
    rules = {
        str(each.sqref).split(":")[0]: each.formula1
        for each in page.data_validations.dataValidation
    }
    assert rules["A2"] == rules["B2"] == "FALSE"
    assert rules["D2"] == "list_EvidenceKind"
    assert "list_EvidenceKind" in book.defined_names
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert book["打印"].merged_cells.ranges


def test_formulas_are_text(folder: Path, tmp_path: Path) -> None:
    """A text that begins like a formula is written as text, and stays text when typed in again."""
    data = folder / "filings" / "2024.yml"
    hostile = '=HYPERLINK("http://x","y")'
    text = data.read_text(encoding="utf-8")
    data.write_text(
        text.replace("title: 2024年中心组学习计划", f"title: '{hostile}'"), encoding="utf-8"
    )
    book = load_workbook(export(folder, tmp_path / "x.xlsx"))
    page = book["登记"]
    found = page[cell(page, "2024-001", "题名")]
    assert found.value == hostile
    assert found.data_type != "f"
    assert found.quotePrefix
    assert import_plan.plan(tmp_path / "x.xlsx", load_register(folder)).changes == []


def part(path: Path, name: str, content: bytes) -> None:
    """Write a zip file with one part."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


@pytest.mark.parametrize(
    ("make_it", "expected"),
    [
        (lambda path: path.write_bytes(b""), "不是 Word 或 Excel 文件"),
        (lambda path: path.write_bytes(b"PK\x03\x04rubbish"), "不是 Word 或 Excel 文件"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9), "旧格式"),
        (lambda path: part(path, "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]>'), "外部实体"),
        (lambda path: part(path, "big.xml", b" " * 310_000_000), "解开后太大"),
        (lambda path: part(path, "a.txt", b"a"), "不是 Excel 文件"),
        (lambda path: Workbook().save(path), "没有认识的表"),
    ],
)
def test_files_that_are_none(
    make_it: Callable[[Path], None], expected: str, folder: Path, tmp_path: Path
) -> None:
    """Damaged, protected, hostile or foreign files get one clear message."""
    path = tmp_path / "x.xlsx"
    make_it(path)
    done = run(path, folder)
    assert done.exit_code == 1
    assert expected in done.output
    assert "Traceback" not in done.output


def test_too_many_rows(folder: Path, tmp_path: Path) -> None:
    """A sheet with more rows than any office has is refused before it fills the memory."""
    book = Workbook(write_only=True)
    page = book.create_sheet("条款")
    for number in range(xlsx_reader._MAX_ROWS + 5):
        page.append([number])
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(OfficeError, match="超过 20000 行"):
        import_plan.plan(tmp_path / "x.xlsx", load_register(folder))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400), st.integers(0, 400))
def test_damaged_files(noise: bytes, at: int) -> None:
    """A workbook with any bytes overwritten is read or refused; nothing else happens."""
    good = _good()
    path = good.with_name("damaged.xlsx")
    content = good.read_bytes()
    place = at * len(content) // 400
    path.write_bytes(content[:place] + noise + content[place + len(noise) :])
    with suppress(OfficeError):
        import_plan.plan(path, _unit())


@cache
def _unit() -> Register:
    return load_register(UNITS / "small" / "data")


def _good() -> Path:
    import tempfile  # noqa: PLC0415

    path = Path(tempfile.gettempdir()) / "allocation-fuzz" / "good.xlsx"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        export(UNITS / "small" / "data", path)
    return path


TEXT = """\
# 头
people:
- {name: 甲, id: "007"}   # 说明
-   name:   乙
    pinyin: 'yi'


# 尾
departments: [ ]
"""


def test_other_styles_stay() -> None:
    """Whatever style a file is written in, lines that do not change stay as they are."""
    edits = [Edit(Ref("data/x.yml", 4), ("pinyin",), "yi yi")]
    after = edited(TEXT, edits).text()
    assert [line for line in after.splitlines() if line not in TEXT.splitlines()] == [
        line for line in after.splitlines() if "yi yi" in line
    ]
    assert len(after.splitlines()) == len(TEXT.splitlines())


def test_office_check_accepts_a_workbook(folder: Path, tmp_path: Path) -> None:
    """Our own workbook passes the checks for hostile files."""
    file_guard.check(export(folder, tmp_path / "x.xlsx"))


@pytest.mark.parametrize("kind", ["ods", "xls", "et"])
def test_other_formats(
    kind: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workbook in another format goes through LibreOffice; cells are named as in the file."""

    def fill(book: Workbook) -> None:
        page = book["分工"]
        page[cell(page, "Ⅲ-3-第1行", "责任人1")] = "林白鹭"

    made = changed(export(folder, tmp_path / "made.xlsx"), fill)
    (tmp_path / "office").mkdir()
    given = libreoffice.converted(made, tmp_path / "office", "ods" if kind == "ods" else "xls")
    given = given.rename(tmp_path / f"x.{kind}")
    done = run(given, folder)
    assert f"x.{kind} 分工!" in done.output
    monkeypatch.setenv("PATH", "")
    assert (
        "转成 .xlsx，这台机器上没有；请在 Excel 或 WPS 里另存为 .xlsx" in run(given, folder).output
    )


def test_long_work_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar comes once a work takes a while, on terminals only."""
    for patience, terminal, seen in ((0.0, True, True), (9.0, True, False), (0.0, False, False)):
        screen = io.StringIO()
        monkeypatch.setattr(screen, "isatty", lambda terminal=terminal: terminal)
        monkeypatch.setattr("sys.stderr", screen)
        monkeypatch.setattr(shared, "_PATIENCE", patience)
        assert list(shared.watch([1, 2, 3], "正在读", 3)) == [1, 2, 3]
        assert ("正在读" in screen.getvalue()) is seen
