"""The registry of downloads: every exporter that the site offers the files of.

Each is a function ``export(context)`` that yields (path, content) pairs; what is large comes as
text that is made piece by piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from allocation.exporters import (
    api,
    changes,
    docx,
    dossier,
    duties,
    feed,
    ics,
    photos,
    report,
    tasks,
    xlsx,
)
from allocation.texts import TextStream
from allocation.views.context import SiteContext

EXPORTERS: tuple[Callable[[SiteContext], Iterator[tuple[str, bytes | TextStream]]], ...] = (
    api.export,
    duties.export,
    changes.export,
    ics.export,
    feed.export,
    xlsx.export,
    docx.export,
    tasks.export,
    dossier.export,
    photos.export,
    report.export,
)
