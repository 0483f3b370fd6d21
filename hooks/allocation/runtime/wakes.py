"""Sleep until something happens in a folder; the system tells, nobody looks again and again."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_SIGNALS = frozenset({signal.SIGIO})
_CHANGES = (
    fcntl.DN_CREATE | fcntl.DN_MODIFY | fcntl.DN_RENAME | fcntl.DN_ATTRIB | fcntl.DN_MULTISHOT
)


class Wakes:
    """Folders whose changes wake this process, also those from while it was at work.

    Changes on a network disk by other machines are not told: whoever waits gives a limit.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        """Begin to listen; a folder that is not there tells nothing."""
        # What comes while the process is at work stays pending.
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        for folder in folders:
            with suppress(OSError):
                # Open as long as the process: with the descriptor the watch would end.
                descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
                fcntl.fcntl(descriptor, fcntl.F_NOTIFY, _CHANGES)

    def sleep(self, seconds: float) -> None:
        """Return when something has happened since the last time, or after so many seconds."""
        if signal.sigtimedwait(_SIGNALS, seconds):
            # What belongs to the same change is no reason to work again.
            while signal.sigtimedwait(_SIGNALS, 0):
                pass
