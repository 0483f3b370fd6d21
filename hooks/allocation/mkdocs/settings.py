"""Settings from ``mkdocs.yml``, the environment and the command line, read once for each build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from mkdocs.config.defaults import MkDocsConfig

from allocation.site.outputs import Site, generate

if TYPE_CHECKING:
    from allocation.portal.site import PortalSite

_RIBBONS = (("example", "示例"), ("preview", "预览"))
"""Settings that mark every page, with the mark; the first that is on counts."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one build.

    :ivar file: ``mkdocs.yml``.
    :ivar data: the data folder.
    :ivar docs: the folder of the hand-written pages.
    :ivar site: the folder that the site is written to.
    :ivar site_url: the address of the site, with a slash at the end; empty if it is not known.
    :ivar repo_url: the repository at a git host; empty if there is none.
    :ivar flat: link to ``index.html`` files, for a site opened from a file share.
    :ivar downloads: whether the site has downloads.
    :ivar portal: what names the summaries of a portal of many units; None for the site of a unit.
    :ivar ribbon: what every page is marked with: 示例, 预览, or nothing.
    """

    file: Path
    data: Path
    docs: Path
    site: Path
    site_url: str
    repo_url: str
    flat: bool
    downloads: bool
    ribbon: str
    portal: Any = None

    @classmethod
    def read(cls, config: MkDocsConfig) -> Settings:
        """Return the settings that MkDocs has read and checked."""
        return cls(
            file=Path(config.config_file_path),
            data=Path(config.config_file_path).parent / str(config.extra.get("data", "data")),
            docs=Path(config.docs_dir),
            site=Path(config.site_dir),
            site_url=config.site_url or "",
            repo_url=config.repo_url or "",
            flat=not config.use_directory_urls,
            downloads=bool(config.extra.get("downloads", True)),
            ribbon=next((name for key, name in _RIBBONS if config.extra.get(key)), ""),
            portal=config.extra.get("portal"),
        )

    def generate(self) -> Site | PortalSite:
        """Return the site of the data as it is now, or the portal of the summaries.

        :raises DataError: with all problems of the data.
        """
        if self.portal:
            # Only here, since the site of a unit needs none of it.
            from allocation.portal.site import portal_site  # noqa: PLC0415

            return portal_site(self.portal, flat=self.flat)
        return generate(self.data, flat=self.flat, downloads=self.downloads, site_url=self.site_url)

    def link(self, path: str) -> str:
        """Return the path of a page as links name it."""
        return path if self.flat else path.removesuffix("index.html")

    def url(self, path: str) -> str:
        """Return the full address of a page; only its path if the site's address is not known."""
        return urljoin(self.site_url, self.link(path))

    @property
    def base(self) -> str:
        """The path of the site on its server, for pages that are shown at any address."""
        return urlsplit(self.site_url or "/").path
