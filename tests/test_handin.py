"""Where to hand in and whom to ask: on pages, in Word files, in the search and in JSON."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import html

from allocation.feeds.search_entries import entries
from allocation.lint.validate import load_register
from allocation.office.exports import reminders
from allocation.pages.views import PAGES, SiteContext
from allocation.register.index import Index
from example import make
from helpers import contents, problems, replace

UNSET = "交到哪里、找谁：办公室还没有写明"
SAID = "交到文明办，找周小满（三楼 305，电话 2550117）"


def text(site: Path, address: str) -> str:
    """Return what stands on a page, without line breaks."""
    page: Any = html.fromstring((site / address).read_bytes())
    return re.sub(r"\s+", " ", page.text_content())


def lines(site: Path, name: str) -> str:
    """Return the paragraphs of a Word file."""
    document: Any = docx.Document(str(site / "downloads" / name))
    return "\n".join(each.text for each in document.paragraphs)


@pytest.mark.parametrize("address", ["people/index.html", "people/wu-shuangjiang/index.html"])
def test_pages_say_where_and_whom(example: Path, site: Path, address: str) -> None:
    """The line has the place, a link to the person, room and phone; unset, it says so."""
    page: Any = html.fromstring((example / address).read_bytes())
    (line,) = page.xpath("//p[@class='handin']")
    (person, edit) = line.xpath(".//a")
    assert edit.get("href").endswith("edit/?form=handin")
    edit.getparent().remove(edit)
    assert "".join(line.text_content().split()) == "".join(SAID.split())
    assert person.text == "周小满"
    assert person.get("href").endswith("people/zhou-xiaoman/")
    other = address.replace("wu-shuangjiang", "chen-xiaolin")
    assert f"{UNSET}。" in text(site, other)


def test_a_wrong_address_says_it(example: Path, site: Path) -> None:
    """Whoever follows a stale link still learns where to go."""
    assert f"要交材料的，{SAID}。" in text(example, "404.html")
    assert f"要交材料的，{UNSET}。" in text(site, "404.html")


def test_sheets_say_it(example: Path, site: Path) -> None:
    """The task sheet has it in place of blanks, which stay where nobody has said it."""
    sheet = lines(example, "tasks/people/wu-shuangjiang.docx")
    assert "材料交到：文明办　联系人：周小满　房间：三楼 305　电话：2550117" in sheet
    blank = lines(site, "tasks/people/chen-xiaolin.docx")
    assert re.search("材料交到：＿+　联系人：＿+　电话：＿+", blank)
    assert f"日前补齐，{SAID}。" in lines(example, "reminders/people/zhou-xiaoman.docx")


def test_reminders_leave_a_blank(tmp_path: Path) -> None:
    """A reminder of a unit that has not said where has a line to fill in."""
    folder = tmp_path / "data"
    shutil.copytree(make.DATA, folder, ignore=shutil.ignore_patterns("evidence"))
    settings = (folder / "unit.yml").read_text(encoding="utf-8")
    without = re.sub(r"(?m)^handin:\n(?:  .*\n)+", "", settings)
    assert without != settings
    (folder / "unit.yml").write_text(without, encoding="utf-8")
    made = contents(reminders.export(SiteContext(Index(load_register(folder), make.TODAY))))
    document: Any = docx.Document(io.BytesIO(made["downloads/reminders/people/zhou-xiaoman.docx"]))
    assert any(re.search("交到＿+。", each.text) for each in document.paragraphs)


def test_people_who_are_not_in_the_table(data: Path) -> None:
    """A person without a page is a plain name; one of several homonyms must be told apart."""
    replace(data / "unit.yml", "title: 某局分工", "title: 某局分工\nhandin: {person: 王经办}")
    index = Index(load_register(data), make.TODAY)
    assert index.common.contact is None
    replace(data / "unit.yml", "王经办", "曾雅彬")
    contact = Index(load_register(data), make.TODAY).common.contact
    assert contact
    assert contact.key == "曾雅彬"
    homonyms = "  - {name: 王伟, id: 王伟（甲）}\n  - {name: 王伟, id: 王伟（乙）}\n"
    people = data / "people.yml"
    people.write_text(people.read_text(encoding="utf-8") + homonyms, encoding="utf-8")
    replace(data / "unit.yml", "person: 曾雅彬", "person: 王伟")
    (problem,) = problems(data)
    assert problem.found == "handin 的 person 写的是“王伟”，people.yml 里有人同名"
    assert problem.remedy == "请写：王伟（甲）、王伟（乙）。"


def test_a_mobile_number_needs_a_reason(data: Path) -> None:
    """The phone is published, so that a mobile number is refused as anywhere else."""
    settings = "title: 某局分工\nhandin: {place: 办公室, phone: '13800138000'}"
    replace(data / "unit.yml", "title: 某局分工", settings)
    assert any("手机号" in problem.found for problem in problems(data))


def test_search_and_json(example: Path, example_index: Index) -> None:
    """The search shows the line itself; programs read its parts."""
    pages = [page for make_pages in PAGES for page in make_pages(SiteContext(example_index))]
    (doc,) = (doc for doc in entries(example_index, pages, []) if doc.place == "people/#handin")
    assert doc.text == SAID
    unit = json.loads((example / "api" / "allocation.json").read_bytes())["unit"]
    assert unit["handin"] == {
        "place": "文明办", "person": "周小满", "room": "三楼 305", "phone": "2550117",
    }  # fmt: skip
