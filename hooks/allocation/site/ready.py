"""A site ready to be published: a copy with compressed files, and the list of all with check sums.

In: a folder with a built site that was looked through. Out: a folder for ``scripts/publish``.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from allocation.datafiles.data_folder import SETTINGS
from allocation.runtime import git_process
from allocation.runtime.git_process import RepositoryError
from allocation.runtime.trees import digests

ORIGIN = ".origin"
"""The file that says of which commit a site is: not published, so that its files stay the same."""
_COMPRESS = Path("scripts/deploy/compress")
_ENDINGS = (".gz", ".br")
"""What is added to the name of a file by what is made of it."""
_DATED = re.compile(r"^data_date: *['\"]?([0-9-]+)", re.MULTILINE)
_LINE = re.compile(r"([0-9a-f]{40,64}|-) \d{1,11} \d{1,11} (\d{4}-\d\d-\d\d|-)", re.ASCII)


def origin(data: Path) -> str:
    """Return the line that ``scripts/publish`` compares: commit, its time, time of the build, date.

    What is not known of the data is a hyphen or a nought.
    """
    try:
        options = ("log", "-1", "--no-show-signature", "--format=%H %ct")
        commit = git_process.run(data, *options).decode().strip()
    except RepositoryError:
        commit = "- 0"
    text = (data / SETTINGS).read_text("utf-8", errors="replace")
    dated = _DATED.search(text)
    return f"{commit} {time.time():.0f} {dated[1] if dated else '-'}"


def origin_of(site: Path) -> str:
    """Return the line that a build left in a site.

    :raises ValueError: if it is none.
    """
    path = site / ORIGIN
    if not path.is_file():
        return f"- 0 {(site / 'index.html').stat().st_mtime:.0f} -"
    line = path.read_text("utf-8", errors="replace").partition("\n")[0]
    if not _LINE.fullmatch(line):
        raise ValueError(line)
    return line


class Ready:
    """The folder for ``scripts/publish``: what changed is copied and compressed, the rest stays.

    :ivar site: the copy in ``folder``; beside it are ``manifest`` and ``origin``.
    """

    def __init__(self, folder: Path, project: Path) -> None:
        """Begin with an empty folder."""
        self.folder = folder
        self._compress = project / _COMPRESS
        self._copied: dict[str, str] = {}
        self.site = folder / "site"

    def update(self, built: Path, files: Mapping[str, str], line: str) -> None:
        """Make the copy one of a site as it is now.

        :param files: the names of the site's files, with the digests of their contents.
        :param line: of which commit it is.
        :raises OSError: if it can't be written; the next update begins with what is there then.
        """
        new = self.folder / "new"
        shutil.rmtree(new, ignore_errors=True)
        changed = {
            _plain(name)
            for name in {**self._copied, **files}
            if self._copied.get(name) != files.get(name)
        }
        for name in (name for name in files if _plain(name) in changed):
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(built / name, new / name)
        if new.exists():
            done = subprocess.run([self._compress, new], check=False)
            if done.returncode:
                raise OSError(errno.EIO, os.strerror(errno.EIO), str(new))
        for name in (f"{name}{ending}" for name in changed for ending in ("", *_ENDINGS)):
            self._copied.pop(name, None)
            (self.site / name).unlink(missing_ok=True)
        for path in (path for path in new.rglob("*") if path.is_file()):
            place = self.site / path.relative_to(new)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
        self._copied = {**files}
        (self.site / ORIGIN).unlink(missing_ok=True)
        sums = "".join(f"{digest}  {name}\n" for name, digest in digests(self.site).items())
        (self.folder / "manifest").write_text(sums, "utf-8")
        (self.folder / "origin").write_text(f"{line}\n", "utf-8")


def _plain(name: str) -> str:
    """Return the name of the file that a file is made of, or may be taken for made of."""
    return next((name.removesuffix(end) for end in _ENDINGS if name.endswith(end)), name)
