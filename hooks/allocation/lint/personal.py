"""Rules about personal numbers in what the data says and the site shows, comments included."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from allocation.loading import is_public
from allocation.model import Files, Node
from allocation.personal_numbers import Match, find
from allocation.problems import Problem, Ref
from allocation.register import FilingEntry, Register

Place = tuple[Ref, Match]
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")
_REMEDY = (
    "删去号码，注释里的也要删；必须留存的写在纸质材料里；"
    "可以公开的在 unit.yml 的 allowed_numbers 里写明号码和理由。"
)


def personal_numbers(register: Register, files: Files) -> Iterator[Problem]:
    """No text that the site shows has the number of an identity card or of a mobile phone."""
    allowed = {each.number for each in register.unit.allowed_numbers}
    said: set[tuple[Ref, str]] = set()
    for what, ref, match in _all(register, files):
        if match.digits not in allowed | {digits for place, digits in said if place == ref}:
            said.add((ref, match.digits))
            found = f"{what}有{match.kind}“{match.masked}”"
            yield Problem(ref, found, "会挂网的文字里没有个人号码", _REMEDY)


def _all(register: Register, files: Files) -> Iterator[tuple[str, Ref, Match]]:
    yield from (("", *place) for place in _in_files(files))
    yield from (
        ("文件夹的名称里", *place)
        for place in _found(Ref(files.data.path.name, 1), files.data.path.name)
    )
    for filing in register.filings:
        for place in _in_filing(filing):
            yield (f"登记 {filing.id} 的文字里", *place)
    for value in register.values:
        for place in _in_record(value.record):
            yield (f"指标“{value.indicator.id}”的文字里", *place)


def _in_files(files: Files) -> Iterator[Place]:
    """Yield what stands in names of data files, and in files that the site shows as they are."""
    source = files.data.source_text and files.data.shown(files.data.source_text)
    for name in files.digests:
        yield from _found(Ref(name, 1), name.rpartition("/")[2])
        if name == source or is_public(Ref(name, 1)):
            text = _ESCAPE.sub(_character, _text(files, files.data.file(name)))
            for match in find(text):
                yield Ref(name, text.count("\n", 0, match.start) + 1), match


def _text(files: Files, path: Path) -> str:
    given = files.texts.get(path)
    return path.read_bytes().decode("utf-8-sig", "replace") if given is None else given


def _character(escape: re.Match[str]) -> str:
    """Resolve an escape of YAML 1.2, 5.7; lines stay lines."""
    code = int(escape[0][2:], 16)
    return " " if code == 0x0A or code > sys.maxunicode else chr(code)


def _in_filing(filing: FilingEntry) -> Iterator[Place]:
    """Yield what stands in a filing, but for what its visibility hides."""
    return _in_record(filing.record, without=() if filing.published else ("files",))


def _in_record(record: Node, without: tuple[str, ...] = ()) -> Iterator[Place]:
    for each in fields(record):  # type: ignore[arg-type]
        if each.name not in without:
            value = getattr(record, each.name)
            for one in value if isinstance(value, tuple) else (value,):
                yield from _in_value(record.ref.at(each.name), one)  # type: ignore[attr-defined]


def _in_value(ref: Ref, value: Any) -> Iterator[Place]:
    if isinstance(value, Node):
        yield from _in_record(value)
    elif isinstance(value, str | int | Decimal):
        yield from _found(ref, str(value))


def _found(ref: Ref, text: str) -> Iterator[Place]:
    return ((ref, match) for match in find(text))
