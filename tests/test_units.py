"""Many units from one list: what is built, what stays, what a broken or hostile unit can do."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import stat
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from signal import SIGKILL

import pytest

import warm
from allocation.base.problems import DataError
from allocation.units import building, forks, unit_list
from allocation.units.content_digests import ContentDigests, OutsideError
from allocation.units.sources import SourceError, UnitData, fetch
from allocation.units.store import UnitStore
from allocation.units.tasks import UnitOutcome, UnitTask
from allocation.units.unit_list import PORTAL, UnitSource
from bench.units import same
from conftest import commit, on_day
from helpers import MANUALS, PROJECT, UNITS, replace
from live import git
from unit_runs import Looker, command, run_with_kills, set_state, write_list, write_small
from webserver import nginx

LOADED = (forks,)
"""What a run would load first."""
MANUAL = PROJECT / MANUALS[2]
MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)


@dataclass(frozen=True)
class City:
    """Units of each kind, and runs over them."""

    folder: Path

    @property
    def store(self) -> Path:
        return self.folder / "store"

    def run(self, day: date = MONDAY, *options: str) -> warm.Done:
        """Run the command."""
        arguments = ["units", str(self.folder / "units.yml"), *options]
        with on_day(day):
            return warm.run(arguments, self.folder / "said")

    def shown(self, id: str) -> str:
        """Return the name of the object that a unit shows."""
        return (self.store / "sites" / id).readlink().name

    def status(self, id: str) -> dict[str, object]:
        """Return what the store says of a unit."""
        status: dict[str, object] = json.loads((self.store / "status.json").read_text("utf-8"))[id]
        return status

    def list_units(self, **more: str) -> None:
        """Write the list, with further units."""
        sources = {"folder": "folder", "repository": "repository.git", "zip": "unit.zip"}
        sources |= {"broken": "broken", "dated": "dated", **more}
        write_list(self.folder / "units.yml", sources, "store: store", "keep: 1")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A list with a folder, a repository, a zip, a unit with an error and one with a term."""
    made = City(tmp_path_factory.mktemp("city"))
    for number, name in enumerate(("folder", "work", "zipped", "broken", "dated")):
        set_state(made.folder / name, number)
    _break(made.folder / "broken")
    term = "{name: 测试届, start: 2026-01-01, years: 3, confirmed: true}"
    replace(made.folder / "dated/data/unit.yml", "{years: 3, confirmed: true}", term)
    git(made.folder / "work", "init", "--quiet", "--initial-branch=main")
    commit(made.folder / "work", "分工数据")
    git(made.folder, "clone", "--quiet", "--bare", "work", "repository.git")
    _zip(made.folder / "zipped", made.folder / "unit.zip")
    made.list_units()
    return made


@pytest.fixture(scope="module")
def first(city: City) -> warm.Done:
    """The first run."""
    return city.run()


def test_each_unit_has_a_whole_site_of_its_own(city: City, first: warm.Done) -> None:
    """But for the one with an error, which is listed; the exit code says so."""
    assert first.code == 1
    assert "5 个单位：4 个重新生成，0 个没有变化，1 个有错误。" in first.said
    assert "broken：还没有网站。\n    数据有 2 处错误：" in first.said
    assert sorted(os.listdir(city.store / "sites")) == ["dated", "folder", "repository", "zip"]
    for number, id in enumerate(("folder", "repository", "zip")):
        home = city.store / "sites" / id / "index.html"
        assert f"某{number}号局" in home.read_text(encoding="utf-8")
        assert city.shown(id).startswith(f"{id}-{city.status(id)['digest']}")
    assert "缺少“title”" in str(city.status("broken")["error"])
    assert city.status("broken")["kept"] is False
    assert city.status("folder")["error"] is None


def test_a_repository_brings_its_history(city: City, first: warm.Done) -> None:
    """As a site that is built where the repository is."""
    page = (city.store / "sites/repository/changes/index.html").read_text(encoding="utf-8")
    assert "提交到 git 以后，数据还没有改动" in page
    other = (city.store / "sites/folder/changes/index.html").read_text(encoding="utf-8")
    assert "数据不在 git 里" in other


def test_sites_share_what_they_have_in_common(city: City, first: warm.Done) -> None:
    """By hard links, of files that nobody may write."""
    sites = [city.store / "sites" / id for id in ("folder", "zip")]
    for name in ("manual/home.png", "404.html", "api/allocation.json"):
        same_file = os.path.samefile(sites[0] / name, sites[1] / name)
        assert same_file is (name == "manual/home.png")
    files = [path for path in sites[0].resolve().rglob("*") if path.is_file()]
    assert not [path for path in files if path.name.startswith(".new-")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o444}
    assert {path.name for path in sites[0].glob("assets/*.css")} >= {
        path.name for path in sites[1].glob("assets/site.*.css")
    }


def test_the_server_shows_sites_and_nothing_else(
    city: City, first: warm.Done, tmp_path: Path
) -> None:
    """Neither where they come from, nor what is wrong with them."""
    with nginx(tmp_path, city.store, file="nginx-units.conf") as url:
        answers = {
            path: _get(url + path)
            for path in ("sites/zip/", "sites/zip/nowhere/", "sites/zip", "status.json",
                         "sites/", "shared/", f"objects/{city.shown('zip')}/index.html")
        }  # fmt: skip
    assert "某2号局" in answers["sites/zip/"][1]
    assert answers["sites/zip/nowhere/"][0] == 404
    assert "某2号局" in answers["sites/zip/nowhere/"][1], "the page of the unit"
    assert answers["sites/zip"][0] == 200, "led to the folder"
    others = [answer[0] for path, answer in answers.items() if not path.startswith("sites/zip")]
    assert set(others) == {404}


def test_sites_are_pushed_as_the_manual_says(city: City, first: warm.Done, tmp_path: Path) -> None:
    """With rsync, to a web server."""
    block = MANUAL.read_text(encoding="utf-8").partition("{#units-nginx}")[2].split("```")[1]
    lines = [line.partition("#")[0].split() for line in block.splitlines() if "rsync" in line]
    assert len(lines) == 4
    for line in lines:
        places = {"/srv/units/portal": "", "web.example:/srv/units/": str(tmp_path)}
        words = [
            places.get(word, word.replace("/srv/units", str(city.store)).replace("'", ""))
            for word in line
        ]
        if all(words):
            subprocess.run(words, check=True)
    assert sorted(os.listdir(tmp_path)) == ["objects", "shared", "sites"]
    for id in ("folder", "zip"):
        shown = tmp_path.with_name(f"shown-{id}")
        # What a server never shows stays where it is.
        shutil.copytree(city.store / "sites" / id, shown, ignore=shutil.ignore_patterns(".*"))
        assert same(tmp_path / "sites" / id, shown)
    assert os.path.samefile(
        *(tmp_path / "sites" / id / "manual/home.png" for id in ("folder", "zip"))
    )


def test_later_runs(city: City, first: warm.Done) -> None:
    """What did not change is not touched; what is broken or vanished keeps its last whole site."""
    before = {path.name: path.stat() for path in (city.store / "objects").iterdir()}
    # The system notes when a file is read for the first time since it was written.
    (city.store / "status.json").read_bytes()
    written = (city.store / "status.json").stat()
    again = city.run()
    assert again.code == 1
    assert "0 个重新生成，4 个没有变化，1 个有错误" in again.said
    assert {path.name: path.stat() for path in (city.store / "objects").iterdir()} == before
    assert (city.store / "status.json").stat() == written

    set_state(city.folder / "folder", 7)
    _break(city.folder / "work")
    commit(city.folder / "work", "写错了")
    git(city.folder / "work", "push", "--quiet", str(city.folder / "repository.git"), "main")
    (city.folder / "unit.zip").unlink()
    shutil.rmtree(city.folder / "broken")
    set_state(city.folder / "broken", 8)
    later = city.run(TUESDAY)
    assert "5 个单位：3 个重新生成，0 个没有变化，2 个有错误。" in later.said
    for id in ("folder", "dated"):
        assert city.shown(id) not in before, "changed data; the day, with a term"
    assert "某8号局" in (city.store / "sites/broken/index.html").read_text(encoding="utf-8")
    for id, message in {"repository": "缺少“title”", "zip": "没有压缩包"}.items():
        assert city.shown(id) in before
        assert city.status(id)["kept"] is True
        assert message in str(city.status(id)["error"])
        assert f"{id}：网站还是 20" in later.said
    named = {path.name.rpartition("-")[0] for path in (city.store / "objects").iterdir()}
    assert len(list((city.store / "objects").iterdir())) == len(named) == 5, "keep: 1"

    shutil.rmtree(city.folder / "repository.git")
    city.list_units(folder="folder")
    write_list(city.folder / "units.yml", {"repository": "repository.git"}, "store: store")
    last = city.run(TUESDAY)
    assert "folder：不在名单里了，网站已撤下。" in last.said
    assert "那里没有 git 仓库" in last.said
    assert os.listdir(city.store / "sites") == ["repository"]
    assert [path.name for path in (city.store / "objects").iterdir()] == [city.shown("repository")]


def test_a_second_run_waits_for_the_first(tmp_path: Path) -> None:
    """It says for whom."""
    store, said = UnitStore(tmp_path / "store"), tmp_path / "said"
    write_list(tmp_path / "units.yml", {"gone": "nowhere"}, "store: store")
    second = warm.Command(["units", str(tmp_path / "units.yml")], said)
    with store.writing():
        second.begin()
        while not said.exists() or "正在等它做完" not in said.read_text(encoding="utf-8"):
            time.sleep(0.05)
    done = second.done()
    assert f"{store.folder}/.lock 正由另一个命令改着" in done.said
    assert "没有文件夹" in done.said


@pytest.mark.programs
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_last_ones_end_together(tmp_path: Path, jobs: int) -> None:
    """A run ends when nothing is left to build, however many were built at the end."""
    write_small(tmp_path, 2)
    arguments = command(tmp_path / "units.yml", "--jobs", jobs)
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=True)
    assert "2 个单位：2 个重新生成" in done.stdout


@pytest.mark.parametrize(("count", "learned"), [(4, []), (9, ["u4"])])
def test_learned_from_once(monkeypatch: pytest.MonkeyPatch, count: int, learned: list[str]) -> None:
    """One whole site is looked through for all later ones: not for a few, nor one with errors."""
    known: list[str] = []
    monkeypatch.setattr(
        building, "build", lambda task, _: UnitOutcome(task.id, "错" if task.id == "u3" else "")
    )
    monkeypatch.setattr(building, "learn", lambda task, _: known.append(task.id))
    tasks = [_task(f"u{number}") for number in range(count)]
    assert len(list(forks.run(tasks, 1))) == count
    assert known == learned


@pytest.mark.parametrize("portal", ["killed", "wrong"])
def test_a_portal_whose_process_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, portal: str
) -> None:
    """It is built by a process of its own: if that is killed, once more; errors say where."""

    def fail(*_: object) -> None:
        if portal == "killed":
            os.kill(os.getpid(), SIGKILL)
        raise KeyError(portal)

    monkeypatch.setattr(building, "_build_portal", fail)
    monkeypatch.setattr(building, "_prepare", lambda _: None)
    task = dataclasses.replace(_task(PORTAL), store=str(tmp_path), digest="0" * 16)
    with UnitStore(tmp_path).writing():
        (outcome,) = forks.run([task], 1)
    wanted = {"killed": "2 次都被中止", "wrong": "in fail\n    raise KeyError(portal)"}
    assert wanted[portal] in outcome.error


def _task(id: str) -> UnitTask:
    fields = dict.fromkeys((each.name for each in dataclasses.fields(UnitTask)), "")
    return UnitTask(**{**fields, "id": id})


@pytest.mark.programs
def test_kills_leave_no_half_site(tmp_path: Path) -> None:
    """Of the command or of what builds for it, at any moment."""
    units = write_small(tmp_path, 2)
    warm.run(["units", str(tmp_path / "units.yml")], tmp_path / "said")
    with Looker(tmp_path / "store").looking() as looker:
        done = run_with_kills(tmp_path, units, 3, 2)
        subprocess.run(command(tmp_path / "units.yml"), check=True, capture_output=True)
    assert done.clients
    assert looker.sites > 0
    assert looker.wrong == []
    anew = warm.run(
        ["units", str(tmp_path / "units.yml"), "--out", str(tmp_path / "anew")], tmp_path / "said"
    )
    assert anew.code == 0, anew.said
    for id in units:
        assert same(tmp_path / "store/sites" / id, tmp_path / "anew/sites" / id)
    assert not list((tmp_path / "store").rglob(".new-*"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("store: store\n", "没有单位"),
        ("units: []\n", "没有单位"),
        ("units:\n  - {source: a}\n", "缺少“id”"),
        ("units:\n  - {id: a}\n", "缺少“source”"),
        ("units:\n  - {id: A_1, source: a}\n", "id 写的是“A_1”"),
        ("units:\n  - {id: ../x, source: a}\n", "id 写的是“../x”"),
        ("units:\n  - {id: portal, source: a}\n", "id 是 portal"),
        ("units:\n  - {id: a, source: a}\n  - {id: a, source: b}\n", "id“a”有两个"),
        ("units:\n  - {id: a, source: a, folder: ../b}\n", "folder 是“../b”"),
        ("units:\n  - {id: a, source: a, ref: --upload-pack=x}\n", "ref 写的是“--upload-pack=x”"),
        ("units:\n  - {id: a, source: a, site_url: 'javascript:1'}\n", "site_url 写的是"),
        ("units:\n  - {id: a, source: a, sauce: b}\n", "不认识的键“sauce”"),
        ("units:\n  - a\n", "这里写的是“a”"),
        ("units:\n  - {id: a, source: a}\nkeep: 0\n", "keep 写的是“0”"),
        ("units:\n  - {id: a, source: a}\nportal: {}\n", "缺少“title”"),
        ("units: [\n", "YAML 写法有误"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """Before anything is done, with the line."""
    path = tmp_path / "units.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        unit_list.read(path)


def _fetched(tmp_path: Path, source: Path | str, **settings: str) -> UnitData:
    fields = {"ref": "", "folder": "", "evidence": "", "site_url": ""} | settings
    sources = tmp_path / "store/sources"
    sources.mkdir(parents=True, exist_ok=True)
    return fetch(UnitSource("unit", str(source), **fields), sources, ContentDigests())


Spoil = Callable[[zipfile.ZipFile], None]


def _entry(name: str, content: bytes = b"x", mode: int = 0o100644) -> Spoil:
    def add(archive: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, content)

    return add


def _bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("data/evidence/bomb", "x")
    archive.filelist[-1].file_size = 2_100_000_000


def _many(archive: zipfile.ZipFile) -> None:
    for number in range(20_001):
        archive.writestr(f"data/x/{number}", "")


HOSTILE: dict[str, tuple[Spoil, str]] = {
    "out": (_entry("data/../../../evil"), "不在文件夹里"),
    "link": (_entry("data/evidence/x", b"/etc/passwd", 0o120777), "不是普通文件"),
    "twice": (_entry("data/UNIT.yml"), "有两个"),
    "name": (_entry("data/con.yml"), "Windows 保留的名称"),
    "bomb": (_bomb, "解开有 2100 MB"),
    "many": (_many, "有 20005 个文件"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_zips_are_refused(tmp_path: Path, kind: str) -> None:
    """And write nothing outside the store."""
    spoil, message = HOSTILE[kind]
    set_state(tmp_path / "unit", 1)
    _zip(tmp_path / "unit", tmp_path / "unit.zip", spoil)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(SourceError, match=message):
        _fetched(tmp_path, tmp_path / "unit.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*before, "store"])


def test_a_zip_brings_nothing_but_its_data_folder(tmp_path: Path) -> None:
    """Neither caches of ours, from which copies would be published, nor a repository with hooks."""
    set_state(tmp_path / "unit", 1)

    def spoil(archive: zipfile.ZipFile) -> None:
        for name in (".cache/data/copies-4/x.pdf", "data/.git/config", "hooks/x.py", "/etc/x"):
            archive.writestr(name, "x")

    _zip(tmp_path / "unit", tmp_path / "unit.zip", spoil)
    got = _fetched(tmp_path, tmp_path / "unit.zip").folder
    there = {path.relative_to(got.parent).as_posix() for path in got.parent.rglob("*")}
    assert {name.partition("/")[0] for name in there} == {".fetched", "data"}
    assert "data/.git" not in there
    assert _fetched(tmp_path, tmp_path / "unit.zip").digest == ContentDigests().of(got)


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    """With what to do."""
    (tmp_path / "unit.zip").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(SourceError, match="不是 zip，或已经损坏；重新打包"):
        _fetched(tmp_path, tmp_path / "unit.zip")


def test_links_of_a_repository_lead_nowhere(tmp_path: Path) -> None:
    """They become files that say where they led."""
    work = tmp_path / "work"
    set_state(work, 1)
    (work / "data/evidence").mkdir()
    (work / "data/evidence/x.pdf").symlink_to("/etc/passwd")
    git(work, "init", "--quiet", "--initial-branch=main")
    commit(work, "链接")
    got = _fetched(tmp_path, work, ref="main")
    link = got.folder / "evidence/x.pdf"
    assert not link.is_symlink()
    assert link.read_text() == "/etc/passwd"
    (tmp_path / "store/sources/unit/.git/index.lock").touch()
    set_state(work, 2)
    commit(work, "又一次")
    assert _fetched(tmp_path, work, ref="main").history != got.history, "after a killed git, too"


def test_links_of_a_folder_may_not_lead_out(tmp_path: Path) -> None:
    """What a unit's folder shows must be its own."""
    set_state(tmp_path / "unit", 1)
    (tmp_path / "unit/data/people.yml").unlink()
    (tmp_path / "unit/data/people.yml").symlink_to(UNITS / "small/data/people.yml")
    with pytest.raises(SourceError, match=r"people\.yml 是链接，通到文件夹外面"):
        _fetched(tmp_path, tmp_path / "unit")
    with pytest.raises(OutsideError):
        ContentDigests().of(tmp_path / "unit/data")


@pytest.mark.parametrize("key", ["evidence_folder", "source_text", "word_template"])
def test_settings_may_not_name_files_of_others(tmp_path: Path, key: str) -> None:
    """But for handed-in files whose folder the list itself names."""
    set_state(tmp_path / "unit", 1)
    (tmp_path / "other").mkdir()
    path = tmp_path / "unit/data/unit.yml"
    path.write_text(f"{path.read_text('utf-8')}{key}: ../../other\n", encoding="utf-8")
    with pytest.raises(SourceError, match=f"{key} 是“../../other”，在这个单位的来源外面"):
        _fetched(tmp_path, tmp_path / "unit")
    allowed = _fetched(tmp_path, tmp_path / "unit", evidence=str(tmp_path / "other"))
    assert allowed.evidence == str(tmp_path / "other")


@pytest.mark.parametrize("source", ["ext::sh -c 'touch evil'", "--upload-pack=touch evil.git"])
def test_a_source_is_no_command(tmp_path: Path, source: str) -> None:
    """Whatever git would make of it."""
    with pytest.raises(SourceError, match="取不来"):
        _fetched(tmp_path, source, ref="main")
    assert not list(tmp_path.rglob("evil*"))


def test_digests_are_kept_by_the_state_of_files(tmp_path: Path) -> None:
    """A change shows even where size and time of a file are put back."""
    folder, kept = tmp_path / "folder", tmp_path / "kept.json"
    folder.mkdir()
    path = folder / "file"
    path.write_text("one")
    os.utime(path, (1, 1))
    digests = ContentDigests(kept)
    one = digests.of(folder)
    digests.save()
    path.write_text("two")
    os.utime(path, (1, 1))
    assert ContentDigests(kept).of(folder) != one
    kept.write_text("[")
    path.write_text("one")
    assert ContentDigests(kept).of(folder) == one


def _get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def _break(unit: Path) -> None:
    replace(unit / "data/unit.yml", "title: ", "titel: ")


def _zip(unit: Path, target: Path, spoil: Spoil = lambda archive: None) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(unit.rglob("*.yml")):
            archive.write(path, path.relative_to(unit))
        spoil(archive)
