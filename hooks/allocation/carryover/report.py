"""The report of a new edition as text for the terminal, as a page, as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from allocation.feeds.diff_formats import markdown_span, text_span
from allocation.feeds.diff_formats import plain as plain_markdown
from allocation.pages.html.environment import standalone
from allocation.versions.changes.words import Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence of the report; ``spans`` mark a reworded text, ``details`` are indented below."""

    sentence: str
    spans: tuple[Span, ...] = ()
    details: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportSection:
    """Entries of one kind; ``numbered`` if a person has to work through them."""

    title: str
    note: str
    entries: tuple[Entry, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class CarryOverReport:
    """The report of a new edition, without empty sections."""

    source: str
    target: str
    summary: str
    sections: tuple[ReportSection, ...]


def lines(*sentences: str) -> tuple[Entry, ...]:
    """Return sentences as details of an entry."""
    return tuple(map(Entry, sentences))


def text(report: CarryOverReport) -> str:
    """Return a report for the terminal."""
    return "\n".join(_text(report)) + "\n"


def markdown(report: CarryOverReport) -> str:
    """Return a report as Markdown (CommonMark; nothing in it is markup)."""
    return "\n".join(_markdown(report)) + "\n"


def html(report: CarryOverReport) -> str:
    """Return a report as a page that needs no other file, and that Word opens."""
    return standalone("carry_over.html", report=report)


FORMATS: dict[str, Callable[[CarryOverReport], str]] = {
    ".html": html,
    ".htm": html,
    ".md": markdown,
    ".txt": text,
}
"""By suffix of the file."""


def _text(report: CarryOverReport) -> Iterator[str]:
    yield f"{report.source} → {report.target}"
    yield report.summary
    for section in report.sections:
        yield f"\n{section.title}（{len(section.entries)}）"
        if section.note:
            yield f"  {section.note}"
        for number, entry in enumerate(section.entries, start=1):
            yield from _text_entry(entry, f"{number}. " if section.numbered else "· ", 2)


def _text_entry(entry: Entry, mark: str, depth: int) -> Iterator[str]:
    yield f"{' ' * depth}{mark}{entry.sentence}{''.join(map(text_span, entry.spans))}"
    for detail in entry.details:
        yield from _text_entry(detail, "", depth + 3)


def _markdown(report: CarryOverReport) -> Iterator[str]:
    yield f"# 换版清单：{plain_markdown(report.source)}\n"
    yield f"{plain_markdown(report.summary)}\n"
    for section in report.sections:
        yield f"## {section.title}（{len(section.entries)}）\n"
        if section.note:
            yield f"{plain_markdown(section.note)}\n"
        for number, entry in enumerate(section.entries, start=1):
            yield from _markdown_entry(entry, f"{number}." if section.numbered else "-", 0)
        yield ""


def _markdown_entry(entry: Entry, mark: str, depth: int) -> Iterator[str]:
    spans = "".join(map(markdown_span, entry.spans))
    yield f"{' ' * depth}{mark} {plain_markdown(entry.sentence)}{spans}"
    for detail in entry.details:
        yield from _markdown_entry(detail, "-", depth + 4)
