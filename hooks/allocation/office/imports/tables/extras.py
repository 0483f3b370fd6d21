"""Marks, methods, deadlines and remarks: of a row, of its clauses, or of a whole level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from allocation.base.slugs import compact
from allocation.office.imports.tables import clauses, names
from allocation.office.imports.tables.headings import ColumnHeading, Head
from allocation.office.imports.tables.levels import Node, rows_of
from allocation.office.imports.tables.names import Ask
from allocation.office.imports.tables.rows import Cells, MergedCellValues

_KEYS = {
    ColumnHeading.METHOD: "methods",
    ColumnHeading.DEADLINE: "deadline",
    ColumnHeading.REMARK: "remark",
}
_WHOLE = "整项"
"""How a line begins that is about a whole item, in the tables that we write."""
_EACH = "每"
"""Stands in the heading of marks that count for each row."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Marks in a cell that is merged over some rows."""

    score: str
    rows: list[Node]
    ask: Ask


class RowExtras:
    """Reads what stands beside clauses and duties, row by row."""

    def __init__(self, head: Head, categories: list[Node]) -> None:
        titles = zip(head.columns, head.names, strict=True)
        self._several = ColumnHeading.SCORE in head.doubled
        self._each = any(_EACH in name for kind, name in titles if kind is ColumnHeading.SCORE)
        self._categories = categories
        self._kept: MergedCellValues[str] = MergedCellValues()
        self._spans: list[_Span] = []
        self._span: _Span | None = None

    def read(self, cells: Cells, node: Node, row: Node) -> None:
        """Put what the cells of a row say on the row, on its clauses, or on the level above."""
        for heading, key in _KEYS.items():
            whole, own = _parted(self._kept.of(heading, cells, _lines))
            # A category has marks only.
            (row if node is self._categories[-1] else node).update(_said(key, whole))
            row.update(_said(key, own))
        there = cells.of(ColumnHeading.SCORE)
        if there and all(cell is None for cell in there):
            # A sum stands with its first row, until it is known which rows it covers.
            if self._span:
                self._span.rows.append(row)
        else:
            self._span = None
            self._scored(cells, node, row)

    def settle(self) -> None:
        """Give marks that are merged over several rows to the level that holds just these."""
        for span in self._spans:
            if len(span.rows) > 1:
                self._settle(span)

    def _settle(self, span: _Span) -> None:
        over = f"{span.score} 分合并了 {len(span.rows)} 行"
        node = next((each for each in _below(self._categories) if _is_whole(each, span.rows)), None)
        if self._each:
            for row in span.rows:
                row["score"] = span.score
        elif node and "score" not in node:
            node["score"] = span.rows[0].pop("score")
            span.ask(f"{over}，记作“{node['title']}”整个的分值，请核对。")
        else:
            span.ask(f"{over}，只记在第一行，其余的没有分值；请在数据里分到各行。")

    def _scored(self, cells: Cells, node: Node, row: Node) -> None:
        ask = cells.asking(ColumnHeading.SCORE)
        texts = cells.said(ColumnHeading.SCORE)
        if texts and self._several:
            said = "、".join(map(compact, texts))
            ask(f"有 {len(texts)} 个分值（{said}），不知道各是哪一级的，没有导入；请写进数据文件。")
            return
        whole, own = _parted([compact(line) for text in texts for line in text.split("\n")])
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


def _parted(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return what the lines say of the whole item, and what of the row."""
    whole = [line.removeprefix(_WHOLE).strip() for line in lines if line.startswith(_WHOLE)]
    return whole, [line for line in lines if line and not line.startswith(_WHOLE)]


def _said(key: str, lines: list[str]) -> Node:
    found: Any = [each for line in lines for each in names.parts(line)]
    if key != "methods":
        found = " ".join(lines)
    return {key: found} if found else {}


def _score(text: str, ask: Ask) -> Node:
    score, whole = clauses.score(text)
    if not whole:
        taken = f"按 {score} 分导入" if score else "没有导入"
        ask(f"“{text}”不是单独一个数，{taken}；请核对，必要时写进 remark（备注）。")
    return {"score": score} if score else {}


def _below(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield levels, the lower ones first."""
    for node in nodes:
        yield from _below([*node.get("groups", ()), *node.get("items", ())])
        yield node


def _is_whole(node: Node, rows: list[Node]) -> bool:
    return list(map(id, rows_of(node))) == list(map(id, rows))
