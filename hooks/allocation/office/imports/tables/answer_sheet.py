"""The sheet of questions about a table: written for a person to fill in, and read again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from allocation.office.formats import xlsx_reader
from allocation.office.formats.file_guard import OfficeError
from allocation.office.formats.libreoffice import in_format
from allocation.office.imports.tables.answers import RIGHT, Answer, Answers
from allocation.office.imports.tables.grid import column_number, letter
from allocation.office.imports.tables.headings import KINDS, UNREAD, Head
from allocation.office.imports.tables.questions import Position, TableQuestion

_SHEET = "问题"
_KEY, _WHERE, _READ, _ASKED, _HOW, _ANSWER = "位置", "哪里", "读到", "当作什么", "怎么答", "答"
_WIDTHS = {_KEY: 10, _WHERE: 26, _READ: 36, _ASKED: 50, _HOW: 36, _ANSWER: 36}
_ANSWERED = "已答"
_COLUMN = "不对才答：从下拉里选这一栏的种类"
_DOCUMENT = f"看过写“{RIGHT}”"
_ROW = f"没错写“{RIGHT}”；这一行不要，写“{UNREAD}”"
_CELL = f"没错写“{RIGHT}”；不对就写这一格应有的全部文字；这一格不要，写“{UNREAD}”"
_CELLS = f"没错写“{RIGHT}”；不对就写全：科室：姓名、姓名；科室（配合）：姓名"
_BETWEEN = "；"
"""Between the cells of several rows; those of one row are joined as a question joins them."""
_CELL_NAME = re.compile("([A-Z]{0,2})([0-9]{0,5})")

Line = tuple[str, str, str, str, str, str]


def written(questions: Sequence[str], heads: Sequence[tuple[int, Head]], answers: Answers) -> bytes:
    """Return the sheet: a line for each column, each open question, and each answer so far."""
    # Imported here: loading takes a while, and most commands need no workbook.
    from xlsxwriter import Workbook  # noqa: PLC0415

    out = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, settings) as book:
        page = book.add_worksheet(_SHEET)
        base = {
            "font_name": "宋体",
            "font_size": 11,
            "text_wrap": True,
            "valign": "top",
            "border": 1,
        }
        text = book.add_format(base)
        head = book.add_format({**base, "bold": True, "bg_color": "#DBE7F2"})
        open_answer = book.add_format({**base, "bg_color": "#FFF8DC"})
        page.freeze_panes(1, 0)
        for at, (name, width) in enumerate(_WIDTHS.items()):
            page.set_column(at, at, width)
            page.write_string(0, at, name, head)
        for row, line in enumerate(_lines(questions, heads, answers), start=1):
            for at, cell in enumerate(line):
                page.write_string(row, at, cell, open_answer if at == len(line) - 1 else text)
            if line[4] == _COLUMN:
                page.data_validation(row, 5, row, 5, {"validate": "list", "source": [*KINDS]})
    return out.getvalue()


def read(path: Path) -> Answers:
    """Return the answers in a sheet that a person has filled in; none if there is no file yet.

    :raises OfficeError: if it can't be read, or is no such sheet.
    """
    if not path.exists():
        return Answers()
    with in_format(path, "xlsx", xlsx_reader.OLD_SUFFIXES) as workbook:
        (head, *rows) = next(iter(xlsx_reader.read(workbook).values())).rows or [[]]
    if missing := [name for name in _WIDTHS if name not in head]:
        lost = "、".join(missing)
        raise OfficeError(f"{path.name} 不是问题表：没有 {lost} 列；请换一个文件名，会重新写一份。")
    lines = [dict(zip(head, row, strict=False)) for row in rows]
    # New answers are about cells that have the earlier ones.
    lines.sort(key=lambda line: line[_WHERE] != _ANSWERED)
    try:
        return Answers(tuple(_answer(line) for line in lines if line.get(_ANSWER)))
    except ValueError as error:
        raise OfficeError(f"{path.name}：{error}。") from error


def _lines(
    questions: Sequence[str], heads: Sequence[tuple[int, Head]], answers: Answers
) -> Iterator[Line]:
    """Yield a line for each column, with the question about it, for other questions and answers."""
    given = {answer.positions: answer.text for answer in answers.given if answer.is_about_a_column}
    asked = {each.positions: each for each in questions if isinstance(each, TableQuestion)}
    columns = set()
    for table, head in heads:
        for at, (name, kind) in enumerate(zip(head.names, head.columns, strict=True)):
            key = (Position(table, None, (at,)),)
            columns.add(key)
            taken = asked.get(key) or (kind.value if kind else UNREAD)
            where = f"第 {table + 1} 个表 {letter(at)} 栏"
            yield _key(key), where, name, taken, _COLUMN, given.get(key, "")
    for number, question in enumerate(questions, start=1):
        if not isinstance(question, TableQuestion):
            yield "", f"{number}.", "", question, _DOCUMENT, ""
        elif question.positions not in columns:
            where, how = f"{number}. {question.place}{question.words}", _how(question.positions)
            yield _key(question.positions), where, question.read, question, how, ""
    for answer in answers.given:
        if not answer.is_about_a_column:
            how = _how(answer.positions)
            yield _key(answer.positions), _ANSWERED, answer.read, answer.question, how, answer.text


def _how(positions: Sequence[Position]) -> str:
    if not positions:
        return _DOCUMENT
    return (_ROW, _CELL, _CELLS)[min(len(positions[0].columns), 2)]


def _key(positions: Sequence[Position]) -> str:
    return _BETWEEN.join(f"{position.table + 1}!{position.cells}" for position in positions)


def _answer(line: dict[str, str]) -> Answer:
    positions = tuple(_position(key) for key in line[_KEY].split(_BETWEEN) if key)
    return Answer(line[_ASKED], positions, line[_READ], line[_ANSWER])


def _position(key: str) -> Position:
    """Return the cells that a key names.

    :raises ValueError: if it names none; says in Chinese what is wrong.
    """
    table, _, cells = key.partition("!")
    found = [_CELL_NAME.fullmatch(cell) for cell in cells.split("、")]
    matches = [match for match in found if match and match[0]]
    if not table.isdecimal() or len(matches) < len(found):
        raise ValueError(f"“{_KEY}”列的“{key}”看不懂；这一列请不要改")
    columns = tuple(column_number(match[1]) for match in matches if match[1])
    row = int(matches[0][2]) - 1 if matches[0][2] else None
    return Position(int(table) - 1, row, columns)
