"""Proposed entries of ``filings/<year>.yml`` for the files that a scan found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from allocation.base.enums import EvidenceKind, FilingState
from allocation.base.grouping import grouped
from allocation.editing import new_yaml
from allocation.editing.edits import Edit
from allocation.editing.new_numbers import NewNumbers, of_year
from allocation.editing.scan_lines import Outcome, ScanLine, ScanReport
from allocation.register.owing import name
from allocation.register.register import Register


def edits(report: ScanReport, register: Register) -> tuple[Edit, ...]:
    """Return the changes that register the new files, in the order of the years.

    Files with the same evidence, slot, party and title make one entry.
    """
    placed = (line for line in report.of(Outcome.NEW) if line.evidence and line.span)
    entries = grouped(
        placed, lambda line: (line.evidence, line.span, line.party, line.title, line.year)
    ).values()
    return tuple(_edits(sorted(entries, key=_year), register))


def renames(report: ScanReport) -> tuple[Edit, ...]:
    """Return the changes that give registered files the names that they have now."""
    return tuple(
        Edit(record.ref, ("name",), line.name)
        for line in report.of(Outcome.RENAMED)
        for record in line.records
    )


def acceptances(report: ScanReport, names: Collection[str]) -> tuple[Edit, ...]:
    """Return the changes by which the new content of these files is the registered one."""
    return tuple(
        Edit(record.ref, ("sha256",), line.facts.sha256)
        for line in report.of(Outcome.CHANGED)
        for record in line.records
        if line.name in names and line.facts and record.sha256 != line.facts.sha256
    )


def text(additions: Iterable[Edit]) -> str:
    """Return the YAML of entries for one file."""
    return new_yaml.entry([edit.value for edit in additions], 0).removeprefix("\n") + "\n"


def _edits(entries: Iterable[Sequence[ScanLine]], register: Register) -> Iterator[Edit]:
    numbers = NewNumbers(register)
    for lines in entries:
        year = _year(lines)
        yield of_year(register, year, "filings", _entry(lines, numbers.of_filing(year)))


def _year(lines: Sequence[ScanLine]) -> int:
    """Return the year of the file of filings: the one that the name gives, or its period's."""
    first = lines[0]
    assert first.span
    return first.year or first.span.start.year


def _entry(lines: Sequence[ScanLine], number: str) -> dict[str, Any]:
    first = lines[0]
    assert first.evidence
    assert first.span
    fields = {
        "no": number,
        "evidence": [first.evidence.id],
        "slot": first.span.key,
        "party": name(first.party) if first.party else None,
        "title": first.title,
        "document_no": first.document_no,
        "pages": sum(line.facts.pages or 0 for line in lines if line.facts),
        "state": FilingState.FILED.value,
        "files": [_file(line) for line in lines],
    }
    return {key: value for key, value in fields.items() if value}


def _file(line: ScanLine) -> dict[str, Any]:
    assert line.facts
    assert line.evidence
    file: dict[str, Any] = {"name": line.name, "sha256": line.facts.sha256}
    if line.evidence.record.kind is EvidenceKind.PHOTO and line.facts.taken:
        file["taken"] = date.fromisoformat(line.facts.taken)
    return file
