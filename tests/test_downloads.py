"""What the office takes away as Word: complete, in the columns that the standards name."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from allocation.base.enums import FilingState
from allocation.datafiles.model import ELEMENTS
from allocation.office.exports import dossier, report, submission, tasks
from allocation.pages.views.context import SiteContext
from allocation.pages.views.dossier import LIST_HEADS
from allocation.pages.views.labels import day, due
from allocation.pages.views.photos import published_photos
from allocation.register.index import Index, gaps
from allocation.site import outputs
from example import make
from helpers import contents

PAST = ("逾期", "退回")


def opened(folder: Path, address: str) -> Any:
    """Open a Word file of the site."""
    return docx.Document(str(folder / "downloads" / address))


def grid(made: Any) -> list[list[str]]:
    """Return the texts of a table."""
    return [[cell.text for cell in row.cells] for row in made.rows]


def test_sheets_hold_every_duty(example: Path, example_index: Index) -> None:
    """A person's sheet lists each piece of evidence that is theirs, with clause and day."""
    for person in example_index.responsible():
        document = opened(example, f"tasks/people/{person.slug}.docx")
        lines = grid(document.tables[0])
        rows = example_index.of_person(person)
        wanted = [each.id for row in rows for each in row.papers]
        # A heading across the table parts the rows.
        assert [line[1] for line in lines[1:] if line[0] != line[1]] == wanted
        assert lines[0] == [
            "序号", "材料编号", "条款", "要交的材料", "频次份数", "尚缺的期次和期限",
        ]  # fmt: skip
        heads = [line[0] for line in lines[1:] if line[0] == line[1]]
        for row, head in zip(rows, heads, strict=True):
            assert row.row.item.label in head
            assert f"第 {row.row.number} 行" in head
            shared = {each.key for each in row.row.persons} - {person.key}
            named = {*shared, *(leader.key for leader in row.row.leaders)}
            assert all(name in head for name in named)
            assert person.key in named or person.key not in head
        said = "\n".join(each.text for each in document.paragraphs)
        for text in (person.key, "签字", "材料交到："):
            assert text in said


def test_sheets_name_every_missing_period(example: Path, example_index: Index) -> None:
    """Of a piece of evidence with several gaps each period is named, with its state."""
    found = 0
    for person in example_index.responsible():
        document = opened(example, f"tasks/people/{person.slug}.docx")
        cells = {line[1]: line[5] for line in grid(document.tables[0])}
        for slot in gaps(example_index.of_person(person)):
            lines = dict(line.split("：", 1) for line in cells[slot.evidence.id].split("\n"))
            year, rest = slot.span.label[:5], slot.span.label[5:]
            assert year in lines[slot.state]
            assert rest in lines[slot.state]
            found += 1
    assert found > example_index.tally.standing.gaps / 2
    notes = grid(opened(example, "tasks/people/zhou-xiaoman.docx").tables[0])
    assert any("不适用：" in line[3] for line in notes)


def test_leaders_tell_rows_apart(real: Any) -> None:
    """On a leader's sheet the rows of one item differ, by number and clauses."""
    index = Index(real, make.TODAY)
    files = contents(tasks.export(SiteContext(index)))
    document: Any = docx.Document(io.BytesIO(files["downloads/tasks/people/zhu-liang.docx"]))
    lines = grid(document.tables[0])
    of_one = [line for line in lines if line[1].startswith("Ⅲ-7 ")]
    assert len(of_one) == 3
    assert len({line[0] for line in of_one}) == len({line[2] for line in of_one}) == 3


def test_reminders(example: Path, example_index: Index) -> None:
    """Whoever must act is reminded: of what is late, returned, due in 30 days; nobody else is."""
    owners = {
        f"people/{each.slug}": (each.key, example_index.of_person(each))
        for each in example_index.register.people
    } | {
        f"departments/{each.slug}": (each.name, example_index.of_department(each))
        for each in example_index.register.departments
    }
    reminded = 0
    for address, (name, rows) in owners.items():
        soon = make.TODAY + timedelta(days=30)
        wanted = [
            slot
            for slot in gaps(rows)
            if slot.state == "退回" or (slot.due is not None and slot.due <= soon)
        ]
        path = example / "downloads" / "reminders" / f"{address}.docx"
        assert path.is_file() == bool(wanted)
        page = (example / address / "index.html").read_text(encoding="utf-8")
        assert (f"reminders/{address}.docx" in page) == bool(wanted)
        if not wanted:
            continue
        document: Any = docx.Document(str(path))
        lines = grid(document.tables[0])[1:]
        assert Counter((line[3], line[4], line[5]) for line in lines) == Counter(
            (slot.label, due(slot.due), slot.state if slot.state in PAST else "30 天内到期")
            for slot in wanted
        )
        texts = [each.text for each in document.paragraphs]
        assert any(text.startswith(name) and text.endswith("：") for text in texts)
        (said,) = (text for text in texts if "负责的材料" in text)
        assert sum(map(int, re.findall("([0-9]+) 项次", said))) == len(wanted)
        assert f"{example_index.register.unit.name}（盖章）" in texts
        assert day(make.TODAY) in texts
        reminded += 1
    titles = [each.text for each in opened(example, "reminders.docx").paragraphs]
    assert titles.count("内页资料催办单") == reminded > 1


def test_forms_of_submission(example: Path, example_index: Index) -> None:
    """Upright, with what was accepted, room for the statement, and lines to sign and to seal."""
    for item in example_index.register.items:
        document = opened(example, f"submission/{item.slug}.docx")
        section = document.sections[0]
        assert section.page_width < section.page_height
        facts, signed = map(grid, document.tables)
        assert [line[0] for line in facts] == [
            "申报单位", "测评项目", "分管领导", "责任科室", "责任人", "条款", "情况说明\n（500 字以内）", "材料",
        ]  # fmt: skip
        filings = example_index.filings(example_index.item(item).rows)
        accepted = [each for each in filings if each.record.state is not FilingState.RETURNED]
        said = facts[-1][1].split("\n")
        assert len(said) == max(1, len(accepted))
        for line, filing in zip(said, accepted, strict=False):
            assert filing.record.title in line
        assert [line[0] for line in signed] == ["填表人（签字）", "审核人（签字）", "单位盖章"]
        assert all("年" in line[-1] for line in signed)
    assert any(each.record.state is FilingState.RETURNED for each in example_index.register.filings)


def test_all_sheets_in_one(example: Path, example_index: Index) -> None:
    """One file holds every sheet, each on a page of its own."""
    document = opened(example, "tasks.docx")
    titles = [each for each in document.paragraphs if each.text == "内页资料任务单"]
    assert len(titles) == len(make.LEADERS) + 2 * len(make.DEPARTMENTS)
    breaks = [each._p.find(f".//{qn('w:pageBreakBefore')}") is not None for each in titles]
    assert breaks == [False] + [True] * (len(titles) - 1)


def test_papers_of_an_item(example: Path, example_index: Index) -> None:
    """Eleven columns; a line per filing that was accepted, and one for each piece without any."""
    item = next(each for each in example_index.register.items if each.id == "Ⅲ-7")
    block = example_index.item(item)
    filings = [
        each
        for each in example_index.filings(block.rows)
        if each.record.state is not FilingState.RETURNED
    ]
    assert len(filings) < len(example_index.filings(block.rows))
    (listed,) = (grid(each) for each in opened(example, "dossier/iii-7.docx").tables)
    assert listed[0] == list(LIST_HEADS)
    filed = [line for line in listed[1:] if not line[10]]
    assert [line[4] for line in filed] == [each.record.title for each in filings]
    assert [line[7] for line in filed] == [each.record.box or "" for each in filings]
    missing = {each.id for each in block.papers} - {e.id for f in filings for e in f.evidence}
    assert {line[1] for line in listed[1:] if line[10]} == missing


def test_table_of_a_category(example: Path, example_index: Index) -> None:
    """Each category has its part of the table: together they are the whole, row by row."""
    whole = grid(opened(example, "allocation.docx").tables[0])
    parts = [
        grid(opened(example, f"categories/{each.slug}.docx").tables[0])
        for each in example_index.register.categories
    ]
    assert {tuple(part[0]) for part in parts} == {tuple(whole[0])}
    assert [line for part in parts for line in part[1:]] == whole[1:]


def test_report(example: Path, example_index: Index) -> None:
    """The outline has the numbers of the dashboard, by category and by department."""
    document = opened(example, "report.docx")
    said = "\n".join(each.text for each in document.paragraphs)
    standing = example_index.progress.slots
    late = sum(1 for slot in standing if slot.state == "逾期")
    assert f"逾期 {late} 项次" in said
    assert not [each for each in document.paragraphs if not each.text]
    levels = {each.style.name: each.text for each in document.paragraphs}
    assert levels["小标题"].startswith("三、")
    assert levels["二级标题"].startswith("（二）")
    assert day(example_index.register.unit.data_date) in said
    categories, departments = (grid(each) for each in document.tables)
    assert len(categories) == 1 + len(make.TABLE)
    assert len(departments) == 1 + len(make.DEPARTMENTS)
    assert sum(int(line[5] or 0) for line in categories[1:]) == late


def test_photographs(example: Path, example_index: Index) -> None:
    """One a page, upright within the type area, with the six elements and no word of its maker."""
    item = next(each for each in example_index.register.items if each.id == "Ⅲ-1")
    photos = list(published_photos(example_index.filings(example_index.item(item).rows)))
    document = opened(example, "photos/iii-1.docx")
    pictures = document.inline_shapes
    assert len(pictures) == len(document.tables) == len(photos) > 1
    for picture, table, photo in zip(pictures, document.tables, photos, strict=True):
        assert picture.width <= Mm(150)
        assert picture.height <= Mm(130)
        ratio = (photo.facts.width or 0) / (photo.facts.height or 1)
        assert picture.width / picture.height == pytest.approx(ratio, abs=0.001)
        said = dict(grid(table))
        assert list(said)[:6] == list(ELEMENTS.values())
        assert said["材料"] == f"{photo.filing.record.title}（登记 {photo.filing.id}）"
    images = [part for part in document.part.package.iter_parts() if "media" in part.partname]
    assert images
    assert not any(b"Exif" in image.blob for image in images)


@pytest.mark.parametrize("module", [tasks, dossier, submission, report])
def test_own_data_has_them_too(module: Any, real: Any) -> None:
    """Without a term that has begun the sheets are there, and say nothing of days."""
    files = contents(module.export(SiteContext(Index(real, make.TODAY))))
    assert files
    assert all(content.startswith(b"PK") for content in files.values())


def test_without_them(data: Path) -> None:
    """Without downloads there is what home and the forms load, and no page offers any."""
    site = outputs.generate(data, downloads=False)
    assert {output.path.partition("/")[0] for output in site.downloads()} == {"edit", "mine"}
    offered = ("downloads/", "api/", "calendars/", "feed.xml")
    said = {output.path: str(output.content) for output in site.pages()}
    said["about/"] = site.part("about", "about/")
    for path, html in said.items():
        links = re.findall(r'href="([^"]*)"', html)
        assert not [link for link in links if link.lstrip("./").startswith(offered)], path
