"""The environments of Jinja: where templates lie, and what they know besides a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined

from allocation.base.enums import GAPS, Duty, FilingState, SlotState, Visibility
from allocation.pages.html.filters import FILTERS
from allocation.pages.views.dossier import BOX_HEADS
from allocation.register import addresses
from allocation.register.index import Index

TEMPLATES = Path(__file__).parent.parent / "templates"
FRAME = TEMPLATES / "frame"
"""What lies over the theme's own templates."""

_ADDRESSES: dict[str, Callable[..., Any]] = {
    "data_address": addresses.data_address,
    "file_address": addresses.file_address,
    "calendar_address": addresses.calendar_address,
    "gaps_address": addresses.gaps_address,
    "photos_address": addresses.photos_address,
    "dossier_page": addresses.dossier_page,
    "data_api_address": addresses.data_api_address,
}


def templates_state() -> list[tuple[str, int]]:
    """Return what tells one state of the templates from another."""
    return sorted((path.name, path.stat().st_mtime_ns) for path in TEMPLATES.rglob("*.html"))


def standalone(template: str, **names: Any) -> str:
    """Return a page that stands outside the site."""
    return _plain().get_template(template).render(names)


def compiled() -> FileSystemBytecodeCache | None:
    """Return where compiled templates are kept between builds; none where nothing can be kept.

    Jinja keeps them in a folder of the user's own and compares each with its source.
    """
    try:
        return FileSystemBytecodeCache()
    except (OSError, RuntimeError):
        return None


def _plain() -> Environment:
    return Environment(
        bytecode_cache=compiled(),
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def site_environment(index: Index) -> Environment:
    """Return what renders the pages of an index."""
    register = index.register
    environment = _plain()
    environment.globals |= {
        "unit": register.unit,
        "labels": register.labels,
        "has": lambda name: name in {column.name for column in register.unit.columns},
        "anchor": addresses.anchor,
        "progress": index.progress,
        "provenance": index.provenance,
        "gap_states": GAPS,
        "Duty": Duty,
        "FilingState": FilingState,
        "SlotState": SlotState,
        "Visibility": Visibility,
        "heads": BOX_HEADS,
        **_ADDRESSES,
    }
    environment.filters |= FILTERS
    return environment
