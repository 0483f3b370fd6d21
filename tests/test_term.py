"""The term: milestones before and after it, what is due too late, and one that is provisional."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import icalendar
import openpyxl
import pytest
from lxml import html

from allocation.base.enums import Stage
from allocation.base.problems import Ref
from allocation.datafiles.model import Milestone, Term
from allocation.feeds.search_entries import entries
from allocation.lint import findings
from allocation.lint.validate import load_register
from allocation.register import schedule
from allocation.register.index import Index
from allocation.site import outputs
from example import make
from helpers import problems, replace

TODAY = date(2026, 5, 1)
MARK = "届期暂定，以正式通知为准"
STONES = """
  milestones:
    - {date: 2023-12-20, name: 部署会, stage: 动员}
    - {date: 2026-12-10, name: 市文明办测评, stage: 迎检}
    - {date: 2027-01-20, name: 总结}"""
EMPTY = re.compile(r'<h2 id="unsettled">[^<]*</h2>\s*<ul class="unsettled">\s*</ul>')
COUNTED = re.compile("应交|[0-9] 项次|到期|(?<!保管)期限")
"""What pages say that show dates or counts of slots."""


@pytest.fixture
def dated(data: Path) -> Path:
    """A small unit with a term from 2024 to 2026, and milestones on both sides of it."""
    term = f"term:\n  years: 3\n  confirmed: true\n  start: 2024-01-01{STONES}"
    replace(data / "unit.yml", "term: {years: 3, confirmed: true}", term)
    return data


def made(folder: Path) -> dict[str, Any]:
    """Return what the site of a folder consists of, by path."""
    contents = {
        output.path: output.content for output in outputs.generate(folder, today=TODAY).outputs
    }
    return {
        path: content if isinstance(content, bytes) else str(content)
        for path, content in contents.items()
    }


def text(page: str | bytes) -> str:
    """Return what stands on a page, without blanks."""
    return re.sub(r"\s+", "", html.fromstring(page).text_content())


@pytest.mark.parametrize(
    ("day", "is_right"),
    [("2022-12-31", False), ("2023-01-01", True), ("2027-12-31", True), ("2028-01-01", False)],
)
def test_a_year_around_the_term(dated: Path, day: str, is_right: bool) -> None:
    """A milestone may lie a year before the term or after it; farther is a slip."""
    replace(dated / "unit.yml", "2027-01-20", day)
    found = [str(each) for each in problems(dated)]
    assert (found == []) is is_right
    for message in found:
        assert message.startswith(f"data/unit.yml:13  “总结”的日期 {day} 离届期超过一年")
        assert "届期前后一年之内：2023-01-01 至 2027-12-31" in message


def test_a_milestone_needs_a_term(dated: Path) -> None:
    """Without a first day nothing can be said of a milestone; the remedy says how to set one."""
    replace(dated / "unit.yml", "  start: 2024-01-01\n", "")
    (first, *_) = problems(dated)
    assert "没有写届期第一天" in first.found
    assert "confirmed 写 false" in first.remedy


def test_a_stage_has_a_known_word(dated: Path) -> None:
    """Stages are nine words; the message lists them."""
    replace(dated / "unit.yml", "stage: 动员", "stage: 动圆")
    (problem,) = problems(dated)
    assert "动圆" in problem.found
    assert all(stage in problem.expected for stage in Stage)


def test_milestones_outside_are_shown(
    dated: Path, build_site: Callable[..., Path], tmp_path: Path
) -> None:
    """They stand in the list of months, on their month, the time line, in calendars and on 首页."""
    site = build_site(dated, day=TODAY)
    months = text((site / "months/index.html").read_bytes())
    assert "12月◆20日动员：部署会" in months
    assert "1月" in months
    assert "◆20日总结" in months
    before = text((site / "months/2023-12/index.html").read_bytes())
    assert "◆动员：部署会" in before
    assert "应交" not in before
    line = (site / "progress/index.html").read_text(encoding="utf-8")
    places = [float(x) for x in re.findall(r'class="milestone" d="M([0-9.-]+) ', line)]
    assert [round(places[0]), round(places[-1])] == [30, 870]
    assert places == sorted(places)
    assert "动员：部署会 2023年12月20日" in line
    assert "届期末" in line
    calendar: Any = icalendar.Calendar.from_ical((site / "calendars/all.ics").read_bytes())
    days = {str(each["SUMMARY"]): each["DTSTART"].dt for each in calendar.walk("VEVENT")}
    assert days["◆动员：部署会"] == date(2023, 12, 20)
    assert days["◆总结"] == date(2027, 1, 20)
    home = html.fromstring((site / "index.html").read_bytes())
    coming = home.xpath("//li[contains(., '◆')]")
    assert [re.sub(r"\s+", "", each.text_content()) for each in coming] == [
        "2026年12月10日◆迎检：市文明办测评",
        "2027年1月20日◆总结",
    ]
    unit = json.loads((site / "api/allocation.json").read_text(encoding="utf-8"))["unit"]
    assert unit["milestones"][0] == {"date": "2023-12-20", "name": "部署会", "stage": "动员"}


@pytest.mark.parametrize(
    ("stones", "day"),
    [
        ([("2026-12-10", "市级测评", Stage.INSPECTION)], date(2026, 12, 10)),
        ([("2025-06-01", "迎检", None), ("2027-02-13", "迎检", None)], date(2027, 2, 13)),
        ([("2026-12-10", "迎检", Stage.SELF_CHECK), ("2026-12-01", "迎检准备", None)], None),
        ([], None),
    ],
)
def test_the_inspection(stones: list[tuple[str, str, Stage | None]], day: date | None) -> None:
    """It is the last milestone of that stage, or of that very name where no stage is said."""
    ref = Ref("unit.yml", 1)
    milestones = tuple(
        Milestone(ref=ref, date=date.fromisoformat(when), name=name, stage=stage)
        for when, name, stage in stones
    )
    assert schedule.inspection(Term(ref=ref, milestones=milestones)) == day


def test_milestones_are_found(dated: Path) -> None:
    """The search has an entry for each milestone, with its stage, which leads to its month."""
    index = Index(load_register(dated), TODAY)
    found = {doc.title: (doc.place, doc.when) for doc in entries(index, (), ())}
    assert found["迎检：市文明办测评"] == ("months/2026-12/", "2026年12月10日")
    assert found["动员：部署会"] == ("months/2023-12/", "2023年12月20日")


def late(folder: Path) -> list[tuple[str, str]]:
    """Return what is said of evidence that is due after the inspection."""
    results = findings(load_register(folder))
    (result,) = (each for each in results if each.id == "after-inspection")
    return [(each.subject, each.text) for each in result.findings]


def test_due_after_the_inspection(dated: Path) -> None:
    """What is due later than the inspection is one finding for each item, with a count."""
    allocation = dated / "allocation" / "01.yml"
    line = '                  - {no: "01", name: 预算,'
    rest = " kind: 文件, frequency: 每年, min_count: 1, basis: 建议, visibility: 内网可见}\n"
    many = "".join(
        f'                  - {{no: "{no}", name: 材料{no},{rest}' for no in range(10, 70)
    )
    replace(allocation, line, many + line)
    assert late(dated) == [
        (
            "Ⅲ-1 重视",
            "63 项材料在迎检（2026-12-10）以后才到期，最晚 2026-12-31：会议记录、材料10、材料11等",
        )
    ]
    replace(dated / "unit.yml", "term:\n", "due: {year: 12-10}\nterm:\n")
    assert late(dated) == []


def test_what_is_done_is_not_late(dated: Path) -> None:
    """What was handed in already is no matter for the inspection, nor what does not apply."""
    filing = 'filings: [{no: "001", evidence: [Ⅲ-1-⑵-01, Ⅲ-1-⑶-01], slot: "2026", title: 甲}]\n'
    (dated / "filings").mkdir()
    (dated / "filings" / "2026.yml").write_text(filing, encoding="utf-8")
    assert [said[:5] for _, said in late(dated)] == ["1 项材料"]
    replace(
        dated / "allocation" / "01.yml",
        "text: 领导重视；",
        "text: 领导重视；\n                not_applicable: 无",
    )
    assert late(dated) == []


def test_a_provisional_term_counts(dated: Path) -> None:
    """Every page and calendar is as for a confirmed term, and says once that it is provisional."""
    confirmed = made(dated)
    replace(dated / "unit.yml", "confirmed: true", "confirmed: false")
    provisional = made(dated)
    assert provisional.keys() == confirmed.keys()
    note = f'<p class="note note--strong" role="note">{MARK}。</p>'
    settle = "<li>届期：还没有按正式通知确认，期限和期数以通知为准</li>"
    filing = ("people/zeng-yabin/", "people/chen-xiaolin/")
    kinds = set()
    for path, content in provisional.items():
        if path.endswith(".html") and not path.startswith(("check/", "data/", "edit/")):
            assert (settle in content) == path.startswith(filing), path
            unmarked = content.replace(note, "").replace(settle, "").replace("（届期暂定）", "")
            unmarked = EMPTY.sub("", unmarked)
            assert blankless(unmarked) == blankless(confirmed[path]), path
            assert content.count(MARK) == bool(COUNTED.search(text(content))), path
            kinds |= {path.partition("/")[0]} if MARK in content else set()
        elif path.endswith(".ics"):
            line = f"X-WR-CALDESC:{MARK}\r\n".encode()
            assert content.count(line) == 1
            assert content.replace(line, b"") == confirmed[path]
    assert kinds == {
        "items", "people", "departments", "progress", "gaps", "months", "categories",
    }  # fmt: skip


def blankless(page: str) -> str:
    """Return HTML without the blanks between its lines."""
    return re.sub(r"\s*\n\s*", "\n", page)


def test_where_a_provisional_term_is_marked(dated: Path, build_site: Callable[..., Path]) -> None:
    """Word, Excel, JSON say it once; 首页 says what it means, 数据核对 what to do about it."""
    replace(dated / "unit.yml", "confirmed: true", "confirmed: false")
    site = build_site(dated, day=TODAY)
    for path in ("downloads/report.docx", "downloads/tasks/people/zeng-yabin.docx"):
        said = [each.text for each in docx.Document(str(site / path)).paragraphs]
        assert [each for each in said if MARK in each] == [f"{MARK}。"], path
    book = openpyxl.load_workbook(io.BytesIO((site / "downloads/allocation.xlsx").read_bytes()))
    cells = [cell.value for page in book for row in page.iter_rows() for cell in row]
    assert cells.count(MARK) == 1
    duties = json.loads((site / "api/people/zeng-yabin.json").read_text(encoding="utf-8"))
    assert duties["provisional"] is True
    home = text((site / "index.html").read_bytes())
    assert f"{MARK}。下面的期限按2024年1月1日起3年推算" in home
    assert "unit.yml" not in home
    assert f"（3年）；{MARK}" in text((site / "about/index.html").read_bytes())
    check = text((site / "check/index.html").read_bytes())
    assert f"{MARK}；收到通知后核对start、years，再写confirmed:true" in check


def test_a_term_without_a_start_has_no_mark(data: Path) -> None:
    """Where nothing is counted, nothing is provisional: pages say that the start is missing."""
    replace(data / "unit.yml", "confirmed: true", "confirmed: false")
    site = made(data)
    assert not [path for path, content in site.items() if MARK in str(content)]
    assert "届期未核定，暂不计算期限" in site["progress/index.html"]
    assert "还没有确认，网站暂按 3 年折算份数" in site["check/index.html"]


def test_the_example_shows_both_sides() -> None:
    """The example has a milestone before its term and one after, and its inspection in it."""
    term = load_register(make.DATA).unit.term
    span = schedule.term_span(term)
    assert span
    assert [stone.date < span.start for stone in term.milestones].count(True) == 1
    assert [stone.date > span.end for stone in term.milestones].count(True) == 1
    assert schedule.inspection(term) == date(2026, 12, 10)
