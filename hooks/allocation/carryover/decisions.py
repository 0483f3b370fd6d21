"""The decisions that a person has to make about a new edition, in the best order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from allocation.base.enums import OWNERS
from allocation.carryover.clause_candidates import Candidate
from allocation.carryover.clause_fates import Fate, distinct
from allocation.carryover.clause_texts import counts
from allocation.carryover.plan import CarryOverPlan
from allocation.carryover.report import Entry, lines
from allocation.carryover.report_words import (
    difference,
    evidence_of,
    new_owners,
    old_wording,
    owners,
    quoted,
    spans,
)
from allocation.office.imports.tables.questions import NO_OWNERS
from allocation.register.register import ClauseEntry

_WHOLE = 200
"""Characters of a clause that are told where it has to be compared with others."""


def decisions(plan: CarryOverPlan) -> tuple[Entry, ...]:
    """Return all entries that need a person's decision."""
    return tuple(entry for kind in _KINDS for entry in kind(plan))


def _unit(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield what ``unit.yml`` says of honor and term, if nobody has said it for the new rubric."""
    if plan.options.other_unit:
        return
    settings = f"{plan.target}/unit.yml"
    old, new = plan.before.unit, plan.after.unit
    if old.honor != new.honor:
        sentence = f"称号和级别：照旧写“{old.honor}”，从新标准读出的是“{new.honor}”，请核对"
        yield Entry(sentence, (), lines(f"要改的，改 {settings} 的 honor"))
    if not plan.options.same_term and not plan.result.unit.term.start:
        sentence = f"届期：名称、年数（照旧写 {old.term.years} 年）、第一天等核定以后由人填"
        hints = (f"填在 {settings} 的 term", "届期没有换、登记接着用的，加 --same-term 再运行一次")
        yield Entry(sentence, (), lines(*hints))


def _doubtful(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield clauses that may be an old one, with their candidates."""
    for pair in plan.of(Fate.DOUBTFUL):
        assert pair.after
        yield Entry(
            f"{quoted(pair.after, _WHOLE)} 有 {len(pair.candidates)} 个可能，没有替你选：",
            (),
            tuple(_choice(plan, candidate) for candidate in pair.candidates),
        )


def _choice(plan: CarryOverPlan, candidate: Candidate) -> Entry:
    old, new = candidate.before, candidate.after
    who = "" if plan.options.other_unit else f"{owners(old.row)}；"
    others = "、".join(pair.after.id for pair in plan.pairs if pair.before is old and pair.after)
    taken = f"已经带到 {others}，拆成几条的每条都有材料：也加" if others else "是同一条就加"
    return Entry(
        f"{new.id} ← {old.id}（{difference(candidate)}）：",
        old_wording(candidate),
        lines(
            f"原来的 {old.id}：{who}{evidence_of(plan, old)}",
            f"{taken} --same {new.id}={old.id}",
        ),
    )


def _numbers(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield clauses whose numbers changed, while those of their evidence did not."""
    for pair in plan.of(Fate.REWORDED, Fate.CONFIRMED):
        (own, *_) = pair.candidates
        old, new = (counts(clause.record.text) for clause in (own.before, own.after))
        dependent = own.before.record.evidence or own.before.record.indicators
        if old != new and dependent:
            sentence = f"{own.after.id} 里的数字变了，份数下限和量化要求还是旧的，请核对："
            yield Entry(sentence, spans(own))


def _ownerless(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield runs of new clauses without owners, with the owners of the neighbours as a hint.

    A doubtful clause is asked about already.
    """
    if not any(plan.result.has(column) for column in OWNERS):
        return
    clauses = plan.after.clauses
    doubtful = {pair.after for pair in plan.of(Fate.DOUBTFUL)}
    owned = [plan.duties[clause].owned or clause in doubtful for clause in clauses]
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
            details = (*lines(*_lost(plan, pair.before)), *map(_merged, pair.candidates))
            yield Entry(f"原来的 {quoted(pair.before)} 没有了", (), details)


def _lost(plan: CarryOverPlan, old: ClauseEntry) -> Iterator[str]:
    if plan.options.other_unit:
        yield f"{evidence_of(plan, old)}，不带过去（git 里还在）"
    else:
        yield f"原来由 {owners(old.row)} 负责"
        yield f"{evidence_of(plan, old)}，不带过去（旧版里都还在）"


def _merged(candidate: Candidate) -> Entry:
    """Return a new clause that an old one may be part of."""
    new, old = candidate.after.id, candidate.before.id
    where = f"像现在的 {quoted(candidate.after)}（{difference(candidate)}）"
    return Entry(f"{where}，并进去了就加 --same {new}={old}")


def _import_questions(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield the questions of the importer."""
    # A rubric has no owners: those of the old edition are carried over.
    other = plan.options.other_unit
    asked = (question for question in plan.questions if other or question != NO_OWNERS)
    source = "表" if other else "新标准"
    yield from (Entry(f"读{source}时：{question}") for question in asked)


_KINDS: tuple[Callable[[CarryOverPlan], Iterator[Entry]], ...] = (
    _unit,
    _doubtful,
    _numbers,
    _ownerless,
    _removed,
    _import_questions,
)
