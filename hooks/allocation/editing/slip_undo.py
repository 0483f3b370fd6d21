"""Steps of a slip, and the changes that undo them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from allocation.editing.slip import Op, SlipChange
from allocation.editing.slip_records import digest, find, plain
from allocation.register.duty_version import duty_versions, is_stale
from allocation.register.published_register import publish
from allocation.register.register import Register

_KEPT_BACK = ("files", "link")
"""What a filing keeps back: only stand-ins of it are known outside."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change that can be made: the record as it is and as everybody sees it, its new values.

    ``id`` is the one that the record will have; ``before`` and ``shown`` are entries of registers.
    """

    number: int
    change: SlipChange
    id: str
    before: Any = None
    shown: Any = None
    values: Mapping[str, Any] = field(default_factory=dict)


def inverse(steps: Iterable[Step], after: Register) -> tuple[SlipChange, ...]:
    """Return the changes that undo steps; none if no slip can.

    :param after: the register with the changes.
    """
    published = publish(after)
    undone = [_INVERSES[step.change.op](step, published) for step in steps]
    changes = tuple(change for change in undone if change)
    return changes if len(changes) == len(undone) else ()


def _of_change(step: Step, after: Register) -> SlipChange | None:
    entry = find(after, step.change.record, step.id)
    if entry is None or _hides(step, step.values) or _was_for_other_duties(step, after):
        return None
    was, now = plain(step.shown.record), plain(entry.record)
    return SlipChange(
        record=step.change.record,
        op=Op.CHANGE,
        id=step.id,
        sha256=digest(entry.record),
        old={name: now.get(name) for name in step.values},
        new={name: was.get(name) for name in step.values},
    )


def _of_addition(step: Step, after: Register) -> SlipChange | None:
    entry = find(after, step.change.record, step.id)
    if entry is None:
        return None
    return SlipChange(
        record=step.change.record,
        op=Op.REMOVE,
        id=step.id,
        sha256=digest(entry.record),
        old=plain(entry.record),
    )


def _of_removal(step: Step, after: Register) -> SlipChange | None:
    was, kind = plain(step.shown.record), step.change.kind
    if _hides(step, was) or not set(was) <= set(kind.fields):
        return None
    return SlipChange(record=kind.name, op=Op.ADD, parent=_parent(step), new=was)


def _parent(step: Step) -> str | None:
    parent = step.change.kind.parent
    if parent == "clause":
        return str(step.before.clause.id)
    return str(step.before.year) if parent else None


def _hides(step: Step, names: Iterable[str]) -> bool:
    """Whether a slip would have to say what is kept back."""
    kept = [name for name in _KEPT_BACK if name in names]
    before, shown = step.before.record, step.shown.record
    return before is not shown and any(getattr(before, name) for name in kept)


def _was_for_other_duties(step: Step, after: Register) -> bool:
    """Whether a signature would come back that is for duties of former days."""
    signed = getattr(step.before.record, "signed", None)
    if not signed or "signed" not in step.values:
        return False
    return is_stale(signed, duty_versions(after).get(step.before.slug))


_INVERSES: dict[Op, Callable[[Step, Register], SlipChange | None]] = {
    Op.CHANGE: _of_change,
    Op.ADD: _of_addition,
    Op.REMOVE: _of_removal,
}
