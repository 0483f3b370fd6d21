"""``files/``: copies of the handed-in files that may be shown, freed from what they say of people.

A copy is made once and kept under the digest of its original.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from allocation.addresses import file_address, thumbnail_address
from allocation.cleaning import CleaningError, clean, small
from allocation.facts import CACHE
from allocation.problems import DataError, Problem
from allocation.register import AttachedFile
from allocation.views import Index

_RECIPE = "copies-2"
"""Changes whenever copies are made in another way."""
_SMALL = (480, 480)
"""The box, in pixels, that a small picture fits in."""


def export(index: Index) -> Iterator[tuple[str, bytes | Path]]:
    """Yield each copy once, and the small picture of each photograph.

    :raises DataError: if a file can't be copied, with every one of them.
    """
    register = index.register
    kept = register.folder.parent / CACHE / _RECIPE
    made: dict[str, bytes | Path] = {}
    problems = []
    for filing in register.filings:
        for file in filing.files if filing.published else ():
            source = register.evidence_folder / file.record.name
            for address, make in _wanted(file):
                try:
                    if address not in made:
                        made[address] = _kept(kept / Path(address).name, source, make)
                except CleaningError as error:
                    problems.append(_problem(file, error))
    if problems:
        raise DataError(problems)
    yield from made.items()


def _wanted(file: AttachedFile) -> Iterator[tuple[str, Callable[[bytes], bytes]]]:
    if address := file_address(file):
        yield address, clean
    if address := thumbnail_address(file):
        yield address, partial(small, box=_SMALL)


def _problem(file: AttachedFile, error: CleaningError) -> Problem:
    found = f"文件“{file.record.name}”做不出能挂的副本（{error}）"
    return Problem(file.record.ref, found, "能完整打开的文件", "用原来的软件打开，另存一份再登记。")


def _kept(target: Path, source: Path, make: Callable[[bytes], bytes]) -> bytes | Path:
    if target.is_file():
        return target
    content = make(source.read_bytes())
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(target)
    except OSError:
        return content
    return target
