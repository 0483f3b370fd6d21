"""What the forms of 改数据 are made of: the table of forms, and the scripts with the records."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from lxml import html

from allocation.base.enums import EvidenceKind, FilingState, Frequency, Topic
from allocation.editing.slip_records import KINDS, digest, find, plain
from allocation.feeds import edit_data, edit_fields
from allocation.lint.validate import load_register
from allocation.pages.views.context import SiteContext
from allocation.pages.views.edit_forms import FORMS, Form, FormGroup, by_group
from allocation.register.duty_version import duty_versions
from allocation.register.index import Index
from allocation.register.published_register import publish
from allocation.register.register import Register
from allocation.site import outputs
from example import make
from helpers import data_scripts, replace

BY_ID = {form.id: form for form in FORMS}
ASKED = {
    "filing", "activity", "filing-edit", "check", "return", "value", "sign", "row", "handover",
    "person", "person-edit", "department", "department-edit", "handin", "clause", "clause-na",
    "evidence", "evidence-edit", "evidence-na", "item", "term",
}  # fmt: skip
"""The forms that pages, the manual and slips name."""
NAMES = {"form", "filing", "evidence", "slot", "row", "person", "clause", "department", "indicator"}
TYPES = {
    "text", "lines", "day", "number", "decimal", "flag", "choice", "names", "codes", "files",
    "parties", "history", "milestones", "handin", "signed",
}  # fmt: skip


def read(content: bytes) -> Any:
    """Return the data of a script."""
    text = content.decode()
    assert re.match(r"var (editForms|editBase|editRecords) = ", text)
    return json.loads(text.partition(" = ")[2].removesuffix(";\n"))


def unfolded(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what stands in columns as entries."""
    return [dict(zip(table["columns"], line, strict=False)) for line in table["lines"]]


@pytest.fixture(scope="module")
def scripts(example_index: Index) -> dict[str, Any]:
    """The data of the scripts of the example by address."""
    made = edit_data.export(SiteContext(example_index))
    return {path: read(content) for path, content in data_scripts(made).items()}


def test_the_forms_that_others_name() -> None:
    """Each has its own id, is in a group, and says in a line what it is for."""
    assert BY_ID.keys() >= ASKED
    assert len(BY_ID) == len(FORMS)
    assert [form for _, forms in by_group() for form in forms] == sorted(
        FORMS, key=lambda form: list(FormGroup).index(form.group)
    )
    for form in FORMS:
        assert form.help.endswith("。")
        assert len(form.help) <= 60
        assert not re.search(r"[a-zA-Z]", form.title + form.help)
    assert {form.topic for form in FORMS} == set(Topic)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_form_has_fields_that_a_slip_may_set(form: Form) -> None:
    """What it shows, demands and sets itself are fields of its kind of record."""
    fields = KINDS[form.record].fields
    assert set(form.shown) <= set(fields)
    assert len(set(form.shown)) == len(form.shown) > 0
    assert {*form.required, *form.fixed} <= set(form.shown)
    assert set(form.without) <= set(fields)
    if form.op == "change":
        assert not set(form.shown) & set(KINDS[form.record].only_new)


def test_every_field_of_a_filing_has_a_form() -> None:
    """A field that the model gets shows up by itself: nothing that a slip may set is left out."""
    shown: dict[str, set[str]] = {}
    for form in FORMS:
        shown.setdefault(form.record, set()).update(form.shown)
    assert shown == {name: set(kind.fields) for name, kind in KINDS.items()}


def test_fields_come_from_the_model() -> None:
    """Types, choices, limits and what is demanded are those of the schema."""
    records = edit_fields.records()
    assert {
        field["type"] for kind in records.values() for field in kind["fields"].values()
    } == TYPES
    evidence = records["evidence"]["fields"]
    assert evidence["kind"]["choices"] == [kind.value for kind in EvidenceKind]
    assert evidence["frequency"]["choices"] == [each.value for each in Frequency]
    assert evidence["name"]["required"]
    assert (evidence["min_count"]["min"], evidence["min_count"]["max"]) == (1, 9999)
    filing = records["filing"]["fields"]
    assert filing["state"]["default"] == FilingState.FILED
    assert re.search(filing["slot"]["pattern"], "2026-Q1")
    assert filing["evidence"]["type"] == "codes"
    assert filing["evidence"]["of"] == "evidence"
    assert records["item"]["fields"]["statement"]["longest"] == 500
    assert {name for name, kind in records.items() if "add" in kind} == {
        "filing", "value", "evidence", "person", "department",
    }  # fmt: skip


def test_labels_and_hints_are_for_the_office() -> None:
    """No file, key or command is named, and no two fields of a record have the same label."""
    for kind in edit_fields.records().values():
        for fields in (
            kind["fields"],
            *(each.get("fields", {}) for each in kind["fields"].values()),
        ):
            labels = [field["label"] for field in fields.values()]
            assert len(set(labels)) == len(labels)
            for field in fields.values():
                assert field["label"]
                assert not re.search(r"[a-z_]{2,}", field["label"] + field["hint"])
                assert not re.search(r"^[，；：。]|[，；：]$", field["hint"])
    files = edit_fields.records()["filing"]["fields"]["files"]["fields"]
    assert files["event"]["label"] == "事由"


def test_a_value_that_needs_a_note_says_so_by_label() -> None:
    """A hint that names another field has its label."""
    value = edit_fields.records()["value"]["fields"]["value"]
    assert "（要写说明）" in value["hint"]


def test_readings_of_evidence(scripts: Mapping[str, Any]) -> None:
    """Each character of a name of evidence has its pinyin; signs have none."""
    pinyin = scripts["edit/records/base.js"]["pinyin"]
    assert {"划", "画"} & set(pinyin["hua"])
    chars = "".join(pinyin.values())
    assert len(set(chars)) == len(chars)
    assert not set("（）、《》") & set(chars)


def test_sizes(real: Register) -> None:
    """At the size of the delivered table, what every form loads is small."""
    made = data_scripts(edit_data.export(SiteContext(Index(real, make.TODAY))))
    assert len(made["edit/records/base.js"]) <= 65_000
    assert len(made["edit/forms.js"]) <= 80_000
    assert max(len(content) for path, content in made.items() if "/items/" in path) <= 30_000


@pytest.mark.parametrize("downloads", [True, False])
def test_the_scripts_of_a_site(example_data: Path, downloads: bool) -> None:
    """They are there with and without downloads, and the same bytes every time."""
    made = [
        {
            output.path: str(output.content)
            for output in outputs.generate(
                example_data, today=make.TODAY, downloads=downloads
            ).downloads()
            if output.path.startswith("edit/")
        }
        for _ in range(2)
    ]
    assert made[0] == made[1]
    slugs = {"iii-1", "iii-2", "iii-3", "iii-4", "iii-5", "iii-6", "iii-7", "iii-8"}
    assert {f"edit/records/items/{slug}.js" for slug in slugs} <= made[0].keys()
    assert {f"edit/records/filings-{year}.js" for year in (2024, 2025, 2026)} <= made[0].keys()


def test_records_are_those_of_the_published_register(
    scripts: Mapping[str, Any], example_index: Index
) -> None:
    """Every record of every kind is there once, with its values and their digest."""
    register = example_index.register
    base = scripts["edit/records/base.js"]
    items = [data for path, data in scripts.items() if "/items/" in path]
    years = [data for path, data in scripts.items() if "/filings-" in path]
    found = {
        "person": base["people"],
        "department": base["departments"],
        "row": base["rows"],
        "term": [base["term"]],
        "unit": [base["unit"]],
        "item": [data["item"] for data in items if "item" in data],
        "clause": [record for data in items for record in data["clauses"]],
        "evidence": [record for data in items for record in data["evidence"]],
        "indicator": [record for data in items for record in data["indicators"]],
        "filing": [record for data in years for record in data["filings"]],
        "value": [record for data in years for record in data["values"]],
    }
    for name, kind in KINDS.items():
        entries = dict(kind.entries(register))
        assert sorted(record["id"] for record in found[name]) == sorted(entries), name
        for record in found[name]:
            own = entries[record["id"]].record
            assert record["sha256"] == digest(own)
            assert record["values"] == {
                key: value
                for key, value in plain(own).items()
                if key != "reuse" or key in record["values"]
            }


def test_names_and_codes_to_choose_from(scripts: Mapping[str, Any], example_index: Index) -> None:
    """The base leads from evidence to the script of its item, and knows periods and versions."""
    base = scripts["edit/records/base.js"]
    register = example_index.register
    evidence = {each["id"]: each for each in unfolded(base["evidence"])}
    assert list(evidence) == [each.id for each in register.evidence]
    clauses = {each["id"]: each for each in unfolded(base["clauses"])}
    rows = {each["id"]: each for each in base["rows"]}
    items = {each["id"]: each for each in base["items"]}
    for entry in register.evidence:
        found = items[rows[clauses[evidence[entry.id]["clause"]]["row"]]["item"]]
        assert found["slug"] == entry.clause.item.slug
    assert base["periods"]["每季"][0] == ["2024-Q1", "2024年第一季度", "2024-01-01", "2024-03-31"]
    assert "每次" not in base["periods"]
    assert base["years"] == [2024, 2025, 2026]
    versions = {each["slug"]: each.get("version") for each in base["people"]}
    known = {slug: version for slug, version in versions.items() if version}
    assert known == duty_versions(register)


def test_what_is_kept_back_has_stand_ins(example_data: Path, tmp_path: Path) -> None:
    """Files that may not be shown are not named, nor why one is used again."""
    folder = tmp_path / "data"
    shutil.copytree(example_data, folder, ignore=shutil.ignore_patterns("evidence"))
    path = folder / "filings" / "2026.yml"
    text = path.read_text(encoding="utf-8")
    marked = re.sub(r"\n( *)state: 退回", r"\n\1state: 退回\n\1reuse: 暗号甲", text, count=1)
    assert marked != text
    path.write_text(marked, encoding="utf-8")
    site = outputs.generate(folder, today=make.TODAY)
    full = load_register(folder)
    hidden = {
        file.record.name for filing in full.filings if not filing.published for file in filing.files
    }
    shown = {
        file.record.name for filing in full.filings if filing.published for file in filing.files
    }
    assert hidden - shown
    made = b"".join(data_scripts(edit_data.export(site.context)).values()).decode()
    assert "暗号甲" not in made
    assert not [name for name in hidden - shown if name in made]
    assert "第 1 个文件" in made
    assert publish(full).filings[0].id in made


def test_inbox_of_the_unit(data: Path) -> None:
    """The forms say where slips are put, who approves, and where evidence is handed in."""
    replace(
        data / "unit.yml",
        "data_date:",
        "inbox: {share: '\\\\server\\收件箱', coordinators: [曾雅彬]}\n"
        "handin: {place: 文明办, person: 曾雅彬, room: 三楼, phone: '2550117'}\ndata_date:",
    )
    forms = data_scripts(edit_data.export(outputs.generate(data).context))["edit/forms.js"]
    found = read(forms)
    assert found["share"] == r"\\server\收件箱"
    assert found["coordinators"] == ["曾雅彬"]
    assert found["handin"] == "交到文明办，找曾雅彬（三楼，电话 2550117）"


def test_a_unit_without_an_inbox(data: Path) -> None:
    """Nothing is said where nothing is known."""
    found = read(data_scripts(edit_data.export(outputs.generate(data).context))["edit/forms.js"])
    assert (found["share"], found["coordinators"]) == (None, [])


def links(site: Path) -> set[tuple[str, str]]:
    """Return page and query of each link to a form."""
    found = set()
    for path in site.rglob("*.html"):
        for href in html.fromstring(path.read_bytes()).xpath(
            "//a[contains(@href, 'edit/?')]/@href"
        ):
            found.add((str(path.relative_to(site)), href.partition("?")[2]))
    return found


def test_links_open_a_form_that_is_there(example: Path, example_index: Index) -> None:
    """Each link names a form, and records that the form can find."""
    register = example_index.register
    found = links(example)
    assert {dict(parse_qsl(query))["form"] for _, query in found} == BY_ID.keys()
    for page, query in found:
        filled = dict(parse_qsl(query))
        form = BY_ID[filled.pop("form")]
        assert filled.keys() <= {*form.opens}, (page, query)
        for kind in filled.keys() & KINDS.keys():
            assert find(register, kind, filled[kind]), (page, query)


def test_links_have_names_and_are_not_printed(example: Path) -> None:
    """Whoever hears the links one by one knows what each is about; paper has none."""
    for address in ("people/zhou-xiaoman", "items/iii-6", "departments/bangong-shi"):
        page = html.fromstring((example / address / "index.html").read_bytes())
        found = page.xpath("//a[contains(@href, 'edit/?')]")
        names = [(link.text_content(), link.get("href")) for link in found]
        assert found
        assert len({name for name, _ in names}) >= len({href for _, href in names}) - 2
        for link in found:
            assert link.xpath("ancestor-or-self::*[contains(@class, 'screen-only')]")


def test_earlier_editions_cannot_be_changed(example_data: Path, tmp_path: Path) -> None:
    """Their pages have no links to forms."""
    folder = tmp_path / "data"
    shutil.copytree(example_data, folder, ignore=shutil.ignore_patterns("evidence"))
    kept = folder / "editions" / "2021"
    shutil.copytree(example_data, kept, ignore=shutil.ignore_patterns("evidence"))
    site = outputs.generate(folder, today=make.TODAY)
    pages = [output for output in site.pages() if output.edition]
    assert len(pages) > 20
    assert not [page.path for page in pages if "edit/?" in str(page.content)]
    assert not [page.path for page in pages if page.path.startswith("editions/2021/edit/")]
