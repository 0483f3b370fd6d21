"""Pages of a preview that still stand: what did not change is neither rendered nor written again.

MkDocs empties the site before each build. The folders of generated pages are laid aside before it
does, and back again when it is done.
"""

from __future__ import annotations

import shutil
from collections.abc import Hashable
from contextlib import suppress
from pathlib import Path

ASIDE = ".standing"
"""MkDocs leaves alone what begins with a dot."""
_MIXED = {"search", "editions"}
"""Folders with more in them than pages."""


class Standing:
    """The pages that were written, by path, with what tells each state of one from any other.

    :param site: the folder of the site; without one nothing is remembered, and nothing stands.
    """

    def __init__(self, site: Path | None = None) -> None:
        self._site = site
        self._before: dict[str, Hashable] = {}
        self._now: dict[str, Hashable] = {}

    def lay_aside(self) -> None:
        """Save the pages of the last build."""
        self._before, self._now = self._now, {}
        for name in {path.partition("/")[0] for path in self._before} - _MIXED:
            if self._site and (self._site / name).is_dir():
                (self._site / ASIDE).mkdir(exist_ok=True)
                # A file that somebody reads may hold its folder fast: its pages are made again.
                with suppress(OSError):
                    (self._site / name).rename(self._site / ASIDE / name)

    def lay_back(self) -> None:
        """Put the saved pages in the place of whatever MkDocs wrote for them."""
        for folder in (self._site / ASIDE).glob("*") if self._site else ():
            place = folder.parent.parent / folder.name
            shutil.rmtree(place, ignore_errors=True)
            try:
                folder.rename(place)
            except OSError:
                self._before = {}

    def stands(self, path: str, state: Hashable) -> bool:
        """Whether a page is there in this state already; if not, it is going to be.

        :param state: what the page is made of; nothing if that is not known.
        """
        if self._site is None:
            return False
        self._now[path] = state
        return bool(state) and self._before.get(path) == state and (self._site / path).is_file()

    def clear(self) -> None:
        """Remove the pages that were not asked for again."""
        for path in self._before.keys() - self._now.keys():
            if self._site:
                (self._site / path).unlink(missing_ok=True)

    def forget(self) -> None:
        """Give up what was saved: a build was broken off."""
        self._now = {}
        if self._site:
            shutil.rmtree(self._site / ASIDE, ignore_errors=True)
