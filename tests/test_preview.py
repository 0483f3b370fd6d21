"""The preview: what is asked for is never older than the data, whole builds or not."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers import DELIVERED, PROJECT, UNITS, replace

pytestmark = pytest.mark.programs
FILE = "data/allocation/01-lingdao-banzi.yml"
PAGE = "items/iii-1/"
TITLE = "title: 领导重视\n"


@dataclass(frozen=True)
class Served:
    """A project that is being served."""

    project: Path
    url: str

    def get(self, path: str) -> str:
        """Return what is at a path; nothing if there is no such page."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=60) as answer:
                content: str = answer.read().decode("utf-8", "replace")
                return content
        except urllib.error.HTTPError:
            return ""

    def eventually(self, path: str, text: str) -> bool:
        """Whether a page says something within a minute."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError):
                if text in self.get(path):
                    return True
            time.sleep(0.1)
        return False


EDIT = """
from pathlib import Path

def on_post_build(config):
    people = Path(config.config_file_path).parent / "data/people.yml"
    text = people.read_text(encoding="utf-8")
    if "xin-lai-de" not in text:
        people.write_text(f"{text}  - {{name: 新来的, slug: xin-lai-de}}\\n", encoding="utf-8")
"""
"""A hook of MkDocs that saves another state of the data at the end of the first build."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A copy of the project with the delivered data, served."""
    project = _project(tmp_path_factory.mktemp("preview"), DELIVERED)
    with _serving(project) as made:
        yield made


def _project(folder: Path, data: Path) -> Path:
    left_out = shutil.ignore_patterns("__pycache__", "proof")
    for name in ("hooks", "docs"):
        shutil.copytree(PROJECT / name, folder / name, ignore=left_out)
    shutil.copy(PROJECT / "mkdocs.yml", folder)
    shutil.copytree(data, folder / "data")
    return folder


@contextmanager
def _serving(project: Path) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", f"127.0.0.1:{port}"]
    env = os.environ | {"PYTHONPATH": str(project / "hooks")}
    server = subprocess.Popen(command, cwd=project, env=env)
    made = Served(project, f"http://127.0.0.1:{port}/")
    try:
        assert made.eventually("", "</html>")
        yield made
    finally:
        server.terminate()
        server.wait()


def test_an_edit_during_the_first_build(tmp_path: Path) -> None:
    """What is saved after the data was read, and before anybody looks, is there at once."""
    project = _project(tmp_path, UNITS / "small/data")
    (project / "edit.py").write_text(EDIT, encoding="utf-8")
    replace(project / "mkdocs.yml", "hooks: [", "hooks: [edit.py, ")
    with _serving(project) as made:
        assert "新来的" in made.get("people/xin-lai-de/")


def test_an_edit_is_there_at_once(served: Served) -> None:
    """The next answer says it: on pages, in downloads, in the search index."""
    replace(served.project / FILE, TITLE, "title: 领导很重视\n")
    # The search index is looked at as often as the data may be: see ``_SHARE``.
    assert served.eventually(PAGE, "领导很重视")
    assert "领导很重视" in served.get("items/")
    assert "领导很重视" in served.get("search/search_index.json")
    assert "领导很重视" in served.get("api/allocation.json")
    replace(served.project / FILE, "title: 领导很重视\n", TITLE)
    assert served.eventually("items/", "领导重视")
    assert "领导很重视" not in served.get(PAGE)


def test_data_with_errors(served: Served) -> None:
    """Each page says what is wrong until it is right, over the content of before."""
    replace(served.project / FILE, TITLE, "titel: 领导重视\n")
    assert served.eventually(PAGE, "处错误，下面是改错之前的内容")
    assert "titel" in served.get("people/")
    assert "领导重视" in served.get(PAGE)
    replace(served.project / FILE, "titel: 领导重视\n", TITLE)
    end = time.monotonic() + 60
    while "处错误" in served.get(PAGE) and time.monotonic() < end:
        time.sleep(0.1)
    assert "处错误" not in served.get("people/")


def test_pages_come_and_go(served: Served) -> None:
    """The page of a new person is there when it is asked for, and gone when the person is."""
    people = served.project / "data/people.yml"
    text = people.read_text(encoding="utf-8")
    assert not served.get("people/xin-lai-de/")
    people.write_text(f"{text}  - {{name: 新来的, slug: xin-lai-de}}\n", encoding="utf-8")
    assert served.eventually("people/xin-lai-de/", "新来的")
    people.write_text(text, encoding="utf-8")
    end = time.monotonic() + 60
    while served.get("people/xin-lai-de/") and time.monotonic() < end:
        time.sleep(0.1)
    assert not served.get("people/xin-lai-de/")


def test_what_is_not_data(served: Served) -> None:
    """Hand-written pages, templates and the program itself are followed, too."""
    page = served.project / "docs/about/index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n\n新写的一段。\n", encoding="utf-8")
    assert served.eventually("about/", "新写的一段")
    package = served.project / "hooks/allocation"
    template = package / "pages/templates/item.html"
    text = template.read_text(encoding="utf-8")
    changed = text.replace("{% block body %}", "{% block body %}<p>新模板</p>", 1)
    assert changed != text
    template.write_text(changed, encoding="utf-8")
    assert served.eventually(PAGE, "新模板")
    replace(package / "pages/views/person.py", 'title="人员"', 'title="人员改名"')
    assert served.eventually("people/", "人员改名")
