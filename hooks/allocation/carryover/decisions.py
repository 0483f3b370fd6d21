"""What a person must decide about a new edition, in the order in which it is best decided."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from allocation.base.slugs import compact
from allocation.carryover.matching import Candidate, Fate, distinct
from allocation.carryover.plan import OWNERS, CarryOverPlan
from allocation.carryover.report import Entry, lines
from allocation.carryover.wording import called, duty_of, hanging, owners, percent, spans
from allocation.office.imports.tables.table import NO_OWNERS
from allocation.register.register import ClauseEntry

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")
_ENDS = "；。，;."


def decisions(plan: CarryOverPlan) -> tuple[Entry, ...]:
    """Return everything that nobody but a person can decide."""
    return tuple(each for kind in _KINDS for each in kind(plan))


def _unsure(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield clauses that may be an old one, each with both wordings."""
    for pair in plan.of(Fate.UNSURE):
        (only,) = pair.candidates
        likeness = f"和原来的 {only.before.id} 只有 {percent(only)} 相似，没有当作同一条："
        sentence = f"{called(only.after)} {likeness}"
        yield Entry(sentence, spans(only), _hints(plan, only))


def _ambiguous(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield clauses of which several could be the old one, or an old one that could be several."""
    for pair in plan.of(Fate.AMBIGUOUS):
        assert pair.after
        yield Entry(
            f"{called(pair.after)} 有 {len(pair.candidates)} 个可能，没有替你选：",
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
        f"原来的 {old.id}：{who}{hanging(plan, old)}",
        f"是同一条就加 --same {candidate.after.id}={old.id}",
    )


def _numbers(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield clauses that ask for other numbers than before, while what hangs on them does not."""
    for pair in plan.of(Fate.REWORDED, Fate.CONFIRMED):
        (own, *_) = pair.candidates
        old, new = (_NUMBER.findall(each.record.text) for each in (own.before, own.after))
        hanging = own.before.record.evidence or own.before.record.indicators
        if old != new and hanging:
            sentence = f"{own.after.id} 里的数字变了，份数下限和指标还是旧的，请核对："
            yield Entry(sentence, spans(own))


def _ownerless(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield runs of new clauses that nobody answers for, with a hint whom the neighbours have."""
    if not any(plan.result.has(each) for each in OWNERS):
        return
    clauses = plan.after.clauses
    owned = [plan.duties[clause].owned for clause in clauses]
    for (free, item), run in groupby(
        range(len(clauses)), key=lambda at: (not owned[at], clauses[at].item.id)
    ):
        places = list(run)
        if free:
            said = "；".join(called(clauses[at]) for at in places)
            near = _neighbours(plan, places, item)
            hint = (
                f"前后的条款由 {'、'.join(near)} 负责，仅供参考，没有写进去"
                if near
                else "同一项目里没有别人可参考"
            )
            yield Entry(f"没有人负责：{said}", (), lines(hint))


def _neighbours(plan: CarryOverPlan, places: list[int], item: str) -> list[str]:
    clauses = plan.after.clauses
    around = [at for at in (places[0] - 1, places[-1] + 1) if 0 <= at < len(clauses)]
    near = [plan.duties[clauses[at]] for at in around if clauses[at].item.id == item]
    return list(dict.fromkeys(duty_of(each) for each in near if each.owned))


def _gone(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield old clauses that nothing is left of, with what is lost with them."""
    for pair in distinct(plan.pairs):
        if pair.fate is Fate.GONE and pair.before:
            said = lines(*_lost(plan, pair.before), *_swallowed(plan, pair.before))
            yield Entry(f"原来的 {called(pair.before)} 没有了", (), said)


def _lost(plan: CarryOverPlan, old: ClauseEntry) -> Iterator[str]:
    if plan.options.other_unit:
        yield f"{hanging(plan, old)}，不带过去（git 里还在）"
    else:
        yield f"原来由 {owners(old.row)} 负责"
        yield f"{hanging(plan, old)}，不带过去（旧版里都还在）"


def _swallowed(plan: CarryOverPlan, old: ClauseEntry) -> Iterator[str]:
    """Say where the words of a clause that is gone stand in another one now."""
    words = compact(old.record.text).rstrip(_ENDS)
    for clause in plan.after.clauses:
        if words in compact(clause.record.text):
            yield f"这些字现在在 {clause.id} 里：可能是并进去了，材料要不要挪过去请定"


def _asked(plan: CarryOverPlan) -> Iterator[Entry]:
    """Yield what the reader of the rubric asks."""
    # That a rubric names nobody is what the old owners are carried over for.
    other = plan.options.other_unit
    asked = (each for each in plan.questions if other or each != NO_OWNERS)
    source = "表" if other else "新标准"
    yield from (Entry(f"读{source}时：{each}") for each in asked)


_KINDS: tuple[Callable[[CarryOverPlan], Iterator[Entry]], ...] = (
    _unsure,
    _ambiguous,
    _numbers,
    _ownerless,
    _gone,
    _asked,
)
