"""The code that a process runs: one that stays ends when other code has taken its place."""

from __future__ import annotations

import sys
from collections.abc import Hashable
from pathlib import Path

import allocation
from allocation.runtime.file_states import state_of

_PACKAGE = Path(allocation.__file__).parent


def code_state() -> Hashable:
    """Return a fingerprint of the package, and of what ``scripts/install`` has installed."""
    return state_of([_PACKAGE, *sorted(Path(sys.prefix).glob("installed-*"))])
