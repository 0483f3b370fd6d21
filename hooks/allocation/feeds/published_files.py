"""``files/``: copies of the handed-in files that may be shown, with nothing but what is seen.

A copy is made once and kept under the digest of its original.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from allocation.base.grouping import grouped_pairs
from allocation.base.problems import DataError, Problem
from allocation.privacy.sanitizer import CleaningError, clean, thumbnail
from allocation.register.addresses import file_address, thumbnail_address
from allocation.register.published import Published
from allocation.register.register import AttachedFile, Register
from allocation.runtime import atomic_files

_RECIPE = "copies-4"
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
    for file, address, name, make in _wanted(register):
        try:
            found[address] = _kept(register, file, name, make)
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
    made = _kept(register, file, name, partial(thumbnail, box=_PRINTED))
    return made.read_bytes() if isinstance(made, Path) else made


_Make = Callable[[bytes], bytes]


def _wanted(register: Published) -> Iterator[tuple[AttachedFile, str, str, _Make]]:
    """Yield each copy: of which file, under which address, kept as what, made how."""
    shown = [file for filing in register.filings for file in filing.files]
    for address, same in grouped_pairs((file_address(each), each) for each in shown).items():
        if address:
            yield _copy(register, address, same)
    for address, same in grouped_pairs((thumbnail_address(each), each) for each in shown).items():
        if address:
            yield same[0], address, Path(address).name, partial(thumbnail, box=_SMALL)


def _copy(
    register: Register, address: str, same: Sequence[AttachedFile]
) -> tuple[AttachedFile, str, str, _Make]:
    """Of several entries for one content, the strictest counts."""
    reprint = register.unit.reprint or any(each.record.reprint for each in same)
    strict = [each for each in same if not each.record.covered]
    how = "reprinted." if reprint else "" if strict else "covered."
    make = partial(clean, reprint=reprint, covered=not strict)
    return (strict or same)[0], address, how + Path(address).name, make


def _problem(file: AttachedFile, error: CleaningError) -> Problem:
    found = f"文件“{file.record.name}”做不出能挂的副本（{error}），没有挂出"
    return Problem(file.record.ref, found, "能完整打开、内容都看得见的文件", error.remedy)


def _kept(register: Register, file: AttachedFile, name: str, make: _Make) -> bytes | Path:
    target = register.data.cache / _RECIPE / name
    if target.is_file():
        return target
    content = make((register.evidence_folder / file.record.name).read_bytes())
    return target if atomic_files.write_cache(target, content) else content
