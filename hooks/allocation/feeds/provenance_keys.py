"""What keys of a JSON file hold that is none of the source: derived statements, proposals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from allocation.datafiles.json_schema import doc
from allocation.register.derived import Derived


@dataclass(frozen=True, slots=True)
class ApiDerived:
    """A kind of derived statement, with the keys that make it."""

    name: Annotated[str, doc("推定的是什么")]
    mark: Annotated[str, doc("由什么推定")]
    reason: Annotated[str, doc("原表怎么写、怎么推定的")]
    keys: Annotated[tuple[str, ...], doc("在哪些键里，从最外层写起")]


def derived_keys(keys: Mapping[Derived, tuple[str, ...]]) -> tuple[ApiDerived, ...]:
    """Return the derived statements of a format, from the keys that make them."""
    return tuple(
        ApiDerived(kind.title, kind.mark, kind.reason, paths) for kind, paths in keys.items()
    )
