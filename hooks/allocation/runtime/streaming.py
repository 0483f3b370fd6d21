"""Files to be written, and streams of text: a large text would take more memory than the data."""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

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


Content = TextStream | bytes | Path
"""What is in a file; a path stands for the content of that file."""
C = TypeVar("C", bound=TextStream | bytes | Path)


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the site, made when it is asked for.

    :ivar path: below the site.
    :ivar make: a function, mostly a ``partial``, that makes the content of what it was given and of
        nothing else: where that is the same as before, so is the file.
    """

    path: str
    make: Callable[[], Content]

    @property
    def content(self) -> Content:
        """What is in the file; made anew each time."""
        return self.make()


def as_it_is(content: C) -> C:
    """Return content that is there already: what an output of it makes."""
    return content


def rechunked(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the same text in fewer, longer pieces."""
    rest = iter(pieces)
    while chunk := list(islice(rest, _AT_ONCE)):
        yield "".join(chunk)


def write_changed(place: Path, content: Content) -> bool:
    """Write a file of a site that is being served, atomically; return whether it has changed.

    A file that has this content already is left alone.
    """
    temporary = place.with_name(f".{place.name}")
    write_output(temporary, content)
    if place.is_file() and filecmp.cmp(temporary, place, shallow=False):
        temporary.unlink()
        return False
    temporary.replace(place)
    return True


def write_outputs(folder: Path, outputs: Iterable[Output]) -> None:
    """Write files below a folder, each as it is made."""
    for output in outputs:
        write_output(folder / output.path, output.content)


def write_output(place: Path, content: Content) -> None:
    """Write a file, and create its folder; if the content is a path, copy that file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        shutil.copyfile(content, place)
        return
    with place.open("wb") as file:
        file.writelines(map(str.encode, content) if isinstance(content, TextStream) else (content,))
