"""The events of MkDocs: unpack one, call the package, return the result."""

from __future__ import annotations

import gzip
import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
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
from allocation.feeds.search_entries import Section
from allocation.mkdocs import docs_checks
from allocation.mkdocs.frames import Frames, TabPage, add_tabs
from allocation.mkdocs.manual import sections
from allocation.mkdocs.preview import PageCache, polling_often, shown_problem, write_whole
from allocation.mkdocs.settings import Settings
from allocation.mkdocs.theme_files import IconlessTheme
from allocation.mkdocs.theme_patches import ThemePatches
from allocation.pages.html.environment import FRAME, bytecode_cache
from allocation.portal.site import PortalSite, portal_site
from allocation.register.addresses import SEARCH_INDEX
from allocation.runtime.background import ForkedTask, IdleTask
from allocation.runtime.streaming import TextStream, write_output
from allocation.site.outputs import Site, generate

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

_IDLE = 5.0
"""Seconds without an edit after which a preview writes downloads and search index."""
_INDEX = "search/ours.json"
"""Where a build writes the search index: the theme writes its own to ``SEARCH_INDEX`` later."""
_SITEMAP_END = "</urlset>"
_log = logging.getLogger("mkdocs.hooks.allocation")


@dataclass
class _Build:
    """The state of one build.

    :ivar problems: HTML of the problems that the data has now, if the site is of an earlier state.
    :ivar manual: the hand-written pages and their sections, for the search index.
    :ivar nav: set by ``on_nav``.
    :ivar frames: set by ``on_env``.
    """

    settings: Settings
    site: Site | PortalSite
    problems: tuple[str, ...] = ()
    patches: ThemePatches = field(default_factory=ThemePatches)
    manual: list[Section] = field(default_factory=list)
    nav: Navigation = field(init=False)
    frames: Frames = field(init=False)


class SiteHook:
    """The events, in the order in which MkDocs calls them.

    One object serves all builds of a process: a preview reuses pages of the build before.

    :ivar _build: the current build, set by ``on_config``.
    :ivar _serving: whether this is a preview, which goes on when the data has errors.
    :ivar _last_valid: the site of the last build whose data had no errors.
    :ivar _task: the process or thread that writes downloads and search index.
    """

    _build: _Build

    def __init__(self) -> None:
        self._serving = False
        self._last_valid: Site | PortalSite | None = None
        self._cache = PageCache()
        self._task: ForkedTask | IdleTask | None = None

    def on_startup(self, command: str, dirty: bool) -> None:
        """Record whether the site is being served."""
        self._serving = command == "serve"
        self._cache = PageCache()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check everything before MkDocs empties the old site."""
        self._stop_task()
        if self._serving:
            config.extra["preview"] = True
        settings = Settings.read(config)
        self._build = self._read(settings)
        site = self._build.site
        docs_checks.check_folder(settings.docs, site.facts)
        self._last_valid = site
        _configure(config, site)
        return config

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Shorten the interval at which the server looks for changed files."""
        return polling_often(server, config.config_file_path)

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Move a preview's pages aside: MkDocs empties the folder of the site."""
        if self._serving and self._cache.site is None:
            self._cache = PageCache(self._build.settings.site)
        self._cache.save()

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add a file for each generated page in the navigation; the others need none."""
        build = self._build
        docs_checks.check_numbers(build.settings.docs, files, build.site.facts)
        add_tabs(files, config, build.site.facts.folders)
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation for the frames of generated pages, which are rendered last."""
        self._build.nav = nav
        return nav

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Give templates what they use, and prepare the frames."""
        build = self._build
        env.bytecode_cache = bytecode_cache()
        env.filters["patched"] = build.patches.apply
        env.globals["allocation"] = {
            "site_script": build.site.assets["site.js"],
            "search_worker": build.site.assets["search-worker.js"],
            "downloads": build.settings.downloads and not build.settings.portal,
            "portal": bool(build.settings.portal),
            "handin": build.site.facts.handin,
            "problems": build.problems,
            "ribbon": build.settings.ribbon,
        }
        build.frames = Frames(
            env, build.nav, files, config, settings=build.settings, patches=build.patches
        )
        if not self._serving:
            # Nothing that downloads and search index are made of changes after this event.
            self._task = ForkedTask(partial(_write_steps, build, _INDEX, write_output))
        return env

    def on_page_markdown(
        self, markdown: str, page: Page, config: MkDocsConfig, files: Files
    ) -> None:
        """Date every page by the data, so that the same data makes the same bytes on any day.

        Exclude it from the theme's search index, which ours replaces.
        """
        page.meta["search"] = {"exclude": True}
        page.update_date = self._build.site.facts.day.isoformat()

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Append the generated part of a hand-written page; index its text."""
        if not isinstance(page, TabPage):
            self._build.manual += sections(page, html)
        part = page.meta.get("part")
        if part is None:
            return html
        parts = self._build.site.parts
        if part not in parts:
            raise PluginError(
                f"docs/{page.file.src_uri} 的 part 是“{part}”，只能是：{'、'.join(parts)}"
            )
        return html + self._build.site.part(part, page.url)

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Apply the theme patches to a hand-written page."""
        return self._build.patches.page(output, get_relative_url(".", page.url))

    def on_post_template(
        self, output_content: str, template_name: str, config: MkDocsConfig
    ) -> str:
        """Apply the theme patches to the page for wrong addresses."""
        if template_name != "404.html":
            return output_content
        return self._build.patches.page(output_content, self._build.settings.base)

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write everything that is generated."""
        build = self._build
        target = build.settings.site
        for output in build.site.named_assets():
            write_output(target / output.path, output.content)
        self._cache.restore()
        self._write_pages(build)
        self._cache.remove_unused()
        for path, script in build.patches.scripts.items():
            write_output(target / path, script.encode())
        if self._serving:
            steps = partial(_write_steps, build, SEARCH_INDEX, write_whole)
            self._task = IdleTask(steps, _IDLE)
            return
        assert isinstance(self._task, ForkedTask)
        self._task.wait()
        self._task = None
        _replace_search_index(build)
        for output in build.site.last():
            write_output(target / output.path, output.content)

    def on_build_error(self, error: Exception) -> None:
        """Stop the build's task; replace the traceback of an error of files by one line."""
        self._stop_task()
        self._cache.discard()
        if isinstance(error, OSError) and error.strerror:
            raise PluginError(f"读写出错（{describe_os_error(error)}）。") from error

    def _read(self, settings: Settings) -> _Build:
        """Return a build of the data; if it has errors, in a preview, of its last valid state.

        :raises PluginError: if there is nothing to show.
        """
        try:
            site = self._site(settings)
        except DataError as error:
            if not self._serving or self._last_valid is None:
                raise PluginError(f"{error}\n网站没有重新生成，原来的网站不受影响。") from error
            _log.error("%s\n预览停在改错之前的样子。", error)
            return _Build(settings, self._last_valid, tuple(map(shown_problem, error.problems)))
        return _Build(settings, site)

    def _site(self, settings: Settings) -> Site | PortalSite:
        if settings.portal:
            return portal_site(settings.portal, flat=settings.flat)
        return generate(
            settings.data,
            flat=settings.flat,
            downloads=settings.downloads,
            stamped=self._serving,
            site_url=settings.site_url,
        )

    def _write_pages(self, build: _Build) -> None:
        """Write the pages that changed; add those unknown to MkDocs to the site map."""
        paths = []
        for output in build.site.pages():
            paths.append(output.path)
            if not self._cache.keeps(output.path, build.frames.state(output)):
                write_output(build.settings.site / output.path, build.frames.page(output))
        build.frames.refuse_empty_tabs(paths)
        if build.settings.site_url:
            _extend_sitemap(build, [path for path in paths if not build.frames.is_tab(path)])

    def _stop_task(self) -> None:
        if self._task:
            self._task.stop()
            self._task = None


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


def _write_steps(
    build: _Build, index: str, write: Callable[[Path, TextStream | bytes | Path], None]
) -> Iterator[Callable[[], None]]:
    """Yield steps that write the search index, then each download."""
    target = build.settings.site
    for path, content in build.site.search_index(build.manual):
        yield partial(write, target / (index if path == SEARCH_INDEX else path), content)
    for output in build.site.downloads():
        yield partial(write, target / output.path, output.content)


def _extend_sitemap(build: _Build, paths: Iterable[str]) -> None:
    """Add pages to the site map of MkDocs, and compress it without a time stamp."""
    day = build.site.facts.day.isoformat()
    urls = (escape(build.settings.url(path)) for path in paths)
    entries = "".join(f"<url><loc>{url}</loc><lastmod>{day}</lastmod></url>\n" for url in urls)
    path = build.settings.site / "sitemap.xml"
    text = path.read_text(encoding="utf-8")
    content = text.replace(_SITEMAP_END, f"{entries}{_SITEMAP_END}").encode()
    path.write_bytes(content)
    path.with_suffix(".xml.gz").write_bytes(gzip.compress(content, mtime=0))


def _replace_search_index(build: _Build) -> None:
    """Replace the theme's index, which holds the hand-written pages only, by ours."""
    target = build.settings.site
    first = (target / _INDEX).replace(target / SEARCH_INDEX)
    if build.site.flat:
        for path in first.parent.glob(f"{first.stem}*{first.suffix}"):
            with path.open("rb") as read, path.with_suffix(".js").open("wb") as written:
                written.write(b"var __index = ")
                shutil.copyfileobj(read, written)
