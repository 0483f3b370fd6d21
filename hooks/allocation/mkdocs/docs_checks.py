"""Checks of ``docs/`` before a build: MkDocs copies every file in it to the site."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files, InclusionLevel

from allocation.base.filenames import collision_key, name_problem
from allocation.base.problems import DataError
from allocation.privacy.site_numbers import numbers
from allocation.runtime.atomic_files import is_inside
from allocation.site.facts import SiteFacts


def check_folder(docs: Path, facts: SiteFacts) -> None:
    """Check the names and links in the folder, and that no private folder lies in it.

    :raises PluginError: with the first kind of problem.
    """
    _refuse_clashes(docs, facts)
    _refuse_leaks(docs, facts)
    _refuse_names(docs)


def check_numbers(docs: Path, files: Files, facts: SiteFacts) -> None:
    """Check the bytes of hand-written files, comments included, for personal numbers.

    :param files: all files of the site; those that are excluded from it are not read.
    :raises PluginError: with the place of each number.
    """
    problems = [
        hit.problem
        for file in files
        if file.src_dir == str(docs) and file.inclusion is not InclusionLevel.EXCLUDED
        for hit in numbers(f"{docs.name}/{file.src_uri}", (docs / file.src_uri).read_bytes())
        if hit.match.digits not in facts.allowed_numbers
    ]
    if problems:
        raise PluginError(str(DataError(problems)))


def _refuse_clashes(docs: Path, facts: SiteFacts) -> None:
    for folder in sorted(facts.folders):
        if (docs / folder).exists():
            raise PluginError(
                f"{docs.name}/{folder} 与自动生成的同名，会互相覆盖；请改名，或放到别的文件夹。"
            )


def _refuse_leaks(docs: Path, facts: SiteFacts) -> None:
    for label, folder in facts.private:
        if is_inside(docs, folder):
            raise PluginError(
                f"{label}文件夹 {folder} 在 {docs.name}/ 里，会整个挂上网；请移到别处。"
            )
    for path in docs.rglob("*"):
        if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(docs.resolve()):
            raise PluginError(f"{path} 是指到 {docs.name}/ 外面的链接，会挂上网；请删去。")


def _refuse_names(docs: Path) -> None:
    """Refuse names that servers, file shares of Windows or zip files can't have."""
    if unusable := list(_unusable(docs)):
        lines = "\n".join(unusable)
        raise PluginError(
            f"{docs.name}/ 里有 {len(unusable)} 个名称不能放上网站，请改名：\n{lines}"
        )


def _unusable(docs: Path) -> Iterator[str]:
    seen: dict[str, str] = {}
    for path in sorted(docs.rglob("*")):
        name = path.relative_to(docs).as_posix()
        # Invisible characters are written as escapes, as in Python's source.
        escaped = repr(name)[1:-1]
        first = seen.setdefault(collision_key(name), name)
        if problem := name_problem(path.name):
            yield f"  {escaped}：{problem}"
        elif path.name.startswith("-"):
            yield f"  {escaped}：开头是减号，会被当成命令的选项"
        elif first != name:
            yield f"  {escaped}：和 {first} 只差大小写"
