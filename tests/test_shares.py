"""What each party owes as its own (per), and the same paper for several clauses (same_as)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html
from openpyxl import Workbook

from allocation.base.enums import Basis, Frequency, SlotState
from allocation.cli import main
from allocation.lint.validate import load_register
from allocation.register.duty_version import duty_versions
from allocation.register.index import Index
from allocation.register.progress import Progress, Slot
from allocation.site import outputs
from helpers import DELIVERED, problems, replace
from workbooks import cell, changed, export, run

A = "allocation/01.yml"
F = "filings/2025.yml"
TODAY = date(2026, 5, 1)
BUDGET = "Ⅲ-1-⑵-01"
PAIR = "- {department: 办公室, person: 曾雅彬}\n"
SHARED = """\
              - {department: 业务科, person: 陈啸林}
              - {department: 工会}
"""
ALIAS = """
                  - {no: "02", name: 预算批复, kind: 文件, frequency: 每年, min_count: 1, \
basis: 条款, visibility: 内网可见, same_as: Ⅲ-1-⑵-01}
"""
FILED = """filings:
  - {no: "001", evidence: [Ⅲ-1-⑵-01], slot: "2025", title: 预算, box: "1", filed_by: 陈啸林}
"""


@pytest.fixture
def shared(data: Path) -> Path:
    """A small unit with a row of three departments, one without a person, and a term."""
    replace(
        data / "unit.yml",
        "term: {years: 3, confirmed: true}",
        "term: {years: 3, confirmed: true, start: 2024-01-01}",
    )
    replace(data / A, PAIR, PAIR + SHARED)
    replace(data / A, "name: 预算, ", "name: 预算, per: 科室, ")
    replace(data / "departments.yml", "- name: 业务科", "- name: 业务科\n  - name: 工会")
    (data / "filings").mkdir()
    (data / F).write_text(FILED, encoding="utf-8")
    return data


@pytest.fixture
def twice(data: Path) -> Path:
    """A small unit in which one paper proves two clauses of different rows."""
    replace(
        data / "unit.yml",
        "term: {years: 3, confirmed: true}",
        "term: {years: 3, confirmed: true, start: 2024-01-01}",
    )
    path = data / A
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + ALIAS, encoding="utf-8")
    (data / "filings").mkdir()
    (data / F).write_text(FILED, encoding="utf-8")
    return data


def slots(folder: Path) -> dict[str, Slot]:
    """Return the slots of the shared piece of evidence by id."""
    register = load_register(folder)
    return {
        slot.id.removeprefix(f"{BUDGET}_"): slot
        for slot in Progress(register, TODAY).slots
        if slot.evidence.id == BUDGET
    }


def test_each_party_owes_its_own(shared: Path) -> None:
    """Three departments owe it in each of three years; one filed, the others are late."""
    states = {id: slot.state for id, slot in slots(shared).items()}
    assert len(states) == 9
    assert states["2025_业务科"] is SlotState.FILED
    assert states["2025_办公室"] is states["2025_工会"] is SlotState.LATE


@pytest.mark.parametrize(
    ("said", "whose"),
    [
        ("filed_by: 陈啸林", "业务科"),
        ("filed_by: 陈啸林, party: 工会", "工会"),
        ("party: 办公室", "办公室"),
    ],
)
def test_whose_a_filing_is(shared: Path, said: str, whose: str) -> None:
    """It belongs to the department of who filed it, or to the one that it names."""
    replace(shared / F, "filed_by: 陈啸林", said)
    filed = [id for id, slot in slots(shared).items() if slot.filings]
    assert filed == [f"2025_{whose}"]


def test_who_filed_may_have_handed_over(shared: Path) -> None:
    """What a former person handed in stays with the department."""
    past = "{department: 业务科, person: 朱亮, until: 2026-01-01}"
    history = f"            history:\n              - {past}\n"
    replace(shared / A, SHARED, SHARED + history)
    replace(shared / F, "filed_by: 陈啸林", "filed_by: 朱亮")
    assert slots(shared)["2025_业务科"].state is SlotState.FILED


@pytest.mark.parametrize(
    ("said", "expected", "remedy"),
    [
        ("filed_by: 朱亮", "交的人是朱亮，看不出是谁的", "加上或改正 party"),
        ("reuse: 无", "交的人是空，看不出是谁的", "加上或改正 party"),
        ("party: 朱亮", "party 写的是“朱亮”", "改正 filed_by"),
        ("party: 财务科", "科室“财务科”不在 departments.yml 里", "先在 departments.yml 里加上"),
    ],
)
def test_a_filing_of_nobody(shared: Path, said: str, expected: str, remedy: str) -> None:
    """A filing whose party can't be told is an error, with the parties to choose from."""
    replace(shared / F, "filed_by: 陈啸林", said)
    found = [str(each) for each in problems(shared) if expected in str(each)]
    assert found, problems(shared)
    assert remedy in found[0]
    assert "办公室、业务科、工会" in found[0] or "财务科" in said


def test_where_the_parties_are_open_the_row_owes_it(shared: Path) -> None:
    """A row that names nobody owes it once."""
    replace(shared / A, f"            parties:\n              {PAIR}{SHARED}", "")
    replace(shared / F, ", filed_by: 陈啸林", "")
    assert list(slots(shared)) == ["2024", "2025", "2026"]


def test_persons_without_departments_are_parties(shared: Path) -> None:
    """Where no department stands, each person owes their own."""
    replace(
        shared / A, SHARED, "              - {person: 陈啸林}\n              - {person: 朱亮}\n"
    )
    found = slots(shared)
    assert found["2025_陈啸林"].state is SlotState.FILED
    assert [person.key for person in found["2025_朱亮"].persons] == ["朱亮"]


def page(site: outputs.Site, address: str) -> Any:
    """Return a page of a site."""
    (content,) = (str(each.content) for each in site.outputs if each.path == address)
    return html.fromstring(content)


def test_pages_say_whose_it_is(shared: Path) -> None:
    """On a person's page the number is the department's own; on the item's it is each one's."""
    site = outputs.generate(shared, today=TODAY)
    texts = {
        address: " ".join(page(site, address).xpath("//td[@class='quantity']/text()"))
        for address in ("items/iii-1/index.html", "people/zeng-yabin/index.html")
    }
    assert "每科室每年 ≥1 份" in texts["items/iii-1/index.html"]
    assert "本科室每年 ≥1 份" in texts["people/zeng-yabin/index.html"]
    gaps = page(site, "gaps/index.html")
    owners = {
        line.xpath("string(td[2])"): (line.xpath("string(td[4])"), line.xpath("string(td[5])"))
        for line in gaps.xpath("//table[contains(@class,'gaps')]/tbody/tr")
    }
    assert owners["2025年（办公室）"] == ("曾雅彬", "办公室")
    assert owners["2025年（工会）"] == ("尚未落实", "工会")
    assert ("曾雅彬", "业务科") not in owners.values()
    listed = gaps.xpath("//tr[starts-with(@id,'gaps-')]/@id")
    assert {"gaps-zeng-yabin", "gaps-of-gonghui"} <= set(listed)
    led = page(site, "people/zhu-liang/index.html").xpath("//table[contains(@class,'supervised')]")
    counts = {
        line.xpath("string(th)"): line.xpath("string(.//span[@class='standing-cell__count'])")
        for line in led[0].xpath("tbody/tr")
    }
    assert (counts["办公室"], counts["工会"]) == ("0/4", "0/4")


def test_the_same_paper_is_owed_once(twice: Path) -> None:
    """It is filed under one clause; the other one shows its state and owes nothing."""
    register = load_register(twice)
    index = Index(register, TODAY)
    assert not [slot for slot in index.progress.slots if slot.evidence.record.same_as]
    assert index.tally.evidence == len(register.evidence) - 1
    shown = page(outputs.generate(twice, today=TODAY), "items/iii-1/index.html")
    (row,) = shown.xpath("//tr[@id='iii-1-3-02']")
    assert row.xpath("string(td[@class='quantity']/a/@href)").endswith("#iii-1-2-01")
    assert "已交" in row.xpath("string(td[@class='statuses'])")


SAME = {
    "unknown": ("same_as: Ⅲ-1-⑵-01", "same_as: Ⅲ-1-⑵-09", "材料编号“Ⅲ-1-⑵-09”不在", "改正写法"),
    "itself": ("same_as: Ⅲ-1-⑵-01", "same_as: Ⅲ-1-⑶-02", "写的是它自己", "改正编号"),
    "chain": ("name: 预算, ", "name: 预算, same_as: Ⅲ-1-⑶-01, ",
              "本身又写着与“Ⅲ-1-⑶-01”", "改成“Ⅲ-1-⑶-01”"),
    "not owed": ("name: 预算, ", "name: 预算, not_applicable: 没有, ",
                 "“Ⅲ-1-⑵-01”不适用，没有人交", "改由它登记"),
    "other number": ("name: 预算批复, kind: 文件, frequency: 每年, min_count: 1",
                     "name: 预算批复, kind: 文件, frequency: 每年, min_count: 3",
                     "的份数是“3”，“Ⅲ-1-⑵-01”的是“1”", "min_count 两处改成一样"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_papers_that_are_not_the_same(twice: Path, name: str) -> None:
    """Each slip has its message, and the way out."""
    old, new, expected, remedy = SAME[name]
    replace(twice / A, old, new)
    found = [str(each) for each in problems(twice) if expected in str(each)]
    assert found, problems(twice)
    assert remedy in found[0]


def test_a_filing_under_the_other_clause(twice: Path) -> None:
    """It is told under which id it belongs."""
    replace(twice / F, "[Ⅲ-1-⑵-01]", "[Ⅲ-1-⑶-02]")
    (found,) = problems(twice)
    assert "登记在“Ⅲ-1-⑵-01”" in str(found)
    assert "把“Ⅲ-1-⑶-02”改成“Ⅲ-1-⑵-01”" in str(found)


def test_excel_brings_them_back(twice: Path, tmp_path: Path) -> None:
    """The columns are written, and read: former words, spaces, any spelling of an id."""

    def fill(book: Workbook) -> None:
        page = book["佐证材料"]
        same = cell(page, "Ⅲ-1-⑶-02", "同一份材料")
        assert page[same].value == BUDGET
        page[same] = None
        typed = {
            "频次": "每次活动",
            "由谁各交": "科室",
            "期限": "届期初后 90 天",
            "依据": "上级规定",
        }
        for title, text in typed.items():
            page[cell(page, "Ⅲ-1-⑶-01", title)] = text

    done = run(changed(export(twice, tmp_path / "x.xlsx"), fill), twice, "--write")
    assert done.exit_code == 0, done.output
    evidence = {entry.id: entry.record for entry in load_register(twice).evidence}
    assert evidence["Ⅲ-1-⑶-02"].same_as is None
    record = evidence["Ⅲ-1-⑶-01"]
    assert (record.frequency, record.due) == (Frequency.ACTIVITY, "届期初后90天")
    assert (record.per, record.basis) == ("科室", Basis.HIGHER_RULE)
    assert "frequency: 每次," in (twice / A).read_text(encoding="utf-8")


def test_the_main_piece_can_not_be_deleted(twice: Path, tmp_path: Path) -> None:
    """A workbook that deletes it is told what still refers to it."""

    def delete(book: Workbook) -> None:
        page = book["佐证材料"]
        page[cell(page, BUDGET, "删除")] = "是"
        page = book["登记"]
        page[cell(page, "2025-001", "删除")] = "是"

    done = run(changed(export(twice, tmp_path / "x.xlsx"), delete), twice)
    assert "“Ⅲ-1-⑵-01”还用着，不能删除：Ⅲ-1-⑶-02" in done.output


def test_a_scan_registers_it_for_its_party(shared: Path) -> None:
    """The department stands in the name of the file or folder; without it, it is asked for."""
    (shared / F).unlink()
    folder = shared / "evidence" / "工会"
    folder.mkdir(parents=True)
    (folder / "Ⅲ-1-⑵-01_2025_预算.txt").write_text("工会", encoding="utf-8")
    (shared / "evidence" / "Ⅲ-1-⑵-01_2024_预算.txt").write_text("谁的", encoding="utf-8")
    done = CliRunner().invoke(main, ["scan", "--data", str(shared), "--write"])
    assert "各科室各交；文件名或文件夹名里写上哪个科室：办公室、业务科、工会" in done.output
    (filing,) = load_register(shared).filings
    assert (filing.record.party, filing.record.slot) == ("工会", "2025")


def test_a_scan_registers_the_same_paper_under_its_main_piece(twice: Path) -> None:
    """Whichever of its ids the file's name has."""
    (twice / F).unlink()
    (twice / "evidence").mkdir()
    (twice / "evidence" / "Ⅲ-1-⑶-02_2025_批复.txt").write_text("批复", encoding="utf-8")
    done = CliRunner().invoke(main, ["scan", "--data", str(twice), "--write"])
    assert done.exit_code == 0, done.output
    (filing,) = load_register(twice).filings
    assert filing.record.evidence == (BUDGET,)


def test_a_handover_takes_the_papers_along(shared: Path) -> None:
    """A person who is a party without a department hands over what they filed."""
    replace(shared / A, SHARED, "              - {person: 陈啸林}\n")
    folder = ("--data", str(shared), "--sheet", str(shared.parent / "sheet.docx"))
    done = CliRunner().invoke(
        main,
        ["handover", "陈啸林", *("--to", "朱亮", "--rows", "1"), *folder, "--write"],
    )
    assert done.exit_code == 0, done.output
    assert slots(shared)["2025_朱亮"].state is SlotState.FILED


def test_versions_of_duties_that_say_nothing_new() -> None:
    """Signatures for duties of before stay valid: another word, and fields that are not used."""
    versions = duty_versions(load_register(DELIVERED))
    assert versions["cai-siying"] == "69b2-1f6b"
    assert versions["chen-lirong"] == "c360-961b"


@pytest.mark.parametrize(
    "field", ["per: 科室", "due: 无期限", "due: 届期初后90天", "same_as: Ⅲ-1-⑶-01"]
)
def test_versions_of_duties_that_change(data: Path, field: str) -> None:
    """Whoever signed for something else has to sign anew."""
    before = duty_versions(load_register(data))
    replace(data / A, "name: 预算, kind: 文件", f"name: 预算, {field}, kind: 数据")
    replace(data / A, "basis: 建议, visibility", "basis: 条款, visibility")
    after = duty_versions(load_register(data))
    assert before["zeng-yabin"] != after["zeng-yabin"]
    assert before["chen-xiaolin"] == after["chen-xiaolin"]
