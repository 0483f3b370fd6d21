"""A new site in the place of the old one: at any moment one of them is there, and whole.

Run by ``scripts/build`` as ``python -m allocation.swap put NEW SITE`` and ``… mend WORK``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

from allocation.oserrors import reason

ASIDE = "old"
"""The folder, beside the new site, that holds the old one for as long as neither is in place."""
_HERE = -100
"""``AT_FDCWD``: paths start in the working folder."""
_EXCHANGE = 2
"""``RENAME_EXCHANGE`` of Linux (renameat2(2)): two names change places in one step."""
_UNABLE = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM)
"""What kernels and file systems say that can't exchange names (NFS, FAT, older than Linux 3.15)."""


def put(new: Path, site: Path) -> None:
    """Put a folder in the place of the site; the old site is then where the new one was, or gone.

    Where the file system can't exchange two names, the old site goes into ``old/`` beside the new
    one for a moment; who is killed in that moment leaves it there, and ``mend`` brings it back.

    :raises OSError: if the names can't be changed; the old site is in its place.
    """
    if not site.exists():
        new.rename(site)
    elif not exchanged(new, site):
        _one_after_the_other(new, site)


def mend(work: Path) -> None:
    """Bring back a site that a killed build had put aside and could not put back."""
    for old in (work / ASIDE).glob("*"):
        if not (place := work.parent / old.name).exists():
            old.rename(place)


def exchanged(new: Path, site: Path) -> bool:
    """Exchange two names; tell whether the system can."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    if rename(_HERE, os.fsencode(new), _HERE, os.fsencode(site), _EXCHANGE) == 0:
        return True
    failed = ctypes.get_errno()
    if failed in _UNABLE:
        return False
    raise OSError(failed, os.strerror(failed), str(site))


def _one_after_the_other(new: Path, site: Path) -> None:
    aside = new.parent / ASIDE / site.name
    aside.parent.mkdir(exist_ok=True)
    site.rename(aside)
    try:
        new.rename(site)
    except OSError:
        aside.rename(site)
        raise


def _main(action: str, *places: str) -> None:
    try:
        _ACTIONS[action](*map(Path, places))
    except OSError as error:
        sys.exit(f"{places[-1]} 换不上去（{reason(error)}）；请换一个文件夹，或检查权限。")


_ACTIONS: dict[str, Callable[..., None]] = {"put": put, "mend": mend}

if __name__ == "__main__":
    _main(*sys.argv[1:])
