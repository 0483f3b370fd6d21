"""What the tests of writers write: a data folder, and commands that change one or several files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
from openpyxl import load_workbook

from allocation.datafiles import json_schema
from allocation.lint.validate import load_register
from allocation.office.exports import workbook
from allocation.register.index import Index
from allocation.register.register import Register
from example import make
from helpers import UNITS
from slips import added, changed, content

HEAD = "# 新的一版\n"
_FILED = """\
filings:
  - {no: "001", evidence: [Ⅲ-2-⑴-01], slot: 届期, title: 接着用, state: 已交}
"""
_UNBOXED = """\
filings:
  - {no: "001", evidence: [Ⅲ-1-⑵-01], title: 待装盒, date: 2024-01-20, pages: 3, state: 已交}
indicators: []
"""
Cells = tuple[tuple[str, str, str, str], ...]
"""What is filled in: sheet, id of the row (a new one where it is empty), heading, text."""


@dataclass(frozen=True)
class Writer:
    """A command, as it is called in a folder, and whether the data says what it wrote."""

    arguments: tuple[str, ...]
    kept: Callable[[Register], bool]

    def at(self, root: Path) -> list[str]:
        """Return what the command is called with: ``.`` is the folder that everything lies in."""
        return [each.replace("@", str(root)) for each in self.arguments]


def in_memory() -> str | None:
    """Return a place in memory, where there is one: what is copied often need not be kept."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def office(root: Path) -> Path:
    """Write the example's data with files to register and filled workbooks beside; return it."""
    data = root / "data"
    shutil.copytree(make.DATA, data, ignore=shutil.ignore_patterns("evidence", "filings"))
    (data / "evidence").mkdir()
    (data / "filings").mkdir()
    (data / "filings" / "2024.yml").write_text(_UNBOXED, "utf-8")
    for name in ("Ⅲ-1-⑵-01_2025_甲.pdf", "Ⅲ-1-⑵-01_2026_乙.pdf"):
        sheet = pypdf.PdfWriter()
        sheet.add_blank_page(100, 100)
        sheet.add_metadata({"/Title": name})
        sheet.write(data / "evidence" / name)
    for name, cells in BOOKS.items():
        fill(data, root / name, cells)
        _drop_other_sheets(root / name, cells)
    register = load_register(data)
    changes = [
        added("filing", "2024", evidence=["Ⅲ-2-⑴-01"], slot="2024", title="单子的登记"),
        changed(register, "row", "Ⅲ-1-第1行", leaders=["陆听涛"]),
    ]
    (root / "slip.json").write_bytes(content(register.unit.name, changes))
    next = root / "next"
    shutil.copytree(data, next, ignore=shutil.ignore_patterns("evidence", "filings"))
    (next / "unit.yml").write_text(HEAD + (next / "unit.yml").read_text("utf-8"), "utf-8")
    (next / "filings").mkdir()
    (next / "filings" / "2026.yml").write_text(_FILED, "utf-8")
    (data / "editions").mkdir()
    shutil.copytree(UNITS / "small" / "data", data / "editions" / "first")
    for folder in (data, next):
        for path, text in json_schema.stale(folder).items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
    (data / "schema" / "unit.schema.json").unlink()
    return root


def fill(data: Path, target: Path, cells: Cells) -> None:
    """Write a data folder's workbook, filled in."""
    target.write_bytes(workbook.write(Index(load_register(data), make.TODAY)))
    book = load_workbook(target)
    new: dict[str, int] = {}
    for sheet, id, heading, text in cells:
        page: Any = book[sheet]
        rows = {row[0].value: row[0].row for row in page.iter_rows() if row[0].value}
        row = rows[id] if id else new.setdefault(sheet, 1 + max(map(int, rows.values())))
        page.cell(row, [each.value for each in page[1]].index(heading) + 1).value = text
    book.save(target)


def _drop_other_sheets(path: Path, cells: Cells) -> None:
    """Keep the sheets that are filled in: they are read a hundred times."""
    book = load_workbook(path)
    for name in {*book.sheetnames} - {sheet for sheet, *_ in cells}:
        del book[name]
    book.save(path)


def _leads(person: str, row: int) -> Callable[[Register], bool]:
    return lambda register: person in [each.key for each in register.rows[row].leaders]


def _filed_by(person: str, row: int) -> Callable[[Register], bool]:
    return lambda register: person in [each.key for each in register.rows[row].persons]


def _filed(title: str) -> Callable[[Register], bool]:
    return lambda register: title in [each.record.title for each in register.filings]


def _boxed(register: Register) -> bool:
    return all(
        each.record.box and each.record.page for each in register.filings if each.record.date
    )


def _signed(name: str) -> Callable[[Register], bool]:
    return lambda register: any(each.record.signed for each in register.people if each.key == name)


def _import(book: str) -> tuple[str, ...]:
    return ("import", f"@/{book}", "--into", "@/data", "--write")


def _handover(giver: str, taker: str, duty: str) -> tuple[str, ...]:
    options = ("--to", taker, "--as", duty, "--sheet", f"@/{giver}.docx")
    return ("handover", giver, *options, "--data", "@/data", "--write")


def _filing(title: str, slot: str) -> Cells:
    values = {"证明的材料": "Ⅲ-2-⑴-01", "期次": slot, "题名": title, "状态": "已交"}
    return tuple(("登记", "", heading, text) for heading, text in values.items())


BOOKS = {
    "one.xlsx": (("分工", "Ⅲ-1-第1行", "分管领导2", "陆听涛"),),
    "two.xlsx": (("分工", "Ⅲ-2-第1行", "分管领导3", "陆听涛"),),
    "three.xlsx": _filing("三的登记", "2024"),
    "four.xlsx": _filing("四的登记", "2024"),
    "many.xlsx": (
        ("分工", "Ⅲ-1-第1行", "分管领导2", "陆听涛"),
        *_filing("多的登记", "2024"),
    ),
}

WRITERS = {
    "import": Writer(_import("many.xlsx"), _filed("多的登记")),
    "one": Writer(_import("one.xlsx"), _leads("陆听涛", 0)),
    "two": Writer(_import("two.xlsx"), _leads("陆听涛", 1)),
    "three": Writer(_import("three.xlsx"), _filed("三的登记")),
    "four": Writer(_import("four.xlsx"), _filed("四的登记")),
    "sign": Writer(("sign", "顾长风", "--data", "@/data", "--write"), _signed("顾长风")),
    "sign too": Writer(("sign", "吴霜降", "--data", "@/data", "--write"), _signed("吴霜降")),
    "handover": Writer(_handover("顾长风", "沈观澜", "分管领导"), _leads("沈观澜", 9)),
    "handover too": Writer(_handover("吴霜降", "郑谷雨", "责任人"), _filed_by("郑谷雨", 4)),
    "box": Writer(("box", "--data", "@/data", "--write"), _boxed),
    "slip": Writer(_import("slip.json"), _filed("单子的登记")),
    "scan": Writer(("scan", "--data", "@/data", "--write"), _filed("甲")),
}


START = ("start-edition", "@/next", "--keep-as", "2024-2026", "--data", "@/data")
