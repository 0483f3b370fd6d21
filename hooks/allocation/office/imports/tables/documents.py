"""Documents to tables: Word files, workbooks, and text copied out of a document."""

from __future__ import annotations

from pathlib import Path

from allocation.office.formats import docx_package, file_guard, xlsx_reader
from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.tables import xlsx_tables
from allocation.office.imports.tables.grid import TableGrid

_MAX_TEXT = 10_000_000
_WORKBOOKS = (*xlsx_reader.SUFFIXES, *xlsx_reader.OLD_SUFFIXES)


def read(path: Path) -> list[TableGrid]:
    """Return the tables of a file: a Word file, a workbook, or text with a tab before each cell.

    :raises OfficeError: if it can't be read.
    """
    if path.suffix.lower() == ".txt":
        return [_from_text(_text(path))]
    if path.suffix.lower() in _WORKBOOKS:
        return xlsx_tables.tables(path)
    return _from_word(path)


def _text(path: Path) -> str:
    file_guard.first_bytes(path, most=_MAX_TEXT)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return path.read_text(encoding=encoding)
        except UnicodeDecodeError:
            continue
    raise OfficeError(f"{path.name} 不是文本文件；请另存为 UTF-8 的 .txt。")


def _from_text(text: str) -> TableGrid:
    """Read flattened text: an empty line between rows, a tab before each cell."""
    head, _, rest = text.replace("\r\n", "\n").partition("\n\t")
    rows: list[list[str | None]] = [
        [cell.strip() for cell in block.removeprefix("\t").split("\n\t")]
        for block in f"\t{rest}".split("\n\n")
        if block.strip()
    ]
    return TableGrid(rows, tuple(filter(None, map(str.strip, head.split("\n")))))


def _from_word(path: Path) -> list[TableGrid]:
    file_guard.check(path)
    # Imported here: loading takes a while, and no other command needs it.
    import docx  # noqa: PLC0415

    from allocation.office.imports.tables import docx_reader  # noqa: PLC0415

    try:
        return docx_reader.WordReader(path.name, docx.Document(docx_package.usual(path))).tables()
    except OfficeError:
        raise
    except Exception as error:
        why = type(error).__name__
        raise OfficeError(f"{path.name} 不是 Word 文件，或已经损坏（{why}）。") from error
