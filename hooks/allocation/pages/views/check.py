"""数据核对: whether the data still is the printed table, and every oddity that the rules found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.base.grouping import unique
from allocation.datafiles.loader import public_message
from allocation.lint import Finding, RuleResult, findings
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Page, TocEntry
from allocation.register.fidelity import Fidelity, compare
from allocation.register.index import Tally
from allocation.versions.editions import Edition


@dataclass(frozen=True, slots=True)
class CheckView:
    """The comparison with the source, the totals, the rules with and without findings."""

    fidelity: Fidelity | None
    tally: Tally
    marked: int
    found: tuple[RuleResult, ...]
    clean: tuple[RuleResult, ...]

    @property
    def total(self) -> int:
        return sum(len(result.findings) for result in self.found)


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the one page."""
    index = context.index
    results = (*findings(index.register), *_editions(context.editions))
    found = tuple(result for result in results if result.findings)
    yield Page(
        address="check/",
        title="数据核对",
        template="check.html",
        view=CheckView(
            fidelity=compare(index.register),
            tally=index.tally,
            marked=sum(1 for clause in index.register.clauses if clause.record.mark),
            found=found,
            clean=tuple(result for result in results if not result.findings),
        ),
        ref=index.register.unit.ref,
        description="数据与原文的比对，以及规则找出的可疑之处",
        headings=(
            *(TocEntry(result.title, f"rule-{result.id}") for result in found),
            TocEntry("没有发现问题的规则", "clean"),
        ),
    )


def _editions(editions: tuple[Edition, ...]) -> Iterator[RuleResult]:
    """Yield what keeps earlier editions from being shown, where there are any."""
    if editions:
        why = "改好以前，那一版在网站上看不到；现行版不受影响。"
        yield RuleResult("editions", "往届数据的错误", why, tuple(_broken(editions)))


def _broken(editions: tuple[Edition, ...]) -> Iterator[Finding]:
    for edition in editions:
        for told in unique(map(public_message, edition.problems)):
            yield Finding(edition.name, told, edition.ref, edition.address)
