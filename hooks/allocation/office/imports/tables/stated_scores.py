"""Scores that clauses and levels state in their text, and sums that do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from allocation.office.imports.tables import scores
from allocation.office.imports.tables.heading_words import ColumnHeading
from allocation.office.imports.tables.levels import Node, rows_of
from allocation.office.imports.tables.names import Ask
from allocation.office.imports.tables.table_rows import Cells

_SUM = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class _Total:
    """A row with a sum: the numbers in it, the levels that it may be of; none: of all."""

    said: list[str]
    path: list[Node]
    ask: Ask


class StatedScores:
    """Takes scores from texts row by row, and compares the sums when all rows are read."""

    def __init__(self, categories: list[Node]) -> None:
        self._categories = categories
        self._asks: dict[int, Ask] = {}
        self._sums: dict[int, str] = {}
        self._totals: list[_Total] = []

    def total(self, cells: Cells, path: list[Node]) -> None:
        """Keep a row that has the sum of a level, or of all."""
        whole, texts = not cells.says("小计"), cells.texts(*ColumnHeading)
        found = [match[0] for text in texts if (match := _SUM.search(text))]
        self._totals.append(_Total(found, [] if whole else path, cells.asking()))

    def read(self, row: Node, ask: Ask) -> None:
        """Store the scores that the clauses of a row state; the columns of the table go before."""
        self._asks[id(row)] = ask
        for clause in row["clauses"]:
            found = scores.stated(clause["text"])
            if found is None:
                continue
            mark = clause.get("mark", "")
            own = clause.get("score") or (row.get("score") if len(row["clauses"]) == 1 else None)
            if own is None:
                clause["score"] = found.score
            if own and not scores.is_same(own, found.score):
                ask(
                    f"条款{mark}的原文写着 {found.score} 分，分值栏是 {own} 分；"
                    "按分值栏导入，请核对。"
                )
            elif found.doubt:
                ask(f"条款{mark}{found.doubt}，按 {found.score} 分导入；请核对。")

    def settle(self) -> None:
        """Store the scores in the labels of levels, and ask about sums that do not fit."""
        for category in self._categories:
            for node in _below(category):
                label = scores.of_label(node["title"])
                if label and "score" not in node:
                    node["score"] = label
                elif label and not scores.is_same(label, node["score"]):
                    self._ask(node, f"“{node['title']}”的分值栏是 {node['score']} 分，请核对。")
            self._compare(category)
        for total in self._totals:
            self._check(total)

    def _check(self, total: _Total) -> None:
        """Ask about the row of a sum that does not fit what was read."""
        nodes = total.path or self._categories
        sums = [self._sums[id(node)] for node in nodes if id(node) in self._sums]
        expected = sums if total.path else [scores.total(sums)]
        if (
            total.said
            and sums
            and not any(scores.is_same(said, each) for said in total.said for each in expected)
        ):
            total.ask(
                f"写的是 {'、'.join(total.said)} 分，读到的分值加起来是 {expected[-1]} 分，请核对。"
            )

    def _compare(self, node: Node) -> str | None:
        """Return the score that counts for a level or row, and keep it."""
        found = self._compared(node)
        if found is not None:
            self._sums[id(node)] = found
        return found

    def _compared(self, node: Node) -> str | None:
        """Return the score of a level or row, or the sum of its parts; ask if they differ."""
        parts = [*node.get("groups", ()), *node.get("items", ()), *node.get("rows", ())]
        if "clauses" in node:
            found = [clause.get("score") for clause in node["clauses"]]
        else:
            found = [self._compare(part) for part in parts]
        known = [score for score in found if score is not None]
        whole: str | None = node.get("score")
        if not known or len(known) < len(found):
            return whole
        total = scores.total(known)
        if whole is not None and not scores.is_same(whole, total):
            name = f"“{node['title']}”" if "title" in node else "这一行"
            sums = "、".join(known)
            self._ask(node, f"{name}写的是 {whole} 分，下面加起来是 {total} 分（{sums}），请核对。")
        return whole or total

    def _ask(self, node: Node, text: str) -> None:
        row = node if "clauses" in node else rows_of(node)[0]
        self._asks[id(row)](text)


def _below(node: Node) -> Iterator[Node]:
    """Yield a level and all levels below it."""
    yield node
    for part in (*node.get("groups", ()), *node.get("items", ())):
        yield from _below(part)
