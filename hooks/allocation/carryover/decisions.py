"""The decisions that a person has to make about a new edition, in the best order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from allocation.base.enums import OWNERS
from allocation.base.slugs import compact
from allocation.carryover.clause_fates import Candidate, Fate, distinct
from allocation.carryover.plan import CarryOverPlan
from allocation.carryover.report import Entry, lines
from allocation.carryover.report_words import (
    evidence_of,
    new_owners,
    owners,
    percent,
    quoted,
    spans,
)
from allocation.office.imports.tables.questions import NO_OWNERS
from allocation.register.register import ClauseEntry

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")
_FINAL_MARKS = "；。，;."


def decisions(plan: CarryOverPlan) -> tuple[Entry, ...]:
    """Return all entries that need a person's decision."""
    return tuple(entry for kind in _KINDS for entry in kind(plan))


def _unsure(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield clauses that may be an old one, with both wordings."""
    for pair in plan.of(Fate.UNSURE):
        (only,) = pair.candidates
        likeness = f"和原来的 {only.before.id} 只有 {percent(only)} 相似，没有当作同一条："
        sentence = f"{quoted(only.after)} {likeness}"
        yield Entry(sentence, spans(only), _hints(plan, only))


def _ambiguous(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield clauses with several candidates."""
    for pair in plan.of(Fate.AMBIGUOUS):
        assert pair.after
        yield Entry(
            f"{quoted(pair.after)} 有 {len(pair.candidates)} 个可能，没有替你选：",
            (),
            tuple(_choice(plan, candidate) for candidate in pair.candidates),
        )


def _choice(plan: CarryOverPlan, candidate: Candidate) -> Entry:
    likeness = f"（相似 {percent(candidate)}）："
    sentence = f"{candidate.after.id} ← {candidate.before.id}{likeness}"
    return Entry(sentence, spans(candidate), _hints(plan, candidate))


def _hints(plan: CarryOverPlan, candidate: Candidate) -> tuple[Entry, ...]:
    old = candidate.before
    who = "" if plan.options.other_unit else f"{owners(old.row)}；"
    return lines(
        f"原来的 {old.id}：{who}{evidence_of(plan, old)}",
        f"是同一条就加 --same {candidate.after.id}={old.id}",
    )


def _numbers(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield clauses whose numbers changed, while those of their evidence did not."""
    for pair in plan.of(Fate.REWORDED, Fate.CONFIRMED):
        (own, *_) = pair.candidates
        old, new = (_NUMBER.findall(clause.record.text) for clause in (own.before, own.after))
        dependent = own.before.record.evidence or own.before.record.indicators
        if old != new and dependent:
            sentence = f"{own.after.id} 里的数字变了，份数下限和指标还是旧的，请核对："
            yield Entry(sentence, spans(own))


def _ownerless(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield runs of new clauses without owners, with the owners of the neighbours as a hint."""
    if not any(plan.result.has(column) for column in OWNERS):
        return
    clauses = plan.after.clauses
    owned = [plan.duties[clause].owned for clause in clauses]
    for (free, item), run in groupby(
        range(len(clauses)), key=lambda at: (not owned[at], clauses[at].item.id)
    ):
        places = list(run)
        if free:
            names = "；".join(quoted(clauses[at]) for at in places)
            near = _neighbours(plan, places, item)
            hint = (
                f"前后的条款由 {'、'.join(near)} 负责，仅供参考，没有写进去"
                if near
                else "同一项目里没有别人可参考"
            )
            yield Entry(f"没有人负责：{names}", (), lines(hint))


def _neighbours(plan: CarryOverPlan, places: list[int], item: str) -> list[str]:
    clauses = plan.after.clauses
    around = [at for at in (places[0] - 1, places[-1] + 1) if 0 <= at < len(clauses)]
    near = [plan.duties[clauses[at]] for at in around if clauses[at].item.id == item]
    return list(dict.fromkeys(new_owners(duties) for duties in near if duties.owned))


def _removed(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield old clauses without a new one, with what is lost."""
    for pair in distinct(plan.pairs):
        if pair.fate is Fate.GONE and pair.before:
            details = lines(*_lost(plan, pair.before), *_merged(plan, pair.before))
            yield Entry(f"原来的 {quoted(pair.before)} 没有了", (), details)


def _lost(plan: CarryOverPlan, old: ClauseEntry) -> Iterator[str]:
    if plan.options.other_unit:
        yield f"{evidence_of(plan, old)}，不带过去（git 里还在）"
    else:
        yield f"原来由 {owners(old.row)} 负责"
        yield f"{evidence_of(plan, old)}，不带过去（旧版里都还在）"


def _merged(plan: CarryOverPlan, old: ClauseEntry) -> Iterator[str]:
    """Yield the new clauses that contain the text of a removed one."""
    words = compact(old.record.text).rstrip(_FINAL_MARKS)
    for clause in plan.after.clauses:
        if words in compact(clause.record.text):
            yield f"这些字现在在 {clause.id} 里：可能是并进去了，材料要不要挪过去请定"


def _import_questions(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield the questions of the importer."""
    # A rubric has no owners: those of the old edition are carried over.
    other = plan.options.other_unit
    asked = (question for question in plan.questions if other or question != NO_OWNERS)
    source = "表" if other else "新标准"
    yield from (Entry(f"读{source}时：{question}") for question in asked)


_KINDS: tuple[Callable[[CarryOverPlan], Iterator[Entry]], ...] = (
    _unsure,
    _ambiguous,
    _numbers,
    _ownerless,
    _removed,
    _import_questions,
)
