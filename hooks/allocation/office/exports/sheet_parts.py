"""Parts that papers share: missing periods, where to hand in, lines to sign, QR codes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from allocation.base import qr_codes
from allocation.base.enums import GAPS
from allocation.base.grouping import grouped
from allocation.datafiles.model import HandIn
from allocation.office.formats.docx_writer import Document, Picture
from allocation.pages.views.labels import day, periods
from allocation.register.progress import Slot, StateCounts, gaps
from allocation.register.register import DepartmentEntry, PartyEntry, PersonEntry, RowEntry

DATE_LINE = "　　　年　　月　　日"
"""Where a date is written by hand."""
_BLANK = "＿＿＿＿＿＿＿＿"


def counted(counts: StateCounts) -> str:
    """Return what is missing, by state: ``尚缺 4 项次，其中逾期 3 项次、待交 1 项次``."""
    if counts.unstated:
        return "交了哪些，见科室的任务单"
    states = "、".join(f"{state} {counts.of(state)} 项次" for state in GAPS if counts.of(state))
    return f"尚缺 {counts.gaps} 项次，其中{states}" if states else "没有尚缺的材料"


def missing(slots: Iterable[Slot], today: date) -> tuple[str, ...]:
    """Return every missing period, one line per state, with due dates that are still to come.

    Without any, the next due date, or that everything is filed.
    """
    slots = tuple(slots)
    by_state = grouped(gaps(slots), lambda slot: slot.state)
    lines = tuple(f"{state}：{'、'.join(periods(own, today))}" for state, own in by_state.items())
    if lines or not slots:
        return lines
    future = [slot.due for slot in slots if slot.due and slot.future]
    if future:
        return (f"下一期 {day(min(future))}前",)
    return ("已交齐",) if any(slot.state.done for slot in slots) else ()


def qr_picture(url: str, side: float) -> Picture:
    """Return the QR code of a page, by which paper leads to it; its side is in millimetres."""
    return Picture(qr_codes.png(url), side, side, f"二维码：{url}")


def others(row: RowEntry, entry: PersonEntry | DepartmentEntry) -> str:
    """Return who shares a row with a person or a department: ``工会 洪晓彤、团支部 陈啸林``."""
    shared = (party for party in row.parties if entry not in (party.person, party.department))
    return "、".join(map(party_text, shared))


def party_text(party: PartyEntry) -> str:
    """Return department, person and role of a party: ``工会 洪晓彤（配合）``."""
    role = f"（{party.role}）" if party.role else ""
    return f"{' '.join(party.names)}{role}"


def handin(document: Document, known: HandIn | None) -> None:
    """Add the line that says where to hand in and whom to ask; what is not known has a blank."""
    if known is None:
        parts = [f"材料交到：{_BLANK}", f"联系人：{_BLANK}", f"电话：{_BLANK}"]
    else:
        parts = [f"材料交到：{known.place or _BLANK}", f"联系人：{known.person or _BLANK}"]
        parts += [f"房间：{known.room}"] if known.room else []
        parts += [f"电话：{known.phone}"] if known.phone else []
    document.paragraph("　".join(parts), "说明")


def signature(document: Document, who: str) -> None:
    """Add a line to sign, with the date."""
    document.paragraph()
    document.paragraph(f"{who}（签字）：＿＿＿＿＿{DATE_LINE}")
