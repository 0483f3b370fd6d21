"""Splits cells into names, by known names and by those that stand alone elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from allocation.base.pinyin_tables import SURNAMES
from allocation.base.slugs import compact
from allocation.office.imports.tables import placeholders
from allocation.office.imports.tables.heading_words import ENDS

Ask = Callable[[str], None]
_BETWEEN = re.compile(r"[、，,;；/\n\t]+")
_COMMON = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴"
    "夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟"
    "安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄"
)
"""The most common surnames of one character."""
_RARER = frozenset(
    "褚卫华戚喻柏窦云奚郎昌凤花酆鲍廉岑滕邬乐皮卞元穆湛禹狄米贝臧伏谈茅屈项阮蓝闵席麻强娄危刁骆霍虞柯昝经房裘缪解应宗宣贲郁单杭包诸吉"
    "钮嵇滑裴荣翁荀羊惠曲封芮羿储汲邴糜松井富巫乌巴弓牧隗山车宓蓬郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖符景束幸韶郜蓟薄印宿怀蒲邰从鄂索咸籍"
    "卓蔺屠蒙池阴胥苍闻莘贡劳逄姬扶堵冉宰郦雍却璩桑桂濮寿边扈燕冀郏浦尚农别晏柴瞿充慕连茹习宦艾鱼容古慎戈庾终暨居衡步满弘匡寇广禄阙东"
    "殳沃蔚夔隆师巩厍晁勾敖融冷訾阚那简饶毋沙乜养鞠须丰巢蒯查荆红游竺权逯盖益桓仝佘帅缑亢况琴晋楚闫肖付代覃冼卯苟苑尉战初佟阳南铁迟仉"
    "商佴邸计成明平揭银冶鹿旷郄赫官雒谌隋楼邝原揣鄢奉由"
)
"""Further surnames of one character, of those that are no words of offices."""
_TOGETHER = re.compile(
    rf"(?!.?.?各|有关|相关|其他).+[科室股](?![技教研学内]).*(?:{'|'.join(ENDS)})"
)
"""Maybe two departments without a separator."""
_DEPARTMENT = re.compile(r".+(?:[科室处股办局部]|中心|委员会)")
"""Like the name of a department; though a person may be called 王立科."""
_TITLED = re.compile(
    r".+(?:等|主任|书记|主席|老师|经理|主管|[校局科处院所站股队部会市县镇乡村园庭行班组馆]长|副[局校院处科县镇乡])"
)
_UNLIKE_PERSON = re.compile(rf"{_DEPARTMENT.pattern}|{_TITLED.pattern}")
"""Texts that are short enough for one name of a person and do not look like one."""
_LONGEST = {"人": 3, "科室": 6}
"""Most characters of one name."""
_LONGEST_DEPARTMENT = 16
_DOT = re.compile(r"(?<=[㐀-鿿])\s*[·•‧∙⋅・･]\s*(?=[㐀-鿿])")
"""The dot in names such as 阿依古丽·买买提, in any spelling."""
_HAN = re.compile("[㐀-鿿]+")
_UNITS = ("工会", "团委", "妇联", "团支部", "党支部")
"""Departments that everybody has, often written together."""
_LONGEST_GUESSED = 12
"""Most characters of a text whose names are guessed."""


class Names:
    """The people, or the departments: the known ones, and those that the table uses."""

    def __init__(self, what: str, given: Iterable[str]) -> None:
        self._what = what
        self._given = set(given)
        self._known = {*self._given, *(_UNITS if what == "科室" else ())}
        self._times: Counter[str] = Counter()
        self.used: list[str] = []

    def learn(self, text: str) -> None:
        """Add names that stand alone to the known ones."""
        names = [token for token in self._tokens(text) if not placeholders.is_no_name(token)]
        self._times.update(names)
        self._known |= set(filter(self.plain, names))

    def knows(self, name: str) -> bool:
        """Whether a name is in the data, or stands alone somewhere in the table."""
        return name in self._known

    def given(self, name: str) -> bool:
        """Whether a name is in the data."""
        return name in self._given

    def plain(self, token: str) -> bool:
        """Whether a token has the length of one name."""
        return 2 <= len(token) <= _LONGEST[self._what]

    def split(self, text: str, ask: Ask) -> list[str]:
        """Return the names in a text, in their order."""
        return [name for name in self.places(text, ask) if name]

    def places(self, text: str, ask: Ask, *, sure: bool = False) -> list[str]:
        """Return the names in a text as ``split`` does; empty where a word stands for a name.

        :param sure: whether something beside the text says that it holds names.
        """
        names = [name for token in self._tokens(text) for name in self._names(token, ask, sure)]
        for name in names:
            if name and name not in self.used:
                self.used.append(name)
                if like := self._alike(name):
                    text = f"“{name}”和已有的“{like}”只差一个字，当作新的{self._what}加上了"
                    ask(f"{text}；是同一个请改成“{like}”。")
        return names

    def new(self) -> list[str]:
        """Return the names that the data does not have, if it has any."""
        return [name for name in self.used if self._given and name not in self._given]

    def _alike(self, name: str) -> str:
        """Return the name of the data that differs in one character from a new one, if any."""
        others = (each for each in self._given if len(each) == len(name) > 2)
        alike = (each for each in others if sum(map(str.__ne__, each, name)) == 1)
        return "" if name in self._given else min(alike, default="")

    def not_named(self, text: str) -> str:
        """Return the question about a text that stands for a name: everybody, or the same."""
        if placeholders.is_everybody(text):
            return (
                f"“{text}”不是具体的{self._what}，没有导入；"
                f"请在原表里写出具体的{self._what}再导入，或者写进备注。"
            )
        return f"“{text}”看不出同的是哪一个{self._what}，没有导入；请在原表里写出名称再导入。"

    def _tokens(self, text: str) -> list[str]:
        """Return the texts between separators; a name may be padded with spaces: 朱 亮."""
        tokens: list[str] = []
        for part in parts(_DOT.sub("·", text)):
            if compact(part) in self._given:
                tokens.append(compact(part))
            else:
                tokens += self._unpadded(part)
        return tokens

    def _unpadded(self, part: str) -> Iterator[str]:
        """Yield names without padding to the width of others."""
        pieces = part.split()
        while pieces:
            token = pieces.pop(0)
            if len(token) == 1:
                while pieces and len(pieces[0]) == 1:
                    token += pieces.pop(0)
            elif pieces and len(pieces[0]) == 1 and self._is_cut(token, pieces):
                token += pieces.pop(0)
            yield from self._split_at_gaps(token, part) if len(token) > _LONGEST["人"] else [token]

    def _is_cut(self, token: str, pieces: list[str]) -> bool:
        """Whether a space cuts off the last character of a name: 欧阳 修, 银保 科."""
        alone = len(pieces) == 1 or len(pieces[1]) > 1
        usual = token in SURNAMES if self._what == "人" else pieces[0] in ENDS
        return alone and (usual or self.knows(token + pieces[0]))

    def _split_at_gaps(self, token: str, part: str) -> list[str]:
        """Return the names in a padded text, split at the widest gaps."""
        wide = max(map(len, re.findall(r"\s+", part)), default=0)
        names = [compact(name) for name in re.split(rf"\s{{{wide}}}", part)] if wide > 1 else []
        sure = "".join(names) == token and all(map(self.plain, names))
        return names if sure else [token]

    def _names(self, token: str, ask: Ask, sure: bool) -> list[str]:
        if token in self._given:
            return [token]
        if placeholders.is_everybody(token) and self._what == "科室":
            ask(f"“{token}”不是具体的科室，照样当科室导入；请在原表里写出具体的科室再导入。")
            return [token]
        if placeholders.is_no_name(token):
            if not placeholders.is_nobody(token):
                ask(self.not_named(token))
            return [""]
        names = self._known_names(token)
        if names:
            ask(f"“{token}”是连写的，拆成 {'、'.join(names)}，请核对。")
            return names
        return _ODD[self._what](token, ask) if self._is_odd(token, sure) else [token]

    def _is_odd(self, token: str, sure: bool) -> bool:
        if self._what == "科室":
            alone = _HAN.fullmatch(token) and 1 < len(token) <= _LONGEST_DEPARTMENT
            return not alone or (token not in self.used and _TOGETHER.fullmatch(token) is not None)
        if _has_rare_form(token):
            return False
        if sure or self._times[token] > 1:
            # Four characters that are not two names, or 王立科.
            whole = len(token) == 4 and _HAN.fullmatch(token) and not any(_guesses(token))
            named = len(token) == 3 and not is_department_like(token) and sure
            if (whole or named) and not _TITLED.fullmatch(token):
                return False
        unlike = _UNLIKE_PERSON.fullmatch(token)
        return not self.plain(token) or (token not in self.used and unlike is not None)

    def _known_names(self, token: str) -> list[str]:
        """Return the known names, two or more, that the token consists of."""
        for end in range(len(token) - 1, 1, -1):
            first, rest = token[:end], token[end:]
            if first in self._known - {token}:
                further = [rest] if rest in self._known - {token} else self._known_names(rest)
                if further:
                    return [first, *further]
        return []


def _odd_person(token: str, ask: Ask) -> list[str]:
    guesses = list(_guesses(token)) if _LONGEST["人"] < len(token) <= _LONGEST_GUESSED else []
    if len(guesses) == 1:
        ask(f"“{token}”像是几个人连着写的，猜成 {'、'.join(guesses[0])} 导入，请核对。")
        return guesses[0]
    if guesses:
        choices = " 或 ".join("、".join(guess) for guess in guesses)
        ask(f"“{token}”像是几个人连着写的，可能是 {choices}；先当一个人导入，请分开。")
    else:
        ask(f"“{token}”不像一个人的姓名，照样导入，请核对。")
    return [token]


def _odd_department(token: str, ask: Ask) -> list[str]:
    like = "像是几个科室连着写的" if _TOGETHER.fullmatch(token) else "不像一个名称"
    ask(f"“{token}”{like}，照样导入，请核对。")
    return [token]


_ODD = {"人": _odd_person, "科室": _odd_department}


def _has_rare_form(token: str) -> bool:
    """Whether a text is the name of a person with a dot, or with a surname of two characters."""
    pieces = token.split("·")
    if len(pieces) > 1:
        return all(map(_HAN.fullmatch, pieces)) and not any(_guesses(token))
    return token[:2] in SURNAMES and 3 <= len(token) <= 4 and _TITLED.fullmatch(token) is None


def _guesses(token: str) -> Iterator[list[str]]:
    """Yield all splits of a text into names of two or three characters, by common surnames."""
    if "·" in token:
        pieces = token.split("·")
        if all(len(piece) in {2, 3} and piece[0] in _COMMON for piece in pieces):
            yield pieces
        return
    if token[:2] in SURNAMES:
        return
    for end in (2, 3):
        if token[:1] in _COMMON and len(token) >= end + 2:
            yield from ([token[:end], *rest] for rest in _guesses(token[end:]))
    if token[:1] in _COMMON and len(token) in {2, 3}:
        yield [token]


def is_department_like(text: str) -> bool:
    """Whether a text is like the name of a department, and not of a person."""
    return _DEPARTMENT.fullmatch(text) is not None and (text[0] not in _COMMON or len(text) > 3)


def has_common_surname(text: str) -> bool:
    """Whether a text begins with a common surname, or one of two characters."""
    return text[:1] in _COMMON or text[:2] in SURNAMES


def has_surname(text: str) -> bool:
    """Whether a text begins with a surname, common or not."""
    return has_common_surname(text) or text[:1] in _RARER


def parts(text: str) -> list[str]:
    """Return the texts between commas, semicolons, slashes and line ends."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]
