"""Tables in: headings, levels, marks and titles as offices write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest

from allocation.lint.validate import load_register
from helpers import problems
from word_tables import HEAD, clauses_in, read, run, tables_of, under, word


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


@pytest.mark.parametrize("again", [True, False])
def test_a_table_cut_at_a_page(again: bool, tmp_path: Path) -> None:
    """A further table goes on with the first, with headings or without; others are asked about."""
    first = [HEAD, ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"]]
    second = [*([HEAD] if again else []), ["二、思想", "⑴学习。", "沈观澜", "党支部", "林白露"]]
    path = tables_of(tmp_path / "x.docx", first, second, [["签收", "日期"]])
    found = read(path)
    assert [each["title"] for each in found.categories] == ["组织", "思想"]
    assert found.questions[0] == "第 3 个表（“签收”开头）没有读：栏目和分工表不同。"


DUTY = ["顾长风", "办公室", "周小满"]


@pytest.mark.parametrize(
    ("captions", "titles"),
    [
        (["一、组织领导", "二、思想建设"], ["组织领导", "思想建设"]),
        (["表1  组织领导", "表2  思想建设"], ["组织领导", "思想建设"]),
        (["（一）组织领导", "（二）思想建设（20分）"], ["组织领导", "思想建设（20分）"]),
    ],
)
def test_a_table_for_each_category(captions: list[str], titles: list[str], tmp_path: Path) -> None:
    """Tables with the same headings are one; the line above each names its category."""
    path = under(
        tmp_path / "x.docx",
        (["附件1", "某某局任务分工表", captions[0]], [HEAD, ["重视", "⑴列入议程。", *DUTY]]),
        ([captions[1]], [HEAD, ["学习", "⑴经常。", *DUTY], ["教育", "⑴有效。", *DUTY]]),
        (["（续表）"], [HEAD, ["服务", "⑴热情。", *DUTY]]),
    )
    found = read(path)
    assert [outline(each) for each in found.categories] == [
        (titles[0], [("重视", 1)]),
        (titles[1], [("学习", 1), ("教育", 1), ("服务", 1)]),
    ]
    assert found.before == ("附件1", "某某局任务分工表")
    assert found.questions == []


def test_a_caption_that_the_table_repeats(tmp_path: Path) -> None:
    """Where the first column says the category again, there is one level of it."""
    path = under(
        tmp_path / "x.docx",
        (["任务分工表", "一、组织"], [["类别", *HEAD], ["一、组织", "重视", "⑴好。", *DUTY]]),
        (["二、思想"], [["类别", *HEAD], ["二、思想", "学习", "⑴好。", *DUTY]]),
    )
    found = [outline(each) for each in read(path).categories]
    assert found == [("组织", [("重视", 1)]), ("思想", [("学习", 1)])]


def test_lines_between_tables(tmp_path: Path) -> None:
    """What stands between the tables and is no category is never dropped without a word."""
    path = under(
        tmp_path / "x.docx",
        (["任务分工表"], [HEAD, ["重视", "⑴列入议程。", *DUTY]]),
        (["各科室要抓好落实。"], [HEAD, ["学习", "⑴经常。", *DUTY]]),
        (["三、签收"], [["甲", "乙", "丙", "丁", "戊"]]),
    )
    found = read(path)
    assert found.questions[:3] == [
        "第 2 个表上面的“各科室要抓好落实。”没有导入；要留的请写进备注。",
        "第 3 个表上面的“三、签收”没有导入；要留的请写进备注。",
        "第 3 个表没有表头，当作接着前面的表读了，请核对。",
    ]


def test_two_headings_of_one_kind(tmp_path: Path) -> None:
    """Two columns that are read as the same thing are asked about."""
    rows = [
        ["项目", "测评标准", "工作措施", "责任人", "联系人"],
        ["学习", "⑴经常。", "每月一次。", "周小满", "林白露"],
    ]
    found = read(tables_of(tmp_path / "x.docx", rows))
    assert found.questions[:2] == [
        "第 3 栏“工作措施”：没有当条款，当作对条款的要求，连栏名一起写进备注；"
        "它才是条款的话，加上 --column 条款=工作措施 再导入。",
        "“责任人”“联系人”栏都当“责任人”读了，请核对。",
    ]
    assert found.categories[0]["rows"][0]["remark"] == "工作措施：每月一次。"


def test_codes_in_a_column_of_numbers(tmp_path: Path) -> None:
    """Numbers of rows need not be read; codes that stand in their place are those of the items."""
    head = ["编号", *HEAD]
    rows = [head, ["1", "组织", "⑴重视。", *DUTY], ["2", "学习", "⑴经常。", *DUTY]]
    assert read(tables_of(tmp_path / "x.docx", rows)).questions == []
    rows = [head, ["A1", "组织", "⑴重视。", *DUTY], ["A2", "学习", "⑴经常。", *DUTY]]
    found = read(tables_of(tmp_path / "x.docx", rows))
    assert found.questions == []
    assert [each["code"] for each in found.categories] == ["A1", "A2"]
    rows = [head, ["A1", "组织", "⑴重视。", *DUTY], ["其他", "学习", "⑴经常。", *DUTY]]
    assert read(tables_of(tmp_path / "x.docx", rows)).questions == [
        "第 1 栏“编号”：当作序号，没有读，里面有 A1、其他 等，请核对。"
    ]


def test_grades_below_clauses(tmp_path: Path) -> None:
    """What says how many clauses make a grade is no clause; marks within a clause divide it."""
    text = "（1）有机制：①有机构；②有方案。\n（2）有经费。\n符合上述二项为A；其余情形为D。"
    found = read(tables_of(tmp_path / "x.docx", [HEAD, ["组织", text, *DUTY]]))
    row = found.categories[0]["rows"][0]
    said = [(each["mark"], each["text"]) for each in row["clauses"]]
    assert said == [("（1）", "有机制：①有机构；②有方案。"), ("（2）", "有经费。")]
    assert row["remark"] == "评分办法：符合上述二项为A；其余情形为D。"
    assert found.questions == [
        "第 2 行“测评标准”栏：“符合上述二项为A；其余情形为D。”当作评分办法，写进备注，请核对。"
    ]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("1、健全机构，2、配备人员。", "2、"),
        ("(一)每月一次(二)有记录", "(二)"),
        ("1、按第2、3条办。", ""),
        ("1、按第2、各条办。", ""),
        ("１．重视２．落实", "２．"),
        ("1、占比 2.5 以上。", ""),
    ],
)
def test_a_mark_within_a_clause(text: str, asked: str, tmp_path: Path) -> None:
    """The next mark within a clause, where nothing ends before it, is asked about."""
    found = read(tables_of(tmp_path / "x.docx", [HEAD, ["一、组织", text, *DUTY]]))
    assert [each.partition("”像")[0] for each in found.questions] == (
        [f"第 2 行“测评标准”栏：“{asked}"] if asked else []
    )


def test_a_heading_of_everybody(tmp_path: Path) -> None:
    """A column of leaders and people together is no level: nobody reads it, and that is said."""
    rows = [["项目", "责任领导及责任人", "测评标准"], ["学习", "王强 张三", "１．经常；２．有效。"]]
    found = read(tables_of(tmp_path / "x.docx", rows))
    assert [outline(each) for each in found.categories] == [("学习", 1)]
    assert (
        "第 2 栏“责任领导及责任人”：不知道是什么栏，没有读；用 --column 说明。" in found.questions
    )
    marks = [each["mark"] for each in found.categories[0]["rows"][0]["clauses"]]
    assert marks == ["１．", "２．"]


def test_headings_of_who_helps(tmp_path: Path) -> None:
    """Departments that help may stand with their people, as those that lead do."""
    rows = [
        ["项目", "工作内容", "牵头单位及责任人", "配合单位及责任人"],
        ["学习", "⑴每月一次", "办公室 张三", "财务科 李四"],
    ]
    found = read(tables_of(tmp_path / "x.docx", rows))
    assert found.categories[0]["rows"][0]["parties"] == [
        {"department": "办公室", "person": "张三", "role": "牵头"},
        {"department": "财务科", "person": "李四", "role": "配合"},
    ]


def test_headings_with_clauses_by_a_word_in_them(tmp_path: Path) -> None:
    """测评内容及标准 holds the clauses; what is to be filed is another matter."""
    rows = [
        ["测评项目", "测评内容及标准", "责任人", "佐证材料要求"],
        ["学习", "⑴经常。", "周小满", "照片"],
    ]
    found = read(tables_of(tmp_path / "x.docx", rows))
    assert [outline(each) for each in found.categories] == [("学习", 1)]
    (evidence,) = found.categories[0]["rows"][0]["clauses"][0]["evidence"]
    assert (evidence["name"], evidence["refs"]) == ("照片", ["佐证材料要求"])


def test_headings_in_other_words(tmp_path: Path) -> None:
    """Headings are known by a word in them; a column that nobody knows is asked about."""
    rows = [
        ["序号", "项目", "工作要求", "分管局领导", "责任处室", "责任人（签字）", "评语"],
        ["1", "领导重视", "⑴列入议程。", "顾长风", "办公室", "周小满", "较好"],
    ]
    found = read(tables_of(tmp_path / "x.docx", rows))
    (category,) = found.categories
    assert category["title"] == "领导重视"
    row = category["rows"][0]
    assert row["leaders"] == ["顾长风"]
    assert row["parties"] == [{"department": "办公室", "person": "周小满"}]
    assert "第 7 栏“评语”：不知道是什么栏，没有读；用 --column 说明。" in found.questions


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


def test_marks_of_clauses_and_items(tmp_path: Path) -> None:
    """Marks on lines of their own are their clauses'; what does not match is asked about."""
    head = [*HEAD, "分值"]
    names = ["顾长风", "办公室", "周小满"]
    rows = [
        head,
        ["一、组织", "⑴重视。\n⑵落实。", *names, "整项 5.5\n2\n3.5"],
        ["二、思想", "⑴学习。", *names, "2\n3"],
    ]
    found = read(tables_of(tmp_path / "x.docx", rows))
    first, second = found.categories
    assert first["score"] == "5.5"
    (row,) = first["rows"]
    assert "score" not in row
    assert [clause["score"] for clause in row["clauses"]] == ["2", "3.5"]
    assert "score" not in second["rows"][0]
    (question,) = found.questions
    assert question.startswith("第 3 行“分值”栏：分值 2 个、条款 1 条，配不上（2、3）")


@pytest.mark.parametrize(
    ("title", "last", "expected", "asked"),
    [
        ("分值", 3, ("5", [None, None, None]), "5 分合并了 3 行，记作“组织”整个的分值"),
        ("分值", 2, (None, ["5", None, None]), "5 分合并了 2 行，只记在第一行"),
        ("每条分值", 3, (None, ["5", "5", "5"]), ""),
    ],
)
def test_marks_merged_downwards(
    title: str, last: int, expected: Any, asked: str, tmp_path: Path
) -> None:
    """A sum over several rows is the item's, where these are all its rows; else it is asked."""
    names = ["顾长风", "办公室", "周小满"]
    clauses = ["⑴重视。", "⑵落实。", "⑶保障。"]
    rows = [[*HEAD, title], *(["一、组织", each, *names, ""] for each in clauses)]
    rows[1][5] = "5分"
    path = word(rows, [(1, 0, 3, 0), (1, 5, last, 5)], tmp_path / "x.docx")
    found = read(path)
    (category,) = found.categories
    assert (category.get("score"), [row.get("score") for row in category["rows"]]) == expected
    assert len(found.questions) == bool(asked)
    assert asked in "".join(found.questions)
    assert all(each.startswith("第 2 行“分值”栏：") for each in found.questions)


def test_two_columns_of_marks(tmp_path: Path) -> None:
    """The marks beside an item are the item's; two for one row are never read as one number."""
    rows = [
        ["项目", "分值", "要求", "分值", "责任科室"],
        ["一、组织", "10", "⑴重视。", "5", "办公室"],
        ["", "", "⑵落实。", "5", "办公室"],
        ["二、思想", "3", "⑴学习。", "3", "办公室"],
    ]
    path = word(rows, [(1, 0, 2, 0), (1, 1, 2, 1)], tmp_path / "x.docx")
    found = read(path)
    assert [each["score"] for each in found.categories] == ["10", "3"]
    assert [row["score"] for each in found.categories for row in each["rows"]] == ["5", "5", "3"]
    assert found.questions == []
    rows = [
        ["项目", "要求", "分值", "分数", "责任科室"],
        ["一、组织", "⑴重视。", "10", "5", "办公室"],
    ]
    found = read(tables_of(tmp_path / "y.docx", rows))
    assert "score" not in found.categories[0]["rows"][0]
    assert any("第 2 行“分数”栏：有 2 个分值（10、5）" in each for each in found.questions)


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


def test_errors_are_explained_by_rows(tmp_path: Path) -> None:
    """What the data may not hold is said with the row of the table that it comes from."""
    rows = [
        HEAD,
        ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"],
        ["二、思想", "⑴学习，有事打 13812345678。", "", "", ""],
    ]
    done = run(tables_of(tmp_path / "x.docx", rows), tmp_path / "new", "--write")
    assert done.exit_code == 1
    assert "第 3 行“分管领导”“责任科室”“责任人”栏：" in done.output
    assert not (tmp_path / "new").exists()


def test_a_half_split_table(tmp_path: Path) -> None:
    """It comes in whole, and what nobody has yet is said by row, once for each kind."""
    rows = [
        HEAD,
        ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"],
        ["二、思想", "⑴学习。", "", "", ""],
        ["三、道德", "⑴宣讲。", "待定", "人事科", "暂缺"],
        ["四、文化", "⑴活动。", "", "", ""],
    ]
    done = run(tables_of(tmp_path / "x.docx", rows), tmp_path / "new", "--write")
    assert done.exit_code == 0, done.output
    assert "尚未落实，先空着：分管领导、责任科室、责任人：第 2、4 行" in done.output
    assert "尚未落实，先空着：分管领导、人事科的责任人：第 3 行" in done.output
    assert problems(tmp_path / "new") == ()


def test_a_rubric_before_it_is_split(tmp_path: Path) -> None:
    """A table without any column of owners gets the three columns, all of them open."""
    rows = [HEAD[:2], ["一、组织", "⑴重视。"], ["二、思想", "⑴学习。"]]
    done = run(tables_of(tmp_path / "x.docx", rows), tmp_path / "new", "--write")
    assert done.exit_code == 0, done.output
    assert "先空着：分管领导、责任科室、责任人：全部 2 行" in done.output
    new = load_register(tmp_path / "new")
    assert [str(column) for column in new.unit.columns] == ["分管领导", "责任科室", "责任人"]


def test_marks_that_begin_anew(tmp_path: Path) -> None:
    """Two rows of an item may both begin with ⑴: a key keeps the numbers of clauses apart."""
    rows = [
        HEAD,
        ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"],
        ["一、组织", "⑴落实。⑵保障。", "顾长风", "办公室", "周小满"],
    ]
    done = run(tables_of(tmp_path / "x.docx", rows), tmp_path / "new", "--write")
    assert done.exit_code == 0, done.output
    assert "第 3 行“测评标准”栏：标号 ⑴ 在同一项目里已经有了" in done.output
    ids = [each.id for each in load_register(tmp_path / "new").clauses]
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


def test_the_table_among_others(tmp_path: Path) -> None:
    """The table with the most headings is read; others are named by their places in the file."""
    groups = [["领导小组", "成员"], ["组长", "顾长风"]]
    signed = [["责任科室", "责任人", "签收"], ["办公室", "周小满", ""]]
    ours = [HEAD, ["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"]]
    more = [HEAD, ["二、思想", "⑴学习。", "", "党支部、工会", "林白露、陈立秋、周小满"]]
    found = read(tables_of(tmp_path / "x.docx", groups, signed, ours, more))
    assert [each["title"] for each in found.categories] == ["组织", "思想"]
    assert [each.partition("）")[0] for each in found.questions[:2]] == [
        "第 1 个表（“领导小组”开头",
        "第 2 个表（“责任科室”开头",
    ]
    assert found.questions[2].startswith("第 4 个表第 2 行“责任科室”“责任人”栏：2 个科室")


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


def test_levels_called_alike(tmp_path: Path) -> None:
    """An item called as one before gets a key; rows without an item go to one called as above."""
    rows = [
        ["类别", "项目", "要求", "责任科室", "责任人"],
        ["一、组织", "", "一。", "办公室", "周小满"],
        ["", "其他", "二。", "办公室", "周小满"],
        ["二、思想", "其他", "三。", "办公室", "周小满"],
    ]
    done = run(tables_of(tmp_path / "x.docx", rows), tmp_path / "new", "--write")
    assert done.exit_code == 0, done.output
    assert "第 4 行“项目”栏：项目“其他”前面已经有了，编号里写成“二-其他”" in done.output
    place = "第 2 行“项目”栏"
    assert f"{place}：“一、组织”下有的行没有项目，归到同名的项目“组织”" in done.output
    items = load_register(tmp_path / "new").items
    assert [each.id for each in items] == ["组织", "其他", "二-其他"]


def test_labels_alone_in_a_row(tmp_path: Path) -> None:
    """A label that fills only its first cell begins a level; a row without clauses begins none."""
    rows = [
        ["序号", "项目", "要求", "责任科室", "责任人"],
        ["一、组织", "", "", "", ""],
        ["1", "甲", "", "办公室", "周小满"],
        ["2", "乙", "二。", "办公室", "周小满"],
    ]
    found = read(tables_of(tmp_path / "x.docx", rows))
    assert [outline(each) for each in found.categories] == [("组织", [("乙", 1)])]
    assert found.questions == [
        "第 3 行“要求”栏：没有条款，这一行（甲、办公室、周小满）没有导入；要留的请写进备注。"
    ]


def test_headings_without_rows(tmp_path: Path) -> None:
    """Headings with nothing below them are no table to import."""
    done = run(tables_of(tmp_path / "x.docx", [HEAD]), tmp_path / "new")
    assert done.exit_code == 1
    assert "下面没有一行条款" in done.output


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


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["附件1", "临江市第二人民医院", "2025—2027年度创建省级文明单位任务分解表", "（3月）"],
            (
                "临江市第二人民医院",
                "省级文明单位",
                "附件1",
                "2025—2027年度创建省级文明单位任务分解表",
            ),
        ),
        (
            ["关于印发的通知", "附件2：清河街道创建文明城市责任分解表"],
            ("清河街道", "文明城市", "附件2：", "清河街道创建文明城市责任分解表"),
        ),
        (
            ["育才中学文明校园创建责任分工表"],
            ("育才中学", "文明校园", None, "育才中学文明校园创建责任分工表"),
        ),
        (["你好"], ("（请填单位全称）", "（请填创建称号）", None, "你好")),
        (
            ["全国文明单位测评操作手册", "材料审核任务分解表"],
            ("（请填单位全称）", "（请填创建称号）", None, "材料审核任务分解表"),
        ),
        (
            ["松岗市统计局", "创建市级文明单位任务分解表"],
            ("松岗市统计局", "市级文明单位", None, "创建市级文明单位任务分解表"),
        ),
        (
            ["丰和公司", "2025—2027年度省级文明单位创建工作责任分解表"],
            ("丰和公司", "省级文明单位", None, "2025—2027年度省级文明单位创建工作责任分解表"),
        ),
        (
            ["福建省文明单位测评细则任务分解表"],
            ("（请填单位全称）", "（请填创建称号）", None, "福建省文明单位测评细则任务分解表"),
        ),
    ],
)
def test_titles(lines: list[str], expected: tuple[str, ...], tmp_path: Path) -> None:
    """The unit, its honour, attachment and title are read from the lines above the table."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    made = document.add_table(2, len(HEAD))
    for column, texts in enumerate(
        zip(HEAD, ["甲", "一。", "顾长风", "办公室", "周小满"], strict=True)
    ):
        for row, text in enumerate(texts):
            made.cell(row, column).text = text
    document.add_paragraph("注：按季报送。")
    document.save(str(tmp_path / "x.docx"))
    done = run(tmp_path / "x.docx", tmp_path / "new", "--write")
    assert done.exit_code == 0, done.output
    unit = load_register(tmp_path / "new").unit
    assert (unit.name, unit.honor, unit.attachment, unit.title) == expected
    assert "表下面的“注：按季报送。”没有导入" in done.output
    assert ("表上面的“（3月）”没有导入" in done.output) is ("（3月）" in lines)
