"""``feed.xml``: an Atom feed (RFC 4287) of what was filed, checked and given back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from allocation.addresses import address
from allocation.enums import FilingState
from allocation.register import FilingEntry, Register
from allocation.views import Index

PATH = "feed.xml"
_NEWEST = 100
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a filing."""

    day: date
    filing: FilingEntry
    what: FilingState
    who: str | None
    text: str


def export(index: Index) -> Iterator[tuple[str, bytes]]:
    """Yield the feed."""
    happenings = sorted(_happenings(index.register), key=_order, reverse=True)
    yield PATH, _feed(index.register, happenings[:_NEWEST])


def _order(happening: Happening) -> tuple[date, str, str]:
    return happening.day, happening.filing.id, happening.what


def _happenings(register: Register) -> Iterator[Happening]:
    for filing in register.filings:
        record = filing.record
        proved = "、".join(each.id for each in filing.evidence)
        if day := record.filed_on or record.date:
            yield Happening(day, filing, FilingState.FILED, record.filed_by, f"证明 {proved}")
        if record.state is not FilingState.FILED and record.checked_on:
            text = record.reason or f"证明 {proved}"
            yield Happening(record.checked_on, filing, record.state, record.checked_by, text)


def _feed(register: Register, happenings: list[Happening]) -> bytes:
    unit = register.unit
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    _text(feed, "title", f"{unit.name}：材料登记")
    _text(feed, "id", uuid5(NAMESPACE_URL, unit.name).urn)
    newest = happenings[0].day if happenings else unit.data_date
    _text(feed, "updated", _moment(newest))
    SubElement(feed, "link", {"rel": "self", "href": PATH})
    _text(SubElement(feed, "author"), "name", unit.name)
    for happening in happenings:
        _entry(feed, unit.name, happening)
    indent(feed)
    return bytes(tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(feed: Element, unit: str, happening: Happening) -> None:
    filing = happening.filing
    entry = SubElement(feed, "entry")
    _text(entry, "title", f"{happening.what}：{filing.record.title}")
    _text(entry, "id", uuid5(NAMESPACE_URL, f"{unit}/{filing.id}/{happening.what.name}").urn)
    _text(entry, "updated", _moment(happening.day))
    SubElement(entry, "link", {"rel": "alternate", "href": address(filing)})
    if happening.who:
        _text(SubElement(entry, "author"), "name", happening.who)
    _text(entry, "summary", happening.text)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"
