"""Words in place of a name: the same as above, nobody yet, everybody."""

from __future__ import annotations

import re

from allocation.base.slugs import compact

_DITTO = re.compile(
    r"[（(]?(?:同上(?:[栏行列格]|一[栏行格])?|同前)[)）]?|[〃″”“＂々]|[\"']{1,2}|''|,,|〞"
)
_DASH = re.compile(r"[-—–―－─_＿/／\\╱×*＊]+")
_NOTHING = re.compile(r"无|没有|无人|不涉及|N/?A", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:暂时?)?(?:待[定补填聘明]|待(?:确定|明确|安排|落实|补充|补录|配备|任命|到岗)|未定|未明确|未确定|"
    r"(?:尚未|还没有?|未)落实|待落实|空缺|暂缺|缺(?:位|编|额|员)?|空岗|空|暂空|暂无|暂未(?:定|确定|明确|安排|配备))(?:人员?|中)?"
)
_EVERYBODY = re.compile(
    r"(?:全体|全员|所有|各(?!界)|有关|相关|其[他它余]|(?:局|委|厅|院|校|机关|全局|全院|全校|本)(?:属|直)?(?:各|全体|所有)).*|"
    r"全[局院校委厅馆站所系]?(?:干部|职工|员工|人员|党员|同志|教职工|上下)+|大家|人人"
)
_BRACKET = re.compile(r"[（）()【】\[\]]")


def is_ditto(text: str) -> bool:
    """Whether a cell says that it repeats the one above: 同上, 〃."""
    return _DITTO.fullmatch(compact(text)) is not None


def is_dash(text: str) -> bool:
    """Whether a cell says in one word or stroke that there is nobody: 无, —, /."""
    plain = _BRACKET.sub("", compact(text))
    return _DASH.fullmatch(plain) is not None or _NOTHING.fullmatch(plain) is not None


def is_nobody(text: str) -> bool:
    """Whether a text stands for a name that is still to come: 待定, 空缺, 无."""
    pieces = [piece for piece in _BRACKET.split(compact(text)) if piece]
    return bool(pieces) and all(is_dash(each) or _NOBODY.fullmatch(each) for each in pieces)


def is_everybody(text: str) -> bool:
    """Whether a text means people or departments without naming them: 全体人员, 各科室."""
    return _EVERYBODY.fullmatch(compact(text)) is not None


def is_no_name(text: str) -> bool:
    """Whether a text stands in place of a name."""
    return is_ditto(text) or is_nobody(text) or is_everybody(text)
