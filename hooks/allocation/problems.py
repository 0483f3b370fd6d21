"""What is wrong with the data, said so that a clerk can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A place in the data: the file as seen from the project folder, and a line from 1."""

    file: str
    line: int
    keys: tuple[tuple[str, int], ...] = field(default=(), compare=False, repr=False)
    """Lines of those keys of the record that messages point at."""
    column: int | None = field(default=None, compare=False, repr=False)
    """Where on its line the record begins, from 0: several may stand on one line."""

    def at(self, key: str) -> Ref:
        """Return the place of a key of the record, or of the record itself."""
        return Ref(self.file, dict(self.keys).get(key, self.line))

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A place in a workbook; ``row`` sorts cells as they stand."""

    file: str
    sheet: str
    name: str = field(compare=False)
    row: int

    def __str__(self) -> str:
        return f"{self.file} {self.sheet}!{self.name}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One error: where, what was found, what was expected and how to put it right."""

    ref: Ref | Cell
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.ref}  {self.found}\n    应为：{self.expected}\n    办法：{self.remedy}"


class DataError(Exception):
    """The data can't be used. Carries every problem, sorted by place, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"数据有 {len(self.problems)} 处错误："
        return "\n".join([head, *map(str, self.problems)])
