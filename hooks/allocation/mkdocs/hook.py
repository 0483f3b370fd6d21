"""The events of MkDocs: unpack one, call the package, return the result."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from allocation.base.os_messages import describe_os_error
from allocation.base.problems import DataError
from allocation.mkdocs import docs_checks
from allocation.mkdocs.frames import Frames, TabPage, add_tabs
from allocation.mkdocs.manual import sections
from allocation.mkdocs.settings import Settings
from allocation.mkdocs.site_build import (
    PART,
    SITEMAP,
    HandWritten,
    PageKind,
    SiteBuild,
    Surroundings,
)
from allocation.mkdocs.theme_files import IconlessTheme
from allocation.pages.html.environment import FRAME, bytecode_cache
from allocation.register.addresses import SEARCH_INDEX
from allocation.runtime.background import ForkedTask
from allocation.runtime.streaming import write_output, write_outputs
from allocation.site.outputs import Site

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

    from allocation.portal.site import PortalSite

_INDEX = "search/ours.json"
"""Where a build writes the search index: the theme writes its own to ``SEARCH_INDEX`` later."""
_log = logging.getLogger("mkdocs.hooks.allocation")


class SiteHook:
    """The events, in the order in which MkDocs calls them.

    One object serves all builds of a process.

    :ivar build: the current build, set by ``on_config``.
    :ivar last_valid: the site of the last state of the data that had no errors.
    :ivar read_at: in a preview, the state of the files of the data as they were read.
    :ivar _serving: whether this is a preview, which goes on when the data has errors.
    :ivar _tasks: the processes that write downloads and search index.
    """

    build: SiteBuild

    def __init__(self) -> None:
        self._serving = False
        self.last_valid: Site | PortalSite | None = None
        self.read_at: object = None
        self._tasks: list[ForkedTask[None]] = []

    def on_startup(self, command: str, dirty: bool) -> None:
        """Record whether the site is being served."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check everything before MkDocs empties the old site."""
        self._stop_tasks()
        if self._serving:
            config.extra["preview"] = True
        settings = Settings.read(config)
        site = self.last_valid = self._read(settings)
        self.build = SiteBuild(site, Surroundings(settings))
        if self._serving:
            self.read_at = self.build.data_state()
        docs_checks.check_folder(settings.docs, site.facts)
        _configure(config, site)
        return config

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None]
    ) -> LiveReloadServer:
        """Serve a preview that follows the data without whole builds; a portal as MkDocs does."""
        if self.build.around.settings.portal:
            return server
        # Only here, since builds watch no files.
        from allocation.mkdocs.preview import Preview  # noqa: PLC0415

        return Preview(server, builder, self).server

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add a file for each generated page in the navigation; the others need none."""
        facts = self.build.site.facts
        docs_checks.check_numbers(self.build.around.settings.docs, files, facts)
        add_tabs(files, config, facts.folders)
        # As soon as MkDocs has emptied the folder: they are made of the data alone.
        target, downloads = self.build.around.settings.site, self.build.site.downloads()
        self._tasks.append(ForkedTask(partial(write_outputs, target, downloads)))
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation for the frames of generated pages, which are rendered last."""
        self.build.around.nav = nav
        return nav

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Give templates what they use, and prepare the frames."""
        site, around = self.build.site, self.build.around
        env.bytecode_cache = bytecode_cache()
        env.filters["patched"] = around.patches.apply
        env.globals["allocation"] = {
            "site_script": site.assets["site.js"],
            "search_worker": site.assets["search-worker.js"],
            "downloads": around.settings.downloads and not around.settings.portal,
            "portal": bool(around.settings.portal),
            "handin": site.facts.handin,
            "ribbon": around.settings.ribbon,
        }
        around.frames = Frames(
            env, around.nav, files, config, settings=around.settings, patches=around.patches
        )
        # All hand-written pages have been read, which are in the index, too.
        self._tasks.append(ForkedTask(partial(_write_index, self.build)))
        return env

    def on_page_markdown(
        self, markdown: str, page: Page, config: MkDocsConfig, files: Files
    ) -> None:
        """Date every page by the data, so that the same data makes the same bytes on any day.

        Exclude it from the theme's search index, which ours replaces.
        """
        page.meta["search"] = {"exclude": True}
        page.update_date = self.build.site.facts.day.isoformat()

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Mark the place of the generated part of a hand-written page; index its text."""
        if not isinstance(page, TabPage):
            self.build.around.manual += sections(page, html)
        part = page.meta.get("part")
        if part is None:
            return html
        parts = self.build.site.parts
        if part not in parts:
            raise PluginError(
                f"docs/{page.file.src_uri} 的 part 是“{part}”，只能是：{'、'.join(parts)}"
            )
        return html + PART

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Apply the theme patches to a hand-written page; set its generated part in."""
        around = self.build.around
        html = around.patches.page(output, get_relative_url(".", page.url))
        if "part" not in page.meta:
            return html
        before, _, after = html.partition(PART)
        written = HandWritten(page.file.dest_uri, page.url, page.meta["part"], before, after)
        around.pages.append(written)
        return self.build.whole(written).decode()

    def on_post_template(
        self, output_content: str, template_name: str, config: MkDocsConfig
    ) -> str:
        """Apply the theme patches to the page for wrong addresses; keep the site map."""
        around = self.build.around
        if template_name == SITEMAP:
            around.sitemap = output_content
        if template_name != "404.html":
            return output_content
        return around.patches.page(output_content, around.settings.base)

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write everything that is generated."""
        build = self.build
        target = build.around.settings.site
        write_outputs(target, build.site.named_assets())
        own, others = build.shares
        with ForkedTask(partial(_write_pages, build, others), is_worth_it=bool(others)) as task:
            paths, scripts = _write_pages(build, own)
            more_paths, more_scripts = task.wait()
        paths += more_paths
        build.around.patches.scripts |= scripts | more_scripts
        for each in self._tasks:
            each.wait()
        self._tasks.clear()
        build.around.frames.refuse_empty_tabs(paths)
        write_outputs(target, (*build.lists(paths), *build.scripts()))
        # The theme's own has the hand-written pages only.
        (target / _INDEX).replace(target / SEARCH_INDEX)

    def on_build_error(self, error: Exception) -> None:
        """Stop the build's tasks; replace the traceback of an error of files by one line."""
        self._stop_tasks()
        if isinstance(error, OSError) and error.strerror:
            raise PluginError(f"读写出错（{describe_os_error(error)}）。") from error

    def _read(self, settings: Settings) -> Site | PortalSite:
        """Return the site of the data; if that has errors, in a preview, of its last valid state.

        :raises PluginError: if there is nothing to show.
        """
        try:
            return settings.generate()
        except DataError as error:
            if not self._serving or self.last_valid is None:
                raise PluginError(f"{error}\n网站没有重新生成，原来的网站不受影响。") from error
            _log.error("%s\n预览停在改错之前的样子。", error)
            return self.last_valid

    def _stop_tasks(self) -> None:
        for task in self._tasks:
            task.stop()
        self._tasks.clear()


def _configure(config: MkDocsConfig, site: Site | PortalSite) -> None:
    """Set what follows from the data: templates, navigation, footer, styles and scripts."""
    config.theme = IconlessTheme(config.theme)
    config.theme.dirs.insert(0, str(FRAME))
    # MkDocs and other generators know the theme's own name of the language only.
    config.theme["language"] = "zh-CN"
    config.site_name = f"{escape(site.facts.name)} {config.site_name}"
    if config.nav:
        config.nav = site.navigation(config.nav)
    if not config.repo_url:
        config.edit_uri = None
    if config.copyright is None:
        config.copyright = escape(site.facts.footer)
    assets = site.assets
    config.extra_css = [assets["site.css"], *config.extra_css]
    config.extra_javascript = [assets["search.js"], *config.extra_javascript]
    if site.flat:
        # A setting of the theme: scripts that are loaded before its own.
        config.extra["polyfills"] = [assets["old-browsers.js"], assets["iframe-worker.js"]]


def _write_index(build: SiteBuild) -> None:
    for output in build.search_index():
        path = _INDEX if output.path == SEARCH_INDEX else output.path
        write_output(build.around.settings.site / path, output.content)


def _write_pages(build: SiteBuild, kinds: Iterable[PageKind]) -> tuple[list[str], dict[str, str]]:
    """Write pages; return their paths, and the scripts that were moved out of them."""
    target, paths = build.around.settings.site, []
    for pages in kinds:
        for page in pages():
            paths.append(page.path)
            write_output(target / page.path, build.around.frames.page(page))
    return paths, build.around.patches.scripts
