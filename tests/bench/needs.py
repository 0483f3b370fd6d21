"""A register as sphinx-needs takes it: a need per clause, pages that list them by their owner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from allocation.base import clock
from allocation.lint.validate import load_register
from allocation.register.index import Index
from allocation.register.register import ClauseEntry

CONFIG = """project = "分工"
language = "zh_CN"
extensions = ["sphinx_needs"]
needs_id_regex = "^[A-Za-z0-9_-]+"
"""


def write(data: Path, folder: Path) -> int:
    """Write a Sphinx project; return how many pages it has."""
    index = Index(load_register(data), clock.today())
    register = index.register
    pages = {f"items/{item.slug}": [*_title(item.label), *_clauses(index, item.slug)]
             for item in register.items}  # fmt: skip
    for kind, owners in (("people", register.people), ("departments", register.departments)):
        for owner in owners:
            listed = ["", ".. needtable::", f"   :tags: {owner.slug}", ""]
            pages[f"{kind}/{owner.slug}"] = [*_title(owner.record.name), *listed]
    toc = ["", ".. toctree::", "   :hidden:", "", *(f"   {each}" for each in pages)]
    pages["index"] = [*_title("首页"), *toc]
    for place, lines in pages.items():
        path = folder / f"{place}.rst"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "conf.py").write_text(CONFIG, encoding="utf-8")
    return len(pages)


def _title(text: str) -> list[str]:
    return [text, "=" * (2 * len(text)), ""]


def _clauses(index: Index, slug: str) -> Iterator[str]:
    item = next(each for each in index.register.items if each.slug == slug)
    for block in index.item(item).clauses:
        yield f".. req:: {_line(block.clause)}"
        yield f"   :id: {block.clause.slug}"
        yield f"   :tags: {', '.join(_owners(block.clause))}"
        yield ""
        for evidence in block.evidence:
            yield f"   * {evidence.record.name}"
        yield ""


def _line(clause: ClauseEntry) -> str:
    return " ".join(clause.record.text.split())


def _owners(clause: ClauseEntry) -> Iterator[str]:
    yield from (person.slug for person in clause.row.persons)
    yield from (department.slug for department in clause.row.departments)
