"""Texts for clauses, owners and similarities in a report."""

from __future__ import annotations

from allocation.base.slugs import shortened
from allocation.carryover.carried_content import RecordItems, RowDuties, items
from allocation.carryover.clause_candidates import Candidate
from allocation.carryover.clause_texts import without_score
from allocation.carryover.plan import CarryOverPlan
from allocation.register.register import ClauseEntry, RowEntry
from allocation.versions.changes.words import Span, diff_spans

LENGTH = 40
"""Characters of a clause that are enough to recognize it."""


_WORDS = 4
"""How many of the words that differ are told."""
_MIXED = 0.5
"""From this similarity on, the changes of a text are told within it."""
_MARKS = "，、；。：,;.: \n"


def quoted(clause: ClauseEntry, length: int = LENGTH) -> str:
    """Return the id of a clause and the beginning of its text."""
    return f"{clause.id}“{shortened(clause.record.text, length)}”"


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
    """Return the text with the changed words marked; texts that share little stand one by one."""
    before, after = candidate.before.record.text, candidate.after.record.text
    if candidate.similarity < _MIXED:
        return Span("-", before), Span("+", after)
    return diff_spans(before, after)


def old_wording(candidate: Candidate) -> tuple[Span, ...]:
    """Return the same below the new text: where the two share little, the old one alone."""
    if candidate.similarity < _MIXED:
        return (Span("=", candidate.before.record.text),)
    return spans(candidate)


def difference(candidate: Candidate) -> str:
    """Return the similarity of the two, and the words that differ: 相似 87%；多了“…”；少了“…”."""
    texts = (without_score(each.record.text) for each in (candidate.before, candidate.after))
    changed = diff_spans(*texts)
    parts = [f"相似 {candidate.similarity:.0%}"]
    for sign, label in (("+", "多了"), ("-", "少了")):
        words = (span.text.strip(_MARKS) for span in changed if span.sign == sign)
        if some := [f"“{shortened(word, LENGTH // 2)}”" for word in words if word]:
            parts.append(label + "".join(some[:_WORDS]) + ("等" if len(some) > _WORDS else ""))
    return "；".join(parts)


def _owners(leaders: tuple[str, ...], parties: tuple[RecordItems, ...]) -> str:
    keys = ("department", "person")
    names = [" ".join(name for key, name in party if key in keys) for party in parties]
    names += [f"{'、'.join(leaders)}（分管）"] if leaders else []
    return "、".join(names) or "没有写谁"
