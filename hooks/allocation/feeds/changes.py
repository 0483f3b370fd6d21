"""``api/changes.json``: the changes of every commit for other programs, with its JSON Schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar

from pydantic import ConfigDict, TypeAdapter

from allocation.datafiles.json_schema import DEFERRED, doc, format_schema
from allocation.editing import slip
from allocation.feeds import diff_formats
from allocation.feeds.provenance_keys import ApiDerived, derived_keys
from allocation.pages.views.context import SiteContext
from allocation.register.derived import Derived
from allocation.runtime.streaming import Output
from allocation.versions.changes import Changes
from allocation.versions.history import History

VERSION = "2.2"


@dataclass(frozen=True, slots=True)
class ApiVersion:
    """A commit that changed the data."""

    id: Annotated[str, doc("提交")]
    day: Annotated[dt.date, doc("哪天")]
    author: Annotated[str, doc("谁改的；没有署中文姓名的为空")]
    changes: Annotated[Changes, doc("变了什么")]


@dataclass(frozen=True, slots=True)
class ApiHistory:
    """The history of the data."""

    __pydantic_config__: ClassVar[ConfigDict] = DEFERRED

    version: Annotated[str, doc("格式版本")]
    derived: Annotated[
        tuple[ApiDerived, ...], doc("原表没有写、由网站推定的；其余各键照原文，建议的除外")
    ]
    note: Annotated[str, doc("缺了什么、为什么；不缺为空")]
    versions: Annotated[tuple[ApiVersion, ...], doc("各次变更，新的在前")]


_ADAPTER = TypeAdapter(ApiHistory)
_CHANGES = ("versions.changes.entries", "versions.changes.people")
_DERIVED = {
    Derived.PAIRING: _CHANGES[:1],
    Derived.NATURE: _CHANGES[:1],
    Derived.CLAUSE_NUMBER: _CHANGES,
    Derived.ALIAS: _CHANGES[:1],
}
"""The keys that may make derived statements."""


def export(context: SiteContext) -> Iterator[Output]:
    """Yield the history, and the schemas of it, of ``allocation diff`` and of slips."""
    yield Output("api/changes.json", partial(_json, context.history))
    yield Output("api/changes.schema.json", partial(_encoded, schema))
    yield Output("api/diff.schema.json", partial(_encoded, diff_formats.schema))
    yield Output("api/slip.schema.json", partial(_encoded, slip.schema))


def _json(history: History) -> bytes:
    versions = tuple(
        ApiVersion(version.id, version.day, version.author, version.changes)
        for version in history.versions
    )
    said = ApiHistory(VERSION, derived_keys(_DERIVED), history.note, versions)
    return _ADAPTER.dump_json(said, indent=1)


def schema() -> str:
    """Return the JSON Schema of the history."""
    return format_schema(_ADAPTER, "变更记录")


def _encoded(text: Callable[[], str]) -> bytes:
    return text().encode()
