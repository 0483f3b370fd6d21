"""A new edition, planned from its rubric and the old data, and written as a whole or not at all."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from allocation.base.enums import OWNERS, Column
from allocation.base.grouping import grouped_pairs
from allocation.base.problems import DataError, Problem
from allocation.carryover import evidence_ids
from allocation.carryover.carried_content import Content, RowDuties, plain
from allocation.carryover.clause_fates import Fate, Pair, pairs
from allocation.carryover.confirmed_pairs import UserPairError, confirmed
from allocation.carryover.evidence_ids import EvidenceIds
from allocation.datafiles import json_schema, loader
from allocation.datafiles.data_folder import SETTINGS
from allocation.datafiles.loader import KINDS
from allocation.datafiles.model import Node, Unit
from allocation.editing import new_yaml
from allocation.editing.edits import problems_with
from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.tables import drafts
from allocation.office.imports.tables.answers import NO_ANSWERS, Answers
from allocation.office.imports.tables.headings import ColumnChoice, Head
from allocation.register import register as registers
from allocation.register.register import ClauseEntry, Register, RowEntry
from allocation.runtime import atomic_files, durable
from allocation.runtime.atomic_files import draft_path

_STATED = ("attachment", "document_no", "header", "issued", "source_text", "title")
"""Keys of ``unit.yml`` that come from the new rubric."""

KEPT_SETTINGS = ("due", "evidence_folder", "names", "overload", "reprint")
"""Keys of ``unit.yml`` about the site, not about the unit or its table."""


class CarryOverError(Exception):
    """The edition can't be planned; says in Chinese why."""


@dataclass(frozen=True, slots=True)
class Options:
    """The user's options.

    :param certain: the similarity from which reworded clauses are the same, from 0 to 1.
    :param confirmed: codes of a new clause, and of an old one that is the same, or ``无``. What was
        split or merged stands in several pairs.
    :param same_term: whether the running term continues, with its filings.
    :param begins: ``history_from`` of data for another unit; people, filings and settings of the
        old unit are not carried over then.
    :param choices: what the user says about columns of the rubric, if it is a table.
    :param answers: the user's answers to questions about that table.
    """

    certain: float = 0.8
    confirmed: tuple[tuple[str, str], ...] = ()
    same_term: bool = False
    begins: str = ""
    choices: tuple[ColumnChoice, ...] = ()
    answers: Answers = NO_ANSWERS

    @property
    def other_unit(self) -> bool:
        """Whether the new data is another unit's."""
        return bool(self.begins)


@dataclass(frozen=True, slots=True)
class CarryOverPlan:
    """A new edition: its files, how clauses were matched, and the problems of the data.

    ``after`` is the rubric as it was read, ``heads`` the headings of its table; ``result`` is the
    new data, with the same clauses.
    """

    source: str
    target: Path
    before: Register
    after: Register
    result: Register
    options: Options
    pairs: tuple[Pair, ...]
    duties: Mapping[ClauseEntry, RowDuties]
    evidence_ids: EvidenceIds
    questions: tuple[str, ...]
    heads: tuple[tuple[int, Head], ...]
    texts: Mapping[Path, str]
    problems: tuple[Problem, ...]

    def of(self, *fates: Fate) -> Iterator[Pair]:
        """Yield the pairs with one of these fates."""
        return (pair for pair in self.pairs if pair.fate in fates)


def plan(
    source: Path, before: Register, target: Path, today: date, options: Options
) -> CarryOverPlan:
    """Plan a new edition.

    :param source: the new rubric: a Word file, copied text, or a data folder.
    :param before: the old edition.
    :param target: where the new data folder will be.
    :raises CarryOverError: if the rubric can't be read, or the user named unknown clauses.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CarryOverError(f"{target} 里有东西，没有写；请换一个空文件夹（--into 新文件夹）。")
    after, questions, heads = _rubric(source, before, today, options)
    try:
        said = confirmed(before.clauses, after.clauses, options.confirmed)
    except UserPairError as error:
        raise CarryOverError(f"--same：{error}。编号见清单，写成 --same 新编号=旧编号。") from error
    matches = pairs(
        before.clauses,
        after.clauses,
        certain=options.certain,
        confirmed=said,
        synonyms=before.synonyms,
    )
    found = ((match.after, match.before) for match in matches if match.fate.certain)
    origins = grouped_pairs((new, old) for new, old in found if new and old)
    content = Content(before, after, origins, options.other_unit)
    files = list(_files(content, options, today))
    texts = {target / name: new_yaml.text(name, record) for name, record in files}
    texts |= {target / path.name: atomic_files.read_text(path) for path in _synonyms(before, after)}
    if after.source_text and after.unit.source_text:
        texts[target / after.unit.source_text] = after.source_text
    result = _register_of_texts(target, texts)
    carried = evidence_ids.evidence_ids(before, result, origins, after.clauses)
    texts |= {
        target / name: new_yaml.text(name, carried.referring(record)) for name, record in files
    }
    if options.same_term:
        texts |= {target / name: new_yaml.text(name, filings) for name, filings in carried.files()}
    return CarryOverPlan(
        source=source.name,
        target=target,
        before=before,
        after=after,
        result=result,
        options=options,
        pairs=matches,
        duties={clause: content.duty(clause) for clause in after.clauses},
        evidence_ids=carried,
        questions=questions,
        heads=heads,
        texts=texts,
        problems=problems_with(target, texts),
    )


def write(plan: CarryOverPlan) -> None:
    """Write the new data folder, completely or not at all.

    :raises OSError: if it can't be written.
    :raises WriteError: if the old data has changed since it was read.
    """
    plan.target.parent.mkdir(parents=True, exist_ok=True)
    draft = draft_path(plan.target.parent)
    try:
        _write(draft, plan.target, plan.texts)
        _write(draft, draft, json_schema.stale(draft))
        template = None if plan.options.other_unit else plan.before.word_template
        if template and template.is_file():
            place = draft / template.relative_to(plan.before.folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(template, place)
        durable.sync(*draft.rglob("*"), draft)
        loader.refuse_changed(plan.before.folder, plan.before.digests)
        draft.rename(plan.target)
        durable.sync(plan.target.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(draft: Path, target: Path, texts: Mapping[Path, str]) -> None:
    for path, text in texts.items():
        place = draft / path.relative_to(target)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")


def _synonyms(*sides: Register) -> Iterator[Path]:
    """Yield the file of synonyms that goes on as it is: it is of no rubric and no unit."""
    paths = (side.folder / KINDS["synonyms"].pattern for side in sides)
    yield from islice((path for path in paths if path.is_file()), 1)


def _rubric(
    source: Path, before: Register, today: date, options: Options
) -> tuple[Register, tuple[str, ...], tuple[tuple[int, Head], ...]]:
    """Return the new rubric as a register, the questions of the importer, and the headings."""
    if source.is_dir():
        return _register_of(source), (), ()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "new"
        folder.mkdir()
        if not options.other_unit:
            # Known names are recognized in cells where names have no separators.
            for name in ("people.yml", "departments.yml"):
                shutil.copyfile(before.folder / name, folder / name)
        try:
            draft = drafts.read(source, folder, today, options.choices, options.answers)
        except OfficeError as error:
            raise CarryOverError(str(error)) from error
        _write(folder, folder, draft.texts)
        return _register_of(folder), draft.questions, draft.heads


def _register_of(folder: Path) -> Register:
    """Return the register of a folder, which lint may have problems with."""
    files, problems = loader.load(folder)
    if problems or files.unit is None:
        raise CarryOverError(f"{folder.name} 读不了，什么都没有写。{DataError(problems)}")
    return registers.build(files)


def _register_of_texts(target: Path, texts: Mapping[Path, str]) -> Register:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / target.name
        _write(folder, target, texts)
        return _register_of(folder)


def _files(content: Content, options: Options, today: date) -> Iterator[tuple[str, dict[str, Any]]]:
    before, after = content.before, content.after
    allocation = dict(content.files())
    if options.other_unit:
        yield from _other_unit(content, options)
        yield from allocation.items()
        return
    yield SETTINGS, _unit(content, options, today)
    departments = ([entry.record for entry in side.departments] for side in (before, after))
    yield "departments.yml", {"departments": _joined(*departments)}
    people = ([entry.record for entry in side.people] for side in (before, after))
    yield "people.yml", {"people": _joined(*people)}
    if references := _joined(before.references, after.references):
        yield "references.yml", {"references": references}
    yield from allocation.items()


def _other_unit(content: Content, options: Options) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the other files from the new table, with references and settings of the old data."""
    before, after = content.before, content.after
    term = {"years": after.unit.term.years, "confirmed": False}
    columns = list(map(str, after.unit.columns))
    unit = plain(after.unit) | {"columns": columns, "history_from": options.begins, "term": term}
    unit |= {key: value for key, value in plain(before.unit).items() if key in KEPT_SETTINGS}
    yield SETTINGS, _ordered(unit)
    yield "departments.yml", {"departments": [plain(entry.record) for entry in after.departments]}
    yield "people.yml", {"people": [plain(entry.record) for entry in after.people]}
    wanted = {
        ref
        for origins in content.origins.values()
        for old in origins
        for evidence in old.record.evidence
        for ref in evidence.refs
    }
    kept = (entry for entry in before.references if entry.id in wanted)
    if references := _joined(kept, after.references):
        yield "references.yml", {"references": references}


def _joined(known: Iterable[Node], more: Iterable[Node]) -> list[dict[str, Any]]:
    """Return records and those of ``more`` that are not among them."""
    # Signatures are for duties of the old edition.
    old, new = ([plain(record, without=("signed",)) for record in side] for side in (known, more))
    names = {record.get("id") or record["name"] for record in old}
    return old + [record for record in new if (record.get("id") or record["name"]) not in names]


def _unit(content: Content, options: Options, today: date) -> dict[str, Any]:
    """Return the settings: the unit's own, the new rubric's title, and an unconfirmed term."""
    before, after = content.before.unit, content.after.unit
    kept = plain(before, without=("term", "columns", *_STATED))
    stated = {key: value for key, value in plain(after).items() if key in _STATED}
    carried = set(_carried_columns(content))
    # A rubric without owners does not add columns that the unit's table never had.
    blank = OWNERS - carried - _named(content.after)
    read = [column for column in after.columns if column not in blank]
    columns = (*read, *(column for column in Column if column in carried - {*read}))
    unit: dict[str, Any] = kept | stated | {"columns": list(map(str, columns))}
    unit |= {"data_date": today.isoformat(), "term": _term(before, after, options)}
    if before.archive and not options.same_term:
        # What is said of a box belongs to the filings in it, which stay behind.
        unit["archive"] = plain(before.archive, without=("boxes",))
    return _ordered(unit)


def _ordered(unit: dict[str, Any]) -> dict[str, Any]:
    names = (field.name for field in dataclasses.fields(Unit))
    return {name: unit[name] for name in names if name in unit}


def _term(before: Unit, after: Unit, options: Options) -> dict[str, Any]:
    """Return the running term, that of the new rubric, or one for a person to set."""
    if options.same_term:
        return plain(before.term)
    if after.term.start and after.term.start != before.term.start:
        return plain(after.term)
    return {"years": before.term.years, "confirmed": False}


def _named(register: Register) -> set[Column]:
    """Return the columns in which a table names anybody."""
    values: dict[Column, Callable[[RowEntry], object]] = {
        Column.LEADER: lambda row: row.leaders,
        Column.DEPARTMENT: lambda row: row.departments,
        Column.PERSON: lambda row: row.persons,
    }
    return {column for column, of in values.items() if any(map(of, register.rows))}


def _carried_columns(content: Content) -> Iterator[Column]:
    """Yield the columns for which values of the old table are carried over."""
    yield from (column for column in OWNERS if content.before.has(column))
    old = [clause for origins in content.origins.values() for clause in origins]
    records = [record for clause in old for record in (clause.record, clause.row.record)]
    if any(record.methods for record in records):
        yield Column.METHOD
    if any(record.deadline for record in records):
        yield Column.DEADLINE
