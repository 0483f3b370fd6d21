"""``feed.xml``: an Atom feed (RFC 4287) of changes, and of documents filed, checked and returned.

Its links are absolute if the site knows its address, since readers lose the address of the feed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from allocation.base.enums import FilingState
from allocation.datafiles.model import Unit
from allocation.pages.views.context import SiteContext
from allocation.register.addresses import CHANGES, address
from allocation.register.progress import filed_on
from allocation.register.register import FilingEntry, Register
from allocation.runtime.streaming import Output
from allocation.versions.history import History

PATH = "feed.xml"
_NEWEST = 100
_SENTENCES = 20
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of the feed; ``id`` is permanent and unique within the unit."""

    day: date
    id: str
    title: str
    address: str
    author: str | None
    text: str


def export(context: SiteContext) -> Iterator[Output]:
    """Yield the feed."""
    entries = [*_filings(context.index.register), *_changes(context.history)]
    entries.sort(key=lambda entry: (entry.day, entry.id), reverse=True)
    unit, newest = context.index.register.unit, tuple(entries[:_NEWEST])
    yield Output(PATH, partial(_feed, unit, newest, context.site_url))


def _filings(register: Register) -> Iterator[FeedEntry]:
    for filing in register.filings:
        record = filing.record
        evidence = f"证明 {'、'.join(entry.id for entry in filing.evidence)}"
        if day := filed_on(filing):
            yield _filing(filing, FilingState.FILED, day, record.filed_by, evidence)
        if record.state is not FilingState.FILED and record.checked_on:
            text = record.reason or evidence
            yield _filing(filing, record.state, record.checked_on, record.checked_by, text)


def _filing(
    filing: FilingEntry, state: FilingState, day: date, author: str | None, text: str
) -> FeedEntry:
    title = f"{state}：{filing.record.title}"
    return FeedEntry(day, f"{filing.id}/{state.name}", title, address(filing), author, text)


def _changes(history: History) -> Iterator[FeedEntry]:
    for version in history.versions:
        yield FeedEntry(
            day=version.day,
            id=f"changes/{version.id}",
            title=f"变更：{version.changes.summary}",
            address=f"{CHANGES}#{version.anchor}",
            author=version.author,
            text="\n".join(change.sentence for change in version.changes.entries[:_SENTENCES]),
        )


def _feed(unit: Unit, entries: tuple[FeedEntry, ...], site_url: str) -> bytes:
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    _text(feed, "title", f"{unit.name}：分工变更和材料登记")
    _text(feed, "id", uuid5(NAMESPACE_URL, unit.name).urn)
    _text(feed, "updated", _timestamp(entries[0].day if entries else unit.data_date))
    SubElement(feed, "link", {"rel": "self", "href": urljoin(site_url, PATH)})
    _text(SubElement(feed, "author"), "name", unit.name)
    for entry in entries:
        _entry(feed, unit.name, entry, site_url)
    indent(feed)
    return bytes(tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(feed: Element, unit: str, entry: FeedEntry, site_url: str) -> None:
    element = SubElement(feed, "entry")
    _text(element, "title", entry.title)
    _text(element, "id", uuid5(NAMESPACE_URL, f"{unit}/{entry.id}").urn)
    _text(element, "updated", _timestamp(entry.day))
    SubElement(element, "link", {"rel": "alternate", "href": urljoin(site_url, entry.address)})
    if entry.author:
        _text(SubElement(element, "author"), "name", entry.author)
    _text(element, "summary", entry.text)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _timestamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"
