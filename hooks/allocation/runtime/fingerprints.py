"""Numbers for values: within one process, equal numbers mean that values have equal parts."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import partial
from operator import attrgetter
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType, MethodDescriptorType, MethodType
from typing import Any

Parts = Callable[[Any], Iterable[Any]]
"""Returns what a value is made of."""
_LEAVES = (
    str,
    int,
    float,
    type(None),
    date,
    Enum,
    PurePath,
    FunctionType,
    BuiltinFunctionType,
    MethodDescriptorType,
    type,
)
_GROWTH = 500_000
"""How many numbers are given out before those are forgotten that no value has any more."""


class Fingerprints:
    """Gives every distinct value one number (hash consing), so that nothing can collide.

    Values are frozen dataclasses, of which fields count that count in comparisons; tuples, lists,
    sets and mappings of such; texts, numbers, days, functions, methods and partials. A path stands
    for its name, not for what is in the file.

    :param lasting: whether values of a type are the same objects in many states of the data: their
        numbers are kept from one state to the next.
    """

    def __init__(self, lasting: Callable[[type], bool] = lambda _: False) -> None:
        self._lasting = lasting
        self._parts: dict[type, tuple[Parts, bool]] = {}
        self._own_parts: dict[type, Parts] = {}
        self._numbers: dict[Hashable, int] = {}
        self._before: dict[Hashable, int] = {}
        self._last = 0
        self._limit = _GROWTH
        # By id; the value is kept beside its number, since another one could get its id.
        self._kept: dict[int, tuple[Any, int]] = {}
        self._seen: dict[int, tuple[Any, int]] = {}

    def begin(self, parts: Mapping[type, Parts]) -> None:
        """Begin with another state of the data.

        :param parts: what values of some types are made of in this state, in place of their
            fields.
        """
        self._own_parts = dict(parts)
        self._parts, self._seen, self._before = {}, {}, {}
        if len(self._numbers) > self._limit:
            self._before, self._numbers, self._kept = self._numbers, {}, {}
            self._limit = len(self._before) + _GROWTH

    def of(self, value: Any) -> int:
        """Return the number of a value.

        :raises TypeError: if it has a part whose content is not known.
        """
        kind = type(value)
        if kind is str or isinstance(value, _LEAVES):
            return self._number((kind, value))
        found = self._seen.get(id(value)) or self._kept.get(id(value))
        if found is not None:
            return found[1]
        parts, lasting = self._parts.get(kind) or self._look_into(kind)
        number = self._number((kind, *map(self.of, parts(value))))
        (self._kept if lasting else self._seen)[id(value)] = value, number
        return number

    def _number(self, key: Hashable) -> int:
        number = self._numbers.get(key)
        if number is None:
            number = self._before.get(key)
            if number is None:
                self._last = number = self._last + 1
            self._numbers[key] = number
        return number

    def _look_into(self, kind: type) -> tuple[Parts, bool]:
        parts = self._own_parts.get(kind) or self._parts_of(kind)
        found = self._parts[kind] = parts, self._lasting(kind)
        return found

    def _parts_of(self, kind: type) -> Parts:
        if dataclasses.is_dataclass(kind):
            return fields_of(kind)
        if issubclass(kind, set | frozenset):
            return lambda value: sorted(map(self.of, value))
        for kinds, parts in _OF_TYPES:
            if issubclass(kind, kinds):
                return parts
        raise TypeError(f"Nothing is known of the content of {kind}.")


def fields_of(kind: type) -> Parts:
    """Return a function that returns the fields of a dataclass, of those that are compared."""
    names = [each.name for each in dataclasses.fields(kind) if each.compare]
    if len(names) < 2:
        return lambda value: [getattr(value, name) for name in names]
    return attrgetter(*names)


_OF_TYPES: tuple[tuple[type | tuple[type, ...], Parts], ...] = (
    ((tuple, list), lambda value: value),
    (Mapping, lambda value: [part for pair in value.items() for part in pair]),
    # Equal decimals may be written in different ways.
    (Decimal, lambda value: (str(value),)),
    (bytes, lambda value: (hashlib.sha256(value).hexdigest(),)),
    (partial, lambda value: (value.func, value.args, value.keywords)),
    (MethodType, lambda value: (value.__func__, value.__self__)),
)
