"""A slip and the register -> what it changes in the data, or why it can't be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from allocation.base.problems import Ref
from allocation.datafiles.model import Attachment
from allocation.editing.edits import Edit, Edits, problems_with
from allocation.editing.new_numbers import NewNumbers, of_year
from allocation.editing.slip import Op, Slip, SlipChange, SlipProblem, bounded
from allocation.editing.slip_files import Copy, FiledAs, FilePlaces
from allocation.editing.slip_owners import Touched, touched
from allocation.editing.slip_places import ProblemPlaces
from allocation.editing.slip_records import (
    KINDS,
    RecordKind,
    SettingEntry,
    digest,
    find,
    plain,
    plain_value,
    written,
)
from allocation.editing.slip_sentences import difference, sentence
from allocation.editing.slip_undo import Step, inverse
from allocation.editing.slip_values import SlipValueError, decoded, required
from allocation.privacy.personal_numbers import find as find_numbers
from allocation.register.addresses import address, data_address
from allocation.register.duty_version import duty_versions
from allocation.register.published_register import publish
from allocation.register.register import Register, ValueEntry, value_id

_YEAR = re.compile("(?:19|20|21)[0-9]{2}")
_GONE = "（已经删去）"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of a record that is not what the sender saw; without a name, the whole record."""

    change: int
    field: str
    label: str
    saw: str
    now: str

    def __str__(self) -> str:
        place = f"第 {self.change + 1} 处改动 {self.label}".strip()
        return f"{place}：填表时是 {self.saw}，现在是 {self.now}"


@dataclass(frozen=True, slots=True)
class SlipPlan:
    """What a slip does: nothing, as long as there are problems or conflicts.

    ``is_done`` says that the data says all of it already. ``files`` are copied before the edits are
    written. ``takeover`` are the same changes, of the records as they are now.
    """

    edits: Edits
    sentence: str
    touched: tuple[Touched, ...]
    problems: tuple[SlipProblem, ...]
    conflicts: tuple[Conflict, ...]
    takeover: tuple[SlipChange, ...]
    files: tuple[Copy, ...]
    address: str
    is_done: bool
    steps: tuple[Step, ...]

    def inverse(self, after: Register) -> tuple[SlipChange, ...]:
        """Return the changes that undo the slip; none if no slip can.

        :param after: the register with the changes.
        """
        return inverse(self.steps, after)


def plan(register: Register, slip: Slip, folder: Path | None) -> SlipPlan:
    """Return what a slip does to the data, with everything that is wrong with it.

    :param register: the full register.
    :param folder: where the files of the slip lie.
    """
    planner = _Planner(register, slip, folder)
    for number, change in enumerate(slip.changes):
        planner.add(number, change)
    return planner.plan()


def consequences(plan: SlipPlan) -> tuple[SlipProblem, ...]:
    """Return the problems that the data would have, at the change and the field if possible.

    What was wrong before is not the slip's.

    :raises ChangedError: if the data has changed since the register was read.
    """
    texts = plan.edits.written().texts
    data = plan.edits.data
    found = problems_with(data.path, texts)
    if not found:
        return ()
    before = {(each.ref.file, each.found) for each in problems_with(data.path, {})}
    places = ProblemPlaces(data, texts, plan.steps)
    return bounded(
        SlipProblem(*places.of(each), each.found, each.expected, each.remedy)
        for each in found
        if (each.ref.file, each.found) not in before
    )


class _Planner:
    """Collects what the changes of a slip do, what is wrong with them, what they touch."""

    def __init__(self, register: Register, slip: Slip, folder: Path | None) -> None:
        self._register = register
        self._published = publish(register)
        self._slip = slip
        self._numbers = NewNumbers(register)
        self._places = FilePlaces(register, slip, folder)
        self._edits: list[Edit] = []
        self._steps: list[Step] = []
        self._touched: list[Touched] = []
        self._problems: list[SlipProblem] = []
        self._conflicts: list[Conflict] = []
        self._takeover: list[SlipChange] = []
        self._addresses: list[str] = []
        if slip.unit != register.unit.name:
            found = f"改动单是“{slip.unit}”的"
            self._problem(None, "unit", found, f"“{register.unit.name}”", "请交到那个单位。")
        self._check_numbers()

    def add(self, number: int, change: SlipChange) -> None:
        """Work through the next change."""
        if change.op is Op.ADD:
            self._add_record(number, change)
            return
        entry = find(self._register, change.record, change.id or "")
        shown = find(self._published, change.record, change.id or "")
        if entry is None or shown is None:
            label = f"{change.kind.label} {change.id}"
            self._conflicts.append(Conflict(number, "", label, "有这一条", _GONE))
            return
        self._addresses.append(_address(change, entry))
        step = Step(number, change, change.id or "", entry, shown)
        (self._remove if change.op is Op.REMOVE else self._change)(step)

    def plan(self) -> SlipPlan:
        """Return what was collected."""
        stopped = bool(self._problems or self._conflicts)
        gone = any(each.now == _GONE for each in self._conflicts)
        may_take_over = bool(self._conflicts) and not gone and not self._problems
        edits = [] if stopped else self._edits
        slip = self._slip
        return SlipPlan(
            edits=Edits(self._register.data, self._register.digests, edits),
            sentence=sentence(self._register, slip.changes, slip.decision),
            touched=tuple(self._touched),
            problems=bounded(self._problems),
            conflicts=tuple(self._conflicts),
            takeover=tuple(self._takeover) if may_take_over else (),
            files=() if stopped else tuple(self._places.copies),
            address=next(iter(self._addresses), ""),
            is_done=bool(slip.changes) and not stopped and not self._edits,
            steps=tuple(self._steps),
        )

    def _change(self, step: Step) -> None:
        change, record = step.change, step.before.record
        values = self._values(step.number, change)
        if values is None or not self._put_files(step, values):
            return
        values = {
            name: value
            for name, value in values.items()
            if plain_value(value) != plain_value(getattr(record, name))
        }
        self._take_over(change, step.shown)
        if not values or not self._is_seen(step) or not self._is_signed(step, values):
            return
        self._touched += touched(self._register, step.number, change, step.before, values)
        self._steps.append(replace(step, id=_id(step.before, values) or step.id, values=values))
        self._edits += (
            Edit(step.before.ref, (name,), _in_yaml(value)) for name, value in values.items()
        )

    def _remove(self, step: Step) -> None:
        self._take_over(step.change, step.shown)
        if self._is_seen(step):
            self._touched += touched(self._register, step.number, step.change, step.before, {})
            self._steps.append(step)
            self._edits.append(Edit(step.before.ref, (), None))

    def _check_numbers(self) -> None:
        """Refuse personal numbers in what is kept in the history of the data for good."""
        allowed = {entry.number for entry in self._register.unit.allowed_numbers}
        for name, text in (("why", self._slip.why), ("by", self._slip.by)):
            for match in find_numbers(text):
                if match.digits not in allowed:
                    found = f"“{name}”里有{match.kind}“{match.masked}”"
                    remedy = "请删去号码：写进修改记录的，以后删不掉。"
                    self._problem(None, name, found, "没有个人号码", remedy)

    def _add_record(self, number: int, change: SlipChange) -> None:
        self._takeover.append(change)
        missing = [name for name in required(change.kind.type) if name not in (change.new or {})]
        for name in missing:
            found, expected = f"缺少“{name}”", f"这里有“{name}”"
            self._problem(number, name, found, expected, "补上这一项。")
        parent = self._parent(number, change)
        values = self._values(number, change)
        if values is None or missing or parent is None:
            return
        step = Step(number, change, "", values=values)
        if not self._put_files(step, values) or _is_there(self._register, step, parent):
            return
        added = _ADDITIONS[change.record](self._register, self._numbers, parent, values)
        self._touched += touched(self._register, number, change, None, values)
        self._steps.append(replace(step, id=added.id))
        self._edits.append(added.edit)
        self._addresses.append(added.address)

    def _parent(self, number: int, change: SlipChange) -> Any | None:
        """Return the year or the clause that a record is added to, None if there is no such.

        What is added to a file of its kind has an empty one.
        """
        parent = change.parent or ""
        if change.kind.parent == "year":
            if _YEAR.fullmatch(parent):
                return int(parent)
            self._problem(number, "in", f"年写的是“{parent}”", "如 2026", "改正年份。")
        elif change.kind.parent:
            entry = find(self._register, change.kind.parent, parent)
            if entry:
                return entry
            self._problem(number, "in", f"没有条款“{parent}”", "已有的条款编号", "改正编号。")
        else:
            return ""
        return None

    def _values(self, number: int, change: SlipChange) -> dict[str, Any] | None:
        """Return the new values as records have them, None if one can't be."""
        values: dict[str, Any] = {}
        is_right = True
        for name, value in (change.new or {}).items():
            try:
                values[name] = decoded(change.kind.type, name, value)
            except SlipValueError as error:
                is_right = False
                self._tell(number, name, error)
        return values if is_right else None

    def _put_files(self, step: Step, values: dict[str, Any]) -> bool:
        """Give the files of a filing their names; what is kept back of it stays as it is."""
        if step.change.record != "filing":
            return True
        before = step.before
        if before and "link" in values and values["link"] == step.shown.record.link:
            values["link"] = before.record.link
        if not values.get("files"):
            return True
        known: dict[str, Attachment] = {}
        if before:
            pairs = zip(step.shown.record.files, before.record.files, strict=True)
            known = {shown.name: own for shown, own in pairs}
        try:
            filed = _filed(step, values)
            values["files"] = self._places.attachments(values["files"], filed, known)
        except SlipValueError as error:
            self._tell(step.number, "files", error)
            return False
        return True

    def _is_seen(self, step: Step) -> bool:
        """Whether a record is still what the sender saw; a slip that is wrong about it is none."""
        change, now = step.change, plain(step.shown.record)
        old = change.old or {}
        wanted = (
            now if change.op is Op.REMOVE else {name: now.get(name) for name in change.new or {}}
        )
        different = [
            name for name in (*wanted, *(old.keys() - wanted)) if old.get(name) != wanted.get(name)
        ]
        if digest(step.shown.record) == change.sha256:
            for name in different:
                found = "“old”和记录里写的不一样"
                self._problem(step.number, name, found, "记录现在的内容", "请刷新网页，重新填写。")
            return not different
        for name in different:
            label, saw, present = difference(change, name, old.get(name), now.get(name))
            self._conflicts.append(Conflict(step.number, name, label, saw, present))
        if not different:
            other = Conflict(
                step.number, "", "这条记录的其他内容", "（改动以前的）", "（改动以后的）"
            )
            self._conflicts.append(other)
        return False

    def _is_signed(self, step: Step, values: Mapping[str, Any]) -> bool:
        """Whether a signature is for the duties of today."""
        signed = values.get("signed")
        if signed is None:
            return True
        version = duty_versions(self._register).get(step.before.slug)
        if signed.version == version:
            return True
        found = f"职责有变：签的是 {signed.version}，现在是 {version or '没有任何职责'}"
        remedy = "请打开自己的页面，看过现在的职责，再签收。"
        self._problem(step.number, "signed", found, "现在的职责版本", remedy)
        return False

    def _take_over(self, change: SlipChange, shown: Any) -> None:
        now = plain(shown.record)
        old = now if change.op is Op.REMOVE else {name: now.get(name) for name in change.new or {}}
        self._takeover.append(replace(change, old=old, sha256=digest(shown.record)))

    def _tell(self, number: int, name: str, error: SlipValueError) -> None:
        for message in error.messages:
            self._problem(number, name, *message)

    def _problem(self, number: int | None, name: str, *message: str) -> None:
        found, expected, remedy = message
        self._problems.append(SlipProblem(number, name, found, expected, remedy))


def _is_there(register: Register, step: Step, parent: Any) -> bool:
    """Whether a record says the same already: what is sent twice is added once."""
    kind, values = step.change.kind, step.values
    unsaid = {name: decoded(kind.type, name, None) for name in kind.fields if name not in values}
    said = {name: plain_value(value) for name, value in {**values, **unsaid}.items()}
    return any(
        said == {name: plain_value(getattr(entry.record, name)) for name in kind.fields}
        for _, entry in kind.entries(register)
        if parent in ("", getattr(entry, "year", None), getattr(entry, "clause", None))
    )


def _filed(step: Step, values: Mapping[str, Any]) -> FiledAs:
    """Return what names the files of a filing."""
    evidence, slot, title = (
        values.get(name, step.before and getattr(step.before.record, name))
        for name in ("evidence", "slot", "title")
    )
    year = step.before.year if step.before else int(step.change.parent or 0)
    return FiledAs(year, evidence[0], slot or str(year), title)


def _in_yaml(value: Any) -> Any:
    """Return a value for YAML; what says nothing is left out."""
    # Zero says something, and is equal to false.
    return None if value is False or value in (None, "", ()) else written(value)


def _entry(kind: RecordKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a new record for YAML, in the order of its fields."""
    said = {name: _in_yaml(values.get(name)) for name in kind.fields}
    return {name: value for name, value in said.items() if value is not None}


def _id(entry: Any, values: Mapping[str, Any]) -> str | None:
    """Return the id that a value has with other fields; None for what keeps its id."""
    if not isinstance(entry, ValueEntry):
        return None
    indicator = values.get("indicator", entry.indicator.id)
    return value_id(indicator, entry.year, values.get("round", entry.record.round))


@dataclass(frozen=True, slots=True)
class _Addition:
    """A record that is added: its id, the edit, and the address where it will be seen."""

    id: str
    edit: Edit
    address: str


def _add_filing(
    register: Register, numbers: NewNumbers, year: Any, values: Mapping[str, Any]
) -> _Addition:
    no = numbers.of_filing(year)
    edit = of_year(register, year, "filings", {"no": no, **_entry(KINDS["filing"], values)})
    pieces = {id: entry for entry in register.evidence for id in (entry.id, entry.slug)}
    piece = next((pieces[id] for id in values["evidence"] if id in pieces), None)
    # The anchor is that of ``addresses.anchor``, which needs an entry.
    place = f"{address(piece.clause.item)}#filing-{year}-{no}" if piece else ""
    return _Addition(f"{year}-{no}", edit, place)


def _add_value(
    register: Register, numbers: NewNumbers, year: Any, values: Mapping[str, Any]
) -> _Addition:
    edit = of_year(register, year, "indicators", _entry(KINDS["value"], values))
    indicator = find(register, "indicator", values["indicator"])
    id = value_id(values["indicator"], year, values.get("round"))
    return _Addition(id, edit, address(indicator) if indicator else "")


def _add_evidence(
    register: Register, numbers: NewNumbers, clause: Any, values: Mapping[str, Any]
) -> _Addition:
    no = numbers.of_evidence(clause)
    entry = {"no": no, **_entry(KINDS["evidence"], values)}
    edit = Edit(clause.ref, ("evidence",), entry, append=True)
    return _Addition(f"{clause.id}-{no}", edit, f"{address(clause)}-{no}")


def _add_member(
    kind: str, register: Register, numbers: NewNumbers, parent: Any, values: Mapping[str, Any]
) -> _Addition:
    list_name = KINDS[kind].into or ""
    ref = Ref(f"{register.folder.name}/{list_name}.yml", 1)
    edit = Edit(ref, (list_name,), _entry(KINDS[kind], values), append=True)
    return _Addition(values.get("id") or values["name"], edit, f"{list_name}/")


_ADDITIONS: dict[str, Callable[..., _Addition]] = {
    "filing": _add_filing,
    "value": _add_value,
    "evidence": _add_evidence,
    "person": partial(_add_member, "person"),
    "department": partial(_add_member, "department"),
}
"""How a record of each kind is added: to what, with which number."""


def _address(change: SlipChange, entry: Any) -> str:
    """Return the address where a record is seen, or was."""
    if isinstance(entry, SettingEntry):
        return data_address(entry.ref) or ""
    if change.op is Op.REMOVE and change.kind.parent is None:
        return f"{change.kind.into}/"
    if isinstance(entry, ValueEntry):
        return address(entry.indicator)
    return address(entry)
