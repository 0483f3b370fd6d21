"""Duties that nobody has yet: legal in the data, and said wherever somebody looks for a name."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from allocation.office.imports.tables import drafts
from allocation.register.index import Index
from allocation.register.open_duties import open_duties_by_kind
from allocation.site import outputs
from allocation.site.outputs import Site
from helpers import problems, read, replace

A = Path("allocation/01.yml")
LEADER = "leaders: [朱亮]\n            "
PARTIES = "parties:\n              - "
FIRST = f"          - {LEADER}{PARTIES}{{department: 办公室, person: 曾雅彬}}\n"
SECOND = "{department: 业务科, person: 陈啸林}"
TODAY = date(2026, 5, 1)
CASES = {
    "nothing": ("", "", ()),
    "no owner": (f"{FIRST}            clauses", "          - clauses",
                 ("分管领导、责任科室、责任人：第 1 行",)),
    "no leader": (FIRST, FIRST.replace(LEADER, ""), ("分管领导：第 1 行",)),
    "no person": (SECOND, "{department: 业务科}", ("业务科的责任人：第 2 行",)),
    "no person beside one": (SECOND, f"{SECOND}\n              - {{department: 办公室}}",
                             ("办公室的责任人：第 2 行",)),
    "who only helps": (SECOND, f"{SECOND}\n              - {{department: 办公室, role: 配合}}", ()),
    "only helpers": (SECOND, "{department: 业务科, role: 配合}", ("责任人：第 2 行",)),
    "a person of no department": (SECOND, "{person: 陈啸林}", ()),
    "does not apply": (f"{LEADER}{PARTIES}{SECOND}\n            clauses:\n              - ",
                       "clauses:\n              - not_applicable: 没有窗口\n                ", ()),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_open(name: str, data: Path) -> None:
    """The table's columns tell what a row should have; no open duty is an error."""
    old, new, expected = CASES[name]
    if old:
        replace(data / A, old, new)
    assert problems(data) == ()
    assert open_duties_by_kind(read(data)) == expected


def test_without_the_column_nothing_is_open(data: Path) -> None:
    """A table that has no column of leaders lacks none."""
    text = (data / A).read_text(encoding="utf-8")
    (data / A).write_text(text.replace(LEADER, ""), encoding="utf-8")
    assert Index(read(data), TODAY).tally.open == 2
    replace(data / "unit.yml", "分管领导, ", "")
    assert Index(read(data), TODAY).tally.open == 0


def test_rows_as_ranges(data: Path) -> None:
    """Three rows in a run are one range; all of them are said to be all."""
    text = (data / A).read_text(encoding="utf-8")
    empty = "          - clauses: [{mark: ⑻, text: 甲。, key: %s}]\n"
    (data / A).write_text(
        text.rstrip() + "\n" + "".join(empty % n for n in "甲乙丙"), encoding="utf-8"
    )
    assert open_duties_by_kind(read(data)) == ("分管领导、责任科室、责任人：第 3–5 行",)


@pytest.fixture
def half_split(data: Path) -> Site:
    """Return a site whose first row has nobody, and whose second has a department without one."""
    replace(data / A, f"{FIRST}            clauses", "          - clauses")
    replace(data / A, SECOND, f"{SECOND}\n              - {{department: 办公室}}")
    return outputs.generate(data, today=TODAY)


def contents(site: Site) -> dict[str, Any]:
    """Return the files of a site by path."""
    return {output.path: output.content for output in site.outputs}


def test_pages_say_it(half_split: Site) -> None:
    """Each page that has a place for a name says that there is none yet."""
    assert "2 行里有 2 行的责任还没有定下来" in half_split.part("home", "")
    made = contents(half_split)
    overview = str(made["overview/index.html"])
    assert overview.count('<span class="open">尚未落实</span>') == 4
    assert "<option>尚未落实</option>" in overview
    assert "办公室的责任人尚未落实" in str(made["check/index.html"])
    assert "尚未落实：分管领导、责任科室、责任人" in str(made["items/iii-1/index.html"])
    office = str(made["departments/bangong-shi/index.html"])
    assert '<dt>责任人</dt><dd><span class="open">尚未落实</span></dd>' in office


def test_files_say_it(half_split: Site) -> None:
    """The list for the meeting has the open rows; the JSON and the search know them."""
    made = contents(half_split)
    listed = docx.Document(io.BytesIO(made["downloads/open-duties.docx"]))
    rows = [[cell.text for cell in row.cells] for row in listed.tables[0].rows]
    assert [row[0] for row in rows] == ["行", "1", "2"]
    assert rows[1][3:] == ["", "", ""]
    assert rows[2][4:] == ["业务科\n办公室", "陈啸林\n尚未落实"]
    whole = json.loads(str(made["api/allocation.json"]))
    (item,) = whole["items"]
    assert [row["open"] for row in item["rows"]] == [
        ["分管领导", "责任科室", "责任人"],
        ["办公室的责任人"],
    ]


def test_the_table_comes_back(half_split: Site, tmp_path: Path) -> None:
    """The Word table with open duties is read again as what it was, pair by pair."""
    printed = tmp_path / "allocation.docx"
    printed.write_bytes(contents(half_split)["downloads/allocation.docx"])
    again = drafts.read(printed, tmp_path / "new", TODAY)
    assert again.problems == ()
    assert again.open == (
        "分管领导、责任科室、责任人：第 1 行",
        "办公室的责任人：第 2 行",
    )
