"""``files/``: sanitized copies of the handed-in files that may be shown.

Copies are cached under the digest of their original.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from allocation.base.grouping import grouped_pairs
from allocation.base.problems import DataError, Problem
from allocation.datafiles.data_folder import DataFolder
from allocation.privacy.sanitizer import CleaningError, clean, thumbnail
from allocation.register.addresses import file_address, thumbnail_address
from allocation.register.published_register import Published
from allocation.register.register import AttachedFile
from allocation.runtime import atomic_files

_RECIPE = "copies-4"
"""The folder of the cache; a change in how copies are made needs a new name."""
_SMALL = (480, 480)
"""The maximum width and height of a thumbnail, in pixels."""
_PRINTED = (1600, 1600)
"""The same of a photograph on paper: 156 mm at 260 dots per inch."""


def sanitized_copies(register: Published) -> dict[str, bytes | Path]:
    """Return every copy, and the thumbnail of every photograph, under its address.

    :raises DataError: with every file that can't be copied.
    """
    copies: dict[str, bytes | Path] = {}
    problems = []
    for file, address, name, make in _copies(register):
        try:
            copies[address] = _cached(register.data, file, name, make)
        except CleaningError as error:
            text = f"文件“{file.record.name}”做不出能挂的副本（{error}），没有挂出"
            expected = "能完整打开、内容都看得见的文件"
            problems.append(Problem(file.record.ref, text, expected, error.remedy))
    if problems:
        raise DataError(problems)
    return copies


def print_image(data: DataFolder, file: AttachedFile) -> bytes:
    """Return a photograph as a JPEG of the resolution of print.

    :raises CleaningError: if the file can't be decoded.
    """
    name = f"{Path(thumbnail_address(file) or '').stem}.printed.jpg"
    image = _cached(data, file, name, partial(thumbnail, box=_PRINTED))
    return image.read_bytes() if isinstance(image, Path) else image


_Make = Callable[[bytes], bytes]


def _copies(register: Published) -> Iterator[tuple[AttachedFile, str, str, _Make]]:
    """Yield the original, address, name in the cache and maker of every copy."""
    files = [file for filing in register.filings for file in filing.files]
    for address, same in grouped_pairs((file_address(file), file) for file in files).items():
        if address:
            yield _copy(register, address, same)
    for address, same in grouped_pairs((thumbnail_address(file), file) for file in files).items():
        if address:
            yield same[0], address, Path(address).name, partial(thumbnail, box=_SMALL)


def _copy(
    register: Published, address: str, same: Sequence[AttachedFile]
) -> tuple[AttachedFile, str, str, _Make]:
    """Return the copy of entries that share one content; the strictest of them decides."""
    reprint = register.unit.reprint or any(file.record.reprint for file in same)
    strict = [file for file in same if not file.record.covered]
    how = "reprinted." if reprint else "" if strict else "covered."
    make = partial(clean, reprint=reprint, covered=not strict)
    return (strict or same)[0], address, how + Path(address).name, make


def _cached(data: DataFolder, file: AttachedFile, name: str, make: _Make) -> bytes | Path:
    target = data.cache / _RECIPE / name
    if target.is_file():
        return target
    content = make((data.evidence / file.record.name).read_bytes())
    return target if atomic_files.write_cache(target, content) else content
