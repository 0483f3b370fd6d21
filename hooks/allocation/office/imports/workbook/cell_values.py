"""Normalizes the text of cells: dates, slots and numbers in the notation of the data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from allocation.base.slugs import compact
from allocation.editing.yaml_edit import Keys
from allocation.office.formats.workbook_layout import Choice, Field
from allocation.office.formats.xlsx_reader import Unreadable

_SPLIT = re.compile(r"[、，,;；\n]+")
_SEPARATED = "[年月/.-]"
_DAY = re.compile(
    rf"([0-9]{{4}})(?:{_SEPARATED}([0-9]{{1,2}})(?:{_SEPARATED}([0-9]{{1,2}}))?)?[年月日]?"
)
_QUARTER = re.compile("([0-9]{4})[年-]?第?([1-4一二三四])季度?")
_OF_YEAR = re.compile(rf"(?:([0-9]{{4}}){_SEPARATED})?([0-9]{{1,2}}){_SEPARATED}([0-9]{{1,2}})日?")


def normalized(field: Field, text: str, known: Collection[str] = ()) -> str:
    """Return the text of a cell in the notation of the data.

    :param known: the values of the cell's drop-down.
    """
    if not text or isinstance(text, Unreadable):
        return text
    if field.choice is not None:
        return compact(text) if compact(text) in known else text
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


def _number(text: str) -> str:
    return re.sub(r"\.0+$", "", text)


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
    return _joined(*match.groups()) if match else text


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
    ("slot",): _slot,
    ("due",): _due,
    ("score",): _quantity,
    ("numerator",): _quantity,
    ("denominator",): _quantity,
    "年": _year,
}
"""Normalizers of columns that hold no free text, by path; by heading if they have none."""
