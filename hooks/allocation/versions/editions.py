"""往届: earlier editions, each a complete data folder in ``editions/`` of the current one."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from allocation.base.filenames import EDITIONS as FOLDER
from allocation.base.filenames import name_problem
from allocation.base.os_messages import describe_os_error
from allocation.base.problems import DataError, Problem, Ref
from allocation.base.slugs import capped, title_slug
from allocation.datafiles.data_folder import SETTINGS
from allocation.datafiles.loader import locate_folder, refuse_changed
from allocation.lint.validate import load_register
from allocation.register.published_register import Published, publish
from allocation.runtime import durable, folder_replacement, journal
from allocation.runtime.atomic_files import is_inside
from allocation.runtime.locks import locked

__all__ = ["FOLDER", "Edition", "EditionError", "read", "start"]

_PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class EditionError(Exception):
    """A new edition can't be started; the message says why in Chinese."""


@dataclass(frozen=True, slots=True)
class Edition:
    """An earlier edition: its register or its problems. ``ref`` is its ``unit.yml``."""

    name: str
    slug: str
    ref: Ref
    register: Published | None = None
    problems: tuple[Problem, ...] = ()

    def with_problems(self, problems: Iterable[Problem]) -> Edition:
        """Return the edition without its register, for one that can't be shown."""
        moved = (
            replace(problem, ref=self.project_ref(problem.ref))
            if isinstance(problem.ref, Ref)
            else problem
            for problem in problems
        )
        return replace(self, register=None, problems=tuple(moved))

    def project_ref(self, ref: Ref) -> Ref:
        """Return a place in its data folder with the path from the project folder."""
        folder, path = self.ref.file.removesuffix(SETTINGS), ref.file.partition("/")[2]
        return replace(ref, file=f"{folder}{path}")

    @property
    def address(self) -> str:
        """The address of its pages on the site."""
        return f"{FOLDER}/{self.slug}/"


def read(folder: Path, withheld: Collection[str] = ()) -> tuple[Edition, ...]:
    """Return the earlier editions of a data folder, the newest first.

    An edition with errors has problems instead of a register: it must not stop the build.

    :param withheld: digests of files that the current edition withholds.
    """
    slugs: Counter[str] = Counter()
    editions = [_read(folder, path, slugs, withheld) for path in _folders(folder)]
    return tuple(sorted(editions, key=_age, reverse=True))


def start(new: Path, data: Path, name: str) -> bool:
    """Replace the data folder by a new edition; the old one is moved into its ``editions/``.

    The old data is renamed, never rewritten. If the new edition has filings, it gets hard links to
    the handed-in files. A start that was killed is completed.

    :param name: the name of the old edition in ``editions/``.
    :returns: whether anything was done; False if it was done before.
    :raises DataError: if the new data has errors.
    :raises EditionError: if the folders or the name don't fit.
    :raises WriteError: if the folders can't be renamed; the message states where they are.
    """
    new, data = (Path(os.path.realpath(folder)) for folder in (new, data))
    folder_replacement.resume(new, data)
    if not (data / SETTINGS).is_file():
        raise EditionError(f"{data} 不是数据文件夹（没有 unit.yml）；用 --data 指明现在的数据。")
    with locked(data):
        if not new.exists() and (data / FOLDER / name).is_dir():
            return False
        _check(new, data, name)
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
    folder_replacement.replace(new, data, name)


def _folders(folder: Path) -> list[Path]:
    with suppress(OSError):
        paths = (path for path in (folder / FOLDER).iterdir() if not path.name.startswith("."))
        return sorted(path for path in paths if path.is_dir() and is_inside(folder, path))
    return []


def _read(folder: Path, path: Path, slugs: Counter[str], withheld: Collection[str]) -> Edition:
    plain = path.name.lower()
    slug = capped(plain) if _PLAIN.fullmatch(plain) else title_slug(path.name) or "x"
    slugs[slug] += 1
    if slugs[slug] > 1:
        slug = f"{slug}-{slugs[slug]}"
    edition = Edition(path.name, slug, Ref(f"{folder.name}/{FOLDER}/{path.name}/unit.yml", 1))
    try:
        return replace(edition, register=publish(load_register(path), withheld))
    except DataError as error:
        return edition.with_problems(error.problems)
    except Exception as error:  # an earlier edition must not stop the build, whatever it contains
        message = f"这一版读不出来（{type(error).__name__}）"
        problem = Problem(edition.ref, message, "一个完整的数据文件夹", "移走它，或补全。")
        return replace(edition, problems=(problem,))


def _age(edition: Edition) -> tuple[int, str]:
    start = edition.register.unit.term.start if edition.register else None
    return start.toordinal() if start else 0, edition.name


def _check(new: Path, data: Path, name: str) -> None:
    """Check the folders and the name.

    :raises EditionError: if a new edition can't be started with them.
    """
    wrong = "里有路径" if name in (".", "..") or "/" in name or "\\" in name else name_problem(name)
    if wrong or name.startswith(".") or not name:
        wrong = wrong or "是空的，或以点开头"
        raise EditionError(f"旧版的名称“{name}”{wrong}；写成 2024-2026 这样。")
    if not new.is_dir():
        raise EditionError(f"没有 {new} 这个文件夹，{data} 没有动；写新数据文件夹的路径。")
    old_names = {path.name for path in (data / FOLDER).glob("*")}
    new_names = {path.name for path in (new / FOLDER).glob("*")}
    if taken := sorted({name} & (old_names | new_names) | old_names & new_names):
        raise EditionError(f"往届里已有“{'、'.join(taken)}”；换一个名称。")
    if new.is_relative_to(data) or data.is_relative_to(new):
        raise EditionError(f"{new} 和 {data} 一个在另一个里面；请把新文件夹放在 {data} 旁边。")
    if new.parent != data.parent:
        raise EditionError(f"{new} 不在 {data} 旁边；请把新文件夹移到 {data.parent} 里。")


def _link(evidence: Path, target: Path, drafts: Path) -> None:
    """Create hard links to the handed-in files: both editions have them without a copy."""
    if not evidence.is_dir() or target.exists():
        return
    draft = drafts / "evidence"
    paths = () if evidence.is_symlink() else sorted(evidence.rglob("*"))
    for path in (evidence, *paths):
        _link_path(path, draft / path.relative_to(evidence))
    durable.sync(draft, *(path for path in draft.rglob("*") if path.is_dir()))
    target.parent.mkdir(parents=True, exist_ok=True)
    draft.rename(target)
    durable.sync(target.parent)


def _link_path(source: Path, target: Path) -> None:
    if source.is_symlink():
        target.symlink_to(source.readlink())
    elif source.is_dir():
        target.mkdir()
    else:
        try:
            target.hardlink_to(source)
        except OSError:
            shutil.copyfile(source, target)
