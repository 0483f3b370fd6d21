"""Registers of about any number of pages, made from the real table's words; always the same."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from allocation.lint.validate import load_register
from allocation.register.register import ClauseEntry, EvidenceEntry, Register
from helpers import DELIVERED, PROJECT

SIZES = (100, 1000)
"""About how many pages the measured sites have; the smallest is the delivered table's."""
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰志建国红梅海燕春生文斌雪晨宇浩然子轩"
ITEMS_A_CATEGORY = 40
CLAUSES_AN_ITEM = 3
EVIDENCE_A_CLAUSE = 3


def project(size: int, folder: Path) -> None:
    """Set up our project in ``ours``: the delivered table as the smallest, else a made one."""
    ours = folder / "ours"
    ours.mkdir()
    if size == SIZES[0]:
        shutil.copytree(DELIVERED, ours / "data")
    else:
        write(ours / "data", size)
    for name in ("hooks", "docs", "mkdocs.yml"):
        (ours / name).symlink_to(PROJECT / name)


def write(folder: Path, pages: int) -> None:
    """Write a data folder whose site has about ``pages`` pages: two for each item, and the rest."""
    real = load_register(DELIVERED)
    chance = random.Random(pages)
    people = [f"{chance.choice(SURNAMES)}{a}{b}" for a in GIVEN for b in GIVEN]
    chance.shuffle(people)
    count = max(10, min(len(people), pages // 20))
    departments = [f"第{number}科" for number in range(1, max(5, count // 5) + 1)]
    # A category has a page of its own and one with its file.
    items = ITEMS_A_CATEGORY * (pages - count - len(departments)) // (2 * ITEMS_A_CATEGORY + 2)
    (folder / "allocation").mkdir(parents=True)
    shutil.copy(DELIVERED / "unit.yml", folder)
    _edit_unit(folder / "unit.yml")
    _list(folder / "people.yml", "people", people[:count])
    _list(folder / "departments.yml", "departments", departments)
    words = _Words(real, people[:count], departments, chance)
    for number, first in enumerate(range(0, items, ITEMS_A_CATEGORY), start=1):
        lines = words.category(number, range(first, min(first + ITEMS_A_CATEGORY, items)))
        path = folder / "allocation" / f"{number:05}.yml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _edit_unit(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("source_text")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def _list(path: Path, key: str, names: list[str]) -> None:
    lines = [f"{key}:"]
    lines += [f"  - {{name: {name}, slug: {key[0]}{place}}}" for place, name in enumerate(names)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


class _Words:
    """Draws clauses, evidence and duties; every department and person gets a turn."""

    def __init__(
        self, real: Register, people: list[str], departments: list[str], chance: random.Random
    ) -> None:
        self._real = real
        self._people = people
        self._departments = departments
        self._chance = chance
        self._turn = 0

    def category(self, number: int, items: range) -> Iterator[str]:
        """Yield the lines of a category's file."""
        yield f"title: 类别{number}"
        yield f"slug: c{number}"
        yield "items:"
        for item in items:
            yield f"  - code: Ⅲ-{item + 1}"
            yield f"    title: {self._chance.choice(self._real.items).title}{item + 1}"
            yield "    rows:"
            yield f"      - leaders: [{self._people[item % 3]}]"
            yield "        parties:"
            yield f"          - {self._party()}"
            yield "        clauses:"
            for mark in range(1, CLAUSES_AN_ITEM + 1):
                yield from self._clause(mark, self._chance.choice(self._real.clauses))

    def _party(self) -> str:
        self._turn += 1
        department = self._departments[self._turn % len(self._departments)]
        return (
            f"{{department: {department}, person: {self._people[self._turn % len(self._people)]}}}"
        )

    def _clause(self, mark: int, clause: ClauseEntry) -> Iterator[str]:
        yield f"          - mark: （{mark}）"
        yield f'            text: "{clause.record.text}"'
        yield "            evidence:"
        for number in range(1, EVIDENCE_A_CLAUSE + 1):
            yield from self._evidence(number, self._chance.choice(self._real.evidence))

    def _evidence(self, number: int, entry: EvidenceEntry) -> Iterator[str]:
        record = entry.record
        yield f'              - no: "{number:02}"'
        yield f'                name: "{record.name}"'
        yield f"                kind: {record.kind}"
        yield f"                frequency: {record.frequency}"
        yield "                min_count: 1"
        yield f"                basis: {record.basis}"
        yield f"                visibility: {record.visibility}"
