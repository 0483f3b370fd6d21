"""The page of a person as a task list: what is due now, returned, later, done, and its order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser

from allocation.base.enums import SlotState
from allocation.lint.validate import load_register
from allocation.pages.views.tasks import Task, Tasks, tasks
from allocation.register.addresses import filed_address
from allocation.register.index import Index
from helpers import replace

PARTS = {
    "gaps",
    "returned",
    "incomplete",
    "later",
    "occasional",
    "unsettled",
    "done",
    "duties",
    "checklist",
}
KINDS = {
    "月报": "每月, min_count: 1",
    "季报": "每季, min_count: 1",
    "总结": "每年, min_count: 1, due: 12-15",
    "规划": "届期一次, min_count: 1, due: 2026-10-09",
    "表彰": "每次, min_count: 1",
    "报道": "每年",
    "食堂": "每年, min_count: 1, not_applicable: 没有食堂",
    "承诺": "每年, min_count: 1, due: 10-31",
    "名册": "每年, min_count: 1, due: 无期限",
}
EVIDENCE = "                evidence:\n" + "".join(
    f'                  - {{no: "{no:02}", name: {name}, kind: 文件, basis: 建议,'
    f" visibility: 内网可见, frequency: {kind}}}\n"
    for no, (name, kind) in enumerate(KINDS.items(), start=1)
)
TODAY = date(2026, 10, 6)
"""A Tuesday at the beginning of a month and of a quarter."""


@pytest.fixture
def dated(data: Path) -> Path:
    """A small unit in 2026 whose last row has evidence of every kind; August's was handed in."""
    term = "confirmed: true, start: 2026-01-01}"
    replace(data / "unit.yml", "{years: 3, confirmed: true}", f"{{years: 1, {term}")
    table = data / "allocation" / "01.yml"
    before, _, _ = table.read_text(encoding="utf-8").rpartition("                evidence:\n")
    table.write_text(before + EVIDENCE, encoding="utf-8")
    file(data, *MONTHS, *QUARTERS)
    return data


def filing(no: int, evidence: str, slot: str, more: str = "state: 已交") -> str:
    """Return a filing of the last row's clause."""
    return (
        f"no: '{no}', evidence: [Ⅲ-1-⑶-{evidence}], slot: {slot}, title: 第 {no} 份,"
        f" date: 2026-01-05, {more}"
    )


MONTHS = [filing(100 + month, "01", f"2026-{month:02}") for month in range(1, 9)]
QUARTERS = [filing(200 + quarter, "02", f"2026-Q{quarter}") for quarter in (1, 2)]
BACK = "state: 退回, reason: 缺盖章, checked_by: 朱亮, checked_on: 2026-10-02"


def file(folder: Path, *filings: str) -> None:
    """Write what was handed in during 2026."""
    (folder / "filings").mkdir(exist_ok=True)
    written = "".join(f"  - {{{each}}}\n" for each in filings)
    (folder / "filings" / "2026.yml").write_text(f"filings:\n{written}", encoding="utf-8")


def of_one(folder: Path, today: date = TODAY) -> Tasks:
    """Return the tasks of the person of the last row."""
    index = Index(load_register(folder), today)
    person = next(each for each in index.register.people if each.key == "陈啸林")
    return tasks(index.of_person(person), index.progress)


def named(found: Iterable[Task]) -> list[tuple[str, str, date | None]]:
    """Return name, periods and first due date of tasks."""
    return [
        (task.evidence.record.name, " ".join(slot.span.key for slot in task.slots), task.due)
        for task in found
    ]


def now(found: Tasks) -> dict[str, list[tuple[str, str, date | None]]]:
    """Return what is due now by its group, in order."""
    return {group.title: named(group.tasks) for group in found.now}


def test_groups_by_the_first_time_limit(dated: Path) -> None:
    """Late, this week, this month, this quarter: each piece once, with all periods due by then."""
    found = of_one(dated)
    assert list(now(found).items()) == [
        ("逾期", [("月报", "2026-09 2026-10", date(2026, 10, 5))]),
        (
            "本周",
            [("规划", "届期", date(2026, 10, 9)), ("季报", "2026-Q3 2026-Q4", date(2026, 10, 10))],
        ),
        ("本月", [("承诺", "2026", date(2026, 10, 31))]),
        ("本季", [("总结", "2026", date(2026, 12, 15))]),
    ]
    assert named(found.later) == [("名册", "2026", None)]
    report = found.urgent[0]
    assert report.last
    assert report.last.record.title == "第 108 份"
    assert report.next
    assert report.next.due == date(2026, 12, 5)
    assert [task.evidence.record.name for task in found.occasional] == ["表彰", "报道"]
    assert [(name, len(keys.split())) for name, keys, _ in named(found.done)] == [
        ("月报", 8), ("季报", 2),
    ]  # fmt: skip


def test_groups_move_with_the_day(dated: Path) -> None:
    """On the last day of a month what is due then is of this week; afterwards it is late."""
    assert [name for name, *_ in now(of_one(dated, date(2026, 10, 31)))["本周"]] == ["承诺"]
    late = now(of_one(dated, date(2026, 11, 1)))["逾期"]
    assert [name for name, *_ in late] == ["月报", "规划", "季报", "承诺"]
    assert late[0][1] == "2026-09 2026-10 2026-11"


def test_returned_is_apart(dated: Path) -> None:
    """What came back stands with its reason, and is not among what is missing."""
    file(dated, *MONTHS, *QUARTERS, filing(109, "01", "2026-09", BACK))
    found = of_one(dated)
    assert named(found.returned) == [("月报", "2026-09", date(2026, 10, 5))]
    assert [filing.record.reason for filing in found.returned[0].returned] == ["缺盖章"]
    assert "逾期" not in now(found)
    assert ("月报", "2026-10", date(2026, 11, 5)) in now(found)["本季"]


def test_nothing_is_due(dated: Path) -> None:
    """Before the term begins everything comes later, with the first period of each piece."""
    file(dated)
    found = of_one(dated, date(2025, 6, 1))
    assert not found.now
    assert named(found.later)[:2] == [
        ("月报", "2026-01", date(2026, 2, 5)),
        ("季报", "2026-Q1", date(2026, 4, 10)),
    ]
    assert len(found.later) == 6


def test_without_a_term(data: Path) -> None:
    """Everything that is owed is listed by how often it comes round; nothing is due."""
    table = data / "allocation" / "01.yml"
    before, _, _ = table.read_text(encoding="utf-8").rpartition("                evidence:\n")
    table.write_text(before + EVIDENCE, encoding="utf-8")
    found = of_one(data)
    assert (found.now, found.later, found.done) == ((), (), ())
    assert [(group.title, len(group.tasks)) for group in found.planned] == [
        ("每月", 1), ("每季", 1), ("每年", 3), ("届期一次", 1),
    ]  # fmt: skip


def page_of(site: Path, address: str) -> Any:
    """Return a page."""
    return html.fromstring((site / address / "index.html").read_bytes())


def anchors(page: Any) -> list[str]:
    """Return the parts of a person's page in their order."""
    return [place for place in page.xpath("//h2/@id") if place in PARTS]


def test_order_of_the_page(example: Path, example_index: Index) -> None:
    """Actions, then where to hand in, then what is due now; one row for each piece of evidence."""
    page = page_of(example, "people/zhou-xiaoman")
    order = ["gaps", "returned", "incomplete", "later", "occasional", "done", "duties", "checklist"]
    assert anchors(page) == order
    first = page.xpath("//div[@class='actions']/a[not(@hidden)]/text()")
    assert first[0] == "任务单（Word）"
    (line,) = page.xpath("//p[@class='handin']")
    before = line.xpath("count(following::h2[@id='gaps'])")
    assert before == 1
    table = page.xpath("//h2[@id='gaps']/following::table[1]")[0]
    rows = table.xpath(".//tbody//th[@scope='row']/a[1]/@href")
    assert len(rows) == len(set(rows))
    person = next(each for each in example_index.register.people if each.slug == "zhou-xiaoman")
    found = tasks(example_index.of_person(person), example_index.progress)
    assert [place.partition("#")[2] for place in rows] == [
        task.evidence.slug for task in found.urgent
    ]
    heads = [
        each.text_content().partition("（")[0] for each in table.xpath(".//th[@scope='rowgroup']")
    ]
    assert heads == ["▲逾期", "本季要交"]
    for task in found.urgent:
        assert task.last is None or f"#filing-{task.last.id}" in html.tostring(table).decode()


def test_late_and_other_periods_are_apart(example: Path) -> None:
    """A row says what is late, on another line what is due later, and the next due date."""
    page = page_of(example, "people/zhou-xiaoman")
    (row,) = page.xpath("//h2[@id='gaps']/following::table[1]//tr[th/a[.='创建工作月报']]")
    late, others = row.xpath("./td[@data-label='期次']/text()")
    assert late.startswith("欠：2025年1月、7月")
    assert others == "待交：2026年11月（12月5日前）"
    (term,) = row.xpath("./td[@data-label='期限']")
    assert "".join(term.text_content().split()) == "最早2025年2月5日下一个期限2026年12月5日"


def test_a_provisional_term_is_marked_once(dated: Path, build_site: Callable[..., Path]) -> None:
    """Dates count all the same; the page says once that they are provisional, and what is open."""
    replace(dated / "unit.yml", "confirmed: true", "confirmed: false")
    replace(
        dated / "allocation" / "01.yml", "{department: 业务科, person: 陈啸林}",
        "{department: 业务科, person: 陈啸林}\n              - {department: 办公室}",
    )  # fmt: skip
    page = page_of(build_site(dated, day=TODAY), "people/chen-xiaolin")
    shown = page.xpath("//article//text()[not(ancestor::*[contains(@class, 'words')])]")
    assert "".join(shown).count("暂定") == 1
    assert anchors(page) == [
        "gaps", "incomplete", "later", "occasional", "unsettled", "done", "duties", "checklist",
    ]  # fmt: skip
    (settle,) = page.xpath("//ul[@class='unsettled']")
    lines = ["".join(each.text_content().split()) for each in settle.xpath("./li")]
    assert lines[0].startswith("届期：还没有按正式通知确认")
    assert "".join(shown).count("办公室还没有写明") == 1
    assert lines[1].startswith("Ⅲ-1")
    assert lines[1].endswith("办公室的责任人尚未落实")


def test_the_delivered_table(site: Path) -> None:
    """Before a term starts the first list is by frequency, and the page says why."""
    page = page_of(site, "people/chen-xiaolin")
    assert anchors(page)[:1] == ["gaps"]
    said = "".join(page.xpath("//h2[@id='gaps']/following::p[1]")[0].text_content().split())
    assert said == "届期未核定，暂不计算期限；先按频次列出。"
    first, *others = page.xpath("//details[contains(@class, 'tasks__planned')]")
    assert first.get("open") is not None
    assert all(each.get("open") is None for each in others)


def test_filings_of_one_piece_stand_together(example: Path, example_index: Index) -> None:
    """An item's filings are by evidence and period; counts elsewhere link to them."""
    filed = 0
    for item in example_index.register.items:
        page = page_of(example, f"items/{item.slug}")
        for entry in example_index.register.evidence:
            slots = example_index.progress.of(entry)
            filings = [each for slot in slots for each in slot.filings]
            if entry.clause.item is not item or not filings:
                continue
            (part,) = page.xpath(f"//tbody[@id='filed-{entry.slug}']")
            periods = ["".join(td.text.split()) for td in part.xpath(".//td[@data-label='期次']")]
            assert periods == [slot.label for slot in slots for _ in slot.filings]
            shown = [td.text for td in part.xpath(".//td[@data-label='登记号']")]
            assert sorted(shown) == sorted(each.id for each in filings)
            checked = [slot for slot in slots if slot.state is SlotState.CHECKED]
            if len(checked) > 3:
                links = page.xpath(
                    f"//td[@class='statuses']//a[@href='../../{filed_address(entry)}']"
                )
                assert f"{len(checked)} 项次" in [each.text for each in links]
                filed += 1
        anchored = page.xpath("//tr[starts-with(@id, 'filing-')]/@id")
        assert len(anchored) == len(set(anchored))
    assert filed > 5


def test_the_first_screen(browser: Browser, example_url: str) -> None:
    """The first task stands on the first screen, and the task sheet is a few Tab presses away."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{example_url}people/zhou-xiaoman/")
    task = page.locator("table.tasks tbody th[scope=row]").first.bounding_box()
    assert task
    assert task["y"] < 600
    page.locator(".crumbs a").first.focus()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.href || ''").endswith(".docx"):
            break
    else:
        pytest.fail("the task sheet is more than ten Tab presses away")
    page.close()
