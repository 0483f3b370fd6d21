"""Whoever counts, counts the same: pages, JSON, Word, Excel, calendars, gaps, for any register."""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import icalendar
import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from allocation.base.enums import GAPS, Basis, SlotState
from allocation.lint.validate import load_register
from allocation.pages.views import about
from allocation.register.progress import Slot
from allocation.register.register import EvidenceEntry, PersonEntry, Register
from allocation.site import outputs
from allocation.site.outputs import Site
from helpers import replace
from test_random import registers, write

TODAY = date(2026, 5, 20)
SLOTS = {
    "届期一次": ["届期"],
    "每年": ["2025", "2026", "2027"],
    "每季": ["2025-Q1", "2026-Q2", "2027-Q4"],
    "每月": ["2025-01", "2026-05", "2026-06"],
    "每次": ["2025-03-05", "2026-05-19"],
}
PERIODS = {"届期一次": 1, "每年": 3, "每季": 12, "每月": 36}
OFFICES = ("办公室", "业务科", "工会")
PAPER = ("kind", "frequency", "min_count", "per", "due", "visibility")


def rows(category: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each row of a drawn category."""
    items = category.get("items") or [category]
    for group in category.get("groups", ()):
        items = group["items"]
    return [row for item in items for row in item["rows"]]


@st.composite
def filed_registers(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a register with filings: any parties, frequency, due date, least number and state.

    Rows lack persons, departments or both; evidence is owed by each party, is the same paper as
    another piece, or does not apply.
    """
    files = draw(registers())
    files["departments.yml"] = {"departments": [{"name": name} for name in OFFICES]}
    people = [person["name"] for person in files["people.yml"]["people"]]
    known_rows = rows(files["allocation/01.yml"])
    for row in known_rows:
        row["parties"] = parties(draw, people)
    clauses = [clause for row in known_rows for clause in row["clauses"]]
    for clause in clauses:
        _vary(draw, clause["evidence"][0])
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "data"
        write(folder, files)
        evidence = load_register(folder).evidence
    owed = [n for n, entry in enumerate(evidence) if not entry.not_applicable]
    for number, clause in enumerate(clauses):
        if draw(st.booleans()) and owed:
            other = draw(st.sampled_from([n for n in owed if n != number] or owed))
            paper = {key: clauses[other]["evidence"][0].get(key) for key in PAPER}
            alias = {"no": "02", "name": "又一份", "basis": "条款", "same_as": evidence[other].id}
            clause["evidence"].append(alias | {key: paper[key] for key in PAPER if paper[key]})
    filings = [
        filing(draw, number, draw(st.sampled_from(evidence)), people[0])
        for number in range(draw(st.integers(0, 12)))
    ]
    return files | {"filings/2025.yml": {"filings": filings}}


def parties(draw: st.DrawFn, people: list[str]) -> list[dict[str, str]]:
    """Draw the parties of a row: departments with several persons, with none, persons without."""
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(("", *OFFICES)), st.sampled_from(("", *people))),
            max_size=4,
            unique=True,
        )
    )
    named = [{"department": office, "person": person} for office, person in pairs]
    return [
        {key: name for key, name in party.items() if name} for party in named if any(party.values())
    ]


def _vary(draw: st.DrawFn, evidence: dict[str, Any]) -> None:
    evidence["frequency"] = draw(st.sampled_from(list(SLOTS)))
    evidence["visibility"] = draw(st.sampled_from(["内网可见", "仅列目录", "去除个人信息后可挂"]))
    if least := draw(st.sampled_from([None, 1, 2])):
        evidence["min_count"] = least
    if due := draw(st.sampled_from([None, "无期限", "届期初后90天", "03-31"])):
        evidence["due"] = due
    if draw(st.booleans()):
        evidence["per"] = "科室"
    if draw(st.integers(0, 6)) == 0:
        evidence["not_applicable"] = "没有"


def filing(draw: st.DrawFn, number: int, entry: EvidenceEntry, checker: str) -> dict[str, Any]:
    """Draw a filing; where each party owes its own, it says whose it is."""
    state = draw(st.sampled_from(["已交", "已审核", "退回"]))
    owing = shares(entry)
    whose = {"party": draw(st.sampled_from(owing))} if len(owing) > 1 else {}
    return {
        "no": f"{number:03}",
        "evidence": [entry.id],
        "slot": draw(st.sampled_from(SLOTS[entry.record.frequency])),
        "title": f"材料 {number}",
        "state": state,
        **whose,
        **({"checked_by": checker} if state == "已审核" else {}),
        **({"reason": "缺页"} if state == "退回" else {}),
    }


def shares(entry: EvidenceEntry) -> list[str]:
    """Return the names of those who owe a piece of evidence, each their own; one for the row."""
    named = [each.department or each.person or "" for each in entry.clause.row.record.parties]
    return list(dict.fromkeys(named)) if entry.record.per and named else [""]


def test_counts_agree() -> None:
    """The numbers in every page, sheet, JSON and calendar are sums over the same slots."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(filed_registers())
    def check(files: dict[str, Any]) -> None:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "data"
            write(folder, files)
            replace(folder / "unit.yml", "  years: 3\n", "  years: 3\n  start: 2025-01-01\n")
            agree(outputs.generate(folder, today=TODAY))

    check()


def agree(site: Site) -> None:
    """Compare what different outputs say."""
    content = {output.path: output.content for output in site.outputs}
    slots = site.index.progress.slots
    assert len(slots) == sum(wanted(site.index.register))
    whole = Counter(slot.state for slot in slots)
    dashboard = html.fromstring(str(content["progress/index.html"]))
    assert figures(dashboard) == expected_figures(slots)
    (total,) = re.findall("全届期共 ([0-9]+) 项次", dashboard.text_content())
    gaps = sum(whole[state] for state in GAPS)
    done = whole[SlotState.CHECKED] + whole[SlotState.FILED]
    assert int(total) == done + gaps + whole[SlotState.FUTURE]
    dated = {slot.slug for slot in slots if slot.state.expected and slot.due}
    assert uids(content, "calendars/all.ics") == dated
    listed = html.fromstring(str(content["gaps/index.html"]))
    assert figures(listed) == expected_figures(slots)
    assert lines(listed) == {(slot.evidence.slug, slot.label) for slot in slots if is_missing(slot)}
    for person in site.index.responsible():
        mine = [slot for slot in slots if owes(slot, person.key)]
        owner_agrees(listed, content, person.slug, mine)
        person_agrees(content, person, mine)
    for department in site.index.register.departments:
        own = [slot for slot in slots if owes(slot, department.name)]
        data = loaded(content, f"api/departments/{department.slug}.json")
        assert data["duties"]["standing"]["counts"] == states(own)
        assert {slot["id"] for slot in data["duties"]["slots"]} == {slot.id for slot in own}
        page = html.fromstring(str(content[f"gaps/{department.slug}/index.html"]))
        assert figures(page) == expected_figures(own)
        assert lines(page) == {(slot.evidence.slug, slot.label) for slot in own if is_missing(slot)}
        expected = {slot.slug for slot in own if slot.state.expected and slot.due}
        assert uids(content, f"calendars/departments/{department.slug}.ics") == expected
    for item in site.index.register.items:
        own = [slot for slot in slots if slot.evidence.clause.item is item]
        data = loaded(content, f"api/items/{item.slug}.json")
        assert data["duties"]["standing"]["counts"] == states(own)
    workbook_agrees(content, site.index.register)


def test_one_paper_counts_once(data: Path) -> None:
    """The page about the site adds up the bases of the papers that it counts, each once."""
    budget = "frequency: 每年, min_count: 1, basis: 建议, visibility: 内网可见}"
    again = f'- {{no: "02", name: 批复, kind: 文件, {budget[:-1]}, same_as: Ⅲ-1-⑵-01}}'
    indent = " " * 18
    replace(data / "allocation/01.yml", budget, f"{budget}\n{indent}{again}")
    site = outputs.generate(data, today=TODAY)
    shown = about.view(site.context)
    assert shown.tally.evidence == len(site.index.register.evidence) - 1 == 3
    assert dict(shown.bases) == dict.fromkeys(Basis, 0) | {Basis.CLAUSE: 2, Basis.PROPOSAL: 1}


def person_agrees(content: Mapping[str, Any], person: PersonEntry, mine: list[Slot]) -> None:
    """Compare what the page, the JSON, the task sheet and the calendar of a person say."""
    open_ones = [slot for slot in mine if slot.state.gap]
    data = loaded(content, f"api/people/{person.slug}.json")
    standing = data["duties"]["standing"]
    assert standing["counts"] == states(mine)
    assert standing["gaps"] == len(open_ones)
    page = html.fromstring(str(content[f"people/{person.slug}/index.html"]))
    periods = Counter(slot.evidence.slug for slot in open_ones)
    assert {slug: count for slug, count in tasks(page).items() if slug in periods} == periods
    shown = page.xpath("string(//h2[@id='gaps']/following::p[@class='standing'][1])")
    due, due_done, late, soon = expected_figures(mine)
    assert (standing["due"], standing["due_done"], standing["due_soon"]) == (due, due_done, soon)
    assert re.findall(r"(?<=[应已]交 )[0-9]+", shown) == [str(due), str(due_done)]
    assert re.findall(r"(?<=逾期 )[0-9]+", shown) == ([str(late)] if late else [])
    assert re.findall(r"(?<=天内到期 )[0-9]+", shown) == ([str(soon)] if soon else [])
    sheet = docx.Document(io.BytesIO(content[f"downloads/tasks/people/{person.slug}.docx"]))
    said = "".join(each.text for each in sheet.paragraphs)
    missing = re.findall("尚缺 ([0-9]+) 项次|(没有)尚缺的材料", said)
    assert missing == [(str(len(open_ones)), "") if open_ones else ("", "没有")]
    firsts = [row.cells[0].text for row in sheet.tables[0].rows[1:]]
    numbered = [text for text in firsts if text.isdigit()]
    (papers,) = re.findall("共有.*?材料 ([0-9]+) 项。", said)
    assert numbered == [str(number) for number in range(1, int(papers) + 1)]
    (facts,) = page.xpath("//dt[.='负责']/following-sibling::dd[1]")
    assert facts.text_content().endswith(f"材料 {papers} 项")
    address = f"calendars/people/{person.slug}.ics"
    found = uids(content, address)
    assert found >= {slot.slug for slot in mine if slot.state.expected and slot.due}
    offered = {link.rsplit("/", 1)[-1] for link in page.xpath("//a/@href") if ".ics" in link}
    assert offered == ({f"{person.slug}.ics"} if found else set())
    assert data["calendar"] == (address if found else None)


def figures(page: Any) -> list[int]:
    """Return the four figures at the head of a page."""
    return [int(each.text) for each in page.xpath("//ul[@class='figures']//b")]


def expected_figures(slots: Sequence[Slot]) -> list[int]:
    """Return 已到期应交, of these 已交, 逾期, and 30 天内到期, by dates and states alone."""
    owed = [slot for slot in slots if slot.state.expected and slot.due]
    past = [slot for slot in owed if slot.due and slot.due < TODAY]
    soon = [slot for slot in owed if slot.due and TODAY <= slot.due <= TODAY + timedelta(days=30)]
    late = sum(slot.state is SlotState.LATE for slot in past)
    open_soon = sum(not slot.state.done for slot in soon)
    return [len(past), sum(slot.state.done for slot in past), late, open_soon]


def is_missing(slot: Slot) -> bool:
    """Whether a slot is on the lists: its period has begun, or it is due within 30 days."""
    near = slot.due is not None and TODAY <= slot.due <= TODAY + timedelta(days=30)
    return slot.state.gap or (near and slot.state is SlotState.FUTURE)


def owner_agrees(page: Any, content: Mapping[str, Any], slug: str, mine: list[Slot]) -> None:
    """Compare a line of the summary, the message and the Word file with the slots of a person."""
    *_, late, soon = expected_figures(mine)
    returned = [slot for slot in mine if slot.state is SlotState.RETURNED]
    pressing = {slot.id for slot in returned} | {
        slot.id
        for slot in mine
        if slot.due and slot.due <= TODAY + timedelta(days=30)
        if slot.state.expected and not slot.state.done
    }
    said = [
        line.xpath("string(td[@data-label=$label])", label=label)
        for line in page.xpath(f"//tr[@id='gaps-{slug}']")
        for label in ("逾期", "退回", "30 天内到期")
    ]
    shown = [str(number or "") for number in (late, len(returned), soon)]
    assert said in ([], shown)
    assert bool(said) or not (pressing or any(slot.state.gap for slot in mine))
    text = page.xpath(f"string(//p[@id='reminder-person-{slug}'])")
    numbers = [int(number) for number in re.findall("([0-9]+) 项次", text)]
    assert sum(numbers) == len(pressing)
    document = f"downloads/reminders/people/{slug}.docx"
    assert (document in content) == bool(pressing)
    if pressing:
        table = docx.Document(io.BytesIO(content[document])).tables[0]
        assert len(table.rows) == len(pressing) + 1


def tasks(page: Any) -> Counter[str]:
    """Return how many periods each piece of evidence has in the tasks that are missing."""
    lines = page.xpath("//table[contains(@class, 'tasks')]//tr[td[@data-label='期次']]")
    return sum(
        (
            Counter({line.xpath("string(th/a/@href)").rpartition("#")[2]: len(periods.split("、"))})
            for line in lines
            for periods in line.xpath("td[@data-label='期次']/text()")
        ),
        Counter(),
    )


def workbook_agrees(content: Mapping[str, Any], register: Register) -> None:
    """Compare whose each piece is, and what it is the same as, in the workbook and the JSON."""
    book = openpyxl.load_workbook(io.BytesIO(content["downloads/allocation.xlsx"]))
    heads, *cells = book["佐证材料"].iter_rows(values_only=True)
    places = [heads.index(name) for name in ("材料编号", "频次", "由谁各交", "期限", "同一份材料")]
    written = [tuple(line[place] or None for place in places) for line in cells if line[0]]
    data = loaded(content, "api/allocation.json")
    clauses = [c for item in data["items"] for row in item["rows"] for c in row["clauses"]]
    keys = ("id", "frequency", "per", "due", "same_as")
    assert written == [tuple(each[key] for key in keys) for c in clauses for each in c["evidence"]]
    assert len(written) == len(register.evidence)


def wanted(register: Register) -> Iterator[int]:
    """Yield how many slots each piece of evidence has, by what the data says."""
    for entry in register.evidence:
        filed = {
            (each.record.slot, each.record.party)
            for each in register.filings
            if entry in each.evidence
        }
        periods = PERIODS.get(entry.record.frequency)
        if not entry.record.same_as:
            yield periods * len(shares(entry)) if periods else len(filed)


def owes(slot: Slot, name: str) -> bool:
    """Whether a slot is one of a person or a department, by what its row says."""
    record = slot.evidence.clause.row.record
    pairs = [(each.department or each.person, each) for each in record.parties]
    mine = [party for party, each in pairs if name in (each.department, each.person)]
    return bool(mine) and (slot.party is None or slot.id.rpartition("_")[2] in mine)


def states(slots: list[Slot]) -> dict[str, int]:
    """Return how many slots are in each state that there is."""
    return dict(Counter(str(slot.state) for slot in slots))


def lines(page: Any) -> set[tuple[str, str]]:
    """Return the evidence and the period of each line of a list of gaps."""
    found = page.xpath("//table[contains(@class,'gaps')]/tbody/tr")
    return {
        (
            line.xpath("string(th/a/@href)").rpartition("#")[2],
            line.xpath("string(td[2])"),
        )
        for line in found
    }


def loaded(content: Mapping[str, Any], address: str) -> Any:
    """Return the content of a JSON."""
    made = content[address]
    return json.loads(made if isinstance(made, bytes) else "".join(made))


def uids(content: Mapping[str, object], address: str) -> set[str]:
    """Return the ids of the events of a calendar: it has some (RFC 5545, 3.6), or is not made."""
    if address not in content:
        return set()
    calendar: Any = icalendar.Calendar.from_ical(bytes(content[address]))  # type: ignore[call-overload]
    found = [str(each["UID"]).partition("@")[0] for each in calendar.walk("VEVENT")]
    assert found
    assert len(found) == len(set(found))
    return {uid for uid in found if not uid.startswith("milestone-")}
