"""Workbooks of odd kinds are read in silence; what can't be read says what it is and what to do."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from allocation.lint.validate import load_register
from allocation.office.formats import file_guard, xlsx_reader
from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.workbook import import_plan
from helpers import UNITS
from workbooks import export, run

SMALL = UNITS / "small" / "data"
_USUAL = b"http://schemas.openxmlformats.org/"
_STRICT = b"http://purl.oclc.org/ooxml/"
_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml."
_EXTENDED = (
    b'<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    b' uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations/></ext></extLst>'
    b"</worksheet>"
)


def rewritten(path: Path, suffix: str, change: Callable[[str, bytes], bytes]) -> Path:
    """Write a workbook with other parts."""
    target = path.with_name(f"odd{suffix}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            made.writestr(name, change(name, source.read(name)))
    return target


def strict(name: str, content: bytes) -> bytes:
    """Return a part with the names of strict OOXML."""
    if name == "[Content_Types].xml":
        return content
    for words in (b"spreadsheetml", b"drawingml"):
        content = content.replace(_USUAL + words + b"/2006", _STRICT + words)
    return content.replace(
        _USUAL + b"officeDocument/2006/relationships", _STRICT + b"officeDocument/relationships"
    )


def of_type(kind: bytes) -> Callable[[str, bytes], bytes]:
    """Return a change of the content type of the workbook."""
    return lambda name, content: content.replace(_TYPE + b"sheet.main+xml", kind)


ODD: dict[str, tuple[str, Callable[[str, bytes], bytes]]] = {
    "strict": (".xlsx", strict),
    "a template": (".xltx", of_type(_TYPE + b"template.main+xml")),
    "a template with macros": (
        ".xltm", of_type(b"application/vnd.ms-excel.template.macroEnabled.main+xml"),
    ),
    "with macros": (".xlsm", of_type(b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
    "without styles": (
        ".xlsx", lambda name, content: re.sub(rb"(?s)<cellStyles.*</cellStyles>", b"", content),
    ),
    "with extensions": (
        ".xlsx", lambda name, content: content.replace(b"</worksheet>", _EXTENDED),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_odd_workbooks(tmp_path: Path, kind: str) -> None:
    """Each is read as the usual one, without a word of a library."""
    path = rewritten(export(SMALL, tmp_path / "x.xlsx"), *ODD[kind])
    with warnings.catch_warnings(action="error"):
        plan = import_plan.plan(path, load_register(SMALL))
    assert (plan.changes, plan.problems, plan.gaps) == ([], [], [])


OTHERS = {
    "a.pdf": (b"%PDF-1.7\n", "是 PDF，里面的表格读不准"),
    "b.xlsx": (b"%PDF-1.7\n", "是 PDF，里面的表格读不准"),
    "c.png": (b"\x89PNG\r\n\x1a\n", "是图片"),
    "d.jpg": (b"\xff\xd8\xff\xe0", "是图片"),
    "e.rar": (b"Rar!\x1a\x07\0", "是压缩包；请先解压"),
    "f.xls": ("<html><meta><table><tr><td>编号".encode("gbk"), "其实是网页；请用 Word、Excel"),
    "g.xls": (
        b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        "是“XML 表格 2003”；请用 Word、Excel",
    ),
    "h.xls": ("登记号\t题名\n".encode("gbk"), "其实是文本；请改名为 .csv"),
    "i.xlsb": (b"PK\x03\x04", "不是 Word 或 Excel 文件，或已经损坏"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_files_of_other_kinds(tmp_path: Path, name: str) -> None:
    """What a file is, is told by its content, whatever its name says."""
    content, expected = OTHERS[name]
    path = tmp_path / name
    path.write_bytes(content)
    done = run(path, SMALL)
    assert done.exit_code == 1
    assert expected in done.output
    assert "Traceback" not in done.output


def test_text_is_no_office_file(tmp_path: Path) -> None:
    """Under the name of a text it is not refused as one."""
    path = tmp_path / "x.txt"
    path.write_text("分工表\n", encoding="utf-8")
    file_guard.check_kind(path)
    with pytest.raises(OfficeError, match="其实是文本"):
        file_guard.check(path)


@pytest.mark.parametrize("text", ['=DISPIMG("ID_1",1)', '=_xlfn.DISPIMG("ID_1",1)'])
def test_pictures_in_cells(text: str) -> None:
    """What WPS writes for a picture in a cell is no text."""
    found = xlsx_reader.read_text(text)
    assert isinstance(found, xlsx_reader.Unreadable)
    assert "嵌在单元格里的图片" in found
