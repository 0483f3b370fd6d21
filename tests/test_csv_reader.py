"""Text that spreadsheets save and copy: encodings, separators, quoted cells."""

from __future__ import annotations

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.office.formats import csv_reader
from allocation.office.formats.file_guard import OfficeError

_TABLE = [["编号", "条款", "分值"], ["Ⅲ-1-⑴", "第一行\n第二行，“好”", "2.5"], ["", '说"是"', ""]]
_TEXT = '编号,条款,分值\r\nⅢ-1-⑴,"第一行\n第二行，“好”",2.5\r\n,"说""是""",\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_same_table_in_each_form(tmp_path: Path, encoding: str, separator: str) -> None:
    """Encoding and separator make no difference."""
    file = tmp_path / "表.csv"
    file.write_bytes(_TEXT.replace(",", separator).encode(encoding))
    assert csv_reader.read(file) == _TABLE


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_end_of_line(tmp_path: Path, end: str) -> None:
    """Programs of three systems end lines in three ways; an empty row stays a row."""
    file = tmp_path / "表.csv"
    file.write_bytes(f"甲,乙{end}{end}1,2{end}".encode())
    assert csv_reader.read(file) == [["甲", "乙"], [""], ["1", "2"]]


def test_a_declared_separator_is_no_row() -> None:
    """Excel reads the line ``sep=;``, and does not count it."""
    assert csv_reader.rows("sep=;\n甲;乙,丙\n1;2\n") == [["甲", "乙,丙"], ["1", "2"]]


def test_commas_in_cells_do_not_separate_text_with_tabs() -> None:
    """The separator is what most rows have equally often."""
    assert csv_reader.rows("条款\t责任人\na, b, c\t王伟\n") == [
        ["条款", "责任人"],
        ["a, b, c", "王伟"],
    ]


def test_quotation_marks_of_copied_cells() -> None:
    """Excel quotes a copied cell only if it has a line break; other quotation marks stay."""
    text = '"三会一课"制度\t王伟\n"第一行\n说""是"""\t"李明"\n'
    assert csv_reader.rows(text) == [
        ['"三会一课"制度', "王伟"],
        ['第一行\n说"是"', "李明"],
    ]


def test_an_open_quotation_mark_does_not_take_in_the_rest() -> None:
    """A cell is quoted only if its quotation mark is closed."""
    assert csv_reader.rows('甲,乙\n"一,二\n三,四\n') == [["甲", "乙"], ['"一', "二"], ["三", "四"]]


def test_many_quotation_marks_take_no_time() -> None:
    """A hostile text is read in linear time."""
    csv_reader.rows('"a,' * 200_000)
    csv_reader.rows('"' * 400_001)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xff\xff", b"a\0b"])
def test_other_files_are_named(tmp_path: Path, content: bytes) -> None:
    """What is no text is refused."""
    file = tmp_path / "表.csv"
    file.write_bytes(content)
    with pytest.raises(OfficeError, match="不是文本文件"):
        csv_reader.read(file)


_CELLS = st.text("甲乙 \"',;\t\n", max_size=6).map(str.strip)


@given(st.lists(st.lists(_CELLS, min_size=2, max_size=2), min_size=1, max_size=5))
def test_whatever_is_written_comes_back(table: list[list[str]]) -> None:
    """Quotation marks, separators and line breaks in cells are their own."""
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["题名", "说明"], *table])
    while len(table) > 0 and not any(table[-1]):
        table.pop()
    assert csv_reader.rows(file.getvalue().replace("\r\n", "\n")) == [["题名", "说明"], *table]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    """Nothing else happens."""
    with tempfile.NamedTemporaryFile() as file, suppress(OfficeError):
        file.write(noise)
        file.flush()
        csv_reader.read(Path(file.name))


def test_an_empty_file_has_no_rows() -> None:
    """Neither a row nor an error."""
    assert csv_reader.rows("") == []
