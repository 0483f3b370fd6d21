"""The environments of Jinja: the folder of templates, their globals and filters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined

from allocation.base.enums import (
    GAPS,
    Column,
    Duty,
    FilingState,
    Frequency,
    SlotState,
    Verdict,
    Visibility,
)
from allocation.pages.html import compiled_templates
from allocation.pages.html.compiled_templates import DirectCode, DirectContext, escaped
from allocation.pages.html.filters import FILTERS
from allocation.pages.views.boxes import BOX_HEADS
from allocation.pages.views.dossier import LIST_HEADS
from allocation.register import addresses
from allocation.register.common import Common
from allocation.register.schedule import provisional

TEMPLATES = Path(__file__).parent.parent / "templates"
FRAME = TEMPLATES / "frame"
"""Templates that override those of the theme."""

_ADDRESSES: tuple[Callable[..., Any], ...] = (
    addresses.anchor,
    addresses.assess_address,
    addresses.box_page,
    addresses.calendar_address,
    addresses.brief_page,
    addresses.data_address,
    addresses.day_anchor,
    addresses.dossier_page,
    addresses.file_address,
    addresses.filed_address,
    addresses.filed_anchor,
    addresses.gaps_address,
    addresses.month_address,
    addresses.open_duties_document,
    addresses.photos_address,
    addresses.reminder_address,
    addresses.task_address,
)


def page_environment() -> Environment:
    """Return the environment of pages; the same one as before, unless a template has changed."""
    return _page_environment(templates_state())


def load_templates() -> None:
    """Load the templates of a unit's pages; frame and portal have environments of their own."""
    environment = page_environment()
    for name in environment.list_templates():
        if not name.startswith(("frame/", "portal/")):
            environment.get_template(name)


def templates_state() -> tuple[tuple[str, int], ...]:
    """Return the path and the time of modification of every template."""
    return tuple(sorted((str(each), each.stat().st_mtime_ns) for each in TEMPLATES.rglob("*.html")))


def page_names(common: Common) -> dict[str, Any]:
    """Return what templates may say on every page, by name."""
    unit = common.unit
    return {
        "common": common,
        "unit": unit,
        "labels": common.labels,
        "has": {column.name for column in unit.columns}.__contains__,
        "provenance": common.provenance,
        "contact": common.contact,
        "provisional": provisional(unit.term),
    }


def standalone(template: str, **names: Any) -> str:
    """Return an HTML file that needs nothing of a site."""
    return _plain().get_template(template).render(names)


def bytecode_cache(compiler: str = "jinja2") -> FileSystemBytecodeCache | None:
    """Return the cache of compiled templates; None where no folder for it can be had.

    Jinja keeps it in a folder of the user's own and compares the digests of the sources.

    :param compiler: the name of what compiles them, different for each state of it.
    """
    try:
        return FileSystemBytecodeCache(pattern=f"__{compiler}_%s.cache")
    except (OSError, RuntimeError):
        return None


class _Environment(Environment):
    """The environment of our templates, which are compiled in our way."""

    code_generator_class = DirectCode
    context_class = DirectContext
    escaped = staticmethod(escaped)


def _plain() -> Environment:
    return _Environment(
        bytecode_cache=bytecode_cache(f"allocation_{_compiler_digest()}"),
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def portal_environment() -> Environment:
    """Return an environment that renders pages of a portal, which has no register."""
    environment = _plain()
    environment.globals |= {"SlotState": SlotState, "Verdict": Verdict}
    environment.filters |= _by_name(FILTERS)
    return environment


@cache
def _compiler_digest() -> str:
    return hashlib.sha256(Path(compiled_templates.__file__).read_bytes()).hexdigest()[:16]


@lru_cache(maxsize=1)
def _page_environment(state: tuple[tuple[str, int], ...]) -> Environment:
    """Return the environment of pages for a state of the templates."""
    environment = _plain()
    environment.globals |= {
        "gap_states": GAPS,
        "Duty": Duty,
        "FilingState": FilingState,
        "Frequency": Frequency,
        "SlotState": SlotState,
        "Column": Column,
        "Verdict": Verdict,
        "Visibility": Visibility,
        "heads": LIST_HEADS,
        "box_heads": BOX_HEADS,
        **_by_name(_ADDRESSES),
    }
    environment.filters |= _by_name(FILTERS)
    return environment


def _by_name(functions: Iterable[Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    return {function.__name__: function for function in functions}
