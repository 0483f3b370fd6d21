"""The code that a process runs: one that stays ends when other code has taken its place."""

from __future__ import annotations

import sys
from collections.abc import Container, Hashable
from pathlib import Path

import allocation
from allocation.runtime.file_states import state_of

_PACKAGE = Path(allocation.__file__).parent


def code_state(leaving_out: Container[Path] = ()) -> Hashable:
    """Return a fingerprint of the package, and of what ``scripts/install`` has installed.

    :param leaving_out: folders of the package whose files the process reads anew when they change.
    """
    return state_of([_PACKAGE, *sorted(Path(sys.prefix).glob("installed-*"))], leaving_out)
