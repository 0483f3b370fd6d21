"""The search index of a portal, in parts that the worker reads when a query needs them.

The first file has the units, what the units of a rubric share (once), and the manual. Of people
there is a file for each first letter of their pinyin; of each unit one with its filings, and with
how its items stand.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from pydantic import TypeAdapter
from pydantic.main import IncEx
from pydantic_core import to_json

from allocation.base.grouping import unique
from allocation.base.slugs import person_syllables
from allocation.feeds.search_doc import Doc
from allocation.feeds.search_entries import Section, code_path
from allocation.feeds.search_index import EntryKind, config, line
from allocation.feeds.summary import (
    Summary,
    SummaryClause,
    SummaryFiling,
    SummaryPerson,
)
from allocation.portal.portal import Portal
from allocation.portal.units import PortalUnit, Rubric, RubricItem
from allocation.register.addresses import SEARCH_INDEX
from allocation.runtime.spooled_file import spooled_file
from allocation.runtime.streaming import TextStream

KINDS = (
    EntryKind("单位", short=True),
    EntryKind("项目", short=True),
    EntryKind("类别", short=True, within="项目"),
    EntryKind("条款", marked=True),
    EntryKind("人", person=True, who=True, short=True, owned=True),
    EntryKind("进度", owned=True),
    EntryKind("登记", owned=True),
    EntryKind("手册", weak=True),
)
"""The kinds in the order of results; entries refer to them by position."""
_POSITIONS = {kind.name: place for place, kind in enumerate(KINDS)}
_IN_MEMORY = 1 << 20
_REGION = re.compile(r".{1,9}?[省市区县旗州盟镇乡](?=.{3})")
"""What a unit's name begins with, and people leave out."""
_FILINGS = TypeAdapter(tuple[SummaryFiling, ...])
_UNUSED: IncEx = {"__all__": {"evidence"}}
_Key = tuple[str, tuple[str, ...]]


class PortalSearch:
    """The search index of a portal: units are added while their summaries are read."""

    def __init__(self) -> None:
        self._own = spooled_file(self, _IN_MEMORY)
        self._parts: dict[str, tuple[int, int]] = {}
        self._people: dict[str, list[str]] = defaultdict(list)
        self._surnames: dict[str, set[str]] = defaultdict(set)
        self._clauses: dict[_Key, tuple[tuple[SummaryClause, ...], ...]] = {}
        self._spoken: set[str] = set()

    def add(self, id: str, known: Summary) -> None:
        """Add what a unit has of its own; units come in the order of the portal's."""
        key = known.rubric.digest, tuple(item.slug for item in known.items)
        if key not in self._clauses:
            self._clauses[key] = tuple(item.clauses for item in known.items)
        owner = len(self._parts)
        for person in known.people or ():
            self._surnames[person.letter].add(person.name[:1])
            self._people[person.letter].append(self._line(_person(person, owner)))
        self._spoken.update("".join(filing.title for filing in known.filings))
        start = self._own.tell()
        self._own.write(b'{"unit":%d,"items":%b,"filings":%b}' % (owner, *_own(known)))
        self._parts[id] = start, self._own.tell()

    def files(
        self, portal: Portal, manual: Iterable[Section], *, flat: bool
    ) -> Iterator[tuple[str, TextStream]]:
        """Yield the address and the content of each file of the index, the first one first.

        :param manual: the hand-written pages and their sections.
        :param flat: whether the site is opened from a file share, so that pages need their file.
        """
        docs = [self._line(doc) for doc in self._first(portal, manual)]
        letters = {letter: "".join(sorted(own)) for letter, own in sorted(self._surnames.items())}
        head = json.dumps(
            {"config": config(KINDS, self._spoken, flat=flat), "people": letters},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        yield SEARCH_INDEX, TextStream(lambda: (f'{head[:-1]},"docs":[{",".join(docs)}]}}',))
        for letter, lines in sorted(self._people.items()):
            yield _address(f"people-{_ascii(letter)}"), TextStream(partial(_file, lines))
        for id, bounds in self._parts.items():
            yield _address(_part(id)), TextStream(partial(self._read, *bounds))

    def _first(self, portal: Portal, manual: Iterable[Section]) -> Iterator[Doc]:
        yield from map(_unit, portal.units)
        place = len(portal.units)
        seen: set[tuple[str, str]] = set()
        for rubric in portal.rubrics:
            shared = f"{len(portal.by_rubric[rubric])} 个单位"
            docs = [*_items(rubric, shared), *self._clauses_of(rubric, place, seen)]
            yield from docs
            place += len(docs)
        # The start page is where one is.
        yield from (_section(section) for section in manual if section.address)

    def _clauses_of(self, rubric: Rubric, place: int, seen: set[tuple[str, str]]) -> Iterator[Doc]:
        """Yield the clauses of a rubric that no rubric before has in the same item.

        :param place: the position of its first category.
        :param seen: the items and clauses of the rubrics before; those of this one are added.
        """
        owner = place + len(_categories(rubric))
        clauses = self._clauses[rubric.digest, tuple(item.slug for item in rubric.items)]
        for number, (item, own) in enumerate(zip(rubric.items, clauses, strict=True)):
            for clause in own:
                if (item.label, clause.text) not in seen:
                    yield _clause(clause, item, owner + number)
            seen.update((item.label, clause.text) for clause in own)

    def _line(self, doc: Doc) -> str:
        """Return an entry as a line; note its characters, which are searched by pinyin."""
        place = _POSITIONS[doc.kind]
        self._spoken.update(*doc.names(), "" if KINDS[place].weak else doc.text)
        return line(doc, place)

    def _read(self, start: int, end: int) -> Iterator[str]:
        # Other files may be read meanwhile.
        self._own.seek(start)
        yield self._own.read(end - start).decode()


def _categories(rubric: Rubric) -> tuple[str, ...]:
    return unique(item.category for item in rubric.items)


def _items(rubric: Rubric, shared: str) -> Iterator[Doc]:
    """Yield the categories and the items of a rubric.

    :param shared: how many units share it, in words.
    """
    first = {item.category: item.address for item in reversed(rubric.items)}
    for category in _categories(rubric):
        title = category.partition("、")[2].strip() or category
        yield Doc(first[category], category, "类别", context=rubric.name, aliases=(title,))
    for item in rubric.items:
        yield Doc(
            item.address,
            item.label,
            "项目",
            context=" · ".join(filter(None, (item.category, rubric.name))),
            code=_code(item.id, item.title),
            aliases=(item.title,),
            count=shared,
        )


def _clause(clause: SummaryClause, item: RubricItem, owner: int) -> Doc:
    path = _code(item.id, item.title), code_path(clause.mark)
    return Doc(
        item.address,
        f"{clause.mark}{clause.text}",
        "条款",
        context=item.label,
        mark=clause.mark,
        code="-".join(path) if all(path) else "",
        # A clause without a printed number is found by the number in its id.
        aliases=() if all(path) else (clause.id,),
        owner=owner,
    )


def _unit(unit: PortalUnit) -> Doc:
    names, part = tuple(_short_names(unit.name)), _part(unit.id)
    return Doc(unit.address, unit.name, "单位", aliases=names, site=unit.site, part=part)


def _short_names(name: str) -> Iterator[str]:
    """Yield a unit's name without province, city and district: 海东区教育局, 教育局."""
    while match := _REGION.match(name):
        name = name[match.end() :]
        yield name


def _person(person: SummaryPerson, unit: int) -> Doc:
    spelt = "".join(person.pinyin.split())
    # Dictionaries may lack a reading that a unit gives.
    is_usual = spelt == "".join(person_syllables(person.name))
    return Doc(
        f"~{person.url}",
        person.name,
        "人",
        context="、".join(person.departments),
        aliases=() if is_usual else (spelt,),
        owner=unit,
    )


def _own(known: Summary) -> tuple[bytes, bytes]:
    """Return the items and the filings of a unit as JSON.

    The worker makes entries of them: here that would take longer than all else of a portal.
    """
    items = [
        (item.id, item.title, item.url, *((own.due_done, own.due, own.late) if own else ()))
        for item in known.items
        for own in (item.standing,)
    ]
    return to_json(items), _FILINGS.dump_json(known.filings, exclude=_UNUSED)


def _code(id: str, title: str) -> str:
    """Return the path of an item's code; empty if it has none, and its id is its title."""
    return "" if id == title else code_path(id)


def _section(section: Section) -> Doc:
    return Doc(
        section.address,
        section.title,
        "手册",
        text=section.text,
        context=" › ".join(section.headings),
        aliases=section.aliases,
    )


def _file(lines: Iterable[str]) -> Iterator[str]:
    yield f'{{"docs":[{",".join(lines)}]}}'


def _part(unit: str) -> str:
    return f"unit-{unit}"


def _ascii(letter: str) -> str:
    return letter.lower() if letter.isalpha() else "0"


def _address(part: str) -> str:
    return SEARCH_INDEX.replace(".json", f".{part}.json")
