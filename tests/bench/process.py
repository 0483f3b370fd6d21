"""What a program takes: seconds, seconds of processor, memory.

Started as a program of its own, this module starts the other and measures it: on Linux, the peak
of a process counts the memory of the one that started it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """What a program took.

    :ivar seconds: by the clock.
    :ivar cpu: seconds of processor, of it and of the children that it waited for.
    :ivar megabytes: of the largest of these processes, at its largest.
    """

    seconds: float
    cpu: float
    megabytes: float


def timed(command: Sequence[str | Path], folder: Path, **settings: str) -> Run:
    """Run a program in a folder; its messages are shown only if it fails.

    :param settings: of its environment, beside those of this process.
    :raises CalledProcessError: if it fails.
    """
    done = subprocess.run(
        [sys.executable, "-I", "-S", __file__, *command],
        cwd=folder,
        env=environment() | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise subprocess.CalledProcessError(done.returncode, list(command))
    return Run(**json.loads(done.stdout))


def environment() -> dict[str, str]:
    """Return the environment of what is measured: compiled Python is kept, as users have it."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"NO_MKDOCS_2_WARNING": "1"}


def _measure(command: Sequence[str]) -> Run:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=sys.stderr)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]}: {process.returncode}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000)


if __name__ == "__main__":
    print(json.dumps(asdict(_measure(sys.argv[1:]))))
