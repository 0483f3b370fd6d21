"""What no test may do is refused while tests run."""

from __future__ import annotations

import os
import subprocess
import sys
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


def test_programs_of_the_project_are_marked() -> None:
    """What a program opens can't be seen from here."""
    for words in (("bash", PROJECT / "scripts/build"), (sys.executable, "-V")):
        command: tuple[str | Path, ...] = words
        with pytest.raises(AssertionError, match=r"pytest\.mark\.programs"):
            subprocess.run(command, check=False)


def test_no_test_writes_into_the_project(tmp_path: Path) -> None:
    """Neither a new file, nor a folder, nor by moving something there."""
    for write in (Path.touch, Path.mkdir, Path("nowhere").rename, (tmp_path / "x").rename):
        with pytest.raises((AssertionError, FileNotFoundError)):
            write(PROJECT / "written")
    assert not (PROJECT / "written").exists()


def test_no_test_writes_what_others_read(small_site: Path) -> None:
    """A site that is made once for all workers stays as it is."""
    with pytest.raises(AssertionError, match="other tests read it"):
        (small_site / "search" / "written").touch()
    with pytest.raises(AssertionError, match="other tests read it"):
        (small_site / "index.html").unlink()
    assert (small_site / "index.html").is_file()
