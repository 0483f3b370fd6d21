"""Long tables in pages: 100 units on each, with links to the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

SIZE = 100

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A link to one of the pages: ``1–100``."""

    label: str
    first: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """One of the pages of a table.

    :ivar leaves: links to all of them; none where there is only one.
    """

    address: str
    number: int
    rows: tuple[T, ...]
    total: int
    leaves: tuple[Leaf, ...]


def paged(
    address: str, rows: Sequence[T], name: Callable[[T], str], more: str = ""
) -> Iterator[Paged[T]]:
    """Yield the pages of a table; one without rows has one page.

    :param address: of the first page.
    :param name: what a row is called, for the links.
    :param more: what the others lie below, by their number; by default the first page.
    """

    def place(number: int) -> str:
        return address if number == 1 else f"{more or address}{number}/"

    starts = range(0, max(len(rows), 1), SIZE)
    for number, start in enumerate(starts, start=1):
        leaves = tuple(
            Leaf(
                f"{at + 1}–{min(at + SIZE, len(rows))}",
                name(rows[at]),
                place(other),
                other == number,
            )
            for other, at in enumerate(starts if len(starts) > 1 else (), start=1)
        )
        yield Paged(
            place(number),
            number,
            tuple(rows[start : start + SIZE]),
            len(rows),
            leaves,
        )
