"""The forms of 改数据 as a clerk fills them in: what is said, and the slip that comes out."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    FilePayload,
    Locator,
    Page,
    Route,
    expect,
)
from pypdf import PdfWriter

from allocation.editing import slip
from allocation.editing.slip_changes import consequences, plan
from allocation.lint.validate import load_register
from allocation.register.register import Register
from browser import SIZES, TYPE, TYPE_SIZES, faults
from example import make
from old_browser import OldBrowser


def _pdf() -> bytes:
    """Return a file of one blank page."""
    written = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(written)
    return written.getvalue()


def _photo() -> bytes:
    """Return a photograph of nothing."""
    written = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(written, "JPEG")
    return written.getvalue()


NEXT = "下一步"
HOSTILE = (
    "\"'><img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"
)
PDF: FilePayload = {"name": "方案#1.pdf", "mimeType": "application/pdf", "buffer": _pdf()}
PHOTO: FilePayload = {
    "name": "IMG_1.jpg",
    "mimeType": "image/jpeg",
    "buffer": _photo(),
}
TODAY = make.TODAY.isoformat()
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def register(example_data: Path) -> Register:
    """The example's register: what slips are planned against."""
    return load_register(example_data)


@pytest.fixture
def context(browser: Browser, example_url: str) -> Iterator[BrowserContext]:
    """A browser that has seen nothing yet, on the example's day."""
    width, height = SIZES["desktop"]
    opened = browser.new_context(
        base_url=example_url,
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
    )
    opened.clock.set_fixed_time(f"{TODAY}T09:30:00")
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page in it whose errors fail the test."""
    opened = context.new_page()
    opened.on("pageerror", lambda error: pytest.fail(f"{error} {error.stack}"))
    return opened


def open_form(page: Page, form: str, **query: str) -> None:
    """Open a form, filled in with what a query names."""
    page.goto(f"edit/?{urlencode({'form': form, **query})}")
    expect(page.get_by_role("button", name=NEXT)).to_be_visible()


def field(page: Page, label: str) -> Locator:
    """Return the control with a label, which may go on with 必填."""
    return page.get_by_label(re.compile(f"^{re.escape(label)}( 必填)?$")).first


def write(page: Page, label: str, text: str) -> None:
    """Type into a field and leave it."""
    field(page, label).fill(text)
    page.keyboard.press("Tab")


def pick(page: Page, label: str, text: str) -> None:
    """Type into a picker and take the best of what fits."""
    box = field(page, label)
    box.press_sequentially(text)
    expect(page.locator(".edit__options:visible li").first).to_be_visible()
    box.press("Enter")


def review(page: Page) -> Locator:
    """Go on to what will change."""
    page.get_by_role("button", name=NEXT).click()
    shown = page.locator(".edit__review")
    expect(shown).to_be_visible()
    return shown


def saved(page: Page, by: str = "zxm") -> tuple[dict[str, Any], bytes]:
    """Save the slip that is reviewed; return it, and the bytes of the download."""
    if page.get_by_label(re.compile("^您是谁")).input_value() == "":
        pick(page, "您是谁", by)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载改动单").click()
    content = download.value.path().read_bytes()
    name = download.value.suggested_filename
    text = content
    if name.endswith(".zip"):
        text = zipfile.ZipFile(io.BytesIO(content)).read("slip.json")
    made: dict[str, Any] = json.loads(text)
    assert name == f"改动单-{made['id']}.{'zip' if made['files'] else 'json'}"
    return made, content


def is_taken(register: Register, made: dict[str, Any], folder: Path | None = None) -> str:
    """Return the sentence of a slip that the inbox would take as it is."""
    read = slip.read(json.dumps(made, ensure_ascii=False).encode())
    planned = plan(register, read, folder)
    assert (planned.problems, planned.conflicts) == ((), ()), made
    assert consequences(planned) == (), made
    assert planned.sentence == made["sentence"]
    return planned.sentence


Fill = Callable[[Page], None]


def fill_value(page: Page) -> None:
    """Type both numbers, full-width."""
    write(page, "分子", "２６")
    write(page, "分母", "52")


def fill_evidence(page: Page) -> None:
    """Choose from both kinds of lists."""
    write(page, "材料名称", "年度创建工作要点")
    field(page, "材料类型").select_option("文件")
    field(page, "频次").select_option("每年")
    write(page, "每期至少几份", "1")
    field(page, "份数下限的依据").select_option("建议")
    page.get_by_label("仅列目录").check()


def fill_row(page: Page) -> None:
    """Another person for the first party, by initials; the second goes first."""
    first = page.locator(".edit__entries > li").first
    person = first.get_by_label("责任人")
    person.fill("")
    person.press_sequentially("wsj")
    expect(page.get_by_role("option", name="吴霜降")).to_be_visible()
    person.press("ArrowDown")
    person.press("Enter")
    first.get_by_role("button", name="下移").click()
    expect(page.locator(".edit__entries > li").last.get_by_label("责任人")).to_have_value("吴霜降")


def fill_term(page: Page) -> None:
    """One more day."""
    page.get_by_role("button", name="加一个日子").click()
    last = page.locator(".edit__entries > li").last
    last.get_by_label("哪一天").fill("2026年9月1日")
    last.get_by_label("什么事").fill("网上申报")
    last.get_by_label("哪个阶段").select_option("申报")


def fill_handin(page: Page) -> None:
    """Another room."""
    write(page, "哪个房间", "二楼 201")


def fill_sign(page: Page) -> None:
    """Tick."""
    page.get_by_label("我已看过本人职责").check()


def fill_aliases(page: Page) -> None:
    """Two words in one go."""
    write(page, "别的叫法", "海风办、风办")


def wrote(label: str, text: str) -> Fill:
    """Return how to fill in one field."""
    return lambda page: write(page, label, text)


FORMS: dict[str, tuple[dict[str, str], Fill, dict[str, Any]]] = {
    "filing-edit": (
        {"filing": "2026-3"},
        wrote("题名", "2025年12月创建月报"),
        {
            "record": "filing",
            "id": "2026-003",
            "op": "change",
            "old": {"title": "2025年12月创建工作月报"},
            "new": {"title": "2025年12月创建月报"},
        },
    ),
    "check": (
        {"filing": "2026-001"},
        lambda page: pick(page, "谁审核的", "zxm"),
        {
            "record": "filing",
            "id": "2026-001",
            "op": "change",
            "old": {"state": None, "checked_by": None, "checked_on": None},
            "new": {"state": "已审核", "checked_by": "周小满", "checked_on": TODAY},
        },
    ),
    "row": (
        {"row": "3-2-1"},
        fill_row,
        {
            "record": "row",
            "id": "Ⅲ-2-第1行",
            "op": "change",
            "old": {
                "parties": [
                    {"department": "办公室", "person": "周小满"},
                    {"department": "工会", "person": "陈立秋"},
                ],
                "history": None,
            },
            "new": {
                "parties": [
                    {"department": "工会", "person": "陈立秋"},
                    {"department": "办公室", "person": "吴霜降"},
                ],
                "history": [{"department": "办公室", "person": "周小满", "until": TODAY}],
            },
        },
    ),
    "person": (
        {},
        wrote("姓名", "夏雨荷"),
        {"record": "person", "op": "add", "new": {"name": "夏雨荷"}},
    ),
    "person-edit": (
        {"person": "顾长风"},
        wrote("读音", "Gu Zhang Feng"),
        {
            "record": "person",
            "id": "顾长风",
            "op": "change",
            "old": {"pinyin": "gu chang feng"},
            "new": {"pinyin": "gu zhang feng"},
        },
    ),
    "department": (
        {},
        wrote("名称", "法规科"),
        {"record": "department", "op": "add", "new": {"name": "法规科"}},
    ),
    "department-edit": (
        {"department": "办公室"},
        fill_aliases,
        {
            "record": "department",
            "id": "办公室",
            "op": "change",
            "old": {"aliases": None},
            "new": {"aliases": ["海风办", "风办"]},
        },
    ),
    "evidence": (
        {"clause": "3-1-2"},
        fill_evidence,
        {
            "record": "evidence",
            "in": "Ⅲ-1-⑵",
            "op": "add",
            "new": {
                "name": "年度创建工作要点",
                "kind": "文件",
                "frequency": "每年",
                "min_count": 1,
                "basis": "建议",
                "visibility": "仅列目录",
            },
        },
    ),
    "clause-na": (
        {"clause": "iii-1-(2)"},
        wrote("本单位不适用的理由", "本局没有窗口"),
        {
            "record": "clause",
            "id": "Ⅲ-1-⑵",
            "op": "change",
            "old": {"not_applicable": None},
            "new": {"not_applicable": "本局没有窗口"},
        },
    ),
    "evidence-na": (
        {"evidence": "Ⅲ1②04"},
        wrote("本单位不适用的理由", "本局没有月报"),
        {
            "record": "evidence",
            "id": "Ⅲ-1-⑵-04",
            "op": "change",
            "old": {"not_applicable": None},
            "new": {"not_applicable": "本局没有月报"},
        },
    ),
    "item": (
        {"item": "3-1"},
        wrote("测评材料提交表上的情况说明", "领导小组健全。"),
        {
            "record": "item",
            "id": "Ⅲ-1",
            "op": "change",
            "old": {"statement": None},
            "new": {"statement": "领导小组健全。"},
        },
    ),
    "clause": (
        {"clause": "3-1-2"},
        wrote("条款原文", "创建工作年初有计划，年中有检查，年末有总结。"),
        {
            "record": "clause",
            "id": "Ⅲ-1-⑵",
            "op": "change",
            "old": {"text": "创建工作年初有计划，年中有检查，年末有总结；"},
            "new": {"text": "创建工作年初有计划，年中有检查，年末有总结。"},
        },
    ),
    "evidence-edit": (
        {"evidence": "3-1-2-04"},
        wrote("材料名称", "创建月报"),
        {
            "record": "evidence",
            "id": "Ⅲ-1-⑵-04",
            "op": "change",
            "old": {"name": "创建工作月报"},
            "new": {"name": "创建月报"},
        },
    ),
    "handin": (
        {},
        fill_handin,
        {
            "record": "unit",
            "id": "unit",
            "op": "change",
            "old": {
                "handin": {
                    "place": "文明办",
                    "person": "周小满",
                    "room": "三楼 305",
                    "phone": "2550117",
                }
            },
            "new": {
                "handin": {
                    "place": "文明办",
                    "person": "周小满",
                    "room": "二楼 201",
                    "phone": "2550117",
                }
            },
        },
    ),
}
"""By form: what its address names, how it is filled in, and the change but for its digest."""


@pytest.mark.parametrize("form", FORMS)
def test_a_form_makes_its_slip(page: Page, register: Register, form: str) -> None:
    """What is typed in any spelling becomes the change that the inbox takes; axe finds nothing."""
    query, fill, change = FORMS[form]
    open_form(page, form, **query)
    fill(page)
    shown = review(page)
    assert faults(page) == []
    made, _ = saved(page)
    assert [{**each, "sha256": None} for each in made["changes"]] == [{**change, "sha256": None}]
    assert (made["form"], made["by"], made["files"]) == (form, "周小满", [])
    is_taken(register, made)
    assert shown.count() == 0
    expect(page.locator(".edit__outcome")).to_contain_text("已存成文件：改动单-")


def attach(page: Page, *files: FilePayload, within: str = ".edit") -> None:
    """Choose files, and wait until they are read."""
    page.locator(f"{within} input[type=file]").first.set_input_files(files)
    expect(page.locator(".edit__said[title^=SHA]")).to_have_count(len(files))


def sha256(file: FilePayload) -> str:
    """Return the digest of a file."""
    return hashlib.sha256(file["buffer"]).hexdigest()


def unpacked(content: bytes, folder: Path) -> Path:
    """Unpack the download of a slip with files."""
    packed = zipfile.ZipFile(io.BytesIO(content))
    assert packed.testzip() is None
    packed.extractall(folder)
    return folder


def test_a_paper_with_files(page: Page, register: Register, tmp_path: Path) -> None:
    """A filing: evidence by initials, a period of the list, a day in any spelling, two files."""
    open_form(page, "filing", evidence="3-2-1-01")
    chips = page.locator(".edit__chips li")
    expect(chips).to_contain_text("Ⅲ-2-⑴-01")
    chips.get_by_role("button").click()
    expect(field(page, "证明哪些材料")).to_be_focused()
    pick(page, "证明哪些材料", "gongzuojihua")
    expect(chips).to_have_text(["Ⅲ-1-⑵-01 年度创建工作计划×"])
    field(page, "哪一期").click()
    page.get_by_role("option", name="2026年 2026").click()
    write(page, "题名", "2026年度创建工作要点")
    write(page, "文件的形成日期", "2026.3.5")
    expect(field(page, "文件的形成日期")).to_have_value("2026-03-05")
    attach(page, PDF, PHOTO)
    for label, text in {
        "事由": "部署会",
        "时间": "2026年3月5日",
        "地点": "一楼会议室",
        "人物": "办公室全体",
    }.items():
        write(page, label, text)
    page.get_by_text("有涂黑、盖住的内容？").click()
    page.get_by_label(re.compile("重印成图片")).check()
    pick(page, "谁交的", "zhouxiao")
    review(page)
    made, content = saved(page)
    plan_file = {"name": "方案_1.pdf", "sha256": sha256(PDF), "reprint": True}
    photo = {"name": PHOTO["name"], "sha256": sha256(PHOTO)}
    caption = {
        "event": "部署会",
        "taken": "2026-03-05",
        "place": "一楼会议室",
        "people": "办公室全体",
    }
    assert made["changes"] == [
        {
            "record": "filing",
            "in": "2026",
            "op": "add",
            "new": {
                "evidence": ["Ⅲ-1-⑵-01"],
                "slot": "2026",
                "title": "2026年度创建工作要点",
                "date": "2026-03-05",
                "files": [plan_file, {**photo, **caption}],
                "author_body": register.unit.name,
                "filed_by": "周小满",
                "filed_on": TODAY,
            },
        }
    ]
    assert [each["size"] for each in made["files"]] == [len(PDF["buffer"]), len(PHOTO["buffer"])]
    folder = unpacked(content, tmp_path)
    assert (folder / "方案_1.pdf").read_bytes() == PDF["buffer"]
    is_taken(register, made, folder)


def test_what_a_form_proposes(page: Page) -> None:
    """Period and paper make the title, the last one says the author; both can be written anew."""
    open_form(page, "filing", evidence="3-1-2-01")
    title, author = field(page, "题名"), field(page, "责任者")
    expect(author).not_to_have_value("")
    expect(field(page, "哪一期")).to_be_focused()
    write(page, "文件的形成日期", "2026.3.5")
    expect(title).to_have_value("2026年度创建工作计划")
    write(page, "题名", "创建工作要点")
    write(page, "文件的形成日期", "2025.3.5")
    expect(field(page, "文件的形成日期")).to_have_value("2025-03-05")
    expect(title).to_have_value("创建工作要点")


def test_what_no_list_has(page: Page) -> None:
    """A picker says at once that it knows nothing of what was typed."""
    open_form(page, "filing")
    write(page, "证明哪些材料", "没有的材料")
    picker = page.locator("[data-field=evidence]")
    expect(picker.locator(".edit__more")).to_have_text("没有找到，请从列表里选。")
    field(page, "证明哪些材料").fill("3-1-2-01")
    page.keyboard.press("Tab")
    expect(picker.locator(".edit__more")).to_be_empty()
    field(page, "证明哪些材料").fill("年度創建工作計劃")
    page.keyboard.press("Tab")
    expect(page.locator(".edit__chips li")).to_contain_text(["Ⅲ-1-⑵-01 年度创建工作计划"])


def test_photographs_have_one_caption(page: Page) -> None:
    """What photographs have in common is written once; one of them says otherwise."""
    open_form(page, "filing", evidence="3-1-2-01")
    write(page, "文件的形成日期", "2026.3.5")
    attach(page, PHOTO, {**PHOTO, "name": "IMG_2.jpg"})
    write(page, "地点", "一楼会议室")
    write(page, "人物", "办公室全体")
    second = page.locator(".edit__files > li").nth(1)
    second.get_by_text("这一张不同的").click()
    second.get_by_label("人物").fill("周小满")
    assert faults(page) == []
    review(page)
    made, _ = saved(page)
    [change] = made["changes"]
    assert change["new"]["filed_by"] == "周小满"
    assert [(each["place"], each["people"]) for each in change["new"]["files"]] == [
        ("一楼会议室", "办公室全体"),
        ("一楼会议室", "周小满"),
    ]


def test_what_was_returned_is_handed_in_again(page: Page, register: Register) -> None:
    """It no longer says who returned it; it was handed in today."""
    returned = next(each for each in register.filings if each.record.state == "退回")
    open_form(page, "filing-edit", filing=returned.id)
    review(page)
    made, _ = saved(page)
    new = made["changes"][0]["new"]
    assert (new["state"], new["reason"]) == ("已交", None)
    assert {name: new.get(name) for name in ("checked_by", "checked_on")} == {
        "checked_by": None,
        "checked_on": None,
    }
    assert made["changes"][0]["old"].keys() == new.keys()
    is_taken(register, made)


def test_what_waits_for_a_check(page: Page, register: Register) -> None:
    """Nothing named: the papers that nobody has checked are listed, and no others."""
    page.goto("edit/?form=check")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    for text in options.all_inner_texts():
        filing = next(each for each in register.filings if text.startswith(each.id))
        assert filing.record.state == "已交"


def test_an_activity(page: Page, register: Register, tmp_path: Path) -> None:
    """One activity, two kinds of papers, one of which proves something else: two filings."""
    open_form(page, "activity", evidence="3-1-2-04")
    write(page, "什么活动", "学雷锋志愿服务")
    write(page, "哪一天", "2026/3/5")
    write(page, "在哪里", "丰泽社区")
    write(page, "哪些人", "办公室全体")
    page.get_by_role("button", name=NEXT).click()
    expect(page.locator(".edit__summary")).to_contain_text("一个文件也没有")
    attach(page, PDF)
    third = page.locator(".edit__part").nth(2)
    third.locator("input[type=file]").set_input_files([PHOTO])
    expect(page.locator(".edit__said[title^=SHA]")).to_have_count(2)
    third.get_by_text("证明的不一样").click()
    box = third.get_by_label("照片证明别的材料")
    box.press_sequentially("3-1-2-01")
    box.press("Enter")
    assert faults(page) == []
    review(page)
    made, content = saved(page)
    is_taken(register, made, unpacked(content, tmp_path))
    first, second = (each["new"] for each in made["changes"])
    assert (first["title"], first["evidence"], first["date"]) == (
        "学雷锋志愿服务活动方案",
        ["Ⅲ-1-⑵-04"],
        "2026-03-05",
    )
    assert (second["title"], second["evidence"]) == ("学雷锋志愿服务活动照片", ["Ⅲ-1-⑵-01"])
    assert second["files"] == [
        {
            "name": PHOTO["name"],
            "sha256": sha256(PHOTO),
            "event": "学雷锋志愿服务",
            "taken": "2026-03-05",
            "place": "丰泽社区",
            "people": "办公室全体",
        }
    ]


def test_a_handover(page: Page, register: Register) -> None:
    """All rows of a person are shown; one stays; the others go on, with history."""
    open_form(page, "handover", person="周小满")
    rows = page.locator("[data-field=rows] input")
    assert rows.count() > 2
    write(page, "交给谁", "周小满")
    page.get_by_role("button", name=NEXT).click()
    expect(page.locator("[data-field=taker] .edit__error")).to_contain_text("同一个人")
    write(page, "交给谁", "")
    pick(page, "交给谁", "wsj")
    write(page, "到哪天交出", "2026-11-19")
    rows.nth(1).uncheck()
    assert faults(page) == []
    review(page)
    made, _ = saved(page)
    by_hand = [row for row in register.rows if any(p.key == "周小满" for p in row.persons)][1:]
    assert [each["id"] for each in made["changes"]] == [row.id for row in by_hand]
    for change in made["changes"]:
        assert change["new"]["history"][-1] == {
            "department": "办公室",
            "person": "周小满",
            "until": "2026-11-19",
        }
        assert "周小满" not in json.dumps(change["new"]["parties"], ensure_ascii=False)
    is_taken(register, made)


def test_a_signature(page: Page, register: Register) -> None:
    """One signs for the version that the page shows, once the box is ticked."""
    open_form(page, "sign", person="顾长风")
    version = page.locator(".edit__version b").inner_text()
    page.get_by_role("button", name=NEXT).click()
    expect(page.locator("[data-field=read] .edit__error")).to_contain_text("还没有填")
    page.get_by_label("我已看过本人职责").check()
    assert faults(page) == []
    review(page)
    made, _ = saved(page)
    assert made["changes"][0]["new"] == {"signed": {"version": version, "on": TODAY}}
    is_taken(register, made)


def test_a_return(page: Page, register: Register) -> None:
    """The line of the filing is shown; a usual reason is one click."""
    open_form(page, "return", filing="2026-001")
    expect(page.locator(".edit__about")).to_contain_text("2025年12月潮汐预报准确率统计")
    page.get_by_role("button", name="缺领导签字").click()
    pick(page, "谁退回的", "zxm")
    assert faults(page) == []
    review(page)
    made, _ = saved(page)
    assert made["changes"][0]["new"] == {
        "state": "退回",
        "reason": "缺领导签字或盖章",
        "checked_by": "周小满",
        "checked_on": TODAY,
    }
    assert "缺领导签字" in is_taken(register, made)


def test_days_of_the_term(page: Page, register: Register) -> None:
    """One more day of the term, between the others."""
    open_form(page, "term")
    fill_term(page)
    review(page)
    made, _ = saved(page)
    new = made["changes"][0]["new"]
    assert list(new) == ["milestones"]
    assert new["milestones"][-1] == {"date": "2026-09-01", "name": "网上申报", "stage": "申报"}
    is_taken(register, made)


def test_a_value(page: Page, register: Register) -> None:
    """The value of a year that is there already is shown, and changed, not added twice."""
    value = register.values[-1]
    open_form(page, "value", value=value.id)
    expect(page.locator(".edit__notice")).to_contain_text("已经填过")
    write(page, "说明", "截至十一月")
    assert faults(page) == []
    review(page)
    made, _ = saved(page)
    assert made["changes"][0]["id"] == value.id
    assert made["changes"][0]["new"] == {"note": "截至十一月"}
    is_taken(register, made)


def test_what_is_wrong_is_said_as_one_types(page: Page) -> None:
    """What is wrong stands at a field once one leaves it, and goes once it is right."""
    open_form(page, "filing")
    day = field(page, "文件的形成日期")
    error = page.locator("[data-field=date] .edit__error")
    day.press_sequentially("2026.13.5")
    expect(error).to_be_hidden()
    page.keyboard.press("Tab")
    expect(error).to_contain_text("应为：")
    expect(day).to_have_attribute("aria-invalid", "true")
    described = day.get_attribute("aria-describedby") or ""
    assert described.split()[0] == error.get_attribute("id")
    day.fill("2026.12.5")
    expect(error).to_be_hidden()
    page.get_by_role("button", name=NEXT).click()
    summary = page.locator(".edit__summary")
    expect(summary).to_contain_text("题名：还没有填")
    expect(field(page, "证明哪些材料")).to_be_focused()
    assert faults(page) == []
    summary.get_by_role("button", name="题名").click()
    expect(field(page, "题名")).to_be_focused()


def test_a_draft_is_kept(page: Page, context: BrowserContext) -> None:
    """What was typed is there again; leaving warns; once it is saved, nothing is kept."""
    open_form(page, "person")
    write(page, "姓名", "夏雨荷")
    page.wait_for_function("Object.keys(localStorage).some(key => key.startsWith('draft:'))")
    other = context.new_page()
    open_form(other, "person")
    expect(other.locator(".edit__notice")).to_contain_text("已恢复")
    expect(field(other, "姓名")).to_have_value("夏雨荷")
    other.close()
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.goto("edit/?form=department")
    assert asked == ["beforeunload"]
    open_form(page, "person", name="王伟")
    expect(field(page, "姓名")).to_have_value("王伟")
    open_form(page, "person")
    review(page)
    saved(page)
    open_form(page, "person")
    expect(field(page, "姓名")).to_have_value("")
    assert asked == ["beforeunload"]


def test_hostile_texts(page: Page) -> None:
    """Text in every field stays text: here, in what will change, in a draft, in the slip."""
    for form, query in {
        "filing": {},
        "row": {"row": "3-2-1"},
        "evidence": {"clause": "3-1-2"},
    }.items():
        open_form(page, form, **query)
        page.locator(".edit details").evaluate_all(
            "all => all.forEach(each => { each.open = true })"
        )
        for box in page.locator(".edit input[type=text]:visible, .edit textarea:visible").all():
            box.fill(HOSTILE)
        page.get_by_role("button", name=NEXT).click()
        expect(page.locator(".edit__error:visible, .edit__review").first).to_be_visible()
        open_form(page, form, **query)
        expect(page.locator(".edit__notice")).to_be_visible()
    for address in (f"?form={HOSTILE}", f"?form=row&row={HOSTILE}", f"?drop={HOSTILE}"):
        page.goto(f"edit/{address}")
        page.wait_for_timeout(300)
    assert "hacked" not in page.title()
    open_form(page, "person-edit", person="顾长风")
    write(page, "读音", "gu chang")
    review(page).get_by_label("为什么改").fill(HOSTILE)
    made, _ = saved(page)
    assert made["why"] == HOSTILE
    assert "hacked" not in page.title()


def test_removal(page: Page, register: Register) -> None:
    """A record can be taken away from its form, with all that it says."""
    open_form(page, "filing-edit", filing="2026-001")
    page.get_by_role("button", name="删去此份登记").click()
    expect(page.locator(".edit__review")).to_contain_text("删去登记 2026-001")
    made, _ = saved(page)
    (change,) = made["changes"]
    assert (change["op"], change["id"], change["old"]["title"]) == (
        "remove",
        "2026-001",
        "2025年12月潮汐预报准确率统计",
    )
    is_taken(register, made)


class Inbox:
    """An inbox that is played: what is put into it, and the results that it tells."""

    def __init__(self, page: Page) -> None:
        self.put: dict[str, bytes] = {}
        self.result: dict[str, Any] = {}
        page.route("**/inbox/**", self._answer)

    def _answer(self, route: Route) -> None:
        path = route.request.url.partition("/inbox/")[2]
        if route.request.method == "PUT":
            self.put[path] = route.request.post_data_buffer or b""
            route.fulfill(status=201)
        elif path == "me":
            route.fulfill(json={"login": "zhou"})
        else:
            drop = next((key.split("/")[1] for key in self.put if key.endswith("slip.json")), "")
            last = [{"drop": self.slip["id"] if drop else "", **self.result}] if self.result else []
            answer = {"results": 1, "login": "zhou", "person": "周小满", "drops": last}
            route.fulfill(json=answer)

    @property
    def slip(self) -> dict[str, Any]:
        """The last slip."""
        last = [content for path, content in self.put.items() if path.endswith("slip.json")][-1]
        read: dict[str, Any] = json.loads(last)
        return read


def test_the_inbox_of_the_server(page: Page) -> None:
    """Files, slip and bell go in; the server says who; refused, conflict and published are told."""
    inbox = Inbox(page)
    inbox.result = {
        "state": "refused",
        "problems": [
            {
                "change": 0,
                "field": "title",
                "found": "“title”有两处",
                "expected": "一处",
                "remedy": "请换一个题名",
            }
        ],
    }
    open_form(page, "filing", evidence="3-1-2-01")
    write(page, "题名", "计划")
    write(page, "文件的形成日期", "2026-01-20")
    attach(page, PDF)
    expect(field(page, "谁交的")).to_have_value("周小满")
    expect(review(page)).to_contain_text("以 周小满（登录名 zhou） 送出")
    page.get_by_role("button", name="送出", exact=True).click()
    expect(page.locator(".edit__outcome")).to_contain_text("没有收下")
    expect(page.locator("[data-field=title] .edit__error")).to_contain_text("请换一个题名")
    drop = inbox.slip["id"]
    assert [path for path in inbox.put if "bell" not in path] == [
        f"in/{drop}/%E6%96%B9%E6%A1%88_1.pdf",
        f"in/{drop}/slip.json",
    ]
    assert list(inbox.put)[-1] == "bell"
    write(page, "题名", "工作计划")
    takeover = [{**inbox.slip["changes"][0]}]
    theirs = [{"label": "题名", "saw": "甲", "now": "乙", "by": "林白露", "at": TODAY}]
    inbox.result = {"state": "conflict", "theirs": theirs, "takeover": takeover}
    review(page)
    page.get_by_role("button", name="送出", exact=True).click()
    expect(page.locator(".edit__outcome")).to_contain_text("您看到的是“甲”，现在是“乙”（林白露")
    inbox.result = {"state": "published", "sentence": "登记", "address": "items/iii-1/"}
    page.get_by_role("button", name="照我的改").click()
    expect(page.locator(".edit__outcome")).to_contain_text("已上网")
    assert inbox.slip["changes"] == takeover
    link = page.get_by_role("link", name="去看看")
    assert (link.get_attribute("href") or "").endswith("/items/iii-1/")


def test_a_slip_to_mend(page: Page) -> None:
    """What was not taken comes back into its form, with what was wrong with it."""
    inbox = Inbox(page)
    inbox.put["in/20261120-093000-4f1c9a7e2b3d/slip.json"] = json.dumps(
        {"id": "20261120-093000-4f1c9a7e2b3d"}
    ).encode()
    inbox.result = {
        "state": "refused",
        "slip": {
            "form": "person",
            "changes": [{"record": "person", "op": "add", "new": {"name": "周小满"}}],
        },
        "problems": [
            {"change": 0, "field": "name", "found": "有人同名", "expected": "", "remedy": ""}
        ],
    }
    page.goto("edit/?drop=20261120-093000-4f1c9a7e2b3d")
    expect(field(page, "姓名")).to_have_value("周小满")
    expect(page.locator("[data-field=name] .edit__error")).to_contain_text("有人同名")


def test_what_holds_anyway_is_no_change(page: Page) -> None:
    """A state that a paper has without its being written is not written by what one mends."""
    inbox = Inbox(page)
    inbox.put["in/20261120-093000-4f1c9a7e2b3d/slip.json"] = json.dumps(
        {"id": "20261120-093000-4f1c9a7e2b3d"}
    ).encode()
    change = {"record": "filing", "id": "2026-019", "op": "change"}
    new = {"title": "活动场所设施清单", "state": "已交"}
    slip = {"form": "filing-edit", "changes": [change | {"new": new}]}
    inbox.result = {"state": "refused", "slip": slip, "problems": []}
    page.goto("edit/?drop=20261120-093000-4f1c9a7e2b3d")
    expect(field(page, "题名")).to_have_value(new["title"])
    expect(field(page, "状态")).to_have_value("已交")
    review(page)
    expect(page.locator(".edit__review")).to_contain_text("题名")
    expect(page.locator(".edit__review")).not_to_contain_text("状态")


OLD_DROP = "20261120-093000-4f1c9a7e2b3d"


def open_refused(page: Page, made: dict[str, Any], **problem: Any) -> Inbox:
    """Open what the inbox did not take, to be put right."""
    inbox = Inbox(page)
    inbox.put[f"in/{OLD_DROP}/slip.json"] = json.dumps({"id": OLD_DROP}).encode()
    told = {"change": 0, "expected": "", "remedy": "", **problem}
    inbox.result = {"state": "refused", "slip": made, "problems": [told]}
    page.goto(f"edit/?drop={OLD_DROP}")
    expect(page.get_by_role("button", name=NEXT)).to_be_visible()
    return inbox


def test_a_handover_to_mend(page: Page, register: Register) -> None:
    """Each row has its section; what is wrong is said in the right one; one is left out."""
    open_form(page, "handover", person="周小满")
    pick(page, "交给谁", "wsj")
    write(page, "到哪天交出", "2026-11-19")
    review(page)
    made, _ = saved(page)
    assert len(made["changes"]) > 2
    inbox = open_refused(page, made, change=1, field="history", found="日子还没有到")
    parts = page.locator(".edit__part")
    expect(parts).to_have_count(len(made["changes"]))
    expect(parts.nth(1).locator("h2")).to_contain_text(f"第 2 处：分工 {made['changes'][1]['id']}")
    expect(parts.nth(1).locator("[data-field=history]")).to_contain_text("日子还没有到")
    expect(parts.nth(0)).not_to_contain_text("日子还没有到")
    expect(page.locator(".edit__summary")).to_contain_text("第 2 处 先前是谁")
    assert faults(page) == []
    parts.nth(0).get_by_role("button", name="去掉这一处").click()
    until = parts.nth(1).get_by_label("到哪天交出").last
    expect(until).to_have_value("2026-11-19")
    until.fill("2026年11月18日")
    page.keyboard.press("Tab")
    expect(parts.nth(1)).not_to_contain_text("日子还没有到")
    review(page)
    page.get_by_role("button", name="送出", exact=True).click()
    expect(page.locator(".edit__outcome")).to_contain_text("没有收下")
    expect(parts.nth(2).locator("[data-field=history]")).to_contain_text("日子还没有到")
    sent = inbox.slip
    assert (sent["form"], "decision" in sent) == ("handover", False)
    assert sent["changes"][1:] == made["changes"][2:]
    assert sent["changes"][0]["id"] == made["changes"][1]["id"]
    assert sent["changes"][0]["new"]["history"][-1]["until"] == "2026-11-18"
    is_taken(register, sent)


def test_an_activity_to_mend(page: Page, register: Register, tmp_path: Path) -> None:
    """Its papers come back, a section each; files are chosen again, and it is said which."""
    open_form(page, "activity", evidence="3-1-2-04")
    write(page, "什么活动", "学雷锋志愿服务")
    write(page, "哪一天", "2026-03-05")
    attach(page, PDF)
    page.locator(".edit__part").nth(3).locator("input[type=file]").set_input_files([PDF])
    expect(page.locator(".edit__said[title^=SHA]")).to_have_count(2)
    review(page)
    made, content = saved(page)
    is_taken(register, made, unpacked(content, tmp_path / "made"))
    assert [each["name"] for each in made["files"]] == ["方案_1.pdf", "方案_1（2）.pdf"]
    inbox = open_refused(page, made, change=1, field="title", found="有两处")
    parts = page.locator(".edit__part")
    expect(parts).to_have_count(2)
    expect(parts.nth(0)).to_contain_text("方案_1.pdf 请重新选这个文件")
    expect(parts.nth(1).locator("[data-field=title]")).to_contain_text("有两处")
    page.get_by_role("button", name=NEXT).click()
    expect(page.locator(".edit__summary")).to_contain_text("请重新选 方案_1（2）.pdf")
    for part in (parts.nth(0), parts.nth(1)):
        part.locator("input[type=file]").set_input_files([PDF])
    expect(page.locator(".edit__said[title^=SHA]")).to_have_count(2)
    parts.nth(1).get_by_label("题名").fill("学雷锋志愿服务小结")
    assert faults(page) == []
    review(page)
    page.get_by_role("button", name="送出", exact=True).click()
    expect(page.locator(".edit__outcome")).to_contain_text("没有收下")
    sent = inbox.slip
    first, second = (each["new"] for each in sent["changes"])
    assert first == {**made["changes"][0]["new"], "files": first["files"]}
    assert second["title"] == "学雷锋志愿服务小结"
    for file in sent["files"]:
        (tmp_path / file["name"]).write_bytes(PDF["buffer"])
    is_taken(register, sent, tmp_path)


def test_what_is_gone_is_left_out(page: Page, register: Register) -> None:
    """A record that the site has no more stops the slip until its change is taken out."""
    removal = {"record": "person", "id": "林白露", "op": "remove", "sha256": "0" * 64, "old": {}}
    gone = {**removal, "id": "过路人", "op": "change", "new": {"pinyin": "guo lu ren"}}
    new = {"record": "person", "op": "add", "new": {"name": "夏雨荷"}}
    inbox = open_refused(page, {"form": "takeover", "changes": [gone, new]}, field="", found="没有")
    page.get_by_role("button", name=NEXT).click()
    expect(page.locator(".edit__summary")).to_contain_text("第 1 处：网站上已经没有这一条")
    parts = page.locator(".edit__part")
    for part in (parts.nth(1), parts.nth(0)):
        part.get_by_role("button", name="去掉这一处").click()
    page.get_by_role("button", name=NEXT).click()
    expect(page.locator(".edit__summary")).to_contain_text("每一处都去掉了")
    parts.nth(1).get_by_role("button", name="还是要这一处").click()
    review(page)
    page.get_by_role("button", name="送出", exact=True).click()
    expect(page.locator(".edit__outcome")).to_contain_text("没有收下")
    assert inbox.slip["changes"] == [new]
    is_taken(register, inbox.slip)


def test_keys_alone(page: Page, register: Register) -> None:
    """Which row, who, and saving: all by keys."""
    page.goto("edit/?form=person-edit")
    chooser = page.get_by_label(re.compile("^先选"))
    chooser.focus()
    page.keyboard.type("gucf")
    page.keyboard.press("Escape")
    chooser.fill("")
    page.keyboard.type("gcf")
    page.keyboard.press("ArrowDown")
    expect(chooser).to_have_attribute("aria-activedescendant", re.compile("-0$"))
    page.keyboard.press("Enter")
    pinyin = field(page, "读音")
    expect(pinyin).to_have_value("gu chang feng")
    pinyin.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("gu zhang feng")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="将要送出")).to_be_focused()
    page.get_by_label("您是谁").focus()
    page.keyboard.type("zxm")
    page.keyboard.press("Tab")
    expect(page.get_by_label("您是谁")).to_have_value("周小满")
    while page.evaluate("document.activeElement.textContent") != "下载改动单":
        page.keyboard.press("Tab")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    made = json.loads(download.value.path().read_text(encoding="utf-8"))
    is_taken(register, made)
    expect(page.locator(".edit__outcome")).to_be_focused()


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_looks(browser: Browser, example_url: str, size: str, scheme: Any) -> None:
    """On a phone and in the dark: nothing sticks out, five sizes of type, axe finds nothing."""
    width, height = SIZES[size]
    page = browser.new_page(
        base_url=example_url, viewport={"width": width, "height": height}, color_scheme=scheme
    )
    for form, query in {"filing": {}, "row": {"row": "3-2-1"}, "term": {}, "handover": {}}.items():
        open_form(page, form, **query)
        assert not page.evaluate(TOO_WIDE), form
        assert set(page.evaluate(TYPE)) <= TYPE_SIZES, form
        page.get_by_role("button", name=NEXT).click()
        expect(page.locator(".edit__summary")).to_be_visible()
        assert not page.evaluate(TOO_WIDE), form
        assert faults(page) == [], form
    page.close()


def test_from_a_folder(browser: Browser, offline_example: Path, register: Register) -> None:
    """A site that was opened from a file share has the forms, too, and saves slips."""
    page = browser.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{(offline_example / 'edit/index.html').as_uri()}?form=person-edit&person=顾长风")
    write(page, "读音", "gu zhang feng")
    review(page)
    made, _ = saved(page)
    is_taken(register, made)
    page.close()


OLD = {
    "filing": ("&evidence=3-1-2-01", "题名"),
    "row": ("&row=3-2-1", "原来的人到哪天为止"),
    "person": ("", "姓名"),
}
TYPED = """(() => {
  const box = [...document.querySelectorAll(".edit label")]
    .find(label => label.textContent.startsWith(LABEL)).control;
  box.value = "2026.3.5";
  for (const kind of ["input", "blur"]) box.dispatchEvent(new Event(kind));
  document.querySelector(".edit [type=submit]").click();
  return [box.value, document.documentElement.scrollWidth <= innerWidth];
})()"""
SHOWN = 'document.querySelector(".edit__review, .edit__summary:not([hidden])")'


@pytest.mark.usefixtures("old_browser")
def test_old_browser(offline_example: Path) -> None:
    """Chromium 83 opens forms from a file share, takes what is typed, goes on."""
    for form, (query, label) in OLD.items():
        # One for each: it would complain of a page that asks whether to leave it.
        browser = OldBrowser()
        address = f"{(offline_example / 'edit/index.html').as_uri()}?form={form}{query}"
        browser.take(address=address, size=SIZES["phone"], wait='document.querySelector(".edit")')
        typed, fits = browser.take(ask=TYPED.replace("LABEL", json.dumps(label)))
        assert typed == ("2026-03-05" if form == "row" else "2026.3.5")
        assert fits
        assert browser.take(wait=SHOWN, ask=f"Boolean({SHOWN})")
        browser.close()
