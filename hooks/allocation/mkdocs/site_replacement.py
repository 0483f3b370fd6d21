"""A site built beside the old one, looked through, and put in its place.

Killed at any moment it leaves a whole site, the old one or the new; the next build clears up.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from allocation.base.os_messages import describe_os_error, reason
from allocation.mkdocs.in_process import BuildError, build_site
from allocation.runtime import atomic_swap, deterministic_zip
from allocation.runtime.trees import digests
from allocation.site.inspection import Inspection, Inspector
from allocation.site.ready import ORIGIN, origin

_WORK = ".new-site."
_OPENED = "打开网站.html"
"""Among forty folders on a USB stick, what to open first is seen by its name."""
_OPENS = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>打开网站</title>
<meta http-equiv="refresh" content="0; url=index.html"><a href="index.html">打开网站</a></html>
"""


class OccupiedError(Exception):
    """Something else than a site is where the site is to be; it stays."""


@dataclass(frozen=True, slots=True)
class SiteReplacement:
    """What a site is built of, and how.

    :ivar project: the folder of ``mkdocs.yml``.
    :ivar site_url: the address of the site; empty if it is not known.
    :ivar offline: whether it is one that opens by double click, with a zip of it.
    """

    project: Path
    data: Path
    site_url: str = ""
    offline: bool = False

    def replace(self, out: Path, inspector: Inspector) -> Inspection:
        """Build into a folder beside the site, and put it in the place of the site.

        :returns: what was found; nothing has changed if there are problems.
        :raises BuildError: if that fails; nothing has changed then.
        :raises OccupiedError: if there is something else.
        """
        if self.site_url and not _is_address(self.site_url):
            message = f"环境变量 SITE_URL 写的是 {self.site_url}，应当是网站的网址，"
            raise BuildError(f"{message}如 http://portal.example/wenming/；请改正，或不设。")
        try:
            with _beside(out) as work:
                return self._build(work / out.name, out, inspector)
        except OSError as error:
            raise BuildError(f"读写出错（{describe_os_error(error)}）。") from error

    def _build(self, new: Path, out: Path, inspector: Inspector) -> Inspection:
        # As of the commit that is there before: what is committed meanwhile is not in it.
        line = origin(self.data) if not self.offline else ""
        build_site(self.project, self.data, new, site_url=self.site_url, flat=self.offline)
        # Before it is in place, so that a personal number is never served.
        found = inspector.numbers(new, digests(new), self.data)
        if found.problems:
            return found
        if self.offline:
            (new / _OPENED).write_text(_OPENS, "utf-8")
            deterministic_zip.pack(new, _zip(new))
        else:
            (new / ORIGIN).write_text(f"{line}\n", "utf-8")
        pages = sum(1 for _ in new.rglob("*.html"))
        install(new, out)
        if self.offline:
            _zip(new).replace(_zip(out))
        return Inspection((), found.notes, pages)


def install(new: Path, site: Path) -> None:
    """Put a folder in the place of the site.

    :raises BuildError: if that fails; the old site is in its place then.
    """
    try:
        atomic_swap.install(new, site)
    except OSError as error:
        message = f"{site} 换不上去（{reason(error)}）；请换一个文件夹，或检查权限。"
        raise BuildError(message) from error


def _zip(site: Path) -> Path:
    return site.with_name(f"{site.name}.zip")


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    plain = not any(char.isspace() or char in "?#" for char in url)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and plain


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """Give a folder beside the site that is locked while the block and its processes run.

    One without a lock is left over from a killed build.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        parent = _locked(out.parent)
        try:
            _sweep(out.parent)
            _refuse_other_things(out)
            work = Path(tempfile.mkdtemp(prefix=_WORK, dir=out.parent))
            own = _locked(work)
        finally:
            os.close(parent)
    except OSError as error:
        message = f"{out.parent} 写不进去；请检查权限，或换一个文件夹。"
        raise BuildError(message) from error
    try:
        yield work
    finally:
        _tidy(work)
        os.close(own)


def _sweep(parent: Path) -> None:
    for left in parent.glob(f"{_WORK}*"):
        if left.is_dir():
            try:
                lock = _locked(left, fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            _tidy(left)
            os.close(lock)


def _tidy(work: Path) -> None:
    atomic_swap.restore(work)
    shutil.rmtree(work, ignore_errors=True)


def _locked(folder: Path, how: int = 0) -> int:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | how)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _refuse_other_things(out: Path) -> None:
    is_free = not out.exists() or (out.is_dir() and not any(out.iterdir()))
    if not is_free and not (out.is_dir() and (out / "sitemap.xml").is_file()):
        message = "里有别的东西，不是先前生成的网站，没有动它。请换一个文件夹。"
        raise OccupiedError(f"{out} {message}")
