"""The scripts, run as people run them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from helpers import DELIVERED, PROJECT, replace

pytestmark = pytest.mark.programs


def run(*command: str | Path, cwd: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    """Run a script of the project, on the delivered table unless DATA names another one."""
    script = PROJECT / "scripts" / command[0]
    environment = {"DATA": str(DELIVERED)} | os.environ
    return subprocess.run(
        [script, *command[1:]],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def test_build_elsewhere(tmp_path: Path) -> None:
    """A site is built where the caller says, seen from the caller's folder, and says how large."""
    done = run("build", "--out", "new/网站", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    pages = list((tmp_path / "new/网站").rglob("*.html"))
    assert f"（{len(pages)} 页）" in done.stdout
    assert (tmp_path / "new/网站/items/iii-12/index.html").is_file()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["网站"]
    again = run("build", "--out", tmp_path / "new/网站")
    assert again.returncode == 0, again.stderr


def test_build_of_the_example(tmp_path: Path) -> None:
    """The example is built as on its day, whatever day it is."""
    done = run("build", "--example", "--out", tmp_path / "example")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "example/progress/index.html").read_text(encoding="utf-8")
    assert "状态截至 2026年11月20日" in page


def test_build_for_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SITE_URL says where the site will be, and must be an address."""
    monkeypatch.setenv("SITE_URL", "portal/wenming")
    done = run("build", "--out", tmp_path / "site")
    assert done.returncode == 1
    assert "环境变量 SITE_URL 写的是 portal/wenming，应当是网站的网址" in done.stderr
    assert not (tmp_path / "site").exists()


def test_build_never_replaces_other_things(tmp_path: Path) -> None:
    """A folder that holds something else is left alone."""
    (tmp_path / "letter.doc").write_text("dear", encoding="utf-8")
    done = run("build", "--out", tmp_path)
    assert done.returncode == 2
    assert "没有动它" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.doc"]


def test_offline_zip(tmp_path: Path) -> None:
    """The offline build packs a folder with a file to start from; twice the same bytes."""
    zips = []
    for folder in ("one", "two"):
        done = run("build", "--offline", "--out", tmp_path / folder / "wenming")
        assert done.returncode == 0, done.stderr
        zips.append((tmp_path / folder / "wenming.zip").read_bytes())
    assert zips[0] == zips[1]
    packed = zipfile.ZipFile(tmp_path / "one" / "wenming.zip")
    names = packed.namelist()
    assert "wenming/index.html" in names
    assert 'url=index.html"' in packed.read("wenming/打开网站.html").decode()
    assert "wenming/search/search_index.js" in names


def test_a_checkout_of_windows(tmp_path: Path) -> None:
    """Where git is set to line ends of Windows, scripts and data still have those of Unix."""
    source, copy = tmp_path / "source", tmp_path / "copy"
    source.mkdir()
    for name in (".gitattributes", "scripts", "tests/units", "hooks/allocation/pages/assets"):
        kind = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
        kind(PROJECT / name, source / name)
    author = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    for command in (["init", "-q"], ["add", "."], [*author, "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", source, *command], check=True, capture_output=True)
    subprocess.run(["git", "clone", "-qc", "core.autocrlf=true", source, copy], check=True)
    changed = [
        path.relative_to(copy)
        for path in copy.rglob("*")
        if path.is_file() and path.relative_to(copy).parts[0] != ".git"
        if path.read_bytes() != (PROJECT / path.relative_to(copy)).read_bytes()
    ]
    assert changed == []
    done = subprocess.run(
        [copy / "scripts/publish", "--none"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.partition("：")[0]) == (2, "用法")


def test_lint_command() -> None:
    """The command says that the data is right, or lists what is wrong and fails."""
    command = PROJECT / ".venv/bin/allocation"
    good = subprocess.run(
        [command, "lint", "--data", DELIVERED], capture_output=True, text=True, check=True
    )
    assert "原表 30 行，条款 70 条" in good.stdout
    bad = subprocess.run(
        [command, "lint", "--data", PROJECT / "docs"], capture_output=True, text=True, check=False
    )
    assert bad.returncode == 1
    assert "没有这个文件" in bad.stderr
    assert "Traceback" not in bad.stderr


def test_serve_survives_a_slip(tmp_path: Path) -> None:
    """While serving, a change shows; so does an error in the data, and the preview stays.

    What stands in filings may be hidden: of an error there only the place is shown.
    """
    for name in ("docs", "hooks"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=ignored)
    shutil.copytree(DELIVERED, tmp_path / "data")
    shutil.copy(PROJECT / "mkdocs.yml", tmp_path)
    data = tmp_path / "data" / "allocation" / "01-lingdao-banzi.yml"
    with serving_live(tmp_path) as url:
        assert eventually(url, "领导重视")
        replace(data, "title: 领导重视", "title: 领导更重视")
        assert eventually(url, "领导更重视")
        replace(data, "title: 领导更重视", "titel: 领导更重视")
        assert eventually(url, "不认识的键“titel”")
        assert "领导更重视" in page(url)
        replace(data, "titel: 领导更重视", "title: 领导重视")
        assert eventually(url, "不认识的键", there=False)
        (tmp_path / "data" / "filings").mkdir()
        slip = tmp_path / "data" / "filings" / "2025.yml"
        slip.write_text("filings:\n  - no: 密件\n", encoding="utf-8")
        assert eventually(url, "登记有错误，没有读入；说明见终端")
        assert "密件" not in page(url)


@contextmanager
def serving_live(project: Path) -> Iterator[str]:
    """Serve a project with ``mkdocs serve`` on a free port; yield the address of its items."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [str(PROJECT / ".venv/bin/mkdocs"), "serve", "--dev-addr", address]
    server = subprocess.Popen(
        command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield f"http://{address}/items/"
    finally:
        server.terminate()
        server.wait()


def page(url: str) -> str:
    """Return a page's text, or nothing while it can't be had."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def eventually(url: str, text: str, *, there: bool = True) -> bool:
    """Wait until a text is on a page, or is gone from it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        shown = page(url)
        if shown and (text in shown) == there:
            return True
        time.sleep(0.2)
    return False
