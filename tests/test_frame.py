"""What surrounds every page: tabs with their pages below, the drawer, marks, technical links."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from mkdocs.exceptions import Abort
from playwright.sync_api import Browser, expect

TABS = ["首页", "我的任务", "进度", "分工", "档案", "帮助"]
PLACES = {
    "": ("首页", None),
    "progress/": ("进度", "总览"),
    "gaps/bangong-shi/": ("进度", "未交清单"),
    "months/2026-12/": ("进度", "月历"),
    "overview/": ("分工", "总表"),
    "items/iii-6/dossier/": ("分工", "项目"),
    "people/zhou-xiaoman/": ("分工", "人员"),
    "boxes/1/": ("档案", "档案盒"),
    "manual/": ("帮助", "使用手册"),
    "assess/3/": ("档案", "测评查阅"),
    "files/": ("档案", "挂出的文件"),
    "manual/office/": ("帮助", "办公室手册"),
    "changes/": ("帮助", "变更记录"),
    "search/": (None, None),
}
"""Pages of the example, with their tab and their entry below; a tab of one page has no entries."""
GROUPS = {
    "进度": ["总览", "未交清单", "月历"],
    "分工": ["总表", "类别", "项目", "科室", "人员"],
    "档案": ["档案盒", "测评查阅", "照片", "挂出的文件"],
    "帮助": ["使用手册", "办公室手册", "网站管理员手册", "变更记录", "数据核对", "关于"],
}


def tree(site: Path, address: str) -> Any:
    """Return a page of a site."""
    return html.fromstring((site / address / "index.html").read_bytes())


def marked(page: Any, nav: str) -> dict[str, str]:
    """Return the entries of a navigation that are marked as current, with their marks."""
    links = page.xpath(f"//nav[contains(@class, '{nav}')]//a[@aria-current]")
    return {link.text_content().strip(): link.get("aria-current") for link in links}


@pytest.mark.parametrize("address", PLACES)
def test_where_a_page_is(example: Path, address: str) -> None:
    """Each page marks its tab, its entry below and in the drawer; the page itself as such."""
    tab, entry = PLACES[address]
    page = tree(example, address)
    names = [each.strip() for each in page.xpath("//nav[@class='md-tabs']//a/text()")]
    assert names == TABS
    is_entry = address.count("/") < 2
    mark = "page" if is_entry else "true"
    assert marked(page, "md-tabs") == ({tab: "true" if entry else mark} if tab else {})
    assert marked(page, "subtabs") == ({entry: mark} if entry else {})
    lines = page.xpath("//nav[@class='subtabs']")
    assert [line.get("aria-label") for line in lines] == ([tab] if entry else [])
    in_drawer = entry or {"档案": "档案盒"}.get(tab or "", tab)
    assert marked(page, "md-nav--primary") == ({in_drawer: mark} if in_drawer else {})


@pytest.mark.parametrize("width", [960, 1024, 1093, 1280, 1920])
def test_tabs_are_in_sight(browser: Browser, example_url: str, width: int) -> None:
    """Tabs and the pages below them stand in one line each, and there is no drawer."""
    page = browser.new_page(base_url=example_url, viewport={"width": width, "height": 700})
    page.goto("people/zhou-xiaoman/")
    for nav, names in ((".md-tabs", TABS), (".subtabs", GROUPS["分工"])):
        links = page.locator(f"{nav} a")
        expect(links).to_have_text(names)
        for link in links.all():
            expect(link).to_be_in_viewport(ratio=1)
        tops = {link.bounding_box()["y"] for link in links.all()}  # type: ignore[index]
        assert len(tops) == 1
    expect(page.locator(".md-header [for=__drawer]")).to_be_hidden()
    expect(page.locator(".md-nav--primary")).to_be_hidden()
    page.locator(".subtabs").get_by_role("link", name="科室").click()
    expect(page.locator("h1")).to_have_text("全部科室")
    page.close()


@pytest.mark.parametrize("width", [390, 959])
def test_the_drawer_has_groups(browser: Browser, example_url: str, width: int) -> None:
    """Where tabs have no room, the drawer has each under its name, all in sight at once."""
    page = browser.new_page(base_url=example_url, viewport={"width": width, "height": 844})
    page.goto("people/zhou-xiaoman/")
    for hidden in (".md-tabs", ".subtabs", ".md-nav--primary a >> nth=0"):
        expect(page.locator(hidden)).to_be_hidden()
    page.locator(".md-header [for=__drawer]").click()
    groups = page.locator(".md-nav__group")
    expect(groups).to_have_count(len(GROUPS))
    for group, (name, entries) in zip(groups.all(), GROUPS.items(), strict=True):
        expect(group.locator("> span")).to_have_text(name)
        expect(group.locator("a")).to_have_text(entries)
        for link in group.locator("a").all():
            expect(link).to_be_in_viewport(ratio=1)
    groups.get_by_role("link", name="月历").click()
    expect(page.locator("h1")).to_have_text("月历")
    page.close()


def test_an_entry_without_a_page_is_refused(
    build_site: Callable[..., Path], data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An entry of the navigation below a tab must be a page, too."""
    nav = [{"首页": "index.md"}, {"进度": [{"总览": "progress/index.md"}, {"无": "boxes/x.md"}]}]
    with pytest.raises(Abort):
        build_site(data, nav=nav)
    assert "nav 里有 boxes/x.md，但没有这一页" in caplog.text
