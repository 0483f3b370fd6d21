"""Numbers of people are found however they are written, wherever they are shown."""

from __future__ import annotations

import gzip
import io
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import cast

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from mkdocs.exceptions import Abort
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from allocation.privacy.personal_numbers import NumberKind, find, mask
from allocation.privacy.site_numbers import SiteNumber, numbers, scan
from allocation.versions import editions
from helpers import PROJECT, problems, replace
from hostile import register
from test_filings import FILING
from test_scripts import run

CARD = "11010519491231002X"
PHONE = "13800138000"
SPELLINGS = {
    PHONE: (
        "13800138000", "+8613800138000", "+86 138 0013 8000", "+86-138-0013-8000", "0086-138-0013-8000",
        "008613800138000", "(86)13800138000", "（+86）138-0013-8000", "86-13800138000", "8613800138000",
        "86 138 0013 8000", "tel:+8613800138000", "013800138000", "138 0013 8000", "138-0013-8000",
        "138.0013.8000", "138·0013·8000", "138•0013•8000", "138_0013_8000", "138/0013/8000", "138—0013—8000",
        "138–0013–8000", "138‑0013‑8000", "138－0013－8000", "138～0013～8000", "138\u30000013\u30008000",
        "138\u00a00013\u20098000", "138 \u2013 0013 \u2013 8000", "138*0013*8000", "**138**0013**8000**",
        "1380 013 8000", "1380-0138-000", "13800 138000", "138 00138000", "1380013 8000", "138-00138000",
        "138 001 38000", "13 80 01 38 00 0", "13-80-01-38-00-0", "1 3 8 0 0 1 3 8 0 0 0",
        "1-3-8-0-0-1-3-8-0-0-0", "手机：1,3,8,0,0,1,3,8,0,0,0", "电话1、3、8、0、0、1、3、8、0、0、0", "138，0013，8000",
        "138、0013、8000", "138,0013,8000", "138(0013)8000", "【138】0013 8000", "138:0013:8000", "138；0013；8000",
        "１３８００１３８０００", "１３８－００１３－８０００", "①③⑧⓪⓪①③⑧⓪⓪⓪", "⑴⑶⑻⓪⓪⑴⑶⑻⓪⓪⓪", "❶❸❽⓿⓿❶❸❽⓿⓿⓿",
        "¹³⁸⁰⁰¹³⁸⁰⁰⁰", "₁₃₈₀₀₁₃₈₀₀₀", "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎", "𝟣𝟥𝟪𝟢𝟢𝟣𝟥𝟪𝟢𝟢𝟢", "١٣٨٠٠١٣٨٠٠٠", "۱۳۸۰۰۱۳۸۰۰۰", "१३८००१३८०००",
        "一三八〇〇一三八〇〇〇", "一三八零零一三八零零零", "一三八○○一三八○○○", "幺三八洞洞幺三八洞洞洞", "壹叁捌零零壹叁捌零零零",
        "1三8零0一3八0零0", "一三八 零零一三 八零零零", "138\u200b0013\u200b8000", "138 \u200b0013 \u200b8000", "12-17 \u200b13800138000", "138\u00ad0013\u00ad8000", "138\u20600013\ufeff8000",
        "\u200d".join(PHONE), "\u202e13800138000\u202c", "138\u20660013\u20698000", "".join(f"{each}\u0301" for each in PHONE),
        "".join(f"{each}\ufe0f\u20e3" for each in PHONE), "138\u034f0013\u180e8000", "138\u20280013\u20298000", "手机：13800\n138000",
        "l38OOl38OOO", "138OO138OOO", "手机 13 8001 38000", "no.13800138000", "3.13800138000", "13800138000x2", "wx_13800138000.jpg",
        "138\t0013\t8000", "138\r\n0013\r\n8000", "tel13800138000", "“138”“0013”“8000”", "138…0013…8000", "138→0013→8000",
        "138📞0013📞8000", "138=0013=8000", "| 138 | 0013 | 8000 |", "1-380-013-8000", "1 380 013 8000", "138\\-0013\\-8000", "ｌ３８ＯＯｌ３８ＯＯＯ",
        "1\n3\n8\n0\n0\n1\n3\n8\n0\n0\n0", "138.001.380.00", "⒈⒊⒏⓪⓪⒈⒊⒏⓪⓪⓪", "㈠㈢㈧〇〇㈠㈢㈧〇〇〇", "㊀㊂㊇〇〇㊀㊂㊇〇〇〇", "〡〣〨〇〇〡〣〨〇〇〇",
    ),
    CARD: (
        "11010519491231002X", "11010519491231002x", "11010519491231002Х", "11010519491231002×", "11010519491231002Ｘ",
        "110105 19491231 002X", "110105-19491231-002X", "110105 1949 1231 002X", "110105 1949-12-31 002X",
        "1101 0519 4912 3100 2X", "110105.19491231.002X", "110105，19491231，002X", "110105(19491231)002X",
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", "１１０１０５１９４９１２３１００２Ｘ", "一一〇一〇五一九四九一二三一〇〇二X",
        "壹壹零壹零伍壹玖肆玖壹贰叁壹零零贰X", "110105\u200b19491231\u200b002X", "身份证110105\n19491231002X", "110105/19491231/002-X",
        "身份证号：110 105 194 912 310 02X",
    ),
    "110101199003071233": ("110101199003071233", "110101 19900307 1233", "张三_110101199003071233.pdf", "110101·1990·0307·1233"),
    "110105194912310021": ("110105194912310021",),  # the check digit is wrong: a slip of the pen
    "110105491231002": ("110105491231002", "110105 491231 002", "110105-49-12-31-002", "１１０１０５４９１２３１００２", "110105\u200b491231\u200b002"),
}  # fmt: skip
OTHERS = (
    "2026-01-20", "2026-001", "12-17", "2026-01-20 12-17", "177 2026-01-20", "155　2026.01.20", "0 0 24 24", "16 16 1024 768",
    "1998 2008 2018", "1949 1978 2008 2021 2026", "2024、2025、2026", "350500202601150012", "1735689600", "1735689600000",
    "13,800,138,000", "1,380,013,800.00", "0.13812345678", "0.3333333333333333", "192.168.100.200", "172.168.100.20",
    "0595-22123456", "010-88886666", "400-800-1380", "Ⅲ-12-⑴-01_2026_年度", "2026/Ⅲ-2-⑴-01_2026_年度工作计划.pdf", "12300138000",
    "10800138000", "1380013800", "138001380000", "23800138000", "990105194912310021", "110105194913310021", "110105491331002",
    "110105202712310021", "2026-01-20T13:45:00", "20260120134500", "2026年1月20日13时45分30秒", "3f2a-91c0", "SHA-256 f17428171564",
    "e3b0c44298fc1c13800138000149afbf4c8996fb92427ae41e4649b934ca495991", "13-15-17-19", "1.5 2.5 3.5 138.28515625", "16.28515625",
    "泉金〔2026〕3号", "一、二、三、四、五、六、七、八、九、十", "①②③④⑤⑥⑦⑧⑨⑩⑪", "1 2 3 4 5 6 7 8 9 10 11", "13 14 15 16 17 18 19 20",
    "6222021001116245", "138****8000", "15 2345 67890", "1500 1234567", "13800138000123", "1/3 8/9 2/3", "20260120-13", "M13 8L0 13z",
    "150\n20260120", "二〇二六年一月二十日", "12345678901", "11350500003900000X", "100,000 200,000 300,000", "138\n\n0013\n\n8000",
    "GB/T 11821-2002", "DA/T 22-2015", "第13条第8款", "ISBN 978-7-302-51234-5", "3363 字，70 条，30 行", "13.5%，8.0%，1.3%",
    "00A13F5B 00B7713C", "rsid00138001", "2024-Q1 2025-Q4", "138 号 0013 室 8000 元", "1380 0138",
    "15 20 18 16 120", "15 234 567 890", "合计 18 120 3400 25", "2024年 150 2024 1234 12 3", "1.3 8.0 0.1 3.8 0.0 0", "13:30-17:30 2026-01-20",
    "350500-2026-0115-0012", "泉金办〔2024〕138号、〔2025〕0013号", "1380元，0138元，000元", "15:30:45.123456", "2026 138 12 30", "31, (0,2) 3, 0, 2026-02-28, 12, 15",
    "总资产13959912345元", "余额13959912345.67元", "13959912.345万元", "13512345678人次", "13512345678 平方米", "面积13959.912345亩", "186 1234 5678 元",
    "经度118.13959912345", "118.13959912345,24.13812345678", "13°95′99.12345″", "| 150 | 1234 | 5678 |", "150\t1234\t5678", "135、1234、5678",
    "135,1234,5678", "1、3、5、8、9、1、2、4、6、7、0", "一、三、九、五、九、九、一、二、三、四、五", "合计 135 1234 5678", "（万元）135 1234 5678",
    "得分：1 3 8 0 0 1 3 8 0 0 0", "流水号 20261128 1395 9912 345", "sha 13959912345abcdef",
    "urn:uuid:0d5aa138-0013-5800-8123-45f4c89aa1b2", "5cb21380-0138-5000-9a3f-1380013800ab",
)  # fmt: skip


@pytest.mark.parametrize(
    ("digits", "spelling"), [(d, each) for d, spellings in SPELLINGS.items() for each in spellings]
)
def test_found(digits: str, spelling: str) -> None:
    """However a number is written, it is found once, alone as well as inside a sentence."""
    kind = NumberKind.PHONE if len(digits) == 11 else NumberKind.CARD
    for text in (
        spelling,
        f"联系人甲{spelling}乙",
        f"甲，{spelling}。",
        f"2026-01-20 甲 {spelling} 乙 12-17",
    ):
        assert [(each.kind, each.digits) for each in find(text)] == [(kind, digits)], text


BEFORE = (*"一二三四五六七八九陆伍①⑴lI", "张三")
BEHIND = (*"三两七", "一号楼", "人事科", "元旦值班")


@pytest.mark.parametrize("digits", SPELLINGS)
def test_found_next_to(digits: str) -> None:
    """A name, a storey or a time right next to a number does not hide it, however it is written."""
    missed = [
        text
        for spelling in SPELLINGS[digits]
        for text in (
            *(f"甲{before}{spelling}" for before in BEFORE),
            *(f"{spelling}{behind}乙" for behind in BEHIND),
        )
        if digits not in {each.digits for each in find(text)}
    ]
    assert missed == []
    for text in (
        f"9:30{digits}",
        f"微信：c{digits}",
    ):
        assert [each.digits for each in find(text)] == [digits]


@pytest.mark.parametrize("text", OTHERS)
def test_not_found(text: str) -> None:
    """Days, years, marks, amounts, addresses and numbers of documents are no numbers of people."""
    for shown in (text, f"甲{text}乙", f"甲 {text} 乙", f"{text}；{text}"):
        assert not list(find(shown)), shown


def test_enough_spellings() -> None:
    """The tables stay as long as they are."""
    assert sum(map(len, SPELLINGS.values())) >= 90
    assert len(OTHERS) >= 60


def test_several_in_one_text() -> None:
    """Each number is found, in the order of the text, at its place."""
    text = "张三 138-0013-8000、139 1234 5678，证 11010519491231002X"
    assert [text[each.start : each.end] for each in find(text)] == [
        "138-0013-8000",
        "139 1234 5678",
        CARD,
    ]
    assert mask(text) == "张三 138…、139…，证 110…"
    assert mask(f"{PHONE}a，微信 c{PHONE}") == "138…a，微信 c138…"
    assert mask("没有号码 2026-01-20") == "没有号码 2026-01-20"


IDS = {
    "Attachment.name": "a name of a file, tested by itself",
    "Evidence.refs": "an id of a reference",
    "Extras.deadline": "in the classes that have it",
    "Extras.methods": "the same",
    "Extras.remark": "the same",
    "Filing.checked_by": "a person",
    "Filing.evidence": "ids of evidence",
    "Filing.filed_by": "a person",
    "Inbox.coordinators": "a person",
    "InboxRule.who": "a department",
    "IndicatorValue.indicator": "an id of an indicator",
    "Item.key": "the slug of the item, in the register of attacks",
    "Party.department": "a department",
    "Party.person": "a person",
    "SynonymsFile.synonyms": "too short for a mark, tested by itself",
}
"""Fields whose text stands in another field, too, and is found there, or that have a test."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which every field of the model that takes text is filled."""
    folder = tmp_path_factory.mktemp("full") / "data"
    register.write(folder)
    assert problems(folder) == ()
    return folder


def test_in_synonyms(data: Path) -> None:
    """A number among the synonyms is refused at its line."""
    path = data / "synonyms.yml"
    path.write_text(f"synonyms:\n  - [值班, 电话]\n  - [手机, '{PHONE}']\n", encoding="utf-8")
    (problem,) = problems(data)
    assert (str(problem.ref), "有手机号“138…”" in problem.found) == ("data/synonyms.yml:3", True)


@pytest.mark.parametrize("field", sorted(set(register.fields()) - set(IDS)))
def test_every_field(full: Path, tmp_path: Path, field: str) -> None:
    """A number in any text of any record is refused at a line that has it, or at its record."""
    folder = tmp_path / "data"
    shutil.copytree(full, folder)
    lines = set()
    for path in folder.rglob("*.yml"):
        old = path.read_text(encoding="utf-8")
        new = old.replace(f"⟦{field}⟧", f"⟦{field}⟧{PHONE}")
        path.write_text(new, encoding="utf-8")
        lines |= {f"data/{path.relative_to(folder)}" for _ in range(old != new)}
    found = [each for each in problems(folder) if "有手机号“138…”" in each.found]
    assert lines
    assert {each.ref.file for each in found} == lines
    assert PHONE not in "".join(each.found for each in found)


SOURCES = {
    "comment": ("people.yml", "people:\n", f"# 李四 {PHONE}\npeople:\n", "data/people.yml:1"),
    "comment over lines": ("people.yml", "people:\n", "# 甲 138\n# 0013 8000\npeople:\n", "data/people.yml:1"),
    "comment at the end of a line": ("departments.yml", "- name: 业务科", f"- name: 业务科\n    # 值班 {CARD}", "data/departments.yml:4"),
    "escape": ("allocation/01.yml", "text: 经费保障。", 'text: "经费\\u0031\\x338\\U000000300138000。"', "data/allocation/01.yml:25"),
    "text over lines": ("allocation/01.yml", "text: 经费保障。", "text: 经费 138001\n                  38000", "data/allocation/01.yml:25"),
    "alias": ("departments.yml", "- name: 业务科", "- name: 业务科\n    aliases: [甲, 一三八零零一三八零零零]", "data/departments.yml:4"),
    "statement": ("allocation/01.yml", "title: 重视\n", "title: 重视\n        statement: 找 138-0013-8000。\n", "data/allocation/01.yml:9"),
    "past person": ("allocation/01.yml", "              - {department: 业务科, person: 陈啸林}\n",
                    "              - {department: 业务科, person: 陈啸林}\n            history: [{person: 王 138 0013 8000, until: 2026-01-01}]\n", "data/allocation/01.yml:31"),
    "slug": ("people.yml", "- name: 朱亮", f"- name: 朱亮\n    slug: z-{PHONE}", "data/people.yml:3"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_source(data: Path, name: str) -> None:
    """The site shows data files line by line, so that comments and spellings of YAML count."""
    file, old, new, place = SOURCES[name]
    replace(data / file, old, new)
    assert place in [
        str(each.ref)
        for each in problems(data)
        if "有手机号" in each.found or "有身份证号" in each.found
    ]


def test_all_at_once(data: Path) -> None:
    """Every number is told, each at its line, with what to do."""
    replace(data / "people.yml", "people:\n", f"# {PHONE}\n# {CARD}\npeople:\n")
    replace(data / "unit.yml", "honor: 文明单位", f"honor: 文明单位 {PHONE}")
    found = problems(data)
    assert [str(each.ref) for each in found] == [
        "data/people.yml:1",
        "data/people.yml:2",
        "data/unit.yml:2",
    ]
    assert all("allowed_numbers" in each.remedy for each in found)


def test_names_of_files(data: Path) -> None:
    """The name of a data file is its address on the site; a source text is data, too."""
    (data / "allocation" / "01.yml").rename(data / "allocation" / f"{PHONE}.yml")
    (data / "源.txt").write_text(f"甲\n乙 {CARD}\n", encoding="utf-8")
    replace(data / "unit.yml", "title: 某局分工", "title: 某局分工\nsource_text: 源.txt")
    assert {str(each.ref) for each in problems(data)} == {
        f"data/allocation/{PHONE}.yml:1",
        "data/源.txt:2",
    }


@pytest.mark.parametrize(("evidence", "counts"), [("Ⅲ-1-⑴-01", 0), ("Ⅲ-1-⑵-01", 1)])
def test_what_is_hidden_is_not_shown(data: Path, evidence: str, counts: int) -> None:
    """Files of 仅列目录 are nowhere on the site, nor are comments of filings; files that open are."""
    filed(
        data,
        FILING.replace("Ⅲ-1-⑵-01", evidence).replace('box: "1"', f"files: [{{name: {PHONE}.pdf}}]"),
    )
    replace(data / "filings" / "2025.yml", "filings:\n", f"# {CARD}\nfilings:\n")
    found = problems(data)
    assert [str(each.ref) for each in found] == ["data/filings/2025.yml:9"] * counts


def test_a_title_is_shown_whatever_is_hidden(data: Path) -> None:
    """仅列目录 lists the title."""
    filed(
        data, FILING.replace("Ⅲ-1-⑵-01", "Ⅲ-1-⑴-01").replace("title: 预算", f"title: 预算{PHONE}")
    )
    assert [each.found for each in problems(data)] == ["登记 2025-001 的文字里有手机号“138…”"]


def filed(data: Path, filing: str) -> None:
    """Give a data folder a term and a filing."""
    replace(data / "unit.yml", "confirmed: true}", "confirmed: true, start: 2024-01-01}")
    (data / "filings").mkdir()
    (data / "filings" / "2025.yml").write_text(filing, encoding="utf-8")


def test_an_earlier_edition(data: Path) -> None:
    """A number in the data of an earlier edition, or in its name, keeps that edition from the site."""
    for name, spoilt in (("2024", "people.yml"), ("2023", ""), (f"{PHONE}", "")):
        old = data / "editions" / name
        shutil.copytree(data, old, ignore=shutil.ignore_patterns("editions"))
        if spoilt:
            replace(old / spoilt, "people:\n", f"people: # {PHONE}\n")
    found = {each.name: each for each in editions.read(data)}
    assert found["2023"].register
    assert found["2024"].register is None
    assert [str(each.ref) for each in found["2024"].problems] == ["data/editions/2024/people.yml:1"]
    assert "文件夹的名称里有手机号" in found[PHONE].problems[0].found
    assert problems(data) == ()


def test_an_exception(data: Path) -> None:
    """A number with a reason is allowed however it is written; the setting needs the reason."""
    replace(data / "people.yml", "people:\n", "# 值班 138-0013-8000\npeople:\n")
    allowed = f'allowed_numbers:\n  - {{number: "{PHONE}", reason: 值班手机}}\n'
    unit = data / "unit.yml"
    unit.write_text(unit.read_text(encoding="utf-8") + allowed, encoding="utf-8")
    assert problems(data) == ()
    replace(unit, ", reason: 值班手机", "")
    assert "缺少“reason”" in [each.found for each in problems(data)]


@pytest.mark.parametrize(
    "hidden", [f"<!-- {PHONE} -->", "138<b>0013</b>8000", "138&nbsp;0013&#8203;8000"]
)
def test_hand_written_pages(
    data: Path,
    tmp_path: Path,
    build_site: Callable[..., Path],
    hidden: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever lies in docs/ is checked where it is written; what is left out of the site is not."""
    docs = tmp_path / "docs"
    shutil.copytree(PROJECT / "docs", docs)
    manual = docs / "manual" / "index.md"
    manual.write_text(f"---\ntitle: 手册\n---\n{hidden}\n", encoding="utf-8")
    (docs / "电话.txt").write_text(f"甲\n{CARD}\n", encoding="utf-8")
    (docs / "proof" / "x.md").write_text(PHONE, encoding="utf-8")
    with pytest.raises(Abort):
        build_site(data, docs_dir=str(docs))
    said = caplog.text
    assert "docs/manual/index.md:4  有手机号“138…”" in said
    assert "docs/电话.txt:2  有身份证号“110…”" in said
    assert "proof" not in said


def office(name: str, digits: str = PHONE) -> bytes:
    """Return a file of Word or Excel with a number somewhere."""
    file = io.BytesIO()
    if name.endswith(".docx"):
        document = Document()
        paragraph = (document.sections[0].header if "head" in name else document).paragraphs[:1]
        runs = paragraph[0] if paragraph else document.add_paragraph("甲")
        for part in (digits[:3], digits[3:7], digits[7:]):
            runs.add_run(part).bold = len(part) % 2 == 0
        document.save(file)
    else:
        book = Workbook()
        sheet = cast("Worksheet", book.active)
        sheet["B2"] = int(digits) if "number" in name else f"甲 {digits[:3]}-{digits[3:]}"
        if "comment" in name:
            sheet["B2"] = "甲"
            sheet["B2"].comment = Comment(digits, "乙")
        book.save(file)
    return file.getvalue()


def packed(name: str, content: bytes) -> bytes:
    """Return an archive with one file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def ooxml(content: str) -> bytes:
    """Return the least of a file of Word with some markup."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", content)
    return file.getvalue()


def portable(text: str) -> bytes:
    """Return a PDF of one page with a line of text."""
    stream = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode()
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 6\n0000000000 65535 f \n%b" % entries
    end = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + table + end


BYTES = {
    "a.html": "<p>甲</p>\n<p>138-0013-8000</p>", "b.html": "<p>138<b>0013</b>8000</p>", "c.html": "<p>1<em>3</em><i>8</i>0<sub>0</sub>138<wbr>000</p>",
    "d.html": "<p>138&nbsp;0013&#8203;8000</p>", "e.html": "<p>&#49;&#x33;800138000</p>", "f.html": "<!-- 13800138000 -->", "g.html": '<a href="tel:+8613800138000">电话</a>',
    "h.html": '<a href="a%201%33800138000">甲</a>', "i.html": '<img alt="王 138 0013 8000">', "j.html": "<p>138<span class=\"x\"> 0013</span> <code>8000</code></p>",
    "k.html": "<p>一三八<b>零零一三</b>八零零零</p>", "l.html": "<p>138<!-- x -->0013<!-- y -->8000</p>", "m.html": "<p>138\n0013\n8000</p>", "n.html": "<p>138<br>0013<br/>8000</p>",
    "o.html": "<p>１３８<mark>００１３</mark>８０００</p>", "p.html": '<meta content="13800138000">', "q.html": '<script type="application/json">{"a": "\\u00313800138000"}</script>',
    "r.html": "<p>138<b> - </b>0013<b> - </b>8000</p>", "s.html": "<td>138 0013 8000</td>", "t.html": '<p><a title="x">138</a><a href="y">0013</a><a>8000</a></p>',
    "a.json": '{"a": ["甲", "138-0013-8000"]}', "b.json": '{"a": "\\u0031\\u0033\\u0038\\u0030\\u0030138000"}', "c.json": '{"n": 13800138000}', "d.json": '{"a\\"b": "甲\\n13800138000"}',
    "a.js": 'var __index = {"docs": [{"text": "电话 138 0013 8000"}]}', "b.js": "// 13800138000", "a.css": "/* 138 0013 8000 */ a{}",
    "a.xml": "<feed><title>甲 13800138000</title></feed>", "b.xml": "<loc>https://x/%E4%B8%80%E4%B8%89%E5%85%AB%E9%9B%B6%E9%9B%B6%E4%B8%80%E4%B8%89%E5%85%AB%E9%9B%B6%E9%9B%B6%E9%9B%B6/</loc>",
    "a.svg": '<svg><text>138<tspan x="1">0013</tspan>8000</text></svg>', "a.ics": "BEGIN:VEVENT\r\nSUMMARY:甲 1380\r\n 0138000\r\nEND:VEVENT", "d.svg": "<svg><![CDATA[13800138000]]></svg>", "13800138000/a.html": "", "b.ics": "SUMMARY:138\\, 0013\\, 8000",
    "a.csv": "\ufeff姓名,电话\r\n李四,13800138000\r\n", "a.txt": "甲\n乙 13800138000", "a.md": "电话 **138** `0013` 8000", "b.md": "138<b>0013</b>8000", "LICENSE": "1380013 8000",
    "张三_13800138000.jpg": "", "%31%33800138000.png": "",
}  # fmt: skip
UNSHOWN = {
    "a.html": '<svg viewBox="0 0 138 0013 8000"><path d="M138 0013 8000l13800138000"/></svg>', "b.html": "<td>138</td><td>0013</td><td>8000</td>", "c.html": "<li>138</li>\n<li>00138000</li>",
    "d.html": '<time datetime="2026-01-20T18:00">1月20日</time> <a href="../2026-01-20/">12-17</a>', "e.html": '<p style="width:138.00138000px">甲</p>', "a.json": '{"rows": [138, 13, 8000, 1380, 138000]}',
    "b.json": '{"at": 1735689600, "sha256": "e3b0c44298fc1c13800138000149afbf4c8996fb92427ae41e4649b934ca4959"}', "a.css": "a{margin:138px 0013px 8000px}", "a.svg": '<svg><rect x="13800138000" y="1"/></svg>',
    "a.ics": "DTSTART:20260120T180000\r\nUID:2026-001-13@x", "a.csv": "2026-01-20,12-17,138\r\n13,8000,1\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", BYTES)
def test_bytes(name: str) -> None:
    """What a file of the site shows, or a program reads from it, is looked through as shown."""
    assert PHONE in {each.match.digits for each in numbers(name, BYTES[name].encode())}


@pytest.mark.parametrize("name", UNSHOWN)
def test_bytes_without(name: str) -> None:
    """Shapes, cells side by side, times and check sums are no numbers of people."""
    assert not list(numbers(name, UNSHOWN[name].encode()))


PACKED = {
    "a.docx": office("a.docx"), "head.docx": office("head.docx"), "a.xlsx": office("a.xlsx"), "number.xlsx": office("number.xlsx"), "comment.xlsx": office("comment.xlsx"),
    "a.zip": packed("目录/甲.txt", "甲 138-0013-8000".encode()), "b.zip": packed("13800138000.jpg", b""), "c.zip": packed("a.docx", office("a.docx")),
    "author.docx": ooxml('<w:ins w:author="13800138000"/>'), "alias.docx": ooxml('<w:alias w:val="13800138000"/>'), "docvar.docx": ooxml('<w:docVar w:name="a" w:val="13800138000"/>'),
    "d.zip": packed("13800138000/甲.txt", b""), "sitemap.xml.gz": gzip.compress(b"<loc>https://x/13800138000/</loc>"), "a.pdf": portable("Tel 138-0013-8000"),
}  # fmt: skip


@pytest.mark.parametrize("name", PACKED)
def test_packed_bytes(name: str) -> None:
    """Word, Excel, archives and PDFs are unpacked; numbers split into runs are found."""
    assert {each.match.digits for each in numbers(name, PACKED[name])} == {PHONE}


MARKUP = {
    **dict.fromkeys(("<b>", "</b>", '<span title="1">', "<!-- <p> -->", "<!--1-->", "<wbr>"), ""),
    **{piece: piece for piece in ("<p>", "</td>", '<span class="reading">', "138", "0013", "8000")},
    **{piece: piece for piece in ("0", "O", "一三八", "八千", "人", " ", "\n", "*", " - ", "——")},
    **dict.fromkeys(("<br>", "<br/>"), " "),
}
"""Pieces of pages, and what they are without inline tags, which end no number."""


@given(st.lists(st.sampled_from(sorted(MARKUP)), max_size=14))
@settings(max_examples=1500, deadline=None)
def test_inline_tags_hide_no_number(pieces: list[str]) -> None:
    """A number is found whatever tags stand in it; a page without them shows the same."""
    shown = {each.match.digits for each in _in_page(map(MARKUP.__getitem__, pieces))}
    assert shown <= {each.match.digits for each in _in_page(pieces)}


SPLIT = (
    *(
        "138  <b>00138000</b>",
        "138\n    <b>0013</b>8000",
        "138) <b>00138000</b>",
        "138<b>*</b>00138000",
    ),
    *(
        "138*<!-- <p> -->*0013<b>8000</b>",
        "138O<b>O138000</b>",
        "١٣٨<b>٠٠١٣٨٠٠٠</b>",
        "一三八 <b>零零一三八零零零",
    ),
)


@pytest.mark.parametrize("text", SPLIT)
def test_split_by_tags(text: str) -> None:
    """Wherever tags split it, and nowhere else on the page."""
    assert [each.match.digits for each in _in_page([text])] == [PHONE]


def test_a_letter_split_by_a_tag() -> None:
    """The last character of a card's number may stand by itself."""
    assert [each.match.digits for each in _in_page([f"{CARD[:-1]}<b>X</b>"])] == [CARD]


def _in_page(pieces: Iterable[str]) -> Iterator[SiteNumber]:
    return numbers("x.html", f"<p>{''.join(pieces)}".encode())


def test_places() -> None:
    """A message says the page and line, or the part of a file, and not the number."""
    said = [str(each.problem) for each in numbers("a/b.html", BYTES["a.html"].encode())]
    assert said[0].startswith("a/b.html:2  有手机号“138…”\n")
    assert "第 1 页有手机号" in str(next(numbers("a.pdf", PACKED["a.pdf"])).problem)
    assert "目录/甲.txt 里有手机号" in str(next(numbers("a.zip", PACKED["a.zip"])).problem)
    assert PHONE not in str(next(numbers(f"{PHONE}.jpg", b"")).problem)


def test_exceptions_of_a_site(tmp_path: Path) -> None:
    """Exceptions of the settings hold for the bytes; one that no page needs is told."""
    (tmp_path / "data.html").write_text(f"<li>{PHONE} 13900139000</li>", encoding="utf-8")
    (tmp_path / "index.html").write_text("<p>值班 138 0013 8000</p>", encoding="utf-8")
    found = scan(tmp_path, frozenset({PHONE, "13900139000"}))
    assert found.numbers == ()
    assert found.unused == ("13900139000",)
    found = scan(tmp_path, frozenset({"13900139000"}))
    assert [each.match.digits for each in found.numbers] == [PHONE, PHONE]


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.zip", "a.gz"])
def test_files_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    """What can't be looked into is told, not passed over."""
    (tmp_path / name).write_bytes(b"PK\x03\x04 damaged")
    assert scan(tmp_path).unread == (name,)
    (tmp_path / "b.zip").write_bytes(packed(name, b"PK\x03\x04 damaged"))
    assert f"b.zip {name} 里" in scan(tmp_path).unread


def test_the_example_has_none(example: Path) -> None:
    """The whole example, three years of filings with photographs and PDFs, raises no false alarm."""
    assert scan(example).numbers == ()


@pytest.mark.programs
def test_a_build_that_would_show_one(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number that only the built bytes have stops the build, and the old site stays."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitemap.xml").write_text("old", encoding="utf-8")
    filed(data, FILING.replace('box: "1"', "files: [{name: a.pdf}]"))
    (data / "evidence").mkdir()
    (data / "evidence" / "a.pdf").write_bytes(portable("Tel 138 0013 8000"))
    monkeypatch.setenv("DATA", str(data))
    done = run("build", "--out", site)
    assert done.returncode == 1
    assert "第 1 页有手机号“138…”" in done.stderr
    assert "原来的网站不受影响" in done.stderr
    assert PHONE not in done.stderr
    assert [path.name for path in site.iterdir()] == ["sitemap.xml"]
