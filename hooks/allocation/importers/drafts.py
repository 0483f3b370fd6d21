"""A table that was read, written down as a new data folder."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from allocation import loading
from allocation.importers import fresh, grid, table
from allocation.importers.edits import problems_with
from allocation.importers.office import OfficeError, converted
from allocation.importers.table import Draft
from allocation.problems import Problem
from allocation.text import title_slug

_UNIT = re.compile(r"^(.{2,30}?)(?:创建|关于|20[0-9]{2})")
_HONOR = re.compile(r"创建(.{0,12}?(?:文明单位|文明校园|文明城市|文明村镇))")
_OLD = (".doc", ".wps", ".rtf", ".odt")


@dataclass(frozen=True, slots=True)
class Result:
    """The files that an import would write, what a person must decide, what lint says of them."""

    texts: dict[Path, str]
    rows: int
    clauses: int
    questions: tuple[str, ...]
    problems: tuple[Problem, ...]


def read(path: Path, folder: Path, today: date) -> Result:
    """Turn a Word file, or text that was copied out of one, into data files.

    :param folder: where they would go; its people and departments are known names.
    :raises OfficeError: if the file can't be read, or holds no allocation table.
    """
    if any(folder.glob("allocation/*.yml")):
        there = f"{folder}/allocation 里已有分工"
        raise OfficeError(f"{there}；请导入到一个新文件夹（--into 新文件夹）。")
    files, _ = loading.load(folder)
    people = [each.key for each in files.people or ()]
    departments = [each.name for each in files.departments or ()]
    try:
        draft = table.draft(_grids(path), people, departments)
    except table.TableError as error:
        raise OfficeError(f"{path.name}：{error}") from error
    texts = {
        folder / name: fresh.text(name, content) for name, content in _files(draft, folder, today)
    }
    rows = [row for category in draft.categories for row in _rows(category)]
    return Result(
        texts=texts,
        rows=len(rows),
        clauses=sum(len(row["clauses"]) for row in rows),
        questions=tuple(dict.fromkeys(draft.questions)),
        problems=problems_with(folder, texts),
    )


def _grids(path: Path) -> list[grid.Grid]:
    if path.suffix.lower() not in _OLD:
        return grid.read(path)
    with tempfile.TemporaryDirectory() as temporary:
        return grid.read(converted(path, Path(temporary), "docx"))


def _files(draft: Draft, folder: Path, today: date) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    if not (folder / "unit.yml").exists():
        found.append(("unit.yml", _unit(draft, today)))
    for name, key in (("departments", draft.departments), ("people", draft.people)):
        path = folder / f"{name}.yml"
        known = _known(path, name)
        fresh = [{"name": each} for each in key if each not in _names(known)]
        found.append((f"{name}.yml", {name: [*known, *fresh]}))
    for number, category in enumerate(draft.categories, start=1):
        slug = title_slug(category["title"])[:30].strip("-") or "x"
        found.append((f"allocation/{number:02}-{slug}.yml", _ordered(category)))
    return found


def _known(path: Path, name: str) -> list[Any]:
    if not path.exists():
        return []
    return list(YAML().load(path.read_text(encoding="utf-8-sig"))[name])


def _names(known: list[Any]) -> set[str]:
    return {str(each.get("id") or each["name"]) for each in known}


def _unit(draft: Draft, today: date) -> dict[str, Any]:
    attachment = next((each for each in draft.before if re.fullmatch("附件.{0,6}", each)), None)
    titles = [each for each in draft.before if each != attachment]
    title = titles[0] if titles else "内页资料分工"
    name, honor = _UNIT.search(title), _HONOR.search(title)
    return {
        "name": name[1] if name else "（请填单位全称）",
        "honor": honor[1] if honor else "文明单位",
        **({"attachment": attachment} if attachment else {}),
        "title": title,
        "header": draft.header,
        "columns": [str(column) for column in draft.columns],
        "data_date": today,
        "term": {"years": 3, "confirmed": False},
    }


def _ordered(level: dict[str, Any]) -> dict[str, Any]:
    """Return a level with its parts in the order in which people read them."""
    order = ("code", "title", "groups", "items", "rows")
    found = {key: level[key] for key in order if level.get(key)}
    for key in ("groups", "items"):
        if key in found:
            found[key] = [_ordered(each) for each in found[key]]
    return found


def _rows(level: dict[str, Any]) -> list[dict[str, Any]]:
    below = [*level.get("groups", ()), *level.get("items", ())]
    return [*level.get("rows", ()), *(row for each in below for row in _rows(each))]
