"""``api/changes.json``: what each commit changed, for other programs, explained by a schema."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import TypeAdapter

from allocation.datafiles.json_schema import doc, tidy
from allocation.feeds import diff_formats
from allocation.pages.views.context import SiteContext
from allocation.versions.changes import Changes

VERSION = "2.1"


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

    version: Annotated[str, doc("格式版本")]
    note: Annotated[str, doc("缺了什么、为什么；不缺为空")]
    versions: Annotated[tuple[ApiVersion, ...], doc("各次变更，新的在前")]


_ADAPTER = TypeAdapter(ApiHistory)


def export(context: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Yield the history and its JSON Schema, and the schema of what ``allocation diff`` writes."""
    versions = tuple(
        ApiVersion(each.id, each.day, each.author, each.changes)
        for each in context.history.versions
    )
    said = ApiHistory(VERSION, context.history.note, versions)
    yield "api/changes.json", _ADAPTER.dump_json(said, indent=1)
    schema = tidy(_ADAPTER.json_schema(mode="serialization"), title="变更记录")
    yield "api/changes.schema.json", json.dumps(schema, ensure_ascii=False, indent=1).encode()
    yield "api/diff.schema.json", diff_formats.schema().encode()
