"""Names of files and folders as people write them: codes in any spelling, and periods.

``Ⅲ-1-⑵-03``, ``3-1-2-03``, ``iii-1-(2)-03`` and ``Ⅲ—1—②—03`` are one code: a code is compared by
the values of its parts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date

from allocation.base.codes import CodeKey, CodeText, code_key, plain
from allocation.base.slugs import numeral_value
from allocation.register.register import EvidenceEntry

__all__ = ["CodeMatch", "Codes", "NamedPeriod", "document_year", "period", "title"]

_CODE_LENGTH = 4


@dataclass(frozen=True, slots=True)
class CodeMatch:
    """A code in a name: the evidence that it denotes, and the name without it.

    A code of an item or a clause denotes all its evidence; a code that no evidence has, none.
    """

    text: str
    evidence: tuple[EvidenceEntry, ...]
    is_whole: bool
    rest: str


class Codes:
    """Finds codes of evidence, clauses and items in names; the same paper by any of its codes."""

    def __init__(self, evidence: Iterable[EvidenceEntry]) -> None:
        self._evidence: dict[CodeKey, dict[str, EvidenceEntry]] = defaultdict(dict)
        self._above: dict[CodeKey, dict[str, EvidenceEntry]] = defaultdict(dict)
        for entry in evidence:
            for code in (entry.id, entry.slug):
                key = code_key(code)
                self._evidence[key][entry.paper.slug] = entry.paper
                for size in range(2, len(key)):
                    self._above[key[:size]][entry.paper.slug] = entry.paper
        self._longest = max(map(len, self._evidence), default=0)

    def find(self, name: str) -> CodeMatch | None:
        """Return the first code in the name of a file or folder, a code of evidence before all."""
        matches = list(self._matches(name))
        whole = [match for match in matches if match.is_whole]
        return next(iter(whole or matches), None)

    def all(self, name: str) -> tuple[CodeMatch, ...]:
        """Return every code of evidence in a name."""
        return tuple(match for match in self._matches(name) if match.is_whole)

    def _matches(self, name: str) -> Iterator[CodeMatch]:
        text = CodeText.of(name)
        start = 0
        while start < len(text.tokens):
            size, match = self._at(text, start)
            if match:
                yield match
            start += size

    def _at(self, text: CodeText, start: int) -> tuple[int, CodeMatch | None]:
        key = text.key_at(start, max(self._longest, _CODE_LENGTH))
        for size in range(min(len(key), self._longest), 1, -1):
            if known := self._evidence.get(key[:size]):
                return size, _match(text, start, size, known.values())
        if len(key) >= _CODE_LENGTH and text.is_roman(start) and not self._leads_on(key):
            return _CODE_LENGTH, _match(text, start, _CODE_LENGTH, ())
        for size in range(len(key), 1, -1):
            known = None if text.is_digit(start) else self._above.get(key[:size])
            if known:
                return size, _match(text, start, size, known.values(), is_whole=False)
        return 1, None

    def _leads_on(self, key: CodeKey) -> bool:
        """Whether the fourth part of what looks like a code is a year or no number."""
        return not isinstance(key[3], int) or key[3] > 99


def _match(
    text: CodeText,
    start: int,
    size: int,
    known: Collection[EvidenceEntry],
    *,
    is_whole: bool | None = None,
) -> CodeMatch:
    """Return the match of tokens; it is whole where one piece of evidence is known, or none."""
    first, end = text.span(start, size)
    whole = len(known) < 2 if is_whole is None else is_whole
    name = text.original
    return CodeMatch(name[first:end], tuple(known), whole, f"{name[:first]}_{name[end:]}")


_DOCUMENT_NO = re.compile(
    r"[\u3400-\u9fff]{1,12}[〔\[［（(【](20[0-9]{2})[〕\]］）)】]第?[0-9]{1,4}号"
)
_MONTHS = {name: number for number, name in enumerate("一二三四五六七八九十", start=1)} | {
    "十一": 11,
    "十二": 12,
}
_EDGES = " -—_.、"
_SLOT = re.compile(r"届期|term|[0-9]{4}(-?q[1-4]|-[0-9]{2}(-[0-9]{2})?)?")
_YEAR_IN_WORDS = re.compile("二[〇零][一二三四五六七八九〇零]{2}(?=年)")
_YEAR = r"(?<![0-9])(?P<year>20[0-9]{2}|[0-9]{2}(?=年))"
_PERIODS = (
    re.compile(r"(?<![0-9])(?P<year>20[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
               r"(?=[0-9]{6}(?![0-9])|(?![0-9]))"),
    re.compile(_YEAR + r"\s?[-./年]\s?(?P<month>[0-9]{1,2})\s?[-./月]\s?"
               r"(?P<day>[0-9]{1,2})(?![0-9])"),
    re.compile(_YEAR + r"年?度?\s?[-_]?(?:q(?P<quarter>[1-4])|第?(?P<quarters>[一二三四1-4])季)"),
    re.compile(_YEAR + r"\s?[-./年]\s?(?P<month>[0-9]{1,2})(?![0-9])(?!号|期)"),
    re.compile(_YEAR + r"年?度?\s?(?P<months>十[一二]?|[一二三四五六七八九])月"),
    re.compile(r"(?<![0-9])(?P<year>20[0-9]{2})(?P<month>0[1-9]|1[0-2])(?![0-9])"),
    re.compile(_YEAR + r"(?![0-9])"),
    re.compile(r"(?<![0-9])(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日"),
    re.compile(r"(?<![0-9])(?P<month>[0-9]{1,2})月"),
    re.compile(r"(?P<months>十[一二]?|[一二三四五六七八九])月"),
    re.compile(r"第?(?P<quarters>[一二三四1-4])季度"),
)  # fmt: skip
"""Forms of periods, the finer and longer ones first."""


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A period as a name gives it; what it does not say is none."""

    year: int | None = None
    quarter: int | None = None
    month: int | None = None
    day: int | None = None
    is_term: bool = False

    @property
    def key(self) -> str | None:
        """The name of the period in data files, or none without a year."""
        if self.year is None:
            return "届期" if self.is_term else None
        if self.month:
            return f"{self.year}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")
        return f"{self.year}-Q{self.quarter}" if self.quarter else f"{self.year}"

    @property
    def label(self) -> str:
        """The period as messages name it."""
        if key := self.key:
            return key
        day = f"{self.day}日" if self.day else ""
        return f"{self.month}月{day}" if self.month else f"第{self.quarter}季度"

    def agrees(self, other: NamedPeriod) -> bool:
        """Whether no part of two periods contradicts the other."""
        pairs = [(getattr(self, part), getattr(other, part)) for part in _PARTS]
        if any(one and two and one != two for one, two in pairs):
            return False
        month, quarter = self.month or other.month, self.quarter or other.quarter
        return not month or not quarter or (month + 2) // 3 == quarter

    def within(self, outer: NamedPeriod) -> NamedPeriod:
        """Return this period, completed by what the folder above says."""
        missing = {part: getattr(outer, part) for part in _PARTS if not getattr(self, part)}
        return replace(self, **missing, is_term=self.is_term or outer.is_term)


_PARTS = tuple(field.name for field in fields(NamedPeriod) if field.name != "is_term")


def period(name: str) -> NamedPeriod | None:
    """Return the period that a name gives, or none if it gives none, or several."""
    named = [
        part for part in (plain(part.strip()) for part in name.split("_")) if _SLOT.fullmatch(part)
    ]
    text = named[0] if named else plain(_DOCUMENT_NO.sub("_", name))
    text = _YEAR_IN_WORDS.sub(lambda year: str(numeral_value(year[0])), text)
    if text in ("届期", "term"):
        return NamedPeriod(is_term=True)
    found = []
    for form in _PERIODS:
        found += [each for each in map(_period, form.finditer(text)) if each]
        text = form.sub("_", text)
    if len({each.year for each in found if each.year}) > 1:
        return None
    merged = NamedPeriod()
    for each in found:
        if not merged.agrees(each):
            return None
        merged = merged.within(each)
    return merged if found else None


def document_year(name: str) -> int | None:
    """Return the year in the number of an official document in a name."""
    match = _DOCUMENT_NO.search(name)
    return int(match[1]) if match else None


def title(name: str) -> tuple[str, str | None]:
    """Return the title in a name without its code, and the number of the official document."""
    parts = [part for part in (part.strip(_EDGES) for part in name.split("_")) if part]
    parts = [part for part in parts if not _SLOT.fullmatch(plain(part))]
    number = parts.pop() if parts and _DOCUMENT_NO.fullmatch(parts[-1]) else None
    return " ".join(parts), number


def _period(match: re.Match[str]) -> NamedPeriod | None:
    """Return a period, or none if there is no such month or day."""
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    year = year + 2000 if year and year < 100 else year
    month = int(parts["month"]) if parts.get("month") else _MONTHS.get(parts.get("months") or "")
    quarter = parts.get("quarter") or parts.get("quarters")
    day = int(parts["day"]) if parts.get("day") else None
    try:
        date(year or 2024, month or 1, day or 1)
    except ValueError:
        return NamedPeriod(year) if year else None
    number = (_MONTHS.get(quarter) or int(quarter)) if quarter else None
    return NamedPeriod(year, number, month, day)
