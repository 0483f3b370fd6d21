"""Changes of what is required, filed and set: clauses, evidence, indicators, filings, settings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from allocation.base.grouping import grouped, unique
from allocation.datafiles.model import Item
from allocation.lint import ABSENT, findings
from allocation.register.addresses import address
from allocation.register.register import (
    CategoryEntry,
    ClauseEntry,
    EvidenceEntry,
    FilingEntry,
    IndicatorEntry,
    ItemEntry,
    Register,
)
from allocation.versions.changes.change import GONE, NEW, Change, Topic
from allocation.versions.changes.fields import Difference, differences
from allocation.versions.changes.matching import ClauseMatch, MatchKind
from allocation.versions.changes.tables import Tables, persons_of
from allocation.versions.changes.words import marked

_TOPICS = {
    **dict.fromkeys(("deadline", "due", "start", "years", "milestones"), Topic.DEADLINE),
    **dict.fromkeys(("term", "year", "quarter", "month", "activity"), Topic.DEADLINE),
    **dict.fromkeys(("basis", "visibility", "refs", "note", "statement"), Topic.SETTING),
}
"""Fields that are about something else than the record that they stand in."""
_QUOTED = (
    "evidence", "slot", "date", "pages", "count", "redacted", "state", "filed_by", "filed_on",
    "checked_by", "checked_on", "numerator", "denominator",
)  # fmt: skip
"""Fields of what was handed in whose earlier values may be repeated: none holds free words."""
_PARTS = ("rows", "groups", "items", "clauses", "evidence", "indicators", "slug", "key")


def items(both: Tables) -> Iterator[Change]:
    """Yield categories and items that are new, gone, or called or placed otherwise."""
    named = grouped(
        ((old.category, new.category) for old, new in both.items if old and new),
        lambda pair: pair[1],
    )
    for category, pairs in named.items():
        yield from _renamed(pairs[0][0], category, Topic.SETTING)
    for old, new in both.items:
        if old is None and new:
            yield Change(Topic.CLAUSE, f"新增项目 {new.label}", _of_item(both, new), address(new))
        elif new is None and old:
            yield Change(Topic.CLAUSE, f"删去项目 {old.label}", _of_item(both, old))
        elif old and new:
            yield from _item(both, old, new)


def clauses(both: Tables) -> Iterator[Change]:
    """Yield clauses that are new, gone, moved, reworded, or have other columns beside them."""
    moves = {(old.id, new.id) for old, new in both.items if old and new}
    for each in both.matches:
        people = _concerned(both, each)
        if each.before and each.after:
            yield from _clause(each.before, each.after, each, people, moves)
        elif each.after:
            said = f"新增条款 {each.after.id}：{each.after.record.text}"
            yield Change(Topic.CLAUSE, said, people, address(each.after))
        elif each.before:
            said = f"删去条款 {each.before.id}：{each.before.record.text}"
            yield Change(Topic.CLAUSE, said, people)


def evidence(both: Tables) -> Iterator[Change]:
    """Yield evidence and indicators that are new, gone, or asked for otherwise."""
    of_evidence = [grouped(side.evidence, _clause_of) for side in (both.before, both.after)]
    of_indicators = [grouped(side.indicators, _clause_of) for side in (both.before, both.after)]
    for each in both.matches:
        # What hangs on a clause that is new or gone goes without saying.
        if each.before and each.after:
            new = _numbered(of_evidence[1].get(each.after, ()))
            old = _renumbered(of_evidence[0].get(each.before, ()), new)
            yield from _compared(both, Topic.EVIDENCE, "材料", (old, new), _of_part)
            old = _numbered(of_indicators[0].get(each.before, ()))
            new = _numbered(of_indicators[1].get(each.after, ()))
            yield from _compared(both, Topic.INDICATOR, "指标", (old, new), _of_part)


def values(both: Tables) -> Iterator[Change]:
    """Yield values of indicators that are new, gone or other ones."""
    old, new = (
        {(each.year, each.indicator.id): each for each in side.values}
        for side in (both.before, both.after)
    )
    for key in unique([*new, *old]):
        was, now = old.get(key), new.get(key)
        known = now or was
        assert known is not None
        name = f"{known.year} 年 {known.indicator.id} {known.indicator.record.name}"
        people = _of_clauses([known.indicator.clause])
        place = address(known.indicator) if now else ""
        for each in differences(
            was.record if was else None,
            now.record if now else None,
            without=("indicator",),
            quoted=_QUOTED,
        ):
            yield Change(Topic.INDICATOR, f"{name}：{each}", people, place)


def filings(both: Tables) -> Iterator[Change]:
    """Yield what was handed in, checked, given back, or registered otherwise."""
    old, new = ({each.id: each for each in side.filings} for side in (both.before, both.after))
    for id in unique([*new, *old]):
        pair = old.get(id), new.get(id)
        found = _pair(both, Topic.FILING, "登记", pair, _of_filing, quoted=_QUOTED)
        yield from (replace(each, filing=id) for each in found)


def members(both: Tables) -> Iterator[Change]:
    """Yield people and departments who are new, gone, or called otherwise."""
    people, departments = both.people, both.departments
    for old, new in people.items():
        yield Change(Topic.MEMBER, f"人员改名：{old} → {new}", (new,))
    for old, new in departments.items():
        yield Change(Topic.MEMBER, f"科室改名：{old} → {new}")
    yield from _compared(
        both,
        Topic.MEMBER,
        "人员",
        (
            {people.get(each.key, each.key): each for each in both.before.people},
            {each.key: each for each in both.after.people},
        ),
        lambda entry: (entry.record.key,),
    )
    yield from _compared(
        both,
        Topic.MEMBER,
        "科室",
        (
            {departments.get(each.name, each.name): each for each in both.before.departments},
            {each.name: each for each in both.after.departments},
        ),
        lambda _: (),
    )


def settings(both: Tables) -> Iterator[Change]:
    """Yield what ``unit.yml`` says otherwise."""
    everybody = tuple(each.key for each in both.after.people)
    # The date of the data changes with any change, and where the record begins is no change in it.
    silent = ("data_date", "history_from")
    for each in differences(both.before.unit, both.after.unit, without=silent):
        topic = _TOPICS.get(each.name, Topic.SETTING)
        yield Change(topic, str(each), everybody if topic.duty else ())


def warnings(both: Tables) -> Iterator[Change]:
    """Yield what looks odd in the later data only, and what no longer does."""
    old, new = _findings(both.before), _findings(both.after)
    for (title, subject, text), place in new.items():
        if (title, subject, text) not in old:
            yield Change(Topic.WARNING, f"新的疑点：{title}——{subject} {text}", (), place)
    for title, subject, text in old:
        if (title, subject, text) not in new:
            # What it said then may no longer be said.
            yield Change(Topic.WARNING, f"疑点已消除：{title}——{subject}")


def _findings(register: Register) -> dict[tuple[str, str, str], str]:
    return {
        (rule.title, found.subject, found.text): found.address or ""
        for rule in findings(register)
        for found in rule.findings
        # Handed-in files are in no commit: that they are missing there is no news.
        if rule.id != ABSENT
    }


def _item(both: Tables, old: ItemEntry, new: ItemEntry) -> Iterator[Change]:
    people = _of_item(both, new)
    if old.label != new.label:
        yield Change(Topic.CLAUSE, f"项目 {old.label} 改为 {new.label}", people, address(new))
    was, now = _placed(old), _placed(new)
    if was != now and old.category.label == new.category.label:
        yield Change(Topic.CLAUSE, f"{new.label} 所属由 {was} 改为 {now}", people, address(new))
    if isinstance(old.record, Item) and isinstance(new.record, Item):
        found = differences(old.record, new.record, without=(*_PARTS, "code", "title"))
        yield from _said(Topic.CLAUSE, new.label, found, people, address(new))


def _placed(item: ItemEntry) -> str:
    return " ".join([item.category.label, *(group.label for group in item.groups)])


def _renamed(old: CategoryEntry, new: CategoryEntry, topic: Topic) -> Iterator[Change]:
    if old.label != new.label:
        yield Change(topic, f"类别 {old.label} 改为 {new.label}", (), address(new))
    found = differences(old.record, new.record, without=(*_PARTS, "code", "title"))
    yield from _said(topic, new.label, found, (), address(new))


def _clause(
    old: ClauseEntry,
    new: ClauseEntry,
    match: ClauseMatch,
    people: tuple[str, ...],
    moves: set[tuple[str, str]],
) -> Iterator[Change]:
    place = address(new)
    # Where a whole item has another code, its clauses need not be named one by one.
    carried = (old.item.id, new.item.id) in moves and _inside(old) == _inside(new)
    if old.id != new.id and not carried:
        yield Change(Topic.CLAUSE, f"条款 {old.id} 移到 {new.id}", people, place)
    if match.kind is MatchKind.REWORDED:
        spans = marked(old.record.text, new.record.text)
        said = f"条款 {new.id} 改写（相似 {match.similarity:.0%}）"
        yield Change(Topic.CLAUSE, said, people, place, spans)
    found = differences(old.record, new.record, without=(*_PARTS, "text", "mark"))
    yield from _said(Topic.CLAUSE, f"条款 {new.id}", found, people, place)


def _inside(clause: ClauseEntry) -> str:
    return clause.id.removeprefix(clause.item.id)


def _compared(
    both: Tables,
    topic: Topic,
    kind: str,
    sides: tuple[Mapping[str, Any], Mapping[str, Any]],
    people: Callable[[Any], tuple[str, ...]],
) -> Iterator[Change]:
    """Yield entries that are in one of two mappings only, or whose records differ."""
    old, new = sides
    for key in unique([*new, *old]):
        yield from _pair(both, topic, kind, (old.get(key), new.get(key)), people)


def _pair(
    both: Tables,
    topic: Topic,
    kind: str,
    pair: tuple[Any, Any],
    people: Callable[[Any], tuple[str, ...]],
    *,
    quoted: Collection[str] | None = None,
) -> Iterator[Change]:
    """Yield what differs between an entry before and after, either of which may not be there."""
    was, now = pair
    if now is None:
        yield Change(topic, f"{GONE}{kind} {_name(was)}", people(was))
    elif was is None:
        yield Change(topic, f"{NEW}{kind} {_name(now)}", people(now), address(now))
    else:
        known = both.renamed
        found = differences(
            was.record, now.record, without=("no", "slug"), renamed=known, quoted=quoted
        )
        yield from _said(topic, f"{kind} {_name(now)}", found, people(now), address(now))


def _name(entry: Any) -> str:
    """Return the id of an entry and what it is called, where that is not the same."""
    if isinstance(entry, FilingEntry):
        return entry.id
    record = entry.record
    name = getattr(record, "name", None) or record.title
    key = getattr(entry, "id", None) or getattr(record, "key", None) or name
    return key if key == name else f"{key}“{name}”"


def _said(
    topic: Topic,
    name: str,
    found: Iterable[Difference],
    people: tuple[str, ...],
    place: str,
) -> Iterator[Change]:
    """Yield a sentence for all that differs in one record; deadlines get one of their own."""
    for about, parts in grouped(found, lambda each: _TOPICS.get(each.name, topic)).items():
        said = "；".join(map(str, parts))
        yield Change(about, f"{name}：{said}", people if about is not Topic.SETTING else (), place)


def _numbered(entries: Iterable[Any]) -> dict[str, Any]:
    return {each.record.no: each for each in entries}


def _renumbered(entries: Iterable[EvidenceEntry], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return evidence under the number that it has now: the same name is the same piece."""
    numbers = {each.record.name: number for number, each in new.items()}
    return {numbers.get(each.record.name, each.record.no): each for each in entries}


def _clause_of(entry: Any) -> ClauseEntry:
    clause: ClauseEntry = entry.clause
    return clause


def _concerned(both: Tables, match: ClauseMatch) -> tuple[str, ...]:
    """Return everybody who answers for a clause, before or after."""
    old = _of_clauses([match.before]) if match.before else ()
    new = _of_clauses([match.after]) if match.after else ()
    return unique([*new, *map(both.person, old)])


def _of_item(both: Tables, item: ItemEntry) -> tuple[str, ...]:
    rows = (row for side in (both.before, both.after) for row in side.rows if row.item is item)
    return unique(both.person(each.key) for row in rows for _, each in persons_of(row))


def _of_part(entry: EvidenceEntry | IndicatorEntry) -> tuple[str, ...]:
    return _of_clauses([entry.clause])


def _of_filing(filing: FilingEntry) -> tuple[str, ...]:
    return _of_clauses(each.clause for each in filing.evidence)


def _of_clauses(entries: Iterable[ClauseEntry]) -> tuple[str, ...]:
    return unique(person.key for clause in entries for _, person in persons_of(clause.row))
