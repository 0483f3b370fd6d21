"""The list of categories, and one page per category with its groups and items as printed."""

from __future__ import annotations

from collections.abc import Iterator

from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Crumb, Download, Page, TocEntry
from allocation.pages.views.summary import CategoryView
from allocation.register.addresses import address, table_document


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the list of categories and a page for each."""
    index = context.index
    label = index.register.labels.category
    views = context.categories
    yield Page(
        address="categories/",
        title=label,
        template="categories.html",
        view=views,
        ref=index.register.unit.ref,
        description=f"全部{label}的目录：每个{label}有哪些项目、条款和材料",
        aliases=(f"全部{label}", f"{label}目录"),
    )
    for view in views:
        yield Page(
            address=address(view.category),
            title=view.category.label,
            template="category.html",
            view=view,
            ref=view.category.ref,
            description=f"{view.category.label}有哪些测评指标、项目，由哪些科室和责任人负责",
            subject=view.category,
            crumbs=(Crumb(label, "categories/"),),
            headings=tuple(_headings(view)),
            downloads=(
                Download(f"{view.category.label}的分工（Word）", table_document(view.category)),
            ),
        )


def _headings(view: CategoryView) -> Iterator[TocEntry]:
    for section in view.sections:
        for group in section.opens:
            yield TocEntry(group.label, f"group-{group.slug}")
        level = 3 if section.block.item.groups else 2
        yield TocEntry(section.block.item.label, f"item-{section.block.item.slug}", level)
