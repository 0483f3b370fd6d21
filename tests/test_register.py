"""The project's own data is the printed table: nothing missing, changed, reordered or invented."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date
from pathlib import Path

from allocation.base.enums import Basis, EvidenceKind, Frequency, Visibility
from allocation.lint import findings
from allocation.register import source_comparison
from allocation.register.index import Index
from allocation.register.register import Register
from allocation.register.source_comparison import Provenance
from helpers import DELIVERED, PROJECT, UNITS, problems, read, replace

SOURCE_SHA256 = "5c4fc869428abe0cad76f738fb95a103aeb1e463f06a64b606d62436d4c93aee"


def test_source_copy_is_untouched() -> None:
    """The copy of the source text is the text that was handed over."""
    text = (DELIVERED / "source" / "attachment-2.txt").read_text(encoding="utf-8")
    packed = re.sub(r"\s+", "", text)
    assert len(packed) == 3363
    assert hashlib.sha256(packed.encode()).hexdigest() == SOURCE_SHA256


def test_rejoined_data_is_the_source(real: Register) -> None:
    """Joined back in table order, the data is the source, character for character."""
    text = (DELIVERED / "source" / "attachment-2.txt").read_text(encoding="utf-8")
    assert source_comparison.rejoin(real) == re.sub(r"\s+", "", text)


def test_totals(real: Register) -> None:
    """The table has these many of everything."""
    assert len(real.categories) == 8
    assert sum(category.record.bonus for category in real.categories) == 1
    assert len({group for item in real.items for group in item.groups}) == 12
    assert [len([i for i in real.items if i.code]), len(real.items)] == [20, 22]
    assert [len(real.rows), len(real.clauses)] == [30, 70]
    assert sum(1 for clause in real.clauses if clause.record.mark) == 54
    leaders = {each for row in real.rows for each in row.leaders}
    persons = {each for row in real.rows for each in row.persons}
    assert [len(leaders), len(real.departments), len(persons)] == [4, 10, 13]
    assert len(real.people) == 17
    assert [len(real.evidence), len(real.indicators)] == [250, 73]


def test_duties(real: Register) -> None:
    """Departments and persons pair in order; duty is counted by row."""
    assert all(party.department and party.person for row in real.rows for party in row.parties)
    rows = Counter(person.name for row in real.rows for person in row.persons)
    assert rows.most_common(3) == [("李鸣誉", 8), ("陈啸林", 7), ("蔡思颖", 7)]
    clauses = Counter(each.name for clause in real.clauses for each in clause.row.persons)
    assert [clauses["陈啸林"], clauses["刘日东"]] == [25, 1]
    led = Counter(each.name for clause in real.clauses for each in clause.row.leaders)
    assert led == {"朱亮": 61, "陈丽蓉": 20, "黄培群": 14, "徐悦": 7}
    last = real.rows[-1]
    assert [each.name for each in last.leaders] == ["徐悦", "黄培群", "陈丽蓉", "朱亮"]
    pairs = [(each.department, each.person) for each in last.record.parties]
    assert pairs == [
        ("办公室", "陈啸林"),
        ("银保科", "黄棉棉"),
        ("资本科", "蔡思颖"),
        ("地金科", "李鸣誉"),
        ("综合科", "蔡毅峰"),
    ]


def test_marks_are_as_printed(real: Register) -> None:
    """Marks are neither renumbered nor invented."""
    marks = {
        item: [each.record.mark for each in real.clauses if each.item.id == item]
        for item in ("Ⅲ-2", "Ⅲ-19", "加分项目", "Ⅲ-7")
    }
    assert marks == {
        "Ⅲ-2": ["⑴", "⑵", "", "⑷", "⑸"],
        "Ⅲ-19": ["⑴", "⑵", "⑷", "⑸"],
        "加分项目": ["1.", "2.", "3.", "4.", "5."],
        "Ⅲ-7": [""] * 6,
    }


def test_proposal_is_whole(real: Register) -> None:
    """The checklist keeps its kinds, frequencies, bases and visibilities."""
    kinds = Counter(entry.record.kind for entry in real.evidence)
    assert kinds[EvidenceKind.DOCUMENT] == 60
    assert kinds[EvidenceKind.LINK] == 3
    frequencies = Counter(entry.record.frequency for entry in real.evidence)
    assert frequencies == {
        Frequency.YEAR: 140,
        Frequency.ACTIVITY: 57,
        Frequency.TERM: 29,
        Frequency.QUARTER: 18,
        Frequency.MONTH: 6,
    }
    assert Counter(entry.record.basis for entry in real.evidence) == {
        Basis.CLAUSE: 145,
        Basis.PROPOSAL: 72,
        Basis.ELSEWHERE: 30,
        Basis.QUANTIFIED: 3,
    }
    assert Counter(entry.record.visibility for entry in real.evidence) == {
        Visibility.OPEN: 189,
        Visibility.REDACTED: 32,
        Visibility.TITLE_ONLY: 29,
    }
    assert Counter(entry.record.basis for entry in real.indicators) == {
        Basis.CLAUSE: 34,
        Basis.PROPOSAL: 5,
        Basis.QUANTIFIED: 34,
    }


def test_ids(real: Register) -> None:
    """Ids are readable and unique, and so are their ASCII twins."""
    evidence = {entry.id: entry.slug for entry in real.evidence}
    assert evidence["Ⅲ-2-⑴-01"] == "iii-2-1-01"
    assert evidence["Ⅲ-2-第3条-02"] == "iii-2-n3-02"
    assert evidence["群团组织-第1条-05"] == "quntuan-zuzhi-n1-05"
    assert evidence["加分项目-5-03"] == "jiafen-xiangmu-5-03"
    assert len(evidence) == len(set(evidence.values())) == 250
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in evidence.values())


def test_ids_survive_insertion(data: Path) -> None:
    """A new piece of evidence in front changes no id behind it."""
    before = {entry.record.name: entry.id for entry in read(data).evidence}
    replace(
        data / "allocation" / "01.yml",
        '- {no: "01", name: 预算,',
        '- {no: "02", name: 决算, kind: 文件, frequency: 每年, basis: 建议, visibility: 内网可见}\n'
        '                  - {no: "01", name: 预算,',
    )
    after = {entry.record.name: entry.id for entry in read(data).evidence}
    assert after.pop("决算") == "Ⅲ-1-⑵-02"
    assert after == before


def test_slugs(real: Register) -> None:
    """Addresses are what people were promised."""
    people = {person.name: person.slug for person in real.people}
    departments = {each.name: each.slug for each in real.departments}
    items = {item.id: item.slug for item in real.items}
    assert people["曾雅彬"] == "zeng-yabin"
    assert departments["地金科"] == "dijin-ke"
    assert [items["Ⅲ-12"], items["群团组织"]] == ["iii-12", "quntuan-zuzhi"]


def found(register: Register) -> dict[str, list[str]]:
    """Return the subjects of all findings by rule."""
    results = findings(register)
    return {result.id: [finding.subject for finding in result.findings] for result in results}


def test_oddities_are_found_by_rules(real: Register) -> None:
    """Each oddity of the source is a finding."""
    seen = found(real)
    assert seen["fidelity"] == []
    assert seen["marks"] == ["Ⅲ-2-第3条", "Ⅲ-19-⑷"]
    assert seen["uncoded"] == ["群团组织", "加分项目"]
    assert [subject.split("（")[0] for subject in seen["leader-pairing"]] == [
        f"原表第 {row} 行" for row in (6, 11, 29, 30)
    ]
    assert [subject.split()[0] for subject in seen["split"]] == ["Ⅲ-6", "Ⅲ-7", "Ⅲ-15", "Ⅲ-17"]
    assert set(seen["persons"]) == {"陈啸林", "蔡毅峰", "赵九生", "蔡思颖"}
    assert set(seen["bodies"]) == {"党支部", "团支部", "工会", "妇委会", "平台小组"}
    assert set(seen["padded"]) == {"朱亮", "徐悦", "工会"}
    assert set(seen["joined"]) == {"李鸣誉蔡毅峰", "陈啸林黄棉棉", "办公室银保科"}
    assert len(seen["marks"][:1] + seen["unmarked"]) == 16
    assert {"届期", "文号", "成文日期", "附件1"} <= set(seen["absent"])
    assert seen["overload"] == ["陈啸林"]
    assert "Ⅲ-8-⑶" in seen["endings"]
    assert seen["spaces"] == ["Ⅲ-11-⑵"]


SPOILT = {
    "fidelity": ("text: 经费保障。", "text: 经费无保障。"),
    "marks": ("mark: ⑶", "mark: ⑸"),
    "unequal": ("- {department: 业务科, person: 陈啸林}",
                "- {department: 业务科, person: 陈啸林}\n              - {person: 曾雅彬}"),
    "open": ("- {department: 业务科, person: 陈啸林}", "- {department: 业务科}"),
    "evidence": ('                evidence:\n                  - {no: "01", name: 考核结果, kind: 数据, '
                 "frequency: 每年, min_count: 1, basis: 条款, visibility: 内网可见}\n", ""),
    "unnamed-rules": ("basis: 建议", "basis: 上级规定"),
    "uncoded": ("      - code: Ⅲ-1\n        title: 重视",
                "      - {title: 另项, rows: [{leaders: [朱亮], clauses: [{text: 甲。}]}]}\n"
                "      - code: Ⅲ-1\n        title: 重视"),
    "endings": ("text: 业务领先。", "text: 业务领先"),
    "spaces": ("text: 业务领先。", "text: 业务 领先。"),
    "invisible": ("text: 业务领先。", "text: 业务\u200b领先。"),
    "idle": ("- {department: 业务科, person: 陈啸林}", "- {department: 业务科, person: 曾雅彬}"),
    "persons": ("- {department: 业务科, person: 陈啸林}", "- {department: 业务科, person: 曾雅彬}"),
}  # fmt: skip


def test_rules_see_changes(data: Path) -> None:
    """Each rule is quiet on right data and speaks up when the data is spoilt for it."""
    path = data / "allocation" / "01.yml"
    (data / "source.txt").write_text(source_comparison.rejoin(read(data)), encoding="utf-8")
    replace(data / "unit.yml", "title: 某局分工", "title: 某局分工\nsource_text: source.txt")
    right = path.read_text(encoding="utf-8")
    for rule, (old, new) in SPOILT.items():
        assert found(read(data))[rule] == [], rule
        replace(path, old, new)
        assert found(read(data))[rule] != [], rule
        path.write_text(right, encoding="utf-8")


def test_an_empty_department_is_a_finding(data: Path) -> None:
    """A department of the list to which no row is given is named; so is a person."""
    replace(data / "departments.yml", "- name: 业务科", "- name: 业务科\n  - name: 人事科")
    assert problems(data) == ()
    assert found(read(data))["idle"] == ["人事科"]


def test_marks_may_carry_on_or_restart(real: Register) -> None:
    """Marks that carry on over the rows of an item are no gap."""
    assert found(read(UNITS / "hainan" / "data"))["marks"] == []


def test_what_is_said_of_the_wording(data: Path) -> None:
    """Nothing is called the source's wording unless it was compared with it and is the same."""
    assert provenance(data) is Provenance.UNCHECKED
    (data / "source.txt").write_text(source_comparison.rejoin(read(data)), encoding="utf-8")
    replace(data / "unit.yml", "title: 某局分工", "title: 某局分工\nsource_text: source.txt")
    assert provenance(data) is Provenance.SOURCE
    replace(data / "allocation" / "01.yml", "text: 经费保障。", "text: 经费无保障。")
    assert provenance(data) is Provenance.ALTERED


def provenance(data: Path) -> Provenance:
    """Return what pages may say of a folder's wording."""
    return Index(read(data), date(2026, 5, 1)).provenance


def test_claims_about_the_wording_come_from_the_comparison() -> None:
    """No page, document or text for people says by itself that the wording is the source's."""
    claims = re.compile(
        "|".join(re.escape(text) for each in Provenance for text in (each, each.sentence))
    )
    places = [*(PROJECT / "docs").glob("*.md"), *(PROJECT / "docs" / "manual").rglob("*.md")]
    for pattern in ("*.py", "*.html", "*.js"):
        places += (PROJECT / "hooks" / "allocation").rglob(pattern)
    saying = [path.name for path in places if claims.search(path.read_text(encoding="utf-8"))]
    assert saying == ["source_comparison.py"]
