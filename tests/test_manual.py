"""The manuals: their pictures, commands, and what they quote are those of today."""

from __future__ import annotations

import re
import shlex
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Browser

from allocation.cli import main
from browser import pdf
from conftest import on_day
from example import make
from helpers import MANUALS, PROJECT
from manual.pictures import PICTURES
from manual.stories import ARRIVES, FILES, HANDOVER, MISDATED, TAKES_OVER, Story, tell
from manual.studio import PageShot

FOLDER = PROJECT / "docs/manual"
TEXTS = {PROJECT / name: (PROJECT / name).read_text(encoding="utf-8") for name in MANUALS}
TEXT = "\n".join(TEXTS.values())
SHOWN = re.compile(r"\[!\[(?P<alt>[^]]*)\]\((?P<name>[^)]+)\)\]\((?P<large>[^)]+)\)")
COMMAND = re.compile(r"(?:(?<=[/`])allocation [a-z]|scripts/[a-z-]+(?![\w/-]))[^`\n]*")


def test_pictures_are_those_of_the_script() -> None:
    """No picture is missing, left over, or twice there; each is said in words and opens large."""
    shown = list(SHOWN.finditer(TEXT))
    names = [
        path.parent / each["name"] for path, text in TEXTS.items() for each in SHOWN.finditer(text)
    ]
    taken = sorted(FOLDER / name for name in PICTURES)
    assert sorted(names) == sorted(FOLDER.rglob("*.png")) == taken
    assert [each["large"] for each in shown] == [each["name"] for each in shown]
    assert all(len(each["alt"]) > 10 for each in shown)
    assert TEXT.count("<small>") == len(PICTURES)


def test_pictures_are_small() -> None:
    """They load at once on an old network, and are sharp: no picture is wider than a screen."""
    paths = list(FOLDER.rglob("*.png"))
    assert sum(path.stat().st_size for path in paths) < 700_000
    for path in paths:
        with Image.open(path) as picture:
            assert picture.mode == "P", path.name
            assert 700 <= picture.width <= 2000, path.name


def test_pictures_show_what_is_there(browser: Browser, example_url: str) -> None:
    """Whatever a picture puts a number on is still on its page."""
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    page.set_default_timeout(5000)
    for picture in PICTURES.values():
        if isinstance(picture, PageShot):
            assert len(picture.open(page, example_url)) == len(picture.marks)
            page.locator(picture.first).first.wait_for()
            page.locator(picture.last).last.wait_for()
    page.close()


def test_persons_and_leaders_need_two_sheets(browser: Browser, base_url: str) -> None:
    """Their manual, put into their hands, prints on both sides of one A4; it has no command."""
    page = browser.new_page()
    assert len(pdf(page, base_url + "manual/").pages) <= 2
    page.close()
    text = TEXTS[PROJECT / MANUALS[0]]
    assert not COMMAND.search(text)
    assert "--write" not in text


def test_commands_are_real() -> None:
    """Each command exists and knows each option that a manual gives it."""
    commands = [
        shlex.split(match[0], comments=True) for match in COMMAND.finditer(TEXT.replace("\\\n", ""))
    ]
    assert len(commands) > 60
    for program, *arguments in commands:
        if program == "allocation":
            parse(main, arguments)
        else:
            script = (PROJECT / program).read_text(encoding="utf-8")
            assert all(word in script for word in arguments if word.startswith("--")), arguments


def parse(command: click.Command, arguments: list[str]) -> None:
    """Read a command line as click does; what it does not know is an error."""
    while isinstance(command, click.Group):
        name, *arguments = arguments
        found = command.get_command(click.Context(command), name)
        assert found, f"no command {name}"
        command = found
    command.make_parser(click.Context(command)).parse_args(list(arguments))


def test_pages_exist() -> None:
    """Each page that a manual names in quotes is in the navigation."""
    settings = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    (nav,) = re.findall(r"^nav:\n(?: +- .*\n)+", settings, re.MULTILINE)
    names = set(re.findall(r"- (\w+):", nav))
    named = set(re.findall(r"“(\w+)”页", TEXT))
    assert len(named) > 3
    assert named <= names


def quoted(text: str) -> bool:
    """Return whether an output stands in a manual, below a step or what is folded there."""
    return any(textwrap.indent(text.rstrip(), indent) in TEXT for indent in (" " * 8, " " * 12))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """A folder with the example's data and a workbook of it, as on the example's day."""
    shutil.copytree(make.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("evidence"))
    monkeypatch.chdir(tmp_path)
    with on_day(make.TODAY):
        runner = CliRunner()
        assert runner.invoke(main, ["export", "xlsx"]).exit_code == 0
        yield runner


@pytest.mark.parametrize("stories", [(ARRIVES, TAKES_OVER), (FILES,), (MISDATED,)])
def test_imports_say_what_the_manual_quotes(office: CliRunner, stories: tuple[Story, ...]) -> None:
    """What the clerk of the pictures does in Excel is imported with these very words."""
    workbook = load_workbook("分工.xlsx")
    for story in stories:
        tell(workbook, story)
    workbook.save("分工.xlsx")
    said = office.invoke(main, ["import", "分工.xlsx"])
    assert said.exit_code == (MISDATED in stories)
    assert quoted(said.output)


def test_a_handover_says_what_the_manual_quotes(office: CliRunner) -> None:
    """So is what a handover of one row would list."""
    said = office.invoke(main, ["handover", *HANDOVER, "--rows", "4"])
    assert said.exit_code == 0
    assert quoted(said.output)


def test_a_new_term(office: CliRunner) -> None:
    """The steps to a new term, as the manual has them: the data as its own rubric, another term."""
    done = office.invoke(main, ["carry-over", "data", "--write"])
    assert done.exit_code == 0, done.output
    (block,) = re.findall(r'"data-new/unit\.yml"\n\n((?: .+\n)+)', TEXT)
    lines = textwrap.dedent(block).splitlines()
    unit = Path("data-new/unit.yml")
    before, _, after = unit.read_text(encoding="utf-8").partition("term:\n")
    rest = [line for line in after.splitlines() if not line.startswith(" ")]
    unit.write_text("\n".join([before, *lines, *rest]) + "\n", encoding="utf-8")
    for command in ("lint --data data-new", "start-edition data-new --keep-as 2024-2026", "lint"):
        said = office.invoke(main, command.split())
        assert said.exit_code == 0, said.output
    assert Path("data/editions/2024-2026/filings").is_dir()
