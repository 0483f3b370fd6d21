"""The style sheet: what Chromium 83 must know, it knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from allocation.pages.html.assets import style_sheet
from allocation.site.outputs import ASSETS
from browser import SIZES, TYPE, TYPE_SIZES
from kinds import SITES

NEWER_SELECTORS = re.compile(r":(?:is|where|has|focus-visible|dir|user-valid)\b|:not\([^()]*,")
"""Selectors that Chromium 83 lacks: it drops the whole rule, for every selector of its list."""

NEWER_DECLARATIONS = {
    r"(?:^|;)\s*inset\b": "top, right, bottom, left",
    r"\baspect-ratio:": "a height",
    r"(?:padding|margin|border)-(?:block|inline):": "the two sides",
    r"text-decoration: [^;]*\brem": "text-decoration-thickness",
    r"\b(?:align|justify)-\w+: (?:start|end)\b": "flex-start, flex-end",
    r"\b\d(?:cq\w+|[dsl]v[hw])\b": "px, rem or %",
    r"(?:color-mix|oklch)\(": "a colour",
}
"""What Chromium 83 does not know outside of ``@supports``, and what to write instead."""

NAMED = re.compile(
    r"font-size: (?!var\(--size-(?:small|text|part|heading|title)\)|inherit)([^;}]*)"
)


def rules(style: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of each rule, wherever it stands."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    for match in re.finditer(r"([^{};]+)\{([^{}]*)\}", style):
        yield match[1].strip(), match[2].strip()


def selectors(rule: str) -> list[str]:
    """Return the selectors of a list, whose commas outside of brackets divide it."""
    return re.split(r",\s*(?![^()]*\))", rule)


@pytest.fixture(scope="module")
def style() -> str:
    """The style sheet without what only newer browsers look at."""
    return without_supports(style_sheet(ASSETS))


def without_supports(style: str) -> str:
    """Cut the blocks of ``@supports``."""
    while (start := style.find("@supports")) >= 0:
        end, depth = style.index("{", start) + 1, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(style[end], 0)
            end += 1
        style = style[:start] + style[end:]
    return style


def test_newer_selectors_stand_alone(style: str) -> None:
    """A selector that an old browser lacks is in no list with one that it knows."""
    mixed = [
        rule
        for rule, _ in rules(style)
        if any(map(NEWER_SELECTORS.search, selectors(rule)))
        and not all(map(NEWER_SELECTORS.search, selectors(rule)))
    ]
    assert mixed == []
    assert [rule for rule, _ in rules(style) if re.search(r":(?:is|where)\(", rule)] == []


def test_newer_declarations(style: str) -> None:
    """No declaration needs a browser newer than 83; between flex items are margins, no gap."""
    found = [
        (rule, instead)
        for rule, declarations in rules(style)
        for pattern, instead in NEWER_DECLARATIONS.items()
        if re.search(pattern, declarations)
    ]
    flexible = [
        rule
        for rule, declarations in rules(style)
        if re.search(r"display: (?:inline-)?flex", declarations)
        and re.search(r"\bgap:", declarations)
    ]
    assert (found, flexible) == ([], [])


def test_sizes_are_named(style: str) -> None:
    """Type has one of five sizes; drawings have 13 or 15, paper has points, 110 the watermark."""
    others = {
        size.removesuffix(" !important")
        for _, declarations in rules(style)
        for size in NAMED.findall(declarations)
    }
    assert others <= {"13px", "15px", "9pt", "10.5pt", "16px", "125%", "110pt"}


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("which", SITES)
def test_five_sizes(
    browser: Browser, request: pytest.FixtureRequest, which: str, size: str
) -> None:
    """No page has type of another size, be it ours or the theme's."""
    base_url = request.getfixturevalue(which)
    width, height = SIZES[size]
    page = browser.new_page(base_url=base_url, viewport={"width": width, "height": height})
    for kind, address in SITES[which].items():
        page.goto(address)
        assert set(page.evaluate(TYPE)) <= TYPE_SIZES, kind
    page.close()
