"""What a scan says of each file: its outcome, what speaks for it, and files of one content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from allocation.base.grouping import grouped
from allocation.datafiles.file_metadata import FileFacts
from allocation.datafiles.model import Attachment
from allocation.register.owing import Party
from allocation.register.progress import Slot
from allocation.register.register import EvidenceEntry
from allocation.register.schedule import DateSpan


class Outcome(StrEnum):
    """The result for a file, or for a slot without one."""

    CHANGED = "内容变了"
    """A registered file has other content than when it was registered."""
    RENAMED = "改名"
    """A registered file has another name, and the same content."""
    LOST = "不见了"
    """A registered file does not exist."""
    LIKELY = "像是"
    """The name has no code, and one piece of evidence stands out."""
    POSSIBLE = "请选"
    """The name has no code of a piece of evidence; several are possible."""
    MISPLACED = "放错"
    """Folder and name contradict each other, or the slot does not fit the evidence."""
    DOUBLE = "重复"
    """Another file has the same content."""
    UNREADABLE = "看不懂"
    """The name says too little, or the file can't be read."""
    NEW = "可登记"
    """The file belongs to a slot and is not registered yet."""
    REGISTERED = "已交"
    """The file is registered."""
    SKIPPED = "略过"
    """A file of the system or of a program, which is nobody's evidence."""
    MISSING = "缺"
    """A slot that is due or late without a file."""


@dataclass(frozen=True, slots=True)
class SlotProposal:
    """A piece of evidence that a file is or may be for, with the key of its period."""

    evidence: EvidenceEntry
    period: str | None
    score: float = 1.0
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanLine:
    """One file or slot with its outcome and, if something is wrong, the reason."""

    outcome: Outcome
    name: str
    why: str = ""
    facts: FileFacts | None = None
    slot: Slot | None = None
    evidence: EvidenceEntry | None = None
    span: DateSpan | None = None
    party: Party | None = None
    """Whose it is, where each party owes its own."""
    title: str = ""
    document_no: str | None = None
    year: int | None = None
    """The year that the name gives, where it is for the whole term."""
    candidates: tuple[SlotProposal, ...] = ()
    records: tuple[Attachment, ...] = ()
    """The entries of a registered file that has another name or content."""

    @property
    def is_noted(self) -> bool:
        """Whether there is more to say of a registered file than the ids of its filings."""
        return self.outcome is Outcome.REGISTERED and "；" in self.why

    @property
    def details(self) -> str:
        """The metadata of the file that matters for its filing."""
        facts = self.facts
        if facts is None:
            return ""
        parts = [f"SHA-256 {facts.sha256[:12]}"]
        parts += [f"{facts.pages} 页"] if facts.pages else []
        parts += [f"{facts.width}×{facts.height} 像素"] if facts.width else []
        parts += [f"作者“{facts.author}”"] if facts.author else []
        parts += ["带着拍摄地点（GPS）"] if facts.gps else []
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class ScanReport:
    """The lines of a scan."""

    lines: tuple[ScanLine, ...]

    @property
    def files(self) -> tuple[ScanLine, ...]:
        """The lines of files: all but the slots without one."""
        return tuple(line for line in self.lines if line.outcome is not Outcome.MISSING)

    def of(self, outcome: Outcome) -> tuple[ScanLine, ...]:
        """Return the lines of one outcome."""
        return tuple(line for line in self.lines if line.outcome is outcome)


_COPY = re.compile(r"复件|副本|拷贝|copy|[(（][0-9]+[)）]", re.IGNORECASE)
"""What programs write into the name of a copy."""
_REGISTERED = (Outcome.REGISTERED, Outcome.CHANGED, Outcome.RENAMED)


def with_duplicates(lines: list[ScanLine]) -> Iterator[ScanLine]:
    """Yield lines with a note for files of the same content; registered ones keep their outcome."""
    order = list(Outcome)
    known = [line for line in lines if line.facts and line.facts.size]
    known.sort(
        key=lambda line: (
            line.outcome not in _REGISTERED,
            -order.index(line.outcome),
            bool(_COPY.search(line.name)),
        )
    )
    same = grouped(known, lambda line: line.facts and line.facts.sha256)
    for line in lines:
        first, *others = same.get(line.facts and line.facts.sha256) or (line,)
        if line is not first and line.outcome not in (*_REGISTERED, Outcome.UNREADABLE):
            why = f"内容和 {first.name} 一样；一证多用请写进同一条登记"
            yield replace(line, outcome=Outcome.DOUBLE, why=why, slot=None)
        elif others:
            other = next(other for other in (first, *others) if other is not line)
            yield replace(
                line, why="；".join(filter(None, (line.why, f"内容和 {other.name} 一样")))
            )
        else:
            yield line
