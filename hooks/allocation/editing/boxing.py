"""Boxes and pages for papers that have none (allocation box)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.codes import box_number
from allocation.editing.edits import Edit
from allocation.register import archive
from allocation.register.archive import Box, BoxClass, Pages, is_paper, needs_box
from allocation.register.register import FilingEntry, Register


@dataclass(frozen=True, slots=True)
class Placement:
    """A paper, the box proposed for it, and its pages there."""

    filing: FilingEntry
    box: str
    kind: BoxClass
    pages: Pages
    is_new: bool
    """Whether no paper lies in the box yet."""


@dataclass(frozen=True, slots=True)
class Boxing:
    """The proposed placements, and the papers that can't be placed with the reason in Chinese."""

    placements: tuple[Placement, ...]
    skipped: tuple[tuple[FilingEntry, str], ...]


def proposed(register: Register) -> Boxing:
    """Return a place for every paper without one: by year, item and date.

    The last box of a year is filled up to its thickness before another begins.
    """
    waiting = [filing for filing in register.filings if _waits(filing)]
    reasons = {filing: reason for filing in waiting if (reason := _obstacle(filing))}
    shelf = _Shelf(register)
    placements = [
        shelf.placed(filing) for filing in sorted(waiting, key=_order) if filing not in reasons
    ]
    return Boxing(tuple(placements), tuple(reasons.items()))


def edits(boxing: Boxing) -> Iterator[Edit]:
    """Yield the changes to the files of filings."""
    for placement in boxing.placements:
        ref = placement.filing.ref
        if not placement.filing.record.box:
            yield Edit(ref, ("box",), placement.box)
        yield Edit(ref, ("page",), placement.pages.label)


def _waits(filing: FilingEntry) -> bool:
    record = filing.record
    return needs_box(filing) or bool(is_paper(filing) and record.box and not record.page)


def _obstacle(filing: FilingEntry) -> str:
    if not filing.record.pages:
        return "没有写页数"
    return "写了页次，没有写盒号" if filing.record.page else ""


def _order(filing: FilingEntry) -> tuple[object, ...]:
    day = filing.record.date
    assert day
    return (day.year, filing.evidence[0].clause.row.number, day, filing.year, int(filing.record.no))


@dataclass(slots=True)
class _Room:
    """A box with the room that is left in it."""

    number: str
    kind: BoxClass
    capacity: int
    last_page: int = 0
    is_new: bool = True

    def takes(self, pages: int) -> bool:
        """Whether so many more pages go in; an empty box takes what no box can hold."""
        return not self.last_page or self.last_page + pages <= self.capacity


class _Shelf:
    """The boxes, which fill up while papers are placed."""

    def __init__(self, register: Register) -> None:
        self._settings = archive.settings(register)
        boxes = archive.boxes(register)
        self._rooms = {box.number: _room(box) for box in boxes}
        self._last = {box.kind: self._rooms[box.number] for box in boxes}
        numbers = [*self._rooms, *(box_number(own.box) for own in self._settings.boxes)]
        self._highest = max((int(each) for each in numbers if each.isdecimal()), default=0)

    def placed(self, filing: FilingEntry) -> Placement:
        """Return the place of a paper, which takes the room."""
        pages = filing.record.pages or 1
        room = self._room(filing, pages)
        first, room.last_page = room.last_page + 1, room.last_page + pages
        return Placement(filing, room.number, room.kind, Pages(first, room.last_page), room.is_new)

    def _room(self, filing: FilingEntry, pages: int) -> _Room:
        if filing.record.box:
            return self._rooms[box_number(filing.record.box)]
        kind = self._kind(filing)
        last = self._last.get(kind)
        if last is None or not last.takes(pages):
            self._highest += 1
            capacity = int(self._settings.thickness / self._settings.page_thickness)
            last = self._last[kind] = _Room(str(self._highest), kind, capacity)
        return last

    def _kind(self, filing: FilingEntry) -> BoxClass:
        assert filing.record.date
        own = self._settings
        return BoxClass(
            filing.record.date.year,
            own.retention,
            own.organisation or "",
            own.organisation_code or "",
        )


def _room(box: Box) -> _Room:
    return _Room(box.number, box.kind, box.capacity, box.last_page, is_new=False)
