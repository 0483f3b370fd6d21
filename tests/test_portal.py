"""The portal of many units is made of their summaries, and of nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser, Page

import made_units
from allocation.feeds.summary import ADAPTER, Summary, SummaryStanding, summary
from allocation.lint.validate import load_register
from allocation.mkdocs.in_process import BuildError, build_portal
from allocation.pages.views import SiteContext
from allocation.portal import errors, reading, snapshots
from allocation.portal.paging import SIZE
from allocation.portal.portal import Portal
from allocation.portal.ranking import percent, ranking, working
from allocation.portal.source import PortalSource
from allocation.portal.views import changes, late, status
from allocation.register.index import Index
from allocation.register.published_register import publish
from allocation.site import built_site, check
from browser import SIZES, VIEWS, pdf, violations
from helpers import PROJECT, problems, serving
from made_units import TODAY, MadeUnit

TITLE = "示例市文明办"
COUNT = 12
"""Enough for one of each kind: with people, without a term, with another rubric, broken."""
LAST_MONTH = date(2026, 10, 28)
PAGES = {
    "home": "",
    "units": "units/",
    "unit": "units/u0001/",
    "unit without a term": "units/u0003/",
    "heat map": "heat/",
    "ranking": "ranking/",
    "late": "late/",
    "changes": "changes/",
    "status": "status/",
    "items": "items/",
    "item": "items/iii-12/",
    "indicators": "indicators/",
    "indicator": "indicators/iii-12-1-01/",
    "findings": "findings/",
    "finding": "findings/1/",
    "search": "search/",
    "manual": "manual/",
    "about": "about/",
}
_VIEWS = [view for view in VIEWS if view[0] != "zoomed to 200 %"]
HOSTILE = '"><script>alert(1)</script>{{ 7 * 7 }}'


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> tuple[MadeUnit, ...]:
    """Units of all kinds."""
    return made_units.write(tmp_path_factory.mktemp("units"), COUNT)


def summaries(units: tuple[MadeUnit, ...], day: date, folder: Path) -> dict[str, Path]:
    """Write the summary of each unit that can be built; return where they are."""
    paths = {}
    for unit in units:
        if not unit.is_broken:
            index = Index(publish(load_register(unit.data)), day)
            url = f"http://wenming.test/sites/{unit.id}/"
            paths[unit.id] = folder / f"{unit.id}.json"
            content = ADAPTER.dump_json(summary(SiteContext(index, site_url=url)))
            paths[unit.id].write_bytes(content)
    return paths


@pytest.fixture(scope="module")
def known(units: tuple[MadeUnit, ...], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The summaries of today."""
    return summaries(units, TODAY, tmp_path_factory.mktemp("today"))


@pytest.fixture(scope="module")
def statuses(units: tuple[MadeUnit, ...]) -> dict[str, dict[str, Any]]:
    """What became of each unit: one is broken from the start, another one since some days."""
    built = {"built_at": "2026-11-20T08:00:00+08:00", "error": None, "kept": False, "digest": "1"}
    found: dict[str, dict[str, Any]] = {unit.id: built for unit in units}
    for unit in units:
        if unit.is_broken:
            message = "数据有 1 处错误：\n" + "\n".join(map(str, problems(unit.data)[:1]))
            found[unit.id] = {"built_at": None, "error": message, "kept": False}
    message = "仓库 https://clerk:secret@git.test/u5 取不来：没有回应\n下一行"
    found["u0005"] = {"built_at": "2026-11-03T08:05:00+08:00", "error": message, "kept": True}
    return found


@pytest.fixture(scope="module")
def history(units: tuple[MadeUnit, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshots of October."""
    folder = tmp_path_factory.mktemp("history")
    before = summaries(units, LAST_MONTH, tmp_path_factory.mktemp("october"))
    snapshots.keep(folder, portal_of(before))
    return folder


@pytest.fixture(scope="module")
def portal(known: dict[str, Path], statuses: dict[str, Any], history: Path) -> Portal:
    """The portal of these units, before it is rendered."""
    return portal_of(known, statuses, history)


def portal_of(
    known: dict[str, Path], statuses: dict[str, Any] | None = None, history: Path | None = None
) -> Portal:
    """Return what a portal is made of."""
    settings = {"title": TITLE, "summaries": known, "status": statuses, "history": history}
    return reading.read(PortalSource.of(settings))


@pytest.fixture(scope="module")
def site(
    known: dict[str, Path],
    statuses: dict[str, Any],
    history: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The portal, built."""
    folder = tmp_path_factory.mktemp("portal")
    build_portal(PROJECT, known, statuses, folder, title=TITLE, history=history)
    return folder


@pytest.fixture(scope="module")
def url(site: Path) -> Iterator[str]:
    """The address at which it is served."""
    with serving(site) as address:
        yield address


@pytest.fixture
def spoilt(known: dict[str, Path], tmp_path: Path) -> Callable[[str, Callable[[Any], object]], Any]:
    """A function that changes the summary of a unit and returns the portal."""

    def spoil(unit: str, change: Callable[[Any], object]) -> Portal:
        value = json.loads(known[unit].read_bytes())
        change(value)
        path = tmp_path / f"{unit}.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        return portal_of(known | {unit: path})

    return spoil


def parsed(site: Path, address: str) -> html.HtmlElement:
    """Return a built page."""
    return html.fromstring((site / address / "index.html").read_text(encoding="utf-8"))


def article(site: Path, address: str) -> str:
    """Return the text of a built page, without white space."""
    return "".join(parsed(site, address).find(".//article").text_content().split())


def test_site_is_whole(site: Path) -> None:
    """Every link leads somewhere, nothing comes from outside, every unit is found."""
    assert check.check(built_site.read(site)) == ()


def test_same_summaries_make_same_bytes(
    site: Path, known: dict[str, Path], statuses: Any, history: Path, tmp_path: Path
) -> None:
    """A second run, with the snapshots of this month there, changes no byte."""
    build_portal(PROJECT, known, statuses, tmp_path, title=TITLE, history=history)
    assert files(tmp_path) == files(site)


PROGRAM = """
import json, sys
from pathlib import Path
from allocation.mkdocs.in_process import build_portal
project, known, statuses, target, title, history = json.loads(sys.argv[1])
known = {id: Path(path) for id, path in known.items()}
build_portal(Path(project), known, statuses, Path(target), title=title, history=Path(history))
"""


@pytest.mark.programs
def test_two_processes_write_what_one_does(
    site: Path, known: dict[str, Path], statuses: Any, history: Path, tmp_path: Path
) -> None:
    """Here is one process, since it has threads; a program without them has another beside it."""
    given = (PROJECT, known, statuses, tmp_path, TITLE, history)
    command = [sys.executable, "-c", PROGRAM, json.dumps(given, default=str)]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": str(PROJECT / "hooks")})
    assert files(tmp_path) == files(site)


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of each file by its path."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_numbers_are_those_of_the_summaries(site: Path, portal: Portal) -> None:
    """The page of a unit, the heat map and the page of an item say what the summary says."""
    unit = next(each for each in portal.units if each.id == "u0001")
    item = next(each for each in unit.rubric.items if each.id == "Ⅲ-12")
    standing = unit.standings[item.place]
    assert standing
    assert standing.late
    row = parsed(site, unit.address).xpath("//tr[@id='iii-12']")[0].text_content()
    assert f"{standing.due_done}/{standing.due}" in row
    link = f"{unit.site}{item.path}"
    (cell,) = parsed(site, "heat/").xpath(f"//td/a[@href='{link}']")
    assert cell.text == f"▲{standing.due - standing.due_done}"
    assert f"逾期{standing.late}" in cell.get("aria-label")
    (row,) = parsed(site, item.address).xpath(f"//tr[th/a[@href='{link}']]")
    numbers = [td.text_content() for td in row.findall("td")]
    assert numbers[1:3] == [str(standing.due - standing.due_done), str(standing.late)]


def test_units_of_another_rubric_stand_apart(site: Path, portal: Portal) -> None:
    """A clause that is worded in another way makes a heat map and items of its own."""
    first, second = portal.rubrics
    assert [unit.id for unit in portal.by_rubric[second]] == ["u0009"]
    assert "u0009" not in str([unit.id for unit in portal.by_rubric[first]])
    other = next(unit for unit in portal.units if unit.id == "u0009")
    assert other.name not in article(site, "heat/")
    assert other.name in article(site, f"heat/{second.folder}")


def test_units_without_a_term(site: Path, portal: Portal) -> None:
    """They have no place, no colour, and are late with nothing."""
    without = [unit for unit in portal.units if unit.standing is None]
    assert {unit.id for unit in without} == {"u0003", "u0009"}
    assert {unit for unit, _ in portal.ranking.unranked} == set(without)
    assert "届期没有核定" in article(site, "units/u0003/")
    assert all(unit.name not in article(site, "late/") for unit in without)


def test_ranking_shares_places(known: dict[str, Path]) -> None:
    """Equal rates share a place, however they are written; the next place counts them all."""
    units = [unit for unit in portal_of(known).units if unit.standing]
    rates = [(1, 2), (3, 4), (2, 4), (0, 9), (4, 8)]
    made = [
        replace(unit, standing=counted(unit.standing, done, due))
        for unit, (done, due) in zip(units, rates, strict=False)
    ]
    nothing = replace(units[5], standing=counted(units[5].standing, 0, 0))
    found = ranking([*made, nothing])
    assert [each.place for each in found.ranked] == [1, 2, 2, 2, 5]
    assert [each.shared for each in found.ranked] == [False, True, True, True, False]
    assert [each.unit.id for each in found.ranked[1:4]] == [made[0].id, made[2].id, made[4].id]
    assert found.unranked == ((nothing, "尚无到期"),)


def counted(standing: SummaryStanding | None, done: int, due: int) -> SummaryStanding:
    """Return a standing with other numbers."""
    assert standing
    return replace(standing, due=due, due_done=done, late=due - done)


def test_rates_say_100_only_for_all() -> None:
    """A rate is rounded down to one decimal, with its working."""
    assert percent(2999, 3000) == "99.9%"
    assert percent(3000, 3000) == "100%"
    assert percent(0, 0) == "尚无到期"


def test_ranking_shows_its_working(site: Path, portal: Portal) -> None:
    """Each unit has both numbers beside its rate, and the formula stands above."""
    text = article(site, "ranking/")
    assert "完成率＝已交÷已到期应交" in text
    assert "不是测评得分" in text
    for each in portal.ranking.ranked:
        assert "".join(working(each.standing).split()) in text


def test_change_since_last_month(site: Path, portal: Portal) -> None:
    """Units are compared with their last summary of the month before."""
    found = changes.changes(portal)
    assert found
    assert found.past.month == "2026-10"
    assert found.day_then == LAST_MONTH
    assert found.now.late > found.then.late
    assert found.month.filed > 0
    row = next(row for row in found.rows if row.unit.id == "u0001")
    text = article(site, "changes/")
    assert f"{row.then.late}→{row.now.late}" in text
    assert "2026年10月" in text


def test_first_month_has_no_changes(known: dict[str, Path], tmp_path: Path) -> None:
    """Without a month before, the page says so; the snapshots of this month are kept."""
    history = tmp_path / "history"
    build_portal(PROJECT, known, {}, tmp_path / "site", title=TITLE, history=history)
    assert "还没有上个月的数" in article(tmp_path / "site", "changes/")
    assert {path.name for path in history.iterdir()} == {"2026-11"}
    assert {path.stem for path in (history / "2026-11").iterdir()} == set(known)


def test_damaged_snapshots_count_as_none(known: dict[str, Path], tmp_path: Path) -> None:
    """A snapshot of a killed run, or of another program, is no reason to stop."""
    folder = tmp_path / "2026-10"
    folder.mkdir()
    (folder / "u0001.json").write_text('{"version":"1.0","name"', encoding="utf-8")
    (tmp_path / "notes").mkdir()
    portal = portal_of(known, history=tmp_path)
    assert portal.past
    assert not portal.past.snapshots


def test_month_is_that_of_the_data(known: dict[str, Path], tmp_path: Path) -> None:
    """The day comes from the summaries, not from the clock: rebuilding later changes nothing."""
    assert portal_of(known).day == TODAY
    assert portal_of(known).month == "2026-11"


def test_status_lists_what_is_not_up_to_date(site: Path, portal: Portal) -> None:
    """Units with an earlier site, and those without any, with the place of the error."""
    text = article(site, "status/")
    assert "2026年11月3日8:05" in text
    assert "u0007" in text
    assert "没有建成过" in text
    assert len(status.view(portal).kept) == len(status.view(portal).refused) == 1
    assert "u0007" in article(site, "")


def test_errors_quote_no_data(site: Path) -> None:
    """Of an error the place is told; neither what stands there, nor passwords, nor numbers."""
    assert errors.public("数据有 1 处错误：\ndata/people.yml:3  张三\n    应为：") == (
        "数据有 1 处错误：\ndata/people.yml:3"
    )
    assert "secret" not in errors.public("仓库 https://clerk:secret@git.test/u 取不来")
    assert "350502199003078312" not in errors.public("350502199003078312 不是 zip")
    for path, content in files(site).items():
        assert b"clerk:secret" not in content, path


def test_people_only_where_the_unit_says_so(site: Path, known: dict[str, Path]) -> None:
    """Names are on the page of a unit that publishes them, and nowhere else."""
    told = summary_of(known["u0001"])
    assert told.people
    text = article(site, "units/u0001/")
    assert all(person.name in text for person in told.people)
    assert summary_of(known["u0002"]).people is None
    assert "人员" not in article(site, "units/u0002/")


def summary_of(path: Path) -> Summary:
    """Return a summary."""
    return ADAPTER.validate_json(path.read_bytes())


def test_late_units_come_first(portal: Portal) -> None:
    """The unit with the most late slots is the first of the page."""
    (page,) = late.pages(portal)
    counts = [row.standing.late for row in page.view.paged.rows]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda value: value.update(version="2.0"), "格式版本是 2.0"),
        (lambda value: value.update(version="1.1", items=[]), "格式版本是 1.1"),
        (lambda value: value.pop("items"), "items"),
        (lambda value: value["items"][0].update(url="javascript:alert(1)"), "url"),
        (lambda value: value["items"][0].update(url="items/other/"), "items/other/"),
        (lambda value: value["items"][0].update(slug="../../etc"), "slug"),
        (lambda value: value["items"].append(value["items"][0]), "有两个"),
        (lambda value: value.update(url="javascript:alert(1)"), "url"),
        (lambda value: value["standing"].update(due=0), "已到期应交 0"),
        (lambda value: value["standing"].update(late=-1), "late"),
        (lambda value: value.update(name="\u202e局"), "控制字符"),
        (lambda value: value.update(name=" "), "空的"),
    ],
)
def test_summaries_that_cannot_be_used_are_left_out(
    spoilt: Callable[..., Portal], change: Callable[[Any], object], reason: str
) -> None:
    """A broken one is listed with its reason; all others stand as they are."""
    portal = spoilt("u0001", change)
    (refused,) = portal.refused
    assert refused.id == "u0001"
    assert reason in refused.reason
    assert len(portal.units) == COUNT - 2
    assert not any(unit.id == "u0001" for unit in portal.units)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"version":1}'])
def test_files_that_are_no_summary(known: dict[str, Path], tmp_path: Path, content: bytes) -> None:
    """So does a file that is half there, or none."""
    (tmp_path / "summary.json").write_bytes(content)
    portal = portal_of(known | {"u0001": tmp_path / "summary.json", "u0002": tmp_path / "no.json"})
    assert [each.id for each in portal.refused] == ["u0001", "u0002"]


def test_ids_are_folders(known: dict[str, Path]) -> None:
    """An id that is no name of a folder is refused."""
    bad = dict.fromkeys(("../up", "a/b", "con", "大", ""), known["u0001"])
    assert {each.id for each in portal_of(known | bad).refused} == set(bad)


def test_hostile_texts_are_texts(
    spoilt: Callable[..., Portal], known: dict[str, Path], tmp_path: Path
) -> None:
    """Whatever a unit writes into a text is shown as it is, on every page."""

    def poison(value: Any) -> None:
        value["name"] = value["honor"] = value["term"]["name"] = HOSTILE
        value["url"] = 'http://x.test/"onmouseover="alert(1)'
        for key in ("items", "indicators", "departments", "filings", "findings", "people"):
            for entry in value[key]:
                entry["title" if "title" in entry else "name"] = HOSTILE
        for item in value["items"]:
            item["id"] = item["category"] = HOSTILE

    spoilt("u0001", poison)
    target = tmp_path / "site"
    hostile = known | {"u0001": tmp_path / "u0001.json"}
    error = {"built_at": HOSTILE[:40], "error": HOSTILE, "kept": True}
    build_portal(PROJECT, hostile, {"u0001": error}, target, title=HOSTILE)
    found = built_site.read(target)
    assert [page.ref.file for page in found.pages.values() if page.inline] == []
    for name in found.pages:
        tree = html.fromstring((target / name).read_bytes())
        assert not tree.xpath("//script[not(@src)][not(@type)] | //*[@onmouseover]"), name
        assert "49" not in tree.findtext(".//title"), name


def test_no_units_at_all(tmp_path: Path) -> None:
    """A portal without units is a site that says so."""
    build_portal(PROJECT, {}, {}, tmp_path / "site", title=TITLE, history=tmp_path / "history")
    assert "还没有一个单位的汇总" in article(tmp_path / "site", "")
    assert "还没有一个单位的汇总" in article(tmp_path / "site", "heat/")


def test_long_tables_have_pages(known: dict[str, Path], tmp_path: Path) -> None:
    """At 100 units a page, each unit is in the heat map, the ranking and the list once."""
    one = summary_of(known["u0001"])
    many = {}
    for number in range(2 * SIZE + 1):
        many[f"n{number}"] = tmp_path / f"{number}.json"
        many[f"n{number}"].write_bytes(ADAPTER.dump_json(replace(one, name=f"第{number}局")))
    site = tmp_path / "site"
    build_portal(PROJECT, many, {}, site, title=TITLE)
    for folder, rest in (("heat/", "heat/"), ("ranking/", "ranking/"), ("units/", "units/-/")):
        names = [
            name
            for address in (folder, f"{rest}2/", f"{rest}3/")
            for name in parsed(site, address).xpath("//tbody/tr/th/a[1]/text()")
        ]
        assert sorted(names) == sorted(f"第{number}局" for number in range(2 * SIZE + 1))
    assert check.check(built_site.read(site)) == ()


def test_settings_that_name_nothing() -> None:
    """Without a store there is one message, and no site."""
    with pytest.raises(BuildError, match="构建情况"):
        build_portal(PROJECT, {}, {"u1": 3}, Path("none"), title=TITLE)


@pytest.mark.parametrize("name", PAGES)
def test_accessible(browser: Browser, url: str, name: str) -> None:
    """Axe finds nothing, in every size and in both colours; nothing fails, nothing is fetched."""
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: said.append(line.text))
    for size, colours in _VIEWS:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        # Loaded anew: what moves when a window changes its size is not looked at.
        page.goto(f"{url}{PAGES[name]}")
        page.wait_for_load_state("networkidle")
        assert bounded(page), f"{name} is wider than the window: {size}"
        assert violations(page) == [], f"{name}, {size}, {colours}"
    page.close()
    assert all(each.startswith(url) for each in asked)
    assert said == []


def bounded(page: Page) -> bool:
    """Whether a page needs no scrolling to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_heat_map_keeps_heads_in_sight(browser: Browser, url: str) -> None:
    """Scrolled down and aside, the codes of the items and the names of the units are still seen."""
    page = browser.new_page(viewport={"width": 390, "height": 400})
    page.goto(f"{url}heat/")
    box = page.locator(".heat-map")
    box.evaluate("each => each.scrollTo(400, 150)")
    frame = box.bounding_box()
    assert frame
    for place in ("thead th:nth-child(9)", "tbody tr:nth-child(6) th"):
        seen = page.locator(f".heat-map {place}").bounding_box()
        assert seen
        assert seen["x"] >= frame["x"] - 1
        assert seen["y"] >= frame["y"] - 1
    page.close()


def test_heat_map_is_filtered(browser: Browser, url: str, portal: Portal) -> None:
    """One chip leaves the units without a term only."""
    page = browser.new_page()
    page.goto(f"{url}heat/")
    page.get_by_role("button", name="届期没有核定").click()
    shown = page.locator(".heat-map tbody tr:visible th")
    assert shown.all_inner_texts() == [
        unit.name for unit in portal.by_rubric[portal.rubrics[0]] if unit.standing is None
    ]
    page.close()


def test_paper(browser: Browser, url: str) -> None:
    """The heat map is printed on A4 across, all columns of it; other pages upright."""
    page = browser.new_page()
    printed = pdf(page, f"{url}heat/")
    assert printed.size == (842, 595)
    assert "Ⅲ-20" in printed.pages[0] or "III-20" in printed.pages[0]
    assert pdf(page, f"{url}ranking/").size == (595, 842)
    page.close()
