"""Questions about a table for a person, with the cells that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from allocation.office.imports.tables.grid import TableGrid, letter

NO_OWNERS = (
    "没有找到分管领导、责任科室、责任人栏：当作还没有分工，加上这三栏，空着；"
    "定了以后再填。表里有这样的栏的，请用 --column 说明。"
)
"""Question about a table that names nobody, such as a rubric without an allocation."""
_MOST_PLACES = 10
_SHORT = 60
"""Most characters of cells that are shown beside a question."""


@dataclass(frozen=True, slots=True)
class Position:
    """Cells of a row, a row, or a column of a table; all from 0.

    Without a row it is a whole column, without columns a whole row.
    """

    table: int
    row: int | None = None
    columns: tuple[int, ...] = ()

    def at(self, *columns: int) -> Position:
        """Return the cells in some columns of the row."""
        return replace(self, columns=columns)

    def is_in(self, grids: Sequence[TableGrid]) -> bool:
        """Whether the tables have the cells."""
        row = self.texts(grids[self.table]) if self.table < len(grids) else []
        return bool(row) and all(column < len(row) for column in self.columns)

    def texts(self, grid: TableGrid) -> list[str | None]:
        """Return the row in its table; no cells if the table does not have it."""
        at = -1 if self.row is None else self.row - grid.top
        return grid.rows[at] if 0 <= at < len(grid.rows) else []

    @property
    def cells(self) -> str:
        """The names of the cells as in a spreadsheet: D5、E5, B, 5."""
        row = "" if self.row is None else str(self.row + 1)
        return "、".join(f"{letter(column)}{row}" for column in self.columns) or row

    def read(self, grids: Sequence[TableGrid]) -> str:
        """Return what the tables have in the cells; a whole column has nothing to say."""
        if not self.is_in(grids):
            return ""
        texts = self.texts(grids[self.table])
        return "｜".join(texts[at] or "" for at in self.columns or range(len(texts))).strip()


class TableQuestion(str):
    """A question as a person reads it: the place, and the message about it."""

    __slots__ = ("message", "place", "positions", "read", "words")

    place: str
    words: str
    message: str
    positions: tuple[Position, ...]
    read: str

    def __new__(
        cls,
        message: str,
        place: str,
        words: str = "",
        positions: tuple[Position, ...] = (),
        read: str = "",
    ) -> TableQuestion:
        """Make a question.

        :param place: the row, as the reader counts.
        :param words: the headings of the columns.
        :param positions: the cells; several if the same is asked about several rows.
        :param read: what the cells have.
        """
        made = super().__new__(cls, f"{place}{words}：{message}")
        made.place, made.words, made.message = place, words, message
        made.positions, made.read = positions, read
        return made


def grouped(questions: Iterable[str], grids: Sequence[TableGrid]) -> list[str]:
    """Return the questions with what was read; one where several rows have and ask the same."""
    groups: dict[object, list[str]] = {}
    for question in dict.fromkeys(questions):
        key: object = question
        if isinstance(question, TableQuestion) and question.positions:
            (position,) = question.positions
            key = question.message, position.columns, position.read(grids)
        groups.setdefault(key, []).append(question)
    return [_one(group, grids) for group in groups.values()]


def read_beside(question: str) -> str:
    """Return what the cells have, if the question does not quote it and it is short."""
    read = question.read.replace("\n", " ") if isinstance(question, TableQuestion) else ""
    return f"读到“{read}”。" if 0 < len(read) <= _SHORT and read not in question else ""


def _one(group: list[str], grids: Sequence[TableGrid]) -> str:
    first = group[0]
    if not isinstance(first, TableQuestion):
        return first
    each = (question.positions for question in group if isinstance(question, TableQuestion))
    positions = tuple(position for some in each for position in some)
    read = positions[0].read(grids) if positions else ""
    places = [question.place for question in group if isinstance(question, TableQuestion)]
    more = f"等 {len(places)} 行" if len(places) > _MOST_PLACES else ""
    place = "、".join(places[:_MOST_PLACES]) + more
    return TableQuestion(first.message, place, first.words, positions, read)
