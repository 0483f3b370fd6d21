"""An allocation table as offices write it, turned into data files; what is uncertain is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import groupby, pairwise
from typing import Any

from allocation.enums import Column, Role
from allocation.importers.duty import duty
from allocation.importers.grid import Grid
from allocation.text import bare


class Heading(Enum):
    """What a column holds."""

    LEVEL = auto()
    CLAUSE = auto()
    LEADER = auto()
    DEPARTMENT = auto()
    SUPPORT = auto()
    PERSON = auto()
    SCORE = auto()
    METHOD = auto()
    DEADLINE = auto()
    REMARK = auto()


_WORDS: dict[Heading, str] = {
    Heading.LEADER: "分管领导 责任领导 牵头领导 分管负责人 挂钩领导 领导",
    Heading.SUPPORT: "配合单位 配合科室 配合部门 协办单位 协办科室 配合",
    Heading.DEPARTMENT: (
        "责任科室 责任单位 责任部门 牵头单位 牵头科室 牵头部门 承办单位 牵头 科室 部门"
    ),
    Heading.PERSON: "责任人 联系人 经办人 具体责任人 责任人员 具体负责人",
    Heading.SCORE: "分值 分数 标准分",
    Heading.METHOD: "测评方法 考核方式 考评方法 检查方式 评分方法",
    Heading.DEADLINE: "完成时限 时限 完成时间 时间要求",
    Heading.REMARK: "备注 说明",
    Heading.CLAUSE: (
        "测评标准 测评要求 工作要求 条款 标准 要求 具体要求 考核标准 评分标准 内容要求 工作内容"
    ),
    Heading.LEVEL: (
        "测评内容 测评项目 类别 项目 指标 一级指标 二级指标 三级指标 四级指标 测评指标 考核内容 "
        "考核项目 创建内容 内容"
    ),
}
_HEADINGS = {word: heading for heading, words in _WORDS.items() for word in words.split()}
_COLUMNS = {
    Heading.LEADER: Column.LEADER,
    Heading.DEPARTMENT: Column.DEPARTMENT,
    Heading.PERSON: Column.PERSON,
    Heading.SCORE: Column.SCORE,
    Heading.METHOD: Column.METHOD,
    Heading.DEADLINE: Column.DEADLINE,
    Heading.REMARK: Column.REMARK,
}
_CODE = re.compile(
    r"([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[ⅠⅡⅢⅣⅤⅥIV]+\s*[-—–－.]\s*[0-9]+"
    r"|[0-9]+(?:[-.][0-9]+)+[.、]?|[0-9]{1,3}[.、．])\s*"
)
_INLINE = re.compile(
    r"(?=[⑴-⒇①-⑳])|(?:(?<=[；;。])|^)(?=[（(]?[0-9]{1,2}[)）]|[0-9]{1,2}[.、．](?![0-9]))"
)
_MARK = re.compile(r"[⑴-⒇①-⑳]|[（(]?[0-9]{1,2}[)）]|[0-9]{1,2}[.、．](?![0-9])")
_SCORE = re.compile(r"(?<![0-9.])-?[0-9]{1,3}(?:\.[0-9]{1,2})?(?![0-9.])", re.ASCII)
_BETWEEN = re.compile(r"[、，,;；/\n\t]+")
NO_OWNERS = "没有找到分管领导、责任科室、责任人栏。"
"""Asked where a table names nobody, as a rubric without an allocation does."""
_HAN = "㐀-鿿豈-﫿"


@dataclass(slots=True)
class Draft:
    """What a table says, as the data files will: and what a person must decide."""

    before: tuple[str, ...]
    header: list[str]
    columns: list[Column]
    categories: list[dict[str, Any]] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


class TableError(Exception):
    """There is no allocation table; says in Chinese what was looked for."""


def draft(grids: Iterable[Grid], people: Iterable[str], departments: Iterable[str]) -> Draft:
    """Read the allocation table among some tables.

    :param people: names that are known already; so are ``departments``.
    :raises TableError: if none of the tables has headings that are known.
    """
    rest = [Grid(list(_flat(each.rows)), each.before, each.doubts) for each in grids]
    while rest:
        grid = rest.pop(0)
        head = next((at for at, row in enumerate(grid.rows) if _is_head(row)), None)
        if head is not None:
            whole, questions = _with_further(grid, head, rest)
            found = _Reader(whole, head, people, departments).draft()
            found.questions = [*whole.doubts, *questions, *found.questions]
            return found
    words = "、".join(next(iter(words.split())) for words in _WORDS.values())
    raise TableError(f"没有找到分工表：要有一行表头，栏名如 {words}。")


def _flat(rows: list[list[str | None]]) -> Iterator[list[str | None]]:
    """Yield the rows, headings over two of them as one: the other is empty, and still counts."""
    above: list[str | None] | None = None
    for row in rows:
        if above is None:
            above = row
        elif _goes_on(above, row):
            yield [here or there for here, there in zip(row, above, strict=True)]
            above = [""] * len(row)
        else:
            yield above
            above = row
    if above is not None:
        yield above


def _goes_on(above: list[str | None], row: list[str | None]) -> bool:
    """Whether a row goes on with the headings above it: some are merged down, some divided."""
    said = [bare(cell) for cell in row if cell]
    if len(row) != len(above) or None not in row or len(said) < 2:
        return False
    short = all(len(bare(cell or "")) <= _LONGEST for cell in above)
    together = [here or there for here, there in zip(row, above, strict=True)]
    return short and all(map(_heading, said)) and _is_head(together)


def _with_further(grid: Grid, head: int, rest: list[Grid]) -> tuple[Grid, list[str]]:
    """Join tables that go on with the first one, as those that were cut at a page do."""
    rows, doubts, questions = list(grid.rows), list(grid.doubts), []
    width = len(grid.rows[head])
    for number, further in enumerate(rest, start=2):
        heads = [row for row in further.rows if _is_head(row)]
        same = all(_words(row) == _words(grid.rows[head]) for row in heads)
        if same and further.rows and max(map(len, further.rows)) == width:
            rows += further.rows
            doubts += [each for each in further.doubts if each not in doubts]
        else:
            questions.append(f"第 {number} 个表没有读：栏目和分工表不同。")
    return Grid(rows, grid.before, tuple(doubts)), questions


def _words(row: list[str | None]) -> list[str]:
    return [bare(cell or "") for cell in row]


def _is_head(row: list[str | None]) -> bool:
    known = {_HEADINGS[bare(cell)] for cell in row if cell and bare(cell) in _HEADINGS}
    meant = {_heading(bare(cell)) for cell in row if cell and len(bare(cell)) <= _LONGEST}
    return len(known) >= 2 or len(meant - {None}) >= 3


_LONGEST = 12
"""A longer text is no heading."""
_NUMBERS = ("序号", "编号", "行号", "No", "NO")
_PARTS = (
    ("领导", Heading.LEADER),
    ("配合", Heading.SUPPORT),
    ("协办", Heading.SUPPORT),
    ("责任人", Heading.PERSON),
    ("联系人", Heading.PERSON),
    ("经办人", Heading.PERSON),
    ("处室", Heading.DEPARTMENT),
    ("科室", Heading.DEPARTMENT),
    ("部门", Heading.DEPARTMENT),
    ("单位", Heading.DEPARTMENT),
)
"""What a heading holds that has such a word in it."""


def _heading(word: str) -> Heading | None:
    """Return what a heading means, remarks in brackets left out; none where it means two things."""
    plain = re.sub(r"[（(].*?[)）]", "", word)
    if plain in _HEADINGS:
        return _HEADINGS[plain]
    meant = {heading for part, heading in _PARTS if part in plain}
    return meant.pop() if len(meant) == 1 else None


class _Reader:
    """Goes through the rows below the headings."""

    def __init__(
        self, grid: Grid, head: int, people: Iterable[str], departments: Iterable[str]
    ) -> None:
        self._rows = grid.rows[head + 1 :]
        self._headings = _widened(_headings(grid.rows[head]), self._rows)
        self._first = head + 2
        self._head = [bare(cell or "") for cell in grid.rows[head]]
        columns = [_COLUMNS[each] for each in self._headings if each in _COLUMNS]
        header = [each for each in self._head if each]
        self._draft = Draft(grid.before, header, list(dict.fromkeys(columns)))
        self._people = _Names("人", people, self._cells(Heading.LEADER, Heading.PERSON))
        cells = (
            duty(each, self._people.known)
            for each in self._cells(Heading.DEPARTMENT, Heading.SUPPORT)
        )
        units = (name for each in cells for name in (*each.lead, *each.support))
        self._departments = _Names("科室", departments, units)
        self._levels: list[str] = []
        self._last: dict[Heading, list[str]] = {}
        self._page = 1
        self._pages = any(self._is_repeated(row) for row in self._rows)

    def draft(self) -> Draft:
        """Return what the table says."""
        self._unread()
        for number, row in enumerate(self._rows, start=self._first):
            if self._is_repeated(row):
                self._page += 1
            elif any(row):
                self._row(number, row)
        self._draft.people = self._people.used
        self._draft.departments = self._departments.used
        self._draft.questions += [*self._people.questions, *self._departments.questions]
        return self._draft

    def _unread(self) -> None:
        """Ask about columns of which nobody knows what they hold."""
        shift = len(self._headings) - len(self._head)
        for at, word in enumerate(self._head):
            if word and word not in _NUMBERS and self._headings[at + shift] is None:
                self._draft.questions.append(f"第 {at + 1} 栏“{word}”没有读：不知道是什么栏。")
        if not {Heading.LEADER, Heading.DEPARTMENT, Heading.PERSON} & set(self._headings):
            self._draft.questions.append(NO_OWNERS)

    def _cells(self, *wanted: Heading) -> Iterator[str]:
        for row in self._rows:
            if not self._is_repeated(row):
                for heading, cell in zip(self._headings, row, strict=False):
                    if heading in wanted and cell:
                        yield cell

    def _is_repeated(self, row: list[str | None]) -> bool:
        return [bare(cell or "") for cell in row if cell] == [each for each in self._head if each]

    def _row(self, number: int, row: list[str | None]) -> None:
        cells: dict[Heading, list[str | None]] = {}
        for heading, cell in zip(self._headings, row, strict=False):
            if heading is not None:
                cells.setdefault(heading, []).append(cell)
        place = self._place(cells.get(Heading.LEVEL, []))
        record: dict[str, Any] = {"page": self._page} if self._pages else {}
        record |= self._who(number, cells)
        record |= self._extras(number, cells)
        text = "\n".join(cell for cell in cells.get(Heading.CLAUSE, []) if cell)
        clauses = list(_clauses(text))
        if not clauses:
            self._ask(number, "没有条款，这一行没有导入。")
            return
        self._gaps(number, clauses)
        place.append(record | {"clauses": clauses})

    def _place(self, cells: list[str | None]) -> list[dict[str, Any]]:
        """Return the rows of the item that a row belongs to; a level that is new begins there."""
        texts = [None if cell is None else _joined(cell) for cell in cells]
        # A new page names again what goes on.
        now = [*self._levels, *[""] * len(texts)]
        fresh = next((at for at, text in enumerate(texts) if text and text != now[at]), None)
        if fresh is None and self._levels:
            return self._rows_of()
        kept = self._levels[: fresh or 0]
        self._levels = kept + [text or "" for text in texts[len(kept) :]]
        self._open(fresh or 0)
        return self._rows_of()

    def _open(self, fresh: int) -> None:
        levels = [level for level in enumerate(self._levels) if level[1]]
        for at, text in levels:
            if at >= fresh:
                self._begin(at, text)

    def _begin(self, at: int, text: str) -> None:
        node = _node(text)
        if at == 0 or not self._draft.categories:
            self._draft.categories.append(node)
            return
        category = self._draft.categories[-1]
        if at == len(self._levels) - 1:
            if text == _label(category) and not node.get("code"):
                category["rows"] = []
                return
            parent = _last_group(category)
            parent.setdefault("items", []).append(node | {"rows": []})
        else:
            above = sum(1 for level in self._levels[1:at] if level)
            parent = category
            for _ in range(above):
                parent = parent["groups"][-1]
            parent.setdefault("groups", []).append(node)

    def _rows_of(self) -> list[dict[str, Any]]:
        if not self._draft.categories:
            self._draft.categories.append({"title": "分工"})
        category = self._draft.categories[-1]
        if "rows" in category or len([level for level in self._levels if level]) <= 1:
            rows: list[dict[str, Any]] = category.setdefault("rows", [])
            return rows
        found: list[dict[str, Any]] = _last_group(category)["items"][-1]["rows"]
        return found

    def _who(self, number: int, cells: dict[Heading, list[str | None]]) -> dict[str, Any]:
        cells = self._spread(cells)
        leaders = self._members(number, cells, Heading.LEADER, self._people)
        lead = self._members(number, cells, Heading.DEPARTMENT, self._departments)
        support = self._members(number, cells, Heading.SUPPORT, self._departments)
        persons = self._members(number, cells, Heading.PERSON, self._people)
        who = {"leaders": leaders, "parties": self._parties(number, lead, support, persons)}
        return {key: value for key, value in who.items() if value}

    def _spread(self, cells: dict[Heading, list[str | None]]) -> dict[Heading, list[str | None]]:
        """Move what a cell of departments says of roles and people to where it belongs."""
        spread = {**cells, Heading.DEPARTMENT: []}
        for cell in cells.get(Heading.DEPARTMENT, []):
            said = duty(cell or "", self._people.known)
            # A cell that is merged with the one above says the same of both.
            spread[Heading.DEPARTMENT].append(None if cell is None else "\n".join(said.lead))
            for heading, names in ((Heading.SUPPORT, said.support), (Heading.PERSON, said.people)):
                if names or heading not in cells:
                    text = None if cell is None else "\n".join(names)
                    spread[heading] = [*spread.get(heading, []), text]
        return spread

    def _members(
        self, number: int, cells: dict[Heading, list[str | None]], heading: Heading, names: _Names
    ) -> list[str]:
        """Return the names in a cell; those above where it is merged with the one above."""
        there = cells.get(heading, [])
        if not there or any(cell is not None for cell in there):
            where = f"表内第 {number} 行"
            found = [name for cell in there if cell for name in names.split(cell, where)]
            self._last[heading] = found
        return self._last.get(heading, [])

    def _extras(self, number: int, cells: dict[Heading, list[str | None]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for heading, key in ((Heading.DEADLINE, "deadline"), (Heading.REMARK, "remark")):
            text = _joined(" ".join(self._kept(heading, cells)))
            found |= {key: text} if text else {}
        methods = [each for cell in self._kept(Heading.METHOD, cells) for each in _parts(cell)]
        found |= {"methods": methods} if methods else {}
        return found | self._scored(number, cells)

    def _kept(self, heading: Heading, cells: dict[Heading, list[str | None]]) -> list[str]:
        """Return what a column says of a row; a merged cell counts for every row it covers."""
        there = cells.get(heading, [])
        if any(cell is not None for cell in there):
            self._last[heading] = [cell for cell in there if cell]
        return self._last.get(heading, []) if there else []

    def _scored(self, number: int, cells: dict[Heading, list[str | None]]) -> dict[str, str]:
        """Return the marks of a row; a merged cell is a sum, and stays with its first row."""
        text = bare("".join(cell for cell in cells.get(Heading.SCORE, []) if cell))
        score, whole = _score(text)
        if not whole:
            taken = f"按 {score} 分导入" if score else "没有导入"
            said = f"分值栏“{text}”不是单独一个数，{taken}；请核对，必要时写进 remark（备注）。"
            self._ask(number, said)
        return {"score": score} if score else {}

    def _parties(
        self, number: int, lead: list[str], support: list[str], persons: list[str]
    ) -> list[dict[str, str]]:
        roles = bool(support)
        count = len(lead) + len(support)
        if support and len(persons) == len(lead):
            said = f"配合的 {'、'.join(support)} 没有写责任人，只列科室；有的请补上。"
            self._ask(number, said)
        elif lead and persons and count != len(persons):
            said = f"{count} 个科室、{len(persons)} 个责任人，配不成对；多出来的单独列，请核对。"
            self._ask(number, said)
        units = [(each, Role.LEAD) for each in lead] + [(each, Role.SUPPORT) for each in support]
        parties = []
        for at in range(max(len(units), len(persons))):
            party: dict[str, str] = {}
            if at < len(units):
                party["department"] = units[at][0]
            if at < len(persons):
                party["person"] = persons[at]
            if roles and at < len(units):
                party["role"] = units[at][1].value
            parties.append(party)
        return parties

    def _gaps(self, number: int, clauses: list[dict[str, Any]]) -> None:
        marks = [clause.get("mark", "") for clause in clauses]
        if any(marks) and not all(marks):
            self._ask(number, "有的段落没有标号，各作一条；如果是上一条的续行，请并进去。")
        values = [int(re.sub(r"\D", "", _digits(mark))) for mark in marks if mark]
        for before, after in pairwise(values):
            if after != before + 1:
                said = f"标号从 {before} 跳到 {after}；上一条里可能含着漏印标号的一条，请对照原表。"
                self._ask(number, said)

    def _ask(self, number: int, text: str) -> None:
        self._draft.questions.append(f"表内第 {number} 行：{text}")


def _headings(row: list[str | None]) -> list[Heading | None]:
    found: list[Heading | None] = []
    for cell in row:
        word = bare(cell or "")
        # A wide heading stands over several columns.
        found.append(_heading(word) if word else found[-1] if found else None)
    if Heading.CLAUSE not in found and Heading.LEVEL in found:
        last = len(found) - 1 - found[::-1].index(Heading.LEVEL)
        found[last] = Heading.CLAUSE
    if Heading.CLAUSE in found:
        # Whatever stands left of the clauses says where they belong.
        for at in range(found.index(Heading.CLAUSE)):
            counted = bare(row[at] or "") in _NUMBERS
            found[at] = None if counted else found[at] or Heading.LEVEL
    return found


def _widened(found: list[Heading | None], rows: list[list[str | None]]) -> list[Heading | None]:
    """Let the first heading stand over several columns, where a text no longer says so."""
    width = max((len(row) for row in rows), default=0)
    more = [found[0]] * (width - len(found)) if found else []
    return [*more, *found]


def _score(text: str) -> tuple[str | None, bool]:
    """Return the number in a cell of marks, and whether the cell says nothing else."""
    match = _SCORE.search(text)
    if match is None or len(_SCORE.findall(text)) > 1:
        return None, not text
    return match[0], re.fullmatch(r"分?", text.replace(match[0], "", 1)) is not None


def _node(text: str) -> dict[str, Any]:
    match = _CODE.match(text)
    if match and match.end() < len(text):
        return {"code": match[1].strip(), "title": text[match.end() :]}
    return {"title": text}


def _label(node: dict[str, Any]) -> str:
    return f"{node.get('code', '')}{node['title']}"


def _last_group(node: dict[str, Any]) -> dict[str, Any]:
    while node.get("groups"):
        node = node["groups"][-1]
    return node


def _joined(text: str) -> str:
    """Return a label on one line: spaces between Chinese characters only fill the line."""
    return re.sub(rf"(?<=[{_HAN}、）])\s+|\s+(?=[{_HAN}])", "", text.strip()).replace("\n", "")


def _clauses(text: str) -> Iterator[dict[str, Any]]:
    for paragraph in text.split("\n"):
        for part in _INLINE.split(paragraph):
            said = part.strip()
            if not said:
                continue
            match = _MARK.match(said)
            if match and said[match.end() :].strip():
                yield {"mark": match[0], "text": said[match.end() :].strip()}
            else:
                yield {"text": said}


def _digits(mark: str) -> str:
    for first in ("⑴", "①"):
        if ord(first) <= ord(mark[0]) < ord(first) + 20:
            return str(ord(mark[0]) - ord(first) + 1)
    return mark


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


class _Names:
    """Splits cells into names, by what is known and by what stands alone elsewhere."""

    def __init__(self, what: str, known: Iterable[str], cells: Iterable[str]) -> None:
        self._what = what
        self._given = set(known)
        self._known = set(self._given)
        self.used: list[str] = []
        self.questions: list[str] = []
        for cell in cells:
            self._known |= {bare(part) for part in self._tokens(cell) if self._plain(part)}

    @property
    def known(self) -> set[str]:
        """Names that are given, or stand alone in some cell."""
        return self._known

    def _plain(self, part: str) -> bool:
        """Whether a token by itself looks like one name."""
        longest = 3 if self._what == "人" else 6
        return 2 <= len(bare(part)) <= longest

    def _tokens(self, cell: str) -> list[str]:
        """Return what separators part; a name may be padded with spaces: 朱 亮."""
        tokens: list[str] = []
        for part in _parts(cell):
            if bare(part) in self._given:
                tokens.append(bare(part))
            else:
                tokens += _unpadded(part.split())
        return tokens

    def split(self, cell: str, where: str) -> list[str]:
        """Return the names in a cell, in their order."""
        names = [name for token in self._tokens(cell) for name in self._names(bare(token), where)]
        for name in names:
            if name not in self.used:
                self.used.append(name)
                if self._given and name not in self._given:
                    self.questions.append(
                        f"{where}：新的{self._what}“{name}”，已经加上；写错了请改。"
                    )
        return names

    def _names(self, token: str, where: str) -> list[str]:
        if token in self._given or (token in self._known and not self._several(token)):
            return [token]
        parts = self._several(token)
        if parts:
            self.questions.append(f"{where}：“{token}”是连写的，拆成 {'、'.join(parts)}，请核对。")
            return parts
        if not self._plain(token):
            self.questions.append(f"{where}：“{token}”不像一个名称，照样导入，请核对。")
        return [token]

    def _several(self, token: str) -> list[str]:
        """Return two or more known names that make up the token."""
        for end in range(len(token) - 1, 1, -1):
            first, rest = token[:end], token[end:]
            if first in self._known - {token}:
                further = [rest] if rest in self._known - {token} else self._several(rest)
                if further:
                    return [first, *further]
        return []


def _unpadded(pieces: list[str]) -> list[str]:
    """Join single characters that follow one another: names, padded to the width of others.

    Two or three are one name, four are two; of more nobody can tell, so they stay together.
    """
    joined: list[str] = []
    for single, run in groupby(pieces, lambda piece: len(piece) == 1):
        part = list(run)
        if not single:
            joined += part
        elif len(part) == 4:
            joined += ["".join(part[:2]), "".join(part[2:])]
        else:
            joined.append("".join(part))
    return joined
