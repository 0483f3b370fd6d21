"""A scan of the evidence folder: each file is matched to a slot by its name or its folder's.

A name is ``<evidence>_<slot>_<title>_<document number>.pdf``, for instance
``Ⅲ-2-⑴-01_2025_年度工作计划_泉金〔2025〕3号.pdf``, or has the evidence's ASCII id. No file is
moved, renamed or deleted.
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
    """The result for a file, or for a slot without one."""

    REGISTERED = "已交"
    """The file is registered."""
    NEW = "可登记"
    """The file belongs to a slot and is not registered yet."""
    MISSING = "缺"
    """A slot that is due or late without a file, or a registered file that does not exist."""
    MISPLACED = "放错"
    """Folder and name contradict each other, or the slot does not fit the evidence."""
    DOUBLE = "重复"
    """Another file has the same content."""
    UNREADABLE = "看不懂"
    """The name has no evidence id, or the file can't be read."""


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
    title: str = ""
    document_no: str | None = None

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

    def of(self, outcome: Outcome) -> tuple[ScanLine, ...]:
        """Return the lines of one outcome."""
        return tuple(line for line in self.lines if line.outcome is outcome)


def scan(
    register: Register,
    today: date,
    progress: Callable[[Iterable[Path]], Iterable[Path]] = iter,
) -> ScanReport:
    """Match every file of the evidence folder.

    :param progress: wraps the files that are read, to show the progress.
    """
    return ScanReport(tuple(_Scan(register, today).lines(progress)))


class _Scan:
    """The lookups of a scan: the evidence by id and slug, the filings by the names of files."""

    def __init__(self, register: Register, today: date) -> None:
        self._register = register
        self._folder = register.evidence_folder
        self._progress = Progress(register, today)
        self._evidence = {
            _comparison_key(name): entry
            for entry in register.evidence
            for name in (entry.id, entry.slug)
        }
        self._registered: dict[str, list[FilingEntry]] = defaultdict(list)
        for filing in register.filings:
            for file in filing.files:
                self._registered[file.record.name].append(filing)

    def lines(self, progress: Callable[[Iterable[Path]], Iterable[Path]]) -> Iterator[ScanLine]:
        """Yield a line per file, then per missing registered file, then per empty slot."""
        cache = FactsCache(self._register.data.cache)
        lines = [self._line(path, cache) for path in progress(list(walk(self._folder)))]
        cache.save()
        lines = list(_with_duplicates(lines))
        yield from lines
        yield from self._missing_files({line.name for line in lines})
        yield from self._missing_slots(lines)

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
            line = ScanLine(Outcome.REGISTERED, name, self._registration(name, facts), facts)
        elif problem := _name_problem(name):
            return ScanLine(Outcome.UNREADABLE, name, problem, facts)
        else:
            line = self._match(name, facts)
        damage = facts.damage
        return ScanLine(Outcome.UNREADABLE, name, damage, facts) if damage else line

    def _registration(self, name: str, facts: FileFacts) -> str:
        """Return the ids of a file's filings, and the fields that its caption lacks."""
        filings = self._registered[name]
        ids = f"登记 {'、'.join(filing.id for filing in filings)}"
        files = (file for file in filings[0].files if file.record.name == name)
        missing = next(files).record.uncaptioned if facts.is_picture else ()
        return f"{ids}；照片没有写{'、'.join(missing)}" if missing else ids

    def _match(self, name: str, facts: FileFacts) -> ScanLine:
        """Match a file by its name and the names of its folders, the nearest first."""
        *folders, own = name.split("/")
        stem = own[: own.rindex(".")] if "." in own else own
        parts = _NameParts.parse(stem, self._evidence)
        folder_parts = [_NameParts.parse(folder, self._evidence) for folder in reversed(folders)]
        evidence = [part.evidence for part in (parts, *folder_parts) if part.evidence]
        if not evidence:
            id = stem.partition("_")[0][:40]
            why = f"“{id}”不是材料编号；文件名要像 Ⅲ-2-⑴-01_2025_题名_文号.pdf"
            return ScanLine(Outcome.UNREADABLE, name, why, facts)
        if len({entry.id for entry in evidence}) > 1:
            why = f"文件名写的是 {evidence[0].id}，文件夹写的是 {evidence[1].id}"
            return ScanLine(Outcome.MISPLACED, name, why, facts)
        slots = [part.slot for part in (parts, *folder_parts) if part.slot]
        if not all(_is_within(one, other) for one, other in pairwise(slots)):
            why = f"文件名写的是“{slots[0]}”，文件夹写的是“{slots[1]}”"
            return ScanLine(Outcome.MISPLACED, name, why, facts)
        return self._new(name, facts, evidence[0], slots[0] if slots else None, parts)

    def _new(
        self,
        name: str,
        facts: FileFacts,
        evidence: EvidenceEntry,
        slot: str | None,
        parts: _NameParts,
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
        return ScanLine(
            Outcome.NEW,
            name,
            "登记后请写事由、时间、地点、人物" if facts.is_picture else "",
            facts,
            next((slot for slot in self._progress.of(evidence) if slot.span == span), None),
            evidence,
            span,
            parts.title or evidence.record.name,
            parts.document_no,
        )

    def _missing_files(self, names: set[str]) -> Iterator[ScanLine]:
        for name, filings in self._registered.items():
            if name not in names:
                yield ScanLine(
                    Outcome.MISSING, name, f"登记 {filings[0].id} 写了这个文件，没有找到"
                )

    def _missing_slots(self, lines: list[ScanLine]) -> Iterator[ScanLine]:
        filled = {line.slot.slug for line in lines if line.slot}
        for slot in self._progress.slots:
            if slot.state.gap and slot.slug not in filled:
                why = f"{slot.state}，{slot.due.isoformat()} 到期：{slot.evidence.record.name}"
                yield ScanLine(Outcome.MISSING, slot.id, why, slot=slot)


@dataclass(frozen=True, slots=True)
class _NameParts:
    """The parts of the name of a file or folder."""

    evidence: EvidenceEntry | None
    slot: str | None
    title: str
    document_no: str | None

    @classmethod
    def parse(cls, name: str, known: dict[str, EvidenceEntry]) -> _NameParts:
        first, *rest = (part.strip() for part in name.split("_"))
        evidence = known.get(_comparison_key(first))
        if evidence is None:
            # The name of a folder may be a slot alone.
            slot = first if not rest and _SLOT.fullmatch(first) else None
            return cls(None, _slot(slot), "", None)
        slot = rest.pop(0) if rest and _SLOT.fullmatch(rest[0]) else None
        number = rest.pop() if rest and _DOCUMENT_NO.fullmatch(rest[-1]) else None
        return cls(evidence, _slot(slot), " ".join(part for part in rest if part), number)


def _is_within(one: str, other: str) -> bool:
    """Whether one slot is within the other: 2025-03 in 2025, any in the term."""
    return "届期" in (one, other) or one.startswith(other) or other.startswith(one)


def _slot(name: str | None) -> str | None:
    return "届期" if name == "term" else name.upper() if name else None


def _comparison_key(name: str) -> str:
    """Return a key that is the same for all ways to type an id: ``Ⅲ-2-(1)-01``, ``Ⅲ-2-⑴-01``."""
    return unicodedata.normalize("NFKC", name).lower().replace("（", "(").replace("）", ")")


def _name_problem(path: str) -> str:
    name = path.rpartition("/")[2]
    if _TEMPORARY.fullmatch(name):
        return "临时文件或系统文件，不是材料"
    if problem := path_problem(path):
        return f"文件名或文件夹名{problem}"
    return "" if "." in name else "没有扩展名"


def _with_duplicates(lines: list[ScanLine]) -> Iterator[ScanLine]:
    """Yield lines with a note for files of the same content; registered ones keep their outcome."""
    matched = [line for line in lines if line.outcome in (Outcome.REGISTERED, Outcome.NEW)]
    matched.sort(key=lambda line: line.outcome is Outcome.NEW)
    same = grouped(matched, lambda line: line.facts and line.facts.sha256)
    for line in lines:
        first, *others = same.get(line.facts and line.facts.sha256) or (line,)
        if line.outcome is Outcome.NEW and line is not first:
            why = f"内容和 {first.name} 一样；一证多用请写进同一条登记"
            yield replace(line, outcome=Outcome.DOUBLE, why=why, slot=None)
        elif line.outcome is Outcome.REGISTERED and others:
            other = next(other for other in (first, *others) if other is not line)
            yield replace(line, why=f"{line.why}；内容和 {other.name} 一样")
        else:
            yield line
