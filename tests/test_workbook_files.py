"""Statements, file names and captions in the workbook; one of its sheets as text."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from allocation.lint.validate import load_register
from allocation.office.exports import workbook as writer
from allocation.office.imports.workbook import import_plan
from allocation.register.index import Index
from allocation.register.register import FilingEntry
from example import make
from workbooks import add_row, cell, changed, example, export, run, texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example's data, to be changed."""
    return example(tmp_path / "data")


def filing(folder: Path, id: str) -> FilingEntry:
    """Return a filing of the data."""
    return next(each for each in load_register(folder).filings if each.id == id)


NEW_FILING = {
    "证明的材料": "Ⅲ-1-⑵-01", "期次": "2026", "题名": "新的一件", "状态": "已交",
    "交的日期": "2026-11-19", "交的人": "沈观澜",
}  # fmt: skip


def fill(book: Workbook) -> None:
    """Fill in a statement, captions, other names of files, and files of old and new filings."""
    page = book["项目"]
    page[cell(page, "Ⅲ-2", "情况说明")] = "制度健全。\n每季检查。"
    page[cell(page, "Ⅲ-2", "别的叫法")] = "建章立制"
    page = book["附件"]
    for title, text in {
        "文件名": "2024/学习计划.pdf", "事由": "学习", "时间": "２０２４年3月5日", "地点": "会议室",
        "人物": "全体", "背景": "主席台", "摄影者": "沈观澜",
    }.items():  # fmt: skip
        page[cell(page, page["A2"].value, title)] = text
    page[cell(page, page["A3"].value, "删除")] = "是"
    add_row(book["登记"], NEW_FILING)
    add_row(page, {"登记号": "2024-001", "文件名": "2024/照片.jpg", "事由": "合影"})
    add_row(page, {"题名": "新的一件", "文件名": "2026/新的一件.pdf"})
    add_row(page, {"题名": "新的一件", "文件名": "2026/新的一件.jpg", "时间": "2026-03-05"})


def test_statements_files_and_captions(folder: Path, tmp_path: Path) -> None:
    """They go out, come back as they were filled in, and nothing changes the second time."""
    deleted = load_workbook(export(folder, tmp_path / "x.xlsx"))["附件"]["B3"].value
    count = len(filing(folder, deleted).files)
    path = changed(tmp_path / "x.xlsx", fill)
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    item = next(each for each in load_register(folder).items if each.id == "Ⅲ-2").extras
    assert item
    assert (item.statement, item.aliases) == ("制度健全。\n每季检查。", ("建章立制",))  # type: ignore[attr-defined]
    one, two = filing(folder, "2024-001").record.files
    assert one.name == "2024/学习计划.pdf"
    assert [text for _, text in one.caption] == [
        "学习", "2024-03-05", "会议室", "全体", "主席台", "沈观澜",
    ]  # fmt: skip
    assert (two.name, two.event) == ("2024/照片.jpg", "合影")
    assert len(filing(folder, deleted).files) == count - 1
    new = load_register(folder).filings[-1]
    assert [file.record.name for file in new.files] == ["2026/新的一件.pdf", "2026/新的一件.jpg"]
    before = texts(folder)
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    assert "没有改动" in done.output
    assert texts(folder) == before
    again = import_plan.plan(export(folder, tmp_path / "y.xlsx"), load_register(folder))
    assert (again.changes, again.problems, again.gaps) == ([], [], [])


SLIPS: dict[str, tuple[str, dict[str, str], str, str]] = {
    "too long": ("项目", {"情况说明": "字" * 501}, "情况说明", "500 字以内"),
    "no day": ("附件", {"时间": "去年春天"}, "时间", "“时间”写的是“去年春天”"),
    "no name": ("附件", {"文件名": ""}, "文件名", "“文件名”是空的"),
    "elsewhere": ("附件", {"文件名": "../x.pdf"}, "文件名", "不在材料文件夹里"),
    "another title": ("附件", {"题名": "别的"}, "题名", "“题名”这一列只供对照"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_slips(folder: Path, tmp_path: Path, name: str) -> None:
    """A slip is named by its cell, and nothing is written."""
    sheet, values, title, expected = SLIPS[name]
    place = ""

    def slip(book: Workbook) -> None:
        nonlocal place
        page = book[sheet]
        for heading, text in values.items():
            page[cell(page, page["A2"].value, heading)] = text or None
        place = cell(page, page["A2"].value, title)

    before = texts(folder)
    done = run(changed(export(folder, tmp_path / "x.xlsx"), slip), folder, "--write")
    assert done.exit_code == 1
    assert expected in done.output
    assert f"x.xlsx {sheet}!{place} " in done.output
    assert texts(folder) == before


NEW_SLIPS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "of nothing": ([{"文件名": "a.pdf"}], "新的附件没有登记号"),
    "of an unknown filing": ([{"登记号": "2024-999", "文件名": "a.pdf"}], "没有登记号“2024-999”"),
    "of an unknown title": ([{"题名": "没有", "文件名": "a.pdf"}], "新的附件没有登记号"),
    "without a name": ([{"登记号": "2024-001", "事由": "会"}], "“文件名”是空的"),
    "twice": ([{"登记号": "2024-001", "文件名": "a.pdf"}] * 2, "文件“a.pdf”写了两次"),
}  # fmt: skip


@pytest.mark.parametrize("name", NEW_SLIPS)
def test_slips_in_new_attachments(folder: Path, tmp_path: Path, name: str) -> None:
    """A new file needs a filing and a name, once."""
    rows, expected = NEW_SLIPS[name]

    def slip(book: Workbook) -> None:
        for values in rows:
            add_row(book["附件"], values)

    done = run(changed(export(folder, tmp_path / "x.xlsx"), slip), folder)
    assert done.exit_code == 1
    assert expected in done.output


def test_a_title_that_two_filings_have(folder: Path, tmp_path: Path) -> None:
    """A new file is never put to one of two filings by chance."""

    def slip(book: Workbook) -> None:
        title = next(each.value for each in book["登记"]["D"] if each.row == 2)
        add_row(book["登记"], {**NEW_FILING, "题名": title})
        add_row(book["附件"], {"题名": title, "文件名": "2026/a.pdf"})

    done = run(changed(export(folder, tmp_path / "x.xlsx"), slip), folder)
    assert done.exit_code == 1
    assert "的登记有 2 条" in done.output


def test_a_filing_that_goes_takes_its_files_along(folder: Path, tmp_path: Path) -> None:
    """What was filled in for a file of a deleted filing is gone with it."""

    def spoil(book: Workbook) -> None:
        page = book["登记"]
        page[cell(page, "2024-001", "删除")] = "是"
        page = book["附件"]
        page["E2"] = "多余"

    path = changed(export(folder, tmp_path / "x.xlsx"), spoil)
    assert load_workbook(path)["附件"]["B2"].value == "2024-001"
    done = run(path, folder, "--write")
    assert done.exit_code == 0, done.output
    assert "多余" not in "".join(texts(folder).values())
    assert "2024-001" not in {each.id for each in load_register(folder).filings}


def test_what_is_not_published(folder: Path, tmp_path: Path) -> None:
    """The site's workbook leaves out what it may not show; the office's own one has it."""
    register = load_register(folder)
    hidden = {
        file.record.name for each in register.filings if not each.published for file in each.files
    }
    assert hidden

    def names(path: Path) -> set[object]:
        return {each.value for each in load_workbook(path)["附件"]["D"][1:]}

    public = export(folder, tmp_path / "public.xlsx")
    assert not names(public) & hidden
    own = tmp_path / "own.xlsx"
    own.write_bytes(writer.write(Index(register, make.TODAY), register=register))
    assert names(own) >= hidden
    for path in (public, own):
        plan = import_plan.plan(path, register)
        assert (plan.changes, plan.problems, plan.gaps) == ([], [], [])


def saved(path: Path, sheet: str, encoding: str = "utf-8", separator: str = ",") -> Path:
    """Save a sheet as text, as Excel does, and return the file."""
    target = path.with_name(f"{path.stem}.csv")
    rows = load_workbook(path)[sheet].iter_rows(values_only=True)
    with target.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return target


@pytest.mark.parametrize(
    "sheet",
    ["分工", "条款", "项目", "佐证材料", "登记", "附件", "人员", "科室", "量化要求", "量化数值"],
)
def test_each_sheet_as_text(folder: Path, tmp_path: Path, sheet: str) -> None:
    """A sheet that comes back as text changes nothing; that there are others is known."""
    done = run(saved(export(folder, tmp_path / "x.xlsx"), sheet), folder)
    assert (done.exit_code, done.output) == (0, "没有改动。\n")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_as_programs_save_it(
    folder: Path, tmp_path: Path, encoding: str, separator: str
) -> None:
    """Encoding and separator make no difference; a cell is named by its row in the text."""
    place = ""

    def edit(book: Workbook) -> None:
        nonlocal place
        page = book["佐证材料"]
        page[cell(page, "Ⅲ-1-⑴-01", "说明")] = '第一行\n第二行，说“好”；"行"'
        place = cell(page, "Ⅲ-1-⑵-01", "份数下限")
        page[place] = "若干"

    path = changed(export(folder, tmp_path / "x.xlsx"), edit)
    file = saved(path, "佐证材料", encoding, separator)
    done = run(file, folder)
    assert done.exit_code == 1
    assert f"x.csv {place}  “份数下限”写的是“若干”" in done.output
    assert '第一行⏎第二行，说“好”；"行"' in done.output


def test_text_is_imported_once(folder: Path, tmp_path: Path) -> None:
    """New rows and changed ones come in; the same text again changes nothing."""

    def edit(book: Workbook) -> None:
        add_row(book["登记"], NEW_FILING)
        page = book["登记"]
        page[cell(page, "2024-001", "页数")] = 9

    file = saved(changed(export(folder, tmp_path / "x.xlsx"), edit), "登记", "gb18030")
    done = run(file, folder, "--write")
    assert done.exit_code == 0, done.output
    assert "x.csv H2  2024-001 页数：1 → 9" in done.output
    assert filing(folder, "2024-001").record.pages == 9
    assert load_register(folder).filings[-1].record.title == "新的一件"
    before = texts(folder)
    done = run(file, folder, "--write")
    assert (done.exit_code, texts(folder)) == (0, before), done.output
    assert "没有改动" in done.output


def test_text_of_data_that_changed_since(folder: Path, tmp_path: Path) -> None:
    """The column 校验 works in text, too."""

    def edit(page_count: int) -> Callable[[Workbook], None]:
        def fill(book: Workbook) -> None:
            page = book["登记"]
            page[cell(page, "2024-001", "页数")] = page_count

        return fill

    one = changed(export(folder, tmp_path / "1.xlsx"), edit(5))
    two = saved(changed(export(folder, tmp_path / "2.xlsx"), edit(6)), "登记")
    assert run(one, folder, "--write").exit_code == 0
    done = run(two, folder)
    assert done.exit_code == 1
    assert "“2024-001”的数据在导出之后改过" in done.output


def test_characters_that_gbk_lacks(folder: Path, tmp_path: Path) -> None:
    """Excel saves ? in their place: what the data has stays, anything else is asked about."""
    data = folder / "filings" / "2024.yml"
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace("2024年中心组学习计划", "李𬱖䶮的学习计划"), encoding="utf-8")

    def edit(book: Workbook) -> None:
        page = book["登记"]
        page[cell(page, "2024-001", "页数")] = 9
        page[cell(page, "2024-002", "理由")] = "见李𬱖"

    file = saved(changed(export(folder, tmp_path / "x.xlsx"), edit), "登记", "gb18030")
    text = file.read_text(encoding="gb18030")
    file.write_text(text.replace("𬱖", "??").replace("䶮", "?"), encoding="gb18030")
    done = run(file, folder)
    assert done.exit_code == 1
    assert "2024-001 页数：1 → 9" in done.output
    assert done.output.count("2024-001 ") == 1
    assert "“理由”里的“?”像是丢了的字；请另存为 .xlsx" in done.output


LOST = {
    "########": "只剩一串 #：列太窄",
    "1.23457E+11": "后面的位数已经丢了",
    "#REF!": "是一个出错的公式",
}


@pytest.mark.parametrize("text", LOST)
def test_what_text_has_lost(folder: Path, tmp_path: Path, text: str) -> None:
    """What a program wrote in place of a value is refused."""

    def spoil(book: Workbook) -> None:
        page = book["登记"]
        page[cell(page, "2024-001", "文号")] = text

    done = run(saved(changed(export(folder, tmp_path / "x.xlsx"), spoil), "登记"), folder)
    assert done.exit_code == 1
    assert LOST[text] in done.output


def test_a_sheet_is_known_by_its_name(folder: Path, tmp_path: Path) -> None:
    """With few of its headings left, the name of the file tells; others are said to be absent."""
    path = export(folder, tmp_path / "x.xlsx")
    page = load_workbook(path)["登记"]
    heads = [each.value for each in page[1]]
    kept = [heads.index(title) for title in ("登记号", "题名", "页数", "校验")]
    file = tmp_path / "登记（十一月）.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        for row in page.iter_rows(values_only=True):
            csv.writer(target).writerow(row[at] for at in kept)
    done = run(file, folder)
    assert "“登记”表没有列 证明的材料，没有比对" in done.output
    other = file.rename(tmp_path / "x.csv")
    assert "没有认识的表" in run(other, folder).output
