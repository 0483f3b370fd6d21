"""What was filed: each slip has its message, each state its cause, and nothing leaks."""

from __future__ import annotations

import io
import re
import shutil
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import docx
import pypdf
import pytest
from click.testing import CliRunner
from lxml import html
from PIL import Image

from allocation.base.enums import SlotState, Verdict
from allocation.base.problems import DataError
from allocation.cli import main
from allocation.datafiles.file_metadata import read
from allocation.feeds.search_entries import entries
from allocation.lint import findings
from allocation.lint.validate import load_register
from allocation.privacy.sanitizer import CleaningError
from allocation.register.index import Index
from allocation.register.indicators import measures
from allocation.register.progress import Progress
from allocation.site import outputs
from cleaning import papers
from helpers import all_text, problems, replace

E1 = "Ⅲ-1-⑵-01"
TODAY = date(2026, 5, 1)
FILING = f"""filings:
  - no: "001"
    evidence: [{E1}]
    slot: "2025"
    title: 预算
    author_body: 某局
    date: 2025-02-01
    box: "1"
    filed_by: 曾雅彬
    filed_on: 2025-02-03
    state: 已交
indicators: []
"""
ID_CARD = "110105194912310021"


@pytest.fixture
def filed(data: Path) -> Path:
    """A small data folder with a term and one filing that is right, to be spoilt by the test."""
    replace(
        data / "unit.yml",
        "term: {years: 3, confirmed: true}",
        "term: {years: 3, confirmed: true, start: 2024-01-01}",
    )
    (data / "filings").mkdir()
    (data / "filings" / "2025.yml").write_text(FILING, encoding="utf-8")
    return data


F, U, A = "filings/2025.yml", "unit.yml", "allocation/01.yml"
CASES = {
    "unknown evidence": (F, f"[{E1}]", "[Ⅲ-1-⑴-99]", "2025.yml:3  材料编号“Ⅲ-1-⑴-99”不在", "改正写法"),
    "no evidence": (F, f"[{E1}]", "[]", "2025.yml:3  “evidence”是空的", "补上"),
    "number twice": (F, "indicators: []", f'  - {{no: "001", evidence: [{E1}], slot: "2024", title: 甲}}', "2025.yml:12  登记编号“001”重复（data/filings/2025.yml:2 已有）", "没有用过的编号"),
    "slot outside": (F, 'slot: "2025"', 'slot: "2030"', "2025.yml:4  “Ⅲ-1-⑵-01”（每年）的登记：期次“2030”", "改正 slot"),
    "slot misspelt": (F, 'slot: "2025"', "slot: 二〇二五", "2025.yml:4  “slot”写的是“二〇二五”", "规定的写法"),
    "neither slot nor date": (F, '    slot: "2025"\n', "", "2025.yml:6  “Ⅲ-1-⑵-01”（每年）的登记：日期 2023-02-01", "写 slot"),
    "day of upload": (F, "date: 2025-02-01", "date: 2025-03-01", "2025.yml:7  登记 2025-001 的交的日期 2025-02-03 早于文件日期 2025-03-01", "改正日期"),
    "returned without reason": (F, "state: 已交", "state: 退回", "2025.yml:11  登记 2025-001 退回了，没有写理由", "加一行 reason"),
    "checked by nobody": (F, "state: 已交", "state: 已审核", "2025.yml:11  登记 2025-001 已审核，没有写谁审核的", "checked_by"),
    "unknown state": (F, "state: 已交", "state: 已归档", "2025.yml:11  “state”写的是“已归档”", "改成其中一个"),
    "unknown person": (F, "filed_by: 曾雅彬", "filed_by: 曾雅宾", "2025.yml:2  人员“曾雅宾”不在 people.yml 里", "是不是“曾雅彬”？"),
    "path out of the folder": (F, 'box: "1"', "files: [{name: ../unit.yml}]", "2025.yml:8  文件“../unit.yml”不在材料文件夹里", "改正文件名"),
    "absolute path": (F, 'box: "1"', "files: [{name: /etc/passwd}]", "2025.yml:8  文件“/etc/passwd”不在材料文件夹里", "改正文件名"),
    "Windows path": (F, 'box: "1"', "files: [{name: 'C:\\a.pdf'}]", "2025.yml:8  文件“C:\\a.pdf”不在", "改正文件名"),
    "file twice": (F, 'box: "1"', "files: [{name: a.pdf}, {name: a.pdf}]", "2025.yml:8  文件“a.pdf”写了两次", "删去一个"),
    "number of a card": (F, "title: 预算", f"title: 张三 {ID_CARD}", "2025.yml:2  登记 2025-001 的文字里有身份证号“110…”", "删去号码"),
    "number of a phone": (F, 'box: "1"', "link: 13800138000", "2025.yml:8  登记 2025-001 的文字里有手机号“138…”", "删去号码"),
    "number in full width": (F, "title: 预算", "title: １３８００１３８０００", "2025.yml:2  登记 2025-001 的文字里有手机号“138…”", "删去号码"),
    "number with hyphens": (F, 'box: "1"', 'box: "138-0013-8000"', "2025.yml:2  登记 2025-001 的文字里有手机号“138…”", "删去号码"),
    "evidence in the data": (U, "data_date:", "evidence_folder: .\ndata_date:", "unit.yml:1  evidence_folder 写的是“.”", "另一个文件夹"),
    "due in no year": (A, "name: 预算, kind: 文件,", "name: 预算, due: 9999-12-31, kind: 文件,", "allocation/01.yml:27  “due”写的是“9999-12-31”", "规定的写法"),
    "unknown indicator": (F, "indicators: []", "indicators: [{indicator: Ⅲ-9, value: '1'}]", "2025.yml:12  量化要求编号“Ⅲ-9”不在", "改正写法"),
    "no start": (U, ", start: 2024-01-01", "", "2025.yml:1  已有登记，但 unit.yml 没有写届期第一天", "加一行 start"),
    "start in mid-month": (U, "2024-01-01", "2024-01-15", "unit.yml:6  届期第一天写的是 2024-01-15", "改正 start"),
    "milestone outside": (U, "confirmed: true,", "confirmed: true, milestones: [{date: 2030-01-01, name: 迎检}],", "unit.yml:6  “迎检”的日期 2030-01-01 离届期超过一年", "改正日期"),
    "due misspelt": (U, "data_date:", "due: {year: 年底}\ndata_date:", "unit.yml:5  “year”写的是“年底”", "规定的写法"),
    "due of a piece": (A, "name: 预算, kind: 文件,", "name: 预算, due: 十二月, kind: 文件,", "allocation/01.yml:27  “due”写的是“十二月”", "规定的写法"),
    "too many years": (U, "years: 3", "years: 6", "unit.yml:6  “years”写的是“6”", "改正数字"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_message(filed: Path, name: str) -> None:
    """The error is found, named with its file and line, and the way out is told."""
    file, old, new, expected, remedy = CASES[name]
    if name == "neither slot nor date":
        replace(filed / file, "date: 2025-02-01", "date: 2023-02-01")
    replace(filed / file, old, new)
    said = [f"{problem}" for problem in problems(filed)]
    where = f"data/filings/{expected}" if expected.startswith("2025") else f"data/{expected}"
    hits = [message for message in said if message.startswith(where)]
    assert hits, "\n".join(said)
    assert remedy in hits[0]


def test_a_broken_category_causes_no_false_errors(filed: Path) -> None:
    """Evidence of a file that can't be read is not called unknown."""
    replace(filed / A, "title: 组织领导", "title: 组织领导\nsurplus: 甲")
    assert [str(each.ref) for each in problems(filed)] == ["data/allocation/01.yml:3"]


def test_right_filing_has_no_errors(filed: Path) -> None:
    """The folder that all cases start from is right."""
    assert problems(filed) == ()


def test_file_of_another_name_is_a_stray(filed: Path) -> None:
    """Filings are found by their year; a file of any other name would silently not be read."""
    (filed / "filings" / "去年.yml").write_text(FILING, encoding="utf-8")
    assert [str(each.ref) for each in problems(filed)] == ["data/filings/去年.yml:1"]


STATES = {
    "nothing filed, due over": ('slot: "2025"', 'slot: "2024"', "2025", SlotState.LATE),
    "nothing filed, running": ("", "", "2026", SlotState.OPEN),
    "filed": ("", "", "2025", SlotState.FILED),
    "checked": ("state: 已交", "state: 已审核\n    checked_by: 陈啸林", "2025", SlotState.CHECKED),
    "returned": ("state: 已交", "state: 退回\n    reason: 缺页", "2025", SlotState.RETURNED),
}


@pytest.mark.parametrize("name", STATES)
def test_states(filed: Path, name: str) -> None:
    """What was filed by when makes the state of a slot."""
    old, new, key, expected = STATES[name]
    if old:
        replace(filed / F, old, new)
    assert slot_state(filed, key) is expected


def slot_state(folder: Path, key: str, today: date = TODAY) -> SlotState:
    """Return the state of one slot of the first piece of evidence."""
    register = load_register(folder)
    evidence = next(each for each in register.evidence if each.id == E1)
    slots = Progress(register, today).of(evidence)
    return next(slot.state for slot in slots if slot.span.key == key)


def test_a_year_ahead_is_not_owed(filed: Path) -> None:
    """A period that has not begun is neither done nor missing."""
    assert slot_state(filed, "2026", date(2025, 12, 31)) is SlotState.FUTURE


def test_less_than_the_minimum(filed: Path) -> None:
    """Part of what is owed is not enough, before and after it is due."""
    replace(filed / A, '- {no: "01", name: 预算, kind: 文件, frequency: 每年, min_count: 1', '- {no: "01", name: 预算, kind: 文件, frequency: 每年, min_count: 2')  # fmt: skip
    assert slot_state(filed, "2025", date(2025, 12, 31)) is SlotState.PARTIAL
    assert slot_state(filed, "2025", date(2026, 1, 1)) is SlotState.LATE


@pytest.mark.parametrize("what", ["clause", "evidence"])
def test_not_applicable(filed: Path, what: str) -> None:
    """A reason is enough, on the clause or on one piece."""
    old, new = {
        "clause": ("mark: ⑵", "mark: ⑵\n                not_applicable: 没有"),
        "evidence": ('- {no: "01", name: 预算,', '- {no: "01", not_applicable: 没有, name: 预算,'),
    }[what]
    replace(filed / A, old, new)
    assert slot_state(filed, "2024") is SlotState.NOT_APPLICABLE


def test_one_content_is_not_shown_and_kept_back(filed: Path) -> None:
    """A file that may be shown as one piece may not be kept back as another: it would leak."""
    replace(filed / A, '- {no: "01", name: 预算,', '- {no: "77", name: 底稿, kind: 文件, frequency: 每年, min_count: 1, basis: 建议, visibility: 仅列目录}\n                  - {no: "01", name: 预算,')  # fmt: skip
    replace(filed / F, 'box: "1"', "files: [{name: a.pdf}]")
    replace(filed / F, "indicators: []", '  - {no: "002", evidence: [Ⅲ-1-⑵-77], slot: "2025", title: 底稿, files: [{name: b.pdf}]}')  # fmt: skip
    (filed / "evidence").mkdir()
    for name in ("a.pdf", "b.pdf"):
        (filed / "evidence" / name).write_bytes(b"one content")
    said = [str(each) for each in problems(filed)]
    assert any(
        "登记 2025-001 里要挂出，在登记 2025-002（仅列目录）里不许挂出" in each for each in said
    )


def test_title_only_has_no_link(filed: Path) -> None:
    """What is listed by its title alone has no address and no redacted copy."""
    replace(filed / A, '- {no: "01", name: 预算, kind: 文件, frequency: 每年, min_count: 1, basis: 建议, visibility: 内网可见', '- {no: "01", name: 预算, kind: 文件, frequency: 每年, min_count: 1, basis: 建议, visibility: 仅列目录')  # fmt: skip
    replace(filed / F, 'box: "1"', "link: 内网\n    redacted: true")
    said = "\n".join(str(each) for each in problems(filed))
    assert "2025.yml:8  登记 2025-001 证明的“Ⅲ-1-⑵-01”仅列目录，却写了网址" in said
    assert "仅列目录，去除个人信息也不挂出，却写了 redacted" in said


def test_changed_file_is_noticed(filed: Path) -> None:
    """A file that is no longer the registered one is withheld and asked about; no error."""
    replace(filed / F, 'box: "1"', f"files: [{{name: a.pdf, sha256: {'0' * 64}}}]")
    (filed / "evidence").mkdir()
    (filed / "evidence" / "a.pdf").write_bytes(b"%PDF-1.4 nothing")
    said = [str(each) for each in problems(filed)]
    assert any("文件“a.pdf”：文件已损坏" in each for each in said)
    (filed / "evidence" / "a.pdf").unlink()
    (filed / "evidence" / "a.txt").write_text("甲", encoding="utf-8")
    replace(filed / F, "name: a.pdf", "name: a.txt")
    assert problems(filed) == ()
    register = load_register(filed)
    (result,) = (rule for rule in findings(register) if rule.id == "changed")
    assert [finding.text for finding in result.findings] == [
        "第 1 个文件的内容变了，不是登记时的那一个，没有挂出"
    ]
    assert not any(filing.published for filing in register.filings)


VALUES = {
    "full-width unit": ("≥", "30", "％", "numerator: '26', denominator: '52'", "50", Verdict.MET),
    "number beyond reason": ("≥", "3", "人", "value: '1e400000000'", "1e400000000", Verdict.UNDECIDED),
    "met": ("≥", "30", "%", "numerator: '19', denominator: '50'", "38", Verdict.MET),
    "missed": ("≥", "30", "%", "numerator: '14', denominator: '48'", "29.17", Verdict.MISSED),
    "no rounding up": ("≥", "30", "%", "numerator: '29.999', denominator: '100'", "30", Verdict.MISSED),
    "plain number": ("≥", "3", "人", "value: '3'", "3", Verdict.MET),
    "average": ("≥", "20", "小时", "numerator: '437', denominator: '19'", "23", Verdict.MET),
    "shrinking": (">", "0", "%", "numerator: '-2', denominator: '20'", "-10", Verdict.MISSED),
    "word": ("=", "是", None, "value: 是", "是", Verdict.MET),
    "other word": ("=", "是", None, "value: 否", "否", Verdict.MISSED),
    "no number": ("≥", "3", "人", "value: 若干", "若干", Verdict.UNDECIDED),
    "last year unknown": ("≤", "上年", "件", "value: '5'", "5", Verdict.UNDECIDED),
    "nothing of something": ("≥", "30", "%", "numerator: '0', denominator: '52'", "0", Verdict.MISSED),
    "nothing happened": ("≥", "30", "%", "numerator: '0', denominator: '0'", "", Verdict.NOT_OCCURRED),
    "nothing happened, in a word": ("≥", "30", "%", "value: 未发生", "", Verdict.NOT_OCCURRED),
    "nothing happened, of words": ("=", "是", None, "value: 未发生", "", Verdict.NOT_OCCURRED),
    "not this year": ("≥", "30", "%", "value: 不适用, note: 窗口未设", "", Verdict.NOT_APPLICABLE),
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_indicators(filed: Path, name: str) -> None:
    """A value is computed from its parts and compared without rounding."""
    operator, threshold, unit, given, shown, verdict = VALUES[name]
    indicator = f'{{no: "01", name: 率, formula: 甲÷乙, operator: "{operator}", threshold: "{threshold}", period: 每年, basis: 建议'  # fmt: skip
    indicator += f', unit: "{unit}"}}' if unit else "}"
    replace(filed / A, "mark: ⑵", f"mark: ⑵\n                indicators: [{indicator}]")
    replace(filed / F, "indicators: []", f"indicators: [{{indicator: Ⅲ-1-⑵-指标01, {given}}}]")
    found = measures(load_register(filed), TODAY)["iii-1-2-i01"]
    by_year = {each.year: each for each in found}
    assert (by_year[2025].shown, by_year[2025].verdict) == (shown, verdict)
    assert by_year[2024].verdict is Verdict.MISSING


def measure(filed: Path, period: str, *values: str, more: str = "") -> None:
    """Give a clause an indicator, and the file of 2025 its values."""
    indicator = f'no: "01", name: 率, formula: 甲, operator: "≥", threshold: "3", period: {period}, basis: 建议{more}'  # fmt: skip
    replace(filed / A, "mark: ⑵", f"mark: ⑵\n                indicators: [{{{indicator}}}]")
    lines = "".join(f"\n  - {{indicator: Ⅲ-1-⑵-指标01, {value}}}" for value in values)
    replace(filed / F, "indicators: []", f"indicators:{lines}")


WRONG_VALUES = {
    "no number": ("每年", ["note: 甲"], 13, "量化要求“Ⅲ-1-⑵-指标01”的数没有写"),
    "two": ("每年", ["value: '1', numerator: '1'"], 13, "的数写了两种"),
    "over nothing": ("每年", ["numerator: '1', denominator: '0'"], 13, "或分母是 0"),
    "half of nothing": ("每年", ["numerator: '0'"], 13, "的分子、分母不全"),
    "no reason": ("每年", ["value: 不适用"], 13, "写了不适用，没有写理由"),
    "two in a year": ("每年", ["value: '1'", "value: '2'"], 14, "在 2025 年有两个数（data/filings/2025.yml:13 已有）"),
    "a round of a year": ("每年", ["round: 第一轮, value: '1'"], 13, "是每年算的，却写了 round（第一轮）"),
    "no round": ("每轮", ["value: '1'"], 13, "每轮一个数，没有写是哪一轮"),
    "a round twice": ("每轮", ["round: 第一轮, value: '1'", "round: 第一轮, value: '2'"], 14, "第一轮在 2025 年有两个数"),
    "proof that nobody filed": ("每年", ["value: '1', proof: [2025-001, 2025-009]"], 13, "登记号“2025-009”不在 filings/ 里"),
    "no round, and one": ("每轮", ["value: 未发生", "round: 第一轮, value: '2'"], 13, "写了全年未发生，2025 年又有各轮的数"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_VALUES)
def test_wrong_values(filed: Path, name: str) -> None:
    """A value that says nothing, or of which there are too many, has one message."""
    period, values, line, found = WRONG_VALUES[name]
    measure(filed, period, *values)
    (problem,) = problems(filed)
    assert str(problem.ref) == f"data/filings/2025.yml:{line}"
    assert found in problem.found
    assert problem.remedy


def test_proof(filed: Path) -> None:
    """A value names the filings it was computed from; one that is returned later proves nothing."""
    measure(filed, "每年", "value: '5', proof: [2025-001]")
    (result,) = (
        each for each in measures(load_register(filed), TODAY)["iii-1-2-i01"] if each.shown
    )
    assert [filing.id for filing in result.proof] == ["2025-001"]
    replace(filed / F, "state: 已交", "state: 退回\n    reason: 缺章")
    (result,) = (
        each for each in measures(load_register(filed), TODAY)["iii-1-2-i01"] if each.shown
    )
    assert result.proof == ()


def test_rounds(filed: Path) -> None:
    """Each round of a year has its verdict; a year without one says so in a word."""
    measure(filed, "每轮", "round: 第一轮, value: '5'", "round: 第二轮, value: '1', note: 人少")
    value = "indicators: [{indicator: Ⅲ-1-⑵-指标01, value: 未发生}]\n"
    (filed / "filings" / "2024.yml").write_text(value, encoding="utf-8")
    found = [
        (each.label, each.verdict) for each in measures(load_register(filed), TODAY)["iii-1-2-i01"]
    ]
    assert found == [
        ("2024年", Verdict.NOT_OCCURRED),
        ("2025年第一轮", Verdict.MET),
        ("2025年第二轮", Verdict.MISSED),
        ("2026年", Verdict.MISSING),
    ]
    built = {output.path: output.content for output in outputs.generate(filed, today=TODAY).outputs}
    (page,) = (str(built[path]) for path in built if re.fullmatch("items/[^/]+/index.html", path))
    said = re.sub(r"\s+", "", html.fromstring(page).text_content())
    assert "□未发生2024年" in said
    assert "●达标2025年第一轮5▲未达标2025年第二轮1人少○未填2026年" in said
    assert tags(filed) == "≥3 每轮 未填"


def tags(folder: Path) -> str:
    """Return what the search says of the only indicator."""
    docs = entries(Index(load_register(folder), TODAY), (), ())
    (found,) = (doc.tags for doc in docs if doc.kind == "量化要求")
    return found


def test_indicators_that_do_not_apply(filed: Path) -> None:
    """An indicator that does not apply has its reason and no results; its numbers are asked about."""
    measure(filed, "每年", "value: '5'", more=", not_applicable: 没有窗口")
    register = load_register(filed)
    assert measures(register, TODAY) == {}
    (result,) = (rule for rule in findings(register) if rule.id == "not-owed")
    assert [(each.subject, each.text) for each in result.findings] == [
        ("Ⅲ-1-⑵-指标01", "写明不适用（没有窗口），却有 2025 年的数，不算")
    ]
    assert tags(filed) == "≥3 每年 不适用 没有窗口"


def test_filings_are_not_shown_as_they_are(filed: Path) -> None:
    """The site shows data files line by line, but never those of filings."""
    site = outputs.generate(filed, today=TODAY)
    paths = [output.path for output in site.outputs]
    assert "data/people/index.html" in paths
    assert not [path for path in paths if path.startswith("data/filings")]


def test_a_link_out_of_the_folder_is_not_followed(filed: Path, tmp_path: Path) -> None:
    """A symbolic link to a file elsewhere is as if the file were not there."""
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-1.4")
    (filed / "evidence").mkdir()
    (filed / "evidence" / "a.pdf").symlink_to(tmp_path / "secret.pdf")
    replace(filed / F, 'box: "1"', "files: [{name: a.pdf}]")
    index = Index(load_register(filed), TODAY)
    assert index.register.filings[0].files[0].facts is None


@pytest.mark.parametrize(
    ("name", "content", "damage"),
    [
        ("a.pdf", b"", "文件是空的"),
        ("a.pdf", b"%PDF-1.7\nrubbish", "文件已损坏"),
        ("a.jpg", b"\xff\xd8\xff\xe0rubbish", "文件已损坏"),
        ("a.jpg", b"\x89PNG\r\n\x1a\nrubbish", "文件已损坏"),
        ("a.pdf", b"just text", "扩展名是“.pdf”，内容却不是"),
        ("a.docx", b"just text", None),
    ],
)
def test_damaged_files(tmp_path: Path, name: str, content: bytes, damage: str | None) -> None:
    """A file that can't be read says why; it raises nothing."""
    (tmp_path / name).write_bytes(content)
    found = read(tmp_path / name).damage
    assert found == damage if damage is None else str(found).startswith(damage)


def test_last_year_is_the_year_before(filed: Path) -> None:
    """A threshold that is last year's value is not taken from three years before."""
    indicator = '{no: "01", name: 次数, formula: 甲, operator: "≤", threshold: 上年, period: 每年, basis: 建议}'
    replace(filed / A, "mark: ⑵", f"mark: ⑵\n                indicators: [{indicator}]")
    for year, value in ((2021, "99"), (2024, "50"), (2025, "40")):
        path = filed / "filings" / f"{year}.yml"
        text = path.read_text(encoding="utf-8") if path.exists() else "indicators: []\n"
        given = f"indicators: [{{indicator: Ⅲ-1-⑵-指标01, value: '{value}'}}]"
        path.write_text(text.replace("indicators: []", given), encoding="utf-8")
    found = {
        each.year: each.verdict for each in measures(load_register(filed), TODAY)["iii-1-2-i01"]
    }
    assert found[2024] is Verdict.UNDECIDED
    assert found[2025] is Verdict.MET


def test_what_was_returned_is_not_shown(filed: Path) -> None:
    """A returned file is taken down: sending it back is the way to say that it may not be shown."""
    replace(filed / F, "state: 已交", "state: 退回\n    reason: 没有遮盖")
    assert not load_register(filed).filings[0].published


def test_names_of_files_that_may_not_be_shown(filed: Path) -> None:
    """The page of findings does not tell the name of a file that is kept back."""
    replace(filed / F, "[Ⅲ-1-⑵-01]", "[Ⅲ-1-⑴-01]")
    replace(filed / F, 'box: "1"', "files: [{name: 尉迟某处分决定.jpg}]")
    site = outputs.generate(filed, today=TODAY)
    text = all_text(site.outputs)
    assert "不在材料文件夹里" in text
    assert "尉迟" not in text


def test_a_folder_that_can_not_be_read(filed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without permission is an error, not an empty folder."""

    def refuse(path: Path) -> None:
        if path.name == "filings":
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("allocation.datafiles.loader._try_to_list", refuse)
    assert any("文件夹打不开" in str(each) for each in problems(filed))


@pytest.mark.parametrize("cache", ["[]", "null", '"s"', '{"recipe": "facts-0"}', "{"])
def test_a_cache_of_another_version(filed: Path, cache: str) -> None:
    """What an older or newer version left behind is not looked at."""
    replace(filed / F, 'box: "1"', "files: [{name: a.txt}]")
    (filed / "evidence").mkdir()
    (filed / "evidence" / "a.txt").write_text("甲", encoding="utf-8")
    (filed.parent / ".cache" / "data").mkdir(parents=True)
    (filed.parent / ".cache" / "data" / "facts.json").write_text(cache, encoding="utf-8")
    assert problems(filed) == ()


def test_loops_of_links(filed: Path) -> None:
    """Links that lead in a circle are as if the file were not there."""
    (filed / "evidence").mkdir()
    (filed / "evidence" / "a.pdf").symlink_to("b.pdf")
    (filed / "evidence" / "b.pdf").symlink_to("a.pdf")
    replace(filed / F, 'box: "1"', "files: [{name: a.pdf}]")
    assert problems(filed) == ()


@pytest.mark.parametrize("given", ["abc", "1.5", " ", "99999999999999999999"])
def test_a_clock_that_is_none(filed: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    """A day that can't be read is one clear message."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    with pytest.raises(DataError, match="SOURCE_DATE_EPOCH"):
        outputs.generate(filed)


def test_a_file_that_can_not_be_copied(filed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that opens, but of which no copy can be made, stops the build with its place."""
    replace(filed / F, 'box: "1"', "files: [{name: a.jpg}]")
    (filed / "evidence").mkdir()
    Image.new("RGB", (8, 8)).save(filed / "evidence" / "a.jpg")

    def refuse(content: bytes, **settings: bool) -> bytes:
        raise CleaningError("坏了")

    monkeypatch.setattr("allocation.feeds.published_files.clean", refuse)
    with pytest.raises(DataError, match=r"2025.yml:8  文件“a.jpg”做不出能挂的副本"):
        outputs.generate(filed, today=TODAY)


COVERED_FILE = "    files: [{name: a.pdf}]"


def register_covered(filed: Path) -> None:
    """Register a PDF with text under a black box."""
    replace(filed / F, '    box: "1"', COVERED_FILE)
    (filed / "evidence").mkdir()
    (filed / "evidence" / "a.pdf").write_bytes(papers.COVERED["黑框盖住文字"]())


def copies(filed: Path) -> list[bytes]:
    """Return the copies that a build publishes."""
    made = outputs.generate(filed, today=TODAY).outputs
    names = r"files/[^/]+\.(?!html$)\w+"
    found = [each.content for each in made if re.fullmatch(names, each.path)]
    return [each.read_bytes() if isinstance(each, Path) else bytes(each) for each in found]  # type: ignore[arg-type]


def test_text_under_a_box_is_not_published(filed: Path) -> None:
    """A build, and lint, stop with the place, the page, and three ways out; nothing is published."""
    register_covered(filed)
    with pytest.raises(DataError) as stopped:
        outputs.generate(filed, today=TODAY)
    (problem,) = stopped.value.problems
    assert str(problem).startswith(
        "data/filings/2025.yml:8  文件“a.pdf”做不出能挂的副本（第 1 页共有 4 个字看不见"
    )
    assert all(word in problem.remedy for word in ("真正删掉", "reprint: true", "covered"))
    done = CliRunner().invoke(main, ["lint", "--data", str(filed)])
    assert done.exit_code == 1
    assert "4 个字看不见" in done.output


def test_text_under_a_box_may_be_allowed(filed: Path) -> None:
    """With a reason the file is published as it is seen; the site says of which, not the reason."""
    register_covered(filed)
    replace(filed / F, "name: a.pdf", "name: a.pdf, covered: 盖住的是旧页码")
    (copy,) = copies(filed)
    assert pypdf.PdfReader(io.BytesIO(copy)).pages[0].extract_text()
    found = {each.id: each.findings for each in findings(load_register(filed))}
    assert [each.text for each in found["covered"]] == ["第 1 个文件写了理由，照挂"]


@pytest.mark.parametrize("whole", [False, True])
def test_pages_may_be_reprinted(filed: Path, whole: bool) -> None:
    """One file, or every one of a unit, is published as pictures of its pages."""
    register_covered(filed)
    if whole:
        replace(filed / "unit.yml", "data_date:", "reprint: true\ndata_date:")
    else:
        replace(filed / F, "name: a.pdf", "name: a.pdf, reprint: true")
    (copy,) = copies(filed)
    (page,) = pypdf.PdfReader(io.BytesIO(copy)).pages
    assert page.extract_text() == ""
    assert len(page.images) == 1


def test_the_strictest_of_two_entries_counts(filed: Path) -> None:
    """What one entry allows and another with the same content does not is refused."""
    register_covered(filed)
    shutil.copy(filed / "evidence" / "a.pdf", filed / "evidence" / "b.pdf")
    replace(filed / F, "[{name: a.pdf}]", "[{name: a.pdf, covered: 旧页码}, {name: b.pdf}]")
    with pytest.raises(DataError, match=r"文件“b\.pdf”做不出"):
        outputs.generate(filed, today=TODAY)


def test_a_department_without_its_person(filed: Path) -> None:
    """Gaps of a department that nobody stands for in a row are listed on its page."""
    pair = "- {department: 办公室, person: 曾雅彬}"
    replace(filed / A, pair, pair + "\n              - {department: 业务科}")
    site = outputs.generate(filed, today=TODAY)
    (page,) = (o.content for o in site.outputs if o.path == "gaps/yewu-ke/index.html")
    assert "业务科（责任人尚未落实）" in str(page)
    rows = html.fromstring(str(page)).xpath("//table[contains(@class,'gaps')]/tbody/tr")
    assert sum("会议记录" in row.text_content() for row in rows) == 3


def test_gaps_lead_to_their_form(filed: Path) -> None:
    """Each slot that is missing can be filed from its row: the form knows what, and for when."""
    site = outputs.generate(filed, today=TODAY)
    content = {output.path: str(output.content) for output in site.outputs}
    for path in ("departments/bangong-shi/index.html", "gaps/index.html"):
        rows = html.fromstring(content[path]).xpath("//table[contains(@class,'gaps')]/tbody/tr")
        links = [row.xpath(".//a[contains(@class,'screen-only')]/@href") for row in rows]
        assert links, path
        for row, (link,) in zip(rows, links, strict=True):
            query = parse_qs(urlsplit(link).query)
            assert query["form"] == ["filing"]
            assert query["slot"][0] in row.text_content()
            assert set(query) == {"form", "evidence", "slot"}


def test_nothing_is_owed_yet(data: Path) -> None:
    """Before the first period begins there is no rate: neither 100 % nor 0 of 0."""
    replace(data / "unit.yml", "years: 3", "years: 3, start: 2027-01-01")
    site = outputs.generate(data, today=date(2026, 5, 1))
    content = {output.path: output.content for output in site.outputs}
    assert site.index.tally.standing.total > 0
    for path in (
        "progress/index.html",
        "gaps/index.html",
        "people/index.html",
        "departments/index.html",
    ):
        page = html.fromstring(str(content[path])).text_content()
        assert "尚无到期" in page, path
        assert not re.search(r"100\s*%|\b0/0\b|交齐了", page), path
    for path in ("downloads/report.docx", "downloads/tasks.docx"):
        written = content[path]
        assert isinstance(written, bytes)
        document = docx.Document(io.BytesIO(written))
        text = "".join(part.text or "" for part in document.element.iter("{*}t"))
        assert "0 项次（尚无到期）" in text or path != "downloads/report.docx"
        assert not re.search("100%|已交齐", text), path
