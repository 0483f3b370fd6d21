"""Who does what in a row: departments and people in the columns that say so, and how they pair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from allocation.base.enums import Role
from allocation.base.slugs import compact
from allocation.office.imports.tables.headings import ColumnHeading
from allocation.office.imports.tables.names import ENDS, Ask, Names, is_body, parts

_ROLES = {
    word: role
    for role, words in {
        Role.LEAD: "牵头 主办 承办 主责",
        Role.SUPPORT: "配合 协办 协助 参与 参加",
        Role.PROVIDER: "提供材料",
    }.items()
    for word in words.split()
}
_UNITS = ("责任科室", "责任单位", "责任部门", "责任处室", "单位", "科室", "部门")
_PEOPLE = ("责任人", "联系人", "经办人", "负责人", "承办人")
_WORD = f"(?P<role>{'|'.join(_ROLES)})(?:单位|科室|部门|处室|股室|领导|人)?"
_KIND = f"(?P<kind>{'|'.join([*_UNITS, *_PEOPLE])})"
_LABEL = re.compile(rf"(?:{_WORD}|{_KIND})\s*[:：]\s*")
_ROLE = re.compile(_WORD)
_BRACKET = re.compile(r"\s*[（(\[【]([^（）()\[\]【】]*)[)）\]】]")
_OUTSIDE = r"(?![^（(\[【]*[)）\]】])"
"""Not within brackets."""
_GROUPS = re.compile(rf"[;；\n]+{_OUTSIDE}")
_TOKENS = re.compile(rf"[、，,/\t]+{_OUTSIDE}")
_TITLES = ("长", "主任", "书记", "主席", "委员", "干事", "组员", "调研员", "科员")
_MARK = r"(?:[0-9]{1,2}[.、．]|[（(][0-9]{1,2}[)）])"
_PLAIN = (
    # Numbers before the entries of a list.
    (re.compile(r"\s*[⑴-⒇①-⑳]\s*"), "；"),
    (re.compile(rf"(^|[；;、，,\n])\s*{_MARK}\s*"), r"\1"),
    # What somebody is, within brackets: （责任人：张三）.
    (re.compile(r"(?<=[（(\[【])[^（）()：:、]{1,6}[:：]\s*"), ""),
    # Something right behind a bracket.
    (re.compile(r"([)）\]】])[ \u3000]*(?=[^\s、，,；;/)）\]】（(：:])"), r"\1、"),
    # A role before a name, or behind it, without colons and brackets: 办公室牵头.
    (re.compile(rf"(^|[；;，,\n])\s*{_WORD}[ \u3000]+(?=\S)"), r"\1\2："),
    (re.compile(rf"(?<=[^\s；;、，,\n])\s*({'|'.join(_ROLES)})(?=$|[；;、，,\n])"), r"（\1）"),
    # Another department with its people behind the first one's: 办公室：张三，财务科：李四.
    (re.compile(r"[\s，,、]+(?=[^\s，,、；;：:（()）]{2,12}[:：])"), "；"),
)
"""Other ways to write what stands in a cell, and what they mean."""
_PHONE = re.compile(r"[0-9][0-9-]{6,}")


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """A department and its person, as they pair; either may be missing."""

    department: str | None = None
    person: str | None = None
    role: Role | None = None

    @property
    def record(self) -> dict[str, str]:
        """The pair as data files have it."""
        pairs = {"department": self.department, "person": self.person, "role": self.role}
        return {key: str(value) for key, value in pairs.items() if value}

    def __str__(self) -> str:
        names = "—".join(filter(None, (self.department, self.person)))
        return f"{names}（{self.role}）" if self.role else names


@dataclass(frozen=True, slots=True)
class _Duty:
    """Departments and people that a cell names together, as texts that are not split yet."""

    departments: list[str]
    people: list[str]
    role: Role | None
    alone: bool = False
    """Whether something in brackets makes it complete."""

    def __bool__(self) -> bool:
        return bool(self.departments or self.people)


@dataclass(frozen=True, slots=True)
class Duties:
    """Reads cells of departments and people; both kinds of names may stand in both."""

    people: Names
    departments: Names

    def learn(self, text: str, heading: ColumnHeading) -> None:
        """Take note of the names in a cell that stand alone."""
        kind = ColumnHeading.PERSON if heading is ColumnHeading.LEADER else heading
        for duty in self._read(text, kind, _silent):
            for each in duty.departments:
                self.departments.learn(each)
            for each in duty.people:
                self.people.learn(each)

    def parties(self, text: str, ask: Ask, heading: ColumnHeading) -> list[PartyDraft]:
        """Return who is named in a cell, with roles where the cell says so."""
        found: list[PartyDraft] = []
        for duty in self._read(text, heading, ask):
            units = self.departments.split("、".join(duty.departments), ask)
            for each in units:
                if not self._is_department(each):
                    ask(f"“{each}”不像科室的名称，照样当科室导入，请核对。")
            persons = self.people.split("、".join(duty.people), ask)
            found += _zipped(units, persons, duty.role, ask)
        return found

    def leaders(self, text: str, ask: Ask) -> list[str]:
        """Return the people in a cell, each once; what is in brackets after them is no name."""
        said = [each.strip() for each in _BRACKET.findall(text) if _is_title(each)]
        _drop(said, ask)
        found = self.people.split(_without(text, said), ask)
        if len(set(found)) < len(found):
            ask("有人写了两次，只导入一次。")
        return list(dict.fromkeys(found))

    def _read(self, text: str, heading: ColumnHeading, ask: Ask) -> Iterator[_Duty]:
        if heading is ColumnHeading.PERSON and self.people.given(compact(text)):
            yield _Duty([], [compact(text)], None)
            return
        if _PHONE.search(text):
            ask("电话号码没有导入。")
        said = _PHONE.sub(" ", text)
        for pattern, meant in _PLAIN:
            said = pattern.sub(meant, said)
        found: list[_Duty] = []
        for role, kind, piece in _labelled(said, heading):
            groups = (self._group(group, role, kind, ask) for group in _GROUPS.split(piece))
            made = [duty for group in groups for duty in group if duty]
            if kind is not heading and made and found and not found[-1].people:
                # People with a label of their own belong to the departments before it.
                found[-1] = replace(found[-1], people=made.pop(0).people)
            found += made
        yield from found

    def _group(
        self, group: str, role: Role | None, kind: ColumnHeading, ask: Ask
    ) -> Iterator[_Duty]:
        """Yield what a part of a cell says; a colon stands between departments and people."""
        left, colon, right = group.replace(":", "：").partition("：")
        if colon and compact(left) and compact(right):
            unit, own = _stripped(left)
            for duty in filter(bool, self._group(right, role or own, ColumnHeading.PERSON, ask)):
                yield replace(duty, departments=[unit])
            return
        duty = _Duty([], [], role)
        for token in _TOKENS.split(left + right):
            made = self._token(token, bool(duty.people), kind, ask)
            # A department after people, brackets, or a role of its own begin anew.
            if made.alone or duty.alone or (made.departments and duty.people):
                yield duty
                duty = replace(made, role=made.role or role)
            else:
                duty = _Duty(
                    [*duty.departments, *made.departments], [*duty.people, *made.people], role
                )
        yield duty

    def _token(self, token: str, after: bool, kind: ColumnHeading, ask: Ask) -> _Duty:
        """Return what stands between two commas; ``after`` says whether people stand before it."""
        said = [each.strip() for each in _BRACKET.findall(token) if compact(each)]
        roles = [each for each in said if _role(each)]
        of_person = kind is ColumnHeading.PERSON
        fits = self._is_department if of_person else self._are_people
        named = [each for each in said if each not in roles and fits(compact(each))]
        left = [each for each in said if each not in (*roles, *named)]
        # People of one name are told apart by what stands in brackets.
        idle = [each for each in left if _is_title(each) or not of_person]
        _drop(idle, ask)
        plain = _without(token, [*roles, *named, *idle])
        units, persons = self._sorted(plain, after, kind, ask)
        (units if of_person else persons).extend(named)
        return _Duty(units, persons, _role(roles[0]) if roles else None, alone=bool(said))

    def _sorted(
        self, text: str, after: bool, kind: ColumnHeading, ask: Ask
    ) -> tuple[list[str], list[str]]:
        """Part a token into departments and people, where spaces stand between them."""
        text = text.strip()
        starts = [match.start() for match in re.finditer(r"\S+", text)]
        begins = self._follows if kind is ColumnHeading.PERSON else self._begins
        at = next((at for at in starts if begins(text[:at], text[at:], after)), len(text))
        units, persons = text[:at].strip(), text[at:]
        if units and persons and not self.people.knows(compact(persons)):
            ask(f"“{text}”读作科室 {units}、责任人 {persons}，请核对。")
        return [units] if units else [], [persons] if persons else []

    def _follows(self, before: str, rest: str, _: bool) -> bool:
        """Whether what follows in a column of people are names of people."""
        first = rest.split(maxsplit=1)[0]
        if before or self.people.given(first):
            return True
        return not (self.departments.knows(first) or is_body(first)) or (
            self.people.knows(first) and not is_body(first)
        )

    def _begins(self, before: str, rest: str, after: bool) -> bool:
        """Whether what follows in a column of departments are names of people."""
        unit, name, pieces = compact(before), compact(rest), rest.split()
        if self._is_department(unit + name) or any(map(self._is_department, pieces)):
            return False
        known = self.people.knows(name) and not self.departments.given(name)
        short = len(name) > 1 and all(len(each) <= 3 for each in pieces)
        return known or (short and (after or self._is_department(unit)))

    def _are_people(self, text: str) -> bool:
        """Whether a text in brackets after a department names people."""
        found = [compact(each) for each in parts(text)]
        return all(
            self.people.knows(each) or (self.people.plain(each) and not self._is_department(each))
            for each in found
        )

    def _is_department(self, name: str) -> bool:
        return self.departments.given(name) or (
            name.endswith(ENDS) and len(name) > 1 and not self.people.given(name)
        )


def paired(
    ask: Ask, lead: list[PartyDraft], support: list[PartyDraft], persons: list[PartyDraft]
) -> list[dict[str, str]]:
    """Return the pairs of a row: departments and people in their order, those named together first.

    Where their numbers differ, says how they were paired.
    """
    first = Role.LEAD if support else None
    units = [_in_role(each, first) for each in lead]
    units += [_in_role(each, Role.SUPPORT) for each in support]
    open_units = [each for each in units if not each.person]
    alone = [each for each in persons if not each.department]
    joined = _joined(open_units, [each for each in persons if each.department])
    # Where only those that lead have people, they come first.
    left = sorted(
        (each for each in joined if not each.person), key=lambda each: each.role is Role.SUPPORT
    )
    matched = _matched(left, alone)
    whole = [
        *(each for each in units if each.person),
        *(each for each in joined if each.person),
        *matched,
    ]
    if len(matched) < len(whole):
        whole = _ordered(whole, units)
    found = list(dict.fromkeys(whole))
    if left and alone and len(alone) < len(left) and _even(left, alone):
        helpers = "、".join(str(each.department) for each in left[len(alone) :])
        ask(f"配合的 {helpers} 没有写责任人，只列科室；有的请补上。")
    elif left and alone and not _even(left, alone):
        counts = f"{len(left)} 个科室、{len(alone)} 个责任人，配不成对"
        ask(f"{counts}；按 {'、'.join(map(str, found))} 导入，请核对。")
    if len(found) < len(whole):
        ask("有的科室和责任人写了两次，只导入一次。")
    return [each.record for each in found]


def _matched(units: list[PartyDraft], people: list[PartyDraft]) -> list[PartyDraft]:
    """Pair in order; several people of a single department are all its own."""
    if len(units) == 1 and people:
        units = units * len(people)
    return [
        PartyDraft(unit.department, person.person, person.role or unit.role)
        for unit, person in zip_longest(units, people, fillvalue=PartyDraft())
    ]


def _even(units: list[PartyDraft], people: list[PartyDraft]) -> bool:
    """Whether each department has its person, or each that leads has."""
    leading = [each for each in units if each.role is not Role.SUPPORT]
    return len(people) in (len(units), len(leading))


def _joined(units: list[PartyDraft], persons: list[PartyDraft]) -> list[PartyDraft]:
    """Put people who are named with their department in its place."""
    named = {each.department for each in units}
    found: list[PartyDraft] = []
    for unit in units:
        own = [each for each in persons if each.department == unit.department]
        found += [replace(each, role=each.role or unit.role) for each in own] or [unit]
    return [*found, *(each for each in persons if each.department not in named)]


def _ordered(parties: list[PartyDraft], units: list[PartyDraft]) -> list[PartyDraft]:
    """Return pairs as their departments stand in the row."""
    order = {unit.department: at for at, unit in reversed(list(enumerate(units)))}
    return sorted(parties, key=lambda each: order.get(each.department, len(units)))


def _in_role(party: PartyDraft, role: Role | None) -> PartyDraft:
    return replace(party, role=party.role or role)


def _zipped(
    units: Sequence[str], persons: Sequence[str], role: Role | None, ask: Ask
) -> list[PartyDraft]:
    """Pair what one part of a cell names together."""
    bodies, people = (
        [PartyDraft(each) for each in units],
        [PartyDraft(None, each) for each in persons],
    )
    found = [replace(each, role=role) for each in _matched(bodies, people)]
    if len(units) > 1 and persons and len(units) != len(persons):
        counts = f"{len(units)} 个科室、{len(persons)} 个责任人，配不成对"
        ask(f"{counts}；按 {'、'.join(map(str, found))} 导入，请核对。")
    return found


def _labelled(
    text: str, heading: ColumnHeading
) -> Iterator[tuple[Role | None, ColumnHeading, str]]:
    """Yield the parts of a cell with what a label before them says: 牵头：…；配合：…."""
    role, kind, start = None, heading, 0
    for match in _LABEL.finditer(text):
        yield role, kind, text[start : match.start()]
        role = _ROLES[match["role"]] if match["role"] else role
        kind = ColumnHeading.PERSON if match["kind"] in _PEOPLE else heading
        start = match.end()
    yield role, kind, text[start:]


def _stripped(text: str) -> tuple[str, Role | None]:
    """Return a text without brackets, and the role that they name."""
    roles = [role for each in _BRACKET.findall(text) if (role := _role(each))]
    return _BRACKET.sub("", text).strip(), roles[0] if roles else None


def _is_title(said: str) -> bool:
    """Whether a text in brackets says what somebody is, and not which of two."""
    return compact(said).endswith(_TITLES) or _role(said) is not None


def _role(said: str) -> Role | None:
    """Return the role that a text in brackets names, if it names one."""
    match = _ROLE.fullmatch(compact(said))
    return _ROLES[match["role"]] if match else None


def _without(text: str, said: Sequence[str]) -> str:
    """Return a text without some of its brackets."""
    return _BRACKET.sub(lambda match: " " if match[1].strip() in said else match[0], text)


def _drop(said: Iterable[str], ask: Ask) -> None:
    for each in said:
        ask(f"括号里的“{each}”没有导入，请核对。")


def _silent(said: str) -> None:
    """Ask nothing: names are only being learnt."""
