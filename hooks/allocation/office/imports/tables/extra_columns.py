"""Scores, methods, deadlines and remarks: of a row, of its clauses, or of a whole level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from allocation.base.slugs import compact
from allocation.office.imports.tables import clauses, names
from allocation.office.imports.tables.headings import ColumnHeading, Head
from allocation.office.imports.tables.levels import Node, rows_of
from allocation.office.imports.tables.names import Ask
from allocation.office.imports.tables.table_rows import Cells, MergedCellValues

_KEYS = {
    ColumnHeading.METHOD: "methods",
    ColumnHeading.DEADLINE: "deadline",
    ColumnHeading.REMARK: "remark",
}
_WHOLE = "整项"
"""Prefix of a line about a whole item, in the tables that we export."""


@dataclass(frozen=True, slots=True)
class _Span:
    """A score in a cell that is merged over several rows."""

    score: str
    rows: list[Node]
    ask: Ask


class RowExtras:
    """Reads scores, methods, deadlines and remarks row by row."""

    def __init__(self, head: Head, categories: list[Node]) -> None:
        titles = zip(head.columns, head.names, strict=True)
        self._several = ColumnHeading.SCORE in head.doubled
        # 每项分值: the score counts for every row of a merged cell.
        self._per_row = any("每" in name for kind, name in titles if kind is ColumnHeading.SCORE)
        self._categories = categories
        self._values: MergedCellValues[str] = MergedCellValues()
        self._spans: list[_Span] = []
        self._span: _Span | None = None

    def read(self, cells: Cells, node: Node, row: Node) -> None:
        """Store the values of a row's cells in the row, its clauses, or the level above."""
        for heading, key in _KEYS.items():
            whole, own = _split(self._values.of(heading, cells, _lines))
            # A category has no keys but a score.
            (row if node is self._categories[-1] else node).update(_value(key, whole))
            row.update(_value(key, own))
        scores = cells.of(ColumnHeading.SCORE)
        if scores and all(cell is None for cell in scores):
            # The score stays with its first row until all rows that it covers are read.
            if self._span:
                self._span.rows.append(row)
        else:
            self._span = None
            self._read_score(cells, node, row)

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

    def _read_score(self, cells: Cells, node: Node, row: Node) -> None:
        ask = cells.asking(ColumnHeading.SCORE)
        texts = cells.texts(ColumnHeading.SCORE)
        if texts and self._several:
            text = "、".join(map(compact, texts))
            ask(f"有 {len(texts)} 个分值（{text}），不知道各是哪一级的，没有导入；请写进数据文件。")
            return
        whole, own = _split([compact(line) for text in texts for line in text.split("\n")])
        for text in whole:
            node.update(_score(text, ask))
        if len(own) <= 1:
            row.update(_score("".join(own), ask))
        elif len(own) == len(row["clauses"]):
            for clause, text in zip(row["clauses"], own, strict=True):
                clause.update(_score(text, ask))
        else:
            counts = f"{len(own)} 个分值、{len(row['clauses'])} 条条款，配不上"
            ask(f"{counts}（{'、'.join(own)}），没有导入；请写进数据文件。")
        if "score" in row:
            self._span = _Span(row["score"], [row], ask)
            self._spans.append(self._span)


def _lines(text: str, _: Ask) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines about the whole item, and those about the row."""
    whole = [line.removeprefix(_WHOLE).strip() for line in lines if line.startswith(_WHOLE)]
    return whole, [line for line in lines if line and not line.startswith(_WHOLE)]


def _value(key: str, lines: list[str]) -> Node:
    value: Any = [part for line in lines for part in names.parts(line)]
    if key != "methods":
        value = " ".join(lines)
    return {key: value} if value else {}


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
