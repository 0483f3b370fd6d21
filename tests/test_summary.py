"""``api/summary.json``: what a portal over many units reads of one is what its site shows."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from lxml import html
from pydantic import ValidationError

import made_units
from allocation.base.problems import DataError
from allocation.feeds import api, summary
from allocation.feeds.summary import ADAPTER, Summary
from allocation.lint.validate import load_register
from allocation.pages.views.context import SiteContext
from allocation.register.index import Index
from allocation.site import outputs
from allocation.site.outputs import Site
from example import make
from helpers import DELIVERED, UNITS, replace

LEADERS = (
    "leaders: [朱亮]\n            parties:\n              - {department: 办公室, person: 许伟灿}"
)
OTHERS = "leaders: [徐悦]\n            parties:\n              - {department: 工会, person: 洪晓彤}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The example, as on its day, as a unit that lets a portal name its people."""
    folder = unit_with(tmp_path_factory.mktemp("shown") / "data", "portal: {people: true}")
    return outputs.generate(folder, today=make.TODAY)


@pytest.fixture(scope="module")
def shown(site: Site) -> Mapping[str, Any]:
    """Its pages by address, without the frame."""
    return {
        each.path.removesuffix("index.html"): html.fromstring(str(each.content))
        for each in site.pages()
    }


@pytest.fixture(scope="module")
def said(site: Site) -> Summary:
    """Its summary."""
    return summary.summary(site.context)


def context(folder: Path, today: date = make.TODAY, site_url: str = "") -> SiteContext:
    """Return what a site of a data folder is made of, without its history."""
    return SiteContext(Index(load_register(folder), today), site_url=site_url)


def written(context: SiteContext) -> dict[str, Any]:
    """Return the summary and its schema as they are written."""
    contents = ((each.path, each.content) for each in summary.export(context))
    return {path: content for path, content in contents if isinstance(content, bytes)}


def of(folder: Path, today: date = make.TODAY, site_url: str = "") -> Summary:
    """Return the summary of a data folder, read back."""
    return ADAPTER.validate_json(written(context(folder, today, site_url))[summary.PATH])


def unit_with(folder: Path, line: str, source: Path = make.DATA) -> Path:
    """Copy a unit with a further line of settings."""
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("evidence"))
    replace(folder / "unit.yml", "data_date:", f"{line}\ndata_date:")
    return folder


def texts(node: Any) -> Iterator[str]:
    """Yield every text of a summary."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from texts(inner)


def test_fits_its_schema() -> None:
    """What is written keeps to the schema that lies beside it; each key is explained there."""
    for folder in (make.DATA, DELIVERED, UNITS / "hainan/data"):
        files = written(context(folder))
        schema = json.loads(files["api/summary.schema.json"])
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(json.loads(files[summary.PATH]), schema)
    for definition in (schema, *schema["$defs"].values()):
        for key, field in definition.get("properties", {}).items():
            assert "description" in field or "$ref" in field, key


def test_counts_are_those_that_pages_show(said: Summary, shown: Mapping[str, Any]) -> None:
    """Whole unit, items, departments and findings have the numbers of their pages."""
    assert said.standing
    figures = shown["progress/"].xpath("//ul[@class='figures']//b/text()")
    whole = said.standing
    assert list(map(int, figures)) == [whole.due, whole.due_done, whole.late, whole.soon]
    lines = shown["items/"].xpath("//tbody/tr")
    assert len(lines) == len(said.items)
    for line, item in zip(lines, said.items, strict=True):
        assert f"../{item.url}" == line.xpath("string(th/a/@href)")
        cells = line.xpath("td[contains(@class, 'num')]")
        _, clauses, papers, standing = (cell.text_content().strip() for cell in cells)
        assert (int(clauses), int(papers)) == (len(item.clauses), item.evidence)
        assert standing_of(standing) == (item.standing and counted(item.standing))
    for line, department in zip(
        shown["departments/"].xpath("//tbody/tr"), said.departments, strict=True
    ):
        late = re.search(r"▲([0-9]+)", line.text_content())
        assert department.late == (int(late[1]) if late else 0)
    findings = {
        each.get("id").removeprefix("rule-"): int(re.findall("[0-9]+", each[0].text)[0])
        for each in shown["check/"].xpath("//h2[small]")
    }
    assert {each.kind: each.count for each in said.findings} == findings
    assert {"filing-lacks", "split"} <= findings.keys()


def standing_of(cell: str) -> tuple[int, ...]:
    """Return the numbers in a cell: done, due, and late if anything is."""
    return tuple(map(int, re.findall("[0-9]+", cell))) or (0,)


def counted(standing: summary.SummaryStanding) -> tuple[int, ...]:
    """Return the same numbers of a summary."""
    late = (standing.late,) if standing.late else ()
    return (standing.due_done, standing.due, *late) if standing.due else (*late,) or (0,)


def test_states_add_up(said: Summary) -> None:
    """The items have the unit's slots among them, each once; sums are sums of states."""
    assert said.standing
    total: Counter[str] = Counter()
    for item in said.items:
        assert item.standing
        total.update({name: getattr(item.standing, name) for name in item.standing.__slots__})
    whole = {name: getattr(said.standing, name) for name in said.standing.__slots__}
    assert dict(total) == whole
    assert whole["done"] == whole["checked"] + whole["filed"]
    gaps = sum(whole[name] for name in ("partial", "returned", "late", "open"))
    assert whole["owed"] == whole["done"] + gaps
    assert whole["total"] == whole["owed"] + whole["future"]


def test_months_are_counted_from_the_files(said: Summary) -> None:
    """Filed by the day of filing, or else of the document; checked by the day of the check."""
    filed: Counter[str] = Counter()
    checked: Counter[str] = Counter()
    for path in sorted((make.DATA / "filings").glob("*.yml")):
        for filing in yaml.safe_load(path.read_text(encoding="utf-8"))["filings"]:
            if day := filing.get("filed_on") or filing.get("date"):
                filed[str(day)[:7]] += 1
            if filing.get("checked_on") and filing["state"] == "已审核":
                checked[str(filing["checked_on"])[:7]] += 1
    assert [each.month for each in said.months] == sorted(filed | checked)
    assert {each.month: each.filed for each in said.months if each.filed} == filed
    assert {each.month: each.checked for each in said.months if each.checked} == checked


def test_indicators_have_the_latest_result(said: Summary, site: Site) -> None:
    """Each indicator has one line, with what 进度 counts of it."""
    verdicts = Counter(str(each.verdict) for each in said.indicators)
    known = site.index.verdicts
    assert verdicts == {str(verdict): len(entries) for verdict, entries in known}
    data = json.loads(str(next(api.export(site.context)).content))
    latest = {
        each["id"]: (each["results"] or [None])[-1]
        for item in data["items"]
        for row in item["rows"]
        for clause in row["clauses"]
        for each in clause["indicators"]
    }
    assert latest.keys() == {each.id for each in said.indicators}
    for each in said.indicators:
        result = latest[each.id]
        if result is None:
            assert (each.year, each.value) == (None, "")
        else:
            shown = (result["year"], result["round"], result["value"], result["verdict"])
            assert (each.year, each.round, each.value, str(each.verdict)) == shown


def test_says_nothing_that_no_page_says(said: Summary, shown: Mapping[str, Any]) -> None:
    """Every name, title and text of it stands on a page of the site."""
    known = ADAPTER.dump_python(said, mode="json")
    assert known["people"]
    for key in ("version", "id", "derived", "proposed", "rubric"):
        del known[key]
    for indicator in known["indicators"]:
        del indicator["id"]
    pages = "\n".join("".join(page.text_content().split()) for page in shown.values())
    for text in sorted(set(texts(known))):
        ascii_form = re.fullmatch("[a-z0-9 /#-]*|[A-Z]|[0-9]{4}-[0-9]{2}(-[0-9]{2})?", text)
        assert ascii_form or "".join(text.split()) in pages, text


def test_every_link_leads_somewhere(said: Summary, shown: Mapping[str, Any]) -> None:
    """Each address is a page of the site, and its anchor is on it."""
    ids = {address: set(page.xpath("//@id")) for address, page in shown.items()}
    known = texts(ADAPTER.dump_python(said, mode="json"))
    addresses = [text for text in known if text.endswith("/") or "/#" in text]
    assert len(addresses) > 100
    for address in addresses:
        page, _, anchor = address.partition("#")
        assert page in ids, address
        assert not anchor or anchor in ids[page], address


def test_people_only_where_the_unit_says_so(said: Summary) -> None:
    """By default nobody is in it; otherwise everybody with reading, letter and departments."""
    names = {person.key for person in load_register(make.DATA).people}
    without = of(make.DATA)
    assert without.people is None
    assert not any(
        name in text for name in names for text in texts(ADAPTER.dump_python(without, mode="json"))
    )
    assert said.people
    assert {person.name for person in said.people} == names
    first = next(person for person in said.people if person.name == "周小满")
    assert (first.pinyin, first.letter) == ("zhou xiao man", "Z")
    assert first.departments[0] == "办公室"


def test_no_person_is_late(tmp_path: Path) -> None:
    """Where states are said of departments only, nothing but the list of people names anybody."""
    folder = unit_with(tmp_path / "data", "names: department\nportal: {people: true}")
    said = ADAPTER.dump_python(of(folder), mode="json")
    people = said.pop("people")
    assert {key for person in people for key in person} == {
        "name", "pinyin", "letter", "url", "departments",
    }  # fmt: skip
    names = {person["name"] for person in people}
    assert not any(name in text for name in names for text in texts(said))


def test_withheld_files_are_not_in_it(said: Summary) -> None:
    """A filing is its title, state and place: no file, no link, no number, no reason."""
    filings = ADAPTER.dump_python(said, mode="json")["filings"]
    register = load_register(make.DATA)
    assert len(filings) == len(register.filings)
    assert {key for filing in filings for key in filing} == {
        "title", "evidence", "item", "date", "state", "url",
    }  # fmt: skip
    content = json.dumps(filings, ensure_ascii=False)
    hidden = [filing for filing in register.filings if not filing.published]
    for filing in hidden:
        words = (filing.record.link, *(file.record.name for file in filing.files))
        assert not any(word and word in content for word in words)
    assert sum(bool(filing.files) for filing in hidden) > 3


def test_same_bytes(site: Site) -> None:
    """The same data makes the same bytes; without a term, on any day."""
    again = outputs.generate(site.index.register.folder, today=make.TODAY)
    assert written(again.context) == written(site.context)
    days = (date(2026, 5, 1), date(2027, 5, 1))
    first, second = (written(context(DELIVERED, day)) for day in days)
    assert first == second
    assert ADAPTER.validate_json(first[summary.PATH]).standing is None


def test_units_share_a_rubric(tmp_path: Path) -> None:
    """Who is responsible changes no digest; a word of a clause, a mark or a title does."""
    path = Path(shutil.copytree(DELIVERED, tmp_path / "data")) / "allocation/01-lingdao-banzi.yml"
    text = path.read_text(encoding="utf-8")
    lines = (tmp_path / "data/unit.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = (line for line in lines if not line.startswith("source_text"))
    (tmp_path / "data/unit.yml").write_text("".join(kept), encoding="utf-8")
    digest = of(tmp_path / "data").rubric.digest
    assert text.count(LEADERS)
    path.write_text(text.replace(LEADERS, OTHERS, 1), encoding="utf-8")
    assert of(tmp_path / "data").rubric.digest == digest
    for old, new in (
        ("主官主抓", "主官亲抓"),
        ("mark: ⑴", "mark: ⑼"),
        ("title: 领导重视", "title: 领导带头"),
        ("title: 组织领导", "title: 组织"),
        ("title: 领导班子坚强", "title: 班子坚强"),
    ):
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        assert of(tmp_path / "data").rubric.digest != digest, old


def test_the_id_is_the_units_own_or_its_name(tmp_path: Path) -> None:
    """A unit that says none has its name in pinyin; the address of the site is there if known."""
    assert of(DELIVERED).id == "quanzhou-shijin-ronggong-zuoju"
    assert of(DELIVERED).url is None
    folder = unit_with(tmp_path / "data", "portal: {id: jinrong}", DELIVERED)
    said = of(folder, site_url="http://wm.test/jr/")
    assert (said.id, said.url) == ("jinrong", "http://wm.test/jr/")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "../x"),
        ("url", "javascript:alert(1)"),
        ("items.url", "//elsewhere.test/"),
        ("items.url", "javascript:alert(1)"),
        ("items.url", "items/../../x/"),
        ("items.slug", "<b>"),
        ("filings.url", "https://elsewhere.test/"),
        ("months.month", "x"),
        ("filings.state", "好"),
        ("items.standing.late", -1),
    ],
)
def test_a_forged_one_is_refused(said: Summary, key: str, value: object) -> None:
    """What reads it gets no address that leaves the unit's site, and no value out of range."""
    forged = ADAPTER.dump_python(said, mode="json")
    node: Any = forged
    *parents, last = key.split(".")
    for name in parents:
        node = node[name][0] if isinstance(node[name], list) else node[name]
    node[last] = value
    with pytest.raises(ValidationError) as refused:
        ADAPTER.validate_json(json.dumps(forged))
    assert last in refused.value.errors()[0]["loc"]


def test_made_units(tmp_path: Path) -> None:
    """They are what they say: broken or not, with people or without, of one rubric or another."""
    units = made_units.write(tmp_path, 10)
    digests = set()
    for unit in units:
        if unit.is_broken:
            with pytest.raises(DataError):
                load_register(unit.data)
            continue
        said = of(unit.data, made_units.TODAY)
        assert (said.id, said.name) == (unit.id, unit.name)
        assert (said.people is not None) is unit.shows_people
        assert (said.standing is not None) is unit.has_term
        digests.add((unit.has_other_rubric, said.rubric.digest))
    assert len(digests) == len({digest for _, digest in digests}) == 2
    again = made_units.write(tmp_path / "again", 1, first=6)
    assert [path.read_bytes() for path in sorted(again[0].data.rglob("*.yml"))] == [
        path.read_bytes() for path in sorted(units[6].data.rglob("*.yml"))
    ]
