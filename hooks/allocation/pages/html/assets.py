"""The files that pages load: styles, scripts bundled from modules, vendored libraries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from allocation.pages.html.bundle import bundle

_ENTRY = "main.js"


def asset_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content: ``thing.js`` is bundled from ``thing/main.js`` and its imports."""
    for path in sorted([*folder.glob("*.css"), *folder.glob("vendor/*.*")]):
        yield path.name, path.read_bytes()
    modules = sorted((path, path.stat().st_mtime_ns) for path in folder.glob("*/*.js"))
    yield from _scripts(folder, tuple(modules))


@lru_cache(maxsize=1)
def _scripts(folder: Path, modules: tuple[tuple[Path, int], ...]) -> tuple[tuple[str, bytes], ...]:
    """Bundle the scripts; cached, since a preview calls this for every build.

    :param modules: every module with its time of modification: the key of the cache.
    """
    entries = (path for path, _ in modules if path.name == _ENTRY)
    return tuple((f"{path.parent.name}.js", bundle(path).encode()) for path in entries)
