"""A build inside a process that goes on: the same bytes, and errors that can be caught."""

from __future__ import annotations

import filecmp
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from allocation.mkdocs import in_process
from helpers import PROJECT, replace


def test_the_site_is_the_same(data: Path, tmp_path: Path, build_site: Callable[..., Path]) -> None:
    """Byte for byte, in as many files."""
    site = tmp_path / "site"
    in_process.build_site(PROJECT, data, site)
    expected = build_site(data)
    names = [path.relative_to(expected).as_posix() for path in expected.rglob("*.*")]
    assert len(names) == len(list(site.rglob("*.*"))) > 100
    assert filecmp.cmpfiles(expected, site, names, shallow=False)[1:] == ([], [])


def test_wrong_data_is_one_error_with_all_problems(data: Path, tmp_path: Path) -> None:
    """It is no ``SystemExit``, which would end the process."""
    replace(data / "unit.yml", "title: ", "titel: ")
    with pytest.raises(in_process.BuildError, match=r"(?s)缺少“title”.*不认识的键“titel”"):
        in_process.build_site(PROJECT, data, tmp_path / "site")


def test_a_folder_without_settings_is_an_error(tmp_path: Path) -> None:
    """It says which folder."""
    with pytest.raises(in_process.BuildError, match=f"{tmp_path} 里没有 unit\\.yml"):
        in_process.build_site(PROJECT, tmp_path, tmp_path / "site")


def test_modules_of_the_settings_are_loaded(tmp_path: Path) -> None:
    """Whoever forks afterwards need not import them in each process."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "own.py").write_text("", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: a\nhooks: [own.py]\n", encoding="utf-8")
    in_process.load_modules(tmp_path)
    assert sys.modules.pop("own.py")


@pytest.mark.parametrize(
    "settings", ["hooks: [own.py]", "INHERIT: 3", "theme: none", "plugins: [none]", "a: {", None]
)
def test_wrong_settings_are_left_to_the_builds(
    data: Path, tmp_path: Path, settings: str | None
) -> None:
    """Loading their modules fails silently; each build says why it can't be."""
    (tmp_path / "own.py").write_text("raise RuntimeError", encoding="utf-8")
    if settings:
        (tmp_path / "mkdocs.yml").write_text(f"site_name: a\n{settings}\n", encoding="utf-8")
    in_process.load_modules(tmp_path)
    with pytest.raises((in_process.BuildError, RuntimeError, TypeError)):
        in_process.build_site(tmp_path, data, tmp_path / "site")
