"""The events of MkDocs: unpack one, call the package, return the result."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
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
from allocation.mkdocs import docs_checks, sitemap
from allocation.mkdocs.frames import Frames, TemplateValues, add_tabs, prepare
from allocation.mkdocs.manual import Section, sections
from allocation.mkdocs.preview import PageCache, polling_often, shown_problem, write_whole
from allocation.mkdocs.settings import Settings
from allocation.mkdocs.theme_files import skip_theme_icons
from allocation.mkdocs.theme_patches import ThemePatches
from allocation.pages.html.environment import FRAME
from allocation.pages.views import PARTS
from allocation.register.addresses import SEARCH_INDEX
from allocation.runtime.background import ForkedTask, IdleTask
from allocation.runtime.streaming import TextStream, write_output
from allocation.site import disclosed
from allocation.site.outputs import Site, generate

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

_IDLE = 5.0
"""Seconds without an edit after which a preview makes downloads."""
_INDEX = "search/ours.json"
"""Where a build writes the search index: the theme writes its own later."""
_log = logging.getLogger("mkdocs.hooks.allocation")


@dataclass
class _Build:
    """What one build is made of.

    :ivar problems: those that the data has now, if the site is of an earlier state.
    :ivar manual: the hand-written sections that the search finds.
    :ivar nav: set by ``on_nav``.
    :ivar frames: set by ``on_env``.
    """

    settings: Settings
    site: Site
    problems: tuple[str, ...] = ()
    patches: ThemePatches = field(default_factory=ThemePatches)
    manual: list[Section] = field(default_factory=list)
    nav: Navigation = field(init=False)
    frames: Frames = field(init=False)

    @property
    def values(self) -> TemplateValues:
        """What templates get."""
        return TemplateValues(
            site_script=self.site.assets["site.js"],
            search_worker=self.site.assets["search-worker.js"],
            downloads=self.settings.downloads,
            problems=self.problems,
        )


class SiteHook:
    """The events, in the order in which MkDocs calls them.

    One object serves all builds of a process: a preview keeps pages from one to the next.

    :ivar _build: the current build, set by ``on_config``.
    :ivar _serving: whether this is a preview, which a slip while typing must not end.
    :ivar _shown: the site of the last build whose data had no errors.
    :ivar _task: another process or thread that writes downloads and search index.
    """

    _build: _Build

    def __init__(self) -> None:
        self._serving = False
        self._shown: Site | None = None
        self._cache = PageCache()
        self._task: ForkedTask | IdleTask | None = None

    def on_startup(self, command: str, dirty: bool) -> None:
        """Learn whether the site is being served."""
        self._serving = command == "serve"
        self._cache = PageCache()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check everything before MkDocs empties the old site."""
        self._stop_task()
        settings = Settings.read(config)
        self._build = self._generated(settings)
        site = self._build.site
        docs_checks.check_folder(settings.docs, site.index.register)
        self._shown = site
        _configure(config, site)
        return config

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Look for changes more often than MkDocs does."""
        return polling_often(server)

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Save the pages of a preview from being removed."""
        if self._serving and self._cache.site is None:
            self._cache = PageCache(self._build.settings.site)
        self._cache.save()

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Keep a place for each generated page that has a tab; the others need none."""
        build = self._build
        docs_checks.check_numbers(build.settings.docs, files, build.site.index.register)
        add_tabs(files, config)
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation: generated pages are set into it when MkDocs is done."""
        self._build.nav = nav
        return nav

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Prepare templates and frames."""
        build = self._build
        prepare(env, build.values, build.patches)
        build.frames = Frames(
            env, build.nav, files, config, settings=build.settings, patches=build.patches
        )
        if not self._serving:
            # From here on nothing changes that downloads and search are made of.
            self._task = ForkedTask(partial(_writing, build, _INDEX, write_output))
        return env

    def on_page_markdown(
        self, markdown: str, page: Page, config: MkDocsConfig, files: Files
    ) -> None:
        """Date every page by the data, so that the same data makes the same bytes on any day.

        The theme's search need not read it: the index is ours.
        """
        page.meta["search"] = {"exclude": True}
        page.update_date = self._build.site.index.register.unit.data_date.isoformat()

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Add the generated part of a hand-written page; keep the manual's text for the search."""
        if page.url.startswith("manual"):
            self._build.manual += sections(page, html)
        part = page.meta.get("part")
        if part is None:
            return html
        if part not in PARTS:
            raise PluginError(
                f"docs/{page.file.src_uri} 的 part 是“{part}”，只能是：{'、'.join(PARTS)}"
            )
        return html + self._build.site.part(part, page.url)

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Patch a hand-written page."""
        return self._build.patches.page(output, get_relative_url(".", page.url))

    def on_post_template(
        self, output_content: str, template_name: str, config: MkDocsConfig
    ) -> str:
        """Patch the page for wrong addresses."""
        if template_name != "404.html":
            return output_content
        return self._build.patches.page(output_content, self._build.settings.base)

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write everything that is generated, and what only the whole site tells."""
        build = self._build
        target = build.settings.site
        for output in build.site.named_assets():
            write_output(target / output.path, output.content)
        self._cache.restore()
        self._write_pages(build)
        self._cache.remove_unused()
        for path, script in build.patches.scripts.items():
            write_output(target / path, script.encode())
        self._write_rest(build)

    def on_build_error(self, error: Exception) -> None:
        """Say in one line what a full disk or a folder without rights would say in thirty."""
        self._stop_task()
        self._cache.discard()
        if isinstance(error, OSError) and error.strerror:
            raise PluginError(f"读写出错（{describe_os_error(error)}）。") from error

    def _generated(self, settings: Settings) -> _Build:
        """Return what the data makes, or in a preview what it made before it had problems.

        :raises PluginError: if there is nothing to show.
        """
        try:
            return _Build(settings, _site(settings, stamped=self._serving))
        except DataError as error:
            if not self._serving or self._shown is None:
                raise PluginError(f"{error}\n网站没有重新生成，原来的网站不受影响。") from error
            _log.error("%s\n预览停在改错之前的样子。", error)
            return _Build(settings, self._shown, tuple(map(shown_problem, error.problems)))

    def _write_pages(self, build: _Build) -> None:
        """Write the pages that changed; add those to the site map that MkDocs does not know."""
        paths = []
        for output in build.site.pages():
            paths.append(output.path)
            if not self._cache.keeps(output.path, build.frames.state(output)):
                write_output(build.settings.site / output.path, build.frames.page(output))
        build.frames.refuse_empty_tabs(paths)
        if build.settings.site_url:
            urls = (build.settings.url(path) for path in paths if not build.frames.is_tab(path))
            sitemap.extend(build.settings.site, urls, build.site.index.register.unit.data_date)

    def _write_rest(self, build: _Build) -> None:
        """Write downloads and search index; in a preview while its pages are looked at."""
        if self._serving:
            self._task = IdleTask(partial(_writing, build, SEARCH_INDEX, write_whole), _IDLE)
            return
        assert isinstance(self._task, ForkedTask)
        self._task.wait()
        self._task = None
        _put_search_index(build)
        if not build.site.flat:
            write_output(
                build.settings.site / disclosed.PATH, disclosed.statement(build.site.context)
            )

    def _stop_task(self) -> None:
        if self._task:
            self._task.stop()
            self._task = None


def _site(settings: Settings, *, stamped: bool) -> Site:
    return generate(
        settings.data,
        flat=settings.flat,
        downloads=settings.downloads,
        stamped=stamped,
        site_url=settings.site_url,
    )


def _configure(config: MkDocsConfig, site: Site) -> None:
    """Set what follows from the data: templates, navigation, footer, styles and scripts."""
    config.theme = skip_theme_icons(config.theme)
    config.theme.dirs.insert(0, str(FRAME))
    if config.nav:
        config.nav = [*config.nav, *site.sections]
    if not config.repo_url:
        config.edit_uri = None
    if config.copyright is None:
        unit = site.index.register.unit
        facts = (escape(unit.name), f"数据日期 {unit.data_date}", site.index.provenance)
        config.copyright = f"{' · '.join(facts)}，材料清单为建议"
    assets = site.assets
    config.extra_css = [assets["site.css"], *config.extra_css]
    config.extra_javascript = [assets["search.js"], *config.extra_javascript]
    if site.flat:
        # The theme's own setting.
        config.extra["polyfills"] = [assets["old-browsers.js"], assets["iframe-worker.js"]]


def _writing(
    build: _Build, index: str, write: Callable[[Path, TextStream | bytes | Path], None]
) -> Iterator[Callable[[], None]]:
    """Yield steps that write what is not a page: the search index, then file by file."""
    target = build.settings.site
    yield partial(write, target / index, build.site.search_index(build.manual))
    for output in build.site.downloads():
        yield partial(write, target / output.path, output.content)


def _put_search_index(build: _Build) -> None:
    """Put our index in the place of the theme's, which holds the hand-written pages only."""
    target = build.settings.site
    path = (target / _INDEX).replace(target / SEARCH_INDEX)
    if build.site.flat:
        with path.open("rb") as read, path.with_suffix(".js").open("wb") as written:
            written.write(b"var __index = ")
            shutil.copyfileobj(read, written)
