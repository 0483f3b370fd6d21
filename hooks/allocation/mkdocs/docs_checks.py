"""Checks of ``docs/`` before it is published: whatever lies in it is copied to the site."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files, InclusionLevel

from allocation.base.filenames import collision_key, name_problem
from allocation.base.problems import DataError
from allocation.privacy.site_numbers import numbers
from allocation.register.register import Register
from allocation.runtime.atomic_files import is_inside
from allocation.site.outputs import FOLDERS


def check_folder(docs: Path, register: Register) -> None:
    """Check what lies in the folder, before anything is built.

    :raises PluginError: if a name or a link can't be published, or data and evidence would be.
    """
    _refuse_clashes(docs)
    _refuse_leaks(docs, register)
    _refuse_names(docs)


def check_numbers(docs: Path, files: Files, register: Register) -> None:
    """Check what is written by hand for personal numbers, hidden comments included.

    :param files: all files of the site; those that are left out of it are not read.
    :raises PluginError: with each place at which a number stands.
    """
    allowed = {entry.number for entry in register.unit.allowed_numbers}
    problems = [
        hit.problem
        for file in files
        if file.src_dir == str(docs) and file.inclusion is not InclusionLevel.EXCLUDED
        for hit in numbers(f"{docs.name}/{file.src_uri}", (docs / file.src_uri).read_bytes())
        if hit.match.digits not in allowed
    ]
    if problems:
        raise PluginError(str(DataError(problems)))


def _refuse_clashes(docs: Path) -> None:
    for folder in sorted(FOLDERS):
        if (docs / folder).exists():
            raise PluginError(
                f"{docs.name}/{folder} 与自动生成的同名，会互相覆盖；请改名，或放到别的文件夹。"
            )


def _refuse_leaks(docs: Path, register: Register) -> None:
    for what, folder in (("数据", register.folder), ("材料", register.evidence_folder)):
        if is_inside(docs, folder):
            raise PluginError(
                f"{what}文件夹 {folder} 在 {docs.name}/ 里，会整个挂上网；请移到别处。"
            )
    for path in docs.rglob("*"):
        if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(docs.resolve()):
            raise PluginError(f"{path} 是指到 {docs.name}/ 外面的链接，会挂上网；请删去。")


def _refuse_names(docs: Path) -> None:
    """Names must do for servers, for file shares of Windows and for zip files."""
    if unusable := list(_unusable(docs)):
        listed = "\n".join(unusable)
        raise PluginError(
            f"{docs.name}/ 里有 {len(unusable)} 个名称不能放上网站，请改名：\n{listed}"
        )


def _unusable(docs: Path) -> Iterator[str]:
    seen: dict[str, str] = {}
    for path in sorted(docs.rglob("*")):
        name = path.relative_to(docs).as_posix()
        # Characters that can't be seen are written as escapes, as in Python's source.
        shown = repr(name)[1:-1]
        before = seen.setdefault(collision_key(name), name)
        if fault := name_problem(path.name):
            yield f"  {shown}：{fault}"
        elif path.name.startswith("-"):
            yield f"  {shown}：开头是减号，会被当成命令的选项"
        elif before != name:
            yield f"  {shown}：和 {before} 只差大小写"
