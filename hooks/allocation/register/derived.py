"""Derived statements: what the site says beside the source, which nobody wrote there.

Every kind of them is listed here, once. Pages mark a kind where it stands first, by a link to its
explanation on 关于; Word files, the workbook and JSON name the kinds that they contain.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Derived(Enum):
    """A kind of derived statement: its name, from what it is derived, and what the source says.

    All three are for readers, in Chinese.
    """

    PAIRING = (
        "科室与责任人的对应",
        "由位置推定",
        "原表分两栏列出责任科室和责任人；按各自的先后配成对，第几个科室对第几个人。",
    )
    MEMBERSHIP = (
        "人列在哪个科室",
        "由各行推定",
        "原表没有写谁是哪个科室的人；在哪几行与哪个科室配成对，就列在那个科室。",
    )
    SUPERVISION = (
        "科室和人由谁分管",
        "由各行推定",
        "原表只写每一行由谁分管；一行有几位领导的，没有写谁管哪个科室，整行都算。",
    )
    NATURE = (
        "机构性质",
        "由名称推定",
        "原表的“责任科室”栏不分性质；按名称分出党群组织、专项小组等，由办公室核定。",
    )
    ROW_NUMBER = (
        "原表第几行",
        "由次序推定",
        "原表没有印行号；从第一行往下数，表头不算。",
    )
    CLAUSE_NUMBER = (
        "编号里的第几条",
        "由次序推定",
        "原表没有给标号的条款，在项目里排第几就写第几条，只为指认，不是标号。",
    )
    ALIAS = (
        "别的叫法",
        "由字面推定",
        "原表没有；为搜索加的，由办公室核定、补充。",
    )
    READING = (
        "姓名读音",
        "由字典推定",
        "原表没有；自动注音，读错的由办公室改正。",
    )

    def __init__(self, title: str, mark: str, reason: str) -> None:
        self.title = title
        self.mark = mark
        self.reason = reason

    @property
    def anchor(self) -> str:
        """The HTML id of its explanation on the page 关于."""
        return f"derived-{self.name.lower().replace('_', '-')}"

    @property
    def statement(self) -> str:
        """The kind with its mark: ``机构性质由名称推定``."""
        return f"{self.title}{self.mark}"


def note(kinds: Iterable[Derived]) -> str:
    """Return the line by which a file marks the kinds that it contains; empty for none."""
    statements = "；".join(kind.statement for kind in kinds)
    return f"推定（原表没有写）：{statements}。" if statements else ""
