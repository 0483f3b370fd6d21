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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from allocation.base.enums import Frequency
from allocation.base.filenames import path_problem
from allocation.base.grouping import unique
from allocation.base.os_messages import reason
from allocation.datafiles.due_rules import NEVER
from allocation.datafiles.file_metadata import FactsCache, FileFacts, walk
from allocation.datafiles.file_texts import Bar, FileTexts, without_bar
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
from allocation.editing.scan_lines import (
    Outcome,
    ScanLine,
    ScanReport,
    SlotProposal,
    with_duplicates,
)
from allocation.register import owing
from allocation.register.owing import Party
from allocation.register.progress import Progress, Slot
from allocation.register.register import EvidenceEntry, FilingEntry, Register
from allocation.register.schedule import DateSpan, SlotError, named_span

_TEMPORARY = re.compile(
    r"~\$.*|\..*|thumbs\.db|desktop\.ini|.*\.(tmp|crdownload|part)", re.IGNORECASE
)
_ARCHIVES = (".zip", ".rar", ".7z")
_ANOTHER_UNIT = re.compile(
    r"[\u3400-\u9fff]{2,4}[省市县区][\u3400-\u9fff]{2,10}?(?:局|委员会|中心|厅|院)"
)
_TEXT_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?=\s*年)")
_HEADING = 150
"""How many characters of a file's text say what it is."""


def is_temporary(name: str) -> bool:
    """Whether a file is one of the system or of a program, and nobody's evidence, by its name."""
    return _TEMPORARY.fullmatch(name) is not None


def scan(
    register: Register,
    today: date,
    texts: FileTexts | None = None,
    bar: Bar = without_bar,
    choices: Mapping[str, str] | None = None,
    *,
    folder: Path | None = None,
) -> ScanReport:
    """Match every file of the evidence folder, or of one whose files are to come into it.

    :param texts: the texts of files; without it, of those that need no other program.
    :param bar: wraps the files that are worked through, to show the progress.
    :param choices: the code, and the period if any, that a person chose for a file.
    """
    texts = texts or FileTexts(register.data.cache)
    scan = _Scan(register, today, texts, choices or {}, folder)
    return ScanReport(tuple(scan.lines(bar)))


class _Scan:
    """The lookups of a scan: the evidence by its code, the filings by the names of files."""

    def __init__(
        self,
        register: Register,
        today: date,
        texts: FileTexts,
        choices: Mapping[str, str],
        folder: Path | None,
    ) -> None:
        self._register = register
        self._folder = folder or register.evidence_folder
        self._progress = Progress(register, today)
        self._texts = texts
        self._choices = choices
        self._codes = Codes(register.evidence)
        self._index = EvidenceIndex(register)
        self._registered: dict[str, list[FilingEntry]] = defaultdict(list)
        self._records: dict[str, list[Attachment]] = defaultdict(list)
        for filing in () if folder else register.filings:
            for file in filing.files:
                self._registered[file.record.name].append(filing)
                self._records[file.record.name].append(file.record)
        self._lost: dict[str, str] = {}

    def lines(self, bar: Bar) -> Iterator[ScanLine]:
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
        read = [self._read(path, cache) for path in bar("正在读材料文件", paths)]
        cache.save()
        files = [each for each in read if isinstance(each, _Named)]
        unknown = [file for file in files if file.name not in self._registered]
        self._texts.convert([(file.path, file.facts) for file in unknown], bar)
        placed = {file.name: self._placed(file) for file in bar("正在对照分工表", files)}
        lines = [placed[each.name] if isinstance(each, _Named) else each for each in read]
        lines = list(with_duplicates(lines))
        yield from lines
        renamed = {record.name for line in lines for record in line.records}
        yield from self._missing_files({line.name for line in lines} | renamed)
        yield from self._missing_slots(lines)

    def _read(self, path: Path, cache: FactsCache) -> _Named | ScanLine:
        """Return a file with its facts, or the line of what can't be read."""
        name = path.relative_to(self._folder).as_posix()
        if not name.isascii() and any("\ud800" <= char <= "\udfff" for char in name):
            why = "文件名不是 UTF-8（像是 GBK），请在 Windows 上重新复制或改名"
            return ScanLine(Outcome.UNREADABLE, os.fsencode(name).decode("gb18030", "replace"), why)
        if is_temporary(path.name):
            return ScanLine(Outcome.SKIPPED, name, "临时文件或系统文件，不是材料")
        try:
            if not path.resolve().is_relative_to(self._folder.resolve()):
                return ScanLine(Outcome.UNREADABLE, name, "链接指到材料文件夹之外，没有读")
            facts = cache.read(path)
        except (OSError, RuntimeError) as error:
            why = reason(error) if isinstance(error, OSError) else "链接绕圈"
            return ScanLine(Outcome.UNREADABLE, name, f"打不开（{why}）")
        return _Named(name, facts, path)

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
            why = f"期次写的是“{key}”，应为：{error.expected}"
            return self._asked(file, Outcome.MISPLACED, why, [evidence], None)
        owing_parties = owing.parties(evidence)
        named = [party for party in owing_parties if party and owing.name(party) in file.name]
        if len(owing_parties) > 1 and len(named) != 1:
            names = "、".join(owing.name(party) for party in owing_parties if party)
            why = f"{evidence.id} 各科室各交；文件名或文件夹名里写上哪个科室：{names}"
            return self._asked(file, Outcome.UNREADABLE, why, [evidence], when)
        party = named[0] if len(owing_parties) > 1 else None
        text, number = title(own)
        notes = [source, *self._warnings(self._texts.beginning(file.path, file.facts), when)]
        notes += ["登记后请写事由、时间、地点、人物"] if file.facts.is_picture else []
        return ScanLine(
            Outcome.NEW,
            file.name,
            "；".join(filter(None, notes)),
            file.facts,
            self._slot(evidence, span, party),
            evidence,
            span,
            party,
            text or evidence.record.name,
            number,
            when.year if when else None,
            (SlotProposal(evidence, span.key),),
        )

    def _slot(self, evidence: EvidenceEntry, span: DateSpan, party: Party | None) -> Slot | None:
        slots = (slot for slot in self._progress.of(evidence) if slot.span == span)
        return next((slot for slot in slots if party in (None, slot.party)), None)

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
        if file.path.suffix.lower() in _ARCHIVES:
            why = "压缩包里的文件看不到；请解压到这里再来，或写上材料编号整个登记"
            return ScanLine(Outcome.UNREADABLE, file.name, why, file.facts)
        text = self._texts.beginning(file.path, file.facts, recognize=True)
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
                due = f"{slot.due.isoformat()} 到期" if slot.due else NEVER
                why = f"{slot.state}，{due}：{slot.evidence.record.name}"
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
    if problem := path_problem(path):
        return f"文件名或文件夹名{problem}"
    return "" if "." in name else "没有扩展名"
