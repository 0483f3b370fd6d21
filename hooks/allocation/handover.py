"""Handing duties over: what changes in the data, what is half finished, and the sheet to sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from allocation.importers.edits import Edit
from allocation.register import PersonEntry, Register
from allocation.views import Index
from allocation.views.index import RowBlock, gaps
from allocation.word import Cell, Document, cell

_WIDTHS = (14, 40, 48, 30, 24)


class HandoverError(Exception):
    """It can't be done; says in Chinese why."""


@dataclass(frozen=True, slots=True)
class Handover:
    """Some rows of one person that go to another on a day."""

    giver: PersonEntry
    taker: PersonEntry
    rows: tuple[RowBlock, ...]
    day: date


def handover(index: Index, giver: str, taker: str, numbers: Iterable[int], day: date) -> Handover:
    """Find what is handed over.

    :param giver: as the allocation writes the name; so is ``taker``.
    :param numbers: of the rows in the whole table; none means all.
    :raises HandoverError: if a person is unknown, or a row is not the giver's.
    """
    one, other = _person(index.register, giver), _person(index.register, taker)
    if one is other:
        raise HandoverError("移交人和接收人是同一个人。")
    rows = index.of_person(one)
    wanted = set(numbers)
    if missing := sorted(wanted - {block.row.number for block in rows}):
        said = "、".join(map(str, missing))
        raise HandoverError(f"第 {said} 行不是{giver}负责的；网站上每行都写着行号。")
    chosen = tuple(block for block in rows if not wanted or block.row.number in wanted)
    if not chosen:
        raise HandoverError(f"{giver}没有负责任何一行。")
    return Handover(one, other, chosen, day)


def edits(plan: Handover) -> Iterator[Edit]:
    """Yield the changes to the data: the new person, and who it was until then."""
    for block in plan.rows:
        row = block.row
        for place, party in enumerate(row.parties):
            if party.person is plan.giver:
                yield Edit(row.ref, ("parties", place, "person"), plan.taker.key)
                past: dict[str, object] = {"person": plan.giver.key, "until": plan.day}
                if party.department:
                    past = {"department": party.department.name, **past}
                yield Edit(row.ref, ("history",), past, append=True)


def lines(plan: Handover) -> Iterator[str]:
    """Yield what is handed over, and what of it is half finished."""
    for block in plan.rows:
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
    document.table(_WIDTHS, _table(plan))
    document.paragraph("已交的材料随盒移交；未交的由接收人补充收集，写文件自身的日期。", "说明")
    for who in ("移交人", "接收人", "监交人"):
        document.paragraph(f"{who}签字：＿＿＿＿＿＿＿", "小标题")
    return document.content()


def _table(plan: Handover) -> Iterator[list[Cell]]:
    yield [Cell((head,), "表头") for head in ("行", "项目", "材料", "编号", "状态")]
    for block in plan.rows:
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


def _person(register: Register, key: str) -> PersonEntry:
    found = next((each for each in register.people if each.key == key), None)
    if found is None:
        same = [each.key for each in register.people if each.name == key]
        hint = f"有人同名，请写：{'、'.join(same)}" if same else "先在 people.yml 里加上"
        raise HandoverError(f"people.yml 里没有“{key}”；{hint}。")
    return found
