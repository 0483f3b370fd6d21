"""``edit/*.js``: what the forms of 改数据 are made of, and the records that they change.

Scripts and no JSON, since a page that is opened from a file share can load nothing else. Everything
is of the published register: a form shows no more than the pages do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any

from allocation.base.enums import Frequency
from allocation.base.grouping import grouped
from allocation.base.search_forms import other_forms
from allocation.base.slugs import syllables
from allocation.datafiles.model import Unit
from allocation.editing.slip_records import digest_of, plain
from allocation.feeds import edit_checks, edit_fields
from allocation.feeds.data_scripts import data_script
from allocation.pages.views.context import SiteContext
from allocation.pages.views.edit_forms import FORMS, Form
from allocation.register import schedule
from allocation.register.addresses import (
    EDIT_BASE,
    EDIT_FORMS,
    edit_item_script,
    edit_year_script,
)
from allocation.register.index import Index, ItemBlock
from allocation.register.register import (
    EvidenceEntry,
    FilingEntry,
    IndicatorEntry,
    PersonEntry,
    Register,
    ValueEntry,
)
from allocation.runtime.streaming import Output, TextStream

Data = dict[str, Any]
_SHORT = 24
"""How many characters of a clause stand in lists to choose from."""


def export(context: SiteContext) -> Iterator[Output]:
    """Yield the script of the forms, the one of all names, one for each item, one for each year."""
    index = context.index
    register = index.register
    yield Output(EDIT_FORMS, partial(_forms, register.unit))
    yield Output(EDIT_BASE, partial(_base, index))
    for item in register.items:
        yield Output(edit_item_script(item), partial(_item, index.item(item)))
    for year, filings in _years(register).items():
        values = tuple(value for value in register.values if value.year == year)
        yield Output(edit_year_script(year), partial(_year, filings, values))


def _forms(unit: Unit) -> TextStream:
    inbox, records = unit.inbox, edit_fields.records()
    data = {
        "unit": unit.name,
        "share": inbox and inbox.share,
        "handin": unit.handin and unit.handin.sentence,
        "coordinators": inbox.coordinators if inbox else (),
        "forms": [_form(form, records) for form in FORMS],
        "records": records,
        "rules": edit_checks.rules(),
    }
    return data_script("editForms", data)


def _form(form: Form, records: Mapping[str, Any]) -> Data:
    fields = records[form.record]["fields"]
    needed = {name for name in form.shown if form.op == "add" and "required" in fields[name]}
    needed.update(form.required)
    found = {
        "id": form.id,
        "title": form.title,
        "help": form.help,
        "group": form.group,
        "record": form.record,
        "op": form.op,
        "topic": form.topic,
        "fields": form.shown,
        "required": [name for name in form.shown if name in needed],
        "fixed": dict(form.fixed),
        "opens": form.opens,
    }
    return {key: value for key, value in found.items() if value not in ((), {})}


def _base(index: Index) -> TextStream:
    """Return what every form needs: names and codes to choose from, and the small records."""
    register = index.register
    data = {
        "people": [_person(index, person) for person in register.people],
        "departments": [
            _record(entry.name, entry.record) | {"name": entry.name, "slug": entry.slug}
            for entry in register.departments
        ],
        "items": [
            {"id": item.id, "label": item.label, "slug": item.slug, "category": item.category.label}
            for item in register.items
        ],
        "rows": [
            _record(row.id, row.record) | {"item": row.item.id, "number": row.number}
            for row in register.rows
        ],
        "clauses": _table(
            {"id": clause.id, "row": clause.row.id, "text": clause.record.text[:_SHORT]}
            for clause in register.clauses
        ),
        "evidence": _table(_choice(evidence) for evidence in register.evidence),
        "pinyin": _readings(evidence.record.name for evidence in register.evidence),
        "indicators": _table(_measure(indicator) for indicator in register.indicators),
        "periods": _periods(register),
        "years": sorted(_years(register)),
        "term": _record("term", register.unit.term),
        "unit": _record("unit", register.unit),
        "facts": edit_checks.facts(register),
        "variants": _variants(register),
    }
    return data_script("editBase", data)


def _readings(names: Iterable[str]) -> dict[str, str]:
    """Return the characters of names by their pinyin: smaller than a reading of each name."""
    found: dict[str, str] = {}
    for char in sorted(set("".join(names))):
        if char > "\u2e80":
            reading = "".join(syllables(char))
            found[reading] = found.get(reading, "") + char
    found.pop("", None)
    return dict(sorted(found.items()))


def _variants(register: Register) -> str:
    """Return forms of the characters in names of evidence: each before the usual one."""
    names = "".join(entry.record.name for entry in register.evidence)
    return "".join(chain(*other_forms(names).items()))


def _table(entries: Iterable[Data]) -> Data:
    """Return many small entries with the names of their values once: ``data.js`` unfolds them."""
    lines: list[list[Any]] = []
    columns: tuple[str, ...] = ()
    for entry in entries:
        columns = tuple(entry)
        lines.append(list(entry.values()))
        while lines[-1][-1] is None:
            lines[-1].pop()
    return {"columns": columns, "lines": lines}


def _person(index: Index, person: PersonEntry) -> Data:
    version = index.duty_version(person)
    named = {"name": person.name, "slug": person.slug} | ({"version": version} if version else {})
    return _record(person.key, person.record) | named


def _choice(evidence: EvidenceEntry) -> Data:
    """Return a piece of evidence to choose from."""
    record = evidence.record
    return {
        "id": evidence.id,
        "slug": evidence.slug,
        "clause": evidence.clause.id,
        "name": record.name,
        "kind": record.kind,
        "frequency": record.frequency,
        "visibility": record.visibility,
        "min_count": record.min_count,
        "per": record.per,
        "same_as": evidence.main and evidence.main.id,
        "not_applicable": bool(evidence.not_applicable) or None,
    }


def _measure(indicator: IndicatorEntry) -> Data:
    """Return an indicator to choose from."""
    record = indicator.record
    return {
        "id": indicator.id,
        "clause": indicator.clause.id,
        "name": record.name,
        "unit": record.unit,
        "period": record.period,
        "not_applicable": bool(indicator.not_applicable) or None,
    }


def _periods(register: Register) -> Data:
    """Return key, label, first and last day of each period by frequency; none without a start."""
    term = register.unit.term
    return {
        frequency: [
            (span.key, span.label, span.start.isoformat(), span.end.isoformat()) for span in found
        ]
        for frequency in Frequency
        if (found := schedule.spans(term, frequency))
    }


def _item(block: ItemBlock) -> TextStream:
    """Return the records of an item; a category that is its own item has no record of one."""
    item, blocks = block.item, block.clauses
    entries: dict[str, list[Any]] = {
        "clauses": [block.clause for block in blocks],
        "evidence": [entry for block in blocks for entry in block.evidence],
        "indicators": [entry for block in blocks for entry in block.indicators],
    }
    own = {"item": _record(item.id, item.record)} if item.extras else {}
    records = {
        name: [_record(entry.id, entry.record) for entry in found]
        for name, found in entries.items()
    }
    return data_script("editRecords", own | records)


def _years(register: Register) -> dict[int, tuple[FilingEntry, ...]]:
    """Return the filings by year, also of years that have nothing but values."""
    filings = grouped(register.filings, lambda filing: filing.year)
    return {value.year: () for value in register.values} | filings


def _year(filings: tuple[FilingEntry, ...], values: tuple[ValueEntry, ...]) -> TextStream:
    data = {
        "filings": [_filing(filing) for filing in filings],
        "values": [_record(value.id, value.record) for value in values],
    }
    return data_script("editRecords", data)


def _filing(filing: FilingEntry) -> Data:
    """Return a filing; no page says why a file that is kept back is used again."""
    found = _record(filing.id, filing.record)
    if not filing.published:
        found["values"].pop("reuse", None)
    return found


def _record(id: str, record: Any) -> Data:
    values = plain(record)
    return {"id": id, "sha256": digest_of(values), "values": values}
