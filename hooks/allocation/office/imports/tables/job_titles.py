"""Job titles beside names, which are no part of them: 局长 刘建国, 办公室主任：李四."""

from __future__ import annotations

import re

from allocation.office.imports.tables.heading_words import ENDS
from allocation.office.imports.tables.names import Ask, has_common_surname, has_surname

_POST = (
    r"(?:党组|党委|党总支|党支部|团支部|总支|支部|纪委|纪检监察|纪检|机关|分管|常务|执行|第一|专职|行政|项目|车间|"
    r"值班|首席|高级|少先队|大队|中队|年级|德育|教导|教务|总务){0,3}副?"
    r"(?:[局科处院所站股队部会校馆园厅县区市镇乡村组室台社庭行班段厂店格]长|护士长|主任科员|妇女主任|主任|书记|支书|主席|总经理|"
    r"经理|主管|调研员|巡视员|秘书长|理事长|董事长|总工程师|总会计师|工程师|会计师?|出纳|代表|政委|指导员|教导员|"
    r"辅导员|网格员|安全员|联络员|管理员|协管员|督导员|委员|组员|成员|干事|科员|专员|专干|助理)"
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
_COMMITTEE = re.compile(r"村|团|.{0,4}[村居]民?委员?会|妇联|妇代会|治保会")
"""What stands before the title of somebody whom a village elects, and is no department."""
_LONGEST_POST = 4
"""Most characters before a usual title that are part of it: 保洁员队长."""
_ALONE = re.compile(rf"{_START}(?P<title>{_POSTS})(?:[、，,;；/\n\s]+|$)")


def without_titles(text: str, ask: Ask, *, of_people: bool = True) -> str:
    """Return a text with names of people without job titles; the unit of a title stays before them.

    Asks about each title that is left out.

    :param of_people: whether the text is where people are named, and 村委会主任 is all a title.
    """

    def cut(match: re.Match[str]) -> str:
        found = match.groupdict()
        if match.re is _AFTER and len(found["name"]) < 3 and not has_common_surname(found["name"]):
            # 项目经理 is a post, though 项 is a surname, too.
            return match[0]
        kept = _kept(found, of_people=of_people)
        if kept is None:
            return match[0]
        unit, name = kept
        before = "" if unit else found.get("unit", "")
        ask(f"职务“{before}{match['title']}”没有导入，请核对。")
        return f"{match['start']}{unit}：{name}" if unit else f"{match['start']}{name}"

    for pattern in (_AFTER, _BEFORE, _BRACKETED, _GLUED, _ALONE):
        text = pattern.sub(cut, text)
    return text


def is_title(text: str) -> bool:
    """Whether a text is nothing but job titles."""
    return re.fullmatch(_POSTS, text) is not None


def _kept(found: dict[str, str], *, of_people: bool) -> tuple[str, str] | None:
    """Return the department before a title and the name beside it; None if it is no title."""
    name, unit = found.get("name", ""), found.get("unit", "")
    if name and not (has_surname(name) and not name.endswith(ENDS)):
        return None
    if unit.endswith(ENDS) and not (of_people and _COMMITTEE.fullmatch(unit)):
        return unit, name
    # A name before a title is another person: 张三队长李四.
    other = len(unit) > _LONGEST_POST or (1 < len(unit) < 4 and has_surname(unit))
    return None if other else ("", name)
