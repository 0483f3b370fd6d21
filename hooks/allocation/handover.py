"""Handing duties over: what changes in the data, what is half finished, and the sheet to sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from allocation.enums import Duty
from allocation.grouping import unique
from allocation.importers.edits import Edit
from allocation.register import PartyEntry, PersonEntry, Register
from allocation.views.index import Index, RowBlock, gaps
from allocation.word import Document, TableCell, cell


class HandoverError(Exception):
    """It can't be done; says in Chinese why."""


@dataclass(frozen=True, slots=True)
class Handover:
    """Some rows of one person that go to another on a day, each with what the person does there."""

    giver: PersonEntry
    taker: PersonEntry
    rows: dict[Duty, tuple[RowBlock, ...]]
    day: date


def handover(
    index: Index,
    giver: str,
    taker: str,
    numbers: Iterable[int],
    day: date,
    *,
    duties: Iterable[Duty] = Duty,
) -> Handover:
    """Find what is handed over.

    :param giver: as the allocation writes the name; so is ``taker``.
    :param numbers: of the rows in the whole table; none means all.
    :param duties: what of it: supervising, filing, or both.
    :raises HandoverError: if a person is unknown, or a row is not the giver's.
    """
    one, other = _person(index.register, giver), _person(index.register, taker)
    if one is other:
        raise HandoverError("移交人和接收人是同一个人。")
    rows = {duty: _ROWS[duty](index, one) for duty in duties}
    kinds = "或".join(rows)
    wanted = set(numbers)
    if missing := sorted(wanted - {each.row.number for blocks in rows.values() for each in blocks}):
        said = "、".join(map(str, missing))
        raise HandoverError(f"第 {said} 行的{kinds}不是{giver}；网站上每行都写着行号。")
    chosen = {
        duty: tuple(each for each in blocks if not wanted or each.row.number in wanted)
        for duty, blocks in rows.items()
        if blocks
    }
    if not chosen:
        raise HandoverError(f"{giver}不是任何一行的{kinds}。")
    return Handover(one, other, {duty: each for duty, each in chosen.items() if each}, day)


_ROWS: dict[Duty, Callable[[Index, PersonEntry], tuple[RowBlock, ...]]] = {
    Duty.LEADER: Index.of_leader,
    Duty.PERSON: Index.of_person,
}


def edits(plan: Handover) -> Iterator[Edit]:
    """Yield the changes to the data: the new person, and who it was until then."""
    for duty, blocks in plan.rows.items():
        for block in blocks:
            yield from _EDITS[duty](plan, block)


def _of_leader(plan: Handover, block: RowBlock) -> Iterator[Edit]:
    leaders = [plan.taker if each is plan.giver else each for each in block.row.leaders]
    # Whoever supervises the row already does so once.
    yield Edit(block.row.ref, ("leaders",), [each.key for each in unique(leaders)])
    yield _past(plan, block, duty=Duty.LEADER.value)


def _of_person(plan: Handover, block: RowBlock) -> Iterator[Edit]:
    for place, party in enumerate(block.row.parties):
        if party.person is plan.giver:
            yield Edit(block.row.ref, ("parties", place, "person"), plan.taker.key)
            at = {"department": party.department.name} if party.department else {}
            yield _past(plan, block, **at)


def _past(plan: Handover, block: RowBlock, **more: str) -> Edit:
    past = {**more, "person": plan.giver.key, "until": plan.day}
    return Edit(block.row.ref, ("history",), past, append=True)


_EDITS: dict[Duty, Callable[[Handover, RowBlock], Iterator[Edit]]] = {
    Duty.LEADER: _of_leader,
    Duty.PERSON: _of_person,
}


def lines(plan: Handover) -> Iterator[str]:
    """Yield what is handed over, and what of it is half finished."""
    for duty, blocks in plan.rows.items():
        yield f"{duty}："
        for block in blocks:
            yield f"第 {block.row.number} 行 {block.row.item.label}：{len(block.evidence)} 项材料"
            for slot in gaps([block]):
                what = f"{slot.evidence.id} {slot.evidence.record.name}"
                yield f"    {slot.state} {what}（{slot.span.label}）"


def sheet(index: Index, plan: Handover) -> bytes:
    """Return the sheet that both sign, as a Word file."""
    document = Document(index.register.word_template)
    document.paragraph("内页资料工作交接单", "公文标题")
    document.paragraph(f"移交人：{plan.giver.key}　　接收人：{plan.taker.key}", "公文正文")
    document.paragraph(f"交接日期：{plan.day.isoformat()}", "公文正文")
    for duty, blocks in plan.rows.items():
        part = _PARTS[duty]
        document.paragraph(f"{duty}：{len(blocks)} 行", "小标题")
        head = [TableCell((each,), "表头") for each in part.head]
        document.table(
            part.widths, [head, *(line for block in blocks for line in part.rows(block))]
        )
    document.paragraph("已交的材料随盒移交；未交的由接收人补充收集，写文件自身的日期。", "说明")
    for who in ("移交人", "接收人", "监交人"):
        document.paragraph(f"{who}签字：＿＿＿＿＿＿＿", "小标题")
    return document.content()


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of the sheet: its columns, and what it says of a row."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Callable[[RowBlock], Iterator[list[TableCell]]]


def _supervised(block: RowBlock) -> Iterator[list[TableCell]]:
    yield [
        cell(block.row.number, "表格居中"),
        cell(block.row.item.label),
        cell("、".join(map(_paired, block.row.parties))),
        cell(f"{len(block.evidence)} 项"),
        cell(f"{len(gaps([block]))} 项"),
    ]


def _paired(party: PartyEntry) -> str:
    department = [party.department.name] if party.department else []
    person = [party.person.key] if party.person else []
    return "—".join([*department, *person])


def _filed(block: RowBlock) -> Iterator[list[TableCell]]:
    open_slots = {slot.evidence.id: slot for slot in reversed(gaps([block]))}
    for evidence in block.evidence:
        slot = open_slots.get(evidence.id)
        yield [
            cell(block.row.number, "表格居中"),
            cell(block.row.item.label),
            cell(evidence.record.name),
            cell(evidence.id),
            cell(f"{slot.state}（{slot.span.label}）" if slot else ""),
        ]


_PARTS = {
    Duty.LEADER: _Part(
        ("行", "项目", "责任科室和责任人", "材料", "还差"), (14, 48, 58, 18, 18), _supervised
    ),
    Duty.PERSON: _Part(("行", "项目", "材料", "编号", "状态"), (14, 40, 48, 30, 24), _filed),
}


def _person(register: Register, key: str) -> PersonEntry:
    found = next((each for each in register.people if each.key == key), None)
    if found is None:
        same = [each.key for each in register.people if each.name == key]
        hint = f"有人同名，请写：{'、'.join(same)}" if same else "先在 people.yml 里加上"
        raise HandoverError(f"people.yml 里没有“{key}”；{hint}。")
    return found
