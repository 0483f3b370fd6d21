"""The headings of a table: where they are, and what they say about its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from allocation.base.slugs import compact
from allocation.office.imports.tables import column_kinds, heading_words
from allocation.office.imports.tables.column_kinds import ColumnLook
from allocation.office.imports.tables.grid import column_number, letter
from allocation.office.imports.tables.heading_words import ADDED, ColumnHeading

Cells = Sequence[str | None]
_LONGEST = 12
"""Most characters of a heading."""
_SAMPLE = 400
"""Most rows that are looked at for what a column holds."""
_SEVERAL = (
    ColumnHeading.LEVEL,
    ColumnHeading.NUMBER,
    ColumnHeading.EVIDENCE,
    ColumnHeading.SCORE,
    *ADDED,
)
"""Kinds that several columns may have."""
_TAKEN: dict[ColumnHeading | None, str] = {
    ColumnHeading.REQUIREMENT: "没有当条款，当作对条款的要求，连栏名一起写进备注",
    ColumnHeading.RULE: "当作评分办法，连栏名一起写进备注",
    ColumnHeading.EVIDENCE: "写的是材料，当佐证材料读了",
    ColumnHeading.LEVEL: "当作项目的名称，条款取自另一栏",
}
"""What becomes of columns that may hold the clauses."""
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
    looks: tuple[ColumnLook, ...] = ()

    @property
    def after(self) -> int:
        """The row after the headings."""
        return self.first + len(self.lines)

    @property
    def columns(self) -> list[ColumnHeading | None]:
        """The kinds of the columns; None if unknown."""
        looks = self.looks or (ColumnLook(),) * len(self.words)
        return column_kinds.kinds(self.words, self.chosen, looks)

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
        looks = dict(enumerate(self.looks, start=1))
        return [
            (at, word)
            for at, word in unknown
            if at - 1 not in self.chosen and not (at in looks and looks[at].empty)
        ]

    @property
    def doubled(self) -> list[ColumnHeading]:
        """Kinds, except for levels, that several headings have without a person's choice."""
        pairs = enumerate(zip(self.columns, self.words, strict=True))
        times = Counter(kind for at, (kind, word) in pairs if word and at not in self.chosen)
        return [kind for kind in ColumnHeading if times[kind] > 1 and kind not in _SEVERAL]

    @property
    def ticked(self) -> dict[int, frozenset[str]]:
        """The signs in columns that stand for a department, whose name is their heading."""
        kinds = enumerate(self.columns)
        owners = [at for at, kind in kinds if kind is ColumnHeading.DEPARTMENT]
        looks = dict(enumerate(self.looks))
        return {at: looks[at].ticks for at in owners if at in looks and looks[at].ticks}

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
    def says_who_leads(self) -> bool:
        """Whether departments stand in a column of those that lead: 牵头单位."""
        pairs = zip(self.columns, self.names, strict=True)
        names = [name for kind, name in pairs if kind is ColumnHeading.DEPARTMENT]
        return any(map(heading_words.says_lead, names))

    @property
    def counting(self) -> list[tuple[int, str]]:
        """Columns of serial numbers, which are not read: their place from 0, and their word."""
        pairs = enumerate(zip(self.words, self.columns, strict=True))
        return [(at, word) for at, (word, kind) in pairs if kind is ColumnHeading.NUMBER]

    @property
    def doubts(self) -> Iterator[tuple[int, str]]:
        """Columns from 0 and questions: what may hold the clauses, and what was taken for them."""
        columns = self.columns
        at = columns.index(ColumnHeading.CLAUSE) if ColumnHeading.CLAUSE in columns else None
        usual = heading_words.meaning(self.words[at])[:1] if at is not None else ()
        for column, (word, kind) in enumerate(zip(self.words, columns, strict=True)):
            may_be = ColumnHeading.CLAUSE in heading_words.meaning(word) if word else False
            taken = _TAKEN.get(kind) if may_be and column not in self.chosen else None
            named = may_be and ColumnHeading.LEVEL not in heading_words.meaning(word)
            if kind is ColumnHeading.LEVEL and not (named or usual == (ColumnHeading.REQUIREMENT,)):
                taken = None
            if taken:
                yield column, f"{taken}；它才是条款的话，加上 --column 条款={word} 再导入。"
        rules = at is not None and at < len(self.looks) and self.looks[at].only_rules
        if at is not None and not usual and at not in self.chosen:
            yield at, "不知道是什么栏，当条款读了；不是的请用 --column 说明。"
        if at is not None and at not in self.chosen and (rules or usual == (ColumnHeading.RULE,)):
            yield at, "当条款读了，里面像是评分办法；请核对。"

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
            return replace(made, looks=_looks(rows, made))
        if rest is None and made.chosen and len(made.printed) > 1:
            rest = made
    return rest and replace(rest, looks=_looks(rows, rest))


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
        and any(map(heading_words.meaning, words))
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
    """Whether words of two kinds are known, or words that mean three kinds stand in a row."""
    known = [_kind(word) for word in words if heading_words.is_known(word)]
    meant = {_kind(word) for word in words if 0 < len(word) <= _LONGEST} - {None}
    counted = any(map(heading_words.counts, words)) and _are_labels(words)
    ticked = sum(map(heading_words.is_department, words)) > 1 and _are_labels(words)
    return (
        len({*known} - {None}) > 1
        or (bool(known) and ticked)
        or len(meant) > 2
        or (len(known) > 1 and len(meant) > 1)
        or (counted and len(meant) > 1)
    )


def _are_labels(words: Sequence[str]) -> bool:
    return all(0 < len(word) <= _LONGEST for word in words)


def _kind(word: str) -> ColumnHeading | None:
    """Return the usual kind of a heading; None if it is unknown, or says nothing."""
    kind = next(iter(heading_words.meaning(word)), None)
    return None if kind is ColumnHeading.NUMBER else kind


def _looks(rows: Sequence[Cells], head: Head) -> tuple[ColumnLook, ...]:
    """Return what the texts below headings look like; the first one may cover several columns."""
    below = [row for row in rows[head.after :][:_SAMPLE] if not head.repeated(row)]
    more = max((len(row) for row in below), default=0) - len(head.words)
    places = (at + max(more, 0) if at else 0 for at in range(len(head.words)))
    return tuple(column_kinds.look(row[at] for row in below if at < len(row)) for at in places)
