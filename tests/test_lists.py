"""Long tables in a browser: chips that filter them, links to what they leave, texts to copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browser import SIZES

ITEM = "items/iii-6/"
PLAIN = "http://intranet.test/"
"""An origin without https, where browsers have no clipboard for scripts."""


@pytest.fixture
def page(browser: Browser, example_url: str) -> Iterator[Page]:
    """A fresh page of the example, with its address on an intranet without https."""
    width, height = SIZES["desktop"]
    context = browser.new_context(base_url=PLAIN, viewport={"width": width, "height": height})

    def serve(route: Route) -> None:
        url = route.request.url.replace(PLAIN, example_url)
        route.fulfill(response=route.fetch(url=url))

    context.route(f"{PLAIN}**", serve)
    yield context.new_page()
    context.unroute_all(behavior="ignoreErrors")
    context.close()


def pasted(page: Page) -> str:
    """Return what the clipboard has: pasted with keys, as scripts may not read it."""
    page.evaluate("document.body.append(document.createElement('textarea'))")
    area = page.locator("body > textarea")
    area.focus()
    page.keyboard.press("Control+V")
    text = area.input_value()
    area.evaluate("area => area.remove()")
    return text


def test_the_link_of_a_material_is_copied_without_https(page: Page) -> None:
    """Whoever points at a row copies its address; one button serves all rows, by keys as well."""
    page.goto(ITEM)
    assert page.evaluate("window.isSecureContext") is False
    row = page.locator("tr.evidence").nth(2)
    row.hover()
    button = page.get_by_role("button", name="复制链接")
    expect(button).to_have_count(1)
    button.click()
    said = page.get_by_role("status").filter(has_text="已复制")
    expect(said).to_be_attached()
    assert pasted(page) == f"{PLAIN}{ITEM}#{row.get_attribute('id')}"
    link = page.locator("tr.evidence .statuses a").first
    link.focus()
    page.keyboard.press("Shift+Tab")
    button = page.locator(".copy-link")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(button).to_be_focused()
    owner = link.locator("xpath=ancestor::tr")
    assert pasted(page) == f"{PLAIN}{ITEM}#{owner.get_attribute('id')}"


def test_who_comes_by_a_link_may_pass_it_on(page: Page) -> None:
    """The clause that an address names has the button, without a mouse."""
    page.goto(f"{ITEM}?from=mail#iii-6-2")
    page.locator("tbody.clause:target .copy-link").click()
    assert pasted(page) == f"{PLAIN}{ITEM}#iii-6-2"


def test_chips_filter_and_stay_in_the_address(page: Page) -> None:
    """Values of one column add up, columns narrow; counts follow; a link leads to the same rows."""
    page.goto(ITEM)
    rows = page.locator(".filings tbody tr:has(td):visible")
    count = page.locator(".chipbar [data-count]")
    whole = rows.count()
    expect(count).to_have_text(f"共 {whole} 行")
    years = page.get_by_role("group", name="日期")
    states = page.get_by_role("group", name="状态")
    each = [int(text) for text in years.locator("small").all_text_contents()]
    years.get_by_role("button").nth(0).click()
    expect(rows).to_have_count(each[0])
    years.get_by_role("button").nth(1).click()
    expect(rows).to_have_count(each[0] + each[1])
    expect(years.get_by_role("button").nth(1)).to_have_attribute("aria-pressed", "true")
    checked = states.get_by_role("button", name="已审核")
    left = int(checked.locator("small").inner_text())
    checked.focus()
    page.keyboard.press("Space")
    expect(rows).to_have_count(left)
    expect(count).to_have_text(f"共 {whole} 行，显示 {left} 行")
    expect(page).to_have_url(re.compile(f"state={quote('已审核')}"))
    page.reload()
    expect(rows).to_have_count(left)
    page.get_by_role("button", name="清除筛选").press("Enter")
    expect(rows).to_have_count(whole)
    expect(page).not_to_have_url(re.compile(r"\?"))


def test_a_link_to_nothing_shows_nothing(page: Page) -> None:
    """A value that no row has any more leaves none, and is named: never the rows of others."""
    page.goto(f"{ITEM}?state={quote('没有的')}&seen=1")
    expect(page.locator(".filings tbody tr:has(td):visible")).to_have_count(0)
    expect(page.get_by_role("button", name="没有的 0")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".chipbar [data-count]")).to_contain_text("显示 0 行")
    page.get_by_role("button", name="清除筛选").click()
    expect(page).to_have_url(re.compile(r"\?seen=1$"))


def test_paper_has_what_is_shown(page: Page) -> None:
    """Print says what the rows were filtered by; the chips themselves stay on the screen."""
    page.goto(f"{ITEM}?year={quote('2025年')}")
    shown = page.locator(".filings tbody tr:has(td):visible").count()
    page.emulate_media(media="print")
    expect(page.locator(".filings tbody tr:has(td):visible")).to_have_count(shown)
    expect(page.locator("[data-filtered]")).to_contain_text(
        f"筛选：日期 2025年。共 21 行，显示 {shown} 行"
    )
    expect(page.locator(".chipbar button:visible")).to_have_count(0)


def test_hidden_rows_are_hidden_on_a_phone(page: Page) -> None:
    """Rows that are laid out as cards come and go, too."""
    width, height = SIZES["phone"]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{ITEM}?state={quote('退回')}")
    expect(page.locator(".filings tbody tr:has(td):visible")).to_have_count(1)


def test_a_message_for_one_and_for_all(page: Page) -> None:
    """One click copies who is reminded of what and until when, ready to be sent."""
    page.goto("gaps/")
    line = page.locator("#gaps-wu-shuangjiang")
    late = line.locator("[data-label=逾期]").inner_text()
    line.get_by_role("button", name="复制催办文字").click()
    text = pasted(page)
    assert text.startswith("吴霜降同志：\n截至2026年11月20日，您负责的内页资料逾期 ")
    assert f"逾期 {late} 项次" in text
    assert "\n【逾期】\n1. " in text
    assert "【30 天内到期】" in text
    assert "（最早 20" in text
    assert text.count("\n详见：http") == 1
    assert text.endswith("/people/wu-shuangjiang/")
    page.get_by_role("button", name="复制给全体的催办文字").click()
    whole = pasted(page)
    assert whole.startswith("各位同志：\n")
    assert all(name in whole for name in page.locator(".owners tbody .name").all_inner_texts())
    assert "吴霜降（最早 20" in whole
    assert whole.endswith("/gaps/")


def test_the_list_of_one_person_is_a_link(page: Page) -> None:
    """From the summary to a person's own lines, in every part of the list; folded ones open."""
    page.goto("gaps/")
    later = page.locator("details#later")
    expect(later).not_to_have_attribute("open", "")
    page.locator("#gaps-lin-bailu").get_by_role("link", name="只看本人的").click()
    rows = page.locator(".gaps tbody tr:visible")
    expect(page.locator(".chipbar [data-count]")).to_contain_text("显示")
    expect(rows.filter(has_text="林白露")).to_have_count(rows.count())
    expect(later).to_have_attribute("open", "")
    page.goto(f"gaps/?state={quote('逾期')}&person={quote('吴霜降')}#due")
    expect(rows).to_have_count(4)
    expect(page.locator("#due")).to_have_text(re.compile("^已到期未交 4 / [0-9]+ 项次"))
    expect(page.locator("#soon")).to_be_hidden()
    expect(later).to_be_hidden()


def test_the_calendar_opens_at_today(page: Page) -> None:
    """The weeks to come stand first; of the years only this one is unfolded."""
    page.goto("months/")
    first = page.locator(".weeks-ahead [scope=rowgroup]").first
    expect(first).to_have_text("11月23日—11月29日")
    assert (first.bounding_box() or {"y": 800})["y"] < 500
    expect(page.locator("details#year-2025 li").first).to_be_hidden()
    expect(page.locator("h2#year-2026 + ul .months__now")).to_be_visible()
    assert page.locator("details[open]").count() == 0
