"""The registry of downloads: every exporter that the site offers the files of.

Each is a function ``export(index)`` that yields (path, content) pairs; the content is bytes, or a
file that is to be copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from allocation.exporters import (
    api,
    changes,
    copies,
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
from allocation.views import Index

Export = Callable[[Index], Iterator[tuple[str, bytes | Path]]]
EXPORTERS: tuple[Export, ...] = (
    api.export,
    duties.export,
    changes.export,
    ics.export,
    feed.export,
    copies.export,
    xlsx.export,
    docx.export,
    tasks.export,
    dossier.export,
    photos.export,
    report.export,
)
SHOWN: tuple[Export, ...] = (copies.export,)
"""Those whose files stand on pages: photographs."""
