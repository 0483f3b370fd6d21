"""``api/allocation.json``: the whole register for other programs, with its JSON Schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Annotated, ClassVar

from pydantic import ConfigDict, TypeAdapter

from allocation.base.enums import (
    Basis,
    Column,
    DepartmentKind,
    EvidenceKind,
    Frequency,
    Operator,
    Per,
    Period,
    Retention,
    Role,
    Stage,
    Verdict,
    Visibility,
)
from allocation.datafiles.json_schema import DEFERRED, doc, format_schema
from allocation.datafiles.model import Category, Extras, HandIn
from allocation.feeds.provenance_keys import ApiDerived, derived_keys
from allocation.pages.views.context import SiteContext
from allocation.register.addresses import address, box_page
from allocation.register.archive import Box
from allocation.register.derived import Derived
from allocation.register.index import ClauseBlock, Index, IndicatorBlock, RowBlock
from allocation.register.indicators import IndicatorResult
from allocation.register.register import (
    CategoryEntry,
    EvidenceEntry,
    GroupEntry,
    ItemEntry,
    PartyEntry,
    PersonEntry,
)
from allocation.runtime.streaming import Output, TextStream

VERSION = "2.0"


@dataclass(frozen=True, slots=True)
class ApiMilestone:
    """A day that concerns everybody."""

    date: Annotated[dt.date, doc("哪一天；可以在届期前后一年之内")]
    name: Annotated[str, doc("什么事")]
    stage: Annotated[Stage | None, doc("哪个阶段")]


@dataclass(frozen=True, slots=True)
class ApiHandIn:
    """Where evidence is handed in."""

    place: Annotated[str | None, doc("交到哪里")]
    person: Annotated[str | None, doc("找谁")]
    room: Annotated[str | None, doc("哪个房间")]
    phone: Annotated[str | None, doc("电话")]


@dataclass(frozen=True, slots=True)
class ApiUnit:
    """The unit and its table."""

    name: Annotated[str, doc("单位")]
    honor: Annotated[str, doc("创建的称号")]
    title: Annotated[str, doc("分工表标题")]
    document_no: Annotated[str | None, doc("印发分工表的文号；没有则为空")]
    issued: Annotated[dt.date | None, doc("印发分工表的成文日期；没有则为空")]
    columns: Annotated[tuple[Column, ...], doc("条款之外，原表有哪些栏")]
    data_date: Annotated[dt.date, doc("数据日期")]
    term_name: Annotated[str | None, doc("届期名称")]
    term_years: Annotated[int, doc("届期年数")]
    term_start: Annotated[dt.date | None, doc("届期第一天；没有核定则为空")]
    term_confirmed: Annotated[bool, doc("届期是否已确认；没有确认的，期限是暂定的")]
    milestones: Annotated[tuple[ApiMilestone, ...], doc("重要的日子，如中期自查、迎检")]
    handin: Annotated[ApiHandIn | None, doc("材料交到哪里、找谁；没有写明则为空")]


@dataclass(frozen=True, slots=True)
class ApiDepartment:
    """A responsible body."""

    name: Annotated[str, doc("名称")]
    kind: Annotated[DepartmentKind, doc("机构性质")]
    aliases: Annotated[tuple[str, ...], doc("别的叫法")]
    url: Annotated[str, doc("页面，相对网站根目录")]


@dataclass(frozen=True, slots=True)
class ApiPerson:
    """A leader or a responsible person."""

    id: Annotated[str, doc("在分工里的写法；同名时与姓名不同")]
    name: Annotated[str, doc("姓名")]
    pinyin: Annotated[str, doc("读音")]
    departments: Annotated[tuple[str, ...], doc("在哪些科室名下")]
    leads: Annotated[bool, doc("是否分管领导")]
    url: Annotated[str, doc("页面，相对网站根目录")]


@dataclass(frozen=True, slots=True)
class ApiEvidence:
    """A proposed piece of evidence."""

    id: Annotated[str, doc("编号，如 Ⅲ-2-⑴-01")]
    ascii_id: Annotated[str, doc("编号的 ASCII 写法，用于网址和文件名")]
    name: Annotated[str, doc("材料名称")]
    aliases: Annotated[tuple[str, ...], doc("别的叫法")]
    kind: Annotated[EvidenceKind, doc("类型")]
    frequency: Annotated[Frequency, doc("频次")]
    min_count: Annotated[int | None, doc("每期至少几份；空表示有则交")]
    per: Annotated[Per | None, doc("由谁各交；空表示一行合交")]
    same_as: Annotated[str | None, doc("与哪一项是同一份材料；只在那一项登记")]
    basis: Annotated[Basis, doc("份数下限的依据")]
    due: Annotated[str | None, doc("自己的期限；空表示按频次的默认期限")]
    visibility: Annotated[Visibility, doc("公开范围")]
    references: Annotated[tuple[str, ...], doc("参考材料编号")]
    note: Annotated[str | None, doc("说明")]
    not_applicable: Annotated[str | None, doc("不适用的理由")]


@dataclass(frozen=True, slots=True)
class ApiResult:
    """The result of an indicator in one year, or in one of its rounds."""

    year: Annotated[int, doc("哪一年")]
    round: Annotated[str | None, doc("哪一轮；每轮算一次的才有")]
    value: Annotated[str, doc("数值；未填、未发生、不适用的为空")]
    working: Annotated[str, doc("怎么算出来的：分子 ÷ 分母；不是算的为空")]
    verdict: Annotated[Verdict, doc("和阈值比的结果")]
    note: Annotated[str | None, doc("说明")]
    proof: Annotated[tuple[str, ...], doc("由哪些登记的材料算出，登记号；退回的不列")]


@dataclass(frozen=True, slots=True)
class ApiIndicator:
    """An indicator with its threshold."""

    id: Annotated[str, doc("编号")]
    name: Annotated[str, doc("名称")]
    formula: Annotated[str, doc("怎么算")]
    operator: Annotated[Operator, doc("比较方式")]
    threshold: Annotated[str, doc("阈值")]
    unit: Annotated[str | None, doc("单位")]
    period: Annotated[Period, doc("按什么时间算")]
    basis: Annotated[Basis, doc("阈值的依据")]
    not_applicable: Annotated[str | None, doc("不适用的理由")]
    results: Annotated[tuple[ApiResult, ...], doc("各年、各轮的结果")]


@dataclass(frozen=True, slots=True)
class ApiExtras:
    """Columns that some tables have."""

    score: Annotated[Decimal | None, doc("分值")]
    methods: Annotated[tuple[str, ...], doc("测评方法")]
    deadline: Annotated[str | None, doc("完成时限")]
    remark: Annotated[str | None, doc("备注")]


@dataclass(frozen=True, slots=True)
class ApiClause:
    """A clause, verbatim."""

    id: Annotated[str, doc("编号，如 Ⅲ-2-⑴；无标号的写“第几条”")]
    ascii_id: Annotated[str, doc("编号的 ASCII 写法")]
    mark: Annotated[str, doc("标号，照原文；没有则为空")]
    text: Annotated[str, doc("条款原文")]
    extras: ApiExtras
    not_applicable: Annotated[str | None, doc("不适用的理由")]
    url: Annotated[str, doc("页面位置，相对网站根目录")]
    evidence: Annotated[tuple[ApiEvidence, ...], doc("建议的佐证材料")]
    indicators: Annotated[tuple[ApiIndicator, ...], doc("量化要求")]


@dataclass(frozen=True, slots=True)
class ApiParty:
    """A department with the person it pairs with."""

    department: Annotated[str | None, doc("责任科室")]
    person: Annotated[str | None, doc("责任人")]
    role: Annotated[Role | None, doc("牵头、配合、提供材料")]


@dataclass(frozen=True, slots=True)
class ApiRow:
    """A row of the table."""

    number: Annotated[int, doc("在全表第几行")]
    page: Annotated[int | None, doc("在原表第几页")]
    leaders: Annotated[tuple[str, ...], doc("分管领导，按原表次序")]
    parties: Annotated[tuple[ApiParty, ...], doc("责任科室与责任人，按原表次序成对")]
    open: Annotated[tuple[str, ...], doc("尚未落实的责任")]
    extras: ApiExtras
    clauses: tuple[ApiClause, ...]


@dataclass(frozen=True, slots=True)
class ApiLevel:
    """A category or a level below it."""

    code: Annotated[str, doc("编码，照原文；没有则为空")]
    title: Annotated[str, doc("名称")]
    score: Annotated[Decimal | None, doc("分值")]
    bonus: Annotated[bool, doc("是否加分项目")]
    url: Annotated[str, doc("页面位置，相对网站根目录")]


@dataclass(frozen=True, slots=True)
class ApiReference:
    """A published page that the proposal drew on."""

    id: Annotated[str, doc("编号")]
    title: Annotated[str, doc("是什么材料")]
    address: Annotated[str | None, doc("网址")]
    reliability: Annotated[str | None, doc("可靠程度")]


@dataclass(frozen=True, slots=True)
class ApiItem:
    """An item with its place in the table."""

    id: Annotated[str, doc("编码；没有编码的用名称")]
    ascii_id: Annotated[str, doc("编号的 ASCII 写法")]
    code: Annotated[str, doc("编码，照原文；没有则为空")]
    title: Annotated[str, doc("名称，照原文；类别下不再分项目的，原表这一格空着，这里也空着")]
    aliases: Annotated[tuple[str, ...], doc("别的叫法")]
    category: Annotated[ApiLevel, doc("类别")]
    groups: Annotated[tuple[ApiLevel, ...], doc("中间各级，由上到下")]
    extras: Annotated[ApiExtras | None, doc("项目一级的其他各栏")]
    url: Annotated[str, doc("页面，相对网站根目录")]
    rows: tuple[ApiRow, ...]


@dataclass(frozen=True, slots=True)
class ApiBox:
    """A box of the archive."""

    number: Annotated[str, doc("盒号")]
    fonds: Annotated[str | None, doc("全宗号")]
    year: Annotated[int | None, doc("年度；一盒里有几个年度的为空")]
    retention: Annotated[Retention | None, doc("保管期限")]
    organisation: Annotated[str | None, doc("机构（问题）")]
    first_piece: Annotated[str | None, doc("起件号；空盒没有")]
    last_piece: Annotated[str | None, doc("止件号；空盒没有")]
    pages: Annotated[int, doc("共几页")]
    thickness: Annotated[int, doc("盒脊多宽，毫米")]
    filings: Annotated[tuple[str, ...], doc("登记编号，按页次；退回的、没有日期的不列")]
    url: Annotated[str, doc("页面，相对网站根目录")]


@dataclass(frozen=True, slots=True)
class ApiRegister:
    """The whole register."""

    __pydantic_config__: ClassVar[ConfigDict] = DEFERRED

    version: Annotated[str, doc("格式版本；只增不减时小数位加一，有删改时整数位加一")]
    derived: Annotated[
        tuple[ApiDerived, ...], doc("原表没有写、由网站推定的；其余各键照原文，建议的除外")
    ]
    proposed: Annotated[tuple[str, ...], doc("哪些键是建议，以当届测评细则为准")]
    unit: ApiUnit
    departments: tuple[ApiDepartment, ...]
    people: tuple[ApiPerson, ...]
    items: Annotated[tuple[ApiItem, ...], doc("全部项目，按原表次序")]
    references: Annotated[tuple[ApiReference, ...], doc("建议清单参考过的公开材料")]
    boxes: Annotated[tuple[ApiBox, ...], doc("档案盒，按盒号")]


_ADAPTER = TypeAdapter(ApiRegister)
_DERIVED = {
    Derived.PAIRING: ("items.rows.parties",),
    Derived.MEMBERSHIP: ("people.departments",),
    Derived.NATURE: ("departments.kind",),
    Derived.ROW_NUMBER: ("items.rows.number", "items.rows.open"),
    Derived.CLAUSE_NUMBER: (
        "items.rows.clauses.id",
        "items.rows.clauses.evidence.id",
        "items.rows.clauses.indicators.id",
    ),
    Derived.ALIAS: ("departments.aliases", "items.aliases"),
    Derived.READING: ("people.pinyin",),
}
"""The keys that make derived statements."""
_ITEMS, _END = '\n "items": [', "\n ]"
"""The JSON before and after the items of a register that has any."""


def export(context: SiteContext) -> Iterator[Output]:
    """Yield the register and its JSON Schema."""
    yield Output("api/allocation.json", partial(_text, context.index))
    yield Output("api/allocation.schema.json", schema)


def _text(index: Index) -> TextStream:
    return TextStream(partial(_json, index))


def schema() -> bytes:
    """Return the JSON Schema of the register."""
    return format_schema(_ADAPTER, "分工数据").encode()


def _json(index: Index) -> Iterator[str]:
    """Yield the register item by item: at once it takes ten times the memory of the data."""
    register = _register(index)
    first = ("version", "derived", "proposed", "unit", "departments", "people")
    yield f"{{{_members(register, *first)},"
    if not index.register.items:
        yield _members(register, "items")
    separator = _ITEMS
    for item in index.register.items:
        written = _members(replace(register, items=(_item(index, item),)), "items")
        yield separator + written.removeprefix(_ITEMS).removesuffix(_END)
        separator = ","
    yield f"{_END if index.register.items else ''},{_members(register, 'references', 'boxes')}\n}}"


def _members(register: ApiRegister, *names: str) -> str:
    """Return the JSON of some members of a register, without the braces."""
    return _ADAPTER.dump_json(register, indent=1, include=set(names)).decode()[1:-2]


def _register(index: Index) -> ApiRegister:
    """Return the register without its items."""
    register = index.register
    return ApiRegister(
        version=VERSION,
        derived=derived_keys(_DERIVED),
        proposed=("items.rows.clauses.evidence", "items.rows.clauses.indicators"),
        unit=_unit(index),
        departments=tuple(
            ApiDepartment(entry.name, entry.record.kind, entry.record.aliases, address(entry))
            for entry in register.departments
        ),
        people=tuple(_person(index, person) for person in register.people),
        items=(),
        references=tuple(
            ApiReference(reference.id, reference.title, reference.url, reference.reliability)
            for reference in register.references
        ),
        boxes=tuple(map(_box, index.boxes)),
    )


def _box(box: Box) -> ApiBox:
    return ApiBox(
        number=box.number,
        fonds=box.fonds or None,
        year=box.kind.year,
        retention=box.kind.retention,
        organisation=box.kind.organisation or None,
        first_piece=box.first_piece or None,
        last_piece=box.last_piece or None,
        pages=box.page_count,
        thickness=box.thickness,
        filings=tuple(paper.filing.id for paper in box.papers),
        url=box_page(box),
    )


def _handin(known: HandIn | None) -> ApiHandIn | None:
    if known is None:
        return None
    return ApiHandIn(known.place, known.person, known.room, known.phone)


def _unit(index: Index) -> ApiUnit:
    unit = index.register.unit
    term = unit.term
    return ApiUnit(
        name=unit.name,
        honor=unit.honor,
        title=unit.title,
        document_no=unit.document_no,
        issued=unit.issued,
        columns=unit.columns,
        data_date=unit.data_date,
        term_name=term.name,
        term_years=term.years,
        term_start=term.start,
        term_confirmed=term.confirmed,
        milestones=tuple(
            ApiMilestone(stone.date, stone.name, stone.stage) for stone in term.milestones
        ),
        handin=_handin(unit.handin),
    )


def _person(index: Index, person: PersonEntry) -> ApiPerson:
    return ApiPerson(
        id=person.key,
        name=person.name,
        pinyin=" ".join(person.syllables),
        departments=tuple(department.name for department in index.departments(person)),
        leads=bool(index.of_leader(person)),
        url=address(person),
    )


def _item(index: Index, item: ItemEntry) -> ApiItem:
    return ApiItem(
        id=item.id,
        ascii_id=item.slug,
        code=item.code,
        title=item.printed_title,
        aliases=item.aliases,
        category=_level(item.category),
        groups=tuple(map(_level, item.groups)),
        extras=_extras(item.extras) if item.extras else None,
        url=address(item),
        rows=tuple(map(_row, index.item(item).rows)),
    )


def _level(entry: CategoryEntry | GroupEntry) -> ApiLevel:
    record = entry.record
    bonus = isinstance(record, Category) and record.bonus
    return ApiLevel(record.code, record.title, record.score, bonus, address(entry))


def _row(block: RowBlock) -> ApiRow:
    row = block.row
    return ApiRow(
        number=row.number,
        page=row.record.page,
        leaders=tuple(leader.key for leader in row.leaders),
        parties=tuple(map(_party, row.parties)),
        open=tuple(map(str, block.open)),
        extras=_extras(row.record),
        clauses=tuple(map(_clause, block.clauses)),
    )


def _party(party: PartyEntry) -> ApiParty:
    return ApiParty(
        party.department.name if party.department else None,
        party.person.key if party.person else None,
        party.role,
    )


def _extras(record: Extras) -> ApiExtras:
    return ApiExtras(record.score, record.methods, record.deadline, record.remark)


def _clause(block: ClauseBlock) -> ApiClause:
    clause = block.clause
    return ApiClause(
        id=clause.id,
        ascii_id=clause.slug,
        mark=clause.record.mark,
        text=clause.record.text,
        extras=_extras(clause.record),
        not_applicable=clause.record.not_applicable,
        url=address(clause),
        evidence=tuple(map(_evidence, block.evidence)),
        indicators=tuple(map(_indicator, block.indicator_blocks)),
    )


def _evidence(entry: EvidenceEntry) -> ApiEvidence:
    record = entry.record
    return ApiEvidence(
        id=entry.id,
        ascii_id=entry.slug,
        name=record.name,
        aliases=record.aliases,
        kind=record.kind,
        frequency=record.frequency,
        min_count=record.min_count,
        per=record.per,
        same_as=record.same_as,
        basis=record.basis,
        due=record.due,
        visibility=record.visibility,
        references=record.refs,
        note=record.note,
        not_applicable=record.not_applicable,
    )


def _indicator(block: IndicatorBlock) -> ApiIndicator:
    entry, record = block.indicator, block.indicator.record
    return ApiIndicator(
        id=entry.id,
        name=record.name,
        formula=record.formula,
        operator=record.operator,
        threshold=record.threshold,
        unit=record.unit,
        period=record.period,
        basis=record.basis,
        not_applicable=record.not_applicable,
        results=tuple(map(_result, block.measures)),
    )


def _result(result: IndicatorResult) -> ApiResult:
    return ApiResult(
        year=result.year,
        round=result.round,
        value=result.shown,
        working=result.working,
        verdict=result.verdict,
        note=result.note,
        proof=tuple(filing.id for filing in result.proof),
    )
