"""From a commit of data to the page that shows it, served by the nginx of the system.

Two ways, as the administrator's manual has them: a hook of the repository does what the timer of
``allocation-site.service`` does, each time from the beginning; and ``allocation-inbox.service``,
which stays, and for which the hook rings.
"""

from __future__ import annotations

import itertools
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.proof import keep
from helpers import DELIVERED, replace
from intranet import intranet, service
from live import STEPS, git, host, push, seen
from webserver import nginx

PAGE = "items/iii-1/"
FILE = "data/allocation/01-lingdao-banzi.yml"
TITLES = ("领导重视", *(f"领导重视{number}" for number in range(1, 7)))
_INBOX = "inbox:\n  coordinators: [许伟灿]\n"
_HOOK = "#!/bin/sh\ntouch {bell}/push\n"

Seconds = dict[str, float]


def main() -> None:
    """Measure, print and keep the table."""
    columns = ("推送", *STEPS, "合计")
    lines = [f"| | {' | '.join(columns)} |", "| --- " * (len(columns) + 1) + "|"]
    for name, way in (("每次从头生成", _anew), ("一直运行着", _staying)):
        with tempfile.TemporaryDirectory() as folder, way(Path(folder)) as (desk, url, steps):
            rounds = [_round(desk, url, steps, *titles) for titles in itertools.pairwise(TITLES)]
        # The first one after the start makes more.
        medians = (
            statistics.median(each[column] for each in rounds[1:]) if column in rounds[0] else None
            for column in columns
        )
        cells = ("" if seconds is None else f"{seconds:.2g} s" for seconds in medians)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    keep("live", lines)


def _round(desk: Path, url: str, steps: Callable[[], Seconds], old: str, new: str) -> Seconds:
    replace(desk / FILE, f"title: {old}\n", f"title: {new}\n")
    began = time.monotonic()
    push(desk, new)
    pushed = time.monotonic() - began
    seen(url + PAGE, new)
    took = steps()
    return {"推送": pushed - sum(took.values()), **took, "合计": time.monotonic() - began}


@contextmanager
def _anew(folder: Path) -> Iterator[tuple[Path, str, Callable[[], Seconds]]]:
    """Let the hook pull, build, check and publish; yield the desk, the address, what steps took."""
    made = host(folder, DELIVERED)
    with nginx(folder, made.live) as url:
        yield made.desk, url, made.seconds


@contextmanager
def _staying(folder: Path) -> Iterator[tuple[Path, str, Callable[[], Seconds]]]:
    """Let the hook ring for the service."""
    data = Path(shutil.copytree(DELIVERED, folder / "data"))
    with (data / "unit.yml").open("a", encoding="utf-8") as unit:
        unit.write(_INBOX)
    made = intranet(folder, pushes=True, data=data)
    git(folder, "clone", "--quiet", str(folder / "origin.git"), str(folder / "desk"))
    hook = folder / "origin.git/hooks/post-receive"
    hook.write_text(_HOOK.format(bell=made.inbox / "bell"), encoding="utf-8")
    hook.chmod(0o755)
    with service(made), nginx(folder, made.target / "current") as url:
        made.wait_for_service()
        yield folder / "desk", url, dict


if __name__ == "__main__":
    main()
