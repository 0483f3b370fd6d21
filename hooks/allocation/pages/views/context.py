"""The input of all pages and downloads of a site, and the views that several of them share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from allocation.lint import RuleResult
from allocation.pages.views.findings import all_findings
from allocation.pages.views.leader_brief import Brief, briefs
from allocation.pages.views.matrix import MatrixRow, matrix
from allocation.pages.views.summary import (
    CategoryView,
    DepartmentView,
    category_views,
    department_views,
)
from allocation.register.index import Index
from allocation.versions.editions import Edition
from allocation.versions.history import History


@dataclass(frozen=True, eq=False)
class SiteContext:
    """The index of a register, its history, its earlier editions, and the address of the site.

    ``site_url`` ends with a slash; it is empty where the address is not known.
    """

    index: Index
    history: History = field(default_factory=History)
    editions: tuple[Edition, ...] = ()
    site_url: str = ""

    @cached_property
    def categories(self) -> tuple[CategoryView, ...]:
        """A view per category, in table order."""
        return tuple(category_views(self.index))

    @cached_property
    def departments(self) -> tuple[DepartmentView, ...]:
        """A view per department, in the order of its file."""
        return tuple(department_views(self.index))

    @cached_property
    def briefs(self) -> tuple[Brief, ...]:
        """The brief of each leader."""
        return tuple(briefs(self.index))

    @cached_property
    def matrix(self) -> tuple[MatrixRow, ...]:
        """Departments by categories; empty where there are too many of them for one chart."""
        return matrix(self.index)

    @cached_property
    def findings(self) -> tuple[RuleResult, ...]:
        """All rules with their findings, if any."""
        return all_findings(self.index.register, self.editions)

    def url(self, address: str) -> str:
        """Return the whole address of a page, for paper; empty where the site's is not known."""
        return self.site_url and f"{self.site_url}{address}"
