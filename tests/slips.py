"""Slips for tests, as the forms in a browser make them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from allocation.editing import slip
from allocation.editing.slip import Slip, SlipChange
from allocation.editing.slip_records import digest, find, plain
from allocation.register.published_register import publish
from allocation.register.register import Register

ID = "20261129-221530-4f1c9a7e2b3d"
Change = dict[str, Any]


def content(unit: str, changes: Iterable[Change], /, **more: Any) -> bytes:
    """Return the bytes of a slip."""
    head = {
        "about": "改动单：请放进收件箱，或交给统筹人。内容由表单生成，不要手工改。",
        "slip": 1,
        "id": ID,
        "unit": unit,
        "form": "filing-edit",
        "by": "王伟",
        "at": "2026-11-29T22:15:30+08:00",
        "changes": list(changes),
    }
    return json.dumps({**head, **more}, ensure_ascii=False).encode()


def made(register: Register, *changes: Change | SlipChange, **more: Any) -> Slip:
    """Return a slip of a register's unit as it is read."""
    plain = [each.data() if isinstance(each, SlipChange) else each for each in changes]
    return slip.read(content(register.unit.name, plain, **more))


def changed(register: Register, kind: str, id: str, /, **new: Any) -> Change:
    """Return a change of a record, as somebody makes it who sees the published register."""
    entry = find(publish(register), kind, id)
    assert entry, id
    now = plain(entry.record)
    old = {name: now.get(name) for name in new}
    head = {"record": kind, "id": id, "op": "change", "sha256": digest(entry.record)}
    return {**head, "old": old, "new": new}


def removed(register: Register, kind: str, id: str) -> Change:
    """Return the removal of a record that somebody sees."""
    entry = find(publish(register), kind, id)
    assert entry, id
    head = {"record": kind, "id": id, "op": "remove", "sha256": digest(entry.record)}
    return {**head, "old": plain(entry.record)}


def added(kind: str, parent: str | None = None, /, **new: Any) -> Change:
    """Return a record that is added."""
    place = {"in": parent} if parent else {}
    return {"record": kind, **place, "op": "add", "new": new}
