"""Tables of other places: what they say, what is read in them, the forms they come in.

``tests/tables/README.md`` has the notation.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import yaml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

FOLDER = Path(__file__).parent / "tables"
UNKNOWN = "?"
"""What nobody can know is not compared."""
_TAG = re.compile(r"\{(ruby|eq|alt|del|ins|hide) ([^{}]*)\}|\{(join)\}")
_ABOVE, _LEFT = "^", "<"
_SHOWN: dict[str, Callable[[str], str]] = {
    "ruby": lambda text: text.split(":")[0],
    "eq": str,
    "alt": str,
    "ins": str,
    "del": lambda text: "",
    "hide": lambda text: "",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is written: its cells, and whether a tracked change deletes or inserts it."""

    cells: tuple[str, ...]
    change: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, with the lines above and below."""

    lines: tuple[str, ...]
    rows: tuple[Row, ...]
    below: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0].cells)

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """Return where the cell begins that covers a place."""
        at, across = row, column
        while self.rows[at].cells[across] == _LEFT:
            across -= 1
        while self.rows[at].cells[across] == _ABOVE:
            at -= 1
            while self.rows[at].cells[across] == _LEFT:
                across -= 1
        return at, across

    def merges(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield top, left, bottom and right of merged cells."""
        ends: dict[tuple[int, int], tuple[int, int]] = {}
        for at, row in enumerate(self.rows):
            for across in range(len(row.cells)):
                ends[self.anchor(at, across)] = (at, across)
        yield from ((*start, *end) for start, end in ends.items() if start != end)

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell once changes are accepted; nothing where another covers it."""
        found = self.rows[row].cells[column]
        return "" if found in {_ABOVE, _LEFT} else shown(found)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a place: its code and title without spaces, its score as written."""

    name: str
    score: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that is to come out, with all that holds for it; None is not compared.

    ``places`` are those that are right, ``rows`` the rows of the table that its duty stands in.
    """

    mark: str
    text: str
    places: tuple[tuple[Level, ...], ...]
    leaders: tuple[str, ...] | None
    parties: tuple[str, ...] | None
    methods: tuple[str, ...] | None
    deadline: str | None
    score: str | None
    remark: str
    evidence: tuple[str, ...]
    kinds: frozenset[str]
    table: int
    rows: frozenset[int]


@dataclass(frozen=True, slots=True)
class Ask:
    """A place that must be asked about."""

    table: int
    row: int
    column: str
    about: str


@dataclass(frozen=True, slots=True)
class Case:
    """A file of tables, and what is to come out."""

    name: str
    about: str
    kinds: frozenset[str]
    forms: frozenset[str]
    tables: tuple[Table, ...]
    clauses: tuple[Clause, ...]
    asks: tuple[Ask, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    unit: str | None = None
    honor: str | None = None

    def first_row(self, table: int) -> int:
        """Return the row of a sheet that a table begins in, less one."""
        before = (
            len(each.lines) + len(each.rows) + len(each.below) + 1
            for each in self.tables[: table - 1]
        )
        return sum(before) + len(self.tables[table - 1].lines)


def shown(text: str) -> str:
    """Return what stands in a cell once changes are accepted; a paragraph a line."""
    text = text.replace("{join}⏎", "")
    text = _TAG.sub(lambda found: _SHOWN[found[1]](found[2]) if found[1] else "", text)
    return text.replace("⏎", "\n").replace("⇥", "\t")


def bare(text: str) -> str:
    """Return a text without white space: how lines are broken is no part of what it says."""
    return re.sub(r"\s+", "", text)


def cases(folder: Path = FOLDER) -> tuple[Case, ...]:
    """Return all tables of a folder."""
    return tuple(case(path) for path in sorted(folder.glob("*.yml")))


def case(path: Path) -> Case:
    """Read a file of tables."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    kinds = frozenset(data["kind"])
    tables = tuple(_table(each) for each in data["tables"])
    clauses = [clause for block in data["expect"] for clause in _clauses(block, kinds, tables)]
    return Case(
        name=path.stem,
        about=data["about"],
        kinds=kinds,
        forms=frozenset(data.get("forms", FORMS)),
        tables=tables,
        clauses=tuple(clauses),
        asks=tuple(
            Ask(each.get("table", 1), each["row"], each["column"], each["about"])
            for each in data.get("ask", [])
        ),
        columns=data.get("columns", {}),
        unit=data["unit"],
        honor=data["honor"],
    )


def _table(data: dict[str, Any]) -> Table:
    rows = []
    for line in data["rows"].strip().splitlines():
        change, _, rest = line.partition("|")
        if change not in {"-", "+"}:
            change, rest = "", line
        rows.append(Row(tuple(each.strip(" ") for each in rest.split("|")), change))
    widths = {len(row.cells) for row in rows}
    if len(widths) != 1:
        raise ValueError(f"rows of different widths: {[len(row.cells) for row in rows]}")
    lines, below = data.get("lines", []), data.get("below", [])
    return Table(tuple(lines), tuple(rows), tuple(below), data.get("sheet", ""))


def _clauses(
    block: dict[str, Any], kinds: frozenset[str], tables: tuple[Table, ...]
) -> Iterator[Clause]:
    for each in block["clauses"]:
        said = {**block, **({"is": each} if isinstance(each, str) else each)}
        mark, _, text = said["is"].partition("|")
        text, table, rows = _verbatim(text, tables)
        yield Clause(
            mark=mark,
            text=text,
            places=_places(said["at"]),
            leaders=_many(said, "leaders"),
            parties=_many(said, "parties"),
            methods=_many(said, "methods"),
            deadline=_one(said, "deadline"),
            score=_one(said, "score"),
            remark=said.get("remark", ""),
            evidence=tuple(said.get("evidence", ())),
            kinds=kinds | frozenset(said.get("kind", ())),
            table=table,
            rows=rows,
        )


def _one(said: dict[str, Any], name: str) -> str | None:
    found = str(said.get(name, ""))
    return None if found == UNKNOWN else found


def _many(said: dict[str, Any], name: str) -> tuple[str, ...] | None:
    found = said.get(name, ())
    return None if found == UNKNOWN else tuple(found)


def _places(at: str | list[Any]) -> tuple[tuple[Level, ...], ...]:
    if at == UNKNOWN:
        return ()
    choices = at if isinstance(at[0], list) else [at]
    return tuple(tuple(_level(str(each)) for each in choice) for choice in choices)


def _level(text: str) -> Level:
    code, title, *score = text.split("|")
    return Level(bare(code + title), score[0] if score else "")


def _verbatim(pattern: str, tables: tuple[Table, ...]) -> tuple[str, int, frozenset[int]]:
    """Find a clause in the tables: its whole text, the table, the rows that its duty stands in."""
    # Looked ahead, so that a match within a match is found: the shortest is meant.
    text = ".*?".join(re.escape(bare(part)) for part in pattern.split("…"))
    wanted = re.compile(f"(?=({text}))")
    for number, table in enumerate(tables, 1):
        for at, row in enumerate(table.rows):
            for across in range(len(row.cells) if row.change != "-" else 0):
                found = wanted.findall(bare(table.text(at, across)))
                if found:
                    return min(found, key=len), number, _rows(table, at)
    raise ValueError(f"no table says: {pattern}")


def _rows(table: Table, row: int) -> frozenset[int]:
    """Return the rows that cells beside a clause begin in, counted from 1."""
    across = range(table.width)
    return frozenset({row + 1, *(table.anchor(row, each)[0] + 1 for each in across)})


# The forms that a table comes in.


def write_docx(found: Case, path: Path) -> None:
    """Write a case as Word keeps it, with merged cells and tracked changes."""
    document = docx.Document()
    for table in found.tables:
        for line in table.lines:
            document.add_paragraph(line)
        _grid(document.add_table(len(table.rows), table.width), table)
        for line in table.below or ("",):
            document.add_paragraph(line)
    document.save(str(path))


def _grid(made: Any, table: Table) -> None:
    for top, left, bottom, right in table.merges():
        made.cell(top, left).merge(made.cell(bottom, right))
    for at, row in enumerate(table.rows):
        for across, text in enumerate(row.cells):
            if text not in {_ABOVE, _LEFT}:
                _fill(made.cell(at, across), text)
        if row.change:
            properties = made.rows[at]._tr.get_or_add_trPr()
            properties.append(_changed("del" if row.change == "-" else "ins"))


def _fill(cell: Any, text: str) -> None:
    parts = text.split("⏎")
    for at, part in enumerate(parts):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        last = 0
        for tag in _TAG.finditer(part):
            _run(paragraph._p, part[last : tag.start()])
            _WORD[tag[1] or tag[3]](paragraph._p, tag[2] or "")
            last = tag.end()
        _run(paragraph._p, part[last:])


def _run(parent: Any, text: str, tag: str = "w:t", properties: str = "") -> None:
    """Add a run with a text; its tabs as Word writes them."""
    if not text:
        return
    run = parse_xml(f"<w:r {nsdecls('w')}>{properties}</w:r>")
    for at, part in enumerate(text.split("⇥")):
        if at:
            run.append(OxmlElement("w:tab"))
        element = OxmlElement(tag)
        element.text = part
        element.set(qn("xml:space"), "preserve")
        run.append(element)
    parent.append(run)


def _changed(name: str) -> Any:
    author = 'w:id="1" w:author="x" w:date="2026-01-05T08:00:00Z"'
    return parse_xml(f"<w:{name} {nsdecls('w')} {author}/>")


def _deleted(paragraph: Any, text: str) -> None:
    paragraph.append(_changed("del"))
    _run(paragraph[-1], text, "w:delText")


def _inserted(paragraph: Any, text: str) -> None:
    paragraph.append(_changed("ins"))
    _run(paragraph[-1], text)


def _hidden(paragraph: Any, text: str) -> None:
    _run(paragraph, text, properties="<w:rPr><w:vanish/></w:rPr>")


def _joined(paragraph: Any, _: str) -> None:
    mark = parse_xml(f"<w:rPr {nsdecls('w')}/>")
    mark.append(_changed("del"))
    paragraph.get_or_add_pPr().append(mark)


def _reading(paragraph: Any, text: str) -> None:
    base, _, reading = text.partition(":")
    ruby = (
        f"<w:r {nsdecls('w')}><w:ruby><w:rubyPr><w:rubyAlign w:val='center'/></w:rubyPr>"
        f"<w:rt><w:r><w:t>{reading}</w:t></w:r></w:rt>"
        f"<w:rubyBase><w:r><w:t>{base}</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    paragraph.append(parse_xml(ruby))


def _circled(paragraph: Any, text: str) -> None:
    """Add a number in a circle as Word's 带圈字符 does: a field that draws one over the other."""
    number = "①②③④⑤⑥⑦⑧⑨⑩".index(text) + 1
    for kind, said in (("begin", ""), ("", rf"eq \o\ac(○,{number})"), ("end", "")):
        if kind:
            run = f"<w:r {nsdecls('w')}><w:fldChar w:fldCharType='{kind}'/></w:r>"
            paragraph.append(parse_xml(run))
        else:
            _run(paragraph, said, "w:instrText")


def _alternate(paragraph: Any, text: str) -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    said = f"<w:t>{text}</w:t>"
    paragraph.append(
        parse_xml(
            f"<w:r {nsdecls('w')} {mc} {w14}><mc:AlternateContent>"
            f"<mc:Choice Requires='w14'>{said}</mc:Choice>"
            f"<mc:Fallback>{said}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )


_WORD: dict[str, Callable[[Any, str], None]] = {
    "ruby": _reading,
    "eq": _circled,
    "alt": _alternate,
    "del": _deleted,
    "ins": _inserted,
    "hide": _hidden,
    "join": _joined,
}


def write_xlsx(found: Case, path: Path) -> None:
    """Write a case as a workbook: titles over the width, real merges, numbers as numbers."""
    book = openpyxl.Workbook()
    sheet, at = book.active, 0
    for number, table in enumerate(found.tables):
        if table.sheet:
            sheet, at = book.create_sheet(table.sheet), 0
        at = _sheet(sheet, table, at + (1 if number and at else 0))
    if found.tables[0].sheet:
        book.remove(book.worksheets[0])
    book.save(str(path))


def _sheet(sheet: Any, table: Table, at: int) -> int:
    """Write a table below a row of a sheet; return the last row written."""
    first = at + len(table.lines)
    for across, line in enumerate(table.lines, at + 1):
        sheet.cell(across, 1, line)
        sheet.merge_cells(None, across, 1, across, max(2, table.width))
    for row in range(len(table.rows)):
        for across in range(table.width):
            if value := table.text(row, across):
                sheet.cell(first + row + 1, across + 1, _number(value))
    for top, left, bottom, right in table.merges():
        sheet.merge_cells(None, first + top + 1, left + 1, first + bottom + 1, right + 1)
    last = first + len(table.rows)
    for row, line in enumerate(table.below, last + 1):
        sheet.cell(row, 1, line)
    return last + len(table.below)


def _number(text: str) -> str | int | float:
    if re.fullmatch(r"[1-9][0-9]*", text):
        return int(text)
    return float(text) if re.fullmatch(r"[0-9]+\.[0-9]+", text) else text


def _lines(found: Case) -> Iterator[list[str]]:
    """Yield the rows of a sheet that holds a case; covered cells are empty."""
    for number, table in enumerate(found.tables):
        if number:
            yield [""] * table.width
        for line in table.lines:
            yield [line] + [""] * (table.width - 1)
        for row in range(len(table.rows)):
            yield [table.text(row, across) for across in range(table.width)]
        for line in table.below:
            yield [line] + [""] * (table.width - 1)


def write_csv(found: Case, path: Path, encoding: str = "gb18030") -> None:
    """Write a case as Excel saves CSV; ``utf-8-sig`` is its “CSV UTF-8”."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(_lines(found))
    path.write_bytes(out.getvalue().encode(encoding))


def pasted_word(found: Case) -> str:
    r"""Return what Word and WPS leave when a table is pasted as text.

    A row a line, a tab between cells. A paragraph within a cell begins a line too, so that the next
    cells of the row stand on the line of its last paragraph: a row has ended once it has as many
    tabs as columns less one. A cell merged downwards is there in each of its rows, empty; one
    merged across counts once.
    """
    lines: list[str] = []
    for table in found.tables:
        lines += table.lines
        for at, row in enumerate(table.rows):
            across = [each for each, text in enumerate(row.cells) if not _covered(table, at, each)]
            lines.append("\t".join(table.text(at, each) for each in across))
        lines += table.below
    return "\n".join(lines).replace("\n", "\r\n") + "\r\n"


def pasted_lines(found: Case) -> str:
    """Return what is left where the paragraphs of a cell became spaces: a row a line, for sure."""
    flat = (
        replace(table, rows=tuple(replace(row, cells=_flat(row.cells)) for row in table.rows))
        for table in found.tables
    )
    return pasted_word(replace(found, tables=tuple(flat)))


def _flat(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(cell.replace("⏎", " ") for cell in cells)


def _covered(table: Table, row: int, column: int) -> bool:
    """Say whether the cell to the left covers a place, in its row or from above."""
    top, left = table.anchor(row, column)
    return left < column and (table.rows[row].cells[column] == _LEFT or top < row)


def pasted_excel(found: Case) -> str:
    """Return what Excel and WPS leave when a range is pasted as text: quoted where lines break."""
    rows = ("\t".join(map(_quoted, cells)) for cells in _lines(found))
    return "".join(f"{row}\r\n" for row in rows)


def _quoted(text: str) -> str:
    if not set(text) & set('\n\t"'):
        return text
    return '"{}"'.format(text.replace('"', '""'))


def _write_text(pasted: Callable[[Case], str]) -> Callable[[Case, Path], None]:
    def write(found: Case, path: Path) -> None:
        path.write_text(pasted(found), encoding="utf-8", newline="")

    return write


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a table comes in: its name, the suffix of its file, how it is written."""

    label: str
    suffix: str
    write: Callable[[Case, Path], None]


FORMS: dict[str, Form] = {
    "docx": Form("Word", ".docx", write_docx),
    "word": Form("pasted from Word", ".txt", _write_text(pasted_word)),
    "lines": Form("pasted, a row a line", ".txt", _write_text(pasted_lines)),
    "excel": Form("pasted from Excel", ".txt", _write_text(pasted_excel)),
    "xlsx": Form("workbook", ".xlsx", write_xlsx),
    "csv": Form("CSV", ".csv", write_csv),
}


def _converted(form: str) -> Callable[[Case, Path], None]:
    """Return what writes another form, and saves it anew through LibreOffice."""

    def write_converted(found: Case, path: Path) -> None:
        made = path.with_suffix(FORMS[form].suffix)
        FORMS[form].write(found, made)
        command = ["soffice", "--headless", "--convert-to", path.suffix[1:], "--outdir"]
        profile = f"-env:UserInstallation=file://{path.parent}/profile"
        command = [*command, str(path.parent), str(made), profile]
        subprocess.run(command, check=True, capture_output=True, timeout=180)

    return write_converted


CONVERTED: dict[str, Form] = {
    "doc": Form("Word 97", ".doc", _converted("docx")),
    "ods": Form("OpenDocument", ".ods", _converted("xlsx")),
}
"""Forms that LibreOffice writes, each after one of the others: they take seconds."""
AFTER = {"doc": "docx", "ods": "xlsx"}


def write(found: Case, form: str, folder: Path) -> Path:
    """Write a case in a form; return the file."""
    made = (FORMS | CONVERTED)[form]
    path = folder / f"{found.name}-{form}{made.suffix}"
    made.write(found, path)
    return path
