"""Changes: one sentence each, with topic and the people concerned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

from allocation.base.grouping import grouped
from allocation.datafiles.json_schema import doc
from allocation.privacy.personal_numbers import find, mask
from allocation.versions.changes.words import Span

NEW, GONE = "新增", "删去"
"""The first words of sentences about additions and removals."""


class ChangeTopic(StrEnum):
    """The topic of a change, the most important first."""

    EDITION = "版次"
    """That a new edition took the place of the data."""
    DUTY = "分工"
    """Leaders and parties of rows."""
    CLAUSE = "条款"
    """Clauses and items."""
    EVIDENCE = "材料清单"
    """The evidence that clauses require."""
    DEADLINE = "期限"
    """Due dates and the term."""
    INDICATOR = "量化要求"
    """Indicators and their values."""
    FILING = "登记"
    """Filings."""
    MEMBER = "人员和科室"
    """People and departments."""
    SETTING = "设置"
    """Settings of the unit, and fields that require nothing."""
    WARNING = "疑点"
    """Findings that are new or resolved."""

    @property
    def duty(self) -> bool:
        """Whether such a change affects duties."""
        return self in (
            ChangeTopic.DUTY,
            ChangeTopic.CLAUSE,
            ChangeTopic.EVIDENCE,
            ChangeTopic.DEADLINE,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    ``people`` are the keys of those it concerns, in the later data; ``address`` is the place on
    the site, empty after a removal; ``spans`` has the differences of a reworded text; ``filing`` is
    the id of the filing, if it is about one. Sentences never quote the free text of a filing: it
    may be withdrawn later, and history stays.
    """

    topic: Annotated[ChangeTopic, doc("关于什么")]
    sentence: Annotated[str, doc("一句话说清变了什么")]
    people: Annotated[tuple[str, ...], doc("与谁有关")] = ()
    address: Annotated[str, doc("页面位置，相对网站根目录；已经没有的为空")] = ""
    spans: Annotated[tuple[Span, ...], doc("改写的文字：= 未变，- 删去，+ 新增")] = ()
    filing: Annotated[str, doc("登记的编号；不是关于登记的为空")] = ""

    def masked(self) -> Change:
        """Return the change with personal numbers masked: history can't be corrected."""
        texts = ("".join(span.text for span in self.spans if span.sign != sign) for sign in "+- ")
        spans = () if any(any(find(text)) for text in texts) else self.spans
        return replace(self, sentence=mask(self.sentence), spans=spans)

    def is_about_filing(self, word: str) -> bool:
        """Whether a filing was added or removed.

        :param word: ``NEW`` or ``GONE``.
        """
        return bool(self.filing) and self.sentence.startswith(f"{word}登记")

    def titled(self, titles: Mapping[str, str]) -> Change:
        """Return the change with the published title of its filing, if it is about one."""
        name = f"登记 {self.filing}"
        if self.filing not in titles:
            return replace(self, address="") if self.filing else self
        named = self.sentence.replace(name, f"{name}“{titles[self.filing]}”", 1)
        return replace(self, sentence=named)


@dataclass(frozen=True, slots=True)
class ItemDuty:
    """Clauses of one item in a person's duties; ``whole`` if all of the item was gained or lost."""

    role: Annotated[str, doc("负责或分管")]
    item: Annotated[str, doc("哪个项目")]
    clauses: Annotated[tuple[str, ...], doc("哪些条款")]
    whole: Annotated[bool, doc("是否整个项目")]

    def __str__(self) -> str:
        part = "" if self.whole else f"的 {'、'.join(self.clauses)}"
        return f"{self.role} {self.item}{part}（{len(self.clauses)} 条）"


@dataclass(frozen=True, slots=True)
class PersonChange:
    """The duties that one person gained and lost."""

    key: Annotated[str, doc("谁")]
    gained: Annotated[tuple[ItemDuty, ...], doc("增加的职责")]
    lost: Annotated[tuple[ItemDuty, ...], doc("减少的职责")]

    @property
    def count(self) -> str:
        """The number of items gained and lost, whole or in part: ``＋2 项 −1 项``."""
        signed = (("＋", self.gained), ("−", self.lost))
        return " ".join(f"{sign}{len(duties)} 项" for sign, duties in signed if duties)


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences between two registers, by change and by person, and renamed people."""

    entries: Annotated[tuple[Change, ...], doc("全部变化，要紧的在前")] = ()
    people: Annotated[tuple[PersonChange, ...], doc("谁的职责增减")] = ()
    renames: Annotated[tuple[tuple[str, str], ...], doc("改名：原来的，现在的")] = ()

    @property
    def duties(self) -> bool:
        """Whether anybody's duties changed."""
        return any(entry.topic.duty for entry in self.entries)

    @property
    def summary(self) -> str:
        """A summary in one sentence."""
        counts = "、".join(f"{topic} {len(entries)} 处" for topic, entries in self.topics())
        if not counts:
            return "没有变化。"
        people = f"{len(self.people)} 人的职责增减" if self.people else "职责无增减"
        return f"{people}；{counts}。"

    def titled(self, titles: Mapping[str, str]) -> Changes:
        """Return the changes with the published titles of filings."""
        return replace(self, entries=tuple(entry.titled(titles) for entry in self.entries))

    def topics(self) -> tuple[tuple[ChangeTopic, tuple[Change, ...]], ...]:
        """Return the changes by topic, without topics that have none."""
        groups = grouped(self.entries, lambda entry: entry.topic)
        return tuple((topic, groups[topic]) for topic in ChangeTopic if topic in groups)

    def of(self, key: str) -> tuple[PersonChange, ...]:
        """Return the gained and lost duties of one person, if any."""
        return tuple(change for change in self.people if change.key == key)
