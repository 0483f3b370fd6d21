"""Texts for clauses, owners and similarities in a report."""

from __future__ import annotations

from allocation.base.slugs import shortened
from allocation.carryover.carried_content import RecordItems, RowDuties, items
from allocation.carryover.clause_fates import Candidate
from allocation.carryover.plan import CarryOverPlan
from allocation.register.register import ClauseEntry, RowEntry
from allocation.versions.changes.words import Span, diff_spans

LENGTH = 40
"""Characters of a clause that are enough to recognize it."""


def quoted(clause: ClauseEntry) -> str:
    """Return the id of a clause and the beginning of its text."""
    return f"{clause.id}“{shortened(clause.record.text, LENGTH)}”"


def evidence_of(plan: CarryOverPlan, clause: ClauseEntry) -> str:
    """Return the evidence of an old clause, and the number of its filings."""
    evidence, filed = plan.evidence_ids.of(clause), plan.evidence_ids.filed(clause)
    ids = "、".join(item.id for item in evidence)
    text = f"材料 {len(evidence)} 项" + (f"（{ids}）" if ids else "")
    return f"{text}，登记 {len(filed)} 份"


def owners(row: RowEntry) -> str:
    """Return the owners of an old row."""
    return _owners(row.record.leaders, items(row.record.parties))


def new_owners(duty: RowDuties) -> str:
    """Return the owners in the new data."""
    return _owners(duty.leaders, duty.parties)


def spans(candidate: Candidate) -> tuple[Span, ...]:
    """Return the text with the changed words marked."""
    return diff_spans(candidate.before.record.text, candidate.after.record.text)


def percent(candidate: Candidate) -> str:
    """Return the similarity of the two as a percentage."""
    return f"{candidate.similarity:.0%}"


def _owners(leaders: tuple[str, ...], parties: tuple[RecordItems, ...]) -> str:
    keys = ("department", "person")
    names = [" ".join(name for key, name in party if key in keys) for party in parties]
    names += [f"{'、'.join(leaders)}（分管）"] if leaders else []
    return "、".join(names) or "没有写谁"
