"""A hundred releases published while people read, with kills in between: what the readers saw.

The nginx of the system serves our configuration on the loopback address; every second release is
killed once before it is published, and every seventh is rolled back.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bench.proof import keep
from helpers import PROJECT
from load import attempts, marked, publish, readers, release
from webserver import nginx

RELEASES = 100


def main() -> None:
    """Measure, print and keep the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        target, site = folder / "www", PROJECT / "site"
        marked(target)
        publish(target, "--site", release(site, folder / "release-0", 0))
        began = time.monotonic()
        with nginx(folder, target / "current") as url, readers(url, site) as seen:
            done = attempts(folder, target, site, RELEASES, seed=1)
        seconds = time.monotonic() - began
    keep(
        "deploy",
        (
            "| published | killed | rolled back | seconds | pages | resources | failed or mixed |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            f"| {done.published} | {done.killed} | {done.rolled_back} | {seconds:.0f} "
            f"| {seen.pages} | {seen.resources} | {len(seen.failures)} |",
        ),
    )
    print(*seen.failures[:20], sep="\n")


if __name__ == "__main__":
    main()
