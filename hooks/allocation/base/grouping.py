"""Grouping of entries, in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K")


def unique(entries: Iterable[T]) -> tuple[T, ...]:
    """Return the entries without duplicates, in the order of first occurrence."""
    return tuple(dict.fromkeys(entries))


def grouped(entries: Iterable[T], key: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
    """Return the entries grouped by the result of ``key``."""
    return grouped_pairs((key(entry), entry) for entry in entries)


def grouped_pairs(pairs: Iterable[tuple[K, T]]) -> dict[K, tuple[T, ...]]:
    """Return the second members of the pairs, grouped by the first members."""
    groups: dict[K, list[T]] = defaultdict(list)
    for key, entry in pairs:
        groups[key].append(entry)
    return {key: tuple(entries) for key, entries in groups.items()}
