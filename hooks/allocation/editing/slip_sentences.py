"""What changes say in one Chinese sentence; the forms in the browser make the same one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from allocation.base.enums import FilingState
from allocation.base.slugs import shortened
from allocation.editing.slip import Decision, DecisionAnswer, Op, SlipChange
from allocation.editing.slip_records import find
from allocation.register.register import Register
from allocation.versions.changes.fields import labels, text_of, without_common

_SHOWN = 3
_LONGEST = 40


def sentence(
    register: Register, changes: Iterable[SlipChange], decision: Decision | None = None
) -> str:
    """Return what changes say, of many only the first; without any, what a coordinator decides."""
    said = [_SENTENCES[change.op](register, change) for change in changes]
    if not said and decision:
        refused = decision.answer is DecisionAnswer.REFUSE
        return (
            f"退回投递 {decision.drop}：{decision.reason}"
            if refused
            else f"批准投递 {decision.drop}"
        )
    more = f"等 {len(said)} 处改动" if len(said) > _SHOWN else ""
    return " ".join(f"{'；'.join(said[:_SHOWN])}{more}".splitlines())


def lines(changes: Iterable[SlipChange]) -> Iterator[str]:
    """Yield a line for each field that is set, old and new; what is removed says all it said."""
    for change in changes:
        named = change.id or change.parent or ""
        old = change.old or {}
        for name, value in (change.new or dict.fromkeys(old)).items():
            label, was, now = difference(change, name, old.get(name), value)
            yield f"{change.kind.label} {named} {label}：{was} → {now}"


def difference(change: SlipChange, name: str, before: Any, after: Any) -> tuple[str, str, str]:
    """Return a field's label and two plain values of it as texts, of lists what differs only."""
    was, now = without_common(_shown(before), _shown(after))
    kind: Any = change.kind.type
    return labels(kind).get(name, name), _text(was), _text(now)


def _changed(register: Register, change: SlipChange) -> str:
    old, new = change.old or {}, change.new or {}
    entry = find(register, change.record, change.id or "")
    if change.record == "filing" and (action := _ACTIONS.get(str(new.get("state")))):
        title = new.get("title") or (entry and entry.record.title)
        reason = f"：{new['reason']}" if action == "退回" and new.get("reason") else ""
        return f"{action}登记 {change.id}" + (f"《{title}》" if title else "") + reason
    if new.get("signed"):
        return f"{entry.name if entry else change.id}签收职责"
    parts = []
    for name, value in new.items():
        label, was, now = difference(change, name, old.get(name), value)
        parts.append(f"{label} {was} → {now}")
    return f"{change.kind.label} {change.id}：{'，'.join(parts)}"


def _added(register: Register, change: SlipChange) -> str:
    new = change.new or {}
    if change.record == "filing":
        return f"登记《{_text(new.get('title'))}》（{_text(new.get('evidence'))}）"
    if change.record == "value":
        parts = filter(None, (new.get("indicator"), change.parent, new.get("round")))
        return f"新增{change.kind.label} {' '.join(map(_text, parts))}"
    place = f"（{change.parent}）" if change.parent else ""
    return f"新增{change.kind.label} {_text(new.get('name'))}{place}"


def _removed(register: Register, change: SlipChange) -> str:
    return f"删去{change.kind.label} {change.id}"


def _shown(value: Any) -> Any:
    """Return a value without digests, which nobody reads."""
    if isinstance(value, dict):
        return {name: part for name, part in value.items() if name != "sha256"}
    return [_shown(part) for part in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    return shortened(text_of(value), _LONGEST)


_ACTIONS = {FilingState.CHECKED.value: "审核", FilingState.RETURNED.value: "退回"}
"""What is done to a filing that gets a state."""
_SENTENCES: dict[Op, Callable[[Register, SlipChange], str]] = {
    Op.CHANGE: _changed,
    Op.ADD: _added,
    Op.REMOVE: _removed,
}
