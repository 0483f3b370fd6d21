"""Job titles beside names, which are no part of them: 局长 刘建国, 办公室主任：李四."""

from __future__ import annotations

import re

from allocation.office.imports.tables.names import ENDS, Ask, has_common_surname

_POST = (
    r"(?:党组|党委|党总支|党支部|总支|支部|纪委|纪检监察|纪检|机关|分管|常务|执行|第一|专职|行政|项目|车间|"
    r"值班){0,3}副?"
    r"(?:[局科处院所站股队部会校馆园厅县区市镇乡组室台社庭行班段]长|护士长|主任科员|主任|书记|主席|总经理|"
    r"经理|主管|调研员|巡视员|秘书长|理事长|董事长|总工程师|总会计师|委员|组员|成员|干事|科员|专员|专干|助理)"
)
_POSTS = rf"{_POST}(?:[ \u3000]?[、兼和]?[ \u3000]?{_POST}){{0,4}}"
_START = r"(?P<start>^|[、，,;；/\n：:（(]\s{0,9}|\s{1,9})"
_END = r"(?=$|[、，,;；/\n\s（()）])"
_NAME = r"(?=[㐀-鿿])"
_AFTER = re.compile(rf"{_START}(?P<name>[㐀-鿿]{{2,3}}?)\s*(?P<title>{_POSTS}){_END}")
_UNIT = r"(?P<unit>[^、，,;；/\n\s：:（()）]{0,12}?)"
_BEFORE = re.compile(rf"{_START}{_UNIT}(?P<title>{_POSTS})(?:\s*[:：]\s*|\s+){_NAME}")
_BRACKETED = re.compile(rf"{_START}{_UNIT}(?P<title>{_POSTS})[（(](?P<name>[㐀-鿿]{{2,4}})[)）]")
_GLUED = re.compile(rf"{_START}{_UNIT}(?P<title>{_POSTS})(?P<name>[㐀-鿿]{{2,3}}){_END}")
_ALONE = re.compile(rf"{_START}(?P<title>{_POSTS})(?:[、，,;；/\n\s]+|$)")


def without_titles(text: str, ask: Ask) -> str:
    """Return a text with names of people without job titles; the unit of a title stays before them.

    Asks about each title that is left out.
    """

    def cut(match: re.Match[str]) -> str:
        kept = _kept(match.groupdict())
        if kept is None:
            return match[0]
        ask(f"职务“{match['title']}”没有导入，请核对。")
        return f"{match['start']}{kept}"

    for pattern in (_AFTER, _BEFORE, _BRACKETED, _GLUED, _ALONE):
        text = pattern.sub(cut, text)
    return text


def _kept(found: dict[str, str]) -> str | None:
    """Return the name beside a title, or the unit before it; None if it is no title."""
    name, unit = found.get("name", ""), found.get("unit", "")
    if name and not (has_common_surname(name) and not name.endswith(ENDS)):
        return None
    if unit and not unit.endswith(ENDS):
        return None
    return f"{unit}：{name}" if unit else name
