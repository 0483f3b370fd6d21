"""What only the XML of a Word file can hold: changes, notes, boxes, numbers of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from word_tables import HEAD, clauses_in, read


def raw(rows: str, path: Path, **parts: str) -> Path:
    """Write a table from the XML of its rows; ``parts`` replace parts of the file."""
    document: Any = docx.Document()
    made = document.add_table(1, len(HEAD))
    for column, text in enumerate(HEAD):
        made.cell(0, column).text = text
    names = f"{nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'"
    for row in parse_xml(f"<w:tbl {names}>{rows}</w:tbl>"):
        made._tbl.append(row)
    numbering = document.part.numbering_part.element
    # Word wants kinds of numbers before lists.
    for each in reversed(
        parse_xml(f"<w:numbering {nsdecls('w')}>{parts.get('numbers', '')}</w:numbering>")
    ):
        numbering.insert(0, each)
    if "notes" in parts:
        blob = f"<w:footnotes {nsdecls('w')}>{parts['notes']}</w:footnotes>".encode()
        name = PackURI("/word/footnotes.xml")
        part = Part(
            name,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
            blob,
            document.part.package,
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(str(path))
    return path


def tc(*paragraphs: str, before: str = "") -> str:
    """Return the XML of a cell, its paragraphs' given."""
    inside = "".join(f"<w:p>{each}</w:p>" for each in paragraphs)
    return f"<w:tc><w:tcPr>{before}</w:tcPr>{inside}</w:tc>"


def run_of(text: str, properties: str = "") -> str:
    """Return the XML of a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tr(clause: str, properties: str = "") -> str:
    """Return the XML of a row, that of its cell of clauses given."""
    cells = [tc(run_of(each)) for each in ("一、组织", "顾长风", "办公室", "周小满")]
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells[0]}{clause}{''.join(cells[1:])}</w:tr>"


def test_columns_that_a_row_leaves_out(tmp_path: Path) -> None:
    """A row that begins later, or ends earlier, keeps its cells in their columns."""
    cells = "".join(tc(run_of(each)) for each in ("⑵落实。", "沈观澜", "工会"))
    skipping = '<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'
    late = f"<w:tr><w:trPr>{skipping}</w:trPr>{cells}</w:tr>"
    path = raw(tr(tc(run_of("⑴重视。"))) + late, tmp_path / "x.docx")
    row = read(path).categories[0]["rows"][1]
    assert (row["leaders"], row["parties"]) == (["沈观澜"], [{"department": "工会"}])
    assert clauses_in(path) == [("⑴", "重视。"), ("⑵", "落实。")]


def test_changes_and_hidden_text(tmp_path: Path) -> None:
    """What was put in is read, what was taken out or hidden is not; rows that were, neither."""
    text = (
        run_of("⑴重视")
        + f'<w:ins w:id="1" w:author="x">{run_of("工作")}</w:ins>'
        + '<w:del w:id="2" w:author="x"><w:r><w:delText>不力</w:delText></w:r></w:del>'
        + run_of("（草稿）", "<w:vanish/>")
        + run_of("。", '<w:vanish w:val="0"/>')
    )
    gone = tr(tc(run_of("⑵落实。")), '<w:del w:id="3" w:author="x"/>')
    path = raw(tr(tc(text)) + gone, tmp_path / "x.docx")
    assert clauses_in(path) == [("⑴", "重视工作。")]
    assert read(path).questions == [
        "第 2 行“测评标准”栏：有没有接受的修订，按接受后的样子读了，请核对。",
        "第 2 行“测评标准”栏：有隐藏文字，没有导入：“（草稿）”。",
    ]


def test_what_is_struck_out_or_has_no_text(tmp_path: Path) -> None:
    """Text that is struck out is read, and asked about; so is what a table of texts can't hold."""
    text = run_of("⑴重视") + run_of("宣传", "<w:strike/>") + run_of("。")
    sign = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    path = raw(tr(tc(text + sign)), tmp_path / "x.docx")
    assert clauses_in(path) == [("⑴", "重视宣传。")]
    assert read(path).questions == [
        "第 2 行“测评标准”栏：有符号字体的字，没有导入，请核对。",
        "第 2 行“测评标准”栏：有划掉的文字，照样导入了：“宣传”；不要的请删去。",
    ]


def test_comments(tmp_path: Path) -> None:
    """A comment is asked about with its text."""
    document = docx.Document()
    made = document.add_table(2, len(HEAD))
    for column, text in enumerate(HEAD):
        made.cell(0, column).text = text
    for column, text in enumerate(["一、组织", "⑴重视。", "顾长风", "办公室", "周小满"]):
        made.cell(1, column).text = text
    run = made.cell(1, 4).paragraphs[0].runs[0]
    document.add_comment([run], text="请换成林白露", author="x", initials="x")
    document.save(str(tmp_path / "x.docx"))
    assert read(tmp_path / "x.docx").questions == [
        "第 2 行“责任人”栏：有批注，没有导入：“请换成林白露”；要留的请写进备注。"
    ]


def test_notes_boxes_and_tables_in_cells(tmp_path: Path) -> None:
    """Footnotes and boxes are asked about with their text; a table in a cell is read as text."""
    note = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    box = (
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p>"
        f"{run_of('必查')}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    nested = f"<w:tbl><w:tr>{tc(run_of('⑵落实。'))}</w:tr></w:tbl><w:p/>"
    clause = tc(run_of("⑴重视。") + note + box).replace("</w:tc>", f"{nested}</w:tc>")
    notes = f'<w:footnote w:id="7"><w:p>{run_of("见附表")}</w:p></w:footnote>'
    path = raw(tr(clause), tmp_path / "x.docx", notes=notes)
    assert clauses_in(path) == [("⑴", "重视。"), ("⑵", "落实。")]
    assert read(path).questions == [
        "第 2 行“测评标准”栏：有脚注，没有导入：“见附表”；要留的请写进备注。",
        "第 2 行“测评标准”栏：有文本框，没有导入：“必查”；要留的请写进备注。",
        "第 2 行“测评标准”栏：格里还有一个表，按文字读了：“⑵落实。”，请核对。",
    ]


def numbers(kind: str, pattern: str) -> str:
    """Return the XML of two lists that count in one way, the second one anew."""
    lists = '<w:abstractNumId w:val="90"/>'
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    return (
        f'<w:abstractNum w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/></w:lvl></w:abstractNum>'
        f'<w:num w:numId="91">{lists}</w:num><w:num w:numId="92">{lists}{again}</w:num>'
    )


def numbered(number: int, text: str) -> str:
    """Return the XML of a paragraph of a list."""
    wanted = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:pPr>{wanted}</w:pPr>{run_of(text)}"


@pytest.mark.parametrize(
    ("kind", "pattern", "marks"),
    [
        ("decimal", "%1.", ["1.", "2.", "3.", "1."]),
        ("decimal", "（%1）", ["（1）", "（2）", "（3）", "（1）"]),
        ("decimalEnclosedParen", "%1", ["⑴", "⑵", "⑶", "⑴"]),
        ("decimalEnclosedCircle", "%1", ["①", "②", "③", "①"]),
        ("chineseCounting", "%1、", ["一、", "二、", "三、", "一、"]),
        ("chineseCountingThousand", "（%1）", ["（一）", "（二）", "（三）", "（一）"]),
        ("bullet", "·", ["", "", "", ""]),
    ],
)
def test_automatic_numbers(kind: str, pattern: str, marks: list[str], tmp_path: Path) -> None:
    """Marks that Word makes by itself are counted as Word counts them, from cell to cell."""
    rows = tr(tc(numbered(91, "重视。"), numbered(91, "落实。"))) + tr(tc(numbered(91, "保障。")))
    rows += tr(tc(numbered(92, "宣传。")))
    path = raw(rows, tmp_path / "x.docx", numbers=numbers(kind, pattern))
    assert [mark for mark, _ in clauses_in(path)] == marks


def test_numbers_of_an_unknown_sort(tmp_path: Path) -> None:
    """A sort of number that nobody knows is asked about."""
    path = raw(
        tr(tc(numbered(91, "重视。"))), tmp_path / "x.docx", numbers=numbers("hebrew1", "%1.")
    )
    assert clauses_in(path) == [("", "重视。")]
    (question,) = read(path).questions
    assert question.startswith("第 2 行“测评标准”栏：自动编号的样式“hebrew1”不认识")
