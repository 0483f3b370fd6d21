"""The texts of cells in the notation of the data, and what is wrong with them in themselves."""

from __future__ import annotations

import re

from allocation.office.formats.workbook_layout import Choice, Field, choice_name
from allocation.office.formats.workbook_sheets import choices, codes
from allocation.office.formats.xlsx_reader import Unreadable
from allocation.office.imports.workbook.cell_values import Spellings, normalized
from allocation.office.imports.workbook.renames import Renames, new_name
from allocation.office.imports.workbook.sheet_lines import SheetLine, shortened
from allocation.register.register import Register

_QUOTED = 40
"""Characters of a text that a message repeats."""


class CellTexts:
    """Knows codes, names and choices: those of the data, and those that the workbook adds."""

    def __init__(self, register: Register) -> None:
        self._known = {name: set(values) for name, values in choices(register).items()}
        self.spellings = Spellings(codes(register))
        kinds = (Choice.PEOPLE, Choice.DEPARTMENTS)
        self.renames = Renames({kind: frozenset(self._known[kind.name]) for kind in kinds})

    def known(self, field: Field) -> set[str]:
        """Return the texts that a column with a drop-down may have."""
        return self._known[choice_name(field.choice)] if field.choice else set()

    def add(self, choice: Choice, name: str) -> None:
        """Let cells name a person or a department that the workbook adds or renames."""
        self._known[choice.name].add(name)

    def has(self, choice: Choice, name: str) -> bool:
        """Whether a person or a department is in the data, or added by the workbook."""
        return name in self._known[choice.name]

    def due(self, field: Field, text: str) -> str:
        """Return the text of the data after renaming."""
        return new_name(self.renames, field, text)

    def read(self, field: Field, text: str) -> str:
        """Return what a cell says, in the notation of the data."""
        return self.due(field, normalized(field, text, self.spellings, self.known(field)))

    def new_row(self, line: SheetLine) -> dict[str, str]:
        """Return what the cells of a new row say, by heading."""
        cells = ((field, line.cells.get(field.title)) for field in line.sheet.fields)
        return {field.title: self.read(field, text) for field, text in cells if text is not None}

    def mistake(self, field: Field, text: str) -> tuple[str, str] | None:
        """Return what is wrong with the text of a cell in itself, and what is expected."""
        quote = f"“{field.title}”写的是“{text[:_QUOTED]}”"
        mistake = ("", "")
        if isinstance(text, Unreadable):
            mistake = (f"“{field.title}”{text}", "文字或数字")
        elif field.locked:
            mistake = (f"“{field.title}”这一列只供对照，不能改", "和导出时一样")
        elif not text:
            mistake = (f"“{field.title}”是空的", "有内容" if field.required else "")
        elif field.number and not re.fullmatch("[1-9][0-9]{0,3}", text):
            mistake = (quote, "大于 0 的整数，或空着")
        elif field.choice and text not in self.known(field):
            mistake = (quote, f"下列之一：{shortened(sorted(self.known(field)), 12)}")
        elif "\n" in text and not (field.lines or field.several):
            mistake = (f"“{field.title}”里有换行（“{text[:_QUOTED]}”）", "一行文字")
        return mistake if mistake[1] else None
