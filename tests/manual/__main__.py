"""Takes the pictures of the manual anew: ``python -m manual FOLDER``, as on the example's day."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import load_workbook

from browser import chromium
from example import make
from helpers import PROJECT, serving
from manual.pictures import PICTURES
from manual.stories import ARRIVES, FILES, HANDOVER, TAKES_OVER, tell
from manual.studio import Studio, small

ALLOCATION = Path(sys.executable).with_name("allocation")


def main(target: Path) -> None:
    """Build the example before and after the stories, and take every picture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data, site, after = folder / "data", folder / "site", folder / "after"
        shutil.copytree(make.DATA, data)
        _build(data, site)
        files = {
            "workbook": site / "downloads/allocation.xlsx",
            "tasks": site / "downloads/tasks/people/wu-shuangjiang.docx",
            "handover": _handover(data, folder),
        }
        _come_true(data, site, folder)
        _build(data, after)
        with serving(site) as url, serving(after) as later, chromium() as browser:
            studio = Studio(browser, url, later, files, folder)
            for picture, take in PICTURES.items():
                (target / picture).write_bytes(small(take(studio)))


def _build(data: Path, site: Path) -> None:
    build: list[str | Path] = [PROJECT / "scripts/build", "--out", site]
    subprocess.run(build, env={**os.environ, "DATA": str(data)}, check=True)


def _handover(data: Path, folder: Path) -> Path:
    sheet = folder / "handover.docx"
    copy = shutil.copytree(data, folder / "handed-over")
    told: list[str | Path] = ["handover", *HANDOVER, "--data", copy, "--sheet", sheet, "--write"]
    subprocess.run([ALLOCATION, *told], check=True)
    return sheet


def _come_true(data: Path, site: Path, folder: Path) -> None:
    """Import the workbook with everything that the clerk did to it."""
    workbook = load_workbook(site / "downloads/allocation.xlsx")
    for story in (ARRIVES, TAKES_OVER, FILES):
        tell(workbook, story)
    path = folder / "changed.xlsx"
    workbook.save(path)
    subprocess.run([ALLOCATION, "import", path, "--into", data, "--write"], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
