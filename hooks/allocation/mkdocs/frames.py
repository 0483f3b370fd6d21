"""The theme's frame around generated pages, rendered once for all pages that share it.

Header, navigation and footer depend on the depth and the section of a page alone. Where pages that
share a frame differ, it has marks such as ``mark:title:mark``.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from html import escape
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from allocation.mkdocs.settings import Settings
from allocation.mkdocs.theme_patches import ThemePatches
from allocation.pages.html.filters import screen_reader_text
from allocation.register.addresses import data_address
from allocation.runtime.streaming import TextStream
from allocation.site.outputs import PageOutput

_CONTENT = "<h1>mark:content:mark</h1>"
_MARKED = re.compile(rf"({_CONTENT}|mark:[a-z]+:mark)")

Frame = tuple[str, ...]
"""HTML of the theme, split at the marks, which are pieces of their own."""


class TabPage(Page):
    """A generated page in the navigation; its file is overwritten after MkDocs has rendered it."""

    def read_source(self, config: MkDocsConfig) -> None:
        """Set the metadata: there is no Markdown to read."""
        self.markdown = ""
        self.meta = {"template": "framed.html", "search": {"exclude": True}}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Set a mark in the place of the content."""
        self.content = _CONTENT


def add_tabs(files: Files, config: MkDocsConfig, folders: frozenset[str]) -> None:
    """Add a file for each generated page that has a place in the navigation.

    :param folders: where generated pages lie.
    """
    for title, path in _nav_entries(config.nav):
        if files.get_file_from_path(path) is None and path.partition("/")[0] in folders:
            file = _marked_file(path, config)
            # The page registers itself with its file.
            TabPage(escape(title), file, config)
            files.append(file)


class Frames:
    """The frames of one build."""

    def __init__(
        self,
        env: Environment,
        nav: Navigation,
        files: Files,
        config: MkDocsConfig,
        *,
        settings: Settings,
        patches: ThemePatches,
    ) -> None:
        self._nav, self._files, self._config = nav, files.documentation_pages(), config
        self._settings, self._patches = settings, patches
        self._main = env.get_template("main.html")
        self._toc = env.get_template("partials/toc.html")
        self._language = env.get_template("partials/language.html").make_module({"config": config})
        self._frames: dict[Hashable, Frame] = {}
        self._tabs = {page.file.src_uri: page for page in nav.pages}
        self._sections = {path.partition("/")[0]: page for path, page in self._tabs.items()}

    def page(self, output: PageOutput) -> TextStream:
        """Return a generated page in its frame, piece by piece."""
        return TextStream(lambda: self._pieces(output))

    def is_tab(self, path: str) -> bool:
        """Whether a generated page has a place in the navigation."""
        return _source(path) in self._tabs

    def refuse_empty_tabs(self, paths: Iterable[str]) -> None:
        """Check that each entry of the navigation is a page.

        :param paths: of the generated pages.
        :raises PluginError: if one is not.
        """
        sources = set(map(_source, paths))
        for path, page in self._tabs.items():
            if isinstance(page, TabPage) and path not in sources:
                raise PluginError(f"mkdocs.yml 的 nav 里有 {path}，但没有这一页；请改正或删去。")

    def _pieces(self, output: PageOutput) -> Iterator[str]:
        content, values = output.content, self._values(output)
        assert isinstance(content, TextStream)
        for piece in self._frame(output):
            if piece == _CONTENT:
                yield from content
            else:
                yield values.get(piece, piece)

    def _frame(self, output: PageOutput) -> Frame:
        key = self._key(output)
        if key not in self._frames:
            self._frames[key] = self._render(self._page_with_marks(output))
        return self._frames[key]

    def _key(self, output: PageOutput) -> Hashable:
        """Return the key of a page's frame: pages with the same key share one."""
        path, section = _source(output.path), self._section(output)
        alone = path in self._tabs or output.own_search
        return (
            path.count("/"),
            path if alone else section and section.url,
            bool(_shown_data(output)),
            bool(output.headings),
            output.edition,
        )

    def _section(self, output: PageOutput) -> Page | None:
        return self._sections.get(output.path.partition("/")[0])

    def _page_with_marks(self, output: PageOutput) -> Page:
        """Return the page from which the theme renders a frame."""
        page = self._tabs.get(_source(output.path)) or self._page_without_tab(output)
        page.content = _CONTENT
        page.meta = {
            **{name: f"mark:{name}:mark" for name in ("title", "description", "ref", "technical")},
            "hide": ["navigation"] if output.headings else ["navigation", "toc"],
            "own_search": output.own_search,
            "edition": output.edition,
        }
        links = [AnchorLink("", "mark:anchor:mark", 2)] if output.headings else []
        page.toc = TableOfContents(links)
        page.canonical_url = page.canonical_url and "mark:canonical:mark"
        if output.edition:
            page.edit_url = None
        elif not self._settings.repo_url and _shown_data(output):
            page.edit_url = "mark:edit:mark"
        return page

    def _page_without_tab(self, output: PageOutput) -> Page:
        page = Page(
            "mark:title:mark", _marked_file(_source(output.path), self._config), self._config
        )
        # A page becomes active together with its parent.
        page.parent = self._section(output)  # type: ignore[assignment]
        return page

    def _render(self, page: Page) -> Frame:
        context = get_context(self._nav, self._files, self._config, page)
        page.active = True
        html = self._main.render(context)
        page.active = False
        html = self._patches.page(html, context["base_url"])
        return tuple(_MARKED.split(self._patches.apply(html, "contents")))

    def _values(self, output: PageOutput) -> dict[str, str]:
        """Return the text for each mark."""
        return {
            "mark:title:mark": escape(output.title),
            "mark:description:mark": escape(output.description),
            "mark:ref:mark": escape(str(output.ref)),
            "mark:edit:mark": self._edit_link(output),
            "mark:technical:mark": self._technical_links(output),
            "mark:canonical:mark": self._settings.url(output.path),
            "mark:anchor:mark": output.headings[0].anchor if output.headings else "",
            "mark:toc:mark": self._toc_html(output) if output.headings else "",
        }

    def _edit_link(self, output: PageOutput) -> str:
        """Return the address of a page's data: at the git host, or on the site."""
        if self._settings.repo_url:
            return f"{output.ref.file}#L{output.ref.line}" if output.ref else ""
        folder, hash, line = _shown_data(output).partition("#")
        root = "../" * output.path.count("/")
        return f"{root}{self._settings.link(f'{folder}index.html')}{hash}{line}"

    def _technical_links(self, output: PageOutput) -> str:
        """Return list items with links to the files for programs."""
        if not self._settings.downloads:
            return ""
        root = "../" * output.path.count("/") + output.edition
        return "".join(
            f'<li><a href="{root}{each.address}" download>{escape(each.text)}</a></li>'
            for each in output.technical
        )

    def _toc_html(self, output: PageOutput) -> str:
        page = {"toc": _table_of_contents(output)}
        context = {"config": self._config, "page": page, "lang": self._language}
        return self._patches.apply(self._toc.render(context).strip(), "page")


def _source(path: str) -> str:
    """Return the path of the Markdown file that MkDocs would render to a path."""
    return path.removesuffix(".html") + ".md"


def _marked_file(path: str, config: MkDocsConfig) -> File:
    file = File.generated(config, path, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    # Edit links start in docs/; the data folder is its neighbour.
    file.edit_uri = "../mark:edit:mark"
    return file


def _shown_data(output: PageOutput) -> str:
    """Return the address of a page's data on the site; nothing if the site does not show it."""
    ref = None if output.edition else output.ref
    return (data_address(ref) if ref else None) or ""


def _nav_entries(nav: Any) -> Iterator[tuple[str, str]]:
    """Yield title and path of each page in the navigation of the settings."""
    for entry in nav or ():
        for title, path in entry.items() if isinstance(entry, dict) else ():
            if isinstance(path, list):
                yield from _nav_entries(path)
            else:
                yield str(title), path


def _table_of_contents(output: PageOutput) -> TableOfContents:
    links: list[Any] = []
    for heading in output.headings:
        link = AnchorLink(screen_reader_text(heading.text), heading.anchor, heading.level)
        parent = links[-1].children if heading.level > 2 and links else links
        parent.append(link)
    return TableOfContents(links)
