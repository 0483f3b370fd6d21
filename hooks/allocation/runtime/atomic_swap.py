"""Atomic replacement of a site: at any moment the complete old or new one is in its place."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

ASIDE = "old"
"""The folder next to the new site that holds the old one while neither is in place."""
_WORKING_DIRECTORY = -100
"""``AT_FDCWD``: paths are relative to the working directory."""
_EXCHANGE = 2
"""``RENAME_EXCHANGE`` of Linux (renameat2(2)): exchange two names atomically."""
_UNSUPPORTED = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM)
"""Errors of systems that can't exchange names (NFS, FAT, Linux older than 3.15)."""


def install(new: Path, site: Path) -> None:
    """Put a folder in the place of the site; the old site, if any, gets the name of the new one.

    If the file system can't exchange two names, the old site is in ``old/`` next to the new one for
    a moment. A process that is killed in that moment leaves it there, and ``restore`` restores it.

    :raises OSError: if the names can't be changed; the old site is in its place then.
    """
    if not site.exists():
        new.rename(site)
    elif not exchange(new, site):
        _replace_in_two_steps(new, site)


def restore(work: Path) -> None:
    """Restore a site that a killed build had moved to ``old/``."""
    for old in (work / ASIDE).glob("*"):
        if not (place := work.parent / old.name).exists():
            old.rename(place)


def exchange(new: Path, site: Path) -> bool:
    """Exchange two names atomically; return False if the system can't.

    :raises OSError: if it fails for another reason.
    """
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    if (
        rename(
            _WORKING_DIRECTORY, os.fsencode(new), _WORKING_DIRECTORY, os.fsencode(site), _EXCHANGE
        )
        == 0
    ):
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(site))


def _replace_in_two_steps(new: Path, site: Path) -> None:
    temporary = new.parent / ASIDE / site.name
    temporary.parent.mkdir(exist_ok=True)
    site.rename(temporary)
    try:
        new.rename(site)
    except OSError:
        temporary.rename(site)
        raise
