"""Entries that would register the files which a scan found, as text for ``filings/<year>.yml``."""

from __future__ import annotations

import re
import textwrap
from collections import Counter, defaultdict

from allocation.enums import EvidenceKind, FilingState
from allocation.register import Register
from allocation.scan import Line, Outcome, Report

_FILINGS = re.compile(r"[\"']?filings[\"']?:\s*(\[\s*\])?\s*(#.*)?$")
_KEY = re.compile(r"[a-z\"']")


def proposals(report: Report, register: Register) -> dict[int, list[str]]:
    """Return, for each year, the entries that would register the new files.

    Files of one piece of evidence, one slot and one title belong to one entry.
    """
    groups: dict[tuple[str, str, str], list[Line]] = defaultdict(list)
    for line in report.of(Outcome.NEW):
        if line.evidence and line.span:
            groups[line.evidence.id, line.span.key, line.title].append(line)
    numbers = Counter(filing.year for filing in register.filings)
    for filing in register.filings:
        numbers[filing.year] = max(numbers[filing.year], int(filing.record.no))
    found: dict[int, list[str]] = defaultdict(list)
    for lines in groups.values():
        year = lines[0].span.start.year if lines[0].span else 0
        numbers[year] += 1
        found[year].append(_entry(lines, numbers[year]))
    return dict(sorted(found.items()))


def _entry(lines: list[Line], number: int) -> str:
    first = lines[0]
    assert first.evidence
    assert first.span
    persons = first.evidence.clause.row.persons
    pages = [line.facts.pages for line in lines if line.facts and line.facts.pages]
    fields = {
        "no": f'"{number:03}"',
        "evidence": f"[{_quoted(first.evidence.id)}]",
        "slot": f'"{first.span.key}"',
        "title": _quoted(first.title),
        "document_no": _quoted(first.document_no) if first.document_no else None,
        "pages": str(sum(pages)) if pages else None,
        "filed_by": _quoted(persons[0].key) if len(persons) == 1 else None,
        "state": FilingState.FILED.value,
    }
    text = "\n".join(f"    {key}: {value}" for key, value in fields.items() if value)
    files = "\n".join(_file(line) for line in lines)
    return f"  - {text.lstrip()}\n    files:\n{files}\n"


def _file(line: Line) -> str:
    assert line.facts
    text = f"      - name: {_quoted(line.name)}\n        sha256: {line.facts.sha256}"
    if line.evidence and line.evidence.record.kind is EvidenceKind.PHOTO and line.facts.taken:
        text += f"\n        taken: {line.facts.taken}"
    return text


def _quoted(text: str) -> str:
    """Return a text as a YAML scalar that can't be read as anything else."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def written(text: str, entries: list[str]) -> str:
    """Return the text of a file of filings with further entries; what stands there stays as it is.

    :param text: what is in the file now; empty for a new one.
    """
    added = "".join(entries)
    if not text.strip():
        head = "# yaml-language-server: $schema=../schema/filings.schema.json\n"
        return f"{head}filings:\n{added}"
    lines = text.splitlines(keepends=True)
    start = next((at for at, line in enumerate(lines) if _FILINGS.match(line)), None)
    if start is None:
        return f"{text.rstrip()}\nfilings:\n{added}"
    lines[start] = re.sub(r"\s*\[\s*\]", "", lines[start]).rstrip() + "\n"
    end = next((at for at in range(start + 1, len(lines)) if _KEY.match(lines[at])), len(lines))
    # What is said above the next key belongs to it.
    while end > start + 1 and end < len(lines) and lines[end - 1].lstrip()[:1] in ("#", ""):
        end -= 1
    if not lines[end - 1].endswith("\n"):
        lines[end - 1] += "\n"
    return "".join((*lines[:end], _aligned(added, lines[start + 1 : end]), *lines[end:]))


def _aligned(added: str, there: list[str]) -> str:
    """Indent new entries as those that are there: one list has one indentation."""
    first = next((line for line in there if line.lstrip().startswith("- ")), "  - ")
    wanted = " " * (len(first) - len(first.lstrip()))
    return textwrap.indent(textwrap.dedent(added), wanted)
