"""What carries a slip to us: the slip by itself, a folder with its files, or a zip of both."""

from __future__ import annotations

import errno
import shutil
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from allocation.base.filenames import collision_key, name_problem
from allocation.base.os_messages import reason
from allocation.base.zip_directory import directory_size
from allocation.editing.slip import MAX_BYTES, MAX_FILES, NAME, SlipError, SlipProblem

MAX_UNPACKED = 500_000_000
"""Bytes of all that a zip may hold."""
MAX_DIRECTORY = 1_000_000
"""Bytes of the names of all that a zip may hold, and what is said of them."""
_ENDINGS = (".json", ".zip")
_ENCRYPTED = 0x1
_AGAIN = "请用表单下载的那个文件，不要自己打包。"


def carries_slip(path: Path) -> bool:
    """Whether a file is to be read as a slip: by its name, which the forms give it."""
    return path.suffix.lower() in _ENDINGS


@contextmanager
def opened(path: Path) -> Iterator[tuple[bytes, Path]]:
    """Give the slip that a file or a folder carries, and the folder where its files lie.

    What a zip holds is unpacked into a temporary folder.

    :raises SlipError: if there is none, or the zip is none that a form makes.
    """
    if path.is_dir():
        yield _content(path / NAME), path
    elif path.suffix.lower() == ".zip":
        with TemporaryDirectory(prefix="slip-") as folder:
            unpack(path, Path(folder))
            yield _content(Path(folder, NAME)), Path(folder)
    else:
        yield _content(path), path.parent


def _content(path: Path) -> bytes:
    """Return the bytes of a slip, of one that is too long only so many that this shows."""
    try:
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "不是普通文件")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refusal(f"{path.name} 打不开（{reason(error)}）", "能读的改动单") from error


def unpack(path: Path, folder: Path) -> None:
    """Write a slip and its files, as a form packs them, into a folder.

    :raises SlipError: if it holds anything else.
    """
    try:
        if directory_size(path) > MAX_DIRECTORY:
            raise _refusal("里面的文件太多", f"改动单和不超过 {MAX_FILES} 个文件")
        # Programs that do not say how names are written write them as Windows does here.
        with zipfile.ZipFile(path, metadata_encoding="gb18030") as archive:
            entries = archive.infolist()
            _check(entries)
            for entry in entries:
                with archive.open(entry) as packed, (folder / entry.filename).open("xb") as file:
                    shutil.copyfileobj(packed, file)
    except SlipError:
        raise
    except OSError as error:
        raise _refusal(f"{path.name} 解不开（{reason(error)}）", "能解开的 zip") from error
    except Exception as error:  # damaged archives raise anything
        raise _refusal(f"{path.name} 不是 zip，或已经损坏", "表单下载的 zip") from error


def _check(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse what no form packs: zipfile itself reads no more of an entry than it declares."""
    if len(entries) > MAX_FILES + 1:
        raise _refusal(f"里面有 {len(entries)} 个文件", f"改动单和不超过 {MAX_FILES} 个文件")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _refusal("解开后太大", f"不超过 {MAX_UNPACKED // 1_000_000} MB")
    seen: set[str] = set()
    for entry in entries:
        if wrong := _entry_problem(entry, seen):
            raise _refusal(f"里面的“{entry.filename[:60]}”{wrong}", "改动单和它的文件")
        seen.add(collision_key(entry.filename))
    if NAME not in seen:
        raise _refusal(f"里面没有 {NAME}", f"{NAME} 和它的文件")


def _entry_problem(entry: zipfile.ZipInfo, seen: set[str]) -> str | None:
    if entry.flag_bits & _ENCRYPTED:
        return "有密码"
    if entry.is_dir() or "/" in entry.filename:
        return "在文件夹里"
    mode = stat.S_IFMT(entry.external_attr >> 16)
    if mode not in (0, stat.S_IFREG):
        return "不是普通文件"
    if collision_key(entry.filename) in seen:
        return "有两个"
    return (wrong := name_problem(entry.filename)) and f"的名称{wrong}"


def _refusal(found: str, expected: str) -> SlipError:
    return SlipError((SlipProblem(None, "", found, expected, _AGAIN),))
