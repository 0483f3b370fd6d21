"""Departments over categories, a cell for each pair."""

from __future__ import annotations

from allocation.register import Register

_CELLS = 2000
"""More than this nobody takes in at a glance, and a browser takes long to draw."""


def fits(register: Register) -> bool:
    """Whether such a table can be looked at; the pages of departments say the same in words."""
    return len(register.departments) * len(register.categories) <= _CELLS
