"""关于: where the table comes from, what is source and what is proposal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from allocation.base.enums import Basis
from allocation.base.grouping import unique
from allocation.datafiles.model import Reference, Unit
from allocation.pages.views.context import SiteContext
from allocation.register.derived import Derived
from allocation.register.index import Tally


@dataclass(frozen=True, slots=True)
class AboutView:
    """Facts about the table, and the published pages that the proposal drew on.

    ``bases`` counts the same paper once, by the basis of the piece under which it is filed.
    """

    unit: Unit
    tally: Tally
    pages: int
    derived: tuple[Derived, ...]
    bases: tuple[tuple[Basis, int], ...]
    references: tuple[Reference, ...]


def view(context: SiteContext) -> AboutView:
    """Return the view below the text of the page."""
    index = context.index
    register = index.register
    papers = unique(entry.paper for entry in register.evidence)
    counts = Counter(paper.record.basis for paper in papers)
    return AboutView(
        unit=register.unit,
        tally=index.tally,
        pages=len({row.record.page for row in register.rows} - {None}),
        derived=tuple(Derived),
        bases=tuple((basis, counts[basis]) for basis in Basis),
        references=register.references,
    )
