"""The numbers of new filings and of new evidence: the next ones that nothing had so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from allocation.base.problems import Ref
from allocation.datafiles.data_folder import filings
from allocation.editing.edits import Edit
from allocation.register.register import ClauseEntry, Register


class NewNumbers:
    """Gives each new record the next number, one after the other."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._last: Counter[object] = Counter()

    def of_filing(self, year: int) -> str:
        """Return the next number in the file of a year."""
        known = (entry.record.no for entry in self._register.filings if entry.year == year)
        return f"{self._next(year, known):03}"

    def of_evidence(self, clause: ClauseEntry) -> str:
        """Return the next number in a clause."""
        return f"{self._next(clause, (record.no for record in clause.record.evidence)):02}"

    def _next(self, key: object, known: Iterable[str]) -> int:
        if key not in self._last:
            self._last[key] = max(map(int, known), default=0)
        self._last[key] += 1
        return self._last[key]


def of_year(register: Register, year: int, key: str, entry: dict[str, Any]) -> Edit:
    """Return the change that adds an entry to a list in the file of a year, which may be new."""
    return Edit(Ref(f"{register.folder.name}/{filings(year)}", 1), (key,), entry, append=True)
