"""``files/``: copies of the handed-in files that may be shown, freed from what they say of people.

A copy is made once and kept under the digest of its original.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from allocation import files
from allocation.addresses import file_address, thumbnail_address
from allocation.cleaning import CleaningError, clean, small
from allocation.facts import cache_folder
from allocation.problems import DataError, Problem
from allocation.published import Published
from allocation.register import AttachedFile, Register

_RECIPE = "copies-2"
"""Changes whenever copies are made in another way."""
_SMALL = (480, 480)
"""The box, in pixels, that a small picture fits in."""
_PRINTED = (1600, 1600)
"""The same for a picture on paper: 156 mm at 260 dots an inch."""


def made(register: Published) -> dict[str, bytes | Path]:
    """Return each copy once, and the small picture of each photograph, under its address.

    :raises DataError: if a file can't be copied, with every one of them.
    """
    found: dict[str, bytes | Path] = {}
    problems = []
    for filing in register.filings:
        for file in filing.files:
            for address, make in _wanted(file):
                try:
                    if address not in found:
                        found[address] = _kept(register, file, Path(address).name, make)
                except CleaningError as error:
                    problems.append(_problem(file, error))
    if problems:
        raise DataError(problems)
    return found


def printed(register: Register, file: AttachedFile) -> bytes:
    """Return a photograph as a JPEG just large enough to be printed.

    :raises CleaningError: if the file can't be read through.
    """
    name = f"{Path(thumbnail_address(file) or '').stem}.printed.jpg"
    made = _kept(register, file, name, partial(small, box=_PRINTED))
    return made.read_bytes() if isinstance(made, Path) else made


def _wanted(file: AttachedFile) -> Iterator[tuple[str, Callable[[bytes], bytes]]]:
    if address := file_address(file):
        yield address, clean
    if address := thumbnail_address(file):
        yield address, partial(small, box=_SMALL)


def _problem(file: AttachedFile, error: CleaningError) -> Problem:
    found = f"文件“{file.record.name}”做不出能挂的副本（{error}）"
    return Problem(file.record.ref, found, "能完整打开的文件", "用原来的软件打开，另存一份再登记。")


def _kept(
    register: Register, file: AttachedFile, name: str, make: Callable[[bytes], bytes]
) -> bytes | Path:
    target = cache_folder(register.folder) / _RECIPE / name
    if target.is_file():
        return target
    content = make((register.evidence_folder / file.record.name).read_bytes())
    return target if files.keep(target, content) else content
