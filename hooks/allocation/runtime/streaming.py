"""Text that is made piece by piece: whole, that of a large table would outgrow the data."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

_AT_ONCE = 4096


class TextStream:
    """A text whose pieces are made anew each time that somebody goes through them."""

    __slots__ = ("_pieces",)

    def __init__(self, pieces: Callable[[], Iterable[str]]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[str]:
        return iter(self._pieces())

    def __str__(self) -> str:
        return "".join(self)


def rechunked(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the same text in fewer pieces."""
    rest = iter(pieces)
    while found := list(islice(rest, _AT_ONCE)):
        yield "".join(found)


def write_output(place: Path, content: TextStream | bytes | Path) -> None:
    """Write a file, in a folder that may not be there yet; a path is of a file to copy."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        shutil.copyfile(content, place)
        return
    with place.open("wb") as file:
        file.writelines(map(str.encode, content) if isinstance(content, TextStream) else (content,))
