"""Workbooks as clerks edit them, for the tests of the import."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
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
    """Write the workbook of a data folder; that of the example as it is, once for all tests."""
    is_example = texts(folder) == texts(make.DATA)
    target.write_bytes(_of_example(writer._LARGE) if is_example else _written(folder))
    return target


@cache
def _of_example(_large: int) -> bytes:
    return _written(make.DATA)


def _written(folder: Path) -> bytes:
    return writer.write(Index(load_register(folder), make.TODAY))


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
    rows = enumerate(page.iter_rows(min_row=2, values_only=True), start=2)
    number = next((number for number, row in rows if not any(row)), page.max_row + 1)
    for title, value in values.items():
        page.cell(number, head.index(title) + 1, value)
    return number
