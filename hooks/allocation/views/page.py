"""What every page is made of, whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allocation.addresses import address
from allocation.problems import Ref
from allocation.register import ItemEntry


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way from home to a page."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a page's table of contents; level counts from 2."""

    text: str
    anchor: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is HTML.

    ``address`` ends with a slash; ``view`` is what the template sees under that name;
    ``ref`` is the line of the data that the page is about.
    """

    address: str
    title: str
    template: str
    view: Any
    ref: Ref
    description: str
    crumbs: tuple[Crumb, ...] = ()
    headings: tuple[Heading, ...] = ()


def item_crumbs(item: ItemEntry, category_label: str) -> tuple[Crumb, ...]:
    """Return the way to an item: categories, its category, its groups."""
    groups = (Crumb(group.label, address(group)) for group in item.groups)
    category = Crumb(item.category.label, address(item.category))
    return (Crumb(category_label, "categories/"), category, *groups)
