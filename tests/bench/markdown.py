"""The pages of a register as Markdown, as a user of another generator would write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from allocation import clock, outputs
from allocation.addresses import address
from allocation.render import quantity
from allocation.views import Index
from allocation.views.index import ClauseBlock, ItemBlock, RowBlock

HEAD = (
    "| 编号 | 佐证材料 | 类型 | 频次与份数 | 依据 | 挂网 |\n| --- | --- | --- | --- | --- | --- |"
)


def write(data: Path, docs: Path) -> int:
    """Write the pages of a data folder below ``docs``; return how many there are."""
    index = Index(outputs.check(data), clock.today())
    register = index.register
    pages = {
        "": ["# 首页", *(f"- [{each.label}]({address(each)})" for each in register.categories)]
    }
    for category in register.categories:
        blocks = [index.item(item) for item in index.items(category)]
        pages[address(category)] = [f"# {category.label}", *_items(blocks)]
    for item in register.items:
        pages[address(item)] = [f"# {item.label}", *_rows(index.item(item).rows)]
    for department in register.departments:
        blocks = list(index.by_item(index.of_department(department)))
        pages[address(department)] = [f"# {department.name}", *_checklists(blocks)]
    for person in register.people:
        blocks = list(index.by_item(index.of_person(person)))
        led = list(index.by_item(index.of_leader(person)))
        pages[address(person)] = [f"# {person.key}", *_checklists(blocks), *_items(led)]
    for place, lines in pages.items():
        path = docs / place / "index.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return len(pages)


def _items(blocks: Iterable[ItemBlock]) -> Iterator[str]:
    for block in blocks:
        yield f"## {block.item.label}"
        for row in block.rows:
            yield _duty(row)
            yield "\n".join(f"- {_clause(part)}" for part in row.clauses)


def _checklists(blocks: Iterable[ItemBlock]) -> Iterator[str]:
    for block in blocks:
        yield f"## {block.item.label}"
        yield from _rows(block.rows)


def _rows(rows: Iterable[RowBlock]) -> Iterator[str]:
    for row in rows:
        yield _duty(row)
        for part in row.clauses:
            yield f"### {_clause(part)}"
            lines = [_evidence(part, place) for place in range(len(part.evidence))]
            yield "\n".join([HEAD, *lines])


def _duty(block: RowBlock) -> str:
    row = block.row
    leaders = "、".join(each.key for each in row.leaders)
    pairs = "、".join(
        f"{party.department.name if party.department else ''} "
        f"{party.person.key if party.person else ''}"
        for party in row.parties
    )
    return f"**分管领导** {leaders} **责任** {pairs}"


def _clause(part: ClauseBlock) -> str:
    return f"{part.clause.record.mark}{part.clause.record.text}"


def _evidence(part: ClauseBlock, place: int) -> str:
    record = part.evidence[place].record
    cells = (record.no, record.name, record.kind, quantity(record), record.basis, record.visibility)
    return f"| {' | '.join(str(cell) for cell in cells)} |"
