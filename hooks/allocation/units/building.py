"""The site of one unit: built beside, checked, then an object of the store."""

from __future__ import annotations

import gc
import os
import resource
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from time import perf_counter

from allocation.base import clock
from allocation.base.os_messages import describe_os_error, remedy
from allocation.datafiles.data_folder import STORE as EVIDENCE_VARIABLE
from allocation.feeds.summary import PATH
from allocation.mkdocs.in_process import BuildError, build_portal, build_site
from allocation.runtime import trees
from allocation.runtime.background import ForkedTask
from allocation.site.inspection import Inspector
from allocation.units.code_version import PROJECT
from allocation.units.content_digests import ContentDigests, OutsideError
from allocation.units.sources import content_folders
from allocation.units.store import UnitStore
from allocation.units.tasks import UnitOutcome, UnitTask
from allocation.units.unit_list import PORTAL

_SETTINGS = ("DATA", "SITE_URL", "REPO_URL", "EDIT_URI", "DIRECTORY_URLS", "DOWNLOADS", "EXAMPLE",
             "PREVIEW", EVIDENCE_VARIABLE)  # fmt: skip
"""Variables of ``mkdocs.yml`` and builds: what a host has set must not reach the site of a unit."""
_SECONDS, _BYTES = 3600, 4 << 30
"""Limits of a process that builds: of CPU time and of memory."""


class _ChangedError(Exception):
    """The data is not what it was when the task was made."""


def build(task: UnitTask, inspector: Inspector) -> UnitOutcome:
    """Build a unit's site in this process, which is for nothing else: its settings are changed.

    :param inspector: knows what the sites of all units have in common, as far as it was learned.
    :raises ChildProcessError: if a process that this one started was killed.
    """
    began = perf_counter()
    error, is_lasting = "", False
    try:
        _prepare(task)
        _build(task, inspector)
    except BuildError as problem:
        error, is_lasting = str(problem), True
    except (_ChangedError, OutsideError) as problem:
        error = str(problem)
    except ChildProcessError:
        raise
    except OSError as problem:
        error = f"读写出错（{describe_os_error(problem)}）；{remedy(problem)}。"
    except Exception:
        error = f"程序出错，请把下面几行发给维护的人：\n{traceback.format_exc()}"
    return UnitOutcome(task.id, error, is_lasting, perf_counter() - began, _megabytes())


def learn(task: UnitTask, inspector: Inspector) -> None:
    """Look through a site that was built: much of it is the same in those of other units.

    :raises OSError: if it can't be read.
    """
    site = UnitStore(Path(task.store)).object(task.id, task.digest)
    inspector.learn(site, trees.digests(site))


def _prepare(task: UnitTask) -> None:
    for name in _SETTINGS:
        os.environ.pop(name, None)
    if task.evidence:
        os.environ[EVIDENCE_VARIABLE] = task.evidence
    noon = datetime.combine(date.fromisoformat(task.day), time(12), UTC)
    os.environ[clock.VARIABLE] = f"{noon.timestamp():.0f}"
    os.umask(0o022)
    # What is made for one site ends with the process.
    gc.disable()
    for kind, limit in ((resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_AS, _BYTES)):
        resource.setrlimit(kind, (limit, resource.getrlimit(kind)[1]))


def _build(task: UnitTask, inspector: Inspector) -> None:
    store, data = UnitStore(Path(task.store)), Path(task.data)
    with store.building(task.id, task.digest) as site:
        if task.id == PORTAL:
            # It is built and looked through by two processes, and while nothing else is built: one
            # would need the memory of both.
            ForkedTask(partial(_build_portal, task, store, site)).wait()
            inspector = Inspector()
        else:
            _build_unit(task, data, site)
        files = trees.digests(site)
        if refusal := inspector.whole(site, files, data).refusal:
            raise BuildError(refusal)
        store.share(site, {name: files[name] for name in _common(files)})


def _build_unit(task: UnitTask, data: Path, site: Path) -> None:
    _refuse_changed(task)
    build_site(PROJECT, data, site, site_url=task.site_url)
    # What was read may be of two states, or of one that has another digest.
    _refuse_changed(task)


def _build_portal(task: UnitTask, store: UnitStore, site: Path) -> None:
    statuses = store.statuses()
    build_portal(
        PROJECT,
        {id: store.site(id) / PATH for id in statuses if store.live(id)},
        {id: asdict(status) for id, status in statuses.items()},
        site,
        title=task.title,
        history=store.history,
        site_url=task.site_url,
    )


def _megabytes() -> float:
    """Return the memory of this process, or of one that it started, at its largest."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in whose) / 1000


def _refuse_changed(task: UnitTask) -> None:
    folders = content_folders(Path(task.data), task.evidence)
    if ContentDigests().of(*folders) != task.content:
        raise _ChangedError("数据在生成的时候被改了，下一次运行再生成。")


def _common(names: Iterable[str]) -> Iterator[str]:
    """Yield the files that sites of other units have, too: of the theme, and of the manuals."""
    for name in names:
        if name.startswith("assets/") or (PROJECT / "docs" / name).is_file():
            yield name
