"""The preview (``mkdocs serve``): unchanged pages are reused, and changes show at once.

MkDocs empties the site before each build: the folders of generated pages are moved aside before,
and back afterwards.
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
"""MkDocs does not remove folders whose names begin with a dot."""
_MIXED = frozenset({"search", "editions"})
"""Folders that hold other files than pages, too."""
_POLLING_INTERVAL = 0.2
"""Seconds after which the server looks for changes again."""


class PageCache:
    """The pages of the last build: their paths and the keys of their states.

    :param site: the folder of the site; without one nothing is kept.
    """

    def __init__(self, site: Path | None = None) -> None:
        self.site = site
        self._before: dict[str, Hashable] = {}
        self._now: dict[str, Hashable] = {}

    def save(self) -> None:
        """Move the pages of the last build to the folder that MkDocs does not remove."""
        self._before, self._now = self._now, {}
        for name in {path.partition("/")[0] for path in self._before} - _MIXED:
            if self.site and (self.site / name).is_dir():
                (self.site / ASIDE).mkdir(exist_ok=True)
                # On Windows a file that is being read locks its folder: pages are made again.
                with suppress(OSError):
                    (self.site / name).rename(self.site / ASIDE / name)

    def restore(self) -> None:
        """Move the saved pages back, over the placeholders that MkDocs wrote."""
        for folder in (self.site / ASIDE).glob("*") if self.site else ():
            target = folder.parent.parent / folder.name
            shutil.rmtree(target, ignore_errors=True)
            try:
                folder.rename(target)
            except OSError:
                self._before = {}

    def keeps(self, path: str, state: Hashable) -> bool:
        """Record the state of a page; return whether its file has this state already.

        :param state: key of the page's bytes; nothing if that is not known.
        """
        if self.site is None:
            return False
        self._now[path] = state
        return bool(state) and self._before.get(path) == state and (self.site / path).is_file()

    def remove_unused(self) -> None:
        """Remove pages of the last build that this build does not have."""
        for path in self._before.keys() - self._now.keys():
            if self.site:
                (self.site / path).unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove the saved pages, after a build that failed."""
        self._now = {}
        if self.site:
            shutil.rmtree(self.site / ASIDE, ignore_errors=True)


def polling_often(server: LiveReloadServer, settings_file: str) -> LiveReloadServer:
    """Return the same server with a shorter polling interval, so that pages follow an edit at once.

    The interval is an argument of the server alone, and MkDocs has no setting for it.
    """
    host, port = server.server_address[:2]
    faster = type(server)(
        server.builder, str(host), port, server.root, server.mount_path, _POLLING_INTERVAL
    )
    faster.error_handler = server.error_handler
    faster.watch(settings_file)
    for emitter in server.observer.emitters:
        # A file is watched by way of its folder, without the folders in it.
        if emitter.watch.is_recursive:
            faster.watch(str(emitter.watch.path))
    server.server_close()
    return faster


def write_whole(path: Path, content: TextStream | bytes | Path) -> None:
    """Write a file of a site that is being served, atomically."""
    temporary = path.with_name(f".{path.name}")
    write_output(temporary, content)
    temporary.replace(path)


def shown_problem(problem: Problem) -> str:
    """Return a problem as HTML; its texts only if the site shows that data file anyway."""
    kind = kind_of(problem.ref)
    message = str(problem) if kind and kind.public else f"{public_message(problem)}；说明见终端。"
    return escape(message)
