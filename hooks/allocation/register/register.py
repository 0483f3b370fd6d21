"""The register: every record of the table with id, slug, parent and people, in table order.

Children refer to their parents and never back, so that all entries can be frozen; ``Index`` has the
opposite direction. Ids are for readers (``Ⅲ-2-⑴-01``), slugs for addresses (``iii-2-1-01``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from allocation.base.enums import Column, EvidenceKind, FilingState, Role, Visibility
from allocation.base.grouping import unique
from allocation.base.problems import Ref
from allocation.base.slugs import ascii_code, capped, person_slug, person_syllables, title_slug
from allocation.datafiles import model
from allocation.datafiles.data_folder import DataFolder
from allocation.datafiles.file_metadata import FileFacts

_MARK_ENDS = ".．、"
"""Punctuation that ends a printed mark and is left out of ids: ``1.`` is clause 1."""


class _Entry:
    """Base of entries with a record: both have the same place."""

    __slots__ = ()
    record: Any

    @property
    def ref(self) -> Ref:
        ref: Ref = self.record.ref
        return ref


@dataclass(frozen=True, slots=True, eq=False)
class DepartmentEntry(_Entry):
    """A responsible body with its slug."""

    record: model.Department
    slug: str

    @property
    def name(self) -> str:
        return self.record.name


@dataclass(frozen=True, slots=True, eq=False)
class PersonEntry(_Entry):
    """A person with slug and pinyin; ``key`` is unique, ``name`` may not be."""

    record: model.Person
    slug: str
    syllables: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.record.key

    @property
    def name(self) -> str:
        return self.record.name


@dataclass(frozen=True, slots=True, eq=False)
class CategoryEntry(_Entry):
    """A category in table order, counted from 1."""

    record: model.Category
    number: int
    slug: str

    @property
    def label(self) -> str:
        """Code and title as printed, with a space after a letter or digit."""
        code = self.record.code
        return f"{code}{' ' if code[-1:].isalnum() else ''}{self.record.title}"


@dataclass(frozen=True, slots=True, eq=False)
class GroupEntry:
    """A level between category and item, shown on the page of its category."""

    record: model.Group
    slug: str
    category: CategoryEntry

    @property
    def label(self) -> str:
        return f"{self.record.code} {self.record.title}".strip()


@dataclass(frozen=True, slots=True, eq=False)
class ItemEntry(_Entry):
    """An item; its id is its code, or its title if the table has no code."""

    id: str
    slug: str
    code: str
    title: str
    category: CategoryEntry
    groups: tuple[GroupEntry, ...]
    record: model.Item | model.Category

    @property
    def label(self) -> str:
        return f"{self.code} {self.title}".strip()

    @property
    def printed_title(self) -> str:
        """The title in the item's own cell: none if the rows are the category's."""
        return self.title if isinstance(self.record, model.Item) else ""

    @property
    def printed_label(self) -> str:
        """Code and title in the item's own cell: none if the rows are the category's."""
        return f"{self.code} {self.printed_title}".strip()

    @property
    def path_label(self) -> str:
        """The labels of category and item, each once."""
        return f"{self.category.label}　{self.printed_label}".strip()

    @property
    def extras(self) -> model.Extras | None:
        """The optional columns; a category that is its own item has none."""
        return self.record if isinstance(self.record, model.Item) else None

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names, for searches; a category that is its own item has none."""
        return self.record.aliases if isinstance(self.record, model.Item) else ()


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """A department and the person it pairs with in a row."""

    department: DepartmentEntry | None
    person: PersonEntry | None
    role: Role | None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of both, of those that there are."""
        department = (self.department.name,) if self.department else ()
        return (*department, self.person.key) if self.person else department

    @property
    def is_pair(self) -> bool:
        """Whether it says of a person and a department that they belong together."""
        return bool(self.department and self.person)


@dataclass(frozen=True, slots=True, eq=False)
class RowEntry(_Entry):
    """A row: ``number`` counts from 1 in the table, ``place`` from 1 in its item."""

    number: int
    place: int
    item: ItemEntry
    record: model.Row
    leaders: tuple[PersonEntry, ...]
    parties: tuple[PartyEntry, ...]

    @property
    def id(self) -> str:
        """Its item and its place there: ``Ⅲ-7-第2行``."""
        return f"{self.item.id}-第{self.place}行"

    @property
    def departments(self) -> tuple[DepartmentEntry, ...]:
        return tuple(party.department for party in self.parties if party.department)

    @property
    def persons(self) -> tuple[PersonEntry, ...]:
        return tuple(party.person for party in self.parties if party.person)


@dataclass(frozen=True, slots=True, eq=False)
class ClauseEntry(_Entry):
    """A clause with its id and slug."""

    id: str
    slug: str
    row: RowEntry
    record: model.Clause

    @property
    def item(self) -> ItemEntry:
        return self.row.item

    @property
    def is_counted(self) -> bool:
        """Whether its id has its position in the item, for want of a printed number."""
        return not ascii_code(self.record.mark)


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceEntry(_Entry):
    """A piece of evidence; ids and slugs are computed on access, as there are so many."""

    clause: ClauseEntry
    record: model.Evidence
    main: EvidenceEntry | None = None
    """The piece that is the same paper, under which it is filed (``same_as``)."""

    @property
    def paper(self) -> EvidenceEntry:
        """The piece under which it is filed: itself, unless it is the same paper as another."""
        return self.main or self

    @property
    def id(self) -> str:
        return f"{self.clause.id}-{self.record.no}"

    @property
    def slug(self) -> str:
        return f"{self.clause.slug}-{self.record.no}"

    @property
    def not_applicable(self) -> str | None:
        """Why it does not apply to the unit, or its clause does not."""
        return self.record.not_applicable or self.clause.record.not_applicable


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorEntry(_Entry):
    """An indicator of a clause."""

    clause: ClauseEntry
    record: model.Indicator

    @property
    def id(self) -> str:
        return f"{self.clause.id}-指标{self.record.no}"

    @property
    def slug(self) -> str:
        return f"{self.clause.slug}-i{self.record.no}"

    @property
    def not_applicable(self) -> str | None:
        """Why it does not apply to the unit, or its clause does not."""
        return self.record.not_applicable or self.clause.record.not_applicable


@dataclass(frozen=True, slots=True, eq=False)
class AttachedFile:
    """A file of a filing; ``facts`` is None if the file is not on this machine."""

    record: model.Attachment
    facts: FileFacts | None

    @property
    def digest(self) -> str | None:
        return self.facts.sha256 if self.facts else self.record.sha256

    @property
    def changed(self) -> bool:
        """Whether the file has other content than when it was registered."""
        registered = self.record.sha256
        return bool(self.facts and registered and registered != self.facts.sha256)


@dataclass(frozen=True, slots=True, eq=False)
class FilingEntry(_Entry):
    """A document that was handed in, with its files and the evidence that it is for."""

    id: str
    year: int
    record: model.Filing
    evidence: tuple[EvidenceEntry, ...]
    files: tuple[AttachedFile, ...]
    withdrawn: bool = False
    """Whether a later edition withholds one of its files."""

    @property
    def visibility(self) -> Visibility:
        """The strictest visibility of its pieces of evidence."""
        return max((entry.record.visibility for entry in self.evidence), key=_STRICTNESS.index)

    @property
    def published(self) -> bool:
        """Whether the site may show its files and link.

        Those of returned filings are withheld, and those with a file that nobody has looked at
        since it changed.
        """
        if self.withdrawn or self.record.state is FilingState.RETURNED:
            return False
        if any(file.changed for file in self.files):
            return False
        if self.visibility is Visibility.REDACTED:
            return self.record.redacted
        return self.visibility is Visibility.OPEN

    @property
    def count(self) -> int:
        """How many pieces it counts for: each photograph, or else one."""
        photos = any(entry.record.kind is EvidenceKind.PHOTO for entry in self.evidence)
        return self.record.count or (max(1, len(self.files)) if photos else 1)

    @property
    def lacks(self) -> tuple[str, ...]:
        """The missing parts of its catalogue line, and of the document itself."""
        record = self.record
        document = record.files or record.link or record.box or record.reason
        parts = {"文件日期": record.date, "责任者": record.author_body, "文件": document}
        return tuple(name for name, value in parts.items() if not value)


_STRICTNESS = (Visibility.OPEN, Visibility.REDACTED, Visibility.TITLE_ONLY)


@dataclass(frozen=True, slots=True, eq=False)
class ValueEntry(_Entry):
    """The value of an indicator in one year, or in one of its rounds."""

    year: int
    indicator: IndicatorEntry
    record: model.IndicatorValue

    @property
    def id(self) -> str:
        return value_id(self.indicator.id, self.year, self.record.round)


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """All entries of one edition; every tuple is in the order of the table or of its file."""

    unit: model.Unit
    departments: tuple[DepartmentEntry, ...]
    people: tuple[PersonEntry, ...]
    categories: tuple[CategoryEntry, ...]
    items: tuple[ItemEntry, ...]
    rows: tuple[RowEntry, ...]
    clauses: tuple[ClauseEntry, ...]
    evidence: tuple[EvidenceEntry, ...]
    indicators: tuple[IndicatorEntry, ...]
    filings: tuple[FilingEntry, ...]
    values: tuple[ValueEntry, ...]
    references: tuple[model.Reference, ...]
    synonyms: tuple[tuple[str, ...], ...]
    source_text: str | None
    data: DataFolder
    facts: Mapping[str, FileFacts]
    digests: Mapping[str, str]

    @property
    def evidence_folder(self) -> Path:
        """The folder of handed-in files."""
        return self.data.evidence

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.data.path

    @property
    def word_template(self) -> Path | None:
        """The unit's own template of Word files, if any."""
        return self.data.word_template

    def has(self, column: Column) -> bool:
        """Whether the unit's table has this column."""
        return column in self.unit.columns

    @property
    def labels(self) -> model.Labels:
        return self.unit.labels or model.Labels(ref=self.unit.ref)


def value_id(indicator: str, year: int, round: str | None) -> str:
    """Return the id of a value: ``Ⅲ-12-⑴-指标01 2026``, or ``Ⅲ-4-指标01 2026 第一轮``."""
    return " ".join(filter(None, (indicator, str(year), round)))


def build(files: model.Files) -> Register:
    """Return the register of a data folder.

    Unknown names of people and departments get entries, so that lint can check the rest.

    :param files: the data files; ``unit`` must be there.
    """
    assert files.unit is not None
    departments = {record.name: _department(record) for record in files.departments or ()}
    people = {record.key: _person(record) for record in files.people or ()}
    categories = tuple(
        CategoryEntry(record, number, _slug(record.slug, record.code, record.title))
        for number, record in enumerate(files.categories, start=1)
    )
    items = tuple(entry for category in categories for entry in _items(category))
    rows = tuple(_rows(items, departments, people))
    clauses = tuple(_clauses(rows))
    evidence = tuple(_evidence(clauses))
    indicators = tuple(
        IndicatorEntry(clause, record) for clause in clauses for record in clause.record.indicators
    )
    return Register(
        unit=files.unit,
        departments=tuple(departments.values()),
        people=tuple(people.values()),
        categories=categories,
        items=items,
        rows=rows,
        clauses=clauses,
        evidence=evidence,
        indicators=indicators,
        filings=tuple(_filings(files, evidence)),
        values=tuple(_values(files, indicators)),
        references=files.references or (),
        synonyms=files.synonyms.synonyms if files.synonyms else (),
        source_text=files.source_text,
        data=files.data,
        facts=files.facts,
        digests=files.digests,
    )


def _slug(slug: str | None, code: str, title: str) -> str:
    return slug or ascii_code(code) or title_slug(title) or "x"


def _department(record: model.Department) -> DepartmentEntry:
    return DepartmentEntry(record, record.slug or title_slug(record.name) or "x")


def _person(record: model.Person) -> PersonEntry:
    syllables = tuple(record.pinyin.split()) if record.pinyin else person_syllables(record.name)
    suffix = title_slug(record.key.removeprefix(record.name)) if record.id else ""
    default = "-".join(part for part in (person_slug(record.name, syllables), suffix) if part)
    return PersonEntry(record, record.slug or capped(default) or "x", syllables)


def _items(category: CategoryEntry) -> Iterator[ItemEntry]:
    record = category.record
    if record.rows:
        yield ItemEntry(record.title, category.slug, "", record.title, category, (), record)
    for item in record.items:
        yield _item(category, (), item)
    for group in record.groups:
        yield from _group_items(category, (_group(category, group),))


def _group(category: CategoryEntry, record: model.Group, above: str = "") -> GroupEntry:
    return GroupEntry(record, above + _slug(None, record.code, record.title), category)


def _group_items(category: CategoryEntry, path: tuple[GroupEntry, ...]) -> Iterator[ItemEntry]:
    for item in path[-1].record.items:
        yield _item(category, path, item)
    for group in path[-1].record.groups:
        below = _group(category, group, f"{path[-1].slug}-")
        yield from _group_items(category, (*path, below))


def _item(category: CategoryEntry, path: tuple[GroupEntry, ...], item: model.Item) -> ItemEntry:
    slug = _slug(item.slug, item.key or item.code, item.key or item.title)
    id = item.key or item.code or item.title
    return ItemEntry(id, slug, item.code, item.title, category, path, item)


def _rows(
    items: tuple[ItemEntry, ...],
    departments: dict[str, DepartmentEntry],
    people: dict[str, PersonEntry],
) -> Iterator[RowEntry]:
    number = 0
    for item in items:
        for place, record in enumerate(item.record.rows, start=1):
            number += 1
            leaders = tuple(_known_person(people, name, record.ref) for name in record.leaders)
            parties = tuple(_party(party, departments, people) for party in record.parties)
            yield RowEntry(number, place, item, record, leaders, parties)


def _known_person(people: dict[str, PersonEntry], key: str, ref: Ref) -> PersonEntry:
    return people.get(key) or _person(model.Person(ref=ref, name=key))


def _party(
    party: model.Party, departments: dict[str, DepartmentEntry], people: dict[str, PersonEntry]
) -> PartyEntry:
    name, key = party.department, party.person
    department = None
    if name:
        unknown = model.Department(ref=party.ref, name=name)
        department = departments.get(name) or _department(unknown)
    return PartyEntry(
        department, _known_person(people, key, party.ref) if key else None, party.role
    )


def _clauses(rows: tuple[RowEntry, ...]) -> Iterator[ClauseEntry]:
    item: ItemEntry | None = None
    position = 0
    for row in rows:
        position = position if row.item is item else 0
        item = row.item
        for record in row.record.clauses:
            position += 1
            has_number = bool(ascii_code(record.mark))
            mark = record.mark.rstrip(_MARK_ENDS) if has_number else f"第{position}条"
            key = record.key or mark
            slug = ascii_code(key) or title_slug(key)
            slug = slug if has_number else f"n{slug}"
            yield ClauseEntry(f"{item.id}-{key}", f"{item.slug}-{slug}", row, record)


def _evidence(clauses: tuple[ClauseEntry, ...]) -> Iterator[EvidenceEntry]:
    """Yield the evidence; what is the same paper as another piece refers to that one."""
    entries = [
        EvidenceEntry(clause, record) for clause in clauses for record in clause.record.evidence
    ]
    if not any(entry.record.same_as for entry in entries):
        yield from entries
        return
    known = {
        id: entry for entry in entries if not entry.record.same_as for id in (entry.id, entry.slug)
    }
    for entry in entries:
        # An unknown id has no main piece; lint reports it.
        main = known.get(entry.record.same_as) if entry.record.same_as else None
        yield replace(entry, main=main) if main else entry


def _filings(files: model.Files, evidence: tuple[EvidenceEntry, ...]) -> Iterator[FilingEntry]:
    if not files.filings:
        return
    known = {id: entry for entry in evidence for id in (entry.id, entry.slug)}
    for file in files.filings:
        year = filings_year(file)
        for record in file.filings:
            entries = unique(known[id] for id in record.evidence if id in known)
            attached = tuple(
                AttachedFile(attachment, files.facts.get(attachment.name))
                for attachment in record.files
            )
            # A filing without known evidence has no place in the table; lint reports it.
            if entries:
                yield FilingEntry(f"{year}-{record.no}", year, record, entries, attached)


def _values(files: model.Files, indicators: tuple[IndicatorEntry, ...]) -> Iterator[ValueEntry]:
    known = {entry.id: entry for entry in indicators} if files.filings else {}
    for file in files.filings:
        for record in file.indicators:
            if record.indicator in known:
                yield ValueEntry(filings_year(file), known[record.indicator], record)


def filings_year(file: model.FilingsFile) -> int:
    """Return the year of a file of filings, which is its name."""
    return int(Path(file.ref.file).stem)
