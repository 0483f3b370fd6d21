"""The files that pages load: styles and scripts bundled from modules, vendored libraries."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from allocation.pages.html import bundle as bundling
from allocation.pages.html import javascript
from allocation.pages.html.bundle import bundle
from allocation.pages.html.environment import bytecode_cache
from allocation.runtime.atomic_files import write_cache

_ENTRY = "main.js"
_BUNDLERS = (Path(bundling.__file__), Path(javascript.__file__))
"""What decides, beside the modules, what a script is like."""
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
    """Bundle the scripts; kept in memory, since a preview calls this for every build.

    They are kept on disk, too: to parse all modules takes as long as to build twenty pages.

    :param modules: every module with its time of modification: the key of the cache.
    """
    paths = [path for path, _ in modules]
    cache, state = bytecode_cache(), _digest([*paths, *_BUNDLERS])
    # Of the last state alone: whoever works on the scripts would pile them up.
    kept = Path(cache.directory, "allocation_scripts.json") if cache else Path(os.devnull)
    with suppress(OSError, ValueError, TypeError, KeyError):
        found = json.loads(kept.read_bytes())
        if found["state"] == state:
            return _encoded(found["scripts"])
    entries = (path for path in paths if path.name == _ENTRY)
    scripts = {f"{path.parent.name}.js": bundle(path) for path in entries}
    if cache:
        write_cache(kept, json.dumps({"state": state, "scripts": scripts}).encode())
    return _encoded(scripts)


def _encoded(scripts: Mapping[str, str]) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, script.encode()) for name, script in scripts.items())


def _digest(paths: Iterable[Path]) -> str:
    """Return the digest of files in folders beside one another."""
    digest = hashlib.sha256()
    for path in paths:
        content = hashlib.sha256(path.read_bytes())
        digest.update(f"{path.parent.name}/{path.name}\0".encode() + content.digest())
    return digest.hexdigest()
