"""Streams of text: the complete text of a large table would take more memory than the data."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

_AT_ONCE = 4096


class TextStream:
    """A text whose pieces are generated anew by every iteration."""

    __slots__ = ("_pieces",)

    def __init__(self, pieces: Callable[[], Iterable[str]]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[str]:
        return iter(self._pieces())

    def __str__(self) -> str:
        return "".join(self)


def rechunked(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the same text in fewer, longer pieces."""
    rest = iter(pieces)
    while chunk := list(islice(rest, _AT_ONCE)):
        yield "".join(chunk)


def write_output(place: Path, content: TextStream | bytes | Path) -> None:
    """Write a file, and create its folder; if the content is a path, copy that file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        shutil.copyfile(content, place)
        return
    with place.open("wb") as file:
        file.writelines(map(str.encode, content) if isinstance(content, TextStream) else (content,))
