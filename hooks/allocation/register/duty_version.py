"""职责版本: a short digest of what one person answers for, printed where it is signed for.

When it is another one than on the signed sheet, what was signed for is no longer what is asked.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from allocation.base.grouping import grouped, grouped_pairs
from allocation.register.register import ClauseEntry, EvidenceEntry, PersonEntry, Register, RowEntry
from allocation.register.schedule import rule

_DIGITS = 8


def duty_versions(register: Register) -> dict[str, str]:
    """Return the digest of everybody who has duties, under the slug of the person.

    Counted in: what is required and handed in, by when, in which role. Left out: numbering, who
    else shares the row, how anybody is called.
    """
    clauses = grouped(register.clauses, lambda each: each.row)
    evidence = grouped(register.evidence, lambda each: each.clause)
    said: defaultdict[str, _Digest] = defaultdict(_Digest)
    for row in register.rows:
        for person, roles in _roles(row):
            for part in _parts(register, row, roles, clauses.get(row, ()), evidence):
                said[person.slug].add(part)
    return {slug: digest.shown() for slug, digest in said.items()}


def _roles(row: RowEntry) -> Iterator[tuple[PersonEntry, list[str]]]:
    own = [(each.person, str(each.role or "负责")) for each in row.parties if each.person]
    led = [(leader, "分管") for leader in row.leaders]
    for person, roles in grouped_pairs([*own, *led]).items():
        yield person, sorted(roles)


def _parts(
    register: Register,
    row: RowEntry,
    roles: list[str],
    clauses: tuple[ClauseEntry, ...],
    evidence: dict[ClauseEntry, tuple[EvidenceEntry, ...]],
) -> Iterator[Any]:
    for clause in clauses:
        record = clause.record
        pieces = [_piece(register, each) for each in evidence.get(clause, ())]
        deadline = record.deadline or row.record.deadline
        yield [roles, record.text, deadline, record.not_applicable, pieces]


def _piece(register: Register, entry: EvidenceEntry) -> list[Any]:
    record, rules = entry.record, register.unit.due
    due = record.due or (rule(rules, record.frequency) if rules else None)
    return [record.name, record.frequency, record.min_count, due, record.not_applicable]


class _Digest:
    """Of a list in JSON, which need not be there as a whole."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._before = "["

    def add(self, part: Any) -> None:
        """Go on with an entry of the list."""
        text = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
        self._sha256.update(f"{self._before}{text}".encode())
        self._before = ","

    def shown(self) -> str:
        """Return what is printed for the list up to here."""
        whole = self._sha256.copy()
        whole.update(b"]")
        digest = whole.hexdigest()[:_DIGITS]
        return f"{digest[:4]}-{digest[4:]}"
