"""A data folder -> a register that is right, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from allocation.base.problems import DataError
from allocation.datafiles import loader
from allocation.lint.errors import errors
from allocation.register import register
from allocation.register.register import Register
from allocation.runtime.gc_paused import gc_paused


@gc_paused()
def load_register(folder: Path, texts: Mapping[Path, str] | None = None) -> Register:
    """Read and check a data folder.

    :param texts: what some files would say, to see what would be wrong with that; handed-in files
        are not looked at then.
    :raises DataError: with every problem found.
    """
    files, problems = loader.load(folder, texts)
    if files.unit is not None:
        built = register.build(files)
        problems += errors(built, files)
        if not problems:
            return built
    raise DataError(problems)
