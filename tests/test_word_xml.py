"""What only the XML of a Word file can hold: changes, notes, boxes, numbers of its own."""

from __future__ import annotations

import zipfile
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
        "第 2 行：后面有修订里删去的一行（一、组织、⑵落实。、顾长风、办公室、周小满），"
        "没有导入，请核对。",
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


def field(*codes: str, result: str = "") -> str:
    """Return the runs of a field whose code is in several runs."""
    kinds = ["begin", *(["separate"] if result else []), "end"]
    marks = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in kinds}
    code = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in codes)
    return f"{marks['begin']}{code}{marks.get('separate', '')}{run_of(result)}{marks['end']}"


MC = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
REVISED = "有没有接受的修订，按接受后的样子读了，请核对。"


def alternative(requires: str, space: str) -> str:
    """Return text in two branches."""
    return (
        f"<mc:AlternateContent {MC} xmlns:{requires}='{space}'>"
        f'<mc:Choice Requires="{requires}">{run_of("新")}</mc:Choice>'
        f"<mc:Fallback>{run_of('旧')}</mc:Fallback></mc:AlternateContent>"
    )


@pytest.mark.parametrize(
    ("runs", "clause"),
    [
        (
            run_of("⑴成立领导")
            + f"<w:r><w:ruby><w:rt>{run_of('xiǎo')}</w:rt>"
            + f"<w:rubyBase>{run_of('小')}</w:rubyBase></w:ruby></w:r>"
            + run_of("组。"),
            ("⑴", "成立领导小组。"),
        ),
        (field(" eq \\o\\ac(○", ",1)") + run_of("重视。"), ("①", "重视。")),
        (field("EQ \\o(21,◯)") + run_of("重视。"), ("㉑", "重视。")),
        (run_of("⑴见第") + field(" PAGE ", result="3") + run_of("页。"), ("⑴", "见第3页。")),
        (
            run_of("⑴重视") + f'<w:fldSimple w:instr="TITLE">{run_of("学习")}</w:fldSimple>',
            ("⑴", "重视学习"),
        ),
        (
            run_of("⑴")
            + alternative("w14", "http://schemas.microsoft.com/office/word/2010/wordml"),
            ("⑴", "新"),
        ),
        (run_of("⑴") + alternative("x", "urn:unknown"), ("⑴", "旧")),
        (
            '<w:r><w:sym w:font="Wingdings" w:char="F082"/></w:r>' + run_of("落实。"),
            ("②", "落实。"),
        ),
    ],
)
def test_text_that_is_made_of_more_than_text(
    runs: str, clause: tuple[str, str], tmp_path: Path
) -> None:
    """Text is read as Word shows it: bases of rubies, results of fields, one of two branches."""
    path = raw(tr(tc(runs)), tmp_path / "x.docx")
    assert clauses_in(path) == [clause]
    assert read(path).questions == []


def test_fields_that_cannot_be_read(tmp_path: Path) -> None:
    """A field that shows something we can't know is quoted."""
    path = raw(tr(tc(run_of("⑴达到") + field(" EQ \\f(1,2)"))), tmp_path / "x.docx")
    assert clauses_in(path) == [("⑴", "达到")]
    assert read(path).questions == [
        "第 2 行“测评标准”栏：有域“EQ \\f(1,2)”，看不出显示什么，没有导入，请对照原表补上。"
    ]


def changed(kind: str) -> str:
    """Return a paragraph with a change of its mark."""
    return f'<w:pPr><w:rPr><w:{kind} w:id="9" w:author="x"/></w:rPr></w:pPr>'


@pytest.mark.parametrize("kind", ["del", "moveFrom"])
def test_deleted_paragraph_marks(kind: str, tmp_path: Path) -> None:
    """Paragraphs whose mark between them is deleted are one."""
    clause = tc(f"{changed(kind)}{run_of('⑴成立小组，')}").replace(
        "</w:tc>", f"<w:p>{run_of('专人负责；')}</w:p><w:p>{run_of('⑵检查。')}</w:p></w:tc>"
    )
    path = raw(tr(clause), tmp_path / "x.docx")
    assert clauses_in(path) == [("⑴", "成立小组，专人负责；"), ("⑵", "检查。")]
    assert read(path).questions == [f"第 2 行“测评标准”栏：{REVISED}"]


def test_deleted_cells(tmp_path: Path) -> None:
    """A deleted cell is none, so that those after it stay in their columns; one put in is read."""
    gone = tc(run_of("旧"), before="<w:cellDel w:id='9'/>")
    new = tc(run_of("⑴重视。"), before="<w:cellIns w:id='9'/>")
    path = raw(tr(gone + new), tmp_path / "x.docx")
    assert clauses_in(path) == [("⑴", "重视。")]
    assert read(path).questions == [
        "第 2 行“测评标准”栏：有修订里删去的一格（旧），没有导入，请核对。",
        f"第 2 行“测评标准”栏：{REVISED}",
    ]


def test_merged_cells_of_a_change(tmp_path: Path) -> None:
    """Cells that a change merges are one; those that it splits again are two."""
    merged = tc(run_of("⑵落实。"), before="<w:cellMerge w:id='9' w:vMerge='cont'/>")
    split = tc(run_of("⑵落实。"), before="<w:cellMerge w:id='9' w:vMergeOrig='cont'/>")
    first = tr(tc(run_of("⑴重视。"), before="<w:cellMerge w:id='8' w:vMerge='rest'/>"))
    path = raw(first + tr(merged), tmp_path / "x.docx")
    assert clauses_in(path) == [("⑴", "重视。")]
    text = "第 3 行“测评标准”栏：和上一格合并了，格里的“⑵落实。”没有导入，请核对。"
    assert text in read(path).questions
    assert clauses_in(raw(first + tr(split), path)) == [("⑴", "重视。"), ("⑵", "落实。")]


def test_numbers_after_deleted_and_hidden_paragraphs(tmp_path: Path) -> None:
    """A numbered paragraph that is deleted or hidden is not counted."""
    numbers = (
        '<w:abstractNum w:abstractNumId="71"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="（%1）"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="71"><w:abstractNumId w:val="71"/></w:num>'
    )

    def numbered(runs: str, mark: str = "") -> str:
        own = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="71"/></w:numPr>'
        return f"<w:pPr>{own}<w:rPr>{mark}</w:rPr></w:pPr>{runs}"

    gone = '<w:del w:id="1" w:author="x"><w:r><w:delText>旧。</w:delText></w:r></w:del>'
    clause = tc(
        numbered(run_of("重视，"), '<w:del w:id="2" w:author="x"/>'),
        run_of("落实。"),
        numbered(gone, '<w:del w:id="3" w:author="x"/>'),
        numbered(run_of("密。", "<w:vanish/>"), "<w:vanish/>"),
        numbered(run_of("检查。")),
    )
    path = raw(tr(clause), tmp_path / "x.docx", numbers=numbers)
    assert clauses_in(path) == [("（1）", "重视，落实。"), ("（2）", "检查。")]


OFFICIAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
NO_PART = f'<Relationship Id="rId99" Type="{OFFICIAL}/image" Target="NULL"/></Relationships>'


@pytest.mark.parametrize(
    ("name", "replaced"),
    [
        ("x.docm", {MAIN: "application/vnd.ms-word.document.macroEnabled.main+xml"}),
        ("x.dotx", {MAIN: MAIN.replace("document.main", "template.main")}),
        (
            "x.docx",
            {
                OFFICIAL: "http://purl.oclc.org/ooxml/officeDocument/relationships",
                WORDS: "http://purl.oclc.org/ooxml/wordprocessingml/main",
            },
        ),
        ("x.docx", {"</Relationships>": NO_PART}),
        ("x.docx", {"</Relationships>": NO_PART.replace("NULL", "#_top")}),
        ("x.docx", {'Target="numbering.xml"': 'Target="Numbering.xml"'}),
    ],
)
def test_files_that_word_opens(name: str, replaced: dict[str, str], tmp_path: Path) -> None:
    """Templates, files with macros, strict ones, and those with broken relations are read."""
    plain = raw(tr(tc(run_of("⑴重视。"))), tmp_path / "plain.docx")
    with zipfile.ZipFile(plain) as archive, zipfile.ZipFile(tmp_path / name, "w") as made:
        for part in archive.namelist():
            content = archive.read(part)
            for old, new in replaced.items():
                content = content.replace(old.encode(), new.encode())
            made.writestr(part, content)
    assert clauses_in(tmp_path / name) == [("⑴", "重视。")]
