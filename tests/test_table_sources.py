"""The same table in Word, as pasted text, as CSV and as a workbook is read the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from allocation.office.imports.tables import documents, table
from word_tables import HEAD, run, tables_of, word

ROWS = [
    HEAD,
    ["一、组织", "⑴重视。\n⑵保障。", "顾长风", "办公室", "周小满\n林白露"],
    ["", "⑶检查。", "", "", ""],
    ["二、\n思想", "⑴学习。", "沈观澜", "党支部", "陈立秋"],
]
TITLE = "某某区文化局创建省级文明单位任务分解表"
MERGES = [(1, 0, 2, 0), (1, 2, 2, 2), (1, 3, 2, 3), (1, 4, 2, 4)]


def read(path: Path, text: str, name: str = "x.txt", encoding: str = "utf-8") -> table.Draft:
    """Read a table in text."""
    (path / name).write_bytes(text.encode(encoding))
    return table.draft(documents.read(path / name), (), ())


def records(found: table.Draft) -> list[dict[str, Any]]:
    """Return the categories without what is asked about."""
    return found.categories


def pasted(rows: list[list[str]] = ROWS) -> str:
    """Return a table as Word copies it: a paragraph of a cell is a line."""
    return "\r\n".join([TITLE, *("\t".join(row).replace("\n", "\r\n") for row in rows)])


def quoted(separator: str) -> str:
    """Return a table as Excel copies and saves it."""
    cells = [[TITLE, *[""] * (len(HEAD) - 1)], *ROWS]
    rows = ([f'"{cell}"' if "\n" in cell else cell for cell in row] for row in cells)
    return "\r\n".join(map(separator.join, rows))


def test_the_same_from_every_source(tmp_path: Path) -> None:
    """A title, broken cells and merged ones: the same records, and merges are asked about."""
    in_word = table.draft(documents.read(word(ROWS, MERGES, tmp_path / "x.docx")), (), ())
    assert in_word.categories[0]["rows"][1]["leaders"] == ["顾长风"]
    for name, text, encoding in (
        ("word.txt", pasted(), "utf-8"),
        ("excel.txt", quoted("\t"), "utf-16"),
        ("x.csv", quoted(","), "gb18030"),
        ("y.csv", quoted(","), "utf-8-sig"),
    ):
        found = read(tmp_path, text, name, encoding)
        assert records(found) == records(in_word), name
        place = "第 3 行" if name == "word.txt" else "第 4 行"
        assert [each.partition("栏：")[0] for each in found.questions] == [
            f"{place}“{heading}”" for heading in ("分管领导", "责任科室", "责任人")
        ], name
        assert f"同一项里空着的格（{place}）当作和上面合并了" in found.questions[0]
        assert TITLE in (*found.before, *map(str, found.header))


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        (["", "⑵检查。", "", "", ""], "同一项里空着的格（第 3 行）"),
        (["二、思想", "⑴学习。", "", "党支部", "陈立秋"], "空着，当作和第 2 行的“顾长风”合并了"),
        (["二、思想", "⑴学习。", "", "", ""], ""),
        (["二、思想", "⑴学习。", "沈观澜", "党支部", ""], ""),
    ],
)
def test_empty_cells_of_text(row: list[str], asked: str, tmp_path: Path) -> None:
    """Cells of one item are merged, a leader of several is asked about, else duties are open."""
    rows = [HEAD, ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"], row]
    found = read(tmp_path, pasted(rows))
    assert [asked in each for each in found.questions][:1] == ([True] if asked else [])
    last = [row for category in found.categories for row in category["rows"]][-1]
    assert last.get("leaders", []) == ([row[2] or "顾长风"] if asked or row[2] else [])


def test_titles_between_pasted_rows(tmp_path: Path) -> None:
    """A label on a line of its own is a category; another line goes on with the cell before."""
    lines = [
        "\t".join(HEAD),
        "一、组织",
        "1.领导\t⑴重视。\t顾长风\t办公室\t周小满",
        "二、思想",
        "1.学习\t⑴读书。\t沈观澜\t党支部\t陈立秋",
        "林白露",
        "2.宣传\t⑴报道。\t沈观澜\t宣传科\t陈立秋",
        "注：每季度末报送。",
    ]
    found = read(tmp_path, "\n".join(lines))
    assert [each["title"] for each in found.categories] == ["组织", "思想"]
    row = found.categories[1]["items"][0]["rows"][0]
    assert [each["person"] for each in row["parties"]] == ["陈立秋", "林白露"]
    assert "第 5 行“责任人”栏：“林白露”没有制表符，当作接着这一格读了，请核对。" in found.questions
    assert "表下面的“注：每季度末报送。”没有导入；要留的请写进备注。" in found.questions


def test_headings_that_break_and_spread(tmp_path: Path) -> None:
    """A heading may begin in the line above, and a wide one has no cells beside it."""
    broken = pasted([["测评\n内容", *HEAD[1:]], *ROWS[1:]])
    assert read(tmp_path, broken).header == HEAD
    wide = [
        "项目\t要求\t责任分工\t备注",
        "\t\t分管领导\t责任科室\t责任人\t",
        "一、组织\t⑴重视。\t顾长风\t办公室\t周小满\t每季",
        "二、思想\t⑴学习。\t顾长风\t办公室\t周小满",
        "合计\t顾长风\t办公室\t周小满\t",
    ]
    found = read(tmp_path, "\n".join(wide))
    assert found.header == ["项目", "要求", "分管领导", "责任科室", "责任人", "备注"]
    assert found.categories[0]["rows"][0]["leaders"] == ["顾长风"]
    assert found.categories[1]["rows"][0]["leaders"] == ["顾长风"]
    assert "第 4 行：比表头少 1 格，当作右边的空着，请核对。" in found.questions
    assert "第 5 行：比表头少 1 格，当作第一格占了 2 栏，请核对。" in found.questions


def test_rows_that_no_line_has_whole(tmp_path: Path) -> None:
    """Each row is broken by a cell with two paragraphs: the tabs of two lines make a row."""
    rows = [
        ["测评内容", "测评\n标准", "分管领导", "责任科室", "责任人"],
        ["一、组织", "⑴重视。\n⑵保障。", "顾长风", "办公室", "周小满"],
        ["二、思想", "⑴学习。\n⑵宣传。", "沈观澜", "党支部", "陈立秋"],
    ]
    found = read(tmp_path, pasted(rows))
    assert [len(each["rows"][0]["clauses"]) for each in found.categories] == [2, 2]
    assert not found.questions


def test_tables_below_each_other(tmp_path: Path) -> None:
    """Tables in a sheet, each with a title, are several; rows keep the numbers of the sheet."""
    book = openpyxl.Workbook()
    page = book.create_sheet("任务", 0)
    for row in (
        ["一、组织"],
        HEAD,
        ["领导", "⑴重视。", "顾长风", "办公室", "周小满"],
        ["二、思想"],
        HEAD,
        ["学习", "⑴读书。", "沈观澜", "党支部", "局长 陈立秋"],
    ):
        page.append(row)
    book.save(tmp_path / "x.xlsx")
    found = table.draft(documents.read(tmp_path / "x.xlsx"), (), ())
    assert [each["title"] for each in found.categories] == ["组织", "思想"]
    (question,) = found.questions
    assert question.startswith("“任务”表第 6 行“责任人”栏（E6）：职务“局长”")


def test_a_workbook_into_a_new_folder(tmp_path: Path) -> None:
    """A rubric in a workbook is imported as a table where there is no data yet."""
    book = openpyxl.Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    book.save(tmp_path / "x.xlsx")
    done = run(tmp_path / "x.xlsx", tmp_path / "data", "--write")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "data" / "unit.yml").is_file()


def test_flattened_text(tmp_path: Path) -> None:
    """A line per cell, an empty line per row, as some programs save a table."""
    rows = ["\n\t".join(row).replace("\n\t", "\n\t") for row in ROWS[:2]]
    found = read(tmp_path, f"{TITLE}\n\t" + "\n\n\t".join(rows))
    assert found.categories[0]["rows"][0]["leaders"] == ["顾长风"]
    assert tables_of(tmp_path / "y.docx", ROWS).is_file()
