"""The duties of a row: departments and people in its cells, and how they pair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from allocation.base.enums import Role
from allocation.base.slugs import compact
from allocation.office.imports.tables import placeholders
from allocation.office.imports.tables.heading_words import ENDS, ColumnHeading
from allocation.office.imports.tables.job_titles import is_title, without_titles
from allocation.office.imports.tables.names import (
    Ask,
    Names,
    has_common_surname,
    is_department_like,
    parts,
)

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
"""Lookahead: not within brackets."""
_GROUPS = re.compile(rf"[;；\n]+{_OUTSIDE}")
_TOKENS = re.compile(rf"[、，,/\t]+{_OUTSIDE}")
_TITLES = ("长", "主任", "书记", "主席", "委员", "干事", "组员", "调研员", "科员")
_MARK = r"(?:[0-9]{1,2}[.、．]|[（(][0-9]{1,2}[)）])"
_ANY_ROLE = re.compile("|".join(_ROLES))
_TOGETHER = "(?:共同|联合|分别)?"
_SEGMENT = re.compile(r"[^；;，,\n：:]++(?![：:])")
_ROLE_OF_LIST = re.compile(rf"{_TOGETHER}({_ANY_ROLE.pattern})\s*$")
_ENUMERATION = re.compile(rf"、{_OUTSIDE}")
_UNIT = re.compile(
    rf"(?:^|(?<=[、，,;；/\n\s]))([^、，,;；/\n\s：:]{{1,12}}(?:{'|'.join(ENDS)}))："
)
_UNIT_TITLE = re.compile(rf"(?:{'|'.join(ENDS)})[（(]?\s?副?(?:[科股处室局队部]长|主任|书记|主席)")
"""A title with its department before a name: 办公室主任 张三."""
_REWRITES = (
    # Brackets for a name that is still to come: 保卫科（）.
    (re.compile(r"[（(\[【]\s*[)）\]】]"), ""),
    # Numbers before the entries of a list.
    (re.compile(r"\s*[⑴-⒇①-⑳]\s*"), "；"),
    (re.compile(rf"(^|[；;、，,\n])\s*{_MARK}\s*"), r"\1"),
    # A label within brackets: （责任人：张三）.
    (re.compile(r"(?<=[（(\[【])[^（）()：:、]{1,6}[:：]\s*"), ""),
    # A text right after a bracket.
    (re.compile(r"([)）\]】])[ \u3000]*(?=[^\s、，,；;/)）\]】（(：:])"), r"\1、"),
    # 由 before a department: 由办公室牵头.
    (re.compile(rf"(^|[；;，,\n])由(?=[^；;，,\n]{{2,20}}(?:{'|'.join(_ROLES)}|（))"), r"\1"),
    # A role before or after a name, without colons and brackets: 办公室牵头.
    (re.compile(rf"(^|[；;，,\n])\s*{_WORD}[ \u3000]+(?=\S)"), r"\1\2："),
    (
        re.compile(rf"(?<=[^\s；;、，,\n])\s*{_TOGETHER}({'|'.join(_ROLES)})(?=$|[；;、，,\n])"),
        r"（\1）",
    ),
    # A second department with its people after the first one's: 办公室：张三，财务科：李四.
    (re.compile(r"[\s，,、]+(?=[^\s，,、；;：:（()）]{2,12}[:：])"), "；"),
)
"""Rewrites of a cell to separators, brackets and labels as the parser expects them."""
_PHONE = re.compile(r"[0-9][0-9-]{6,}")


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """A department and its person; either may be missing."""

    department: str | None = None
    person: str | None = None
    role: Role | None = None

    @property
    def record(self) -> dict[str, str]:
        """The party as a record of a data file."""
        values = {"department": self.department, "person": self.person, "role": self.role}
        return {key: str(value) for key, value in values.items() if value}

    def __str__(self) -> str:
        names = "—".join(filter(None, (self.department, self.person)))
        return f"{names}（{self.role}）" if self.role else names


@dataclass(frozen=True, slots=True)
class _Duty:
    """Departments and people that a cell names together, not yet split into names."""

    departments: list[str]
    people: list[str]
    role: Role | None
    alone: bool = False
    """Whether brackets complete it: a following name belongs to another one."""

    def __bool__(self) -> bool:
        return bool(self.departments or self.people)


@dataclass(frozen=True, slots=True)
class Duties:
    """Parser of cells with departments and people; either column may hold both."""

    people: Names
    departments: Names

    def learn(self, text: str, heading: ColumnHeading) -> None:
        """Add the names that stand alone in a cell to the known ones."""
        kind = ColumnHeading.PERSON if heading is ColumnHeading.LEADER else heading
        for duty in self._read(text, kind, _discard):
            for name in duty.departments:
                self.departments.learn(name)
            for name in duty.people:
                self.people.learn(name)

    def parties(
        self, text: str, ask: Ask, heading: ColumnHeading, *, beside: bool = False
    ) -> list[PartyDraft]:
        """Return the parties that a cell names, with the roles that it states.

        :param beside: whether departments are named beside a cell of people.
        """
        if placeholders.is_nobody(text):
            return []
        if heading is ColumnHeading.PERSON and placeholders.is_everybody(text):
            ask(self.people.not_named(text.strip()))
            return []
        parties: list[PartyDraft] = []
        for duty in self._read(text, heading, ask):
            units = self.departments.places("、".join(duty.departments), ask)
            for name in filter(self._may_be_a_person, units):
                ask(f"“{name}”像人的姓名，在科室的位置，照样当科室导入，请核对。")
            persons = self.people.places("、".join(duty.people), ask, sure=beside or any(units))
            matched = _matched(
                [PartyDraft(name or None) for name in units],
                [PartyDraft(None, name or None) for name in persons],
            )
            pairs = [replace(party, role=duty.role) for party in matched]
            if len(units) > 1 and persons and len(units) != len(persons):
                counts = f"{len(units)} 个科室、{len(persons)} 个责任人，配不成对"
                ask(f"{counts}；按 {'、'.join(map(str, pairs))} 导入，请核对。")
            parties += pairs
        _ask_about_roles(parties, ask)
        return parties

    def leaders(self, text: str, ask: Ask) -> list[str]:
        """Return the people in a cell without duplicates; titles in brackets are left out."""
        if not self.people.given(compact(text)):
            text = _without_units(without_titles(text, ask), ask)
        titles = [bracket.strip() for bracket in _BRACKET.findall(text) if _is_title(bracket)]
        _ask_about_brackets(titles, ask)
        plain = _without(text, titles)
        if placeholders.is_nobody(plain):
            return []
        people = self.people.split(plain, ask)
        if len(set(people)) < len(people):
            ask("有人写了两次，只导入一次。")
        return list(dict.fromkeys(people))

    def _read(self, text: str, heading: ColumnHeading, ask: Ask) -> Iterator[_Duty]:
        if heading is ColumnHeading.PERSON and self.people.given(compact(text)):
            yield _Duty([], [compact(text)], None)
            return
        if _PHONE.search(text):
            ask("电话号码没有导入。")
        text = _with_shared_roles(_PHONE.sub(" ", text).strip().rstrip("。"))
        if heading is ColumnHeading.PERSON or _UNIT_TITLE.search(text):
            text = without_titles(text, ask, of_people=heading is ColumnHeading.PERSON)
        for pattern, replacement in _REWRITES:
            text = pattern.sub(replacement, text)
        duties: list[_Duty] = []
        for role, kind, piece in _labelled(text, heading):
            groups = (self._group(group, role, kind, ask) for group in _GROUPS.split(piece))
            new = [duty for group in groups for duty in group if duty]
            if kind is not heading and new and duties and not duties[-1].people:
                # People after a label such as 责任人： belong to the departments before it.
                duties[-1] = replace(duties[-1], people=new.pop(0).people)
            duties += new
        yield from duties

    def _group(
        self, group: str, role: Role | None, kind: ColumnHeading, ask: Ask
    ) -> Iterator[_Duty]:
        """Yield the duties of a part of a cell; a colon separates departments from people."""
        left, colon, right = group.replace(":", "：").partition("：")
        if colon and compact(left) and compact(right):
            unit, own = _without_brackets(left)
            for duty in filter(bool, self._group(right, role or own, ColumnHeading.PERSON, ask)):
                yield replace(duty, departments=[unit])
            return
        duty = _Duty([], [], role)
        for token in _TOKENS.split(left + right):
            new = self._token(token, bool(duty.people), kind, ask)
            # A department after people, or brackets, begin a new duty.
            if new.alone or duty.alone or (new.departments and duty.people):
                yield duty
                duty = replace(new, role=new.role or role)
            else:
                duty = _Duty(
                    [*duty.departments, *new.departments], [*duty.people, *new.people], role
                )
        yield duty

    def _token(self, token: str, after: bool, kind: ColumnHeading, ask: Ask) -> _Duty:
        """Parse the text between two commas; ``after`` tells whether people precede it."""
        brackets = [bracket.strip() for bracket in _BRACKET.findall(token) if compact(bracket)]
        roles = [bracket for bracket in brackets if _role(bracket)]
        of_person = kind is ColumnHeading.PERSON
        fits = self._is_department if of_person else self._are_people
        named = [bracket for bracket in brackets if bracket not in roles and fits(compact(bracket))]
        left = [bracket for bracket in brackets if bracket not in (*roles, *named)]
        # Brackets that are no title distinguish people of the same name.
        idle = [bracket for bracket in left if _is_title(bracket) or not of_person]
        if placeholders.is_everybody(_BRACKET.sub("", token)):
            # 各村（社区）
            idle = []
        _ask_about_brackets(idle, ask)
        plain = _without(token, [*roles, *named, *idle])
        units, persons = self._split_token(plain, after, kind, ask)
        (units if of_person else persons).extend(named)
        return _Duty(units, persons, _role(roles[0]) if roles else None, alone=bool(brackets))

    def _split_token(
        self, text: str, after: bool, kind: ColumnHeading, ask: Ask
    ) -> tuple[list[str], list[str]]:
        """Split a token into departments and people at the spaces between them."""
        text = text.strip()
        starts = [match.start() for match in re.finditer(r"\S+", text)]
        begins = self._names_people if kind is ColumnHeading.PERSON else self._ends_department
        at = next((at for at in starts if begins(text[:at], text[at:], after)), len(text))
        units, persons = text[:at].strip(), text[at:]
        if units and persons and not self.people.knows(compact(persons)):
            ask(f"“{text}”读作科室 {units}、责任人 {persons}，请核对。")
        return [units] if units else [], [persons] if persons else []

    def _names_people(self, before: str, rest: str, _: bool) -> bool:
        """Whether the rest of a token in a column of people names people."""
        first = rest.split(maxsplit=1)[0]
        if before or self.people.given(first):
            return True
        return not (self.departments.knows(first) or is_department_like(first)) or (
            self.people.knows(first) and not is_department_like(first)
        )

    def _ends_department(self, before: str, rest: str, after: bool) -> bool:
        """Whether a department ends here, and the rest of a token names people."""
        unit, name, pieces = compact(before), compact(rest), rest.split()
        if self._is_department(unit + name) or any(map(self._is_department, pieces)):
            return False
        known = self.people.knows(name) and not self.departments.given(name)
        short = len(name) > 1 and all(len(piece) <= 3 for piece in pieces)
        return known or (short and (after or self._is_department(unit)))

    def _are_people(self, text: str) -> bool:
        """Whether a text in brackets after a department names people."""
        names = [compact(name) for name in parts(text)]
        return all(
            self.people.knows(name) or (self.people.plain(name) and not self._is_department(name))
            for name in names
        )

    def _may_be_a_person(self, name: str) -> bool:
        """Whether a name in the place of a department may be a person's."""
        if not name or self._is_department(name) or placeholders.is_everybody(name):
            return False
        return self.people.knows(name) or (self.people.plain(name) and has_common_surname(name))

    def _is_department(self, name: str) -> bool:
        return self.departments.given(name) or (
            name.endswith(ENDS) and len(name) > 1 and not self.people.given(name)
        )


def paired(
    ask: Ask, lead: list[PartyDraft], support: list[PartyDraft], persons: list[PartyDraft]
) -> list[dict[str, str]]:
    """Return the pairs of a row: departments and people in their order, those named together first.

    If their numbers differ, asks about the pairs.
    """
    first = Role.LEAD if support else None
    units = [replace(party, role=party.role or first) for party in lead]
    units += [replace(party, role=party.role or Role.SUPPORT) for party in support]
    open_units = [party for party in units if not party.person]
    alone = [party for party in persons if not party.department]
    some = any(party.person for party in alone)
    joined = _with_named_people(open_units, [party for party in persons if party.department])
    # Leading departments first, since often only they have people.
    left = sorted(
        (unit for unit in joined if not unit.person), key=lambda unit: unit.role is Role.SUPPORT
    )
    matched = _matched(left, alone)
    every = [party for party in (*units, *joined) if party.person] + matched
    if len(matched) < len(every):
        order = {unit.department: at for at, unit in reversed(list(enumerate(units)))}
        every.sort(key=lambda party: order.get(party.department, len(units)))
    pairs = list(dict.fromkeys(party for party in every if party.department or party.person))
    if left and some and len(alone) < len(left) and _is_matching(left, alone):
        helpers = "、".join(party.department for party in left[len(alone) :] if party.department)
        ask(f"配合的 {helpers} 没有写责任人，只列科室；有的请补上。")
    elif len(left) > 1 and some and not _is_matching(left, alone):
        counts = f"{len(left)} 个科室、{len(alone)} 个责任人，配不成对"
        ask(f"{counts}；按 {'、'.join(map(str, pairs))} 导入，请核对。")
    if len(set(every)) < len(every):
        ask("有的科室和责任人写了两次，只导入一次。")
    return [party.record for party in pairs]


def _matched(units: list[PartyDraft], people: list[PartyDraft]) -> list[PartyDraft]:
    """Pair departments and people in order; a single department has all the people."""
    if len(units) == 1 and people:
        units = units * len(people)
    return [
        PartyDraft(unit.department, person.person, person.role or unit.role)
        for unit, person in zip_longest(units, people, fillvalue=PartyDraft())
    ]


def _is_matching(units: list[PartyDraft], people: list[PartyDraft]) -> bool:
    """Whether there is one person for each department, or for each leading one."""
    leading = [party for party in units if party.role is not Role.SUPPORT]
    return len(people) in (len(units), len(leading))


def _with_named_people(units: list[PartyDraft], persons: list[PartyDraft]) -> list[PartyDraft]:
    """Replace departments by the pairs with people who are named with their department."""
    named = {unit.department for unit in units}
    parties: list[PartyDraft] = []
    for unit in units:
        own = [party for party in persons if party.department == unit.department]
        parties += [replace(party, role=party.role or unit.role) for party in own] or [unit]
    return [*parties, *(party for party in persons if party.department not in named)]


def _labelled(
    text: str, heading: ColumnHeading
) -> Iterator[tuple[Role | None, ColumnHeading, str]]:
    """Yield the parts of a cell with role and kind by their labels: 牵头：…；配合：…."""
    role, kind, start = None, heading, 0
    for match in _LABEL.finditer(text):
        yield role, kind, text[start : match.start()]
        # Departments after a label without a role have none: 牵头科室：甲；责任科室：乙.
        plain = None if match["kind"] in _UNITS else role
        role = _ROLES[match["role"]] if match["role"] else plain
        kind = ColumnHeading.PERSON if match["kind"] in _PEOPLE else heading
        start = match.end()
    yield role, kind, text[start:]


def _without_brackets(text: str) -> tuple[str, Role | None]:
    """Return a text without brackets, and the role in them."""
    roles = [role for bracket in _BRACKET.findall(text) if (role := _role(bracket))]
    return _BRACKET.sub("", text).strip(), roles[0] if roles else None


def _is_title(bracket: str) -> bool:
    """Whether a text in brackets is a title or a role, not a mark between people of one name."""
    text = compact(bracket)
    return text.endswith(_TITLES) or is_title(text) or _role(bracket) is not None


def _role(bracket: str) -> Role | None:
    """Return the role in a text in brackets, if any."""
    match = _ROLE.fullmatch(compact(bracket))
    return _ROLES[match["role"]] if match else None


def _without_units(text: str, ask: Ask) -> str:
    """Return a text without departments and colons before names: leaders have no department."""

    def cut(match: re.Match[str]) -> str:
        ask(f"“{match[1]}”没有导入，请核对。")
        return ""

    return _UNIT.sub(cut, text)


def _with_shared_roles(text: str) -> str:
    """Return a text with a role after each name of a list that ends with it: 甲、乙牵头."""
    return _SEGMENT.sub(lambda match: _shared(match[0]), text)


def _shared(segment: str) -> str:
    role = _ROLE_OF_LIST.search(segment)
    names = _ENUMERATION.split(segment[: role.start()]) if role else []
    if role is None or len(names) < 2 or not names[-1].strip():
        return segment
    own = [at for at, name in enumerate(names) if _ANY_ROLE.search(name)]
    first = own[-1] + 1 if own else 0
    given = (f"{name.strip()}（{role[1]}）" for name in names[first:])
    return "、".join([*names[:first], *given])


def _ask_about_roles(parties: Sequence[PartyDraft], ask: Ask) -> None:
    """Ask about departments without a role beside others that have one."""
    plain = [party.department for party in parties if party.department and not party.role]
    if plain and any(party.role for party in parties if party.department):
        ask(f"{'、'.join(plain)} 没有写是牵头还是配合，不带角色导入；有的请在原表里写明再导入。")


def _without(text: str, brackets: Sequence[str]) -> str:
    """Return a text without these brackets."""
    return _BRACKET.sub(lambda match: " " if match[1].strip() in brackets else match[0], text)


def _ask_about_brackets(brackets: Iterable[str], ask: Ask) -> None:
    for bracket in brackets:
        ask(f"括号里的“{bracket}”没有导入，请核对。")


def _discard(_: str) -> None:
    """Discard a question: names are only being learnt."""
