"""Normalizes the text of cells: dates, slots and numbers in the notation of the data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import Any

from allocation.base.codes import CodeKey, code_key
from allocation.base.grouping import grouped_pairs
from allocation.base.slugs import compact
from allocation.editing.yaml_edit import Keys
from allocation.office.formats.workbook_layout import SEPARATOR, Choice, CodeList, Field
from allocation.office.formats.xlsx_reader import Unreadable

_SPLIT = re.compile(r"[、，,;；\n]+")
_SEPARATED = "[年月/.-]"
_DAY = re.compile(
    rf"([0-9]{{4}})(?:{_SEPARATED}([0-9]{{1,2}})(?:{_SEPARATED}([0-9]{{1,2}}))?)?[年月日]?"
)
_QUARTER = re.compile("([0-9]{4})[年-]?第?([1-4一二三四])季度?")
_PAGES = re.compile("第?([0-9]+)(?: ?[-‐‑–—―−~～至到] ?([0-9]+))?页?")
_OF_YEAR = re.compile(rf"(?:([0-9]{{4}}){_SEPARATED})?([0-9]{{1,2}}){_SEPARATED}([0-9]{{1,2}})日?")


class Spellings:
    """The codes of the data by a key that all their spellings share."""

    def __init__(self, lists: Mapping[CodeList, Iterable[str]]) -> None:
        self._lists: dict[CodeList, Mapping[CodeKey, Sequence[str]]] = {
            kind: grouped_pairs((code_key(code), code) for code in codes)
            for kind, codes in lists.items()
        }

    def code(self, kind: CodeList, text: str) -> str:
        """Return the code of the data that a text spells; the text if it is none, or several."""
        found = self._lists[kind].get(code_key(text), ())
        return found[0] if len(found) == 1 and text not in found else text


def normalized(field: Field, text: str, spellings: Spellings, known: Collection[str] = ()) -> str:
    """Return the text of a cell in the notation of the data.

    :param known: the values of the cell's drop-down.
    """
    if not text or isinstance(text, Unreadable):
        return text
    if field.choice is not None:
        return _chosen(field.choice, compact(text), known) or text
    if field.codes is not None:
        codes = parts(text) if field.several else [text]
        return SEPARATOR.join(spellings.code(field.codes, code) for code in codes)
    form = _number if field.number else _FORMS.get(field.path or field.title)
    return form(unicodedata.normalize("NFKC", text).strip()) if form else text


def same(field: Field, one: str, other: str) -> bool:
    """Whether two texts of a column are the same value."""
    if field.several:
        return parts(one) == parts(other)
    return one.strip() == other.strip()


def parts(text: str) -> list[str]:
    """Return the values of a cell that holds several."""
    return [part.strip() for part in _SPLIT.split(text) if part.strip()]


def value(field: Field, text: str) -> Any:
    """Return the value of a cell for a data file; None for an empty one."""
    if not text:
        return None
    if field.several:
        return parts(text)
    if field.number:
        return int(text)
    if field.choice is Choice.YES:
        return True
    return _date(text) if _FORMS.get(field.path) is _day else text


def _chosen(choice: type[StrEnum] | Choice, word: str, known: Collection[str]) -> str:
    """Return the value that a word of a drop-down denotes; enumerations know their former words."""
    if word in known or isinstance(choice, Choice):
        return word if word in known else ""
    with suppress(ValueError):
        return str(choice(word))
    return ""


def _number(text: str) -> str:
    return re.sub(r"^([0-9]+)(?:\.0+| ?[页份])$", r"\1", text)


def _box(text: str) -> str:
    return re.sub("^第?([0-9]+)盒?$", r"\1", text)


def _page(text: str) -> str:
    match = _PAGES.fullmatch(text)
    return "-".join(filter(None, match.groups())) if match else text


def _year(text: str) -> str:
    return re.sub("^([0-9]{4})年$", r"\1", _number(text))


def _quantity(text: str) -> str:
    return re.sub(r"(?<=[0-9]),(?=[0-9]{3}\b)", "", text)


def _day(text: str) -> str:
    match = _DAY.fullmatch(text)
    return _joined(*match.groups()) if match and match[3] else text


def _slot(text: str) -> str:
    if match := _QUARTER.fullmatch(text):
        return f"{match[1]}-Q{'一二三四'.find(match[2]) + 1 or match[2]}"
    match = _DAY.fullmatch(text)
    return _joined(*match.groups()) if match else text.upper()


def _due(text: str) -> str:
    match = _OF_YEAR.fullmatch(text)
    return _joined(*match.groups()) if match else compact(text)


def _joined(*numbers: str | None) -> str:
    return "-".join(number.zfill(2) for number in numbers if number)


def _date(text: str) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


_FORMS: dict[Keys | str, Callable[[str], str]] = {
    ("date",): _day,
    ("filed_on",): _day,
    ("checked_on",): _day,
    ("taken",): _day,
    ("slot",): _slot,
    ("box",): _box,
    ("page",): _page,
    ("due",): _due,
    ("score",): _quantity,
    ("numerator",): _quantity,
    ("denominator",): _quantity,
    "年": _year,
}
"""Normalizers of columns that hold no free text, by path; by heading if they have none."""
