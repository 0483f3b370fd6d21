"""Numbers of identity cards (GB 11643) and of mobile phones in a text, however they are written.

A number is read as a person reads it: digits of any script and width, Chinese numerals, letters
that look like digits; what parts its groups, or can't be seen at all, does not hide it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from allocation import clock


class Kind(StrEnum):
    """What a number is of."""

    CARD = "身份证号"
    PHONE = "手机号"


@dataclass(frozen=True, slots=True)
class Match:
    """A number and where it stands: from ``start`` up to ``end``; ``digits`` are plain ASCII."""

    start: int
    end: int
    kind: Kind
    digits: str

    @property
    def masked(self) -> str:
        """As much as a message may say: who knows the number knows it again."""
        return f"{self.digits[:3]}…"


@dataclass(frozen=True, slots=True)
class _Token:
    """A group of digits, and what stands between it and the group before."""

    digits: str
    start: int
    end: int
    gap: str


NUMERALS = "〇零○◯一二三四五六七八九幺两壹贰貳叁參肆伍陆陸柒捌玖弌弍弎洞拐勾〡〢〣〤〥〦〧〨〩"
_X = "XxＸｘХхΧχ×✕✖╳Ⅹⅹ"
_VALUES = {
    **{char: str(int(unicodedata.numeric(char, 0))) for char in NUMERALS},
    "两": "2",
    "洞": "0",
    "拐": "7",
    "勾": "9",
    **dict.fromkeys("OoОоＯｏ", "0"),
    **dict.fromkeys("lIｌＩ", "1"),
    **dict.fromkeys(_X, "X"),
}
_ENCLOSED = "²³¹⁰⁴-⁹₀-₉①-⒛⓪-⓿❶-➓㈠-㈩㊀-㊉㉈-㊿🄀-🄊🄋🄌"
_DIGIT = rf"\d{NUMERALS}{_ENCLOSED}"
_LOOK_ALIKE = "OoОоＯｏlIｌＩ"
_UNSEEN = (
    r"\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u061c\u064b-\u065f\u115f\u1160\u17b4\u17b5"
    r"\u180b-\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20f0"
    r"\u3099\u309a\u302a-\u302f\u3164\uffa0\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\ufff9-\ufffb"
    r"\x00-\x08\x0e-\x1f\x7f-\x9f\U0001d165-\U0001d172\U000e0000-\U000e01ef"
)
"""Joiners, marks of direction, fillers, combining marks: they part nothing that is seen."""
_LISTING = ",，、;；:：()（）\\[\\]【】〔〕［］{}<>《》〈〉「」“”﹙﹚|｜&"
"""What mostly parts one number from the next; a number only where its groups are those of one."""
_BETWEEN = rf"[\W_ー{_UNSEEN}]"
"""What people set between the groups of a number: anything but letters and digits."""
CANDIDATE = re.compile(rf"[{_DIGIT}](?:{_BETWEEN}*[{_DIGIT}{_LOOK_ALIKE}]){{9}}")
"""Where a number may be: looked for in all there is, so it decides little, quickly."""
_READ = rf"(?:[{_DIGIT}]|[{_LOOK_ALIKE}](?![A-HJ-NP-Za-kmnp-z]))"
_RUN = re.compile(rf"{_READ}(?:{_BETWEEN}*{_READ})*(?:{_BETWEEN}*[{_X}](?![A-Za-z]))?")
_GROUP = re.compile(rf"[{_DIGIT}{_LOOK_ALIKE}{_X}{_UNSEEN}]+")
_ALIKE = re.compile(
    r"(?<=[0-9][:：])[0-5][0-9](?=(?:1[3-9][0-9]{9}|[0-9]{15}|[0-9]{17,18})(?![0-9]))"
    rf"|(?:[0-9][{_UNSEEN}]*)+[{_X}]?|(?:[^\D0-9][{_UNSEEN}]*)+[{_X}]?|[^{_UNSEEN}][{_UNSEEN}]*[{_X}]?"
)
"""Digits of one kind: of a name, a storey or a time next to a number, or of the number itself."""
_HASH = re.compile(
    r"[0-9A-Fa-f]{32,}|(?<![0-9A-Za-z])(?=(?:[0-9]*[a-f]){4})[0-9a-f]{16,}(?![0-9A-Za-z])"
    r"|(?<=SHA-256 )[0-9a-f]{12}"
)
"""Check sums, whole or cut."""
_NAMED = re.compile(
    r"(?:手机|电话|联系|号码|证号|身份证|微信|[Tt]el|TEL|[Pp]hone|[Mm]obile)[^\d\n]{0,6}\Z"
)
_COUNTED = re.compile(
    r"(?:[合总共小]计|人次|得分|流水号|订单号|[(（:：][万亿]?元[)）]?)[\d\s:：|]{0,16}\Z"
)
_UNIT = re.compile(
    r"(?:\.[0-9]{1,2})?\s?(?:[万亿]?(?:元(?![旦宵])|人次|人(?!\w)|平方米|㎡|亩)|[万亿](?!\w))"
)
_DECIMAL = re.compile(
    r"(?:(?<![\d.])(?:0|1[0-3]\d)|(?:[经纬标度]\W{0,3}|\d\.\d{4,}\D{1,3})\d{1,3})\.\Z"
)
"""What stands before the digits of a fraction: none or a coordinate."""
_DEGREES = re.compile("[°′″]")
_MOBILE = re.compile(r"(?:(?:00)?86|0)?(1[3-9][0-9]{9})")
_STOP = "\n\n"
_STOPS = re.compile(r"\n\s*\n")
"""The end of a paragraph: no number goes on behind it."""
_CELLS = re.compile(r"[,，、;；|｜\t]")
_APART = re.compile(rf"[{_LISTING}\n]")
_SPACE = re.compile(r"\s")
_REAL = re.compile(f"[{_DIGIT}]")
_SHORTEST, _LONGEST = 11, 20
_NEAR = 40
"""Characters before a number that may say what it is."""
_REGIONS = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
"""The first two digits of codes of regions (GB/T 2260); 83 is for residents from Taiwan."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_YOUNGEST = 14
"""Years: whoever is named on a site is older; a younger "day of birth" is that of a document."""
_GROUPINGS = re.compile(
    "11 |3 4 4 |4 4 3 |4 3 4 |3 8 |7 4 |8 3 |3 3 5 |3 5 3 |5 3 3 |3 4 2 2 |3 2 2 4 |3 2 2 2 2 "
    "|1 10 |1 3 3 4 |15 |6 9 |12 3 |6 6 3 |6 2 2 2 3 |5 5 5 |3 3 3 3 3 |4 4 4 3 |18 |6 12 |14 4 "
    "|14 3 1 |17 1 |6 8 4 |6 8 3 1 |6 4 4 4 |6 4 2 2 4 |6 4 2 2 3 1 |6 6 6 |3 3 4 4 4 |4 4 4 4 2 "
    "|4 4 4 6 |3 3 3 3 3 3 |6 4 4 3 1 |6 2 2 2 2 4 "
)
"""How the groups of a number are cut by those who write it down."""


def find(text: str) -> Iterator[Match]:
    """Yield the numbers of people in a text, as they stand.

    :param text: plain text; markup and escapes are the matter of whoever knows the format.
    """
    candidate = CANDIDATE.search(text)
    while candidate:
        run = _RUN.match(text, _run_start(text, candidate.start()))
        if run:
            yield from _in_run(text, tuple(_tokens(text, run)))
        candidate = CANDIDATE.search(text, run.end() if run else candidate.end())


def mask(text: str) -> str:
    """Return the text with each number's digits gone, but for the first three."""
    done, parts = 0, []
    for match in find(text):
        parts += [text[done : match.start], match.masked]
        done = match.end
    return "".join([*parts, text[done:]])


def _run_start(text: str, start: int) -> int:
    """Return where letters that look like digits begin, right before a digit."""
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
        if _REAL.search(group.group()) or digits == "X":
            for alike in _ALIKE.finditer(text, group.start(), end):
                yield _Token("".join(map(_digits, alike[0])), alike.start(), alike.end(), gap)
                gap = ""
        elif digits:
            gap += _STOP


@cache
def _digits(char: str) -> str:
    """Return what a character stands for: one digit, or the two of ⑩."""
    if char in _VALUES:
        return _VALUES[char]
    value = unicodedata.digit(char, None)
    if value is not None:
        return str(value)
    plain = unicodedata.normalize("NFKC", char)
    return "".join(_digits(each) for each in plain if each != char and each.isalnum())


def _in_run(text: str, tokens: tuple[_Token, ...]) -> Iterator[Match]:
    """Yield the numbers that whole groups of a run make up, the longest from each place."""
    first = 0
    while first < len(tokens):
        found = [
            each for last in _lasts(tokens, first) if (each := _match(text, tokens, first, last))
        ]
        if found:
            first, match = found[-1]
            yield match
        first += 1


def _lasts(tokens: tuple[_Token, ...], first: int) -> Iterator[int]:
    """Yield where a number that begins with a group may end."""
    size = 0
    for last in range(first, len(tokens)):
        size += len(tokens[last].digits)
        if size > _LONGEST or (last > first and _STOPS.search(tokens[last].gap)):
            return
        if size >= _SHORTEST:
            yield last


def _match(
    text: str, tokens: tuple[_Token, ...], first: int, last: int
) -> tuple[int, Match] | None:
    """Return the number that these groups make up, with its last group; none if they do not."""
    window = _Window(text, tokens, first, last)
    digits = "".join(each.digits for each in window.groups)
    kind = next((kind for kind, is_one in _KINDS if is_one(window, digits)), None)
    if kind is None:
        return None
    start, end = window.groups[0].start, window.groups[-1].end
    shown = digits if kind is Kind.CARD else digits.rstrip("X")[-11:]
    return last, Match(start, end, kind, shown)


@dataclass(frozen=True, slots=True)
class _Window:
    """Groups that follow each other, with what stands around them."""

    text: str
    tokens: tuple[_Token, ...]
    first: int
    last: int

    @property
    def groups(self) -> tuple[_Token, ...]:
        return self.tokens[self.first : self.last + 1]

    @property
    def gaps(self) -> str:
        """What stands between the groups, but for line breaks in running text."""
        return "".join(each.gap for each in self.groups[1:] if not self.is_wrapped(each))

    @property
    def line(self) -> str:
        """What stands right before the number on its line."""
        start = self.groups[0].start
        return self.text[max(0, start - _NEAR) : start].rpartition("\n")[2]

    def is_wrapped(self, token: _Token) -> bool:
        """Whether a group only goes on in a new line, as the text around it does."""
        return (
            "\n" in token.gap
            and token.gap.strip(" \r\n\t") in ("", "-")
            and self.line.strip() != ""
        )

    def sizes(self, prefix: int) -> tuple[int, ...]:
        """How long the groups are, without as many digits at the start."""
        sizes: list[int] = []
        for each in self.groups:
            if sizes and (not each.gap or self.is_wrapped(each)):
                sizes[-1] += len(each.digits)
            else:
                sizes.append(len(each.digits))
        while prefix:
            taken = min(prefix, sizes[0])
            prefix -= taken
            sizes[0] -= taken
            sizes = sizes if sizes[0] else sizes[1:]
        return tuple(sizes)

    @property
    def alone(self) -> bool:
        """Whether no further group stands close by."""
        after = self.tokens[self.last + 1].gap if self.last + 1 < len(self.tokens) else _STOP
        before = self.tokens[self.first].gap if self.first else _STOP
        return all(not each or _APART.search(each) for each in (before, after))

    @property
    def neighbours(self) -> frozenset[int]:
        """How long the groups next to these are."""
        around = (
            *self.tokens[max(0, self.first - 1) : self.first],
            *self.tokens[self.last + 1 :][:1],
        )
        return frozenset(len(each.digits) for each in around)

    @property
    def named(self) -> bool:
        """Whether the words before say what it is."""
        return _NAMED.search(self.line) is not None

    @property
    def counted(self) -> bool:
        """Whether these are quantities: one with its unit, or several side by side."""
        if _UNIT.match(self.text, self.groups[-1].end) or _DEGREES.search(self.gaps):
            return True
        sized = (each.digits for each in self.groups[1:])
        if len(self.groups) == 1 or any(len(each) > 1 and each[0] == "0" for each in sized):
            return False
        return bool(_CELLS.search(self.gaps) or (self.gaps and _COUNTED.search(self.line)))

    @property
    def hashed(self) -> bool:
        """Whether it is a part of a check sum."""
        start, end = self.groups[0].start, self.groups[-1].end
        around = _HASH.finditer(self.text[max(0, start - 128) : end + 128])
        offset = max(0, start - 128)
        return any(each.start() + offset <= start and end <= each.end() + offset for each in around)

    @property
    def fraction(self) -> bool:
        """Whether these are the digits after a decimal point."""
        return _DECIMAL.search(self.line) is not None


def _is_card(window: _Window, digits: str) -> bool:
    """GB 11643-1999: region, day of birth, sequence, check character; before that 15 digits."""
    if len(digits) == 15 and digits.isdigit():
        return _is_born(digits[:2], f"19{digits[6:12]}") and _is_grouped(window, 0)
    if len(digits) != 18 or not digits[:17].isdigit() or not _is_born(digits[:2], digits[6:14]):
        return False
    is_grown = int(digits[6:10]) <= clock.today().year - _YOUNGEST
    if _check_character(digits) == digits[17]:
        is_one = is_grown and not _APART.search(window.gaps) and not window.hashed
        return is_one or _is_grouped(window, 0)
    # A slip of the pen; but numbers of documents begin with a region and a day, too.
    return is_grown and _is_grouped(window, 0)


def _is_born(region: str, day: str) -> bool:
    try:
        born = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return False
    return _REGIONS.fullmatch(region) is not None and born.year >= 1900 and born <= clock.today()


def _check_character(digits: str) -> str:
    """ISO 7064, MOD 11-2."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:17], strict=True))
    return "10X98765432"[total % 11]


def _is_phone(window: _Window, digits: str) -> bool:
    found = _MOBILE.fullmatch(digits.rstrip("X"))
    if found is None or _has_day(window.groups):
        return False
    prefix = found.start(1)
    # The 0 that long distance calls once began with belongs to the number, in one group with it.
    if digits[:prefix] == "0" and (window.groups[0].digits == "0" or _APART.search(window.gaps)):
        return False
    return _is_grouped(window, prefix)


def _is_grouped(window: _Window, prefix: int) -> bool:
    """Whether groups look like those of one number, not like several numbers side by side."""
    sizes = window.sizes(prefix)
    if window.hashed or window.fraction or _is_address(window.groups):
        return False
    if window.named or window.counted:
        return window.named
    years = sum(_is_year(each.digits) for each in window.groups)
    if _GROUPINGS.fullmatch("".join(f"{size} " for size in sizes)):
        is_decimal = len(sizes) == 2 and window.gaps == "."
        return years < 2 and (window.alone or not (years or is_decimal))
    if "." in window.gaps and _SPACE.search(window.gaps):
        return False
    if set(sizes) == {1}:
        return 1 not in window.neighbours or window.alone
    return not years and window.alone and _is_parted(sizes, window.gaps)


def _is_parted(sizes: tuple[int, ...], gaps: str) -> bool:
    if _APART.search(gaps) or (len(sizes) == 2 and gaps == "."):
        return False
    # White space stands between the columns of tables, too.
    is_even = len(set(sizes[:-1])) == 1 and sizes[-1] <= sizes[0] + (len(sizes) == 2)
    return is_even or not _SPACE.search(gaps)


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in ("19", "20")


def _has_day(groups: tuple[_Token, ...]) -> bool:
    """Whether a day stands in it: 2026-01-20, or 20260120."""
    texts = [each.digits for each in groups]
    days = [
        "".join((a, b.zfill(2), c.zfill(2)))
        for a, b, c in zip(texts, texts[1:], texts[2:], strict=False)
    ]
    return any(_is_day(each) for each in (*days, *texts))


def _is_day(digits: str) -> bool:
    if len(digits) != 8 or digits[:2] not in ("19", "20"):
        return False
    return digits[4:6] <= "12" and digits[6:] <= "31" and "00" not in (digits[4:6], digits[6:])


def _is_address(groups: tuple[_Token, ...]) -> bool:
    """Whether these are the four numbers of an address of the internet protocol."""
    octets = [each.digits for each in groups]
    dotted = len(groups) == 4 and all(each.gap == "." for each in groups[1:])
    return dotted and all(
        each.isdigit() and str(int(each)) == each and int(each) < 256 for each in octets
    )


_KINDS = ((Kind.CARD, _is_card), (Kind.PHONE, _is_phone))
