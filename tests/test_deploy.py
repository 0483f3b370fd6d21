"""Going live: what is looked at before; no kill, no rival and no damage breaks the site."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from allocation.site import built_site, check
from helpers import PROJECT, UNITS, replace
from live import STEPS, git, host, seen
from load import attempts, marked, publish, readers, release
from webserver import nginx

pytestmark = pytest.mark.programs


@pytest.fixture
def spoilt(small_site: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt by the test."""
    return shutil.copytree(small_site, tmp_path / "site")


def said(site: Path) -> list[str]:
    """Return what is wrong with a site, each in one line."""
    return [str(problem) for problem in check.check(built_site.read(site))]


def add(page: Path, markup: str) -> None:
    """Add markup at the end of a page."""
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</body>", f"{markup}</body>"), encoding="utf-8")


def test_a_good_site_has_no_fault(small_site: Path, site: Path, example: Path) -> None:
    """Nothing is wrong with what we build."""
    assert said(small_site) == said(site) == said(example) == []


IN_PAGES = {
    '<a href="people/nobody/">x</a>': "链接 people/nobody/ 打不开：没有 people/nobody/index.html",
    '<a href="people/#nowhere">x</a>': "打不开：people/index.html 里没有 #nowhere",
    '<img src="lost.png">': "链接 lost.png 打不开：没有 lost.png",
    '<script src="https://cdn.example/x.js"></script>': "要从外面取 https://cdn.example/x.js",
    '<img src="//cdn.example/x.png">': "要从外面取 //cdn.example/x.png",
    "<script>alert(1)</script>": "页面里直接写了脚本或样式：<script>",
    '<p style="color: red">x</p>': '页面里直接写了脚本或样式：<p style="color: red">',
    '<p onclick="alert(1)">x</p>': '页面里直接写了脚本或样式：<p onclick="alert(1)">',
    '<a href="javascript:alert(1)">x</a>': "页面里直接写了脚本或样式：javascript:alert(1)",
}


@pytest.mark.parametrize("markup", IN_PAGES)
def test_what_is_wrong_in_a_page(spoilt: Path, markup: str) -> None:
    """A dead link, a missing anchor, something from outside, something inline: each is named."""
    page = spoilt / "index.html"
    add(page, markup)
    (message,) = said(spoilt)
    line = page.read_text(encoding="utf-8").count("\n") + 1
    assert message.startswith("index.html:")
    assert 1 < int(message.partition(":")[2].partition(" ")[0]) <= line
    assert IN_PAGES[markup] in message
    assert "办法：" in message


def test_links_that_leave_are_no_fault(spoilt: Path) -> None:
    """A page may lead to the git host, a calendar, a mailbox: nothing is fetched from there."""
    for target in ("http://git.example/x", "webcal://x/y.ics", "mailto:x@example", "#", "?q=1"):
        add(spoilt / "index.html", f'<a href="{target}">x</a>')
    assert said(spoilt) == []


def test_a_truncated_page(spoilt: Path) -> None:
    """A page that breaks off is told by name and line; so is an empty one."""
    page = spoilt / "about/index.html"
    content = page.read_bytes()
    page.write_bytes(content[: len(content) * 2 // 3])
    (spoilt / "404.html").write_bytes(b"")
    broken = [message for message in said(spoilt) if "到这里断了" in message]
    assert [message.partition(":")[0] for message in broken] == ["404.html", "about/index.html"]


def test_a_style_sheet_from_outside(spoilt: Path) -> None:
    """What style sheets fetch is looked at as well."""
    (styles,) = spoilt.glob("assets/site.*.css")
    with styles.open("a", encoding="utf-8") as file:
        file.write('\n@import "https://fonts.example/x.css";\n.x { background: url(lost.png) }\n')
    first, second = said(spoilt)
    assert "要从外面取 https://fonts.example/x.css" in first
    assert "链接 lost.png 打不开：没有 assets/lost.png" in second


def test_a_page_of_the_sitemap_is_missing(spoilt: Path) -> None:
    """What the sitemap lists must be there, wherever the site lives."""
    locations = "".join(
        f"<url><loc>http://wm.example/site/{each}</loc></url>" for each in ("", "people/", "lost/")
    )
    (spoilt / "sitemap.xml").write_text(f"<urlset>{locations}</urlset>", encoding="utf-8")
    page = spoilt / "404.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace('="/', '="/site/'), encoding="utf-8")
    (message,) = said(spoilt)
    assert message.startswith("sitemap.xml:1  列出的 http://wm.example/site/lost/ 打不开")


def test_names_that_the_server_would_read_otherwise(spoilt: Path) -> None:
    """A backslash or the end of a line in a name is told; a hyphen first is no fault."""
    for name in ("-x.txt", "a\\b.txt", "a\nb.txt"):
        (spoilt / name).write_text("x", encoding="utf-8")
    assert [message.partition(" ")[0] for message in said(spoilt)] == [
        r"'a\\b.txt':1",
        r"'a\nb.txt':1",
    ]


def test_a_person_without_a_page(spoilt: Path) -> None:
    """Whoever the data names has a page; who links there is told, too."""
    shutil.rmtree(spoilt / "people/chen-xiaolin")
    messages = said(spoilt)
    assert any(each.startswith("api/allocation.json:1") for each in messages)
    assert any(each.startswith("search/search_index.json:1") for each in messages)
    assert any(each.startswith("people/index.html:") for each in messages)


def test_a_search_that_does_not_answer(spoilt: Path) -> None:
    """An index that can't be read, or lacks a person, or leads to another site's places."""
    path = spoilt / "search/search_index.json"
    index = json.loads(path.read_bytes())
    path.write_bytes(path.read_bytes()[:-9])
    assert "索引读不出来" in said(spoilt)[0]
    kept = [doc for doc in index["docs"] if doc["place"] != "people/chen-xiaolin/"]
    path.write_text(json.dumps({"docs": kept}), encoding="utf-8")
    assert any("搜不到 people/chen-xiaolin/" in each for each in said(spoilt))
    index["docs"].append({"place": "items/iii-99/"})
    path.write_text(json.dumps(index), encoding="utf-8")
    assert "搜到的 items/iii-99/ 打不开" in said(spoilt)[0]


def test_a_folder_that_is_no_site(tmp_path: Path) -> None:
    """An empty folder is no site; the command says so and fails."""
    done = subprocess.run(
        [PROJECT / ".venv/bin/allocation", "check-site", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "一页都没有" in done.stderr


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where to publish: a folder that the web server reads."""
    marked(tmp_path / "www")
    return tmp_path / "www"


def made(small_site: Path, target: Path, number: int) -> Path:
    """Return a release that is not published yet."""
    return release(small_site, target.parent / f"made-{number}", number)


def published(small_site: Path, target: Path, number: int, *more: str) -> str:
    """Publish a release; return what was said."""
    done = publish(target, "--site", made(small_site, target, number), *more)
    assert done.returncode == 0, done.stderr
    assert live(target) == number
    return done.stdout


def live(target: Path) -> int:
    """Return the number of the release that is live, as its home page says."""
    text = (target / "current/index.html").read_text(encoding="utf-8")
    return int(text.partition("release-")[2].partition("-")[0])


def kept(target: Path) -> list[str]:
    """Return the names in the folder of releases."""
    return sorted(path.name for path in (target / "releases").iterdir())


def test_publish_and_back(small_site: Path, target: Path) -> None:
    """N releases stay; going back leads through what was live; what was rolled back is skipped."""
    for number in range(3):
        published(small_site, target, number, "--keep", "2")
    assert len(kept(target)) == 2
    again = publish(target, "--site", target.parent / "made-2")
    assert "内容和网站上的一样" in again.stdout
    assert "已退回" in publish(target, "--rollback").stdout
    assert live(target) == 1
    assert "没有更早的一版" in publish(target, "--rollback").stderr
    published(small_site, target, 3, "--keep", "2")
    assert publish(target, "--rollback").returncode == 0
    assert live(target) == 1
    assert os.readlink(target / "current") == f"releases/{kept(target)[0]}"


def test_who_has_an_old_page_open_loses_nothing(small_site: Path, target: Path) -> None:
    """Hashed assets of the kept releases are in every one, after going back too."""
    published(small_site, target, 0)
    published(small_site, target, 1)
    assets = {path.name for path in (target / "current/assets").glob("site.*.css")}
    assert assets == {f"site.{number:010x}.css" for number in (0, 1)}
    publish(target, "--rollback")
    assert {path.name for path in (target / "current/assets").glob("site.*.css")} == assets
    assert live(target) == 0


def test_what_stays_the_same_is_linked(small_site: Path, target: Path) -> None:
    """Unchanged files are not stored again and keep their time; changed ones get a new one."""
    published(small_site, target, 0)
    before = target / os.readlink(target / "current")
    published(small_site, target, 1)
    now = target / os.readlink(target / "current")
    same, changed = "api/allocation.json", "index.html"
    assert (before / same).samefile(now / same)
    assert (before / f"{same}.gz").samefile(now / f"{same}.gz")
    assert (before / changed).stat().st_mtime < (now / changed).stat().st_mtime
    together = (changed, f"{changed}.gz", "people/index.html")
    assert len({(now / name).stat().st_mtime for name in together}) == 1


def test_the_given_site_stays_as_it_is(small_site: Path, target: Path) -> None:
    """What is compressed and marked is a copy."""
    site = made(small_site, target, 0)
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    publish(target, "--site", site)
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


def test_a_faulty_site_is_not_published(small_site: Path, target: Path) -> None:
    """What is wrong is said, and the old site stays."""
    published(small_site, target, 0)
    site = made(small_site, target, 1)
    add(site / "index.html", '<a href="lost/">x</a>')
    done = publish(target, "--site", site)
    assert done.returncode == 1
    assert "链接 lost/ 打不开" in done.stderr
    assert live(target) == 0
    assert len(kept(target)) == 1


def test_other_things_are_left_alone(small_site: Path, tmp_path: Path) -> None:
    """A folder that holds something else is no target, nor is one whose current is no link."""
    for name in ("letters", "current"):
        folder = tmp_path / name
        (folder / name).mkdir(parents=True)
        if name == "current":
            (folder / "releases").mkdir()
        done = publish(folder, "--site", small_site)
        assert done.returncode == 1
        assert "没有动它" in done.stderr
        assert (folder / name).is_dir()


@pytest.mark.parametrize("arguments", [(), ("x", "y"), ("x", "--nonsense"), ("x", "--keep", "1")])
def test_wrong_arguments(arguments: tuple[str, ...]) -> None:
    """The script says how it is called."""
    done = subprocess.run(
        [PROJECT / "scripts/publish", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr


def test_leftovers_are_swept(small_site: Path, target: Path) -> None:
    """What killed attempts left goes with the next; what another is still sending stays."""
    published(small_site, target, 0)
    host = os.uname().nodename
    process = subprocess.Popen(["true"])
    process.wait()
    for name in (f".incoming-{host}.{process.pid}.abc", ".incoming-pc.1.old", ".outgoing-2026"):
        (target / "releases" / name).mkdir()
    hour = time.time() - 3700
    os.utime(target / "releases/.incoming-pc.1.old", (hour, hour))
    (target / ".current-1").symlink_to("nowhere")
    alive = {f".incoming-{host}.{os.getpid()}.abc", ".incoming-pc.1.new"}
    for name in alive:
        (target / "releases" / name).mkdir()
    published(small_site, target, 1)
    assert {name for name in kept(target) if name.startswith(".")} == alive
    assert not (target / ".current-1").is_symlink()


def test_of_two_one_waits(small_site: Path, target: Path) -> None:
    """Whoever comes second says so, waits for the lock, and then goes live."""
    published(small_site, target, 0)
    site = made(small_site, target, 1)
    with (target / ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = subprocess.Popen(
            [PROJECT / "scripts/publish", target, "--site", site], stderr=subprocess.PIPE, text=True
        )
        assert second.stderr
        assert "另一个发布正在进行" in second.stderr.readline()
        assert live(target) == 0
    assert second.wait() == 0
    second.stderr.close()
    assert live(target) == 1


SSH = """#!/bin/sh
[ "$1" = -- ] && [ "$2" = wm@web ] && shift 2 || exit 9
cd / && {pipe} sh -c "$*"
"""


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a command on the path that runs on this machine what it is to run on another."""

    def install(pipe: str = "") -> None:
        script = tmp_path / "bin/ssh"
        script.parent.mkdir(exist_ok=True)
        script.write_text(SSH.format(pipe=pipe), encoding="utf-8")
        script.chmod(0o755)

    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return install


def test_over_ssh(small_site: Path, tmp_path: Path, ssh: Callable[[str], None]) -> None:
    """Over ssh the same steps run; names with blanks and quotes come through."""
    ssh("")
    folder = tmp_path / "o'clock 网站"
    place = f"wm@web:{folder}"
    marked(place)
    for number in (0, 1):
        done = publish(place, "--site", release(small_site, tmp_path / f"made-{number}", number))
        assert done.returncode == 0, done.stderr
        assert live(folder) == number
    assert publish(place, "--rollback").returncode == 0
    assert live(folder) == 0


def test_a_line_that_breaks(small_site: Path, tmp_path: Path, ssh: Callable[[str], None]) -> None:
    """What arrives in part, or changed on the way, never goes live and leaves nothing."""
    ssh("")
    folder = tmp_path / "www"
    marked(folder)
    publish(f"wm@web:{folder}", "--site", release(small_site, tmp_path / "made-0", 0))
    site = release(small_site, tmp_path / "made-1", 1)
    for pipe in ("head -c 100000 |", "sed s/release-1-/release-2-/ |"):
        ssh(pipe)
        done = publish(f"wm@web:{folder}", "--site", site)
        assert done.returncode != 0
        assert live(folder) == 0
        assert len(kept(folder)) == 1


def test_a_damaged_release_is_no_source(small_site: Path, target: Path) -> None:
    """A file of the live site that went bad is not linked into the next, but sent anew."""
    published(small_site, target, 0)
    (target / "current/api/allocation.json").write_text("{}", encoding="utf-8")
    published(small_site, target, 1)
    assert len((target / "current/api/allocation.json").read_bytes()) > 1000


def test_readers_miss_nothing(small_site: Path, target: Path) -> None:
    """Releases, kills and a way back while people read: no answer fails or mixes two releases."""
    published(small_site, target, 0)
    with (
        nginx(target.parent, target / "current") as url,
        readers(url, small_site, count=1) as tally,
    ):
        done = attempts(target.parent, target, small_site, 9, seed=6)
    assert tally.failures == []
    assert tally.pages > 200
    assert len(tally.releases) >= 8
    assert (done.published, done.killed, done.rolled_back) == (9, 5, 1)
    assert len([name for name in kept(target) if name[0] != "."]) >= 5


def test_what_a_killed_git_left_locked(tmp_path: Path) -> None:
    """The service fetches again after the power has failed, and takes no lock from others."""
    copy, origin = tmp_path / "copy", tmp_path / "origin"
    for folder in (copy, origin):
        folder.mkdir()
    git(origin, "init", "--quiet", "--initial-branch=main")
    git(origin, "commit", "--quiet", "--allow-empty", "--message", "一")
    git(tmp_path, "clone", "--quiet", str(origin), str(copy))
    git(origin, "commit", "--quiet", "--allow-empty", "--message", "二")
    old = ("index", "refs/remotes/origin/main", "allocation")
    locks = {name: copy / ".git" / f"{name}.lock" for name in (*old, "refs/tags/own")}
    for name, lock in locks.items():
        lock.touch()
        if name in old:
            os.utime(lock, (0, 0))
    service = (PROJECT / "scripts/deploy/allocation-site.service").read_text(encoding="utf-8")
    lines = re.findall("^ExecStart=-?(.*)$", service, re.MULTILINE)
    for command in [shlex.split(line) for line in lines if " .git/allocation.lock " in line]:
        subprocess.run(command, cwd=copy, check=True)
    assert git(copy, "rev-parse", "HEAD").stdout == git(origin, "rev-parse", "HEAD").stdout
    assert [name for name, lock in locks.items() if lock.exists()] == [
        "allocation",
        "refs/tags/own",
    ]


def test_from_a_commit_to_the_page(tmp_path: Path) -> None:
    """A commit of data is live when the push returns; a faulty one is told and changes nothing."""
    made = host(tmp_path, UNITS / "small" / "data")
    (file,) = made.desk.glob("data/allocation/*.yml")
    with nginx(tmp_path, made.live) as url:
        replace(file, "title: 重视", "title: 更加重视")
        made.push("改名称")
        assert list(made.seconds()) == list(STEPS)
        seen(f"{url}items/iii-1/", "更加重视")
        replace(file, "title: 更加重视", "titel: 不再重视")
        assert "不认识的键“titel”" in made.push("写错").stderr
        assert list(made.seconds()) == ["pull"]
        seen(f"{url}items/iii-1/", "更加重视")
