"""Errors of the term and of filings, including leaks of content that must not be published."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from allocation.base.enums import FilingState, Period, Verdict, Visibility
from allocation.base.filenames import leads_out, path_problem
from allocation.base.grouping import grouped, grouped_pairs
from allocation.base.problems import Problem
from allocation.datafiles.model import Files
from allocation.lint.names import repeated, unknown
from allocation.lint.rule_words import FILING_DAYS, LABELS, problem
from allocation.register.indicators import word
from allocation.register.owing import party_of
from allocation.register.register import AttachedFile, FilingEntry, Register, filings_year
from allocation.register.schedule import SlotError, milestone_span, named_span
from allocation.runtime.atomic_files import is_inside


def folder(register: Register, files: Files) -> Iterator[Problem]:
    """The evidence folder must not be the data folder, nor contain it."""
    if is_inside(register.evidence_folder, register.folder):
        actual = f"evidence_folder 写的是“{register.unit.evidence_folder}”"
        expected = "专放材料文件的文件夹，如 evidence"
        yield Problem(register.unit.ref, actual, expected, "改成另一个文件夹。")


def term(register: Register, files: Files) -> Iterator[Problem]:
    """The term must start on the first of a month, and lie within a year of its milestones."""
    record = register.unit.term
    span = None
    if record.start is not None:
        ref = record.ref.at("start")
        if record.start.day != 1 or not 1990 <= record.start.year <= 2100:
            yield problem("term_start", ref, day=record.start.isoformat())
        else:
            span = milestone_span(record)
    for milestone in record.milestones:
        said = {"name": milestone.name, "day": milestone.date.isoformat()}
        if record.start is None:
            yield problem("milestone_without_term", milestone.ref, **said)
        elif span and not span.start <= milestone.date <= span.end:
            limits = {"start": span.start.isoformat(), "end": span.end.isoformat()}
            yield problem("milestone_outside", milestone.ref, **said, **limits)


def started(register: Register, files: Files) -> Iterator[Problem]:
    """A term with filings must have a start."""
    if register.unit.term.start is None:
        for file in files.filings:
            if file.filings:
                yield problem("not_started", file.ref)


def proofs(register: Register, files: Files) -> Iterator[Problem]:
    """The evidence or indicator of a filing or value must exist, and the filings of a value."""
    if not files.filings:
        return
    filed = {filing.id: filing.id for filing in register.filings}
    evidence = {id: entry.id for entry in register.evidence for id in (entry.id, entry.slug)}
    indicators = {indicator.id: indicator.id for indicator in register.indicators}
    for file in files.filings:
        for filing in file.filings:
            ref = filing.ref.at("evidence")
            names = [(id, ref) for id in filing.evidence]
            yield from unknown("evidence", names, evidence)
        values = [(value.indicator, value.ref.at("indicator")) for value in file.indicators]
        yield from unknown("indicator", values, indicators)
        named = [(id, value.ref.at("proof")) for value in file.indicators for id in value.proof]
        yield from unknown("filing", named, filed)


def numbers(register: Register, files: Files) -> Iterator[Problem]:
    """Numbers of filings and values of an indicator must be unique in a year."""
    for file in files.filings:
        filings = ((f"{int(filing.no):03}", filing.ref.at("no")) for filing in file.filings)
        for no, first, ref in repeated(filings):
            actual = f"登记编号“{no}”重复（{first} 已有）"
            yield Problem(ref, actual, "一年里不重复的编号", "改成没有用过的编号。")
        values = (
            ((value.indicator, value.round or ""), value.ref.at("indicator"))
            for value in file.indicators
        )
        for (id, round), first, ref in repeated(values):
            said = {"id": id, "round": round, "year": filings_year(file)}
            yield problem("value_twice", ref, first=first, **said)


def slots(register: Register, files: Files) -> Iterator[Problem]:
    """The period of a filing must exist for all its evidence."""
    record = register.unit.term
    if record.start is None or any(True for _ in term(register, files)):
        return
    for filing in register.filings:
        for evidence in filing.evidence:
            given, day = filing.record.slot, filing.record.date
            try:
                named_span(record, evidence.record.frequency, given, day)
            except SlotError as error:
                label = LABELS["slot" if given else "date" if day else "no_slot"]
                yield problem(
                    "slot",
                    filing.ref.at("slot" if given else "date"),
                    id=evidence.id,
                    frequency=evidence.record.frequency,
                    slot=label.format(slot=given, day=day),
                    expected=error.expected,
                    remedy=error.remedy,
                )


def papers(register: Register, files: Files) -> Iterator[Problem]:
    """A paper that proves several clauses is filed once, under its main piece of evidence."""
    for filing in register.filings:
        for evidence in filing.evidence:
            if main := evidence.record.same_as:
                ref = filing.ref.at("evidence")
                yield problem("paper", ref, filing=filing.id, id=evidence.id, main=main)


def parties(register: Register, files: Files) -> Iterator[Problem]:
    """Of evidence of which each party owes its own, a filing must say whose it is."""
    for filing in register.filings:
        for evidence in filing.evidence:
            try:
                party_of(filing, evidence)
            except SlotError as error:
                record = filing.record
                field = "party" if record.party else "filed_by"
                person = record.filed_by or LABELS["nobody"]
                yield problem(
                    "whose",
                    filing.ref.at(field),
                    id=evidence.id,
                    filing=filing.id,
                    said=LABELS[field].format(party=record.party, person=person),
                    expected=error.expected,
                    remedy=error.remedy,
                )


def states(register: Register, files: Files) -> Iterator[Problem]:
    """A return needs a reason, a check a checker, and the days must be in order."""
    for filing in register.filings:
        record, ref = filing.record, filing.ref.at("state")
        if record.state is FilingState.RETURNED and not record.reason:
            yield problem("no_reason", ref, filing=filing.id)
        if record.state is FilingState.CHECKED and not record.checked_by:
            yield problem("no_checker", ref, filing=filing.id)
        yield from _days(filing)


def _days(filing: FilingEntry) -> Iterator[Problem]:
    record = filing.record
    named = ((label, getattr(record, field)) for field, label in FILING_DAYS.items())
    days = [(label, day) for label, day in named if day]
    for (first, before), (second, after) in pairwise(days):
        if after < before:
            said = {"first": first, "before": before, "second": second, "after": after}
            yield problem("days", filing.ref.at("date"), filing=filing.id, **said)


def names(register: Register, files: Files) -> Iterator[Problem]:
    """The persons who filed or checked must be known, and the party that a filing is for."""
    if files.people is None:
        return
    known = {person.key: person.name for person in files.people}
    for filing in register.filings:
        who = [name for name in (filing.record.filed_by, filing.record.checked_by) if name]
        yield from unknown("person", [(name, filing.ref) for name in who], known)
    if files.departments is None:
        return
    known |= {department.name: department.name for department in files.departments}
    named = [
        (filing.record.party, filing.ref.at("party"))
        for filing in register.filings
        if filing.record.party
    ]
    yield from unknown("department", named, known)


def attachments(register: Register, files: Files) -> Iterator[Problem]:
    """Files must be readable, and in the evidence folder."""
    for filing in register.filings:
        for file in filing.files:
            yield from _attachment(file)
        for name, first, ref in repeated((file.name, file.ref) for file in filing.record.files):
            yield problem("file_twice", ref, name=name, first=first)


def _attachment(file: AttachedFile) -> Iterator[Problem]:
    record, facts = file.record, file.facts
    if leads_out(record.name) or "\\" in record.name or ":" in record.name:
        yield problem("file_outside", record.ref, name=record.name)
    elif wrong := path_problem(record.name):
        yield problem("file_name", record.ref, name=record.name, wrong=wrong)
    elif facts and facts.damage:
        actual = f"文件“{record.name}”：{facts.damage}"
        yield Problem(record.ref, actual, "能打开的文件", "换上好的文件，或改正扩展名。")


def leaks(register: Register, files: Files) -> Iterator[Problem]:
    """A filing must not publish content that the visibility of its evidence excludes."""
    for filing in register.filings:
        if filing.visibility is Visibility.TITLE_ONLY:
            yield from _title_only(filing)
    yield from _same_file(register)


def _title_only(filing: FilingEntry) -> Iterator[Problem]:
    titles = [
        entry.id for entry in filing.evidence if entry.record.visibility is Visibility.TITLE_ONLY
    ]
    said = {"filing": filing.id, "id": titles[0]}
    if filing.record.link:
        yield problem("title_only_link", filing.ref.at("link"), **said)
    if filing.record.redacted:
        yield problem("title_only_redacted", filing.ref, **said)


def _same_file(register: Register) -> Iterator[Problem]:
    """The same content can't be published in one filing and withheld in another."""
    uses = grouped_pairs(
        (file.digest, (filing, file)) for filing in register.filings for file in filing.files
    )
    for digest, pairs in uses.items():
        withheld = [filing for filing, _ in pairs if not filing.published]
        for filing, file in pairs if digest and withheld else ():
            if filing.published:
                actual = (
                    f"文件“{file.record.name}”在登记 {filing.id} 里要挂出，"
                    f"在登记 {withheld[0].id}（{withheld[0].visibility}）里不许挂出"
                )
                remedy = "换成去除个人信息的文件，或改正材料的 visibility。"
                yield Problem(file.record.ref, actual, "同一个文件只有一种挂法", remedy)


def values(register: Register, files: Files) -> Iterator[Problem]:
    """An indicator needs a value, or numerator and denominator; 0 ÷ 0 is a value."""
    for value in register.values:
        record = value.record
        parts = [record.numerator, record.denominator]
        given = [part for part in parts if part is not None]
        id = record.indicator
        if (record.value is None) == (not given):
            wrong = LABELS["two_values" if given else "no_value"]
            yield problem("value_forms", record.ref, id=id, wrong=wrong)
        elif given and word(record) is None and (len(given) < 2 or not record.denominator):
            yield problem("value_parts", record.ref, id=id)
        elif word(record) is Verdict.NOT_APPLICABLE and not record.note:
            yield problem("value_no_note", record.ref, id=id)


def rounds(register: Register, files: Files) -> Iterator[Problem]:
    """An indicator per round has its rounds; a word for the whole year stands alone."""
    of_year = grouped(register.values, lambda value: (value.year, value.indicator.id))
    for (year, id), entries in of_year.items():
        for value in entries:
            record, period = value.record, value.indicator.record.period
            said = {"id": id, "year": year, "round": record.round, "word": word(record)}
            if period is not Period.ROUND and record.round:
                yield problem("round_unused", record.ref.at("round"), period=period, **said)
            elif period is Period.ROUND and not record.round and not word(record):
                yield problem("round_missing", record.ref, **said)
            elif period is Period.ROUND and not record.round and len(entries) > 1:
                yield problem("round_beside", record.ref, **said)


RULES = (
    folder,
    term,
    started,
    numbers,
    slots,
    papers,
    parties,
    states,
    names,
    attachments,
    leaks,
    values,
    rounds,
)
WHOLE_RULES = (proofs,)
