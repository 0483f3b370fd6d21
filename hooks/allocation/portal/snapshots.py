"""Snapshots by month, ``history/2026-10/UNIT.json``: how each unit stood at its last summary of it.

They hold what is compared and nothing else: the summaries themselves are twenty times as large.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from allocation.datafiles.json_schema import DEFERRED
from allocation.feeds.summary import SummaryStanding
from allocation.portal.portal import Portal
from allocation.portal.units import PastMonth, PortalUnit, Snapshot

_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_VERSION: Literal["1.0"] = "1.0"


@dataclass(frozen=True, slots=True)
class _Kept:
    __pydantic_config__: ClassVar[ConfigDict] = DEFERRED
    version: Literal["1.0"]
    name: str
    as_of: dt.date | None
    standing: SummaryStanding | None
    items: dict[str, tuple[int, int, int]]


_ADAPTER = TypeAdapter(_Kept)


def keep(history: Path, portal: Portal) -> None:
    """Write how each unit stands into the folder of the month; what is the same stays.

    :raises OSError: if it can't be written.
    """
    if not portal.month:
        return
    folder = history / portal.month
    folder.mkdir(parents=True, exist_ok=True)
    for unit in portal.units:
        path, content = folder / f"{unit.id}.json", _ADAPTER.dump_json(_kept(unit))
        if not path.exists() or path.read_bytes() != content:
            # Whole, or not there: a run that is killed leaves a draft, which nobody reads.
            draft = path.with_suffix(".new")
            draft.write_bytes(content)
            draft.replace(path)


def past(history: Path | None, month: str, units: Iterable[str]) -> PastMonth | None:
    """Return the latest month before another one, with the snapshots of some units.

    A snapshot that can't be read is as if it had not been kept.

    :param month: such as ``2026-11``.
    """
    months = sorted(_months(history, month)) if history else []
    if not history or not months:
        return None
    found = {unit: _read(history / months[-1] / f"{unit}.json") for unit in units}
    return PastMonth(months[-1], {unit: each for unit, each in found.items() if each})


def _months(history: Path, before: str) -> Iterable[str]:
    if not history.is_dir():
        return ()
    names = (path.name for path in history.iterdir())
    return (name for name in names if _MONTH.fullmatch(name) and name < before)


def _read(path: Path) -> Snapshot | None:
    try:
        kept = _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    return Snapshot(kept.name, kept.as_of, kept.standing, kept.items)


def _kept(unit: PortalUnit) -> _Kept:
    pairs = zip(unit.rubric.items, unit.standings, strict=True)
    items = {item.slug: (each.due, each.due_done, each.late) for item, each in pairs if each}
    return _Kept(_VERSION, unit.name, unit.as_of, unit.standing, items)
