"""What a change is: one plain sentence about one thing, and whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from allocation.changes.words import Span
from allocation.grouping import grouped


class Topic(StrEnum):
    """What a change is about, the weightiest first."""

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
    """

    topic: Topic
    sentence: str
    people: tuple[str, ...] = ()
    address: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """Clauses of one item that somebody answers for; ``whole`` if the item is all new or gone."""

    role: str
    item: str
    clauses: tuple[str, ...]
    whole: bool

    def __str__(self) -> str:
        part = "" if self.whole else f"的 {'、'.join(self.clauses)}"
        return f"{self.role} {self.item}{part}（{len(self.clauses)} 条）"


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What one person answers for now and did not before, and the other way round."""

    key: str
    gained: tuple[Duty, ...]
    lost: tuple[Duty, ...]

    @property
    def count(self) -> str:
        """``＋2 项 −1 项``: items, whole or in part."""
        signed = (("＋", self.gained), ("−", self.lost))
        return " ".join(f"{sign}{len(duties)} 项" for sign, duties in signed if duties)


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that is different, and who is called otherwise than before."""

    entries: tuple[Change, ...] = ()
    people: tuple[PersonChange, ...] = ()
    renames: tuple[tuple[str, str], ...] = ()

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

    def topics(self) -> tuple[tuple[Topic, tuple[Change, ...]], ...]:
        """Return the changes topic by topic, those that there are none about left out."""
        found = grouped(self.entries, lambda entry: entry.topic)
        return tuple((topic, found[topic]) for topic in Topic if topic in found)

    def of(self, key: str) -> tuple[PersonChange, ...]:
        """Return what one person gained and lost, if anything."""
        return tuple(each for each in self.people if each.key == key)
