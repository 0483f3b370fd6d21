"""职责版本: a short digest of one person's duties, printed on the sheet that they sign.

If it differs from the one on the signed sheet, the duties have changed since.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from allocation.base.enums import Frequency
from allocation.base.grouping import grouped_pairs, unique
from allocation.datafiles import model
from allocation.register.register import PersonEntry, Register, RowEntry
from allocation.register.schedule import rule


def duty_versions(register: Register) -> dict[str, str]:
    """Return the duty versions of all persons with duties by slug."""
    rows = grouped_pairs(
        (person, row) for row in register.rows for person in unique((*row.persons, *row.leaders))
    )
    return {
        person.slug: duty_version(person, own, register.unit.due) for person, own in rows.items()
    }


def duty_version(
    person: PersonEntry, rows: Iterable[RowEntry], rules: model.DueRules | None
) -> str:
    """Return the digest of what a person answers for, shortened: ``3f2a-91c0``.

    Included are clauses, evidence, due dates and roles; excluded are numbering, the other members
    of the row, and names. What a duty has not said so far is left out, so that older signatures
    stay valid.

    :param rows: those in which the person stands, in the order of the table.
    :param rules: the unit's due dates by frequency.
    """
    duties = [duty for row in rows for duty in _duties(person, row, rules)]
    digest = hashlib.sha256(_JSON.encode(duties).encode()).hexdigest()
    return f"{digest[:4]}-{digest[4:8]}"


def is_stale(signed: model.Signed, current: str | None) -> bool:
    """Whether a signature is for another version of the duties than the current one.

    :param current: the person's duty version; None for a person without duties.
    """
    return signed.version != current


def _duties(
    person: PersonEntry, row: RowEntry, rules: model.DueRules | None
) -> Iterator[list[Any]]:
    own = [str(party.role or "负责") for party in row.parties if party.person is person]
    supervised = ["分管" for leader in row.leaders if leader is person]
    roles = sorted([*own, *supervised])
    for clause in row.record.clauses:
        pieces = [_piece(record, rules) for record in clause.evidence]
        deadline = clause.deadline or row.record.deadline
        yield [roles, clause.text, deadline, clause.not_applicable, pieces]


def _piece(record: model.Evidence, rules: model.DueRules | None) -> list[Any]:
    due = record.due or (rule(rules, record.frequency) if rules else None)
    frequency = _FORMER.get(record.frequency, record.frequency)
    shared = [record.per] if record.per else []
    same = ["同", record.same_as] if record.same_as else []
    base = [record.name, frequency, record.min_count, due, record.not_applicable]
    return [*base, *shared, *same]


_FORMER = {Frequency.ACTIVITY: "每次活动"}
"""The words for frequencies when versions were first signed: another word is no other duty."""
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
