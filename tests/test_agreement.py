"""Whoever counts, counts the same: pages, JSON, calendars and gaps, for any register."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import icalendar
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from allocation.base.enums import GAPS, SlotState
from allocation.base.problems import DataError
from allocation.lint.validate import load_register
from allocation.site import outputs
from allocation.site.outputs import Site
from helpers import Refusals, replace
from test_random import registers, write

TODAY = date(2026, 5, 20)
SLOTS = {
    "届期一次": ["届期"],
    "每年": ["2025", "2026", "2027"],
    "每季": ["2025-Q1", "2026-Q2", "2027-Q4"],
    "每月": ["2025-01", "2026-05", "2026-06"],
    "每次活动": ["2025-03-05", "2026-05-19"],
}


def clauses(category: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each clause of a drawn category."""
    items = category.get("items") or [category]
    for group in category.get("groups", ()):
        items = group["items"]
    return [clause for item in items for row in item["rows"] for clause in row["clauses"]]


@st.composite
def filed_registers(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a register with filings: any frequency, least number, state, and reasons for none."""
    files = draw(registers())
    for clause in clauses(files["allocation/01.yml"]):
        evidence = clause["evidence"][0]
        evidence["frequency"] = draw(st.sampled_from(list(SLOTS)))
        evidence["visibility"] = draw(
            st.sampled_from(["内网可见", "仅列目录", "去除个人信息后可挂"])
        )
        least = draw(st.sampled_from([None, 1, 2]))
        if least:
            evidence["min_count"] = least
        if draw(st.integers(0, 6)) == 0:
            evidence["not_applicable"] = "没有"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "data"
        write(folder, files)
        try:
            evidence = load_register(folder).evidence
        except DataError:
            return files
    checker = files["people.yml"]["people"][0]["name"]
    filings = [
        {
            "no": f"{number:03}",
            "evidence": [entry.id],
            "slot": draw(st.sampled_from(SLOTS[entry.record.frequency])),
            "title": f"材料 {number}",
            "state": state,
            **({"checked_by": checker} if state == "已审核" else {}),
            **({"reason": "缺页"} if state == "退回" else {}),
        }
        for number in range(draw(st.integers(0, 12)))
        for entry in [draw(st.sampled_from(evidence))]
        for state in [draw(st.sampled_from(["已交", "已审核", "退回"]))]
    ]
    return files | {"filings/2025.yml": {"filings": filings}}


def test_counts_agree() -> None:
    """The numbers on every page, in every JSON and calendar are sums over the same slots."""
    refusals = Refusals(DataError)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(filed_registers())
    def check(files: dict[str, Any]) -> None:
        with tempfile.TemporaryDirectory() as temporary, refusals.counted():
            folder = Path(temporary) / "data"
            write(folder, files)
            replace(folder / "unit.yml", "  years: 3\n", "  years: 3\n  start: 2025-01-01\n")
            agree(outputs.generate(folder, today=TODAY))

    check()
    refusals.at_most(0.1)


def agree(site: Site) -> None:
    """Compare what different outputs say."""
    content = {output.path: output.content for output in site.outputs}
    slots = site.index.progress.slots
    whole = Counter(slot.state for slot in slots)
    dashboard = html.fromstring(str(content["progress/index.html"]))
    facts = "".join(dashboard.xpath("//ul[@class='facts']")[0].itertext())
    numbers = [int(number) for number in re.findall(r"[0-9]+(?=\s*期)", re.sub(r"\s", "", facts))]
    gaps = sum(whole[state] for state in GAPS)
    done = whole[SlotState.CHECKED] + whole[SlotState.FILED]
    assert numbers == [done + gaps, done, done + gaps + whole[SlotState.FUTURE]]
    owed = done + gaps + whole[SlotState.FUTURE]
    assert len(events(content, "calendars/all.ics")) == owed
    listed = html.fromstring(str(content["gaps/index.html"]))
    for person in site.index.responsible():
        mine = [
            slot
            for slot in slots
            if any(each is person for each in slot.evidence.clause.row.persons)
        ]
        open_ones = [slot for slot in mine if slot.state.gap]
        data = json.loads(bytes(content[f"api/people/{person.slug}.json"]))  # type: ignore[arg-type]
        standing = data["duties"]["standing"]
        assert standing["counts"] == {s: n for s, n in Counter(e.state for e in mine).items() if n}
        assert standing["gaps"] == len(open_ones)
        page = html.fromstring(str(content[f"people/{person.slug}/index.html"]))
        assert len(page.xpath("//h2[@id='gaps']/following::table[1]/tbody/tr")) == len(open_ones)
        shown = page.xpath("//p[@class='standing']")[-1].text_content()
        assert re.findall(r"(?<=[应已]交 )[0-9]+", shown) == [
            str(standing["owed"]),
            str(standing["done"]),
        ]
        heading = f"//h2[@id='gaps-{person.slug}']"
        rows = listed.xpath(f"{heading}/following-sibling::table[1]/tbody/tr[td/span]")
        assert len(rows) == len(open_ones)
        address = f"calendars/people/{person.slug}.ics"
        uids = {str(each["UID"]).partition("@")[0] for each in events(content, address)}
        assert uids >= {slot.slug for slot in mine if slot.state.expected}
        offered = {link.rsplit("/", 1)[-1] for link in page.xpath("//a/@href") if ".ics" in link}
        assert offered == ({f"{person.slug}.ics"} if uids else set())
        assert data["calendar"] == (address if uids else None)


def events(content: Mapping[str, object], address: str) -> list[Any]:
    """Return the events of a calendar: it has some (RFC 5545, 3.6), or is not made."""
    if address not in content:
        return []
    calendar: Any = icalendar.Calendar.from_ical(bytes(content[address]))  # type: ignore[call-overload]
    found = calendar.walk("VEVENT")
    assert found
    return list(found)
