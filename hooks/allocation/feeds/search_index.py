"""The search index: an entry for everything that can be searched for, made from the data.

The worker reads ``config`` and ``docs`` (``assets/search-worker/index.js``), so the format is ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TypeVar

from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from allocation.base.grouping import grouped_pairs, unique
from allocation.base.pinyin_tables import POLYPHONES, SURNAMES, VARIANTS
from allocation.base.slugs import ascii_code, name_words, shortened
from allocation.register.addresses import Entry, address
from allocation.register.index import Index
from allocation.register.register import (
    CategoryEntry,
    ClauseEntry,
    DepartmentEntry,
    EvidenceEntry,
    FilingEntry,
    GroupEntry,
    IndicatorEntry,
    ItemEntry,
    PersonEntry,
    RowEntry,
)

T = TypeVar("T", bound=Entry)
_OTHER_DOTS = "‧∙⋅・"
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7"}
_MANUAL_TEXT = 160


@dataclass(frozen=True, slots=True)
class EntryKind:
    """The kind of an entry.

    ``who`` marks people and departments; ``short`` marks kinds with short names, which are searched
    by their initials; ``within`` is the kind whose filter includes this one.
    """

    name: str
    who: bool = False
    short: bool = False
    within: str = ""


KINDS = (
    EntryKind("人", who=True, short=True),
    EntryKind("科室", who=True, short=True),
    EntryKind("项目", short=True),
    EntryKind("类别", short=True, within="项目"),
    EntryKind("指标组", short=True, within="项目"),
    EntryKind("条款"),
    EntryKind("材料"),
    EntryKind("指标", within="材料"),
    EntryKind("登记"),
    EntryKind("手册"),
)
"""The kinds in the order of results; entries refer to them by position."""
_POSITIONS = {kind.name: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Doc:
    """An entry of the index.

    ``place`` is an address, or from a hyphen on the suffix to that of the owner. ``text`` is
    searched after the title, ``tags`` are searched and shown. ``code`` is a printed code as a path
    of numbers (Ⅲ-12-⑸ is ``3-12-5``). ``owner`` and ``members`` are the positions of earlier
    entries whose words count, with less weight, for this one too.
    """

    place: str
    title: str
    kind: int
    text: str = ""
    context: str = ""
    mark: str = ""
    code: str = ""
    tags: str = ""
    owner: int | None = None
    members: tuple[int, ...] = ()
    aliases: tuple[str, ...] = ()

    def texts(self) -> tuple[str, ...]:
        """Return the texts of the entry that can be searched."""
        return (self.title, self.text, self.tags, self.context, *self.aliases)

    def packed(self) -> dict[str, object]:
        """Return the fields of the entry that are not empty."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return {key: value for key, value in fields.items() if value or value == 0}


def render(index: Index, manual: Iterable[tuple[str, str, str]], *, flat: bool) -> Iterator[str]:
    """Yield the index as JSON, piece by piece.

    :param manual: location, title and text of each section of the hand-written pages.
    :param flat: whether the site is opened from a file share, so that pages need their file name.
    """
    chars: set[str] = set()
    separator = '{"docs":['
    for doc in _Docs(index).all(manual):
        chars.update(*doc.texts())
        yield f"{separator}{_json(doc.packed())}"
        separator = ","
    kinds = [{key: value for key, value in asdict(kind).items() if value} for kind in KINDS]
    config = {
        "flat": flat,
        "kinds": kinds,
        "readings": readings(sorted(chars)),
        "synonyms": index.register.synonyms,
        "variants": variants(chars),
    }
    yield f'],"config":{_json(config)}}}'


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def readings(chars: Iterable[str]) -> dict[str, str]:
    """Return the characters by syllable: all their common readings, and those as surnames."""
    pairs = (
        (syllable, char)
        for char in chars
        for syllable in {*_common_readings(char), *_SURNAME_READINGS.get(char, ())}
    )
    return {syllable: "".join(own) for syllable, own in sorted(grouped_pairs(pairs).items())}


def _common_readings(char: str) -> tuple[str, ...]:
    first = PINYIN_DICT.get(ord(char), "").partition(",")[0]
    syllables = POLYPHONES.get(char) or to_normal(first).replace("ü", "v")
    return tuple(syllables.split())


_SURNAME_READINGS = grouped_pairs(
    pair
    for surname, syllables in SURNAMES.items()
    for pair in zip(surname, syllables.split(), strict=True)
)


def variants(chars: Iterable[str]) -> dict[str, str]:
    """Return the simplified character of every traditional or older form of the characters.

    Dots that people type in a name are forms of the one that the search leaves out.
    """
    known = set(chars)
    lines = (line for line in VARIANTS.read_text(encoding="utf-8").splitlines() if line[0] in known)
    forms = {form: line[0] for line in lines for form in line[1:] if form not in known}
    return forms | dict.fromkeys(_OTHER_DOTS, "·")


def code_path(code: str) -> str:
    """Return a code as a path of numbers: ``Ⅲ-12`` as ``3-12``, ``一、`` as ``1``."""
    return "-".join(_ROMAN.get(part, part.lstrip("0")) for part in ascii_code(code).split("-"))


class _Docs:
    """Makes the entries, owners before their members, and records the positions of owners."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._positions: dict[Entry, int] = {}

    def all(self, manual: Iterable[tuple[str, str, str]]) -> Iterator[Doc]:
        """Yield every entry."""
        register = self._index.register
        groups = unique(group for item in register.items for group in item.groups)
        yield from self._owners(register.departments, self._department)
        yield from self._owners(register.people, self._person)
        yield from self._owners(register.categories, self._category)
        yield from self._owners(groups, self._group)
        yield from self._owners(register.items, self._item)
        yield from self._owners(register.clauses, self._clause)
        yield from map(self._evidence, register.evidence)
        yield from map(self._indicator, register.indicators)
        yield from map(self._filing, register.filings)
        yield from (_section(*section) for section in manual)

    def _owners(self, entries: Iterable[T], doc: Callable[[T], Doc]) -> Iterator[Doc]:
        for entry in entries:
            yield doc(entry)
            self._positions[entry] = len(self._positions)

    def _people(self, *rows: RowEntry) -> tuple[int, ...]:
        entries: list[Entry] = [person for row in rows for person in (*row.persons, *row.leaders)]
        entries += [department for row in rows for department in row.departments]
        return unique(self._positions[entry] for entry in entries)

    def _department(self, department: DepartmentEntry) -> Doc:
        return Doc(
            place=address(department),
            title=department.name,
            kind=_POSITIONS["科室"],
            context="、".join(person.key for person in self._index.persons(department)),
            aliases=department.record.aliases,
        )

    def _person(self, person: PersonEntry) -> Doc:
        departments = self._index.departments(person)
        leads = ["分管领导"] if self._index.of_leader(person) else []
        return Doc(
            place=address(person),
            title=person.key,
            kind=_POSITIONS["人"],
            context="、".join([*leads, *(department.name for department in departments)]),
            members=tuple(self._positions[department] for department in departments),
            aliases=tuple(_names(person)),
        )

    def _category(self, category: CategoryEntry) -> Doc:
        return Doc(
            place=address(category),
            title=category.label,
            kind=_POSITIONS["类别"],
            context=f"{len(self._index.items(category))} 个项目",
            code=code_path(category.record.code),
            aliases=(category.record.title,),
        )

    def _group(self, group: GroupEntry) -> Doc:
        return Doc(
            place=address(group),
            title=group.label,
            kind=_POSITIONS["指标组"],
            context=group.category.label,
            code=code_path(group.record.code),
            aliases=(group.record.title,),
        )

    def _item(self, item: ItemEntry) -> Doc:
        return Doc(
            place=address(item),
            title=item.label,
            kind=_POSITIONS["项目"],
            context=" › ".join([item.category.label, *(group.label for group in item.groups)]),
            code=code_path(item.code),
            members=self._people(*(block.row for block in self._index.item(item).rows)),
            aliases=(item.title, *item.aliases),
        )

    def _clause(self, clause: ClauseEntry) -> Doc:
        record = clause.record
        persons = "、".join(unique(person.key for person in clause.row.persons))
        codes = (code_path(clause.item.code), code_path(record.mark))
        return Doc(
            place=address(clause),
            title=f"{record.mark}{record.text}",
            kind=_POSITIONS["条款"],
            context=" · ".join(part for part in (clause.item.label, persons) if part),
            mark=record.mark,
            code="-".join(codes) if all(codes) else "",
            # A clause without a printed number is found by the number in its id.
            aliases=() if all(codes) else (clause.id,),
            tags=" ".join([*record.methods, record.deadline or "", record.remark or ""]).strip(),
            owner=self._positions[clause.item],
            members=self._people(clause.row),
        )

    def _evidence(self, entry: EvidenceEntry) -> Doc:
        record = entry.record
        return Doc(
            place=_suffix(entry),
            title=record.name,
            text=record.note or "",
            kind=_POSITIONS["材料"],
            tags=f"{record.kind} {record.frequency} {record.visibility}",
            owner=self._positions[entry.clause],
            aliases=record.aliases,
        )

    def _indicator(self, entry: IndicatorEntry) -> Doc:
        record = entry.record
        return Doc(
            place=_suffix(entry),
            title=record.name,
            text=record.formula,
            kind=_POSITIONS["指标"],
            tags=f"{record.operator}{record.threshold}{record.unit or ''} {record.period}",
            owner=self._positions[entry.clause],
        )

    def _filing(self, filing: FilingEntry) -> Doc:
        record = filing.record
        tags = (record.state, filing.id, record.date and record.date.isoformat(), record.filed_by)
        return Doc(
            place=address(filing),
            title=record.title,
            text=" ".join(part for part in (record.document_no, record.author_body) if part),
            kind=_POSITIONS["登记"],
            code=code_path(filing.id),
            tags=" ".join(str(part) for part in tags if part),
            owner=self._positions[filing.evidence[0].clause],
        )


def _names(person: PersonEntry) -> Iterator[str]:
    """Yield further forms of a person's name, as they are typed."""
    if person.record.pinyin:
        # Dictionaries may lack a reading that is given in the data.
        yield "".join(person.syllables)
    first, *others = name_words(person.name)
    if others:
        yield "".join((first, *others))
        yield "".join((first[:1], *others))


def _suffix(entry: EvidenceEntry | IndicatorEntry) -> str:
    return address(entry).removeprefix(address(entry.clause))


def _section(location: str, title: str, text: str) -> Doc:
    return Doc(location, title, _POSITIONS["手册"], shortened(text, _MANUAL_TEXT), "使用手册")
