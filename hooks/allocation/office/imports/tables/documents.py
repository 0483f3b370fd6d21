"""Documents to tables: Word files, workbooks, and text copied out of a document."""

from __future__ import annotations

from pathlib import Path

from allocation.office.formats import csv_reader, docx_package, file_guard, xlsx_reader
from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.tables import pasted_text, stacked_tables, xlsx_tables
from allocation.office.imports.tables.grid import TableGrid

_WORKBOOKS = (*xlsx_reader.SUFFIXES, *xlsx_reader.OLD_SUFFIXES)


def read(path: Path) -> list[TableGrid]:
    """Return the tables of a file: a Word file, a workbook, or text that was copied out of one.

    :raises OfficeError: if it can't be read.
    """
    suffix = path.suffix.lower()
    if suffix == ".txt":
        grids = [pasted_text.table(csv_reader.decoded(path))]
    elif suffix == ".csv":
        grids = [pasted_text.of_rows(csv_reader.read(path))]
    elif suffix in _WORKBOOKS:
        grids = xlsx_tables.tables(path)
    else:
        return _from_word(path)
    return [part for grid in grids for part in stacked_tables.split(grid)]


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
