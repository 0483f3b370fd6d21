"""Changes of items, clauses, evidence, indicators, filings, members, settings and findings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from allocation.base.grouping import grouped, grouped_pairs, unique
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
from allocation.versions.changes.change import GONE, NEW, Change, ChangeTopic
from allocation.versions.changes.fields import Difference, differences
from allocation.versions.changes.matching import ClauseMatch, MatchKind
from allocation.versions.changes.tables import Tables, persons_of
from allocation.versions.changes.words import diff_spans

_TOPICS = {
    **dict.fromkeys(("deadline", "due", "start", "years", "milestones"), ChangeTopic.DEADLINE),
    **dict.fromkeys(("term", "year", "quarter", "month", "activity"), ChangeTopic.DEADLINE),
    **dict.fromkeys(
        ("basis", "visibility", "refs", "note", "statement", "aliases"), ChangeTopic.SETTING
    ),
}
"""The topics of fields whose topic differs from that of their record."""
_QUOTED = (
    "evidence", "slot", "date", "pages", "count", "redacted", "state", "filed_by", "party",
    "filed_on", "checked_by", "checked_on", "numerator", "denominator", "proof",
)  # fmt: skip
"""Fields of filings whose values may be quoted: none of them is free text."""
_NAMED_GROUPS = 3
"""How many groups of synonyms a sentence names."""
_PARTS = ("rows", "groups", "items", "clauses", "evidence", "indicators", "slug", "key")


def items(tables: Tables) -> Iterator[Change]:
    """Yield added, removed, renamed and moved categories and items."""
    categories = grouped_pairs(
        (new.category, old.category) for old, new in tables.items if old and new
    )
    for category, former in categories.items():
        yield from _category(former[0], category)
    for old, new in tables.items:
        if old is None and new:
            yield Change(
                ChangeTopic.CLAUSE, f"新增项目 {new.label}", _item_people(tables, new), address(new)
            )
        elif new is None and old:
            yield Change(ChangeTopic.CLAUSE, f"删去项目 {old.label}", _item_people(tables, old))
        elif old and new:
            yield from _item(tables, old, new)


def clauses(tables: Tables) -> Iterator[Change]:
    """Yield added, removed, moved and reworded clauses, and those with other values in columns."""
    moves = {(old.id, new.id) for old, new in tables.items if old and new}
    for match in tables.matches:
        old, new = match.before, match.after
        former = map(tables.person, _people([old] if old else ()))
        people = unique([*_people([new] if new else ()), *former])
        if old and new:
            yield from _clause(old, new, match, people, moves)
        elif new:
            sentence = f"新增条款 {new.id}：{new.record.text}"
            yield Change(ChangeTopic.CLAUSE, sentence, people, address(new))
        elif old:
            yield Change(ChangeTopic.CLAUSE, f"删去条款 {old.id}：{old.record.text}", people)


def evidence(tables: Tables) -> Iterator[Change]:
    """Yield added, removed and changed evidence and indicators of clauses in both tables."""
    old_evidence, new_evidence = (
        grouped(register.evidence, lambda entry: entry.clause)
        for register in (tables.before, tables.after)
    )
    old_indicators, new_indicators = (
        grouped(register.indicators, lambda entry: entry.clause)
        for register in (tables.before, tables.after)
    )
    for match in tables.matches:
        # Parts of added and removed clauses are not listed.
        if match.before and match.after:
            new = _numbered(new_evidence.get(match.after, ()))
            old = _renumbered(old_evidence.get(match.before, ()), new)
            yield from _compared(tables, ChangeTopic.EVIDENCE, "材料", (old, new), _clause_people)
            old = _numbered(old_indicators.get(match.before, ()))
            new = _numbered(new_indicators.get(match.after, ()))
            yield from _compared(
                tables, ChangeTopic.INDICATOR, "量化要求", (old, new), _clause_people
            )


def values(tables: Tables) -> Iterator[Change]:
    """Yield added, removed and changed values of indicators."""
    old, new = (
        {(value.year, value.indicator.id, value.record.round): value for value in register.values}
        for register in (tables.before, tables.after)
    )
    for key in unique([*new, *old]):
        was, now = old.get(key), new.get(key)
        known = now or was
        assert known is not None
        name = f"{known.year} 年 {known.indicator.id} {known.indicator.record.name}"
        people = _people([known.indicator.clause])
        place = address(known.indicator) if now else ""
        for difference in differences(
            was.record if was else None,
            now.record if now else None,
            without=("indicator", "round"),
            quoted=_QUOTED,
        ):
            yield Change(ChangeTopic.INDICATOR, f"{name}：{difference}", people, place)


def filings(tables: Tables) -> Iterator[Change]:
    """Yield added, removed and changed filings."""
    old, new = (
        {filing.id: filing for filing in register.filings}
        for register in (tables.before, tables.after)
    )
    for id in unique([*new, *old]):
        pair = old.get(id), new.get(id)
        changes = _pair(tables, ChangeTopic.FILING, "登记", pair, _filing_people, quoted=_QUOTED)
        yield from (replace(change, filing=id) for change in changes)


def members(tables: Tables) -> Iterator[Change]:
    """Yield added, removed and changed people and departments."""
    people, departments = tables.people, tables.departments
    for old, new in people.items():
        yield Change(ChangeTopic.MEMBER, f"人员改名：{old} → {new}", (new,))
    for old, new in departments.items():
        yield Change(ChangeTopic.MEMBER, f"科室改名：{old} → {new}")
    yield from _compared(
        tables,
        ChangeTopic.MEMBER,
        "人员",
        (
            {people.get(person.key, person.key): person for person in tables.before.people},
            {person.key: person for person in tables.after.people},
        ),
        lambda entry: (entry.record.key,),
    )
    yield from _compared(
        tables,
        ChangeTopic.MEMBER,
        "科室",
        (
            {departments.get(entry.name, entry.name): entry for entry in tables.before.departments},
            {entry.name: entry for entry in tables.after.departments},
        ),
        lambda _: (),
    )


def settings(tables: Tables) -> Iterator[Change]:
    """Yield changed settings of ``unit.yml``."""
    everybody = tuple(person.key for person in tables.after.people)
    # ``data_date`` changes with every change, and ``history_from`` only moves the baseline.
    ignored = ("data_date", "history_from")
    for difference in differences(tables.before.unit, tables.after.unit, without=ignored):
        topic = _TOPICS.get(difference.name, ChangeTopic.SETTING)
        yield Change(topic, str(difference), everybody if topic.duty else ())


def synonyms(tables: Tables) -> Iterator[Change]:
    """Yield one sentence about groups of synonyms that are new or gone."""
    old, new = tables.before.synonyms, tables.after.synonyms
    known, kept = (set(map(frozenset, groups)) for groups in (old, new))
    parts = (
        _groups(NEW, [group for group in new if frozenset(group) not in known]),
        _groups(GONE, [group for group in old if frozenset(group) not in kept]),
    )
    if any(parts):
        sentence = f"搜索用的同义词：{'；'.join(filter(None, parts))}"
        yield Change(ChangeTopic.SETTING, sentence)


def _groups(word: str, groups: Sequence[tuple[str, ...]]) -> str:
    """Return how many groups are new or gone, and the first of them."""
    if not groups:
        return ""
    named = "".join(f"“{'、'.join(group)}”" for group in groups[:_NAMED_GROUPS])
    more = " 等" if len(groups) > _NAMED_GROUPS else ""
    return f"{word} {len(groups)} 组：{named}{more}"


def warnings(tables: Tables) -> Iterator[Change]:
    """Yield findings that are new or resolved."""
    old, new = _findings(tables.before), _findings(tables.after)
    for (title, subject, text), place in new.items():
        if (title, subject, text) not in old:
            yield Change(ChangeTopic.WARNING, f"新的疑点：{title}——{subject} {text}", (), place)
    for title, subject, text in old:
        if (title, subject, text) not in new:
            # Without the text, which may quote what is withheld now.
            yield Change(ChangeTopic.WARNING, f"疑点已消除：{title}——{subject}")


def _findings(register: Register) -> dict[tuple[str, str, str], str]:
    return {
        (rule.title, finding.subject, finding.text): finding.address or ""
        for rule in findings(register)
        for finding in rule.findings
        # Handed-in files are in no commit, so they are always missing there.
        if rule.id != ABSENT
    }


def _item(tables: Tables, old: ItemEntry, new: ItemEntry) -> Iterator[Change]:
    people = _item_people(tables, new)
    if old.label != new.label:
        yield Change(ChangeTopic.CLAUSE, f"项目 {old.label} 改为 {new.label}", people, address(new))
    was, now = _path(old), _path(new)
    if was != now and old.category.label == new.category.label:
        yield Change(
            ChangeTopic.CLAUSE, f"{new.label} 所属由 {was} 改为 {now}", people, address(new)
        )
    if isinstance(old.record, Item) and isinstance(new.record, Item):
        fields = differences(old.record, new.record, without=(*_PARTS, "code", "title"))
        yield from _by_topic(ChangeTopic.CLAUSE, new.label, fields, people, address(new))


def _path(item: ItemEntry) -> str:
    return " ".join([item.category.label, *(group.label for group in item.groups)])


def _category(old: CategoryEntry, new: CategoryEntry) -> Iterator[Change]:
    if old.label != new.label:
        yield Change(ChangeTopic.SETTING, f"类别 {old.label} 改为 {new.label}", (), address(new))
    fields = differences(old.record, new.record, without=(*_PARTS, "code", "title"))
    yield from _by_topic(ChangeTopic.SETTING, new.label, fields, (), address(new))


def _clause(
    old: ClauseEntry,
    new: ClauseEntry,
    match: ClauseMatch,
    people: tuple[str, ...],
    moves: set[tuple[str, str]],
) -> Iterator[Change]:
    place = address(new)
    # If the item itself was moved or renamed, its clauses are not listed one by one.
    moved_with_item = (old.item.id, new.item.id) in moves and (
        old.id.removeprefix(old.item.id) == new.id.removeprefix(new.item.id)
    )
    if old.id != new.id and not moved_with_item:
        yield Change(ChangeTopic.CLAUSE, f"条款 {old.id} 移到 {new.id}", people, place)
    if match.kind is MatchKind.REWORDED:
        spans = diff_spans(old.record.text, new.record.text)
        sentence = f"条款 {new.id} 改写（相似 {match.similarity:.0%}）"
        yield Change(ChangeTopic.CLAUSE, sentence, people, place, spans)
    fields = differences(old.record, new.record, without=(*_PARTS, "text", "mark"))
    yield from _by_topic(ChangeTopic.CLAUSE, f"条款 {new.id}", fields, people, place)


def _compared(
    tables: Tables,
    topic: ChangeTopic,
    kind: str,
    sides: tuple[Mapping[str, Any], Mapping[str, Any]],
    people: Callable[[Any], tuple[str, ...]],
) -> Iterator[Change]:
    """Yield the changes between two mappings of entries."""
    old, new = sides
    for key in unique([*new, *old]):
        yield from _pair(tables, topic, kind, (old.get(key), new.get(key)), people)


def _pair(
    tables: Tables,
    topic: ChangeTopic,
    kind: str,
    pair: tuple[Any, Any],
    people: Callable[[Any], tuple[str, ...]],
    *,
    quoted: Collection[str] | None = None,
) -> Iterator[Change]:
    """Yield the changes between an entry before and after, one of which may be None."""
    was, now = pair
    if now is None:
        yield Change(topic, f"{GONE}{kind} {_name(was)}", people(was))
    elif was is None:
        yield Change(topic, f"{NEW}{kind} {_name(now)}", people(now), address(now))
    else:
        fields = differences(
            was.record, now.record, without=("no", "slug"), renamed=tables.renamed, quoted=quoted
        )
        yield from _by_topic(topic, f"{kind} {_name(now)}", fields, people(now), address(now))


def _name(entry: Any) -> str:
    """Return the id of an entry, and its name if that differs."""
    if isinstance(entry, FilingEntry):
        return entry.id
    record = entry.record
    name = getattr(record, "name", None) or record.title
    key = getattr(entry, "id", None) or getattr(record, "key", None) or name
    return key if key == name else f"{key}“{name}”"


def _by_topic(
    topic: ChangeTopic, name: str, fields: Iterable[Difference], people: tuple[str, ...], place: str
) -> Iterator[Change]:
    """Yield one change for all fields of a record with the same topic.

    :param topic: the topic of fields without one of their own.
    """
    groups = grouped(fields, lambda field: _TOPICS.get(field.name, topic))
    for field_topic, parts in groups.items():
        sentence = f"{name}：{'；'.join(map(str, parts))}"
        yield Change(
            field_topic, sentence, () if field_topic is ChangeTopic.SETTING else people, place
        )


def _numbered(entries: Iterable[Any]) -> dict[str, Any]:
    return {entry.record.no: entry for entry in entries}


def _renumbered(entries: Iterable[EvidenceEntry], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return evidence by its new number: the same name is the same piece."""
    numbers = {entry.record.name: number for number, entry in new.items()}
    return {numbers.get(entry.record.name, entry.record.no): entry for entry in entries}


def _item_people(tables: Tables, item: ItemEntry) -> tuple[str, ...]:
    rows = (row for row in (*tables.before.rows, *tables.after.rows) if row.item is item)
    return unique(tables.person(person.key) for row in rows for _, person in persons_of(row))


def _clause_people(entry: EvidenceEntry | IndicatorEntry) -> tuple[str, ...]:
    return _people([entry.clause])


def _filing_people(filing: FilingEntry) -> tuple[str, ...]:
    return _people(entry.clause for entry in filing.evidence)


def _people(clauses: Iterable[ClauseEntry]) -> tuple[str, ...]:
    """Return the keys of all who answer for one of the clauses."""
    return unique(person.key for clause in clauses for _, person in persons_of(clause.row))
