"""A unit that names no late person: states stand beside departments, in every output."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import html

from allocation.base.enums import GAPS, SlotState
from allocation.register.register import Register
from allocation.site import outputs
from allocation.site.outputs import Site
from example import make
from helpers import replace

GAP_CLASSES = tuple(f"state--{state.name.lower()}" for state in GAPS)


@pytest.fixture(scope="module")
def by_department(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Generate the example as a unit that says nothing of a person."""
    folder = tmp_path_factory.mktemp("names") / "data"
    shutil.copytree(make.DATA, folder, ignore=shutil.ignore_patterns("evidence"))
    replace(folder / "unit.yml", "data_date:", "names: department\ndata_date:")
    return outputs.generate(folder, today=make.TODAY)


@pytest.fixture(scope="module")
def by_person(example_data: Path) -> Site:
    """Generate the example as it is."""
    return outputs.generate(example_data, today=make.TODAY)


@pytest.fixture(scope="module")
def content(by_department: Site) -> Mapping[str, Any]:
    """The content of each output by path, where departments are named."""
    return content_of(by_department)


def content_of(site: Site) -> Mapping[str, Any]:
    """Return the content of each output by path."""
    return {output.path: output.content for output in site.outputs}


def lines_that_name_the_late(page: Any, register: Register) -> list[str]:
    """Return the table rows and list entries with the state of a gap and the name of a person."""
    names = {person.key for person in register.people}
    found = []
    for line in page.xpath("//tr | //li | //summary"):
        marks = " ".join(line.xpath(".//@class")).split()
        said = line.text_content()
        late = any(mark in GAP_CLASSES for mark in marks) or "逾期" in said
        if late and any(name in said for name in names):
            found.append(" ".join(said.split()))
    return found


def test_no_line_names_who_is_late(content: Mapping[str, Any], by_person: Site) -> None:
    """No row of a table has a late or missing state and a person; by default many have."""
    pages = {page.path: page.content for page in by_person.pages()}
    register = by_person.index.register
    silent, naming = (
        [
            f"{path}: {line}"
            for path, shown in site.items()
            if path.endswith(".html") and not path.startswith(("data/", "check/", "changes/"))
            for line in lines_that_name_the_late(html.fromstring(str(shown)), register)
        ]
        for site in (content, pages)
    )
    assert silent == []
    assert len(naming) > 50


def test_pages_of_persons_say_what_is_due_only(
    by_department: Site, content: Mapping[str, Any]
) -> None:
    """A person's page and sheet list what comes, and no state; the department has the states."""
    due = 0
    for person in by_department.index.responsible():
        page = html.fromstring(str(content[f"people/{person.slug}/index.html"]))
        (tasks,) = page.xpath("//h2[@id='gaps']")
        shown = tasks.getparent().text_content().partition("分管")[0]
        assert not any(state in shown for state in (SlotState.RETURNED, SlotState.PARTIAL))
        assert "网站只按科室列出" in shown
        assert not page.xpath("//*[contains(@class, 'state--late')]")
        due += len(page.xpath("//table[contains(@class, 'tasks')]//tr[td]"))
        sheet = docx.Document(io.BytesIO(content[f"downloads/tasks/people/{person.slug}.docx"]))
        words = "".join(
            [
                *(part.text for part in sheet.paragraphs),
                *(cell.text for table in sheet.tables for row in table.rows for cell in row.cells),
            ]
        )
        assert not any(f"{state}：" in words for state in GAPS)
        assert "没有尚缺" not in words
        assert "逾期 " not in words
    assert due
    for department in by_department.index.register.departments:
        assert f"gaps/{department.slug}/index.html" in content


def test_no_feed_names_who_is_late(by_department: Site, content: Mapping[str, Any]) -> None:
    """JSON, calendars, the card of home and reminders are silent, too."""
    states = {state.value for state in SlotState if state.gap or state.done}
    for person in by_department.index.register.people:
        data = json.loads(content[f"api/people/{person.slug}.json"])
        assert not states & data["duties"]["standing"]["counts"].keys()
        assert not states & {slot["state"] for slot in data["duties"]["slots"]}
        assert all(not slot["filings"] for slot in data["duties"]["slots"])
        assert f"downloads/reminders/people/{person.slug}.docx" not in content
        card = str(content[f"mine/{person.slug}.js"])
        tasks = json.loads(card.partition(" = ")[2].rstrip(";\n"))["tasks"]
        assert all(day >= make.TODAY.isoformat() for day, *_ in tasks)
    names = {person.key for person in by_department.index.register.people}
    for path in (path for path in content if path.startswith("downloads/reminders/")):
        sheet = docx.Document(io.BytesIO(content[path]))
        for table in sheet.tables:
            for row in table.rows:
                assert not any(name in cell.text for cell in row.cells for name in names)
    events = content["calendars/all.ics"].decode().replace("\r\n ", "")
    assert not any(name in events for name in names)
    assert "责任科室：" in events


def test_reminders_are_for_departments(by_department: Site, content: Mapping[str, Any]) -> None:
    """未交清单 counts by department, and has a text for each."""
    page = html.fromstring(str(content["gaps/index.html"]))
    (table,) = page.xpath("//table[contains(@class, 'owners')]")
    heads = table.xpath(".//th[@scope='row'][not(starts-with(., '合计'))]")
    departments = {each.name for each in by_department.index.register.departments}
    assert heads
    assert {head.text_content().strip() for head in heads} <= departments
    texts = [each.text_content() for each in page.xpath("//p[starts-with(@id, 'reminder-')]")]
    assert len(texts) == len(heads) + 1
