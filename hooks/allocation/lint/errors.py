"""Rules whose breach stops a build. All rules run, and yield all problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby

from allocation.base.enums import Column, Senders
from allocation.base.grouping import grouped
from allocation.base.problems import Problem, Ref
from allocation.base.search_forms import search_form
from allocation.base.slugs import compact, shortened
from allocation.datafiles.model import (
    SYNONYM_LENGTHS,
    Category,
    Department,
    Evidence,
    Files,
    Group,
    Inbox,
    Item,
)
from allocation.lint import filing_errors
from allocation.lint.names import comparison_key, repeated, unknown
from allocation.lint.personal_numbers import personal_numbers
from allocation.register.addresses import address
from allocation.register.archive import box_title
from allocation.register.register import (
    ClauseEntry,
    EvidenceEntry,
    IndicatorEntry,
    Register,
    RowEntry,
)
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
        yield from unknown("分管领导", leaders, known, "people.yml")
        yield from unknown("责任人", persons, known, "people.yml")
    if files.departments is not None:
        known = {department.name: department.name for department in files.departments}
        departments = [(party.department, party.ref) for party in parties if party.department]
        yield from unknown("责任科室", departments, known, "departments.yml")


def _duplicates(register: Register, files: Files) -> Iterator[Problem]:
    remedies = {
        "人员": "同名的人各加一行 id，如“王伟（银保科）”；重复登记的删去一个。",
        "项目编号": "给其中一个加上 key，如“一-其他”（只用于编号，不会印出）。",
        "条款编号": "给其中一条加上 key，如“第2行⑴”（只用于编号，不会印出）。",
    }
    for kind, entries in _all_ids(register, files):
        for name, first, ref in repeated(entries):
            remedy = remedies.get(kind, "改正其中一个。")
            yield Problem(ref, f"{kind}“{name}”重复（{first} 已有）", f"不重复的{kind}", remedy)


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
    for kind, entries in _all_slugs(register):
        owners: dict[str, tuple[str, Ref]] = {}
        for slug, name, ref in entries:
            other, first = owners.setdefault(slug, (name, ref))
            if first != ref and other != name:
                remedy = _REMEDIES.get(kind, "给其中一个加上 slug。")
                actual = f"{kind}“{name}”和“{other}”的网址都是“{slug}”"
                yield Problem(ref.at("slug"), actual, "各不相同的网址", remedy)


def _all_slugs(register: Register) -> Iterator[tuple[str, Iterator[tuple[str, str, Ref]]]]:
    """Yield groups of entries whose addresses must be unique."""
    yield "人员", ((entry.slug, entry.key, entry.ref) for entry in register.people)
    yield "科室", ((entry.slug, entry.name, entry.ref) for entry in register.departments)
    yield "类别", ((entry.slug, entry.label, entry.ref) for entry in register.categories)
    yield "测评指标", _group_slugs(register)
    yield "项目", ((entry.slug, entry.id, entry.ref) for entry in register.items)
    rows = grouped(register.rows, lambda row: row.item)
    clauses = grouped(register.clauses, lambda clause: clause.item)
    evidence = grouped(register.evidence, lambda entry: entry.clause.item)
    indicators = grouped(register.indicators, lambda entry: entry.clause.item)
    for item in register.items:
        yield (
            "位置",
            chain(
                ((address(row), f"第 {row.number} 行", row.ref) for row in rows[item]),
                _anchors("条款", clauses.get(item, ())),
                _anchors("材料", evidence.get(item, ())),
                _anchors("量化要求", indicators.get(item, ())),
            ),
        )


def _anchors(
    kind: str, entries: Iterable[ClauseEntry | EvidenceEntry | IndicatorEntry]
) -> Iterator[tuple[str, str, Ref]]:
    """Yield entries on the page of an item, whose anchors must be unique."""
    return ((address(entry), f"{kind} {entry.id}", entry.ref) for entry in entries)


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
            yield Problem(
                ref, f"名称“{name}”里有空格或看不见的字符", f"“{compact(name)}”", "删去空格。"
            )


def _look_alikes(register: Register, files: Files) -> Iterator[Problem]:
    """Names that look the same would become two persons or departments by mistake."""
    for entries in (files.people or (), files.departments or ()):
        names = [(getattr(entry, "key", entry.name), entry.ref) for entry in entries]
        for homographs in grouped(names, lambda pair: comparison_key(pair[0])).values():
            first, *others = dict(homographs).items()
            for name, ref in others:
                actual = f"“{name}”和“{first[0]}”（{first[1]}）看起来一样，但有的字编码不同"
                yield Problem(ref, actual, "一个名称一种写法", "改成一样的；真是两个人的，改 id。")


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
        actual = "handin 没有写交到哪里（place），也没有写找谁（person）"
        remedy = "补上一样；还没有定的，整段 handin 删去。"
        yield Problem(known.ref, actual, "两样至少写一样", remedy)
    if known and known.person:
        people = files.people or ()
        keys = [person.key for person in people if person.name == known.person]
        if keys and known.person not in {person.key for person in people}:
            actual = f"handin 的 person 写的是“{known.person}”，people.yml 里有人同名"
            yield Problem(known.ref.at("person"), actual, "一个 id", f"请写：{'、'.join(keys)}。")


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
        yield from unknown("统筹人", names, people, "people.yml")
        departments = {department.name: department.name for department in files.departments or ()}
        known = {str(word): str(word) for word in Senders} | people | departments
        senders = [(rule.who, rule.ref) for rule in inbox.rules or ()]
        if files.departments is not None:
            yield from unknown("收件箱规则的 who ", senders, known, "people.yml、departments.yml")
    yield from _inbox_folder(register, inbox)


def _inbox_folder(register: Register, inbox: Inbox) -> Iterator[Problem]:
    place = register.data.inbox
    data = register.folder.resolve()
    own = (data, data.parent / "site", register.evidence_folder)
    if place and any(is_inside(folder, place) or is_inside(place, folder) for folder in own):
        actual = f"inbox 的 folder 写的是“{inbox.folder}”，和数据、材料或网站的文件夹套在一起"
        remedy = "改成另一处，如 /srv/wenming-inbox。"
        yield Problem(inbox.ref.at("folder"), actual, "单独的一个文件夹", remedy)


def _row_parties(register: Register, files: Files) -> Iterator[Problem]:
    for row in register.rows:
        yield from _row_columns(register, row)
        for name, _, _ in repeated((leader.key, row.ref) for leader in row.leaders):
            yield Problem(row.ref, f"分管领导“{name}”写了两次", "一行里每人一次", "删去一个。")
        pairs = ((f"{p.department}／{p.person}", p.ref) for p in row.record.parties)
        for name, _, ref in repeated(pairs):
            yield Problem(ref, f"责任“{name}”写了两次", "一行里每对一次", "删去一个。")
        for party in row.record.parties:
            if not (party.department or party.person):
                yield Problem(
                    party.ref, "责任科室和责任人都没写", "至少写一个", "补上，或删去这一对。"
                )


def _row_columns(register: Register, row: RowEntry) -> Iterator[Problem]:
    records = (row.record, *row.record.clauses)
    extras = (*records, row.item.record) if isinstance(row.item.record, Item) else records
    filled = {
        Column.LEADER: row.leaders,
        Column.DEPARTMENT: row.departments,
        Column.PERSON: row.persons,
        Column.SCORE: [record for record in extras if record.score is not None],
        Column.METHOD: [record for record in extras if record.methods],
        Column.DEADLINE: [record for record in extras if record.deadline],
        Column.REMARK: [record for record in extras if record.remark],
    }
    for column, values in filled.items():
        if values and not register.has(column):
            yield Problem(
                row.ref,
                f"这一行写了{column}，但 unit.yml 的 columns 里没有这一栏",
                "写到的栏都在 columns 里",
                f"在 unit.yml 的 columns 里加上“{column}”。",
            )


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
                actual = f"参考材料“{id}”不在 references.yml 里"
                yield Problem(
                    entry.ref.at("refs"),
                    actual,
                    "references.yml 里已有的编号",
                    "改正编号，或删去。",
                )


def _same_papers(register: Register, files: Files) -> Iterator[Problem]:
    """What is the same paper as another piece is filed there, and owed as that one is."""
    known = {id: entry for entry in register.evidence for id in (entry.id, entry.slug)}
    for entry in register.evidence:
        id, ref = entry.record.same_as, entry.ref.at("same_as")
        main = known.get(id) if id else None
        if id and main is None:
            names = {name: each.id for name, each in known.items()}
            yield from unknown("材料编号", [(id, ref)], names, "allocation/")
        elif main is entry:
            yield Problem(ref, f"“{id}”写的是它自己", "另一项材料的编号", "改正编号，或删去。")
        elif main and (first := main.record.same_as):
            actual = f"“{id}”本身又写着与“{first}”是同一份"
            yield Problem(ref, actual, "登记的那一项的编号", f"改成“{first}”。")
        elif main:
            yield from _unequal_papers(entry, main)


def _unequal_papers(entry: EvidenceEntry, main: EvidenceEntry) -> Iterator[Problem]:
    if main.not_applicable and not entry.not_applicable:
        actual = f"“{main.id}”不适用，没有人交；“{entry.id}”与它是同一份"
        remedy = f"“{entry.id}”删去 same_as，改由它登记。"
        yield Problem(entry.ref.at("same_as"), actual, "一项适用的材料", remedy)
    for name, label in _OF_PAPER.items():
        own, other = getattr(entry.record, name), getattr(main.record, name)
        if own != other:
            actual = f"“{entry.id}”的{label}是“{own or '空'}”，“{main.id}”的是“{other or '空'}”"
            remedy = f"{name} 两处改成一样；确实不是同一份的，删去 same_as。"
            yield Problem(entry.ref.at(name), actual, "同一份材料，两处一样", remedy)


_OF_PAPER = {
    "kind": "类型",
    "frequency": "频次",
    "min_count": "份数",
    "per": "由谁各交",
    "due": "期限",
    "visibility": "公开范围",
}
"""The fields that belong to a paper, whichever clause it is for."""


def _homonyms(register: Register, files: Files) -> Iterator[Problem]:
    for name, persons in grouped(files.people or (), lambda person: person.name).items():
        for person in persons if len(persons) > 1 else ():
            if person.id is None:
                yield Problem(
                    person.ref,
                    f"有 {len(persons)} 个人叫“{name}”，这一个没有 id",
                    "同名的人各有 id",
                    f"加一行 id，如“{name}（某某科）”，分工里也写这个 id。",
                )


def _aliases(register: Register, files: Files) -> Iterator[Problem]:
    """An alias that the search takes for the name, or for another alias, finds nothing more."""
    named: list[tuple[str, Department | Evidence | Item]] = [
        (entry.record.name, entry.record) for entry in (*register.departments, *register.evidence)
    ]
    items = (item.record for item in register.items if isinstance(item.record, Item))
    named += [(record.title, record) for record in items]
    for name, record in named:
        known = {search_form(name): name}
        for alias in record.aliases:
            if first := known.get(search_form(alias)):
                actual = f"“{name}”的别的叫法“{alias}”{_same_as(first, alias)}"
                expected = "和名称不同、各不相同的叫法"
                yield Problem(record.ref.at("aliases"), actual, expected, "删去一个。")
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
    return "写了两次" if first == other else f"在搜索里和“{first}”是同一个词"


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
