"""The archive by box: numbers, catalogues, covers, spines, findings, and the command that packs."""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
import yaml
from click.testing import CliRunner
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.base.codes import box_number
from allocation.cli import main
from allocation.lint import findings
from allocation.lint.validate import load_register
from allocation.office.exports import archive as papers
from allocation.office.formats.libreoffice import converted
from allocation.pages.views.context import SiteContext
from allocation.register.archive import boxes
from allocation.register.index import Index
from allocation.site import outputs
from example import make
from helpers import DELIVERED, UNITS, contents, problems, replace

E1, E2 = "Ⅲ-1-⑵-01", "Ⅲ-1-⑶-01"
ARCHIVE: dict[str, Any] = {
    "fonds": "0123",
    "retention": "30年",
    "organisation": "办公室",
    "organisation_code": "BGS",
}


def paper(no: int, day: str, **values: Any) -> dict[str, Any]:
    """Return a filing, in the year that its file has."""
    known = {"no": f"{no:03}", "evidence": [E1], "slot": "2025", "title": f"材料{no}"}
    dated = {"date": day} if day else {}
    return known | {"author_body": "某局", "state": "已交"} | dated | values


def filled(data: Path, filings: list[dict[str, Any]], archive: Any = ARCHIVE) -> Path:
    """Give a small data folder filings and the settings of its archive."""
    replace(data / "unit.yml", "confirmed: true", "confirmed: true, start: 2024-01-01")
    unit = data / "unit.yml"
    own = {"archive": archive} if archive is not None else {}
    unit.write_text(unit.read_text("utf-8") + written(own), "utf-8")
    (data / "filings").mkdir()
    (data / "filings" / "2025.yml").write_text(
        written({"filings": filings, "indicators": []}), "utf-8"
    )
    return data


def written(value: dict[str, Any]) -> str:
    """Return a mapping as YAML; nothing for an empty one."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False) if value else ""


def found(data: Path) -> dict[str, list[str]]:
    """Return the findings about boxes: subject and text by rule."""
    results = findings(load_register(data))
    return {
        rule.id: [f"{each.subject} {each.text}" for each in rule.findings]
        for rule in results
        if rule.findings and (rule.id.startswith("box") or rule.id == "unboxed")
    }


def packed(data: Path) -> dict[str, bytes]:
    """Return the Word files of the archive, and the zip."""
    return contents(papers.export(SiteContext(Index(load_register(data), make.TODAY))))


def opened(content: bytes) -> Any:
    """Open a Word file."""
    return docx.Document(io.BytesIO(content))


def grid(table: Any) -> list[list[str]]:
    """Return the texts of a table."""
    return [[cell.text for cell in row.cells] for row in table.rows]


MIXED = [
    paper(1, "2025-03-01", box="１", page="4-6", pages=3, document_no="某〔2025〕3号"),
    paper(2, "2025-02-01", box="第1盒", page="1－3", pages=3, evidence=[E1, E2]),
    paper(3, "2025-04-01", box="01", page="7", state="退回", reason="缺章", pages=1),
    paper(4, "", box="1", page="8", pages=1),
    paper(5, "2025-05-01", box="2", page="1", pages=2),
    paper(6, "2026-01-05", box="10", page="1-9"),
]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1", "1"), ("１", "1"), ("01", "1"), ("第1盒", "1"), (" 第 ０１ 盒 ", "1"), ("1号盒", "1"),
        ("一", "1"), ("第十二盒", "12"), ("盒号3", "3"), ("2024—01", "2024-1"), ("a-01", "A-1"),
        ("荣誉室", "荣誉室"), ("照片 《Ab》", "照片 《Ab》"),
        ("第一会议室", "第一会议室"), ("100", "100"), ("0", "0"),
    ],
)  # fmt: skip
def test_one_spelling(typed: str, number: str) -> None:
    """A box has one number however it is written, and its number is written so already."""
    assert box_number(typed) == number
    assert box_number(number) == number


def test_boxes(data: Path) -> None:
    """By number; in each the accepted and dated papers by page, numbered on through their class."""
    one, two, ten = boxes(load_register(filled(data, MIXED)))
    assert [each.title for each in (one, two, ten)] == ["第1盒", "第2盒", "第10盒"]
    assert [each.filing.record.title for each in one.papers] == ["材料2", "材料1"]
    assert [each.record.title for each in one.left_out] == ["材料3", "材料4"]
    assert [each.code for each in one.papers] == [
        "0123-WS·2025-D30-BGS-0001",
        "0123-WS·2025-D30-BGS-0002",
    ]
    assert (one.piece_range, one.piece_count, one.page_count) == ("0001—0002", 2, 6)
    assert (two.piece_range, two.papers[0].code) == ("0003—0003", "0123-WS·2025-D30-BGS-0003")
    assert (ten.year_label, ten.piece_range, ten.page_count) == ("2026", "0001—0001", 9)
    assert ten.last_page == 9


def test_what_differs_by_box(data: Path) -> None:
    """A box of its own retention counts its pieces anew; its year may be stated."""
    own = {"box": "第2盒", "retention": "永久", "organisation_code": "CW", "year": 2024}
    archive = ARCHIVE | {"boxes": [own | {"thickness": 50}]}
    _, two, _ = boxes(load_register(filled(data, MIXED, archive)))
    assert two.papers[0].code == "0123-WS·2024-Y-CW-0001"
    assert two.thickness == 50
    assert two.kind.organisation == "办公室"


@pytest.mark.parametrize("missing", ["fonds", "retention"])
def test_no_number_of_parts_unknown(data: Path, missing: str) -> None:
    """Without a part of it there is no archival number; pieces are numbered all the same."""
    archive = {key: value for key, value in ARCHIVE.items() if key != missing}
    one, *_ = boxes(load_register(filled(data, MIXED, archive)))
    assert [(each.piece, each.code) for each in one.papers] == [(1, ""), (2, "")]


def test_organisation_is_left_out(data: Path) -> None:
    """A unit that does not divide by 机构 has shorter numbers (DA/T 22-2015, 5.4)."""
    one, *_ = boxes(load_register(filled(data, MIXED, {"fonds": "0123", "retention": "10年"})))
    assert one.papers[0].code == "0123-WS·2025-D10-0001"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"retention": "长期"}, "下列之一：永久、30年、10年"),
        ({"thickness": 35}, "下列之一：20、30、40、50"),
        ({"fonds": "全宗1"}, "大写字母和数字"),
        ({"page_thickness": "2"}, "不大于 1"),
        ({"boxes": [{"box": "1"}, {"box": "０１"}]}, "档案盒“第1盒”重复"),
    ],
)
def test_wrong_settings(data: Path, wrong: dict[str, Any], said: str) -> None:
    """What is wrong in unit.yml is told with what may be written."""
    filled(data, MIXED, ARCHIVE | wrong)
    assert [each for each in map(str, problems(data)) if said in each and "unit.yml" in each]


def test_findings(data: Path) -> None:
    """Overlaps, gaps, pages that do not fit, too much, several years, and what lies wrong."""
    filings = [
        paper(1, "2025-01-01", box="1", page="2-20"),
        paper(2, "2025-01-02", box="1", page="15-16"),
        paper(3, "2025-01-03", box="1", page="19-24"),
        paper(4, "2025-01-04", box="1", page="25-26", pages=3),
        paper(5, "2025-01-05", box="1", page="上册", pages=2),
        paper(6, "2025-01-06", box="1", pages=2),
        paper(7, "2025-01-07", box="2", page="1-301"),
        paper(8, "2026-01-08", box="2", page="302"),
        paper(9, "2025-01-09"),
        paper(10, "2025-01-10", link="内网"),
        paper(11, "", box="2", page="303"),
        paper(12, "2025-01-12", box="2", state="退回", reason="缺章"),
    ]
    filled(data, filings, ARCHIVE | {"boxes": [{"box": "9"}]})
    assert found(data) == {
        "box-overlaps": [
            "登记 2025-002 第1盒：第 15-16 页和登记 2025-001（第 2-20 页）重叠",
            "登记 2025-003 第1盒：第 19-24 页和登记 2025-001（第 2-20 页）重叠",
        ],
        "box-gaps": ["登记 2025-001 第1盒：前面缺第 1 页"],
        "box-pages": [
            "登记 2025-004 第1盒：页次 25-26 是 2 页，页数写的是 3",
            "登记 2025-005 第1盒：页次读不出",
            "登记 2025-006 第1盒：没有写页次",
        ],
        "box-full": ["第2盒 302 页约厚 30.2 毫米，盒宽 30 毫米"],
        "box-years": ["第2盒 有 2025、2026 年的文件"],
        "box-left-out": [
            "登记 2025-011 第2盒：没有文件日期",
            "登记 2025-012 第2盒：已退回，请取出",
        ],
        "unboxed": ["登记 2025-009 没有写第几盒"],
        "box-unused": ["第9盒 没有登记在这一盒里"],
    }


def test_a_box_that_is_right(data: Path) -> None:
    """Pages that follow each other, of one year, in a box that holds them: nothing is found."""
    filings = [
        paper(1, "2025-01-01", box="1", page="1-100", pages=100),
        paper(2, "2025-01-02", box="1", page="101", pages=200),
    ]
    assert found(filled(data, filings)) == {}


def test_units_without_boxes_are_left_alone(data: Path) -> None:
    """Whoever neither archives by box nor says so is not told of every paper."""
    assert (
        found(filled(data, [paper(1, "2025-01-01", link="内网"), paper(2, "2025-01-02")], None))
        == {}
    )


def test_word_of_a_box(data: Path) -> None:
    """Cover, spine, catalogue and closing note, with what DA/T 22-2015 demands of each."""
    own = {
        "box": "1",
        "note": "第 2 件缺附件。",
        "arranged_by": "曾雅彬",
        "arranged_on": "2026-01-20",
        "checked_by": "许伟灿",
        "checked_on": "2026-01-24",
    }
    files = packed(filled(data, MIXED, ARCHIVE | {"boxes": [own]}))
    document = opened(files["downloads/archive/boxes/1.docx"])
    said = [each.text for each in document.paragraphs]
    assert {"某局", "第1盒", "全 宗 号：0123", "年　　度：2025", "保管期限：30年"} <= set(said)
    assert {"机构（问题）：办公室", "起止件号：0001—0002", "数　　量：2 件、6 页"} <= set(said)
    spine, catalogue, note = document.tables
    column = [row.cells[0].text for row in spine.rows]
    assert column == [
        "全宗号", "0123", "年度", "2025", "保管期限", "30年", "机构\n（问题）", "办公室",
        "起止件号", "0001\n—\n0002", "盒号", "1",
    ]  # fmt: skip
    assert [round(each.width.mm) for each in spine.columns] == [20, 30, 40, 50]
    assert "盒脊（20、30、40、50 毫米），本盒用 30 毫米的" in "\n".join(said)
    head, *lines = grid(catalogue)
    assert head == ["件号", "文号", "责任者", "题名", "日期", "页次", "页数", "对应条款", "备注"]
    assert lines == [
        ["0001", "", "某局", "材料2", "20250201", "1-3", "3", "Ⅲ-1-⑵、Ⅲ-1-⑶", ""],
        ["0002", "某〔2025〕3号", "某局", "材料1", "20250301", "4-6", "3", "Ⅲ-1-⑵", ""],
    ]
    assert [[name, text.strip()] for name, text in grid(note)] == [
        ["盒内文件情况说明", "本盒共 2 件、6 页。第 2 件缺附件。"],
        ["整理人", "曾雅彬"],
        ["整理日期", "2026年1月20日"],
        ["检查人", "许伟灿"],
        ["检查日期", "2026年1月24日"],
    ]


def sections(content: bytes) -> list[tuple[str, bool]]:
    """Return each section's orientation, and whether its first page has a page number."""
    found = opened(content).element.body.iter(qn("w:sectPr"))
    return [
        (
            each.find(qn("w:pgSz")).get(qn("w:orient"), "portrait"),
            each.find(qn("w:titlePg")) is None,
        )
        for each in found
    ]


def test_covers_have_no_page_number(data: Path) -> None:
    """Covers, spines and closing notes print no “— 1 —”; catalogues begin with page 1."""
    files = packed(filled(data, MIXED))
    box = [("portrait", False), ("portrait", False), ("landscape", True), ("portrait", False)]
    assert sections(files["downloads/archive/boxes/1.docx"]) == box
    assert sections(files["downloads/archive/boxes.docx"]) == 3 * box
    catalogue = files["downloads/archive/catalogue.docx"]
    assert sections(catalogue) == 2 * [("landscape", False), ("landscape", True)]
    body = zipfile.ZipFile(io.BytesIO(catalogue)).read("word/document.xml").decode()
    numbered = [
        each for each in re.findall("<w:sectPr.*?</w:sectPr>", body) if "titlePg" not in each
    ]
    assert all('w:pgNumType w:start="1"' in each for each in numbered)
    assert all(each.index("pgNumType") < each.index("w:cols") for each in numbered)


def test_catalogue_of_the_archive(data: Path) -> None:
    """By year and retention, the longest first, with a cover each; nothing undated or returned."""
    archive = ARCHIVE | {"boxes": [{"box": "2", "retention": "永久"}]}
    document = opened(packed(filled(data, MIXED, archive))["downloads/archive/catalogue.docx"])
    heads, lines = [], []
    for table in document.tables:
        head, *body = grid(table)
        heads.append(head)
        lines.append([(line[0], line[1], line[4], line[5], line[7], line[8]) for line in body])
    assert heads == 3 * [["序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注"]]
    assert lines == [
        [("1", "0123-WS·2025-Y-BGS-0001", "材料5", "20250501", "2", "第2盒")],
        [
            ("1", "0123-WS·2025-D30-BGS-0001", "材料2", "20250201", "3", "第1盒"),
            ("2", "0123-WS·2025-D30-BGS-0002", "材料1", "20250301", "3", "第1盒"),
        ],
        [("1", "0123-WS·2026-D30-BGS-0001", "材料6", "20260105", "9", "第10盒")],
    ]
    said = [each.text for each in document.paragraphs]
    assert [each for each in said if each.startswith(("年", "保管期限"))] == [
        "年　　度：2025", "保管期限：永久",
        "年　　度：2025", "保管期限：30年",
        "年　　度：2026", "保管期限：30年",
    ]  # fmt: skip
    assert said.count("全宗名称：某局") == 3


def test_the_zip(data: Path) -> None:
    """One file for each box, the same as by itself, and the catalogue of the archive."""
    files = packed(filled(data, MIXED))
    with zipfile.ZipFile(io.BytesIO(files["downloads/archive/boxes.zip"])) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    single = {f"第{n}盒.docx": files[f"downloads/archive/boxes/{n}.docx"] for n in (1, 2, 10)}
    assert members == single | {"归档文件目录.docx": files["downloads/archive/catalogue.docx"]}


def test_boxes_of_any_name(data: Path) -> None:
    """Names that are spelt alike in pinyin have addresses of their own."""
    filings = [
        paper(no, "2025-01-01", box=name)
        for no, name in enumerate(("甲", "假", "1/2", "12", "CON", "盒" * 300), start=1)
    ]
    known = boxes(load_register(filled(data, filings)))
    slugs = [each.slug for each in known]
    assert len({each.lower() for each in slugs}) == len(known) == 6
    assert all(re.fullmatch("[a-z0-9-]{1,64}", each) and each != "con" for each in slugs)
    assert len(packed(data)) == 6 + 3


def test_nothing_without_boxes(tmp_path: Path) -> None:
    """The table as it was delivered has no box: its page says what to do, and offers no file."""
    assert list(papers.export(SiteContext(Index(load_register(DELIVERED), make.TODAY)))) == []
    site = outputs.generate(shutil.copytree(DELIVERED, tmp_path / "data"))
    (page,) = (each for each in site.pages() if each.path.startswith("boxes/"))
    assert "还没有装盒的材料" in str(page.content)
    assert "downloads/archive" not in str(page.content)


def test_pages(data: Path) -> None:
    """The list has each box with its numbers; a page lists the papers, and what is not in it."""
    filled(data, [*MIXED, paper(7, "2025-06-01", pages=2)])
    pages = {each.path: str(each.content) for each in outputs.generate(data).pages()}
    listed = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", pages["boxes/index.html"]))
    assert "第1盒 2025 30年 办公室 0001—0002 2 6 0.6／30" in listed
    assert "登记 2025-007 材料7" in re.sub(r"\s+", " ", listed.replace("\u3000", " "))
    box = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", pages["boxes/1/index.html"]))
    assert "0001 某局 材料2 20250201 1-3 3" in box
    clauses = [f'href="../../assess/1/#iii-1-{n}"' for n in (2, 3)]
    assert all(link in pages["boxes/1/index.html"] for link in clauses)
    assert "材料3" not in box
    assert "2025-003 （退回）、 2025-004 （没有文件日期）" in box
    item = pages["items/iii-1/dossier/index.html"]
    assert "材料3" not in item
    assert "备考表" not in item


def test_for_programs(data: Path) -> None:
    """Both JSON formats know boxes: by box, and at each filing."""
    site = outputs.generate(filled(data, MIXED))
    files: dict[str, Any] = {each.path: each.content for each in site.downloads()}
    whole = json.loads(str(files["api/allocation.json"]))
    assert [(each["number"], each["filings"], each["last_piece"]) for each in whole["boxes"]] == [
        ("1", ["2025-002", "2025-001"], "0002"),
        ("2", ["2025-005"], "0003"),
        ("10", ["2025-006"], "0001"),
    ]
    item = json.loads(files["api/items/iii-1.json"])
    numbers = {each["id"]: each["archival_number"] for each in item["duties"]["filings"]}
    assert numbers["2025-001"] == "0123-WS·2025-D30-BGS-0002"
    assert numbers["2025-003"] is None


def run(data: Path, *options: str) -> str:
    """Run the command, and return what it says."""
    result = CliRunner().invoke(main, ["box", "--data", str(data), *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command(data: Path) -> None:
    """What has no box gets one: by year and item; the last box of a year is filled up first."""
    filings = [
        paper(1, "2025-01-01", box="1", page="1-290", pages=290),
        paper(2, "2025-03-01", pages=6, evidence=[E2]),
        paper(3, "2025-02-01", pages=8),
        paper(4, "2026-02-01", pages=5),
        paper(5, "2025-02-02"),
        paper(6, "2025-02-03", pages=3, state="退回", reason="缺章"),
        paper(7, "2025-02-04", pages=3, page="9"),
        paper(8, "2026-02-02", pages=400),
        paper(9, "2025-02-05", pages=2, box="１"),
        paper(10, "2026-02-03", pages=1, link="内网"),
    ]
    filled(data, filings)
    before = (data / "filings" / "2025.yml").read_text("utf-8")
    said = run(data)
    assert said.splitlines() == [
        "第1盒（接着装）：2025 年度，保管期限30年，2 件、10 页",
        "    291-298  登记 2025-003  材料3",
        "    299-300  登记 2025-009  材料9",
        "第2盒（新盒）：2025 年度，保管期限30年，1 件、6 页",
        "        1-6  登记 2025-002  材料2",
        "第3盒（新盒）：2026 年度，保管期限30年，1 件、5 页",
        "        1-5  登记 2025-004  材料4",
        "第4盒（新盒）：2026 年度，保管期限30年，1 件、400 页",
        "      1-400  登记 2025-008  材料8",
        "没有排：登记 2025-005 材料5（没有写页数）",
        "没有排：登记 2025-007 材料7（写了页次，没有写盒号）",
        f"共 5 件，装进 4 盒。加 --write 就写进 {data}/filings/2025.yml。",
    ]
    assert (data / "filings" / "2025.yml").read_text("utf-8") == before
    assert f"已写进 {data}/filings/2025.yml" in run(data, "--write")
    places = {
        each.record.title: (each.record.box, each.record.page)
        for each in load_register(data).filings
    }
    assert places["材料2"] == ("2", "1-6")
    assert places["材料9"] == ("１", "299-300")
    assert places["材料6"] == places["材料10"] == (None, None)
    assert "没有要排的材料。" in run(data, "--write")


def test_what_the_command_writes_is_right(tmp_path: Path) -> None:
    """On the example without boxes: all are placed; its settings of other boxes stay unused."""
    data = tmp_path / "data"
    shutil.copytree(make.DATA, data, ignore=shutil.ignore_patterns("evidence"))
    for path in (data / "filings").iterdir():
        text = re.sub(r"^    (box|page): .*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
        path.write_text(text, "utf-8")
    run(data, "--write")
    register = load_register(data)
    assert set(found(data)) == {"box-unused"}
    assert sum(each.piece_count for each in boxes(register)) == sum(
        1 for each in register.filings if each.record.box
    )
    for box in boxes(register):
        rows = [each.filing.evidence[0].clause.row.number for each in box.papers]
        assert rows == sorted(rows)
        assert box.page_count <= box.capacity


@st.composite
def shelves(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Filings, some of which lie in boxes."""
    count = draw(st.integers(1, 12))
    known = []
    for no in range(1, count + 1):
        day = draw(st.sampled_from(("", "2025-01-01", "2025-07-01", "2026-01-01")))
        values = {
            "pages": draw(st.sampled_from((None, 1, 40, 150, 301))),
            "box": draw(st.sampled_from((None, None, "1", "０２", "甲"))),
        }
        known.append(paper(no, day, **{key: each for key, each in values.items() if each}))
    return known


@given(shelves())
@settings(max_examples=25, deadline=None)
def test_any_shelf(filings: list[dict[str, Any]]) -> None:
    """What the command places overlaps nothing, leaves no gap, and stands in a box of its year."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(shutil.copytree(UNITS / "small" / "data", Path(folder) / "data"))
        filled(data, filings)
        run(data, "--write")
        left = found(data)
        assert not {"box-overlaps", "box-gaps"} & set(left)
        placed = boxes(load_register(data))
        titles = [each.filing.record.title for box in placed for each in box.papers]
        assert len(titles) == len(set(titles))
        dated = [each for each in filings if each.get("date")]
        assert {each["title"] for each in dated if each.get("pages")} <= set(titles)


def test_on_paper(data: Path, tmp_path: Path) -> None:
    """An office program makes of a box four pages: cover, spine, catalogue, closing note."""
    made, out = tmp_path / "box.docx", tmp_path / "out"
    out.mkdir()
    made.write_bytes(packed(filled(data, MIXED))["downloads/archive/boxes/1.docx"])
    pages = pypdf.PdfReader(converted(made, out, "pdf")).pages
    said = [re.sub(r"\s", "", each.extract_text()) for each in pages]
    assert len(said) == 4
    assert ["—1—" in each for each in said] == [False, False, True, False]
