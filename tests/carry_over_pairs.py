"""Reworded rubrics and what a person would pair: the set of ``carry_over_pairs.yml``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from allocation.carryover.clause_fates import Fate, Pair, pairs
from allocation.carryover.confirmed_pairs import Confirmed
from allocation.editing import new_yaml
from allocation.register.register import ClauseEntry, Register
from helpers import DELIVERED, read

PLACE = Path(__file__).parent / "carry_over_pairs.yml"
_CERTAIN = 0.8


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a new rubric: its item, and the old clauses that a person would pair it with."""

    kind: str
    item: str
    text: str
    old: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A clause with what the program made of it."""

    clause: Clause
    certain: tuple[str, ...]
    offered: tuple[str, ...]
    asked: bool

    @property
    def right(self) -> int:
        """How many of the old clauses are carried over, or offered within three."""
        return len(set(self.clause.old) & {*self.certain, *self.offered[:3]})

    @property
    def wrong(self) -> tuple[str, ...]:
        """Old clauses that are carried over without a question, but should not be."""
        return tuple(id for id in self.certain if id not in self.clause.old)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of the clauses of a kind: the old ones that a person would pair, and what became of them.

    ``right`` are carried over or offered within three, ``certain`` are carried over, ``wrong`` were
    carried over and should not be; ``quiet`` counts clauses without an old one that are not asked
    about.
    """

    tried: int
    right: int
    certain: int
    wrong: int
    quiet: int


def rubrics() -> dict[str, tuple[Clause, ...]]:
    """Return the clauses of each new rubric, in their order."""
    known = yaml.safe_load(PLACE.read_text(encoding="utf-8"))
    return {name: tuple(_clauses(items)) for name, items in known.items()}


def write(rubric: Sequence[Clause], folder: Path) -> Path:
    """Write a rubric as a data folder: nobody is named in it."""
    items: dict[str, list[dict[str, Any]]] = {}
    for clause in rubric:
        items.setdefault(clause.item, []).append({"text": clause.text})
    unit = {
        "name": "某局",
        "honor": "市直机关文明单位",
        "title": "测评标准",
        "columns": ["分管领导"],
        "data_date": "2027-01-02",
        "term": {"years": 3, "confirmed": False},
    }
    levels = [
        {"code": f"Ⅲ-{at}", "title": title, "rows": [{"clauses": _marked(clauses)}]}
        for at, (title, clauses) in enumerate(items.items(), start=1)
    ]
    table = {"code": "一、", "title": "测评标准", "items": levels}
    files: dict[str, dict[str, Any]] = {
        "unit.yml": unit,
        "departments.yml": {"departments": []},
        "people.yml": {"people": []},
        "allocation/01.yml": table,
    }
    for name, record in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(new_yaml.text(name, record), encoding="utf-8")
    return folder


def tried(before: Register, rubric: Sequence[Clause], folder: Path) -> list[Tried]:
    """Pair a rubric with the delivered table, with no word of a person."""
    after = read(write(rubric, folder))
    made = pairs(
        before.clauses,
        after.clauses,
        certain=_CERTAIN,
        confirmed=Confirmed(),
        synonyms=before.synonyms,
    )
    known: dict[ClauseEntry | None, list[Pair]] = {}
    for pair in made:
        known.setdefault(pair.after, []).append(pair)
    return [
        _tried(clause, known[entry]) for clause, entry in zip(rubric, after.clauses, strict=True)
    ]


def numbers(folder: Path, *names: str) -> dict[str, Numbers]:
    """Return the numbers by kind, over the rubrics with these names, or else over all."""
    before = read(DELIVERED)
    found = [
        each
        for name, rubric in rubrics().items()
        if name in (names or (name,))
        for each in tried(before, rubric, folder / name)
    ]
    kinds = dict.fromkeys(each.clause.kind for each in found)
    return {kind: _numbers([each for each in found if each.clause.kind == kind]) for kind in kinds}


def _numbers(found: Sequence[Tried]) -> Numbers:
    totals: Counter[str] = Counter()
    for each in found:
        totals["tried"] += len(each.clause.old)
        totals["right"] += each.right
        totals["certain"] += len(set(each.certain) & set(each.clause.old))
        totals["wrong"] += len(each.wrong)
        totals["quiet"] += not (each.clause.old or each.asked or each.certain)
    return Numbers(*(totals[name] for name in ("tried", "right", "certain", "wrong", "quiet")))


def _clauses(items: Sequence[dict[str, Any]]) -> Iterator[Clause]:
    for item in items:
        for clause in item["clauses"]:
            yield Clause(clause["kind"], item["item"], clause["text"], tuple(clause["old"]))


def _marked(clauses: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"mark": f"({at})"} | clause for at, clause in enumerate(clauses, start=1)]


def _tried(clause: Clause, pairs: Sequence[Pair]) -> Tried:
    return Tried(
        clause,
        tuple(pair.before.id for pair in pairs if pair.before),
        tuple(candidate.before.id for pair in pairs for candidate in pair.candidates),
        any(pair.fate is Fate.DOUBTFUL for pair in pairs),
    )
