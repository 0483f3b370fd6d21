"""A clerk at LibreOffice: opens a workbook, edits it as told, saves it. Needs LibreOffice's Python.

Called with the name of the pipe that LibreOffice listens to, and a file of JSON: the workbook,
the steps, and where to save it in which format.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.FilterOperator import EQUAL
from com.sun.star.table import TableSortField
from com.sun.star.util import NumberFormat

_PATIENCE = 60
_FILTERS = {
    "xlsx": ("Calc MS Excel 2007 XML", ""),
    "ods": ("calc8", ""),
    # Comma, quotation mark, GB18030; cells as they are shown, of one sheet by its number.
    "csv": ("Text - txt - csv (StarCalc)", "44,34,85,1,,0,false,true,false,false,false,{}"),
}


class Clerk:
    """An open workbook; cells are named by sheet, id of the row and heading."""

    def __init__(self, pipe: str, path: Path) -> None:
        self._context = _connected(pipe)
        manager = self._context.ServiceManager
        desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", self._context)
        self._book = desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, _values(Hidden=True))

    def sort(self, sheet: str, heading: str, *, ascending: bool = True) -> None:
        """Sort a sheet by a column, below its headings."""
        field = TableSortField()
        field.Field, field.IsAscending = self._column(sheet, heading), ascending
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        uno.invoke(self._used(sheet), "sort", (_values(SortFields=fields, ContainsHeader=True),))

    def filter(self, sheet: str, heading: str, text: str) -> None:
        """Show only the rows with a text in a column."""
        used = self._used(sheet)
        rule = TableFilterField()
        rule.Field, rule.Operator, rule.StringValue = self._column(sheet, heading), EQUAL, text
        described = used.createFilterDescriptor(True)
        described.ContainsHeader = True
        described.setFilterFields((rule,))
        used.filter(described)

    def unfilter(self, sheet: str) -> None:
        """Show all rows again."""
        used = self._used(sheet)
        used.filter(used.createFilterDescriptor(True))

    def hide(self, sheet: str, heading: str) -> None:
        """Hide a column."""
        columns = self._page(sheet).Columns
        columns.getByIndex(self._column(sheet, heading)).IsVisible = False

    def insert(self, sheet: str, id: str, cells: dict[str, str]) -> None:
        """Insert a row above another one, and type its cells."""
        row = self._row(sheet, id)
        self._page(sheet).Rows.insertByIndex(row, 1)
        for heading, text in cells.items():
            self._type(sheet, self._column(sheet, heading), row, text)

    def add(self, sheet: str, cells: dict[str, str]) -> None:
        """Type a row below the last one."""
        row = self._last(sheet) + 1
        for heading, text in cells.items():
            self._type(sheet, self._column(sheet, heading), row, text)

    def copy(self, sheet: str, id: str, cells: dict[str, str]) -> None:
        """Copy a row, insert it above itself, and type other texts; the id is cleared."""
        page, row = self._page(sheet), self._row(sheet, id)
        page.Rows.insertByIndex(row, 1)
        source = page.getCellRangeByPosition(0, row + 1, self._width(sheet), row + 1)
        target = page.getCellByPosition(0, row)
        page.copyRange(target.CellAddress, source.RangeAddress)
        target.String = ""
        for heading, text in cells.items():
            self._type(sheet, self._column(sheet, heading), row, text)

    def type(self, sheet: str, id: str, heading: str, text: str) -> None:
        """Type a text into a cell, in a row that is shown."""
        self._type(sheet, self._column(sheet, heading), self._row(sheet, id), text)

    def save(self, path: Path, kind: str, sheet: str = "") -> None:
        """Save the workbook in a format; as text, one sheet of it."""
        name, options = _FILTERS[kind]
        number = self._book.Sheets.ElementNames.index(sheet) + 1 if sheet else 0
        saved = _values(FilterName=name, FilterOptions=options.format(number))
        self._book.storeToURL(path.as_uri(), saved)
        if sheet:
            # The name of the sheet was added.
            path.with_name(f"{path.stem}-{sheet}{path.suffix}").rename(path)

    def close(self) -> None:
        """Close the workbook."""
        self._book.close(True)

    def _page(self, sheet: str) -> Any:
        return self._book.Sheets.getByName(sheet)

    def _last(self, sheet: str) -> int:
        """Return the last row that has content."""
        cursor = self._page(sheet).createCursor()
        cursor.gotoEndOfUsedArea(False)
        for row in range(cursor.RangeAddress.EndRow, 0, -1):
            cells = self._page(sheet).getCellRangeByPosition(0, row, 30, row).DataArray[0]
            if any(cells):
                return row
        return 0

    def _width(self, sheet: str) -> int:
        cursor = self._page(sheet).createCursor()
        cursor.gotoEndOfUsedArea(False)
        return int(cursor.RangeAddress.EndColumn)

    def _used(self, sheet: str) -> Any:
        page = self._page(sheet)
        return page.getCellRangeByPosition(0, 0, self._width(sheet), self._last(sheet))

    def _column(self, sheet: str, heading: str) -> int:
        heads = self._page(sheet).getCellRangeByPosition(0, 0, 40, 0).DataArray[0]
        return list(heads).index(heading)

    def _row(self, sheet: str, id: str) -> int:
        ids = self._page(sheet).getCellRangeByPosition(0, 0, 0, self._last(sheet)).DataArray
        row = next(at for at, (text,) in enumerate(ids) if text == id)
        assert self._page(sheet).Rows.getByIndex(row).IsVisible, id
        return row

    def _type(self, sheet: str, column: int, row: int, text: str) -> None:
        """Type into a cell: what looks like a number or a day is one, unless the cell is text."""
        cell = self._page(sheet).getCellByPosition(column, row)
        if self._book.NumberFormats.getByKey(cell.NumberFormat).Type & NumberFormat.TEXT:
            cell.String = text
        else:
            cell.setFormula(text)


def _values(**values: Any) -> tuple[Any, ...]:
    made = []
    for name, value in values.items():
        each = PropertyValue()
        each.Name, each.Value = name, value
        made.append(each)
    return tuple(made)


def _connected(pipe: str) -> Any:
    """Return the context of LibreOffice, once it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def main(pipe: str, task: Path) -> None:
    """Do the steps of a task."""
    told = json.loads(task.read_text(encoding="utf-8"))
    clerk = Clerk(pipe, Path(told["book"]))
    try:
        for name, *arguments in told["steps"]:
            getattr(clerk, name)(*arguments)
        for target, kind, *sheet in told["saved"]:
            clerk.save(Path(target), kind, *sheet)
    finally:
        clerk.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
