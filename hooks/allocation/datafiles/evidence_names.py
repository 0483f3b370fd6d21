"""The names of all handed-in files that the filings of a data folder and its editions name.

For ``scripts/evidence``, which fetches them: ended by a NUL, each once, sorted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from allocation.base.filenames import EDITIONS, path_problem
from allocation.datafiles import loader

__all__ = ["evidence_files"]


def evidence_files(data: Path) -> Iterator[str]:
    """Yield what filings name, but for names that lint refuses."""
    for folder in (data, *sorted((data / EDITIONS).glob("*/"))):
        files, _ = loader.load(folder)
        for year in files.filings:
            names = (file.name for each in year.filings for file in each.files)
            yield from (name for name in names if not path_problem(name))


if __name__ == "__main__":
    found = sorted(set(evidence_files(Path(sys.argv[1]))))
    sys.stdout.buffer.write("".join(f"{name}\0" for name in found).encode())
