"""The findings of all rules, as 数据核对 lists them, and the summary counts them."""

from __future__ import annotations

from collections.abc import Iterator

from allocation.base.grouping import unique
from allocation.datafiles.loader import public_message
from allocation.lint import Finding, RuleResult, findings
from allocation.register.register import Register
from allocation.versions.editions import Edition


def all_findings(register: Register, editions: tuple[Edition, ...]) -> tuple[RuleResult, ...]:
    """Return all rules in the order of the page, with their findings, if any."""
    return (*findings(register), *_editions(editions))


def _editions(editions: tuple[Edition, ...]) -> Iterator[RuleResult]:
    """Yield the problems for which earlier editions are not shown, as one more rule."""
    if editions:
        why = "改好以前，那一版在网站上无法查看；现行版不受影响。"
        broken = tuple(
            Finding(edition.name, text, edition.ref, edition.address)
            for edition in editions
            for text in unique(map(public_message, edition.problems))
        )
        yield RuleResult("editions", "往届数据的错误", why, broken)
