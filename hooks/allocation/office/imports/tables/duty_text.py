"""Roles, labels and brackets in the text of a cell that names departments and people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from allocation.base.enums import Role
from allocation.base.slugs import compact
from allocation.office.imports.tables import job_titles
from allocation.office.imports.tables.heading_words import ColumnHeading

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
OUTSIDE = r"(?![^（(\[【]*[)）\]】])"
"""Lookahead: not within brackets."""
_TITLES = ("长", "主任", "书记", "主席", "委员", "干事", "组员", "调研员", "科员")
_MARK = r"(?:[0-9]{1,2}[.、．]|[（(][0-9]{1,2}[)）])"
_ANY_ROLE = re.compile("|".join(_ROLES))
_TOGETHER = "(?:共同|联合|分别)?"
_SEGMENT = re.compile(r"[^；;，,\n：:]++(?![：:])")
_ROLE_OF_LIST = re.compile(rf"{_TOGETHER}({_ANY_ROLE.pattern})\s*$")
_ENUMERATION = re.compile(rf"、{OUTSIDE}")
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


def rewritten(text: str) -> str:
    """Return a text with separators, brackets and labels as the parser expects them."""
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    return text


def labelled(text: str, heading: ColumnHeading) -> Iterator[tuple[Role | None, ColumnHeading, str]]:
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


def with_shared_roles(text: str) -> str:
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


def brackets(text: str) -> list[str]:
    """Return what stands in the brackets of a text."""
    return [inner.strip() for inner in _BRACKET.findall(text) if compact(inner)]


def without_brackets(text: str) -> tuple[str, Role | None]:
    """Return a text without brackets, and the role in them."""
    roles = [role for bracket in _BRACKET.findall(text) if (role := role_of(bracket))]
    return _BRACKET.sub("", text).strip(), roles[0] if roles else None


def without(text: str, brackets: Sequence[str]) -> str:
    """Return a text without these brackets."""
    return _BRACKET.sub(lambda match: " " if match[1].strip() in brackets else match[0], text)


def is_title(bracket: str) -> bool:
    """Whether a text in brackets is a title or a role, not a mark between people of one name."""
    text = compact(bracket)
    return text.endswith(_TITLES) or job_titles.is_title(text) or role_of(bracket) is not None


def role_of(bracket: str) -> Role | None:
    """Return the role in a text in brackets, if any."""
    match = _ROLE.fullmatch(compact(bracket))
    return _ROLES[match["role"]] if match else None
