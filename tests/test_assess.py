"""测评查阅: what proves a clause, by year, box and page, as guests may see it; 挂出的文件, 照片."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdf
import pytest
import yaml
from lxml import html
from PIL import Image
from playwright.sync_api import Browser, expect

from allocation.lint.validate import load_register
from allocation.pages.views import assess, files
from allocation.pages.views.context import SiteContext
from allocation.register.index import Index
from allocation.site import outputs
from allocation.site.disclosure_list import statement
from example import make
from helpers import replace
from kinds import EXAMPLE_KINDS

MEETING, BUDGET = "Ⅲ-1-⑴-01", "Ⅲ-1-⑵-01"
INDICATOR = "Ⅲ-1-⑵-指标01"


def filing(no: str, evidence: str, year: int, **values: Any) -> dict[str, Any]:
    """Return a filing for a year, handed in and checked."""
    known = {"no": no, "evidence": [evidence], "slot": str(year), "title": f"{year}年材料{no}"}
    handled = {"filed_by": "曾雅彬", "filed_on": f"{year}-03-02", "date": f"{year}-02-01"}
    return known | handled | {"state": "已交"} | values


FILINGS = {
    2024: [
        filing("001", MEETING, 2024, box="3", page="4-6", pages=3),
        filing("002", BUDGET, 2024, box="3", page="7", count=2, checked_by="朱亮", state="已审核"),
    ],
    2025: [
        filing("001", MEETING, 2025, count=2, files=[{"name": "机密.pdf"}]),
        filing("002", BUDGET, 2025, state="退回", reason="缺领导签字"),
    ],
}


@pytest.fixture
def filed(data: Path) -> Path:
    """A small table in the third year of its term, with an indicator that is computed."""
    replace(data / "unit.yml", "confirmed: true", "confirmed: true, start: 2024-01-01")
    measured = (
        '{no: "01", name: 增长率, formula: 增加÷上年, operator: ">", threshold: "0", unit: "%",'
        " period: 每年, basis: 建议}"
    )
    replace(
        data / "allocation" / "01.yml",
        "mark: ⑵",
        f"mark: ⑵\n                indicators: [{measured}]",
    )
    (data / "filings").mkdir()
    value = {"indicator": INDICATOR, "numerator": "3", "denominator": "12"}
    for year, filings in FILINGS.items():
        proof = [f"{year}-{each['no']}" for each in filings]
        content = {"filings": filings, "indicators": [value | {"proof": proof}]}
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (data / "filings" / f"{year}.yml").write_text(text, encoding="utf-8")
    return data


def context_of(folder: Path) -> SiteContext:
    """Return what pages are made of, on the day of the example."""
    return SiteContext(Index(load_register(folder), make.TODAY))


def rendered(folder: Path) -> dict[str, str]:
    """Return the pages of a folder by path."""
    site = outputs.generate(folder, today=make.TODAY)
    return {each.path: str(each.content) for each in site.pages()}


def clauses_of(folder: Path) -> dict[str, assess.ClauseProof]:
    """Return what proves each clause."""
    views = (page.view for page in assess.pages(context_of(folder)) if page.subject)
    return {part.clause.id: part for view in views for each in view.items for part in each.clauses}


def by_year(material: assess.Material) -> list[tuple[str, list[str], str]]:
    """Return the years of a material: what was filed, and what is lacking."""
    return [
        (year.label, [filing.id for filing, _ in year.filings], year.lacking)
        for year in material.years
    ]


def test_by_year(filed: Path) -> None:
    """Each year has its filings, then what it lacks; what was returned is not there."""
    found = clauses_of(filed)
    assert list(found) == ["Ⅲ-1-⑴", "Ⅲ-1-⑵", "Ⅲ-1-⑶"]
    assert [by_year(material) for part in found.values() for material in part.materials] == [
        [
            ("2024年", ["2024-001"], "尚缺 1 份"),
            ("2025年", ["2025-001"], ""),
            ("2026年", [], "尚无"),
        ],
        [("2024年", ["2024-002"], ""), ("2025年", [], "尚无"), ("2026年", [], "尚无")],
        [("2024年", [], "尚无"), ("2025年", [], "尚无"), ("2026年", [], "尚无")],
    ]


def test_periods_of_a_year(filed: Path) -> None:
    """Of a year with several periods, those without a filing are named; none are named of none."""
    table = filed / "allocation" / "01.yml"
    replace(
        table, "name: 预算, kind: 文件, frequency: 每年", "name: 预算, kind: 文件, frequency: 每季"
    )
    for year in FILINGS:
        path = filed / "filings" / f"{year}.yml"
        path.write_text(
            path.read_text("utf-8").replace(
                f"- {BUDGET}\n  slot: '{year}'", f"- {BUDGET}\n  slot: {year}-Q1"
            ),
            "utf-8",
        )
    (material,) = clauses_of(filed)["Ⅲ-1-⑵"].materials
    assert by_year(material) == [
        ("2024年", ["2024-002"], "尚无：第二季度、第三季度、第四季度"),
        ("2025年", [], "尚无"),
        ("2026年", [], "尚无"),
    ]


def test_the_same_paper(filed: Path) -> None:
    """A paper that proves another clause is found there, too."""
    table = filed / "allocation" / "01.yml"
    same = "min_count: 1, basis: 条款, visibility: 内网可见"
    replace(
        table,
        f"kind: 数据, frequency: 每年, {same}",
        f"kind: 文件, frequency: 每年, {same}, same_as: {BUDGET}",
    )
    (material,) = clauses_of(filed)["Ⅲ-1-⑶"].materials
    assert by_year(material)[0] == ("2024年", ["2024-002"], "")
    (body,) = html.fromstring(rendered(filed)["assess/1/index.html"]).xpath(
        "//tbody[@id='iii-1-3']"
    )
    assert "2024年材料002" in body.text_content()
    assert body.xpath(".//th/span/a/@href") == ["../../assess/1/#iii-1-2"]


def test_before_the_term(data: Path) -> None:
    """Without a term nothing was filed: each clause says so, and nothing else."""
    pages = rendered(data)
    text = html.fromstring(pages["assess/1/index.html"]).text_content()
    assert text.count("尚无") == 3
    assert "没有挂出的 " not in pages["files/index.html"]
    assert "还没有挂出的文件" in pages["files/index.html"]
    assert "还没有挂出的照片" in pages["photos/index.html"]


def test_for_guests(filed: Path) -> None:
    """Nobody is named; nothing is late, returned or remarked; a hidden file has no name."""
    pages = {path: text for path, text in rendered(filed).items() if path.startswith("assess/")}
    assert len(pages) == 2
    for text in pages.values():
        content = html.fromstring(text).text_content()
        assert not re.findall(
            "曾雅彬|陈啸林|朱亮|业务科|逾期|退回|缺领导签字|机密|2025年材料002", content
        )
    assert "电子文件不公开，请看原件" in pages["assess/1/index.html"]


def test_box_and_page(filed: Path) -> None:
    """A line leads to the line of the box's page, and from there and from the item back."""
    pages = rendered(filed)
    tree = html.fromstring(pages["assess/1/index.html"])
    (body,) = tree.xpath("//tbody[@id='iii-1-1']")
    (link,) = body.xpath(".//td/a")
    assert link.get("href") == "../../boxes/3/#filing-2024-001"
    assert link.getparent().text_content().split() == ["第3盒", "4-6", "页"]
    assert body.xpath(".//a[@class='to-assess screen-only']/@href") == [
        "../../items/iii-1/#iii-1-1"
    ]
    box = html.fromstring(pages["boxes/3/index.html"])
    (row,) = box.xpath("//tr[@id='filing-2024-001']")
    assert "../../assess/1/#iii-1-1" in row.xpath(".//a/@href")
    item = html.fromstring(pages["items/iii-1/index.html"])
    back = item.xpath("//tbody[@id='iii-1-1']//a[contains(@class, 'to-assess')]/@href")
    assert back == ["../../assess/1/#iii-1-1"]


def test_indicators(filed: Path) -> None:
    """A value shows its working, and each paper it was computed from with box and page."""
    (body,) = html.fromstring(rendered(filed)["assess/1/index.html"]).xpath(
        "//tbody[@id='iii-1-2']"
    )
    rows = [" ".join(row.text_content().split()) for row in body.xpath(".//tr")]
    (value,) = (row for row in rows if row.startswith("2024年 25%"))
    assert "25%（3 ÷ 12）" in value
    assert "2024年材料001 第3盒 4-6 页" in value
    assert "2024年材料002 第3盒 7 页" in value
    assert rows[-1] == "2026年 尚无"
    lists = [[" ".join(li.text_content().split()) for li in ul] for ul in body.xpath(".//ul")]
    assert len(lists) == 2
    assert lists[1] == ["2025年材料001 电子文件不公开，请看原件"]


def listed(context: SiteContext) -> tuple[set[str], int]:
    """Return the addresses on 挂出的文件, and the number of files that are not shown."""
    (page,) = files.pages(context)
    withheld = sum(count for _, count in page.view.withheld)
    return {each.address for each in page.view.files}, withheld


def disclosed(context: SiteContext) -> set[str]:
    """Return the addresses in the list by which releases are compared."""
    lines = (line.split() for line in statement(context).decode().splitlines())
    return {line[2] for line in lines if line[0] == "file"}


def test_published_files(example_index: Index, example: Path) -> None:
    """The page lists what the list of disclosures does, each file is there; the rest is counted."""
    context = SiteContext(example_index)
    shown, withheld = listed(context)
    assert shown == disclosed(context) != set()
    copies = {path.name for path in (example / "files").iterdir() if ".small." not in path.name}
    assert {f"files/{name}" for name in copies - {"index.html"}} == shown
    tree = html.fromstring((example / "files" / "index.html").read_bytes())
    links = {urlsplit(link).path for link in tree.xpath("//table//a[@class='file']/@href")}
    assert {f"files/{link.removeprefix('../files/')}" for link in links} == shown
    entries = [file for filing in example_index.register.filings for file in filing.files]
    assert len(entries) == len(tree.xpath("//table//a[@class='file']")) + withheld
    assert withheld > 0


def test_withheld_files(filed: Path) -> None:
    """What is not shown is counted by reason, and has no name on the page."""
    (filed / "evidence").mkdir()
    Image.new("RGB", (8, 8)).save(filed / "evidence" / "机密.png")
    attached: list[dict[str, Any]] = [
        {"files": [{"name": "机密2.pdf"}]},
        {
            "files": [{"name": "机密3.pdf"}, {"name": "机密4.pdf"}],
            "state": "退回",
            "reason": "缺章",
        },
        {"files": [{"name": "机密.png", "sha256": "0" * 64}]},
    ]
    filings = [filing(f"{n:03}", BUDGET, 2026, **each) for n, each in enumerate(attached, start=1)]
    content = yaml.safe_dump({"filings": filings}, allow_unicode=True)
    (filed / "filings" / "2026.yml").write_text(content, encoding="utf-8")
    (page,) = files.pages(context_of(filed))
    assert dict(page.view.withheld) == {
        "仅列目录": 1,
        "文件不在这台机器上": 1,
        "已退回或不再公开": 2,
        "登记以后换过文件，尚未核对": 1,
    }
    assert listed(context_of(filed))[0] == disclosed(context_of(filed)) == set()
    assert "机密" not in rendered(filed)["files/index.html"]


def test_photographs(example_index: Index, example: Path) -> None:
    """The page has each item with photographs, and how many there are."""
    tree = html.fromstring((example / "photos" / "index.html").read_bytes())
    counts = [int(text.split()[1]) for text in tree.xpath("//section/p/a/text()")]
    pages = sorted(example.glob("items/*/photos/index.html"))
    assert len(counts) == len(pages) > 0
    singles = (
        len(html.fromstring(page.read_bytes()).xpath("//li[@class='photo']")) for page in pages
    )
    assert sum(counts) == sum(singles)


def test_from_a_stick(browser: Browser, offline_example_url: str) -> None:
    """Opened from a file, no page of any kind misses a part, and boxes, files and filters work."""
    page = browser.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    # Who leaves a page while pictures come in stops them; what is missing fails otherwise.
    page.on("requestfailed", lambda request: said.append(f"{request.failure} {request.url}"))
    for place in EXAMPLE_KINDS.values():
        page.goto(f"{offline_example_url}{place}index.html", wait_until="networkidle")
    page.goto(f"{offline_example_url}assess/index.html")
    page.get_by_role("link", name="志愿服务").click()
    page.wait_for_url("file://**/assess/3/index.html#item-iii-6")
    page.locator("#iii-6-1 a[href*='boxes/']").first.click()
    page.wait_for_url("file://**/boxes/*/index.html#filing-*")
    expect(page.locator("tr:target a[href*='assess/']").first).to_be_visible()
    page.goto(f"{offline_example_url}photos/index.html")
    picture = page.locator("img").first
    picture.scroll_into_view_if_needed()
    page.wait_for_function(
        "image => image.complete && image.naturalWidth > 0", arg=picture.element_handle()
    )
    page.goto(f"{offline_example_url}files/index.html?item=Ⅲ-6 志愿服务")
    expect(page.locator("table.files tbody tr:visible").first).to_contain_text("志愿服务")
    assert (
        page.locator("table.files tbody tr:visible").count()
        < page.locator("table.files tbody tr").count()
    )
    page.goto(f"{offline_example_url}overview/index.html")
    rows = page.locator("table.overview tbody tr:visible")
    before = rows.count()
    page.locator("[data-filters] select").first.select_option(index=2)
    expect(rows).not_to_have_count(before)
    assert [each for each in said if not each.startswith("net::ERR_ABORTED")] == []
    page.close()


def test_printed(browser: Browser, example_url: str, tmp_path: Path) -> None:
    """On paper each sheet repeats the head of the table, and none ends with it."""
    page = browser.new_page()
    page.goto(f"{example_url}assess/4/")
    page.pdf(path=tmp_path / "x.pdf", prefer_css_page_size=True)
    page.close()
    sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "x.pdf").pages]
    assert len(sheets) > 1
    assert all(len(text.splitlines()) > 20 for text in sheets[:-1])
    for text in sheets:
        lines = [line for line in text.splitlines() if line.strip()]
        heads = [place for place, line in enumerate(lines) if line.startswith("年度 佐证材料")]
        assert heads
        assert heads[-1] < len(lines) - 3
