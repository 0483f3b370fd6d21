"""The duties of a row: departments and people in its cells, and how they pair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from allocation.base.enums import Role
from allocation.base.slugs import compact
from allocation.office.imports.tables import duty_text, placeholders
from allocation.office.imports.tables.heading_words import ENDS, ColumnHeading
from allocation.office.imports.tables.job_titles import without_titles
from allocation.office.imports.tables.names import (
    Ask,
    Names,
    has_common_surname,
    is_department_like,
    parts,
)

_GROUPS = re.compile(rf"[;；\n]+{duty_text.OUTSIDE}")
_TOKENS = re.compile(rf"[、，,/\t]+{duty_text.OUTSIDE}")
_UNIT = re.compile(
    rf"(?:^|(?<=[、，,;；/\n\s]))([^、，,;；/\n\s：:]{{1,12}}(?:{'|'.join(ENDS)}))："
)
_UNIT_TITLE = re.compile(rf"(?:{'|'.join(ENDS)})[（(]?\s?副?(?:[科股处室局队部]长|主任|书记|主席)")
"""A title with its department before a name: 办公室主任 张三."""
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
        titles = list(filter(duty_text.is_title, duty_text.brackets(text)))
        _ask_about_brackets(titles, ask)
        plain = duty_text.without(text, titles)
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
        text = duty_text.with_shared_roles(_PHONE.sub(" ", text).strip().rstrip("。"))
        if heading is ColumnHeading.PERSON or _UNIT_TITLE.search(text):
            text = without_titles(text, ask, of_people=heading is ColumnHeading.PERSON)
        text = duty_text.rewritten(text)
        duties: list[_Duty] = []
        for role, kind, piece in duty_text.labelled(text, heading):
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
            unit, own = duty_text.without_brackets(left)
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
        brackets = duty_text.brackets(token)
        roles = [bracket for bracket in brackets if duty_text.role_of(bracket)]
        of_person = kind is ColumnHeading.PERSON
        fits = self._is_department if of_person else self._are_people
        named = [bracket for bracket in brackets if bracket not in roles and fits(compact(bracket))]
        left = [bracket for bracket in brackets if bracket not in (*roles, *named)]
        # Brackets that are no title distinguish people of the same name.
        idle = [bracket for bracket in left if duty_text.is_title(bracket) or not of_person]
        if placeholders.is_everybody(duty_text.without_brackets(token)[0]):
            # 各村（社区）
            idle = []
        _ask_about_brackets(idle, ask)
        plain = duty_text.without(token, [*roles, *named, *idle])
        units, persons = self._split_token(plain, after, kind, ask)
        (units if of_person else persons).extend(named)
        return _Duty(
            units, persons, duty_text.role_of(roles[0]) if roles else None, alone=bool(brackets)
        )

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


def _without_units(text: str, ask: Ask) -> str:
    """Return a text without departments and colons before names: leaders have no department."""

    def cut(match: re.Match[str]) -> str:
        ask(f"“{match[1]}”没有导入，请核对。")
        return ""

    return _UNIT.sub(cut, text)


def _ask_about_roles(parties: Sequence[PartyDraft], ask: Ask) -> None:
    """Ask about departments without a role beside others that have one."""
    plain = [party.department for party in parties if party.department and not party.role]
    if plain and any(party.role for party in parties if party.department):
        ask(f"{'、'.join(plain)} 没有写是牵头还是配合，不带角色导入；有的请在原表里写明再导入。")


def _ask_about_brackets(brackets: Iterable[str], ask: Ask) -> None:
    for bracket in brackets:
        ask(f"括号里的“{bracket}”没有导入，请核对。")


def _discard(_: str) -> None:
    """Discard a question: names are only being learnt."""
