"""The registry of downloads: every exporter that the site offers the files of.

Each is a function ``export(context)`` that yields (path, content) pairs; what is large comes as
text that is made piece by piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from allocation.feeds import api, atom, changes, duties, ics
from allocation.office.exports import dossier, photos, report, table, tasks, workbook
from allocation.pages.views.context import SiteContext
from allocation.runtime.streaming import TextStream

EXPORTERS: tuple[Callable[[SiteContext], Iterator[tuple[str, bytes | TextStream]]], ...] = (
    api.export,
    duties.export,
    changes.export,
    ics.export,
    atom.export,
    workbook.export,
    table.export,
    tasks.export,
    dossier.export,
    photos.export,
    report.export,
)
