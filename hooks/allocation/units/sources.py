"""Where the data of units comes from: folders as they are, repositories and zips fetched."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from allocation.base.filenames import EDITIONS, collision_key, name_problem
from allocation.base.os_messages import describe_os_error
from allocation.base.zip_directory import directory_size
from allocation.datafiles import yaml_reader
from allocation.datafiles.data_folder import EVIDENCE, SETTINGS
from allocation.runtime import atomic_files, git_process, trees
from allocation.runtime.git_process import RepositoryError
from allocation.units.content_digests import ContentDigests, OutsideError
from allocation.units.unit_list import UnitSource

_DATA = "data"
_MARK = ".fetched"
"""The file of a fetched source that says of what it is; written last."""
_PATIENCE = 600
"""Seconds for all that a repository sends."""
_PROTOCOLS = "file:git:http:https:ssh"
_FETCHED = "refs/fetched/it"
_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_NO_LINKS = ("-c", "core.symlinks=false", "-c", f"core.hooksPath={os.devnull}")
"""Links of a repository become files with their targets as text: none leads anywhere."""
_MAX_UNPACKED, _MAX_ENTRIES, _MAX_DIRECTORY = 2_000_000_000, 20_000, 10_000_000
_ENCRYPTED = 0x1
_PATHS = ("evidence_folder", "source_text", "word_template")
"""Settings of a unit that name files, which must be its own."""


class SourceError(Exception):
    """The data of a unit can't be had; the message says in Chinese why."""


@dataclass(frozen=True, slots=True)
class UnitData:
    """The data of a unit on a disk.

    :ivar folder: the data folder.
    :ivar evidence: the folder of handed-in files; empty where the data folder says it itself.
    :ivar digest: of all files of both.
    :ivar history: the last commit that changed the data; empty if there is none.
    :ivar is_dated: whether its site depends on the day.
    """

    folder: Path
    evidence: str
    digest: str
    history: str
    is_dated: bool


def fetch(unit: UnitSource, sources: Path, digests: ContentDigests) -> UnitData:
    """Return the data of a unit as it is now.

    :param sources: the folder for what is fetched; a folder in it that is whole stays what it is.
    :raises SourceError: if it can't be had.
    """
    try:
        root, history = _fetched(unit, sources / unit.id)
        folder = _data_folder(root, unit)
        history = history or _history(folder)
        digest = digests.of(*content_folders(folder, unit.evidence))
        is_dated, problem = digests.fact(digest, lambda: _facts(folder, root))
        if problem and not unit.evidence:
            raise SourceError(problem)
        return UnitData(folder, unit.evidence, digest, history, is_dated)
    except OSError as error:
        raise SourceError(f"{describe_os_error(error)}。") from error
    except RepositoryError as error:
        raise SourceError(f"仓库 {unit.source} 取不来：{error}") from error
    except OutsideError as error:
        raise SourceError(str(error)) from error


def content_folders(data: Path, evidence: str) -> tuple[Path, ...]:
    """Return the folders whose files make a unit's site.

    :param evidence: as ``units.yml`` says it; empty if it does not.
    """
    own = Path(evidence) if evidence else _evidence(data)
    return (data,) if own.is_relative_to(data) else (data, own)


def _evidence(data: Path) -> Path:
    value = _settings(data).get("evidence_folder")
    return Path(os.path.normpath(data / value)) if isinstance(value, str) else data / EVIDENCE


def _fetched(unit: UnitSource, place: Path) -> tuple[Path, str]:
    """Return the folder that has a source, and of a repository the last commit of the data."""
    if unit.is_zip:
        return _unpacked(Path(unit.source), place, unit.folder), ""
    if unit.is_repository:
        return place, _checked_out(unit, place)
    if not Path(unit.source).is_dir():
        raise SourceError(f"没有文件夹 {unit.source}；检查路径，或看共享盘是不是断开了。")
    return Path(unit.source), ""


def _data_folder(root: Path, unit: UnitSource) -> Path:
    choices = [root / unit.folder] if unit.folder else [root, root / _DATA]
    for folder in choices:
        if (folder / SETTINGS).is_file():
            return folder
    names = "、".join(str(folder) for folder in choices)
    raise SourceError(f"{names} 里没有 {SETTINGS}，不是数据文件夹；在 units.yml 里用 folder 指明。")


def _settings(data: Path) -> dict[str, Any]:
    text, _ = yaml_reader.text_of(data / SETTINGS, SETTINGS)
    return yaml_reader.read_text(text or "", SETTINGS)[0] or {}


def _facts(data: Path, root: Path) -> tuple[bool, str]:
    """Return whether a site shows the day, and what is wrong with paths of the settings."""
    settings = _settings(data)
    term = settings.get("term")
    is_dated = (isinstance(term, dict) and "start" in term) or (data / EDITIONS).is_dir()
    for key in _PATHS:
        value = settings.get(key)
        if isinstance(value, str) and not atomic_files.is_inside(root, data / value):
            return is_dated, (
                f"{SETTINGS} 的 {key} 是“{value[:60]}”，在这个单位的来源外面；放进来源里"
                "（材料文件夹确在别处的，在 units.yml 里用 evidence 指明）。"
            )
    return is_dated, ""


def _history(data: Path) -> str:
    """Return the last commit that changed a folder; nothing where there is no repository."""
    if not any((parent / ".git").exists() for parent in (data, *data.resolve().parents)):
        return ""
    try:
        return git_process.run(data, "rev-list", "-1", "HEAD", "--", ".").decode().strip()
    except RepositoryError:
        return ""


def _checked_out(unit: UnitSource, place: Path) -> str:
    """Bring a working copy to the commit that a repository has now; return the data's last one."""
    commit = _remote_commit(unit)
    mark = place / ".git" / _MARK
    wanted = [unit.source, unit.ref, unit.folder, commit]
    with suppress(OSError, ValueError):
        *known, last = json.loads(mark.read_bytes())
        if known == wanted:
            return str(last)
    mark.unlink(missing_ok=True)
    try:
        last = _check_out(unit, place)
    except RepositoryError:
        # A git that was killed leaves locks and halves, which only a new copy is surely free of.
        trees.remove(place)
        last = _check_out(unit, place)
    atomic_files.write(mark, json.dumps([*wanted, last]).encode())
    return last


def _check_out(unit: UnitSource, place: Path) -> str:
    if not (place / ".git").is_dir():
        trees.remove(place)
        place.mkdir(parents=True)
        git_process.run(place, "init", "--quiet")
    fetched = ["+refs/heads/*:refs/fetched/heads/*", "+refs/tags/*:refs/fetched/tags/*"]
    if not _COMMIT.fullmatch(unit.ref):
        fetched = [f"+{unit.ref or 'HEAD'}:{_FETCHED}"]
    options = (
        "--quiet",
        "--no-tags",
        "--force",
        "--no-recurse-submodules",
        "--no-write-fetch-head",
    )
    _git(place, "fetch", *options, "--", unit.source, *fetched)
    commit = unit.ref if _COMMIT.fullmatch(unit.ref) else _FETCHED
    _git(place, "checkout", "--quiet", "--force", "--detach", f"{commit}^{{commit}}")
    git_process.run(place, "clean", "-ffdxq", "-e", "/.cache")
    return _line(place, "rev-list", "-1", "HEAD", "--", unit.folder or ".")


def _remote_commit(unit: UnitSource) -> str:
    """Return the commit that a repository has at the unit's ref."""
    if _COMMIT.fullmatch(unit.ref):
        return unit.ref
    names = [unit.ref, f"{unit.ref}^{{}}"] if unit.ref else ["HEAD"]
    output = _git(Path("/"), "ls-remote", "--quiet", "--", unit.source, *names).decode()
    found = {name: id for id, _, name in (line.partition("\t") for line in output.splitlines())}
    for name in (f"refs/heads/{unit.ref}", f"refs/tags/{unit.ref}^{{}}", f"refs/tags/{unit.ref}",
                 unit.ref or "HEAD"):  # fmt: skip
        if name in found:
            return found[name]
    raise SourceError(f"仓库 {unit.source} 里没有 {unit.ref or '提交'}；检查 ref。")


def _git(folder: Path, *arguments: str) -> bytes:
    return git_process.run(
        folder,
        *_NO_LINKS,
        *arguments,
        fetch=True,
        env={"GIT_ALLOW_PROTOCOL": _PROTOCOLS},
        timeout=_PATIENCE,
    )


def _line(folder: Path, *arguments: str) -> str:
    return git_process.run(folder, *arguments).decode().strip()


def _unpacked(path: Path, place: Path, folder: str) -> Path:
    """Return the folder with the data folder of a zip, unpacked anew if the zip has changed."""
    if not path.is_file():
        raise SourceError(f"没有压缩包 {path}；检查路径，或看共享盘是不是断开了。")
    status = path.stat()
    wanted = [str(path), folder, status.st_size, status.st_mtime_ns, status.st_ino]
    with suppress(OSError, ValueError):
        if json.loads((place / _MARK).read_bytes()) == wanted:
            return place
    work = place.with_name(f".new-{place.name}")
    trees.remove(work)
    _unpack(path, work / (folder or _DATA), folder)
    (work / _MARK).write_text(json.dumps(wanted), encoding="utf-8")
    if (place / ".cache").is_dir():
        # Copies of handed-in files, made from other content than a zip can bring.
        (place / ".cache").rename(work / ".cache")
    trees.remove(place)
    work.rename(place)
    return place


def _unpack(path: Path, target: Path, folder: str) -> None:
    """Write the data folder of a zip, and nothing else that it holds.

    :param folder: where the data folder is in it; empty to look for it.
    """
    try:
        if directory_size(path) > _MAX_DIRECTORY:
            raise SourceError(f"{path.name} 里的文件太多，不像是一个单位的数据。")
        # Programs that do not say how names are written write them as Windows does here.
        with zipfile.ZipFile(path, metadata_encoding="gb18030") as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_size(path.name, entries)
            for name, entry in _data_entries(path.name, entries, folder):
                place = target / name
                place.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as packed, place.open("xb") as file:
                    shutil.copyfileobj(packed, file)
    except (SourceError, OSError):
        raise
    except Exception as error:  # damaged archives raise anything
        raise SourceError(f"{path.name} 不是 zip，或已经损坏；重新打包。") from error


def _check_size(name: str, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse what unpacks to too much: zipfile reads no more of an entry than it declares."""
    if len(entries) > _MAX_ENTRIES:
        raise SourceError(f"{name} 里有 {len(entries)} 个文件，最多 {_MAX_ENTRIES} 个。")
    if (size := sum(entry.file_size for entry in entries)) > _MAX_UNPACKED:
        raise SourceError(
            f"{name} 解开有 {size // 1_000_000} MB，最多 {_MAX_UNPACKED // 1_000_000} MB。"
        )


def _data_entries(
    name: str, entries: Iterable[zipfile.ZipInfo], folder: str
) -> Iterator[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """Yield the entries of the data folder with their paths in it, each checked."""
    paths = [(PurePosixPath(entry.filename), entry) for entry in entries]
    tops = [
        path.parent
        for path, _ in paths
        if path.name == SETTINGS
        and EDITIONS not in path.parts
        and path.parts[0] != "__MACOSX"
        and (not folder or path.parent.as_posix().endswith(folder))
    ]
    if not tops:
        raise SourceError(f"{name} 里没有 {SETTINGS}；把整个数据文件夹打包。")
    top = min(tops, key=lambda path: len(path.parts))
    seen: set[str] = set()
    for path, entry in paths:
        if not path.is_relative_to(top):
            continue
        inside = path.relative_to(top)
        if any(part.startswith(".") and part != ".." for part in inside.parts):
            continue
        if wrong := _entry_problem(entry, inside, seen):
            raise SourceError(f"{name} 里的“{entry.filename[:60]}”{wrong}；改好再打包。")
        seen.add(collision_key(inside.as_posix()))
        yield inside, entry


def _entry_problem(entry: zipfile.ZipInfo, path: PurePosixPath, seen: set[str]) -> str | None:
    if entry.flag_bits & _ENCRYPTED:
        return "有密码"
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        return "不是普通文件"
    if path.is_absolute() or ".." in path.parts:
        return "不在文件夹里"
    if collision_key(path.as_posix()) in seen:
        return "有两个"
    wrong = next(filter(None, map(name_problem, path.parts)), None)
    return wrong and f"的名称{wrong}"
