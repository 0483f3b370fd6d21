"""A new edition, worked out from its rubric and the old data; nothing is written but as a whole."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from allocation.base.enums import Column
from allocation.base.problems import DataError, Problem
from allocation.carryover import evidence_ids
from allocation.carryover.content import Content, RowDuties, plain
from allocation.carryover.evidence_ids import EvidenceIds
from allocation.carryover.matching import Fate, Pair, UserPairError, pairs
from allocation.datafiles import json_schema, loader
from allocation.datafiles.model import Unit
from allocation.editing import new_yaml
from allocation.editing.edits import problems_with
from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.tables import drafts
from allocation.register import register as registers
from allocation.register.register import ClauseEntry, Register
from allocation.runtime import durable
from allocation.runtime.atomic_files import draft_path

_STATED = ("attachment", "title", "header", "source_text")
"""What a new rubric says of itself."""

SETTINGS = ("due", "evidence_folder", "overload", "reprint")
"""What ``unit.yml`` says of the site, and not of the unit or its table."""

OWNERS = (Column.LEADER, Column.DEPARTMENT, Column.PERSON)
"""Columns that say who answers for a row."""


class CarryOverError(Exception):
    """It can't be done; says in Chinese why."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says.

    :param certain: how alike reworded clauses must be to be taken for one, from 0 to 1.
    :param confirmed: pairs of ids: a new clause, and the old one that it is.
    :param same_term: whether the running term goes on, with what was filed in it.
    :param begins: ``history_from`` of data that becomes another unit's: of the old one's people,
        filings and settings nothing goes on then.
    """

    certain: float = 0.8
    confirmed: tuple[tuple[str, str], ...] = ()
    same_term: bool = False
    begins: str = ""

    @property
    def other_unit(self) -> bool:
        """Whether the new data is another unit's."""
        return bool(self.begins)


@dataclass(frozen=True, slots=True)
class CarryOverPlan:
    """A new edition: its files, how they came about, and what lint says of them.

    ``after`` is the rubric as it was read; ``result`` is the new data, clause by clause the same.
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
    texts: Mapping[Path, str]
    problems: tuple[Problem, ...]

    def of(self, *fates: Fate) -> Iterator[Pair]:
        """Yield the pairs that such a thing became of."""
        return (each for each in self.pairs if each.fate in fates)


def plan(
    source: Path, before: Register, target: Path, today: date, options: Options
) -> CarryOverPlan:
    """Work out a new edition.

    :param source: the new rubric: a Word file, copied text, or a data folder.
    :param before: the old edition.
    :param target: where the new data folder will be.
    :raises CarryOverError: if the rubric can't be read, or the user spoke of unknown clauses.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CarryOverError(f"{target} 里有东西，没有写；请换一个空文件夹（--into 新文件夹）。")
    after, questions = _rubric(source, before, today, options)
    try:
        found = pairs(
            before.clauses, after.clauses, certain=options.certain, confirmed=options.confirmed
        )
    except UserPairError as error:
        raise CarryOverError(f"--same：{error}。编号见清单，写成 --same 新编号=旧编号。") from error
    origins = {each.after: each.before for each in found if each.fate.certain}
    certain = {a: b for a, b in origins.items() if a and b}
    content = Content(before, after, certain, options.other_unit)
    texts = {
        target / name: new_yaml.text(name, said) for name, said in _files(content, options, today)
    }
    if after.source_text and after.unit.source_text:
        texts[target / after.unit.source_text] = after.source_text
    result = _loaded(target, texts)
    carried = evidence_ids.evidence_ids(before, result, found, after.clauses)
    if options.same_term:
        texts |= {target / name: new_yaml.text(name, said) for name, said in carried.files()}
    return CarryOverPlan(
        source=source.name,
        target=target,
        before=before,
        after=after,
        result=result,
        options=options,
        pairs=found,
        duties={clause: content.duty(clause) for clause in after.clauses},
        evidence_ids=carried,
        questions=questions,
        texts=texts,
        problems=problems_with(target, texts),
    )


def write(plan: CarryOverPlan) -> None:
    """Write the new data folder, whole or not at all.

    :raises OSError: if it can't be written.
    :raises WriteError: if the old data is no longer what it was made from.
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


def _rubric(
    source: Path, before: Register, today: date, options: Options
) -> tuple[Register, tuple[str, ...]]:
    """Return the new rubric as a register, and what its reader asks."""
    if source.is_dir():
        return _built(source), ()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "new"
        folder.mkdir()
        if not options.other_unit:
            # Whoever is known already is told apart in cells where names run together.
            for name in ("people.yml", "departments.yml"):
                shutil.copyfile(before.folder / name, folder / name)
        try:
            draft = drafts.read(source, folder, today)
        except OfficeError as error:
            raise CarryOverError(str(error)) from error
        _write(folder, folder, draft.texts)
        return _built(folder), draft.questions


def _built(folder: Path) -> Register:
    """Return what a folder says, though rules of lint may be broken."""
    files, problems = loader.load(folder)
    if problems or files.unit is None:
        raise CarryOverError(f"{folder.name} 读不了，什么都没有写。{DataError(problems)}")
    return registers.build(files)


def _loaded(target: Path, texts: Mapping[Path, str]) -> Register:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / target.name
        _write(folder, target, texts)
        return _built(folder)


def _files(content: Content, options: Options, today: date) -> Iterator[tuple[str, dict[str, Any]]]:
    before, after = content.before, content.after
    allocation = dict(content.files())
    if options.other_unit:
        yield from _other_unit(content, options)
        yield from allocation.items()
        return
    yield "unit.yml", _unit(content, options, today)
    known = [plain(each.record) for each in before.departments]
    fresh_ones = [plain(each.record) for each in after.departments]
    yield "departments.yml", {"departments": _joined(known, fresh_ones)}
    # Who signed did so for the old edition.
    known = [plain(each.record, without=("signed",)) for each in before.people]
    fresh_ones = [plain(each.record, without=("signed",)) for each in after.people]
    yield "people.yml", {"people": _joined(known, fresh_ones)}
    references = _joined(*([plain(e) for e in each.references] for each in (before, after)))
    if references:
        yield "references.yml", {"references": references}
    yield from allocation.items()


def _other_unit(content: Content, options: Options) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the files beside the allocation as the new table says them, with what is no unit's."""
    before, after = content.before, content.after
    term = {"years": after.unit.term.years, "confirmed": False}
    columns = list(map(str, after.unit.columns))
    said = plain(after.unit) | {"columns": columns, "history_from": options.begins, "term": term}
    said |= {key: value for key, value in plain(before.unit).items() if key in SETTINGS}
    yield "unit.yml", _in_order(said)
    yield "departments.yml", {"departments": [plain(each.record) for each in after.departments]}
    yield "people.yml", {"people": [plain(each.record) for each in after.people]}
    wanted = {
        ref for old in content.origins.values() for e in old.record.evidence for ref in e.refs
    }
    if references := [plain(each) for each in before.references if each.id in wanted]:
        yield "references.yml", {"references": references}


def _joined(known: list[dict[str, Any]], more: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return records with those added that are not among them."""
    names = {each.get("id") or each["name"] for each in known}
    return [*known, *(each for each in more if (each.get("id") or each["name"]) not in names)]


def _unit(content: Content, options: Options, today: date) -> dict[str, Any]:
    """Return the settings: the unit's own, the new rubric's title, and no term that nobody set."""
    before, after = content.before.unit, content.after.unit
    kept = plain(before, without=("term", "columns", *_STATED))
    stated = {key: value for key, value in plain(after).items() if key in _STATED}
    added = set(_carried(content)) - {*after.columns}
    columns = (*after.columns, *(each for each in Column if each in added))
    said: dict[str, Any] = kept | stated | {"columns": list(map(str, columns))}
    said |= {"data_date": today.isoformat(), "term": _term(before, after, options)}
    return _in_order(said)


def _in_order(said: dict[str, Any]) -> dict[str, Any]:
    return {each.name: said[each.name] for each in dataclasses.fields(Unit) if each.name in said}


def _term(before: Unit, after: Unit, options: Options) -> dict[str, Any]:
    """Return the running term, the one that the new rubric brings, or one for a person to set."""
    if options.same_term:
        return plain(before.term)
    if after.term.start and after.term.start != before.term.start:
        return plain(after.term)
    return {"years": before.term.years, "confirmed": False}


def _carried(content: Content) -> Iterator[Column]:
    """Yield the columns of the old table that the new one has something in."""
    yield from (each for each in OWNERS if content.before.has(each))
    old = [(each.record, each.row.record) for each in content.origins.values()]
    records = [record for pair in old for record in pair]
    if any(each.methods for each in records):
        yield Column.METHOD
    if any(each.deadline for each in records):
        yield Column.DEADLINE
