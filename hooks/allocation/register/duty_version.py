"""职责版本: a short digest of one person's duties, printed on the sheet that they sign.

If it differs from the one on the signed sheet, the duties have changed since.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from allocation.base.enums import Frequency
from allocation.base.grouping import grouped, grouped_pairs
from allocation.datafiles.model import Signed
from allocation.register.register import ClauseEntry, EvidenceEntry, PersonEntry, Register, RowEntry
from allocation.register.schedule import rule


def duty_versions(register: Register) -> dict[str, str]:
    """Return the digests of all persons with duties by slug.

    Included are clauses, evidence, due dates and roles; excluded are numbering, the other members
    of the row, and names. What a duty has not said so far is left out, so that older signatures
    stay valid.
    """
    clauses = grouped(register.clauses, lambda clause: clause.row)
    evidence = grouped(register.evidence, lambda entry: entry.clause)
    digests: defaultdict[str, _ListDigest] = defaultdict(_ListDigest)
    for row in register.rows:
        for person, roles in _roles(row):
            for part in _parts(register, row, roles, clauses.get(row, ()), evidence):
                digests[person.slug].add(part)
    return {slug: digest.version() for slug, digest in digests.items()}


def is_stale(signed: Signed, current: str | None) -> bool:
    """Whether a signature is for another version of the duties than the current one.

    :param current: the person's duty version; None for a person without duties.
    """
    return signed.version != current


def _roles(row: RowEntry) -> Iterator[tuple[PersonEntry, list[str]]]:
    own = [(party.person, str(party.role or "负责")) for party in row.parties if party.person]
    supervised = [(leader, "分管") for leader in row.leaders]
    for person, roles in grouped_pairs([*own, *supervised]).items():
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
        pieces = [_piece(register, entry) for entry in evidence.get(clause, ())]
        deadline = record.deadline or row.record.deadline
        yield [roles, record.text, deadline, record.not_applicable, pieces]


def _piece(register: Register, entry: EvidenceEntry) -> list[Any]:
    record, rules = entry.record, register.unit.due
    due = record.due or (rule(rules, record.frequency) if rules else None)
    frequency = _FORMER.get(record.frequency, record.frequency)
    shared = [record.per] if record.per else []
    same = ["同", record.same_as] if record.same_as else []
    base = [record.name, frequency, record.min_count, due, record.not_applicable]
    return [*base, *shared, *same]


_FORMER = {Frequency.ACTIVITY: "每次活动"}
"""The words for frequencies when versions were first signed: another word is no other duty."""


class _ListDigest:
    """The digest of a list in JSON, computed entry by entry to save memory."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._before = "["

    def add(self, part: Any) -> None:
        """Add an entry of the list."""
        text = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
        self._sha256.update(f"{self._before}{text}".encode())
        self._before = ","

    def version(self) -> str:
        """Return the digest of the list so far, shortened: ``3f2a-91c0``."""
        sha256 = self._sha256.copy()
        sha256.update(b"]")
        digest = sha256.hexdigest()
        return f"{digest[:4]}-{digest[4:8]}"
