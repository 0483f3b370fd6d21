"""What no test may do is refused while tests run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from guard import OFFICE
from helpers import PROJECT


def test_no_test_reads_the_data_of_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a file nor a listing, however it is named."""
    with pytest.raises(AssertionError, match="no test data"):
        (OFFICE / "unit.yml").read_bytes()
    with pytest.raises(AssertionError, match="no test data"):
        os.listdir(PROJECT / "tests" / ".." / "data")
    monkeypatch.chdir(PROJECT)
    with pytest.raises(AssertionError, match="no test data"):
        Path("data/unit.yml").read_bytes()


def test_no_test_writes_into_the_project(tmp_path: Path) -> None:
    """Neither a new file, nor a folder, nor by moving something there."""
    for write in (Path.touch, Path.mkdir, Path("nowhere").rename, (tmp_path / "x").rename):
        with pytest.raises((AssertionError, FileNotFoundError)):
            write(PROJECT / "written")
    assert not (PROJECT / "written").exists()
