"""``api/portal.json``: the units of a portal for other programs, with its JSON Schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, TypeAdapter

from allocation.datafiles.json_schema import DEFERRED, doc, format_schema
from allocation.feeds.summary import SummaryStanding
from allocation.portal.errors import public
from allocation.portal.portal import Portal

VERSION = "1.0"
PATH = "api/portal.json"


@dataclass(frozen=True, slots=True)
class ApiPortalUnit:
    """A unit as the portal lists it."""

    id: Annotated[str, doc("单位的代号")]
    name: Annotated[str, doc("单位")]
    url: Annotated[str, doc("在本站的页面，相对网站根目录")]
    site: Annotated[str | None, doc("单位自己的网站；不知道则为空")]
    as_of: Annotated[dt.date | None, doc("状态截至哪天；届期没有核定则为空")]
    rubric: Annotated[str, doc("测评内容的摘要；相同的单位可以逐项比较")]
    standing: Annotated[SummaryStanding | None, doc("各状态的项次；届期没有核定则为空")]
    place: Annotated[int | None, doc("完成率第几名，由本站算出；不排名的为空")]
    error: Annotated[str | None, doc("最近一次没有建成的原因；建成的为空")]


@dataclass(frozen=True, slots=True)
class ApiPortal:
    """All units."""

    __pydantic_config__: ClassVar[ConfigDict] = DEFERRED

    version: Annotated[str, doc("格式版本")]
    title: Annotated[str, doc("谁的汇总")]
    day: Annotated[dt.date | None, doc("各单位的状态最晚截至哪天")]
    units: Annotated[tuple[ApiPortalUnit, ...], doc("全部单位，按单位清单的次序")]
    refused: Annotated[tuple[str, ...], doc("没有列入汇总的单位的代号")]


_ADAPTER = TypeAdapter(ApiPortal)


def export(portal: Portal) -> Iterator[tuple[str, bytes]]:
    """Yield the file and its JSON Schema."""
    units = tuple(
        ApiPortalUnit(
            unit.id,
            unit.name,
            unit.address,
            unit.site or None,
            unit.as_of,
            unit.rubric.digest,
            unit.standing,
            portal.places.get(unit.id),
            public(unit.status.error) if unit.status.error else None,
        )
        for unit in portal.units
    )
    refused = tuple(each.id for each in portal.refused)
    whole = ApiPortal(VERSION, portal.title, portal.day, units, refused)
    yield PATH, _ADAPTER.dump_json(whole)
    yield "api/portal.schema.json", format_schema(_ADAPTER, "各单位的汇总").encode()
