"""Tables of what tests prove: run the tests, write down which of them passed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from helpers import PROJECT

_PASSED = re.compile(r" (?:\d+ \| )?是 \|$")
PROOF = Path(__file__).parent.parent / "docs" / "proof"


class _Recorder:
    """Remembers how each test ended, under its name without parameters as well."""

    def __init__(self) -> None:
        self.ended: dict[str, list[bool]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome of a test, and of what it needs."""
        if report.when == "call" or not report.passed:
            name = report.nodeid.removeprefix("tests/")
            for key in {name, name.partition("[")[0]}:
                self.ended[key].append(report.passed)


def write(
    table: Path,
    head: str,
    rows: Sequence[tuple[str, tuple[str, ...]]],
    *,
    counted: bool = False,
) -> int:
    """Run the tests that prove each row and write the table; return 1 if any failed.

    :param rows: each a line that lacks its last cell, with its tests as named from their folder.
    :param counted: whether a cell says how many tests that were.
    """
    recorder = _Recorder()
    wanted = sorted({f"tests/{test}".partition("[")[0] for _, tests in rows for test in tests})
    pytest.main(["-q", "-p", "no:randomly", *wanted], plugins=[recorder])
    lines = []
    for row, tests in rows:
        ended = [passed for test in tests for passed in recorder.ended[_asked(test)] or [False]]
        count = f"{len(ended)} | " if counted else ""
        lines.append(f"{row} {count}{'是' if all(ended) else '否'} |")
    table.parent.mkdir(exist_ok=True)
    table.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    failed = [line for line in lines if line.endswith(" 否 |")]
    print("\n".join([f"{table.name}：{len(lines)} 项，{len(failed)} 项没有通过", *failed]))
    return 1 if failed else 0


def listed(table: Path) -> list[str]:
    """Return the lines of a table that is there, if they say that the tests passed."""
    lines = table.read_text(encoding="utf-8").splitlines()
    return [_PASSED.sub("", line) for line in lines if _PASSED.search(line)]


def missing(tests: Iterable[str]) -> list[str]:
    """Return the tests that a table names and that do not exist."""
    wanted = [*tests]
    files = sorted({f"tests/{test.partition('::')[0]}" for test in wanted})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-o", "addopts=", *files]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    there = {line.removeprefix("tests/") for line in done.stdout.splitlines()}
    there |= {name.partition("[")[0] for name in there}
    return [test for test in wanted if _asked(test) not in there]


def cell(text: str) -> str:
    """Return a text that is safe in a cell of a table in Markdown."""
    plain = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
    return plain.replace("|", "\\|").replace("<", "&lt;")


def _asked(test: str) -> str:
    """Return the name as pytest writes it: what is not ASCII is escaped."""
    return test.encode("unicode_escape").decode() if "[" in test else test
