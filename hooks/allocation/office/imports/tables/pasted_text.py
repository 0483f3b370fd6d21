"""Tables in text: copied out of Word, Excel or WPS with tabs, or saved with a line per cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise, takewhile, zip_longest

from allocation.base.slugs import compact
from allocation.office.formats import csv_reader
from allocation.office.imports.tables import heading_words, headings
from allocation.office.imports.tables.grid import Doubt, TableGrid
from allocation.office.imports.tables.heading_words import ColumnHeading
from allocation.office.imports.tables.levels import is_level_label
from allocation.office.imports.tables.names import has_surname

_QUOTED = re.compile(r'(?:^|\t)"(?:[^"]|"")*"(?=[\t\n]|\Z)', re.MULTILINE)
"""A cell as Excel copies it when it has a line break or a quotation mark."""
_LABEL = re.compile(
    r"[ⅠⅡⅢⅣⅤⅥIV]+\s*[-—–－.]\s*[0-9０-９]|第[一二三四五六七八九十]+[部章卷篇编类节]"
)
"""The beginning of a level in the first column, where no name begins like it."""
_NUMERAL = re.compile("[一二三四五六七八九十0-9０-９]+")
_MARKED = re.compile(r"[0-9]{1,3}(?:[、.．](?![0-9])[^\t]*)?\t")
"""A first cell that is a number, or begins with one like a clause."""
_ITEM = re.compile(r"([0-9]{1,2})(?:([-.])[0-9]{1,2}(?![0-9分%月日年])|([.、．])(?![0-9]))")
"""The number of an item, with what stands in it or after it."""
_NOTE = re.compile(r"\s*(?:注|备注|说明|填表|附注?)\s*[0-9]?\s*[:：]")
_TOTAL = re.compile(r"[小合总共]\s*计|累计")
_NAME = re.compile("[㐀-鿿]{2,3}")
_SHORT = 10
"""Most characters of a line that surely goes on with a cell, before a row whose label goes on."""
_MOST_BROKEN = 3
"""How many times the tabs of its longest line a row may have: its cells break the line."""
_MOST_ABOVE = 3
"""Most lines above the first tab that may be the beginning of a heading."""

Row = list[str | None]


def tables(text: str) -> list[TableGrid]:
    """Return the tables in a text; cells that were merged are empty below the first one."""
    lines = text.strip("\n").split("\n")
    if not any("\t" in line.strip("\t") for line in lines) or _is_flattened(lines):
        return [_from_flattened(text)]
    if _QUOTED.search(text):
        return [of_rows(csv_reader.rows(f"sep=\t\n{text}"))]
    return [_headed(*_titled(block)) for block in _blocks([line for line in lines if line.strip()])]


def of_rows(rows: Sequence[Sequence[str]]) -> TableGrid:
    """Return the table of rows that lost which of their cells were merged."""
    width = max(map(len, rows), default=0)
    cells: list[Row] = [[*row, *[""] * (width - len(row))] for row in rows]
    return TableGrid(cells, (), (), _widest(cells, width), merges_lost=True)


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """Yield the lines of each table: headings with a title, or other ones, begin the next."""
    heads = [at for at, line in enumerate(lines) if "\t" in line and _is_head(line)]
    start = 0
    for before, at in pairwise(heads):
        # Headings below headings divide them.
        first = at
        while first - 1 > before and "\t" not in lines[first - 1].strip("\t"):
            first -= 1
        if at > before + 1 and (first < at or lines[at] != lines[heads[0]]):
            yield lines[start:first]
            start = first
    yield lines[start:]


def _is_head(line: str) -> bool:
    return headings.find([line.split("\t")]) is not None


def _titled(block: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines above a table, and those of the table."""
    above = list(takewhile(lambda line: "\t" not in line.strip("\t"), block))
    return [line.strip("\t") for line in above], block[len(above) :]


def _is_flattened(lines: Sequence[str]) -> bool:
    """Whether each cell is a line of its own, with a tab before it."""
    return all("\t" not in line.lstrip("\t") and line.count("\t") <= 1 for line in lines)


def _from_flattened(text: str) -> TableGrid:
    """Read flattened text: an empty line between rows, a tab before each cell."""
    head, _, rest = text.partition("\n\t")
    rows: list[Row] = [
        [cell.strip() for cell in block.removeprefix("\t").split("\n\t")]
        for block in f"\t{rest}".split("\n\n")
        if block.strip()
    ]
    return TableGrid(rows, tuple(filter(None, map(str.strip, head.split("\n")))))


def _headed(above: list[str], lines: list[str]) -> TableGrid:
    """Return the table with most known headings: the first may begin in the lines above."""
    after = list(takewhile(lambda line: "\t" not in line, reversed(lines)))[::-1]
    notes = next((at for at, line in enumerate(after) if _NOTE.match(line)), len(after))
    after = after[notes:]
    lines = lines[: len(lines) - len(after)]
    tried = []
    for taken in range(min(len(above), _MOST_ABOVE) + 1):
        first = len(above) - taken
        rows, doubts = _rows([*above[first:], *lines])
        head = headings.find(rows)
        known = sum(len(word) for word in head.words if heading_words.is_known(word)) if head else 0
        tried.append((known, -taken, first, rows, doubts))
    _, _, first, rows, doubts = max(tried, key=lambda each: each[:2])
    before, below = (tuple(filter(None, map(str.strip, some))) for some in (above[:first], after))
    width = max(map(len, rows), default=0)
    return TableGrid(rows, before, tuple(doubts), _widest(rows, width), below, merges_lost=True)


def _widest(rows: list[Row], width: int) -> tuple[tuple[int, int], ...]:
    """Return the widest cell of each row: one with a single text at the left is across all."""
    across = [bool(row and row[0]) and not any(row[1:]) for row in rows]
    return tuple((0, width if each else 1) for each in across)


def _rows(lines: list[str]) -> tuple[list[Row], list[Doubt]]:
    """Return the rows of lines, and doubts about what could be another cell's."""
    most = max(line.count("\t") for line in lines)
    made = _Joiner(most).joined(lines)
    if made.misfits():
        tries = (_Joiner(tabs).joined(lines) for tabs in range(most + 1, most * _MOST_BROKEN + 1))
        wider = next((each for each in tries if not each.misfits()), made)
        # Hardly a line has a whole row, or the headings are only known when they are joined.
        if made.misfits() * 2 >= len(made.pieces) or wider.headed > made.headed:
            made = wider
    made.part_tails()
    doubts = [
        Doubt(at, made.tabs, f"“{line[:30]}”没有制表符，当作接着这一格读了，请核对。")
        for at, line in made.doubted
    ]
    doubts += [
        Doubt(at, 0, f"“{line[:30]}”没有制表符，当作这一格的开头读了，请核对。")
        for at, line in made.moved
    ]
    cut = [[cell.strip() for cell in piece.split("\t")] for piece in made.pieces]
    rows, missed = _filled(cut, made.tabs + 1, is_deep=True)
    head = headings.find(rows)
    if head and head.place(ColumnHeading.CLAUSE) == 1:
        rows, missed = _filled(cut, made.tabs + 1, is_deep=False)
    return rows, [*doubts, *missed]


def _filled(cut: list[list[str]], width: int, *, is_deep: bool) -> tuple[list[Row], list[Doubt]]:
    """Return rows with all their cells, and doubts about those that missed some.

    :param is_deep: whether there are two columns of levels, which a wide label can cover.
    """
    rows: list[Row] = []
    doubts: list[Doubt] = []
    for at, cells in enumerate(cut):
        missing = width - len(cells)
        below = cut[at + 1] if at + 1 < len(cut) else []
        if spread := _spread(cells, below) if missing and len(cells) > 1 else []:
            rows.append(spread)
            continue
        at_left = is_deep or not at or _TOTAL.match(cells[0])
        if missing and len(cells) > 1 and at:
            where = f"第一格占了 {missing + 1} 栏" if at_left else "右边的空着"
            doubts.append(Doubt(at, None, f"比表头少 {missing} 格，当作{where}，请核对。"))
        gap = [""] * missing
        rows.append([cells[0], *gap, *cells[1:]] if at_left else [*cells, *gap])
    return rows, doubts


def _spread(cells: list[str], below: list[str]) -> Row:
    """Return wide headings above those that divide them, which leave no other cell empty."""
    wide = [list(run) for empty, run in groupby(below, key=lambda cell: not cell) if not empty]
    left = len(cells) - below.count("")
    if len(wide) == 1 and left and len(wide[0]) % left == 0:
        wide = [wide[0][: len(wide[0]) // left]] * left
    elif len(wide) == 1 and left > 1:
        # Nobody knows where the first ends; each column has its own heading below.
        at = below.index(wide[0][0])
        cells, left = [*cells[: at + 1], *cells[at + left :]], 1
    if not wide or len(wide) != left or below[0]:
        return []
    row: Row = []
    runs, texts, at = iter(wide), iter(cells), 0
    while at < len(below):
        size = len(next(runs)) if below[at] else 1
        row += [next(texts), *[""] * (size - 1)]
        at += size
    return row


class _Joiner:
    """Joins lines to rows with a number of tabs: a paragraph of a cell is a line."""

    def __init__(self, tabs: int) -> None:
        self.tabs = tabs
        self.pieces: list[str] = []
        self.doubted: list[tuple[int, str]] = []
        self.moved: list[tuple[int, str]] = []
        self._titles: set[str] = set()

    @property
    def headed(self) -> int:
        """How many headings of the first row are known; the last one may have more below it."""
        words = [compact(cell) for cell in self.pieces[0].split("\t")]
        return sum(heading_words.is_known(word) for word in words)

    def part_tails(self) -> None:
        """Give lines after the last cell of a row that do not fit it to the row that follows.

        What fits is a heading that is known, or the name of a person below one of people.
        """
        last = ""
        for at, piece in enumerate(self.pieces[:-1]):
            lines = piece.rsplit("\t", 1)[-1].split("\n")
            kept = _fitting(lines, last)
            last = last or compact("".join(lines[:kept]))
            begins = self.pieces[at + 1].split("\t", 1)[0].strip()
            if 0 < kept < len(lines) and begins and not _begins(begins):
                rest = "\n".join(lines[kept:])
                self.pieces[at] = piece.removesuffix(f"\n{rest}")
                self.pieces[at + 1] = f"{rest}\n{self.pieces[at + 1]}"
                moved = [(at, line) for line in lines[kept:]]
                self.doubted = [each for each in self.doubted if each not in moved]
                self.moved.append((at + 1, compact(rest)))

    def misfits(self) -> int:
        """Return how many rows have other tabs; a title across the table has none."""
        return sum(piece.count("\t") not in (0, self.tabs) for piece in self.pieces)

    def joined(self, lines: list[str]) -> _Joiner:
        """Join all lines."""
        for line, below in zip_longest(lines, lines[1:], fillvalue=""):
            self._add(line, is_sure=len(line) <= _SHORT and below.startswith("\t"))
        return self

    def _add(self, line: str, *, is_sure: bool) -> None:
        done, own = self.pieces[-1].count("\t") if self.pieces else self.tabs, line.count("\t")
        goes_on = bool(self.pieces) and done + own <= self.tabs
        if goes_on and done < self.tabs:
            # A title across the table is no beginning of the row below it.
            whole = own == self.tabs and _begins(line)
            title = _style(self.pieces[-1]) if done == 0 else ""
            next_row = _is_label(line) or whole or _MARKED.match(line) or title in self._titles
            goes_on = not (title and next_row) and not self._ends_with_total(line)
            self._titles |= set() if goes_on or not title else {title}
        elif goes_on and (goes_on := not (_is_label(line) or self._begins_item(line))):
            self.doubted += [] if is_sure else [(len(self.pieces) - 1, line)]
        if goes_on:
            self.pieces[-1] += f"\n{line}"
        else:
            self.pieces.append(line)

    def _ends_with_total(self, line: str) -> bool:
        """Whether the last row is that of a sum, whose label covers several cells."""
        begins = _is_label(line) or _MARKED.match(line) or _TOTAL.match(line)
        return bool(begins and _TOTAL.match(self.pieces[-1]))

    def _begins_item(self, line: str) -> bool:
        """Whether a line has the number of an item, and the last cell lists nothing like it."""
        last = self.pieces[-1].rsplit("\t", 1)[-1].split("\n")
        number = _ITEM.match(line)
        if number is None:
            return False
        listed = (_ITEM.match(each) for each in last)
        same = any(each and each.groups()[1:] == number.groups()[1:] for each in listed)
        before = re.compile(rf"{int(number[1]) - 1}[.、．)]")
        follows = number[2] is None and any(map(before.match, last))
        return not (same or follows)


def _is_label(line: str) -> bool:
    return is_level_label(line) or _LABEL.match(line) is not None


def _fitting(lines: Sequence[str], heading: str) -> int:
    """Return how many lines of a last cell fit its heading; in the first row, are one."""
    if not heading:
        joined = (compact("".join(lines[:end])) for end in range(len(lines), 0, -1))
        known = (len(lines) - at for at, word in enumerate(joined) if heading_words.is_known(word))
        return next(known, len(lines))
    if heading_words.meaning(heading)[:1] != (ColumnHeading.PERSON,):
        return len(lines)
    names = takewhile(lambda line: _NAME.fullmatch(line) and has_surname(line), lines)
    return len(list(names)) or len(lines)


def _style(line: str) -> str:
    """Return how a label begins, whatever its number; empty for a line that is no label."""
    label = _LABEL.match(line) or re.match(".{1,3}[、）]", line)
    return _NUMERAL.sub("0", label[0]) if label and _is_label(line) else ""


def _begins(line: str) -> bool:
    """Whether the first cell of a line is a whole one, not the end of a broken one."""
    first = line.split("\t", 1)[0].strip()
    return not first or _is_label(first) or first[0].isdecimal()
