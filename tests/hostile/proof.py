"""The table of hostile cases as Markdown: run the tests, write down what passed."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import pytest

from hostile.cases import KEPT, OFFICE, PROVEN, REFUSED, Case, Proven

TABLE = Path(__file__).parent.parent / "proof" / "hostile.md"
_HEAD = """# Hostile and unlucky input

Written by `scripts/hostile`, which runs the tests. Each case, what must happen, whether it did.

| 方面 | 输入或情形 | 必须 | 测试 | 通过 |
| --- | --- | --- | --- | --- |
"""
_OWN = ((REFUSED, "test_refused"), (KEPT, "test_kept"), (OFFICE, "test_office_file"))


def cases() -> list[Proven]:
    """Return every case with the test that proves it, an area after the other."""
    own = [_proven(case, test) for group, test in _OWN for case in group]
    everything = (*own, *PROVEN)
    areas = list(dict.fromkeys(case.area for case in everything))
    return sorted(everything, key=lambda case: areas.index(case.area))


def _proven(case: Case, test: str) -> Proven:
    said = case.must if len(case.must) < 100 else f"{case.must[:20]}…"
    must = f"照收，网站上有“{said}”" if test == "test_kept" else f"拒绝：{said}"
    return Proven(case.area, case.name, must, f"test_hostile.py::{test}[{case.area} {case.name}]")


def row(case: Proven) -> str:
    """Return the line of a case, but for its last cell."""
    cells = (case.area, case.name, case.must, case.test.partition("[")[0])
    return "| " + " | ".join(map(_cell, cells)) + " |"


def listed() -> list[str]:
    """Return the lines of the table that is there, if they say that the case passed."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [line.removesuffix(" 是 |") for line in lines if line.endswith(" 是 |")]


def _cell(text: str) -> str:
    plain = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
    return plain.replace("|", "\\|").replace("<", "&lt;")


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


def main() -> int:
    """Run the tests of all cases and write the table."""
    recorder = _Recorder()
    wanted = sorted({f"tests/{case.test}".partition("[")[0] for case in cases()})
    pytest.main(["-q", "-p", "no:randomly", *wanted], plugins=[recorder])
    lines = []
    for case in cases():
        passed = recorder.ended.get(_asked(case.test)) or [False]
        lines.append(f"{row(case)} {'是' if all(passed) else '否'} |")
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    failed = [line for line in lines if line.endswith(" 否 |")]
    print("\n".join([f"{TABLE.name}：{len(lines)} 项，{len(failed)} 项没有通过", *failed]))
    return 1 if failed else 0


def _asked(test: str) -> str:
    """Return the name as pytest writes it: what is not ASCII is escaped."""
    return test.encode("unicode_escape").decode() if "[" in test else test


if __name__ == "__main__":
    sys.exit(main())
