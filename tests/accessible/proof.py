"""The table of criteria as Markdown: run the tests, write down what passed."""

from __future__ import annotations

import sys

import proving
from accessible.criteria import CRITERIA, Criterion

TABLE = proving.PROOF / "accessibility.md"
_HEAD = """# Accessibility

Written by `scripts/accessibility`, which runs the tests in Chromium.

对照 GB/T 37668-2019《信息技术 互联网内容无障碍可访问性技术要求与测试方法》一级：
手头没有可以核对的标准全文，所以不抄条号，按它所依据的 WCAG 2.1 逐条列出全部 30 条 A 级，
后面是本网站另外做到的几条 AA 级。自动测试代替不了真人用读屏软件试用。

| WCAG 2.1 | 级 | 要求 | 怎样做到 | 测试 | 通过 |
| --- | --- | --- | --- | --- | --- |
"""


def row(criterion: Criterion) -> str:
    """Return the line of a criterion, but for its last cell."""
    tests = "、".join(criterion.tests)
    cells = (criterion.number, criterion.level, criterion.name, criterion.met, tests)
    return "| " + " | ".join(map(proving.cell, cells)) + " |"


def main() -> int:
    """Run the tests of all criteria and write the table."""
    return proving.write(TABLE, _HEAD, [(row(each), each.tests) for each in CRITERIA])


if __name__ == "__main__":
    sys.exit(main())
