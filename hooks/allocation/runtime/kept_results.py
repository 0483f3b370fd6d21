"""Results that are kept in memory, the oldest of them until there are too many."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class KeptResults(Generic[K, V]):
    """Results by key, at most ``size`` of them; a key stands for all that its result depends on.

    Unlike ``functools.lru_cache`` it does not keep what a result is computed from.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._results: dict[K, V] = {}

    def of(self, key: K, compute: Callable[[], V]) -> V:
        """Return the result of a key, which is computed if it is not kept."""
        if key not in self._results:
            result = compute()
            if len(self._results) >= self._size:
                del self._results[next(iter(self._results))]
            self._results[key] = result
        return self._results[key]
