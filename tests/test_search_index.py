"""The search index as a file: what has an entry, what the entries say, how long it is."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html

from allocation.base.search_forms import search_form
from allocation.feeds.questions import QUESTIONS
from allocation.feeds.search_index import KINDS
from allocation.portal import search
from allocation.register.addresses import SEARCH_INDEX
from allocation.register.index import Index
from allocation.site import built_site, check, outputs
from allocation.site.outputs import ASSETS
from example import make
from helpers import DELIVERED

Docs = list[dict[str, Any]]
MANUALS = ("manual/", "manual/office/", "manual/admin/")
LARGEST = 51_500
"""Bytes of the delivered table's index, compressed: what a browser waits for."""


def files_of(site: Path) -> list[Any]:
    """Return the content of each file of a site's index, the first one first."""
    first = json.loads((site / SEARCH_INDEX).read_bytes())
    names = [f"search/search_index.{number + 1}.json" for number in range(first.get("parts", 0))]
    return [first, *(json.loads((site / name).read_bytes()) for name in names)]


def docs_of(site: Path) -> Docs:
    """Return all entries, each with the name of its kind and its whole address."""
    docs: Docs = [doc for file in files_of(site) for doc in file["docs"]]
    for doc in docs:
        doc["kind"] = KINDS[doc["kind"]].name
        if doc["place"].startswith("-"):
            doc["place"] = docs[doc["owner"]]["place"] + doc["place"]
    return docs


@pytest.fixture(scope="module")
def delivered(site: Path) -> Docs:
    """The entries of the delivered table."""
    return docs_of(site)


@pytest.fixture(scope="module")
def filed(example: Path) -> Docs:
    """The entries of the example."""
    return docs_of(example)


def one(docs: Docs, title: str, kind: str = "") -> dict[str, Any]:
    """Return the one entry with a title, of a kind if it is given."""
    (found,) = (doc for doc in docs if doc["title"] == title and kind in ("", doc["kind"]))
    return found


@pytest.mark.parametrize("name", ["site", "example"])
def test_every_page_has_an_entry(name: str, request: pytest.FixtureRequest) -> None:
    """Every page is found, once; but for the one for wrong addresses."""
    folder: Path = request.getfixturevalue(name)
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    pages = {path.removesuffix("index.html") or "./" for path in paths} - {"404.html"}
    places = Counter(doc["place"] for doc in docs_of(folder))
    assert sorted(pages - places.keys()) == []
    also = Counter(doc["place"] for doc in docs_of(folder) if leads_elsewhere(doc))
    assert {page: places[page] - also[page] for page in pages} == dict.fromkeys(pages, 1)


def leads_elsewhere(doc: dict[str, Any]) -> bool:
    """Say whether an entry has no page of its own: a quarter, a milestone."""
    return doc["kind"] == "期间" and "月" not in doc["title"]


def test_pages_say_what_they_are_for(delivered: Docs, filed: Docs) -> None:
    """Each page has a sentence; those of the navigation are found by other words, too."""
    for doc in (*delivered, *filed):
        if doc["kind"] == "页面" and not doc["place"].endswith("#downloads"):
            assert doc["text"], doc
    called = {
        "进度表": "progress/",
        "完成情况": "progress/",
        "缺口": "gaps/",
        "逾期": "gaps/",
        "退回": "gaps/",
        "待交": "gaps/",
        "已交": "progress/",
        "日历": "months/",
        "修改记录": "changes/",
        "帮助": "manual/",
        "主页": "./",
    }
    for word, place in called.items():
        assert place in [doc["place"] for doc in delivered if word in doc.get("aliases", ())]


def test_dossiers_and_downloads(delivered: Docs) -> None:
    """Downloads that people look for lead to the page that offers them, data for programs not."""
    dossier = one(delivered, "Ⅲ-1 领导重视：项目材料目录")
    assert dossier["place"] == "items/iii-1/dossier/"
    assert delivered[dossier["owner"]]["title"] == "Ⅲ-1 领导重视"
    assert {"卷内目录", "测评材料提交表"} <= set(dossier["aliases"])
    assert one(delivered, "分工表（Word，竖排）")["place"] == "overview/#downloads"
    assert one(delivered, "全部任务单（Word）")["place"] == "overview/#downloads"
    assert "任务单" in one(delivered, "陈啸林")["text"]
    assert not [doc for doc in delivered if doc["place"].endswith("people/chen-xiaolin/#downloads")]
    assert not [doc for doc in delivered if "JSON" in doc["title"]]


def test_no_downloads_where_there_are_none(data: Path) -> None:
    """A site without downloads has no entries of them, nor of their anchors."""
    site = outputs.generate(data, downloads=False)
    ((_, content),) = site.search_index([])
    assert "#downloads" not in str(content)


def test_every_section_is_there(site: Path, delivered: Docs) -> None:
    """Each heading of the manuals has an entry with the first words below it."""
    for page in MANUALS:
        tree = html.fromstring((site / page / "index.html").read_bytes())
        (article,) = tree.xpath("//article")
        own = {doc["place"]: doc for doc in delivered if doc["place"].partition("#")[0] == page}
        headings = article.xpath(".//h2 | .//h3")
        assert len(own) == 1 + len(headings) > 12
        for heading in headings:
            section = own[f"{page}#{heading.get('id')}"]
            assert section["title"] == heading.text_content()
            (below,) = heading.xpath("following-sibling::*[1]")
            if below.tag == "p":
                said, first = squeezed(section["text"]), squeezed(below.text_content())
                assert said.startswith(first) or first.startswith(said), section
    (about,) = (doc for doc in delivered if doc["place"] == "about/")
    assert "不收集任何信息" in about["text"]


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return re.sub(r"\s+", "", text)


def test_sections_have_other_names(delivered: Docs) -> None:
    """A heading may carry what people ask who look for its section."""
    assert {"换人", "换责任人"} <= set(one(delivered, "换一个责任人")["aliases"])


def test_sections_say_where_they_stand(delivered: Docs) -> None:
    """The context of a section is its manual and the heading above it."""
    assert one(delivered, "换一个责任人")["context"] == "办公室手册 › 人员"
    assert one(delivered, "交材料")["context"] == "使用手册"


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("怎么命名", "manual/#naming"),
        ("交到哪里", "manual/#hand-in"),
        ("打印任务单", "manual/#tasks"),
        ("看进度", "manual/#find"),
        ("退回了怎么办", "manual/#returned"),
        ("怎么订阅日历", "manual/#calendar"),
        ("登记一份材料", "manual/office/#file"),
        ("怎么登记", "manual/office/#file"),
        ("换人", "manual/office/#person"),
        ("文号", "manual/office/#filing"),
        ("同名", "manual/office/#homonyms"),
        ("保密", "manual/office/#visibility"),
        ("模板", "manual/office/#take"),
        ("麒麟", "manual/admin/#systems"),
    ],
)
def test_the_manuals_answer(delivered: Docs, asked: str, place: str) -> None:
    """What is often asked stands in a manual, in the words of who asks."""
    (section,) = (doc for doc in delivered if doc["place"] == place)
    words = (section["title"], section["text"], *section["aliases"])
    assert any(asked in each for each in words)


def test_periods(example: Path, filed: Docs, delivered: Docs) -> None:
    """Months, quarters and years lead to where what is due in them stands."""
    periods = {doc["title"]: doc for doc in filed if doc["kind"] == "期间"}
    assert periods["2026年6月"]["place"] == "months/2026-06/"
    assert "2026-06" in periods["2026年6月"]["aliases"]
    quarter = periods["2026年第四季度"]
    assert quarter["place"] == f"gaps/?period={quote('2026年第四季度')}"
    assert {"2026年四季度", "2026年Q4", "2026-Q4"} <= set(quarter["aliases"])
    assert quarter["when"] == "2027年1月10日到期"
    assert periods["2026年"]["place"] == "months/#year-2026"
    inspection = periods["迎检"]
    assert (inspection["place"], inspection["when"]) == ("months/2026-12/", "2026年12月10日")
    assert not [doc for doc in delivered if doc["kind"] == "期间"]


def test_states(filed: Docs, delivered: Docs, example_index: Index) -> None:
    """What people and departments owe is found where it is listed, with their names."""
    person = one(filed, "吴霜降")
    assert "tags" not in person
    assert person["count"] == "条款 2 条、材料 5 项"
    assert one(filed, "顾长风")["count"] == "分管条款 7 条、材料 18 项"
    gaps = one(filed, "吴霜降未交清单")
    assert (gaps["kind"], gaps["tags"]) == ("未交清单", "逾期 4、退回 2、待交 3")
    assert gaps["place"] == "people/wu-shuangjiang/#gaps"
    assert filed[gaps["owner"]] is person
    office = one(filed, "办公室未交清单")
    assert (office["kind"], office["place"]) == ("未交清单", "gaps/bangong-shi/")
    who = [doc for doc in delivered if doc["kind"] in ("人", "科室")]
    assert not [doc for doc in who if "tags" in doc]


def test_filings_and_boxes(filed: Docs) -> None:
    """A filing is found by box, number, period, state, reason and people; a box by its number."""
    returned = next(doc for doc in filed if doc["place"].endswith("#filing-2024-048"))
    assert "缺第二页，请补齐" in returned["text"]
    assert "周小满" in returned["text"]
    for said in ("退回", "2024年5月", "吴霜降"):
        assert said in returned["tags"].split()
    assert returned["when"] == "2024-05-27 交"
    numbered = next(doc for doc in filed if doc["place"].endswith("#filing-2024-002"))
    assert "虚海〔2024〕2号" in numbered["text"]
    assert "第1盒" in numbered["tags"].split()
    box = one(filed, "第2盒")
    assert box["place"] == "boxes/2/"
    assert "Ⅲ-8 文体活动" in box["context"]
    assert {"2024", "30年", "办公室"} == set(box["tags"].split())
    assert box["count"] == "46 件"


def test_answers(filed: Docs, delivered: Docs) -> None:
    """Evidence says when it is due and how much of it, an indicator its threshold."""
    photographs = one(filed, "主要负责人参加创建活动照片")
    assert (photographs["when"], photographs["count"]) == (
        "下一次 2026-12-15",
        "至少 2 张／每年",
    )
    assert "when" not in one(delivered, "注册志愿者名册")
    assert one(delivered, "志愿者注册率")["count"] == "≥ 30%"


def test_size(site: Path) -> None:
    """With the manuals, the index of the delivered table is small."""
    assert len(gzip.compress((site / SEARCH_INDEX).read_bytes())) <= LARGEST


def test_config_stands_first(site: Path) -> None:
    """A small index is one file, and says what kinds there are before the entries."""
    (index,) = files_of(site)
    assert list(index) == ["config", "docs"]
    kinds = {kind["name"]: kind for kind in index["config"]["kinds"]}
    assert [name for name, kind in kinds.items() if kind.get("weak")] == ["页面", "手册"]
    assert [name for name, kind in kinds.items() if kind.get("marked")] == ["条款"]


def test_questions_lead_somewhere(delivered: Docs) -> None:
    """The page for a question about nothing in particular exists, as do the kinds of answers."""
    pages = {doc["title"] for doc in delivered if doc["kind"] in ("页面", "手册")}
    assert {question.page for question in QUESTIONS} - {""} <= pages
    assert {kind for question in QUESTIONS for kind in question.kinds} <= {k.name for k in KINDS}


def test_words_are_compared_as_in_the_script() -> None:
    """What lint takes for the same word is the same to the search: no mark of either tells two."""
    script = (ASSETS / "search-worker" / "text.js").read_text(encoding="utf-8")
    (literal,) = re.findall(r'MARKS =\s+"(.*)";', script)
    marks = re.sub(r"\\\\s|\\", "", literal)
    assert len(marks) > 40
    for mark in marks:
        assert search_form(f"甲{mark}乙") == "甲乙", mark
        assert search_form(f"3{mark}12") == "3 12", mark


def test_kinds_may_be_typed() -> None:
    """The buttons of the search take any kind before a query away again."""
    script = (ASSETS / "search" / "kind-buttons.js").read_text(encoding="utf-8")
    (names,) = re.findall(r"PREFIX =\s.*\(\?:([^)]*)\)", script)
    assert set(names.split("|")) == {kind.name for kind in (*KINDS, *search.KINDS)}


def test_parts(offline: Path, offline_parts: Path) -> None:
    """A large index is divided; the first file has the short names, and positions go on."""
    first, *others = files_of(offline_parts)
    assert list(first) == ["config", "parts", "docs"]
    assert first["parts"] == len(others) == 4
    assert [len(part["docs"]) for part in others] == [100, 100, 100, 93]
    late = {"条款", "材料", "量化要求", "登记"}
    assert not late & {KINDS[doc["kind"]].name for doc in first["docs"]}
    assert {KINDS[doc["kind"]].name for part in others for doc in part["docs"]} <= late
    assert docs_of(offline) == docs_of(offline_parts)
    for name in ("search_index", "search_index.1", "search_index.4"):
        script = (offline_parts / f"search/{name}.js").read_text(encoding="utf-8")
        assert script.startswith("var __index = {")
        data = json.loads((offline_parts / f"search/{name}.json").read_bytes())
        assert json.loads(script.removeprefix("var __index = ")) == data


def test_a_part_is_missing(offline_parts: Path, tmp_path: Path) -> None:
    """A built site is checked with all parts of its index, and told if one is missing."""
    site = Path(shutil.copytree(offline_parts, tmp_path / "site"))
    assert said(site) == []
    part = site / "search/search_index.2.json"
    content = json.loads(part.read_bytes())
    content["docs"][0]["place"] = "items/iii-99/"
    part.write_text(json.dumps(content), encoding="utf-8")
    assert "搜到的 items/iii-99/ 打不开" in said(site)[0]
    part.unlink()
    assert "索引读不出来" in said(site)[0]


def said(site: Path) -> list[str]:
    """Return what the check says of a site's search."""
    return [str(each) for each in check.check(built_site.read(site)) if "search_index" in str(each)]


@pytest.fixture(scope="module")
def offline_parts(build_site: Callable[..., Path]) -> Path:
    """The delivered table as a site opened from a file share, its index in parts of 100 entries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("allocation.feeds.search_index._PART", 100)
        return build_site(DELIVERED, use_directory_urls=False)


def test_the_index_is_of_its_day(example_data: Path) -> None:
    """On the same day the same bytes; later, more is late."""
    made = [
        str(dict(outputs.generate(example_data, today=day).search_index([]))[SEARCH_INDEX])
        for day in (make.TODAY, make.TODAY, make.TODAY.replace(year=2027))
    ]
    assert made[0] == made[1]
    assert made[1] != made[2]
