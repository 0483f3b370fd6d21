"""From a commit of data to the page that shows it, served by the nginx of the system.

The hook of a bare repository does step by step what CI does with a change of the main branch.
"""

from __future__ import annotations

import itertools
import statistics
import tempfile
import time
from pathlib import Path

from bench.proof import keep
from helpers import DELIVERED, replace
from live import STEPS, Host, host, seen
from webserver import nginx

PAGE = "items/iii-1/"
FILE = "data/allocation/01-lingdao-banzi.yml"
TITLES = ("领导重视", *(f"领导重视{number}" for number in range(1, 6)))


def main() -> None:
    """Measure, print and keep the table."""
    rounds: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = host(folder, DELIVERED)
        with nginx(folder, made.live) as url:
            for old, new in itertools.pairwise(TITLES):
                replace(made.desk / FILE, f"title: {old}\n", f"title: {new}\n")
                rounds.append(_round(made, url, new))
    columns = ("commit", *STEPS, "page", "all")
    medians = (statistics.median(each[column] for each in rounds) for column in columns)
    keep(
        "live",
        (
            f"| {' | '.join(columns)} |",
            "| --- " * len(columns) + "|",
            f"| {' | '.join(f'{seconds:.2g} s' for seconds in medians)} |",
        ),
    )


def _round(made: Host, url: str, text: str) -> dict[str, float]:
    began = time.monotonic()
    made.push(text)
    pushed = time.monotonic() - began
    page = seen(url + PAGE, text)
    steps = made.seconds()
    commit = pushed - sum(steps.values())
    return {"commit": commit, **steps, "page": page, "all": pushed + page}


if __name__ == "__main__":
    main()
