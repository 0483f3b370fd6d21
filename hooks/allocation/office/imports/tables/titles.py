"""The lines above a table: number of the attachment, title, whose table it is, for which honor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_ATTACHMENT = re.compile(r"附件\s*[0-9一二三四五六七八九十]*\s*[:：]?")
_UNIT = re.compile(
    r"(?:填报|申报|创建|责任)?单位(?:名称)?(?:[（(]盖?公?章[)）])?[:：]\s*([^\s（(]+)(?:[（(]盖?公?章[)）])?"
)
_NOTICE = re.compile(r"(?:关于)?印发《(.+)》的通知")
_TITLE = re.compile(r"(?!.*[。；]).*(?:分工|分解|任务|测评|责任|考核).{0,12}")
_LEVEL = r"(?:全国|国家级|[省市县区州盟旗镇乡]级|自治[区州]级?|部级|厅级|行业|系统)"
_KINDS = (
    "单位|校园|学校|企业|机关|城市|城区|县城|村镇|乡镇|社区|行业|系统|窗口|班组|岗|号|"
    "家庭|街道|医院|景区|商场|市场|工地|镇|乡|村"
)
_MODEL = "(?:标兵|示范|先进|模范|诚信)?"
_WHAT = (
    rf"(?:(?:文明|卫生|平安|健康|绿色|无烟){_MODEL}(?:{_KINDS})(?:标兵)?"
    "|青年文明号|巾帼文明岗|工人先锋号|节约型机关)"
)
"""What an honor is of: 文明单位, and what is pursued with the same tables."""
_LIST = re.compile(r"(?!.*[。；]).*文明.*(?:表|清单|标准|细则|体系|目录|台账).{0,8}")
_HONOR = re.compile(rf"(?<=创)[建成]?(?P<named>[^创，。（）]{{0,12}}?{_WHAT})|{_LEVEL}?{_WHAT}")
_OF_PLACES = ("城市", "城区", "县城")
"""Honors that only a place has: others take part."""
_NAME = re.compile(r"[^0-9，。：；（）()“”《》、]{2,30}")
_BEFORE = re.compile(
    rf"^(?P<name>{_NAME.pattern}?)(?:创建|争创|迎接|申报|关于|开展|{_LEVEL}|文明|20[0-9]{{2}}|测评|[（(])"
)
_NO_UNIT = re.compile(
    rf"{_LEVEL}|创建|争创|(?:迎接|申报|关于).*|印发.*|.*(?:文明|测评|考[核评]|评[分价比选]|标准|细则|手册|体系|指标|"
    r"任务|分工|分解|责任|办法|通知|方案|年度|部分|样表|届|表)|附件.*|.*[类型]|各.*"
    rf"|.*文明(?:{_KINDS})"
)
_WHOLE_TITLE = re.compile(r".*(?:通知|方案|意见|办法|规划|[:：。；].*)")
"""A line that a title does not go on from."""
_PARTY = re.compile(r"(?<=..)(?:机关)?(?:党委|党组|党总支|党支部)$")
"""The party committee of a unit, which is named before what it asks of the unit."""
_PLACE = re.compile(r".*(?:自治[区州]|(?<!社)区|[省市县州盟旗])|首都")
"""A place, which issues rubrics and is no unit, unless its own honor is meant."""
NO_UNIT = "（请填单位全称）"
NO_HONOR = "（请填创建称号）"
_NO_TITLE = "内页资料分工"


@dataclass(frozen=True, slots=True)
class TitleLines:
    """What the lines above a table say; unit and honor are None if they don't say it for sure."""

    attachment: str
    title: str
    unit: str | None
    honor: str | None
    unread: tuple[str, ...]

    def questions(self, *, known: bool) -> Iterator[str]:
        """Yield questions about what is not said, or not read.

        :param known: whether the folder has settings, which say whose table it is.
        """
        if self.unit is None and not known:
            yield f"看不出是哪个单位的表；unit.yml 里的单位先写“{NO_UNIT}”，请填上。"
        if self.honor is None and not known:
            yield f"看不出创建什么称号；unit.yml 里的称号先写“{NO_HONOR}”，请填上。"
        if self.unread:
            quotes = "".join(f"“{line[:30]}”" for line in self.unread[:3])
            more = f"等 {len(self.unread)} 段" if len(self.unread) > len(self.unread[:3]) else ""
            yield f"表上面的{quotes}{more}没有导入；要留的请写进备注。"


def read(before: Sequence[str]) -> TitleLines:
    """Read the lines above a table: the title is the one nearest to it that looks like one."""
    # A title may be broken by hand; other lines of one paragraph say different things.
    whole = [(line.replace("\n", ""), line) for line in before]
    before = [joined if _TITLE.fullmatch(joined) else line for joined, line in whole]
    attachment = next((match[0] for line in before if (match := _ATTACHMENT.match(line))), "")
    lines = [rest for line in before if (rest := _ATTACHMENT.sub("", line, count=1).strip())]
    lines = [_NOTICE.sub(r"\1", line) for line in lines]
    titled = [at for at, line in enumerate(lines) if _TITLE.fullmatch(line)]
    titled = titled or [at for at, line in enumerate(lines) if _LIST.fullmatch(line)]
    at = max(titled, default=0)
    if _is_broken(lines, at):
        lines[at - 1 : at + 1] = ["".join(lines[at - 1 : at + 1])]
        at -= 1
    title = lines[at] if lines else _NO_TITLE
    above = lines[at - 1] if at else ""
    found = _HONOR.search(title)
    honor = (found["named"] or found[0]) if found else ""
    for_place = honor.endswith((*_OF_PLACES, "镇", "乡", "村"))
    match = _BEFORE.search(title)
    said = [named[1] for line in lines if (named := _UNIT.fullmatch(line))]
    names = (*said, _PARTY.sub("", match["name"]) if match else "", above)
    unit = next((name for name in names if _is_unit(name, for_place=for_place)), None)
    return TitleLines(
        attachment,
        title,
        unit,
        honor if honor and _is_pursued(honor, title, unit) else None,
        tuple(
            line
            for line in lines
            if line not in (title, above if unit == above else "")
            and not (_UNIT.fullmatch(line) and unit in said)
        ),
    )


def _is_broken(lines: Sequence[str], at: int) -> bool:
    """Whether a title begins in the line above, which has the honor."""
    return (
        at > 0
        and _HONOR.search(lines[at]) is None
        and _HONOR.search(lines[at - 1]) is not None
        and re.search("创建|争创|迎接", lines[at - 1]) is not None
        and _WHOLE_TITLE.fullmatch(lines[at - 1]) is None
    )


def _is_pursued(honor: str, title: str, unit: str | None) -> bool:
    """Whether an honor is that of the unit of a table, not one of those that a rubric is for."""
    if re.search("创建|争创", title):
        return True
    of_unit = not honor.endswith(_OF_PLACES)
    return unit is not None and (of_unit or _PLACE.fullmatch(unit) is not None)


def _is_unit(name: str, *, for_place: bool) -> bool:
    """Whether a text may be the name of a unit."""
    return (
        _NAME.fullmatch(name) is not None
        and _NO_UNIT.fullmatch(name) is None
        and (for_place or _PLACE.fullmatch(name) is None)
    )
