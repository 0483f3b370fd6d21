"""``downloads/reminders/``: a reminder for each person and department whom something presses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from allocation.base.enums import FilingState
from allocation.office.exports.sheet_parts import DATE_LINE
from allocation.office.formats.docx_writer import Document, TableCell, cell
from allocation.pages.views import reminders
from allocation.pages.views.context import SiteContext
from allocation.pages.views.labels import day, due, handin, names_of
from allocation.pages.views.reminders import Reminder, heading, numbers
from allocation.register.addresses import reminder_address
from allocation.register.common import Common
from allocation.register.derived import Derived, note
from allocation.register.index import derived_ids
from allocation.register.progress import Slot
from allocation.register.register import DepartmentEntry, PersonEntry
from allocation.register.schedule import provisional
from allocation.runtime.streaming import Output

_WIDTHS = (9, 31, 47, 24, 31, 14)
_HEADS = ("序号", "项目", "材料", "期次", "期限", "情况")


def export(context: SiteContext) -> Iterator[Output]:
    """Yield a reminder for everybody who must act now, and one file with all of them."""
    common = context.index.common
    found = tuple(_reminders(context))
    for reminder in found:
        yield Output(reminder_address(reminder.entry), partial(_written, common, reminder))
    if found:
        yield Output(reminder_address(), partial(_written, common, *found))


def _reminders(context: SiteContext) -> Iterator[Reminder]:
    register = context.index.register
    owners: tuple[PersonEntry | DepartmentEntry, ...] = (*register.departments, *register.people)
    for entry in owners:
        if known := reminders.reminder(context, entry):
            yield known


def _written(common: Common, *found: Reminder) -> bytes:
    """Return one file with some reminders, each on a page of its own."""
    first, *others = (_document(common, reminder) for reminder in found)
    for other in others:
        first.append(other)
    return first.content()


def _document(common: Common, reminder: Reminder) -> Document:
    unit, today = common.unit, day(common.today)
    entry = reminder.entry
    document = Document(common.word_template)
    document.title("内页资料催办单")
    document.paragraph()
    if isinstance(entry, PersonEntry):
        addressed, owner = f"{entry.key}同志", "您"
    else:
        addressed = owner = entry.name
    document.paragraph(f"{addressed}：", place="flush")
    document.paragraph(
        f"根据{unit.honor}创建内页资料分工，截至{today}，"
        f"{owner}负责的材料{numbers(reminder.slots)}，逐项列在下表。"
    )
    place = handin(unit.handin) if unit.handin else "交到＿＿＿＿＿＿＿＿＿"
    document.paragraph(
        f"请于＿＿月＿＿日前补齐，{place}。文件日期写形成日期，不得倒签；"
        "已交而未登记的，请与收件人核对。"
    )
    with_persons = owner == addressed and unit.names_persons
    document.table(_WIDTHS, _rows(reminder.slots, with_persons=with_persons))
    pairing = (Derived.MEMBERSHIP,) if with_persons else ()
    if kinds := (*pairing, *derived_ids(reminder.rows)):
        document.paragraph(note(kinds), "说明")
    if mark := provisional(unit.term):
        document.paragraph(f"{mark}。", "说明")
    document.paragraph()
    document.paragraph(f"{unit.name}（盖章）", place="signed")
    document.paragraph(today, place="signed")
    document.paragraph(f"签收人：＿＿＿＿＿＿　签收日期：{DATE_LINE}", "说明")
    return document


def _rows(slots: tuple[Slot, ...], *, with_persons: bool) -> Iterator[list[TableCell]]:
    yield [TableCell((head,), "表头") for head in _HEADS]
    for number, slot in enumerate(slots, start=1):
        row = slot.evidence.clause.row
        persons = names_of(slot.named) if with_persons else ""
        yield [
            cell(number, "表格居中"),
            TableCell((row.item.label, persons) if persons else (row.item.label,)),
            TableCell(tuple(_material(slot))),
            cell(slot.label),
            cell(due(slot.due)),
            cell(heading(slot), "表格居中"),
        ]


def _material(slot: Slot) -> Iterator[str]:
    """Yield name and id of what is missing, and why what was handed in came back."""
    yield f"{slot.evidence.record.name}（{slot.evidence.id}）"
    for filing in slot.filings:
        if filing.record.state is FilingState.RETURNED and filing.record.reason:
            yield f"退回理由：{filing.record.reason}"
