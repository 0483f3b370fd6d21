"""Home and 我的任务: how all stand, and what the reader has to do, whom the browser remembers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser, BrowserContext, Page, expect

from allocation.base.enums import SlotState
from allocation.pages.views import home
from allocation.pages.views.context import SiteContext
from allocation.pages.views.summary import people_finder
from allocation.register.index import Index
from allocation.register.progress import Slot, as_of, count_states
from allocation.site import outputs
from example import make
from helpers import replace, serving
from shared import copy_with_cache

CLERK, LEADER = "zhou-xiaoman", "gu-changfeng"
WEDNESDAY, SUNDAY, MONTH_END = date(2026, 12, 2), date(2026, 12, 6), date(2026, 12, 31)


def test_figures(example_index: Index) -> None:
    """What is due is filed, late or was returned; soon ends in 30 days."""
    slots = example_index.progress.slots
    found = count_states(slots)
    assert (found.due, found.due_done, found.late, found.sent_back) == (393, 353, 30, 10)
    assert found.soon == 18
    slot = next(slot for slot in slots if slot.state is SlotState.FUTURE and slot.due)
    assert slot.due
    for days, expected in ((0, (0, 1)), (30, (0, 1)), (31, (0, 0)), (-1, (1, 0))):
        numbers = count_states(as_of([slot], slot.due - timedelta(days)))
        assert (numbers.late, numbers.soon) == expected


def test_home_says_how_things_stand(example: Path, example_index: Index) -> None:
    """Four figures, the oldest five that are late, the next days and milestones."""
    page = html.parse(example / "index.html")
    shown = [each.text for each in page.xpath("//h2[@id='today']/following::ul[1]//b")]
    assert shown == ["393", "353", "30", "18"]
    part = home.view(SiteContext(example_index)).standing
    assert part
    assert [slot.due for slot in part.late] == sorted(slot.order for slot in part.late)
    assert len(part.late) == 5
    said = [each.count if isinstance(each, home.DueDay) else each.label for each in part.coming]
    assert said == [7, "迎检", 11, "创建总结会"]
    assert [each.date for each in part.coming] == sorted(each.date for each in part.coming)
    links = {link.get("href") for link in page.xpath("//*[@class='news']//a")}
    assert {"./gaps/", "./months/", "./months/2026-12/#day-2026-12-05"} <= links


def test_plain_words_before_anything_is_known(site: Path, data: Path) -> None:
    """Without a term, with a provisional one, and before anything is filed, home says so."""
    text = html.parse(site / "index.html").xpath("string(//article)")
    assert "届期还没有核定，暂时没有期限" in text
    assert "unit.yml" not in text
    term = "term: {years: 3, confirmed: true}"
    replace(data / "unit.yml", term, "term: {years: 3, start: 2026-01-01, confirmed: false}")
    text = outputs.generate(data, today=date(2026, 5, 20)).part("home", "")
    assert "届期暂定，以正式通知为准。下面的期限按2026年1月1日起 3 年推算" in text
    assert "还没有登记任何材料" in text


def test_everybody_finds_himself(data: Path) -> None:
    """Whoever has a duty is in the finder, whether or not a row pairs him with a department."""
    assert people_finder(outputs.generate(data).index).others == ()
    path = next((data / "allocation").glob("*.yml"))
    replace(path, "{department: 办公室, person: 曾雅彬}", "{person: 曾雅彬}")
    page = html.fromstring(outputs.generate(data).part("home", ""))
    others = page.xpath("//section[h3='其他责任人']//a/text()")
    assert others == ["曾雅彬"]


@pytest.mark.parametrize("downloads", [True, False])
def test_a_script_for_each_person(example_data: Path, downloads: bool) -> None:
    """Each published person has one, with or without downloads, and what is in it is light."""
    made = outputs.generate(example_data, today=make.TODAY, downloads=downloads)
    scripts = {
        output.path: str(output.content).encode()
        for output in made.downloads()
        if output.path.startswith("mine/")
    }
    slugs = {person.slug for person in made.index.register.people}
    assert scripts.keys() == {f"mine/{slug}.js" for slug in slugs}
    assert max(map(len, scripts.values())) < 4_000
    prefix, suffix = b"var myTasks = ", b";\n"
    mine = json.loads(scripts[f"mine/{CLERK}.js"].removeprefix(prefix).removesuffix(suffix))
    assert [task[0] for task in mine["tasks"]] == sorted(task[0] for task in mine["tasks"])
    assert mine["owes"]
    assert not mine["leads"]


def own(index: Index, slug: str) -> list[Slot]:
    """Return what a person still owes."""
    person = next(person for person in index.register.people if person.slug == slug)
    slots = (slot for row in index.concerning(person) for slot in row.slots if slot.due)
    return [slot for slot in slots if slot.state.expected and not slot.state.done]


def expected(index: Index, slug: str) -> list[str]:
    """Return the counts of late, due this week, this month and in 30 days on the Wednesday."""
    slots = own(index, slug)
    days = [slot.order for slot in slots if slot.state is not SlotState.RETURNED]
    return [
        str(sum(first <= day <= last for day in days))
        for first, last in (
            (date.min, WEDNESDAY - timedelta(1)),
            (WEDNESDAY, SUNDAY),
            (WEDNESDAY, MONTH_END),
            (WEDNESDAY, WEDNESDAY + timedelta(30)),
        )
    ]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that remembers nothing, on a Wednesday after the build."""
    made = browser.new_context()
    made.clock.set_fixed_time(f"{WEDNESDAY}T09:00:00")
    yield made
    made.close()


def me(page: Page, slug: str) -> None:
    """Say who one is in the finder."""
    page.locator(f'[data-person="{slug}"] + button').first.click()


def test_the_card(context: BrowserContext, example_url: str, example_index: Index) -> None:
    """It counts by the day of reading, stays when the page is loaded anew, and goes away."""
    page = context.new_page()
    page.goto(example_url)
    card = page.locator("[data-card]")
    expect(card).to_be_hidden()
    me(page, CLERK)
    for _ in range(2):
        expect(card.locator("h2")).to_have_text("周小满，您的任务")
        expect(card.locator("b[data-own]")).to_have_text(expected(example_index, CLERK))
        expect(card.locator('[data-own="returned"]')).to_have_text("2")
        expect(card.locator("[data-card-tasks] li")).to_have_count(6)
        expect(card.locator("[data-card-tasks] li").nth(0)).to_contain_text("逾期")
        expect(card.locator("[data-card-tasks] li").nth(3)).to_contain_text("2026年12月5日")
        expect(card.locator("[data-card-old]")).to_be_hidden()
        page.reload()
    rest = len(own(example_index, CLERK)) - 6
    expect(card.locator("[data-card-more]")).to_have_text(f"还有 {rest} 项次")
    link = card.locator("[data-card-tasks] a").first
    name = link.text_content()
    link.click()
    expect(page.locator(":target")).to_contain_text(str(name))
    page.go_back()
    card.get_by_role("link", name="查看本人任务").click()
    expect(page.locator("h1")).to_have_text("周小满")
    page.go_back()
    expect(card.locator("[data-card-brief]")).to_be_hidden()
    me(page, LEADER)
    expect(card.locator("b[data-led]")).to_have_text(expected(example_index, LEADER))
    expect(card.locator("[data-card-own]")).to_be_hidden()
    brief = card.get_by_role("link", name="分管工作简报")
    expect(brief).to_have_attribute("href", f"{example_url}people/{LEADER}/brief/")
    page.get_by_role("button", name="不是我").click()
    expect(card).to_be_hidden()
    page.reload()
    expect(page.locator(".finder__me").first).to_be_visible()
    expect(card).to_be_hidden()


def test_where_the_late_are_not_named(
    context: BrowserContext, build_site: Callable[..., Path], example_data: Path, tmp_path: Path
) -> None:
    """What falls due is said of a person, but nothing that is late, nor what was filed."""
    folder = copy_with_cache(example_data, tmp_path / "data")
    with (folder / "unit.yml").open("a", encoding="utf-8") as unit:
        unit.write("names: department\n")
    site = build_site(folder, day=make.TODAY)
    script = (site / f"mine/{CLERK}.js").read_text(encoding="utf-8")
    days = re.findall(r'\["(\d{4}-\d\d-\d\d)",', script)
    assert min(days) >= make.TODAY.isoformat()
    with serving(site) as url:
        page = context.new_page()
        page.goto(url)
        me(page, CLERK)
        expect(page.locator('[data-own="week"]')).not_to_have_text("0")
        expect(page.locator('[data-own="late"]')).to_be_hidden()
        expect(page.locator("[data-card]")).not_to_contain_text("▲")


def test_an_old_page_says_so(context: BrowserContext, example_url: str) -> None:
    """More than a month after the build the counts may lack something."""
    context.clock.set_fixed_time("2027-01-20T09:00:00")
    page = context.new_page()
    page.goto(example_url)
    me(page, CLERK)
    expect(page.locator("[data-card-old]")).to_contain_text("2026年11月20日")


def test_without_a_term(context: BrowserContext, base_url: str) -> None:
    """There are no counts then; the card leads to the page of the person."""
    page = context.new_page()
    page.goto(base_url)
    me(page, "chen-xiaolin")
    expect(page.locator("[data-card-undated]")).to_be_visible()
    expect(page.locator("[data-card-own]")).to_be_hidden()


def test_mine_leads_on(context: BrowserContext, example_url: str) -> None:
    """我的任务 is the list, filtered by name or pinyin, until one has said who one is."""
    page = context.new_page()
    page.goto(f"{example_url}mine/")
    names = page.locator("[data-person]:visible")
    everybody = names.count()
    page.get_by_label("姓名或拼音").fill("小满")
    expect(names).to_have_text(["周小满"])
    page.get_by_label("姓名或拼音").fill("Zhou xiao")
    expect(names).to_have_text(["周小满"])
    page.get_by_label("姓名或拼音").fill("zxm")
    expect(names).to_have_text(["周小满"])
    page.get_by_label("姓名或拼音").press("Enter")
    page.wait_for_url(f"**/people/{CLERK}/")
    page.goto(f"{example_url}mine/")
    page.get_by_label("姓名或拼音").fill("没有的人")
    expect(page.get_by_text("没有这个名字。")).to_be_visible()
    page.get_by_label("姓名或拼音").fill("")
    expect(names).to_have_count(everybody)
    me(page, CLERK)
    expect(page.locator("h1")).to_have_text("周小满")
    page.goto(f"{example_url}mine/")
    page.wait_for_url(f"**/people/{CLERK}/")
    page.goto(f"{example_url}mine/?all")
    expect(page.locator("h1")).to_have_text("我的任务")
    page.goto(f"{example_url}people/{CLERK}/")
    page.get_by_role("button", name="不是我").click()
    page.goto(f"{example_url}mine/")
    expect(names).to_have_count(everybody)


def test_the_button_of_a_person(context: BrowserContext, example_url: str) -> None:
    """On a page one says that it is one's own, in place of any other."""
    page = context.new_page()
    for slug in (LEADER, CLERK):
        page.goto(f"{example_url}people/{slug}/")
        page.get_by_role("button", name="设为我").click()
        expect(page.locator("[data-me]")).to_have_text("不是我")
    page.goto(f"{example_url}people/{LEADER}/")
    expect(page.locator("[data-me]")).to_have_text("设为我")
    page.goto(example_url)
    expect(page.locator("[data-card-name]")).to_have_text("周小满")


def test_two_sites_on_one_server(
    context: BrowserContext, example: Path, site: Path, tmp_path: Path
) -> None:
    """Each remembers its own reader."""
    (tmp_path / "a").symlink_to(example)
    (tmp_path / "b").symlink_to(site)
    with serving(tmp_path) as url:
        page = context.new_page()
        page.goto(f"{url}a/")
        me(page, CLERK)
        page.goto(f"{url}b/")
        expect(page.locator(".finder__me").first).to_be_visible()
        expect(page.locator("[data-card]")).to_be_hidden()
        me(page, "chen-xiaolin")
        page.goto(f"{url}a/")
        expect(page.locator("[data-card-name]")).to_have_text("周小满")


@pytest.mark.parametrize("value", ["", "nobody-known", '"]<b>', "../x", "{", "周小满"])
def test_odd_values_are_nobody(context: BrowserContext, example_url: str, value: str) -> None:
    """Whatever is stored that is no name of the finder, the page is as for a newcomer."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(example_url)
    page.evaluate("value => localStorage.setItem('me:/', value)", value)
    for address in ("", "mine/"):
        page.goto(example_url + address)
        expect(page.locator(".finder__me").first).to_be_visible()
    expect(page.locator("h1")).to_have_text("我的任务")
    assert faults == []


def test_without_storage(context: BrowserContext, example_url: str) -> None:
    """A browser that keeps nothing offers nothing to be kept; the finder works."""
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('off'); }})"
    )
    page = context.new_page()
    page.goto(f"{example_url}mine/")
    page.get_by_label("姓名或拼音").fill("zhou")
    expect(page.locator(".finder__me")).to_have_count(0)
    expect(page.locator("[data-finder-hint]")).to_be_hidden()
    page.locator("[data-person]:visible").click()
    expect(page.locator("h1")).to_have_text("周小满")
    expect(page.locator("[data-me]")).to_be_hidden()


def test_without_scripts(browser: Browser, example_url: str) -> None:
    """The list of names is there, and no button that does nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{example_url}mine/")
    expect(page.locator("button:visible", has_text="我")).to_have_count(0)
    page.get_by_role("link", name="周小满").first.click()
    expect(page.locator("h1")).to_have_text("周小满")
    expect(page.locator("[data-me]")).to_be_hidden()
    context.close()


def test_from_a_file_share(
    context: BrowserContext, offline_example: Path, example_index: Index
) -> None:
    """The card counts there as well, and 我的任务 leads on."""
    page = context.new_page()
    page.goto((offline_example / "index.html").as_uri())
    me(page, CLERK)
    expect(page.locator("b[data-own]")).to_have_text(expected(example_index, CLERK))
    material = page.locator("[data-card-tasks] a").first
    expect(material).to_have_attribute("href", re.compile(r"/index\.html#"))
    page.goto((offline_example / "mine/index.html").as_uri())
    page.wait_for_url(f"**/people/{CLERK}/index.html")
