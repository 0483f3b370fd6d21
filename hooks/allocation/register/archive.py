"""The archive by box (DA/T 22-2015): which paper is where, under which number.

A paper is a filing that was accepted and has a date: what was returned is not archived, and what
has no date belongs to no year.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from allocation.base.codes import box_number
from allocation.base.enums import FilingState, Retention
from allocation.base.grouping import grouped
from allocation.base.slugs import capped, title_slug
from allocation.datafiles.model import Archive, ArchiveBox, Filing
from allocation.register.register import FilingEntry, Register

_RANGE = re.compile(r"第?0*([0-9]{1,5})页?(?:[-—–~－至到]+第?0*([0-9]{1,5})页?)?")
_DIGITS = re.compile(r"([0-9]+)")
_PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Pages(NamedTuple):
    """The first and the last page of a paper in its box (页次)."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    @property
    def label(self) -> str:
        """``12``, or ``12-17``."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


class BoxClass(NamedTuple):
    """What all papers in a box share (DA/T 22-2015, 6.4); numbers of pieces count within it."""

    year: int | None
    """The year; None if the papers are of several, and the settings do not say one."""
    retention: Retention | None
    organisation: str
    organisation_code: str


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """A paper in a box: ``piece`` is its number (件号), ``code`` the archival number (档号).

    The archival number is empty while a part of it is not known.
    """

    filing: FilingEntry
    pages: Pages | None
    piece: int
    code: str

    @property
    def count(self) -> int:
        """How many pages it has: as stated, or as its place in the box says; 0 if unknown."""
        return self.filing.record.pages or (self.pages.size if self.pages else 0)


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """A box with its papers by page, and with what lies in it but stands in no catalogue.

    ``number`` is written in one way; ``setting`` is what the unit wrote about this box.
    """

    number: str
    slug: str
    kind: BoxClass
    years: tuple[int, ...]
    fonds: str
    thickness: int
    page_thickness: float
    papers: tuple[Paper, ...]
    left_out: tuple[FilingEntry, ...]
    setting: ArchiveBox | None

    @property
    def title(self) -> str:
        return box_title(self.number)

    @property
    def filings(self) -> tuple[FilingEntry, ...]:
        """Every filing in it: the papers, then what stands in no catalogue."""
        return (*(paper.filing for paper in self.papers), *self.left_out)

    @property
    def year_label(self) -> str:
        """The year, or all years of the papers."""
        return "、".join(map(str, (self.kind.year,) if self.kind.year else self.years))

    @property
    def piece_count(self) -> int:
        """The number of papers."""
        return len(self.papers)

    @property
    def page_count(self) -> int:
        """The number of pages of all papers."""
        return sum(paper.count for paper in self.papers)

    @property
    def last_page(self) -> int:
        """The last page that is taken; 0 in an empty box."""
        return max((paper.pages.last for paper in self.papers if paper.pages), default=0)

    @property
    def height(self) -> float:
        """The thickness of all papers in millimetres."""
        return self.page_count * self.page_thickness

    @property
    def capacity(self) -> int:
        """How many pages go in."""
        return int(self.thickness / self.page_thickness)

    @property
    def first_piece(self) -> str:
        """The number of the first piece as four digits; empty in an empty box."""
        return piece_digits(self.papers[0].piece) if self.papers else ""

    @property
    def last_piece(self) -> str:
        """The number of the last piece as four digits; empty in an empty box."""
        return piece_digits(self.papers[-1].piece) if self.papers else ""

    @property
    def piece_range(self) -> str:
        """``0001—0021`` (起止件号); empty in an empty box."""
        return f"{self.first_piece}—{self.last_piece}" if self.papers else ""


def box_title(text: str) -> str:
    """Return how a box is called, however it was typed: ``第3盒``, or its name without a number."""
    number = box_number(text)
    return f"第{number}盒" if number.isascii() else number


def piece_digits(piece: int) -> str:
    """Return the number of a piece as four digits (DA/T 22-2015, 5.4)."""
    return f"{piece:04}"


def is_paper(filing: FilingEntry) -> bool:
    """Whether a filing is archived: accepted and dated."""
    return filing.record.state is not FilingState.RETURNED and filing.record.date is not None


def needs_box(filing: FilingEntry) -> bool:
    """Whether a paper should lie in a box and does not.

    A filing that says where else the document is, or why there is none, has no paper.
    """
    record = filing.record
    return is_paper(filing) and not (record.box or record.link or record.reason)


def paper_pages(record: Filing) -> Pages | None:
    """Return the place of a filing in its box; None if it is not stated, or can't be read."""
    text = "".join(unicodedata.normalize("NFKC", record.page or "").split())
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    first = int(match[1])
    last = int(match[2]) if match[2] else first + (record.pages or 1) - 1
    return Pages(first, last) if 0 < first <= last else None


def in_order(number: str) -> tuple[tuple[bool, int, str], ...]:
    """Return a sort key for the numbers of boxes: 2 stands before 10."""
    parts = _DIGITS.split(number)
    return tuple((part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts)


def settings(register: Register) -> Archive:
    """Return the unit's settings, or those of a unit that wrote none."""
    return register.unit.archive or Archive(ref=register.unit.ref)


def boxes(register: Register) -> tuple[Box, ...]:
    """Return the boxes in which filings lie, by number."""
    known = settings(register)
    own = {box_number(each.box): each for each in known.boxes}
    filed = [filing for filing in register.filings if filing.record.box]
    by_box = grouped(filed, lambda filing: box_number(filing.record.box or ""))
    numbers = sorted(by_box, key=in_order)
    slugs = dict(zip(numbers, _slugs(numbers), strict=True))
    return tuple(
        _numbered(
            (_box(each, slugs[each], by_box[each], known, own.get(each)) for each in numbers), known
        )
    )


def by_class(all_boxes: Iterable[Box]) -> dict[BoxClass, tuple[Box, ...]]:
    """Return boxes by year, then by retention, the longest first."""
    kinds = grouped(all_boxes, lambda box: box.kind)
    return {kind: kinds[kind] for kind in sorted(kinds, key=_class_order)}


def _class_order(kind: BoxClass) -> tuple[int, int, str, str]:
    order = list(Retention)
    place = order.index(kind.retention) if kind.retention else len(order)
    return kind.year or 0, place, kind.organisation_code, kind.organisation


def _slugs(numbers: Iterable[str]) -> Iterator[str]:
    """Yield an address for each number; no two are the same."""
    taken: set[str] = set()
    for number in numbers:
        slug = first = _slug(number)
        further = 2
        while slug in taken:
            slug, further = f"{first}-{further}", further + 1
        taken.add(slug)
        yield slug


def _slug(number: str) -> str:
    lower = number.lower()
    return capped(lower) if _PLAIN.fullmatch(lower) else title_slug(number) or "x"


def _box(
    number: str,
    slug: str,
    filings: tuple[FilingEntry, ...],
    known: Archive,
    own: ArchiveBox | None,
) -> Box:
    archived = sorted(filter(is_paper, filings), key=_place)
    years = tuple(sorted({filing.record.date.year for filing in archived if filing.record.date}))
    year = own.year if own and own.year else years[0] if len(years) == 1 else None
    retention = own.retention if own and own.retention else known.retention
    organisation = own.organisation if own and own.organisation else known.organisation
    code = own.organisation_code if own and own.organisation_code else known.organisation_code
    return Box(
        number=number,
        slug=slug,
        kind=BoxClass(year, retention, organisation or "", code or ""),
        years=years,
        fonds=known.fonds or "",
        thickness=own.thickness if own and own.thickness else known.thickness,
        page_thickness=float(known.page_thickness),
        papers=tuple(Paper(filing, paper_pages(filing.record), 0, "") for filing in archived),
        left_out=tuple(filing for filing in filings if not is_paper(filing)),
        setting=own,
    )


def _place(filing: FilingEntry) -> tuple[float, date, int, int]:
    """Return a sort key: by page, what has none at the end by date."""
    pages = paper_pages(filing.record)
    return (
        pages.first if pages else float("inf"),
        filing.record.date or date.max,
        filing.year,
        int(filing.record.no),
    )


def _numbered(all_boxes: Iterable[Box], known: Archive) -> Iterator[Box]:
    """Yield boxes with the numbers of their papers, which run on through the boxes of a class."""
    last: dict[BoxClass, int] = {}
    for box in all_boxes:
        start = last.get(box.kind, 0) + 1
        last[box.kind] = start + len(box.papers) - 1
        papers = (
            replace(paper, piece=piece, code=_code(box.kind, piece, known))
            for piece, paper in enumerate(box.papers, start=start)
        )
        yield replace(box, papers=tuple(papers))


def _code(kind: BoxClass, piece: int, known: Archive) -> str:
    """Return an archival number: ``0123-WS·2026-D30-BGS-0001`` (DA/T 22-2015, 5.4)."""
    if not (known.fonds and kind.year and kind.retention):
        return ""
    parts = (
        known.fonds,
        f"{known.category}·{kind.year}",
        kind.retention.code,
        kind.organisation_code,
        piece_digits(piece),
    )
    return "-".join(filter(None, parts))
