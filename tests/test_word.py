"""Word out by the standard, and back: tables as offices write them become data files."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allocation import outputs
from allocation.cli import main
from allocation.exporters.docx import attachment
from allocation.importers import grid, table
from allocation.importers.duties import Party
from allocation.importers.office import OfficeError
from allocation.problems import DataError
from allocation.register import Register
from allocation.views import Index
from allocation.word import Document, TemplateError, cell
from example import make
from helpers import DATA, UNITS, replace
from test_random import NAME, write

FOLDERS = [
    DATA,
    make.DATA,
    *(UNITS / name / "data" for name in ("small", "anhui", "hainan", "tongling")),
]
SOURCE = DATA / "source" / "attachment-2.txt"


def exported(register: Register, target: Path, *, landscape: bool = False) -> Path:
    """Write the table of a register as a Word file."""
    index = Index(register, make.TODAY)
    target.write_bytes(attachment(index, landscape=landscape).content())
    return target


def run(file: Path, folder: Path, *options: str) -> Result:
    """Run the import."""
    return CliRunner().invoke(main, ["import", str(file), "--into", str(folder), *options])


def printed(register: Register) -> list[Any]:
    """Return what the table prints, row by row."""
    return [
        (
            row.item.category.label,
            tuple((group.record.code, group.record.title) for group in row.item.groups),
            (row.item.code, row.item.title),
            [leader.key for leader in row.leaders],
            [
                (party.department and party.department.name, party.person and party.person.key)
                for party in row.parties
            ],
            [(clause.mark, clause.text) for clause in row.record.clauses],
        )
        for row in register.rows
    ]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("landscape", [False, True])
def test_round_trip(folder: Path, landscape: bool, tmp_path: Path) -> None:
    """Our own Word file, imported, prints the same table: levels, codes, people, pairs, clauses."""
    register = outputs.check(folder)
    path = exported(register, tmp_path / "x.docx", landscape=landscape)
    done = run(path, tmp_path / "new", "--write")
    assert done.exit_code == 0, done.output
    assert printed(outputs.check(tmp_path / "new")) == printed(register)


def test_the_source_itself(tmp_path: Path) -> None:
    """The flattened text gives the checked data; what it can't know is asked, row by row."""
    done = run(SOURCE, tmp_path / "new", "--write")
    assert done.exit_code == 0, done.output
    found, wanted = printed(outputs.check(tmp_path / "new")), printed(outputs.check(DATA))
    assert "读到 30 行、69 条条款" in done.output
    different = [(one, other) for one, other in zip(found, wanted, strict=True) if one != other]
    ((one, other),) = different
    # The text of the clause that lost its mark stands in the one before, and that is asked.
    assert one[:5] == other[:5]
    assert "".join("".join(each) for each in one[5]) == "".join("".join(each) for each in other[5])
    for question in ("标号从 2 跳到 4", "“李鸣誉蔡毅峰”是连写的", "“办公室银保科”是连写的"):
        assert question in done.output
    unit = outputs.check(tmp_path / "new").unit
    assert (unit.name, unit.honor, unit.attachment) == (
        "泉州市金融工作局",
        "市直机关文明单位",
        "附件2：",
    )


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A folder that holds an allocation is left alone."""
    shutil.copytree(make.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("evidence"))
    done = run(SOURCE, tmp_path / "data", "--write")
    assert done.exit_code == 1
    assert "已有分工" in done.output


def word(rows: list[list[str]], merges: list[tuple[int, int, int, int]], path: Path) -> Path:
    """Write a table as Word does, with merged cells."""
    document = docx.Document()
    document.add_paragraph("附件3")
    document.add_paragraph("某某区文化局创建省级文明单位任务分解表")
    made = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            made.cell(at, column).text = text
    for top, left, bottom, right in merges:
        text = made.cell(top, left).text
        made.cell(top, left).merge(made.cell(bottom, right)).text = text
    document.save(str(path))
    return path


def read(path: Path, people: tuple[str, ...] = ()) -> table.Draft:
    """Read the table of a Word file."""
    return table.draft(grid.read(path), people, ())


def test_columns_in_any_order(tmp_path: Path) -> None:
    """Leaders first, two columns of departments, a score, a deadline, marks of two sorts."""
    rows = [
        ["责任领导", "项 目", "分数", "工作要求", "牵头单位", "配合单位", "联系人", "完成时间"],
        [
            "张 三",
            "1.1 环境",
            "10分",
            "（1）整洁；（2）有序。",
            "办公室",
            "工会、团委",
            "李四丰",
            "6月底",
        ],
        ["", "1.2 服务", "5", "1、热情；\n2、周到。", "业务科", "", "王五", "年底"],
    ]
    found = read(word(rows, [], tmp_path / "x.docx"))
    first, second = found.categories
    assert (first["code"], first["title"]) == ("1.1", "环境")
    row = first["rows"][0]
    assert row["leaders"] == ["张三"]
    assert row["parties"] == [
        {"department": "办公室", "person": "李四丰", "role": "牵头"},
        {"department": "工会", "role": "配合"},
        {"department": "团委", "role": "配合"},
    ]
    assert row["score"] == "10"
    assert row["deadline"] == "6月底"
    assert [clause["mark"] for clause in row["clauses"]] == ["（1）", "（2）"]
    assert [clause["mark"] for clause in second["rows"][0]["clauses"]] == ["1、", "2、"]


def test_merged_cells(tmp_path: Path) -> None:
    """Cells merged downwards and across hold for every row that they cover."""
    rows = [
        ["测评内容", "", "测评标准", "分管领导", "责任科室", "责任人"],
        ["一、组织", "Ⅰ—1 领导", "①重视；②落实。", "赵一", "办公室", "钱二"],
        ["", "", "③保障。", "", "", ""],
        ["", "Ⅰ—2 制度", "健全。", "", "财务科", "孙三"],
        ["测评内容", "", "测评标准", "分管领导", "责任科室", "责任人"],
        ["一、组织", "Ⅰ—2 制度", "执行。", "赵一", "财务科", "孙三"],
    ]
    merges = [(0, 0, 0, 1), (1, 0, 3, 0), (1, 1, 2, 1), (1, 3, 3, 3), (1, 4, 2, 4), (1, 5, 2, 5)]
    found = read(word(rows, merges, tmp_path / "x.docx"))
    (category,) = found.categories
    assert [item["title"] for item in category["items"]] == ["领导", "制度"]
    both = category["items"][0]["rows"]
    assert [row["parties"] for row in both] == [[{"department": "办公室", "person": "钱二"}]] * 2
    assert [row["leaders"] for row in category["items"][1]["rows"]] == [["赵一"]] * 2
    assert [row["page"] for row in category["items"][1]["rows"]] == [1, 2]


def test_names(tmp_path: Path) -> None:
    """Padded names are joined, run-together ones split by what is known, odd ones asked about."""
    rows = [
        ["项目", "要求", "责任科室", "责任人"],
        ["甲", "一。", "办公室", "朱 亮"],
        ["乙", "二。", "业务科", "陈啸林"],
        ["丙", "三。", "办公室业务科", "朱亮陈啸林"],
        ["丁", "四。", "工  会", "各有关同志"],
    ]
    found = read(word(rows, [], tmp_path / "x.docx"))
    parties = [category["rows"][0]["parties"] for category in found.categories]
    assert parties[2] == [
        {"department": "办公室", "person": "朱亮"},
        {"department": "业务科", "person": "陈啸林"},
    ]
    assert parties[3] == [{"department": "工会", "person": "各有关同志"}]
    said = "\n".join(found.questions)
    assert "“朱亮陈啸林”是连写的，拆成 朱亮、陈啸林" in said
    assert "“各有关同志”不像一个名称" in said


HEAD = ["测评内容", "测评标准", "分管领导", "责任科室", "责任人"]


def tables_of(path: Path, *grids: list[list[str]]) -> Path:
    """Write several tables, one after the other."""
    document = docx.Document()
    for rows in grids:
        made = document.add_table(len(rows), len(rows[0]))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                made.cell(at, column).text = text
        document.add_paragraph()
    document.save(str(path))
    return path


@pytest.mark.parametrize("again", [True, False])
def test_a_table_cut_at_a_page(again: bool, tmp_path: Path) -> None:
    """A second table goes on with the first, with or without its headings; others are asked about."""
    first = [HEAD, ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"]]
    second = [*([HEAD] if again else []), ["二、思想", "⑴学习。", "沈观澜", "党支部", "林白露"]]
    path = tables_of(tmp_path / "x.docx", first, second, [["签收", "日期"]])
    found = read(path)
    assert [each["title"] for each in found.categories] == ["组织", "思想"]
    assert found.questions[0] == "第 3 个表（“签收”开头）没有读：栏目和分工表不同。"


def test_headings_in_other_words(tmp_path: Path) -> None:
    """Headings are known by a word in them; a column that nobody knows is asked about."""
    rows = [
        ["序号", "项目", "工作要求", "分管局领导", "责任处室", "责任人（签字）", "佐证材料"],
        ["1", "领导重视", "⑴列入议程。", "顾长风", "办公室", "周小满", "会议纪要"],
    ]
    found = read(tables_of(tmp_path / "x.docx", rows))
    (category,) = found.categories
    assert category["title"] == "领导重视"
    row = category["rows"][0]
    assert row["leaders"] == ["顾长风"]
    assert row["parties"] == [{"department": "办公室", "person": "周小满"}]
    assert "第 7 栏“佐证材料”没有读：不知道是什么栏。" in found.questions


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        (3, "陈立秋", {"department": "办公室", "person": "陈立秋"}),
        (4, "工会", {"department": "工会", "person": "周小满"}),
    ],
)
def test_one_of_a_pair_is_merged(
    column: int, text: str, expected: dict[str, str], tmp_path: Path
) -> None:
    """Where only the department, or only the person, is merged, the other is the row's own."""
    rows = [
        HEAD,
        ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"],
        ["", "⑵落实。", "", "", ""],
    ]
    rows[2][4 if column == 3 else 3] = text
    path = word(rows, [(1, 0, 2, 0), (1, 2, 2, 2), (1, column, 2, column)], tmp_path / "x.docx")
    assert read(path).categories[0]["rows"][1]["parties"] == [expected]


@pytest.mark.parametrize(
    ("text", "score", "asked"),
    [
        ("5", "5", False),
        ("2.5 分", "2.5", False),
        ("每项2分", "2", True),
        ("2分/项", "2", True),
        ("最高5分", "5", True),
        ("2-5分", None, True),
        ("酌情", None, True),
        ("", None, False),
    ],
)
def test_scores(text: str, score: str | None, asked: bool, tmp_path: Path) -> None:
    """Marks are a number; words beside it are asked about, and never dropped silently."""
    rows = [[*HEAD, "分值"], ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满", text]]
    found = read(tables_of(tmp_path / "x.docx", rows))
    assert found.categories[0]["rows"][0].get("score") == score
    assert any("第 2 行“分值”栏：" in each for each in found.questions) is asked


def test_deadlines_and_remarks_merged_downwards(tmp_path: Path) -> None:
    """A merged deadline or remark counts for the rows it covers, and for no row after them."""
    rows = [
        [*HEAD, "完成时限", "备注"],
        ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满", "6月底", "长期"],
        ["", "⑵落实。", "顾长风", "办公室", "周小满", "", ""],
        ["", "⑶保障。", "顾长风", "办公室", "周小满", "", ""],
    ]
    merges = [(1, 0, 3, 0), (1, 5, 2, 5), (1, 6, 2, 6)]
    found = read(word(rows, merges, tmp_path / "x.docx")).categories[0]["rows"]
    said = [(row.get("deadline"), row.get("remark")) for row in found]
    assert said == [("6月底", "长期"), ("6月底", "长期"), (None, None)]


def row_of(path: Path, **cells: str) -> tuple[dict[str, Any], list[str]]:
    """Read a table with one row; return the row, and the questions."""
    rows = [["项目", "要求", *cells], ["一、组织", "⑴重视。", *cells.values()]]
    found = read(tables_of(path / "x.docx", rows))
    return found.categories[0]["rows"][0], found.questions


LEAD = {"department": "办公室", "role": "牵头"}
HELP = {"department": "财务科", "role": "配合"}
OURS = [{"department": "办公室", "person": "张三"}]


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("办公室：张三", OURS),
        ("办公室:张 三", OURS),
        ("办公室(张三)", OURS),
        ("办公室（责任人：张三）", OURS),
        ("办公室 张三", OURS),
        ("责任单位：办公室\n责任人：张三", OURS),
        ("办公室（牵头）", [LEAD]),
        ("办公室（牵头）、财务科（配合）", [LEAD, HELP]),
        ("牵头：办公室；配合：财务科", [LEAD, HELP]),
        ("牵头单位：办公室，配合单位：财务科", [LEAD, HELP]),
        ("牵头：办公室（张三）\n配合：财务科", [LEAD | {"person": "张三"}, HELP]),
        (
            "办公室：张三（牵头）、李四（配合）",
            [
                LEAD | {"person": "张三"},
                {"department": "办公室", "person": "李四", "role": "配合"},
            ],
        ),
        (
            "办公室 张三、李四；财务科 王五",
            [*OURS, OURS[0] | {"person": "李四"}, {"department": "财务科", "person": "王五"}],
        ),
        (
            "办公室（张三、李四）财务科（王五）",
            [*OURS, OURS[0] | {"person": "李四"}, {"department": "财务科", "person": "王五"}],
        ),
    ],
)
def test_who_does_what_in_one_cell(
    text: str, parties: list[dict[str, str]], tmp_path: Path
) -> None:
    """A column of departments may name roles and people: by colons, brackets, labels, spaces."""
    row, questions = row_of(tmp_path, 责任科室=text)
    assert row["parties"] == parties
    assert [each for each in questions if "“责任科室”" not in each] == []


@pytest.mark.parametrize(
    ("text", "parties", "asked"),
    [
        (
            "张三（财务科）",
            [{"department": "办公室"}, {"department": "财务科", "person": "张三"}],
            "",
        ),
        ("张三（科长）", OURS, "括号里的“科长”没有导入"),
        ("张三 13800138000", OURS, "电话号码没有导入"),
        ("办公室：张三", OURS, ""),
        ("张三（牵头）", [OURS[0] | {"role": "牵头"}], ""),
    ],
)
def test_more_than_a_name_beside_a_person(
    text: str, parties: list[dict[str, str]], asked: str, tmp_path: Path
) -> None:
    """A column of people may name departments and roles; posts and numbers of phones are no names."""
    row, questions = row_of(tmp_path, 责任科室="办公室", 责任人=text)
    assert row["parties"] == parties
    assert [each for each in questions if not each.startswith("第 2 行“责任人”栏：")] == []
    assert [asked in each for each in questions] == ([True] if asked else [])


def test_leaders_with_posts(tmp_path: Path) -> None:
    """A post in brackets is left out, and asked about; nobody supervises a row twice."""
    row, questions = row_of(tmp_path, 分管领导="顾长风（副局长）、顾长风", 责任科室="办公室")
    assert row["leaders"] == ["顾长风"]
    assert [each.partition("：")[2] for each in questions] == [
        "括号里的“副局长”没有导入，请核对。",
        "有人写了两次，只导入一次。",
    ]


@pytest.mark.parametrize(
    ("text", "people", "asked"),
    [
        ("沈 观 澜", ["沈观澜"], False),
        ("沈　观　澜", ["沈观澜"], False),
        ("朱 亮 陈啸林 李 四", ["朱亮", "陈啸林", "李四"], False),
        ("朱 亮 沈 观 澜", ["朱亮", "沈观澜"], True),
        ("沈 观 澜 朱 亮", ["沈观澜", "朱亮"], True),
        ("丁 一   王 小 五", ["丁一", "王小五"], False),
        ("欧阳 修", ["欧阳修"], False),
        ("丁 一 王 小 五", ["丁一王小五"], True),
    ],
)
def test_padded_names(text: str, people: list[str], asked: bool, tmp_path: Path) -> None:
    """Spaces within names go, spaces between them part them; where neither is sure it is asked."""
    rows = [["项目", "要求", "责任人"], ["甲", "一。", text], ["乙", "二。", "朱亮、沈观澜"]]
    found = read(tables_of(tmp_path / "x.docx", rows))
    assert [each["person"] for each in found.categories[0]["rows"][0]["parties"]] == people
    assert [each[:13] for each in found.questions] == (["第 2 行“责任人”栏：“"] if asked else [])


def test_padded_departments(tmp_path: Path) -> None:
    """Departments are padded as people are."""
    row, questions = row_of(tmp_path, 责任科室="办 公 室\n工  会\n银保 科")
    assert [each["department"] for each in row["parties"]] == ["办公室", "工会", "银保科"]
    assert questions == []


@pytest.mark.parametrize(
    ("cells", "pairs", "asked"),
    [
        (
            ("办公室、财务科", "工会", "张三"),
            "办公室—张三（牵头）、财务科（牵头）、工会（配合）",
            True,
        ),
        (
            ("办公室", "工会、团委", "张三"),
            "办公室—张三（牵头）、工会（配合）、团委（配合）",
            False,
        ),
        (("办公室", "工会", "张三、李四"), "办公室—张三（牵头）、工会—李四（配合）", False),
        (("办公室", "", "张三、李四"), "办公室—张三、办公室—李四", True),
        (("办公室、工会", "", "张三、李四、王五"), "办公室—张三、工会—李四、王五", True),
        (("办公室、工会", "", ""), "办公室、工会", False),
        (("办公室、办公室", "", "张三、张三"), "办公室—张三", True),
    ],
)
def test_unequal_numbers(cells: tuple[str, ...], pairs: str, asked: bool, tmp_path: Path) -> None:
    """Departments and people whose numbers differ are paired in some way, and that is said."""
    columns = dict(zip(("责任科室", "配合单位", "责任人"), cells, strict=True))
    row, questions = row_of(tmp_path, **columns)
    assert "、".join(str(Party(**each)) for each in row["parties"]) == pairs
    assert [each.partition("：")[0] for each in questions] == (
        ["第 2 行“责任科室”“配合单位”“责任人”栏"] if asked else []
    )
    if asked and cells[0] != "办公室、办公室":
        assert f"按 {pairs} 导入" in questions[0]


def test_errors_are_explained_by_rows(tmp_path: Path) -> None:
    """What the data may not hold is said with the row of the table that it comes from."""
    rows = [
        HEAD,
        ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"],
        ["二、思想", "⑴学习。", "", "", ""],
    ]
    done = run(tables_of(tmp_path / "x.docx", rows), tmp_path / "new", "--write")
    assert done.exit_code == 1
    assert "第 3 行：这一行没有任何分管领导、责任科室、责任人" in done.output
    assert not (tmp_path / "new").exists()


def test_marks_that_begin_anew(tmp_path: Path) -> None:
    """Two rows of an item that both begin with ⑴ get keys, so that clauses keep numbers of their own."""
    rows = [
        HEAD,
        ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"],
        ["一、组织", "⑴落实。⑵保障。", "顾长风", "办公室", "周小满"],
    ]
    done = run(tables_of(tmp_path / "x.docx", rows), tmp_path / "new", "--write")
    assert done.exit_code == 0, done.output
    assert "第 3 行“测评标准”栏：标号 ⑴ 在同一项目里已经有了" in done.output
    ids = [each.id for each in outputs.check(tmp_path / "new").clauses]
    assert ids == ["组织-⑴", "组织-第2行⑴", "组织-⑵"]


@pytest.mark.parametrize("times", [1, 2])
def test_headings_over_two_rows(times: int, tmp_path: Path) -> None:
    """A wide heading is parted by the row below it; both come again on each page."""
    head = [
        ["测评内容", "", "测评标准", "责任分工", "", ""],
        ["", "", "", "分管领导", "责任科室", "责任人"],
    ]
    body = [["一、组织", "Ⅰ—1 领导", "⑴重视。", "顾长风", "办公室", "周小满"]]
    more = [["二、思想", "Ⅰ—2 学习", "⑴学习。", "沈观澜", "党支部", "林白露"]]
    rows = [*head, *body, *(head if times == 2 else []), *more]
    merges = []
    for top in (0, 3)[:times]:
        merges += [(top, 0, top + 1, 1), (top, 2, top + 1, 2), (top, 3, top, 5)]
    found = read(word(rows, merges, tmp_path / "x.docx"))
    assert found.questions == []
    assert found.header == ["测评内容", "测评标准", "分管领导", "责任科室", "责任人"]
    first, second = found.categories
    assert first["items"][0]["rows"][0]["leaders"] == ["顾长风"]
    row = second["items"][0]["rows"][0]
    assert row["parties"] == [{"department": "党支部", "person": "林白露"}]
    assert row.get("page") == (2 if times == 2 else None)


def raw(rows: str, path: Path, **parts: str) -> Path:
    """Write a table from the XML of its rows; ``parts`` replace parts of the file."""
    document: Any = docx.Document()
    made = document.add_table(1, len(HEAD))
    for column, text in enumerate(HEAD):
        made.cell(0, column).text = text
    names = f"{nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'"
    for row in parse_xml(f"<w:tbl {names}>{rows}</w:tbl>"):
        made._tbl.append(row)
    numbering = document.part.numbering_part.element
    # Word wants kinds of numbers before lists.
    for each in reversed(
        parse_xml(f"<w:numbering {nsdecls('w')}>{parts.get('numbers', '')}</w:numbering>")
    ):
        numbering.insert(0, each)
    if "notes" in parts:
        blob = f"<w:footnotes {nsdecls('w')}>{parts['notes']}</w:footnotes>".encode()
        name = PackURI("/word/footnotes.xml")
        part = Part(
            name,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
            blob,
            document.part.package,
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(str(path))
    return path


def tc(*paragraphs: str, before: str = "") -> str:
    """Return the XML of a cell, its paragraphs' given."""
    inside = "".join(f"<w:p>{each}</w:p>" for each in paragraphs)
    return f"<w:tc><w:tcPr>{before}</w:tcPr>{inside}</w:tc>"


def run_of(text: str, properties: str = "") -> str:
    """Return the XML of a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tr(clause: str, properties: str = "") -> str:
    """Return the XML of a row, that of its cell of clauses given."""
    cells = [tc(run_of(each)) for each in ("一、组织", "顾长风", "办公室", "周小满")]
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells[0]}{clause}{''.join(cells[1:])}</w:tr>"


def clauses_in(path: Path) -> list[tuple[str, str]]:
    """Return marks and texts of all clauses of a table with one category."""
    rows = read(path).categories[0]["rows"]
    return [(each.get("mark", ""), each["text"]) for row in rows for each in row["clauses"]]


def test_columns_that_a_row_leaves_out(tmp_path: Path) -> None:
    """A row that begins later, or ends earlier, keeps its cells in their columns."""
    cells = "".join(tc(run_of(each)) for each in ("⑵落实。", "沈观澜", "工会"))
    skipping = '<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'
    late = f"<w:tr><w:trPr>{skipping}</w:trPr>{cells}</w:tr>"
    path = raw(tr(tc(run_of("⑴重视。"))) + late, tmp_path / "x.docx")
    row = read(path).categories[0]["rows"][1]
    assert (row["leaders"], row["parties"]) == (["沈观澜"], [{"department": "工会"}])
    assert clauses_in(path) == [("⑴", "重视。"), ("⑵", "落实。")]


def test_changes_and_hidden_text(tmp_path: Path) -> None:
    """What was put in is read, what was taken out or hidden is not; rows that were, neither."""
    text = (
        run_of("⑴重视")
        + f'<w:ins w:id="1" w:author="x">{run_of("工作")}</w:ins>'
        + '<w:del w:id="2" w:author="x"><w:r><w:delText>不力</w:delText></w:r></w:del>'
        + run_of("（草稿）", "<w:vanish/>")
        + run_of("。", '<w:vanish w:val="0"/>')
    )
    gone = tr(tc(run_of("⑵落实。")), '<w:del w:id="3" w:author="x"/>')
    path = raw(tr(tc(text)) + gone, tmp_path / "x.docx")
    assert clauses_in(path) == [("⑴", "重视工作。")]
    (question,) = read(path).questions
    assert question.startswith("第 2 行“测评标准”栏：有没有接受的修订")


def test_notes_boxes_and_tables_in_cells(tmp_path: Path) -> None:
    """Footnotes and boxes are asked about with their text; a table in a cell is read as text."""
    note = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    box = (
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p>"
        f"{run_of('必查')}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    nested = f"<w:tbl><w:tr>{tc(run_of('⑵落实。'))}</w:tr></w:tbl><w:p/>"
    clause = tc(run_of("⑴重视。") + note + box).replace("</w:tc>", f"{nested}</w:tc>")
    notes = f'<w:footnote w:id="7"><w:p>{run_of("见附表")}</w:p></w:footnote>'
    path = raw(tr(clause), tmp_path / "x.docx", notes=notes)
    assert clauses_in(path) == [("⑴", "重视。"), ("⑵", "落实。")]
    assert read(path).questions == [
        "第 2 行“测评标准”栏：有脚注，没有导入：“见附表”；要留的请写进备注。",
        "第 2 行“测评标准”栏：有文本框，没有导入：“必查”；要留的请写进备注。",
        "第 2 行“测评标准”栏：格里还有一个表，按文字读了：“⑵落实。”，请核对。",
    ]


def numbers(kind: str, pattern: str) -> str:
    """Return the XML of two lists that count in one way, the second one anew."""
    lists = '<w:abstractNumId w:val="90"/>'
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    return (
        f'<w:abstractNum w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/></w:lvl></w:abstractNum>'
        f'<w:num w:numId="91">{lists}</w:num><w:num w:numId="92">{lists}{again}</w:num>'
    )


def numbered(number: int, text: str) -> str:
    """Return the XML of a paragraph of a list."""
    wanted = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:pPr>{wanted}</w:pPr>{run_of(text)}"


@pytest.mark.parametrize(
    ("kind", "pattern", "marks"),
    [
        ("decimal", "%1.", ["1.", "2.", "3.", "1."]),
        ("decimal", "（%1）", ["（1）", "（2）", "（3）", "（1）"]),
        ("decimalEnclosedParen", "%1", ["⑴", "⑵", "⑶", "⑴"]),
        ("decimalEnclosedCircle", "%1", ["①", "②", "③", "①"]),
        ("chineseCounting", "%1、", ["一、", "二、", "三、", "一、"]),
        ("chineseCountingThousand", "（%1）", ["（一）", "（二）", "（三）", "（一）"]),
        ("bullet", "·", ["", "", "", ""]),
    ],
)
def test_automatic_numbers(kind: str, pattern: str, marks: list[str], tmp_path: Path) -> None:
    """Marks that Word makes by itself are counted as Word counts them, from cell to cell."""
    rows = tr(tc(numbered(91, "重视。"), numbered(91, "落实。"))) + tr(tc(numbered(91, "保障。")))
    rows += tr(tc(numbered(92, "宣传。")))
    path = raw(rows, tmp_path / "x.docx", numbers=numbers(kind, pattern))
    assert [mark for mark, _ in clauses_in(path)] == marks


def test_numbers_of_an_unknown_sort(tmp_path: Path) -> None:
    """A sort of number that nobody knows is asked about."""
    path = raw(
        tr(tc(numbered(91, "重视。"))), tmp_path / "x.docx", numbers=numbers("hebrew1", "%1.")
    )
    assert clauses_in(path) == [("", "重视。")]
    (question,) = read(path).questions
    assert question.startswith("第 2 行“测评标准”栏：自动编号的样式“hebrew1”不认识")


def test_the_table_among_others(tmp_path: Path) -> None:
    """The table with the most headings is read; others are named by their places in the file."""
    groups = [["领导小组", "成员"], ["组长", "顾长风"]]
    signed = [["责任科室", "责任人", "签收"], ["办公室", "周小满", ""]]
    ours = [HEAD, ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"]]
    more = [HEAD, ["二、思想", "⑴学习。", "", "党支部", "林白露、陈立秋"]]
    found = read(tables_of(tmp_path / "x.docx", groups, signed, ours, more))
    assert [each["title"] for each in found.categories] == ["组织", "思想"]
    assert [each.partition("）")[0] for each in found.questions[:2]] == [
        "第 1 个表（“领导小组”开头",
        "第 2 个表（“责任科室”开头",
    ]
    assert found.questions[2].startswith("第 4 个表第 2 行“责任科室”“责任人”栏：1 个科室")


def outline(level: dict[str, Any]) -> Any:
    """Return the levels below a level, with how many rows each item has."""
    below = [*level.get("groups", ()), *level.get("items", ())]
    return (level["title"], [outline(each) for each in below] or len(level["rows"]))


@pytest.mark.parametrize(
    ("head", "rows", "merges", "expected"),
    [
        (["项目", "要求"], [["甲", "一。"], ["乙", "二。"]], [], [("甲", 1), ("乙", 1)]),
        (["要求"], [["一。"], ["二。"]], [], [("分工", 2)]),
        (
            ["类别", "项目", "要求"],
            [["一、组织", "甲", "一。"], ["", "乙", "二。"], ["二、思想", "丙", "三。"]],
            [(1, 0, 2, 0)],
            [("组织", [("甲", 1), ("乙", 1)]), ("思想", [("丙", 1)])],
        ),
        (
            ["项目", "要求"],
            [["一、组织", ""], ["甲", "一。"], ["乙", "二。"], ["二、思想", ""], ["丙", "三。"]],
            [(1, 0, 1, 3), (4, 0, 4, 3)],
            [("组织", [("甲", 1), ("乙", 1)]), ("思想", [("丙", 1)])],
        ),
        (
            ["序号", "要求"],
            [["一、组织", ""], ["1", "一。"], ["2", "二。"], ["二、思想", ""], ["3", "三。"]],
            [(1, 0, 1, 3), (4, 0, 4, 3)],
            [("组织", 2), ("思想", 1)],
        ),
        (
            ["指标", "项目", "要求"],
            [
                ["一、组织", "", ""],
                ["（一）领导", "", ""],
                ["Ⅱ-1 重视", "甲", "一。"],
                ["", "乙", "二。"],
                ["（二）制度", "", ""],
                ["Ⅱ-2 健全", "丙", "三。"],
                ["二、思想", "", ""],
                ["（一）学习", "", ""],
                ["Ⅱ-3 经常", "丁", "四。"],
            ],
            [(row, 0, row, 4) for row in (1, 2, 5, 7, 8)],
            [
                (
                    "组织",
                    [
                        ("领导", [("重视", [("甲", 1), ("乙", 1)])]),
                        ("制度", [("健全", [("丙", 1)])]),
                    ],
                ),
                ("思想", [("学习", [("经常", [("丁", 1)])])]),
            ],
        ),
    ],
)
def test_levels(
    head: list[str],
    rows: list[list[str]],
    merges: list[tuple[int, int, int, int]],
    expected: Any,
    tmp_path: Path,
) -> None:
    """One to four levels, in columns, merged, or as rows across the whole table."""
    wide = {top for top, left, _, right in merges if right > left}
    grid = [[*head, "责任科室", "责任人"]]
    grid += [
        [*row, *(["", ""] if at in wide else ["办公室", "周小满"])]
        for at, row in enumerate(rows, start=1)
    ]
    done = run(word(grid, merges, tmp_path / "x.docx"), tmp_path / "new", "--write")
    assert done.exit_code == 0, done.output
    found = read(tmp_path / "x.docx")
    assert [outline(each) for each in found.categories] == expected
    assert found.questions == []


def test_rows_across_the_table_that_are_no_level(tmp_path: Path) -> None:
    """A note across the table is asked about; who is named in such a row has a clause to do."""
    rows = [
        HEAD,
        ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"],
        ["开展宣传。", "", "顾长风", "办公室", "周小满"],
        ["注：各科室年底前报送。", "", "", "", ""],
    ]
    path = word(rows, [(2, 0, 2, 1), (3, 0, 3, 4)], tmp_path / "x.docx")
    assert read(path).questions == [
        "第 4 行：整行“注：各科室年底前报送。”没有导入；要留的请写进备注。"
    ]
    assert clauses_in(path)[0] == ("⑴", "重视。")
    assert read(path).categories[1]["rows"][0]["clauses"] == [{"text": "开展宣传。"}]


def test_one_clause_with_several_rows_of_people(tmp_path: Path) -> None:
    """Where a clause is merged over rows that each name somebody, it has them all."""
    rows = [
        HEAD,
        ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"],
        ["", "", "", "工会", "林白露"],
    ]
    path = word(rows, [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2)], tmp_path / "x.docx")
    (row,) = read(path).categories[0]["rows"]
    assert [each["person"] for each in row["parties"]] == ["周小满", "林白露"]


def test_no_table(tmp_path: Path) -> None:
    """A letter is no table: one message says what was looked for."""
    document = docx.Document()
    document.add_paragraph("你好")
    document.save(str(tmp_path / "x.docx"))
    done = run(tmp_path / "x.docx", tmp_path / "new")
    assert done.exit_code == 1
    assert "没有找到分工表" in done.output


def test_many_rows(tmp_path: Path) -> None:
    """A table of ten thousand rows is read."""
    document = Document()
    rows = [[cell(text) for text in ("项目", "要求", "责任科室", "责任人")]]
    rows += [
        [cell(text) for text in (f"{n}.1 甲", "一。", "办公室", "朱亮")] for n in range(10_000)
    ]
    document.table([30, 60, 30, 30], rows)
    (tmp_path / "x.docx").write_bytes(document.content())
    assert len(read(tmp_path / "x.docx").categories) == 10_000


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "entities": lambda body: body.replace(b"<w:document", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document', 1),
    "not XML": lambda body: b"rubbish",
    "empty": lambda body: b"",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files(name: str, tmp_path: Path) -> None:
    """A Word file with entities or broken parts is refused with one message."""
    good = exported(outputs.check(UNITS / "small" / "data"), tmp_path / "good.docx")
    bad = tmp_path / "bad.docx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            target.writestr(
                part, HOSTILE[name](content) if part == "word/document.xml" else content
            )
    done = run(bad, tmp_path / "new", "--write")
    assert done.exit_code == 1
    assert "bad.docx" in done.output
    assert not (tmp_path / "new").exists()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.floats(0, 1))
def test_damaged_files(noise: bytes, at: float) -> None:
    """A Word file with any bytes overwritten is read or refused; nothing else happens."""
    content = _small()
    place = int(at * len(content))
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "x.docx"
        path.write_bytes(content[:place] + noise + content[place + len(noise) :])
        with suppress(OfficeError, table.TableError):
            read(path)


def _small() -> bytes:
    return attachment(Index(outputs.check(UNITS / "small" / "data"), make.TODAY)).content()


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    """Any text file is read as a table or refused; nothing else happens."""
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "x.txt"
        path.write_text(f"\t项目\n\t要求\n\t责任人\n\n{text}", encoding="utf-8", errors="replace")
        with suppress(OfficeError, table.TableError):
            read(path)


WORDS = st.text(
    st.sampled_from("创建领导组织制度健全活动开展学习服务环境整洁"), min_size=2, max_size=8
)
SENTENCES = WORDS.map(lambda words: f"{words}；")


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the files of a register as a printed table can show it."""
    people = draw(
        st.lists(NAME.filter(lambda name: len(name) > 1), min_size=2, max_size=5, unique=True)
    )
    offices = ["办公室", "业务科", "工会"]

    def row() -> dict[str, Any]:
        marks = draw(
            st.sampled_from([("⑴", "⑵", "⑶"), ("①", "②", "③"), ("（1）", "（2）", "（3）")])
        )
        clauses = [
            {"mark": mark, "text": draw(SENTENCES)} for mark in marks[: draw(st.integers(1, 3))]
        ]
        pairs = draw(st.lists(st.sampled_from(offices), min_size=1, max_size=2, unique=True))
        return {
            "leaders": [draw(st.sampled_from(people))],
            "parties": [
                {"department": each, "person": draw(st.sampled_from(people))} for each in pairs
            ],
            "clauses": clauses,
        }

    files: dict[str, Any] = {}
    for number in range(1, draw(st.integers(1, 3)) + 1):
        items = [
            {"code": f"Ⅲ-{number}{at}", "title": draw(WORDS), "rows": [row()]}
            for at in range(1, draw(st.integers(1, 3)) + 1)
        ]
        category = {"code": f"{'一二三'[number - 1]}、", "title": draw(WORDS)}
        group = {"code": f"Ⅱ-{number}", "title": draw(WORDS), "items": items}
        files[f"allocation/{number:02}.yml"] = category | {"groups": [group]}
    used = {
        party["department"]
        for name, category in files.items()
        for item in category["groups"][0]["items"]
        for party in item["rows"][0]["parties"]
    }
    files["people.yml"] = {"people": [{"name": name} for name in people]}
    files["departments.yml"] = {"departments": [{"name": each} for each in offices if each in used]}
    return files


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables())
def test_any_table_comes_back(files: dict[str, Any]) -> None:
    """Whatever the table says, its Word file imported says the same."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "data"
        write(folder, files)
        register = outputs.check(folder)
        path = exported(register, Path(temporary) / "x.docx")
        done = run(path, Path(temporary) / "new", "--write")
        assert done.exit_code == 0, done.output
        assert printed(outputs.check(Path(temporary) / "new")) == printed(register)


def near(one: Any, other: Any) -> bool:
    """Whether two lengths differ by less than half a millimetre."""
    return bool(abs(one - other) < Mm(0.5))


def test_the_page_is_by_the_standard(tmp_path: Path) -> None:
    """GB/T 9704-2012: page, margins, type area, fonts and sizes, dashes round the page number."""
    path = exported(outputs.check(DATA), tmp_path / "x.docx")
    document: Any = docx.Document(str(path))
    section = document.sections[0]
    assert near(section.page_width, Mm(210))
    assert near(section.page_height, Mm(297))
    assert near(section.top_margin, Mm(37))
    assert near(section.left_margin, Mm(28))
    assert near(section.page_width - section.left_margin - section.right_margin, Mm(156))
    assert near(section.page_height - section.top_margin - section.bottom_margin, Mm(225))
    first, second, title = document.paragraphs[:3]
    assert (first.text, first.style.name) == ("附件2：", "附件号")
    assert second.text == ""
    assert title.style.name == "公文标题"
    fonts = {"附件号": ("黑体", 16), "公文标题": ("方正小标宋简体", 22), "页码": ("宋体", 14)}
    for name, (font, size) in fonts.items():
        style = document.styles[name]
        assert style.font.size == Pt(size)
        assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font
    footer = section.footer.paragraphs[0]
    said = "".join(str(each.text) for each in footer._p.iter(qn("w:t")))
    assert re.sub(r"\s", "", said) == "—1—"
    rows = document.tables[0]._tbl.findall(qn("w:tr"))
    assert rows[0].find(f".//{qn('w:tblHeader')}") is not None
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    lying: Any = docx.Document(
        str(exported(outputs.check(DATA), tmp_path / "y.docx", landscape=True))
    )
    section = lying.sections[0]
    assert section.page_width > section.page_height
    assert near(section.left_margin, Mm(35))


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    """A unit's template gives page and fonts; one that lacks a style says which."""
    shutil.copytree(UNITS / "small" / "data", tmp_path / "data")
    document: Any = docx.Document(io.BytesIO(_small()))
    document.sections[0].left_margin = Mm(20)
    document.save(str(tmp_path / "data" / "ours.docx"))
    replace(tmp_path / "data" / "unit.yml", "data_date:", "word_template: ours.docx\ndata_date:")
    path = exported(outputs.check(tmp_path / "data"), tmp_path / "x.docx")
    made: Any = docx.Document(str(path))
    assert near(made.sections[0].left_margin, Mm(20))
    docx.Document().save(str(tmp_path / "data" / "ours.docx"))
    with pytest.raises(TemplateError, match="没有样式“附件号”"):
        exported(outputs.check(tmp_path / "data"), tmp_path / "x.docx")
    (tmp_path / "data" / "ours.docx").unlink()
    with pytest.raises(DataError, match=r"unit.yml:5  没有 Word 模板 ours.docx"):
        outputs.generate(tmp_path / "data", today=make.TODAY)


def test_the_same_bytes(tmp_path: Path) -> None:
    """The same data makes the same file."""
    register = outputs.check(DATA)
    one = exported(register, tmp_path / "1.docx").read_bytes()
    assert one == exported(register, tmp_path / "2.docx").read_bytes()


def test_old_files_need_an_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .doc is read by LibreOffice; without one there is a way out."""
    (tmp_path / "x.doc").write_bytes(b"old")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    done = run(tmp_path / "x.doc", tmp_path / "new")
    assert done.exit_code == 1
    assert "另存为 .docx" in done.output
    exported(outputs.check(DATA), tmp_path / "x.docx")
    done = CliRunner().invoke(main, ["pdf", str(tmp_path / "x.docx"), "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "另存为 .pdf" in done.output


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_an_office_that_is_there(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LibreOffice is asked for a file, in a profile of its own; what it makes is used."""
    program = tmp_path / "soffice"
    program.write_text('#!/bin/sh\ncp "$7" "$6/$(basename "${7%.*}").$4"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    exported(outputs.check(UNITS / "small" / "data"), tmp_path / "x.docx")
    (tmp_path / "x.docx").rename(tmp_path / "x.doc")
    if kind == "docx":
        done = run(tmp_path / "x.doc", tmp_path / "new", "--write")
        assert done.exit_code == 0, done.output
        assert outputs.check(tmp_path / "new").clauses
    else:
        out = tmp_path / "out"
        done = CliRunner().invoke(main, ["pdf", str(tmp_path / "x.doc"), "--out", str(out)])
        assert done.exit_code == 0, done.output
        assert (out / "x.pdf").is_file()
