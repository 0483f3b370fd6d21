"""What surrounds every page: tabs with their pages below, the drawer, marks, technical links."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from mkdocs.exceptions import Abort
from playwright.sync_api import Browser, expect

from allocation.mkdocs.hook import SiteHook
from browser import pdf
from helpers import PROJECT, UNITS, serving
from test_mkdocs import build_with, configured

TABS = ["首页", "我的任务", "进度", "分工", "档案", "帮助"]
PLACES = {
    "": ("首页", None),
    "mine/": ("我的任务", "我的任务"),
    "edit/": ("我的任务", "改数据"),
    "edit/results/": ("我的任务", "结果"),
    "edit/todo/": ("我的任务", "待办"),
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
    "我的任务": ["我的任务", "改数据", "结果", "待办"],
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
    settings = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    mark = "page" if f": {address}index.md\n" in settings else "true"
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
    """Where tabs have no room, the drawer has each under its name, none of them folded."""
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
            link.evaluate("link => link.scrollIntoView({block: 'nearest'})")
            expect(link).to_be_in_viewport(ratio=0.9)
    groups.get_by_role("link", name="月历").click()
    expect(page.locator("h1")).to_have_text("月历")
    page.close()


@pytest.fixture(scope="module")
def marked_sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sites of a small unit by their mark: as it is, served, and served as an example."""
    sites = {}
    for mark, command, is_example in (
        ("", "build", False),
        ("预览", "serve", False),
        ("示例", "serve", True),
    ):
        folder = tmp_path_factory.mktemp("unit")
        data = shutil.copytree(UNITS / "small" / "data", folder / "data")
        sites[mark] = folder / "site"
        hook = SiteHook()
        hook.on_startup(command, dirty=False)
        build_with(hook, configured(sites[mark], data, example=is_example))
        hook.on_build_error(RuntimeError())
    return sites


@pytest.mark.parametrize("mark", ["", "预览", "示例"])
def test_examples_and_previews_are_marked(marked_sites: dict[str, Path], mark: str) -> None:
    """Header and title of every page, and every sheet but that of a wrong address, say it."""
    site, said = marked_sites[mark], [mark] if mark else []
    paths = list(site.rglob("*.html"))
    assert len(paths) > 20
    for path in paths:
        page = html.fromstring(path.read_bytes())
        assert page.xpath("//header//strong[@class='ribbon']/text()") == said, path
        assert page.xpath("//title/text()")[0].endswith(f"（{mark}）") == bool(mark), path
        on_paper = [] if path.name == "404.html" else said
        assert page.xpath("//p[@class='watermark']/text()") == on_paper, path


def test_the_units_name_comes_first(marked_sites: dict[str, Path]) -> None:
    """In the header, also where a mark stands beside it."""
    for site in marked_sites.values():
        title = tree(site, "people").find_class("md-header__title")[0].text_content()
        assert title.split() == ["某局", "文明单位内页资料分工", "人员"]


def test_a_mark_is_on_every_sheet(browser: Browser, marked_sites: dict[str, Path]) -> None:
    """A printed example says so on each sheet, however long the page is."""
    with serving(marked_sites["示例"]) as url:
        page = browser.new_page()
        sheets = pdf(page, url + "manual/").pages
        page.close()
    assert len(sheets) > 1
    assert all("示例" in sheet for sheet in sheets)


def test_technical_links_are_folded(example: Path) -> None:
    """What programs read is under one fold; what an office uses, and printing, are in sight."""
    for path in example.rglob("index.html"):
        page = html.fromstring(path.read_bytes())
        (aside,) = page.xpath("//aside[@class='takeaway']")
        assert aside.xpath("./button/text()") == ["打印本页"]
        assert not aside.xpath("./a")
        (fold,) = aside.xpath("./details[not(@open)][summary='技术信息']")
        texts = [each.text_content().strip() for each in fold.xpath("./ul/li")]
        assert texts[-1] == "单键快捷键"
        assert {"整套数据（JSON）", "用 Excel 改（下载）"} < set(texts), path
        assert "JSON" not in "".join(page.xpath("//ul[@class='downloads']//text()"))


def test_a_page_offers_its_own_data(example: Path) -> None:
    """The data of a person, department or item leads to a file that exists."""
    for address, text in (
        ("people/zhou-xiaoman/", "周小满的数据（JSON）"),
        ("departments/bangong-shi/", "办公室的数据（JSON）"),
        ("items/iii-6/", "Ⅲ-6的数据（JSON）"),
    ):
        page = tree(example, address)
        (link,) = page.xpath(f"//details[@class='technical']//a[text()='{text}']/@href")
        assert (example / address / link).is_file()
        assert not tree(example, "progress").xpath(f"//a[text()='{text}']")


def test_an_entry_without_a_page_is_refused(
    build_site: Callable[..., Path], data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An entry of the navigation below a tab must be a page, too."""
    nav = [{"首页": "index.md"}, {"进度": [{"总览": "progress/index.md"}, {"无": "boxes/x.md"}]}]
    with pytest.raises(Abort):
        build_site(data, nav=nav)
    assert "nav 里有 boxes/x.md，但没有这一页" in caplog.text


def test_a_wrong_address_leads_on(browser: Browser, example_url: str) -> None:
    """Whoever is lost finds each tab with its pages, from any depth."""
    page = browser.new_page(base_url=example_url)
    page.goto("404.html")
    rows = page.locator("dl.who > dt")
    expect(rows).to_have_text(TABS)
    for name, entries in GROUPS.items():
        cell = page.locator("dl.who > dt", has_text=name).locator("+ dd")
        expect(cell.locator("a")).to_have_text(entries)
    page.locator("dl.who").get_by_role("link", name="人员").click()
    expect(page.locator("h1")).to_have_text("全部人员")
    page.close()


def test_the_width_of_a_large_screen_is_used(browser: Browser, example_url: str) -> None:
    """Wide tables take the window; short rows and lines of text stay together."""
    page = browser.new_page(base_url=example_url, viewport={"width": 1920, "height": 1080})
    page.goto("overview/")
    width = "element => element.getBoundingClientRect().width"
    assert page.locator("table.overview").evaluate(width) > 1700
    page.goto("people/")
    for table in page.locator("table.list").all():
        assert table.evaluate(width) <= 45 * 22
    page.goto("about/")
    assert page.locator("article > p").first.evaluate(width) <= 50 * 22
    page.close()


def test_reference_numbers_are_asked_for(browser: Browser, base_url: str) -> None:
    """The numbers of reference papers come by one button for the whole page, and go by it."""
    page = browser.new_page(base_url=base_url, viewport={"width": 1280, "height": 800})
    page.goto("items/iii-1/")
    numbers = page.locator(".checklist .ref")
    assert numbers.count() > 5
    button = page.get_by_role("button", name="显示参考编号")
    expect(numbers.first).to_be_hidden()
    button.click()
    for number in numbers.all():
        expect(number).to_be_visible()
    page.get_by_role("button", name="隐藏参考编号").click()
    expect(numbers.first).to_be_hidden()
    page.close()


def test_no_button_without_references(browser: Browser, example_url: str) -> None:
    """A table that names no reference papers offers none to be shown."""
    page = browser.new_page(base_url=example_url)
    page.goto("items/iii-1/")
    expect(page.locator("[data-print]")).to_be_visible()
    expect(page.locator(".ref")).to_have_count(0)
    expect(page.locator("[data-references]")).to_be_hidden()
    page.close()
