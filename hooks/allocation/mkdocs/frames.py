"""The theme's frame around generated pages, rendered once for all pages that share it.

A frame is rendered with marks where pages differ: header, navigation and footer depend on the depth
and the section of a page alone.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
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
from allocation.pages.html.environment import bytecode_cache
from allocation.pages.html.filters import screen_reader_text
from allocation.register.addresses import data_address
from allocation.runtime.streaming import TextStream
from allocation.site.outputs import FOLDERS, Output

_CONTENT = "<h1>mark:content:mark</h1>"
_MARKED = re.compile(rf"({_CONTENT}|mark:[a-z]+:mark)")


@dataclass(frozen=True, slots=True)
class TemplateValues:
    """All that templates get from us, as ``allocation``, beside what MkDocs gives them.

    :ivar problems: what a preview says of the data, as HTML.
    """

    site_script: str
    search_worker: str
    downloads: bool
    problems: tuple[str, ...]


def prepare(env: Environment, values: TemplateValues, patches: ThemePatches) -> None:
    """Give the templates of ``templates/frame`` what they use."""
    env.bytecode_cache = bytecode_cache()
    env.globals["allocation"] = values
    env.filters["patched"] = patches.apply


class TabPage(Page):
    """The place of a generated page in the navigation; the page itself is written at the end."""

    @classmethod
    def placed(cls, title: str, path: str, config: MkDocsConfig) -> File:
        """Return the file of such a page."""
        file = _marked_file(path, config)
        cls(escape(title), file, config)
        return file

    def read_source(self, config: MkDocsConfig) -> None:
        """There is no Markdown to read."""
        self.markdown = ""
        self.meta = {"template": "framed.html", "search": {"exclude": True}}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Leave a mark where the content goes."""
        self.content = _CONTENT


def add_tabs(files: Files, config: MkDocsConfig) -> None:
    """Add a file for each generated page that has a place in the navigation."""
    for title, path in _nav_entries(config.nav):
        if files.get_file_from_path(path) is None and path.partition("/")[0] in FOLDERS:
            files.append(TabPage.placed(title, path, config))


@dataclass(frozen=True, slots=True)
class Frame:
    """HTML of the theme, cut at the marks."""

    pieces: tuple[str, ...]

    def around(self, content: TextStream, values: Mapping[str, str]) -> Iterator[str]:
        """Yield a whole page, piece by piece."""
        for piece in self.pieces:
            if piece == _CONTENT:
                yield from content
            else:
                yield values.get(piece, piece)


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
        self._language = env.get_template("partials/language.html")
        self._words: Any = None
        self._frames: dict[Hashable, Frame] = {}
        self._tabs = {page.file.src_uri: page for page in nav.pages}
        self._sections = {path.partition("/")[0]: page for path, page in self._tabs.items()}

    def page(self, output: Output) -> TextStream:
        """Return a generated page in its frame."""
        assert isinstance(output.content, TextStream)
        content = output.content
        return TextStream(lambda: self._frame(output).around(content, self._values(output)))

    def state(self, output: Output) -> Hashable:
        """Return what tells a state of the whole page from any other; nothing if unknown."""
        if not output.stamp:
            return None
        head = (output.title, output.description, output.ref, output.headings)
        return output.stamp, self._frame(output), head

    def is_tab(self, path: str) -> bool:
        """Whether a generated page has a place in the navigation."""
        return _source(path) in self._tabs

    def refuse_empty_tabs(self, paths: Iterable[str]) -> None:
        """Refuse a tab without a page.

        :param paths: those of the generated pages.
        """
        sources = set(map(_source, paths))
        for path, page in self._tabs.items():
            if isinstance(page, TabPage) and path not in sources:
                raise PluginError(f"mkdocs.yml 的 nav 里有 {path}，但没有这一页；请改正或删去。")

    def _frame(self, output: Output) -> Frame:
        key = self._key(output)
        if key not in self._frames:
            self._frames[key] = self._rendered(self._framed(output))
        return self._frames[key]

    def _key(self, output: Output) -> Hashable:
        """Return what pages have in common that share a frame."""
        path, section = _source(output.path), self._section(output)
        alone = path in self._tabs or output.own_search
        return (
            path.count("/"),
            path if alone else section and section.url,
            bool(_shown_data(output)),
            bool(output.headings),
            output.edition,
        )

    def _section(self, output: Output) -> Page | None:
        return self._sections.get(output.path.partition("/")[0])

    def _framed(self, output: Output) -> Page:
        """Return the page that the theme is shown, with marks in the place of what differs."""
        page = self._tabs.get(_source(output.path)) or self._page_without_tab(output)
        page.content = _CONTENT
        page.meta = {
            **{name: f"mark:{name}:mark" for name in ("title", "description", "ref")},
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

    def _page_without_tab(self, output: Output) -> Page:
        page = Page(
            "mark:title:mark", _marked_file(_source(output.path), self._config), self._config
        )
        # A page becomes active together with its parent.
        page.parent = self._section(output)  # type: ignore[assignment]
        return page

    def _rendered(self, page: Page) -> Frame:
        context = get_context(self._nav, self._files, self._config, page)
        page.active = True
        html = self._main.render(context)
        page.active = False
        html = self._patches.page(html, context["base_url"])
        return Frame(tuple(_MARKED.split(self._patches.apply(html, "contents"))))

    def _values(self, output: Output) -> dict[str, str]:
        """Return what stands in the place of each mark."""
        return {
            "mark:title:mark": escape(output.title),
            "mark:description:mark": escape(output.description),
            "mark:ref:mark": escape(str(output.ref)),
            "mark:edit:mark": self._edit(output),
            "mark:canonical:mark": self._settings.url(output.path),
            "mark:anchor:mark": output.headings[0].anchor if output.headings else "",
            "mark:toc:mark": self._contents(output) if output.headings else "",
        }

    def _edit(self, output: Output) -> str:
        """Return where the data of a page is: at the git host, or on the site."""
        if self._settings.repo_url:
            return f"{output.ref.file}#L{output.ref.line}" if output.ref else ""
        place, hash, line = _shown_data(output).partition("#")
        root = "../" * output.path.count("/")
        return f"{root}{self._settings.link(f'{place}index.html')}{hash}{line}"

    def _contents(self, output: Output) -> str:
        page = {"toc": _table_of_contents(output)}
        if self._words is None:
            self._words = self._language.make_module({"config": self._config, "page": page})
        context = {"config": self._config, "page": page, "lang": self._words}
        return self._patches.apply(self._toc.render(context).strip(), "page")


def _source(path: str) -> str:
    """Return the path of the Markdown file that MkDocs would make such a page from."""
    return path.removesuffix(".html") + ".md"


def _marked_file(path: str, config: MkDocsConfig) -> File:
    file = File.generated(config, path, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    # Edit links start in docs/; the data folder is its neighbour.
    file.edit_uri = "../mark:edit:mark"
    return file


def _shown_data(output: Output) -> str:
    """Return where the site shows the data of a page; nothing if it does not."""
    ref = None if output.edition else output.ref
    return (data_address(ref) if ref else None) or ""


def _nav_entries(nav: Any) -> Iterator[tuple[str, str]]:
    """Yield title and path of the pages that the settings name in the navigation."""
    for entry in nav or ():
        for title, path in entry.items() if isinstance(entry, dict) else ():
            if isinstance(path, list):
                yield from _nav_entries(path)
            else:
                yield str(title), path


def _table_of_contents(output: Output) -> TableOfContents:
    links: list[Any] = []
    for heading in output.headings:
        link = AnchorLink(screen_reader_text(heading.text), heading.anchor, heading.level)
        parent = links[-1].children if heading.level > 2 and links else links
        parent.append(link)
    return TableOfContents(links)
