"""变更记录 begins where ``history_from`` says, and names nobody by an account."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from allocation.lint.validate import load_register
from allocation.versions import editions, history
from example import history as story
from helpers import UNITS, replace
from test_filings import FILING

PRODUCT = "Product Maintainers"
OFFICE = "林白露"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A clone of the product as it is delivered: two commits of the product, the newest begins."""
    root = tmp_path / "root"
    shutil.copytree(UNITS / "small" / "data", root / "data")
    story.git(root, "init", "--quiet", "--initial-branch=main")
    story.commit(root, "2026-01-01", PRODUCT, "Start")
    hired(root, "白露")
    begun(root, "2026-01-02 交付")
    story.commit(root, "2026-01-02", PRODUCT, "Deliver")
    return root


def hired(root: Path, name: str) -> None:
    """Add a person."""
    path = root / "data" / "people.yml"
    path.write_text(path.read_text(encoding="utf-8") + f"  - name: {name}\n", encoding="utf-8")


def begun(root: Path, value: str | None) -> None:
    """Say where the record begins."""
    path = root / "data" / "unit.yml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("history_from")]
    path.write_text("".join(kept) + (f"history_from: {value}\n" if value else ""), encoding="utf-8")


def record(data: Path) -> list[tuple[str, list[str]]]:
    """Return the authors of a data folder's record, with what changed, the newest first."""
    found = history.read(data, load_register(data).unit.history_from)
    return [(each.author, [e.sentence for e in each.changes.entries]) for each in found.versions]


def test_the_record_begins_with_the_first_change_of_the_office(root: Path) -> None:
    """As delivered it is empty and says so; the office's first commit, of the same day, is one."""
    assert history.read(root / "data", "2026-01-02 交付") == history.History(
        note="从现在这份数据记起，数据还没有改动。"
    )
    hired(root, "白寒露")
    story.commit(root, "2026-01-02", OFFICE, "来人")
    assert record(root / "data") == [(OFFICE, ["新增人员 白寒露"])]


def test_without_a_beginning_all_is_listed(root: Path) -> None:
    """Data that does not say where the record begins lists every change; accounts have no name."""
    begun(root, None)
    story.commit(root, "2026-01-03", OFFICE, "全部")
    assert record(root / "data") == [("", ["新增人员 白露"])]


def test_another_value_begins_anew(root: Path) -> None:
    """A new value, with changes in the same commit or not yet committed, begins a new record."""
    hired(root, "白寒露")
    story.commit(root, "2026-01-03", OFFICE, "来人")
    begun(root, "2026-01-04 移交")
    assert record(root / "data") == []
    hired(root, "白立冬")
    story.commit(root, "2026-01-04", PRODUCT, "Mixed")
    assert record(root / "data") == []
    hired(root, "白小雪")
    story.commit(root, "2026-01-05", OFFICE, "来人")
    assert record(root / "data") == [(OFFICE, ["新增人员 白小雪"])]


@pytest.mark.parametrize("value", [None, "写错了", "2026-01-02 交付 "])
def test_a_slip_that_is_taken_back_loses_nothing(root: Path, value: str | None) -> None:
    """The oldest commit with the present value is the beginning, whatever stood there between."""
    hired(root, "白寒露")
    story.commit(root, "2026-01-03", OFFICE, "来人")
    begun(root, value)
    story.commit(root, "2026-01-04", OFFICE, "写错")
    begun(root, "2026-01-02 交付")
    story.commit(root, "2026-01-05", OFFICE, "改回")
    assert record(root / "data") == [(OFFICE, ["新增人员 白寒露"])]


def test_a_later_commit_of_the_product_has_no_author(
    root: Path, build_site: Callable[..., Path]
) -> None:
    """What the product changes later is told by what it means; no page, feed or API names it."""
    hired(root, "白寒露")
    story.commit(root, "2026-01-03", PRODUCT, "Add a person")
    replace(root / "data" / "allocation" / "01.yml", "text: 领导重视；", "text: 领导重视；（每季）")
    story.commit(root, "2026-01-04", PRODUCT, "Reword a clause")
    site = build_site(root / "data")
    for path in site.rglob("*"):
        if path.suffix in {".html", ".xml", ".json"}:
            text = path.read_text(encoding="utf-8")
            assert "Product" not in text, path
            assert "Reword" not in text, path
    known = json.loads((site / "api" / "changes.json").read_text(encoding="utf-8"))
    assert [each["author"] for each in known["versions"]] == ["", ""]
    feed = etree.parse(str(site / "feed.xml"))
    entries = [
        each
        for each in feed.findall(f"{ATOM}entry")
        if each.findtext(f"{ATOM}title", "").startswith("变更")
    ]
    assert len(entries) == 2
    assert not any(each.findall(f"{ATOM}author") for each in entries)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == load_register(root / "data").unit.name


def test_clones_and_squashed_commits_begin_at_the_same_state(root: Path, tmp_path: Path) -> None:
    """A shallow clone with the beginning lacks nothing; squashed commits begin there, too."""
    hired(root, "白寒露")
    story.commit(root, "2026-01-03", OFFICE, "来人")
    for depth, missing in (("3", False), ("2", True), ("1", True)):
        clone = tmp_path / depth
        story.git(tmp_path, "clone", "--quiet", f"--depth={depth}", f"file://{root}", str(clone))
        found = history.read(clone / "data", "2026-01-02 交付")
        assert len(found.versions) == (0 if depth == "1" else 1)
        assert ("浅克隆" in found.note) == missing
    story.git(root, "checkout", "--quiet", "--orphan", "squashed", "HEAD~1")
    story.commit(root, "2026-01-04", PRODUCT, "Squash")
    hired(root, "白立冬")
    story.commit(root, "2026-01-05", OFFICE, "来人")
    assert record(root / "data") == [(OFFICE, ["新增人员 白立冬"])]


def test_what_lies_before_the_beginning_is_not_compared(root: Path) -> None:
    """If the data was wrong where the record begins, it begins when the data came right."""
    people = root / "data" / "people.yml"
    right = people.read_text(encoding="utf-8")
    people.write_text(right + "  - nmae: x\n", encoding="utf-8")
    begun(root, "2026-01-03 移交")
    story.commit(root, "2026-01-03", OFFICE, "移交")
    people.write_text(right + "  - name: 白寒露\n", encoding="utf-8")
    story.commit(root, "2026-01-04", OFFICE, "改正")
    assert history.read(root / "data").versions != ()
    assert record(root / "data") == []
    assert record(root / "data") == []
    begun(root, None)
    story.commit(root, "2026-01-05", OFFICE, "全部")
    assert record(root / "data")[0] == (OFFICE, ["新增人员 白寒露"])


def test_odd_settings_in_the_past(root: Path) -> None:
    """Settings that are a link, a folder, no text or too long carry no value."""
    unit = root / "data" / "unit.yml"
    text = unit.read_text(encoding="utf-8")
    (root / "target").write_text(text, encoding="utf-8")
    for number in range(4):
        unit.unlink()
        if number == 0:
            unit.symlink_to("../target")
        elif number == 1:
            unit.mkdir()
            (unit / "x").touch()
        elif number == 2:
            unit.write_bytes(b"history_from: \xff\xfe\n")
        else:
            unit.write_text(text + "#" * 1_000_001, encoding="utf-8")
        story.commit(root, f"2026-01-0{3 + number}", OFFICE, "怪")
        if unit.is_dir():
            shutil.rmtree(unit)
            unit.touch()
    unit.write_text(text, encoding="utf-8")
    hired(root, "白寒露")
    story.commit(root, "2026-01-09", OFFICE, "来人")
    assert ("新增人员 白寒露") in [one for _, said in record(root / "data") for one in said]


def test_the_start_of_an_edition_deletes_nothing(root: Path) -> None:
    """What was handed in lives on in the edition that was moved; only duties are compared."""
    filed(root / "data", "2024-01-01")
    story.commit(root, "2026-01-03", OFFICE, "登记")
    shutil.copytree(root / "data", root / "new")
    shutil.rmtree(root / "new" / "filings")
    replace(root / "new" / "unit.yml", "start: 2024-01-01", "start: 2027-01-01")
    replace(root / "new" / "allocation" / "01.yml", "person: 陈啸林", "person: 曾雅彬")
    editions.start(root / "new", root / "data", "2024-2026")
    story.commit(root, "2027-01-04", OFFICE, "新一届")
    (_, started), _ = record(root / "data")
    assert started[0] == "启用新版；原来的一版见往届“2024-2026”"
    assert any("责任人由 陈啸林 改为 曾雅彬" in sentence for sentence in started)
    assert any("届期" in sentence for sentence in started)
    assert not any("删去" in sentence for sentence in started)
    filed(root / "data", "2027-01-01")
    story.commit(root, "2027-01-05", OFFICE, "登记")
    assert record(root / "data")[0] == (OFFICE, ["新增登记 2027-001"])


def test_an_earlier_edition_that_is_added_by_hand_starts_nothing(root: Path) -> None:
    """A folder below ``editions/`` that the data was not moved to is no start of an edition."""
    filed(root / "data", "2024-01-01")
    story.commit(root, "2026-01-03", OFFICE, "登记")
    shutil.copytree(UNITS / "small" / "data", root / "data" / "editions" / "2021-2023")
    shutil.rmtree(root / "data" / "filings")
    story.commit(root, "2026-01-04", OFFICE, "补往届")
    assert record(root / "data")[0] == (OFFICE, ["删去登记 2024-001"])


def filed(data: Path, start: str) -> None:
    """Let the term start on a day, and register something in its first year."""
    if start not in (data / "unit.yml").read_text(encoding="utf-8"):
        replace(data / "unit.yml", "confirmed: true}", f"confirmed: true, start: {start}}}")
    (data / "filings").mkdir()
    (data / "filings" / f"{start[:4]}.yml").write_text(
        FILING.replace("2025", start[:4]), encoding="utf-8"
    )
