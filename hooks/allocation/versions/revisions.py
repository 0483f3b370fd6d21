"""Registers of other states of the data: a folder, a zip file of one, or a git revision."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from allocation.base.filenames import leads_out
from allocation.base.problems import DataError
from allocation.datafiles.data_folder import SETTINGS
from allocation.lint.validate import load_register
from allocation.register.register import Register
from allocation.runtime.git_process import RepositoryError
from allocation.versions import history, repository

_MAX_BYTES = 100_000_000
_KINDS = (".yml", ".yaml", ".txt", ".docx")

_EXPECTED = "能比的是数据文件夹、它的 zip 和 git 版本；Excel 会改什么，用 allocation import 看"


class StateError(Exception):
    """A state does not exist or has errors; the message says which and why in Chinese."""


def load(name: str, folder: Path) -> Register:
    """Return the register of a state.

    :param name: a folder (of the data, or one that contains it), a zip file, or a git revision.
    :param folder: the data folder in whose repository revisions are looked up.
    :raises StateError: if there is no such state, or its data has errors.
    """
    try:
        return _register(name, folder)
    except DataError as error:
        raise StateError(f"{name} 的数据不能用，没有比较。{error}") from error
    except RepositoryError as error:
        raise StateError(str(error)) from error


def _register(name: str, folder: Path) -> Register:
    path = Path(name)
    if path.is_dir():
        return load_register(_data_in(path, name), {})
    if path.is_file():
        with tempfile.TemporaryDirectory() as temporary:
            return load_register(_data_in(_unpacked(path, Path(temporary)), name), {})
    source = repository.find(folder, fetch=True)
    return history.register_at(source, source.resolve(name))


def _data_in(folder: Path, name: str) -> Path:
    """Return the folder with ``unit.yml``: this one, or the nearest one below it."""
    units = sorted(folder.rglob(SETTINGS), key=lambda path: (len(path.parts), path))
    if not units:
        raise StateError(f"{name} 里没有 unit.yml；{_EXPECTED}。")
    return units[0].parent


def _unpacked(path: Path, target: Path) -> Path:
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in _data_files(path, archive):
                place = target / entry.filename
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(archive.read(entry))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise StateError(f"{path} 不是能打开的 zip 文件；{_EXPECTED}。") from error
    return target


def _data_files(path: Path, archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """Yield the data files of a zip file, without paths that lead out of it.

    :raises StateError: if they are too large.
    """
    entries = [entry for entry in archive.infolist() if entry.filename.lower().endswith(_KINDS)]
    if sum(entry.file_size for entry in entries) > _MAX_BYTES:
        raise StateError(f"{path} 解开有 {_MAX_BYTES // 1_000_000} MB 以上，不像是数据。")
    yield from (entry for entry in entries if not leads_out(entry.filename))
