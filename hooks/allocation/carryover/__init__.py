"""A new edition of the rubric: what is carried over from the old one, and what a person decides."""

from allocation.carryover.outcome import report
from allocation.carryover.plan import CarryOverError, Options, plan, write
from allocation.carryover.report import FORMATS

__all__ = ["FORMATS", "CarryOverError", "Options", "plan", "report", "write"]
