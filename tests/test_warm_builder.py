"""A site that follows its data within one process: after each edit what a new build would make."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allocation.base import clock
from allocation.mkdocs.in_process import BuildError, build_site
from allocation.mkdocs.site_build import SiteBuild
from allocation.mkdocs.site_files import SiteFiles
from allocation.mkdocs.warm_builder import WarmBuilder
from example import make
from helpers import DELIVERED, PROJECT, UNITS
from random_edits import edit

pytestmark = pytest.mark.programs

CLAUSE = "领导班子把创建工作列入议事日程"


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the example."""
    go_to(monkeypatch, 0)


def go_to(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Set the clock to so many days after the day of the example."""
    day = datetime(make.TODAY.year, make.TODAY.month, make.TODAY.day, tzinfo=UTC)
    seconds = (day + timedelta(days=days)).timestamp()
    monkeypatch.setenv(clock.VARIABLE, str(int(seconds)))


@pytest.fixture
def lived(tmp_path: Path, example_data: Path) -> Path:
    """A copy of the example's data, with the files that were handed in."""
    copy = tmp_path / "data"
    shutil.copytree(example_data, copy)
    return copy


def change(path: Path, old: str, new: str) -> None:
    """Change the first place where the old text stands in a data file."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def files(site: Path) -> dict[str, bytes]:
    """Return every file of a site."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


def fresh(data: Path, folder: Path) -> dict[str, bytes]:
    """Return the files of a new build."""
    build_site(PROJECT, data, folder)
    return files(folder)


EDITS = (
    ("allocation/01.yml", CLAUSE, "领导班子把创建工作摆上议事日程"),
    ("allocation/01.yml", "title: 领导重视", "title: 领导很重视"),
    ("allocation/01.yml", "name: 成立创建工作领导小组的通知", "name: 成立领导小组的通知"),
    ("allocation/02.yml", "threshold: '12'", "threshold: '13'"),
    ("allocation/02.yml", "title: 理论学习", "title: 理论学习等"),
    ("allocation/04.yml", "办公楼为租用，", "办公楼为借用，"),
    ("people.yml", "pinyin: gu chang feng", "pinyin: gu zhang feng"),
    ("people.yml", "  - name: 沈观澜\n", "  - name: 沈观澜\n    slug: shen\n"),
    ("departments.yml", "  - name: 灯塔科\n", "  - name: 灯塔科\n    slug: dengta\n"),
    ("unit.yml", "name: 虚构市海风管理局\n", "name: 虚构市海风局\n"),
    ("unit.yml", "  year: 12-15\n", "  year: 12-20\n"),
    ("filings/2025.yml", "numerator: '1.5'", "numerator: '1.6'"),
    ("filings/2025.yml", "checked_on: '2025-10-31'\n    state: 退回", "state: 已交"),
    ("filings/2025.yml", "title: 2024年12月三会一课记录", "title: 十二月三会一课记录"),
)
"""A file, what stands in it, what shall stand there: each kind of input, one after the other."""


def test_each_kind_of_input(lived: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each edit every byte is that of a new build, a day that has passed included."""
    site = tmp_path / "site"
    builder = WarmBuilder(PROJECT, site, data=lived)
    assert builder.update().written == files(site).keys()
    assert not builder.update().written
    for name, old, new in EDITS:
        change(lived / name, old, new)
        assert_fresh(builder, site, lived, name)
    gone, one, other = sorted((lived / "evidence").rglob("*.jpg"))[:3]
    gone.unlink()
    one.write_bytes(other.read_bytes())
    assert_fresh(builder, site, lived, "a file that is gone, and one that is another")
    (lived / "allocation" / "01.yml").rename(lived / "allocation" / "09.yml")
    assert_fresh(builder, site, lived, "another order of the categories")
    go_to(monkeypatch, 40)
    assert_fresh(builder, site, lived, "another day")


def assert_fresh(builder: WarmBuilder, site: Path, data: Path, what: str) -> None:
    """Update; check that the site is what a new build makes, and what is said to have changed."""
    before = files(site)
    update = builder.update()
    now, wanted = files(site), fresh(data, site.with_name("fresh"))
    assert now.keys() == wanted.keys(), what
    assert [path for path in now if now[path] != wanted[path]] == [], what
    assert update.removed == before.keys() - now.keys(), what
    assert update.written >= {path for path in now if before.get(path) != now[path]}, what


def test_few_files_are_written(lived: Path, tmp_path: Path) -> None:
    """A name in one file makes anew what shows it; an item of another category stays."""
    site = tmp_path / "site"
    builder = WarmBuilder(PROJECT, site, data=lived)
    whole = builder.update().written
    change(lived / "allocation/05.yml", "title: ", "title: 新")
    written = builder.update().written
    assert 0 < len(written) < len(whole) * 0.5
    assert "items/iii-1/index.html" not in written
    assert "data/allocation/05/index.html" in written


@pytest.mark.parametrize("path", ["categories/1/index.html", "api/allocation.json"])
def test_a_file_that_is_asked_for_first(tmp_path: Path, path: str) -> None:
    """Of each state the file is right at once; so is the site, if an edit is undone, too."""
    data, site = tmp_path / "data", tmp_path / "site"
    shutil.copytree(UNITS / "small/data", data)
    build = build_site(PROJECT, data, site)
    made, was = SiteFiles(site, build), files(site)
    text = (data / "allocation/01.yml").read_text(encoding="utf-8")

    def say(word: str) -> None:
        new = text.replace("经费保障。", word)
        (data / "allocation/01.yml").write_text(new, encoding="utf-8")
        made.begin(SiteBuild(build.around.settings.generate(), build.around))

    def follow() -> None:
        for _ in made.steps():
            pass

    follow()
    for word in ("人员保障。", "经费保障。", "设备保障。"):
        say(word)
        made.make_current(path)
        assert word in (site / path).read_text(encoding="utf-8")
    say("经费保障。")
    follow()
    assert files(site) == was
    (site / path).unlink()
    made.make_current(path)
    assert files(site) == was


def test_what_is_made_of_one_thing(tmp_path: Path) -> None:
    """The search index is right after any requests, whether the data has changed for it or not."""
    data, site = tmp_path / "data", tmp_path / "site"
    shutil.copytree(UNITS / "small/data", data)
    build, index = build_site(PROJECT, data, site), "search/search_index.json"
    made, was, text = SiteFiles(site, build), files(site), (data / "people.yml").read_text("utf-8")

    def begin(more: str) -> None:
        (data / "people.yml").write_text(f"{text}{more}", encoding="utf-8")
        made.begin(SiteBuild(build.around.settings.generate(), build.around))

    def follow() -> None:
        for _ in made.steps():
            pass

    follow()
    begin("  - name: 尉迟敬\n")
    made.make_current("assets/site.css")
    made.make_current("no/such/page/index.html")
    follow()
    assert "尉迟敬" in (site / index).read_text(encoding="utf-8")
    begin("")
    made.make_current(index)
    begin("  - name: 尉迟敬\n")
    follow()
    assert "尉迟敬" in (site / index).read_text(encoding="utf-8")
    begin("")
    follow()
    begin("# 没有变\n")
    made.make_current(index)
    assert (site / index).read_bytes() == was[index]
    begin("")
    follow()
    assert files(site) == was


def test_an_edit_before_all_files_were_looked_at(tmp_path: Path) -> None:
    """A page of the build that is there no more is removed, and an old one made anew."""
    data, site = tmp_path / "data", tmp_path / "site"
    shutil.copytree(UNITS / "small/data", data)
    text = (data / "people.yml").read_text(encoding="utf-8")
    (data / "people.yml").write_text(f"{text}  - {{name: 新来的, slug: xin}}\n", encoding="utf-8")
    build = build_site(PROJECT, data, site)
    made = SiteFiles(site, build)
    steps = made.steps()
    assert [next(steps), next(steps)]
    (data / "people.yml").write_text(text, encoding="utf-8")
    made.begin(SiteBuild(build.around.settings.generate(), build.around))
    made.make_current("people/xin/index.html")
    assert not (site / "people/xin").exists()
    for _ in made.steps():
        pass
    assert files(site) == fresh(data, tmp_path / "fresh")


def random_edits(unit: Path, sequences: int, length: int, seed: int = 0) -> Counter[str]:
    """Make random edits; check after each that the site is what a new build makes.

    :param sequences: how many times to begin with the unit as it is.
    :param length: edits of a sequence.
    :param seed: other numbers make other edits.
    :returns: how many edits were made in each field, those whose data has errors under ``refused``.
    """
    made: Counter[str] = Counter()

    @hypothesis.seed(seed)
    @settings(
        max_examples=sequences,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def check(data: st.DataObject) -> None:
        # The first example of Hypothesis is the simplest: the same edits, whatever the seed.
        hypothesis.assume(data.draw(st.integers(0, 1 << 32)))
        with tempfile.TemporaryDirectory() as name:
            folder, site = Path(name, "data"), Path(name, "site")
            shutil.copytree(unit, folder)
            builder = WarmBuilder(PROJECT, site, data=folder)
            builder.update()
            for _ in range(length):
                before = Path(name, "before")
                shutil.rmtree(before, ignore_errors=True)
                shutil.copytree(folder, before)
                field = data.draw(st.composite(edit)(folder))
                shown = files(site)
                try:
                    builder.update()
                except BuildError:
                    made["refused"] += 1
                    assert files(site) == shown, field
                    shutil.rmtree(folder)
                    before.rename(folder)
                    continue
                made[field] += 1
                now, wanted = files(site), fresh(folder, Path(name, "fresh"))
                assert now.keys() == wanted.keys(), field
                assert [path for path in now if now[path] != wanted[path]] == [], field

    check()
    return made


def test_random_edits() -> None:
    """Whatever is edited: incremental is from scratch, byte for byte."""
    made = random_edits(UNITS / "small" / "data", sequences=3, length=8)
    assert made.total() - made["refused"] > 5


def test_data_with_errors(data: Path, tmp_path: Path) -> None:
    """What is wrong is told, the site stays, and the next update goes on from there."""
    site = tmp_path / "site"
    builder = WarmBuilder(PROJECT, site, data=data)
    builder.update()
    before = files(site)
    text = (data / "people.yml").read_text(encoding="utf-8")
    (data / "people.yml").write_text(f"{text}  - nam: 甲\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"people\.yml"):
        builder.update()
    assert files(site) == before
    (data / "people.yml").write_text(text, encoding="utf-8")
    assert not builder.update().written


CHANGES = """
import pathlib, sys
from allocation.mkdocs.in_process import build_site
from allocation.mkdocs.warm_builder import WarmBuilder

project, data, site = (pathlib.Path(each).resolve() for each in ("project", "project/data", "site"))

def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()}

def change(path, old, new):
    path = project / path
    text = path.read_text(encoding="utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

builder = WarmBuilder(project, site, data=data)
builder.update()
pages = "hooks/allocation/pages"
for path, old, new in (
    ("mkdocs.yml", "网站", "本网站"),
    ("docs/about/index.md", "# 关于\\n", "# 关于\\n\\n新的一段。\\n"),
    (f"{pages}/templates/item.html", "block body %}", "block body %}<!-- new -->"),
    (f"{pages}/templates/frame/main.html", "block content %}", "block content %}<!-- n -->"),
    (f"{pages}/assets/styles/main.css", "@import", ".new-rule { color: red }\\n@import"),
):
    change(path, old, new)
    written = builder.update().written
    build_site(project, data, project.parent / "fresh")
    now, fresh = files(site), files(project.parent / "fresh")
    assert now == fresh, [path for path in {*now, *fresh} if now.get(path) != fresh.get(path)][:5]
    print(path, len(written))
"""


def test_templates_styles_and_settings(tmp_path: Path) -> None:
    """What is not data counts as well: settings, hand-written pages, templates, styles."""
    project = tmp_path / "project"
    shutil.copytree(
        PROJECT / "hooks", project / "hooks", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(PROJECT / "docs", project / "docs")
    shutil.copy(PROJECT / "mkdocs.yml", project)
    shutil.copytree(DELIVERED, project / "data")
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, 'project/hooks')\n{CHANGES}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    counts = [int(line.rpartition(" ")[2]) for line in done.stdout.splitlines()]
    assert len(counts) == 5
    assert all(counts)
