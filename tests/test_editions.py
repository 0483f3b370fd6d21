"""Earlier editions: a new one takes the place of the old, which stays on the site as it was."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import html
from playwright.sync_api import Browser

from allocation.cli import main
from allocation.register.addresses import SEARCH_INDEX
from allocation.runtime import atomic_swap
from allocation.runtime.streaming import TextStream
from allocation.site import built_site, check, outputs
from allocation.site.outputs import Site
from allocation.versions import editions
from browser import SIZES, violations
from conftest import on_day
from example import make
from helpers import UNITS, replace, serving
from shared import copy_with_cache
from test_carry_over import HEAD, ROWS, table

OLD = "editions/2024-2026/"


@pytest.fixture(scope="module")
def folder(example_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, carried over to a new edition; beside the old one lies one that is wrong."""
    root = tmp_path_factory.mktemp("editions")
    copy_with_cache(example_data, root / "data")
    for year in ("2024", "2025"):
        (root / "data" / "filings" / f"{year}.yml").unlink()
    replace(root / "data" / "allocation" / "01.yml", "title: 制度健全", "title: 规章完备")
    rubric = table(root / "new.docx", HEAD, ROWS)
    data = ("--data", str(root / "data"))
    with on_day(make.TODAY):
        run("carry-over", str(rubric), *data, "--into", str(root / "next"), "--write")
    for path in (root / "next" / "allocation").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        owned = text.replace("      - clauses:", "      - leaders: [顾长风]\n        clauses:")
        path.write_text(owned, encoding="utf-8")
    run("start-edition", str(root / "next"), "--keep-as", "2024-2026", *data)
    spoilt = root / "data" / "editions" / "2021 年版"
    shutil.copytree(UNITS / "small" / "data", spoilt)
    replace(spoilt / "people.yml", "people:", "persons:")
    return root / "data"


@pytest.fixture(scope="module")
def built(build_site: Callable[..., Path], folder: Path) -> Path:
    """Their site."""
    return build_site(folder, day=make.TODAY)


def run(*arguments: str) -> Result:
    """Run a command that must succeed."""
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == 0, done.output
    return done


def page(site: Path, address: str) -> html.HtmlElement:
    """Return the tree of a page."""
    return html.fromstring((site / address / "index.html").read_bytes())


def files(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_old_data_is_kept_byte_by_byte(folder: Path, example_data: Path) -> None:
    """The old folder is renamed, not written anew; the new one has neither filings nor evidence."""
    kept, given = files(folder / "editions" / "2024-2026"), files(example_data)
    changed = {"allocation/01.yml", "filings/2024.yml", "filings/2025.yml"}
    assert {name: given[name] for name in given if name not in changed} == {
        name: kept[name] for name in kept if name not in changed
    }
    assert not (folder / "filings").exists()
    assert not (folder / "evidence").exists()
    assert not (folder.parent / "next").exists()


def test_the_site_is_whole(built: Path) -> None:
    """Every link of both editions leads somewhere, and the checks before going live pass."""
    assert check.check(built_site.read(built)) == ()


def test_the_list(built: Path) -> None:
    """The list has every edition with years and counts; the navigation leads to it."""
    rows = [
        " ".join(" ".join(row.itertext()).split())
        for row in page(built, "editions").xpath("//tbody/tr")
    ]
    assert rows[0].startswith("2024-2026 虚构市海风管理局创建")
    assert rows[0].endswith("2024—2026 项目 9 个、条款 19 条、材料 46 项、人员 9 人、登记 100 份")
    assert re.fullmatch("2021 年版 — 无法查看 ：数据有错误", rows[1])
    (line,) = page(built, "boxes").xpath("//nav[@class='subtabs'][@aria-label='档案']")
    assert line.xpath(".//a/@href")[-1] == "../editions/"


def test_a_banner_leads_to_the_page_of_today(built: Path) -> None:
    """Each old page says so and links to today's page under its title, else to the home page."""
    for path in (built / OLD).rglob("index.html"):
        where = path.relative_to(built / OLD).as_posix().removesuffix("index.html")
        (banner,) = html.fromstring(path.read_bytes()).xpath("//p[@role='note'][b]")
        assert "往届：2024-2026。现行版见" in str(banner.text_content())
        current, every = banner.xpath("./a/@href")
        up = "../" * where.count("/")
        assert every == f"{up}../../editions/"
        known = where if where != "about/" and (built / where / "index.html").is_file() else ""
        assert current == f"{up}../../{known}"
    (banner,) = page(built, f"{OLD}items/iii-2").xpath("//p[@role='note'][b]")
    assert "现行版见 Ⅲ-2 制度健全" in str(banner.text_content())
    assert not page(built, "items/iii-2").xpath("//p[@role='note'][b]")


def test_links_keep_within_their_edition(built: Path) -> None:
    """But for the banner, the frame and the manual, an old page links to its own edition."""
    for path in (built / OLD).rglob("index.html"):
        tree = html.fromstring(path.read_bytes())
        depth = path.relative_to(built / OLD).as_posix().count("/")
        (content,) = tree.xpath("//article")
        theirs = "ancestor::template or ancestor::aside or parent::p[@role='note']"
        for link in content.xpath(f".//a[not({theirs})]/@href"):
            above = len(re.match(r"(?:\.\./)*", link)[0]) // 3  # type: ignore[index]
            assert above <= depth or re.search(r"(^|/)manual/", link), (path, link)


def test_nobody_edits_an_old_page(built: Path, build_site: Callable[..., Path]) -> None:
    """Old pages have no edit link, say where their data lies, and take away their own data."""
    old, new = page(built, f"{OLD}items/iii-1"), page(built, "items/iii-1")
    assert new.xpath("//a[@rel='edit']")
    assert not old.xpath("//a[@rel='edit'] | //a[contains(@class, 'md-content__button')]")
    assert "出处：data/editions/2024-2026/allocation/01.yml:" in str(old.text_content())
    taken = old.xpath("//aside[@class='takeaway']//a/@href")
    assert taken == [
        "../../../../editions/2024-2026/api/items/iii-1.json",
        "../../api/allocation.json",
        "../../downloads/allocation.xlsx",
    ]
    assert not set(old.xpath("//@data-tick")) & set(new.xpath("//@data-tick"))


def test_what_is_current_knows_nothing_of_it(built: Path) -> None:
    """Search, data for programs and the feed of today are the current edition's alone.

    Of an earlier edition, the search finds the home page and nothing else.
    """
    index = (built / SEARCH_INDEX).read_text(encoding="utf-8")
    places = [doc["place"] for doc in json.loads(index)["docs"]]
    assert sorted(place for place in places if "editions/" in place) == [
        "editions/",
        "editions/2021nian-ban/",
        OLD,
    ]
    data = json.loads((built / "api" / "allocation.json").read_text(encoding="utf-8"))
    feed = (built / "feed.xml").read_text(encoding="utf-8")
    assert "规章完备" in (built / OLD / "items/iii-2/index.html").read_text(encoding="utf-8")
    assert "制度健全" in index
    for said in (index, json.dumps(data, ensure_ascii=False), feed):
        assert "规章完备" not in said
    for said in (json.dumps(data, ensure_ascii=False), feed):
        assert "editions/" not in said
    assert not (built / OLD / "search").exists()


def test_old_filings_are_shown(built: Path) -> None:
    """What was filed then is seen there, with its files."""
    item = page(built, f"{OLD}items/iii-5")
    (first, *_) = item.xpath("//a[@class='file']/@href")
    assert (built / OLD / "items/iii-5" / first).resolve().is_file()
    assert not page(built, "items/iii-5").xpath("//a[@class='file']")


def test_a_wrong_edition_stops_nothing(built: Path, folder: Path) -> None:
    """What is wrong stands on its page, among the findings and in lint, with file and line."""
    place = "data/editions/2021 年版/people.yml:"
    (wrong,) = (each for each in editions.read(folder) if each.problems)
    assert "这一版的数据有" in str(page(built, wrong.address).text_content())
    for address in (wrong.address, "check"):
        assert place in str(page(built, address).text_content())
    assert f"往届 2021 年版 无法查看：{place}" in run("lint", "--data", str(folder)).output


def test_a_template_that_is_gone_stops_nothing(data: Path) -> None:
    """An old edition that lints but can't be made is a wrong one, too."""
    old = data / "editions" / "old"
    shutil.copytree(UNITS / "small" / "data", old)
    with (old / "unit.yml").open("a", encoding="utf-8") as unit:
        unit.write("word_template: none.docx\n")
    site = outputs.generate(data)
    (edition,) = site.context.editions
    assert [str(each.ref) for each in edition.problems] == [
        f"data/editions/old/unit.yml:{len((old / 'unit.yml').read_text('utf-8').splitlines())}"
    ]
    assert [each.path for each in site.outputs if each.path.startswith("editions/")] == [
        "editions/index.html",
        "editions/old/index.html",
    ]


def contents(site: Site) -> dict[str, object]:
    """Return everything of a site under its path."""
    return {
        each.path: str(each.content) if isinstance(each.content, TextStream) else each.content
        for each in site.outputs
    }


def test_without_editions_nothing_is_there(data: Path) -> None:
    """No page, no entry of the navigation, no rule: the site is what it would be."""
    before = contents(outputs.generate(data))
    assert not [path for path in before if path.startswith("editions")]
    (data / "editions").mkdir()
    site = outputs.generate(data)
    assert contents(site) == before
    entries = [{"首页": "index.md"}, {"档案": [{"档案盒": "boxes/index.md"}]}]
    assert site.navigation(entries) == entries


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A new data folder and the one in force."""
    for name in ("data", "next"):
        shutil.copytree(UNITS / "small" / "data", tmp_path / name)
    return tmp_path / "next", tmp_path / "data"


def started(new: Path, data: Path, name: str) -> Result:
    """Run the command, whatever comes of it."""
    options = ["--keep-as", name, "--data", str(data)]
    return CliRunner().invoke(main, ["start-edition", str(new), *options])


def test_editions_before_stay_beside(pair: tuple[Path, Path]) -> None:
    """Editions that lay with the old data lie with the new."""
    new, data = pair
    shutil.copytree(UNITS / "small" / "data", data / "editions" / "first")
    assert started(new, data, "second").exit_code == 0
    assert sorted(each.name for each in (data / "editions").iterdir()) == ["first", "second"]
    assert not (data / "editions" / "second" / "editions").exists()
    assert [each.slug for each in editions.read(data)] == ["second", "first"]


def test_where_names_cannot_be_exchanged(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a file system that can't exchange two names, they change one after the other."""
    new, data = pair
    before = files(data)
    monkeypatch.setattr(atomic_swap, "exchange", lambda *_: False)
    assert started(new, data, "old").exit_code == 0
    assert files(data / "editions" / "old") == before


def test_what_cannot_be_renamed_stays(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system refuses, both folders are as they were, and the message says so."""
    new, data = pair

    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link", str(data))

    monkeypatch.setattr(atomic_swap, "exchange", refuse)
    before = files(new), files(data)
    assert "放在" in started(new, data, "old").output
    assert (files(new), files(data)) == before


def test_files_of_a_term_that_goes_on_are_linked(example_data: Path, tmp_path: Path) -> None:
    """Where filings go along, both editions have the files, and the disk has them once."""
    for name in ("data", "next"):
        shutil.copytree(example_data, tmp_path / name)
    shutil.rmtree(tmp_path / "next" / "evidence")
    assert started(tmp_path / "next", tmp_path / "data", "old").exit_code == 0
    old, new = (
        sorted(path for path in folder.rglob("*.pdf"))
        for folder in (tmp_path / "data/editions/old/evidence", tmp_path / "data/evidence")
    )
    assert len(old) == len(new) > 0
    assert old[0].samefile(new[0])


@pytest.mark.parametrize("name", ["", "..", "a/b", ".git", "con", "x" * 300, "first"])
def test_names_of_editions(pair: tuple[Path, Path], name: str) -> None:
    """A name that is taken, or no folder can have, changes nothing."""
    new, data = pair
    (data / "editions" / "first").mkdir(parents=True)
    before = files(new), files(data)
    assert started(new, data, name).exit_code == 1
    assert (files(new), files(data)) == before


def test_a_new_edition_must_be_right(pair: tuple[Path, Path]) -> None:
    """Data with errors does not take the place of what works; every error is told."""
    new, data = pair
    replace(new / "people.yml", "people:", "persons:")
    done = started(new, data, "old")
    assert done.exit_code == 1
    assert "next/people.yml:" in done.output
    assert not (data / "editions").exists()
    assert "一个在另一个里面" in started(data, data, "old").output


def test_axe_is_silent(built: Path, folder: Path, browser: Browser) -> None:
    """The new kinds of pages have no violation, nor do they scroll sideways on a phone."""
    (wrong,) = (each.address for each in editions.read(folder) if each.problems)
    kinds = {"desktop": ("editions/", wrong, OLD), "phone": (f"{OLD}items/iii-1/",)}
    with serving(built) as url:
        for size, addresses in kinds.items():
            width, height = SIZES[size]
            tab = browser.new_page(viewport={"width": width, "height": height})
            for address in addresses:
                tab.goto(url + address)
                assert violations(tab) == [], address
                assert tab.evaluate("document.documentElement.scrollWidth") == width
            tab.close()
