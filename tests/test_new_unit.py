"""A clone becomes another unit's: its table in, evidence kept, nothing left of the old unit."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from allocation.cli import main
from allocation.datafiles import json_schema
from allocation.lint.validate import load_register
from allocation.office.exports.table import attachment
from allocation.register.index import Index
from allocation.register.register import Register
from allocation.runtime import atomic_swap
from allocation.versions import history
from conftest import on_day
from example import history as story
from example import make
from fuzz import targets
from helpers import UNITS, replace
from word_tables import HEAD, word

DELIVERED = UNITS / "delivered" / "data"
CORPUS = Path(__file__).parent / "corpus" / "word"
ROWS = [
    HEAD,
    ["一、组织", "⑴领导重视创建工作。⑵经费有保障。", "王立", "办公室", "李谷雨"],
    ["一、组织", "⑶每年有计划。", "王立", "人事科", "赵霜降"],
    ["二、环境", "⑴环境整洁。", "钱芒种", "办公室", "李谷雨"],
]
"""A table that nobody has in the data."""


def cloned(data: Path, root: Path) -> Path:
    """Return a data folder in a repository of its own, everything committed."""
    shutil.copytree(data, root / "data", ignore=shutil.ignore_patterns("evidence"))
    for path, text in json_schema.stale(root / "data").items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / ".gitignore").write_text("/data/evidence/\n.cache\n", encoding="utf-8")
    story.git(root, "init", "--quiet", "--initial-branch=main")
    story.commit(root, "2026-11-01", "Product Maintainers", "Deliver")
    return root / "data"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The data of the small unit, in git."""
    return cloned(UNITS / "small" / "data", tmp_path / "root")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of another unit as a Word file."""
    return word(ROWS, [(1, 0, 2, 0), (1, 2, 2, 2)], tmp_path / "分工表.docx")


def run(table: Path, folder: Path, *options: str) -> Result:
    """Run the command on the example's day."""
    with on_day(make.TODAY):
        return CliRunner().invoke(main, ["new-unit", str(table), "--data", str(folder), *options])


def become(table: Path, folder: Path, *options: str) -> tuple[Register, str]:
    """Make a folder another unit's; return what it says now, and what the command said."""
    done = run(table, folder, "--write", *options)
    assert done.exit_code == 0, done.output
    assert not list(folder.parent.glob(".writing*"))
    return load_register(folder), done.output


def state(folder: Path) -> dict[str, bytes]:
    """Return every file below the folder above the data, but for git's own and caches."""
    return {
        str(path): path.read_bytes()
        for path in folder.parent.rglob("*")
        if path.is_file() and not {".git", ".cache"} & set(path.parts)
    }


def record(folder: Path) -> history.History:
    """Return the record of changes as the site shows it."""
    return history.read(folder, load_register(folder).unit.history_from)


@pytest.mark.parametrize("data", [DELIVERED, make.DATA], ids=["delivered", "example"])
def test_the_same_table_brings_every_material(
    data: Path, tmp_path: Path, build_site: Callable[..., Path]
) -> None:
    """Our own Word file: all evidence and indicators go on, and the site builds at once."""
    folder = cloned(data, tmp_path / "root")
    before = load_register(folder)
    path = tmp_path / "own.docx"
    path.write_bytes(attachment(Index(before, make.TODAY)).content())
    after, said = become(path, folder)
    count = len(before.evidence)
    assert f"材料带过去 {count} 项，共 {count} 项" in said
    assert [each.record.name for each in after.evidence] == [
        each.record.name for each in before.evidence
    ]
    assert len(after.indicators) == len(before.indicators)
    # Why something does not apply is another unit's reason.
    assert {each.record.not_applicable for each in after.evidence} == {None}
    assert {each.record.not_applicable for each in after.indicators} == {None}
    assert [each.record.text for each in after.clauses] == [
        each.record.text for each in before.clauses
    ]
    assert (build_site(folder) / "index.html").is_file()


def test_flattened_text_is_read(tmp_path: Path, build_site: Callable[..., Path]) -> None:
    """Text copied out of Word: what a clause that lost its mark had is listed, all else goes on."""
    folder = cloned(DELIVERED, tmp_path / "root")
    text = tmp_path / "附件2.txt"
    shutil.copy(DELIVERED / "source" / "attachment-2.txt", text)
    after, said = become(text, folder)
    carried = len(after.evidence)
    assert f"材料带过去 {carried} 项，共 250 项" in said
    assert 240 <= carried < 250
    assert "没有了" in said
    assert (build_site(folder) / "index.html").is_file()


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.txt")), ids=lambda path: path.stem)
def test_tables_of_the_corpus(
    path: Path, clone: Path, tmp_path: Path, build_site: Callable[..., Path]
) -> None:
    """Tables that other tests read become data that builds."""
    table = tmp_path / "x.docx"
    table.write_bytes(targets.word_file(path.read_bytes()))
    after, _ = become(table, clone)
    assert after.clauses
    assert (build_site(clone) / "index.html").is_file()


def test_nothing_of_the_old_unit_stays(tmp_path: Path, table: Path) -> None:
    """People, departments, filings, editions, source and references of the old unit are gone."""
    folder = cloned(make.DATA, tmp_path / "root")
    shutil.copytree(UNITS / "small" / "data", folder / "editions" / "2020")
    (folder / "source").mkdir(exist_ok=True)
    (folder / "source" / "x.txt").write_text("原文", encoding="utf-8")
    number = 'allowed_numbers:\n  - {number: "13800138000", reason: 值班}\n'
    unit = folder / "unit.yml"
    unit.write_text(unit.read_text(encoding="utf-8") + number, encoding="utf-8")
    story.commit(folder.parent, "2026-11-02", "周小满", "更多")
    old = load_register(folder)
    after, said = become(table, folder)
    assert {each.key for each in after.people} == {"王立", "李谷雨", "赵霜降", "钱芒种"}
    assert {each.name for each in after.departments} == {"办公室", "人事科"}
    left = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    kept = {"README.md", "unit.yml", "people.yml", "departments.yml", "synonyms.yml"}
    assert {name for name in left if not name.startswith(("schema/", "allocation/"))} == kept
    assert json_schema.stale(folder) == {}
    text = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.yml"))
    for name in (old.unit.name, "13800138000", *(each.name for each in old.people)):
        assert name not in text
    assert not any(each.name in said for each in old.people)
    assert (after.unit.name, after.unit.honor) == ("某某区文化局", "省级文明单位")
    assert (after.unit.term.start, after.unit.term.confirmed) == (None, False)


def test_settings_of_the_site_stay_with_their_comments(clone: Path, table: Path) -> None:
    """What is set of the site, and not of the unit, goes on; so do the comments that explain it."""
    unit = clone / "unit.yml"
    text = unit.read_text(encoding="utf-8").replace("name:", "# 旧单位的事\nname:", 1)
    assert "overload" not in text
    unit.write_text(f"{text}# 提示线\noverload: 33\n", encoding="utf-8")
    story.commit(clone.parent, "2026-11-02", "周小满", "设置")
    after, _ = become(table, clone)
    said = unit.read_text(encoding="utf-8")
    assert after.unit.overload == 33
    assert "# 提示线\noverload: 33\n" in said
    assert "旧单位" not in said
    assert said.startswith("# yaml-language-server:")


def test_words_stay(tmp_path: Path, table: Path) -> None:
    """Synonyms are of no unit: they go on, with the comments on them."""
    folder = cloned(DELIVERED, tmp_path / "root")
    before = (folder / "synonyms.yml").read_bytes()
    after, _ = become(table, folder)
    assert (folder / "synonyms.yml").read_bytes() == before
    assert len(after.synonyms) > 80


def test_the_record_begins_with_the_new_unit(clone: Path, table: Path) -> None:
    """No commit before is told as the new unit's; its first own change is the first entry."""
    replace(clone / "people.yml", "people:\n", "people:\n  - name: 白寒露\n")
    story.commit(clone.parent, "2026-11-02", "周小满", "来人")
    assert record(clone).versions
    become(table, clone)
    assert record(clone).versions == ()
    story.commit(clone.parent, "2026-11-02", "某人", "换成本单位")
    assert record(clone).versions == ()
    replace(clone / "people.yml", "people:\n", "people:\n  - name: 白立冬\n")
    story.commit(clone.parent, "2026-11-02", "王立", "来人")
    assert [each.author for each in record(clone).versions] == ["王立"]


def test_a_second_time_on_the_same_day(clone: Path, table: Path) -> None:
    """Whoever starts anew has a record of their own again."""
    first, _ = become(table, clone)
    story.commit(clone.parent, "2026-11-02", "某人", "换成本单位")
    second, _ = become(table, clone)
    assert first.unit.history_from != second.unit.history_from


def test_what_a_person_decides_is_numbered(tmp_path: Path) -> None:
    """Clauses that may be an old one are asked about, and taken for it when a person says so."""
    clone = cloned(make.DATA, tmp_path / "root")
    old = next(each for each in load_register(clone).clauses if each.record.evidence)
    text = f"⑴{old.record.text[:-6]}，有办法有措施。"
    rows = [HEAD, ["一、组织", text, "王立", "办公室", "李谷雨"]]
    path = word(rows, [], tmp_path / "x.docx")
    done = run(path, clone)
    assert "  1. " in done.output
    assert "加 --write 就换掉" in done.output
    assert "name（单位）：某某区文化局" in done.output
    (new,) = set(re.findall(rf"--same (\S+)={re.escape(old.id)}", done.output))
    after, _ = become(path, clone, "--same", f"{new}={old.id}")
    assert "材料带过去 0 项" in done.output
    assert len(after.evidence) == len(old.record.evidence)


def test_a_table_that_names_nobody_gets_nobody(tmp_path: Path) -> None:
    """Whoever answered for the same clause in the old unit does not in the new one."""
    clone = cloned(make.DATA, tmp_path / "root")
    old = next(each for each in load_register(clone).clauses if each.record.evidence)
    rows = [HEAD[:2], ["一、组织", f"⑴{old.record.text}"]]
    done = run(word(rows, [], tmp_path / "x.docx"), clone, "--write")
    assert done.exit_code == 0, done.output
    after = load_register(clone)
    assert "没有找到分管领导、责任科室、责任人栏" in done.output
    assert after.people == ()
    assert len(after.evidence) == len(old.record.evidence)


def test_excel_is_read_like_word(clone: Path, table: Path, tmp_path: Path) -> None:
    """A sheet with merged cells gives the same data as the Word table."""
    by_word, _ = become(table, clone)
    texts = {path.name: path.read_text(encoding="utf-8") for path in clone.rglob("*.yml")}
    story.git(clone.parent, "checkout", "--quiet", "--", "data")
    story.git(clone.parent, "clean", "--quiet", "-d", "--force", "data")
    path = tmp_path / "分工表.xlsx"
    book = Workbook()
    page = book.create_sheet("分工")
    page["A1"], page["A2"] = "附件3", "某某区文化局创建省级文明单位任务分解表"
    page.merge_cells("A2:E2")
    for row in ROWS:
        page.append(row)
    page.merge_cells("A4:A5")
    page.merge_cells("C4:C5")
    page["J40"] = " "
    book.save(path)
    by_excel, _ = become(path, clone)
    assert {p.name: p.read_text(encoding="utf-8") for p in clone.rglob("*.yml")} == texts
    assert by_excel.unit == by_word.unit


def _untracked(folder: Path) -> None:
    (folder / "allocation" / "新.txt").write_text("x", encoding="utf-8")


def _evidence(folder: Path) -> None:
    (folder / "evidence").mkdir()
    (folder / "evidence" / "x.pdf").write_bytes(b"%PDF")


def _edited(folder: Path) -> None:
    path = folder / "people.yml"
    path.write_text(path.read_text(encoding="utf-8") + "# x\n", encoding="utf-8")


def _staged(folder: Path) -> None:
    _edited(folder)
    story.git(folder.parent, "add", "--all")


def _no_git(folder: Path) -> None:
    shutil.rmtree(folder.parent / ".git")


def _no_commit(folder: Path) -> None:
    _no_git(folder)
    story.git(folder.parent, "init", "--quiet")


def _root_of_a_repository(folder: Path) -> None:
    _no_git(folder)
    story.git(folder, "init", "--quiet")
    story.commit(folder, "2026-11-01", "周小满", "始")


REFUSED: dict[str, tuple[Callable[[Path], None], str]] = {
    "edited": (_edited, "data/people.yml没有提交"),
    "staged": (_staged, "data/people.yml没有提交"),
    "new": (_untracked, "data/allocation/新.txt没有提交"),
    "handed in": (_evidence, "data/evidence/x.pdf没有提交"),
    "no git": (_no_git, "数据不在 git 里"),
    "no commit": (_no_commit, "git 里还没有提交"),
    "the root": (_root_of_a_repository, "仓库的根"),
}


@pytest.mark.parametrize(("spoil", "said"), REFUSED.values(), ids=REFUSED)
def test_what_git_does_not_have_is_not_replaced(
    spoil: Callable[[Path], None],
    said: str,
    clone: Path,
    table: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One message says what is missing in git; nothing changes."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(clone.parent.parent))
    spoil(clone)
    before = state(clone)
    done = run(table, clone, "--write")
    assert done.exit_code == 1
    assert said in done.output
    assert "什么都没有动" in done.output
    assert state(clone) == before


@pytest.mark.parametrize("step", ["exchange", "chmod"])
def test_all_or_nothing(
    step: str, clone: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the folder can't be put in place, the old one is there, and no draft is left."""

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_swap if step == "exchange" else Path, step, fails)
    before = state(clone)
    done = run(table, clone, "--write")
    assert done.exit_code == 1
    assert "没有动" in done.output
    assert state(clone) == before


def test_where_names_cannot_be_exchanged(
    clone: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File systems that can't exchange two names move one after the other."""
    monkeypatch.setattr(atomic_swap, "exchange", lambda *_: False)
    after, _ = become(table, clone)
    assert after.unit.name == "某某区文化局"


def test_a_file_without_a_table(clone: Path, tmp_path: Path) -> None:
    """A letter is no table: nothing changes."""
    (tmp_path / "x.txt").write_text("你好", encoding="utf-8")
    book = Workbook()
    book.create_sheet("信")["A1"] = "你好"
    book.save(tmp_path / "x.xlsx")
    before = state(clone)
    for name in ("x.txt", "x.xlsx"):
        done = run(tmp_path / name, clone, "--write")
        assert done.exit_code == 1
        assert "没有找到分工表" in done.output
    assert state(clone) == before
