"""Files find their place: every file of the evidence folder matched to the slot that it proves.

A file is called ``<evidence>_<slot>_<title>_<number>.pdf``, for instance
``Ⅲ-2-⑴-01_2025_年度工作计划_泉金〔2025〕3号.pdf``, or its ASCII twin, or lies in a folder that is
called so. Nothing is moved, renamed or deleted.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from allocation.base.enums import Frequency
from allocation.base.filenames import path_problem
from allocation.base.grouping import grouped
from allocation.base.os_messages import reason
from allocation.datafiles.file_metadata import FactsCache, FileFacts, walk
from allocation.register.progress import Progress, Slot
from allocation.register.register import EvidenceEntry, FilingEntry, Register
from allocation.register.schedule import DateSpan, SlotError, named_span

_SLOT = re.compile(r"届期|term|[0-9]{4}(-[qQ][1-4]|-[0-9]{2}(-[0-9]{2})?)?")
_TEMPORARY = re.compile(
    r"~\$.*|\..*|thumbs\.db|desktop\.ini|.*\.(tmp|crdownload|part)", re.IGNORECASE
)
_DOCUMENT_NO = re.compile(r".{1,12}[〔\[［（(][0-9]{4}[〕\]］）)][0-9]{1,4}号")


class Outcome(StrEnum):
    """What became of a file, or of a slot without one."""

    REGISTERED = "已交"
    """The file is registered."""
    NEW = "可登记"
    """The file has its place and is not registered yet."""
    MISSING = "缺"
    """A slot that is owed, without filing and without file; or a registered file that is gone."""
    MISPLACED = "放错"
    """Folder and name contradict each other, or the slot does not fit the evidence."""
    DOUBLE = "重复"
    """Another file has the same content."""
    UNREADABLE = "看不懂"
    """The name leads nowhere, or the file can't be read."""


@dataclass(frozen=True, slots=True)
class ScanLine:
    """One file (or slot) with what became of it and, where something is wrong, why."""

    outcome: Outcome
    name: str
    why: str = ""
    facts: FileFacts | None = None
    slot: Slot | None = None
    evidence: EvidenceEntry | None = None
    span: DateSpan | None = None
    title: str = ""
    document_no: str | None = None

    @property
    def details(self) -> str:
        """What the file itself says, as far as it matters to whoever files it."""
        return _details(self.facts) if self.facts else ""


@dataclass(frozen=True, slots=True)
class ScanReport:
    """Everything that a scan found."""

    lines: tuple[ScanLine, ...]

    def of(self, outcome: Outcome) -> tuple[ScanLine, ...]:
        """Return the lines of one outcome."""
        return tuple(line for line in self.lines if line.outcome is outcome)


def scan(
    register: Register,
    today: date,
    progress: Callable[[Iterable[Path]], Iterable[Path]] = iter,
) -> ScanReport:
    """Look at every file of the evidence folder.

    :param progress: wraps the files that are read, to show how far the scan is.
    """
    return ScanReport(tuple(_Scan(register, today).lines(progress)))


class _Scan:
    """What is known beforehand: the evidence under all its names, and the registered files."""

    def __init__(self, register: Register, today: date) -> None:
        self._register = register
        self._folder = register.evidence_folder
        self._progress = Progress(register, today)
        names = ((name, each) for each in register.evidence for name in (each.id, each.slug))
        self._evidence = {_plain(name): each for name, each in names}
        self._registered: dict[str, list[FilingEntry]] = defaultdict(list)
        for filing in register.filings:
            for file in filing.files:
                self._registered[file.record.name].append(filing)

    def lines(self, progress: Callable[[Iterable[Path]], Iterable[Path]]) -> Iterator[ScanLine]:
        """Yield a line per file, then one per registered file that is gone and per empty slot."""
        cache = FactsCache(self._register.data.cache)
        found = [self._line(path, cache) for path in progress(list(walk(self._folder)))]
        cache.save()
        found = list(_doubles(found))
        yield from found
        yield from self._gone({line.name for line in found})
        yield from self._missing(found)

    def _line(self, path: Path, cache: FactsCache) -> ScanLine:
        name = path.relative_to(self._folder).as_posix()
        if not name.isascii() and any("\ud800" <= char <= "\udfff" for char in name):
            why = "文件名不是 UTF-8（像是 GBK），请在 Windows 上重新复制或改名"
            return ScanLine(Outcome.UNREADABLE, os.fsencode(name).decode("gb18030", "replace"), why)
        try:
            if not path.resolve().is_relative_to(self._folder.resolve()):
                return ScanLine(Outcome.UNREADABLE, name, "链接指到材料文件夹之外，没有读")
            facts = cache.read(path)
        except (OSError, RuntimeError) as error:
            why = reason(error) if isinstance(error, OSError) else "链接绕圈"
            return ScanLine(Outcome.UNREADABLE, name, f"打不开（{why}）")
        if name in self._registered:
            return self._damaged(
                ScanLine(Outcome.REGISTERED, name, self._where(name, facts), facts)
            )
        wrong = _wrong_name(name)
        if wrong:
            return ScanLine(Outcome.UNREADABLE, name, wrong, facts)
        return self._damaged(self._place(name, facts))

    def _where(self, name: str, facts: FileFacts) -> str:
        """Say where a registered file is registered, and what its caption lacks."""
        filings = self._registered[name]
        said = f"登记 {'、'.join(filing.id for filing in filings)}"
        files = (file for file in filings[0].files if file.record.name == name)
        lacking = next(files).record.uncaptioned if facts.is_picture else ()
        return f"{said}；照片没有写{'、'.join(lacking)}" if lacking else said

    def _damaged(self, line: ScanLine) -> ScanLine:
        damage = line.facts.damage if line.facts else None
        return ScanLine(Outcome.UNREADABLE, line.name, damage, line.facts) if damage else line

    def _place(self, name: str, facts: FileFacts) -> ScanLine:
        """Find the slot of a file by its name and the names of its folders, the nearest first."""
        *folders, own = name.split("/")
        stem = own[: own.rindex(".")] if "." in own else own
        said = _Said.of(stem, self._evidence)
        around = [_Said.of(folder, self._evidence) for folder in reversed(folders)]
        whose = [each.evidence for each in (said, *around) if each.evidence]
        if not whose:
            return ScanLine(Outcome.UNREADABLE, name, _no_evidence(stem), facts)
        if len({each.id for each in whose}) > 1:
            both = f"文件名写的是 {whose[0].id}，文件夹写的是 {whose[1].id}"
            return ScanLine(Outcome.MISPLACED, name, both, facts)
        slots = [each.slot for each in (said, *around) if each.slot]
        if not all(_fit(one, other) for one, other in pairwise(slots)):
            both = f"文件名写的是“{slots[0]}”，文件夹写的是“{slots[1]}”"
            return ScanLine(Outcome.MISPLACED, name, both, facts)
        return self._in_slot(name, facts, whose[0], slots[0] if slots else None, said)

    def _in_slot(
        self, name: str, facts: FileFacts, evidence: EvidenceEntry, slot: str | None, said: _Said
    ) -> ScanLine:
        term = self._register.unit.term
        if slot is None and evidence.record.frequency is not Frequency.TERM:
            why = f"没有写哪一期；{evidence.id} 是{evidence.record.frequency}的"
            return ScanLine(Outcome.UNREADABLE, name, why, facts)
        try:
            span = named_span(term, evidence.record.frequency, slot, None)
        except SlotError as error:
            return ScanLine(
                Outcome.MISPLACED, name, f"期次“{slot}”不对，应为{error.expected}", facts
            )
        slots = self._progress.of(evidence)
        found = next((each for each in slots if each.span == span), None)
        title = said.title or evidence.record.name
        why = "登记后请写事由、时间、地点、人物" if facts.is_picture else ""
        return ScanLine(
            Outcome.NEW, name, why, facts, found, evidence, span, title, said.document_no
        )

    def _gone(self, there: set[str]) -> Iterator[ScanLine]:
        for name, filings in self._registered.items():
            if name not in there:
                yield ScanLine(
                    Outcome.MISSING, name, f"登记 {filings[0].id} 写了这个文件，没有找到"
                )

    def _missing(self, found: list[ScanLine]) -> Iterator[ScanLine]:
        filled = {line.slot.slug for line in found if line.slot}
        for slot in self._progress.slots:
            if slot.state.gap and slot.slug not in filled:
                why = f"{slot.state}，{slot.due.isoformat()} 到期：{slot.evidence.record.name}"
                yield ScanLine(Outcome.MISSING, slot.id, why, slot=slot)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the name of a file or folder says."""

    evidence: EvidenceEntry | None
    slot: str | None
    title: str
    document_no: str | None

    @classmethod
    def of(cls, name: str, known: dict[str, EvidenceEntry]) -> _Said:
        first, *rest = (part.strip() for part in name.split("_"))
        evidence = known.get(_plain(first))
        if evidence is None:
            # A folder may be called after its year alone.
            slot = first if not rest and _SLOT.fullmatch(first) else None
            return cls(None, _slot(slot), "", None)
        slot = rest.pop(0) if rest and _SLOT.fullmatch(rest[0]) else None
        number = rest.pop() if rest and _DOCUMENT_NO.fullmatch(rest[-1]) else None
        return cls(evidence, _slot(slot), " ".join(part for part in rest if part), number)


def _details(facts: FileFacts) -> str:
    parts = [f"SHA-256 {facts.sha256[:12]}"]
    parts += [f"{facts.pages} 页"] if facts.pages else []
    parts += [f"{facts.width}×{facts.height} 像素"] if facts.width else []
    parts += [f"作者“{facts.author}”"] if facts.author else []
    parts += ["带着拍摄地点（GPS）"] if facts.gps else []
    return "，".join(parts)


def _fit(one: str, other: str) -> bool:
    """Whether a period may lie in another: 2025-03 in 2025, anything in the term."""
    return "届期" in (one, other) or one.startswith(other) or other.startswith(one)


def _slot(name: str | None) -> str | None:
    return "届期" if name == "term" else name.upper() if name else None


def _plain(name: str) -> str:
    """Return a name as it is compared: ``Ⅲ-2-(1)-01`` is ``Ⅲ-2-⑴-01``, however it was typed."""
    return unicodedata.normalize("NFKC", name).lower().replace("（", "(").replace("）", ")")


def _wrong_name(path: str) -> str:
    name = path.rpartition("/")[2]
    if _TEMPORARY.fullmatch(name):
        return "临时文件或系统文件，不是材料"
    if wrong := path_problem(path):
        return f"文件名或文件夹名{wrong}"
    return "" if "." in name else "没有扩展名"


def _no_evidence(stem: str) -> str:
    first = stem.partition("_")[0]
    return f"“{first[:40]}”不是材料编号；文件名要像 Ⅲ-2-⑴-01_2025_题名_文号.pdf"


def _doubles(lines: list[ScanLine]) -> Iterator[ScanLine]:
    """Say of a file with the content of another whose it is; a registered one may be reused."""
    placed = [line for line in lines if line.outcome in (Outcome.REGISTERED, Outcome.NEW)]
    placed.sort(key=lambda line: line.outcome is Outcome.NEW)
    same = grouped(placed, lambda line: line.facts and line.facts.sha256)
    for line in lines:
        first, *others = same.get(line.facts and line.facts.sha256) or (line,)
        if line.outcome is Outcome.NEW and line is not first:
            why = f"内容和 {first.name} 一样；一证多用请写进同一条登记"
            yield replace(line, outcome=Outcome.DOUBLE, why=why, slot=None)
        elif line.outcome is Outcome.REGISTERED and others:
            others = [each for each in (first, *others) if each is not line]
            yield replace(line, why=f"{line.why}；内容和 {others[0].name} 一样")
        else:
            yield line
