"""``feed.xml``: an Atom feed (RFC 4287) of what changed, was filed, checked and given back.

Its links are whole where the site knows its address, since readers lose where a feed came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from allocation.base.enums import FilingState
from allocation.pages.views.context import SiteContext
from allocation.register.addresses import CHANGES, address
from allocation.register.register import FilingEntry, Register
from allocation.versions.history import History

PATH = "feed.xml"
_NEWEST = 100
_SENTENCES = 20
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened; ``id`` is its own in this unit for all time."""

    day: date
    id: str
    title: str
    address: str
    who: str | None
    text: str


def export(context: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Yield the feed."""
    found = [*_filings(context.index.register), *_changes(context.history)]
    newest = sorted(found, key=lambda each: (each.day, each.id), reverse=True)[:_NEWEST]
    yield PATH, _feed(context.index.register, newest, context.site_url)


def _filings(register: Register) -> Iterator[Happening]:
    for filing in register.filings:
        record = filing.record
        proved = "、".join(each.id for each in filing.evidence)
        if day := record.filed_on or record.date:
            text = f"证明 {proved}"
            yield _filing(filing, FilingState.FILED, day, record.filed_by, text)
        if record.state is not FilingState.FILED and record.checked_on:
            text = record.reason or f"证明 {proved}"
            yield _filing(filing, record.state, record.checked_on, record.checked_by, text)


def _filing(
    filing: FilingEntry, what: FilingState, day: date, who: str | None, text: str
) -> Happening:
    title = f"{what}：{filing.record.title}"
    return Happening(day, f"{filing.id}/{what.name}", title, address(filing), who, text)


def _changes(history: History) -> Iterator[Happening]:
    for version in history.versions:
        yield Happening(
            day=version.day,
            id=f"changes/{version.id}",
            title=f"变更：{version.changes.summary}",
            address=f"{CHANGES}#{version.anchor}",
            who=version.author,
            text="\n".join(each.sentence for each in version.changes.entries[:_SENTENCES]),
        )


def _feed(register: Register, happenings: list[Happening], site_url: str) -> bytes:
    unit = register.unit
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    _text(feed, "title", f"{unit.name}：分工变更和材料登记")
    _text(feed, "id", uuid5(NAMESPACE_URL, unit.name).urn)
    newest = happenings[0].day if happenings else unit.data_date
    _text(feed, "updated", _moment(newest))
    SubElement(feed, "link", {"rel": "self", "href": urljoin(site_url, PATH)})
    _text(SubElement(feed, "author"), "name", unit.name)
    for happening in happenings:
        _entry(feed, unit.name, happening, site_url)
    indent(feed)
    return bytes(tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(feed: Element, unit: str, happening: Happening, site_url: str) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "title", happening.title)
    _text(entry, "id", uuid5(NAMESPACE_URL, f"{unit}/{happening.id}").urn)
    _text(entry, "updated", _moment(happening.day))
    SubElement(entry, "link", {"rel": "alternate", "href": urljoin(site_url, happening.address)})
    if happening.who:
        _text(SubElement(entry, "author"), "name", happening.who)
    _text(entry, "summary", happening.text)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"
