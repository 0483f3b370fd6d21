"""What a cell says for each clause of its row, by the marks of the clauses: ⑴办公室 ⑵人事科."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allocation.office.imports.tables import clauses

_ONE = (
    r"(?:[⑴-⒇①-⑳㉑-㉟㊱-㊿⒈-⒛]|[（(][0-9０-９]{1,2}[)）]"
    r"|(?:(?<=[\s；;，,、。:：—~～至到)）.-])|^)[0-9０-９]{1,2}"
    r"(?:[)）]|[.、．](?![0-9０-９])|\.(?=[0-9]{1,2}\.(?![0-9]))"
    r"|(?=\s*[—–~～至到-]\s*[0-9]{1,2}(?:[)）]|[.、．](?![0-9])))))"
)
_RANGE = r"\s*[—–~～至到-]+\s*"
_LABEL = re.compile(rf"{_ONE}(?:(?:{_RANGE}|\s*[、，,和及与]?\s*){_ONE})*\s*[:：、.]?\s*")
_MARK = re.compile(rf"({_RANGE})?\s*({_ONE})")
_PREFIX = re.compile(rf"([^：:\n]{{1,8}}[:：])\s*(?={_ONE})")
_POINT = re.compile(r"(?:^|(?<=[；;，,。\s]))([0-9]{1,2})[.．、](?=[0-9]{1,2}月|[^0-9])")
_SEPARATORS = "；;，,、。 \u3000\n\t"


@dataclass(frozen=True, slots=True)
class Shares:
    """What a cell says for each clause, by the number in the clause's mark."""

    texts: dict[int, str]
    style: str

    def of(self, number: int | None) -> str:
        return self.texts.get(number, "") if number is not None else ""


def read(text: str) -> Shares | None:
    """Return what a cell says after each mark; None if it does not begin with one."""
    prefix = _PREFIX.match(text.strip())
    body = text.strip()[prefix.end() if prefix else 0 :]
    labels = list(_LABEL.finditer(body))
    if not labels or labels[0].start() != 0:
        return None
    texts: dict[int, str] = {}
    ends = [*(label.start() for label in labels[1:]), len(body)]
    for label, end in zip(labels, ends, strict=True):
        said = body[label.end() : end].strip(_SEPARATORS)
        for number in _numbers(label[0]):
            if number in texts:
                return None
            texts[number] = f"{prefix[1] if prefix and said else ''}{said}"
    first = re.match(_ONE, labels[0][0])
    return Shares(texts, style(first[0]) if first else "")


def before_dates(text: str, numbers: set[int | None]) -> Shares | None:
    """Return the deadlines after numbers with a point if each clause has one: 1.3月底；2.6月底."""
    found = list(_POINT.finditer(text))
    listed = [int(match[1]) for match in found]
    if (
        not found
        or found[0].start()
        or len(listed) < 2
        or sorted(listed) != sorted(filter(None, numbers))
    ):
        return None
    ends = [*(match.start() for match in found[1:]), len(text)]
    said = (
        text[match.end() : end].strip(_SEPARATORS) for match, end in zip(found, ends, strict=True)
    )
    return Shares(dict(zip(listed, said, strict=True)), style(found[0][0].strip()))


def _numbers(label: str) -> Iterator[int]:
    """Yield the numbers of the marks before a text: ⑴⑵, ⑴-⑶."""
    last = 0
    for match in _MARK.finditer(label):
        number = clauses.number(match[2])
        yield from range(last + 1 if match[1] else number, number + 1)
        last = number


def style(mark: str) -> str:
    """Return what a mark has beside its number, whatever its width: () for ⑴ and （1）."""
    return re.sub("[0-9]+", "", unicodedata.normalize("NFKC", mark))


def marks(text: str) -> list[str]:
    """Return all marks in a text."""
    return re.findall(_ONE, text)


def by_clause(text: str, records: list[dict[str, Any]]) -> list[str] | None:
    """Return what a text says for each clause of a row; None if it is not by their very marks."""
    own = [clause.get("mark", "") for clause in records]
    found = marks(text)
    shares = read(text) if len(records) > 1 and all(own) and found else None
    numbers = [clauses.number(mark) for mark in own] if shares else []
    if (
        shares is None
        or _spelling(found[0]) not in set(map(_spelling, own))
        or len(set(numbers)) < len(numbers)
        or not set(shares.texts) <= set(numbers)
    ):
        return None
    return [shares.of(number) for number in numbers]


def _spelling(mark: str) -> tuple[bool, str]:
    """Return a mark as it is printed, without its number: ⑴ is not （1）."""
    return len(mark) == 1, style(mark)
