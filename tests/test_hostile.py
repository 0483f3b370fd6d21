"""Hostile and unlucky input, case by case: what is refused, in which words; what is let in."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from icalendar.parser import Contentline
from mkdocs.exceptions import Abort

import proving
from allocation.cli import main
from allocation.feeds import ics
from allocation.lint.validate import load_register
from allocation.office.exports.workbook import write
from allocation.pages.views.context import SiteContext
from allocation.register.index import Index
from allocation.site import outputs
from helpers import UNITS, contents, problems, replace
from hostile import proof
from hostile.cases import KEPT, OFFICE, PROVEN, REFUSED, Case

SMALL = UNITS / "small" / "data"


def _name(case: Case) -> str:
    return f"{case.area} {case.name}"


@pytest.mark.parametrize("case", REFUSED, ids=_name)
def test_refused(data: Path, case: Case) -> None:
    """It is an error with its place, in these words, and no traceback."""
    case.deed(data)
    said = [str(problem) for problem in problems(data)]
    assert any(case.must in message for message in said), "\n".join(said)


@pytest.mark.parametrize("case", KEPT, ids=_name)
def test_kept(data: Path, case: Case) -> None:
    """It is let in, and stands on the site."""
    case.deed(data)
    made = outputs.generate(data).outputs
    assert any(case.must in each.path or case.must in str(each.content) for each in made)


@pytest.mark.parametrize("case", OFFICE, ids=_name)
def test_office_file(tmp_path: Path, case: Case) -> None:
    """It is refused in one line, and nothing is written."""
    path = tmp_path / f"x.{case.name.rpartition('（')[2].rstrip('）')}"
    case.deed(path)
    into = SMALL if path.suffix == ".xlsx" else tmp_path / "new"
    done = CliRunner().invoke(main, ["import", str(path), "--into", str(into), "--write"])
    assert (done.exit_code, done.output.count("\n")) == (1, 1), done.output
    assert done.output.startswith("x.")
    assert case.must in done.output
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_macros_and_links_are_dead(tmp_path: Path) -> None:
    """A workbook with a macro and a link to another file is compared; neither is looked at."""
    source, path = tmp_path / "good.xlsx", tmp_path / "x.xlsm"
    source.write_bytes(write(Index(load_register(SMALL), date(2026, 1, 2))))
    with zipfile.ZipFile(source) as good, zipfile.ZipFile(path, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name))
        bad.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0macro")
        bad.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    done = CliRunner().invoke(main, ["import", str(path), "--into", str(SMALL)])
    assert (done.exit_code, done.output) == (0, "没有改动。\n")


def test_links_out_of_the_texts(
    data: Path, build_site: Callable[..., Path], tmp_path: Path
) -> None:
    """A link in the docs folder that leads out of it would publish what it leads to."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("# x\n", encoding="utf-8")
    (docs / "secret").symlink_to("/etc")
    with pytest.raises(Abort):
        build_site(data, docs_dir=str(docs))


def test_lines_of_calendars(data: Path) -> None:
    """No line is longer than 75 bytes or cuts a character; line ends in a text begin no line."""
    evil = "验收\\r\\nATTENDEE:mailto:x@example.com\\r\\nX:1\\rX:2" + "汉𠮷字" * 60
    replace(data / "allocation/01.yml", "name: 预算", f'name: "{evil}"')
    replace(data / "unit.yml", "honor: 文明单位", f'honor: "{evil}"')
    replace(data / "unit.yml", "term: {years: 3,", "term: {years: 3, start: 2026-01-01,")
    found = contents(ics.export(SiteContext(Index(load_register(data), date(2026, 6, 1)))))
    for content in found.values():
        lines = content.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        assert [line.decode() for line in lines]
        assert all(not {*b"\r\n"} & {*line} for line in lines)
        calendar = icalendar.Calendar.from_ical(content)
        assert not [each for each in calendar.walk() if "ATTENDEE" in each]
    events = icalendar.Calendar.from_ical(found["calendars/all.ics"]).walk("VEVENT")
    assert any("汉𠮷字" * 60 in str(each["summary"]) for each in events)


@given(st.text(st.sampled_from("a\u4e2d\u00e9\U0001f600\\^;, "), min_size=60, max_size=300))
def test_lines_of_calendars_are_folded(line: str) -> None:
    """Where a library that reads calendars folds them, which takes tenfold time."""
    library: Any = Contentline
    assert ics.folded(line) == library(line).to_ical()


@pytest.mark.programs
def test_proofs_are_there() -> None:
    """Every case that the table leaves to another test has that test."""
    assert proving.missing(case.test for case in PROVEN) == []


def test_table_is_current() -> None:
    """The table in the repository lists these cases, all of them passed."""
    listed = proving.listed(proof.TABLE)
    assert listed == [proof.row(case) for case in proof.cases()], "scripts/hostile"
