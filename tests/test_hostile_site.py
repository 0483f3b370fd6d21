"""The register where every text is an attack: shown as typed in every page, search and download."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import docx
import icalendar
import pytest
from lxml import etree, html
from openpyxl import load_workbook
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from helpers import serving
from hostile import register

TODAY = date(2026, 11, 15)
FIELD = re.compile("⟦([A-Za-z]+[.][a-z_]+)⟧")
UNSEEN = {
    "Attachment.covered": "is for the office",
    "Attachment.name": "files are named by their content",
    "Evidence.refs": "stands as Reference.id",
    "Extras.deadline": "stands in the classes that have it",
    "Extras.methods": "the same",
    "Extras.remark": "the same",
    "Filing.checked_by": "stands as Person.id",
    "Filing.evidence": "ids of evidence",
    "Filing.filed_by": "stands as Person.id",
    "Filing.reuse": "settles a finding, is never printed",
    "Inbox.coordinators": "stands as Person.id",
    "InboxRule.who": "stands as Department.name",
    "IndicatorValue.indicator": "an id of an indicator",
    "Item.key": "names places, is never printed",
    "Party.department": "stands as Department.name",
    "Party.person": "stands as Person.id",
    "SynonymsFile.synonyms": "too short for it; other attacks stand there",
}
"""Fields of which no page shows an attack of their own, and why."""
TRACES = "x-pwned, [onerror], [onload], img[src=x], [href^='javascript:' i], [src^='javascript:' i]"
"""What only an attack that works would add to a page."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, build_site: Callable[..., Path]) -> Path:
    """The site of the register of attacks, as on a day when things are filed and late."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    register.write(folder)
    return build_site(folder, day=TODAY)


@pytest.fixture
def page(browser: Browser, site: Path) -> Iterator[Page]:
    """A page that tells of everything that runs, asks or complains."""
    with serving(site) as url:
        opened = browser.new_page(base_url=url)
        said: list[str] = []
        opened.on("dialog", lambda dialog: said.append(dialog.message))
        opened.on("pageerror", lambda error: said.append(str(error)))
        opened.on("console", lambda line: said.extend(complaints(line, url)))
        asked: list[str] = []
        opened.on("request", lambda request: asked.append(request.url))
        yield opened
        assert said == []
        assert [each for each in asked if not each.startswith((url, "data:"))] == []
        opened.close()


def complaints(line: ConsoleMessage, url: str) -> list[str]:
    """Return what a browser says, but that there is no inbox when a page asks for it."""
    return [] if line.location["url"].startswith(f"{url}inbox/") else [line.text]


def addresses(site: Path) -> list[str]:
    """Return the address of every page."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def untouched(page: Page) -> bool:
    """Whether no attack did anything to a page."""
    ran = page.evaluate("'pwned' in window")
    return not ran and page.locator(TRACES).count() == 0


def test_every_page(page: Page, site: Path) -> None:
    """No page runs, becomes or evaluates anything; between them they show every field as typed."""
    shown = ""
    for address in addresses(site):
        page.goto(address, wait_until="load")
        assert untouched(page), address
        shown += page.evaluate("document.body.textContent")
    seen = {match[1] for match in FIELD.finditer(shown)}
    assert {*register.fields()} - seen == {*UNSEEN}
    whole = shown.count(register.ATTACK)
    assert whole >= len(seen)


def test_nothing_is_evaluated(site: Path) -> None:
    """No template, formula or Markdown of an attack was worked out on the way into HTML."""
    for address in addresses(site):
        tree = html.fromstring((site / address).read_bytes())
        text = tree.text_content()
        assert not re.search(r"⟧=1\+1(?!<)|}}49|⟧2<|\$49|#49", text), address
        assert not tree.xpath("//x-pwned|//script[contains(., 'window.pwned')]"), address


@pytest.mark.parametrize("typed", ["=1+1</title>", "pwned", "⟦Clause.text⟧", register.ATTACK])
def test_search(page: Page, typed: str) -> None:
    """What is found, marked and typed stays text, in the box and on the page of all results."""
    page.goto("items/")
    page.locator("[data-md-component=search-query]").fill(typed)
    expect(page.locator(".md-search-result")).to_contain_text(register.ATTACK[:12])
    assert untouched(page)
    page.goto(f"search/?q={quote(typed)}")
    expect(page.locator("main")).to_contain_text(register.ATTACK[:12])
    assert untouched(page)


def test_every_control(page: Page) -> None:
    """Filters, ticks and large pictures make nothing of it either."""
    page.goto("overview/")
    for control in page.locator("main select").all():
        control.select_option(index=1)
        assert untouched(page)
    page.goto("items/item/photos/")
    page.locator("main a:has(img)").first.click()
    page.locator(".pswp--open, .pswp img").first.wait_for()
    assert untouched(page)


def test_feed_and_json(site: Path) -> None:
    """Feed and JSON are well formed and hold the attack as one text."""
    feed = etree.parse(site / "feed.xml", etree.XMLParser(resolve_entities=False))
    assert register.ATTACK in "".join(feed.getroot().itertext())
    for path in site.rglob("*.json"):
        assert (
            register.ATTACK in texts(json.loads(path.read_bytes()))
            or "schema" in path.name
            # A folder outside git has no history.
            or path.name in ("index.json", "changes.json")
        ), path


def texts(content: Any) -> str:
    """Return every text in a JSON document."""
    if isinstance(content, dict):
        return "".join(map(texts, content.values()))
    return "".join(map(texts, content)) if isinstance(content, list) else str(content)


def test_calendars(site: Path) -> None:
    """Calendars say the attack, and lines of it become no lines of theirs."""
    for path in site.rglob("*.ics"):
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        assert {each.name for each in calendar.walk()} <= {"VCALENDAR", "VEVENT", "VALARM"}
        assert register.ATTACK in str(calendar["x-wr-calname"]).replace("\\", "")


def test_office_files(site: Path) -> None:
    """Word shows the attack; no cell of the workbook computes; neither leads anywhere."""
    for path in site.rglob("*.docx"):
        document = docx.Document(str(path))
        assert register.ATTACK[:20] in "".join(document.element.itertext()), path
        assert not [each for each in document.part.rels.values() if each.is_external]
    workbook = site / "downloads" / "allocation.xlsx"
    for page in load_workbook(workbook):
        for row in page.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type == "f"]
    names = zipfile.ZipFile(io.BytesIO(workbook.read_bytes())).namelist()
    assert not [name for name in names if "externalLink" in name or name.endswith(".bin")]
