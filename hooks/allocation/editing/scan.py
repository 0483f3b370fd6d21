"""A scan of the evidence folder: each file is matched to a slot by its name or its folder's.

A name is ``<evidence>_<slot>_<title>_<document number>.pdf``, for instance
``Ⅲ-2-⑴-01_2025_年度工作计划_泉金〔2025〕3号.pdf``; codes and periods may stand anywhere in it,
in any spelling. A file without a code gets proposals, which a person chooses from. No file is
moved, renamed or deleted.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from allocation.base.enums import Frequency
from allocation.base.filenames import path_problem
from allocation.base.grouping import grouped, unique
from allocation.base.os_messages import reason
from allocation.datafiles.file_metadata import FactsCache, FileFacts, walk
from allocation.datafiles.file_texts import beginning
from allocation.datafiles.model import Attachment
from allocation.editing.evidence_matching import EvidenceIndex, Proposal, is_sure
from allocation.editing.file_names import (
    CodeMatch,
    Codes,
    NamedPeriod,
    document_year,
    period,
    title,
)
from allocation.register.progress import Progress, Slot
from allocation.register.register import EvidenceEntry, FilingEntry, Register
from allocation.register.schedule import DateSpan, SlotError, named_span

_TEMPORARY = re.compile(
    r"~\$.*|\..*|thumbs\.db|desktop\.ini|.*\.(tmp|crdownload|part)", re.IGNORECASE
)
_ANOTHER_UNIT = re.compile(
    r"[\u3400-\u9fff]{2,4}[省市县区][\u3400-\u9fff]{2,10}?(?:局|委员会|中心|厅|院)"
)
_TEXT_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?=\s*年)")
_HEADING = 150
"""How many characters of a file's text say what it is."""


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


def scan(
    register: Register,
    today: date,
    progress: Callable[[Iterable[Path]], Iterable[Path]] = iter,
    choices: Mapping[str, str] | None = None,
) -> ScanReport:
    """Match every file of the evidence folder.

    :param progress: wraps the files that are read, to show the progress.
    :param choices: the code, and the period if any, that a person chose for a file.
    """
    return ScanReport(tuple(_Scan(register, today, choices or {}).lines(progress)))


class _Scan:
    """The lookups of a scan: the evidence by its code, the filings by the names of files."""

    def __init__(self, register: Register, today: date, choices: Mapping[str, str]) -> None:
        self._register = register
        self._folder = register.evidence_folder
        self._progress = Progress(register, today)
        self._choices = choices
        self._codes = Codes(register.evidence)
        self._index = EvidenceIndex(register)
        self._registered: dict[str, list[FilingEntry]] = defaultdict(list)
        self._records: dict[str, list[Attachment]] = defaultdict(list)
        for filing in register.filings:
            for file in filing.files:
                self._registered[file.record.name].append(filing)
                self._records[file.record.name].append(file.record)
        self._lost: dict[str, str] = {}

    def lines(self, progress: Callable[[Iterable[Path]], Iterable[Path]]) -> Iterator[ScanLine]:
        """Yield a line per file, then per missing registered file, then per empty slot."""
        cache = FactsCache(self._register.data.cache)
        paths = list(walk(self._folder))
        there = {path.relative_to(self._folder).as_posix() for path in paths}
        self._lost = {
            record.sha256: name
            for name, records in self._records.items()
            for record in records
            if name not in there and record.sha256
        }
        lines = [self._line(path, cache) for path in progress(paths)]
        cache.save()
        lines = list(_with_duplicates(lines))
        yield from lines
        renamed = {record.name for line in lines for record in line.records}
        yield from self._missing_files({line.name for line in lines} | renamed)
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
        return self._placed(_Named(name, facts, path))

    def _placed(self, file: _Named) -> ScanLine:
        name, facts = file.name, file.facts
        is_known = name in self._registered
        if problem := (not is_known and _name_problem(name)) or facts.damage:
            return ScanLine(Outcome.UNREADABLE, name, problem, facts)
        if is_known:
            return self._registration(name, facts)
        if old := self._lost.pop(facts.sha256, None):
            why = f"内容和登记过的 {old} 一样，那个文件不见了"
            return ScanLine(Outcome.RENAMED, name, why, facts, records=tuple(self._records[old]))
        return self._match(file)

    def _registration(self, name: str, facts: FileFacts) -> ScanLine:
        """Return the line of a registered file: its filings, and what its caption lacks."""
        filings, records = self._registered[name], self._records[name]
        ids = f"登记 {'、'.join(filing.id for filing in filings)}"
        candidates = tuple(
            SlotProposal(entry, filing.record.slot)
            for filing in filings
            for entry in filing.evidence
        )
        if any(record.sha256 and record.sha256 != facts.sha256 for record in records):
            why = f"{ids}；登记以后改过"
            return ScanLine(
                Outcome.CHANGED, name, why, facts, candidates=candidates, records=tuple(records)
            )
        missing = records[0].uncaptioned if facts.is_picture else ()
        why = f"{ids}；照片没有写{'、'.join(missing)}" if missing else ids
        return ScanLine(Outcome.REGISTERED, name, why, facts, candidates=candidates)

    def _match(self, file: _Named) -> ScanLine:
        """Match a file by its name and the names of its folders, the nearest first."""
        chosen = self._choices.get(file.name)
        names = [chosen] if chosen else file.parts
        matches = [self._codes.find(name) for name in names]
        found = [match for match in matches if match]
        rests = [match.rest if match else name for match, name in zip(matches, names, strict=True)]
        periods = [each for each in map(period, rests + (file.parts if chosen else [])) if each]
        codes = [match for match in found if match.is_whole]
        if not codes:
            return self._guess(file, found, _merged(periods))
        if not codes[0].evidence:
            why = f"“{codes[0].text}”不是材料编号，请对照分工表改正"
            return ScanLine(Outcome.UNREADABLE, file.name, why, file.facts)
        (evidence,) = codes[0].evidence
        if why := self._contradiction(names, found, evidence) or (
            "" if chosen else _disagreement(periods)
        ):
            entries = unique(entry for match in codes for entry in match.evidence)
            return self._asked(file, Outcome.MISPLACED, why, entries, None)
        own = file.stem if chosen else matches[0].rest if matches[0] else ""
        return self._new(file, evidence, _merged(periods), own)

    def _contradiction(
        self, names: Iterable[str], found: Iterable[CodeMatch], evidence: EvidenceEntry
    ) -> str:
        """Return how codes contradict each other: several in a name, or another in a folder."""
        for name in names:
            texts = {match.evidence: match.text for match in self._codes.all(name)}
            if len(texts) > 1:
                codes = "、".join(texts.values())
                return f"一个名字里有几个编号（{codes}）；一证多用请在一条登记的 evidence 里都写上"
        for match in found:
            if evidence not in match.evidence:
                return f"文件名写的是 {evidence.id}，文件夹写的是 {match.text}"
        return ""

    def _new(
        self, file: _Named, evidence: EvidenceEntry, when: NamedPeriod | None, own: str
    ) -> ScanLine:
        when, source = self._dated(file, when)
        key, frequency = when.key if when else None, evidence.record.frequency
        if self._register.unit.term.start is None:
            why = "unit.yml 没有写届期第一天，对不出哪一期"
            return self._asked(file, Outcome.UNREADABLE, why, [evidence], None)
        if key is None and frequency is not Frequency.TERM:
            why = f"没有写哪一期；{evidence.id} 是{frequency}的"
            return self._asked(file, Outcome.UNREADABLE, why, [evidence], when)
        try:
            span = named_span(self._register.unit.term, frequency, key, None)
        except SlotError as error:
            why = f"期次“{key}”不对，应为{error.expected}"
            return self._asked(file, Outcome.MISPLACED, why, [evidence], None)
        text, number = title(own)
        notes = [source, *self._warnings(beginning(file.path), when)]
        notes += ["登记后请写事由、时间、地点、人物"] if file.facts.is_picture else []
        return ScanLine(
            Outcome.NEW,
            file.name,
            "；".join(filter(None, notes)),
            file.facts,
            next((slot for slot in self._progress.of(evidence) if slot.span == span), None),
            evidence,
            span,
            text or evidence.record.name,
            number,
            when.year if when else None,
            (SlotProposal(evidence, span.key),),
        )

    def _dated(self, file: _Named, when: NamedPeriod | None) -> tuple[NamedPeriod | None, str]:
        """Return the period with the day of the picture or the document's year, and a note."""
        taken = file.facts.taken and date.fromisoformat(file.facts.taken)
        if taken:
            day = NamedPeriod(taken.year, None, taken.month, taken.day)
            if when is None or (when.agrees(day) and not when.is_term):
                return day.within(when or day), "" if when and when.day else "期次取自拍照时间"
        year = document_year(file.stem)
        if year and (when is None or (when.year is None and not when.is_term)):
            return (when or NamedPeriod()).within(NamedPeriod(year)), f"期次取自文号里的 {year}"
        return when, ""

    def _guess(self, file: _Named, found: list[CodeMatch], when: NamedPeriod | None) -> ScanLine:
        """Propose evidence by the words of the name and the text, among what its code leaves."""
        text = beginning(file.path)
        among = found[0].evidence if found else None
        proposals = self._index.proposals(file.name, text[:_HEADING], among)
        if not proposals:
            name = "文件名要像 Ⅲ-2-⑴-01_2025_题名_文号.pdf"
            said = (
                f"只写到 {found[0].text}，看不出是哪一份"
                if found
                else "没有材料编号，也看不出是哪一项"
            )
            why = f"{said}；{name}"
            return ScanLine(Outcome.UNREADABLE, file.name, why, file.facts)
        when, source = self._dated(file, when)
        outcome = Outcome.LIKELY if is_sure(proposals) else Outcome.POSSIBLE
        return ScanLine(
            outcome,
            file.name,
            "；".join(filter(None, [source, *self._warnings(text, when)])),
            file.facts,
            candidates=tuple(self._candidate(proposal, when) for proposal in proposals),
        )

    def _asked(
        self,
        file: _Named,
        outcome: Outcome,
        why: str,
        evidence: Iterable[EvidenceEntry],
        when: NamedPeriod | None,
    ) -> ScanLine:
        candidates = tuple(SlotProposal(entry, self._period_key(entry, when)) for entry in evidence)
        return ScanLine(outcome, file.name, why, file.facts, candidates=candidates)

    def _candidate(self, proposal: Proposal, when: NamedPeriod | None) -> SlotProposal:
        evidence = proposal.evidence
        return SlotProposal(
            evidence, self._period_key(evidence, when), proposal.score, proposal.words
        )

    def _period_key(self, evidence: EvidenceEntry, when: NamedPeriod | None) -> str | None:
        key, frequency = when.key if when else None, evidence.record.frequency
        if key is None and frequency is not Frequency.TERM:
            return None
        try:
            return named_span(self._register.unit.term, frequency, key, None).key
        except SlotError:
            return None

    def _warnings(self, text: str, when: NamedPeriod | None) -> Iterator[str]:
        """Yield what in a text speaks against it: another unit without ours, another year."""
        own = self._register.unit.name
        compact = "".join(text.split())
        units = _ANOTHER_UNIT.findall(compact)
        if units and own not in compact and not any(_is_part(name, own) for name in units):
            yield f"文中没有本单位的名称，写的是“{units[0]}”，请核对"
        years = set(_TEXT_YEAR.findall(text))
        if when and when.year and years and str(when.year) not in years:
            yield f"文中写的是 {'、'.join(sorted(years))} 年，没有 {when.year} 年，请核对"

    def _missing_files(self, names: set[str]) -> Iterator[ScanLine]:
        for name, filings in self._registered.items():
            if name not in names:
                yield ScanLine(Outcome.LOST, name, f"登记 {filings[0].id} 写了这个文件，没有找到")

    def _missing_slots(self, lines: list[ScanLine]) -> Iterator[ScanLine]:
        filled = {line.slot.slug for line in lines if line.slot}
        for slot in self._progress.slots:
            if slot.state.gap and slot.slug not in filled:
                why = f"{slot.state}，{slot.due.isoformat()} 到期：{slot.evidence.record.name}"
                yield ScanLine(Outcome.MISSING, slot.id, why, slot=slot)


@dataclass(frozen=True, slots=True)
class _Named:
    """A file with its name below the folder of files."""

    name: str
    facts: FileFacts
    path: Path

    @property
    def stem(self) -> str:
        return self.name.rpartition("/")[2].rpartition(".")[0]

    @property
    def parts(self) -> list[str]:
        """Its name, and the names of its folders, the nearest first."""
        return [self.stem, *reversed(self.name.split("/")[:-1])]


def _disagreement(periods: Iterable[NamedPeriod]) -> str:
    for one, other in pairwise(periods):
        if not one.agrees(other):
            return f"文件名写的是“{one.label}”，文件夹写的是“{other.label}”"
    return ""


def _merged(periods: Iterable[NamedPeriod]) -> NamedPeriod | None:
    """Return the nearest period, completed by those further up as far as they agree."""
    merged: NamedPeriod | None = None
    for each in periods:
        if merged is None:
            merged = each
        elif merged.agrees(each):
            merged = merged.within(each)
    return merged


def _is_part(name: str, whole: str) -> bool:
    """Whether a name is a short form of another: 泉州市金融局 of 泉州市金融工作局."""
    rest = iter(whole)
    return all(char in rest for char in name)


def _name_problem(path: str) -> str:
    name = path.rpartition("/")[2]
    if _TEMPORARY.fullmatch(name):
        return "临时文件或系统文件，不是材料"
    if problem := path_problem(path):
        return f"文件名或文件夹名{problem}"
    return "" if "." in name else "没有扩展名"


def _with_duplicates(lines: list[ScanLine]) -> Iterator[ScanLine]:
    """Yield lines with a note for files of the same content; registered ones keep their outcome."""
    order = list(Outcome)
    known = [line for line in lines if line.facts and line.facts.size]
    known.sort(key=lambda line: (line.outcome not in _REGISTERED, -order.index(line.outcome)))
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


_REGISTERED = (Outcome.REGISTERED, Outcome.CHANGED, Outcome.RENAMED)
