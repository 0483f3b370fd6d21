"""The rule about personal numbers in published data, including comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from typing import Any

from allocation.base.problems import Problem, Ref
from allocation.datafiles.model import Files, Node
from allocation.lint.rule_words import LABELS, problem
from allocation.privacy.personal_numbers import NumberMatch, find
from allocation.register.register import Register

Place = tuple[Ref, NumberMatch]


def personal_numbers(register: Register, files: Files) -> Iterator[Problem]:
    """Yield the numbers of identity cards and mobile phones in published texts."""
    allowed = {entry.number for entry in register.unit.allowed_numbers}
    reported: set[tuple[Ref, str]] = set()
    for label, ref, match in _labelled_matches(register, files):
        if match.digits not in allowed | {digits for place, digits in reported if place == ref}:
            reported.add((ref, match.digits))
            said = {"label": label, "kind": match.kind, "masked": match.masked}
            yield problem("personal_number", ref, **said)


def _labelled_matches(register: Register, files: Files) -> Iterator[tuple[str, Ref, NumberMatch]]:
    yield from (("", *place) for place in _file_matches(files))
    folder = files.data.path.name
    yield from (("文件夹的名称里", *place) for place in _matches(Ref(folder, 1), folder))
    for filing in register.filings:
        withheld = () if filing.published else ("files",)
        for place in _record_matches(filing.record, without=withheld):
            yield (LABELS["filing"].format(filing=filing.id), *place)
    for value in register.values:
        for place in _record_matches(value.record):
            yield (LABELS["value"].format(id=value.indicator.id), *place)


def _file_matches(files: Files) -> Iterator[Place]:
    """Yield the numbers in names of data files, and in files that are published unchanged."""
    for name in files.digests:
        yield from _matches(Ref(name, 1), name.rpartition("/")[2])
        yield from ((Ref(name, line), match) for line, match in files.numbers.get(name, ()))


def _record_matches(record: Node, without: tuple[str, ...] = ()) -> Iterator[Place]:
    for field in fields(record):  # type: ignore[arg-type]
        if field.name not in without:
            value = getattr(record, field.name)
            for item in value if isinstance(value, tuple) else (value,):
                yield from _value_matches(record.ref.at(field.name), item)  # type: ignore[attr-defined]


def _value_matches(ref: Ref, value: Any) -> Iterator[Place]:
    if isinstance(value, Node):
        yield from _record_matches(value)
    elif isinstance(value, str | int | Decimal):
        yield from _matches(ref, str(value))


def _matches(ref: Ref, text: str) -> Iterator[Place]:
    return ((ref, match) for match in find(text))
