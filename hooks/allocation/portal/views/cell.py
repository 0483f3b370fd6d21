"""How a number of slots looks in a table: a sign, how many are missing, words, a shade."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from allocation.base.enums import SlotState
from allocation.feeds.summary import SummaryStanding

NO_TERM = "届期没有核定"
NOTHING_DUE = "尚无到期"
ALL_DONE = "已交齐"


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A standing in a few characters, so that colour is never all that tells.

    :ivar sign: ``●`` all is filed, ``▲`` some is late, ``×`` some was returned, ``·`` nothing is
        due, ``—`` nothing is known; after it the number of slots that are missing.
    :ivar words: the same for who hears it.
    :ivar state: what tables are filtered by.
    :ivar shade: from 0 to 10, the more is missing.
    """

    sign: str
    words: str
    state: str
    shade: int


def cell(standing: SummaryStanding | None) -> Cell:
    """Return how a standing looks; None is one of a unit without a term."""
    if standing is None:
        return _cell(-1, 0, 0)
    return _cell(standing.due, standing.due_done, standing.late)


def missing(standing: SummaryStanding) -> int:
    """Return how many slots whose due date has passed are not done: late, or returned."""
    return standing.due - standing.due_done


@lru_cache(maxsize=4096)
def _cell(due: int, done: int, late: int) -> Cell:
    if due < 0:
        return Cell(SlotState.NOT_APPLICABLE.sign, NO_TERM, NO_TERM, 0)
    if not due:
        return Cell(SlotState.FUTURE.sign, NOTHING_DUE, NOTHING_DUE, 0)
    if done == due:
        return Cell(SlotState.CHECKED.sign, ALL_DONE, ALL_DONE, 0)
    lacking, returned = due - done, due - done - late
    main = SlotState.LATE if late else SlotState.RETURNED
    words = [f"{name}{count}" for name, count in (("逾期", late), ("退回", returned)) if count]
    shade = min(10, max(1, round(25 * lacking / due)))
    return Cell(f"{main.sign}{lacking}", "，".join(words), str(main), shade)
