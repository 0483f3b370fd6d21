"""The only file that knows MkDocs: unpack an event, call the package, return the result."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from html import escape, unescape
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from allocation.addresses import data_address
from allocation.exporters import search
from allocation.outputs import Output, Site, generate
from allocation.problems import DataError
from allocation.render import FRAME, compiled
from allocation.views import PARTS

FRAMED = "framed.html"
"""What generated pages name as their template; no such file exists."""

_MARKED = re.compile(r"(<h1>mark:content:mark</h1>|mark:[a-z]+:mark)")
_TOC = re.compile(r'<nav class="md-nav md-nav--secondary".*?</nav>', re.DOTALL)
_INLINE = re.compile(r"<script>(.+?)</script>", re.DOTALL)
_BASE = re.compile(r'"base": "([^"]*)"')
_log = logging.getLogger("mkdocs.hooks.allocation")
_state: dict[str, Any] = {"serving": False, "scripts": {}}


def on_startup(command: str, dirty: bool) -> None:
    """Remember whether the site is being served: a slip while typing must not end the preview."""
    _state["serving"] = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read and render everything before MkDocs empties the old site."""
    site = _site(config)
    _refuse_clashes(site, Path(config.docs_dir))
    _refuse_leak(site, Path(config.docs_dir))
    _state.update(site=site, scripts={})
    config.theme.dirs.insert(0, str(FRAME))
    if config.nav:
        config.nav = [*config.nav, *site.sections]
    if not config.repo_url:
        config.edit_uri = None
    if config.copyright is None:
        unit = site.index.register.unit
        date = unit.data_date.isoformat()
        config.copyright = f"{escape(unit.name)} · 数据日期 {date} · 条款为原文，材料清单为建议"
    assets = site.assets
    config.extra_css = [assets["site.css"], *config.extra_css]
    config.extra_javascript = [assets["site.js"], assets["search.js"], *config.extra_javascript]
    config.extra["search_worker"] = assets["search-worker.js"]
    if site.flat:
        config.extra["polyfills"] = [assets["old-browsers.js"], assets["iframe-worker.js"]]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add every output: pages as pages of their own kind, downloads as they are."""
    for output in _state["site"].outputs:
        files.append(_file(output, config))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Light the tab of its section for a page that has no tab of its own."""
    sections = {page.file.src_uri.partition("/")[0]: page for page in nav.pages}
    for file in files.documentation_pages():
        section = sections.get(file.src_uri.partition("/")[0])
        if isinstance(file.page, GeneratedPage) and section not in (None, file.page):
            # A page becomes active together with its parent.
            file.page.parent = section  # type: ignore[assignment]
    return nav


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Let generated pages share their frames."""
    env.bytecode_cache = compiled()
    frames = _Frames(env)
    theirs = env.get_template

    def get_template(name: str, *rest: Any, **named: Any) -> Any:
        return frames if name == FRAMED else theirs(name, *rest, **named)

    env.get_template = get_template  # type: ignore[method-assign, assignment]
    return env


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Date every page by the data, so that the same data makes the same bytes on any day."""
    page.update_date = _state["site"].index.register.unit.data_date.isoformat()


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Set the generated part of a hand-written page below its text."""
    part = page.meta.get("part")
    if part is None:
        return html
    if part not in PARTS:
        raise PluginError(
            f"docs/{page.file.src_uri} 的 part 是“{part}”，只能是：{'、'.join(PARTS)}"
        )
    shown: str = _state["site"].part(part, page.url)
    return html + shown


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Move the scripts out of a page that has a frame of its own."""
    return output if page.meta.get("template") == FRAMED else _without_scripts(output)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Move the scripts out of the page for wrong addresses."""
    return _without_scripts(output_content) if template_name == "404.html" else output_content


def on_post_build(config: MkDocsConfig) -> None:
    """Write what only the whole site tells: the scripts of its frames, and our search index."""
    for path, script in _state["scripts"].items():
        Path(config.site_dir, path).write_text(script, encoding="utf-8")
    _write_search_index(config)


def _without_scripts(html: str) -> str:
    """Move the theme's scripts into files, so that servers may forbid scripts in pages.

    They stay where they are and run in their order: what they do must be done before the paint.
    """
    base = _BASE.search(html)
    root = base[1].rstrip("/") if base else "."

    def moved(match: re.Match[str]) -> str:
        digest = hashlib.sha256(match[1].encode()).hexdigest()[:10]
        path = f"assets/inline.{digest}.js"
        _state["scripts"][path] = match[1]
        return f'<script src="{root}/{path}"></script>'

    return _INLINE.sub(moved, html)


def _write_search_index(config: MkDocsConfig) -> None:
    """Put our index in the place of the theme's, which holds the hand-written pages only."""
    site = _state["site"]
    path = Path(config.site_dir, search.PATH)
    theirs = json.loads(path.read_text(encoding="utf-8"))["docs"]
    ours = site.search_index(
        _section(doc) for doc in theirs if doc["location"].startswith("manual")
    )
    path.write_bytes(ours)
    if site.flat:
        path.with_suffix(".js").write_bytes(b"var __index = " + ours)


def on_build_error(error: Exception) -> None:
    """Say in one line what a disk that is full, or a folder that is closed, would say in thirty."""
    if isinstance(error, OSError) and error.strerror:
        place = error.filename2 or error.filename or "某个文件"
        raise PluginError(
            f"{place} 读写出错（{error.strerror}）；请看磁盘是不是满了、有没有权限。"
        ) from error


def _section(doc: dict[str, str]) -> tuple[str, str, str]:
    place = doc["location"].replace("index.html#", "#")
    return place, _words(doc["title"]), _words(doc["text"])


def _words(html: str) -> str:
    """Return the text of what the theme indexed: it puts marks between words where jieba is."""
    text = unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u200b", "")
    return " ".join(text.split())


def _site(config: MkDocsConfig) -> Site:
    folder = Path(config.config_file_path).parent / str(config.extra.get("data", "data"))
    try:
        return generate(folder, flat=not config.use_directory_urls)
    except DataError as error:
        before: Site | None = _state.get("site")
        if not _state["serving"] or before is None:
            raise PluginError(f"{error}\n网站没有重新生成，原来的网站不受影响。") from error
        _log.error("%s\n预览停在改错之前的样子。", error)
        config.extra["problems"] = [escape(str(problem)) for problem in error.problems]
        return before


def _refuse_clashes(site: Site, docs: Path) -> None:
    for output in site.outputs:
        for name in {output.path, output.path.removesuffix(".html") + ".md"}:
            if (docs / name).exists():
                raise PluginError(f"{docs.name}/{name} 与自动生成的 {output.path} 同名，请改名。")


def _refuse_leak(site: Site, docs: Path) -> None:
    """Whatever lies in the docs folder is copied to the site, whoever may see it."""
    folder = site.index.register.evidence_folder
    if folder.resolve().is_relative_to(docs.resolve()):
        raise PluginError(f"材料文件夹 {folder} 在 {docs.name}/ 里，会整个挂上网；请移到别处。")
    for path in docs.rglob("*"):
        if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(docs.resolve()):
            raise PluginError(f"{path} 是指到 {docs.name}/ 外面的链接，会挂上网；请删去。")


class GeneratedPage(Page):
    """A page whose content is ready: no Markdown is read or written."""

    def __init__(self, output: Output, file: File, config: MkDocsConfig) -> None:
        # The theme writes titles and descriptions as HTML.
        super().__init__(escape(output.title), file, config)
        self._output = output
        self.body = str(output.content)
        self.headings = output.headings
        shown = data_address(output.ref) if output.ref and not output.edition else None
        if not config.repo_url and shown:
            root = "../" * output.path.count("/")
            place, hash, line = shown.partition("#")
            name = "" if config.use_directory_urls else "index.html"
            self.edit_url = f"{root}{place}{name}{hash}{line}"

    def read_source(self, config: MkDocsConfig) -> None:
        """Set what the theme asks for."""
        self.markdown = ""
        self.meta = {
            "title": escape(self._output.title),
            "description": escape(self._output.description),
            "ref": escape(str(self._output.ref)),
            "hide": ["navigation"] if self._output.headings else ["navigation", "toc"],
            "search": {"exclude": True},
            "edition": self._output.edition,
        }
        if self.parent is not None:
            self.meta["template"] = FRAMED

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Hand over the content and its table of contents."""
        # What the theme's search need not scan is set into the frame later.
        self.content = "" if self.parent else self.body
        self.toc = _toc(self._output)
        self.present_anchor_ids = {heading.anchor for heading in self._output.headings}


class _Frames:
    """Stands in for the theme's template: a frame is rendered once for all pages that share it.

    Pages without a tab of their own differ only where a mark stands; header, navigation and
    footer depend on their depth and section alone.
    """

    def __init__(self, env: Environment) -> None:
        self._main = env.get_template("main.html")
        self._toc = env.get_template("partials/toc.html")
        self._language = env.get_template("partials/language.html")
        self._words: Any = None
        self._frames: dict[object, list[str]] = {}

    def render(self, context: dict[str, Any]) -> str:
        """Return the whole page."""
        page: GeneratedPage = context["page"]
        kind = (bool(page.edit_url), bool(page.headings), page.meta["edition"])
        key = (page.url.count("/"), id(page.parent), *kind)
        if key not in self._frames:
            html = _without_scripts(self._main.render(context | {"page": _Marks(page)}))
            self._frames[key] = _MARKED.split(_TOC.sub("mark:toc:mark", html, count=1))
        parts = self._parts(context, page)
        return "".join(parts.get(each, each) for each in self._frames[key])

    def _parts(self, context: dict[str, Any], page: GeneratedPage) -> dict[str, str]:
        return {
            "mark:title:mark": page.meta["title"],
            "mark:description:mark": page.meta["description"],
            "mark:ref:mark": page.meta["ref"],
            "mark:edit:mark": page.edit_url or "",
            "mark:canonical:mark": page.canonical_url or "",
            "mark:anchor:mark": page.headings[0].anchor if page.headings else "",
            "mark:toc:mark": self._contents(context) if page.headings else "",
            "<h1>mark:content:mark</h1>": page.body,
        }

    def _contents(self, context: dict[str, Any]) -> str:
        self._words = self._words or self._language.make_module(context)
        return self._toc.render(context | {"lang": self._words}).strip()


class _Marks(Page):
    """A page that has a mark wherever a page differs from the others of its frame."""

    def __init__(self, page: GeneratedPage) -> None:
        self.__dict__.update(page.__dict__)
        self.title = "mark:title:mark"
        self.content = "<h1>mark:content:mark</h1>"
        self.edit_url = page.edit_url and "mark:edit:mark"
        self.canonical_url = page.canonical_url and "mark:canonical:mark"
        marks = {name: f"mark:{name}:mark" for name in ("title", "description", "ref")}
        self.meta = {**page.meta, **marks}
        links = [AnchorLink("", "mark:anchor:mark", 2)] if page.headings else []
        self.toc = TableOfContents(links)


def _file(output: Output, config: MkDocsConfig) -> File:
    if isinstance(output.content, Path):
        return File.generated(config, output.path, abs_src_path=str(output.content))
    if isinstance(output.content, bytes):
        return File.generated(config, output.path, content=output.content)
    source = output.path.removesuffix(".html") + ".md"
    file = File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    # Edit links start in docs/; the data lies beside it.
    place = output.ref if not output.edition else None
    file.edit_uri = f"../{place.file}#L{place.line}" if place else None
    GeneratedPage(output, file, config)
    return file


def _toc(output: Output) -> TableOfContents:
    links: list[Any] = []
    for heading in output.headings:
        link = AnchorLink(escape(heading.text), heading.anchor, heading.level)
        parent = links[-1].children if heading.level > 2 and links else links
        parent.append(link)
    return TableOfContents(links)
