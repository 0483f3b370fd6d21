"""What a person said of clauses: which are the same, which are new."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from allocation.base.codes import CodeKey, code_key
from allocation.base.grouping import grouped_pairs, unique
from allocation.register.register import ClauseEntry

NOTHING = "无"
"""Said in place of an old clause: the new one is none of them."""
_ORDINAL = re.compile(r"第(?=[0-9一二三四五六七八九十])|(?<=[0-9一二三四五六七八九十])条")


class UserPairError(Exception):
    """The user confirmed impossible pairs; says in Chinese which."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """New clauses with the old ones that are the same, and new clauses that are none of them."""

    pairs: tuple[tuple[ClauseEntry, ClauseEntry], ...] = ()
    refused: frozenset[ClauseEntry] = frozenset()


def confirmed(
    before: Iterable[ClauseEntry], after: Iterable[ClauseEntry], typed: Iterable[tuple[str, str]]
) -> Confirmed:
    """Return what a person said.

    :param typed: codes of a new clause and of an old one, in any spelling, or ``NOTHING``.
    :raises UserPairError: if clauses are unknown: all of them.
    """
    olds, news = _Codes(before, "原来的分工里"), _Codes(after, "新标准里")
    known = [(news.of(new), None if old == NOTHING else olds.of(old)) for new, old in typed]
    if wrong := (*news.wrong, *olds.wrong):
        raise UserPairError("；".join(unique(wrong)))
    return Confirmed(
        unique((new, old) for new, old in known if new and old),
        frozenset(new for new, old in known if new and not old),
    )


class _Codes:
    """The clauses of a table by their codes in any spelling; ``wrong`` is what had no clause."""

    def __init__(self, clauses: Iterable[ClauseEntry], where: str) -> None:
        entries = list(clauses)
        self._where = where
        self._exact = {clause.id: clause for clause in entries}
        self._spelt = [
            grouped_pairs((key(clause.id), clause) for clause in entries) for key in _SPELLINGS
        ]
        self.wrong: list[str] = []

    def of(self, code: str) -> ClauseEntry | None:
        """Return the clause of a code."""
        if code in self._exact:
            return self._exact[code]
        spelt = zip(_SPELLINGS, self._spelt, strict=True)
        found = next((known[key(code)] for key, known in spelt if key(code) in known), ())
        if len(found) == 1:
            return found[0]
        names = "、".join(clause.id for clause in found)
        several = f"“{code}”有几条：{names}，请照这样写" if found else f"没有条款“{code}”"
        self.wrong.append(f"{self._where}{several}")
        return None


def _without_ordinals(code: str) -> CodeKey:
    """Return the key of a code in which 第3条 is 3, as people type it."""
    return code_key(_ORDINAL.sub("", code))


_SPELLINGS: tuple[Callable[[str], CodeKey], ...] = (code_key, _without_ordinals)
"""Keys of a code, the closest first."""
