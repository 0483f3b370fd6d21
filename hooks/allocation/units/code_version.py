"""What besides a unit's own data decides the bytes of its site: code, pages, theme, libraries."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import allocation
from allocation.units.content_digests import ContentDigests, of_text

PROJECT = Path(allocation.__file__).parents[2]
"""The folder of ``mkdocs.yml``, of which the package is a part."""
_LOCK = "scripts/locks/build.lock"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def code_version(digests: ContentDigests) -> str:
    """Return the digest of the code as it lies on the disk: hosts that share it build the same."""
    package = Path(allocation.__file__).parent
    places = (PROJECT / name for name in ("hooks/mkdocs_hook.py", "docs", "mkdocs.yml", _LOCK))
    content = digests.of(package, *places)
    python = ".".join(map(str, sys.version_info[:2]))
    return of_text(content, python, *_installed(PROJECT / _LOCK))


def _installed(lock: Path) -> list[str]:
    """Return name and version of each installed library of the lock, from the names of folders."""
    names = set(map(_normal, _PINNED.findall(lock.read_text(encoding="utf-8"))))
    entries = (entry.stem for path in sys.path for entry in Path(path or ".").glob("*.dist-info"))
    return sorted(entry for entry in entries if _normal(entry.partition("-")[0]) in names)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
