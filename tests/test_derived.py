"""What nobody wrote in the source is marked where it is said: pages, Word, Excel and JSON.

What a file says is read from the file itself, with nothing known but the names of the table.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import html
from openpyxl import load_workbook

from allocation.base.enums import DepartmentKind
from allocation.register.derived import Derived
from allocation.register.index import Index
from allocation.register.register import Register

COUNTED = re.compile(r"-第[0-9]+条")
NATURES = {DepartmentKind.ORGANISATION, DepartmentKind.TASK_FORCE}
HANDWRITTEN = {"manual", "about"}
"""Pages that explain what is derived, with examples."""
TO_BOTH = "[.//a[contains(@href, 'departments/')]][.//a[contains(@href, 'people/')]]"
LISTED = f".//tr[not(.//span{TO_BOTH})]{TO_BOTH}"
"""A row of a table with names of both in different cells."""
Kinds = set[Derived]


def article(path: Path) -> Any:
    """Return the content of a page."""
    (found,) = html.fromstring(path.read_bytes()).xpath("//article")
    return found


def said_anywhere(texts: Iterable[str], register: Register) -> Iterator[Derived]:
    """Yield the kinds that single words give away."""
    aliases = {alias for entry in register.departments for alias in entry.record.aliases}
    assert aliases
    for text in texts:
        if COUNTED.search(text):
            yield Derived.CLAUSE_NUMBER
        if any(nature in text for nature in NATURES):
            yield Derived.NATURE
        if re.search(r"原表第\s*[0-9]+\s*行", text):
            yield Derived.ROW_NUMBER
        if any(alias in text for alias in aliases):
            yield Derived.ALIAS


def of_a_person(address: str) -> bool:
    """Say whether a page is a person's own."""
    return re.match("people/.", address) is not None


def names_leaders(page: Any, _address: str) -> bool:
    """Say whether the facts of a person or a department name leaders."""
    labels = page.xpath(".//dl[@class='who']/dt")
    return any("分管领导" in label.text_content() for label in labels)


def names_pairs(page: Any, address: str) -> bool:
    """Say whether a department and a person stand together, or in a row of a leader's table."""
    if page.xpath(f".//span{TO_BOTH}") or "department: " in page.text_content():
        return True
    return of_a_person(address) and bool(page.xpath(LISTED))


def names_members(page: Any, address: str) -> bool:
    """Say whether people are listed by department, or departments by person."""
    owner, _, _ = address.partition("/")
    other = {"departments": "people/", "people": "departments/"}.get(owner)
    if other and page.xpath(f".//dl[@class='who']//a[contains(@href, '{other}')]"):
        return True
    if page.xpath(f".//*[self::section or self::li]{TO_BOTH}[not(.//table)]"):
        return True
    tables = page.xpath(".//table[not(contains(@class, 'overview'))]")
    return not of_a_person(address) and any(table.xpath(LISTED) for table in tables)


def said_on(page: Any, address: str, register: Register) -> Kinds:
    """Return the kinds of derived statements that a page makes."""
    found = {
        Derived.SUPERVISION: names_leaders,
        Derived.PAIRING: names_pairs,
        Derived.MEMBERSHIP: names_members,
    }
    kinds = {kind for kind, says in found.items() if says(page, address)}
    return kinds.union(said_anywhere([page.text_content()], register))


def marks_of(page: Any) -> Counter[str]:
    """Return how often a page has the mark of each kind, by the anchor of its explanation."""
    links = page.xpath(".//a[contains(@href, 'about/#derived-')]/@href")
    return Counter(link.partition("#")[2] for link in links)


def pages_of(site: Path) -> Iterator[tuple[str, Any]]:
    """Yield the address and the content of every page that is made from the table."""
    for path in sorted(site.rglob("*.html")):
        address = path.relative_to(site).as_posix().removesuffix("index.html")
        if address.split("/")[0] not in {*HANDWRITTEN, "404.html"}:
            yield address, article(path)


def test_pages(site: Path, real: Register) -> None:
    """Every page marks each kind that it makes, once."""
    made: Kinds = set()
    for address, page in pages_of(site):
        marks = marks_of(page)
        kinds = said_on(page, address, real)
        assert {kind.anchor for kind in kinds} <= set(marks), address
        assert set(marks.values()) <= {1}, address
        made |= kinds
    assert made == set(Derived) - {Derived.READING}


def test_about_lists_every_kind(site: Path) -> None:
    """The page 关于 explains each, at the place to which the marks lead; the manual names it."""
    page = article(site / "about" / "index.html")
    for kind in Derived:
        (row,) = page.xpath(f".//tr[@id='{kind.anchor}']")
        assert [cell.text_content() for cell in row] == [kind.title, kind.mark, kind.reason]
    assert "推定" in article(site / "manual" / "index.html").text_content()


@pytest.mark.parametrize("name", ["site", "example"])
def test_proposals_on_pages(
    name: str, real: Register, example_index: Index, request: pytest.FixtureRequest
) -> None:
    """Every page that names a material by its id or leads to it says that it is proposed."""
    register = real if name == "site" else example_index.register
    slugs = {entry.slug for entry in register.evidence}
    slugs |= {entry.slug for entry in register.indicators}
    pages = 0
    for address, page in pages_of(request.getfixturevalue(name)):
        links = {link.partition("#")[2] for link in page.xpath(".//a/@href")}
        if links & slugs or page.xpath(".//*[@class='dossier']//td[text()='待交']"):
            assert "建议清单" in page.text_content(), address
            pages += 1
        for anchor in slugs.intersection(page.xpath(".//@id")):
            assert "建议清单" in page.text_content(), (address, anchor)
    assert pages > 10


def word_texts(path: Path) -> tuple[list[str], list[str]]:
    """Return the paragraphs of a Word file, and the lines of the cells of its tables."""
    document = docx.Document(str(path))
    cells = [
        line
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for line in cell.text.splitlines()
    ]
    return [each.text for each in document.paragraphs], cells


def test_word(site: Path, real: Register) -> None:
    """Every Word file names the kinds that it contains."""
    departments = "|".join(each.name for each in real.departments)
    persons = "|".join(each.name for each in real.people)
    pair = re.compile(rf"(?:{departments})[ 　—]+(?:{persons})")
    listed = re.compile(rf"责任科室：(?:{departments})|责任人：(?:{persons})")
    made: Kinds = set()
    for path in sorted(site.rglob("*.docx")):
        paragraphs, cells = word_texts(path)
        kinds = set(said_anywhere((*paragraphs, *cells), real))
        kinds |= {Derived.MEMBERSHIP} if any(map(listed.match, paragraphs)) else set()
        kinds |= {Derived.PAIRING} if any(map(pair.search, cells)) else set()
        kinds |= {Derived.ROW_NUMBER} if "行" in cells else set()
        said = "".join(text for text in paragraphs if text.startswith("推定"))
        assert [kind for kind in kinds if kind.statement not in said] == [], path.name
        made |= kinds
    assert made == {
        Derived.MEMBERSHIP,
        Derived.PAIRING,
        Derived.ROW_NUMBER,
        Derived.CLAUSE_NUMBER,
    }


def test_the_workbook(site: Path, real: Register) -> None:
    """Its first sheet names the kinds that the others contain."""
    first, *others = load_workbook(site / "downloads" / "allocation.xlsx").worksheets
    texts = [str(cell.value) for page in others for row in page for cell in row if cell.value]
    headings = {
        "责任人1": Derived.PAIRING,
        "性质": Derived.NATURE,
        "别的叫法": Derived.ALIAS,
        "读音": Derived.READING,
    }
    kinds = set(said_anywhere(texts, real)) | {headings[text] for text in headings if text in texts}
    kinds |= (
        {Derived.ROW_NUMBER} if any(re.search("-第[0-9]+行", text) for text in texts) else set()
    )
    said = "".join(str(cell.value) for row in first for cell in row)
    assert kinds == set(Derived) - {Derived.MEMBERSHIP, Derived.SUPERVISION}
    assert [kind for kind in kinds if kind.statement not in said] == []
    assert "建议" in said


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each text, number and so on in JSON with its keys from the outermost on."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


JSON_KEYS = {
    "items.rows.parties.person": Derived.PAIRING,
    "people.departments": Derived.MEMBERSHIP,
    "departments.kind": Derived.NATURE,
    "departments.aliases": Derived.ALIAS,
    "items.rows.number": Derived.ROW_NUMBER,
    "people.pinyin": Derived.READING,
}


def test_json(site: Path, real: Register) -> None:
    """Every JSON file says which of its keys are derived, and these are there."""
    made: Kinds = set()
    names = {kind.title: kind for kind in Derived}
    for path in sorted((site / "api").rglob("*.json")):
        if path.name.endswith(".schema.json"):
            continue
        content = json.loads(path.read_bytes())
        declared = {names[each["name"]]: each["keys"] for each in content.pop("derived", ())}
        found = list(leaves(content))
        kinds = set(said_anywhere((str(value) for _, value in found), real))
        kinds |= {JSON_KEYS[key] for key, _ in found if key in JSON_KEYS}
        assert kinds <= set(declared), path.name
        for kind in kinds:
            paths = [key for key, _ in found]
            assert any(key.startswith(tuple(declared[kind])) for key in paths), (path.name, kind)
        for key, value in found:
            if COUNTED.search(str(value)):
                assert key.startswith(tuple(declared[Derived.CLAUSE_NUMBER])), (path.name, key)
        made |= kinds
    assert made == set(Derived) - {Derived.SUPERVISION}


def test_the_search_index(site: Path, real: Register) -> None:
    """The index says so, too: results show whose a person is, and other names are searched."""
    content = json.loads((site / "search" / "search_index.json").read_bytes())
    said = content["config"]["derived"]
    docs = [str(value) for _, value in leaves(content["docs"])]
    kinds = {*said_anywhere(docs, real), Derived.MEMBERSHIP, Derived.READING} - {Derived.NATURE}
    assert [kind for kind in kinds if kind.statement not in said] == []


@pytest.mark.parametrize("kind", [kind for kind in Derived if kind is not Derived.READING])
def test_a_mark_that_is_missing_is_seen(site: Path, real: Register, kind: Derived) -> None:
    """Without the mark some page makes a statement that is not marked: the test above can fail."""
    assert any(
        kind in said_on(page, address, real)
        for address, page in pages_of(site)
        if kind.anchor in marks_of(page)
    )
