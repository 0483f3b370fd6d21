"""The lines above a table: number of the attachment, title, whose table it is, for which honor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_ATTACHMENT = re.compile(r"附件\s*[0-9一二三四五六七八九十]*\s*[:：]?")
_UNIT = re.compile(r"(?:填报|申报|创建|责任)?单位(?:名称)?[:：]\s*(\S+)")
_NOTICE = re.compile(r"(?:关于)?印发《(.+)》的通知")
_TITLE = re.compile(r"(?!.*[。；]).*(?:分工|分解|任务|测评|责任|考核).{0,12}")
_LEVEL = r"(?:全国|国家级|[省市县区州盟旗镇乡]级|自治[区州]级?|部级|厅级|行业|系统)"
_KINDS = "单位|校园|城市|城区|县城|村镇|社区|行业|窗口|家庭|镇|乡|村"
_LIST = re.compile(r"(?!.*[。；]).*文明.*(?:表|清单|标准|细则|体系|目录|台账).{0,8}")
_HONOR = re.compile(
    rf"(?<=创)[建成]?(?P<named>[^创，。（）]{{0,12}}?文明(?:{_KINDS}))|{_LEVEL}?文明(?:{_KINDS})"
)
_NAME = re.compile(r"[^0-9，。：；（）()“”《》、]{2,30}")
_BEFORE = re.compile(
    rf"^(?P<name>{_NAME.pattern}?)(?:创建|争创|关于|开展|{_LEVEL}|文明|20[0-9]{{2}}|测评|[（(])"
)
_NO_UNIT = re.compile(
    rf"{_LEVEL}|创建|争创|关于.*|印发.*|.*(?:文明|测评|考[核评]|评[分价比选]|标准|细则|手册|体系|指标|"
    r"任务|分工|分解|责任|办法|通知|方案|年度|部分|样表|届|表)|附件.*|.*[类型]|各.*"
    rf"|.*文明(?:{_KINDS})"
)
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
    title = lines[at] if lines else _NO_TITLE
    above = lines[at - 1] if at else ""
    found = _HONOR.search(title)
    honor = (found["named"] or found[0]) if found else ""
    for_place = honor.endswith(("城市", "城区", "县城", "镇", "乡", "村"))
    match = _BEFORE.search(title)
    said = [named[1] for line in lines if (named := _UNIT.fullmatch(line))]
    names = (*said, match["name"] if match else "", above)
    unit = next((name for name in names if _is_unit(name, for_place=for_place)), None)
    pursued = unit is not None or re.search("创建|争创", title) is not None
    return TitleLines(
        attachment,
        title,
        unit,
        honor if honor and pursued else None,
        tuple(
            line
            for line in lines
            if line not in (title, above if unit == above else "")
            and not (_UNIT.fullmatch(line) and unit in said)
        ),
    )


def _is_unit(name: str, *, for_place: bool) -> bool:
    """Whether a text may be the name of a unit."""
    return (
        _NAME.fullmatch(name) is not None
        and _NO_UNIT.fullmatch(name) is None
        and (for_place or _PLACE.fullmatch(name) is None)
    )
