"""QR codes on paper: what a camera reads leads to the page, where the site's address is known."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser

from allocation.office.exports import archive, tasks
from allocation.office.formats import libreoffice
from allocation.pages.views.context import SiteContext
from allocation.register.addresses import address, box_document, box_page, task_address
from allocation.register.index import Index
from allocation.runtime.streaming import TextStream
from allocation.site import outputs
from example import make
from helpers import contents

URL = "http://portal.example/wenming/"
SHEETS = task_address()


def made(export: Any, index: Index, site_url: str = URL) -> dict[str, bytes]:
    """Return the files of an exporter by their addresses."""
    return contents(export(SiteContext(index, site_url=site_url)))


def sheets(path: Path, resolution: int = 150) -> Iterator[Image.Image]:
    """Yield the printed pages of a PDF as pictures."""
    command = ("pdftoppm", "-r", str(resolution), "-gray", "-png", path, path.with_suffix(""))
    subprocess.run(command, check=True)
    for page in sorted(path.parent.glob(f"{path.stem}-*.png")):
        with Image.open(page) as picture:
            yield picture.copy()


def read(picture: Image.Image) -> list[str]:
    """Return what a camera reads in a picture."""
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def printed(content: bytes, path: Path) -> list[list[str]]:
    """Return what is read on each printed page of a Word file."""
    path.write_bytes(content)
    (path.parent / path.stem).mkdir()
    return [
        read(page) for page in sheets(libreoffice.converted(path, path.parent / path.stem, "pdf"))
    ]


def test_task_sheets(example_index: Index, tmp_path: Path) -> None:
    """Each sheet has the address of its owner's page on its first page, also in the file of all."""
    files = made(tasks.export, example_index)
    register = example_index.register
    person, *_ = register.people
    pages = printed(files[task_address(person)], tmp_path / "one.docx")
    assert [page for page in pages if page] == [[f"{URL}{address(person)}"]]
    assert pages[0]
    pages = printed(files[SHEETS], tmp_path / "all.docx")
    places = [*map(address, register.people), *map(address, register.departments)]
    assert [code for page in pages for code in page] == [f"{URL}{place}" for place in places]


def test_boxes(example_index: Index, tmp_path: Path) -> None:
    """The cover, which stays one page, and each spine have the address of the box."""
    box = example_index.boxes[0]
    content = made(archive.export, example_index)[box_document(box)]
    cover, spines, *rest = printed(content, tmp_path / "box.docx")
    assert cover == [f"{URL}{box_page(box)}"]
    assert spines == [f"{URL}{box_page(box)}"] * len(archive.SPINES)
    assert not any(rest)


@pytest.mark.parametrize("export", [tasks.export, archive.export])
def test_without_an_address(export: Any, example_index: Index) -> None:
    """A code that leads nowhere is none: nothing is printed then, and no file has a picture."""
    for path, content in made(export, example_index, "").items():
        if path.endswith(".docx"):
            names = zipfile.ZipFile(BytesIO(content)).namelist()
            assert not [name for name in names if "media/" in name], path


def test_the_same_bytes(example_index: Index) -> None:
    """Two builds make the same files."""
    assert made(tasks.export, example_index) == made(tasks.export, example_index)


def test_pages_of_boxes(example_data: Path, browser: Browser, tmp_path: Path) -> None:
    """On paper the page of a box has its address, too; without one of the site it has none."""
    found = {}
    for site_url in (URL, ""):
        site = outputs.generate(example_data, today=make.TODAY, downloads=False, site_url=site_url)
        found[site_url] = next(
            "".join(output.content)
            for output in site.pages()
            if output.path == "boxes/1/index.html" and isinstance(output.content, TextStream)
        )
    assert "<svg" not in found[""]
    drawn = re.search(r"<svg.*?</svg>", found[URL], re.DOTALL)
    assert drawn
    page = browser.new_page()
    page.set_content(f"<style>svg {{ width: 24mm }}</style>{drawn[0]}")
    picture = Image.open(BytesIO(page.screenshot()))
    assert read(picture) == [f"{URL}boxes/1/"]
    page.close()
