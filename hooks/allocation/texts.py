"""Text that is made piece by piece: whole, that of a large table would outgrow the data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

_AT_ONCE = 4096


class Text:
    """A text whose pieces are made anew each time that somebody goes through them."""

    __slots__ = ("_pieces",)

    def __init__(self, pieces: Callable[[], Iterable[str]]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[str]:
        return iter(self._pieces())

    def __str__(self) -> str:
        return "".join(self)


def gathered(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the same text in fewer pieces."""
    rest = iter(pieces)
    while found := list(islice(rest, _AT_ONCE)):
        yield "".join(found)
