"""Values of slips -> values of records, read as data files are: faults have lint's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from allocation.base.problems import Ref
from allocation.datafiles.validation_messages import Message, complaints
from allocation.datafiles.yaml_reader import Record

_NOWHERE = Ref("", 1)


class SlipValueError(Exception):
    """A value is none that a data file may have; holds what is wrong with it."""

    def __init__(self, messages: tuple[Message, ...]) -> None:
        super().__init__()
        self.messages = messages


def decoded(kind: Any, name: str, value: Any) -> Any:
    """Return a value of a field as the record has it; nothing is the field's default.

    :param value: as JSON has it.
    :raises SlipValueError: if the field can't have it.
    """
    default = _defaults(kind)[name]
    if value is None:
        if default is MISSING:
            raise SlipValueError(((f"缺少“{name}”", f"这里有“{name}”", "补上这一项。"),))
        return default
    try:
        return _adapter(kind, name).validate_python(_as_read(value))
    except ValidationError as error:
        raise SlipValueError(tuple(words for _, words in complaints(error, (name,)))) from error


def required(kind: Any) -> Iterator[str]:
    """Yield the fields without which there is no record of a class."""
    missing = (name for name, default in _defaults(kind).items() if default is MISSING)
    return (name for name in missing if name not in ("ref", "no"))


def _defaults(kind: Any) -> dict[str, Any]:
    return {field.name: field.default for field in fields(kind)}


@cache
def _adapter(kind: Any, name: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(kind, include_extras=True)[name])


def _as_read(value: Any) -> Any:
    """Return a value of JSON as the reader of data files would return it: scalars are texts."""
    if isinstance(value, dict):
        record = Record(_NOWHERE)
        record.update({key: _as_read(part) for key, part in value.items() if part is not None})
        return record
    if isinstance(value, list):
        return [_as_read(part) for part in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None else str(value)
