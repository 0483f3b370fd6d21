"""Errors of the data that a workbook would make, named by the cells that they come from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allocation.base.grouping import grouped
from allocation.base.problems import Problem, Ref
from allocation.datafiles import yaml_reader
from allocation.editing.edits import Edits
from allocation.editing.yaml_edit import Keys, YamlDocument
from allocation.office.formats.workbook_layout import Field
from allocation.office.imports.workbook.lines import SheetLine


@dataclass(frozen=True, slots=True)
class Origin:
    """A row of a workbook and the record that it shows, or makes.

    ``added`` is, for a new record, the list of ``ref`` that it is put in, and which of the new
    entries it is there. ``changed`` are the headings of the cells that differ from the data.
    """

    ref: Ref
    line: SheetLine
    changed: frozenset[str]
    added: tuple[str, int] | None = None


def named(
    problems: Iterable[Problem], edits: Edits, texts: dict[Path, str], origins: Iterable[Origin]
) -> tuple[Problem, ...]:
    """Return problems with data files that say ``texts``, at cells wherever one is to blame."""
    places: dict[Ref, list[tuple[Origin, str]]] = defaultdict(list)
    for name, those in grouped(origins, lambda origin: origin.ref.file).items():
        before = edits.before(name)
        document = YamlDocument(before)
        record, _ = yaml_reader.read_text(texts.get(edits.data.file(name), before), name)
        for origin in those:
            for line, title in _lines(record, _keys(document, origin), origin.line):
                places[Ref(name, line)].append((origin, title))
    return tuple(_named(problem, places) for problem in problems)


def _keys(document: YamlDocument, origin: Origin) -> Keys:
    keys = document.keys(origin.ref)
    if origin.added is None:
        return keys
    key, nth = origin.added
    return (*keys, key, document.length(origin.ref, key) + nth)


def _lines(record: Any, keys: Keys, line: SheetLine) -> Iterator[tuple[int, str]]:
    """Yield the lines of a record and the headings of the columns that show them."""
    for key in keys:
        if not isinstance(record, yaml_reader.Record | yaml_reader.Sequence):
            return
        record = record[key]  # type: ignore[index]
    if not isinstance(record, yaml_reader.Record):
        return
    yield record[yaml_reader.REF_KEY].line, ""
    for field in line.sheet.fields:
        steps = _steps(field, line)
        if steps and steps[0] in record:
            yield yaml_reader.locate(record, steps), field.title


def _steps(field: Field, line: SheetLine) -> Keys:
    """Return the way to a column's value; cells that are empty are none in the list."""
    if not field.nested:
        return field.path
    same = (each for each in line.sheet.fields if each.nested and each.path[0] == field.path[0])
    filled = {int(each.path[1]) for each in same if line.cells.get(each.title)}
    place = sum(1 for number in filled if number < int(field.path[1]))
    return (field.path[0], place, *field.path[2:])


def _named(problem: Problem, places: dict[Ref, list[tuple[Origin, str]]]) -> Problem:
    there = places.get(problem.ref, []) if isinstance(problem.ref, Ref) else []
    if not there:
        return problem
    exact = {(id(origin), title) for origin, title in there}
    origin, field = max(
        ((origin, field) for origin, _ in there for field in origin.line.sheet.fields),
        key=lambda each: _match_score(problem, each[0], each[1], exact),
    )
    texts = (_in_words(text, origin) for text in (problem.found, problem.expected, problem.remedy))
    return Problem(origin.line.cell(field.title), *texts)


def _match_score(
    problem: Problem, origin: Origin, field: Field, exact: set[tuple[int, str]]
) -> tuple[bool, ...]:
    """Return how much speaks for a cell: what the message names, what changed, where it is."""
    keyed = len(field.path) == 1 and f"“{field.path[0]}”" in problem.found
    changed = field.title in origin.changed
    here = (id(origin), field.title) in exact
    titled = field.title in problem.found
    return (changed and (keyed or titled), keyed, here and changed, here, changed,
            field is origin.line.sheet.fields[0])  # fmt: skip


def _in_words(text: str, origin: Origin) -> str:
    """Return a text with the keys of the data as the workbook heads them."""
    for field in origin.line.sheet.fields:
        if len(field.path) == 1:
            text = re.sub(
                rf"(?<![\w./-]){field.path[0]}(?![\w./-])", field.title, text, flags=re.ASCII
            )
    return text.replace("加一行 ", "填上")
