"""往届: earlier editions, each a whole data folder below ``editions/`` of the current one."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from allocation.base.filenames import EDITIONS as FOLDER
from allocation.base.filenames import name_problem
from allocation.base.os_messages import describe_os_error
from allocation.base.problems import DataError, Problem, Ref
from allocation.base.slugs import capped, title_slug
from allocation.datafiles.loader import locate_folder, refuse_changed
from allocation.lint.validate import load_register
from allocation.register.published import Published, publish
from allocation.runtime import durable, journal, succession
from allocation.runtime.atomic_files import is_inside
from allocation.runtime.locks import locked

__all__ = ["FOLDER", "Edition", "EditionError", "read", "start"]


_PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class EditionError(Exception):
    """It can't be done; says in Chinese why."""


@dataclass(frozen=True, slots=True)
class Edition:
    """An earlier edition: its register, or why there is none. ``ref`` is its ``unit.yml``."""

    name: str
    slug: str
    ref: Ref
    register: Published | None = None
    problems: tuple[Problem, ...] = ()

    def broken(self, problems: Iterable[Problem]) -> Edition:
        """Return the same edition as one that can't be shown."""
        found = (
            replace(each, ref=self.placed(each.ref) if isinstance(each.ref, Ref) else each.ref)
            for each in problems
        )
        return replace(self, register=None, problems=tuple(found))

    def placed(self, ref: Ref) -> Ref:
        """Return a place in its data as seen from the project folder."""
        folder, below = self.ref.file.removesuffix("unit.yml"), ref.file.partition("/")[2]
        return replace(ref, file=f"{folder}{below}")

    @property
    def address(self) -> str:
        """Where on the site its pages lie."""
        return f"{FOLDER}/{self.slug}/"


def read(folder: Path, elsewhere: Collection[str] = ()) -> tuple[Edition, ...]:
    """Return the earlier editions below a data folder, the newest first.

    :param elsewhere: digests of files that may not be shown any more.

    One that is wrong has its problems instead of a register: it must not stop what is current.
    """
    taken: dict[str, int] = {}
    found = [_read(folder, path, taken, elsewhere) for path in _folders(folder)]
    return tuple(sorted(found, key=_age, reverse=True))


def start(new: Path, data: Path, name: str) -> bool:
    """Put a new edition in the place of the data; what was there goes below its ``editions/``.

    The old data is renamed, never rewritten. Files that the new edition's filings name are linked.
    What a killed start has left to do is done.

    :param name: what the old edition is called from now on.
    :returns: whether it is done; otherwise it was done before.
    :raises DataError: if the new data is not right yet.
    :raises EditionError: if the names don't fit.
    :raises WriteError: if the folders can't be renamed; says what is where.
    """
    new, data = (Path(os.path.realpath(each)) for each in (new, data))
    succession.resume(new, data)
    _refuse_folder(data)
    with locked(data):
        if not new.exists() and (data / FOLDER / name).is_dir():
            return False
        _refuse(new, data, name)
        with locked(new):
            _succeed(new, data, name)
    return True


def _succeed(new: Path, data: Path, name: str) -> None:
    register = load_register(new)
    try:
        drafts = journal.open_drafts(new)
        if register.filings:
            _link(locate_folder(data).evidence, register.evidence_folder, drafts)
    except OSError as error:
        journal.discard(new)
        raise EditionError(
            f"{new} 写不进去（{describe_os_error(error)}），{data} 没有动。"
        ) from error
    refuse_changed(new, register.digests)
    succession.replace(new, data, name)


def _folders(folder: Path) -> list[Path]:
    with suppress(OSError):
        found = [path for path in (folder / FOLDER).iterdir() if not path.name.startswith(".")]
        inside = (path for path in found if path.is_dir() and is_inside(folder, path))
        return sorted(inside)
    return []


def _read(folder: Path, path: Path, taken: dict[str, int], elsewhere: Collection[str]) -> Edition:
    slug = _slug(path.name)
    taken[slug] = taken.get(slug, 0) + 1
    if taken[slug] > 1:
        slug = f"{slug}-{taken[slug]}"
    edition = Edition(path.name, slug, Ref(f"{folder.name}/{FOLDER}/{path.name}/unit.yml", 1))
    try:
        return replace(edition, register=publish(load_register(path), elsewhere))
    except DataError as error:
        return edition.broken(error.problems)
    except Exception as error:  # whatever lies there must not stop what is current
        found = f"这一版读不出来（{type(error).__name__}）"
        problem = Problem(edition.ref, found, "一个完整的数据文件夹", "移走它，或补全。")
        return replace(edition, problems=(problem,))


def _slug(name: str) -> str:
    """Return what an edition is called in addresses: plain names stay, others are read out."""
    plain = name.lower()
    return capped(plain) if _PLAIN.fullmatch(plain) else title_slug(name) or "x"


def _age(edition: Edition) -> tuple[int, str]:
    start = edition.register.unit.term.start if edition.register else None
    return start.toordinal() if start else 0, edition.name


def _refuse(new: Path, data: Path, name: str) -> None:
    wrong = "里有路径" if name in (".", "..") or "/" in name or "\\" in name else name_problem(name)
    if wrong or name.startswith(".") or not name:
        wrong = wrong or "是空的，或以点开头"
        raise EditionError(f"旧版的名称“{name}”{wrong}；写成 2024-2026 这样。")
    if not new.is_dir():
        raise EditionError(f"没有 {new} 这个文件夹，{data} 没有动；写新数据文件夹的路径。")
    lifted = {path.name for path in (data / FOLDER).glob("*")}
    there = {path.name for path in (new / FOLDER).glob("*")}
    if taken := sorted({name} & (lifted | there) | lifted & there):
        raise EditionError(f"往届里已有“{'、'.join(taken)}”；换一个名称。")
    if new.is_relative_to(data) or data.is_relative_to(new):
        raise EditionError(f"{new} 和 {data} 一个在另一个里面；请把新文件夹放在 {data} 旁边。")
    if new.parent != data.parent:
        raise EditionError(f"{new} 不在 {data} 旁边；请把新文件夹移到 {data.parent} 里。")


def _refuse_folder(data: Path) -> None:
    if not (data / "unit.yml").is_file():
        raise EditionError(f"{data} 不是数据文件夹（没有 unit.yml）；用 --data 指明现在的数据。")


def _link(evidence: Path, target: Path, drafts: Path) -> None:
    """Give handed-in files a second name: both editions have them, and no byte is copied."""
    if not evidence.is_dir() or target.exists():
        return
    draft = drafts / "evidence"
    below = () if evidence.is_symlink() else sorted(evidence.rglob("*"))
    for path in (evidence, *below):
        _linked(path, draft / path.relative_to(evidence))
    durable.sync(draft, *(path for path in draft.rglob("*") if path.is_dir()))
    target.parent.mkdir(parents=True, exist_ok=True)
    draft.rename(target)
    durable.sync(target.parent)


def _linked(source: Path, target: Path) -> None:
    if source.is_symlink():
        target.symlink_to(source.readlink())
    elif source.is_dir():
        target.mkdir()
    else:
        try:
            target.hardlink_to(source)
        except OSError:
            shutil.copyfile(source, target)
