"""Scores, methods, deadlines and remarks: of a row, of its clauses, or of a whole level."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import filterfalse

from allocation.base.slugs import compact
from allocation.office.imports.tables import (
    clauses,
    column_kinds,
    marked_shares,
    methods,
    placeholders,
    proposed_evidence,
)
from allocation.office.imports.tables.heading_words import ADDED, ColumnHeading
from allocation.office.imports.tables.headings import Head
from allocation.office.imports.tables.levels import Levels, Node, rows_of, style
from allocation.office.imports.tables.names import Ask
from allocation.office.imports.tables.stated_scores import StatedScores
from allocation.office.imports.tables.table_rows import Cells, MergedCellValues

_KEYS = {ColumnHeading.DEADLINE: "deadline", ColumnHeading.REMARK: "remark"}
_CODE = re.compile(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|[0-9]+[.、]")
_SCORED = re.compile(r"[（(][0-9.]+分[)）]$")
_PERIOD = re.compile(
    r"(?:20[0-9]{2}年)?(?:(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?|第?[一二三四1-4]季度|[上下]半年)"
)
_NUMBER = re.compile(r"[0-9.]+分?")
_WHOLE = "整项"
"""Prefix of a line about a whole item, in the tables that we export."""


@dataclass(frozen=True, slots=True)
class _Span:
    """A score in a cell that is merged over several rows."""

    score: str
    rows: list[Node]
    ask: Ask


class RowExtras:
    """Reads scores, methods, deadlines, remarks and evidence row by row."""

    def __init__(self, head: Head, levels: Levels, stated: StatedScores) -> None:
        titles = zip(head.columns, head.names, strict=True)
        self._scored = _scored_levels(head)
        # 每项分值: the score counts for every row of a merged cell.
        self._per_row = any("每" in name for kind, name in titles if kind is ColumnHeading.SCORE)
        self._levels = levels
        self._categories = levels.categories
        self._values: MergedCellValues[str] = MergedCellValues()
        self._texts: dict[tuple[ColumnHeading, int], str] = {}
        self._spans: list[_Span] = []
        self._span: _Span | None = None
        self._stated = stated
        self._common: Node = {}
        self._rank = -1
        self.proposed: Counter[str] = Counter()

    def read(self, cells: Cells, node: Node, row: Node) -> None:
        """Store the values of a row's cells in the row, its clauses, or the level above."""
        self._read_methods(cells, node, row)
        for heading, key in _KEYS.items():
            whole, own = _split(self._values.of(heading, cells, _lines))
            self._over(node, row).update(_value(key, whole))
            row.update(_value(key, own))
        for name, text in (pair for kind in ADDED for pair in self._held(cells, kind)):
            _remark(row, name, text)
        for name, text in self._held(cells, ColumnHeading.EVIDENCE, merged=False):
            ask = cells.asking(ColumnHeading.EVIDENCE)
            self.proposed[name] += _propose(ask, row["clauses"], name, text)
        self._read_scores(cells, node, row)
        row.update(_missing(self._common, (row, node, *row["clauses"])))
        self._stated.read(row, cells.asking(ColumnHeading.CLAUSE))

    def _read_scores(self, cells: Cells, node: Node, row: Node) -> None:
        """Store scores: of levels, whose column stands beside them, and of the row."""
        scores: list[str | None] = []
        for level, text in zip(self._scored, cells.of(ColumnHeading.SCORE), strict=False):
            if level is None:
                scores.append(text)
            elif text:
                self._levels.of_column(level).update(
                    _score(compact(text), cells.asking(ColumnHeading.SCORE))
                )
        if scores and all(cell is None for cell in scores):
            # The score stays with its first row until all rows that it covers are read.
            if self._span:
                self._span.rows.append(row)
        else:
            self._span = None
            self._read_score(cells, node, row, list(filter(None, scores)))

    def begin(self, label: str) -> None:
        """Begin a level; where its label is a method or a period, this holds for all its rows."""
        title = _SCORED.sub("", _CODE.sub("", compact(label), count=1))
        common: Node = {"methods": [title]} if methods.is_method(title) else {}
        if _PERIOD.fullmatch(title):
            common = {"deadline": title}
        if common or style(label) == self._rank:
            self._common, self._rank = common, style(label)

    def _over(self, node: Node, row: Node) -> Node:
        """Return the record of what counts for a whole item: a category has no keys but a score."""
        return row if node is self._categories[-1] else node

    def _held(
        self, cells: Cells, heading: ColumnHeading, *, merged: bool = True
    ) -> Iterator[tuple[str, str]]:
        """Yield headings and texts of the columns of a kind; 同上 repeats the text above.

        :param merged: whether a merged cell does so, too.
        """
        for at, (name, text) in enumerate(cells.named(heading)):
            above = self._texts.get((heading, at), "")
            same = merged if text is None else placeholders.is_ditto(text)
            said = above if same else text or ""
            if text is not None:
                self._texts[heading, at] = said
            if said.strip():
                yield name, said.strip()

    def _read_methods(self, cells: Cells, node: Node, row: Node) -> None:
        """Store methods: of the whole item, of single clauses by their marks, or of the row."""
        ask = cells.asking(ColumnHeading.METHOD)
        lines: list[str] = []
        for name, text in self._held(cells, ColumnHeading.METHOD):
            if column_kinds.is_rule(text):
                ask(f"“{text[:20]}”像评分办法，不是测评方法，连栏名一起写进备注；请核对。")
                _remark(row, name, text)
                before = methods.before_rule(text, column_kinds.is_rule)
                lines += filterfalse(methods.is_long, before)
            elif shares := marked_shares.by_clause(text, row["clauses"]):
                for clause, share in zip(row["clauses"], shares, strict=True):
                    clause.update(_methods([share], ask))
                ask("标号和条款的一样，按标号分到各条；是几种方法编的号，请改成不编号再导入。")
            else:
                lines += [name] if methods.is_tick(text) else _lines(text, ask)
        whole, own = _split(lines)
        self._over(node, row).update(_methods(whole, ask))
        row.update(_methods(own, ask))

    def settle(self) -> None:
        """Move scores that are merged over several rows to the level that has just these rows."""
        for span in self._spans:
            if len(span.rows) == 1:
                continue
            over = f"{span.score} 分合并了 {len(span.rows)} 行"
            levels = _below(self._categories)
            node = next((level for level in levels if _has_exactly(level, span.rows)), None)
            if self._per_row:
                for row in span.rows:
                    row["score"] = span.score
            elif node and "score" not in node:
                node["score"] = span.rows[0].pop("score")
                span.ask(f"{over}，记作“{node['title']}”整个的分值，请核对。")
            else:
                span.ask(f"{over}，只记在第一行，其余的没有分值；请在数据里分到各行。")

    def _read_score(self, cells: Cells, node: Node, row: Node, texts: list[str]) -> None:
        ask = cells.asking(ColumnHeading.SCORE)
        if len(texts) > 1:
            text = "、".join(map(compact, texts))
            ask(f"有 {len(texts)} 个分值（{text}），不知道各是哪一级的，没有导入；请写进数据文件。")
            return
        lines = [line for text in texts for line in _scores_in(text, row["clauses"])]
        whole, own = _split(lines)
        for text in whole:
            node.update(_score(text, ask))
        if len(own) <= 1:
            row.update(_score("".join(own), ask))
        elif len(own) == len(row["clauses"]):
            for clause, text in zip(row["clauses"], own, strict=True):
                clause.update(_score(text, ask))
        else:
            counts = f"分值 {len(own)} 个、条款 {len(row['clauses'])} 条，配不上"
            ask(f"{counts}（{'、'.join(own)}），没有导入；请写进数据文件。")
        if "score" in row:
            self._span = _Span(row["score"], [row], ask)
            self._spans.append(self._span)


def _scored_levels(head: Head) -> list[int | None]:
    """Return for each column of scores the level whose column it follows; None: it is the row's.

    A single column is the rows', wherever it stands.
    """
    columns = head.columns
    clause = head.place(ColumnHeading.CLAUSE) or 0
    scores = [at for at, kind in enumerate(columns) if kind is ColumnHeading.SCORE]
    before = (columns[:at].count(ColumnHeading.LEVEL) if at < clause else 0 for at in scores)
    return [level - 1 if level and len(scores) > 1 else None for level in before]


def _scores_in(text: str, records: list[Node]) -> list[str]:
    """Return the scores of a cell: a line each, by the marks of clauses, or between spaces."""
    pieces = text.split()
    if shares := marked_shares.by_clause(text, records):
        return [compact(share) for share in shares]
    if len(pieces) > 1 and all(map(_NUMBER.fullmatch, pieces)):
        return pieces
    return [compact(line) for line in text.split("\n")]


def _lines(text: str, _: Ask) -> list[str]:
    """Return the lines of a cell; a stroke says that there is nothing."""
    lines = (line.strip() for line in text.split("\n"))
    return [line for line in lines if line and not placeholders.is_dash(line)]


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines about the whole item, and those about the row."""
    whole = [line.removeprefix(_WHOLE).strip() for line in lines if line.startswith(_WHOLE)]
    return whole, [line for line in lines if line and not line.startswith(_WHOLE)]


def _missing(common: Node, records: Iterable[Node]) -> Node:
    """Return what no record has."""
    known = {key for record in records for key in record}
    return {key: value for key, value in common.items() if key not in known}


def _value(key: str, lines: list[str]) -> Node:
    return {key: " ".join(lines)} if lines else {}


def _methods(lines: list[str], ask: Ask) -> Node:
    listed = methods.listed("\n".join(lines))
    for method in filter(methods.is_long, listed):
        ask(f"“{method[:30]}”不像一种测评方法，照样导入，请核对。")
    return {"methods": listed} if listed else {}


def _remark(row: Node, name: str, text: str) -> None:
    """Add a text with its heading to the remarks: of the clauses by their marks, or of the row."""
    shares = marked_shares.by_clause(text, row["clauses"])
    for record, said in zip(row["clauses"], shares, strict=True) if shares else [(row, text)]:
        if said:
            line = f"{name}：{' '.join(said.split())}"
            record["remark"] = f"{record['remark']} {line}" if "remark" in record else line


def _propose(ask: Ask, records: list[Node], name: str, text: str) -> int:
    """Add what a cell asks for as evidence: to the clauses by their marks, or to the first.

    Return how much of it is new.
    """
    added = 0
    shares = marked_shares.by_clause(text, records) or [text, *[""] * (len(records) - 1)]
    for clause, share in zip(records, shares, strict=True):
        known = clause.get("evidence", [])
        if new := proposed_evidence.records(proposed_evidence.listed(share), known, name):
            clause["evidence"] = [*known, *new]
            added += len(new)
    if len(records) > 1 and shares[0] == text and records[0].get("evidence"):
        ask(
            f"条款有 {len(records)} 条，看不出是哪一条的材料，都记在第一条下；"
            "是各条的请在原表里写成“⑴… ⑵…”再导入，或者在数据里移过去。"
        )
    return added


def _score(text: str, ask: Ask) -> Node:
    score, only = clauses.score(text)
    if not only:
        taken = f"按 {score} 分导入" if score else "没有导入"
        ask(f"“{text}”不是单独一个数，{taken}；请核对，必要时写进 remark（备注）。")
    return {"score": score} if score else {}


def _below(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield levels, the lowest ones first."""
    for node in nodes:
        yield from _below([*node.get("groups", ()), *node.get("items", ())])
        yield node


def _has_exactly(node: Node, rows: list[Node]) -> bool:
    return list(map(id, rows_of(node))) == list(map(id, rows))
