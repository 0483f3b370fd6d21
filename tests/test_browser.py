"""The site in Chromium: people find their way, nothing is fetched from outside, axe is silent."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from allocation.pages.views import overview
from browser import SIZES, VIEWS, pdf, violations
from helpers import DELIVERED, serving
from kinds import EXAMPLE_KINDS, KINDS, PLACES, SITES


@pytest.fixture
def page(browser: Browser, base_url: str) -> Iterator[Page]:
    """A fresh page whose relative addresses start at the site."""
    width, height = SIZES["desktop"]
    context = browser.new_context(base_url=base_url, viewport={"width": width, "height": height})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def shared_page(browser: Browser) -> Iterator[Page]:
    """One page for tests that load something and only look: axe is fast once it has run."""
    width, height = SIZES["desktop"]
    context = browser.new_context(viewport={"width": width, "height": height})
    yield context.new_page()
    context.close()


def test_a_newcomer_finds_the_way(page: Page) -> None:
    """Home, person, item, department, 总表 with a filter that stays in the address."""
    page.goto("./")
    page.locator(".finder").get_by_role("link", name="陈啸林").first.click()
    expect(page.locator("h1")).to_have_text("陈啸林")
    page.locator("#item-iii-9").get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("道德教育实践")
    page.locator(".duty").get_by_role("link", name="办公室").click()
    expect(page.locator("h1")).to_have_text("办公室")
    page.get_by_role("link", name="只看办公室的各行").click()
    expect(page.locator("h1")).to_have_text("总表")
    expect(page.locator("[data-count]")).to_have_text("共 30 行，显示 14 行")
    page.get_by_label("责任人").select_option("李博超")
    expect(page.locator("[data-row]:visible")).to_have_count(2)
    expect(page).to_have_url(re.compile("person="))
    page.reload()
    expect(page.locator("[data-row]:visible")).to_have_count(2)
    page.get_by_role("button", name="清除筛选").click()
    expect(page.locator("[data-row]:visible")).to_have_count(30)


WIDTHS = """() => {
  const open = []; const widths = [];
  document.querySelectorAll("tbody:not([hidden]) > [data-row]:not([hidden])").forEach(row => {
    let width = open.filter(left => left > 0).length;
    for (let i = 0; i < open.length; i++) open[i] -= 1;
    row.querySelectorAll("td:not([hidden])").forEach(cell => {
      width += 1; if (cell.rowSpan > 1) open.push(cell.rowSpan - 1);
    });
    widths.push(width);
  });
  return widths;
}"""
FILTERS = (
    "",
    "?person=李鸣誉",
    "?leader=徐悦",
    "?category=二、工作业绩突出",
    "?department=工会",
)


def test_filtered_cells_merge_again(page: Page) -> None:
    """Whatever is filtered, each row is as wide as the table: spans are counted anew."""
    for query in FILTERS:
        page.goto("overview/" + query)
        assert set(page.evaluate(WIDTHS)) == {7}, query


@pytest.fixture(scope="module")
def long_table(build_site: Callable[..., Path]) -> Iterator[str]:
    """The site as if its 30 rows were too many to be laid out at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overview, "_LONG", 10)
        site = build_site(DELIVERED)
    with serving(site) as url:
        yield url


def test_printed_while_a_filter_runs(browser: Browser, long_table: str) -> None:
    """Printing, or leaving, does not wait for the frames in which a long table is filtered."""
    page = browser.new_page(base_url=long_table)
    page.goto("overview/")
    seen = page.evaluate("""() => {
      const select = document.querySelector("select[name=person]");
      const rows = () => [...document.querySelectorAll("[data-row]")]
        .filter(row => !row.closest("[hidden]")).length;
      const seen = [];
      for (const value of ["李博超", ""]) {
        select.value = value;
        select.dispatchEvent(new Event("change", {bubbles: true}));
        dispatchEvent(new Event("beforeprint"));
        seen.push(rows(), location.search);
      }
      return seen;
    }""")
    assert seen == [2, "?person=%E6%9D%8E%E5%8D%9A%E8%B6%85", 30, ""]
    page.close()


def test_nothing_is_kept(browser: Browser, base_url: str) -> None:
    """A browser that keeps nothing shows everything, filters and searches."""
    page = browser.new_page(base_url=base_url, color_scheme="dark")
    page.add_init_script("""
      Object.defineProperty(window, "localStorage", {get() { throw new Error("blocked"); }});
    """)
    page.goto("overview/")
    page.get_by_label("责任人").select_option("李博超")
    expect(page.locator("[data-row]:visible")).to_have_count(2)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.locator("[data-md-component=search-query]").press_sequentially("志愿云")
    expect(page.locator(".md-search-result__link").first).to_contain_text("条款")
    page.close()


def test_long_table(browser: Browser, long_table: str) -> None:
    """In parts, 总表 has the same rows in the same columns; each part says what goes on in it."""
    page = browser.new_page(base_url=long_table, viewport={"width": 1280, "height": 800})
    for query in FILTERS:
        page.goto("overview/" + query)
        assert set(page.evaluate(WIDTHS)) == {7}, query
        head, *places = page.locator(".overview .standard:visible").evaluate_all(
            "cells => cells.map(cell => Math.round(cell.getBoundingClientRect().x))"
        )
        assert max(places) - min(places) <= 1, query
        # The head has one cell over several columns, whose borders and fractions add up.
        assert abs(head - places[0]) <= 4, query
    page.goto("overview/")
    parts = page.locator(".overview tbody")
    assert parts.count() > 8
    going_on = page.locator("td.category.goes-on")
    assert going_on.count() == parts.count() - 8
    expect(going_on.first).to_have_text("一、领导班子坚强")
    page.get_by_label("责任人").select_option("李博超")
    expect(page.locator("[data-row]:visible")).to_have_count(2)
    expect(page.locator("td.category.goes-on:visible")).to_have_count(0)
    page.get_by_role("button", name="清除筛选").click()
    expect(page.locator("[data-row]:visible")).to_have_count(30)
    assert len(pdf(page, "overview/").pages) <= 4
    page.close()


def test_heads_stay_in_sight(browser: Browser, example_url: str) -> None:
    """In the middle of a long table its head stands right below what stays of the site's."""
    page = browser.new_page(viewport={"width": 1280, "height": 400})
    for kind, table in (("all gaps", "table.gaps"), ("item with filings", "table.filings")):
        page.goto(example_url + EXAMPLE_KINDS[kind])
        page.locator(f"{table} tbody tr").nth(12).evaluate("row => row.scrollIntoView()")
        head = page.locator(f"{table} thead th").first.bounding_box()
        header = page.locator(".md-header").bounding_box()
        assert head
        assert header
        assert abs(head["y"] - header["y"] - header["height"]) <= 2, kind
    page.close()


def test_ticks_stay_in_this_browser(page: Page) -> None:
    """A tick survives a reload, is called private, and can be cleared."""
    page.goto("people/liu-ridong/")
    expect(page.get_by_text("私人记号", exact=True)).to_be_visible()
    box = page.locator("[data-tick]").first
    box.check()
    page.reload()
    expect(box).to_be_checked()
    page.get_by_role("button", name="清除本页的勾").click()
    page.reload()
    expect(box).not_to_be_checked()


@pytest.mark.parametrize(("size", "scheme"), VIEWS)
@pytest.mark.parametrize("which", SITES)
def test_quiet_and_within_bounds(
    browser: Browser, request: pytest.FixtureRequest, which: str, size: str, scheme: Any
) -> None:
    """No page asks anything from outside, complains in the console, or scrolls sideways.

    But for the inbox: a browser notes that there is none here when a page asks.
    """
    base_url = request.getfixturevalue(which)
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=base_url, viewport={"width": width, "height": height}, color_scheme=scheme
    )
    page = context.new_page()
    outside: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: outside.append(request.url))
    page.on("console", lambda message: said.append(f"{message.location['url']} {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in SITES[which].values():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert [url for url in outside if not url.startswith((base_url, "data:", "blob:"))] == []
    assert [each for each in said if not each.startswith(f"{base_url}inbox/")] == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("which", "kind"), PLACES)
def test_accessible(
    shared_page: Page, request: pytest.FixtureRequest, which: str, kind: str, scheme: Any
) -> None:
    """Axe finds no violation on any kind of page, light or dark."""
    shared_page.emulate_media(color_scheme=scheme)
    shared_page.goto(f"{request.getfixturevalue(which)}{SITES[which][kind]}")
    # In the dark only the colours differ.
    only = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    assert violations(shared_page, **only) == []


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_heights_are_guessed_well(browser: Browser, base_url: str, size: str) -> None:
    """What is off the screen is about as high as said, or a page loaded anew is elsewhere."""
    width, height = SIZES[size]
    page = browser.new_page(base_url=base_url, viewport={"width": width, "height": height})
    page.goto("departments/bangongshi/")
    guessed, is_ = page.evaluate("""() => {
      const blocks = [...document.querySelectorAll("[data-threes]")];
      const sum = read => blocks.map(read).reduce((all, each) => all + each, 0);
      const guess = block => getComputedStyle(block).containIntrinsicHeight.replace("auto ", "");
      const guessed = sum(block => parseFloat(guess(block)));
      blocks.forEach(block => { block.style.contentVisibility = "visible"; });
      return [guessed, sum(block => block.offsetHeight)];
    }""")
    page.close()
    assert 0.9 < guessed / is_ < 1.1


def test_bars_are_thin(browser: Browser, example_url: str) -> None:
    """A bar of progress is lower than the line that it stands in."""
    page = browser.new_page()
    page.goto(example_url + "items/iii-6/")
    box = page.locator(".standing .meter").first.bounding_box()
    assert box
    assert 4 < box["height"] < 16
    page.close()


def test_without_scripts_everything_is_there(
    browser: Browser, base_url: str, example_url: str
) -> None:
    """With scripts off, every kind of page shows its content and 总表 all of its rows."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    addresses = [base_url + address for address in KINDS.values()]
    for address in (*addresses, *(example_url + each for each in EXAMPLE_KINDS.values())):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        shown = page.locator("article").inner_text()
        assert len(shown) > (30 if address.endswith("404.html") else 50), address
    page.goto(base_url + "overview/")
    expect(page.locator("[data-row]:visible")).to_have_count(30)
    expect(page.locator(".filters")).to_be_hidden()
    context.close()


def test_photographs(browser: Browser, example_url: str) -> None:
    """A click shows a photograph with its caption; keys turn; axe is silent; paper has one each."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(example_url + "items/iii-6/photos/")
    photos = page.locator(".photo").count()
    assert photos >= 4
    page.locator(".photo a img").first.click()
    caption = page.locator(".pswp__caption")
    expect(caption).to_contain_text("净滩活动")
    expect(page.get_by_role("dialog", name="照片")).to_be_visible()
    expect(caption).to_contain_text("2024-04-20")
    for _ in range(photos - 1):
        page.keyboard.press("ArrowRight")
    expect(caption).to_contain_text("2026-09-19")
    page.wait_for_timeout(500)
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(caption).to_have_count(0)
    printed = pdf(page, example_url + "items/iii-6/photos/")
    assert (printed.pictures, printed.size) == ((1,) * photos, (595, 842))
    page.close()


FULL = """() => { window.print = () => { window.printed =
  [...document.querySelectorAll(".photo img")].filter(image => image.complete
    && image.naturalWidth > 480 && image.src.endsWith(image.dataset.full.replace(/^[./]+/, "")))
    .length; }; }"""


def late(route: Route) -> None:
    """Answer a request after a while."""
    time.sleep(0.05)
    route.continue_()


@pytest.mark.parametrize("way", ["button", "keys"])
def test_photographs_are_printed_in_full(browser: Browser, example_url: str, way: str) -> None:
    """Printing waits for the photographs in full, though each comes late."""
    page = browser.new_page()
    page.route(re.compile(r"/files/\w+\.jpg$"), late)
    page.goto(example_url + "items/iii-6/photos/")
    page.evaluate(FULL)
    if way == "button":
        page.get_by_role("button", name="打印本页").click()
    else:
        page.keyboard.press("Control+p")
    page.wait_for_function("'printed' in window")
    assert page.evaluate("window.printed") == page.locator(".photo").count()
    page.close()


def test_meters_are_bars(browser: Browser, example_url: str) -> None:
    """What shows how far something is stands in its line: a picture without a size is no bar."""
    page = browser.new_page()
    for kind in ("dashboard", "months", "category with progress"):
        page.goto(example_url + EXAMPLE_KINDS[kind])
        heights = page.locator(".meter").evaluate_all("all => all.map(each => each.clientHeight)")
        assert heights
        assert max(heights) < 20, kind
    page.close()


def test_calendars_can_be_subscribed_to(browser: Browser, example_url: str, example: Path) -> None:
    """Over http a calendar has a webcal address; opened from a file share it is a file only."""
    page = browser.new_page()
    page.goto(example_url + "people/zhou-xiaoman/")
    link = page.get_by_role("link", name="订阅周小满的日历")
    address = example_url.replace("http:", "webcal:") + "calendars/people/zhou-xiaoman.ics"
    expect(link).to_have_attribute("href", address)
    page.goto((example / "people/zhou-xiaoman/index.html").as_uri())
    expect(link).to_be_hidden()
    expect(page.get_by_role("link", name="周小满的期限（日历文件）")).to_be_visible()
    page.close()


KEPT = (
    "{broken",
    "5",
    "null",
    '{"color": 5}',
    '{"index": 9, "color": {"a b": "<x>"}}',
    '{"index": 0, "color": {"media": "(prefers-color-scheme)"}}',
    '{"index": "constructor", "color": {"scheme": "slate"}}',
)
"""What may be found under a name that the theme keeps something under."""


@pytest.mark.parametrize("kept", KEPT)
def test_odd_things_kept_in_a_browser(browser: Browser, base_url: str, kept: str) -> None:
    """Whatever stands in the browser's memory, pages have colours, search and no error."""
    with browser.new_context() as context:
        names = ("__palette", "__tabs", "__announce", "__consent", "__source", "shortcuts")
        context.add_init_script(
            f"for (const name of {list(names)})"
            " for (const memory of [localStorage, sessionStorage])"
            f" memory.setItem(new URL('.', location).pathname + '.' + name, {json.dumps(kept)});"
        )
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(base_url)
        page.wait_for_function("document.querySelector('[data-md-component=search-query]')")
        page.wait_for_function("window.component$ || window.document$")
        assert page.evaluate("document.body.dataset.mdColorScheme") == "default"
        page.locator("[data-md-component=search-query]").fill("领导重视")
        page.wait_for_selector(".md-search-result__item", state="attached")
        assert errors == []
