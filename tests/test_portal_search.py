"""One search over all units: in a real browser over 60 of them, and what is in its files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

import made_units
from allocation.base.grouping import grouped_pairs
from allocation.feeds.search_entries import Section
from allocation.feeds.summary import ADAPTER, Summary
from allocation.mkdocs.in_process import build_portal
from allocation.portal import reading
from allocation.portal.search import PortalSearch
from allocation.portal.source import PortalSource
from allocation.register.addresses import SEARCH_INDEX
from helpers import PROJECT, serving

COUNT = 60
PUBLIC = "u0001"
"""A unit that lets a portal name its people."""
FIRST = SEARCH_INDEX.rpartition("/")[2]
ASK = """typed => new Promise((resolve) => {
  const config = JSON.parse(document.getElementById("__config").textContent);
  const worker = new Worker(config.search);
  worker.onmessage = ({ data: message }) => {
    if (message.type === 1) worker.postMessage({ type: 2, data: typed, limit: 5 });
    if (message.type !== 3) return;
    const plain = (html) => html.replace(/<[^>]*>/g, "");
    resolve(message.data.items.map(([item]) => [plain(item.title), item.location]));
  };
})"""


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The summaries of the units."""
    return made_units.write_summaries(tmp_path_factory.mktemp("units"), COUNT, computed=10)


@pytest.fixture(scope="module")
def summaries(paths: Mapping[str, Path]) -> Mapping[str, Summary]:
    """What they say."""
    return {id: ADAPTER.validate_json(path.read_bytes()) for id, path in paths.items()}


@pytest.fixture(scope="module")
def home(paths: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of their portal."""
    site = tmp_path_factory.mktemp("portal")
    build_portal(PROJECT, paths, {}, site, title="市文明办")
    with serving(site) as url:
        yield url


@pytest.fixture
def page(browser: Browser, home: str) -> Iterator[Page]:
    """A page of the portal."""
    context = browser.new_context(base_url=home)
    page = context.new_page()
    page.goto("")
    yield page
    context.close()


def files(paths: Mapping[str, Path], *, flat: bool = False) -> dict[str, Any]:
    """Return the files of the index, read."""
    return {path: json.loads(text) for path, text in written(paths, flat=flat).items()}


def written(paths: Mapping[str, Path], *, flat: bool = False) -> dict[str, str]:
    """Return the files of the index as they are written."""
    search = PortalSearch()
    portal = reading.read(PortalSource("市文明办", paths, {}), search.add)
    manual = [Section("manual/#x", "排名怎么算", "完成率", ("文明办手册",))]
    made = search.files(portal, manual, flat=flat)
    return {path.rpartition("/")[2]: str(content) for path, content in made}


def asked_for(page: Page) -> list[str]:
    """Return a list that grows with the names of the index files that are asked for."""
    names: list[str] = []

    def note(request: Request) -> None:
        name = request.url.rpartition("/")[2]
        if name.startswith("search_index"):
            names.append(name)

    page.context.on("request", note)
    return names


def person(summaries: Mapping[str, Summary], of: str = PUBLIC) -> Any:
    """Return one of the people that a unit publishes."""
    people = summaries[of].people
    assert people
    return people[4]


@pytest.mark.parametrize(
    ("typed", "shown", "place"),
    [
        ("海东区教育局", "单位 海东区教育局", "units/u0001/"),
        ("审计局", "单位 海东区审计局", "units/u0005/"),
        ("交通局", "单位 海东区交通运输局", "units/u0000/"),
        ("hdqjyj", "单位 海东区教育局", "units/u0001/"),
        ("jiaoyuju", "单位 海东区教育局", "units/u0001/"),
        ("Ⅲ-12", "项目 Ⅲ-12 学雷锋志愿服务", "items/iii-12/"),
        ("3-12", "项目 Ⅲ-12 学雷锋志愿服务", "items/iii-12/"),
        ("学雷锋志愿服务", "项目 Ⅲ-12 学雷锋志愿服务", "items/iii-12/"),
        ("道德建设有效", "类别 三、道德建设有效", "items/iii-8/"),
        ("主官主抓", "条款 ⑴领导班子重视创建工作", "items/iii-1/"),
        ("海东区教育局 Ⅲ-12", "进度 Ⅲ-12 学雷锋志愿服务", "/sites/u0001/items/iii-12/"),
        ("审计局 志愿服务 台账", "登记 2026年", "/sites/u0005/items/iii-12/#filing-2026-"),
        (
            "海东区审计局年度创建工作计划",
            "登记 2026年年度创建",
            "/sites/u0005/items/iii-2/#filing-",
        ),
        ("登记：海东区审计局 工作计划", "登记 2026年", "/sites/u0005/items/"),
    ],
)
def test_first_result(page: Page, typed: str, shown: str, place: str) -> None:
    """Units, items, clauses and filings are found, and lead to the unit's own page."""
    first = page.evaluate(ASK, typed)[0]
    assert first[0].startswith(shown), first
    assert place in first[1], first
    assert first[1].startswith("http://wm.test/") == place.startswith("/sites/")


def test_people(page: Page, summaries: Mapping[str, Summary]) -> None:
    """By name, pinyin, initials and how one speaks of them; the result says of which unit."""
    known = person(summaries)
    pinyin = known.pinyin.split()
    for typed in (
        known.name,
        "".join(pinyin),
        "".join(each[0] for each in pinyin),
        f"人：{known.name}",
        f"谁是{known.name}",
        f"教育局 {known.name}",
    ):
        found = page.evaluate(ASK, typed)
        places = [place for _, place in found]
        assert f"http://wm.test/sites/{PUBLIC}/{known.url}" in places, (typed, found)
        title = next(title for title, place in found if place.endswith(known.url))
        assert title.startswith(f"人 {known.name} 海东区教育局"), title


def test_only_what_a_query_needs_is_read(page: Page, summaries: Mapping[str, Summary]) -> None:
    """The first file answers what units share; a person costs one letter, a filing one unit."""
    known = person(summaries)
    letter = known.letter.lower()
    for typed, more in (
        ("Ⅲ-12", set()),
        ("志愿服务", set()),
        ("海东区教育局", set()),
        (known.name, {f"search_index.people-{letter}.json"}),
        ("海东区审计局 工作计划", {"search_index.unit-u0005.json"}),
    ):
        names = asked_for(page)
        page.evaluate(ASK, typed)
        assert set(names) == {FIRST} | more, typed
        page.reload()


def test_the_box_answers_again_when_people_arrive(
    page: Page, summaries: Mapping[str, Summary]
) -> None:
    """Whoever types a name into the theme's box sees the person without typing more."""
    known = person(summaries)
    page.locator("[data-md-component=search-query]").click()
    page.keyboard.type(known.name)
    hit = page.locator(f".md-search-result a[href*='{known.url}']").first
    hit.wait_for()
    assert "海东区教育局" in hit.inner_text()
    assert (hit.get_attribute("href") or "").startswith(f"http://wm.test/sites/{PUBLIC}/people/")
    kinds = page.locator(".md-search .kinds button").all_inner_texts()
    assert kinds == ["全部", "单位", "项目", "条款", "人", "登记"]


def test_the_search_page(page: Page, summaries: Mapping[str, Summary]) -> None:
    """All results by kind; those of a unit link to its site, the shared ones to the portal."""
    page.goto("search/?q=海东区审计局 志愿服务")
    page.get_by_role("heading", name=re.compile("^登记")).wait_for()
    filings = page.locator("section", has=page.get_by_role("heading", name=re.compile("^登记")))
    addresses = {link.get_attribute("href") or "" for link in filings.locator("a").all()}
    titles = [each.title for each in summaries["u0005"].filings if "志愿服务" in each.title]
    assert len(addresses) >= len(titles) > 3
    assert all(each.startswith("http://wm.test/sites/u0005/items/") for each in addresses)
    page.goto("search/?q=Ⅲ-12")
    first = page.locator("[data-results] section a").first
    first.wait_for()
    assert first.get_attribute("href") == "../items/iii-12/"


def test_nobody_is_in_it_whom_no_unit_publishes(
    paths: Mapping[str, Path], summaries: Mapping[str, Summary]
) -> None:
    """The files of people have those of the summaries, under their letters, and no others."""
    made = files(paths)
    owners = [doc["title"] for doc in made[FIRST]["docs"]]
    found = {
        (owners[doc["owner"]], doc["title"], name.partition("people-")[2][0].upper())
        for name, content in made.items()
        if "people-" in name
        for doc in content["docs"]
    }
    assert found == {
        (each.name, known.name, known.letter)
        for each in summaries.values()
        for known in each.people or ()
    }
    silent = [each for each in summaries.values() if each.people is None]
    assert silent
    assert len(found) > 100


def test_each_unit_has_a_file_of_its_own(
    paths: Mapping[str, Path], summaries: Mapping[str, Summary]
) -> None:
    """It has the unit's items as they stand, and its filings; the first file says its name."""
    made = files(paths)
    units = [doc for doc in made[FIRST]["docs"] if doc["kind"] == 0]
    assert [doc["part"] for doc in units] == [f"unit-{id}" for id in summaries]
    for place, (id, known) in enumerate(summaries.items()):
        own = made[f"search_index.unit-{id}.json"]
        assert own["unit"] == place
        assert units[place]["site"] == known.url
        titles = [filing.title for filing in known.filings]
        assert [filing["title"] for filing in own["filings"]] == titles
        assert own["items"] == [
            [
                item.id,
                item.title,
                item.url,
                *((now.due_done, now.due, now.late) if (now := item.standing) else ()),
            ]
            for item in known.items
        ]


def test_what_units_share_stands_there_once(paths: Mapping[str, Path]) -> None:
    """A clause that two rubrics have is one entry; one that is worded in another way, another."""
    docs = files(paths)[FIRST]["docs"]
    clauses = grouped_pairs((doc["title"], doc["place"]) for doc in docs if doc["kind"] == 3)
    assert all(len(places) == len(set(places)) for places in clauses.values())
    shared = {title for title in clauses if "主官主抓" in title or "主要领导亲自抓" in title}
    assert len(shared) == 2
    assert [doc["place"] for doc in docs if doc["title"] == "排名怎么算"] == ["manual/#x"]


def test_same_bytes(paths: Mapping[str, Path]) -> None:
    """The same summaries make the same files; only the first one knows of a file share."""
    first, again, flat = written(paths), written(paths), written(paths, flat=True)
    assert first == again
    assert {name for name in first if first[name] != flat[name]} == {FIRST}


def test_hostile_names_are_text(
    paths: Mapping[str, Path], summaries: Mapping[str, Summary], tmp_path: Path
) -> None:
    """Markup and quotes in names and titles stay what they are, and the files stay JSON."""
    words = '"</script><img src=x onerror=alert(1)>\\'
    known = ADAPTER.dump_python(summaries[PUBLIC], mode="json")
    known["name"] = words
    known["people"][0]["name"] = words
    known["filings"][0]["title"] = words
    path = tmp_path / "summary.json"
    path.write_text(json.dumps(known), encoding="utf-8")
    made = files({**paths, PUBLIC: path})
    assert made[f"search_index.unit-{PUBLIC}.json"]["filings"][0]["title"] == words
    assert words in {doc["title"] for doc in made[FIRST]["docs"]}
    letter = known["people"][0]["letter"].lower()
    people = made[f"search_index.people-{letter}.json"]["docs"]
    assert words in {doc["title"] for doc in people}
