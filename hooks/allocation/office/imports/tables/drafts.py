"""An imported table as the files of a new data folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from allocation.base.enums import OWNERS, Column
from allocation.base.problems import DataError, Problem, Ref
from allocation.base.slugs import title_slug
from allocation.datafiles import loader, yaml_reader
from allocation.datafiles.data_folder import SETTINGS
from allocation.datafiles.model import Files
from allocation.editing import new_yaml
from allocation.editing.edits import Edit, Edits
from allocation.lint.validate import load_register
from allocation.office.formats.file_guard import OfficeError
from allocation.office.formats.libreoffice import in_format
from allocation.office.imports.tables import documents, table, titles
from allocation.office.imports.tables.answers import NO_ANSWERS, Answers
from allocation.office.imports.tables.grid import TableGrid
from allocation.office.imports.tables.headings import ColumnChoice, Head
from allocation.office.imports.tables.levels import rows_of
from allocation.office.imports.tables.questions import grouped
from allocation.office.imports.tables.table import Draft
from allocation.office.imports.tables.table_parts import TableError
from allocation.register.open_duties import open_duties_by_kind

_PARTS = ("departments", "people", "groups", "items", "rows")
_Lists = dict[str, list[dict[str, Any]]]
_OLD_SUFFIXES = (".doc", ".wps", ".rtf", ".odt")


@dataclass(frozen=True, slots=True)
class Result:
    """The files that an import would write, questions for a person, and problems of the data.

    ``open`` are the duties that nobody has yet, by kind. ``heads`` are the headings that were read,
    with the number of their table from 0. ``digests`` are of the files that the folder had.
    """

    texts: dict[Path, str]
    rows: int
    clauses: int
    open: tuple[str, ...]
    questions: tuple[str, ...]
    heads: tuple[tuple[int, Head], ...]
    problems: tuple[Problem, ...]
    digests: Mapping[str, str]


def read(
    path: Path,
    folder: Path,
    today: date,
    choices: Sequence[ColumnChoice] = (),
    answers: Answers = NO_ANSWERS,
) -> Result:
    """Turn a Word file, a workbook or copied text into data files.

    :param folder: the target; its people and departments are known names.
    :param choices: what a person says about columns.
    :param answers: what a person answered to questions about the same file.
    :raises OfficeError: if the file can't be read, or holds no allocation table.
    """
    if any(folder.glob("allocation/*.yml")):
        message = f"{folder}/allocation 里已有分工"
        raise OfficeError(f"{message}；请导入到一个新文件夹（--into 新文件夹）。")
    files, _ = loader.load(folder)
    people = [person.key for person in files.people or ()]
    departments = [department.name for department in files.departments or ()]
    answered, unused = answers.applied(_grids(path))
    try:
        choices = [*choices, *answers.choices()]
        draft = table.draft(answered, people, departments, choices)
    except (TableError, ValueError) as error:
        raise OfficeError(f"{path.name}：{error}") from error
    lists = _lists(draft, today)
    texts = {
        folder / name: new_yaml.text(name, content)
        for name, content in _new_files(draft, lists, folder, today)
    }
    texts |= _new_entries(lists, files).written().texts
    rows = [row for category in draft.categories for row in rows_of(category)]
    problems, still_open = _checked(folder, texts)
    errors = _errors(draft, texts, problems)
    above = titles.read(draft.before).questions(known=(folder / SETTINGS).exists())
    questions = answers.open(grouped([*above, *draft.questions, *errors], answered))
    return Result(
        texts=texts,
        rows=len(rows),
        clauses=sum(len(row["clauses"]) for row in rows),
        open=still_open,
        questions=(*unused, *questions),
        heads=draft.heads,
        problems=problems,
        digests=files.digests,
    )


def _checked(folder: Path, texts: dict[Path, str]) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """Return the problems of the new data, and the duties that nobody has yet."""
    try:
        return (), open_duties_by_kind(load_register(folder, texts))
    except DataError as error:
        return error.problems, ()


def _errors(draft: Draft, texts: dict[Path, str], problems: Iterable[Problem]) -> Iterator[str]:
    """Yield the problems of the data with the row of the table that each one comes from."""
    rows = (row for category in draft.categories for row in rows_of(category))
    places: dict[tuple[str, int], str] = {}
    for path, text in texts.items():
        name = f"{path.parent.name}/{path.name}"
        record, _ = yaml_reader.read_text(text, name)
        places |= {(name, line): place for line, place in _lines(record or {}, draft, rows)}
    for problem in problems:
        if isinstance(problem.ref, Ref):
            name, line = "/".join(Path(problem.ref.file).parts[-2:]), problem.ref.line
            before = [at for file, at in places if file == name and at <= line]
            if before:
                yield f"{places[name, max(before)]}：{problem.found}；应为：{problem.expected}。"


def _lines(
    record: Mapping[str, Any], draft: Draft, rows: Iterator[dict[str, Any]]
) -> list[tuple[int, str]]:
    """Return the first lines of levels and rows in a file, with their places in the table."""
    if "clauses" in record:
        return [(record[yaml_reader.REF_KEY].line, draft.place(next(rows)))]
    if "name" in record:
        return [(record[yaml_reader.REF_KEY].line, draft.places_of(record["name"]))]
    children = (child for key in _PARTS for child in record.get(key, ()))
    below = [line for child in children for line in _lines(child, draft, rows)]
    return [(record[yaml_reader.REF_KEY].line, below[0][1]), *below] if below else []


def _grids(path: Path) -> list[TableGrid]:
    with in_format(path, "docx", _OLD_SUFFIXES) as document:
        return documents.read(document)


def _new_files(
    draft: Draft, lists: _Lists, folder: Path, today: date
) -> Iterator[tuple[str, dict[str, Any]]]:
    if not (folder / SETTINGS).exists():
        yield SETTINGS, _unit(draft, today)
    for name, entries in lists.items():
        if not (folder / f"{name}.yml").exists() and (entries or name != "references"):
            yield f"{name}.yml", {name: entries}
    for number, category in enumerate(draft.categories, start=1):
        slug = title_slug(category["title"])[:30].strip("-") or "x"
        yield f"allocation/{number:02}-{slug}.yml", _ordered(category)


def _new_entries(lists: _Lists, files: Files) -> Edits:
    """Return the edits that add new entries to the lists of the folder."""
    known: dict[str, set[str]] = {
        "departments": {department.name for department in files.departments or ()},
        "people": {person.key for person in files.people or ()},
        "references": {reference.id for reference in files.references or ()},
    }
    edits = Edits(files.data, files.digests)
    for name, entries in lists.items():
        if files.data.path.joinpath(f"{name}.yml").exists() and getattr(files, name) is not None:
            ref = Ref(f"{files.data.path.name}/{name}.yml", 1)
            new = (entry for entry in entries if _key(entry) not in known[name])
            edits.edits += (Edit(ref, (name,), entry, append=True) for entry in new)
    return edits


def _key(entry: dict[str, Any]) -> str:
    return str(entry.get("id") or entry["name"])


def _lists(draft: Draft, today: date) -> _Lists:
    """Return the entries of the other files: names, and the columns that evidence is from."""
    title = titles.read(draft.before).title
    return {
        "departments": [{"name": name} for name in draft.departments],
        "people": [{"name": name} for name in draft.people],
        "references": [
            {"id": id, "title": f"{title}：“{word}”栏", "reliability": "高"}
            for word, id in _cited(draft, f"R{today:%y%m%d}").items()
        ],
    }


def _cited(draft: Draft, prefix: str) -> dict[str, str]:
    """Replace headings in the references of evidence by ids; return the ids by heading."""
    ids: dict[str, str] = {}
    rows = (row for category in draft.categories for row in rows_of(category))
    for evidence in (
        evidence
        for row in rows
        for clause in row["clauses"]
        for evidence in clause.get("evidence", ())
    ):
        for word in evidence["refs"]:
            ids.setdefault(word, f"{prefix}-{len(ids) + 1}")
        evidence["refs"] = [ids[word] for word in evidence["refs"]]
    return ids


def _unit(draft: Draft, today: date) -> dict[str, Any]:
    above = titles.read(draft.before)
    return {
        "name": above.unit or titles.NO_UNIT,
        "honor": above.honor or titles.NO_HONOR,
        **({"attachment": above.attachment} if above.attachment else {}),
        "title": above.title,
        "header": draft.header,
        "columns": [str(column) for column in _columns(draft)],
        "data_date": today,
        "term": {"years": 3, "confirmed": False},
    }


def _columns(draft: Draft) -> Sequence[Column]:
    """Return the columns of the data: a table without owners is still to be split among them."""
    if OWNERS.isdisjoint(draft.columns):
        return *(column for column in Column if column in OWNERS), *draft.columns
    return draft.columns


def _ordered(level: dict[str, Any]) -> dict[str, Any]:
    """Return a level with its keys in the order of reading."""
    order = ("code", "title", "key", "score", "methods", "deadline", "remark")
    record = {key: level[key] for key in (*order, "groups", "items", "rows") if level.get(key)}
    for key in ("groups", "items"):
        if key in record:
            record[key] = [_ordered(part) for part in record[key]]
    if "rows" in record:
        # The clauses are the last key, since they are long.
        record["rows"] = [
            {**row, "clauses": [_last(clause, "evidence") for clause in row["clauses"]]}
            for row in (_last(row, "clauses") for row in record["rows"])
        ]
    return record


def _last(record: dict[str, Any], key: str) -> dict[str, Any]:
    """Return a record with a key at its end, if it has it."""
    rest = {name: value for name, value in record.items() if name != key}
    return rest | {name: value for name, value in record.items() if name == key}
