"""Builds of one site within a process that goes on: the first is whole, later ones follow edits."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from allocation.base.problems import DataError
from allocation.mkdocs.in_process import BuildError, build_site
from allocation.mkdocs.site_build import SiteBuild
from allocation.mkdocs.site_files import SiteFiles


@dataclass(frozen=True, slots=True)
class Update:
    """What an update did: the paths below the site that were written, and those removed."""

    written: frozenset[str]
    removed: frozenset[str]


class WarmBuilder:
    """Builds a site into a folder, and keeps it up to date.

    Only the process that has built a folder knows what it is made of: the first update of each
    process is whole. Each builds with the code with which the process began.

    :param project: the folder of ``mkdocs.yml``.
    :param site: the folder of the site; one that is there is replaced.
    :param data: the data folder.
    :param site_url: the address of the site, with a slash at the end; empty if it is not known.
    """

    def __init__(self, project: Path, site: Path, *, data: Path, site_url: str = "") -> None:
        self._site = site
        self._build_site = partial(build_site, project, data, site_url=site_url)
        self._state: tuple[SiteBuild, SiteFiles] | None = None

    def update(self) -> Update:
        """Make the site what the data says now.

        :raises BuildError: with what is wrong with the data; the site is what it was. After any
            other error it may be of two states, and the next update is whole.
        """
        known, self._state = self._state, None
        if known is None or known[0].around.state != known[0].around.state_now():
            return self._build_whole()
        build, files = known
        try:
            site = build.around.settings.generate()
        except DataError as error:
            self._state = known
            raise BuildError(f"{error}\n网站没有重新生成，原来的网站不受影响。") from error
        if not build.fits(site):
            return self._build_whole()
        files.begin(SiteBuild(site, build.around))
        for _ in files.steps():
            pass
        self._state = SiteBuild(site, build.around), files
        return Update(frozenset(files.written), frozenset(files.removed))

    def _build_whole(self) -> Update:
        """Build the whole site beside the one that is there, and put it in its place."""
        beside = self._site.with_name(f".new-{self._site.name}")
        shutil.rmtree(beside, ignore_errors=True)
        try:
            build = self._build_site(beside)
            before = _paths(self._site)
            shutil.rmtree(self._site, ignore_errors=True)
            beside.rename(self._site)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        files = SiteFiles(self._site, build)
        for _ in files.steps():
            pass
        self._state = build, files
        now = _paths(self._site)
        return Update(now, before - now)


def _paths(site: Path) -> frozenset[str]:
    return frozenset(
        path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()
    )
