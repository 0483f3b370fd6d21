"""The one page of a leader: figures, sentences, the change since last month, Word, one sheet."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace as replaced
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
import yaml
from lxml import html
from playwright.sync_api import Browser, Page

from allocation.base.enums import GAPS, SlotState
from allocation.lint.validate import load_register
from allocation.office.exports import brief as word
from allocation.office.formats.libreoffice import converted
from allocation.pages.views.context import SiteContext
from allocation.pages.views.leader_brief import Brief, LastMonth, briefs
from allocation.register.index import Index
from allocation.register.progress import Progress, count_states
from allocation.register.register import DepartmentEntry
from allocation.register.schedule import month_before
from browser import pdf, plain
from example import make
from helpers import DELIVERED, contents, replace

LEADERS = ("gu-changfeng", "shen-guanlan", "lu-tingtao")
TODAY = date(2026, 5, 1)
UNIT, ROWS, FILINGS = "unit.yml", Path("allocation/01.yml"), Path("filings/2026.yml")
MINUTES, BUDGET, RESULT = "Ⅲ-1-⑴-01", "Ⅲ-1-⑵-01", "Ⅲ-1-⑶-01"


@pytest.fixture
def dated(data: Path) -> Path:
    """A unit with three pieces of evidence a year, due on 31 December: six are, in May 2026."""
    replace(data / UNIT, "confirmed: true}", "confirmed: true, start: 2024-01-01}")
    return data


def file(folder: Path, *filings: dict[str, Any]) -> None:
    """Write the filings of the year."""
    numbered = [
        {"no": f"{number:03}", "title": "甲", **each} for number, each in enumerate(filings, 1)
    ]
    (folder / "filings").mkdir(exist_ok=True)
    text = yaml.safe_dump({"filings": numbered, "indicators": []}, allow_unicode=True)
    (folder / FILINGS).write_text(text, encoding="utf-8")


def filed(
    evidence: str, slot: str, *, on: str | None = "2026-03-10", **more: Any
) -> dict[str, Any]:
    """Return a filing that was handed in on a day, or on no day that anybody knows."""
    known = {"filed_on": date.fromisoformat(on)} if on else {}
    return {"evidence": [evidence], "slot": slot, "state": "已交"} | known | more


def everything() -> list[dict[str, Any]]:
    """Return the filings of all that is due on the day."""
    years = ("2024", "2025")
    minutes = [filed(MINUTES, year, count=2) for year in years]
    return [*minutes, *(filed(each, year) for each in (BUDGET, RESULT) for year in years)]


def the_brief(folder: Path, today: date = TODAY) -> Brief:
    """Return the brief of the only leader of a folder."""
    (found,) = briefs(Index(load_register(folder), today))
    return found


def test_figures_are_sums(example_index: Index) -> None:
    """Each figure is what counting the slots of the leader's rows one by one gives."""
    today = example_index.progress.today
    month = today + timedelta(days=30)
    for brief in briefs(example_index):
        rows = {block.row for block in brief.rows}
        assert rows == {row for row in example_index.register.rows if brief.leader in row.leaders}
        slots = [
            slot
            for slot in example_index.progress.slots
            if slot.evidence.clause.row in rows and slot.state.expected and slot.due
        ]
        due = [slot for slot in slots if slot.due and slot.due < today]
        missing = [slot for slot in due if not slot.state.done]
        late = [slot for slot in missing if slot.state is SlotState.LATE]
        soon = [slot for slot in slots if today <= slot.order <= month and not slot.state.done]
        counts = brief.standing
        assert len(late) > counts.sent_back > 0
        assert (counts.due, counts.due_done, counts.late, counts.soon) == (
            len(due),
            len(due) - len(missing),
            len(late),
            len(soon),
        )
        assert counts.sent_back == len(missing) - len(late)
        assert sum(part.late for part in brief.worst) == len(late)
        for share in brief.shares:
            own = [slot for slot in late if share.owner in slot.persons]
            assert share.standing.late == len(own)
        assert [share.standing.late for share in brief.shares] == sorted(
            (share.standing.late for share in brief.shares), reverse=True
        )


def test_the_worst_come_first(example_index: Index) -> None:
    """What is late most often leads; of as many, what has been due the longest."""
    for brief in briefs(example_index):
        order = [(-part.late, -part.days) for part in brief.worst]
        assert order == sorted(order)
        assert len(brief.five_worst) == 5
        first = brief.worst[0]
        days = max(
            (brief.today - slot.order).days
            for slot in brief.slots
            if slot.evidence is first.evidence and slot.state is SlotState.LATE
        )
        assert first.days == days


def test_nothing_is_due(dated: Path) -> None:
    """In the first year nothing is owed yet, and nothing is late."""
    brief = the_brief(dated, date(2024, 5, 1))
    assert (brief.standing.due, brief.standing.late) == (0, 0)
    assert brief.sentences == (
        "截至2024年5月1日，分管的 3 项材料都还没有到期。",
        "目前没有逾期的材料。",
        "下一个期限是12月31日（还有 244 天），到期 3 项次（责任人：曾雅彬、陈啸林）。",
    )


def test_a_single_slot(dated: Path) -> None:
    """One is not all of them: no word for several is said of it."""
    ruled_out = "not_applicable: 没有这项工作"
    replace(dated / ROWS, "name: 会议记录", f"name: 会议记录\n                    {ruled_out}")
    replace(dated / ROWS, "name: 考核结果", f"name: 考核结果, {ruled_out}")
    day = date(2025, 1, 1)
    first, worst, _ = the_brief(dated, day).sentences
    assert first == "截至2025年1月1日，分管的材料已到期应交 1 项次，还没有交。"
    assert worst == "逾期的是“预算”（责任人：曾雅彬），逾期 1 项次，已过期限 1 天。"
    file(dated, filed(BUDGET, "2024"))
    assert the_brief(dated, day).sentences[0].endswith("已到期应交 1 项次，已交齐。")


def test_nothing_is_filed(dated: Path) -> None:
    """No rate is said where nothing was filed; the worst has every year that was missed."""
    brief = the_brief(dated)
    assert brief.sentences[:2] == (
        "截至2026年5月1日，分管的材料已到期应交 6 项次，都还没有交。",
        "最突出的是“会议记录”（责任人：曾雅彬），逾期 2 项次，最早的已过期限 486 天。",
    )


def test_some_are_filed(dated: Path) -> None:
    """What was returned is not late; it is said apart."""
    returned = filed(BUDGET, "2025", state="退回", reason="没有盖章")
    file(dated, *(each for each in everything() if each["evidence"] != [BUDGET]), returned)
    assert the_brief(dated).sentences[0] == (
        "截至2026年5月1日，分管的材料已到期应交 6 项次，已交 4 项次（66%），"
        "逾期 1 项次，退回后没有再交 1 项次。"
    )
    file(dated, returned)
    assert the_brief(dated).sentences[0].endswith("6 项次，都还没有交（其中退回 1 项次）。")


def test_everything_is_filed(dated: Path) -> None:
    """Nothing is late, and the next due date is in the same year."""
    file(dated, *everything())
    brief = the_brief(dated)
    assert brief.sentences == (
        "截至2026年5月1日，分管的材料已到期应交 6 项次，都已交齐。",
        "目前没有逾期的材料。",
        "下一个期限是12月31日（还有 244 天），到期 3 项次（责任人：曾雅彬、陈啸林）。",
    )
    assert brief.worst == ()


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 12, 31), "下一个期限是12月31日（就在今天）"),
        (date(2026, 12, 30), "下一个期限是12月31日（就在明天）"),
        (date(2026, 12, 29), "下一个期限是12月31日（还有 2 天）"),
        (date(2027, 1, 1), "此后没有还要交的材料到期。"),
    ],
)
def test_the_next_due_date(dated: Path, today: date, said: str) -> None:
    """Today and tomorrow are said as such; after the last there is none."""
    assert the_brief(dated, today).sentences[2].startswith(said)


def test_a_due_date_of_next_year(dated: Path) -> None:
    """A day of another year has its year; what falls due later within 30 days is counted."""
    replace(dated / UNIT, "data_date:", "due: {year: 期末后15天}\ndata_date:")
    replace(dated / ROWS, "name: 预算,", "name: 预算, due: 期末后20天,")
    brief = the_brief(dated, date(2025, 12, 25))
    assert brief.sentences[2] == (
        "下一个期限是2026年1月15日（还有 21 天），到期 2 项次（责任人：曾雅彬、陈啸林）；"
        "30 天内共到期 3 项次。"
    )


def test_without_due_dates(dated: Path) -> None:
    """What is never late is neither due nor late; who misses what is still listed."""
    replace(dated / UNIT, "data_date:", "due: {year: 无期限}\ndata_date:")
    brief = the_brief(dated)
    assert brief.sentences == (
        "截至2026年5月1日，分管的 3 项材料都还没有到期。",
        "目前没有逾期的材料。",
        "这些材料没有排定期限。",
    )
    assert [share.name for share in brief.with_gaps] == ["曾雅彬", "陈啸林"]


def test_without_a_term(data: Path) -> None:
    """Without a first day of the term nothing is counted, and the day is that of the data."""
    brief = the_brief(data)
    assert brief.sentences == (
        "分管项目 1 个、条款 3 条、材料 3 项。",
        "届期未核定，暂不计算期限和逾期。",
    )
    assert brief.today == date(2026, 1, 2)


def test_without_evidence(dated: Path) -> None:
    """A table without materials says so."""
    lines = (dated / ROWS).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = []
    inside = False
    for line in lines:
        indent = len(line) - len(line.lstrip())
        inside = line.strip() == "evidence:" or (inside and indent >= 18)
        kept += [] if inside else [line]
    (dated / ROWS).write_text("".join(kept), encoding="utf-8")
    assert the_brief(dated).sentences == ("分管的项目尚未编制材料清单。",)


def test_a_provisional_term(dated: Path) -> None:
    """The first sentence says that the term is provisional."""
    replace(dated / UNIT, "confirmed: true", "confirmed: false")
    first, *others = the_brief(dated).sentences
    assert first.endswith("（届期暂定）。")
    assert "暂定" not in "".join(others)


def test_nobody_and_departments(dated: Path) -> None:
    """A department stands for rows that name no person; where there is none, nobody does."""
    replace(dated / ROWS, "{department: 业务科, person: 陈啸林}", "{department: 业务科}")
    brief = the_brief(dated)
    share = next(each for each in brief.shares if isinstance(each.owner, DepartmentEntry))
    assert share.name == "业务科（责任人尚未落实）"
    assert brief.sentences[2].endswith("（责任人：曾雅彬；责任科室：业务科）。")
    parties = "            parties:\n              - {department: 业务科}\n"
    replace(dated / ROWS, parties, "")
    brief = the_brief(dated)
    assert [each.name for each in brief.shares] == ["曾雅彬", "责任人尚未落实"]
    assert brief.sentences[2].endswith("（责任人：曾雅彬；责任人尚未落实）。")


def test_the_change_since_last_month(dated: Path) -> None:
    """Filings of the last month are the change; the day, not the order, decides."""
    papers = everything()
    file(
        dated,
        *papers[:4],
        filed(RESULT, "2024", on="2026-04-02"),
        filed(RESULT, "2025", on="2026-04-01"),
    )
    brief = the_brief(dated)
    assert brief.change
    assert brief.change.since == date(2026, 4, 1)
    assert brief.changes == (
        ("已到期应交", 6, 6, "持平"),
        ("已交", 5, 6, "+1"),
        ("逾期", 1, 0, "-1"),
    )
    file(dated, *papers)
    assert the_brief(dated).changes[1] == ("已交", 6, 6, "持平")


def test_the_change_over_a_due_date(dated: Path) -> None:
    """What fell due in between is due now, and was not then; 31 March is compared with February."""
    brief = the_brief(dated, date(2026, 1, 20))
    assert brief.changes == (
        ("已到期应交", 3, 6, "+3"),
        ("已交", 0, 0, "持平"),
        ("逾期", 3, 6, "+3"),
    )
    late = the_brief(dated, date(2026, 3, 31)).change
    assert late
    assert late.since == date(2026, 2, 28)


def test_before_is_a_register_without_later_filings(example_index: Index) -> None:
    """The figures of last month are those of a register that has no filing since."""
    register, today = example_index.register, example_index.progress.today
    since = month_before(today)
    kept = tuple(
        filing
        for filing in register.filings
        if (filing.record.filed_on or filing.record.date or since) <= since
    )
    assert len(kept) < len(register.filings)
    then = Progress(replaced(register, filings=kept), since)
    for brief in briefs(example_index):
        rows = {block.row for block in brief.rows}
        slots = [slot for slot in then.slots if slot.evidence.clause.row in rows]
        owed = count_states(slot for slot in slots if slot.state.expected)
        assert brief.change == LastMonth(since, owed, 0)


def test_filings_without_a_day(dated: Path) -> None:
    """What has no day counts as filed before, and is said; else the day of the document counts."""
    papers = everything()[:4]
    nowhere = filed(RESULT, "2024", on=None)
    by_document = filed(RESULT, "2025", on=None, date=date(2026, 4, 20))
    file(dated, *papers, nowhere, by_document)
    brief = the_brief(dated)
    assert brief.changes[1] == ("已交", 5, 6, "+1")
    assert "有 1 项次的登记没有日期，算作早已交" in brief.basis_of_change
    file(dated, *papers, filed(RESULT, "2024"))
    assert "没有日期" not in the_brief(dated).basis_of_change


def test_the_first_month_of_a_term(dated: Path) -> None:
    """There is no month before the first one to compare with."""
    brief = the_brief(dated, date(2024, 1, 20))
    assert (brief.changes, brief.basis_of_change) == ((), "届期开始不满一个月，没有上月可比。")


def article(site: Path, address: str) -> Any:
    """Return the content of a page."""
    (found,) = html.parse(str(site / address / "index.html")).xpath("//article")
    return found


@pytest.mark.parametrize("leader", LEADERS)
def test_page_and_word_say_the_same(example: Path, example_index: Index, leader: str) -> None:
    """Every sentence and cell of the Word file is on the page, by person as well."""
    page = plain(article(example, f"people/{leader}/brief").text_content())
    document = docx.Document(str(example / f"downloads/briefs/{leader}.docx"))
    title, issuer, *paragraphs = [plain(each.text) for each in document.paragraphs]
    assert title in page
    assert issuer in page
    brief = next(each for each in briefs(example_index) if each.leader.slug == leader)
    assert [plain(sentence) for sentence in brief.sentences] == paragraphs[:3]
    for text in (*paragraphs[:3], plain(brief.basis_of_change), plain(brief.explained)):
        assert text in page
    figures, worst, shares, gaps = document.tables
    for table in (figures, worst, shares):
        # The name of the last row says for how many others: Word may have room for fewer people.
        kept = table.rows[1:-1] if table is shares else table.rows[1:]
        for cell in (cell for row in kept for cell in row.cells):
            assert plain(cell.text) in page, cell.text
    total = [cell.text for cell in shares.rows[-1].cells]
    counts = brief.standing
    own = (counts.due, counts.due_done, counts.late, counts.sent_back, counts.soon)
    assert total[0].startswith("合计")
    assert total[1:] == [str(number) for number in own]
    assert counts.due == counts.due_done + counts.late + counts.sent_back
    assert len(gaps.rows) - 1 == sum(len(share.gaps) for share in brief.shares)


@pytest.mark.parametrize("leader", LEADERS)
def test_links_and_folds(example: Path, example_index: Index, leader: str) -> None:
    """The worst lead to their clauses; gaps are folded by person, none of them twice."""
    page = article(example, f"people/{leader}/brief")
    brief = next(each for each in briefs(example_index) if each.leader.slug == leader)
    links = page.xpath(".//table[contains(@class, 'worst')]//tbody//th/a/@href")
    assert [link.partition("#")[2] for link in links] == [
        part.evidence.slug for part in brief.five_worst
    ]
    folds = page.xpath(".//details[contains(@class, 'fold')]")
    assert [fold.xpath("string(summary/b)") for fold in folds] == [
        share.name for share in brief.with_gaps
    ]
    assert [len(fold.xpath(".//tbody/tr")) for fold in folds] == [
        share.standing.of(*GAPS) for share in brief.with_gaps
    ]
    (own,) = article(example, f"people/{leader}").xpath(".//a[contains(@href, '/brief/')]")
    assert own.text == brief.title
    assert tuple(page.xpath(".//*[@id='sentences']/p/text()")) == brief.sentences
    assert page.xpath(".//button[@data-copy='sentences']")


def test_the_rows_of_a_leader_are_one_table(site: Path) -> None:
    """All clauses of a leader stand in one table, each item under its anchor."""
    page = article(site, "people/zhu-liang")
    (table,) = page.xpath(".//table[contains(@class, 'duties')]")
    assert len(table.xpath(".//tbody[starts-with(@id, 'led-')]")) == 21
    assert len(table.xpath(".//tbody/tr")) == 23


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page as it is printed."""
    opened = browser.new_page()
    opened.emulate_media(media="print")
    yield opened
    opened.close()


@pytest.mark.parametrize("leader", LEADERS)
def test_one_sheet(page: Page, example_url: str, leader: str) -> None:
    """It prints on one sheet, as long as nobody unfolds what stands below."""
    printed = pdf(page, f"{example_url}people/{leader}/brief/")
    assert len(printed.pages) == 1
    assert plain("会上可说") in printed.pages[0]
    assert plain("与上月相比") in printed.pages[0]


def test_what_is_unfolded_is_printed(page: Page, example_url: str) -> None:
    """One button unfolds all; then a further sheet has who misses what."""
    page.emulate_media(media="screen")
    page.goto(f"{example_url}people/lu-tingtao/brief/")
    button = page.get_by_role("button", name="全部展开")
    button.click()
    assert page.locator("details.fold:not([open])").count() == 0
    page.emulate_media(media="print")
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) > 1
    assert "会上可说" in sheets[0].extract_text()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="全部收起").click()
    assert page.locator("details[open]").count() == 0


def test_one_page_in_word(tmp_path: Path) -> None:
    """The first part of the Word file is one page, of three years without a filing as well."""
    folder = Path(shutil.copytree(DELIVERED, tmp_path / "data"))
    replace(folder / UNIT, "  confirmed: false\n", "  confirmed: false\n  start: 2024-01-01\n")
    context = SiteContext(Index(load_register(folder), make.TODAY))
    (tmp_path / "made").mkdir()
    for path, content in contents(word.export(context)).items():
        made = tmp_path / Path(path).name
        made.write_bytes(content)
        sheets = pypdf.PdfReader(converted(made, tmp_path / "made", "pdf")).pages
        assert "各责任人" in sheets[0].extract_text()
        assert plain(sheets[1].extract_text()).startswith("逐人清单")


def test_fewer_people_where_the_page_is_full(example_index: Index) -> None:
    """Where the worst fill the page, fewer people stand below them, and the others are counted."""
    brief = max(briefs(example_index), key=lambda each: len(each.shares))
    shown = shares_in_word(example_index, brief)
    assert shown == [share.name for share in brief.shares]
    worst = tuple(replaced(part, names="某某某、" * 12) for part in brief.worst)
    fewer = shares_in_word(example_index, replaced(brief, worst=worst))
    assert 0 < len(fewer) < len(shown)
    assert fewer == shown[: len(fewer)]


def shares_in_word(index: Index, brief: Brief) -> list[str]:
    """Return the people on the first page of the Word file; the line below has the others."""
    context = SiteContext(index)
    vars(context)["briefs"] = (brief,)
    (content,) = contents(word.export(context)).values()
    document = docx.Document(io.BytesIO(content))
    lines = [row.cells[0].text for row in document.tables[2].rows[1:]]
    shown = [name for name in lines if not name.startswith("合计")]
    others = [each.text for each in document.paragraphs if each.text.startswith("其余")]
    assert others == list(filter(None, [brief.others(len(shown))]))
    return shown
