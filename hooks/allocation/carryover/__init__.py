"""A new edition of the rubric: what of the old allocation goes on, and what a person decides."""

from allocation.carryover.outcome import report
from allocation.carryover.plan import CarryOverError, CarryOverPlan, Options, plan, write
from allocation.carryover.report import FORMATS, CarryOverReport

__all__ = [
    "FORMATS",
    "CarryOverError",
    "CarryOverPlan",
    "CarryOverReport",
    "Options",
    "plan",
    "report",
    "write",
]
