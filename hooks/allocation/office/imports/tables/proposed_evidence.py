"""Evidence that a rubric asks for in a column of its own, as proposals of the clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from allocation.base.enums import Basis, EvidenceKind, Frequency, Visibility
from allocation.base.slugs import compact
from allocation.office.imports.tables import placeholders
from allocation.office.imports.tables.column_kinds import is_paper

_MARK = re.compile(
    r"(?:^|(?<=[\s；;。：:]))\s*(?:[⑴-⒇①-⑳⒈-⒛]|[（(][0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}(?:[)）]|[.、．](?![0-9０-９]))"
    r"|[A-Za-z][.、．)）])\s*|[⑴-⒇①-⑳]\s*"
)
_OUTSIDE = r"(?![^（(《【]*[)）》】])"
"""Lookahead: not within brackets."""
_LINES = re.compile(rf"[；;\n]{_OUTSIDE}")
_COMMAS = re.compile(rf"[、，,]{_OUTSIDE}")
_ENDS = "。；;、，, \u3000\n\t"
_NONE = re.compile(r"(?:无需|不需|不用|不必|免予?).{0,12}|.{0,6}不需.{0,8}")
_KINDS: tuple[tuple[str, EvidenceKind], ...] = (
    ("照片|图片|影像|视频|音像", EvidenceKind.PHOTO),
    ("截图|截屏", EvidenceKind.SCREENSHOT),
    ("网址|链接", EvidenceKind.LINK),
    ("证书|奖牌|证明|凭证|票据|发票|收据", EvidenceKind.CERTIFICATE),
    ("数据|比例|百分比|统计表", EvidenceKind.FIGURES),
    ("台账|名单|名册|花名册|登记表|登记册|清单|签到表|签到册|汇总表|一览表", EvidenceKind.LEDGER),
    ("记录|纪要", EvidenceKind.MINUTES),
    ("方案|计划|规划|预案|要点", EvidenceKind.PLAN),
    ("总结|报告|汇报|小结|简报|信息", EvidenceKind.SUMMARY),
)
_FREQUENCIES: tuple[tuple[str, Frequency], ...] = (
    ("每次|每场|每期活动", Frequency.ACTIVITY),
    ("每个?月|逐月|月度", Frequency.MONTH),
    ("每个?季|逐季|季度", Frequency.QUARTER),
    ("每个?年|逐年|(?<![0-9])年度|历年|各年", Frequency.YEAR),
)


def listed(text: str) -> list[str]:
    """Return the documents that a cell names, verbatim; commas part only what is surely several."""
    if placeholders.is_nobody(text) or placeholders.is_ditto(text) or _NONE.fullmatch(text):
        return []
    pieces = (part for line in _LINES.split(text) for part in _MARK.split(line))
    return [name for piece in pieces if piece for name in _enumerated(piece.strip(_ENDS)) if name]


def records(names: Iterable[str], known: Sequence[dict[str, Any]], source: str) -> list[Any]:
    """Return records of evidence that are new to a clause.

    :param known: those that the clause has.
    :param source: the heading of the column, which becomes a reference.
    """
    seen = {compact(record["name"]) for record in known}
    new = [name for name in dict.fromkeys(names) if compact(name) not in seen]
    return [
        {
            "no": f"{number:02}",
            "name": name,
            "kind": str(_kind(name)),
            "frequency": str(_frequency(name)),
            "min_count": 1,
            "basis": str(Basis.RUBRIC),
            "visibility": str(Visibility.TITLE_ONLY),
            "refs": [source],
        }
        for number, name in enumerate(new, start=len(known) + 1)
    ]


def _enumerated(text: str) -> list[str]:
    """Return the parts of an enumeration if each of them is the name of a document."""
    parts = [part.strip(_ENDS) for part in _COMMAS.split(text)]
    return parts if len(parts) > 1 and all(map(is_paper, parts)) else [text]


def _kind(name: str) -> EvidenceKind:
    """Return the kind by the last word that says one."""
    ends = [(match.end(), kind) for words, kind in _KINDS for match in re.finditer(words, name)]
    return max(ends, key=lambda pair: pair[0])[1] if ends else EvidenceKind.DOCUMENT


def _frequency(name: str) -> Frequency:
    """Return how often a document is due if its name says so, else once: no period is guessed."""
    said = (frequency for words, frequency in _FREQUENCIES if re.search(words, name))
    return next(said, Frequency.TERM)
