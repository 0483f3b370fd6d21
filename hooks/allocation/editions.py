"""往届: earlier editions, each a whole data folder below ``editions/`` of the current one."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from allocation import swap
from allocation.checking import check
from allocation.filenames import EDITIONS as FOLDER
from allocation.filenames import unfit
from allocation.files import lies_in
from allocation.problems import DataError, Problem, Ref
from allocation.published import Published, publish
from allocation.text import capped, title_slug

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


def start(new: Path, data: Path, name: str) -> None:
    """Put a new edition in the place of the data; what was there goes below its ``editions/``.

    The old data is renamed, never rewritten. Files that the new edition's filings name are linked.
    At any moment one of the two is in place; who is killed before the last step finds the old one
    where the new one was.

    :param name: what the old edition is called from now on.
    :raises DataError: if the new data is not right yet.
    :raises EditionError: if the names don't fit, or the folders can't be renamed.
    """
    _refuse(new, data, name)
    register = check(new)
    try:
        if register.filings:
            _link(data / register.unit.evidence_folder, register.evidence_folder)
        (new / FOLDER).mkdir(exist_ok=True)
        swap.put(new, data)
        old = new if new.exists() else new.parent / swap.ASIDE / data.name
        _lift(old / FOLDER, data / FOLDER)
        old.rename(data / FOLDER / name)
    except OSError as error:
        remedy = f"请把新文件夹放在 {data} 旁边，检查权限。"
        raise EditionError(f"{error.filename} 换不了（{error.strerror}）；{remedy}") from error


def _folders(folder: Path) -> list[Path]:
    with suppress(OSError):
        found = [path for path in (folder / FOLDER).iterdir() if not path.name.startswith(".")]
        inside = (path for path in found if path.is_dir() and lies_in(folder, path))
        return sorted(inside)
    return []


def _read(folder: Path, path: Path, taken: dict[str, int], elsewhere: Collection[str]) -> Edition:
    slug = _slug(path.name)
    taken[slug] = taken.get(slug, 0) + 1
    if taken[slug] > 1:
        slug = f"{slug}-{taken[slug]}"
    edition = Edition(path.name, slug, Ref(f"{folder.name}/{FOLDER}/{path.name}/unit.yml", 1))
    try:
        return replace(edition, register=publish(check(path), elsewhere))
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
    wrong = "里有路径" if name in (".", "..") or "/" in name or "\\" in name else unfit(name)
    if wrong or name.startswith("."):
        raise EditionError(f"旧版的名称“{name}”{wrong or '以点开头'}；写成 2024-2026 这样。")
    if not (data / "unit.yml").is_file():
        raise EditionError(f"{data} 不是数据文件夹（没有 unit.yml）；用 --data 指明现在的数据。")
    if (data / FOLDER / name).exists() or (new / FOLDER / name).exists():
        raise EditionError(f"往届里已有“{name}”；换一个名称。")
    one, other = new.resolve(), data.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise EditionError(f"{new} 和 {data} 一个在另一个里面；请把新文件夹放在 {data} 旁边。")


def _link(evidence: Path, target: Path) -> None:
    """Give handed-in files a second name: both editions have them, and no byte is copied."""
    if evidence.is_dir() and not target.exists():
        shutil.copytree(evidence, target, copy_function=_linked)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _lift(old: Path, new: Path) -> None:
    """Put the editions that the old data had with the new data."""
    for path in sorted(old.glob("*")):
        path.rename(new / path.name)
    with suppress(OSError):
        old.rmdir()
