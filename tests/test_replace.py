"""What may take the place of what: nothing older, nothing lost, nothing withdrawn comes back."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdf
import pytest

from allocation.lint.validate import load_register
from allocation.pages.views.context import SiteContext
from allocation.register.index import Index
from allocation.site import disclosure_list
from helpers import PROJECT, replace, serving
from live import git
from load import marked, publish
from target import Small, found, put, shown, step
from test_filings import FILING, TODAY

pytestmark = pytest.mark.programs

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
    put(target, Small("晨", commit="a1", built=1_700_000_000))
    done = put(target, Small("昨", commit="a1", built=1_600_000_000))
    assert (done.returncode, shown(target)) == (0, "晨")
    assert "更晚生成的一版" in done.stdout


def test_without_git_the_date_decides(target: Path) -> None:
    """Without git, older data and then an earlier build are refused."""
    put(target, Small("新", built=1_700_000_000, dated="2026-02-01"))
    refused(put(target, Small("旧", built=1_700_000_001)), target, "新", "网站上的一版更晚")
    assert put(target, Small("又", built=1_700_000_001, dated="2026-02-01")).returncode == 0


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
WITH = Small("有", {FILE: "%PDF"}, (f"file {KEY} {FILE}", "text 1111"))
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
    poor = Small("无", {"files/ffff.pdf": "%PDF"}, (*LOSSES[why], "text 1111"))
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
HELD = "filing 2026-001 shown"
SAID = Small("说", {"people/x/index.html": SECRET}, (HELD, "filing 2026-002 shown", "text 1111"))
WITHDRAWN = {
    "a filing that is hidden": (SAID, Small("撤", {}, (HELD, "filing 2026-002 listed"))),
    "a filing": (SAID, Small("撤", {}, (HELD,))),
    "a listed filing": (
        Small("说", {"x.html": SECRET}, ("filing 2026-002 listed",)),
        Small("撤", {}, ()),
    ),
    "a filing of an edition": (
        Small("说", {"x.html": SECRET}, (HELD, "filing editions/2023/2026-001 shown")),
        Small("撤", {}, (HELD,)),
    ),
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
        put(target, Small(f"撤{number}", {}, (HELD,)))
        assert (target / "current" / style).is_file()


def test_what_was_put_on_by_mistake(target: Path) -> None:
    """The way back from a release clears what only that one said."""
    put(target, Small("好", {}, (HELD,)))
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
    after = Small("撤", {}, (HELD,))
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


def test_only_assets_of_the_build_are_carried(target: Path) -> None:
    """What the office put among the assets goes with its release, however it is called."""
    names = ("名单.20241128.txt", "a.0123456789.txt", "old/a.0123456789.js", "a.20241128.js")
    put(target, Small("说", {f"assets/{name}": SECRET for name in names}))
    put(target, Small("撤"), withdraw="1")
    assert found(target, SECRET) == []
    put(target, Small("说", {f"assets/{name}": SECRET for name in names}))
    put(target, Small("又"))
    assert step("rollback", target).returncode == 0
    assert put(target, Small("新")).returncode == 0
    assert found(target / "current/", SECRET) == []


def test_a_corrected_text_leaves_the_way_back(target: Path) -> None:
    """A filing that stands, with another title: the way back stays, and that is said."""
    put(target, Small("错字", {}, (HELD, "text 1111")))
    done = put(target, Small("改字", {}, (HELD, "text 2222")))
    assert "先前各版还有改过的文字；要清掉加 --withdraw" in done.stdout
    assert step("rollback", target).returncode == 0
    assert shown(target) == "错字"


def test_it_is_said_what_was_withdrawn(target: Path) -> None:
    """How many files and filings are gone, and that nobody can go back to them."""
    put(target, Small("说", {FILE: "%PDF"}, (HELD, f"file {KEY} {FILE}")))
    done = put(target, Small("撤"))
    assert "撤下 1 个文件、1 份登记；先前各版已清。" in done.stdout


def test_what_moves_to_an_edition_is_not_withdrawn(target: Path) -> None:
    """At the turn of the year all filings move to an edition: nothing is cleared or refused."""
    kept = range(20)
    files = {f"files/{n:016x}.pdf": "%PDF" for n in kept}
    here = (f"filing 2026-{n:03} shown" for n in kept)
    there = (f"filing editions/2026/2026-{n:03} shown" for n in kept)
    put(target, Small("今年", files, tuple(here)))
    moved = {f"editions/2026/{name}": text for name, text in files.items()}
    done = put(target, Small("明年", moved, tuple(there)))
    assert (done.returncode, "撤下" in done.stdout) == (0, False)
    assert step("rollback", target).returncode == 0
    assert shown(target) == "今年"


def many(name: str, count: int, year: int = 2025) -> Small:
    """A site with so many filings, each with a file."""
    of = range(count)
    lines = [f"filing {year}-{n:03} shown" for n in of]
    lines += [f"file {year}-{n:03}:aaaaaaaa files/{n:016x}.pdf" for n in of]
    return Small(name, {f"files/{n:016x}.pdf": "%PDF" for n in of}, tuple(lines))


def test_a_bad_merge_does_not_empty_the_site(target: Path) -> None:
    """Where more than a third goes at once, it is asked why; a few may always go."""
    put(target, many("全", 30))
    for left in (0, 19):
        done = put(target, many("少", left))
        words = (
            f"现有 30 份登记中的 {30 - left} 份",
            f"30 个材料文件中的 {30 - left} 个",
            "--lose",
        )
        refused(done, target, "全", *words, f"data/filings/2025.yml（{2 * (30 - left)} 处）", "git")
    assert "撤下 10 个文件、10 份登记" in put(target, many("略少", 20)).stdout
    assert put(target, many("无", 0), lose="并入局里的网站").returncode == 0
    small = target.parent / "small"
    step("init", small, "site", GROUP)
    put(small, many("全", 9))
    assert put(small, many("无", 0)).returncode == 0


def test_nothing_that_was_rolled_back_returns(target: Path) -> None:
    """All that was rolled back stays away until something new comes, not only the last."""
    sites = [
        Small(f"{n}", commit=f"c{n}", history=tuple(f"c{m}" for m in range(n))) for n in range(4)
    ]
    for site in sites[:3]:
        put(target, site)
    for _ in range(2):
        assert step("rollback", target).returncode == 0
    for site in sites[1:3]:
        refused(put(target, site), target, "0", "刚退回过")
    assert put(target, sites[2], older="还是要").returncode == 0
    refused(put(target, sites[1], older=""), target, "2", "刚退回过")
    assert put(target, sites[3]).returncode == 0
    assert not (target / ".back").exists()


def test_root_locks_nobody_out() -> None:
    """What root publishes once belongs to the account that publishes there."""
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / "www"
        target.mkdir()
        # Whoever is not root can publish for nobody else.
        if os.geteuid() == 0:
            shutil.chown(target, "games")
        step("init", target, "site", GROUP)
        for site in (Small("一"), Small("二")):
            put(target, site)
        step("rollback", target)
        assert {path.lstat().st_uid for path in target.rglob("*")} == {target.stat().st_uid}


def test_no_permission_is_no_missing_mark() -> None:
    """Who may not look into the folder is told that, not to mark it once more."""
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / "www"
        step("init", target, "site", GROUP)
        Path(name).chmod(0o755)
        target.chmod(0)
        root = os.geteuid() == 0
        become = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        script = (PROJECT / "scripts/deploy/release").read_text(encoding="utf-8")
        run = ["bash", "-c", script, "release", "ready", str(target), "site"]
        command = [*(become if root else ()), *run]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
        target.chmod(0o700)
        assert (done.returncode, "没有权限" in done.stderr) == (1, True)
        assert f"它属于 {target.owner()}" in done.stderr
        assert "--init" not in done.stderr


@pytest.mark.parametrize("line", ["BASH_VERSINFO[$(touch pwned)] 1 1 -", "a[$(id)] 0 0 -", ""])
def test_an_origin_is_never_run(target: Path, tmp_path: Path, line: str) -> None:
    """A line that comes with a site is data, here and on the server; so is one that lies there."""
    put(target, Small("一", commit="a1"))
    (target / "current/.origin").write_text(
        "- BASH_VERSINFO[$(touch pwned)] 1 -\n", encoding="utf-8"
    )
    assert put(target, Small("二", commit="b2", history=("a1",))).returncode == 0
    sent = f"{line}\n-\n{Small('三').manifest}".encode()
    done = step("prepare", target, "site", "test.1", "", "", given=sent)
    refused(done, target, "二", ".origin")
    assert not Path("pwned").exists()
    assert not [*tmp_path.rglob("pwned")]


def test_a_clock_that_is_ahead(target: Path) -> None:
    """A build from the future counts as one of now: the next from a right clock goes live."""
    put(target, Small("早", built=1_999_999_999))
    after = int((target / "current/.origin").stat().st_mtime) + 1
    done = put(target, Small("旧", built=1_600_000_000))
    refused(done, target, "早", "网站上的生成于", "这一版的生成于 2020-09-13")
    time.sleep(1.1)
    assert put(target, Small("又", built=after)).returncode == 0
    refused(put(target, Small("旧", dated="2025-12-31")), target, "又", "数据日期是 2026-01-01")


def test_init_keeps_out_of_other_folders(tmp_path: Path) -> None:
    """A folder whose releases are something else is not marked, and nothing of it counts as one."""
    for name in ("v1.0", "2024", "20240101-000000-x"):
        folder = tmp_path / name / "releases" / name
        folder.mkdir(parents=True)
        done = step("init", tmp_path / name, "site", GROUP)
        assert (done.returncode, name in done.stderr) == (1, True)
        assert not (tmp_path / name / ".allocation-target").exists()


def test_what_is_not_a_release_stays(target: Path) -> None:
    """Only what is called like a release is taken, and removed, as one."""
    (target / "releases/2024").mkdir()
    for number in range(3):
        assert put(target, Small(f"{number}"), keep=2).returncode == 0
    assert (target / "releases/2024").is_dir()


def test_what_another_host_still_sends(target: Path) -> None:
    """Of another host, the newest file tells whether something still comes."""
    put(target, Small("一"))
    for name, age in (("sending", 0), ("dead", 7200)):
        folder = target / f"releases/.incoming-pc.1.{name}"
        (folder / "files").mkdir(parents=True)
        (folder / "files/a.pdf").touch()
        then = time.time() - age
        os.utime(folder / "files/a.pdf", (then, then))
        for each in (folder / "files", folder):
            os.utime(each, (time.time() - 7200,) * 2)
    put(target, Small("二"))
    assert [path.name for path in target.glob("releases/.inc*")] == [".incoming-pc.1.sending"]


def test_a_removal_that_was_killed(tmp_path: Path) -> None:
    """What it left of a preview does not block the next removal, and goes with the next sweep."""
    folder = tmp_path / "previews"
    step("init", folder, "previews", GROUP)
    for number in ("7", "8"):
        put(folder / number, Small("初"), kind="previews", keep=1)
        (folder / f".outgoing-{number}/releases").mkdir(parents=True)
    assert "已移走" in step("end", folder, "7").stdout
    assert step("list", folder).stdout == "8 0\n"
    assert not list(folder.glob(".outgoing-*"))


def test_one_that_stays_does_not_stop_the_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of several previews the others are removed, too, where one can't be; that is a failure."""
    monkeypatch.setenv("DAYS", "0")
    monkeypatch.delenv("COMMENT_TOKEN", raising=False)
    folder = tmp_path / "previews"
    step("init", folder, "previews", GROUP)
    for number in ("7", "8"):
        put(folder / number, Small("初"), kind="previews", keep=1)
    (folder / "7/.lock").unlink()
    (folder / "7/.lock").mkdir()
    command: list[str | Path] = [PROJECT / "scripts/previews", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "预览 8 已移走" in done.stdout) == (1, True), done.stderr
    assert [path.name for path in folder.glob("[0-9]*")] == ["7"]


MISTAKES = {
    ("--rollback", "--lose", "x"): "--lose 和 --rollback 不能一起用",
    ("--rollback", "--site", "."): "--site 和 --rollback 不能一起用",
    ("--init", "--withdraw"): "--withdraw 和 --init 不能一起用",
    ("--site", "没有的"): "没有的 不是文件夹",
}


@pytest.mark.parametrize("options", MISTAKES)
def test_options_that_do_not_fit(target: Path, options: tuple[str, ...]) -> None:
    """What would be ignored is refused, in Chinese."""
    done = publish(target, *options)
    assert (done.returncode, MISTAKES[options] in done.stderr) == (2, True), done.stderr


def test_a_name_of_two_lines(tmp_path: Path) -> None:
    """A target with the end of a line in its name is refused."""
    done = publish(f"{tmp_path}/a\nb", "--init")
    assert (done.returncode, "换行" in done.stderr) == (2, True)


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
    lines = (
        disclosure_list.statement(SiteContext(Index(load_register(data), TODAY)))
        .decode()
        .splitlines()
    )
    assert lines == sorted(lines)
    return set(lines)


HIDING = {
    "returned": ("state: 已交", "state: 退回\n    reason: 缺章", "filing"),
    "of another title": ("title: 预算", "title: 预算表", "text"),
    "without the name in its caption": (", people: 王某某", "", "text"),
    "without its file": ("files: [{name: 甲/预算.pdf, people: 王某某}]", 'box: "1"', "file"),
}


@pytest.mark.parametrize("how", HIDING)
def test_what_is_hidden_is_no_longer_said(filed: Path, how: str) -> None:
    """Each way to withdraw something takes away a line, and the texts themselves are in none."""
    old, new, kind = HIDING[how]
    before = stated(filed)
    assert "王某某" not in "".join(before)
    replace(filed / "filings/2025.yml", old, new)
    gone = {line.partition(" ")[0] for line in before - stated(filed)}
    assert kind in gone
    assert ("filing" in gone) == (kind == "filing")


def test_what_moves_stays_said(filed: Path) -> None:
    """Where a document lies in its box, and that it was checked, withdraws nothing."""
    before = stated(filed)
    checked = "checked_by: 曾雅彬\n    checked_on: 2025-03-01\n    state: 已审核"
    replace(filed / "filings/2025.yml", "state: 已交", f'box: "2"\n    page: 3-4\n    {checked}')
    assert before <= stated(filed)


def test_a_title_only_piece_says_no_file(filed: Path) -> None:
    """Evidence that becomes 仅列目录 has no file to lose, and what it showed is withdrawn."""
    before = stated(filed)
    old = "basis: 建议, visibility: 内网可见"
    replace(filed / "allocation/01.yml", old, "basis: 建议, visibility: 仅列目录")
    after = stated(filed)
    assert {line.partition(" ")[0] for line in after} == {"filing", "text"}
    assert "filing 2025-001 shown" in before - after


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
exec sh -c "$*"
"""


@pytest.mark.parametrize("way", ["rsync", "ssh"])
def test_handed_in_files_come_from_their_store(
    filed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """A clean clone that names the store has the files; what is not registered stays there.

    Whatever the locale and the shell over there, a name of Chinese characters comes through.
    """
    store = tmp_path / "o'clock 材料"
    (filed / "evidence").rename(store)
    monkeypatch.setenv("LC_ALL", "C")
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
    (copy,) = (tmp_path / "site/files").glob("*.pdf")
    assert f"files/{copy.name}" in (tmp_path / "site/.public").read_text(encoding="utf-8")
    kept = [path for path in (clone / ".evidence/files").rglob("*") if path.is_file()]
    assert [path.name for path in kept] == ["预算.pdf"]
    status = ["git", "-C", str(clone), "status", "--porcelain"]
    assert b".evidence" not in subprocess.run(status, capture_output=True, check=True).stdout


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
    command = [str(PROJECT / ".venv/bin/python"), "-m", "allocation.site.release_check"]
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
