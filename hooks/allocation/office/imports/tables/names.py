"""Cells split into names, by what is known and by what stands alone elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from allocation.base.pinyin_tables import SURNAMES
from allocation.base.slugs import compact

Ask = Callable[[str], None]
_BETWEEN = re.compile(r"[、，,;；/\n\t]+")
ENDS = tuple(
    "科 室 处 部 会 局 股 队 组 院 站 所 办 委 团 校 馆 中心 街道 社区".split()  # noqa: SIM905
)
"""What the name of a department ends with."""
_COMMON = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴"
    "夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟"
    "安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄"
)
"""Surnames of one character that most people have."""
_TOGETHER = re.compile(
    rf"(?!.?.?各|有关|相关|其他).+[科室股](?![技教研学内]).*(?:{'|'.join(ENDS)})"
)
"""What may be two departments without anything between them."""
_BODY = re.compile(r".+(?:[科室处股办局部]|中心|委员会)")
"""A name that is a department's, unless somebody is called so: 王立科."""
_UNLIKE = {
    "人": re.compile(
        rf"{_BODY.pattern}|.+(?:等|主任|书记|主席|老师|经理|[校局科处院所站股队部会市县镇乡村]长)"
    ),
    "科室": _TOGETHER,
}
"""What is short enough for a name, and yet looks like none."""
_LONGEST = {"人": 3, "科室": 6}
"""What is longer does not look like one name."""
_MANY = 12
"""Nobody guesses the names in a longer text."""


class Names:
    """The people, or the departments, of a table: those that are known, and those it uses."""

    def __init__(self, what: str, given: Iterable[str]) -> None:
        self._what = what
        self._given = set(given)
        self._known = set(self._given)
        self.used: list[str] = []

    def learn(self, text: str) -> None:
        """Take note of names that stand alone, so that they are known where they don't."""
        self._known |= {token for token in self._tokens(text) if self.plain(token)}

    def knows(self, name: str) -> bool:
        """Whether a name is in the data, or stands alone somewhere in the table."""
        return name in self._known

    def given(self, name: str) -> bool:
        """Whether a name is in the data."""
        return name in self._given

    def plain(self, token: str) -> bool:
        """Whether a token by itself looks like one name."""
        return 2 <= len(token) <= _LONGEST[self._what]

    def split(self, text: str, ask: Ask) -> list[str]:
        """Return the names in a text, in their order."""
        found = [name for token in self._tokens(text) for name in self._names(token, ask)]
        for name in found:
            if name not in self.used:
                self.used.append(name)
                if self._given and name not in self._given:
                    ask(f"新的{self._what}“{name}”，已经加上；写错了请改。")
        return found

    def _tokens(self, text: str) -> list[str]:
        """Return what separators part; a name may be padded with spaces: 朱 亮."""
        tokens: list[str] = []
        for part in parts(text):
            if compact(part) in self._given:
                tokens.append(compact(part))
            else:
                tokens += self._unpadded(part)
        return tokens

    def _unpadded(self, part: str) -> Iterator[str]:
        """Yield names without the spaces that pad them to the width of others."""
        pieces = part.split()
        while pieces:
            token = pieces.pop(0)
            if len(token) == 1:
                while pieces and len(pieces[0]) == 1:
                    token += pieces.pop(0)
            elif pieces and len(pieces[0]) == 1 and self._is_cut(token, pieces):
                token += pieces.pop(0)
            yield from self._spaced(token, part) if len(token) > _LONGEST["人"] else [token]

    def _is_cut(self, token: str, pieces: list[str]) -> bool:
        """Whether a name lost its last character to a space: 欧阳 修, 银保 科."""
        alone = len(pieces) == 1 or len(pieces[1]) > 1
        usual = token in SURNAMES if self._what == "人" else pieces[0] in ENDS
        return alone and (usual or self.knows(token + pieces[0]))

    def _spaced(self, token: str, part: str) -> list[str]:
        """Return the names in a run of characters, parted where the gaps are widest."""
        wide = max(map(len, re.findall(r"\s+", part)), default=0)
        found = [compact(each) for each in re.split(rf"\s{{{wide}}}", part)] if wide > 1 else []
        sure = "".join(found) == token and all(map(self.plain, found))
        return found if sure else [token]

    def _names(self, token: str, ask: Ask) -> list[str]:
        if token in self._given:
            return [token]
        found = self._several(token)
        if found:
            ask(f"“{token}”是连写的，拆成 {'、'.join(found)}，请核对。")
            return found
        return _ODD[self._what](token, ask) if self._is_odd(token) else [token]

    def _is_odd(self, token: str) -> bool:
        unlike = _UNLIKE[self._what].fullmatch(token)
        return not self.plain(token) or (token not in self.used and unlike is not None)

    def _several(self, token: str) -> list[str]:
        """Return two or more known names that make up the token."""
        for end in range(len(token) - 1, 1, -1):
            first, rest = token[:end], token[end:]
            if first in self._known - {token}:
                further = [rest] if rest in self._known - {token} else self._several(rest)
                if further:
                    return [first, *further]
        return []


def _odd_person(token: str, ask: Ask) -> list[str]:
    guesses = list(_guessed(token)) if _LONGEST["人"] < len(token) <= _MANY else []
    if len(guesses) == 1:
        ask(f"“{token}”像是几个人连着写的，猜成 {'、'.join(guesses[0])} 导入，请核对。")
        return guesses[0]
    if guesses:
        said = " 或 ".join("、".join(each) for each in guesses)
        ask(f"“{token}”像是几个人连着写的，可能是 {said}；先当一个人导入，请分开。")
    else:
        ask(f"“{token}”不像一个人的姓名，照样导入，请核对。")
    return [token]


def _odd_department(token: str, ask: Ask) -> list[str]:
    like = "像是几个科室连着写的" if _TOGETHER.fullmatch(token) else "不像一个名称"
    ask(f"“{token}”{like}，照样导入，请核对。")
    return [token]


_ODD = {"人": _odd_person, "科室": _odd_department}


def _guessed(token: str) -> Iterator[list[str]]:
    """Yield each way to part a text into names of two or three characters, by common surnames."""
    if token[:2] in SURNAMES:
        return
    for end in (2, 3):
        if token[:1] in _COMMON and len(token) >= end + 2:
            yield from ([token[:end], *rest] for rest in _guessed(token[end:]))
    if token[:1] in _COMMON and len(token) in {2, 3}:
        yield [token]


def is_body(text: str) -> bool:
    """Whether a text is called as departments are, and as nobody is."""
    return _BODY.fullmatch(text) is not None and (text[0] not in _COMMON or len(text) > 3)


def parts(text: str) -> list[str]:
    """Return what commas, semicolons, slashes and line ends part."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]
