"""The table of hostile cases as Markdown: run the tests, write down what passed."""

from __future__ import annotations

import sys

import proving
from hostile.cases import KEPT, OFFICE, PROVEN, REFUSED, Case, Proven

TABLE = proving.PROOF / "hostile.md"
_HEAD = """# Hostile and unlucky input

Written by `scripts/hostile`, which runs the tests. Each case, what must happen, whether it did.

| 方面 | 输入或情形 | 必须 | 测试 | 试了几次 | 通过 |
| --- | --- | --- | --- | --- | --- |
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
    return "| " + " | ".join(map(proving.cell, cells)) + " |"


def main() -> int:
    """Run the tests of all cases and write the table."""
    return proving.write(
        TABLE, _HEAD, [(row(case), (case.test,)) for case in cases()], counted=True
    )


if __name__ == "__main__":
    sys.exit(main())
