"""The clauses of a cell with their marks, and the score of a cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from allocation.base.slugs import numeral_value

_INLINE = re.compile(
    r"(?=[⑴-⒇①-⑳㉑-㉟㊱-㊿])|(?:(?<=[；;。])|(?<=[；;。)）】]\s)|^)"
    r"(?=[（(]?[0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[.、．](?![0-9０-９])"
    r"|[A-Ha-h][.、．)）](?![A-Za-z0-9]))"
)
_MARK = re.compile(
    r"[⑴-⒇①-⑳㉑-㉟㊱-㊿⒈-⒛]|[（(]?[0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[.、．](?![0-9０-９])"
    r"|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[A-Ha-h][.、．)）](?![A-Za-z0-9])"
)
_INNER_MARK = re.compile(rf"(?<![第A-Za-z0-9０-９.])(?:{_MARK.pattern})")
"""A mark inside the text of a clause."""
_SPACED = re.compile(r"(?<=[。；;])[ \u3000]+(?=\S)|\s+(?=[●■◆▪•])")
_RINGED = {"⑴": "[⑴-⒇]", "①": "[①-⑳㉑-㉟㊱-㊿]", "⒈": "[⒈-⒛]"}
"""Marks of a single character by the first of them."""
_GRADE = re.compile(
    r"(?:^|(?<=[；;。])\s*)(?:符合|达到|做到)[^；;。]{0,20}[为得计][A-E](?![A-Za-z]).*$"
)
"""A text that says how many clauses make a grade: 符合上述二项标准为A；其余情形为D。."""
_SCORE = re.compile(r"(?<![0-9.])-?[0-9]{1,3}(?:\.[0-9]{1,2})?(?![0-9.])", re.ASCII)


_OPEN = re.compile(r"[，、,（(“《和与或及的对在为于把被以按向从由每至到第]\s*$")
"""The end of a paragraph whose sentence goes on in the next one."""
_ENDED = re.compile(r"[。；;：:！!？?…）)】\]”》%]\s*$")


def read(cell: str) -> Iterator[dict[str, Any]]:
    """Yield the clauses of a cell: one per paragraph, or several if it has several marks."""
    for paragraph, _ in _paragraphs(cell):
        for part in _parts(paragraph):
            text = part.strip()
            if not text:
                continue
            match = _MARK.match(text)
            if match and text[match.end() :].strip():
                yield {"mark": match[0], "text": text[match.end() :].strip()}
            else:
                yield {"text": text}


def joins(cell: str) -> Iterator[str]:
    """Yield questions about paragraphs of a cell that go on, or that a space parts."""
    for line, further in _paragraphs(cell):
        if len(_parts(line)) > 1 and not _MARK.search(line):
            yield "有的句子之间空着格，当作各是一条；本是一条的请在原文件里去掉空格。"
        for text in further:
            yield f"“{text[:20]}”没有标号，上一段的话没有完，接在上一段后面了，请核对。"


def _paragraphs(cell: str) -> list[tuple[str, list[str]]]:
    """Return the paragraphs, a sentence that is broken over several as one, with what was added."""
    found: list[tuple[str, list[str]]] = []
    for line in filter(None, map(str.strip, cell.split("\n"))):
        before, further = found[-1] if found else ("", [])
        marked = _MARK.match(before) and not _ENDED.search(before)
        if before and (marked or _OPEN.search(before)) and not _MARK.match(line):
            found[-1] = before + line, [*further, line]
        else:
            found.append((line, []))
    return found


def without_grades(records: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the clauses, and the texts among them that say how many of them make a grade."""
    kept: list[dict[str, Any]] = []
    grades: list[str] = []
    for record in records:
        text = _GRADE.sub("", record["text"])
        grades += [record["text"][len(text) :].strip()] if text != record["text"] else []
        kept += [record | {"text": text}] if text else []
    return kept, grades


def _parts(paragraph: str) -> list[str]:
    """Return the parts that begin with marks like the first; others divide a clause: （1）…①…②…."""
    if not _MARK.search(paragraph):
        # Paragraphs that became spaces.
        return _SPACED.split(paragraph)
    parts: list[str] = []
    first = None
    for part in _INLINE.split(paragraph):
        mark = _MARK.match(part.lstrip())
        first = first or mark
        if first and mark and _look(first[0]) != _look(mark[0]):
            parts[-1] += part
        else:
            parts.append(part)
    return parts


def number(mark: str) -> int:
    """Return the number of a mark: 1 for ⑴, ①, 1., 一、 and A.."""
    plain = unicodedata.normalize("NFKC", mark).strip("（）().．、")
    if plain.isascii() and plain.isalpha():
        return ord(plain.upper()) - ord("A") + 1
    return int(plain) if plain.isdecimal() else numeral_value(plain)


def mark_problems(clauses: list[dict[str, Any]]) -> Iterator[str]:
    """Yield questions about the marks of a cell: some are missing, or not consecutive."""
    marks = [clause.get("mark", "") for clause in clauses]
    if any(marks) and not all(marks):
        yield "有的段落没有标号，各作一条；如果是上一条的续行，请并进去。"
    for clause in clauses:
        if within := _following_mark(clause):
            yield f"“{within}”像是下一条的标号，没有分开；要分开的请在原文件里另起一段。"
    for before, after in pairwise(number(mark) for mark in marks if mark):
        if after != before + 1:
            yield f"标号从 {before} 跳到 {after}；上一条里可能含着漏印标号的一条，请对照原表。"


def _following_mark(clause: dict[str, Any]) -> str:
    """Return the mark after a clause's own if the clause's text contains it."""
    mark = clause.get("mark", "")
    inside = (match[0] for match in _INNER_MARK.finditer(clause["text"])) if mark else ()
    follow = (candidate for candidate in inside if number(candidate) == number(mark) + 1)
    return next((candidate for candidate in follow if _style(candidate) == _style(mark)), "")


def _look(mark: str) -> str:
    """Return how a mark looks without its number: ⑴ is not （1）, nor ①."""
    return next((one for one, all in _RINGED.items() if re.match(all, mark)), _style(mark) + "0")


def _style(mark: str) -> str:
    return re.sub("[A-Za-z0-9０-９]+|[一二三四五六七八九十]+", "", mark)


def score(text: str) -> tuple[str | None, bool]:
    """Return the score in a cell, if any, and whether the cell holds nothing else."""
    match = _SCORE.search(text)
    if match is None or len(_SCORE.findall(text)) > 1:
        return None, not text
    return match[0], re.fullmatch(r"分?", text.replace(match[0], "", 1)) is not None
