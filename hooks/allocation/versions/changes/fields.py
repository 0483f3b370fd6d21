"""Differences between two records of one class, field by field, with the labels of the office."""

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
"""The text of a missing value."""
_LABEL_ENDS = re.compile(r"[，；：。（]")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field with its values before and after; ``label`` is the office's name of the field.

    ``quoted`` says whether the values may be quoted.
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
    """Yield the fields in which two records of one class differ, including nested records.

    :param without: names of fields that are compared elsewhere.
    :param renamed: new names by old ones: a renamed value is no difference.
    :param quoted: names of fields whose values may be quoted; by default all.
    """
    kind: Any = type(after if after is not None else before)
    names = labels(kind)
    for name in (field.name for field in dataclasses.fields(kind)):
        old, new = getattr(before, name, None), getattr(after, name, None)
        if name == "ref" or name in without:
            continue
        if isinstance(old, Node) or isinstance(new, Node):
            for inner in differences(old, new, quoted=quoted):
                yield dataclasses.replace(inner, label=f"{names[name]}·{inner.label}")
        elif _with_new_names(text_of(old), renamed or {}) != text_of(new):
            was, now = map(text_of, without_common(old, new))
            yield Difference(name, names[name], was, now, quoted is None or name in quoted)


@lru_cache(maxsize=64)
def labels(kind: type[Node]) -> dict[str, str]:
    """Return the labels of fields: their descriptions in the schema up to the first punctuation."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: _label(hint, name) for name, hint in hints.items()}


def _with_new_names(text: str, renamed: Mapping[str, str]) -> str:
    for old, new in renamed.items():
        text = text.replace(old, new)
    return text


def without_common(before: Any, after: Any) -> tuple[Any, Any]:
    """Return two values; of lists only the entries that the other one lacks."""
    if not isinstance(before, tuple | list) or not isinstance(after, tuple | list):
        return before, after
    old, new = set(map(text_of, before)), set(map(text_of, after))
    parts = (
        tuple(value for value in before if text_of(value) not in new),
        tuple(value for value in after if text_of(value) not in old),
    )
    # If only the order differs, both lists are shown.
    return parts if any(parts) else (before, after)


def text_of(value: Any) -> str:
    """Return the text of a value for a sentence: of a record's value, or of one as JSON has it."""
    if value is None or value in ("", (), []):
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple | list):
        return "、".join(map(text_of, value))
    if isinstance(value, Node):
        fields = dataclasses.fields(value)  # type: ignore[arg-type]
        value = {field.name: getattr(value, field.name) for field in fields if field.name != "ref"}
    if isinstance(value, dict):
        return " ".join(
            text_of(part) for part in value.values() if part not in (None, "", (), [], False)
        )
    return str(value)


def _label(hint: Any, name: str) -> str:
    for annotation in getattr(hint, "__metadata__", ()):
        if isinstance(annotation, FieldInfo) and annotation.description:
            return _LABEL_ENDS.split(annotation.description)[0]
    return name
