"""Two records of one class, field by field, in the words of the office."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_type_hints

from pydantic.fields import FieldInfo

from allocation.datafiles.model import Node

NOTHING = "（无）"
"""Stands for a value that is not there."""
_LABEL_ENDS = re.compile(r"[，；：。（]")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field with another value than before; ``label`` is what the office calls it.

    ``quoted`` says whether the values may be repeated.
    """

    name: str
    label: str
    before: str
    after: str
    quoted: bool = True

    def __str__(self) -> str:
        if self.quoted:
            return f"{self.label}：{self.before} → {self.after}"
        if NOTHING in (self.before, self.after):
            return f"{self.label}{'补上了' if self.before == NOTHING else '删去了'}"
        return f"{self.label}改了"


def differences(
    before: Node | None,
    after: Node | None,
    *,
    without: Collection[str] = (),
    renamed: Mapping[str, str] | None = None,
    quoted: Collection[str] | None = None,
) -> Iterator[Difference]:
    """Yield the fields in which two records of one class differ, parts of parts included.

    :param without: names of fields that are compared elsewhere.
    :param renamed: names that are other ones now: to call somebody so is no change.
    :param quoted: names of fields whose values may be repeated; all when not given.
    """
    kind: Any = type(after if after is not None else before)
    labels = _labels(kind)
    for name in (each.name for each in dataclasses.fields(kind)):
        old, new = getattr(before, name, None), getattr(after, name, None)
        if name == "ref" or name in without:
            continue
        if isinstance(old, Node) or isinstance(new, Node):
            for inner in differences(old, new, quoted=quoted):
                yield dataclasses.replace(inner, label=f"{labels[name]}·{inner.label}")
        elif _as_now(said(old), renamed or {}) != said(new):
            was, now = map(said, _apart(old, new))
            yield Difference(name, labels[name], was, now, quoted is None or name in quoted)


def _as_now(text: str, renamed: Mapping[str, str]) -> str:
    for old, new in renamed.items():
        text = text.replace(old, new)
    return text


def _apart(before: Any, after: Any) -> tuple[Any, Any]:
    """Return two values, of lists only what the other has not."""
    if not isinstance(before, tuple) or not isinstance(after, tuple):
        return before, after
    old, new = set(map(said, before)), set(map(said, after))
    parts = (
        tuple(each for each in before if said(each) not in new),
        tuple(each for each in after if said(each) not in old),
    )
    # Only the order is another one.
    return parts if any(parts) else (before, after)


def said(value: Any) -> str:
    """Return a value as people read it."""
    if value is None or value in ("", ()):
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(map(said, value))
    if isinstance(value, Node):
        return " ".join(filter(None, map(_part, _values(value))))
    return str(value)


def _values(record: Node) -> Iterator[Any]:
    for field in dataclasses.fields(record):  # type: ignore[arg-type]
        if field.name != "ref":
            yield getattr(record, field.name)


def _part(value: Any) -> str:
    return "" if value in (None, "", (), False) else said(value)


@lru_cache(maxsize=64)
def _labels(kind: type[Node]) -> dict[str, str]:
    """Return what the schema says of each field, up to where its explanation begins."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: _label(hint, name) for name, hint in hints.items()}


def _label(hint: Any, name: str) -> str:
    for each in getattr(hint, "__metadata__", ()):
        if isinstance(each, FieldInfo) and each.description:
            return _LABEL_ENDS.split(each.description)[0]
    return name
