"""Builds in a bad place or at a bad moment: the site is the old one or the new one, never half."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from allocation.mkdocs.in_process import BuildError
from allocation.mkdocs.site_replacement import install
from allocation.runtime import atomic_swap, deterministic_zip
from helpers import DELIVERED, PROJECT, UNITS
from shared import Shared

pytestmark = pytest.mark.programs

BUILD = PROJECT / "scripts" / "build"
AUTHOR = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.getuid() == 0 else []
"""Root without rights is kept out of what is closed, as other accounts are."""
SMALL = UNITS / "small" / "data"
"""What is built where it is the place that is bad, whatever the table."""
OLD = {"sitemap.xml": b"<old/>", "index.html": b"old"}
Shown = dict[str, bytes]


def shown(site: Path) -> Shown:
    """Return every file of a site, but for what says when it was made, of which commit."""
    files = (path for path in site.rglob("*") if path.is_file() and path.name != ".origin")
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def build(site: Path, before: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Build as people do, after some shell commands, in an environment that differs."""
    command = ["bash", "-c", f'{before}\nexec "$0" --out "$1"', str(BUILD), str(site)]
    environment = {**os.environ, "DATA": str(DELIVERED), **environment}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def whole(folder: Path, data: Path) -> None:
    """Build a site where nothing goes wrong."""
    done = build(folder / "site", DATA=str(data))
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def reference(shared: Shared) -> Shown:
    """The site of the table as it was delivered, as it is when nothing goes wrong."""
    return shown(shared.made("reference", lambda folder: whole(folder, DELIVERED)) / "site")


@pytest.fixture(scope="session")
def small_reference(shared: Shared) -> Shown:
    """The same of a small unit."""
    return shown(shared.made("small-reference", lambda folder: whole(folder, SMALL)) / "site")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An old site, in a folder where nothing else is."""
    folder = tmp_path / "www" / "site"
    folder.mkdir(parents=True)
    for name, content in OLD.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("moment", [0.2, 0.9, 1.6, 2.1])
def test_killed(site: Path, reference: Shown, moment: float) -> None:
    """Whenever a build is killed, one whole site is there, and the next build clears up."""
    running = subprocess.Popen(
        [BUILD, "--out", site],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "DATA": str(DELIVERED)},
    )
    time.sleep(moment)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert shown(site) in (OLD, reference)
    left = site.parent / ".new-site.killed"
    left.mkdir()
    assert build(site).returncode == 0
    assert shown(site) == reference
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_two_at_once(site: Path, small_reference: Shown) -> None:
    """Two builds into one place do not disturb each other."""
    command: list[str | Path] = [BUILD, "--out", site]
    environment = {**os.environ, "DATA": str(SMALL)}
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) for _ in range(2)]
    assert [each.wait() for each in both] == [0, 0]
    assert shown(site) == small_reference
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_full_disk(site: Path) -> None:
    """Where a file can't be written whole, one line says so, and the old site stays."""
    done = build(site, before="ulimit -f 100")
    assert done.returncode == 1
    assert "读写出错（" in done.stderr
    assert "：文件太大，系统不许写）。" in done.stderr
    assert "网站没有生成；原来的网站不受影响。" in done.stderr
    assert "Traceback" not in done.stderr
    assert shown(site) == OLD
    assert [path.name for path in site.parent.iterdir()] == ["site"]


@pytest.mark.parametrize("parent", ["/proc", "file"])
def test_closed_place(tmp_path: Path, parent: str) -> None:
    """A place where nothing can be written is named."""
    (tmp_path / "file").write_bytes(b"")
    done = build(tmp_path / parent / "site")
    assert done.returncode == 1
    assert f"{tmp_path / parent} 写不进去；请检查权限，或换一个文件夹。" in done.stderr
    assert (tmp_path / "file").read_bytes() == b""


def test_a_file_in_the_way(tmp_path: Path) -> None:
    """A file that has the name of the site is no site, and stays."""
    (tmp_path / "site").write_bytes(b"letter")
    done = build(tmp_path / "site")
    assert (done.returncode, (tmp_path / "site").read_bytes()) == (2, b"letter")
    assert "没有动它" in done.stderr


def test_site_behind_a_link(site: Path, small_reference: Shown) -> None:
    """Where the site is a link, what it leads to is replaced, and the link stays."""
    link = site.parent.parent / "link"
    link.symlink_to(site)
    assert build(link, DATA=str(SMALL)).returncode == 0
    assert link.is_symlink()
    assert shown(site) == small_reference


ELSEWHERE: dict[str, tuple[str, dict[str, str]]] = {
    "LC_ALL=C, time zone +14, umask 077": (
        "umask 077",
        {"LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
    ),
    "LC_ALL=POSIX, 1970, another user": (
        "",
        {
            "LC_ALL": "POSIX",
            "SOURCE_DATE_EPOCH": "0",
            "HOME": "/nonexistent",
            "USER": "nobody",
            "LOGNAME": "nobody",
        },
    ),
    "a locale that is not installed, 2099": (
        "",
        {"LC_ALL": "zh_CN.GBK", "SOURCE_DATE_EPOCH": "4102358400"},
    ),
}


@pytest.mark.parametrize("where", ELSEWHERE)
def test_the_same_bytes(site: Path, reference: Shown, where: str) -> None:
    """Locale, time zone, umask, clock and user leave no trace, in names, bytes or permissions."""
    before, environment = ELSEWHERE[where]
    done = build(site, before, **environment)
    assert done.returncode == 0, done.stderr
    assert shown(site) == reference
    modes = {path.stat().st_mode & 0o777 for path in site.rglob("*")}
    assert modes == {0o755, 0o644}


def test_another_folder_without_git(tmp_path: Path, reference: Shown) -> None:
    """A copy of the files without their history, where git is broken, builds the same site."""
    copy = project(tmp_path / "副本 2", DELIVERED)
    (tmp_path / "git").write_text("#!/bin/sh\nexit 99\n", encoding="utf-8")
    (tmp_path / "git").chmod(0o755)
    found_first = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        [copy / "scripts/build"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PATH": found_first},
    )
    assert done.returncode == 0, done.stderr
    assert _without_history(shown(copy / "site")) == _without_history(reference)


def _without_history(found: Shown) -> Shown:
    """Return a site without what only git can tell."""
    told = ("changes/", "api/changes.json", "feed.xml", "index.html")
    return {name: content for name, content in found.items() if not name.startswith(told)}


def test_exchange(site: Path) -> None:
    """The new site and the old one change places in one step; a first one just moves in."""
    new = site.parent / "new"
    new.mkdir()
    atomic_swap.install(new, site)
    assert (shown(site), shown(new)) == ({}, OLD)
    atomic_swap.install(new, site.parent / "first")
    assert (shown(site.parent / "first"), new.exists()) == (OLD, False)


def _unable(*_: object) -> bool:
    return False


def test_a_file_system_that_can_not_exchange(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the exchange the names change one after the other."""
    monkeypatch.setattr(atomic_swap, "exchange", _unable)
    new = site.parent / "work" / "site"
    new.mkdir(parents=True)
    atomic_swap.install(new, site)
    assert (shown(site), shown(site.parent / "work" / "old" / "site")) == ({}, OLD)
    atomic_swap.restore(site.parent / "work")
    assert shown(site) == {}


def test_old_site_comes_back(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the new site can't move in, the old one moves back."""
    monkeypatch.setattr(atomic_swap, "exchange", _unable)
    work = site.parent / "work"
    work.mkdir()
    with pytest.raises(OSError, match="No such file"):
        atomic_swap.install(work / "site", site)
    assert shown(site) == OLD


def test_killed_between_two_names(site: Path) -> None:
    """An old site that a killed build left aside is back before the next build begins."""
    aside = site.parent / ".new-site.killed" / "old"
    aside.mkdir(parents=True)
    site.rename(aside / "site")
    done = build(site, before="ulimit -f 100")
    assert done.returncode == 1
    assert shown(site) == OLD
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_zip_is_whole_or_the_old_one(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip that can't be finished leaves the old one."""
    target = site.parent / "site.zip"
    target.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(deterministic_zip, "_entry", full)
    with pytest.raises(OSError, match="No space"):
        deterministic_zip.pack(site, target)
    assert sorted(path.name for path in site.parent.iterdir()) == ["site", "site.zip"]
    assert target.read_bytes() == b"old"


def test_swap_names_the_place(site: Path) -> None:
    """What can't be put in place is said in one line."""
    with pytest.raises(BuildError) as error:
        install(site.parent / "none", site)
    assert str(error.value).startswith(f"{site} 换不上去（没有这个文件或文件夹）")
    assert shown(site) == OLD


UNFIT = (
    "-x.png",
    "\\x.png",
    'x".png',
    "a:b.png",
    "a?b.png",
    "a#b.png",
    "x%20y.png",
    "new\nline.png",
)
FIT = (
    "a b.png",
    "a'b.png",
    "$(x).png",
    ";x&y.png",
    "{{ x }}.png",
    "汉字😀.png",
    "x" * 190 + ".txt",
)


def project(folder: Path, data: Path = SMALL) -> Path:
    """Copy what a build reads, and link what it runs on."""
    shutil.copytree(data, folder / "data")
    for name in ("docs", "hooks", "scripts"):
        # What other programs compile meanwhile comes and goes.
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / name, folder / name, ignore=ignored)
    for path in PROJECT.glob("*.*"):
        if path.is_file():
            shutil.copy(path, folder)
    (folder / ".venv").symlink_to(PROJECT / ".venv")
    return folder


def test_names_that_no_site_can_have(tmp_path: Path, site: Path) -> None:
    """Names in docs/ that would break addresses, Windows or commands are all said at once."""
    made = project(tmp_path / "project")
    odd = os.fsdecode("国".encode("gbk") + b".png")
    for name in (*UNFIT, odd, "Same.png", "same.png", "y" * 240 + ".png"):
        (made / "docs" / name).write_bytes(b"x" * 2000)
    command = [str(made / "scripts/build"), "--out", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"docs/ 里有 {len(UNFIT) + 3} 个名称不能放上网站，请改名：" in done.stderr
    for name in (*UNFIT, odd, "same.png", "y" * 240):
        assert f"\n  {repr(name)[1:-1]}" in done.stderr
    assert shown(site) == OLD


def test_names_that_are_only_odd(tmp_path: Path, site: Path) -> None:
    """Names that only shells trip over are built, checked and packed like others."""
    made = project(tmp_path / "分工 '站' #1")
    for name in FIT:
        (made / "docs" / name).write_bytes(b"x" * 2000)
    commands: list[list[str | Path]] = [
        [made / "scripts/build", "--out", site],
        [made / ".venv/bin/allocation", "check-site", site],
        [made / "scripts/deploy/compress", site],
    ]
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert {*FIT} <= {path.name for path in site.iterdir()}
    assert (site / f"{FIT[-1]}.gz").is_file()


def test_other_accounts(tmp_path: Path) -> None:
    """An account that may only read the checkout builds into a folder of its own.

    Git refuses it the history of somebody else's folder; there is neither a home nor a cache.
    """
    made = project(tmp_path / "project")
    for command in (["init", "-q"], ["add", "data"], [*AUTHOR, "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", made, *command], check=True)
    paths = [made, *made.rglob("*")]
    for path in paths:
        if os.getuid() == 0:
            os.chown(path, 65534, 65534, follow_symlinks=False)
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222)
    build = [str(made / "scripts/build"), "--out", str(tmp_path / "out/site")]
    run = [*POWERLESS, "env", "-u", "HOME", *build]
    done = subprocess.run(run, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert (tmp_path / "out/site/index.html").stat().st_mode & 0o777 == 0o644
    assert [made, *made.rglob("*")] == paths
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


DEAD = "http://127.0.0.1:9"


def test_proxies_that_are_dead(site: Path, small_reference: Shown) -> None:
    """A build makes no connection: proxies that nobody serves change nothing."""
    names = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    dead = dict.fromkeys(names, DEAD)
    done = build(site, DATA=str(SMALL), TMPDIR=str(site.parent), **dead)
    assert done.returncode == 0, done.stderr
    assert shown(site) == small_reference
