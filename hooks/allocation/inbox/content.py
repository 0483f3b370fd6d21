"""What was dropped, looked at as the work of a stranger: kinds, sizes, names, digests."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from allocation.base.filenames import name_problem, shown
from allocation.base.os_messages import reason
from allocation.base.zip_directory import directory_size
from allocation.editing import slip as slips
from allocation.editing import slip_package
from allocation.editing.scan import is_temporary
from allocation.editing.slip import Slip, SlipError, SlipFile, SlipProblem
from allocation.inbox.drops import What
from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.workbook import workbook_file

MAX_FILE, MAX_DROP = 100_000_000, 300_000_000
"""Bytes of one file, and of all that was dropped at once."""
MAX_DEPTH = 4
_PACKED = ".zip"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class DropContent:
    """What a drop is: a slip with its files, a workbook, or files; ``folder`` has them.

    ``sha256`` is that of the slip or the workbook, or of the digests of all files.
    """

    what: What
    folder: Path
    sha256: str
    files: tuple[SlipFile, ...]
    slip: Slip | None = None
    sent: dict[str, Any] | None = None
    """The slip as it was sent."""

    @property
    def workbook(self) -> Path:
        return self.folder / self.files[0].name


def problem(found: str, expected: str, remedy: str) -> SlipProblem:
    """Return what is wrong with a drop as a whole."""
    return SlipProblem(None, "files", found, expected, remedy)


def examine(folder: Path) -> DropContent:
    """Return what lies in the folder of a drop.

    :raises SlipError: with what is wrong with it.
    """
    if not stat.S_ISDIR(folder.lstat().st_mode):
        refuse("在交来时换成了链接，没有读", "普通的文件夹", "请重新放一次。")
    paths = dict(_files(folder))
    if not paths:
        refuse("里面没有文件", "改动单、工作簿或材料文件", "请重新放一次。")
    slip = find_slip(paths)
    if slip and slip.suffix.lower() == _PACKED:
        folder = _unpacked(slip, folder.with_name("unpacked"))
        paths = dict(_files(folder))
        slip = find_slip(paths)
    if slip:
        return _slip(slip, folder, paths)
    if len(paths) == 1 and _is_workbook(next(iter(paths.values()))):
        (file,) = (_file(*each) for each in paths.items())
        return DropContent(What.WORKBOOK, folder, file.sha256, (file,))
    files = tuple(_file(*each) for each in sorted(paths.items()))
    listed = "".join(f"{file.sha256}  {file.name}\n" for file in files)
    return DropContent(What.FILES, folder, hashlib.sha256(listed.encode()).hexdigest(), files)


def find_slip(paths: Mapping[str, Path]) -> Path | None:
    """Return the slip among files, or the packed one: the name that a download has is no rule."""
    if path := paths.get(slips.NAME):
        return path
    path = next(iter(paths.values())) if len(paths) == 1 else None
    if path and path.suffix.lower() == ".json":
        return path
    return path if path and path.suffix.lower() == _PACKED and _has_slip(path) else None


def refuse(found: str, expected: str, remedy: str) -> NoReturn:
    """Refuse a drop as a whole.

    :raises SlipError: always.
    """
    raise SlipError((problem(found, expected, remedy),))


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the content of a regular file, up to one byte more than a limit; links are not read.

    :raises OSError: if it is something else, or can't be read.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(limit + 1)


def _slip(path: Path, folder: Path, paths: Mapping[str, Path]) -> DropContent:
    text = _opened(path, slips.MAX_BYTES)
    slip = slips.read(text)
    problems = [each for file in slip.files for each in _faults(file, paths.get(file.name))]
    known = {path.name, *(file.name for file in slip.files)}
    problems += [
        problem(f"多了文件“{name}”，改动单里没有写", "只有改动单里写的文件", "请删去，或另外交。")
        for name in sorted(paths.keys() - known)
    ]
    if problems:
        raise SlipError(tuple(problems))
    what = What.DECISION if slip.decision else What.SLIP
    sent = slips.parsed(text)
    return DropContent(what, folder, hashlib.sha256(text).hexdigest(), slip.files, slip, sent)


def _faults(file: SlipFile, path: Path | None) -> Iterator[SlipProblem]:
    again = "请打开表单，重新选这个文件再交。"
    if path is None:
        yield problem(f"没有文件“{file.name}”，可能没有传完", "改动单里写的文件都在", again)
    elif _file(file.name, path).sha256 != file.sha256:
        found = f"文件“{file.name}”和填写时不一样，可能没有传完，或改动过"
        yield problem(found, "填写时选的那个文件", again)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files below a folder by their paths in it.

    :raises SlipError: for what is no plain file, what has no plain name, and what is too much.
    """
    total = count = 0
    for name, path, status in _walk(folder, ""):
        if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
            refuse(f"“{name}”是链接、管道之类，没有读", "普通的文件", "请把文件本身复制过来。")
        if status.st_size > MAX_FILE:
            size = f"{status.st_size / 1_000_000:.0f} MB"
            refuse(f"“{name}”有 {size}", "一个文件不超过 100 MB", "请压缩图片，或分成几个文件。")
        count, total = count + 1, total + status.st_size
        if count > slips.MAX_FILES + 1 or total > MAX_DROP:
            refuse("文件太多或太大", "一次不超过 100 个文件、300 MB", "请分几次交。")
        yield name, path


def _walk(folder: Path, above: str, depth: int = 1) -> Iterator[tuple[str, Path, os.stat_result]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    for entry in found:
        if is_temporary(entry.name):
            continue
        name = f"{above}{os.fsencode(entry.name).decode('utf-8', 'replace')}"
        if wrong := name_problem(entry.name):
            remedy = "请改名后重新放一次；从别处拷来的，请在 Windows 上重新复制。"
            refuse(f"文件名“{shown(name)[:80]}”{wrong}", "普通的文件名", remedy)
        if not entry.is_dir(follow_symlinks=False):
            yield name, Path(entry.path), entry.stat(follow_symlinks=False)
        elif depth == MAX_DEPTH:
            refuse(f"“{name[:80]}”在第 {depth + 1} 层", f"文件夹不超过 {depth} 层", "请少分几层。")
        else:
            yield from _walk(Path(entry.path), f"{name}/", depth + 1)


def _file(name: str, path: Path) -> SlipFile:
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
    except OSError as error:
        _refuse_unread(name, error)
    return SlipFile(name=name, sha256=digest.hexdigest(), size=size)


def _opened(path: Path, limit: int) -> bytes:
    try:
        return read_bytes(path, limit)
    except OSError as error:
        _refuse_unread(path.name, error)


def _refuse_unread(name: str, error: OSError) -> NoReturn:
    refuse(f"“{name}”打不开（{reason(error)}）", "能读的文件", "请重新放一次。")


def _is_workbook(path: Path) -> bool:
    try:
        return workbook_file.is_workbook(path)
    except OfficeError:
        return False


def _has_slip(path: Path) -> bool:
    try:
        if directory_size(path) > slip_package.MAX_DIRECTORY:
            return False
        with zipfile.ZipFile(path) as packed:
            return slips.NAME in packed.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _unpacked(path: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    slip_package.unpack(path, target)
    return target
