"""The current day of a build, from one place."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from allocation.base.problems import DataError, Problem, Ref

VARIABLE = "SOURCE_DATE_EPOCH"
"""Environment variable: seconds since 1970 that fix the day (reproducible-builds.org)."""


def today() -> date:
    """Return the day of the environment variable, or else of the system clock.

    :raises DataError: if the variable is no number of seconds.
    """
    given = os.environ.get(VARIABLE)
    if not given:
        return date.today()
    try:
        return datetime.fromtimestamp(int(given), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        ref = Ref(f"环境变量 {VARIABLE}", 1)
        actual, expected = f"写的是“{given}”", "1970 年以来的秒数，如 1795132800"
        raise DataError([Problem(ref, actual, expected, "改正，或不设这个变量。")]) from error
