"""What the rules about single records say: texts with ``{placeholders}``.

Lint fills them in, and so do the forms of the site, so that a clerk reads the same words at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allocation.base.problems import Problem, Ref


@dataclass(frozen=True, slots=True)
class RuleWords:
    """The three texts of a problem: what was found, what is expected, and the remedy."""

    found: str
    expected: str
    remedy: str


def duplicate_remedy(kind: str) -> str:
    """Return how to tell two entries of a kind apart."""
    return _DUPLICATE_REMEDIES.get(kind, "改正其中一个。")


def problem(rule: str, ref: Ref, **values: Any) -> Problem:
    """Return the problem that a rule tells at a place.

    :param rule: a key of ``WORDS``.
    :param values: the texts for the placeholders.
    """
    words = WORDS[rule]
    texts = (words.found, words.expected, words.remedy)
    return Problem(ref, *(text.format(**values) for text in texts))


NAMES = {
    "leader": ("分管领导", "people.yml"),
    "responsible": ("责任人", "people.yml"),
    "responsible_department": ("责任科室", "departments.yml"),
    "person": ("人员", "people.yml"),
    "department": ("科室", "departments.yml"),
    "evidence": ("材料编号", "allocation/"),
    "indicator": ("量化要求编号", "allocation/"),
    "filing": ("登记号", "filings/"),
    "coordinator": ("统筹人", "people.yml"),
    "sender": ("收件箱规则的 who ", "people.yml、departments.yml"),
}
"""What a name of each kind is called, and the data file in which it must be."""
HINTS = {
    "list": "几个名称要写成列表：[{parts}]。",
    "homonym": "有人同名，请写 id：{keys}。",
    "homograph": "看起来和“{other}”一样，但有的字编码不同；请从 {other} 那里复制。",
    "similar": "是不是“{other}”？",
}
"""What an unknown name may have been meant to be."""
FILING_DAYS = {"date": "文件日期", "filed_on": "交的日期", "checked_on": "审核日期"}
"""The days of a filing, in their order."""
PAPER_FIELDS = {
    "kind": "类型",
    "frequency": "频次",
    "min_count": "份数",
    "per": "由谁各交",
    "due": "期限",
    "visibility": "公开范围",
}
"""The fields of evidence that belong to a paper, whichever clause it is for."""
_DUPLICATE_REMEDIES = {
    "人员": "同名的人各加一行 id，如“王伟（银保科）”；重复登记的删去一个。",
    "项目编号": "给其中一个加上 key，如“一-其他”（只用于编号，不会印出）。",
    "条款编号": "给其中一条加上 key，如“第2行⑴”（只用于编号，不会印出）。",
}
"""How to tell two entries of a kind apart, where that is more than to mend one."""
SAME_ALIAS = {"twice": "写了两次", "alike": "在搜索里和“{first}”是同一个词"}
"""What is wrong with a text that the search takes for another one."""
WORDS = {
    # Names
    "unknown": RuleWords(
        "{what}“{name}”不在 {file} 里",
        "{file} 里已有的名称",
        "{hint}改正写法，或先在 {file} 里加上。",
    ),
    "duplicate": RuleWords("{kind}“{name}”重复（{first} 已有）", "不重复的{kind}", "{remedy}"),
    "blank": RuleWords("名称“{name}”里有空格或看不见的字符", "“{compact}”", "删去空格。"),
    "look_alike": RuleWords(
        "“{name}”和“{other}”（{first}）看起来一样，但有的字编码不同",
        "一个名称一种写法",
        "改成一样的；真是两个人的，改 id。",
    ),
    "homonym": RuleWords(
        "有 {count} 个人叫“{name}”，这一个没有 id",
        "同名的人各有 id",
        "加一行 id，如“{name}（某某科）”，分工里也写这个 id。",
    ),
    "alias": RuleWords(
        "“{name}”的别的叫法“{alias}”{same}", "和名称不同、各不相同的叫法", "删去一个。"
    ),
    "personal_number": RuleWords(
        "{label}有{kind}“{masked}”",
        "会上网的文字里没有个人号码",
        "删去号码，注释里的也要删；必须留存的写在纸质材料里；"
        "可以公开的在 unit.yml 的 allowed_numbers 里写明号码和理由。",
    ),
    # Settings
    "handin_empty": RuleWords(
        "handin 没有写交到哪里（place），也没有写找谁（person）",
        "两样至少写一样",
        "补上一样；还没有定的，整段 handin 删去。",
    ),
    "handin_homonym": RuleWords(
        "handin 的 person 写的是“{name}”，people.yml 里有人同名", "一个 id", "请写：{keys}。"
    ),
    "term_start": RuleWords("届期第一天写的是 {day}", "某月 1 日，1990 至 2100 年", "改正 start。"),
    "milestone_without_term": RuleWords(
        "“{name}”的日期 {day} 没有届期可比：没有写届期第一天",
        "term 里有 start",
        "加一行 start；还没有正式通知的写暂定的日子，confirmed 写 false。",
    ),
    "milestone_outside": RuleWords(
        "“{name}”的日期 {day} 离届期超过一年",
        "届期前后一年之内：{start} 至 {end}",
        "改正日期，或届期的 start、years。",
    ),
    # Rows
    "leader_twice": RuleWords("分管领导“{name}”写了两次", "一行里每人一次", "删去一个。"),
    "party_twice": RuleWords("责任“{name}”写了两次", "一行里每对一次", "删去一个。"),
    "party_empty": RuleWords("责任科室和责任人都没写", "至少写一个", "补上，或删去这一对。"),
    "column": RuleWords(
        "这一行写了{column}，但 unit.yml 的 columns 里没有这一栏",
        "写到的栏都在 columns 里",
        "在 unit.yml 的 columns 里加上“{column}”。",
    ),
    # Evidence
    "reference": RuleWords(
        "参考材料“{id}”不在 references.yml 里",
        "references.yml 里已有的编号",
        "改正编号，或删去。",
    ),
    "same_as_itself": RuleWords("“{id}”写的是它自己", "另一项材料的编号", "改正编号，或删去。"),
    "same_as_further": RuleWords(
        "“{id}”本身又写着与“{first}”是同一份", "登记的那一项的编号", "改成“{first}”。"
    ),
    "same_as_not_applicable": RuleWords(
        "“{main}”不适用，没有人交；“{id}”与它是同一份",
        "一项适用的材料",
        "“{id}”删去 same_as，改由它登记。",
    ),
    "same_as_unequal": RuleWords(
        "“{id}”的{label}是“{own}”，“{main}”的是“{other}”",
        "同一份材料，两处一样",
        "{field} 两处改成一样；确实不是同一份的，删去 same_as。",
    ),
    # Filings
    "not_started": RuleWords(
        "已有登记，但 unit.yml 没有写届期第一天",
        "term 里有 start",
        "在 unit.yml 的 term 下加一行 start，如 start: 2024-01-01。",
    ),
    "slot": RuleWords("“{id}”（{frequency}）的登记：{slot}", "{expected}", "{remedy}"),
    "paper": RuleWords(
        "登记 {filing} 写的“{id}”与“{main}”是同一份",
        "登记在“{main}”",
        "把“{id}”改成“{main}”；已经写了的，删去前者。",
    ),
    "whose": RuleWords("“{id}”各科室各交，登记 {filing} 的{said}", "{expected}", "{remedy}"),
    "no_reason": RuleWords("登记 {filing} 退回了，没有写理由", "写 reason", "加一行 reason。"),
    "no_checker": RuleWords(
        "登记 {filing} 已审核，没有写谁审核的",
        "写 checked_by",
        "加一行 checked_by；没有审核的改成“已交”。",
    ),
    "days": RuleWords(
        "登记 {filing} 的{second} {after} 早于{first} {before}",
        "先有文件，再交，再审核",
        "改正日期。",
    ),
    "file_twice": RuleWords("文件“{name}”写了两次（{first} 已有）", "每个文件一次", "删去一个。"),
    "file_outside": RuleWords(
        "文件“{name}”不在材料文件夹里", "材料文件夹里的相对路径，用“/”分隔", "改正文件名。"
    ),
    "file_name": RuleWords(
        "文件“{name}”的名称{wrong}", "处处能用的文件名", "给文件改名，这里写新的名称。"
    ),
    "title_only_link": RuleWords(
        "登记 {filing} 证明的“{id}”仅列目录，却写了网址",
        "没有 link",
        "删去 link；纸质或内部系统里的位置写在 box。",
    ),
    "title_only_redacted": RuleWords(
        "登记 {filing} 证明的“{id}”仅列目录，去除个人信息也不挂出，却写了 redacted",
        "没有 redacted",
        "删去 redacted；去除个人信息以后确实可挂的，请改材料的 visibility。",
    ),
    # Values
    "value_twice": RuleWords(
        "量化要求“{id}”{round}在 {year} 年有两个数（{first} 已有）",
        "一年（每轮的，一轮）一个数",
        "删去一个。",
    ),
    "value_forms": RuleWords(
        "量化要求“{id}”的数{wrong}",
        "写 value，或写 numerator 和 denominator",
        "留下其中一种。",
    ),
    "value_parts": RuleWords(
        "量化要求“{id}”的分子、分母不全，或分母是 0",
        "分子和不为 0 的分母",
        "补上；没有发生的，分子、分母都写 0，或写 value: 未发生。",
    ),
    "value_no_note": RuleWords(
        "量化要求“{id}”写了不适用，没有写理由", "写 note", "加一行 note，写明理由。"
    ),
    "round_unused": RuleWords(
        "量化要求“{id}”是{period}算的，却写了 round（{round}）",
        "没有 round",
        "删去 round；确实每轮一个数的，把量化要求的 period 改成“每轮”。",
    ),
    "round_missing": RuleWords(
        "量化要求“{id}”每轮一个数，没有写是哪一轮",
        "写 round，如 第一轮",
        "加一行 round；{year} 年一轮也没有的，写 value: 未发生。",
    ),
    "round_beside": RuleWords(
        "量化要求“{id}”写了全年{word}，{year} 年又有各轮的数",
        "全年一个词，或各轮的数",
        "加一行 round，或删去一个。",
    ),
}
"""What each rule says, by its name."""
LABELS = {
    "filing": "登记 {filing} 的文字里",
    "value": "量化要求“{id}”的文字里",
    "slot": "期次“{slot}”",
    "date": "日期 {day}",
    "no_slot": "没有写期次和日期",
    "party": "party 写的是“{party}”",
    "filed_by": "交的人是{person}，看不出是谁的",
    "nobody": "空",
    "two_values": "写了两种",
    "no_value": "没有写",
}
"""Parts of what is found, for the places of ``WORDS``."""
