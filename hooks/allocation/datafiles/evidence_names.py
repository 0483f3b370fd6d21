"""Names of all handed-in files in the filings of a data folder and of its editions.

Run by ``scripts/evidence``, which fetches them: prints the names sorted, NUL-terminated.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from allocation.base.filenames import EDITIONS, path_problem
from allocation.datafiles import loader

__all__ = ["evidence_files"]


def evidence_files(data: Path) -> Iterator[str]:
    """Yield the file names of all filings, without those that lint refuses."""
    for folder in (data, *sorted((data / EDITIONS).glob("*/"))):
        files, _ = loader.load(folder)
        for year in files.filings:
            names = (file.name for filing in year.filings for file in filing.files)
            yield from (name for name in names if not path_problem(name))


if __name__ == "__main__":
    unique_names = sorted(set(evidence_files(Path(sys.argv[1]))))
    sys.stdout.buffer.write("".join(f"{name}\0" for name in unique_names).encode())
