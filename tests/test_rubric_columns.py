"""Rubrics in: which column holds the clauses, and what stands beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from allocation.base.enums import Basis, Frequency
from allocation.lint.validate import load_register
from allocation.office.imports.tables.levels import rows_of
from word_tables import read, run, tables_of, under

OWNERS = ["分管领导", "责任科室", "责任人"]
DUTY = ["顾长风", "办公室", "周小满"]


def row_of(path: Path, head: list[str], cells: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Read a table with one row; return the row, and the questions."""
    rows = [["项目", *head, *OWNERS], ["一、组织", *cells, *DUTY]]
    found = read(tables_of(path / "x.docx", rows))
    return rows_of(found.categories[0])[0], found.questions


def names_of(clause: dict[str, Any]) -> list[str]:
    """Return the names of a clause's evidence."""
    return [each["name"] for each in clause.get("evidence", [])]


@pytest.mark.parametrize(
    ("head", "cells", "expected", "asked"),
    [
        (
            ["测评内容", "具体要求"],
            ["列入议事日程，领导带头参加。", "每季研究一次，形成制度。"],
            ("列入议事日程，领导带头参加。", "具体要求：每季研究一次，形成制度。"),
            ["第 3 栏“具体要求”：没有当条款"],
        ),
        (
            ["测评内容", "具体要求"],
            ["领导重视", "列入议事日程，领导带头参加。"],
            ("列入议事日程，领导带头参加。", None),
            ["第 2 栏“测评内容”：当作项目的名称"],
        ),
        (
            ["测评标准", "计分办法"],
            ["列入议事日程。", "未列入的扣2分。"],
            ("列入议事日程。", "计分办法：未列入的扣2分。"),
            ["第 3 栏“计分办法”：当作评分办法"],
        ),
        (
            ["测评内容", "测评标准"],
            ["列入议事日程，领导带头参加。", "未列入的扣2分，没有参加的扣1分。"],
            ("列入议事日程，领导带头参加。", "测评标准：未列入的扣2分，没有参加的扣1分。"),
            ["第 3 栏“测评标准”：当作评分办法"],
        ),
        (
            ["评分标准"],
            ["健全得2分，否则不得分。"],
            ("健全得2分，否则不得分。", None),
            ["第 2 栏“评分标准”：当条款读了"],
        ),
        (["考评内容（要点）"], ["列入议事日程。"], ("列入议事日程。", None), []),
        (["指标内容"], ["列入议事日程。"], ("列入议事日程。", None), []),
        (["评价要点", "自评得分"], ["列入议事日程。", ""], ("列入议事日程。", None), []),
    ],
)
def test_the_column_of_the_clauses(
    head: list[str],
    cells: list[str],
    expected: tuple[str, str | None],
    asked: list[str],
    tmp_path: Path,
) -> None:
    """A reader finds the clauses by words and texts; what else there is becomes a remark."""
    row, questions = row_of(tmp_path, head, cells)
    assert [(each["text"], row.get("remark")) for each in row["clauses"]] == [expected]
    assert [each.partition("，")[0] for each in questions] == asked


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("①会议纪要②经费批复", ["会议纪要", "经费批复"]),
        ("1.会议纪要；2.经费批复。", ["会议纪要", "经费批复"]),
        ("会议纪要、经费批复，活动照片", ["会议纪要", "经费批复", "活动照片"]),
        ("会议纪要\n经费批复（复印件）", ["会议纪要", "经费批复（复印件）"]),
        ("会议纪要、领导参加情况", ["会议纪要、领导参加情况"]),
        ("关于成立领导小组的通知（含组长、副组长、成员名单）", None),
        ("无需报送", []),
        ("—", []),
    ],
)
def test_documents_in_a_cell(text: str, names: list[str] | None, tmp_path: Path) -> None:
    """A list of documents is parted at its marks and lines, at commas only if that is sure."""
    row, _ = row_of(tmp_path, ["测评标准", "报送说明"], ["⑴列入议程。", text])
    assert names_of(row["clauses"][0]) == ([text] if names is None else names)


def test_documents_by_clause(tmp_path: Path) -> None:
    """Marks of clauses say whose the documents are; without them the first clause has them."""
    head, clauses = ["测评标准", "申报材料"], "⑴列入议程。⑵有经费。"
    row, questions = row_of(tmp_path, head, [clauses, "⑴会议纪要；⑵预算、批复"])
    assert list(map(names_of, row["clauses"])) == [["会议纪要"], ["预算、批复"]]
    assert [each for each in questions if "看不出" in each] == []
    row, questions = row_of(tmp_path, head, [clauses, "会议纪要"])
    assert list(map(names_of, row["clauses"])) == [["会议纪要"], []]
    place = "第 2 行“申报材料”栏：条款有 2 条，看不出是哪一条的材料，都记在第一条下"
    assert questions[0].startswith(place)


def test_requirements_that_name_documents(tmp_path: Path) -> None:
    """具体要求 that lists documents is evidence, and that is said."""
    row, questions = row_of(
        tmp_path, ["测评内容", "具体要求"], ["⑴列入议程。\n⑵有经费。", "⑴会议记录\n⑵经费批复"]
    )
    assert list(map(names_of, row["clauses"])) == [["会议记录"], ["经费批复"]]
    assert questions[0].startswith("第 3 栏“具体要求”：写的是材料，当佐证材料读了")


def test_evidence_names_its_rubric(tmp_path: Path) -> None:
    """What a rubric asks for is proposed evidence with the rubric as its source."""
    rows = [
        ["项目", "测评标准", "报送说明", *OWNERS],
        ["一、组织", "⑴列入议程。", "会议纪要；每季度简报", *DUTY],
        ["", "⑵有经费。", "预算", *DUTY],
    ]
    path = under(tmp_path / "x.docx", (["临江市文明单位测评细则"], rows))
    done = run(path, tmp_path / "new", "--write")
    assert done.exit_code == 0, done.output
    assert "“报送说明”栏读出 3 项材料，作为建议的佐证材料" in done.output
    register = load_register(tmp_path / "new")
    assert [each.id for each in register.evidence] == ["组织-⑴-01", "组织-⑴-02", "组织-⑵-01"]
    assert {each.record.basis for each in register.evidence} == {Basis.RUBRIC}
    said = [each.record.frequency for each in register.evidence]
    assert said == [Frequency.TERM, Frequency.QUARTER, Frequency.TERM]
    (reference,) = register.references
    assert reference.title == "临江市文明单位测评细则：“报送说明”栏"
    assert {each.record.refs for each in register.evidence} == {(reference.id,)}
    assert reference.id.startswith("R")


@pytest.mark.parametrize(
    ("text", "score", "asked"),
    [
        ("列入议程。（5分）", "5", ""),
        ("列入议程（５分）。", "5", ""),
        ("列入议程，满分10分。", "10", ""),
        ("列入议程，计5分。", "5", ""),
        ("列入议程，本项 10 分。", "10", ""),
        ("列入议程（5分，缺一次扣1分）。", "5", ""),
        ("开展活动，每项2分。", "2", "写的是“每项2分”，按 2 分导入"),
        ("开展活动，每项2分，满分10分。", "10", ""),
        ("有制度（3分），有记录（2分）。", "5", "写了 2 个分值（3、2），相加，按 5 分导入"),
        ("列入议程，缺一次扣1分。", None, ""),
        ("列入议程（缺一次扣1分）。", None, ""),
        ("列入议程，每少一次扣0.5分。", None, ""),
        ("获表彰的加1分。", None, "里面像是评分办法"),
        ("满意度90分以上，问卷90分钟。", None, ""),
    ],
)
def test_scores_in_the_text(text: str, score: str | None, asked: str, tmp_path: Path) -> None:
    """A score that a clause states is its score, and stays in the text; deductions are none."""
    row, questions = row_of(tmp_path, ["测评标准"], [text])
    (clause,) = row["clauses"]
    assert (clause["text"], clause.get("score")) == (text, score)
    assert [asked in each for each in questions] == ([True] if asked else [])


def test_scores_of_levels_and_sums(tmp_path: Path) -> None:
    """The label of a level states its score; a sum that does not fit is asked about."""
    rows = [
        ["类别", "项目", "测评标准", *OWNERS],
        ["一、组织（20分）", "领导（8分）", "⑴列入议程（5分）；⑵有经费（3分）。", *DUTY],
        ["", "制度（10分）", "⑴健全（5分）；⑵落实（4分）。", *DUTY],
    ]
    path = tables_of(tmp_path / "x.docx", rows)
    found = read(path)
    (category,) = found.categories
    assert category["score"] == "20"
    assert [item["score"] for item in category["items"]] == ["8", "10"]
    assert [each.partition("：")[2] for each in found.questions] == [
        "“制度（10分）”写的是 10 分，下面加起来是 9 分（9），请核对。",
        "“组织（20分）”写的是 20 分，下面加起来是 18 分（8、10），请核对。",
    ]
    assert run(path, tmp_path / "new", "--write").exit_code == 0


def test_a_score_that_the_column_contradicts(tmp_path: Path) -> None:
    """The column of scores goes before the text, and the difference is asked about."""
    row, questions = row_of(tmp_path, ["测评标准", "分值"], ["⑴列入议程（5分）。", "8"])
    assert (row["score"], row["clauses"][0].get("score")) == ("8", None)
    assert questions == [
        "第 2 行“测评标准”栏：条款⑴的原文写着 5 分，分值栏是 8 分；按分值栏导入，请核对。"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "材料审核、实地考察",
        "1、材料审核；2、实地考察",
        "1.材料审核2.实地考察",
        "①材料审核②实地考察",
        "（1）材料审核\n（2）实地考察",
        "A.材料审核 B.实地考察",
        "一、材料审核\n二、实地考察。",
        "材料审核/实地考察",
    ],
)
def test_methods_as_a_list(text: str, tmp_path: Path) -> None:
    """Methods are a list, whatever marks stand before them."""
    row, questions = row_of(tmp_path, ["测评标准", "测评方法"], ["⑴列入议程。⑵有经费。", text])
    assert row["methods"] == ["材料审核", "实地考察"]
    assert questions == []


def test_methods_by_clause(tmp_path: Path) -> None:
    """Methods with the marks of the clauses are each clause's own, which is asked about."""
    row, questions = row_of(
        tmp_path, ["测评标准", "测评方法"], ["⑴学习。⑵教育。", "⑴材料审核⑵问卷调查、实地考察"]
    )
    assert [each["methods"] for each in row["clauses"]] == [["材料审核"], ["问卷调查", "实地考察"]]
    assert questions[0].startswith("第 2 行“测评方法”栏：标号和条款的一样，按标号分到各条")


def test_a_rule_among_methods(tmp_path: Path) -> None:
    """A rule of scoring in a column of methods is none, and kept as what it is."""
    rows = [
        ["项目", "测评标准", "测评方法", *OWNERS],
        ["组织", "⑴列入议程。", "材料审核", *DUTY],
        ["思想", "⑴学习。", "缺一次扣1分，扣完为止", *DUTY],
        ["制度", "⑴健全。", "实地考察", *DUTY],
    ]
    found = read(tables_of(tmp_path / "x.docx", rows))
    row = found.categories[1]["rows"][0]
    assert "methods" not in row
    assert row["remark"] == "测评方法：缺一次扣1分，扣完为止"
    assert found.questions[0].startswith("第 3 行“测评方法”栏：“缺一次扣1分，扣完为止”像评分办法")


def test_a_column_for_each_method(tmp_path: Path) -> None:
    """Where a method is a column, a tick names it."""
    head = ["测评标准", "材料审核", "实地考察", "问卷调查"]
    row, _ = row_of(tmp_path, head, ["⑴列入议程。", "√", "", "√"])
    assert row["methods"] == ["材料审核", "问卷调查"]


@pytest.mark.parametrize(
    ("head", "rows", "marks", "codes"),
    [
        (["序号"], [["1", "重视。"], ["2", "落实。"]], ["1", "2"], []),
        (
            ["项目", "序号"],
            [["组织", "1", "重视。"], ["", "2", "落实。"], ["思想", "1", "学习。"]],
            ["1", "2", "1"],
            [],
        ),
        (["序号", "项目"], [["1", "组织", "重视。"], ["2", "思想", "学习。"]], ["", ""], []),
        (["序号"], [["1", "⑴重视。"], ["2", "⑵落实。"]], ["⑴", "⑵"], []),
        (["项目", "序号"], [["组织", "1\n2", "重视。\n落实。"]], ["1", "2"], []),
        (["项目", "序号"], [["组织", "A1", "重视。"]], [""], ["A1"]),
    ],
)
def test_numbers_of_clauses(
    head: list[str], rows: list[list[str]], marks: list[str], codes: list[str], tmp_path: Path
) -> None:
    """Serial numbers beside unmarked clauses are their marks, unless they may be an item's."""
    table = [[*head, "测评标准", *OWNERS], *([*row, *DUTY] for row in rows)]
    found = read(tables_of(tmp_path / "x.docx", table))
    clauses = (
        clause
        for category in found.categories
        for row in rows_of(category)
        for clause in row["clauses"]
    )
    assert [each.get("mark", "") for each in clauses] == marks
    assert [any(code in each for each in found.questions) for code in codes] == [True] * len(codes)


def test_tables_with_other_headings(tmp_path: Path) -> None:
    """Each table of a file is read by its own headings, and that is said."""
    first = [["项目", "测评标准", *OWNERS], ["一、组织", "⑴重视。", *DUTY]]
    more = [["加分内容", "加分标准", "牵头科室"], ["典型经验", "⑴被推广。", "财务科"]]
    found = read(tables_of(tmp_path / "x.docx", first, more, [["姓名", "电话"], ["甲", "1"]]))
    assert [each["title"] for each in found.categories] == ["组织", "典型经验"]
    parties = [rows_of(each)[0]["parties"] for each in found.categories]
    assert parties[1] == [{"department": "财务科", "role": "牵头"}]
    assert found.questions == [
        "第 2 个表的栏名和前面的不同，照它自己的栏名读了，请核对。",
        "第 3 个表（“姓名”开头）没有读：栏目和分工表不同。",
    ]
    assert [number for number, _ in found.heads] == [0, 1]


@pytest.mark.parametrize(
    ("captions", "key", "expected"),
    [
        (["一、材料审核（60分）", "二、实地考察"], "methods", [["材料审核"], ["实地考察"]]),
        (["3月份", "2026年4月"], "deadline", ["3月份", "2026年4月"]),
        (["一季度", "下半年"], "deadline", ["一季度", "下半年"]),
    ],
)
def test_a_table_for_each_method_or_month(
    captions: list[str], key: str, expected: list[Any], tmp_path: Path
) -> None:
    """The caption says what holds for all rows of its table."""
    head = ["项目", "测评标准", *OWNERS]
    path = under(
        tmp_path / "x.docx",
        (["某局任务分工表", captions[0]], [head, ["组织", "⑴重视。", *DUTY]]),
        ([captions[1]], [head, ["思想", "⑴学习。", *DUTY]]),
    )
    found = read(path).categories
    assert [rows_of(category)[0][key] for category in found] == expected


@pytest.mark.parametrize(
    ("total", "asked"),
    [("10", []), ("12", ["第 4 行：写的是 12 分，读到的分值加起来是 10 分，请核对。"])],
)
@pytest.mark.parametrize("word", ["合计", "小计", "总分"])
def test_rows_with_sums(word: str, total: str, asked: list[str], tmp_path: Path) -> None:
    """The row of a sum is no clause; a sum that does not fit is asked about."""
    rows = [
        ["项目", "测评标准", "分值", *OWNERS],
        ["一、组织", "⑴重视。", "4", *DUTY],
        ["一、组织", "⑵落实。", "6", *DUTY],
        [word, "", total, "", "", ""],
    ]
    found = read(tables_of(tmp_path / "x.docx", rows))
    assert len(rows_of(found.categories[0])) == 2
    assert found.questions == asked


def test_five_levels_and_letters(tmp_path: Path) -> None:
    """Up to five levels in columns, codes with a space after them, marks with letters."""
    rows = [
        ["一级指标", "二级指标", "三级指标", "四级指标", "测评标准", *OWNERS],
        ["1 思想", "1.1 理论", "1.1.1 学习", "1.1.1.1 制度", "A.有制度；B.有计划。", *DUTY],
        ["1 思想", "1.1 理论", "1.1.1 学习", "1.1.1.2 成效", "a.有成果", *DUTY],
    ]
    (category,) = read(tables_of(tmp_path / "x.docx", rows)).categories
    assert (category["code"], category["title"]) == ("1", "思想")
    (group,) = category["groups"][0]["groups"]
    assert [(item["code"], item["title"]) for item in group["items"]] == [
        ("1.1.1.1", "制度"),
        ("1.1.1.2", "成效"),
    ]
    marks = [each["mark"] for row in rows_of(category) for each in row["clauses"]]
    assert marks == ["A.", "B.", "a."]


def test_keys_keep_their_brackets(tmp_path: Path) -> None:
    """What a category without a code is called in keys is its whole title."""
    rows = [
        ["类别", "项目", "测评标准", *OWNERS],
        ["组织（10分）", "其他", "一。", *DUTY],
        ["思想（20分）", "其他", "二。", *DUTY],
    ]
    found = read(tables_of(tmp_path / "x.docx", rows))
    assert found.categories[1]["items"][0]["key"] == "思想（20分）-其他"


@pytest.mark.parametrize("heading", ["牵头单位", "主办科室", "承办部门"])
def test_headings_that_say_who_leads(heading: str, tmp_path: Path) -> None:
    """Departments in a column of those that lead do so, whether or not others help."""
    rows = [["项目", "测评标准", heading, "配合单位"], ["组织", "⑴重视。", "办公室", ""]]
    row = read(tables_of(tmp_path / "x.docx", rows)).categories[0]["rows"][0]
    assert row["parties"] == [{"department": "办公室", "role": "牵头"}]


def test_a_stroke_is_no_deadline(tmp_path: Path) -> None:
    """A stroke in a column says that there is nothing."""
    row, _ = row_of(tmp_path, ["测评标准", "完成时限", "备注"], ["⑴重视。", "—", "/"])
    assert "deadline" not in row
    assert "remark" not in row


@pytest.mark.parametrize("text", ["2\n3", "2 3", "⑴2⑵3", "2分 3分"])
def test_scores_of_clauses_in_a_cell(text: str, tmp_path: Path) -> None:
    """Scores of several clauses stand on lines, between spaces, or after their marks."""
    row, questions = row_of(tmp_path, ["测评标准", "分值"], ["⑴重视。⑵落实。", text])
    assert [each["score"] for each in row["clauses"]] == ["2", "3"]
    assert questions == []


def test_what_belongs_to_clauses_with_owners_of_their_own(tmp_path: Path) -> None:
    """Where the marks part a row among owners, they part its other columns, too."""
    rows = [
        ["项目", "测评标准", "测评方法", "报送说明", "责任科室", "责任人", "完成时限"],
        [
            "组织",
            "1.重视；2.落实；3.保障。",
            "1.实地考察；2.材料审核；3.问卷调查",
            "1.纪要；2.总结；3.照片",
            "1.2.办公室；3.财务科",
            "1.2.张三；3.李四",
            "1.每日；2.5月；3.12月",
        ],
    ]
    found = rows_of(read(tables_of(tmp_path / "x.docx", rows)).categories[0])
    clauses = [clause for row in found for clause in row["clauses"]]
    said = [row.get("methods") or row["clauses"][0]["methods"] for row in found]
    assert [each.get("deadline") for each in found] == ["每日", "5月", "12月"]
    people = [party["person"] for row in found for party in row["parties"]]
    assert people == ["张三", "张三", "李四"]
    assert said == [["实地考察"], ["材料审核"], ["问卷调查"]]
    assert list(map(names_of, clauses)) == [["纪要"], ["总结"], ["照片"]]


def test_headings_of_levels_alone(tmp_path: Path) -> None:
    """Where no column is called clauses, the last one has them; codes may be letters."""
    rows = [["类别", "项目", "内容", "责任股室"], ["A.基础（9分）", "A1 组织", "①重视。", "综合科"]]
    (category,) = read(tables_of(tmp_path / "x.docx", rows)).categories
    (item,) = category["items"]
    assert (category["code"], item["code"], item["title"]) == ("A.", "A1", "组织")
    assert item["rows"][0]["clauses"] == [{"mark": "①", "text": "重视。"}]
