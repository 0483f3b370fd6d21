"""Errors: each thing a clerk can get wrong has a message with its place; all come at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import problems, read, replace

A = "allocation/01.yml"
PAIR = "{department: 办公室, person: 曾雅彬}"
SECOND = "{department: 业务科, person: 陈啸林}"

CASES = {
    "unknown leader": (A, "leaders: [朱亮]\n            parties:\n              - " + PAIR,
                       "leaders: [朱良]\n            parties:\n              - " + PAIR,
                       "01.yml:10  分管领导“朱良”不在 people.yml 里", "是不是“朱亮”？"),
    "unknown person": (A, "person: 曾雅彬", "person: 曾雅宾",
                       "01.yml:12  责任人“曾雅宾”不在 people.yml 里", "是不是“曾雅彬”？"),
    "cut name": (A, "person: 曾雅彬", "person: 曾雅", "01.yml:12  责任人“曾雅”不在", "是不是“曾雅彬”？"),
    "unknown department": (A, "department: 业务科", "department: 业务处",
                           "01.yml:30  责任科室“业务处”不在 departments.yml 里", "是不是“业务科”？"),
    "padded name in a row": (A, "person: 曾雅彬", "person: 曾 雅彬",
                             "01.yml:12  责任人“曾 雅彬”不在 people.yml 里", "是不是“曾雅彬”？"),
    "padded name in the list": ("people.yml", "name: 朱亮", "name: 朱 亮",
                                "people.yml:2  名称“朱 亮”里有空格", "删去空格"),
    "homonyms": ("people.yml", "  - name: 朱亮\n", "  - name: 朱亮\n  - name: 朱亮\n",
                 "people.yml:3  人员“朱亮”重复（data/people.yml:2 已有）", "各加一行 id"),
    "one homonym without id": ("people.yml", "- name: 朱亮\n",
                               "- name: 朱亮\n  - {name: 朱亮, id: 朱亮（甲）}\n",
                               "people.yml:2  有 2 个人叫“朱亮”，这一个没有 id", "加一行 id"),
    "duplicate department": ("departments.yml", "- name: 业务科", "- name: 办公室\n  - name: 业务科",
                             "departments.yml:3  科室“办公室”重复", "改正其中一个"),
    "person slugs collide": ("people.yml", "- name: 朱亮", "- name: 朱亮\n  - name: 朱量",
                             "people.yml:3  人员“朱量”和“朱亮”的网址都是“zhu-liang”", "加上 slug"),
    "same name with another dot": (
        "people.yml", "- name: 朱亮", "- name: 朱亮\n  - name: 阿里·买提\n  - {name: 阿里•买提, slug: ali}",
        "people.yml:4  “阿里•买提”和“阿里·买提”（data/people.yml:3）看起来一样", "一样的"),
    "row with another dot": (A, "person: 曾雅彬", "person: 曾·雅彬",
                             "01.yml:12  责任人“曾·雅彬”不在 people.yml 里", "先在 people.yml 里加上"),
    "alias twice": ("departments.yml", "- name: 业务科", "- name: 业务科\n    aliases: [业务, 业务]",
                    "departments.yml:4  “业务科”的别的叫法“业务”写了两次", "删去一个"),
    "alias is the name": (A, "{no: \"01\", name: 预算,", "{no: \"01\", name: 预算, aliases: [“预算”],",
                          "01.yml:27  “预算”的别的叫法““预算””在搜索里和“预算”是同一个词", "删去一个"),
    "alias of an item twice": (A, "title: 重视\n", "title: 重视\n        aliases: [带头, 帶頭]\n",
                               "01.yml:9  “重视”的别的叫法“帶頭”在搜索里和“带头”是同一个词", "删去一个"),
    "duplicate mark": (A, "mark: ⑵", "mark: ⑴", "01.yml:24  条款编号“Ⅲ-1-⑴”重复", "key"),
    "duplicate evidence": (A, '- {no: "01", name: 预算,', '- {no: "01", name: 决算, kind: 文件, '
                           'frequency: 每年, basis: 建议, visibility: 内网可见}\n'
                           '                  - {no: "01", name: 预算,',
                           "01.yml:28  材料编号“Ⅲ-1-⑵-01”重复", "改正其中一个"),
    "row without clauses": (A, "            clauses:\n              - mark: ⑶\n"
                            "                text: 业务领先。\n                evidence:\n"
                            '                  - {no: "01", name: 考核结果, kind: 数据, frequency: 每年, '
                            "min_count: 1, basis: 条款, visibility: 内网可见}\n",
                            "            clauses: []\n", "01.yml:31  “clauses”是空的", "补上内容"),
    "empty party": (A, SECOND, "{role: 牵头}", "01.yml:30  责任科室和责任人都没写", "补上"),
    "pair twice": (A, SECOND, f"{SECOND}\n              - {SECOND}",
                   "01.yml:31  责任“业务科／陈啸林”写了两次", "删去一个"),
    "closed set": (A, "kind: 会议记录", "kind: 纪要", "01.yml:19  “kind”写的是“纪要”", "下列之一：文件、会议记录"),
    "wrong number": (A, "min_count: 2", "min_count: 两份", "01.yml:21  “min_count”写的是“两份”", "一个数字"),
    "zero": (A, "min_count: 2", "min_count: 0", "01.yml:21  “min_count”写的是“0”", "不小于 1"),
    "wrong type": (A, "leaders: [朱亮]\n            parties:\n              - " + PAIR,
                   "leaders: 朱亮\n            parties:\n              - " + PAIR,
                   "01.yml:10  “leaders”写的是“朱亮”", "以“- ”开头"),
    "list for a text": (A, "text: 经费保障。", "text: [经费, 保障]", "01.yml:25  “text”写的是一个列表", "一段文字"),
    "unknown key": (A, "mark: ⑵", "marks: ⑵", "01.yml:24  不认识的键“marks”", "检查拼写"),
    "missing key": (A, "                    name: 会议记录\n", "", "01.yml:17  缺少“name”", "补上这一项"),
    "text forgotten": (A, "text: 经费保障。", "text:", "01.yml:25  缺少“text”", "补上这一项"),
    "unknown reference": (A, "basis: 建议,", "basis: 建议, refs: [P99],",
                          "01.yml:27  参考材料“P99”不在 references.yml 里", "改正编号"),
    "two kinds of level": (A, "title: 组织领导\n", "title: 组织领导\nrows:\n  - leaders: [朱亮]\n"
                           "    clauses: [{text: 甲。}]\n", "01.yml:1  “组织领导”同时有 groups 和 rows", "改成一种"),
    "date": ("unit.yml", "2026-01-02", "2026年1月2日", "unit.yml:5  “data_date”写的是“2026年1月2日”", "年-月-日"),
    "term too long": ("unit.yml", "years: 3", "years: 6", "unit.yml:6  “years”写的是“6”", "不大于 5"),
    "column not listed": ("unit.yml", "[分管领导, 责任科室, 责任人]", "[责任科室, 责任人]",
                          "01.yml:10  这一行写了分管领导，但 unit.yml 的 columns 里没有这一栏", "加上“分管领导”"),
    "hand-in without a place": ("unit.yml", "title: 某局分工", "title: 某局分工\nhandin: {room: 305}",
                                "unit.yml:4  handin 没有写交到哪里（place），也没有写找谁（person）", "整段 handin 删去"),
    "inbox without coordinators": ("unit.yml", "title: 某局分工", "title: 某局分工\ninbox: {share: Z}",
                                   "unit.yml:4  inbox 没有统筹人（coordinators）", "整段 inbox 删去"),
    "unknown coordinator": ("unit.yml", "title: 某局分工", "title: 某局分工\ninbox: {coordinators: [朱良]}",
                            "unit.yml:4  统筹人“朱良”不在 people.yml 里", "是不是“朱亮”？"),
    "unknown sender": (
        "unit.yml", "title: 某局分工",
        "title: 某局分工\ninbox:\n  coordinators: [朱亮]\n  rules: [{who: 业务处, what: [登记]}]",
        "unit.yml:6  收件箱规则的 who “业务处”不在 people.yml、departments.yml 里", "是不是“业务科”？"),
    "inbox in the data": (
        "unit.yml", "title: 某局分工",
        "title: 某局分工\ninbox: {folder: data/inbox, coordinators: [朱亮]}",
        "unit.yml:4  inbox 的 folder 写的是“data/inbox”，和数据、材料或网站的文件夹套在一起", "改成另一处"),
    "source outside": ("unit.yml", "title: 某局分工", "title: 某局分工\nsource_text: ../../etc/passwd",
                       "unit.yml:4  source_text 指的文件“../../etc/passwd”读不出来", "改正文件名"),
    "slug": ("people.yml", "- name: 朱亮", "- name: 朱亮\n    slug: 朱-亮", "people.yml:3  “slug”写的是“朱-亮”", "zeng-yabin"),
    "no space after colon": (A, SECOND, "{department:业务科, person: 陈啸林}",
                             "01.yml:30  “department:业务科”不是一个键", "冒号后的空格"),
    "odd key": (A, "min_count: 2", "min-count: 2", "01.yml:21  “min-count”不是一个键", "键的拼写"),
    "cut by a hash": (A, "text: 经费保障。", "text: 经费 #1 保障。",
                      "01.yml:25  “经费”后面有“ #”，从这里起会被当作注释丢掉", "加引号"),
    "control character": (A, "text: 经费保障。", 'text: "经费\\x1b保障。"', "01.yml:25  有看不见的控制字符（U+001B）", "删去重打"),
    "bidi control": (A, "text: 经费保障。", "text: 经费\u202e保障。", "01.yml:25  有看不见的控制字符（U+202E）", "删去重打"),
    "names run together": (A, "leaders: [朱亮]\n            parties:\n              - " + PAIR,
                           "leaders: [朱亮、陈啸林]\n            parties:\n              - " + PAIR,
                           "01.yml:10  分管领导“朱亮、陈啸林”不在", "写成列表：[朱亮, 陈啸林]"),
    "date that is none": ("unit.yml", "2026-01-02", "2026-02-30", "unit.yml:5  “data_date”写的是“2026-02-30”", "要有这一天"),
    "date as a number": ("unit.yml", "2026-01-02", "1735689600", "unit.yml:5  “data_date”写的是“1735689600”", "年-月-日"),
    "full-width number": (A, 'no: "01"\n', 'no: "０１"\n', "01.yml:17  “no”写的是“０１”", "规定的写法"),
    "number with underscore": (A, "min_count: 2", "min_count: 1_0", "01.yml:21  “min_count”写的是“1_0”", "阿拉伯数字"),
    "extra column not listed": (A, "text: 经费保障。", "text: 经费保障。\n                score: 5",
                                "01.yml:10  这一行写了分值，但 unit.yml 的 columns 里没有", "加上“分值”"),
    "item code twice": (A, "      - code: Ⅲ-1\n        title: 重视",
                        "      - {code: Ⅲ-1, title: 另项, rows: [{leaders: [朱亮], clauses: [{text: 甲。}]}]}\n"
                        "      - code: Ⅲ-1\n        title: 重视", "01.yml:8  项目编号“Ⅲ-1”重复", "key"),
    "anchors clash": (A, "mark: ⑵", "mark: ⑵\n                key: ⑴-01", "01.yml:17  位置“材料 Ⅲ-1-⑴-01”和“条款 Ⅲ-1-⑴-01”", "加上 key"),
    "not a mapping": ("people.yml", "- name: 朱亮", "- 朱亮", "people.yml:2  “people”这里是“朱亮”", "一组“键: 值”"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_message(data: Path, name: str) -> None:
    """The error is found, named with its file and line, and the way out is told."""
    file, old, new, expected, remedy = CASES[name]
    replace(data / file, old, new)
    said = [f"{problem}" for problem in problems(data)]
    folder = "data/allocation/" if expected.startswith("01.yml") else "data/"
    hits = [message for message in said if message.startswith(folder + expected)]
    assert hits, "\n".join(said)
    assert remedy in hits[0]


SYNONYMS = {
    "one word": ("[名册]", "2  这一组只有 1 个词", "补上同义的词"),
    "no word": ("[]", "2  这一组只有 0 个词", "删去这一组"),
    "one character": ("[册, 名册]", "2  同义词“册”不算标点只有 1 个字", "写长一些"),
    "one character with a mark": ("[册。, 名册]", "2  同义词“册。”不算标点只有 1 个字", "写长一些"),
    "too long": (
        f"[名册, {'册' * 21}]",
        f"2  同义词“{'册' * 20}…”有 21 个字",
        "只写人们会搜的那个词",
    ),
    "a space": ("[名册, 花 名 册]", "2  同义词“花 名 册”里有空格", "空格隔开的是几个词"),
    "twice": ("[名册, 名单, 名册]", "2  同一组里的“名册”写了两次", "删去一个"),
    "the same to the search": (
        "[名册, 名單, 名单]",
        "2  同一组里的“名单”在搜索里和“名單”是同一个词",
        "删去一个",
    ),
    "in two groups": (
        "[名册, 名单]\n  - [名單, 清单]",
        "3  “名單”在两组里（data/synonyms.yml:2 已有“名单”）",
        "合成一组",
    ),
    "below each other": (
        "[甲乙, 丙丁]\n  -\n    - 名册\n    - 名册",
        "4  同一组里的“名册”写了两次",
        "删去一个",
    ),
    "no list": ("名册", "2  “synonyms”写的是“名册”", "每项另起一行"),
    "no text": ("[名册, {a: b}]", "2  “synonyms”写的是一组“键: 值”", "写成一行文字"),
}


@pytest.mark.parametrize("name", SYNONYMS)
def test_synonyms(data: Path, name: str) -> None:
    """What is no group of synonyms is named with its line, and the way out is told."""
    groups, expected, remedy = SYNONYMS[name]
    (data / "synonyms.yml").write_text(f"synonyms:\n  - {groups}\n", encoding="utf-8")
    said = [str(problem) for problem in problems(data)]
    hits = [message for message in said if message.startswith(f"data/synonyms.yml:{expected}")]
    assert hits, "\n".join(said)
    assert remedy in hits[0]


def test_right_synonyms(data: Path) -> None:
    """Synonyms may be missing or none; those that are right are part of the register."""
    assert read(data).synonyms == ()
    path = data / "synonyms.yml"
    path.write_text("synonyms: []\n", encoding="utf-8")
    assert (problems(data), read(data).synonyms) == ((), ())
    path.write_text("synonyms:\n  - [名册, 花名册]\n  - [LED屏, 电子屏]\n", encoding="utf-8")
    assert problems(data) == ()
    assert read(data).synonyms == (("名册", "花名册"), ("LED屏", "电子屏"))


def test_right_data_has_no_errors(data: Path) -> None:
    """The folder that all cases start from is right."""
    assert problems(data) == ()


def test_all_at_once(data: Path) -> None:
    """Errors in several files, of several sorts, come in one go, sorted by place."""
    replace(data / A, "department: 业务科", "department: 业务处")
    replace(data / A, "person: 曾雅彬", "person: 曾雅宾")
    replace(data / "departments.yml", "- name: 办公室", "- name: 办公室\n    kind: 处室")
    replace(data / "unit.yml", "years: 3", "years: 九")
    places = [str(problem.ref) for problem in problems(data)]
    assert places == ["data/departments.yml:3", "data/unit.yml:6"]
    replace(data / "departments.yml", "\n    kind: 处室", "")
    replace(data / "unit.yml", "years: 九", "years: 3")
    places = [str(problem.ref) for problem in problems(data)]
    assert places == [
        "data/allocation/01.yml:12",
        "data/allocation/01.yml:30",
    ]


def test_broken_category_does_not_hide_other_errors(data: Path) -> None:
    """One unreadable file neither hides errors elsewhere nor causes false ones."""
    (data / "allocation" / "02.yml").write_text("title: [", encoding="utf-8")
    replace(data / A, "person: 曾雅彬", "person: 曾雅宾")
    said = [f"{problem.ref} {problem.found}" for problem in problems(data)]
    assert len(said) == 2
    assert said[0].startswith("data/allocation/01.yml:12 责任人“曾雅宾”")
    assert said[1].startswith("data/allocation/02.yml:")


@pytest.mark.parametrize("name", ["unit.yml", "people.yml", "departments.yml", "allocation/01.yml"])
def test_missing_file(data: Path, name: str) -> None:
    """A required file that isn't there is one message that names it."""
    (data / name).unlink()
    said = [str(problem) for problem in problems(data)]
    assert len(said) == 1
    assert "没有这个文件" in said[0]
    assert name.split("/", maxsplit=1)[0] in said[0]


def test_one_category_in_two_files(data: Path) -> None:
    """A category that stands in two files is one error, not two half pages."""
    text = (data / A).read_text(encoding="utf-8")
    (data / "allocation" / "02.yml").write_text(text.replace("Ⅲ-1", "Ⅲ-2"), encoding="utf-8")
    said = [problem.found for problem in problems(data)]
    assert "类别“一、组织领导”重复（data/allocation/01.yml:1 已有）" in said


@pytest.mark.parametrize(
    "name", ["allocation/02.yaml", "allocation/02.YML", "allocation/sub/2.yml"]
)
def test_stray_files(data: Path, name: str) -> None:
    """A file that would silently not be read is an error."""
    (data / name).parent.mkdir(exist_ok=True)
    (data / name).write_text("title: 甲\n", encoding="utf-8")
    assert [str(problem.ref) for problem in problems(data)] == [f"data/{name}:1"]


def test_broken_references_cause_no_false_errors(data: Path) -> None:
    """When a list can't be read, nothing is called missing from it."""
    replace(data / A, "basis: 建议,", "basis: 建议, refs: [P01],")
    (data / "references.yml").write_text("references: [", encoding="utf-8")
    assert [problem.ref.file for problem in problems(data)] == ["data/references.yml"]


@pytest.mark.parametrize("length", [300, 3000])
def test_long_names_make_short_addresses(data: Path, length: int) -> None:
    """Names of any length fit into a file name of the site."""
    replace(data / A, "title: 重视", f"title: {'重' * length}")
    replace(data / A, "code: Ⅲ-1\n", f"code: {'1' * length}\n")
    register = read(data)
    assert all(len(item.slug) <= 80 for item in register.items)
