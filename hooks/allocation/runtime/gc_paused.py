"""The collector of cycles, kept away from data that has none.

Records point to their parents and never back, so counting references frees them; to walk through
all of them again and again takes as long as reading them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Let nothing be collected within; also a decorator."""
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()
