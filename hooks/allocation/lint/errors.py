"""Rules whose breach stops a build. All rules run, and yield all problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, groupby

from allocation.base.enums import Column, SenderGroup
from allocation.base.grouping import grouped, grouped_pairs
from allocation.base.problems import Problem, Ref
from allocation.base.search_forms import search_form
from allocation.base.slugs import compact, shortened
from allocation.datafiles.model import SYNONYM_LENGTHS, Category, Files, Group, Inbox, Item
from allocation.lint import filing_errors
from allocation.lint.names import comparison_key, repeated, unknown
from allocation.lint.personal_numbers import personal_numbers
from allocation.lint.rule_words import (
    LABELS,
    PAPER_FIELDS,
    SAME_ALIAS,
    duplicate_remedy,
    problem,
)
from allocation.register.addresses import address, anchor
from allocation.register.archive import box_title
from allocation.register.register import EvidenceEntry, ItemEntry, Register, RowEntry
from allocation.runtime.atomic_files import is_inside

Rule = Callable[[Register, Files], Iterator[Problem]]


def errors(register: Register, files: Files) -> list[Problem]:
    """Return all errors of the register.

    Rules about missing entries run only if all files could be read.
    """
    rules = (*_RULES, *(_WHOLE_RULES if files.complete else ()))
    return [problem for rule in rules for problem in rule(register, files)]


def _unknown_names(register: Register, files: Files) -> Iterator[Problem]:
    rows = [row.record for row in register.rows]
    parties = [party for row in rows for party in row.parties]
    if files.people is not None:
        known = {person.key: person.name for person in files.people}
        leaders = [(name, row.ref.at("leaders")) for row in rows for name in row.leaders]
        persons = [(party.person, party.ref) for party in parties if party.person]
        yield from unknown("leader", leaders, known)
        yield from unknown("responsible", persons, known)
    if files.departments is not None:
        known = {department.name: department.name for department in files.departments}
        departments = [(party.department, party.ref) for party in parties if party.department]
        yield from unknown("responsible_department", departments, known)


def _duplicates(register: Register, files: Files) -> Iterator[Problem]:
    for kind, entries in _all_ids(register, files):
        for name, first, ref in repeated(entries):
            remedy = duplicate_remedy(kind)
            yield problem("duplicate", ref, kind=kind, name=name, first=first, remedy=remedy)


def _all_ids(register: Register, files: Files) -> Iterator[tuple[str, Iterator[tuple[str, Ref]]]]:
    """Yield groups of entries whose names must be unique; evidence within its clause."""
    yield "人员", ((person.key, person.ref) for person in files.people or ())
    yield "科室", ((department.name, department.ref) for department in files.departments or ())
    yield "类别", ((category.label, category.ref) for category in register.categories)
    yield "项目编号", ((item.id, item.ref) for item in register.items)
    yield "条款编号", ((clause.id, clause.ref) for clause in register.clauses)
    for _, pieces in groupby(register.evidence, lambda entry: entry.clause):
        yield "材料编号", ((piece.id, piece.ref) for piece in pieces)
    for _, numbers in groupby(register.indicators, lambda entry: entry.clause):
        yield "量化要求编号", ((indicator.id, indicator.ref) for indicator in numbers)
    own = register.unit.archive.boxes if register.unit.archive else ()
    yield "档案盒", ((box_title(each.box), each.ref) for each in own)
    yield "参考材料", ((reference.id, reference.ref) for reference in register.references)


def _slug_collisions(register: Register, files: Files) -> Iterator[Problem]:
    for kind, entries in _named_slugs(register):
        owners: dict[str, tuple[str, Ref]] = {}
        for slug, name, ref in entries:
            other, first = owners.setdefault(slug, (name, ref))
            if first != ref and other != name:
                remedy = _REMEDIES.get(kind, "给其中一个加上 slug。")
                actual = f"{kind}“{name}”和“{other}”的网址都是“{slug}”"
                yield Problem(ref.at("slug"), actual, "各不相同的网址", remedy)


def _named_slugs(register: Register) -> Iterator[tuple[str, Iterator[tuple[str, str, Ref]]]]:
    """Yield groups of entries whose addresses must be unique."""
    yield "人员", ((entry.slug, entry.key, entry.ref) for entry in register.people)
    yield "科室", ((entry.slug, entry.name, entry.ref) for entry in register.departments)
    yield "类别", ((entry.slug, entry.label, entry.ref) for entry in register.categories)
    yield "测评指标", _group_slugs(register)
    yield "项目", ((entry.slug, entry.id, entry.ref) for entry in register.items)
    for item in _crowded(register):
        yield "位置", _places(register, item)


def _crowded(register: Register) -> Iterator[ItemEntry]:
    """Yield the items on whose page two entries have the same anchor.

    There are so many entries that names and addresses are made of these only.
    """
    rows = ((row.item, anchor(row)) for row in register.rows)
    clauses = ((clause.item, anchor(clause)) for clause in register.clauses)
    evidence = ((entry.clause.item, entry.slug) for entry in register.evidence)
    indicators = ((entry.clause.item, entry.slug) for entry in register.indicators)
    for item, anchors in grouped_pairs(chain(rows, clauses, evidence, indicators)).items():
        if len(set(anchors)) < len(anchors):
            yield item


def _places(register: Register, item: ItemEntry) -> Iterator[tuple[str, str, Ref]]:
    """Yield what stands on the page of an item."""
    for row in register.rows:
        if row.item is item:
            yield address(row), f"第 {row.number} 行", row.ref
    for clause in register.clauses:
        if clause.item is item:
            yield address(clause), f"条款 {clause.id}", clause.ref
    for kind, entries in (("材料", register.evidence), ("量化要求", register.indicators)):
        for entry in entries:
            if entry.clause.item is item:
                yield address(entry), f"{kind} {entry.id}", entry.ref


def _group_slugs(register: Register) -> Iterator[tuple[str, str, Ref]]:
    for item in register.items:
        for group in item.groups:
            ref = group.record.ref
            yield f"{group.category.slug}/{group.slug}", f"{group.label}（{ref}）", ref


def _names(register: Register, files: Files) -> Iterator[Problem]:
    entries = [(person.name, person.ref) for person in (files.people or ())]
    entries += [(department.name, department.ref) for department in (files.departments or ())]
    for name, ref in entries:
        if compact(name) != name:
            yield problem("blank", ref, name=name, compact=compact(name))


def _look_alikes(register: Register, files: Files) -> Iterator[Problem]:
    """Names that look the same would become two persons or departments by mistake."""
    for entries in (files.people or (), files.departments or ()):
        names = [(getattr(entry, "key", entry.name), entry.ref) for entry in entries]
        for homographs in grouped(names, lambda pair: comparison_key(pair[0])).values():
            first, *others = dict(homographs).items()
            for name, ref in others:
                yield problem("look_alike", ref, name=name, other=first[0], first=first[1])


def _template(register: Register, files: Files) -> Iterator[Problem]:
    template = register.word_template
    if template and not is_inside(register.folder, template):
        actual = f"word_template 指的文件“{register.unit.word_template}”不在 data/ 里"
        ref = register.unit.ref.at("word_template")
        yield Problem(ref, actual, "data/ 里的一个 .docx 文件", "把模板放进 data/，改正文件名。")


def _handin(register: Register, files: Files) -> Iterator[Problem]:
    """Where to hand in says a place or a person, and which of several people of one name."""
    known = register.unit.handin
    if known and not (known.place or known.person):
        yield problem("handin_empty", known.ref)
    if known and known.person:
        people = files.people or ()
        keys = [person.key for person in people if person.name == known.person]
        if keys and known.person not in {person.key for person in people}:
            ref = known.ref.at("person")
            yield problem("handin_homonym", ref, name=known.person, keys="、".join(keys))


def _inbox(register: Register, files: Files) -> Iterator[Problem]:
    """The inbox has somebody who approves, names that are known, and a folder of its own."""
    inbox = register.unit.inbox
    if inbox is None:
        return
    if not inbox.coordinators:
        remedy = "补上统筹人；还没有定的，整段 inbox 删去。"
        yield Problem(inbox.ref, "inbox 没有统筹人（coordinators）", "至少一位统筹人", remedy)
    if files.people is not None:
        people = {person.key: person.name for person in files.people}
        names = [(name, inbox.ref.at("coordinators")) for name in inbox.coordinators]
        yield from unknown("coordinator", names, people)
        departments = {department.name: department.name for department in files.departments or ()}
        known = {str(word): str(word) for word in SenderGroup} | people | departments
        senders = [(rule.who, rule.ref) for rule in inbox.rules or ()]
        if files.departments is not None:
            yield from unknown("sender", senders, known)
    yield from _inbox_folder(register, inbox)


def _inbox_folder(register: Register, inbox: Inbox) -> Iterator[Problem]:
    place = register.data.inbox
    data = register.folder.resolve()
    if place is None or is_inside(place / "state", data):
        # The worker's copy, of data that was looked at where it is.
        return
    own = (data, data.parent / "site", register.evidence_folder)
    if any(is_inside(folder, place) or is_inside(place, folder) for folder in own):
        actual = f"inbox 的 folder 写的是“{inbox.folder}”，和数据、材料或网站的文件夹套在一起"
        remedy = "改成另一处，如 /srv/wenming-inbox。"
        yield Problem(inbox.ref.at("folder"), actual, "单独的一个文件夹", remedy)


def _row_parties(register: Register, files: Files) -> Iterator[Problem]:
    lacking = [column for column in _FILLED if not register.has(column)]
    for row in register.rows:
        for column in lacking:
            if _FILLED[column](row):
                yield problem("column", row.ref, column=column)
        yield from _repeated_parties(row)


def _repeated_parties(row: RowEntry) -> Iterator[Problem]:
    if len(row.leaders) > 1:
        for name, _, _ in repeated((leader.key, row.ref) for leader in row.leaders):
            yield problem("leader_twice", row.ref, name=name)
    parties = row.record.parties
    if len(parties) > 1:
        for name, _, ref in repeated((f"{p.department}／{p.person}", p.ref) for p in parties):
            yield problem("party_twice", ref, name=name)
    for party in parties:
        if not (party.department or party.person):
            yield problem("party_empty", party.ref)


def _is_written(field: str) -> Callable[[RowEntry], bool]:
    """Return whether a row, one of its clauses, or its item has an optional column."""

    def is_written(row: RowEntry) -> bool:
        extras = row.item.extras
        records = (row.record, *row.record.clauses, *([extras] if extras else []))
        return any(getattr(record, field) not in (None, ()) for record in records)

    return is_written


_FILLED: dict[Column, Callable[[RowEntry], bool]] = {
    Column.LEADER: lambda row: bool(row.leaders),
    Column.DEPARTMENT: lambda row: bool(row.departments),
    Column.PERSON: lambda row: bool(row.persons),
    Column.SCORE: _is_written("score"),
    Column.METHOD: _is_written("methods"),
    Column.DEADLINE: _is_written("deadline"),
    Column.REMARK: _is_written("remark"),
}
"""Whether a row has anything in a column."""


def _levels(register: Register, files: Files) -> Iterator[Problem]:
    for category in files.categories:
        yield from _level(category)
        for group in category.groups:
            yield from _group_levels(group)


def _group_levels(group: Group) -> Iterator[Problem]:
    yield from _level(group)
    for child in group.groups:
        yield from _group_levels(child)


def _level(node: Category | Group) -> Iterator[Problem]:
    kinds = ("groups", "items", "rows") if isinstance(node, Category) else ("groups", "items")
    used = [kind for kind in kinds if getattr(node, kind)]
    if len(used) != 1:
        actual = f"同时有 {' 和 '.join(used)}" if used else "下面是空的"
        expected = f"{'、'.join(kinds)} 里正好有一种"
        yield Problem(node.ref, f"“{node.title}”{actual}", expected, "改成一种；空的就删去。")


def _unknown_references(register: Register, files: Files) -> Iterator[Problem]:
    if files.references is None:
        return
    known = {reference.id for reference in register.references}
    for entry in register.evidence:
        for id in entry.record.refs:
            if id not in known:
                yield problem("reference", entry.ref.at("refs"), id=id)


def _same_papers(register: Register, files: Files) -> Iterator[Problem]:
    """What is the same paper as another piece is filed there, and owed as that one is."""
    others = [(entry, id) for entry in register.evidence if (id := entry.record.same_as)]
    entries = register.evidence if others else ()
    known = {id: entry for entry in entries for id in (entry.id, entry.slug)}
    for entry, id in others:
        ref = entry.ref.at("same_as")
        main = known.get(id)
        if main is None:
            names = {name: each.id for name, each in known.items()}
            yield from unknown("evidence", [(id, ref)], names)
        elif main is entry:
            yield problem("same_as_itself", ref, id=id)
        elif first := main.record.same_as:
            yield problem("same_as_further", ref, id=id, first=first)
        else:
            yield from _unequal_papers(entry, main)


def _unequal_papers(entry: EvidenceEntry, main: EvidenceEntry) -> Iterator[Problem]:
    if main.not_applicable and not entry.not_applicable:
        ref = entry.ref.at("same_as")
        yield problem("same_as_not_applicable", ref, id=entry.id, main=main.id)
    for field, label in PAPER_FIELDS.items():
        own, other = getattr(entry.record, field), getattr(main.record, field)
        if own != other:
            yield problem(
                "same_as_unequal",
                entry.ref.at(field),
                id=entry.id,
                main=main.id,
                field=field,
                label=label,
                own=own or LABELS["nobody"],
                other=other or LABELS["nobody"],
            )


def _homonyms(register: Register, files: Files) -> Iterator[Problem]:
    for name, persons in grouped(files.people or (), lambda person: person.name).items():
        for person in persons if len(persons) > 1 else ():
            if person.id is None:
                yield problem("homonym", person.ref, count=len(persons), name=name)


def _aliases(register: Register, files: Files) -> Iterator[Problem]:
    """An alias that the search takes for the name, or for another alias, finds nothing more."""
    of_items = (item.record for item in register.items if isinstance(item.record, Item))
    others = (entry.record for entry in (*register.departments, *register.evidence))
    for record in (record for record in chain(others, of_items) if record.aliases):
        name = record.title if isinstance(record, Item) else record.name
        known = {search_form(name): name}
        for alias in record.aliases:
            if first := known.get(search_form(alias)):
                ref, same = record.ref.at("aliases"), _same_as(first, alias)
                yield problem("alias", ref, name=name, alias=alias, same=same)
            known.setdefault(search_form(alias), alias)


def _synonyms(register: Register, files: Files) -> Iterator[Problem]:
    groups = files.synonyms.synonyms if files.synonyms else ()
    known: dict[str, tuple[str, Ref]] = {}
    for place, group in enumerate(groups):
        assert files.synonyms
        ref = files.synonyms.ref.at(f"synonyms {place}")
        forms: dict[str, str] = {}
        for word in group:
            yield from _synonym(word, ref)
            form = search_form(word)
            if first := forms.get(form):
                actual = f"同一组里的“{word}”{_same_as(first, word)}"
                yield Problem(ref, actual, "一组里各不相同的词", "删去一个。")
            elif form in known:
                other, its_place = known[form]
                actual = f"“{word}”在两组里（{its_place} 已有“{other}”）"
                yield Problem(ref, actual, "一个词只在一组里", "两组合成一组，或删去一处。")
            forms.setdefault(form, word)
        if len(forms) < _FEWEST_SYNONYMS:
            actual = f"这一组只有 {len(forms)} 个词"
            yield Problem(ref, actual, "至少两个不同的词", "补上同义的词，或删去这一组。")
        known = {form: (word, ref) for form, word in forms.items()} | known


def _synonym(word: str, ref: Ref) -> Iterator[Problem]:
    shortest, longest = SYNONYM_LENGTHS
    size = len(search_form(word))
    expected = f"{shortest} 到 {longest} 个字"
    if compact(word) != word:
        actual = f"同义词“{word}”里有空格或看不见的字符"
        remedy = "删去空格；搜索时空格隔开的是几个词。"
        yield Problem(ref, actual, f"“{compact(word)}”", remedy)
    elif size < shortest:
        actual = f"同义词“{word}”不算标点只有 {size} 个字，几乎处处找得到"
        yield Problem(ref, actual, expected, "写长一些，或删去。")
    elif size > longest:
        actual = f"同义词“{shortened(word, longest)}”有 {size} 个字"
        yield Problem(ref, actual, expected, "只写人们会搜的那个词。")


def _same_as(first: str, other: str) -> str:
    """Return what is wrong with a text that the search takes for another one."""
    return SAME_ALIAS["twice" if first == other else "alike"].format(first=first)


_FEWEST_SYNONYMS = 2
_REMEDIES = {"位置": "给其中一个加上 key。", "测评指标": "改正其中一个的编码或名称。"}
_RULES: tuple[Rule, ...] = (
    _unknown_names,
    _duplicates,
    _slug_collisions,
    _names,
    _homonyms,
    _look_alikes,
    _template,
    _handin,
    _inbox,
    _row_parties,
    _levels,
    _unknown_references,
    _aliases,
    _synonyms,
    personal_numbers,
    *filing_errors.RULES,
)
_WHOLE_RULES: tuple[Rule, ...] = (_same_papers, *filing_errors.WHOLE_RULES)
