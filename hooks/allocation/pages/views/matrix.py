"""The matrix of departments by categories: a cell for each pair."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from allocation.base.grouping import grouped
from allocation.register.addresses import address
from allocation.register.index import Index, Tally, tally
from allocation.register.register import CategoryEntry, DepartmentEntry

_CELLS = 2000
"""The most cells of a matrix: more can't be read as a chart, and take a browser long to draw."""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """The tally of a department in a category; shade from 0 (no clause) to 1 (the most)."""

    category: CategoryEntry
    tally: Tally
    shade: float
    address: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A department with its cell of each category."""

    department: DepartmentEntry
    cells: tuple[MatrixCell, ...]
    tally: Tally


def matrix(index: Index) -> tuple[MatrixRow, ...]:
    """Return a row per department; none if there are more than ``_CELLS`` cells.

    The pages of departments have the same numbers.
    """
    departments, categories = index.register.departments, index.register.categories
    if len(departments) * len(categories) > _CELLS:
        return ()
    tallies = {department: _tallies(index, department) for department in departments}
    counts = (cell.clauses for row in tallies.values() for cell in row.values())
    most = max(counts, default=0) or 1
    return tuple(
        MatrixRow(
            department,
            tuple(_cell(department, category, row[category], most) for category in categories),
            tally(index.of_department(department)),
        )
        for department, row in tallies.items()
    )


def _tallies(index: Index, department: DepartmentEntry) -> dict[CategoryEntry, Tally]:
    rows = grouped(index.of_department(department), lambda block: block.row.item.category)
    return {category: tally(rows.get(category, ())) for category in index.register.categories}


def _cell(
    department: DepartmentEntry, category: CategoryEntry, own: Tally, most: int
) -> MatrixCell:
    place = address(department) + (f"#category-{category.slug}" if own.rows else "")
    # Counts are skewed: with the square root, the shade of a 1 still differs from that of a 0.
    return MatrixCell(category, own, sqrt(own.clauses / most), place)
