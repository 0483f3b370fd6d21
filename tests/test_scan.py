"""``allocation scan``: every file is named, none is moved, right ones find their place."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import docx
import pypdf
import pytest
from click.testing import CliRunner, Result

from allocation.base.enums import Frequency
from allocation.cli import main
from allocation.editing.scan import scan
from allocation.editing.scan_lines import Outcome, ScanLine
from allocation.lint.validate import load_register
from allocation.register.progress import Progress, Slot
from conftest import on_day
from example import make
from helpers import problems, replace

WRONG = {
    "unknown evidence": ("Ⅲ-99-⑴-01_2025_甲{n}.pdf", Outcome.UNREADABLE, "不是材料编号"),
    "no slot": ("Ⅲ-1-⑵-01_工作计划{n}.pdf", Outcome.UNREADABLE, "没有写哪一期"),
    "slot outside": ("Ⅲ-1-⑵-01_203{n}_工作计划.pdf", Outcome.MISPLACED, "应为：届期之内的期次"),
    "slot too coarse": ("Ⅲ-1-⑵-04_202{n}_月报.pdf", Outcome.MISPLACED, "期次要写到月"),
    "folder contradicts": ("Ⅲ-1-⑵-01/Ⅲ-1-⑵-03_202{n}_总结.pdf", Outcome.MISPLACED, "文件夹写的是 Ⅲ-1-⑵-01"),
    "temporary": ("~$Ⅲ-1-⑵-01_202{n}_计划.docx", Outcome.SKIPPED, "临时文件"),
    "not for Windows": ("Ⅲ-1-⑵-01_202{n}_什么？:计划.pdf", Outcome.UNREADABLE, "不能用的符号"),
    "damaged": ("Ⅲ-1-⑵-01_202{n}_损坏.pdf", Outcome.UNREADABLE, "文件已损坏"),
    "wrong suffix": ("Ⅲ-1-⑵-01_202{n}_照片.jpg", Outcome.UNREADABLE, "扩展名是“.jpg”，内容却不是"),
    "double": ("Ⅲ-1-⑵-01_202{n}_又一份.pdf", Outcome.DOUBLE, "内容和"),
}  # fmt: skip
"""What can be wrong with a file, each three times (n is 4, 5, 6)."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example without filings and files."""
    data = tmp_path / "data"
    shutil.copytree(make.DATA, data, ignore=shutil.ignore_patterns("evidence", "filings"))
    (data / "evidence").mkdir()
    return data


def pdf(path: Path, text: str) -> None:
    """Write a PDF of one page that differs from all others."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": text})
    writer.write(path)


def slots(folder: Path) -> Iterator[Slot]:
    """Yield the slots of a data folder that are owed by the example's day."""
    for slot in Progress(load_register(folder), make.TODAY).slots:
        if slot.state.gap and not slot.evidence.id.startswith("Ⅲ-1-⑵"):
            yield slot


def right_names(folder: Path, count: int) -> list[str]:
    """Return names of files for the first slots: by their id, their ASCII twin, or by folders."""
    forms = (
        "{id}_{key}_{name}.pdf",
        "{slug}_{ascii}_{name}_虚海〔2025〕{n}号.pdf",
        "{id}_{key}/扫描件{n}.pdf",
        "{year}/{id}_{key}_{name}.pdf",
        "{id}/{key}/扫描件{n}.pdf",
    )
    return [
        forms[n % len(forms)].format(
            n=n,
            id=slot.evidence.id,
            slug=slot.evidence.slug,
            key=slot.span.key,
            ascii=slot.span.slug,
            name=slot.evidence.record.name,
            year=slot.span.start.year,
        )
        for n, slot in enumerate(list(slots(folder))[:count])
    ]


def fill(folder: Path) -> dict[str, tuple[Outcome, str]]:
    """Write 170 right files and 30 wrong ones; return what is wrong with each of the latter."""
    evidence = folder / "evidence"
    names = right_names(folder, 170)
    assert len(names) == 170
    for name in names:
        pdf(evidence / name, name)
    wrong: dict[str, tuple[Outcome, str]] = {}
    for what, (form, outcome, why) in WRONG.items():
        for n in (4, 5, 6):
            name = form.format(n=n)
            wrong[name] = (outcome, why)
            path = evidence / name
            pdf(path, name)
            if what == "damaged":
                path.write_bytes(b"%PDF-1.7 rubbish")
            elif what == "double":
                shutil.copyfile(evidence / names[n], path)
    return wrong


def tree(folder: Path) -> dict[str, str]:
    """Return the digest of every file under its name."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_two_hundred_files(folder: Path) -> None:
    """Of 200 files the 30 wrong ones are named, each with its reason; nothing is lost or moved."""
    wrong = fill(folder)
    before = tree(folder)
    report = scan(load_register(folder), make.TODAY)
    assert tree(folder) == before
    lines = {line.name: line for line in report.files}
    assert set(lines) == set(tree(folder / "evidence"))
    assert len(lines) == 200
    bad = {name: line for name, line in lines.items() if line.outcome is not Outcome.NEW}
    assert set(bad) == set(wrong)
    for name, (outcome, why) in wrong.items():
        assert (bad[name].outcome, why in bad[name].why) == (outcome, True), bad[name]
    placed = {line.slot.slug for line in lines.values() if line.slot}
    missing = {line.slot.slug for line in report.of(Outcome.MISSING) if line.slot}
    assert len(placed) == 170
    assert not placed & missing
    owed = {
        each.slug for each in Progress(load_register(folder), make.TODAY).slots if each.state.gap
    }
    assert placed | missing == owed


def run(folder: Path, *options: str) -> Result:
    """Run the command on the example's day."""
    with on_day(make.TODAY):
        return CliRunner().invoke(main, ["scan", "--data", str(folder), *options])


def test_write_registers_what_is_right(folder: Path) -> None:
    """Without --write nothing is written; with it, lint is clean and a second scan finds all."""
    fill(folder)
    before = tree(folder)
    done = run(folder)
    assert done.exit_code == 0, done.output
    assert "可登记：170" in done.output
    assert tree(folder) == before
    done = run(folder, "--write")
    assert done.exit_code == 0, done.output
    assert problems(folder) == ()
    report = scan(load_register(folder), make.TODAY)
    assert len(report.of(Outcome.REGISTERED)) == 170
    assert report.of(Outcome.NEW) == ()
    filings = load_register(folder).filings
    assert {filing.record.date for filing in filings} == {None}
    assert all(file.record.sha256 for filing in filings for file in filing.files)


@pytest.mark.parametrize(
    "there",
    [
        "",
        "filings: []\n",
        "filings: []  # 还没有\nindicators: []\n",
        "indicators: []\n",
        "filings:\n- {no: '007', evidence: [Ⅲ-1-⑵-01], slot: '2024', title: 甲}\nindicators: []\n",
        "filings:\n    - no: '007'\n      evidence: [Ⅲ-1-⑵-01]\n      slot: '2024'\n      title: 甲",
    ],
)
def test_what_stands_there_stays(folder: Path, there: str) -> None:
    """New entries go below the old ones, in their indentation; every old line stays as it is."""
    (folder / "filings").mkdir()
    path = folder / "filings" / "2025.yml"
    if there:
        path.write_text(there, encoding="utf-8")
    pdf(folder / "evidence" / "Ⅲ-1-⑵-03_2025_总结_虚海〔2025〕9号.pdf", "甲")
    assert run(folder, "--write").exit_code == 0
    written = path.read_text(encoding="utf-8").splitlines()
    written = [line.replace(" []", "") for line in written]
    places = [written.index(line.replace(" []", "")) for line in there.splitlines()]
    assert places == sorted(places)
    register = load_register(folder)
    (new,) = (each for each in register.filings if each.record.title == "总结")
    assert new.record.document_no == "虚海〔2025〕9号"
    assert new.record.pages == 1
    assert len(register.filings) == 1 + there.count("title")


def test_reuse_and_photos_are_reported(example_data: Path) -> None:
    """A registered file says what its caption lacks, who made it and where it was taken."""
    report = scan(load_register(example_data), make.TODAY)
    photo = next(line for line in report.lines if line.name.endswith("-1.jpg"))
    assert photo.outcome is Outcome.REGISTERED
    for said in ("SHA-256", "像素", "作者“Chen Liqiu”", "GPS"):
        assert said in photo.details


def test_same_content_registered_twice(folder: Path) -> None:
    """Two registered files with one content name each other."""
    (folder / "filings").mkdir()
    for name in ("a.pdf", "b.pdf"):
        pdf(folder / "evidence" / name, "one")
    entry = (
        "  - {{no: '{n}', evidence: [Ⅲ-1-⑵-01], slot: '2024', title: 甲, files: [{{name: {f}}}]}}\n"
    )
    text = "filings:\n" + entry.format(n="01", f="a.pdf") + entry.format(n="02", f="b.pdf")
    (folder / "filings" / "2024.yml").write_text(text, encoding="utf-8")
    report = scan(load_register(folder), make.TODAY)
    lines: dict[str, ScanLine] = {line.name: line for line in report.of(Outcome.REGISTERED)}
    assert "内容和 b.pdf 一样" in lines["a.pdf"].why
    assert "内容和 a.pdf 一样" in lines["b.pdf"].why


def test_links_out_are_not_read(folder: Path, tmp_path: Path) -> None:
    """A link that leads out of the folder is named, and left alone."""
    pdf(tmp_path / "x.pdf", "x")
    (folder / "evidence" / "Ⅲ-1-⑵-01_2025_甲.pdf").symlink_to(tmp_path / "x.pdf")
    (folder / "evidence" / "Ⅲ-1-⑵-01_2025_乙.pdf").symlink_to(tmp_path / "gone.pdf")
    said = [line.why for line in scan(load_register(folder), make.TODAY).of(Outcome.UNREADABLE)]
    assert len(said) == 2
    assert all("材料文件夹之外" in each for each in said)


def test_nothing_to_compare_with(folder: Path) -> None:
    """Without a term or a folder there is one clear message."""
    (folder / "evidence").rmdir()
    assert "没有材料文件夹" in run(folder).output
    replace(folder / "unit.yml", "  start: '2024-01-01'\n", "")
    unit = (folder / "unit.yml").read_text(encoding="utf-8")
    start = unit.index("  milestones:")
    end = unit.index("due:")
    (folder / "unit.yml").write_text(unit[:start] + unit[end:], encoding="utf-8")
    assert "没有写届期第一天" in run(folder).output


def test_names_from_another_system(folder: Path) -> None:
    """A name in GBK, as a zip from an old Windows leaves it, is named readably and left alone."""
    name = os.fsencode(str(folder / "evidence")) + b"/" + "材料.pdf".encode("gbk")
    with open(name, "wb") as file:
        file.write(b"x")
    done = run(folder)
    assert done.exit_code == 0, done.output
    assert "材料.pdf" in done.output
    assert "像是 GBK" in done.output


@pytest.mark.parametrize(
    "name", [" Ⅲ-1-⑵-01_2025_题.txt", "a:b/Ⅲ-1-⑵-01_2025_题.txt", "2025/Ⅲ-1-⑵-01_2024_题.txt"]
)
def test_names_that_would_break_the_data(folder: Path, name: str) -> None:
    """Names that the data could not hold, or that contradict their folder, are not registered."""
    path = folder / "evidence" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x", encoding="utf-8")
    report = scan(load_register(folder), make.TODAY)
    assert report.of(Outcome.NEW) == ()
    assert any(line.name == name for line in report.lines)


def test_pipes_are_not_waited_for(folder: Path) -> None:
    """What is no file is named, not opened."""
    os.mkfifo(folder / "evidence" / "Ⅲ-1-⑵-01_2025_甲.pdf")
    assert scan(load_register(folder), make.TODAY).of(Outcome.NEW) == ()


def test_ends_of_lines_stay(folder: Path) -> None:
    """A file with the line ends of Windows keeps them, and comments stay where they belong."""
    (folder / "filings").mkdir()
    path = folder / "filings" / "2025.yml"
    path.write_bytes("filings: []\r\n\r\n# 指标\r\nindicators: []\r\n".encode())
    pdf(folder / "evidence" / "Ⅲ-1-⑵-03_2025_总结.pdf", "甲")
    assert run(folder, "--write").exit_code == 0
    content = path.read_bytes().decode()
    assert content.count("\n") == content.count("\r\n")
    assert content.index("总结") < content.index("# 指标") < content.index("indicators")


def scanned(folder: Path) -> dict[str, ScanLine]:
    """Return the lines of all files by name."""
    report = scan(load_register(folder), make.TODAY)
    return {line.name: line for line in report.files}


@pytest.mark.parametrize(
    ("name", "key", "title"),
    [
        ("3-1-2-01_2025_工作计划.pdf", "2025", "工作计划"),
        ("2025年度工作计划 III-1-(2)-01.pdf", "2025", "2025年度工作计划"),
        ("2025年/Ⅲ—1—⑵—01 工作计划.pdf", "2025", "工作计划"),
        ("2024/三月/iii-1-2-04.pdf", "2024-03", ""),
        ("Ⅲ-1-⑵/01/Ⅲ-1-⑵-04 月报(2024.3).pdf", "2024-03", "月报(2024.3)"),
        ("Ⅲ-1-⑵-01 计划 虚海〔2025〕3号.pdf", "2025", "计划 虚海〔2025〕3号"),
    ],
)
def test_any_spelling_finds_its_slot(folder: Path, name: str, key: str, title: str) -> None:
    """Codes in any spelling and periods in words, in the name or a folder, lead to the slot."""
    pdf(folder / "evidence" / name, name)
    line = scanned(folder)[name]
    assert line.outcome is Outcome.NEW, line
    assert line.span
    assert line.evidence
    assert (line.span.key, line.title) == (key, title or line.evidence.record.name)


def test_a_document_for_the_term_lands_in_its_own_year(folder: Path) -> None:
    """The year in a name is that of the filing, though the period is the whole term."""
    register = load_register(folder)
    term = next(entry for entry in register.evidence if entry.record.frequency is Frequency.TERM)
    pdf(folder / "evidence" / f"{term.id}_2025.pdf", "甲")
    assert run(folder, "--write").exit_code == 0
    assert [path.name for path in (folder / "filings").iterdir()] == ["2025.yml"]
    (filing,) = load_register(folder).filings
    assert (filing.record.slot, filing.year) == ("届期", 2025)


def test_who_filed_is_not_invented(folder: Path) -> None:
    """Nobody is named as having filed a document, though one person answers for it."""
    fill(folder)
    assert run(folder, "--write").exit_code == 0
    filings = load_register(folder).filings
    assert len(filings) > 100
    assert {filing.record.filed_by for filing in filings} == {None}


def test_renamed_files_are_followed(folder: Path) -> None:
    """A registered file with another name is neither lost nor new; --write follows it."""
    evidence = folder / "evidence"
    pdf(evidence / "Ⅲ-1-⑵-03_2025_总结.pdf", "甲")
    assert run(folder, "--write").exit_code == 0
    (evidence / "2025").mkdir()
    (evidence / "Ⅲ-1-⑵-03_2025_总结.pdf").rename(evidence / "2025" / "年终总结.pdf")
    (line,) = scanned(folder).values()
    assert (line.name, line.outcome) == ("2025/年终总结.pdf", Outcome.RENAMED)
    before = tree(folder / "filings")
    assert "改名：1" in run(folder).output
    assert tree(folder / "filings") == before
    assert "1 处" in run(folder, "--write").output
    (line,) = scanned(folder).values()
    assert line.outcome is Outcome.REGISTERED
    assert len(load_register(folder).filings) == 1


def test_changed_files_are_asked_about(folder: Path) -> None:
    """A registered file that was mended stops nothing, and is accepted by name."""
    path = folder / "evidence" / "Ⅲ-1-⑵-03_2025_总结.pdf"
    pdf(path, "甲")
    assert run(folder, "--write").exit_code == 0
    pdf(path, "甲，改过")
    assert scanned(folder)[path.name].outcome is Outcome.CHANGED
    done = run(folder, "--write")
    assert (done.exit_code, "内容变了：1" in done.output) == (0, True)
    assert scanned(folder)[path.name].outcome is Outcome.CHANGED
    assert run(folder, "--write", "--accept", "没有.pdf").exit_code == 1
    assert run(folder, "--write", "--accept", path.name).exit_code == 0
    assert scanned(folder)[path.name].outcome is Outcome.REGISTERED


def test_duplicates_among_unknown_files(folder: Path) -> None:
    """Files of one content are told, whether or not they have a place; empty ones have none."""
    for name in ("甲.pdf", "乙.pdf", "Ⅲ-1-⑵-03_2025_总结.pdf"):
        pdf(folder / "evidence" / name, "甲")
    for name in ("空.txt", "空2.txt"):
        (folder / "evidence" / name).touch()
    lines = scanned(folder)
    assert lines["Ⅲ-1-⑵-03_2025_总结.pdf"].outcome is Outcome.NEW
    assert all("一样" in lines[name].why for name in ("甲.pdf", "乙.pdf"))
    assert "一样" not in lines["空.txt"].why


def test_the_copy_is_the_double(folder: Path) -> None:
    """Of two files of one content, the one that a program named is the double."""
    title = load_register(folder).evidence[0].record.name
    copies = {f"{title}(1).pdf", f"复件 {title}.pdf"}
    for name in (*copies, f"{title}.pdf"):
        pdf(folder / "evidence" / name, "甲")
    doubles = {name for name, line in scanned(folder).items() if line.outcome is Outcome.DOUBLE}
    assert doubles == copies


def test_what_can_not_be_read(folder: Path) -> None:
    """Files of the system are folded, archives explained, and missing programs told at the end."""
    for name in ("Thumbs.db", "照片.zip"):
        (folder / "evidence" / name).write_bytes(b"PK\x05\x06" + bytes(18))
    pdf(folder / "evidence" / "扫描件.pdf", "甲")
    lines = run(folder).output.splitlines()
    assert lines[0] == "要办的：2 个文件；可以登记 0 个。"
    assert any("请解压" in line for line in lines)
    assert any(line.startswith("略过：1") for line in lines)
    assert lines[-1].startswith("1 个扫描件或照片没有认里面的字。要认：先运行 scripts/install ocr")


def test_proposals_are_chosen_from(folder: Path) -> None:
    """A file without a code is proposed for; only a choice registers it."""
    entry = load_register(folder).evidence[0]
    name = f"2025/{entry.record.name}（扫描件）.pdf"
    pdf(folder / "evidence" / name, "甲")
    line = scanned(folder)[name]
    assert line.outcome in (Outcome.LIKELY, Outcome.POSSIBLE)
    assert line.candidates[0].evidence.id == entry.id
    assert run(folder, "--write").exit_code == 0
    assert load_register(folder).filings == ()
    assert run(folder, "--write", "--choose", "没有编号").exit_code == 1
    done = run(folder, "--write", "--choose", f"{name}={entry.slug}_2025")
    assert done.exit_code == 0, done.output
    (filing,) = load_register(folder).filings
    assert [each.id for each in filing.evidence] == [entry.id]
    assert filing.record.files[0].name == name


def test_json(folder: Path) -> None:
    """For programs there is an object per file, with the proposals and their periods."""
    pdf(folder / "evidence" / "3-1-2-03_2025_总结.pdf", "甲")
    pdf(folder / "evidence" / "扫描件.pdf", "乙")
    done = run(folder, "--json")
    assert done.exit_code == 0
    by_name = {each["file"]: each for each in json.loads(done.stdout)}
    assert by_name["3-1-2-03_2025_总结.pdf"] == {
        "file": "3-1-2-03_2025_总结.pdf",
        "verdict": "可登记",
        "proposals": [{"evidence": "Ⅲ-1-⑵-03", "period": "2025", "score": 1.0}],
    }
    assert by_name["扫描件.pdf"] == {"file": "扫描件.pdf", "verdict": "看不懂", "proposals": []}
    assert run(folder, "--json", "--write").exit_code == 1


def test_what_to_do_comes_first(folder: Path) -> None:
    """The terminal begins with what a person must do; what is missing is a count."""
    pdf(folder / "evidence" / "Ⅲ-99-⑴-01_2025_甲.pdf", "甲")
    lines = run(folder).output.splitlines()
    assert lines[0] == "要办的：1 个文件；可以登记 0 个。"
    assert lines[2].startswith("看不懂：1")
    assert lines[-1].startswith("缺：")
    assert len(run(folder, "--all").output.splitlines()) > 100


def test_texts_that_contradict(folder: Path) -> None:
    """The text of another unit, or of another year, is a warning beside the slot."""
    document = docx.Document()
    document.add_paragraph("甲市乙县卫生健康局 2023 年工作总结")
    path = folder / "evidence" / "Ⅲ-1-⑵-03_2025_总结.docx"
    document.save(str(path))
    line = scanned(folder)[path.name]
    assert line.outcome is Outcome.NEW
    assert "没有本单位的名称" in line.why
    assert "文中写的是 2023 年，没有 2025 年" in line.why
    own = docx.Document()
    own.add_paragraph(f"{load_register(folder).unit.name} 2025年工作总结，乙县卫生健康局")
    own.save(str(path))
    assert scanned(folder)[path.name].why == ""


def test_two_codes_are_asked_about(folder: Path) -> None:
    """A name with two codes, or a folder of another item, is not guessed."""
    for name in ("Ⅲ-1-⑵-01、Ⅲ-1-⑵-03_2025.pdf", "Ⅲ-2/Ⅲ-1-⑵-01_2025.pdf"):
        pdf(folder / "evidence" / name, name)
    assert {line.outcome for line in scanned(folder).values()} == {Outcome.MISPLACED}
