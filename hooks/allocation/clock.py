"""The one clock: what day it is when a site is made."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

VARIABLE = "SOURCE_DATE_EPOCH"
"""Seconds since 1970 (reproducible-builds.org); fixes the day, for the same bytes on any day."""


def today() -> date:
    """Return the day that is set, or that the machine's calendar shows.

    :raises ValueError: if what is set is no number of seconds.
    """
    given = os.environ.get(VARIABLE)
    return datetime.fromtimestamp(int(given), UTC).date() if given else date.today()
