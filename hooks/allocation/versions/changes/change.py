"""What a change is: one plain sentence about one thing, and whom it concerns."""

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
"""How sentences begin that tell of something that is there now, or no longer."""


class Topic(StrEnum):
    """What a change is about, the weightiest first."""

    EDITION = "版次"
    """That a new edition took the place of the data."""
    DUTY = "分工"
    """Who supervises, who is responsible."""
    CLAUSE = "条款"
    """What is required."""
    EVIDENCE = "材料清单"
    """What has to be handed in for it."""
    DEADLINE = "期限"
    """By when."""
    INDICATOR = "指标"
    """What is counted, and its values."""
    FILING = "登记"
    """What was handed in."""
    MEMBER = "人员和科室"
    """Who there is."""
    SETTING = "设置"
    """How the unit and its table are called and set up."""
    WARNING = "疑点"
    """What looks odd now, or no longer does."""

    @property
    def duty(self) -> bool:
        """Whether somebody's duties are other ones after such a change."""
        return self in (Topic.DUTY, Topic.CLAUSE, Topic.EVIDENCE, Topic.DEADLINE)


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    ``people`` are the keys of those it concerns, as the later data calls them; ``address`` is the
    place on the site, empty where nothing is left of it; ``spans`` show a reworded text.
    ``filing`` is the id of what was handed in. What a filing says in free words is in no sentence:
    it may have been withdrawn since, and history stays.
    """

    topic: Annotated[Topic, doc("关于什么")]
    sentence: Annotated[str, doc("一句话说清变了什么")]
    people: Annotated[tuple[str, ...], doc("与谁有关")] = ()
    address: Annotated[str, doc("页面位置，相对网站根目录；已经没有的为空")] = ""
    spans: Annotated[tuple[Span, ...], doc("改写的文字：= 未变，- 删去，+ 新增")] = ()
    filing: Annotated[str, doc("登记的编号；不是关于登记的为空")] = ""

    def masked(self) -> Change:
        """Return the same change without numbers of people: nobody can change what is past."""
        sides = ("".join(each.text for each in self.spans if each.sign != sign) for sign in "+- ")
        spans = () if any(any(find(side)) for side in sides) else self.spans
        return replace(self, sentence=mask(self.sentence), spans=spans)

    def begins(self, word: str) -> bool:
        """Whether it tells that a filing was added or removed."""
        return bool(self.filing) and self.sentence.startswith(f"{word}登记")

    def titled(self, titles: Mapping[str, str]) -> Change:
        """Return the same change, naming a filing by the title under which it may be shown."""
        name = f"登记 {self.filing}"
        if self.filing not in titles:
            return replace(self, address="") if self.filing else self
        named = self.sentence.replace(name, f"{name}“{titles[self.filing]}”", 1)
        return replace(self, sentence=named)


@dataclass(frozen=True, slots=True)
class ItemDuty:
    """Clauses of one item that somebody answers for; ``whole`` if the item is all new or gone."""

    role: Annotated[str, doc("负责或分管")]
    item: Annotated[str, doc("哪个项目")]
    clauses: Annotated[tuple[str, ...], doc("哪些条款")]
    whole: Annotated[bool, doc("是否整个项目")]

    def __str__(self) -> str:
        part = "" if self.whole else f"的 {'、'.join(self.clauses)}"
        return f"{self.role} {self.item}{part}（{len(self.clauses)} 条）"


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What one person answers for now and did not before, and the other way round."""

    key: Annotated[str, doc("谁")]
    gained: Annotated[tuple[ItemDuty, ...], doc("增加的职责")]
    lost: Annotated[tuple[ItemDuty, ...], doc("减少的职责")]

    @property
    def count(self) -> str:
        """``＋2 项 −1 项``: items, whole or in part."""
        signed = (("＋", self.gained), ("−", self.lost))
        return " ".join(f"{sign}{len(duties)} 项" for sign, duties in signed if duties)


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that is different, and who is called otherwise than before."""

    entries: Annotated[tuple[Change, ...], doc("全部变化，要紧的在前")] = ()
    people: Annotated[tuple[PersonChange, ...], doc("谁的职责增减")] = ()
    renames: Annotated[tuple[tuple[str, str], ...], doc("改名：原来的，现在的")] = ()

    @property
    def duties(self) -> bool:
        """Whether anybody's duties changed."""
        return any(entry.topic.duty for entry in self.entries)

    @property
    def summary(self) -> str:
        """All of it in one sentence."""
        said = "、".join(f"{topic} {len(found)} 处" for topic, found in self.topics())
        if not said:
            return "没有变化。"
        people = f"{len(self.people)} 人的职责增减" if self.people else "没有人的职责增减"
        return f"{people}；{said}。"

    def titled(self, titles: Mapping[str, str]) -> Changes:
        """Return the same changes, naming filings by titles that may be shown."""
        return replace(self, entries=tuple(each.titled(titles) for each in self.entries))

    def topics(self) -> tuple[tuple[Topic, tuple[Change, ...]], ...]:
        """Return the changes topic by topic, those that there are none about left out."""
        found = grouped(self.entries, lambda entry: entry.topic)
        return tuple((topic, found[topic]) for topic in Topic if topic in found)

    def of(self, key: str) -> tuple[PersonChange, ...]:
        """Return what one person gained and lost, if anything."""
        return tuple(each for each in self.people if each.key == key)
