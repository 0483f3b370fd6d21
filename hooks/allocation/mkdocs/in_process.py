"""A whole build inside this process: its errors are an exception, and nothing ends the process."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException

from allocation.base.os_messages import describe_os_error
from allocation.base.problems import DataError
from allocation.datafiles.data_folder import SETTINGS
from allocation.mkdocs.hook import SiteHook
from allocation.mkdocs.site_build import SiteBuild

_PORTAL = Path("hooks", "allocation", "portal", "mkdocs.yml")


class BuildError(Exception):
    """The site can't be built; the message says in Chinese why, ready to print."""


def build_site(
    project: Path,
    data: Path,
    site: Path,
    *,
    site_url: str = "",
    downloads: bool = True,
    flat: bool = False,
) -> SiteBuild:
    """Build a site with MkDocs, strictly; return the build.

    One build at a time in a process: MkDocs, its logger and the clock are shared by all threads.

    :param project: the folder of ``mkdocs.yml``.
    :param site: an empty folder, or one that may be emptied.
    :param site_url: the address of the site, with a slash at the end; empty if it is not known.
    :param downloads: whether the site has downloads.
    :param flat: link to ``index.html`` files, for a site opened from a file share.
    :raises BuildError: with all errors and warnings; the folder may then be incomplete.
    """
    if not (data / SETTINGS).is_file():
        raise BuildError(f"{data} 里没有 {SETTINGS}，不是数据文件夹。")
    extra = {"data": str(data.absolute()), "downloads": downloads}
    config_file = project / "mkdocs.yml"
    return _build(config_file, site, extra, site_url=site_url, use_directory_urls=not flat)


def build_portal(
    project: Path,
    summaries: Mapping[str, Path],
    status: Mapping[str, Any],
    target: Path,
    *,
    title: str,
    history: Path | None = None,
    site_url: str = "",
) -> None:
    """Build the portal of many units, and keep how they stand for the months to come.

    :param project: the folder of ``mkdocs.yml``.
    :param summaries: ``api/summary.json`` of each unit by its id, in the order that tables show.
    :param status: what became of each unit, as ``status.json`` of a store has it.
    :param target: an empty folder, or one that may be emptied.
    :param title: whose portal it is.
    :param history: the folder of the snapshots by month; None to keep none.
    :param site_url: the address of the portal, with a slash at the end; empty if it is not known.
    :raises BuildError: with all errors and warnings; the folder may then be incomplete.
    """
    # Only here, since the site of a unit needs none of them.
    from allocation.portal import snapshots  # noqa: PLC0415
    from allocation.portal.site import portal_site  # noqa: PLC0415
    from allocation.portal.source import PortalSource, statuses  # noqa: PLC0415

    try:
        portal = portal_site(PortalSource(title, summaries, statuses(status), history))
    except DataError as error:
        raise BuildError(str(error)) from error
    _build(project / _PORTAL, target, {"portal": portal}, site_url=site_url)
    if history:
        try:
            snapshots.keep(history, portal.portal)
        except OSError as error:
            reason = describe_os_error(error)
            raise BuildError(f"与上月比要用的数写不进 {history}（{reason}）。") from error


def load_modules(project: Path) -> None:
    """Load the modules that the settings of the site name, for processes that will be forked.

    :param project: the folder of ``mkdocs.yml``; errors in it are left to the builds.
    """
    # Abort is a SystemExit; hooks and plugins may raise anything.
    with _warnings(), suppress(Abort, Exception):
        load_config(str(project / "mkdocs.yml"))


def _build(config_file: Path, site: Path, extra: Mapping[str, Any], **settings: Any) -> SiteBuild:
    with _warnings() as warnings:
        try:
            config = load_config(
                str(config_file), site_dir=str(site.absolute()), strict=True, **settings
            )
            config.extra.update(extra)
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
            return _hook(config).build
        # Abort is a SystemExit: it would end a process that has other sites to build.
        except (Abort, MkDocsException) as error:
            raise BuildError("\n".join(warnings) or _reason(error)) from error


def _hook(config: MkDocsConfig) -> SiteHook:
    """Return the object that has the events of a build."""
    (hook,) = (part.hook for part in config.plugins.values() if hasattr(part, "hook"))
    assert isinstance(hook, SiteHook)
    return hook


def _reason(error: BaseException) -> str:
    """Return what an error of MkDocs says; what an abort is about is in the error before it."""
    cause = error.__cause__ or error.__context__
    return str(cause if isinstance(error, Abort) and cause else error)


class _Collector(logging.Handler):
    """Keeps what is logged from warnings on, in the place of a terminal."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """Give the list of the warnings and errors that MkDocs logs while the block runs."""
    collector, logger = _Collector(), logging.getLogger("mkdocs")
    logger.addHandler(collector)
    try:
        yield collector.messages
    finally:
        logger.removeHandler(collector)
