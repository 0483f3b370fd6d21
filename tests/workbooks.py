"""Workbooks as clerks edit them, for the tests of the import."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from allocation.cli import main
from allocation.lint.validate import load_register
from allocation.office.exports import workbook as writer
from allocation.register.index import Index
from example import make


def example(target: Path) -> Path:
    """Copy the example's data, to be changed."""
    return Path(shutil.copytree(make.DATA, target, ignore=shutil.ignore_patterns("evidence")))


def export(folder: Path, target: Path) -> Path:
    """Write the workbook of a data folder."""
    target.write_bytes(writer.write(Index(load_register(folder), make.TODAY)))
    return target


def changed(path: Path, change: Callable[[Workbook], None]) -> Path:
    """Change a workbook as a person would, and save it."""
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def cell(page: Worksheet, id: str, title: str) -> str:
    """Return the name of a cell by the id of its row and the heading of its column."""
    head = [each.value for each in page[1]]
    row = next(row for row in page.iter_rows() if row[0].value == id)
    return str(row[head.index(title)].coordinate)


def run(file: Path, folder: Path, *options: str) -> Result:
    """Run the import."""
    return CliRunner().invoke(main, ["import", str(file), "--into", str(folder), *options])


def texts(folder: Path) -> dict[str, str]:
    """Return every data file."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.yml")
    }


def add_row(page: Worksheet, values: dict[str, Any]) -> int:
    """Fill the first empty row of a sheet, and return its number."""
    head = [each.value for each in page[1]]
    number = next(n for n in range(2, 2000) if not any(c.value for c in page[n]))
    for title, value in values.items():
        page.cell(number, head.index(title) + 1, value)
    return number
