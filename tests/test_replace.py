"""What may take the place of what: nothing older, nothing lost, nothing withdrawn comes back."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdf
import pytest

from allocation import disclosed, outputs
from allocation.views import Index
from helpers import PROJECT, replace, serving
from live import git
from load import marked, publish
from target import Small, found, put, shown, step
from test_filings import FILING, TODAY

GROUP = str(os.getgid())
DIGEST = "0123456789abcdef"
FILE = f"files/{DIGEST}.pdf"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder that was marked as the one that is served."""
    folder = tmp_path / "www"
    assert step("init", folder, "site", GROUP).returncode == 0
    return folder


def refused(done: subprocess.CompletedProcess[str], target: Path, live: str, *words: str) -> None:
    """A publication failed, said in Chinese why and what to do, and left what is live."""
    assert done.returncode == 1, done.stdout
    for word in words:
        assert word in done.stderr
    assert shown(target) == live
    assert not list(target.glob("releases/.incoming-*"))


def test_a_folder_without_the_mark(tmp_path: Path) -> None:
    """What was not marked on the server may be a folder of a container, or a mount that is gone."""
    for folder in (tmp_path / "nowhere", tmp_path):
        done = publish(folder)
        assert done.returncode == 1
        assert f"scripts/publish {folder} --init" in done.stderr
        assert "没有挂载" in done.stderr
        assert "用户@主机" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_ci_never_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In CI nothing can know whether a folder is served."""
    monkeypatch.setenv("CI", "true")
    done = publish(tmp_path / "www", "--init")
    assert done.returncode == 1
    assert "CI 里不能 --init" in done.stderr
    assert not (tmp_path / "www").exists()


def test_a_mount_that_is_gone(target: Path) -> None:
    """Where the folder is there but empty, nothing is published into it."""
    put(target, Small("一"))
    shutil.move(target, target.parent / "elsewhere")
    target.mkdir()
    done = put(target, Small("二"))
    assert done.returncode == 1
    assert "没有挂载" in done.stderr
    assert list(target.iterdir()) == []


def test_only_the_web_server_reads(target: Path) -> None:
    """Every folder and file is closed to other accounts; the group of the target reads all."""
    os.umask(0o000)
    try:
        put(target, Small("一", {"people/a/index.html": "甲"}))
        # As an earlier version of the scripts left it; what is linked from there is closed, too.
        (target / "current/people").chmod(0o755)
        put(target, Small("二", {"people/a/index.html": "甲"}), keep=1)
    finally:
        os.umask(0o022)
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode & 0o027 == 0, f"{path}: {mode:o}"
            assert path.stat().st_gid == int(GROUP)
            assert mode & 0o040 or path.name == ".lock", path


def test_another_account_sees_nothing() -> None:
    """Another local account sees no release; whoever is in the group sees all of it."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        target = Path(name) / "www"
        # Only root can become somebody else; whoever is not, can at least not be refused as owner.
        root = os.geteuid() == 0
        step("init", target, "site", "games" if root else GROUP)
        put(target, Small("一"))
        page = target / "current/index.html"
        for group, code in (("games", 0), ("nogroup", 1)) if root else ((GROUP, 0),):
            become = ["setpriv", "--reuid=nobody", f"--regid={group}", "--clear-groups"]
            command = [*(become if root else ()), "cat", str(page)]
            assert subprocess.run(command, capture_output=True, check=False).returncode == code


def test_older_never_replaces_newer(target: Path) -> None:
    """A late pipeline of an earlier commit is refused, at any point, unless a reason is given."""
    old, new = Small("旧", commit="a1"), Small("新", commit="b2", history=("a1",))
    assert put(target, old).returncode == 0
    assert put(target, new).returncode == 0
    refused(put(target, old), target, "新", "更早，或是另一条线", "git pull", "--older")
    refused(put(target, Small("外", commit="-", built=9)), target, "新", "不知道是哪次提交")
    refused(put(target, Small("他", commit="c3", history=("a1",))), target, "新", "里面没有它")
    assert put(target, old, older="新的有错").returncode == 0
    assert shown(target) == "旧"
    assert "--older 新的有错" in (target / ".log").read_text(encoding="utf-8")


def test_an_older_one_that_overtakes_on_the_way(target: Path) -> None:
    """What became older while it was being sent is refused at the last moment."""
    put(target, Small("零", commit="a0"))
    old = Small("旧", commit="a1", history=("a0",))
    done = step("prepare", target, "site", f"test.{os.getpid()}", "", "", given=old.sent.encode())
    incoming, *missing = done.stdout.splitlines()
    put(target, Small("新", commit="b2", history=("a1", "a0")))
    late = step("activate", target, "site", incoming, "5", "", "", "", given=old.packed(missing))
    refused(late, target, "新", "更早，或是另一条线")


def test_the_same_pages_of_a_later_commit(target: Path) -> None:
    """Where a later commit makes the same pages, what lies between must not come after it."""
    put(target, Small("甲", commit="a1"))
    between = Small("乙", commit="b2", history=("a1",))
    same = put(target, Small("甲", commit="c3", history=("b2", "a1")))
    assert "不用发布" in same.stdout
    refused(put(target, between), target, "甲", "更早")


def test_one_commit_built_twice(target: Path) -> None:
    """Of one commit the later build stays; the earlier one, come late, is no failure."""
    put(target, Small("晨", commit="a1", built=2_000_000_000))
    done = put(target, Small("昨", commit="a1", built=1_900_000_000))
    assert (done.returncode, shown(target)) == (0, "晨")
    assert "更晚生成的一版" in done.stdout


def test_without_git_the_date_decides(target: Path) -> None:
    """Without git, older data and then an earlier build are refused."""
    put(target, Small("新", built=2_000_000_000, dated="2026-02-01"))
    refused(put(target, Small("旧", built=2_000_000_001)), target, "新", "网站上的一版更晚")
    assert put(target, Small("又", built=2_000_000_001, dated="2026-02-01")).returncode == 0


def test_two_at_once(target: Path) -> None:
    """Of a newer and an older one at once, whichever is quicker, the newer is live at the end."""
    history: tuple[str, ...] = ()
    for number in range(6):
        one = Small(f"{number}甲", commit=f"a{number}", history=history)
        two = Small(f"{number}乙", commit=f"b{number}", history=(one.commit, *history))
        history = (two.commit, one.commit, *history)
        pair = (one, two) if number % 2 else (two, one)
        with ThreadPoolExecutor(2) as both:
            done = list(both.map(lambda site: put(target, site), pair))
        assert shown(target) == two.name
        assert all(each.returncode == 0 or "更早" in each.stderr for each in done)
        assert not list(target.glob("releases/.incoming-*"))


KEY = "2026-001:aaaaaaaa"
WITH = Small("有", {FILE: "%PDF"}, (f"file {KEY} {FILE}", "says 1111"))
LOSSES = {
    "not at hand": (f"absent {KEY} -",),
    "not at hand, its digest known": (f"absent 2026-009:bbbbbbbb {DIGEST}",),
    "perhaps under a new name": ("absent 2026-001:bbbbbbbb -",),
    "next to one that is there": (f"absent {KEY} -", "file 2026-002:cccccccc files/ffff.pdf"),
}


@pytest.mark.parametrize("why", LOSSES)
def test_published_files_are_not_lost(target: Path, why: str) -> None:
    """A machine without the originals may not take published files away, unless told why."""
    put(target, WITH)
    poor = Small("无", {"files/ffff.pdf": "%PDF"}, (*LOSSES[why], "says 1111"))
    refused(put(target, poor), target, "有", FILE, "登记 2026-001", "EVIDENCE_SOURCE", "--lose")
    assert put(target, poor, lose="原件坏了").returncode == 0
    assert step("rollback", target).returncode == 0
    assert (target / "current" / FILE).is_file()


def test_files_of_a_broken_edition_are_not_lost(target: Path) -> None:
    """An earlier edition that can't be shown any more takes its files along; that is refused."""
    place = f"editions/2023/{FILE}"
    put(target, Small("有", {place: "%PDF"}, (f"file editions/2023/{KEY} {place}",)))
    refused(put(target, Small("无", {}, ("broken editions/2023/",))), target, "有", place)


def test_what_was_never_there_is_no_loss(target: Path) -> None:
    """One that has long been missing does not stop that another is withdrawn."""
    missing = "absent 2025-007:dddddddd -"
    put(target, Small("有", {FILE: "%PDF"}, (f"file {KEY} {FILE}", missing)))
    assert put(target, Small("无", {}, (missing,))).returncode == 0


SECRET = "王某某"
SAID = Small("说", {"people/x/index.html": SECRET}, ("says 1111", "says 2222"))
WITHDRAWN = {
    "a text": (SAID, Small("撤", {}, ("says 1111",))),
    "a file": (
        Small("说", {FILE: SECRET}, (f"file {KEY} {FILE}",)),
        Small("撤", {}, ()),
    ),
    "a file for another": (
        Small("说", {FILE: SECRET}, (f"file {KEY} {FILE}",)),
        Small("撤", {"files/ffff.pdf": "%PDF"}, (f"file {KEY} files/ffff.pdf",)),
    ),
}


@pytest.mark.parametrize("what", WITHDRAWN)
def test_withdrawn_never_returns(target: Path, what: str) -> None:
    """Once it is withdrawn, no release holds it, and no way back leads there."""
    before, after = WITHDRAWN[what]
    for site in (before, Small("又说", before.files, before.public), after):
        assert put(target, site).returncode == 0
    assert found(target, SECRET) == []
    done = step("rollback", target)
    refused(done, target, "撤", "没有更早的一版可以退回", "后来撤下的内容")
    put(target, Small("后", after.files, after.public))
    assert step("rollback", target).returncode == 0
    assert shown(target) == "撤"
    assert found(target, SECRET) == []


def test_open_pages_keep_their_styles(target: Path) -> None:
    """Whoever has a page of a cleared release open still gets what it names."""
    put(target, SAID)
    (style,) = (name for name in SAID.content if name.startswith("assets/"))
    for number in range(3):
        put(target, Small(f"撤{number}", {}, ("says 1111",)))
        assert (target / "current" / style).is_file()


def test_what_was_put_on_by_mistake(target: Path) -> None:
    """The way back from a release clears what only that one said."""
    put(target, Small("好", {}, ("says 1111",)))
    put(target, SAID)
    assert step("rollback", target).returncode == 0
    assert shown(target) == "好"
    assert found(target, SECRET) == []


def test_what_was_rolled_back_is_not_put_on_again(target: Path) -> None:
    """A timer or a pipeline that runs again does not undo the way back; a new commit goes live."""
    put(target, Small("好", commit="a1"))
    bad = Small("坏", commit="b2", history=("a1",))
    put(target, bad)
    assert step("rollback", target).returncode == 0
    refused(put(target, bad), target, "好", "刚退回过", "--older")
    refused(put(target, Small("坏", commit="c3", history=("b2", "a1"))), target, "好", "刚退回过")
    assert put(target, Small("改", commit="d4", history=("c3", "b2", "a1"))).returncode == 0


def test_clearing_that_was_cut_off(target: Path) -> None:
    """What a kill left of a release that is to be cleared goes with the next run."""
    put(target, SAID)
    old = (target / "current").resolve()
    kept = shutil.copytree(old, target.parent / "kept")
    after = Small("撤", {}, ("says 1111",))
    put(target, after)
    shutil.copytree(kept, old, dirs_exist_ok=True)
    assert found(target, SECRET)
    assert "不用发布" in put(target, after).stdout
    assert found(target, SECRET) == []


def test_texts_that_nobody_may_see_again(target: Path) -> None:
    """What the register does not know of is cleared on demand, with new pages or the same."""
    put(target, Small("说", {"about/index.html": SECRET}))
    after = Small("撤")
    put(target, after)
    assert found(target, SECRET)
    assert "不用发布" in put(target, after, withdraw="1").stdout
    assert found(target, SECRET) == []
    assert step("rollback", target).returncode == 1


def test_releases_that_say_nothing_of_themselves(target: Path) -> None:
    """A release of an earlier version of the scripts is taken for one that says more."""
    put(target, Small("说", {"people/x/index.html": SECRET}))
    (target / "current/.public").unlink()
    put(target, Small("新"))
    assert found(target, SECRET) == []


def test_previews(tmp_path: Path) -> None:
    """Each has a folder of its own, keeps only its newest state, may be rewritten, and ends."""
    folder = tmp_path / "previews"
    assert step("init", folder, "previews", GROUP).returncode == 0
    for number in ("7", "8"):
        put(folder / number, Small("初", commit="a1", committed=1), kind="previews", keep=1)
    put(folder / "7", Small("改", commit="b1", committed=2), kind="previews", keep=1)
    late = put(folder / "7", Small("初", commit="a1", committed=1), kind="previews", keep=1)
    assert (late.returncode, shown(folder / "7")) == (1, "改")
    assert found(folder / "7", "初") == []
    assert step("list", folder).stdout == "7 0\n8 0\n"
    assert "已移走" in step("end", folder, "7").stdout
    assert step("end", folder, "7").returncode == 0
    assert [path.name for path in folder.iterdir() if path.name[0] != "."] == ["8"]


def test_sites_and_previews_keep_apart(target: Path, tmp_path: Path) -> None:
    """A preview never lands where the site is, nor the site where previews are."""
    put(target, Small("一"))
    other = tmp_path / "previews"
    step("init", other, "previews", GROUP)
    wrong = put(target / "7", Small("二"), kind="previews")
    assert "不能放预览" in wrong.stderr
    assert "不能放网站" in put(other, Small("二")).stderr
    assert "没有动它" in step("end", target, "7").stderr
    assert shown(target) == "一"


GITLAB = {"GITLAB_CI": "1", "CI_MERGE_REQUEST_PROJECT_ID": "7"}
ACTIONS = {"GITHUB_REPOSITORY": "office/table"}
FORKS = {
    "GitLab": (GITLAB, "CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "7", "9"),
    "Actions": (ACTIONS, "GITHUB_EVENT_PATH", "office/table", "someone/table"),
}


@pytest.mark.parametrize("host", FORKS)
def test_forks_get_no_preview(host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In CI only a branch of the repository itself is shown; what can't be told is none."""
    known, variable, own, fork = FORKS[host]
    for name, value in {"CI": "true", **known}.items():
        monkeypatch.setenv(name, value)
    for source, expected in ((own, 0), (fork, 1), ("", 1)):
        event = tmp_path / "event.json"
        event.write_text(
            f'{{"pull_request": {{"head": {{"repo": {{"full_name": "{source}"}}}}}}}}',
            encoding="utf-8",
        )
        monkeypatch.setenv(variable, str(event) if host == "Actions" else source)
        command = [PROJECT / "scripts/deploy/own-branch"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == expected
        assert ("不给预览" in done.stderr) == bool(expected)
    done = publish(tmp_path, "--preview", "7")
    assert (done.returncode, "不给预览" in done.stderr) == (1, True)


@pytest.fixture
def filed(data: Path) -> Path:
    """A small data folder with one filing, with a file."""
    replace(data / "unit.yml", "confirmed: true}", "confirmed: true, start: 2024-01-01}")
    (data / "filings").mkdir()
    text = FILING.replace('box: "1"', "files: [{name: 甲/预算.pdf, people: 王某某}]")
    (data / "filings/2025.yml").write_text(text, encoding="utf-8")
    (data / "evidence/甲").mkdir(parents=True)
    writer = pypdf.PdfWriter()
    writer.add_blank_page(210, 297)
    writer.write(data / "evidence/甲/预算.pdf")
    return data


def stated(data: Path) -> set[str]:
    """Return what the site would say of its handed-in files."""
    lines = disclosed.statement(Index(outputs.check(data), TODAY)).decode().splitlines()
    assert lines == sorted(lines)
    return set(lines)


HIDING = {
    "returned": ("state: 已交", "state: 退回\n    reason: 缺章"),
    "of another title": ("title: 预算", "title: 预算表"),
    "without the name in its caption": (", people: 王某某", ""),
    "without its file": ("files: [{name: 甲/预算.pdf, people: 王某某}]", 'box: "1"'),
}


@pytest.mark.parametrize("how", HIDING)
def test_what_is_hidden_is_no_longer_said(filed: Path, how: str) -> None:
    """Each way to withdraw something takes away a line, and the texts themselves are in none."""
    before = stated(filed)
    assert "王某某" not in "".join(before)
    replace(filed / "filings/2025.yml", *HIDING[how])
    assert {line for line in before - stated(filed) if line.startswith("says")}


def test_what_moves_stays_said(filed: Path) -> None:
    """Where a document lies in its box, and that it was checked, withdraws nothing."""
    before = stated(filed)
    checked = "checked_by: 曾雅彬\n    checked_on: 2025-03-01\n    state: 已审核"
    replace(filed / "filings/2025.yml", "state: 已交", f'box: "2"\n    page: 3-4\n    {checked}')
    assert before <= stated(filed)


def test_a_title_only_piece_says_no_file(filed: Path) -> None:
    """Evidence that becomes 只列题名 has no file to lose, and what it showed is withdrawn."""
    before = stated(filed)
    old = "basis: 建议, visibility: 内网可见"
    replace(filed / "allocation/01.yml", old, "basis: 建议, visibility: 只列题名")
    after = stated(filed)
    assert not [line for line in after if not line.startswith("says")]
    assert before - after


def project(folder: Path, data: Path) -> Path:
    """Return a checkout with some data, as a git host gives it: without handed-in files."""
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    shutil.copytree(data, folder / "data", ignore=shutil.ignore_patterns("evidence"))
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "数据")
    return folder


SSH = """#!/bin/bash
case "$1 $2" in
  "-- wm@store") shift 2 ;;
  "-l wm") shift 3 ;;
  *) exit 9 ;;
esac
exec bash -c "$*"
"""


@pytest.mark.parametrize("way", ["rsync", "ssh"])
def test_handed_in_files_come_from_their_store(
    filed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """A clean clone that names the store has the files; what is not registered stays there."""
    store = filed / "evidence"
    (store / "other.pdf").write_bytes(b"%PDF-")
    clone = project(tmp_path / "clone", filed)
    monkeypatch.setenv("DATA", str(clone / "data"))
    monkeypatch.setenv("EVIDENCE_SOURCE", f"wm@store:{store}")
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "ssh").write_text(SSH, encoding="utf-8")
    (commands / "ssh").chmod(0o755)
    if way == "ssh":
        for path in Path("/usr/bin").iterdir():
            if path.name not in ("rsync", "ssh"):
                (commands / path.name).symlink_to(path)
        monkeypatch.setenv("PATH", str(commands))
    else:
        monkeypatch.setenv("PATH", f"{commands}:{os.environ['PATH']}")
    command: list[str | Path] = [PROJECT / "scripts/build", "--out", tmp_path / "site"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (copy,) = (tmp_path / "site/files").iterdir()
    assert f"files/{copy.name}" in (tmp_path / "site/.public").read_text(encoding="utf-8")
    kept = [path for path in (clone / ".evidence").rglob("*") if path.is_file()]
    assert [path.name for path in kept] == ["预算.pdf"]


def test_a_store_that_is_not_there(
    filed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that is empty, gone, or does not answer stops the build of a unit with filings."""
    monkeypatch.setenv("DATA", str(filed))
    (tmp_path / "empty").mkdir()
    for store in (tmp_path / "empty", tmp_path / "gone", "nobody@localhost.invalid:/x"):
        monkeypatch.setenv("EVIDENCE_SOURCE", str(store))
        command: list[str | Path] = [PROJECT / "scripts/build", "--out", tmp_path / "site"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert str(store) in done.stderr
        assert "网站没有生成" in done.stderr


def test_a_clean_clone_takes_nothing_away(
    filed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Published from the office, then by CI without and with the store, then by a late pipeline."""
    target = tmp_path / "www"
    marked(target)
    clone = project(tmp_path / "clone", filed)
    monkeypatch.setenv("DATA", str(clone / "data"))
    monkeypatch.setenv("EVIDENCE_SOURCE", str(filed / "evidence"))
    with serving(target) as url:
        monkeypatch.setenv("SITE_URL", f"{url}current/")
        first = publish(target)
    assert "已核对" in first.stdout, first.stderr
    monkeypatch.delenv("EVIDENCE_SOURCE")
    poor = publish(target)
    assert poor.returncode == 1
    assert re.search(r"files/[0-9a-f]{16}\.pdf（登记 2025-001）", poor.stderr)
    assert len(list(target.glob("current/files/*.pdf"))) == 1


def test_the_address_shows_another_release(target: Path, tmp_path: Path) -> None:
    """Where readers get something else, that is said, and publishing fails."""
    put(target, Small("一"))
    command = [str(PROJECT / ".venv/bin/python"), "-m", "allocation.served"]
    with serving(target / "current") as url:
        name = (target / "current").readlink().name
        expected = {(url, name): 0, (url, "20990101-000000-x"): 1, (f"{url}x/", name): 1}
        for (at, release), code in expected.items():
            done = subprocess.run([*command, at, release], capture_output=True, check=False)
            assert done.returncode == code
    silent = subprocess.run(
        [*command, "http://127.0.0.1:9/", "x"], capture_output=True, check=False
    )
    assert (silent.returncode, "没有核对" in silent.stdout.decode()) == (0, True)
