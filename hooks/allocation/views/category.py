"""The list of categories, and one page per category with its groups and items as printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.addresses import address, table_document
from allocation.register import CategoryEntry, GroupEntry
from allocation.views.index import Index, ItemBlock, Tally, tally
from allocation.views.page import Crumb, Download, Heading, Page


@dataclass(frozen=True, slots=True)
class Section:
    """An item, with the groups that begin at it."""

    opens: tuple[GroupEntry, ...]
    block: ItemBlock
    tally: Tally


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category with its items in printed order."""

    category: CategoryEntry
    sections: tuple[Section, ...]
    tally: Tally
    previous: CategoryEntry | None
    next: CategoryEntry | None


@dataclass(frozen=True, slots=True)
class CategoriesView:
    """All categories."""

    categories: tuple[CategoryView, ...]


def pages(index: Index) -> Iterator[Page]:
    """Yield the list of categories and a page for each."""
    label = index.register.labels.category
    views = tuple(category_views(index))
    yield Page(
        address="categories/",
        title=label,
        template="categories.html",
        view=CategoriesView(views),
        ref=index.register.unit.ref,
        description=f"全部{label}和其中的项目",
    )
    for view in views:
        yield Page(
            address=address(view.category),
            title=view.category.label,
            template="category.html",
            view=view,
            ref=view.category.ref,
            description=f"{view.category.label}：指标、项目、责任科室和责任人",
            crumbs=(Crumb(label, "categories/"),),
            headings=tuple(_headings(view)),
            downloads=(
                Download(f"{view.category.label}的分工（Word）", table_document(view.category)),
            ),
            sources=index.sources(
                (row for section in view.sections for row in section.block.rows),
                *(view.previous, view.category, view.next),
            ),
        )


def category_views(index: Index) -> Iterator[CategoryView]:
    """Yield a view per category, in table order."""
    categories = index.register.categories
    for place, category in enumerate(categories):
        sections = tuple(_sections(index, category))
        yield CategoryView(
            category=category,
            sections=sections,
            tally=tally(row for section in sections for row in section.block.rows),
            previous=categories[place - 1] if place else None,
            next=categories[place + 1] if place + 1 < len(categories) else None,
        )


def _sections(index: Index, category: CategoryEntry) -> Iterator[Section]:
    open_groups: tuple[GroupEntry, ...] = ()
    for item in index.items(category):
        opens = tuple(group for group in item.groups if group not in open_groups)
        open_groups = item.groups
        block = index.item(item)
        yield Section(opens, block, tally(block.rows))


def _headings(view: CategoryView) -> Iterator[Heading]:
    for section in view.sections:
        for group in section.opens:
            yield Heading(group.label, f"group-{group.slug}")
        level = 3 if section.block.item.groups else 2
        yield Heading(section.block.item.label, f"item-{section.block.item.slug}", level)
