"""Downloads: one file per kind, each with ``export(index)`` yielding (path, content) pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from allocation.exporters import api
from allocation.views import Index

EXPORTERS: tuple[Callable[[Index], Iterator[tuple[str, bytes]]], ...] = (api.export,)
