"""Summaries -> units. One that can't be used is listed with its reason, and left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import nlargest
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import from_json

from allocation.base.filenames import RESERVED
from allocation.base.os_messages import describe_os_error
from allocation.base.unseen import CONTROL
from allocation.datafiles.validation_messages import complaints
from allocation.feeds.summary import (
    ADAPTER,
    PATH,
    VERSION,
    Summary,
    SummaryFiling,
)
from allocation.portal import snapshots
from allocation.portal.portal import Portal
from allocation.portal.source import PortalSource, UnitStatus
from allocation.portal.units import (
    PortalUnit,
    Refused,
    Rubric,
    RubricItem,
)
from allocation.runtime.gc_paused import gc_paused

_LARGEST = 16_000_000
"""Bytes of a summary: the largest unit that is known has a tenth."""
_LATEST = 5
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_Value = TypeVar("_Value")
_Key = tuple[str, tuple[str, ...]]
"""What units of one rubric have in common: its digest, and the slugs of its items."""


class UnusableError(Exception):
    """A summary that can't be used; the message says why, in Chinese."""


@gc_paused()
def read(source: PortalSource, see: Callable[[str, Summary], None] | None = None) -> Portal:
    """Return the portal of some summaries.

    :param see: called with the id of each unit and its summary, which is not kept.
    """
    reading = _Reading()
    refused = []
    for id, path in source.summaries.items():
        try:
            known = summary(id, path)
        except UnusableError as error:
            refused.append(Refused(id, str(error), source.status.get(id, UnitStatus())))
        else:
            reading.add(id, known, source.status.get(id, UnitStatus()))
            if see:
                see(id, known)
    never = (id for id in source.status if id not in source.summaries)
    refused += [Refused(id, "还没有网站", source.status[id]) for id in never]
    return reading.portal(source, tuple(refused))


def summary(id: str, path: Path) -> Summary:
    """Return the summary of a unit.

    :raises UnusableError: if it can't be used.
    """
    if not _ID.fullmatch(id) or id in RESERVED or len(id) > 80:
        raise UnusableError(f"单位代号“{id[:40]}”只能用小写字母、数字和连字符")
    try:
        if path.stat().st_size > _LARGEST:
            raise UnusableError(f"{PATH} 超过 {_LARGEST // 1_000_000} MB")
        content = path.read_bytes()
    except OSError as error:
        raise UnusableError(f"{PATH} 读不出来（{describe_os_error(error)}）") from error
    known = _validated(content)
    if known.version != VERSION:
        raise UnusableError(_other_version(known.version))
    if problem := next(_contradictions(known), None):
        raise UnusableError(f"{PATH} 前后不符：{problem}")
    return known


def _validated(content: bytes) -> Summary:
    try:
        return ADAPTER.validate_json(content)
    except ValidationError as error:
        version = _version(content)
        if version and version != VERSION:
            raise UnusableError(_other_version(version)) from error
        if version is None:
            raise UnusableError(f"{PATH} 不是单位汇总（JSON），可能没有写完") from error
        path, (found, expected, _) = next(complaints(error))
        place = ".".join(map(str, path))
        raise UnusableError(f"{PATH} 的 {place}：{found}，应为{expected}") from error


def _version(content: bytes) -> str | None:
    """Return the version that some JSON says it has; None if it says none."""
    try:
        value = from_json(content)
    except ValueError:
        return None
    return str(value.get("version") or "")[:20] or None if isinstance(value, dict) else None


def _other_version(version: str) -> str:
    return f"汇总的格式版本是 {version}，这里只认 {VERSION}；各单位和这里用同一版本的程序重新生成"


def _contradictions(known: Summary) -> Iterator[str]:
    """Yield what can't be true of a summary, or would break pages."""
    for rule in (_names, _doubles, _addresses, _counts):
        yield from rule(known)


def _names(known: Summary) -> Iterator[str]:
    for text in (known.name, known.honor, *(item.title for item in known.items)):
        if not text.strip() or CONTROL.search(text):
            yield f"名称“{ascii(text)[1:41]}”是空的，或有看不见的控制字符"


def _doubles(known: Summary) -> Iterator[str]:
    for name, ids in (
        ("项目", [item.slug for item in known.items]),
        ("量化要求", [each.id for each in known.indicators]),
        ("疑点", [each.kind for each in known.findings]),
    ):
        if len(set(ids)) < len(ids):
            double = Counter(ids).most_common(1)[0][0]
            yield f"{name} {double} 有两个"


def _addresses(known: Summary) -> Iterator[str]:
    for item in known.items:
        if item.slug in RESERVED or item.url != f"items/{item.slug}/":
            yield f"项目 {item.slug} 的页面是 {item.url}"


def _counts(known: Summary) -> Iterator[str]:
    for counts in (known.standing, *(item.standing for item in known.items)):
        if counts and counts.due_done + counts.late > counts.due:
            yield f"已到期应交 {counts.due}，已交 {counts.due_done}、逾期 {counts.late}"
    if known.standing and any(item.standing is None for item in known.items):
        yield "有的项目没有状态"


@dataclass(slots=True)
class _Draft:
    """A unit without what depends on the others: its rubric and its past."""

    key: _Key
    unit: PortalUnit


@dataclass
class _Reading:
    """What is read so far; what units have alike is one object, since they have much alike."""

    drafts: list[_Draft] = field(default_factory=list)
    items: dict[_Key, tuple[RubricItem, ...]] = field(default_factory=dict)
    alike: dict[Any, Any] = field(default_factory=dict)

    def add(self, id: str, known: Summary, status: UnitStatus) -> None:
        """Add a unit."""
        key = known.rubric.digest, tuple(item.slug for item in known.items)
        if key not in self.items:
            self.items[key] = tuple(
                RubricItem(place, item.id, item.slug, item.title, item.category, item.url, "")
                for place, item in enumerate(known.items)
            )
        unit = PortalUnit(
            id=id,
            name=known.name,
            honor=known.honor,
            site=f"{known.url.rstrip('/')}/" if known.url else "",
            data_date=known.data_date,
            as_of=known.as_of,
            term=known.term,
            rubric=_UNKNOWN,
            standing=known.standing,
            standings=self._shared(item.standing for item in known.items),
            months=self._shared(known.months),
            indicators=self._shared(known.indicators),
            findings=self._shared(known.findings),
            departments=self._shared(known.departments),
            people=known.people,
            filings=len(known.filings),
            latest=tuple(nlargest(_LATEST, known.filings, key=_date)),
            status=status,
            past=None,
        )
        self.drafts.append(_Draft(key, unit))

    def portal(self, source: PortalSource, refused: tuple[Refused, ...]) -> Portal:
        """Return the portal of all units that were added."""
        rubrics = self._rubrics()
        whole = Portal(source.title, tuple(each.unit for each in self.drafts), refused, ())
        past = snapshots.past(source.history, whole.month, source.summaries)
        known = past.snapshots if past else {}
        units = tuple(
            replace(each.unit, rubric=rubrics[each.key], past=known.get(each.unit.id))
            for each in self.drafts
        )
        return Portal(source.title, units, refused, tuple(rubrics.values()), past)

    def _shared(self, values: Iterable[_Value]) -> tuple[_Value, ...]:
        return tuple(self.alike.setdefault(value, value) for value in values)

    def _rubrics(self) -> dict[_Key, Rubric]:
        """Return the rubrics, the most common first: its pages have the plain addresses."""
        counts = Counter(each.key for each in self.drafts)
        ordered = sorted(counts, key=lambda key: (-counts[key], key))
        rubrics: dict[_Key, Rubric] = {}
        for place, key in enumerate(ordered):
            folder = f"r-{key[0]}/" if place else ""
            if any(folder == other.folder for other in rubrics.values()):
                folder = f"r-{key[0]}-{place}/"
            items = tuple(
                replace(item, address=f"items/{folder}{item.slug}/") for item in self.items[key]
            )
            name = f"第 {place + 1} 套" if len(ordered) > 1 else ""
            rubrics[key] = Rubric(key[0], folder, name, items)
        return rubrics


_UNKNOWN = Rubric("", "", "", ())


def _date(filing: SummaryFiling) -> date:
    return filing.date or date.min
