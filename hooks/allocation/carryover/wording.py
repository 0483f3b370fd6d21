"""How clauses, owners and likenesses are called in a report."""

from __future__ import annotations

from collections.abc import Iterable

from allocation.base.slugs import shortened
from allocation.carryover.content import RowDuties, Said
from allocation.carryover.matching import Candidate
from allocation.carryover.plan import CarryOverPlan
from allocation.register.register import ClauseEntry, RowEntry
from allocation.versions.changes.words import Span, diff_spans

LENGTH = 40
"""So much of a clause is enough to know it by."""


def called(clause: ClauseEntry) -> str:
    """Return a clause by its id and how it begins."""
    return f"{clause.id}“{shortened(clause.record.text, LENGTH)}”"


def hanging(plan: CarryOverPlan, clause: ClauseEntry) -> str:
    """Return what is asked for an old clause, and how much was filed."""
    evidence, filed = plan.evidence_ids.of(clause), plan.evidence_ids.filed(clause)
    ids = "、".join(each.id for each in evidence)
    said = f"材料 {len(evidence)} 项" + (f"（{ids}）" if ids else "")
    return f"{said}，登记 {len(filed)} 份"


def owners(row: RowEntry) -> str:
    """Return who answers for an old row."""
    leaders = "、".join(each.key for each in row.leaders)
    pairs = (
        (each.department.name if each.department else "", each.person.key if each.person else "")
        for each in row.parties
    )
    return _who(leaders, (" ".join(filter(None, pair)) for pair in pairs))


def duty_of(duty: RowDuties) -> str:
    """Return who answers by the new data."""
    return _who("、".join(duty.leaders), [_party(each) for each in duty.parties])


def spans(candidate: Candidate) -> tuple[Span, ...]:
    """Return both wordings as one text with marks."""
    return diff_spans(candidate.before.record.text, candidate.after.record.text)


def percent(candidate: Candidate) -> str:
    """Return how alike the two are."""
    return f"{candidate.similarity:.0%}"


def _party(said: Said) -> str:
    found = dict(said)
    return " ".join(str(found[key]) for key in ("department", "person") if key in found)


def _who(leaders: str, parties: Iterable[str]) -> str:
    said = [*parties, *([f"{leaders}（分管）"] if leaders else [])]
    return "、".join(said) or "没有写谁"
