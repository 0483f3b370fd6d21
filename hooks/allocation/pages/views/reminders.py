"""催办: what is late, was returned or is due soon, of whom, and the text that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from allocation.base.enums import SlotState
from allocation.base.grouping import grouped
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import day, due, handin, names_of
from allocation.register import progress
from allocation.register.addresses import address, gaps_address
from allocation.register.index import Index, RowBlock
from allocation.register.progress import SOON, Slot
from allocation.register.register import DepartmentEntry, PersonEntry
from allocation.register.schedule import provisional

_SOON = f"{SOON.days} 天内到期"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Of what a person or a department is reminded, the most urgent first.

    ``text`` is a message that can be sent as it is; the Word file has the same slots. ``place`` is
    the address of the page that says more.
    """

    entry: PersonEntry | DepartmentEntry
    rows: tuple[RowBlock, ...]
    slots: tuple[Slot, ...]
    text: str
    place: str

    @property
    def anchor(self) -> str:
        kind = "person" if isinstance(self.entry, PersonEntry) else "department"
        return f"reminder-{kind}-{self.entry.slug}"


def pressing(rows: Iterable[RowBlock]) -> tuple[Slot, ...]:
    """Return the slots of some rows for which somebody is reminded, the most urgent first."""
    return progress.pressing(slot for row in rows for slot in row.slots)


def reminder(context: SiteContext, entry: PersonEntry | DepartmentEntry) -> Reminder | None:
    """Return the reminder of a person or a department; None if nothing presses."""
    index = context.index
    if isinstance(entry, PersonEntry):
        rows, place = index.of_person(entry), address(entry)
        greeting, whose = f"{entry.key}同志", "您"
    else:
        rows, place = index.of_department(entry), gaps_address(entry)
        greeting = whose = entry.name
    slots = pressing(rows)
    if not slots:
        return None
    lines = (
        f"{greeting}：",
        f"{_as_of(index)}，{whose}负责的内页资料{numbers(slots)}，请尽快交齐。",
        *_by_state(slots, with_persons=whose == greeting and index.register.unit.names_persons),
        *_closing(context, place),
    )
    return Reminder(entry, rows, slots, "\n".join(lines), place)


def group_text(context: SiteContext, owners: Iterable[tuple[str, tuple[Slot, ...]]]) -> str:
    """Return a message to all who owe something: who, which materials, which periods, since when.

    :param owners: names, and what each of them is reminded of.
    """
    index = context.index
    whole = numbers(pressing(index.blocks.values()))
    lines = (
        f"{name}{_earliest(slots)}：{'；'.join(_short(slots))}" for name, slots in owners if slots
    )
    return "\n".join(
        (
            "各位同志：",
            f"{_as_of(index)}，内页资料{whole}，请下列各位尽快交齐。",
            *(f"{number}. {line}" for number, line in enumerate(lines, start=1)),
            *_closing(context, "gaps/"),
        )
    )


def numbers(slots: Iterable[Slot]) -> str:
    """Return how much presses: ``逾期 5 项次、退回 1 项次、30 天内到期 2 项次``."""
    groups = grouped(slots, heading).items()
    return "、".join(f"{title} {len(own)} 项次" for title, own in groups)


def heading(slot: Slot) -> str:
    """Return why somebody is reminded of a slot: 逾期, 退回, 30 天内到期."""
    return str(slot.state) if slot.state in (SlotState.LATE, SlotState.RETURNED) else _SOON


def _by_state(slots: tuple[Slot, ...], *, with_persons: bool) -> Iterator[str]:
    number = 0
    for title, own in grouped(slots, heading).items():
        yield f"【{title}】"
        for evidence, periods in grouped(own, lambda slot: slot.evidence).items():
            number += 1
            named = names_of(periods[0].named) if with_persons else ""
            whose = f"（{named}）" if named else ""
            # Of many that are late, the earliest day says enough.
            dated = title == _SOON or len(periods) == 1
            dates = "、".join(_period(slot, dated=dated) for slot in periods)
            dates += "" if dated else _earliest(periods)
            yield f"{number}. {evidence.record.name}（{evidence.id}）{whose}：{dates}"


def _period(slot: Slot, *, dated: bool) -> str:
    until = f"（{due(slot.due)}{'到期' if slot.due else ''}）" if dated else ""
    return f"{slot.label}{until}"


def _earliest(slots: Iterable[Slot]) -> str:
    """Return the first day on which something is due, in brackets; nothing where none has a day."""
    first = min((slot.due for slot in slots if slot.due), default=None)
    return f"（最早 {day(first)}到期）" if first else ""


def _short(slots: tuple[Slot, ...]) -> Iterator[str]:
    for title, own in grouped(slots, heading).items():
        by_evidence = grouped(own, lambda slot: slot.evidence).items()
        materials = (
            f"{evidence.record.name}（{'、'.join(slot.label for slot in periods)}）"
            for evidence, periods in by_evidence
        )
        yield f"{title} {len(own)} 项次——{'、'.join(materials)}"


def _as_of(index: Index) -> str:
    mark = "（届期暂定）" if provisional(index.register.unit.term) else ""
    return f"截至{day(index.progress.today)}{mark}"


def _closing(context: SiteContext, place: str) -> Iterator[str]:
    if known := context.index.register.unit.handin:
        yield f"请{handin(known)}。"
    yield "文件日期写形成日期，不得倒签；已交而未登记的，请与收件人核对。"
    if context.site_url:
        yield f"详见：{context.site_url}{place}"
