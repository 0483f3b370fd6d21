"""The targets, and how bytes become what each of them reads."""

from __future__ import annotations

import functools
import re
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from allocation.datafiles import loader, validation_messages
from allocation.lint.validate import load_register
from allocation.office.exports.table import attachment
from allocation.office.exports.workbook import write
from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.tables import drafts
from allocation.office.imports.workbook import import_plan
from allocation.register.index import Index
from allocation.register.register import Register
from helpers import read_file

SMALL = Path(__file__).parent.parent / "units" / "small" / "data"
TODAY = date(2026, 11, 20)
_BODY = re.compile(rb"<w:body>.*?(?=<w:sectPr)", re.DOTALL)
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_data(given: bytes) -> None:
    """Read a data file, as each kind of file that there is."""
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "x.yml"
        path.write_bytes(given)
        record, _ = read_file(path, "data/x.yml")
    if record is not None:
        for kind in loader.KINDS.values():
            validation_messages.decode(record, kind.adapter)


def read_text(given: bytes) -> None:
    """Read a table from text that was copied out of Word."""
    _import("x.txt", given)


def read_word(given: bytes) -> None:
    """Read a Word table."""
    _import("x.docx", word_file(given))


def word_file(given: bytes) -> bytes:
    """Return a Word table: a line is a row, ``|`` parts cells, ``^`` merges up, ``>`` is wide."""
    rows = "".join(_row(line) for line in _plain(given).split("\n"))
    body = f"<w:body><w:tbl>{rows}</w:tbl>".encode()
    parts = dict(_word())
    parts["word/document.xml"] = _BODY.sub(lambda _: body, parts["word/document.xml"])
    return _zipped(parts)


def read_workbook(given: bytes) -> None:
    """Read a workbook with rows added: a line is a row, its first cell the number of the sheet."""
    parts = dict(_workbook())
    for at, line in enumerate(_plain(given).split("\n"), start=1000):
        number, _, rest = line.partition("|")
        name = f"xl/worksheets/sheet{number}.xml"
        if name in parts:
            row = f'<row r="{at}">{"".join(map(_cell, rest.split("|")))}</row></sheetData>'
            parts[name] = parts[name].replace(b"</sheetData>", row.encode())
    with tempfile.TemporaryDirectory() as temporary, suppress(OfficeError):
        path = Path(temporary) / "x.xlsx"
        path.write_bytes(_zipped(parts))
        import_plan.plan(path, _register())


TARGETS: dict[str, Callable[[bytes], None]] = {
    "source": read_data,
    "text": read_text,
    "word": read_word,
    "workbook": read_workbook,
}


def _import(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as temporary, suppress(OfficeError):
        path = Path(temporary) / name
        path.write_bytes(content)
        drafts.read(path, path.parent / "new", TODAY)


def _plain(given: bytes) -> str:
    """Return what XML can hold of some bytes."""
    return _ILLEGAL.sub("", given.decode("utf-8", "ignore"))


def _row(line: str) -> str:
    return f"<w:tr>{''.join(map(_word_cell, line.split('|')))}</w:tr>"


def _word_cell(text: str) -> str:
    merged = "<w:vMerge/>" if text.startswith("^") else ""
    wide = '<w:gridSpan w:val="2"/>' if text.startswith(">") else ""
    paragraphs = "".join(
        f"<w:p><w:r><w:t>{escape(part)}</w:t></w:r></w:p>" for part in text.lstrip("^>").split("\r")
    )
    return f"<w:tc><w:tcPr>{wide}{merged}</w:tcPr>{paragraphs}</w:tc>"


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


@functools.cache
def _register() -> Register:
    return load_register(SMALL)


@functools.cache
def _word() -> dict[str, bytes]:
    return _parts(attachment(Index(_register(), TODAY)).content())


@functools.cache
def _workbook() -> dict[str, bytes]:
    return _parts(write(Index(_register(), TODAY)))


def _parts(content: bytes) -> dict[str, bytes]:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: dict[str, bytes]) -> bytes:
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        file.seek(0)
        return file.read()
