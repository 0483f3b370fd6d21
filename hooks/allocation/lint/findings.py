"""Rules for unusual data that may be right: shown on the page 数据核对, never corrected."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from allocation.base.enums import Basis, Column, DepartmentKind
from allocation.base.grouping import grouped, unique
from allocation.base.slugs import INVISIBLE, ascii_code, shortened
from allocation.lint import archive_rules, filing_findings
from allocation.lint.rule import Finding, Rule, RuleResult
from allocation.register import source_comparison
from allocation.register.addresses import address
from allocation.register.derived import Derived
from allocation.register.duty_version import duty_versions, is_stale
from allocation.register.open_duties import open_duties
from allocation.register.progress import Progress, Slot
from allocation.register.register import (
    ClauseEntry,
    DepartmentEntry,
    ItemEntry,
    PersonEntry,
    Register,
    RowEntry,
)
from allocation.register.schedule import inspection, provisional

_NAMED = 3
"""How many pieces of evidence a finding about many of them names."""
_INNER_SPACE = re.compile(r"(?<=[\u3000-\u9fff\u201c\u201d])[ \u3000]+(?=[\u3000-\u9fff\u201c])")


def findings(register: Register) -> tuple[RuleResult, ...]:
    """Return all rules in the order of the page, with their findings, if any."""
    return tuple(
        RuleResult(rule.id, rule.title, rule.why, tuple(rule.check(register)), rule.derived)
        for rule in RULES
    )


def _fidelity(register: Register) -> Iterator[Finding]:
    result = source_comparison.compare(register)
    if result and result.difference:
        yield Finding("原文", result.difference, register.unit.ref)


def _marks(register: Register) -> Iterator[Finding]:
    last = 0
    for row, clauses in _clauses_by_row(register):
        if any(clause.record.mark for clause in clauses):
            for clause in clauses:
                if not clause.record.mark:
                    text = f"前后条款都有标号，这一条没有：“{_cut(clause)}”"
                    yield _clause_finding(clause, text)
        # A further row of an item may continue the numbering, or restart it.
        numbers = _numbers(clauses)
        start = last if row.place > 1 and numbers[:1] != [1] else 0
        yield from _gaps(clauses, numbers, start)
        last = numbers[-1] if numbers else last


def _numbers(clauses: tuple[ClauseEntry, ...]) -> list[int]:
    """Return the numbers of the clauses; one without a mark continues the numbering."""
    numbers: list[int] = []
    for clause in clauses:
        code = ascii_code(clause.record.mark)
        numbers.append(int(code) if code.isdigit() else (numbers or [0])[-1] + 1)
    return numbers


def _gaps(clauses: tuple[ClauseEntry, ...], numbers: list[int], last: int) -> Iterator[Finding]:
    for clause, number in zip(clauses, numbers, strict=True):
        if clause.record.mark and number != last + 1:
            text = f"标号跳到“{clause.record.mark}”，没有第 {last + 1} 号"
            yield _clause_finding(clause, text)
        last = number


def _unmarked(register: Register) -> Iterator[Finding]:
    for _, clauses in _clauses_by_row(register):
        if all(not clause.record.mark for clause in clauses):
            for clause in clauses:
                yield _clause_finding(clause, f"没有标号：“{_cut(clause)}”")


def _uncoded(register: Register) -> Iterator[Finding]:
    if any(item.code for item in register.items):
        for item in register.items:
            if not item.code:
                yield _item_finding(item, "原表没有给编码，网站用名称作编号")


def _split_items(register: Register) -> Iterator[Finding]:
    for split in grouped(register.rows, lambda row: row.item.id).values():
        if len({(row.leaders, row.parties) for row in split}) > 1:
            yield _item_finding(
                split[0].item, f"分成 {len(split)} 行，各行责任人不同，以各行所列为准"
            )


def _leader_pairing(register: Register) -> Iterator[Finding]:
    stated: dict[DepartmentEntry, set[PersonEntry]] = defaultdict(set)
    for row in register.rows:
        if len(row.leaders) == 1:
            for department in row.departments:
                stated[department].update(row.leaders)
    for row in register.rows:
        if len(row.leaders) < 2:
            continue
        if len(row.leaders) != len(row.departments):
            yield _row_finding(
                row, f"{len(row.leaders)} 位领导对 {len(row.departments)} 个科室，个数不等"
            )
            continue
        clashing = [
            department.name
            for leader, department in zip(row.leaders, row.departments, strict=True)
            if leader not in stated.get(department, (leader,))
        ]
        if clashing:
            text = f"若按位置配对，{'、'.join(clashing)} 的分管领导与只有一位领导的各行不一致"
            yield _row_finding(row, text)


def _departments_of_leaders(register: Register) -> Iterator[Finding]:
    leaders: dict[DepartmentEntry, dict[str, None]] = defaultdict(dict)
    for row in register.rows:
        for department in row.departments:
            leaders[department] |= dict.fromkeys(leader.name for leader in row.leaders)
    for department, names in leaders.items():
        if len(names) > 1:
            text = f"分管领导有 {len(names)} 位：{'、'.join(names)}"
            yield Finding(department.name, text, department.ref, address(department))


def _departments_of_persons(register: Register) -> Iterator[Finding]:
    departments: dict[PersonEntry, dict[str, None]] = defaultdict(dict)
    for row in register.rows:
        for party in row.parties:
            if party.person and party.department:
                departments[party.person][party.department.name] = None
    for person, names in departments.items():
        if len(names) > 1:
            text = f"在 {len(names)} 个科室名下：{'、'.join(names)}"
            yield Finding(person.key, text, person.ref, address(person))


def _unequal_lists(register: Register) -> Iterator[Finding]:
    if not (register.has(Column.DEPARTMENT) and register.has(Column.PERSON)):
        return
    for row in register.rows:
        departments, persons = len(row.departments), len(row.persons)
        if 0 < departments < persons:
            yield _row_finding(row, f"{departments} 个科室对 {persons} 名责任人，无法一一对应")


def _bodies(register: Register) -> Iterator[Finding]:
    for department in register.departments:
        if department.record.kind is not DepartmentKind.OFFICE:
            text = f"列在“责任科室”栏，登记为{department.record.kind}"
            yield Finding(department.name, text, department.ref, address(department))


def _endings(register: Register) -> Iterator[Finding]:
    for _, clauses in _clauses_by_row(register):
        ends = {clause.record.text[-1] for clause in clauses}
        for clause in clauses:
            last = clause is clauses[-1] and len(clauses) > 1
            problem = _odd_ending(clause.record.text[-1], ends, last=last)
            if problem:
                yield _clause_finding(clause, f"{problem}：“…{clause.record.text[-8:]}”")


def _odd_ending(end: str, ends: set[str], *, last: bool) -> str | None:
    if end not in "。；;.！？）":
        return "末尾没有标点"
    if last:
        return "本行最后一条以分号结尾" if end in "；;" else None
    return "同一行别的条款用分号，这一条用句号" if end == "。" and "；" in ends else None


def _overload(register: Register) -> Iterator[Finding]:
    counts: dict[PersonEntry, int] = defaultdict(int)
    for row in register.rows:
        for person in dict.fromkeys(row.persons):
            counts[person] += len(row.record.clauses)
    for person, count in counts.items():
        if count > register.unit.overload:
            share = round(100 * count / len(register.clauses))
            text = f"负责 {count} 条，占全部条款的 {share}%（提示线 {register.unit.overload} 条）"
            yield Finding(person.key, text, person.ref, address(person))


def _open_duties(register: Register) -> Iterator[Finding]:
    for row in register.rows:
        if duties := open_duties(row, register.unit.columns):
            yield _row_finding(row, f"{'、'.join(map(str, duties))}尚未落实")


def _idle(register: Register) -> Iterator[Finding]:
    busy = {person.key for row in register.rows for person in (*row.leaders, *row.persons)}
    for person in register.people:
        if person.key not in busy:
            text = "在 people.yml 里，但分工表没有分给任何任务"
            yield Finding(person.key, text, person.ref, address(person))
    named = {department.name for row in register.rows for department in row.departments}
    for department in register.departments:
        if department.name not in named:
            text = "在 departments.yml 里，但分工表没有分给任何任务"
            yield Finding(department.name, text, department.ref, address(department))


def _padded(register: Register) -> Iterator[Finding]:
    lines = (register.source_text or "").splitlines()
    for name, subject in _names(register).items():
        spaced = re.compile(r"[ \u3000]+".join(map(re.escape, name)))
        seen = {match.group() for line in lines for match in spaced.finditer(line)} - {name}
        if seen:
            forms = "、".join(f"“{form}”" for form in sorted(seen))
            text = f"原文印作 {forms}，数据一律不留空格"
            yield Finding(name, text, subject.ref, address(subject))


def _run_together(register: Register) -> Iterator[Finding]:
    names = _names(register)
    word = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    if not word:
        return
    joined = re.compile(rf"(?:{word}){{2,}}")
    counts: dict[str, int] = defaultdict(int)
    for line in (register.source_text or "").splitlines():
        if joined.fullmatch(line.strip()):
            counts[line.strip()] += 1
    for text, count in counts.items():
        parts = re.findall(word, text)
        description = f"原文 {count} 处连写，数据拆成 {'、'.join(parts)}"
        yield Finding(text, description, names[parts[0]].ref)


def _names(register: Register) -> dict[str, PersonEntry | DepartmentEntry]:
    entries: dict[str, PersonEntry | DepartmentEntry] = {
        person.name: person for person in register.people
    }
    return entries | {department.name: department for department in register.departments}


def _inner_spaces(register: Register) -> Iterator[Finding]:
    for clause in register.clauses:
        for match in _INNER_SPACE.finditer(clause.record.text):
            context = clause.record.text[max(0, match.start() - 6) : match.end() + 6]
            yield _clause_finding(clause, f"中间有空格：“…{context}…”")


def _invisible(register: Register) -> Iterator[Finding]:
    for item in register.items:
        if code := _invisible_code(item.title):
            yield _item_finding(item, f"名称里有看不见的字符（{code}）")
    for clause in register.clauses:
        if code := _invisible_code(clause.record.text):
            yield _clause_finding(clause, f"有看不见的字符（{code}）")
    for entry in register.evidence:
        if code := _invisible_code(entry.record.name):
            text = f"材料名称里有看不见的字符（{code}）"
            yield Finding(entry.id, text, entry.ref, address(entry))


def _invisible_code(text: str) -> str | None:
    """Return the code point of the first invisible character that is not white space."""
    marks = (char for match in INVISIBLE.finditer(text) for char in match.group())
    return next((f"U+{ord(char):04X}" for char in marks if not char.isspace()), None)


def _absent_facts(register: Register) -> Iterator[Finding]:
    unit = register.unit
    if not unit.document_no:
        yield Finding("文号", "原表没有印文号，网站不补；查到以后写 document_no", unit.ref)
    if not unit.issued:
        yield Finding("成文日期", "原表没有印成文日期，网站不补；查到以后写 issued", unit.ref)
    if before := _earlier_attachments(unit.attachment or ""):
        text = f"原表印作“{unit.attachment}”，{before}没有收进来，网站没有它的内容"
        yield Finding(before, text, unit.ref)
    term = unit.term
    if mark := provisional(term):
        text = f"{mark}；收到通知后核对 start、years，再写 confirmed: true"
        yield Finding("届期", text, term.ref)
    elif not term.confirmed:
        yield Finding("届期", f"还没有确认，网站暂按 {term.years} 年折算份数", term.ref)
    for column in (Column.SCORE, Column.METHOD, Column.DEADLINE):
        if not register.has(column):
            yield Finding(column, "原表没有这一栏，网站不补", register.unit.ref)


def _after_inspection(register: Register) -> Iterator[Finding]:
    """Yield one finding for each item with evidence that is due after the last inspection."""
    day = inspection(register.unit.term)
    slots = Progress(register, register.unit.data_date).slots if day else ()
    late = [
        (slot.evidence, slot.due)
        for slot in slots
        if day and slot.due and slot.due > day and _is_owed(slot)
    ]
    for item, own in grouped(late, lambda pair: pair[0].clause.item).items():
        evidence = unique(entry for entry, _ in own)
        names = "、".join(entry.record.name for entry in evidence[:_NAMED])
        more = "等" if len(evidence) > _NAMED else ""
        last = max(due for _, due in own)
        text = f"{len(evidence)} 项材料在迎检（{day}）以后才到期，最晚 {last}：{names}{more}"
        yield _item_finding(item, text)


def _is_owed(slot: Slot) -> bool:
    return slot.state.expected and not slot.state.done


def _earlier_attachments(line: str) -> str:
    """Return what a document with this attachment has before it; empty if nothing, or unknown."""
    number = re.search(r"附件\s*([0-9]{1,2})", line)
    last = int(number[1]) - 1 if number else 0
    return f"附件1—附件{last}" if last > 1 else "附件1" if last == 1 else ""


def _without_evidence(register: Register) -> Iterator[Finding]:
    for clause in register.clauses:
        if not clause.record.evidence and not clause.record.not_applicable:
            yield _clause_finding(clause, "还没有列出佐证材料")


def _unnamed_rules(register: Register) -> Iterator[Finding]:
    for entry in register.evidence:
        record = entry.record
        if record.basis is Basis.HIGHER_RULE and not (record.note or record.refs):
            text = f"“{record.name}”的依据是上级规定，没有写是哪一条"
            yield Finding(entry.id, text, entry.ref, address(entry))


def _clauses_by_row(register: Register) -> Iterator[tuple[RowEntry, tuple[ClauseEntry, ...]]]:
    for clauses in grouped(register.clauses, lambda clause: clause.row.number).values():
        yield clauses[0].row, clauses


def _clause_finding(clause: ClauseEntry, text: str) -> Finding:
    return Finding(clause.id, text, clause.ref, address(clause))


def _row_finding(row: RowEntry, text: str) -> Finding:
    return Finding(f"原表第 {row.number} 行（{row.item.label}）", text, row.ref, address(row))


def _item_finding(item: ItemEntry, text: str) -> Finding:
    return Finding(item.label, text, item.ref, address(item))


def _cut(clause: ClauseEntry) -> str:
    return shortened(clause.record.text, 16)


def _stale_signatures(register: Register) -> Iterator[Finding]:
    signed = [person for person in register.people if person.record.signed]
    versions = duty_versions(register) if signed else {}
    for person in signed:
        known, current = person.record.signed, versions.get(person.slug)
        if known and is_stale(known, current):
            now = current or "没有职责"
            text = f"{known.on.isoformat()} 签收的是版本 {known.version}，现在是 {now}"
            yield Finding(person.key, text, person.ref, address(person))


RULES = (
    Rule(
        "fidelity",
        "数据与原文不一致",
        "分工表改过之后与原文不同是正常的；没改过就是录入有误。",
        _fidelity,
    ),
    Rule(
        "marks",
        "标号缺漏",
        "标号照数据印出，不补、不改；请向发文单位核实。",
        _marks,
        (Derived.CLAUSE_NUMBER,),
    ),
    Rule(
        "leader-pairing",
        "领导与科室不能按位置配对",
        "一行有几位领导时，网站只说“这一行由这几位分管”，不说谁管哪个科室。",
        _leader_pairing,
        (Derived.ROW_NUMBER,),
    ),
    Rule(
        "unequal",
        "科室与责任人个数不等",
        "个数不等就无法一一对应，请补齐或注明。",
        _unequal_lists,
        (Derived.ROW_NUMBER,),
    ),
    Rule(
        "absent",
        "原表没有、需要确认的事项",
        "没有依据的内容网站不编造；确认后写进 data/unit.yml。",
        _absent_facts,
    ),
    Rule(
        "after-inspection",
        "迎检以后才到期的材料",
        "测评时还没有交齐；把期限提到迎检以前，或核对迎检的日期。",
        _after_inspection,
    ),
    Rule(
        "overload",
        "任务偏重",
        "一个人负责的条款超过提示线（data/unit.yml 的 overload）。",
        _overload,
    ),
    Rule(
        "open",
        "尚未落实的责任",
        "表里有这一栏，还没有写是谁；定了以后补上，此前没有人交这些材料。",
        _open_duties,
        (Derived.ROW_NUMBER,),
    ),
    Rule(
        "idle",
        "没有任务的人和科室",
        "调离的人、撤并的科室请从 people.yml、departments.yml 删去；漏分的请补上。",
        _idle,
    ),
    Rule(
        "evidence",
        "没有材料清单的条款",
        "没有清单就没有人知道该交什么；不适用的请写明理由。",
        _without_evidence,
        (Derived.CLAUSE_NUMBER,),
    ),
    Rule(
        "unnamed-rules",
        "没有写出处的上级规定",
        "说明或参考材料里写上文件名称和条文，才查得到。",
        _unnamed_rules,
    ),
    Rule(
        "split", "责任分到行的项目", "这些项目各行的责任不同，不能说“整个项目归谁”。", _split_items
    ),
    Rule(
        "persons",
        "一人在几个科室名下",
        "同一人代表不同科室，材料归哪个科室以行为准。",
        _departments_of_persons,
        (Derived.MEMBERSHIP,),
    ),
    Rule(
        "leaders",
        "一个科室有几位分管领导",
        "因行而异，以行为准。",
        _departments_of_leaders,
        (Derived.SUPERVISION,),
    ),
    Rule(
        "bodies",
        "“责任科室”栏里的非科室机构",
        "党支部、工会等不是内设科室，归口要另看。",
        _bodies,
        (Derived.NATURE,),
    ),
    Rule("uncoded", "没有编码的项目", "原表没有编码，网站用名称，不另编。", _uncoded),
    Rule(
        "unmarked",
        "没有标号的条款",
        "数据里没有标号，网站也不标；编号写作“第几条”，只为便于指认。",
        _unmarked,
        (Derived.CLAUSE_NUMBER,),
    ),
    Rule("padded", "名称中间的空格", "为对齐而加的空格不是名称的一部分。", _padded),
    Rule("joined", "连写的名称", "单元格里漏了换行；按已知的人员和科室拆开。", _run_together),
    Rule(
        "endings",
        "条款末尾的标点",
        "照数据保留，不影响使用。",
        _endings,
        (Derived.CLAUSE_NUMBER,),
    ),
    Rule("spaces", "条款中间的空格", "照数据保留。", _inner_spaces, (Derived.CLAUSE_NUMBER,)),
    Rule("invisible", "看不见的字符", "从网页或 Word 复制时带进来的，请删去。", _invisible),
    Rule(
        "signatures",
        "职责有变，须重新签收",
        "签收以后职责变了，签收的不再是现在要做的；请重新签收。",
        _stale_signatures,
    ),
    *filing_findings.RULES,
    *archive_rules.RULES,
)
