"""The example: complete, in order, the same each time; its calendars, feed, JSON and copies."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import docx
import icalendar
import jsonschema
import pypdf
import pytest
import vobject
from lxml import html
from PIL import Image

from allocation.base.enums import FilingState, SlotState, Verdict
from allocation.feeds import atom
from allocation.lint.validate import load_register
from allocation.pages.views.context import SiteContext
from allocation.privacy.sanitizer.jpeg_png import without_segments
from allocation.register.index import Index
from allocation.register.register import AttachedFile, FilingEntry
from allocation.site import outputs
from example import make
from helpers import contents
from test_site import pages, test_links_resolve

NO_MILESTONES = re.compile(r"^  milestones:\n(?:    .*\n|  - .*\n)*", re.MULTILINE)
FREQUENCY = re.compile("(frequency: ).*")
ATOM = "{http://www.w3.org/2005/Atom}"


def test_it_is_made_by_its_script() -> None:
    """What stands in the repository is what the script writes."""
    for name, text in make.data_files().items():
        assert (make.DATA / name).read_text(encoding="utf-8") == text, name


def test_it_is_complete(example_index: Index) -> None:
    """Three years, 300 filings, 60 files of both sorts, and every state there is."""
    register = example_index.register
    assert register.unit.term.years == 3
    assert len(register.filings) >= 300
    files = [file.facts for filing in register.filings for file in filing.files]
    assert sum(1 for each in files if each and each.kind == "pdf") >= 30
    assert sum(1 for each in files if each and each.kind == "jpeg") >= 30
    shown = set(SlotState) - {SlotState.UNSTATED}
    assert {slot.state for slot in example_index.progress.slots} == shown
    assert {filing.record.state for filing in register.filings} == set(FilingState)
    found = {each.verdict for all in example_index.measures.values() for each in all}
    assert found == set(Verdict)


def test_verdicts_agree(example: Path, example_index: Index) -> None:
    """The page 进度, the JSON and the report count the same latest verdict of each indicator."""
    counts = Counter({str(verdict): len(entries) for verdict, entries in example_index.verdicts})
    assert counts.total() == len(example_index.register.indicators)
    assert (counts["未发生"], counts["不适用"]) == (1, 2)
    tree = html.parse(example / "progress/index.html")
    rows = tree.xpath("//h2[@id='indicators']/following-sibling::table[1]/tbody/tr")
    assert {row[0].xpath("string()")[1:]: int(row[1].text_content()) for row in rows} == counts
    register = json.loads((example / "api/allocation.json").read_text(encoding="utf-8"))
    indicators = [
        indicator
        for item in register["items"]
        for row in item["rows"]
        for clause in row["clauses"]
        for indicator in clause["indicators"]
    ]
    latest = (
        "不适用" if each["not_applicable"] else each["results"][-1]["verdict"]
        for each in indicators
    )
    assert Counter(latest) == counts
    rounds = next(each for each in indicators if each["id"] == "Ⅲ-3-⑵-指标01")
    assert [(each["year"], each["round"], each["verdict"]) for each in rounds["results"]] == [
        (2024, "第一轮", "达标"),
        (2024, "第二轮", "未达标"),
        (2025, None, "未发生"),
        (2026, "第一轮", "达标"),
    ]
    paragraphs = docx.Document(str(example / "downloads/report.docx")).paragraphs
    (said,) = (each.text for each in paragraphs if "最近一年" in each.text)
    assert {name: int(count) for name, count in re.findall(r"(\w+) (\d+) 项", said)} == counts
    page = (example / "items/iii-7/index.html").read_text(encoding="utf-8")
    assert "<b>不适用</b>：水费含在租金里，没有单独计量" in page


def test_one_document_proves_several_clauses(example_index: Index) -> None:
    """A filing counts for each piece of evidence that it names."""
    (filing,) = (each for each in example_index.register.filings if len(each.evidence) == 3)
    slots = [slot for slot in example_index.progress.slots if filing in slot.filings]
    assert len(slots) == 3
    assert len({slot.evidence.clause.item.id for slot in slots}) == 3


def test_links_of_the_example(example: Path) -> None:
    """Every link of the example resolves, its files and calendars included."""
    test_links_resolve(example)


@pytest.fixture
def far_away() -> Iterator[None]:
    """A machine fourteen hours ahead of Greenwich."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Pacific/Kiritimati")
        time.tzset()
        yield
    time.tzset()


def test_two_builds_are_the_same(
    build_site: Callable[..., Path], example: Path, example_data: Path, far_away: None
) -> None:
    """On the same day the same data makes the same bytes, calendars and copies included."""
    other = build_site(example_data, day=make.TODAY)
    names = sorted(path.relative_to(example) for path in example.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(other) for path in other.rglob("*") if path.is_file())
    assert [
        name for name in names if (example / name).read_bytes() != (other / name).read_bytes()
    ] == []


def published(index: Index) -> list[tuple[FilingEntry, AttachedFile]]:
    """Return the files of filings that may be shown."""
    filings = (filing for filing in index.register.filings if filing.published)
    return [(filing, file) for filing in filings for file in filing.files]


def test_nothing_leaks(example: Path, example_data: Path, example_index: Index) -> None:
    """No byte of a file that may not be shown is on the site, nor its name or digest."""
    shown = {file.record.name for _, file in published(example_index)}
    kept = [
        file
        for filing in load_register(example_data).filings
        for file in filing.files
        if file.record.name not in shown
    ]
    assert len(kept) > 5
    contents = {path: path.read_bytes() for path in example.rglob("*") if path.is_file()}
    for file in kept:
        assert file.facts
        original = (example_data / "evidence" / file.record.name).read_bytes()
        for said in (original, file.record.name.encode(), file.facts.sha256[:16].encode()):
            assert not [path for path, content in contents.items() if said in content]


def test_copies_say_nothing_of_people(example: Path, example_index: Index) -> None:
    """Copies have no author, no place, no time in their metadata, and every pixel and page."""
    for _, file in published(example_index):
        facts = file.facts
        assert facts
        (path,) = example.glob(f"files/{facts.sha256[:16]}.[pj][dp][fg]")
        content = path.read_bytes()
        assert b"Liqiu" not in content
        assert b"Xiaoman" not in content
        if facts.kind == "pdf":
            reader = pypdf.PdfReader(path)
            assert not reader.metadata
            assert len(reader.pages) == facts.pages
            continue
        with Image.open(path) as image:
            assert dict(image.getexif()) == {}
            assert image.size == (facts.width, facts.height)


def test_pictures_keep_every_pixel(example_data: Path) -> None:
    """A picture that lies the right way is copied without being compressed again."""
    path = next((example_data / "evidence").rglob("*-1.jpg"))
    copy = without_segments(path.read_bytes())
    (path.parent.parent / "copy.jpg").write_bytes(copy)
    with Image.open(path) as before, Image.open(path.parent.parent / "copy.jpg") as after:
        assert before.getexif()
        assert not after.getexif()
        assert before.tobytes() == after.tobytes()
    (path.parent.parent / "copy.jpg").unlink()


def calendars(site: Path) -> dict[str, bytes]:
    """Return the calendars under their addresses."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.ics")}


def test_calendars(example: Path, example_index: Index) -> None:
    """Two parsers read the same events: one per owed slot and milestone, open ones with alarms."""
    expected = [slot for slot in example_index.progress.slots if slot.state.expected]
    found = calendars(example)
    assert len(found) == 1 + len(make.DEPARTMENTS) + len(make.LEADERS) + len(make.DEPARTMENTS)
    for content in found.values():
        lines = content.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        assert b"\n" not in content.replace(b"\r\n", b"")
        events: Any = icalendar.Calendar.from_ical(content).walk("VEVENT")
        uids = [str(event["UID"]) for event in events]
        assert len(uids) == len(set(uids))
        read = vobject.readOne(content.decode()).vevent_list
        assert [each.uid.value for each in read] == uids
        assert [each.dtstart.value for each in read] == [event["DTSTART"].dt for event in events]
    assert b"X-PUBLISHED-TTL:PT12H" in found["calendars/all.ics"]
    everything: Any = icalendar.Calendar.from_ical(found["calendars/all.ics"])
    by_uid = {str(each["UID"]).partition("@")[0]: each for each in everything.walk("VEVENT")}
    milestones = example_index.register.unit.term.milestones
    assert len(by_uid) == len(expected) + len(milestones)
    days = {event["DTSTART"].dt for event in by_uid.values()}
    assert {date(2023, 12, 20), date(2027, 1, 20)} < days
    for slot in expected:
        event = by_uid[slot.slug]
        assert event["DTSTART"].dt == slot.due
        assert str(slot.state) in str(event["SUMMARY"])
        midnight = datetime.combine(slot.due, datetime.min.time())
        rings = [midnight + alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
        mornings = [midnight - timedelta(days=days) + timedelta(hours=9) for days in (7, 1)]
        assert rings == ([] if slot.state.done else mornings)


def test_uids_stay(example_data: Path, example: Path) -> None:
    """On another day an event has the UID that it had: calendars replace it, they don't add one."""
    site = outputs.generate(example_data, today=date(2026, 12, 24))
    later = next(each.content for each in site.outputs if each.path == "calendars/all.ics")
    assert isinstance(later, bytes)
    uid = re.compile(rb"^UID:.*(?:\r\n .*)*", re.MULTILINE)
    assert uid.findall(later) == uid.findall((example / "calendars/all.ics").read_bytes())


def test_nobody_gets_a_calendar_of_nothing(example_data: Path, tmp_path: Path) -> None:
    """Where nothing is owed and no milestone set, a calendar is neither made nor offered."""
    folder = tmp_path / "data"
    shutil.copytree(example_data, folder, ignore=shutil.ignore_patterns("evidence", "filings"))
    unit = folder / "unit.yml"
    unit.write_text(NO_MILESTONES.sub("", unit.read_text(encoding="utf-8")), encoding="utf-8")
    for path in (folder / "allocation").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(FREQUENCY.sub(r"\1每次", text), encoding="utf-8")
    site = outputs.generate(folder, today=make.TODAY)
    assert site.index.progress.active
    made = {output.path: output.content for output in site.outputs}
    assert not [path for path in made if path.endswith(".ics")]
    pages = "".join(str(content) for path, content in made.items() if path.endswith(".html"))
    assert ".ics" not in pages
    duties = json.loads(bytes(made["api/people/zhou-xiaoman.json"]))  # type: ignore[arg-type]
    assert duties["calendar"] is None


def test_feed(example: Path, example_index: Index) -> None:
    """The feed has the newest hundred happenings, each with its own id and a link that resolves."""
    tree = ElementTree.parse(example / "feed.xml").getroot()
    entries = tree.findall(f"{ATOM}entry")
    assert len(entries) == 100
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 100
    moments = [str(entry.findtext(f"{ATOM}updated")) for entry in entries]
    assert moments == sorted(moments, reverse=True)
    ids = {where: set(tree.xpath("//@id")) for where, tree in pages(example)}
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        where, _, anchor = link.attrib["href"].partition("#")
        assert anchor in ids[where]
    returned = {str(entry.findtext(f"{ATOM}title"))[:2] for entry in entries}
    assert returned == {"已交", "已审", "退回"}
    assert example_index.register.unit.name in str(tree.findtext(f"{ATOM}title"))


def test_feed_of_a_site_that_knows_its_address(example_index: Index) -> None:
    """Every link is whole, and leads below that address; the feed names itself."""
    root = "http://portal.example/wenming/"
    context = SiteContext(Index(example_index.register, make.TODAY), site_url=root)
    ((path, content),) = contents(atom.export(context)).items()
    found = [each.attrib for each in ElementTree.fromstring(content).iter(f"{ATOM}link")]
    assert found[0] == {"rel": "self", "href": root + path}
    assert len(found) == 101
    assert all(urlsplit(each["href"]).path.startswith("/wenming/items/") for each in found[1:])


@pytest.mark.parametrize("which", ["site", "example"])
def test_api(which: str, request: pytest.FixtureRequest) -> None:
    """Every JSON fits its schema and is listed; every page that it names is there."""
    folder: Path = request.getfixturevalue(which)
    schemas = {
        name: json.loads((folder / f"api/{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("duties", "index", "allocation")
    }
    listing = json.loads((folder / "api/index.json").read_text(encoding="utf-8"))
    jsonschema.validate(listing, schemas["index"])
    paths = {path.relative_to(folder).as_posix() for path in folder.glob("api/*/*.json")}
    assert {each["api"] for each in listing["entries"]} == paths
    for entry in listing["entries"]:
        duties = json.loads((folder / entry["api"]).read_text(encoding="utf-8"))
        jsonschema.validate(duties, schemas["duties"])
        assert (folder / duties["url"] / "index.html").is_file()
        for filing in duties["duties"]["filings"]:
            assert all((folder / file).is_file() for file in filing["files"])


def test_own_data_says_so(site: Path) -> None:
    """Without a term that has begun the pages say what to do, and offer no calendar."""
    for page in ("progress", "gaps", "months"):
        text = html.fromstring((site / page / "index.html").read_bytes()).text_content()
        assert "届期未核定，暂不计算期限" in text
    assert not list(site.rglob("*.ics"))
    entries = ElementTree.parse(site / "feed.xml").getroot().findall(f"{ATOM}entry")
    assert all(str(each.findtext(f"{ATOM}title")).startswith("变更：") for each in entries)
