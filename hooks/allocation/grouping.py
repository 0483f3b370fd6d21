"""Gathering entries, in the order in which they come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K")


def unique(entries: Iterable[T]) -> tuple[T, ...]:
    """Return the entries without repeats, first come first."""
    return tuple(dict.fromkeys(entries))


def grouped(entries: Iterable[T], key: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
    """Return the entries under what ``key`` says of each."""
    return gathered((key(entry), entry) for entry in entries)


def gathered(pairs: Iterable[tuple[K, T]]) -> dict[K, tuple[T, ...]]:
    """Return the second members of the pairs under the first ones."""
    found: dict[K, list[T]] = defaultdict(list)
    for key, entry in pairs:
        found[key].append(entry)
    return {key: tuple(entries) for key, entries in found.items()}
