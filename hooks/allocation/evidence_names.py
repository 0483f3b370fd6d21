"""The names of all handed-in files that the filings of a data folder and its editions name.

For ``scripts/evidence``, which fetches them: ended by a NUL, each once, sorted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from allocation import loading
from allocation.filenames import EDITIONS

__all__ = ["named"]


def named(data: Path) -> Iterator[str]:
    """Yield what filings name, but for what would lie outside the folder of handed-in files."""
    for folder in (data, *sorted((data / EDITIONS).glob("*/"))):
        files, _ = loading.load(folder)
        for year in files.filings:
            yield from (file.name for each in year.filings for file in each.files)


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not (path.is_absolute() or ".." in path.parts or "\0" in name)


if __name__ == "__main__":
    found = sorted(set(filter(_inside, named(Path(sys.argv[1])))))
    sys.stdout.buffer.write("".join(f"{name}\0" for name in found).encode())
