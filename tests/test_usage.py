"""A wrong command line is told in Chinese, with the place where its use is described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from allocation.cli import COMMANDS, main

CASES = {
    "no file": (["import", "没有.docx"], "文件：没有“没有.docx”；用法见 main import --help。"),
    "file forgotten": (["import"], "少写了 文件；用法见"),
    "unknown command": (["improt"], "没有“improt”这个命令"),
    "unknown option": (
        ["import", "--inot", "x"],
        "没有 --inot 这个选项（是不是 --into、--write）；",
    ),
    "out of range": (["carry-over", "x", "--certain", "3"], "--certain：“3”太大或太小"),
    "no number": (["carry-over", "x", "--certain", "x"], "--certain：“x”不是数字"),
    "a folder": (["import", "."], "文件：“.”是文件夹，要的是文件"),
    "no value": (["import", "--into"], "--into 后面要写值"),
}


@pytest.mark.parametrize("name", CASES)
def test_usage(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says what is wrong; the exit code is that of wrong usage."""
    (tmp_path / "x").touch()
    monkeypatch.chdir(tmp_path)
    arguments, expected = CASES[name]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert expected in done.output
    assert "Error" not in done.output
    assert "Usage" not in done.output


@pytest.mark.parametrize("arguments", [[], *([name] for name in COMMANDS)], ids=" ".join)
def test_help_is_chinese(arguments: list[str]) -> None:
    """Headings, click's own options and defaults are told in Chinese."""
    done = CliRunner().invoke(main, [*arguments, "--help"])
    assert done.exit_code == 0
    assert done.output.startswith("用法：")
    assert "选项:" in done.output.splitlines()
    words = "Usage|Options|Commands|Show this|default|ARGS|DIRECTORY|FILE|PATH|TEXT|INTEGER"
    assert not re.search(words, done.output)
