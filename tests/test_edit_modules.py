"""The modules of the forms, each tested by itself in Node: no browser, no site."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from allocation.base.filenames import name_problem
from allocation.editing.scan import is_temporary
from allocation.editing.slip import SlipChange
from allocation.editing.slip_records import KINDS, plain
from allocation.editing.slip_sentences import sentence
from allocation.feeds import edit_data
from allocation.pages.views.context import SiteContext
from allocation.register.index import Index
from allocation.register.register import Register
from allocation.site.outputs import ASSETS
from helpers import PROJECT, data_scripts

TESTS = PROJECT / "tests" / "edit"
NODE = shutil.which("node") or "node"


@pytest.mark.parametrize("path", sorted(TESTS.glob("*.test.js")), ids=lambda path: path.stem)
def test_module(path: Path) -> None:
    """What the module promises; Node's own runner tells what is broken."""
    # Run by itself: `node --test` starts another Node for each file.
    done = subprocess.run([NODE, path], check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


NAMES = """
import { freeName } from "../../hooks/allocation/pages/assets/edit/file-names.js";
let given = "";
process.stdin.on("data", (part) => { given += part; }).on("end", () => {
  process.stdout.write(JSON.stringify(JSON.parse(given).map(
    (name) => [freeName(name, []), freeName(name, [freeName(name, [])])])));
});
"""
ODD_NAMES = (
    *("a?b#c%d.pdf", "CON.pdf", "com1", "nul.tar.gz", "x .pdf", "x..pdf", "x.", ".", "..", ".x"),
    *("~$方案.docx", "Thumbs.db", "x.tmp", "x.part", "slip.json", "SLIP.JSON", "a/b\\c:d.pdf"),
    *("汉" * 200 + ".pdf", "x." + "y" * 300, "a\nb\u202eb\u200b.pdf", "a\u2028b", "\ud800.pdf"),
    *("\u3000方案\u3000.pdf", "Zoe\u0301.pdf", "\x85a.pdf", "a. pdf", "", "𠮷" * 99, "方案.pdf "),
)
KEPT_NAMES = ("方案.pdf", "a b.c.pdf", "2026年度（第一季度）计划—终稿.docx", "a'b&c+d=e.jpg", "_x")


def test_every_file_gets_a_name_that_is_taken() -> None:
    """What forms call a file, the inbox takes; a name that works is kept."""
    given = json.dumps([*ODD_NAMES, *KEPT_NAMES])
    command = [NODE, "--input-type=module", "--eval", NAMES]
    found = json.loads(subprocess.check_output(command, cwd=TESTS, input=given, text=True))
    for name, (made, again) in zip([*ODD_NAMES, *KEPT_NAMES], found, strict=True):
        for each in (made, again):
            assert name_problem(each) is None, (name, each)
            assert "/" not in each
            assert not is_temporary(each), (name, each)
            assert each.casefold() != "slip.json"
        assert made != again
        assert name not in KEPT_NAMES or made == name


def values_of(record: dict[str, Any], chosen: random.Random) -> dict[str, Any]:
    """Return some values of a record, changed: cut, doubled, turned around, taken away."""
    changed: dict[str, Any] = {}
    for name in chosen.sample(sorted(record), k=chosen.randint(1, min(4, len(record)))):
        value = record[name]
        others: list[Any] = [None, "乙" * chosen.randint(1, 60), "", True, False, 0, 12]
        if isinstance(value, list):
            others += [value[::-1], value[1:], [*value, *value], [*value, "新的"], []]
        changed[name] = chosen.choice(others)
    return changed


def changes(register: Register, count: int) -> Iterator[dict[str, Any]]:
    """Yield changes of every kind of record and in every way, always the same ones."""
    chosen = random.Random(7)
    entries = {name: list(kind.entries(register)) for name, kind in KINDS.items()}
    for _ in range(count):
        name = chosen.choice(list(KINDS))
        id, entry = chosen.choice(entries[name])
        said = plain(entry.record)
        record = {field: said[field] for field in KINDS[name].fields if field in said}
        new = values_of(record, chosen) if record else {"name": "新的"}
        op = chosen.choice(("change", "change", "change", "add", "remove"))
        if op == "add":
            place = chosen.choice(({}, {"in": "2026"}, {"in": "Ⅲ-2-⑴"}))
            yield {"record": name, "op": op, **place, "new": record}
        elif op == "remove":
            yield {"record": name, "op": op, "id": id, "old": record}
        else:
            new |= chosen.choice(({}, {}, {"state": "退回", "reason": "缺"}, {"state": "已审核"}))
            old = {key: record.get(key) for key in new}
            yield {"record": name, "op": op, "id": id, "old": old, "new": new}


SPEAK = """
import {{ readFileSync }} from "node:fs";
import {{ sentenceOf }} from {sentence};
import {{ unfolded }} from {data};
const {{ forms, base, titles, slips }} = JSON.parse(readFileSync(0, "utf8"));
const say = (changes) => sentenceOf(changes, forms, unfolded(base), (id) => titles[id] || "");
console.log(JSON.stringify(slips.map(say)));
"""


def test_the_browser_says_what_python_does(example_index: Index) -> None:
    """Of many changes the sentences are the same."""
    register = example_index.register
    scripts = data_scripts(edit_data.export(SiteContext(example_index)))
    made, base = (
        json.loads(scripts[path].decode().partition(" = ")[2].removesuffix(";\n"))
        for path in ("edit/forms.js", "edit/records/base.js")
    )
    single = [[change] for change in changes(register, 600)]
    slips = single + [
        [change for (change,) in single[place : place + place % 6]] for place in range(60)
    ]
    modules = {
        name: json.dumps((ASSETS / "edit" / f"{name}.js").as_uri()) for name in ("sentence", "data")
    }
    given = {
        "forms": made,
        "base": base,
        "titles": {filing.id: filing.record.title for filing in register.filings},
        "slips": slips,
    }
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", SPEAK.format(**modules)],
        input=json.dumps(given), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    adapter = TypeAdapter(tuple[SlipChange, ...])
    expected = [sentence(register, adapter.validate_python(slip)) for slip in slips]
    assert json.loads(done.stdout) == expected
    assert len(set(expected)) > 400
