"""``api/summary.json``: what a portal over many units reads of this one, with its JSON Schema.

It says what pages of the site show, and no more; of persons nothing, unless the unit says so
(``portal.people`` in ``unit.yml``), and never what one of them has not filed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, TypeAdapter

from allocation.base.enums import FilingState, SlotState, Verdict
from allocation.base.slugs import title_slug
from allocation.datafiles.json_schema import DEFERRED, doc, format_schema
from allocation.datafiles.model import PortalSetting, Unit
from allocation.feeds.provenance_keys import ApiDerived, derived_keys
from allocation.pages.views.context import SiteContext
from allocation.register.addresses import address
from allocation.register.derived import Derived
from allocation.register.index import Index, IndicatorBlock, tally
from allocation.register.indicators import latest
from allocation.register.progress import StateCounts, filed_on
from allocation.register.register import (
    ClauseEntry,
    DepartmentEntry,
    FilingEntry,
    ItemEntry,
    PersonEntry,
    Register,
)
from allocation.runtime.streaming import Output

VERSION = "1.0"
PATH = "api/summary.json"

Address = Annotated[str, Field(pattern=r"^([a-z0-9-]+/)+(#[a-z0-9-]+)?$", max_length=300)]
"""A page of the unit's site, relative to its root: nothing that a browser would run."""
Count = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class SummaryTerm:
    """The term of the unit."""

    name: Annotated[str | None, doc("届期名称")]
    start: Annotated[dt.date | None, doc("届期第一天；没有核定则为空，也就没有各种状态")]
    years: Annotated[int, doc("届期年数")]
    confirmed: Annotated[bool, doc("届期是否已确认；没有确认的，期限是暂定的")]


@dataclass(frozen=True, slots=True)
class SummaryRubric:
    """What tells whether units share a rubric."""

    title: Annotated[str, doc("分工表标题")]
    digest: Annotated[
        str,
        Field(pattern="^[0-9a-f]{16}$"),
        doc("各级编码、名称和条款的标号、原文，按次序的摘要；相同的单位用同一套测评内容"),
    ]


@dataclass(frozen=True, slots=True)
class SummaryStanding:
    """How many slots are in which state, and what the site counts of them."""

    checked: Annotated[Count, doc("已审核")]
    filed: Annotated[Count, doc("已交")]
    partial: Annotated[Count, doc("不足")]
    returned: Annotated[Count, doc("退回")]
    late: Annotated[Count, doc("逾期")]
    open: Annotated[Count, doc("待交")]
    future: Annotated[Count, doc("未到期")]
    optional: Annotated[Count, doc("有则交")]
    not_applicable: Annotated[Count, doc("不适用")]
    due: Annotated[Count, doc("已到期应交：期限已过的，不论交没交")]
    due_done: Annotated[Count, doc("已到期应交中已交或已审核的；完成率按这两个数算")]
    owed: Annotated[Count, doc("应交：已经开始的各期，不含有则交和不适用")]
    done: Annotated[Count, doc("其中已交或已审核")]
    total: Annotated[Count, doc("全届期要交：应交加未到期")]
    soon: Annotated[Count, doc("30 天内到期而没有交的，含未到期")]


@dataclass(frozen=True, slots=True)
class SummaryClause:
    """A clause, verbatim."""

    id: Annotated[str, doc("编号，如 Ⅲ-2-⑴")]
    mark: Annotated[str, doc("标号，照原文；没有则为空")]
    text: Annotated[str, doc("条款原文")]
    url: Annotated[Address, doc("页面位置，相对网站根目录")]


@dataclass(frozen=True, slots=True)
class SummaryItem:
    """An item of the rubric, and how it stands."""

    id: Annotated[str, doc("编码；没有编码的用名称")]
    slug: Annotated[str, Field(pattern="^[a-z0-9-]+$"), doc("编号的 ASCII 写法")]
    title: Annotated[str, doc("名称")]
    category: Annotated[str, doc("类别的序号和名称")]
    url: Annotated[Address, doc("页面，相对网站根目录")]
    clauses: Annotated[tuple[SummaryClause, ...], doc("条款，按原表次序")]
    evidence: Annotated[Count, doc("建议的佐证材料有几项；同一份材料只算一次")]
    standing: Annotated[SummaryStanding | None, doc("各状态的项次；届期没有核定则为空")]


@dataclass(frozen=True, slots=True)
class SummaryMonth:
    """What was filed and checked in a month."""

    month: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}$"), doc("哪个月")]
    filed: Annotated[Count, doc("交了几件，按交的日期；没有写的按文件日期。后来退回的也算")]
    checked: Annotated[Count, doc("审核通过了几件，按审核日期")]


@dataclass(frozen=True, slots=True)
class SummaryIndicator:
    """The latest result of an indicator."""

    id: Annotated[str, doc("编号")]
    name: Annotated[str, doc("名称")]
    item: Annotated[str, doc("所属项目的编号")]
    year: Annotated[int | None, doc("哪一年；不适用的没有")]
    round: Annotated[str | None, doc("哪一轮；每轮算一次的才有")]
    value: Annotated[str, doc("数值；未填、未发生、不适用的为空")]
    unit: Annotated[str | None, doc("单位")]
    verdict: Annotated[Verdict, doc("和阈值比的结果")]


@dataclass(frozen=True, slots=True)
class SummaryFinding:
    """How often a rule found something."""

    kind: Annotated[str, doc("规则的代号")]
    title: Annotated[str, doc("规则的名称")]
    count: Annotated[Count, doc("几处")]


@dataclass(frozen=True, slots=True)
class SummaryPerson:
    """A leader or a responsible person; nothing of what is late."""

    name: Annotated[str, doc("姓名；同名的带区分")]
    pinyin: Annotated[str, doc("读音，一字一音、空格隔开")]
    letter: Annotated[str, Field(pattern="^([A-Z]|#)$"), doc("读音的首字母；没有的写 #")]
    url: Annotated[Address, doc("页面，相对网站根目录")]
    departments: Annotated[tuple[str, ...], doc("在哪些科室名下")]


@dataclass(frozen=True, slots=True)
class SummaryDepartment:
    """A responsible body, and how much of it is late."""

    name: Annotated[str, doc("名称")]
    url: Annotated[Address, doc("页面，相对网站根目录")]
    late: Annotated[Count | None, doc("逾期几项；几个科室合交的各算一次；届期没有核定则为空")]


@dataclass(frozen=True, slots=True)
class SummaryFiling:
    """A document that was handed in, as the site lists it."""

    title: Annotated[str, doc("题名")]
    evidence: Annotated[tuple[str, ...], doc("证明哪些材料，材料编号")]
    item: Annotated[str, doc("在哪个项目的页面上，项目编号")]
    date: Annotated[dt.date | None, doc("文件日期")]
    state: Annotated[FilingState, doc("状态")]
    url: Annotated[Address, doc("页面位置，相对网站根目录")]


@dataclass(frozen=True, slots=True)
class Summary:
    """One unit, as its site shows it."""

    __pydantic_config__: ClassVar[ConfigDict] = DEFERRED

    version: Annotated[str, doc("格式版本；只增不减时小数位加一，有删改时整数位加一")]
    id: Annotated[str, Field(pattern="^[a-z0-9-]+$", max_length=80), doc("单位的代号")]
    name: Annotated[str, doc("单位")]
    honor: Annotated[str, doc("创建的称号")]
    data_date: Annotated[dt.date, doc("数据日期")]
    as_of: Annotated[dt.date | None, doc("状态截至哪天；届期没有核定则为空")]
    url: Annotated[
        Annotated[str, Field(pattern="^https?://", max_length=300)] | None,
        doc("网站的网址，以斜杠结尾；不知道则为空"),
    ]
    derived: Annotated[
        tuple[ApiDerived, ...], doc("原表没有写、由网站推定的；其余各键照原文，建议的除外")
    ]
    proposed: Annotated[tuple[str, ...], doc("哪些键是建议，以当届测评细则为准")]
    term: SummaryTerm
    rubric: SummaryRubric
    standing: Annotated[SummaryStanding | None, doc("全单位各状态的项次；届期没有核定则为空")]
    items: Annotated[tuple[SummaryItem, ...], doc("全部项目，按原表次序")]
    months: Annotated[tuple[SummaryMonth, ...], doc("各月交了、审核了几件；没有的月份不列")]
    indicators: Annotated[
        tuple[SummaryIndicator, ...], doc("量化要求最近一次的结果；届期没有核定则没有")
    ]
    findings: Annotated[
        tuple[SummaryFinding, ...], doc("数据核对页列出的疑点，各有几处；没有的不列")
    ]
    people: Annotated[
        tuple[SummaryPerson, ...] | None, doc("人员；单位没有写明可以列出的为空（portal.people）")
    ]
    departments: Annotated[tuple[SummaryDepartment, ...], doc("责任科室")]
    filings: Annotated[tuple[SummaryFiling, ...], doc("登记的材料，只有题名")]


ADAPTER = TypeAdapter(Summary)
"""Reads and writes summaries."""
_DERIVED = {
    Derived.CLAUSE_NUMBER: ("items.clauses.id", "indicators.id", "filings.evidence"),
    Derived.MEMBERSHIP: ("people.departments",),
    Derived.READING: ("people.pinyin", "people.letter"),
}
"""The keys that make derived statements."""


def export(context: SiteContext) -> Iterator[Output]:
    """Yield the summary and its JSON Schema."""
    yield Output(PATH, partial(_json, context))
    yield Output("api/summary.schema.json", schema)


def _json(context: SiteContext) -> bytes:
    return ADAPTER.dump_json(summary(context), indent=1)


def schema() -> bytes:
    """Return the JSON Schema of a summary."""
    return format_schema(ADAPTER, "一个单位的汇总").encode()


def summary(context: SiteContext) -> Summary:
    """Return the summary of a unit."""
    index = context.index
    register, unit = index.register, index.register.unit
    active = index.progress.active
    portal = unit.portal or PortalSetting(ref=unit.ref)
    return Summary(
        version=VERSION,
        id=unit_id(unit),
        name=unit.name,
        honor=unit.honor,
        data_date=unit.data_date,
        as_of=index.progress.today if active else None,
        url=context.site_url or None,
        derived=derived_keys(_DERIVED),
        proposed=("items.evidence", "items.standing", "standing", "indicators"),
        term=SummaryTerm(unit.term.name, unit.term.start, unit.term.years, unit.term.confirmed),
        rubric=SummaryRubric(unit.title, rubric_digest(register)),
        standing=_standing(index.tally.standing) if active else None,
        items=tuple(_items(index)),
        months=tuple(_months(register)),
        indicators=tuple(_indicators(index)) if active else (),
        findings=tuple(_findings(context)),
        people=tuple(_person(index, each) for each in register.people) if portal.people else None,
        departments=tuple(_department(index, each) for each in register.departments),
        filings=tuple(map(_filing, register.filings)),
    )


def unit_id(unit: Unit) -> str:
    """Return the id of a unit among others: its own, or its name in pinyin."""
    own = unit.portal.id if unit.portal else None
    return own or title_slug(unit.name) or "x"


def rubric_digest(register: Register) -> str:
    """Return 16 hexadecimal digits that are equal for units that share a rubric.

    They are of codes, titles, marks and texts in order; who is responsible, how rows are divided,
    and which evidence is proposed are the unit's own.
    """
    texts = json.dumps(list(_rubric(register)), ensure_ascii=False)
    return hashlib.sha256(texts.encode()).hexdigest()[:16]


def _rubric(register: Register) -> Iterator[tuple[str, ...]]:
    item: ItemEntry | None = None
    for clause in register.clauses:
        if clause.item is not item:
            item = clause.item
            category = item.category.record
            yield category.code, category.title
            yield from ((group.record.code, group.record.title) for group in item.groups)
            yield item.code, item.title
        yield clause.record.mark, clause.record.text


def _items(index: Index) -> Iterator[SummaryItem]:
    for item in index.register.items:
        block = index.item(item)
        yield SummaryItem(
            id=item.id,
            slug=item.slug,
            title=item.title,
            category=item.category.label,
            url=address(item),
            clauses=tuple(_clause(each.clause) for each in block.clauses),
            evidence=tally(block.rows).evidence,
            standing=_standing(block.standing) if index.progress.active else None,
        )


def _clause(clause: ClauseEntry) -> SummaryClause:
    return SummaryClause(clause.id, clause.record.mark, clause.record.text, address(clause))


def _standing(counts: StateCounts) -> SummaryStanding:
    return SummaryStanding(
        checked=counts.of(SlotState.CHECKED),
        filed=counts.of(SlotState.FILED),
        partial=counts.of(SlotState.PARTIAL),
        returned=counts.of(SlotState.RETURNED),
        late=counts.late,
        open=counts.of(SlotState.OPEN),
        future=counts.of(SlotState.FUTURE),
        optional=counts.of(SlotState.OPTIONAL),
        not_applicable=counts.of(SlotState.NOT_APPLICABLE),
        due=counts.due,
        due_done=counts.due_done,
        owed=counts.owed,
        done=counts.done,
        total=counts.total,
        soon=counts.soon,
    )


def _months(register: Register) -> Iterator[SummaryMonth]:
    filed: Counter[str] = Counter()
    checked: Counter[str] = Counter()
    for filing in register.filings:
        if day := filed_on(filing):
            filed[f"{day:%Y-%m}"] += 1
        record = filing.record
        if record.checked_on and record.state is FilingState.CHECKED:
            checked[f"{record.checked_on:%Y-%m}"] += 1
    for month in sorted({*filed, *checked}):
        yield SummaryMonth(month, filed[month], checked[month])


def _indicators(index: Index) -> Iterator[SummaryIndicator]:
    for block in index.blocks.values():
        for clause in block.clauses:
            yield from map(_indicator, clause.indicator_blocks)


def _indicator(block: IndicatorBlock) -> SummaryIndicator:
    entry = block.indicator
    last = block.measures[-1] if block.measures else None
    return SummaryIndicator(
        id=entry.id,
        name=entry.record.name,
        item=entry.clause.item.id,
        year=last.year if last else None,
        round=last.round if last else None,
        value=last.shown if last else "",
        unit=entry.record.unit,
        verdict=latest(entry, block.measures),
    )


def _findings(context: SiteContext) -> Iterator[SummaryFinding]:
    for result in context.findings:
        if result.findings:
            yield SummaryFinding(result.id, result.title, len(result.findings))


def _person(index: Index, person: PersonEntry) -> SummaryPerson:
    first = person.syllables[0][:1].upper() if person.syllables else ""
    return SummaryPerson(
        name=person.key,
        pinyin=" ".join(person.syllables),
        letter=first if first.isalpha() and first.isascii() else "#",
        url=address(person),
        departments=tuple(each.name for each in index.departments(person)),
    )


def _department(index: Index, department: DepartmentEntry) -> SummaryDepartment:
    late = tally(index.of_department(department)).standing.late
    return SummaryDepartment(
        department.name, address(department), late if index.progress.active else None
    )


def _filing(filing: FilingEntry) -> SummaryFiling:
    return SummaryFiling(
        title=filing.record.title,
        evidence=tuple(entry.id for entry in filing.evidence),
        item=filing.evidence[0].clause.item.id,
        date=filing.record.date,
        state=filing.record.state,
        url=address(filing),
    )
