"""What ``mkdocs serve`` does beyond a build: pages that did not change stay, changes show at once.

MkDocs empties the site before each build. The folders of generated pages are moved away before it
does, and back again when it is done.
"""

from __future__ import annotations

import shutil
from collections.abc import Hashable
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from allocation.base.problems import Problem
from allocation.datafiles.loader import kind_of, public_message
from allocation.runtime.streaming import TextStream, write_output

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

ASIDE = ".page-cache"
"""MkDocs leaves alone what begins with a dot."""
_MIXED = frozenset({"search", "editions"})
"""Folders with more in them than pages."""
_POLLING_INTERVAL = 0.2
"""Seconds after which the server looks for changes again."""


class PageCache:
    """The pages of the last build, by path, with what tells each state of one from any other.

    :param site: the folder of the site; without one nothing is kept.
    """

    def __init__(self, site: Path | None = None) -> None:
        self.site = site
        self._before: dict[str, Hashable] = {}
        self._now: dict[str, Hashable] = {}

    def save(self) -> None:
        """Move the pages of the last build to where MkDocs leaves them alone."""
        self._before, self._now = self._now, {}
        for name in {path.partition("/")[0] for path in self._before} - _MIXED:
            if self.site and (self.site / name).is_dir():
                (self.site / ASIDE).mkdir(exist_ok=True)
                # On Windows a file that is being read locks its folder: its pages are made again.
                with suppress(OSError):
                    (self.site / name).rename(self.site / ASIDE / name)

    def restore(self) -> None:
        """Put the saved pages in the place of whatever MkDocs wrote for them."""
        for folder in (self.site / ASIDE).glob("*") if self.site else ():
            place = folder.parent.parent / folder.name
            shutil.rmtree(place, ignore_errors=True)
            try:
                folder.rename(place)
            except OSError:
                self._before = {}

    def keeps(self, path: str, state: Hashable) -> bool:
        """Record the state of a page; return whether it is there already and need not be written.

        :param state: what the page is made of; nothing if that is not known.
        """
        if self.site is None:
            return False
        self._now[path] = state
        return bool(state) and self._before.get(path) == state and (self.site / path).is_file()

    def remove_unused(self) -> None:
        """Remove the pages that this build has none of."""
        for path in self._before.keys() - self._now.keys():
            if self.site:
                (self.site / path).unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove what was saved, after a build that failed."""
        self._now = {}
        if self.site:
            shutil.rmtree(self.site / ASIDE, ignore_errors=True)


def polling_often(server: LiveReloadServer) -> LiveReloadServer:
    """Return the same server with a shorter polling interval: a page follows an edit at once.

    The interval is an argument of the server alone, and MkDocs has no setting for it.
    """
    host, port = server.server_address[:2]
    often = type(server)(
        builder=server.builder,
        host=str(host),
        port=port,
        root=server.root,
        mount_path=server.mount_path,
        polling_interval=_POLLING_INTERVAL,
    )
    often.error_handler = server.error_handler
    for emitter in server.observer.emitters:
        often.watch(str(emitter.watch.path))
    server.server_close()
    return often


def write_whole(place: Path, content: TextStream | bytes | Path) -> None:
    """Write a file of a site that is being served: readers get all of it, or none."""
    hidden = place.with_name(f".{place.name}")
    write_output(hidden, content)
    hidden.replace(place)


def shown_problem(problem: Problem) -> str:
    """Return a problem as HTML: all of it where the site shows that data file anyway."""
    kind = kind_of(problem.ref)
    message = str(problem) if kind and kind.public else f"{public_message(problem)}；说明见终端。"
    return escape(message)
