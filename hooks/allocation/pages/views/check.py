"""数据核对: the comparison of the data with the source text, and the findings of every rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.lint import RuleResult
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Page, Part, TocEntry, open_duties_download
from allocation.register.index import Index, Tally
from allocation.register.source_comparison import Fidelity


@dataclass(frozen=True, slots=True)
class CheckView:
    """The comparison with the source, the totals, the rules with and without findings."""

    fidelity: Fidelity | None
    tally: Tally
    marked: int
    with_findings: tuple[RuleResult, ...]
    clean: tuple[RuleResult, ...]

    @property
    def total(self) -> int:
        return sum(len(result.findings) for result in self.with_findings)


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the one page."""
    index = context.index
    found = context.findings
    with_findings = tuple(result for result in found if result.findings)
    yield Page(
        address="check/",
        title="数据核对",
        template="check.html",
        view=CheckView(
            fidelity=index.fidelity,
            tally=index.tally,
            marked=sum(1 for clause in index.register.clauses if clause.record.mark),
            with_findings=with_findings,
            clean=tuple(result for result in found if not result.findings),
        ),
        ref=index.register.unit.ref,
        description="数据与原文逐字比对的结果，以及规则找出的疑点",
        aliases=("核对", "疑点", "可疑的地方", "与原文比对", "检查错误"),
        parts=tuple(_parts(index)),
        downloads=open_duties_download(index),
        headings=(
            *(TocEntry(result.title, f"rule-{result.id}") for result in with_findings),
            TocEntry("没有发现问题的规则", "clean"),
        ),
    )


def _parts(index: Index) -> Iterator[Part]:
    if index.tally.open:
        description = f"{index.tally.open} 行还没有定分管领导、责任科室或责任人"
        aliases = ("没人负责", "还没有分工", "没定责任人", "未落实", "待定", "没有责任人的")
        yield Part("尚未落实的责任", "rule-open", description, aliases)
