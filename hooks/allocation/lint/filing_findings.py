"""Findings about filings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from allocation.base.enums import EvidenceKind, Visibility
from allocation.base.grouping import grouped_pairs
from allocation.lint.rule import Finding, Rule
from allocation.register.addresses import address
from allocation.register.register import AttachedFile, FilingEntry, Register
from allocation.register.schedule import named_span

ABSENT = "absent-files"
"""The id of the rule about registered files that are not on this machine."""
_TOLERANCE = timedelta(days=120)


def _incomplete(register: Register) -> Iterator[Finding]:
    for filing in register.filings:
        if filing.lacks:
            yield _finding(filing, f"没有写{'、'.join(filing.lacks)}")


def _captions(register: Register) -> Iterator[Finding]:
    for filing in register.filings:
        for file in filing.files if filing.published else ():
            picture = file.facts.is_picture if file.facts else _shows_photos(filing)
            if picture and (lacking := file.record.uncaptioned):
                yield _finding(filing, f"照片{_file_label(filing, file)}没有写{'、'.join(lacking)}")


def _shows_photos(filing: FilingEntry) -> bool:
    return any(evidence.record.kind is EvidenceKind.PHOTO for evidence in filing.evidence)


def _reuse(register: Register) -> Iterator[Finding]:
    uses = grouped_pairs(
        (file.digest, filing) for filing in register.filings for file in filing.files if file.digest
    )
    for filings in uses.values():
        for filing in filings[1:] if len(filings) > 1 else ():
            if not filing.record.reuse:
                yield _finding(
                    filing, f"和登记 {filings[0].id} 是同一个文件，没有写 reuse（再次使用的理由）"
                )


def _unredacted(register: Register) -> Iterator[Finding]:
    for filing in register.filings:
        waiting = filing.visibility is Visibility.REDACTED and not filing.record.redacted
        if waiting and filing.files:
            yield _finding(filing, "去除个人信息后才能挂出；去除以后加一行 redacted: true")


def _metadata(register: Register) -> Iterator[Finding]:
    facts = [file.facts for filing in register.filings for file in filing.files if file.facts]
    authors = sum(1 for file_facts in facts if file_facts.author)
    places = sum(1 for file_facts in facts if file_facts.gps)
    if authors or places:
        text = f"{authors} 个文件里有作者，{places} 张照片里有拍摄地点；逐个看用 allocation scan"
        yield Finding("材料文件", text, register.unit.ref)


def _absent(register: Register) -> Iterator[Finding]:
    for filing in register.filings:
        for file in filing.files:
            if file.facts is None:
                label = _file_label(filing, file)
                yield _finding(filing, f"{label}不在材料文件夹里，没有挂出，也没有核对")


def _changed(register: Register) -> Iterator[Finding]:
    for filing in register.filings:
        for file in filing.files:
            if file.changed:
                label = _file_label(filing, file)
                yield _finding(filing, f"{label}的内容变了，不是登记时的那一个，没有挂出")


def _file_label(filing: FilingEntry, file: AttachedFile) -> str:
    """Return a file's name, or its position if unpublished: the name may disclose data."""
    if filing.published:
        return f"“{file.record.name}”"
    return f"第 {filing.files.index(file) + 1} 个文件"


def _dates(register: Register) -> Iterator[Finding]:
    for filing in register.filings:
        record = filing.record
        days = {"文件日期": record.date, "交的日期": record.filed_on, "审核日期": record.checked_on}
        for name, day in days.items():
            if day and day > register.unit.data_date:
                yield _finding(filing, f"{name} {day} 晚于数据日期 {register.unit.data_date}")


def _far_away(register: Register) -> Iterator[Finding]:
    """Yield documents dated long before or after their period; a tolerance is allowed."""
    term = register.unit.term
    for filing in register.filings:
        record = filing.record
        for evidence in filing.evidence if record.slot and record.date and term.start else ():
            span = named_span(term, evidence.record.frequency, record.slot, record.date)
            if record.date and not span.start - _TOLERANCE <= record.date <= span.end + _TOLERANCE:
                yield _finding(filing, f"文件日期 {record.date} 离期次“{span.label}”很远")
                break


def _unpublishable(register: Register) -> Iterator[Finding]:
    for filing in register.filings:
        for file in filing.files if filing.published else ():
            if file.facts and not file.facts.can_be_shown:
                yield _finding(
                    filing, f"“{file.record.name}”不是 PDF、JPEG、PNG，去不掉作者信息，没有挂出"
                )


def _covered(register: Register) -> Iterator[Finding]:
    for filing in register.filings:
        for place, file in enumerate(filing.files if filing.published else (), start=1):
            if file.record.covered:
                yield _finding(filing, f"第 {place} 个文件写了理由，照挂")


def _self_checked(register: Register) -> Iterator[Finding]:
    for filing in register.filings:
        record = filing.record
        if record.checked_by and record.checked_by == record.filed_by:
            yield _finding(filing, f"交的人和审核的人都是{record.checked_by}")


def _pages(register: Register) -> Iterator[Finding]:
    for filing in register.filings:
        for file in filing.files[:1] if len(filing.files) == 1 else ():
            pages = file.facts.pages if file.facts else None
            if pages and filing.record.pages and pages != filing.record.pages:
                yield _finding(filing, f"登记 {filing.record.pages} 页，文件有 {pages} 页")


def _not_owed(register: Register) -> Iterator[Finding]:
    for filing in register.filings:
        for evidence in filing.evidence:
            if reason := evidence.not_applicable:
                yield _finding(filing, f"证明的 {evidence.id} 写明不适用（{reason}）")
    for value in register.values:
        if reason := value.indicator.not_applicable:
            text = f"写明不适用（{reason}），却有 {value.year} 年的数，不算"
            yield Finding(value.indicator.id, text, value.ref, address(value.indicator))


def _finding(filing: FilingEntry, text: str) -> Finding:
    return Finding(f"登记 {filing.id}", text, filing.ref, address(filing))


RULES: tuple[Rule, ...] = (
    Rule(
        "filing-lacks", "登记不全", "目录要写日期和责任者；没有文件的要写盒号或理由。", _incomplete
    ),
    Rule(
        "captions",
        "照片说明不全",
        "照片说明应写全：事由、时间、地点、人物（GB/T 11821-2002）。",
        _captions,
    ),
    Rule(
        "reuse",
        "同一文件用了几次",
        "可以一证多用：写在同一条登记的 evidence 里，或写明理由。",
        _reuse,
    ),
    Rule("unredacted", "等待去除个人信息的文件", "去除个人信息之前，网站仅列目录。", _unredacted),
    Rule(ABSENT, "不在这台机器上的文件", "登记了文件名，文件没有找到。", _absent),
    Rule(
        "changed",
        "登记以后改过的文件",
        "确认用新的就运行 allocation scan --write --accept 文件名；改错了就换回原来的文件。",
        _changed,
    ),
    Rule("unpublishable", "不能挂出的文件类型", "请另存为 PDF 再登记。", _unpublishable),
    Rule(
        "covered",
        "有看不见的文字的文件",
        "涂黑、盖住的文字复制得出来；登记写了可以挂出的理由。",
        _covered,
    ),
    Rule("pages", "页数对不上", "登记的页数和文件的页数不同。", _pages),
    Rule("future", "日期在数据日期之后", "年份可能有误。", _dates),
    Rule(
        "far-away",
        "日期离期次很远",
        "期次或日期可能写错；补充收集的写真实日期，不用改。",
        _far_away,
    ),
    Rule("self-checked", "自己审核自己", "审核应由另一个人做。", _self_checked),
    Rule("not-owed", "不适用的却交了", "要么删去不适用，要么改登记、删去数值。", _not_owed),
    Rule(
        "speaking",
        "带着作者或地点的文件",
        "挂出的副本已经去掉这些，原件没有动；仅作提示。",
        _metadata,
    ),
)
