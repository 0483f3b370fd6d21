"""The way out of MkDocs: another generator makes the same pages, with the same links."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from allocation.cli import main
from allocation.site.outputs import generate
from example import make
from helpers import PROJECT

pytestmark = pytest.mark.programs

SETTINGS = str(PROJECT / "mkdocs.yml")


@pytest.fixture(scope="module")
def other(example_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's site, made by Zensical from what we write for it."""
    folder = tmp_path_factory.mktemp("other") / "source"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795132800")
        arguments = ["export", "site-source", str(folder), "--data", str(example_data)]
        result = CliRunner().invoke(main, [*arguments, "--config", SETTINGS])
    assert result.exit_code == 0, result.output
    command = [str(Path(sys.executable).with_name("zensical")), "build", "-f", "mkdocs.yml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert "No issues found" in done.stdout + done.stderr, done.stdout + done.stderr
    return folder / "site"


def read(text: str) -> tuple[str, list[str], set[str]]:
    """Return the words of a page or a part of one, its links in their order, and its anchors."""
    root = html.fromstring(text)
    words = " ".join("".join(root.itertext()).split())
    links = [each.get("href", "") for each in root.iter("a")]
    return words, links, {each.get("id", "") for each in root.iter() if each.get("id")}


def test_the_same_pages(example: Path, other: Path) -> None:
    """Every page and every download of the site is there, and no other page."""
    here, there = (
        {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
        for site in (example, other)
    )
    pages = {name for name in here if name.endswith("index.html")}
    assert {name for name in there if name.endswith("index.html")} == pages
    ours = {
        name for name in here if name.split("/")[0] in ("api", "calendars", "downloads", "files")
    }
    assert ours
    assert ours <= there


def test_the_same_words_and_links(example_data: Path, other: Path) -> None:
    """What we render of a page is there unchanged: words, links in their order, anchors."""
    pages = list(generate(example_data, today=make.TODAY).pages())
    assert len(pages) > 50
    for page in pages:
        words, links, anchors = read(str(page.content))
        root = html.fromstring((other / page.path).read_text(encoding="utf-8"))
        there = read(html.tostring(next(root.iter("article")), encoding="unicode"))
        assert words in there[0], page.path
        assert "\n".join(links) in "\n".join(there[1]), page.path
        assert anchors <= there[2], page.path


def test_nothing_is_overwritten(example_data: Path, tmp_path: Path) -> None:
    """A folder with something in it is left alone."""
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    arguments = ["export", "site-source", str(tmp_path), "--data", str(example_data)]
    result = CliRunner().invoke(main, [*arguments, "--config", SETTINGS])
    assert result.exit_code == 1
    assert "空文件夹" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
