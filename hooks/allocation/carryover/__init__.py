"""A new rubric, or another office's table: what is carried over, and what a person decides.

In: the current Register and a table. Out: new data files, and a report of each clause.
"""

from allocation.carryover.plan import CarryOverError, Options, plan, write
from allocation.carryover.report import FORMATS
from allocation.carryover.report_sections import report

__all__ = ["FORMATS", "CarryOverError", "Options", "plan", "report", "write"]
