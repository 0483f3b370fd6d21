"""The registry of downloads: the exporters whose files the site offers.

Each is a function ``export(context)`` that yields outputs; large texts are streams. What an output
is made of is all that its ``make`` was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from allocation.editing import slip
from allocation.feeds import (
    api,
    atom,
    changes,
    diff_formats,
    duties,
    edit_checks,
    edit_fields,
    ics,
    summary,
)
from allocation.office.exports import (
    archive,
    brief,
    dossier,
    open_duties,
    photos,
    reminders,
    report,
    submission,
    table,
    tasks,
    workbook,
)
from allocation.pages.views.context import SiteContext
from allocation.runtime.streaming import Output

EXPORTERS: tuple[Callable[[SiteContext], Iterator[Output]], ...] = (
    api.export,
    duties.export,
    summary.export,
    changes.export,
    ics.export,
    atom.export,
    workbook.export,
    table.export,
    tasks.export,
    reminders.export,
    brief.export,
    open_duties.export,
    dossier.export,
    submission.export,
    archive.export,
    photos.export,
    report.export,
)
_CONSTANT: tuple[Callable[[], object], ...] = (
    edit_fields.records,
    edit_checks.rules,
    api.schema,
    duties.duties_schema,
    duties.list_schema,
    summary.schema,
    changes.schema,
    diff_formats.schema,
    slip.schema,
)
"""What is the same for all data, and kept once it was made."""


def load_constants() -> None:
    """Make what downloads of all data have in common."""
    for make in _CONSTANT:
        make()
