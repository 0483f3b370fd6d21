"""Word tables for tests: written as Word does, read as the import does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from click.testing import CliRunner, Result

from allocation.cli import main
from allocation.office.imports.tables import documents, table


def run(file: Path, folder: Path, *options: str) -> Result:
    """Run the import."""
    return CliRunner().invoke(main, ["import", str(file), "--into", str(folder), *options])


def word(rows: list[list[str]], merges: list[tuple[int, int, int, int]], path: Path) -> Path:
    """Write a table as Word does, with merged cells."""
    document = docx.Document()
    document.add_paragraph("附件3")
    document.add_paragraph("某某区文化局创建省级文明单位任务分解表")
    made = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            made.cell(at, column).text = text
    for top, left, bottom, right in merges:
        text = made.cell(top, left).text
        made.cell(top, left).merge(made.cell(bottom, right)).text = text
    document.save(str(path))
    return path


HEAD = ["测评内容", "测评标准", "分管领导", "责任科室", "责任人"]


def tables_of(path: Path, *grids: list[list[str]]) -> Path:
    """Write several tables, one after the other."""
    return under(path, *(([] if at == 0 else [""], rows) for at, rows in enumerate(grids)))


def under(path: Path, *parts: tuple[list[str], list[list[str]]]) -> Path:
    """Write several tables, each below some lines."""
    document = docx.Document()
    for lines, rows in parts:
        for line in lines:
            document.add_paragraph(line)
        made = document.add_table(len(rows), len(rows[0]))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                made.cell(at, column).text = text
    document.save(str(path))
    return path


def read(path: Path, people: tuple[str, ...] = ()) -> table.Draft:
    """Read the table of a Word file."""
    return table.draft(documents.read(path), people, ())


def row_of(path: Path, **cells: str) -> tuple[dict[str, Any], list[str]]:
    """Read a table with one row; return the row, and the questions."""
    rows = [["项目", "要求", *cells], ["一、组织", "⑴重视。", *cells.values()]]
    found = read(tables_of(path / "x.docx", rows))
    return found.categories[0]["rows"][0], found.questions


def clauses_in(path: Path) -> list[tuple[str, str]]:
    """Return marks and texts of all clauses of a table with one category."""
    rows = read(path).categories[0]["rows"]
    return [(each.get("mark", ""), each["text"]) for row in rows for each in row["clauses"]]
