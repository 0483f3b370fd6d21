"""The files that pages load: styles and scripts bundled from modules, vendored libraries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from allocation.pages.html.bundle import bundle

_ENTRY = "main.js"
_STYLES = Path("styles", "main.css")
_IMPORT = re.compile(r'@import "(.+?)";\n')
_UNSEEN = re.compile(r"\s*(?:/\*.*?\*/|\n)\s*", re.DOTALL)


def asset_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content; a script or the style sheet is made of a folder's ``main`` file.

    ``thing.js`` is ``thing/main.js`` and what it imports, ``site.css`` is ``styles/main.css``.
    """
    for path in sorted(folder.glob("vendor/*.*")):
        yield path.name, path.read_bytes()
    yield "site.css", style_sheet(folder).encode()
    modules = sorted((path, path.stat().st_mtime_ns) for path in folder.glob("*/*.js"))
    yield from _scripts(folder, tuple(modules))


def style_sheet(folder: Path) -> str:
    """Return the style sheet of the pages, without comments: later files win over earlier ones."""
    styles = folder / _STYLES
    whole = _IMPORT.sub(
        lambda match: (styles.parent / match[1]).read_text(encoding="utf-8"),
        styles.read_text(encoding="utf-8"),
    )
    return _UNSEEN.sub(" ", whole)


@lru_cache(maxsize=1)
def _scripts(folder: Path, modules: tuple[tuple[Path, int], ...]) -> tuple[tuple[str, bytes], ...]:
    """Bundle the scripts; cached, since a preview calls this for every build.

    :param modules: every module with its time of modification: the key of the cache.
    """
    entries = (path for path, _ in modules if path.name == _ENTRY)
    return tuple((f"{path.parent.name}.js", bundle(path).encode()) for path in entries)
