"""Clauses with their marks, and the numbers in a column of marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from allocation.base.slugs import numeral_value

_INLINE = re.compile(
    r"(?=[⑴-⒇①-⑳])|(?:(?<=[；;。])|^)(?=[（(]?[0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[.、．](?![0-9０-９]))"
)
_MARK = re.compile(
    r"[⑴-⒇①-⑳⒈-⒛]|[（(]?[0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[.、．](?![0-9０-９])"
    r"|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、"
)
_WITHIN = re.compile(rf"(?<![第0-9０-９.])(?:{_MARK.pattern})")
"""A mark that may stand within a clause."""
_SERIES = ("⑴", "①", "⒈")
"""First characters of the marks that are one character each, twenty of a sort."""
_SCORE = re.compile(r"(?<![0-9.])-?[0-9]{1,3}(?:\.[0-9]{1,2})?(?![0-9.])", re.ASCII)


def read(text: str) -> Iterator[dict[str, Any]]:
    """Yield the clauses of a cell: a paragraph each, and one more where a mark stands inside."""
    for paragraph in text.split("\n"):
        for part in _INLINE.split(paragraph):
            said = part.strip()
            if not said:
                continue
            match = _MARK.match(said)
            if match and said[match.end() :].strip():
                yield {"mark": match[0], "text": said[match.end() :].strip()}
            else:
                yield {"text": said}


def gaps(clauses: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what is odd about the marks of a cell: some are missing, or they jump."""
    marks = [clause.get("mark", "") for clause in clauses]
    if any(marks) and not all(marks):
        yield "有的段落没有标号，各作一条；如果是上一条的续行，请并进去。"
    for clause in clauses:
        if within := _next_inside(clause):
            yield f"“{within}”像是下一条的标号，没有分开；要分开的请在原文件里另起一段。"
    for before, after in pairwise(_value(mark) for mark in marks if mark):
        if after != before + 1:
            yield f"标号从 {before} 跳到 {after}；上一条里可能含着漏印标号的一条，请对照原表。"


def _next_inside(clause: dict[str, Any]) -> str:
    """Return the mark that follows a clause's own, where it stands within the clause."""
    mark = clause.get("mark", "")
    inside = (match[0] for match in _WITHIN.finditer(clause["text"])) if mark else ()
    follow = (each for each in inside if _value(each) == _value(mark) + 1)
    return next((each for each in follow if _form(each) == _form(mark)), "")


def _form(mark: str) -> str:
    return re.sub("[0-9０-９]+|[一二三四五六七八九十]+", "", mark)


def score(text: str) -> tuple[str | None, bool]:
    """Return the number in a cell of marks, and whether the cell says nothing else."""
    match = _SCORE.search(text)
    if match is None or len(_SCORE.findall(text)) > 1:
        return None, not text
    return match[0], re.fullmatch(r"分?", text.replace(match[0], "", 1)) is not None


def _value(mark: str) -> int:
    for first in _SERIES:
        if 0 <= ord(mark[0]) - ord(first) < 20:
            return ord(mark[0]) - ord(first) + 1
    plain = mark.strip("（）().．、")
    return int(plain) if plain.isdecimal() else numeral_value(plain)
