"""Problems of the data, with the place and the remedy for the clerk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A place in the data: the file's path from the project folder, and the line from 1."""

    file: str
    line: int
    keys: tuple[tuple[str, int], ...] = field(default=(), compare=False, repr=False)
    """The lines of the record's keys that messages refer to."""
    column: int | None = field(default=None, compare=False, repr=False)
    """The column where the record begins, from 0: one line may have several records."""

    def at(self, key: str) -> Ref:
        """Return the place of a key of the record, or else of the record."""
        return Ref(self.file, dict(self.keys).get(key, self.line))

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class CellRef:
    """A cell of a workbook; ``name`` is its reference, such as B7; ``row`` sorts by position.

    A file of text has one sheet without a name.
    """

    file: str
    sheet: str
    name: str = field(compare=False)
    row: int

    def __str__(self) -> str:
        return f"{self.file} {self.sheet and f'{self.sheet}!'}{self.name}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One error: the place, the value or state found there, the expected one, and the remedy."""

    ref: Ref | CellRef
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.ref}  {self.found}\n    应为：{self.expected}\n    办法：{self.remedy}"


class DataError(Exception):
    """The data can't be used; holds all problems, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"数据有 {len(self.problems)} 处错误："
        return "\n".join([head, *map(str, self.problems)])
