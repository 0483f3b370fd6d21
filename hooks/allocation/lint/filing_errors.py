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
            actual = f"届期第一天写的是 {record.start.isoformat()}"
            yield Problem(ref, actual, "某月 1 日，1990 至 2100 年", "改正 start。")
        else:
            span = milestone_span(record)
    for milestone in record.milestones:
        label = f"“{milestone.name}”的日期 {milestone.date.isoformat()} "
        if record.start is None:
            actual = f"{label}没有届期可比：没有写届期第一天"
            remedy = "加一行 start；还没有正式通知的写暂定的日子，confirmed 写 false。"
            yield Problem(milestone.ref, actual, "term 里有 start", remedy)
        elif span and not span.start <= milestone.date <= span.end:
            expected = f"届期前后一年之内：{span.start.isoformat()} 至 {span.end.isoformat()}"
            remedy = "改正日期，或届期的 start、years。"
            yield Problem(milestone.ref, f"{label}离届期超过一年", expected, remedy)


def started(register: Register, files: Files) -> Iterator[Problem]:
    """A term with filings must have a start."""
    if register.unit.term.start is None:
        for file in files.filings:
            if file.filings:
                actual = "已有登记，但 unit.yml 没有写届期第一天"
                remedy = "在 unit.yml 的 term 下加一行 start，如 start: 2024-01-01。"
                yield Problem(file.ref, actual, "term 里有 start", remedy)


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
            yield from unknown("材料编号", names, evidence, "allocation/")
        values = [(value.indicator, value.ref.at("indicator")) for value in file.indicators]
        yield from unknown("量化要求编号", values, indicators, "allocation/")
        named = [(id, value.ref.at("proof")) for value in file.indicators for id in value.proof]
        yield from unknown("登记号", named, filed, "filings/")


def numbers(register: Register, files: Files) -> Iterator[Problem]:
    """Numbers of filings and values of an indicator must be unique in a year."""
    for file in files.filings:
        filings = ((f"{int(filing.no):03}", filing.ref.at("no")) for filing in file.filings)
        for no, first, ref in repeated(filings):
            actual = f"登记编号“{no}”重复（{first} 已有）"
            yield Problem(ref, actual, "一年里不重复的编号", "改成没有用过的编号。")
        values = (
            (f"量化要求“{value.indicator}”{value.round or ''}", value.ref.at("indicator"))
            for value in file.indicators
        )
        for label, first, ref in repeated(values):
            actual = f"{label}在 {filings_year(file)} 年有两个数（{first} 已有）"
            yield Problem(ref, actual, "一年（每轮的，一轮）一个数", "删去一个。")


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
                slot = f"期次“{given}”" if given else f"日期 {day}" if day else "没有写期次和日期"
                actual = f"“{evidence.id}”（{evidence.record.frequency}）的登记：{slot}"
                ref = filing.ref.at("slot" if given else "date")
                yield Problem(ref, actual, error.expected, error.remedy)


def papers(register: Register, files: Files) -> Iterator[Problem]:
    """A paper that proves several clauses is filed once, under its main piece of evidence."""
    for filing in register.filings:
        for evidence in filing.evidence:
            if main := evidence.record.same_as:
                actual = f"登记 {filing.id} 写的“{evidence.id}”与“{main}”是同一份"
                remedy = f"把“{evidence.id}”改成“{main}”；已经写了的，删去前者。"
                yield Problem(filing.ref.at("evidence"), actual, f"登记在“{main}”", remedy)


def parties(register: Register, files: Files) -> Iterator[Problem]:
    """Of evidence of which each party owes its own, a filing must say whose it is."""
    for filing in register.filings:
        for evidence in filing.evidence:
            try:
                party_of(filing, evidence)
            except SlotError as error:
                record = filing.record
                said = (
                    f"party 写的是“{record.party}”"
                    if record.party
                    else (f"交的人是{record.filed_by or '空'}，看不出是谁的")
                )
                actual = f"“{evidence.id}”各科室各交，登记 {filing.id} 的{said}"
                ref = filing.ref.at("party" if record.party else "filed_by")
                yield Problem(ref, actual, error.expected, error.remedy)


def states(register: Register, files: Files) -> Iterator[Problem]:
    """A return needs a reason, a check a checker, and the days must be in order."""
    for filing in register.filings:
        record, ref = filing.record, filing.ref.at("state")
        if record.state is FilingState.RETURNED and not record.reason:
            yield Problem(
                ref, f"登记 {filing.id} 退回了，没有写理由", "写 reason", "加一行 reason。"
            )
        if record.state is FilingState.CHECKED and not record.checked_by:
            actual = f"登记 {filing.id} 已审核，没有写谁审核的"
            yield Problem(ref, actual, "写 checked_by", "加一行 checked_by；没有审核的改成“已交”。")
        yield from _days(filing)


def _days(filing: FilingEntry) -> Iterator[Problem]:
    record = filing.record
    named = (
        ("文件日期", record.date),
        ("交的日期", record.filed_on),
        ("审核日期", record.checked_on),
    )
    days = [(name, day) for name, day in named if day]
    for (first, before), (second, after) in pairwise(days):
        if after < before:
            actual = f"登记 {filing.id} 的{second} {after} 早于{first} {before}"
            yield Problem(filing.ref.at("date"), actual, "先有文件，再交，再审核", "改正日期。")


def names(register: Register, files: Files) -> Iterator[Problem]:
    """The persons who filed or checked must be known, and the party that a filing is for."""
    if files.people is None:
        return
    known = {person.key: person.name for person in files.people}
    for filing in register.filings:
        who = [name for name in (filing.record.filed_by, filing.record.checked_by) if name]
        yield from unknown("人员", [(name, filing.ref) for name in who], known, "people.yml")
    if files.departments is None:
        return
    known |= {department.name: department.name for department in files.departments}
    named = [
        (filing.record.party, filing.ref.at("party"))
        for filing in register.filings
        if filing.record.party
    ]
    yield from unknown("科室", named, known, "departments.yml")


def attachments(register: Register, files: Files) -> Iterator[Problem]:
    """Files must be readable, and in the evidence folder."""
    for filing in register.filings:
        for file in filing.files:
            yield from _attachment(file)
        for name, first, ref in repeated((file.name, file.ref) for file in filing.record.files):
            yield Problem(
                ref, f"文件“{name}”写了两次（{first} 已有）", "每个文件一次", "删去一个。"
            )


def _attachment(file: AttachedFile) -> Iterator[Problem]:
    record, facts = file.record, file.facts
    if leads_out(record.name) or "\\" in record.name or ":" in record.name:
        expected = "材料文件夹里的相对路径，用“/”分隔"
        yield Problem(record.ref, f"文件“{record.name}”不在材料文件夹里", expected, "改正文件名。")
    elif wrong := path_problem(record.name):
        remedy = "给文件改名，这里写新的名称。"
        yield Problem(record.ref, f"文件“{record.name}”的名称{wrong}", "处处能用的文件名", remedy)
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
    label = f"登记 {filing.id} 证明的“{titles[0]}”仅列目录"
    if filing.record.link:
        remedy = "删去 link；纸质或内部系统里的位置写在 box。"
        yield Problem(filing.ref.at("link"), f"{label}，却写了网址", "没有 link", remedy)
    if filing.record.redacted:
        actual = f"{label}，去除个人信息也不挂出，却写了 redacted"
        remedy = "删去 redacted；去除个人信息以后确实可挂的，请改材料的 visibility。"
        yield Problem(filing.ref, actual, "没有 redacted", remedy)


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
        label = f"量化要求“{record.indicator}”"
        if (record.value is None) == (not given):
            actual = f"{label}的数" + ("写了两种" if given else "没有写")
            expected = "写 value，或写 numerator 和 denominator"
            yield Problem(record.ref, actual, expected, "留下其中一种。")
        elif given and word(record) is None and (len(given) < 2 or not record.denominator):
            actual = f"{label}的分子、分母不全，或分母是 0"
            remedy = "补上；没有发生的，分子、分母都写 0，或写 value: 未发生。"
            yield Problem(record.ref, actual, "分子和不为 0 的分母", remedy)
        elif word(record) is Verdict.NOT_APPLICABLE and not record.note:
            actual = f"{label}写了不适用，没有写理由"
            yield Problem(record.ref, actual, "写 note", "加一行 note，写明理由。")


def rounds(register: Register, files: Files) -> Iterator[Problem]:
    """An indicator per round has its rounds; a word for the whole year stands alone."""
    of_year = grouped(register.values, lambda value: (value.year, value.indicator.id))
    for (year, id), entries in of_year.items():
        for value in entries:
            record, period = value.record, value.indicator.record.period
            if period is not Period.ROUND and record.round:
                actual = f"量化要求“{id}”是{period}算的，却写了 round（{record.round}）"
                remedy = "删去 round；确实每轮一个数的，把量化要求的 period 改成“每轮”。"
                yield Problem(record.ref.at("round"), actual, "没有 round", remedy)
            elif period is Period.ROUND and not record.round and not word(record):
                actual = f"量化要求“{id}”每轮一个数，没有写是哪一轮"
                remedy = f"加一行 round；{year} 年一轮也没有的，写 value: 未发生。"
                yield Problem(record.ref, actual, "写 round，如 第一轮", remedy)
            elif period is Period.ROUND and not record.round and len(entries) > 1:
                actual = f"量化要求“{id}”写了全年{word(record)}，{year} 年又有各轮的数"
                remedy = "加一行 round，或删去一个。"
                yield Problem(record.ref, actual, "全年一个词，或各轮的数", remedy)


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
