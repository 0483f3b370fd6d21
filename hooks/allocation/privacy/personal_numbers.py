"""Detection of identity card numbers (GB 11643) and mobile phone numbers in text.

Digits of any script and width, Chinese numerals and letters that look like digits are recognized;
separators between groups and invisible characters are skipped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from allocation.base import clock


class NumberKind(StrEnum):
    """The kind of a personal number."""

    CARD = "身份证号"
    PHONE = "手机号"


@dataclass(frozen=True, slots=True)
class NumberMatch:
    """A number in a text, from ``start`` up to ``end``; ``digits`` are ASCII."""

    start: int
    end: int
    kind: NumberKind
    digits: str

    @property
    def masked(self) -> str:
        """The part that a message may show: enough to recognize a known number."""
        return f"{self.digits[:3]}…"


@dataclass(frozen=True, slots=True)
class _Token:
    """A group of digits, and the text between it and the previous group."""

    digits: str
    start: int
    end: int
    gap: str


_NUMERALS = "〇零○◯一二三四五六七八九幺两壹贰貳叁參肆伍陆陸柒捌玖弌弍弎洞拐勾〡〢〣〤〥〦〧〨〩"
_X = "XxＸｘХхΧχ×✕✖╳Ⅹⅹ"
_VALUES = {
    **{char: str(int(unicodedata.numeric(char, 0))) for char in _NUMERALS},
    "两": "2",
    "洞": "0",
    "拐": "7",
    "勾": "9",
    **dict.fromkeys("OoОоＯｏ", "0"),
    **dict.fromkeys("lIｌＩ", "1"),
    **dict.fromkeys(_X, "X"),
}
_ENCLOSED = "²³¹⁰⁴-⁹₀-₉①-⒛⓪-⓿❶-➓㈠-㈩㊀-㊉㉈-㊿🄀-🄊🄋🄌"
_DIGIT = rf"\d{_NUMERALS}{_ENCLOSED}"
_LOOK_ALIKE = "OoОоＯｏlIｌＩ"
_INVISIBLE = (
    r"\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u061c\u064b-\u065f\u115f\u1160\u17b4\u17b5"
    r"\u180b-\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20f0"
    r"\u3099\u309a\u302a-\u302f\u3164\uffa0\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\ufff9-\ufffb"
    r"\x00-\x08\x0e-\x1f\x7f-\x9f\U0001d165-\U0001d172\U000e0000-\U000e01ef"
)
"""Invisible and combining characters: joiners, marks of direction, fillers, accents."""
_SEPARATORS = ",，、;；:：()（）\\[\\]【】〔〕［］{}<>《》〈〉「」“”﹙﹚|｜&"
"""Separators of list items; within one number only if its groups have the sizes of one."""
_FILLER = rf"[\W_ー{_INVISIBLE}]"
"""Characters between the groups of a number: anything but letters and digits."""
CANDIDATE = re.compile(rf"[{_DIGIT}](?:{_FILLER}*[{_DIGIT}{_LOOK_ALIKE}]){{9}}")
"""The possible start of a number: a cheap first test, since all text is searched for it."""
_READABLE = rf"(?:[{_DIGIT}]|[{_LOOK_ALIKE}](?![A-HJ-NP-Za-kmnp-z]))"
_RUN = re.compile(rf"{_READABLE}(?:{_FILLER}*{_READABLE})*(?:{_FILLER}*[{_X}](?![A-Za-z]))?")
_GROUP = re.compile(rf"[{_DIGIT}{_LOOK_ALIKE}{_X}{_INVISIBLE}]+")
_UNIFORM = re.compile(
    r"(?<=[0-9][:：])[0-5][0-9](?=(?:1[3-9][0-9]{9}|[0-9]{15}|[0-9]{17,18})(?![0-9]))"
    rf"|(?:[0-9][{_INVISIBLE}]*)+[{_X}]?|(?:[^\D0-9][{_INVISIBLE}]*)+[{_X}]?|[^{_INVISIBLE}][{_INVISIBLE}]*[{_X}]?"
)
"""Digits of one script; splits the digits of a name, storey or time from an adjacent number."""
_HASH = re.compile(
    r"[0-9A-Fa-f]{32,}|(?<![0-9A-Za-z])(?=(?:[0-9]*[a-f]){4})[0-9a-f]{16,}(?![0-9A-Za-z])"
    r"|(?<=SHA-256 )[0-9a-f]{12}"
    r"|(?<![0-9A-Za-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])"
)
"""Check sums, complete or abbreviated, and UUIDs (RFC 9562, 4)."""
_LABEL = re.compile(
    r"(?:手机|电话|联系|号码|证号|身份证|微信|[Tt]el|TEL|[Pp]hone|[Mm]obile)[^\d\n]{0,6}\Z"
)
_TOTAL_LABEL = re.compile(
    r"(?:[合总共小]计|人次|得分|流水号|订单号|[(（:：][万亿]?元[)）]?)[\d\s:：|]{0,16}\Z"
)
_UNIT = re.compile(
    r"(?:\.[0-9]{1,2})?\s?(?:[万亿]?(?:元(?![旦宵])|人次|人(?!\w)|平方米|㎡|亩)|[万亿](?!\w))"
)
_DECIMAL = re.compile(
    r"(?:(?<![\d.])(?:0|1[0-3]\d)|(?:[经纬标度]\W{0,3}|\d\.\d{4,}\D{1,3})\d{1,3})\.\Z"
)
"""The text before the decimals of a number below 1, or of a coordinate."""
_DEGREES = re.compile("[°′″]")
_MOBILE = re.compile(r"(?:(?:00)?86|0)?(1[3-9][0-9]{9})")
_PARAGRAPH = "\n\n"
_PARAGRAPH_END = re.compile(r"\n\s*\n")
"""The end of a paragraph, at which every number ends."""
_CELLS = re.compile(r"[,，、;；|｜\t]")
_SEPARATOR = re.compile(rf"[{_SEPARATORS}\n]")
_SPACE = re.compile(r"\s")
_TRUE_DIGIT = re.compile(f"[{_DIGIT}]")
_MIN_DIGITS, _MAX_DIGITS = 11, 20
_CONTEXT = 40
"""The number of characters before a number in which its label is looked for."""
_REGIONS = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
"""The first two digits of region codes (GB/T 2260); 83 is for residents from Taiwan."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_MIN_AGE = 14
"""The least age in years of a person on a site; a later "day of birth" is a document's date."""
_GROUPINGS = re.compile(
    "11 |3 4 4 |4 4 3 |4 3 4 |3 8 |7 4 |8 3 |3 3 5 |3 5 3 |5 3 3 |3 4 2 2 |3 2 2 4 |3 2 2 2 2 "
    "|1 10 |1 3 3 4 |15 |6 9 |12 3 |6 6 3 |6 2 2 2 3 |5 5 5 |3 3 3 3 3 |4 4 4 3 |18 |6 12 |14 4 "
    "|14 3 1 |17 1 |6 8 4 |6 8 3 1 |6 4 4 4 |6 4 2 2 4 |6 4 2 2 3 1 |6 6 6 |3 3 4 4 4 |4 4 4 4 2 "
    "|4 4 4 6 |3 3 3 3 3 3 |6 4 4 3 1 |6 2 2 2 2 4 "
)
"""The usual sizes of the groups of a written number."""


def find(text: str) -> Iterator[NumberMatch]:
    """Yield the personal numbers in a text, in their order.

    :param text: plain text; the caller resolves markup and escapes.
    """
    candidate = CANDIDATE.search(text)
    while candidate:
        run = _RUN.match(text, _run_start(text, candidate.start()))
        if run:
            yield from _matches(text, tuple(_tokens(text, run)))
        candidate = CANDIDATE.search(text, run.end() if run else candidate.end())


def mask(text: str) -> str:
    """Return the text with personal numbers cut to their first three digits."""
    end, parts = 0, []
    for match in find(text):
        parts += [text[end : match.start], match.masked]
        end = match.end
    return "".join([*parts, text[end:]])


def _run_start(text: str, start: int) -> int:
    """Return the start of the letters that look like digits directly before a digit."""
    first = start
    while first and text[first - 1] in _LOOK_ALIKE:
        first -= 1
    return start if first and text[first - 1].isalpha() and text[first - 1].isascii() else first


def _tokens(text: str, run: re.Match[str]) -> Iterator[_Token]:
    end, gap = run.start(), ""
    for group in _GROUP.finditer(text, run.start(), run.end()):
        gap += text[end : group.start()]
        end = group.end()
        digits = "".join(map(_digits, group.group()))
        if _TRUE_DIGIT.search(group.group()) or digits == "X":
            for uniform in _UNIFORM.finditer(text, group.start(), end):
                yield _Token("".join(map(_digits, uniform[0])), uniform.start(), uniform.end(), gap)
                gap = ""
        elif digits:
            gap += _PARAGRAPH


@cache
def _digits(char: str) -> str:
    """Return the digits that a character denotes: one, or the two of ⑩."""
    if char in _VALUES:
        return _VALUES[char]
    value = unicodedata.digit(char, None)
    if value is not None:
        return str(value)
    plain = unicodedata.normalize("NFKC", char)
    return "".join(_digits(part) for part in plain if part != char and part.isalnum())


def _matches(text: str, tokens: tuple[_Token, ...]) -> Iterator[NumberMatch]:
    """Yield the numbers that consist of groups of a run, the longest from every first group."""
    first = 0
    while first < len(tokens):
        candidates = [
            candidate
            for last in _last_groups(tokens, first)
            if (candidate := _match(text, tokens, first, last))
        ]
        if candidates:
            first, match = candidates[-1]
            yield match
        first += 1


def _last_groups(tokens: tuple[_Token, ...], first: int) -> Iterator[int]:
    """Yield the indices of possible last groups of a number, by its first group."""
    size = 0
    for last in range(first, len(tokens)):
        size += len(tokens[last].digits)
        if size > _MAX_DIGITS or (last > first and _PARAGRAPH_END.search(tokens[last].gap)):
            return
        if size >= _MIN_DIGITS:
            yield last


def _match(
    text: str, tokens: tuple[_Token, ...], first: int, last: int
) -> tuple[int, NumberMatch] | None:
    """Return the number of these groups with the index of the last one, or None."""
    window = _Window(text, tokens, first, last)
    digits = "".join(group.digits for group in window.groups)
    kind = next((kind for kind, is_kind in _KINDS if is_kind(window, digits)), None)
    if kind is None:
        return None
    start, end = window.groups[0].start, window.groups[-1].end
    plain = digits if kind is NumberKind.CARD else digits.rstrip("X")[-11:]
    return last, NumberMatch(start, end, kind, plain)


@dataclass(frozen=True, slots=True)
class _Window:
    """Consecutive groups with their context."""

    text: str
    tokens: tuple[_Token, ...]
    first: int
    last: int

    @property
    def groups(self) -> tuple[_Token, ...]:
        return self.tokens[self.first : self.last + 1]

    @property
    def gaps(self) -> str:
        """The text between the groups without line wraps."""
        return "".join(group.gap for group in self.groups[1:] if not self.is_wrapped(group))

    @property
    def preceding(self) -> str:
        """The text directly before the number on its line."""
        start = self.groups[0].start
        return self.text[max(0, start - _CONTEXT) : start].rpartition("\n")[2]

    def is_wrapped(self, token: _Token) -> bool:
        """Whether a line wrap of running text is before the group."""
        return (
            "\n" in token.gap
            and token.gap.strip(" \r\n\t") in ("", "-")
            and self.preceding.strip() != ""
        )

    def sizes(self, prefix: int) -> tuple[int, ...]:
        """Return the sizes of the groups without a prefix of so many digits."""
        sizes: list[int] = []
        for group in self.groups:
            if sizes and (not group.gap or self.is_wrapped(group)):
                sizes[-1] += len(group.digits)
            else:
                sizes.append(len(group.digits))
        while prefix:
            removed = min(prefix, sizes[0])
            prefix -= removed
            sizes[0] -= removed
            sizes = sizes if sizes[0] else sizes[1:]
        return tuple(sizes)

    @property
    def is_alone(self) -> bool:
        """Whether separators are before and after the groups."""
        after = self.tokens[self.last + 1].gap if self.last + 1 < len(self.tokens) else _PARAGRAPH
        before = self.tokens[self.first].gap if self.first else _PARAGRAPH
        return all(not gap or _SEPARATOR.search(gap) for gap in (before, after))

    @property
    def neighbour_sizes(self) -> frozenset[int]:
        """The sizes of the adjacent groups."""
        around = (
            *self.tokens[max(0, self.first - 1) : self.first],
            *self.tokens[self.last + 1 :][:1],
        )
        return frozenset(len(group.digits) for group in around)

    @property
    def is_labelled(self) -> bool:
        """Whether a label of a personal number is before the groups."""
        return _LABEL.search(self.preceding) is not None

    @property
    def is_quantity(self) -> bool:
        """Whether the groups are quantities: one with a unit, or several cells of a table."""
        if _UNIT.match(self.text, self.groups[-1].end) or _DEGREES.search(self.gaps):
            return True
        sized = (group.digits for group in self.groups[1:])
        if len(self.groups) == 1 or any(len(digits) > 1 and digits[0] == "0" for digits in sized):
            return False
        return bool(_CELLS.search(self.gaps) or (self.gaps and _TOTAL_LABEL.search(self.preceding)))

    @property
    def is_checksum(self) -> bool:
        """Whether the groups are a part of a check sum."""
        start, end = self.groups[0].start, self.groups[-1].end
        offset = max(0, start - 128)
        sums = _HASH.finditer(self.text[offset : end + 128])
        return any(hash.start() <= start - offset and end - offset <= hash.end() for hash in sums)

    @property
    def is_fraction(self) -> bool:
        """Whether the groups are the digits after a decimal point."""
        return _DECIMAL.search(self.preceding) is not None


def _is_card(window: _Window, digits: str) -> bool:
    """GB 11643-1999: region, day of birth, sequence, check character; formerly 15 digits."""
    if len(digits) == 15 and digits.isdigit():
        return _is_birth(digits[:2], f"19{digits[6:12]}") and _is_grouped(window, 0)
    if len(digits) != 18 or not digits[:17].isdigit() or not _is_birth(digits[:2], digits[6:14]):
        return False
    is_grown = int(digits[6:10]) <= clock.today().year - _MIN_AGE
    if _check_character(digits) == digits[17]:
        is_valid = is_grown and not _SEPARATOR.search(window.gaps) and not window.is_checksum
        return is_valid or _is_grouped(window, 0)
    # A typing error in the number; but document numbers begin with a region and a day, too.
    return is_grown and _is_grouped(window, 0)


def _is_birth(region: str, day: str) -> bool:
    try:
        born = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return False
    return _REGIONS.fullmatch(region) is not None and born.year >= 1900 and born <= clock.today()


def _check_character(digits: str) -> str:
    """Return the check character of ISO 7064, MOD 11-2."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:17], strict=True))
    return "10X98765432"[total % 11]


def _is_phone(window: _Window, digits: str) -> bool:
    match = _MOBILE.fullmatch(digits.rstrip("X"))
    if match is None or _has_day(window.groups):
        return False
    prefix = match.start(1)
    # The former trunk prefix 0 is in one group with the number.
    is_apart = window.groups[0].digits == "0" or _SEPARATOR.search(window.gaps)
    if digits[:prefix] == "0" and is_apart:
        return False
    return _is_grouped(window, prefix)


def _is_grouped(window: _Window, prefix: int) -> bool:
    """Whether the groups are those of one number, not several adjacent numbers."""
    sizes = window.sizes(prefix)
    if window.is_checksum or window.is_fraction or _is_address(window.groups):
        return False
    if window.is_labelled or window.is_quantity:
        return window.is_labelled
    years = sum(_is_year(group.digits) for group in window.groups)
    if _GROUPINGS.fullmatch("".join(f"{size} " for size in sizes)):
        is_decimal = len(sizes) == 2 and window.gaps == "."
        return years < 2 and (window.is_alone or not (years or is_decimal))
    if "." in window.gaps and _SPACE.search(window.gaps):
        return False
    if set(sizes) == {1}:
        return 1 not in window.neighbour_sizes or window.is_alone
    return not years and window.is_alone and _is_separated(sizes, window.gaps)


def _is_separated(sizes: tuple[int, ...], gaps: str) -> bool:
    if _SEPARATOR.search(gaps) or (len(sizes) == 2 and gaps == "."):
        return False
    # White space also separates the columns of tables.
    is_even = len(set(sizes[:-1])) == 1 and sizes[-1] <= sizes[0] + (len(sizes) == 2)
    return is_even or not _SPACE.search(gaps)


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in ("19", "20")


def _has_day(groups: tuple[_Token, ...]) -> bool:
    """Whether the groups contain a day: 2026-01-20, or 20260120."""
    texts = [group.digits for group in groups]
    days = [
        "".join((a, b.zfill(2), c.zfill(2)))
        for a, b, c in zip(texts, texts[1:], texts[2:], strict=False)
    ]
    return any(_is_day(day) for day in (*days, *texts))


def _is_day(digits: str) -> bool:
    if len(digits) != 8 or digits[:2] not in ("19", "20"):
        return False
    return digits[4:6] <= "12" and digits[6:] <= "31" and "00" not in (digits[4:6], digits[6:])


def _is_address(groups: tuple[_Token, ...]) -> bool:
    """Whether the groups are an IPv4 address."""
    octets = [group.digits for group in groups]
    dotted = len(groups) == 4 and all(group.gap == "." for group in groups[1:])
    return dotted and all(
        octet.isdigit() and str(int(octet)) == octet and int(octet) < 256 for octet in octets
    )


_KINDS = ((NumberKind.CARD, _is_card), (NumberKind.PHONE, _is_phone))
PATTERNS = {
    "candidate": CANDIDATE,
    "run": _RUN,
    "group": _GROUP,
    "uniform": _UNIFORM,
    "hash": _HASH,
    "label": _LABEL,
    "total": _TOTAL_LABEL,
    "unit": _UNIT,
    "decimal": _DECIMAL,
    "degrees": _DEGREES,
    "mobile": _MOBILE,
    "paragraph": _PARAGRAPH_END,
    "cells": _CELLS,
    "separator": _SEPARATOR,
    "space": _SPACE,
    "digit": _TRUE_DIGIT,
    "regions": _REGIONS,
    "groupings": _GROUPINGS,
}
"""The patterns by name: the forms of the site look for the same numbers."""


def digit_values() -> dict[str, str]:
    """Return the digits of characters that are no decimal digits, nor become any by NFKC."""
    enclosed = map(chr, range(0x2460, 0x1F110))
    plain = (char for char in enclosed if _TRUE_DIGIT.match(char) and not char.isdecimal())
    own = (char for char in plain if unicodedata.normalize("NFKC", char) == char)
    return {char: digits for char in own if (digits := _digits(char))} | _VALUES
