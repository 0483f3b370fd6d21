"""``api/people``, ``api/departments``, ``api/items``: duties, slots and filings of each as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter

from allocation.base.enums import FilingState, SlotState
from allocation.base.grouping import unique
from allocation.datafiles.json_schema import DEFERRED, doc, format_schema
from allocation.feeds.provenance_keys import ApiDerived, derived_keys
from allocation.pages.views.context import SiteContext
from allocation.register.addresses import address, calendar_address, data_api_address, file_address
from allocation.register.archive import Paper
from allocation.register.common import Common
from allocation.register.derived import Derived
from allocation.register.index import Index, RowBlock, tally
from allocation.register.owing import name
from allocation.register.progress import Slot, StateCounts
from allocation.register.register import DepartmentEntry, FilingEntry, ItemEntry, PersonEntry
from allocation.register.schedule import provisional
from allocation.runtime.streaming import Output

VERSION = "1.1"
Kind = Literal["人", "科室", "项目"]
Owner = PersonEntry | DepartmentEntry | ItemEntry


@dataclass(frozen=True, slots=True)
class ApiStanding:
    """How many slots are in which state."""

    counts: Annotated[dict[SlotState, int], doc("各状态的项次；没有的状态不列")]
    owed: Annotated[int, doc("应交：已经开始的各期，不含有则交和不适用")]
    done: Annotated[int, doc("其中已交或已审核")]
    gaps: Annotated[int, doc("其中逾期、退回、不足、待交")]
    total: Annotated[int, doc("全届期要交：应交加未到期")]
    due: Annotated[int, doc("已到期应交：期限已过的，不论交没交")]
    due_done: Annotated[int, doc("已到期应交中已交或已审核的；完成率按这两个数算")]
    due_soon: Annotated[int, doc("30 天内到期而没有交的，含未到期")]


@dataclass(frozen=True, slots=True)
class ApiSlot:
    """A piece of evidence in one period."""

    id: Annotated[str, doc("编号，如 Ⅲ-2-⑴-01_2025")]
    evidence: Annotated[str, doc("材料编号")]
    name: Annotated[str, doc("材料名称")]
    clause: Annotated[str, doc("条款编号")]
    period: Annotated[str, doc("哪一期：届期、2025、2025-Q1、2025-03、2025-03-05")]
    party: Annotated[str | None, doc("哪个科室（没有科室的，哪个责任人）的；一行合交的没有")]
    start: Annotated[dt.date, doc("这一期的第一天")]
    end: Annotated[dt.date, doc("这一期的最后一天")]
    due: Annotated[dt.date | None, doc("期限；无期限的没有")]
    state: Annotated[SlotState, doc("状态")]
    count: Annotated[int, doc("已交几份，退回的不算")]
    wanted: Annotated[int, doc("要交几份")]
    filings: Annotated[tuple[str, ...], doc("登记编号")]
    url: Annotated[str, doc("页面位置，相对网站根目录")]


@dataclass(frozen=True, slots=True)
class ApiFiling:
    """A document that was handed in; its files only where they may be shown."""

    id: Annotated[str, doc("登记编号，如 2025-001")]
    title: Annotated[str, doc("题名")]
    document_no: Annotated[str | None, doc("文号")]
    author_body: Annotated[str | None, doc("责任者")]
    date: Annotated[dt.date | None, doc("文件日期")]
    pages: Annotated[int | None, doc("页数")]
    box: Annotated[str | None, doc("第几盒")]
    page: Annotated[str | None, doc("盒内页次")]
    party: Annotated[str | None, doc("所属科室；从交的人看得出来的没有")]
    piece: Annotated[int | None, doc("件号；不在盒里、退回或没有日期的没有")]
    archival_number: Annotated[str | None, doc("档号；全宗号、年度、保管期限不全的没有")]
    evidence: Annotated[tuple[str, ...], doc("证明哪些材料")]
    state: Annotated[FilingState, doc("状态")]
    reason: Annotated[str | None, doc("退回的理由，或没有文件的理由")]
    files: Annotated[tuple[str, ...], doc("挂出的文件，相对网站根目录")]


@dataclass(frozen=True, slots=True)
class ApiPart:
    """Some clauses with their slots and filings."""

    clauses: Annotated[tuple[str, ...], doc("条款编号，按原表次序")]
    standing: ApiStanding
    slots: Annotated[tuple[ApiSlot, ...], doc("各期")]
    filings: Annotated[tuple[ApiFiling, ...], doc("登记")]


@dataclass(frozen=True, slots=True)
class ApiDuties:
    """One person, department or item."""

    __pydantic_config__: ClassVar[ConfigDict] = DEFERRED

    version: Annotated[str, doc("格式版本；只增不减时小数位加一，有删改时整数位加一")]
    kind: Annotated[Kind, doc("是什么")]
    id: Annotated[str, doc("姓名（同名时为 id）、科室名称或项目编号")]
    url: Annotated[str, doc("页面，相对网站根目录")]
    calendar: Annotated[str | None, doc("日历文件；项目没有，没有期限的也没有")]
    derived: Annotated[
        tuple[ApiDerived, ...], doc("原表没有写、由网站推定的；其余各键照原文，建议的除外")
    ]
    proposed: Annotated[tuple[str, ...], doc("哪些键是建议，以当届测评细则为准")]
    today: Annotated[dt.date | None, doc("状态截至哪天；届期没有核定时没有")]
    provisional: Annotated[bool, doc("届期是否暂定：期限和期数以正式通知为准")]
    duties: Annotated[ApiPart, doc("负责的部分")]
    supervised: Annotated[ApiPart | None, doc("分管的部分；不是分管领导的没有")]


@dataclass(frozen=True, slots=True)
class ApiListing:
    """A line of the list."""

    kind: Annotated[Kind, doc("是什么")]
    id: Annotated[str, doc("姓名（同名时为 id）、科室名称或项目编号")]
    api: Annotated[str, doc("它的 JSON，相对网站根目录")]
    url: Annotated[str, doc("它的页面，相对网站根目录")]


@dataclass(frozen=True, slots=True)
class ApiList:
    """Everything that has a JSON of its own."""

    __pydantic_config__: ClassVar[ConfigDict] = DEFERRED

    version: Annotated[str, doc("格式版本")]
    entries: tuple[ApiListing, ...]


_DUTIES = TypeAdapter(ApiDuties)
_LIST = TypeAdapter(ApiList)
_DERIVED = {
    Derived.CLAUSE_NUMBER: tuple(
        f"{part}.{key}"
        for part in ("duties", "supervised")
        for key in ("clauses", "slots.id", "slots.evidence", "slots.clause", "filings.evidence")
    )
}
"""The keys that make derived statements."""


def export(context: SiteContext) -> Iterator[Output]:
    """Yield a JSON per person, department and item, the list of them, and the schemas."""
    index = context.index
    owners = []
    for owner, own, led in _owners(index):
        given = (index.common, owner, _calendar(index, owner), own, led)
        yield Output(data_api_address(owner), partial(_json, *given))
        owners.append(owner)
    yield Output("api/index.json", partial(_list, tuple(owners)))
    yield Output("api/duties.schema.json", duties_schema)
    yield Output("api/index.schema.json", list_schema)


@dataclass(frozen=True, slots=True)
class _Part:
    """Some rows, and the filings for them with their places in the archive."""

    rows: tuple[RowBlock, ...]
    filings: tuple[tuple[FilingEntry, Paper | None], ...]


def _owners(index: Index) -> Iterator[tuple[Owner, _Part, _Part | None]]:
    """Yield everybody and everything with the part that is theirs, and that which they lead."""
    for person in index.register.people:
        led = index.of_leader(person)
        own = _part(index, index.of_person(person))
        yield person, own, _part(index, led) if led else None
    for department in index.register.departments:
        yield department, _part(index, index.of_department(department)), None
    for item in index.register.items:
        yield item, _part(index, index.item(item).rows), None


def _part(index: Index, rows: tuple[RowBlock, ...]) -> _Part:
    filings = index.filings(rows)
    return _Part(rows, tuple((each, index.papers.get(each, (None, None))[1]) for each in filings))


def _json(
    common: Common, owner: Owner, calendar: str | None, own: _Part, led: _Part | None
) -> bytes:
    kind, id = _kind_and_id(owner)
    duties = ApiDuties(
        version=VERSION,
        kind=kind,
        id=id,
        url=address(owner),
        calendar=calendar,
        derived=derived_keys(_DERIVED),
        proposed=("duties.slots", "supervised.slots"),
        today=common.today if common.active else None,
        provisional=bool(provisional(common.unit.term)),
        duties=_api_part(own),
        supervised=_api_part(led) if led else None,
    )
    return _DUTIES.dump_json(duties, indent=1)


def _list(owners: tuple[Owner, ...]) -> bytes:
    listings = tuple(
        ApiListing(*_kind_and_id(owner), data_api_address(owner), address(owner))
        for owner in owners
    )
    return _LIST.dump_json(ApiList(VERSION, listings), indent=1)


def duties_schema() -> bytes:
    """Return the JSON Schema of one's duties."""
    return format_schema(_DUTIES, "一个人、科室或项目的职责与进度").encode()


def list_schema() -> bytes:
    """Return the JSON Schema of the list of everybody and everything."""
    return format_schema(_LIST, "有哪些人、科室、项目").encode()


def _calendar(index: Index, owner: Owner) -> str | None:
    if isinstance(owner, ItemEntry) or not index.has_calendar(index.concerning(owner)):
        return None
    return calendar_address(owner)


def _kind_and_id(owner: Owner) -> tuple[Kind, str]:
    if isinstance(owner, PersonEntry):
        return "人", owner.key
    return ("科室", owner.name) if isinstance(owner, DepartmentEntry) else ("项目", owner.id)


def _api_part(part: _Part) -> ApiPart:
    return ApiPart(
        clauses=tuple(block.clause.id for row in part.rows for block in row.clauses),
        standing=_standing(tally(part.rows).standing),
        slots=tuple(_slot(slot) for row in part.rows for slot in row.slots),
        filings=tuple(_filing(filing, paper) for filing, paper in part.filings),
    )


def _standing(standing: StateCounts) -> ApiStanding:
    counts = {state: standing.of(state) for state in SlotState if standing.of(state)}
    return ApiStanding(
        counts,
        standing.owed,
        standing.done,
        standing.gaps,
        standing.total,
        standing.due,
        standing.due_done,
        standing.soon,
    )


def _slot(slot: Slot) -> ApiSlot:
    return ApiSlot(
        id=slot.id,
        evidence=slot.evidence.id,
        name=slot.evidence.record.name,
        clause=slot.evidence.clause.id,
        period=slot.span.key,
        party=name(slot.party) if slot.party else None,
        start=slot.span.start,
        end=slot.span.end,
        due=slot.due,
        state=slot.state,
        count=slot.count,
        wanted=slot.wanted,
        filings=tuple(filing.id for filing in slot.filings),
        url=address(slot.evidence),
    )


def _filing(filing: FilingEntry, paper: Paper | None) -> ApiFiling:
    record = filing.record
    files = unique(map(file_address, filing.files))
    return ApiFiling(
        id=filing.id,
        title=record.title,
        document_no=record.document_no,
        author_body=record.author_body,
        date=record.date,
        pages=record.pages,
        box=record.box,
        page=record.page,
        party=record.party,
        piece=paper.piece if paper else None,
        archival_number=(paper.code or None) if paper else None,
        evidence=tuple(evidence.id for evidence in filing.evidence),
        state=record.state,
        reason=record.reason,
        files=tuple(file for file in files if file),
    )
