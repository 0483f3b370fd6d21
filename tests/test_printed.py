"""Files that show the printed table say what stands there: no cell filled, no other heading."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from allocation.lint import findings
from allocation.register.register import Register
from allocation.site import outputs
from example import make
from helpers import DELIVERED, read, replace


@pytest.mark.parametrize(
    "path",
    [
        "downloads/allocation.docx",
        "downloads/allocation-landscape.docx",
        "downloads/categories/jiafen-xiangmu.docx",
    ],
)
def test_the_last_row_in_word(site: Path, path: str) -> None:
    """The row of 加分项目 has nothing in the columns Ⅱ and Ⅲ."""
    last = docx.Document(str(site / path)).tables[0].rows[-1].cells
    assert [cell.text for cell in last[:3]] == ["加分项目", "", ""]


def test_the_last_row_in_excel(site: Path) -> None:
    """So it has in both sheets of the workbook that show the rows."""
    book = load_workbook(site / "downloads/allocation.xlsx")
    rows = list(book["打印"].iter_rows(values_only=True))
    assert [cell or "" for cell in rows[-1][:3]] == ["加分项目", "", ""]
    head, *duties = book["分工"].iter_rows(values_only=True)
    (last,) = (dict(zip(head, row, strict=True)) for row in duties if row[1] == "加分项目")
    assert not last["项目"]


def test_the_last_row_in_json(site: Path) -> None:
    """So it has for programs; its id, which is ours, is the category's title."""
    last = json.loads((site / "api/allocation.json").read_bytes())["items"][-1]
    assert (last["category"]["title"], last["id"]) == ("加分项目", "加分项目")
    assert (last["title"], last["groups"]) == ("", [])


def test_headings_in_excel(site: Path) -> None:
    """The sheet for printing has the source's headings; the first is over all levels."""
    page = load_workbook(site / "downloads/allocation.xlsx")["打印"]
    heads = [cell.value for cell in page[2] if cell.value]
    assert heads == list(read(DELIVERED).unit.header)
    assert "A2:C2" in [str(each) for each in page.merged_cells.ranges]


def test_excerpts_say_so(site: Path, real: Register) -> None:
    """A file with one category is an excerpt; the whole table is none."""
    for category in real.categories:
        document = docx.Document(str(site / f"downloads/categories/{category.slug}.docx"))
        assert f"{real.unit.title}（节选）" in [
            each.text.replace("\n", "") for each in document.paragraphs
        ]
    whole = docx.Document(str(site / "downloads/allocation.docx"))
    assert [each.text.replace("\n", "") for each in whole.paragraphs if each.text] == [
        "附件2：",
        real.unit.title,
    ]


def test_the_document_is_named(data: Path) -> None:
    """Where number and day of the document are known, pages, Word and JSON say them."""
    known = "title: 某局分工\nattachment: 附件2：\ndocument_no: 虚金〔2026〕3号\nissued: 2026-02-10"
    replace(data / "unit.yml", "title: 某局分工", known)
    made = outputs.generate(data, today=make.TODAY)
    for name, at in (("home", ""), ("about", "about/")):
        html = made.part(name, at)
        assert "虚金〔2026〕3号" in html
        assert "2026年2月10日" in html
    files: dict[str, Any] = {output.path: output.content for output in made.downloads()}
    first = docx.Document(io.BytesIO(files["downloads/allocation.docx"])).paragraphs[0]
    assert first.text == "虚金〔2026〕3号附件2："
    unit = json.loads(str(files["api/allocation.json"]))["unit"]
    assert (unit["document_no"], unit["issued"]) == ("虚金〔2026〕3号", "2026-02-10")
    absent = {each.subject for each in _absent(read(data))}
    assert absent & {"文号", "成文日期", "附件1"} == {"附件1"}


def _absent(register: Register) -> tuple[Any, ...]:
    (result,) = (each for each in findings(register) if each.id == "absent")
    return result.findings
