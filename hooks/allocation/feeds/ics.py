"""Calendars (RFC 5545) of slots due: of the whole unit, every department and every person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Any

from allocation.base.slugs import shortened, title_slug
from allocation.datafiles.model import Milestone
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import names_of
from allocation.register.addresses import calendar_address
from allocation.register.common import Common
from allocation.register.index import RowBlock, expected
from allocation.register.progress import Slot
from allocation.register.register import DepartmentEntry, PersonEntry
from allocation.register.schedule import provisional
from allocation.runtime.streaming import Output

_ALARMS = {7: "-P6DT15H", 1: "-PT15H"}
"""How many days before open slots are due to remind of them, and for how long before they begin
(RFC 5545, 3.8.6.3): at nine in the morning, since an event of a whole day begins at midnight."""

_OCTETS = 74


def export(context: SiteContext) -> Iterator[Output]:
    """Yield the calendars that have an event; none while the term has no first day."""
    index = context.index
    rows = tuple(index.blocks.values())
    if not index.has_calendar(rows):
        return
    calendars = _Calendars(index.common)
    yield Output(calendar_address(), partial(calendars.calendar, "全部", rows))
    names: dict[PersonEntry | DepartmentEntry, str] = {}
    names |= {department: department.name for department in index.register.departments}
    names |= {person: person.key for person in index.register.people}
    for owner, name in names.items():
        rows = index.concerning(owner)
        if index.has_calendar(rows):
            yield Output(calendar_address(owner), partial(calendars.calendar, name, rows))


@dataclass(frozen=True)
class _Calendars:
    """Writes calendars; events that several of them share are serialized once."""

    common: Common
    events: dict[str, bytes] = field(default_factory=dict, compare=False)

    @cached_property
    def ics(self) -> Any:
        """The library."""
        # Importing takes as long as a tenth of a build, and most builds have no events.
        import icalendar  # noqa: PLC0415

        return icalendar

    @cached_property
    def host(self) -> str:
        """What stands for the unit in identifiers."""
        return title_slug(self.common.unit.name) or "unit"

    @cached_property
    def milestones(self) -> tuple[bytes, ...]:
        """The events of the term's milestones."""
        return tuple(map(self._milestone, self.common.unit.term.milestones))

    def calendar(self, name: str, rows: tuple[RowBlock, ...]) -> bytes:
        """Return a calendar with the milestones and the slots of some rows, without duplicates."""
        calendar = self.ics.Calendar()
        calendar.add("prodid", "-//allocation//neiye ziliao//ZH")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        # The library does not escape the text of properties that it doesn't know.
        unit = self.common.unit
        calendar.add("x-wr-calname", self.ics.vText(f"{unit.honor}内页资料：{name}"))
        if mark := provisional(unit.term):
            calendar.add("x-wr-caldesc", self.ics.vText(mark))
        calendar.add("x-published-ttl", self.ics.vDuration(timedelta(hours=12)))
        head, _, tail = calendar.to_ical().rpartition(b"END:VCALENDAR")
        slots = {slot.slug: slot for slot in expected(rows) if slot.due}
        by_date = sorted(slots.values(), key=lambda slot: (slot.order, slot.slug))
        return b"".join(
            (head, *self.milestones, *map(self._event, by_date), b"END:VCALENDAR", tail)
        )

    def _event(self, slot: Slot) -> bytes:
        if slot.slug not in self.events:
            self.events[slot.slug] = self._slot(slot)
        return self.events[slot.slug]

    def _slot(self, slot: Slot) -> bytes:
        name = slot.evidence.record.name
        summary = f"{slot.state.sign}{slot.state} {name}（{slot.label}）"
        told = (
            self._text("CATEGORIES", slot.evidence.clause.item.label),
            self._text("DESCRIPTION", _description(slot)),
        )
        alarms = () if slot.state.done else tuple(self._alarms(name))
        return self._all_day(slot.slug, slot.order, summary, told, alarms)

    def _milestone(self, milestone: Milestone) -> bytes:
        digest = hashlib.sha256(milestone.name.encode()).hexdigest()[:8]
        uid = f"milestone-{milestone.date.isoformat()}-{digest}"
        return self._all_day(uid, milestone.date, f"◆{milestone.label}")

    def _all_day(
        self,
        uid: str,
        day: date,
        summary: str,
        told: tuple[str, ...] = (),
        alarms: tuple[str, ...] = (),
    ) -> bytes:
        """Return an event, written line by line: objects for its properties take tenfold time."""
        lines = (
            "BEGIN:VEVENT",
            self._text("SUMMARY", summary),
            f"DTSTART;VALUE=DATE:{_digits(day)}",
            f"DTEND;VALUE=DATE:{_digits(day + timedelta(days=1))}",
            f"DTSTAMP:{_digits(self.common.today)}T000000Z",
            f"UID:{uid}@{self.host}.allocation.invalid",
            *told,
            "TRANSP:TRANSPARENT",
            *alarms,
            "END:VEVENT",
        )
        return b"".join(b"%b\r\n" % folded(line) for line in lines)

    def _text(self, name: str, value: str) -> str:
        """Return the line of a property, its value with the escapes of RFC 5545, 3.3.11."""
        return f"{name}:{self.ics.vText(value).to_ical().decode()}"

    def _alarms(self, name: str) -> Iterator[str]:
        for days, trigger in _ALARMS.items():
            yield "BEGIN:VALARM"
            yield "ACTION:DISPLAY"
            yield self._text("DESCRIPTION", f"{days} 天后到期：{name}")
            yield f"TRIGGER:{trigger}"
            yield "END:VALARM"


def folded(line: str) -> bytes:
    """Return a line in pieces of less than 75 octets (RFC 5545, 3.1), no character cut.

    None ends in a backslash: some programs read what is escaped only where they stand together.
    """
    octets, pieces = line.encode(), []
    while len(octets) > _OCTETS:
        end = _OCTETS
        while octets[end] & 0b1100_0000 == 0b1000_0000:
            end -= 1
        end -= octets[end - 1] in b"\\^"
        pieces.append(octets[:end])
        octets = octets[end:]
    return b"\r\n ".join([*pieces, octets])


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")


def _description(slot: Slot) -> str:
    clause = slot.evidence.clause
    return "\n".join(
        (
            f"材料 {slot.evidence.id}：{slot.evidence.record.name}",
            f"条款 {clause.id}：{shortened(clause.record.text, 80)}",
            f"已交 {slot.count}，要交 {slot.wanted}",
            f"{slot.naming.column}：{names_of(slot.named) or '没有写'}",
        )
    )
