"""People who use keys alone, a screen reader, large type or colours of their own do every task."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

import proving
from accessible import proof
from accessible.criteria import CRITERIA
from allocation.pages.html.filters import screen_reader_text
from browser import SIZES, violations
from kinds import EXAMPLE_KINDS, KINDS

BOX = "[data-md-component=search-query]"
FOCUS = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  // A radio button that is not drawn is seen by its label.
  const drawn = focused.matches(".md-option") ? focused.parentElement : focused;
  const box = drawn.getBoundingClientRect();
  const ring = getComputedStyle(focused.matches(".md-option")
    ? [...drawn.querySelectorAll("label")].find(each => !each.hidden) : focused);
  const at = document.elementFromPoint(
    Math.min(Math.max(box.x + Math.min(box.width / 2, 20), 0), innerWidth - 1),
    Math.min(Math.max(box.y + Math.min(box.height / 2, 8), 0), innerHeight - 1));
  return {
    html: focused.outerHTML.slice(0, 120),
    ringed: ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) > 0,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0,
    covered: !at || ![drawn, ...(focused.labels ?? [])].some(
      each => each.contains(at) || at.contains(each)),
  };
}"""
SPACED = """* { letter-spacing: .12em !important; line-height: 1.5 !important;
  word-spacing: .16em !important } p { margin-bottom: 2em !important }"""
"""The spacing of text that readers may set for themselves (WCAG 1.4.12)."""
UNREAD = re.compile("[Ⅰ-ⅿ⑴-⒇①-⑳]")
NAMED = {"link", "heading", "button", "checkbox", "columnheader", "rowheader", "combobox"}

SCHEMES = """
window.seen = [];
(function look() {
  if (document.body) seen.push(document.body.dataset.mdColorScheme);
  requestAnimationFrame(look);
})();
"""
"""Remembers in which colours each frame is painted."""


@pytest.fixture
def context(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    """A browser that has seen nothing yet, at the project's own site."""
    width, height = SIZES["desktop"]
    opened = browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": height},
        # What fades out covers nothing for long, but longer than a test waits.
        reduced_motion="reduce",
    )
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of that browser."""
    return context.new_page()


def focused(page: Page) -> dict[str, Any] | None:
    """Return where the focus is; it must be seen, and under nothing."""
    place: dict[str, Any] | None = page.evaluate(FOCUS)
    if place:
        assert place["ringed"], f"no ring: {place['html']}"
        assert place["seen"], f"off the screen: {place['html']}"
        assert not place["covered"], f"covered: {place['html']}"
    return place


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until something has the focus, which is to be seen at each step."""
    expect(target).to_be_attached()
    for _ in range(200):
        page.keyboard.press("Tab")
        assert focused(page), "the end of the page"
        if target.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"never reached: {target}")


def ready(page: Page, address: str) -> None:
    """Open a page and wait until its search box works."""
    page.goto(address)
    page.locator(".md-search .kinds, [data-search-page] .kinds").first.wait_for(state="attached")


def test_keys_search(page: Page) -> None:
    """Tab to the box, type, walk the results with arrows, Enter: there one is."""
    ready(page, "./")
    tab_to(page, page.locator(BOX))
    page.keyboard.type("3-12")
    first = page.locator(".md-search-result__item:first-child .md-search-result__link")
    expect(first).to_contain_text("Ⅲ-12")
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Ⅲ-12")


def test_keys_filter(page: Page) -> None:
    """The filters of 总表 are chosen with arrows and cleared with Enter; the count is told."""
    ready(page, "overview/")
    tab_to(page, page.get_by_label("责任人"))
    page.keyboard.press("ArrowDown")
    count = page.locator("[data-count]")
    expect(count).to_contain_text("显示")
    expect(count).to_have_attribute("aria-live", "polite")
    tab_to(page, page.get_by_role("button", name="清除筛选"))
    page.keyboard.press("Enter")
    expect(count).to_have_text("共 30 行")


def test_keys_duties(page: Page) -> None:
    """From home to one's own page, to its checklist, to the sheet to take away."""
    ready(page, "./")
    tab_to(page, page.locator(".finder").get_by_role("link", name="刘日东").first)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("刘日东")
    box = page.locator("[data-tick]").first
    tab_to(page, box)
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    sheet = page.locator(".downloads").get_by_role("link", name="任务单（Word）")
    tab_to(page, sheet)
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename.endswith(".docx")


def test_keys_photographs(browser: Browser, example_url: str) -> None:
    """Enter shows a photograph, arrows turn, Escape leads back to where one was."""
    page = browser.new_page(reduced_motion="reduce")
    ready(page, example_url + "items/iii-6/photos/")
    photo = page.locator(".photo a").first
    tab_to(page, photo)
    page.keyboard.press("Enter")
    caption = page.locator(".pswp__caption")
    expect(caption).to_contain_text("2024-04-20")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pswp__counter")).to_have_text(re.compile("^2 / "))
    page.keyboard.press("Escape")
    expect(caption).to_have_count(0)
    expect(photo).to_be_focused()
    page.close()


@pytest.mark.parametrize("kind", ["home", "item with one row", "search"])
def test_no_trap(page: Page, kind: str) -> None:
    """Tab leads through a page and out of it; the first stop skips to the content."""
    ready(page, KINDS[kind])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.md-skip')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('article, .takeaway'))")
    for _ in range(400):
        page.keyboard.press("Tab")
        if not focused(page):
            return
    raise AssertionError("never left the page")


def test_keys_colours(page: Page) -> None:
    """Enter on the switch turns to dark and back, and the choice is kept."""
    ready(page, "./")
    tab_to(page, page.locator("#__palette_0"))
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_dark_from_the_start(browser: Browser, base_url: str) -> None:
    """Whose system is dark never sees a bright page."""
    context = browser.new_context(base_url=base_url, color_scheme="dark")
    context.add_init_script(SCHEMES)
    page = context.new_page()
    ready(page, "./")
    seen = page.evaluate("seen")
    context.close()
    assert set(seen) == {"slate"}


def test_shortcuts(page: Page) -> None:
    """The shortcuts of one key can be turned off, which is remembered; typing goes on."""
    ready(page, "items/iii-1/")
    page.get_by_text("技术信息").click()
    page.get_by_role("button", name="单键快捷键").click()
    ready(page, "items/iii-2/")
    page.keyboard.press("s")
    expect(page.locator("#__search")).not_to_be_checked()
    page.get_by_text("技术信息").click()
    page.get_by_role("button", name="单键快捷键").click()
    page.keyboard.press("s")
    expect(page.locator("#__search")).to_be_checked()


def drawer(page: Page) -> None:
    """Open the navigation of a phone."""
    page.locator("[for=__drawer].md-header__button").click()
    expect(page.locator(".md-nav--primary")).to_be_in_viewport()


def results(page: Page) -> None:
    """Open the search box with results."""
    page.locator("[for=__search].md-header__button").click()
    page.locator(BOX).press_sequentially("志愿")
    expect(page.locator(".md-search-result__item").first).to_be_visible()


def no_results(page: Page) -> None:
    """Open the search box without results."""
    page.locator("[for=__search].md-header__button").click()
    page.locator(BOX).press_sequentially("lsz")
    expect(page.locator(".no-result")).to_contain_text("没有找到")


def filtered(page: Page) -> None:
    """Leave a few rows of 总表."""
    page.get_by_label("责任人").select_option("李博超")
    expect(page.locator("[data-row]:visible")).to_have_count(2)


STATES: tuple[tuple[Any, str, Callable[[Page], None]], ...] = (
    ("light", "overview/", drawer),
    ("light", "items/iii-1/", results),
    ("light", "./", no_results),
    ("light", "overview/", filtered),
    ("dark", "items/iii-1/", drawer),
    ("dark", "items/iii-1/", results),
)


@pytest.mark.parametrize(("scheme", "address", "deed"), STATES)
def test_open_on_a_phone(
    browser: Browser, base_url: str, scheme: Any, address: str, deed: Callable[[Page], None]
) -> None:
    """Axe finds nothing in what opens on a phone: navigation, search, filters."""
    width, height = SIZES["phone"]
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    ready(page, address)
    deed(page)
    found = violations(page)
    context.close()
    assert found == []


def test_text_spacing(browser: Browser, base_url: str, example_url: str) -> None:
    """At 400 %, with the spacing that readers may set, still no page scrolls sideways."""
    width, height = SIZES["zoomed to 400 %"]
    page = browser.new_page(viewport={"width": width, "height": height})
    for url, kinds in ((base_url, KINDS), (example_url, EXAMPLE_KINDS)):
        for address in kinds.values():
            page.goto(url + address)
            page.add_style_tag(content=SPACED)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.close()


@pytest.mark.parametrize(
    "kind", ["home", "overview", "items", "category", "item with six rows", "person"]
)
def test_names(page: Page, kind: str) -> None:
    """No name that a screen reader speaks has a Ⅲ or a ⑴ in it: those have readings."""
    page.goto(KINDS[kind])
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    names = [
        node["name"]["value"]
        for node in nodes
        if not node["ignored"] and node["role"]["value"] in NAMED and node.get("name")
    ]
    assert [name for name in names if UNREAD.search(name)] == []
    assert all(name.strip() for name in names)


SPOKEN = {
    "Ⅲ-12 道德教育": "三杠12 道德教育",
    "Ⅲ-12-⑸-01": "三杠12杠第5项-01",
    "⑴甲；⑵乙": "第1项甲；第2项乙",
    "1-1 一、甲": "1-1 一、甲",
}


@pytest.mark.parametrize("printed", SPOKEN)
def test_spoken(printed: str) -> None:
    """A text is shown as printed and spoken in words; what is read well anyway stays as it is."""
    text = screen_reader_text(printed)
    assert re.sub('<span class="reading">.*?</span>|<[^>]*>', "", text) == printed
    assert re.sub('<span aria-hidden="true">.*?</span>|<[^>]*>', "", text) == SPOKEN[printed]


def test_readings(page: Page) -> None:
    """Ⅲ-12 is spoken as 三杠12, ⑸ as 第5项, and a mark once."""
    page.goto("items/iii-12/")
    expect(page.get_by_role("heading", level=1)).to_have_accessible_name(re.compile("^三杠12 "))
    clause = page.locator("tbody.clause th").filter(has_text="⑸").first
    expect(clause).to_have_accessible_name(re.compile("^第5项"))


def test_still(browser: Browser, base_url: str) -> None:
    """Who asks for less motion gets none: nothing moves for longer than one frame."""
    page = browser.new_page(base_url=base_url, reduced_motion="reduce")
    page.goto("items/iii-1/#iii-1-r1-c1")
    longest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("*")].flatMap(each => {
          const style = getComputedStyle(each);
          const times = `${style.transitionDuration},${style.animationDuration}`;
          return times.split(",").map(parseFloat);
        }))"""
    )
    assert longest <= 0.016
    page.close()


def test_forced_colours(browser: Browser, base_url: str, example_url: str) -> None:
    """In colours of the reader's own, what is drawn keeps its shape and axe finds nothing."""
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(base_url)
    cell = page.locator(".matrix .cell").first
    line = cell.evaluate("each => [getComputedStyle(each).stroke, getComputedStyle(each).fill]")
    assert line[0] != line[1]
    for address in ("", "progress/"):
        page.goto(example_url + address)
        assert violations(page) == []
    context.close()


@pytest.mark.programs
def test_proofs_are_there() -> None:
    """Every test that the table names exists."""
    assert proving.missing(test for each in CRITERIA for test in each.tests) == []


def test_table_is_current() -> None:
    """The table in the repository lists these criteria, all of them proven."""
    listed = proving.listed(proof.TABLE)
    assert listed == [proof.row(each) for each in CRITERIA], "scripts/accessibility"
