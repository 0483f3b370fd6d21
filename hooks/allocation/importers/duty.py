"""Cells that name departments with their role or their people: 办公室（牵头）, 办公室：张三."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from allocation.text import bare

_LEADS = "牵头|主办|承办|责任"
_SUPPORTS = "配合|协办|协助|参与"
_ROLE = rf"({_LEADS}|{_SUPPORTS})(?:单位|科室|部门)?"
_LABELLED = re.compile(rf"{_ROLE}\s*[:：]\s*(.+)")
_MARKED = re.compile(rf"(.+?)\s*[（(]{_ROLE}[）)]")
_WITH_PEOPLE = re.compile(r"([^:：]+?)\s*[:：]\s*(.+)")
_IN_BRACKETS = re.compile(r"(.+?)\s*[（(]([^（()）]+)[）)]")
_AFTER_SPACE = re.compile(r"(\S+)\s+(.+)")
_SEGMENTS = re.compile(r"[；;\n]+")
_NAMES = re.compile(r"[、，,]+")


@dataclass(slots=True)
class Duty:
    """The names in a cell; a department stands once for each of its people."""

    lead: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)


def duty(cell: str, known: Collection[str]) -> Duty:
    """Return what a cell of the column of departments says.

    :param known: people; a name in brackets or after a space is only taken for one of them.
    """
    found = Duty()
    for segment in filter(None, map(str.strip, _SEGMENTS.split(cell))):
        labelled = _LABELLED.fullmatch(segment)
        role, text = labelled.groups() if labelled else ("", segment)
        _segment(found, text, role, known)
    return found


def _segment(found: Duty, text: str, role: str, known: Collection[str]) -> None:
    if match := _WITH_PEOPLE.fullmatch(text):
        _add(found, match[1], role, _NAMES.split(match[2]))
        return
    after = _AFTER_SPACE.fullmatch(text)
    if after and _all_known(after[2], known):
        _add(found, after[1], role, _NAMES.split(after[2]))
        return
    for piece in filter(None, map(str.strip, _NAMES.split(text))):
        if match := _MARKED.fullmatch(piece):
            _add(found, match[1], match[2], [])
        elif (match := _IN_BRACKETS.fullmatch(piece)) and _all_known(match[2], known):
            _add(found, match[1], role, re.split(r"[、，,\s]+", match[2]))
        else:
            _add(found, piece, role, [])


def _all_known(text: str, known: Collection[str]) -> bool:
    return all(bare(name) in known for name in _NAMES.split(text))


def _add(found: Duty, department: str, role: str, people: list[str]) -> None:
    named = [name.strip() for name in people if name.strip()]
    target = found.support if role in _SUPPORTS.split("|") else found.lead
    target += [department.strip()] * max(1, len(named))
    found.people += named
