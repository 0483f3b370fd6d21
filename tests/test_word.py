"""Word out by the standard, and back: tables as offices write them become data files."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pypdfium2 as pdfium
import pytest
from click.testing import CliRunner
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allocation.base.problems import DataError
from allocation.cli import main
from allocation.lint.validate import load_register
from allocation.office.exports.table import attachment
from allocation.office.formats.docx_writer import Document, TemplateError, cell
from allocation.office.formats.file_guard import OfficeError
from allocation.office.formats.libreoffice import converted
from allocation.office.formats.table_pages import TablePages
from allocation.office.imports.tables.table_parts import TableError
from allocation.register.index import Index
from allocation.register.register import Register
from allocation.site import outputs
from example import make
from helpers import DELIVERED, UNITS, replace
from test_random import NAME, write
from word_tables import read, run

FOLDERS = [
    DELIVERED,
    make.DATA,
    *(UNITS / name / "data" for name in ("small", "anhui", "hainan", "tongling")),
]


SOURCE = DELIVERED / "source" / "attachment-2.txt"


def exported(register: Register, target: Path, *, landscape: bool = False) -> Path:
    """Write the table of a register as a Word file."""
    index = Index(register, make.TODAY)
    target.write_bytes(attachment(index, landscape=landscape).content())
    return target


def printed(register: Register) -> list[Any]:
    """Return what the table prints, row by row."""
    return [
        (
            row.item.category.label,
            tuple((group.record.code, group.record.title) for group in row.item.groups),
            (row.item.code, row.item.title),
            [leader.key for leader in row.leaders],
            [
                (
                    party.department and party.department.name,
                    party.person and party.person.key,
                    party.role,
                )
                for party in row.parties
            ],
            [(clause.mark, clause.text) for clause in row.record.clauses],
            # Of a single clause nobody sees whether its marks are the row's.
            [each.score for each in (row.record, *row.record.clauses) if each.score],
            (row.record.deadline, row.record.remark),
            getattr(row.item.record, "score", None),
        )
        for row in register.rows
    ]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("landscape", [False, True])
def test_round_trip(folder: Path, landscape: bool, tmp_path: Path) -> None:
    """Our own Word file, imported, prints the same table: levels, codes, people, pairs, clauses."""
    register = load_register(folder)
    path = exported(register, tmp_path / "x.docx", landscape=landscape)
    done = run(path, tmp_path / "new", "--write")
    assert done.exit_code == 0, done.output
    again = load_register(tmp_path / "new")
    assert printed(again) == printed(register)
    assert again.unit.title == register.unit.title


def test_the_source_itself(tmp_path: Path) -> None:
    """The flattened text gives the checked data; what it can't know is asked, row by row."""
    done = run(SOURCE, tmp_path / "new", "--write")
    assert done.exit_code == 0, done.output
    found, wanted = printed(load_register(tmp_path / "new")), printed(load_register(DELIVERED))
    assert "读到原表 30 行、条款 69 条" in done.output
    different = [(one, other) for one, other in zip(found, wanted, strict=True) if one != other]
    ((one, other),) = different
    # The text of the clause that lost its mark stands in the one before, and that is asked.
    assert one[:5] == other[:5]
    assert "".join("".join(each) for each in one[5]) == "".join("".join(each) for each in other[5])
    for question in ("标号从 2 跳到 4", "“李鸣誉蔡毅峰”是连写的", "“办公室银保科”是连写的"):
        assert question in done.output
    unit = load_register(tmp_path / "new").unit
    assert (unit.name, unit.honor, unit.attachment) == (
        "泉州市金融工作局",
        "市直机关文明单位",
        "附件2：",
    )


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A folder that holds an allocation is left alone."""
    shutil.copytree(make.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("evidence"))
    done = run(SOURCE, tmp_path / "data", "--write")
    assert done.exit_code == 1
    assert "已有分工" in done.output


def test_no_table(tmp_path: Path) -> None:
    """A letter is no table: one message says what was looked for."""
    document = docx.Document()
    document.add_paragraph("你好")
    document.save(str(tmp_path / "x.docx"))
    done = run(tmp_path / "x.docx", tmp_path / "new")
    assert done.exit_code == 1
    assert "没有找到分工表" in done.output


def test_a_heading_higher_than_a_page() -> None:
    """Where the heading leaves no room, rows come all the same: Word parts the pages itself."""
    document = Document(None)
    head = [cell("长" * 4_000, "表头"), cell("款", "表头")]
    rows = [[cell(str(number)), cell("文")] for number in range(50)]
    made = list(TablePages(document, (20, 136), text=1)([head, *rows]))
    assert [row for row, _ in made] == [head, *rows]


def test_many_rows(tmp_path: Path) -> None:
    """A table of ten thousand rows is read."""
    document = Document()
    rows = [[cell(text) for text in ("项目", "要求", "责任科室", "责任人")]]
    rows += [
        [cell(text) for text in (f"{n}.1 甲", "一。", "办公室", "朱亮")] for n in range(10_000)
    ]
    document.table([30, 60, 30, 30], rows)
    (tmp_path / "x.docx").write_bytes(document.content())
    assert len(read(tmp_path / "x.docx").categories) == 10_000


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "entities": lambda body: body.replace(b"<w:document", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document', 1),
    "not XML": lambda body: b"rubbish",
    "empty": lambda body: b"",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files(name: str, tmp_path: Path) -> None:
    """A Word file with entities or broken parts is refused with one message."""
    good = exported(load_register(UNITS / "small" / "data"), tmp_path / "good.docx")
    bad = tmp_path / "bad.docx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            target.writestr(
                part, HOSTILE[name](content) if part == "word/document.xml" else content
            )
    done = run(bad, tmp_path / "new", "--write")
    assert done.exit_code == 1
    assert "bad.docx" in done.output
    assert not (tmp_path / "new").exists()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.floats(0, 1))
def test_damaged_files(noise: bytes, at: float) -> None:
    """A Word file with any bytes overwritten is read or refused; nothing else happens."""
    content = _small()
    place = int(at * len(content))
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "x.docx"
        path.write_bytes(content[:place] + noise + content[place + len(noise) :])
        with suppress(OfficeError, TableError):
            read(path)


@cache
def _small() -> bytes:
    return attachment(Index(load_register(UNITS / "small" / "data"), make.TODAY)).content()


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    """Any text file is read as a table or refused; nothing else happens."""
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "x.txt"
        path.write_text(f"\t项目\n\t要求\n\t责任人\n\n{text}", encoding="utf-8", errors="replace")
        with suppress(OfficeError, TableError):
            read(path)


WORDS = st.text(
    st.sampled_from("创建领导组织制度健全活动开展学习服务环境整洁"), min_size=2, max_size=8
)


SENTENCES = WORDS.map(lambda words: f"{words}；")


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the files of a register as a printed table can show it."""
    people = draw(
        st.lists(NAME.filter(lambda name: len(name) > 1), min_size=2, max_size=5, unique=True)
    )
    offices = ["办公室", "业务科", "工会"]

    def row() -> dict[str, Any]:
        marks = draw(
            st.sampled_from([("⑴", "⑵", "⑶"), ("①", "②", "③"), ("（1）", "（2）", "（3）")])
        )
        clauses = [
            {"mark": mark, "text": draw(SENTENCES)} for mark in marks[: draw(st.integers(1, 3))]
        ]
        pairs = draw(st.lists(st.sampled_from(offices), min_size=1, max_size=2, unique=True))
        return {
            "leaders": [draw(st.sampled_from(people))],
            "parties": [
                {"department": each, "person": draw(st.sampled_from(people))} for each in pairs
            ],
            "clauses": clauses,
        }

    files: dict[str, Any] = {}
    for number in range(1, draw(st.integers(1, 3)) + 1):
        items = [
            {"code": f"Ⅲ-{number}{at}", "title": draw(WORDS), "rows": [row()]}
            for at in range(1, draw(st.integers(1, 3)) + 1)
        ]
        category = {"code": f"{'一二三'[number - 1]}、", "title": draw(WORDS)}
        group = {"code": f"Ⅱ-{number}", "title": draw(WORDS), "items": items}
        files[f"allocation/{number:02}.yml"] = category | {"groups": [group]}
    used = {
        party["department"]
        for name, category in files.items()
        for item in category["groups"][0]["items"]
        for party in item["rows"][0]["parties"]
    }
    files["people.yml"] = {"people": [{"name": name} for name in people]}
    files["departments.yml"] = {"departments": [{"name": each} for each in offices if each in used]}
    return files


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables())
def test_any_table_comes_back(files: dict[str, Any]) -> None:
    """Whatever the table says, its Word file imported says the same."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "data"
        write(folder, files)
        register = load_register(folder)
        path = exported(register, Path(temporary) / "x.docx")
        done = run(path, Path(temporary) / "new", "--write")
        assert done.exit_code == 0, done.output
        assert printed(load_register(Path(temporary) / "new")) == printed(register)


def near(one: Any, other: Any) -> bool:
    """Whether two lengths differ by less than half a millimetre."""
    return bool(abs(one - other) < Mm(0.5))


def test_the_page_is_by_the_standard(tmp_path: Path) -> None:
    """GB/T 9704-2012: page, margins, type area, fonts and sizes, dashes round the page number."""
    path = exported(load_register(DELIVERED), tmp_path / "x.docx")
    document: Any = docx.Document(str(path))
    section = document.sections[0]
    assert near(section.page_width, Mm(210))
    assert near(section.page_height, Mm(297))
    assert near(section.top_margin, Mm(37))
    assert near(section.left_margin, Mm(28))
    assert near(section.page_width - section.left_margin - section.right_margin, Mm(156))
    assert near(section.page_height - section.top_margin - section.bottom_margin, Mm(225))
    first, second, title = document.paragraphs[:3]
    assert (first.text, first.style.name) == ("附件2：", "附件号")
    assert second.text == ""
    assert title.style.name == "公文标题"
    fonts = {"附件号": ("黑体", 16), "公文标题": ("方正小标宋简体", 22), "页码": ("宋体", 14)}
    for name, (font, size) in fonts.items():
        style = document.styles[name]
        assert style.font.size == Pt(size)
        assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font
    rows = document.tables[0]._tbl.findall(qn("w:tr"))
    assert rows[0].find(f".//{qn('w:tblHeader')}") is not None
    assert not any(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)


def test_page_numbers(tmp_path: Path) -> None:
    """GB/T 9704-2012, 7.5 and 11: right on odd pages, left on even ones, one character in.

    On pages in landscape they are where they are on upright ones, once these are turned.
    """
    register = load_register(DELIVERED)
    upright: Any = docx.Document(str(exported(register, tmp_path / "x.docx")))
    lying: Any = docx.Document(str(exported(register, tmp_path / "y.docx", landscape=True)))
    for document in (upright, lying):
        section = document.sections[0]
        assert document.settings.odd_and_even_pages_header_footer
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            paragraph = next(each for each in footer._element.iter(qn("w:p")))
            said = "".join(str(each.text) for each in paragraph.iter(qn("w:t")))
            assert re.sub(r"\s", "", said) == "—1—"
            assert paragraph.find(f".//{qn('w:jc')}").get(qn("w:val")) == side
            assert paragraph.find(f".//{qn('w:ind')}").get(qn(f"w:{side}Chars")) == "100"
    numbers = upright.styles["页码"].element.rPr
    assert {numbers.rFonts.get(qn(f"w:{each}")) for each in ("ascii", "eastAsia")} == {"宋体"}
    # The dash is 7 mm below the type area, in the middle of a line of 20 points.
    section = upright.sections[0]
    dash = section.bottom_margin - section.footer_distance - Pt(10)
    assert abs(dash - Mm(7)) < Mm(1)
    section = lying.sections[0]
    assert section.page_width > section.page_height
    assert near(section.left_margin, Mm(35))
    assert section.footer_distance + Pt(20) < section.bottom_margin
    for footer in (section.footer, section.even_page_footer):
        place = footer._element.find(f".//{qn('w:tblpPr')}")
        turned = footer._element.find(f".//{qn('w:textDirection')}")
        assert turned.get(qn("w:val")) == "tbRl"
        assert int(place.get(qn("w:tblpX"))) == upright.sections[0].footer_distance.twips
        assert int(place.get(qn("w:tblpX"))) + 400 < section.left_margin.twips


def test_pages_say_what_goes_on(tmp_path: Path) -> None:
    """Of a table of several pages each page repeats the labels, and no more pages than it needs."""
    document: Any = docx.Document(str(exported(load_register(DELIVERED), tmp_path / "x.docx")))
    rows = [
        ["".join(str(each.text) for each in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
        for row in document.tables[0]._tbl.iter(qn("w:tr"))
    ]
    firsts = [at for at, row in enumerate(rows) if any(text.endswith("(续)") for text in row)]
    # The table that it comes from has four pages, too.
    assert len(firsts) == 3
    categories: list[str] = []
    for at, (label, group, item, *_) in enumerate(rows[1:], start=1):
        if at in firsts:
            assert label in (f"{categories[-1]}(续)", label.removesuffix("(续)"))
            assert group
            assert item
        elif label:
            categories.append(label)
    assert len(categories) == len(set(categories)) == 8


@pytest.mark.parametrize(("landscape", "count"), [(False, 4), (True, 5)])
def test_pages_on_paper(landscape: bool, count: int, tmp_path: Path) -> None:
    """LibreOffice breaks pages where the file says: rows and labels are where they should be."""
    register = load_register(DELIVERED)
    path = exported(register, tmp_path / "x.docx", landscape=landscape)
    categories = {each.label for each in register.categories}
    (tmp_path / "made").mkdir()
    pages = pdfium.PdfDocument(converted(path, tmp_path / "made", "pdf"))
    assert len(pages) == count
    for number, page in enumerate(pages, start=1):
        said = re.sub(r"\s", "", page.get_textpage().get_text_bounded())
        assert f"—{number}—" in said
        # The first label below the headings is that of a category, whole or going on.
        after = said.split("责任人", 1)[1]
        assert any(after.startswith(label[:2]) for label in categories)
        assert said.count("(续)") <= 3


def test_names_are_of_one_width(tmp_path: Path) -> None:
    """Names of two characters are spaced to the width of three, as in official lists."""
    register = load_register(DELIVERED)
    document: Any = docx.Document(str(exported(register, tmp_path / "x.docx")))
    lines = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    names = {name for line in lines for at in (4, 6) for name in line[at].split("\n") if name}
    assert {len(name) for name in names} == {3}
    assert "朱　亮" in names


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    """A unit's template gives page and fonts; one that lacks a style says which."""
    shutil.copytree(UNITS / "small" / "data", tmp_path / "data")
    document: Any = docx.Document(io.BytesIO(_small()))
    document.sections[0].left_margin = Mm(20)
    document.save(str(tmp_path / "data" / "ours.docx"))
    replace(tmp_path / "data" / "unit.yml", "data_date:", "word_template: ours.docx\ndata_date:")
    path = exported(load_register(tmp_path / "data"), tmp_path / "x.docx")
    made: Any = docx.Document(str(path))
    assert near(made.sections[0].left_margin, Mm(20))
    docx.Document().save(str(tmp_path / "data" / "ours.docx"))
    with pytest.raises(TemplateError, match="没有样式“附件号”"):
        exported(load_register(tmp_path / "data"), tmp_path / "x.docx")
    (tmp_path / "data" / "ours.docx").unlink()
    with pytest.raises(DataError, match=r"unit.yml:5  没有 Word 模板 ours.docx"):
        outputs.generate(tmp_path / "data", today=make.TODAY)


def test_the_same_bytes(tmp_path: Path) -> None:
    """The same data makes the same file."""
    register = load_register(DELIVERED)
    one = exported(register, tmp_path / "1.docx").read_bytes()
    assert one == exported(register, tmp_path / "2.docx").read_bytes()


def test_old_files_need_an_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .doc is read by LibreOffice; without one there is a way out."""
    (tmp_path / "x.doc").write_bytes(b"old")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    done = run(tmp_path / "x.doc", tmp_path / "new")
    assert done.exit_code == 1
    assert "另存为 .docx" in done.output
    exported(load_register(DELIVERED), tmp_path / "x.docx")
    done = CliRunner().invoke(main, ["pdf", str(tmp_path / "x.docx"), "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "另存为 .pdf" in done.output
