"""Every page of both sites against the rules of HTML that need no validator from elsewhere.

`scripts/validate` asks the Nu Html Checker, which needs Java; this asks what can be each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from lxml import etree, html

from allocation.pages.views import PAGES
from allocation.pages.views.context import SiteContext
from allocation.register.index import Index
from allocation.register.register import Register
from allocation.site import built_site, check
from kinds import EXAMPLE_KINDS, KINDS

UNKNOWN_TAG = 801
"""How libxml2 calls an element of HTML 5."""
LABELABLE = {"button", "input", "meter", "output", "progress", "select", "textarea"}
NAMED_BY = ("aria-labelledby", "aria-describedby", "aria-controls", "headers")
INTERACTIVE = "self::a[@href] or self::button or self::input or self::select or self::summary"
CHILDREN = {
    "ul": {"li", "template", "script"},
    "ol": {"li", "template", "script"},
    "dl": {"dt", "dd", "div"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup"},
}
"""What alone may stand in these."""
BLOCKS = {"p", "div", "ul", "ol", "dl", "table", "section", "figure", "form", "h1", "h2", "h3"}
PHRASES = ("p", "span", "b", "small", "h1", "h2", "h3", "label", "button")
"""What holds words only."""


def wrong(content: bytes) -> Iterator[str]:
    """Yield what is wrong with a page."""
    parser = html.HTMLParser()
    tree = html.document_fromstring(content, parser=parser)
    for entry in parser.error_log:
        if entry.type != UNKNOWN_TAG:
            yield f"{entry.line}: {entry.message}"
    for rule in RULES:
        for element in rule(tree):
            yield f"{element.sourceline}: {rule.__name__}: {etree.tostring(element)[:120]!r}"


def repeated_ids(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """An id names one element."""
    seen = Counter(tree.xpath("//@id"))
    yield from (each for each in tree.xpath("//*[@id]") if seen[each.get("id")] > 1)


def labels_for_nothing(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """A label is for a control that is there."""
    controls = {each.get("id") for each in tree.xpath("//*[@id]") if each.tag in LABELABLE}
    yield from (each for each in tree.xpath("//label[@for]") if each.get("for") not in controls)


def names_of_nothing(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """What an element is named or described by is there."""
    ids = set(tree.xpath("//@id"))
    for attribute in NAMED_BY:
        for each in tree.xpath(f"//*[@{attribute}]"):
            if not set(each.get(attribute).split()) <= ids:
                yield each


def completed_boxes(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """A check box completes nothing."""
    yield from tree.xpath("//input[@type='checkbox' or @type='radio'][@autocomplete]")


def named_without_role(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Only what has a role may have a name of its own."""
    yield from tree.xpath("//*[self::span or self::div or self::p][@aria-label and not(@role)]")


def nested_controls(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """No control stands in a link or a button."""
    yield from tree.xpath(f"//*[self::a[@href] or self::button]//*[{INTERACTIVE}]")


def misplaced(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Lists hold items, rows hold cells, and what holds words holds no blocks."""
    for name, allowed in CHILDREN.items():
        for child in tree.xpath(f"//{name}/*"):
            if child.tag not in allowed:
                yield child
    for name in PHRASES:
        yield from (each for each in tree.xpath(f"//{name}//*") if each.tag in BLOCKS)


def unnamed_pictures(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """A picture says what it shows, or that it shows nothing."""
    yield from tree.xpath("//img[not(@alt)]")


def not_one_heading(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """A page has one first heading, a title and a language."""
    if len(tree.xpath("//h1")) != 1 or not tree.findtext("head/title") or not tree.get("lang"):
        yield tree


RULES: tuple[Callable[[html.HtmlElement], Iterator[html.HtmlElement]], ...] = (
    repeated_ids,
    labels_for_nothing,
    names_of_nothing,
    completed_boxes,
    named_without_role,
    nested_controls,
    misplaced,
    unnamed_pictures,
    not_one_heading,
)


@pytest.mark.parametrize("which", ["site", "example"])
def test_pages(request: pytest.FixtureRequest, which: str) -> None:
    """No page of a site breaks a rule."""
    folder: Path = request.getfixturevalue(which)
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 50
    found = {
        f"{path.relative_to(folder)}:{said}" for path in pages for said in wrong(path.read_bytes())
    }
    assert sorted(found) == []


PAGE = "<!doctype html><html lang=zh><head><title>x</title></head><body><h1>x</h1>{}</body></html>"
BROKEN = {
    "ID x already defined": "<p id=x></p><p id=x></p>",
    "Unexpected end tag : p": "<p><ul><li>x</li></ul></p>",
    "repeated_ids": "<p id=x></p><p id=x></p>",
    "labels_for_nothing": "<label for=x>x</label>",
    "names_of_nothing": "<div role=group aria-labelledby=x>x</div>",
    "completed_boxes": "<input type=checkbox autocomplete=off>",
    "named_without_role": "<span aria-label=x>x</span>",
    "nested_controls": "<a href=x><button>x</button></a>",
    "misplaced": "<ul><p>x</p></ul>",
    "unnamed_pictures": "<img src=x>",
    "not_one_heading": "<h1>x</h1>",
}


@pytest.mark.parametrize("said", BROKEN)
def test_each_rule(said: str) -> None:
    """A page that breaks a rule is found, and a right one is left alone."""
    assert list(wrong(PAGE.format("<p>x</p>").encode())) == []
    assert any(said in each for each in wrong(PAGE.format(BROKEN[said]).encode()))


@pytest.mark.parametrize("which", ["site", "example"])
def test_nothing_leads_nowhere(request: pytest.FixtureRequest, which: str) -> None:
    """Each link and anchor of both sites resolves, and nothing is fetched from outside."""
    found = check.check(built_site.read(request.getfixturevalue(which)))
    assert [str(problem) for problem in found] == []


@pytest.mark.parametrize("which", ["site", "example"])
def test_nothing_plays_or_hurries(request: pytest.FixtureRequest, which: str) -> None:
    """No page has sound, film, a picture that is drawn by a script, or a clock that runs."""
    folder: Path = request.getfixturevalue(which)
    moving = "//audio | //video | //canvas | //object | //embed | //iframe | //marquee | //blink"
    for path in folder.rglob("*.html"):
        tree = html.fromstring(path.read_bytes())
        assert tree.xpath(f"{moving} | //meta[@http-equiv='refresh']") == [], path


def test_every_kind_is_looked_at(real: Register, example_index: Index) -> None:
    """The kinds of pages that browsers are shown have every template there is among them."""
    for index, kinds in ((Index(real, date(2026, 1, 2)), KINDS), (example_index, EXAMPLE_KINDS)):
        pages = {page.address: page.template for make in PAGES for page in make(SiteContext(index))}
        shown = {address.partition("?")[0] for address in (*kinds.values(), *KINDS.values())}
        assert set(pages.values()) - {pages.get(address) for address in shown} == set()
