"""Problems of the data that a workbook would cause, located at its cells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allocation.base.grouping import grouped
from allocation.base.problems import Problem, Ref
from allocation.datafiles import yaml_reader
from allocation.editing.edits import Edits
from allocation.editing.yaml_edit import Keys, YamlDocument
from allocation.office.formats.workbook_layout import Field
from allocation.office.imports.workbook.sheet_lines import SheetLine


@dataclass(frozen=True, slots=True)
class Origin:
    """A row of a workbook and the ref of its record.

    ``added`` leads, for a new record, to it from the record of ``ref``: the key of its list, its
    index among the new entries, and those within it. ``changed`` are the headings of the cells that
    differ from the data.
    """

    ref: Ref
    line: SheetLine
    changed: frozenset[str]
    added: Keys = ()


def problems_at_cells(
    problems: Iterable[Problem], edits: Edits, texts: dict[Path, str], origins: Iterable[Origin]
) -> tuple[Problem, ...]:
    """Return problems of data files with these texts, at the cells that cause them."""
    places: dict[Ref, list[tuple[Origin, str]]] = defaultdict(list)
    for name, group in grouped(origins, lambda origin: origin.ref.file).items():
        before = edits.before(name)
        document = YamlDocument(before)
        removals = (edit for edit in edits.edits if edit.ref.file == name and not edit.keys)
        removed = [document.keys(edit.ref) for edit in removals]
        record, _ = yaml_reader.read_text(texts.get(edits.data.file(name), before), name)
        for origin in group:
            for line, title in _lines(record, _keys(document, origin, removed), origin.line):
                places[Ref(name, line)].append((origin, title))
    return tuple(_at_cell(problem, places) for problem in problems)


def _keys(document: YamlDocument, origin: Origin, removed: Sequence[Keys]) -> Keys:
    """Return the keys of a record in the new text, where entries of its lists were removed."""
    keys = document.keys(origin.ref)
    if origin.added:
        key, nth, *within = origin.added
        keys = (*keys, key, document.length(origin.ref, str(key)) + int(nth), *within)
    return tuple(
        key - sum(1 for other in removed if _is_before(other, keys[: at + 1]))
        if isinstance(key, int)
        else key
        for at, key in enumerate(keys)
    )


def _is_before(one: Keys, other: Keys) -> bool:
    """Whether an entry stands before another one in the same list."""
    return one[:-1] == other[:-1] and int(one[-1]) < int(other[-1])


def _lines(record: Any, keys: Keys, line: SheetLine) -> Iterator[tuple[int, str]]:
    """Yield the lines of a record with the headings of their columns."""
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
    """Return the path to a column's value; empty cells are no entries of its list."""
    if not field.nested:
        return field.path
    nested = (column for column in line.sheet.fields if column.nested)
    same = (column for column in nested if column.path[0] == field.path[0])
    filled = {int(column.path[1]) for column in same if line.cells.get(column.title)}
    place = sum(1 for number in filled if number < int(field.path[1]))
    return (field.path[0], place, *field.path[2:])


def _at_cell(problem: Problem, places: dict[Ref, list[tuple[Origin, str]]]) -> Problem:
    cells = places.get(problem.ref, []) if isinstance(problem.ref, Ref) else []
    if not cells:
        return problem
    exact = {(id(origin), title) for origin, title in cells}
    origin, field = max(
        ((origin, field) for origin, _ in cells for field in origin.line.sheet.fields),
        key=lambda pair: _match_score(problem, pair[0], pair[1], exact),
    )
    texts = (
        _with_headings(text, origin) for text in (problem.found, problem.expected, problem.remedy)
    )
    return Problem(origin.line.cell(field.title), *texts)


def _match_score(
    problem: Problem, origin: Origin, field: Field, exact: set[tuple[int, str]]
) -> tuple[bool, ...]:
    """Return the rank of a cell: is it named by the problem, changed, at its place?"""
    keyed = len(field.path) == 1 and f"“{field.path[0]}”" in problem.found
    changed = field.title in origin.changed
    here = (id(origin), field.title) in exact
    titled = field.title in problem.found
    return (changed and (keyed or titled), keyed, here and changed, here, changed,
            field is origin.line.sheet.fields[0])  # fmt: skip


def _with_headings(text: str, origin: Origin) -> str:
    """Return a text with headings of the workbook instead of keys of the data."""
    for field in origin.line.sheet.fields:
        if len(field.path) == 1:
            text = re.sub(
                rf"(?<![\w./-]){field.path[0]}(?![\w./-])", field.title, text, flags=re.ASCII
            )
    return text.replace("加一行 ", "填上")
