"""Who does what: roles, departments and people as offices write them into cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocation.base.enums import Column
from allocation.lint.validate import load_register
from allocation.office.imports.tables.parties import PartyDraft
from word_tables import HEAD, read, row_of, run, tables_of, word

LEAD = {"department": "办公室", "role": "牵头"}


HELP = {"department": "财务科", "role": "配合"}


OURS = [{"department": "办公室", "person": "张三"}]


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
    assert parties[3] == [{"department": "工会"}]
    said = "\n".join(found.questions)
    assert "“朱亮陈啸林”是连写的，拆成 朱亮、陈啸林" in said
    assert "“各有关同志”不是具体的人，没有导入" in said


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("办公室：张三", OURS),
        ("办公室:张 三", OURS),
        ("办公室(张三)", OURS),
        ("办公室（责任人：张三）", OURS),
        ("办公室 张三", OURS),
        ("责任单位：办公室\n责任人：张三", OURS),
        ("办公室（主任：张三）", OURS),
        ("1.办公室：张三", OURS),
        ("办公室（牵头）", [LEAD]),
        ("牵头 办公室", [LEAD]),
        ("办公室牵头，财务科配合", [LEAD, HELP]),
        ("办公室：张三，财务科：王五", [*OURS, {"department": "财务科", "person": "王五"}]),
        ("①办公室 张三②财务科 王五", [*OURS, {"department": "财务科", "person": "王五"}]),
        ("办公室（牵头）、财务科（配合）", [LEAD, HELP]),
        ("办公室(牵头) 财务科(配合)", [LEAD, HELP]),
        ("牵头：办公室；配合：财务科", [LEAD, HELP]),
        ("牵头科室：办公室；责任科室：财务科", [LEAD, {"department": "财务科"}]),
        ("办公室 主任 张三", OURS),
        ("各村（社区）", [{"department": "各村（社区）"}]),
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
            "办公室：张三、李四；财务科：王五",
            [*OURS, OURS[0] | {"person": "李四"}, {"department": "财务科", "person": "王五"}],
        ),
        (
            "办公室（牵头）、财务科（配合单位）、人事科（协办）",
            [LEAD, HELP, HELP | {"department": "人事科"}],
        ),
        (
            "牵头：办公室；配合：财务科、人事科",
            [LEAD, HELP, HELP | {"department": "人事科"}],
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
        (
            "校长室  黄二、德育处 郑一",
            [
                {"department": "办公室"},
                {"department": "校长室", "person": "黄二"},
                {"department": "德育处", "person": "郑一"},
            ],
            "",
        ),
        ("陈副局", [OURS[0] | {"person": "陈副局"}], "“陈副局”不像一个人的姓名"),
        ("张三等", [OURS[0] | {"person": "张三等"}], "“张三等”不像一个人的姓名"),
        ("吴主任", [OURS[0] | {"person": "吴主任"}], "“吴主任”不像一个人的姓名"),
        ("张三（牵头）", [OURS[0] | {"role": "牵头"}], ""),
    ],
)
def test_more_than_a_name_beside_a_person(
    text: str, parties: list[dict[str, str]], asked: str, tmp_path: Path
) -> None:
    """Beside people may stand departments and roles; posts and numbers of phones are no names."""
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
        ("丁 一 王 五", ["丁一", "王五"], True),
        ("丁 一 王 小 五", ["丁一", "王小五"], True),
        ("吴 一 丁 王 小 五 何 六", ["吴一丁", "王小五", "何六"], True),
        ("欧 阳 文 山", ["欧阳文山"], False),
    ],
)
def test_padded_names(text: str, people: list[str], asked: bool, tmp_path: Path) -> None:
    """Spaces within names go, spaces between them part them; where neither is sure it is asked."""
    rows = [["项目", "要求", "责任人"], ["甲", "一。", text], ["乙", "二。", "朱亮、沈观澜"]]
    found = read(tables_of(tmp_path / "x.docx", rows))
    assert [each["person"] for each in found.categories[0]["rows"][0]["parties"]] == people
    assert [each[:13] for each in found.questions] == (["第 2 行“责任人”栏：“"] if asked else [])


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("沈 观 澜", ["沈观澜"]),
        ("朱 亮 徐 悦", ["朱亮", "徐悦"]),
        ("朱 亮、沈 观 澜", ["朱亮", "沈观澜"]),
        ("沈 观 澜 朱 亮", ["沈观澜", "朱亮"]),
    ],
)
def test_padded_names_of_the_data(cell: str, names: list[str], tmp_path: Path) -> None:
    """Names that were padded to the width of others are put together as the data has them."""
    rows = [["项目", "测评标准", "责任人"], ["学习", "⑴学习经常。", cell]]
    draft = read(word(rows, [], tmp_path / "x.docx"), ("朱亮", "徐悦", "沈观澜"))
    assert draft.people == names


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("庭长张飞", "张飞"),
        ("纪检组长：季羡", "季羡"),
        ("杜若主管", "杜若"),
        ("行长 邵华", "邵华"),
        ("项目经理 王五", "王五"),
        ("村党支部书记周德明", "周德明"),
        ("村支书李大年", "李大年"),
        ("妇联主席耿秀英", "耿秀英"),
        ("首席代表汤晓娟", "汤晓娟"),
        ("保洁员队长 牛二柱", "牛二柱"),
        ("纪检组长沙启明", "沙启明"),
        ("张长江", "张长江"),
        ("司马长青", "司马长青"),
    ],
)
def test_posts_of_any_trade(text: str, person: str, tmp_path: Path) -> None:
    """A post before or after a name is left out, whatever the trade; 长 in a name is none."""
    row, _ = row_of(tmp_path, 责任科室="办公室", 责任人=text)
    assert [each["person"] for each in row["parties"]] == [person]


@pytest.mark.parametrize(
    ("text", "people", "asked"),
    [
        ("阿依古丽 · 买买提、马晓军", ["阿依古丽·买买提", "马晓军"], ""),
        ("阿依古丽•买买提", ["阿依古丽·买买提"], ""),
        ("欧阳文静", ["欧阳文静"], ""),
        ("王李晓明", ["王李晓明"], ""),
        ("王立科", ["王立科"], ""),
        ("张三·李四", ["张三", "李四"], "像是几个人连着写的"),
        ("丁一王五", ["丁一", "王五"], "像是几个人连着写的"),
    ],
)
def test_names_that_are_seldom(text: str, people: list[str], asked: str, tmp_path: Path) -> None:
    """Beside a department a name is a name, unless it may be two, or has a title."""
    row, questions = row_of(tmp_path, 责任科室="办公室", 责任人=text)
    assert [each["person"] for each in row["parties"]] == people
    assert [asked in each for each in questions] == ([True] if asked else [])


def test_names_of_departments_that_are_seldom(tmp_path: Path) -> None:
    """Long names and odd ones are departments in their column; a person there is asked about."""
    row, questions = row_of(tmp_path, 责任科室="政策法规与宣传教育科、客运一班、工会团委、王磊")
    names = ["政策法规与宣传教育科", "客运一班", "工会", "团委", "王磊"]
    assert [each["department"] for each in row["parties"]] == names
    assert [each.partition("栏：")[2][:11] for each in questions] == [
        "“工会团委”是连写的，",
        "“王磊”像人的姓名，在",
    ]


def test_new_names_are_said_once(tmp_path: Path) -> None:
    """Names that the data does not have are listed; one that is nearly known is asked about."""
    rows = [HEAD, ["甲", "⑴重视。", "顾长风", "办公室", "周小蛮、林白露"]]
    found = read(tables_of(tmp_path / "x.docx", rows), ("顾长风", "周小满"))
    assert found.questions == [
        "第 2 行“责任人”栏：“周小蛮”和已有的“周小满”只差一个字，当作新的人加上了；"
        "是同一个请改成“周小满”。",
        "新的人 2 个，已经加上：周小蛮、林白露；写错了请改。",
    ]


def test_names_that_may_be_parted_in_two_ways(tmp_path: Path) -> None:
    """Where nobody can tell which characters are whose, the question names every way."""
    row, questions = row_of(tmp_path, 责任科室="办公室", 责任人="丁 小 林 高 五")
    assert "可能是 丁小、林高五 或 丁小林、高五" in questions[0]
    assert [each["person"] for each in row["parties"]] == ["丁小林高五"]


def test_departments_without_anything_between(tmp_path: Path) -> None:
    """Two departments that nobody knows apart are asked about, and a single long one is not."""
    row, questions = row_of(tmp_path, 责任科室="办公室财务科")
    assert row["parties"] == [{"department": "办公室财务科"}]
    assert "像是几个科室连着写的" in questions[0]
    assert row_of(tmp_path, 责任科室="科技教育科")[1] == []


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
            True,
        ),
        (("办公室", "工会", "张三、李四"), "办公室—张三（牵头）、工会—李四（配合）", False),
        (("办公室", "", "张三、李四"), "办公室—张三、办公室—李四", False),
        (("办公室、工会", "", "张三、李四、王五"), "办公室—张三、工会—李四、王五", True),
        (("办公室、工会", "", ""), "办公室、工会", False),
        (("办公室、办公室", "", "张三、张三"), "办公室—张三", True),
    ],
)
def test_unequal_numbers(cells: tuple[str, ...], pairs: str, asked: bool, tmp_path: Path) -> None:
    """Departments and people whose numbers differ are paired in some way, and that is said."""
    columns = dict(zip(("责任科室", "配合单位", "责任人"), cells, strict=True))
    row, questions = row_of(tmp_path, **columns)
    assert "、".join(str(PartyDraft(**each)) for each in row["parties"]) == pairs
    assert [each.partition("：")[0] for each in questions] == (
        ["第 2 行“责任科室”“配合单位”“责任人”栏"] if asked else []
    )
    if asked and cells[0] != "办公室、办公室":
        said = "配合的 工会、团委 没有写责任人" if "团委" in pairs else f"按 {pairs} 导入"
        assert said in questions[0]


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


def test_everything_in_one_column(tmp_path: Path) -> None:
    """A title within the table, departments and people in one column, roles without a person."""
    rows = [
        ["育才中学文明校园创建责任分工表", "", ""],
        ["指标名称", "测评标准", "责任部门及责任人"],
        ["一、组织", "①重视。", "校办：王伟"],
        ["二、党建", "①健全。", "牵头：党支部（李 娜）\n配合：年级组"],
    ]
    path = word(rows, [(0, 0, 0, 2)], tmp_path / "x.docx")
    done = run(path, tmp_path / "new", "--write")
    assert done.exit_code == 0, done.output
    register = load_register(tmp_path / "new")
    assert register.unit.columns == (Column.DEPARTMENT, Column.PERSON)
    parties = [str(PartyDraft(**each)) for each in read(path).categories[1]["rows"][0]["parties"]]
    assert parties == ["党支部—李娜（牵头）", "年级组（配合）"]


def test_the_same_as_above(tmp_path: Path) -> None:
    """同上 and 〃 repeat the cell above in every column of names; nothing above is asked about."""
    rows = [
        HEAD,
        ["一、组织", "⑴重视。", "顾长风", "办公室", "同上"],
        ["", "⑵落实。", "〃", "同 上", "周小满"],
        ["", "⑶检查。", '"', "财务科", "同上"],
        ["", "⑷总结。", "同上", "同上", "〃"],
    ]
    found = read(tables_of(tmp_path / "x.docx", rows))
    read_rows = found.categories[0]["rows"]
    assert [row.get("leaders") for row in read_rows] == [["顾长风"]] * 4
    office, money = ({"department": name, "person": "周小满"} for name in ("办公室", "财务科"))
    assert [row["parties"] for row in read_rows] == [
        [{"department": "办公室"}],
        [office],
        *[[money]] * 2,
    ]
    assert (found.people, found.departments) == (["顾长风", "周小满"], ["办公室", "财务科"])
    assert found.questions == [
        "第 2 行“责任人”栏：写的是同上，可是上面没有可以照抄的格，空着导入；"
        "请在原表里写出来再导入。"
    ]


@pytest.mark.parametrize(
    "text",
    ["待定", "空缺", "（暂缺）", "无", "—", "——", "/", "待补", "暂 无", "暂无（待定）", "未定"],
)
def test_nobody_yet(text: str, tmp_path: Path) -> None:
    """A word for nobody is no name in any column, and no question: the duty is open."""
    for column in ("分管领导", "责任科室", "责任人"):
        row, questions = row_of(tmp_path, **{"责任部门": "办公室"} | {column: text})
        assert row.get("parties", []) in ([{"department": "办公室"}], [])
        assert "leaders" not in row
        assert not any(text in each for each in questions)


def test_no_helpers_are_no_question(tmp_path: Path) -> None:
    """A stroke in the column of helpers says that there are none."""
    row, questions = row_of(tmp_path, 责任科室="办公室", 配合科室="—", 责任人="张三")
    assert row["parties"] == OURS
    assert not questions


def test_one_of_several_is_open(tmp_path: Path) -> None:
    """A word for nobody keeps its place among names, so that the others pair as written."""
    row, questions = row_of(tmp_path, 责任科室="办公室、财务科、业务科", 责任人="张三、待定、王五")
    assert row["parties"] == [
        *OURS,
        {"department": "财务科"},
        {"department": "业务科", "person": "王五"},
    ]
    assert questions == []
    row, _ = row_of(tmp_path, 责任科室="办公室：待定")
    assert row["parties"] == [{"department": "办公室"}]


@pytest.mark.parametrize("text", ["全体人员", "全体干部职工", "各科室", "各科室负责人", "有关人员"])
def test_everybody_is_nobody(text: str, tmp_path: Path) -> None:
    """A word for all is asked about, and becomes neither a person nor a leader."""
    row, questions = row_of(tmp_path, 分管领导=text, 责任科室="办公室", 责任人=text)
    assert row["parties"] == [{"department": "办公室"}]
    assert "leaders" not in row
    assert questions[0].startswith(f"第 2 行“分管领导”栏：“{text}”不是具体的人，没有导入；请")
    assert questions[1].startswith(f"第 2 行“责任人”栏：“{text}”不是具体的人，没有导入；请")


def test_departments_without_names_are_asked_about(tmp_path: Path) -> None:
    """A word for all departments may be one that the rubric means; it is asked about."""
    row, questions = row_of(tmp_path, 责任科室="办公室牵头，各社区配合")
    assert row["parties"] == roles(("办公室", "牵头"), ("各社区", "配合"))
    assert questions == [
        "第 2 行“责任科室”栏：“各社区”不是具体的科室，照样当科室导入；"
        "请在原表里写出具体的科室再导入。"
    ]


def owners(path: Path, clause: str, **cells: str) -> tuple[list[tuple[str, object]], list[str]]:
    """Return the marks and duties of the rows that one row of a table becomes, and questions."""
    rows = [["项目", "要求", *cells], ["一、组织", clause, *cells.values()]]
    found = read(tables_of(path / "x.docx", rows))
    return [
        ("".join(each["mark"] for each in row["clauses"]), row["parties"])
        for row in found.categories[0]["rows"]
    ], found.questions


THREE = "⑴重视。\n⑵落实。\n⑶检查。"
PAIRS = [("办公室", "王磊"), ("人事科", "李娜"), ("财务科", "赵敏")]
EACH = [
    (mark, [{"department": department, "person": person}])
    for mark, (department, person) in zip("⑴⑵⑶", PAIRS, strict=True)
]


@pytest.mark.parametrize(
    ("units", "people", "asked"),
    [
        ("⑴办公室 ⑵人事科 ⑶财务科", "⑴王磊 ⑵李娜 ⑶赵敏", 0),
        ("⑴办公室\n⑵人事科\n⑶财务科", "⑴ 王磊；⑵ 李娜；⑶ 赵敏。", 0),
        ("（1）办公室（2）人事科（3）财务科", "⑴：王磊，⑵：李娜，⑶：赵敏", 0),
        ("1.办公室；2.人事科；3.财务科", "1、王磊；2、李娜；3、赵敏", 2),
        ("⑴办公室 ⑵人事科 ⑶财务科", "王磊、李娜、赵敏", 1),
    ],
)
def test_owners_by_clause(units: str, people: str, asked: int, tmp_path: Path) -> None:
    """Owners by the marks of clauses are those of their clause; what is not sure is asked."""
    rows, questions = owners(tmp_path, THREE, 责任科室=units, 责任人=people)
    assert rows == EACH
    assert len(questions) == asked
    assert all(each.startswith("第 2 行“责任") for each in questions)


def test_owners_of_groups_of_clauses(tmp_path: Path) -> None:
    """Clauses with the same owners stay in one row; roles are those of each part."""
    units = "⑴-⑵办公室牵头，财务科配合；⑶财务科"
    rows, questions = owners(tmp_path, THREE, 责任科室=units)
    assert rows == [("⑴⑵", [LEAD, HELP]), ("⑶", [{"department": "财务科"}])]
    assert not questions
    rows, questions = owners(tmp_path, THREE, 责任科室="⑴办公室 ⑶财务科", 责任人="王磊")
    assert rows[0] == ("⑴", [{"department": "办公室", "person": "王磊"}])
    assert rows[2] == ("⑶", [{"department": "财务科", "person": "王磊"}])
    assert questions[0].startswith("第 2 行“责任科室”栏：没有写 ⑵ 的，空着导入；")


def test_a_numbered_list_of_owners(tmp_path: Path) -> None:
    """Numbers that are not those of the clauses number the owners; it is asked about."""
    rows, questions = owners(tmp_path, THREE, 责任科室="1.办公室 2.财务科")
    assert [marks for marks, _ in rows] == ["⑴⑵⑶"]
    assert questions[0].startswith("第 2 行“责任科室”栏：有 2 个标号，条款有 3 条，标号对不上；")
    for text in ("办公室（⑴⑵）、财务科（⑶）", "⑴办公室牵头⑵财务科⑴工会配合"):
        rows, questions = owners(tmp_path, THREE, 责任科室=text)
        assert [marks for marks, _ in rows] == ["⑴⑵⑶"]
        assert questions[0].startswith("第 2 行“责任科室”栏：看不出标号各管哪一段，")


def test_deadlines_and_leaders_by_clause(tmp_path: Path) -> None:
    """Deadlines, leaders and scores go with their clause; what has no marks counts for all."""
    rows = [
        ["项目", "要求", "分管领导", "责任科室", "完成时限", "分值"],
        ["一、组织", THREE, "⑴⑵顾长风⑶沈观澜", "办公室", "⑴6月底 ⑵6月底 ⑶12月底", "1\n2\n3"],
        ["", "⑷总结。", "顾长风", "办公室", "年底", "4"],
    ]
    found = read(tables_of(tmp_path / "x.docx", rows)).categories[0]["rows"]
    assert [row["leaders"] for row in found] == [["顾长风"], ["沈观澜"], ["顾长风"]]
    assert [row["deadline"] for row in found] == ["6月底", "12月底", "年底"]
    assert [row["parties"] for row in found] == [[{"department": "办公室"}]] * 3
    assert [[each.get("score") for each in row["clauses"]] for row in found[:1]] == [["1", "2"]]
    assert [row.get("score") for row in found[1:]] == ["3", "4"]


def test_dates_after_numbers(tmp_path: Path) -> None:
    """A number with a point before a month is a mark if there is one for each clause."""
    cells = {"责任科室": "办公室", "完成时限": "1.3月底；2.6月底"}
    rows = [["项目", "要求", *cells], ["一、组织", "1.重视。\n2.落实。", *cells.values()]]
    found = read(tables_of(tmp_path / "x.docx", rows)).categories[0]["rows"]
    assert [row["deadline"] for row in found] == ["3月底", "6月底"]


def test_owners_by_clause_in_a_merged_cell(tmp_path: Path) -> None:
    """A merged cell with marks beside rows of a clause each is divided, too."""
    rows = [
        ["项目", "要求", "责任科室"],
        ["一、组织", "⑴重视。", "⑴办公室⑵人事科"],
        ["", "⑵落实。", ""],
    ]
    found = read(word(rows, [(1, 2, 2, 2)], tmp_path / "x.docx")).categories[0]["rows"]
    assert [row["parties"] for row in found] == [
        [{"department": "办公室"}],
        [{"department": "人事科"}],
    ]


def roles(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    """Return parties with roles."""
    return [{"department": name, "role": role} for name, role in pairs]


@pytest.mark.parametrize(
    "text",
    [
        "办公室、人事科牵头，财务科、工会配合",
        "由办公室、人事科共同牵头；财务科、工会配合。",
        "办公室、人事科牵头\n财务科、工会协助",
        "办公室牵头、人事科牵头，财务科配合、工会配合",
    ],
)
def test_roles_of_lists(text: str, tmp_path: Path) -> None:
    """A role after a list is that of each name in it."""
    row, questions = row_of(tmp_path, 责任科室=text)
    lead = [("办公室", "牵头"), ("人事科", "牵头")]
    assert row["parties"] == roles(*lead, ("财务科", "配合"), ("工会", "配合"))
    assert not questions


def test_a_department_without_its_role(tmp_path: Path) -> None:
    """Commas do not say whose role it is; one that has none beside others is asked about."""
    row, questions = row_of(tmp_path, 责任科室="办公室，人事科牵头，财务科配合")
    assert row["parties"] == [
        {"department": "办公室"},
        *roles(("人事科", "牵头"), ("财务科", "配合")),
    ]
    assert questions == [
        "第 2 行“责任科室”栏：办公室 没有写是牵头还是配合，不带角色导入；有的请在原表里写明再导入。"
    ]
    row, questions = row_of(tmp_path, 责任科室="办公室牵头，人事科、财务科配合", 责任人="张三")
    assert row["parties"] == [
        {"department": "办公室", "person": "张三", "role": "牵头"},
        *roles(("人事科", "配合"), ("财务科", "配合")),
    ]


@pytest.mark.parametrize(
    ("text", "people", "titles"),
    [
        ("局长 刘建国", ["刘建国"], ["局长"]),
        ("局长：刘建国", ["刘建国"], ["局长"]),
        ("局长刘建国", ["刘建国"], ["局长"]),
        ("刘建国局长", ["刘建国"], ["局长"]),
        ("刘建国 局长", ["刘建国"], ["局长"]),
        ("党组书记、局长 刘建国", ["刘建国"], ["党组书记、局长"]),
        ("局长 刘建国\n副局长：李四", ["刘建国", "李四"], ["局长", "副局长"]),
        ("局长刘建国、副局长李四", ["刘建国", "李四"], ["局长", "副局长"]),
        ("刘建国局长 李四副局长", ["刘建国", "李四"], ["局长", "副局长"]),
        ("局长（刘建国）", ["刘建国"], ["局长"]),
        ("办公室主任 张三", ["张三"], ["主任"]),
    ],
)
def test_job_titles(text: str, people: list[str], titles: list[str], tmp_path: Path) -> None:
    """A title beside a name is no part of it, and asked about, in both columns of people."""
    row, questions = row_of(tmp_path, 分管领导=text)
    assert row["leaders"] == people
    assert questions[: len(titles)] == [
        f"第 2 行“分管领导”栏：职务“{title}”没有导入，请核对。" for title in titles
    ]
    row, _ = row_of(tmp_path, 责任人=text)
    assert [party["person"] for party in row["parties"]] == people
    assert {party.get("department") for party in row["parties"]} <= {None, "办公室"}


def test_the_department_of_a_title(tmp_path: Path) -> None:
    """The department in a title is that of the person."""
    texts = ("办公室主任：张三", "办公室主任 张三", "办公室主任张三")
    for heading, text in (
        *(("责任人", text) for text in texts),
        *(("责任科室", text) for text in (*texts, "办公室（主任张三）")),
    ):
        row, questions = row_of(tmp_path, **{heading: text})
        assert row["parties"] == OURS
        assert f"第 2 行“{heading}”栏：职务“主任”没有导入，请核对。" in questions
