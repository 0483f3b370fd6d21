"""What a form says as one types is what lint says of the data afterwards: verdict and words."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from allocation.base import clock
from allocation.base.problems import DataError, Ref
from allocation.editing.edits import Edit, edited
from allocation.editing.slip_records import KINDS, find
from allocation.feeds import edit_checks, edit_data
from allocation.lint.validate import load_register
from allocation.pages.views.context import SiteContext
from allocation.privacy.personal_numbers import find as find_numbers
from allocation.register.index import Index
from allocation.register.register import Register
from edit_cases import Change, field_cases, filing, number_cases, rule_cases
from helpers import PROJECT, UNITS, data_scripts, replace
from test_personal_numbers import OTHERS, SPELLINGS

NODE = shutil.which("node") or "node"
Words = tuple[str, str, str]
_PLACE = re.compile(r"data/([\w/]+\.yml):\d+")
"""A form knows the file of a record, not its line."""
_ADDRESSES = re.compile("的网址都是")
"""The rule about addresses, which need pinyin: left to the worker."""
_FILINGS = re.compile("的登记：|各科室各交|已有登记，但|登记 .*证明的")
"""Rules about filings, which a change of something else may break: left to the worker."""
_PROOFS = re.compile("^登记号“")
"""The rule about filings that values are computed from: the same."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small data folder that has a case of each rule."""
    folder = tmp_path_factory.mktemp("edit") / "data"
    shutil.copytree(UNITS / "edit" / "data", folder)
    return folder


@pytest.fixture(scope="module")
def register(folder: Path) -> Register:
    """What the folder says."""
    return load_register(folder, {})


@pytest.mark.parametrize("cases", [field_cases, number_cases, rule_cases])
def test_same_verdict_and_words(folder: Path, register: Register, cases: Any) -> None:
    """Every case has the same problems in the browser and in lint."""
    changes = list(cases())
    seen = _seen_by_forms(register, changes)
    different = []
    for change, forms in zip(changes, seen, strict=True):
        lint = _seen_by_lint(folder, register, change)
        if not _agree(lint, forms):
            different.append((change, sorted(lint - forms), sorted(forms - lint)))
    assert not different, _report(different, len(changes))
    assert 0 < sum(map(bool, seen)) < len(changes)


def _agree(lint: set[Words], forms: set[Words]) -> bool:
    """Whether both say the same; what YAML cannot hold is wrong for both, in words of their own."""
    if any(found.startswith("YAML 写法有误") for found, _, _ in lint):
        return bool(forms)
    return lint == forms


def _report(different: list[Any], count: int) -> str:
    lines = [f"{len(different)} of {count}:"]
    for change, lint, forms in different[:40]:
        lines += [f"{change}", f"  only lint : {lint}", f"  only forms: {forms}"]
    return "\n".join(lines)


def _seen_by_forms(register: Register, changes: Iterable[Change]) -> list[set[Words]]:
    given = {"context": _context(register), "changes": list(changes)}
    return [
        {(each["found"], each["expected"], each["remedy"]) for each in problems}
        for problems in _from_node("verdicts.js", given)
    ]


def _from_node(script: str, given: Any) -> Any:
    """Return what a script of ``tests/edit`` makes of a value, both as JSON."""
    command = [NODE, str(PROJECT / "tests" / "edit" / script)]
    text = json.dumps(given)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _context(register: Register) -> dict[str, Any]:
    """Return what the browser has loaded: all scripts of the forms."""
    files = edit_data.export(SiteContext(Index(register, clock.today())))
    scripts = data_scripts(files).values()
    read = [json.loads(content[content.index(b"=") + 1 : -2]) for content in scripts]
    forms, base, *records = read
    base = {name: _unfolded(value) for name, value in base.items()}
    return {
        "forms": forms,
        "base": base,
        "items": [each for each in records if "clauses" in each],
        "filings": [each for each in records if "filings" in each],
        "today": clock.today().isoformat(),
    }


def _unfolded(value: Any) -> Any:
    if isinstance(value, dict) and "lines" in value:
        return [dict(zip(value["columns"], line, strict=False)) for line in value["lines"]]
    return value


def _seen_by_lint(folder: Path, register: Register, change: Change) -> set[Words]:
    edits = list(_edits(register, change))
    name = edits[0].ref.file
    path = folder.parent / name
    before = path.read_text(encoding="utf-8") if path.exists() else "filings: []\n"
    text = edited(before, edits).text()
    try:
        load_register(folder, {path: text})
    except DataError as error:
        return {
            (_PLACE.sub(r"\1", each.found), each.expected, each.remedy)
            for each in error.problems
            if not _is_left(change, each.found)
        }
    return set()


def _is_left(change: Change, found: str) -> bool:
    is_filed = change["record"] == "filing" and change["op"] != "remove"
    others = _PROOFS if is_filed else _FILINGS
    return bool(_ADDRESSES.search(found) or others.search(found))


def _edits(register: Register, change: Change) -> Iterator[Edit]:
    kind, new = KINDS[change["record"]], change["new"]
    if change["op"] == "add":
        parent = change.get("in", "")
        ref, number = _list_of(register, kind.name, parent)
        yield Edit(ref, (kind.into or "",), number | new, append=True)
        return
    entry = find(register, kind.name, change["id"])
    assert entry, change
    if change["op"] == "remove":
        yield Edit(entry.ref, (), None)
    for field, value in new.items():
        yield Edit(entry.ref, (field,), value)


def _list_of(register: Register, kind: str, parent: str) -> tuple[Ref, dict[str, str]]:
    """Return the record with the list that something is added to, and its number."""
    if kind == "evidence":
        clause = find(register, "clause", parent)
        assert clause
        return clause.ref, {"no": f"{len(clause.record.evidence) + 1:02}"}
    if kind == "filing":
        return Ref(f"data/filings/{parent}.yml", 1), {"no": "003"}
    names = {"value": f"filings/{parent}", "person": "people", "department": "departments"}
    return Ref(f"data/{names[kind]}.yml", 1), {}


def test_before_the_term_is_known(folder: Path, tmp_path: Path) -> None:
    """The first filing is refused while nobody has said when the term starts."""
    data = tmp_path / "data"
    shutil.copytree(folder, data)
    shutil.rmtree(data / "filings")
    replace(data / "unit.yml", "  start: 2024-01-01\n", "")
    replace(
        data / "unit.yml",
        "  milestones:\n    - {date: 2025-06-30, name: 中期自查, stage: 自查}\n",
        "",
    )
    register = load_register(data, {})
    change = filing()
    (forms,) = _seen_by_forms(register, [change])
    assert forms == _seen_by_lint(data, register, change) != set()


def test_numbers_in_random_texts() -> None:
    """Spellings of numbers, cut, joined and mixed with what stands around them."""
    pool = [*(each for spellings in SPELLINGS.values() for each in spellings), *OTHERS]
    texts = list(_mixed(pool, random.Random(20261129), 3000))
    rules = json.loads(json.dumps(edit_checks.rules()["numbers"]))
    given = {"rules": rules, "today": clock.today().isoformat(), "texts": texts}
    seen = [
        [(each["kind"], each["digits"]) for each in found]
        for found in _from_node("numbers.js", given)
    ]
    python = [[(str(each.kind), each.digits) for each in find_numbers(text)] for text in texts]
    differ = [both for both in zip(texts, python, seen, strict=True) if both[1] != both[2]]
    assert differ == []
    assert 300 < sum(map(bool, seen)) < 2700


def _mixed(pool: list[str], chance: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        text = chance.choice(pool)
        for _ in range(chance.randint(1, 4)):
            at = chance.randint(0, len(text))
            other = chance.choice(pool)
            text = chance.choice(
                (
                    text[:at] + chance.choice(" ,.-、\n年月①X一手机0O l:：8三元") + text[at:],
                    text[:at] + text[at + 1 :],
                    text[:at] + other[chance.randint(0, len(other)) :],
                )
            )
        yield text


def test_enough_cases() -> None:
    """The tables stay as long as they are, and reach every kind of record."""
    kinds = Counter(change["record"] for change in (*field_cases(), *rule_cases()))
    assert set(kinds) == set(KINDS)
    assert sum(kinds.values()) > 2500
