"""Progress reports of long tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Watch = Callable[[Iterable[Any], str, int | None], Iterable[Any]]
"""Wraps an iteration to show its progress: the steps, a label, and their number if known."""


def unwatched(steps: Iterable[Any], label: str, length: int | None) -> Iterable[Any]:
    """Return the steps without showing progress."""
    return steps
