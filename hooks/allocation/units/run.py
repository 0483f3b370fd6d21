"""One run over all units: what changed is built, checked and shown; the broken keep their sites."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial

from allocation.base import clock
from allocation.units.code_version import code_version
from allocation.units.content_digests import ContentDigests, of_text
from allocation.units.sources import SourceError, UnitData, fetch
from allocation.units.store import UnitState, UnitStore
from allocation.units.tasks import UnitOutcome, UnitTask
from allocation.units.unit_list import PORTAL, PortalSettings, UnitList, UnitSource

_AT_ONCE = 8
"""Sources that are looked at together: most of the time is waiting for git and disks."""
Builds = Callable[[list[UnitTask]], Iterator[UnitOutcome]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did: units by what became of them, in the order of the list.

    :ivar gone: units whose sites were taken away, since the list has them no more.
    :ivar portal: what became of the portal; None where there is none, or nothing to build.
    """

    statuses: dict[str, UnitState]
    built: tuple[UnitOutcome, ...]
    gone: tuple[str, ...]
    portal: UnitOutcome | None

    @property
    def broken(self) -> dict[str, UnitState]:
        """The units with an error."""
        return {id: status for id, status in self.statuses.items() if status.error}


def run(units: UnitList, store: UnitStore, builds: Builds) -> Report:
    """Bring the store up to date; the caller has its lock.

    :param builds: builds tasks on this machine or on others.
    """
    digests = ContentDigests(store.digests)
    states = _States(store, code_version(digests), clock.today().isoformat())
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        fetched = list(pool.map(partial(_fetch, store, digests), units.units))
    digests.save()
    tasks = [task for unit, data in zip(units.units, fetched, strict=True)
             if (task := states.task(unit, data))]  # fmt: skip
    store.note(states.statuses)
    built = []
    for outcome in builds(tasks) if tasks else ():
        states.ended(outcome)
        built.append(outcome)
    store.note(states.statuses)
    portal = states.portal(units.portal, builds) if units.portal else None
    names = [unit.id for unit in units.units] + [PORTAL] * bool(units.portal)
    return Report(states.statuses, tuple(built), store.tidy(names, units.keep), portal)


def _fetch(store: UnitStore, digests: ContentDigests, unit: UnitSource) -> UnitData | SourceError:
    try:
        return fetch(unit, store.sources, digests)
    except SourceError as error:
        return error


class _States:
    """What becomes of each unit, from the last run to the end of this one."""

    def __init__(self, store: UnitStore, code: str, day: str) -> None:
        self._store, self._code, self._day = store, code, day
        self._before = store.statuses()
        self._tasks: dict[str, UnitTask] = {}
        self.statuses: dict[str, UnitState] = {}

    def task(self, unit: UnitSource, data: UnitData | SourceError) -> UnitTask | None:
        """Return what is to be built; nothing if the site is there, or can't be had."""
        live = self._store.live(unit.id)
        before = self._before.get(unit.id, UnitState())
        known = UnitState(live, before.built_at if live else None)
        if isinstance(data, SourceError):
            self.statuses[unit.id] = _failed(known, str(data))
            return None
        task = self._of(unit, data)
        if task.digest == before.tried:
            self.statuses[unit.id] = _failed(known, before.error or "", before.tried)
        elif task.digest == live:
            self.statuses[unit.id] = known
        elif self._store.object(unit.id, task.digest).is_dir():
            self.statuses[unit.id] = self._show(task)
        else:
            self.statuses[unit.id] = replace(known, kept=live is not None)
            self._tasks[unit.id] = task
            return task
        return None

    def ended(self, outcome: UnitOutcome) -> None:
        """Show the site that was built, or note the error."""
        task, known = self._tasks[outcome.id], self.statuses[outcome.id]
        if outcome.error:
            tried = task.digest if outcome.is_lasting else None
            self.statuses[outcome.id] = _failed(known, outcome.error, tried)
        else:
            self.statuses[outcome.id] = self._show(task)

    def portal(self, settings: PortalSettings, builds: Builds) -> UnitOutcome | None:
        """Build the portal over what the store has now, if that is something new."""
        facts = json.dumps({id: asdict(status) for id, status in self.statuses.items()})
        task = UnitTask(
            id=PORTAL,
            store=str(self._store.folder),
            data="",
            evidence="",
            content="",
            digest=of_text(self._code, facts, self._day, settings.title, settings.site_url),
            site_url=settings.site_url,
            day=self._day,
            code=self._code,
            title=settings.title,
        )
        if self._store.live(PORTAL) == task.digest:
            return None
        (outcome,) = builds([task])
        if not outcome.error:
            self._store.show(PORTAL, task.digest)
        return outcome

    def _of(self, unit: UnitSource, data: UnitData) -> UnitTask:
        shown_day = self._day if data.is_dated else ""
        return UnitTask(
            id=unit.id,
            store=str(self._store.folder),
            data=str(data.folder),
            evidence=data.evidence,
            content=data.digest,
            digest=of_text(self._code, data.digest, data.history, shown_day, unit.site_url),
            site_url=unit.site_url,
            day=self._day,
            code=self._code,
        )

    def _show(self, task: UnitTask) -> UnitState:
        self._store.show(task.id, task.digest)
        return UnitState(task.digest, datetime.now(UTC).isoformat(timespec="seconds"))


def _failed(known: UnitState, error: str, tried: str | None = None) -> UnitState:
    return replace(known, error=error, kept=known.digest is not None, tried=tried)
