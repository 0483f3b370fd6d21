"""The kinds of columns of an allocation table, by the words in their headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from allocation.base.slugs import compact
from allocation.office.imports.tables.grid import column_number, letter

Cells = Sequence[str | None]


class ColumnHeading(Enum):
    """The kind of a column."""

    LEVEL = "项目"
    CLAUSE = "条款"
    LEADER = "分管领导"
    DEPARTMENT = "责任科室"
    SUPPORT = "配合科室"
    PERSON = "责任人"
    SCORE = "分值"
    METHOD = "测评方法"
    DEADLINE = "完成时限"
    REMARK = "备注"


DUTIES = (ColumnHeading.DEPARTMENT, ColumnHeading.SUPPORT, ColumnHeading.PERSON)
_WORDS: dict[ColumnHeading, str] = {
    ColumnHeading.LEADER: "分管领导 责任领导 牵头领导 分管负责人 挂钩领导 领导",
    ColumnHeading.SUPPORT: "配合单位 配合科室 配合部门 协办单位 协办科室 配合",
    ColumnHeading.DEPARTMENT: (
        "责任科室 责任单位 责任部门 牵头单位 牵头科室 牵头部门 承办单位 责任分工 牵头 科室 部门"
    ),
    ColumnHeading.PERSON: "责任人 联系人 经办人 具体责任人 责任人员 具体负责人",
    ColumnHeading.SCORE: "分值 分数 标准分",
    ColumnHeading.METHOD: "测评方法 考核方式 考评方法 检查方式 评分方法",
    ColumnHeading.DEADLINE: "完成时限 时限 完成时间 时间要求",
    ColumnHeading.REMARK: "备注 说明",
    ColumnHeading.CLAUSE: (
        "测评标准 测评要求 工作要求 条款 标准 要求 具体要求 考核标准 评分标准 内容要求 工作内容 "
        "具体措施 工作措施 主要措施 工作标准 创建标准 测评细则 具体任务"
    ),
    ColumnHeading.LEVEL: (
        "测评内容 测评项目 类别 项目 指标 一级指标 二级指标 三级指标 四级指标 测评指标 考核内容 "
        "考核项目 创建内容 创建项目 创建任务 指标名称 工作项目 内容"
    ),
}
EXAMPLES = tuple(next(iter(words.split())) for words in _WORDS.values())
_HEADINGS = {word: heading for heading, words in _WORDS.items() for word in words.split()}
_PARTS = (
    ("领导", ColumnHeading.LEADER),
    ("配合", ColumnHeading.SUPPORT),
    ("协办", ColumnHeading.SUPPORT),
    ("责任人", ColumnHeading.PERSON),
    ("联系人", ColumnHeading.PERSON),
    ("经办人", ColumnHeading.PERSON),
    ("处室", ColumnHeading.DEPARTMENT),
    ("科室", ColumnHeading.DEPARTMENT),
    ("部门", ColumnHeading.DEPARTMENT),
    ("单位", ColumnHeading.DEPARTMENT),
    ("分值", ColumnHeading.SCORE),
    ("时限", ColumnHeading.DEADLINE),
    ("备注", ColumnHeading.REMARK),
    ("标准", ColumnHeading.CLAUSE),
    ("要求", ColumnHeading.CLAUSE),
    ("细则", ColumnHeading.CLAUSE),
    ("措施", ColumnHeading.CLAUSE),
)
"""Parts of longer headings, with the kind that they mean."""
_LEADING = ("牵头", "主办", "责任单位", "责任科室", "责任部门")
"""Words in headings of columns that hold leading departments, too."""
_DOCUMENTS = "材料"
"""A column of documents is of no kind, whatever else its heading says."""
_LONGEST = 12
"""Most characters of a heading."""
_NUMBERS = ("序号", "编号", "行号", "No", "NO")
UNREAD = "不读"
"""What a person calls the kind of a column that is not to be read."""
KINDS: dict[str, ColumnHeading | None] = {kind.value: kind for kind in ColumnHeading} | {
    UNREAD: None
}
"""What a person may call a column."""
_CHOICE = re.compile(r"(?:([0-9]{1,2})\s*[:：])?\s*(\S+?)\s*[=＝]\s*(\S.*?)\s*")


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What a person says about a column: its heading or letter, and its kind; None: not read.

    ``table`` is the number of its table, from 1; 0 is any.
    """

    column: str
    kind: ColumnHeading | None
    table: int = 0

    @classmethod
    def parsed(cls, text: str) -> ColumnChoice:
        """Return the choice that a person writes as 条款=测评内容, 条款=B or 2:条款=B.

        :raises ValueError: if it is written otherwise, or names no kind; says in Chinese why.
        """
        match = _CHOICE.fullmatch(text)
        if match is None:
            raise ValueError(f"“{text}”写成 栏种=栏名或栏号，如 条款=测评内容、条款=B、2:条款=B")
        if match[2] not in KINDS:
            raise ValueError(f"没有“{match[2]}”这种栏；有 {'、'.join(KINDS)}")
        return cls(match[3], KINDS[match[2]], int(match[1] or 0))

    def place(self, words: Sequence[str]) -> int | None:
        """Return the place of the column among the words of headings; None if it is not there."""
        name = compact(self.column)
        if name in words:
            return words.index(name)
        at = column_number(name) if re.fullmatch("[A-Za-z]{1,2}", name) else len(words)
        return at if at < len(words) else None


@dataclass(frozen=True, slots=True)
class Head:
    """The headings of a table: the row where they begin, their words, the kinds of columns.

    ``lines`` are their one or two rows, to recognize repeated headings on the next page; ``words``
    has one word per column; ``chosen`` are the kinds that a person gave, by column from 0.
    """

    first: int
    lines: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    chosen: Mapping[int, ColumnHeading | None] = field(default_factory=dict)

    @property
    def after(self) -> int:
        """The row after the headings."""
        return self.first + len(self.lines)

    @property
    def columns(self) -> list[ColumnHeading | None]:
        """The kinds of the columns; None if unknown."""
        return _columns(self.words, self.chosen)

    @property
    def names(self) -> list[str]:
        """The words of the columns; those under a wide heading have its words."""
        names: list[str] = []
        for word in self.words:
            names.append(word or (names[-1] if names else ""))
        return names

    def place(self, heading: ColumnHeading) -> int | None:
        """Return the first column of a kind, from 0."""
        columns = self.columns
        return columns.index(heading) if heading in columns else None

    @property
    def kinds(self) -> set[ColumnHeading]:
        """The kinds of all columns."""
        return {heading for heading in self.columns if heading}

    @property
    def printed(self) -> list[str]:
        """The headings as printed, from left to right."""
        return [word for word in self.words if word]

    @property
    def unknown(self) -> list[tuple[int, str]]:
        """Columns of unknown kind: their place from 1, and their word."""
        pairs = enumerate(zip(self.words, self.columns, strict=True), start=1)
        unknown = ((at, word) for at, (word, kind) in pairs if word and kind is None)
        given = {at + 1 for at in self.chosen}
        return [(at, word) for at, word in unknown if word not in _NUMBERS and at not in given]

    @property
    def doubled(self) -> list[ColumnHeading]:
        """Kinds, except for levels, that several headings have without a person's choice."""
        pairs = enumerate(zip(self.columns, self.words, strict=True))
        times = Counter(kind for at, (kind, word) in pairs if word and at not in self.chosen)
        return [
            kind for kind in ColumnHeading if times[kind] > 1 and kind is not ColumnHeading.LEVEL
        ]

    def titles(self, *wanted: ColumnHeading) -> str:
        """Return the quoted words of the columns of some kinds, for questions."""
        pairs = zip(self.columns, self.words, strict=True)
        return "".join(f"“{word}”" for kind, word in pairs if kind in wanted and word)

    @property
    def taken(self) -> str:
        """What each column was taken for, by its letter and heading: A 序号 → 不读."""
        pairs = enumerate(zip(self.names, self.columns, strict=True))
        return "；".join(
            f"{letter(at)} {name or '（没有栏名）'} → {kind.value if kind else UNREAD}"
            for at, (name, kind) in pairs
        )

    @property
    def counting(self) -> list[tuple[int, str]]:
        """Columns of serial numbers, which are not read: their place from 0, and their word."""
        words = enumerate(self.words)
        return [(at, word) for at, word in words if word in _NUMBERS and at not in self.chosen]

    def repeated(self, row: Cells) -> bool:
        """Whether a row repeats one of the headings, on a new page."""
        return _words(row) in map(_nonempty, self.lines)

    def opens(self, row: Cells) -> bool:
        """Whether a row repeats the first row of the headings."""
        return _words(row) == _nonempty(self.lines[0])


def find(rows: Sequence[Cells], choices: Sequence[ColumnChoice] = ()) -> Head | None:
    """Return the first headings in a table; they may take two rows.

    :param choices: what a person says about its columns, whose words are headings, then.
    """
    named = {compact(choice.column) for choice in choices if choice.kind}
    rest: Head | None = None
    for head in _rows_like_heads(rows):
        chosen = {choice.place(head.words): choice.kind for choice in choices}
        made = replace(head, chosen={at: kind for at, kind in chosen.items() if at is not None})
        if _is_head(head.words) or named & {*head.words}:
            return made
        if rest is None and made.chosen and len(made.printed) > 1:
            rest = made
    return rest


def is_known(word: str) -> bool:
    """Whether a word is a heading as offices write it."""
    return word in _HEADINGS


def _rows_like_heads(rows: Sequence[Cells]) -> Iterator[Head]:
    for at, row in enumerate(rows):
        below = rows[at + 1] if at + 1 < len(rows) else ()
        over = [row, below] if _divides(row, below) else [row]
        lines = tuple(tuple(compact(cell or "") for cell in row) for row in over)
        yield Head(at, lines, _combined(over))


def _words(row: Cells) -> tuple[str, ...]:
    return tuple(compact(cell) for cell in row if cell)


def _nonempty(line: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, line))


def _divides(upper: Cells, lower: Cells) -> bool:
    """Whether a row only divides wide headings of the row above."""
    texts = [at for at, cell in enumerate(lower) if cell]
    words = [compact(lower[at] or "") for at in texts]
    return (
        len(upper) == len(lower)
        # A single text above everything is the title.
        and len(_words(upper)) > 1
        and any(map(_heading, words))
        and all(len(word) <= _LONGEST for word in words)
        and all(_is_wide(upper, at) for at in texts)
    )


def _is_wide(row: Cells, at: int) -> bool:
    """Whether a column is under a cell that covers several columns."""
    return row[at] == "" or (at + 1 < len(row) and bool(row[at]) and row[at + 1] == "")


def _combined(over: Sequence[Cells]) -> tuple[str, ...]:
    """Return the lowest word of each column."""
    columns = zip(*reversed(over), strict=True)
    return tuple(next((compact(cell) for cell in column if cell), "") for column in columns)


def _is_head(words: Sequence[str]) -> bool:
    known = {_HEADINGS[word] for word in words if word in _HEADINGS}
    meant = {_heading(word) for word in words if 0 < len(word) <= _LONGEST}
    return len(known) >= 2 or len(meant - {None}) >= 3


def _heading(word: str) -> ColumnHeading | None:
    """Return the kind of a heading without its brackets; None if it is ambiguous."""
    plain, meant = _meanings(word)
    if len(meant) > 1 and meant <= set(DUTIES):
        # A column may hold several kinds of duties: 责任部门及责任人.
        helps = ColumnHeading.SUPPORT in meant and not any(word in plain for word in _LEADING)
        return ColumnHeading.SUPPORT if helps else ColumnHeading.DEPARTMENT
    return meant.pop() if len(meant) == 1 else None


def _meanings(word: str) -> tuple[str, set[ColumnHeading]]:
    """Return a heading without its brackets, and all kinds that it may be of."""
    plain = re.sub(r"[（(].*?[)）]", "", word)
    if plain in _HEADINGS:
        return plain, {_HEADINGS[plain]}
    return plain, {kind for part, kind in _PARTS if part in plain and _DOCUMENTS not in plain}


def _columns(
    words: Sequence[str], chosen: Mapping[int, ColumnHeading | None]
) -> list[ColumnHeading | None]:
    columns: list[ColumnHeading | None] = []
    # The kind that a person gives to a column is no other column's; levels may be several.
    given = {*chosen.values()} - {ColumnHeading.LEVEL}
    for at, word in enumerate(words):
        if word:
            kind = _heading(word)
            columns.append(chosen.get(at, None if kind in given else kind))
        else:
            # A wide heading covers several columns.
            columns.append(chosen.get(at, columns[-1] if columns else None))
    levels = [
        at for at, kind in enumerate(columns) if kind is ColumnHeading.LEVEL and at not in chosen
    ]
    if ColumnHeading.CLAUSE not in columns and levels:
        columns[levels[-1]] = ColumnHeading.CLAUSE
    if ColumnHeading.CLAUSE in columns:
        # Columns left of the clauses are levels.
        for at in range(columns.index(ColumnHeading.CLAUSE)):
            unread = words[at] in _NUMBERS or len(_meanings(words[at])[1]) > 1 or at in chosen
            columns[at] = columns[at] or (None if unread else ColumnHeading.LEVEL)
    return columns
