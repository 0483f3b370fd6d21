"""``mine/NAME.js``: what a person owes by date, for the card on the home page.

A script and no JSON, since a page that is opened from a file share can load nothing else. It has
dates instead of states: the card is right on the day on which it is read, not only on that of the
build.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import partial

from allocation.base.enums import SlotState
from allocation.feeds.data_scripts import data_script
from allocation.pages.views.context import SiteContext
from allocation.register.addresses import address, my_tasks_script
from allocation.register.common import Common
from allocation.register.index import RowBlock
from allocation.register.progress import Slot
from allocation.register.schedule import provisional
from allocation.runtime.streaming import Output, TextStream

DAYS = timedelta(days=62)
"""How far ahead: the month in which somebody reads ends by then, up to a month after the build."""


def export(context: SiteContext) -> Iterator[Output]:
    """Yield a script for each person."""
    index = context.index
    for person in index.register.people:
        given = (index.common, index.of_person(person), index.of_leader(person))
        yield Output(my_tasks_script(person), partial(_script, *given))


def _script(common: Common, rows: tuple[RowBlock, ...], led: tuple[RowBlock, ...]) -> TextStream:
    """Return the data of the card; ``globals.d.ts`` of the scripts describes it."""
    own = sorted(_open(common.today, rows), key=lambda slot: slot.order)
    counts = Counter((slot.order.isoformat(), _returned(slot)) for slot in _open(common.today, led))
    data = {
        # Without dates the day says nothing, and would make other bytes each day.
        "day": common.today.isoformat() if common.active else "",
        "dated": common.active,
        "provisional": bool(provisional(common.unit.term)),
        "stated": common.unit.names_persons,
        "owes": bool(rows),
        "leads": bool(led),
        "tasks": [_task(slot) for slot in own],
        "led": [[*key, count] for key, count in sorted(counts.items())],
    }
    return data_script("myTasks", data)


def _task(slot: Slot) -> tuple[str, int, str, str, str]:
    evidence = slot.evidence
    day = slot.order.isoformat()
    return day, _returned(slot), evidence.record.name, slot.label, address(evidence)


def _returned(slot: Slot) -> int:
    """Return 1 for what was returned, which is not late, however long ago it was due."""
    return int(slot.state is SlotState.RETURNED)


def _open(today: date, rows: Iterable[RowBlock]) -> Iterator[Slot]:
    """Yield the slots that are late, or fall due soon and are not filed yet.

    Of what may be filed or not, where that is not said of a person, only what falls due.
    """
    for row in rows:
        for slot in row.slots:
            is_open = slot.state.expected and not slot.state.done
            is_told = slot.state is not SlotState.UNSTATED or slot.order >= today
            if slot.due and slot.due <= today + DAYS and is_open and is_told:
                yield slot
