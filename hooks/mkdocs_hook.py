"""The only file that knows MkDocs: unpack an event, call the package, return the result."""

from __future__ import annotations

import gzip
import logging
import os
import re
import shutil
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from allocation import disclosed
from allocation.addresses import SEARCH_INDEX, data_address
from allocation.beside import Beside, Later
from allocation.filenames import alike, unfit
from allocation.files import lies_in
from allocation.html.environment import FRAME, compiled
from allocation.html.filters import spoken
from allocation.loading import fault, kind_of
from allocation.oserrors import described
from allocation.outputs import FOLDERS, Output, Site, generate
from allocation.problems import DataError, Problem
from allocation.sitenumbers import numbers
from allocation.standing import Standing
from allocation.texts import TextStream, write_output
from allocation.theme import Mender, sections, valid
from allocation.views import PARTS

FRAMED = "framed.html"
"""What generated pages name as their template; no such file exists."""

_CONTENT = "<h1>mark:content:mark</h1>"
_MARKED = re.compile(rf"({_CONTENT}|mark:[a-z]+:mark)")
_TOC = re.compile(r'<nav class="md-nav md-nav--secondary".*?</nav>', re.DOTALL)
_LOOK = 0.2
"""Seconds after which a preview looks for changes again."""
_REST = 5.0
"""Seconds for which nobody must have edited before a preview makes downloads."""
_OURS = "search/ours.json"
"""Where our search index lies until the theme has written its own."""
_log = logging.getLogger("mkdocs.hooks.allocation")
_state: dict[str, Any] = {"serving": False}


def on_startup(command: str, dirty: bool) -> None:
    """Remember whether the site is being served: a slip while typing must not end the preview."""
    _state["serving"] = command == "serve"
    _state.pop("standing", None)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read and check everything before MkDocs empties the old site."""
    if "beside" in _state:
        _state.pop("beside").stop()
    site = _site(config)
    _refuse_clashes(Path(config.docs_dir))
    _refuse_leak(site, Path(config.docs_dir))
    _refuse_names(Path(config.docs_dir))
    _state.update(site=site, mender=Mender(), manual=[])
    config.theme.dirs.insert(0, str(FRAME))
    _list_fewer(config)
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
    config.extra_javascript = [assets["search.js"], *config.extra_javascript]
    config.extra["site_script"] = assets["site.js"]
    config.extra["search_worker"] = assets["search-worker.js"]
    if site.flat:
        config.extra["polyfills"] = [assets["old-browsers.js"], assets["iframe-worker.js"]]
    return config


def on_serve(server: Any, config: MkDocsConfig, builder: object) -> Any:
    """Look for changes more often than MkDocs does, so that a page follows an edit at once."""
    watched = (config.docs_dir, config.config_file_path)
    for path in watched:
        server.unwatch(path)
    server.observer = type(server.observer)(timeout=_LOOK)
    for path in watched:
        server.watch(path)
    return server


def on_pre_build(config: MkDocsConfig) -> None:
    """Save the pages of a preview from being removed: most of them stand."""
    if _state["serving"] and "standing" not in _state:
        _state["standing"] = Standing(Path(config.site_dir))
    _standing().lay_aside()


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Keep a place for each generated page that has a tab; the others need none."""
    _refuse_numbers(files, config)
    for title, path in _tabs(config.nav):
        if files.get_file_from_path(path) is None and path.partition("/")[0] in FOLDERS:
            files.append(_Tab.place(title, path, config))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Remember the navigation: generated pages are set into it when MkDocs is done."""
    _state["nav"] = nav
    return nav


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Let generated pages share their frames."""
    env.bytecode_cache = compiled()
    _state["frames"] = frames = _Frames(env, _state["nav"], files, config)
    theirs = env.get_template

    def get_template(name: str, *rest: Any, **named: Any) -> Any:
        return frames if name == FRAMED else theirs(name, *rest, **named)

    env.get_template = get_template  # type: ignore[method-assign, assignment]
    if not _state["serving"]:
        # From here on nothing changes that downloads and search are made of.
        _state["beside"] = Beside(lambda: _write_beside(Path(config.site_dir), _OURS))
    return env


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Date every page by the data, so that the same data makes the same bytes on any day.

    The theme's search need not read it: the index is ours.
    """
    page.meta["search"] = {"exclude": True}
    page.update_date = _state["site"].index.register.unit.data_date.isoformat()


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Set the generated part of a hand-written page below its text, and remember the manual's."""
    if page.url.startswith("manual"):
        _state["manual"] += (
            (f"{page.url}#{anchor}" if anchor else page.url, title or str(page.title), text)
            for anchor, title, text in sections(html)
        )
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
    """Mend a hand-written page."""
    return _mended(output)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Mend the page for wrong addresses."""
    return _mended(output_content) if template_name == "404.html" else output_content


def on_post_build(config: MkDocsConfig) -> None:
    """Write everything that is generated, and what only the whole site tells."""
    site: Site = _state["site"]
    target = Path(config.site_dir)
    for output in site.named_assets():
        write_output(target / output.path, output.content)
    frames: _Frames = _state["frames"]
    standing = _standing()
    standing.lay_back()
    for output in site.pages():
        if not standing.stands(output.path, frames.state(output)):
            write_output(target / output.path, TextStream(partial(frames.around, output)))
    standing.clear()
    frames.refuse_empty_tabs()
    for path, script in _state["mender"].scripts.items():
        write_output(target / path, script.encode())
    _write_sitemap(target, frames.addresses)
    if _state["serving"]:
        # A preview is of pages; what else there is follows while they are looked at.
        _state["beside"] = Later(partial(_write_beside, target, SEARCH_INDEX), _REST)
    else:
        _state.pop("beside").wait()
        _put_search_index(target)
        if not site.flat:
            write_output(target / disclosed.PATH, disclosed.statement(site.context))


def _standing() -> Standing:
    standing: Standing = _state.get("standing") or Standing()
    return standing


def _mended(html: str) -> str:
    mender: Mender = _state["mender"]
    return mender.mended(html)


def _write_beside(target: Path, index: str) -> Iterator[Callable[[], None]]:
    """Write what is not a page, file by file, with the search index at ``index`` first."""
    site: Site = _state["site"]
    yield partial(write_output, target / index, site.search_index(_state["manual"]))
    for output in site.downloads():
        yield partial(write_output, target / output.path, output.content)


def _put_search_index(target: Path) -> None:
    """Put our index in the place of the theme's, which holds the hand-written pages only."""
    path = (target / _OURS).replace(target / SEARCH_INDEX)
    if _state["site"].flat:
        with path.open("rb") as read, path.with_suffix(".js").open("wb") as written:
            written.write(b"var __index = ")
            shutil.copyfileobj(read, written)


def _write_sitemap(target: Path, addresses: Iterable[str]) -> None:
    """Add the generated pages to the theme's list of the hand-written ones."""
    if not addresses:
        return
    path = target / "sitemap.xml"
    date = _state["site"].index.register.unit.data_date.isoformat()
    entries = "".join(
        f"<url><loc>{escape(each)}</loc><lastmod>{date}</lastmod></url>\n" for each in addresses
    )
    listed = path.read_text(encoding="utf-8").replace("</urlset>", f"{entries}</urlset>").encode()
    path.write_bytes(listed)
    path.with_suffix(".xml.gz").write_bytes(gzip.compress(listed, mtime=0))


def on_build_error(error: Exception) -> None:
    """Say in one line what a disk that is full, or a folder that is closed, would say in thirty."""
    if "beside" in _state:
        _state.pop("beside").stop()
    _standing().forget()
    if isinstance(error, OSError) and error.strerror:
        raise PluginError(f"读写出错（{described(error)}）。") from error


def _site(config: MkDocsConfig) -> Site:
    folder = Path(config.config_file_path).parent / str(config.extra.get("data", "data"))
    try:
        config.extra.setdefault("downloads", True)
        return generate(
            folder,
            flat=not config.use_directory_urls,
            downloads=config.extra["downloads"],
            stamped=_state["serving"],
            site_url=config.site_url or "",
        )
    except DataError as error:
        before: Site | None = _state.get("site")
        if not _state["serving"] or before is None:
            raise PluginError(f"{error}\n网站没有重新生成，原来的网站不受影响。") from error
        _log.error("%s\n预览停在改错之前的样子。", error)
        config.extra["problems"] = [escape(_told(problem)) for problem in error.problems]
        return before


def _told(problem: Problem) -> str:
    """Return what a preview says of a problem: all of it where the site shows that file anyway."""
    kind = kind_of(problem.ref)
    return str(problem) if kind and kind.public else f"{fault(problem)}；说明见终端。"


def _refuse_clashes(docs: Path) -> None:
    for folder in sorted(FOLDERS):
        if (docs / folder).exists():
            raise PluginError(
                f"{docs.name}/{folder} 与自动生成的同名，会互相覆盖；请改名，或放到别的文件夹。"
            )


def _refuse_leak(site: Site, docs: Path) -> None:
    """Whatever lies in the docs folder is copied to the site, whoever may see it."""
    register = site.index.register
    for what, folder in (("数据", register.folder), ("材料", register.evidence_folder)):
        if lies_in(docs, folder):
            raise PluginError(
                f"{what}文件夹 {folder} 在 {docs.name}/ 里，会整个挂上网；请移到别处。"
            )
    for path in docs.rglob("*"):
        if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(docs.resolve()):
            raise PluginError(f"{path} 是指到 {docs.name}/ 外面的链接，会挂上网；请删去。")


def _refuse_numbers(files: Files, config: MkDocsConfig) -> None:
    """What somebody writes by hand is checked where it is written, hidden comments included."""
    docs = Path(config.docs_dir)
    allowed = {each.number for each in _state["site"].index.register.unit.allowed_numbers}
    problems = [
        found.problem
        for file in files
        if file.src_dir == config.docs_dir and file.inclusion is not InclusionLevel.EXCLUDED
        for found in numbers(f"{docs.name}/{file.src_uri}", (docs / file.src_uri).read_bytes())
        if found.match.digits not in allowed
    ]
    if problems:
        raise PluginError(str(DataError(problems)))


def _refuse_names(docs: Path) -> None:
    """The site goes to servers, to file shares of Windows and into zip files, with these names."""
    if found := list(_unfit(docs)):
        listed = "\n".join(found)
        raise PluginError(f"{docs.name}/ 里有 {len(found)} 个名称不能放上网站，请改名：\n{listed}")


def _unfit(docs: Path) -> Iterator[str]:
    seen: dict[str, str] = {}
    for path in sorted(docs.rglob("*")):
        name = path.relative_to(docs).as_posix()
        # As in Python's source: what can't be seen is spelt.
        shown = repr(name)[1:-1]
        before = seen.setdefault(alike(name), name)
        if wrong := unfit(path.name):
            yield f"  {shown}：{wrong}"
        elif path.name.startswith("-"):
            yield f"  {shown}：开头是减号，会被当成命令的选项"
        elif before != name:
            yield f"  {shown}：和 {before} 只差大小写"


class _Listing(FileSystemLoader):
    """Lists templates as MkDocs looks for files to copy: it leaves out the theme's icons, too.

    They are 14,000, and listing them takes as long as rendering today's pages.
    """

    def list_templates(self) -> list[str]:
        """Return the names of all files outside folders that begin with a dot."""
        return sorted({name for root in self.searchpath for name in _visible(str(root))})


def _list_fewer(config: MkDocsConfig) -> None:
    theirs = config.theme.get_env

    def get_env() -> Environment:
        env = theirs()
        env.loader = _Listing(config.theme.dirs)
        return env

    config.theme.get_env = get_env  # type: ignore[method-assign]


def _visible(root: str) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = folder[len(root) :].strip(os.sep).replace(os.sep, "/")
        yield from (f"{inside}/{name}" if inside else name for name in names)


class _Tab(Page):
    """The place of a generated page in the navigation; its content comes at the end."""

    filled = False

    @classmethod
    def place(cls, title: str, path: str, config: MkDocsConfig) -> File:
        """Return the file of such a page."""
        file = _marked_file(path, config)
        cls(escape(title), file, config)
        return file

    def read_source(self, config: MkDocsConfig) -> None:
        """There is no Markdown to read."""
        self.markdown = ""
        self.meta = {"template": FRAMED, "search": {"exclude": True}}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Leave a mark where the content goes."""
        self.content = _CONTENT


class _Frames:
    """The theme around generated pages: rendered once for all pages that share it.

    Pages without a tab of their own differ only where a mark stands; header, navigation and
    footer depend on their depth and section alone.
    """

    def __init__(
        self, env: Environment, nav: Navigation, files: Files, config: MkDocsConfig
    ) -> None:
        self._nav, self._files, self._config = nav, files.documentation_pages(), config
        self._main = env.get_template("main.html")
        self._toc = env.get_template("partials/toc.html")
        self._language = env.get_template("partials/language.html")
        self._words: Any = None
        self._frames: dict[object, tuple[str, ...]] = {}
        self._tabs = {page.file.src_uri: page for page in nav.pages}
        self._sections = {path.partition("/")[0]: page for path, page in self._tabs.items()}
        self.addresses: dict[str, None] = {}

    def render(self, context: dict[str, Any]) -> str:
        """Stand in for the theme's template of a tab, which is written over later."""
        return "<!doctype html>"

    def around(self, output: Output) -> Iterator[str]:
        """Yield the whole page, piece by piece."""
        parts = self._parts(output)
        for each in self._frame(output):
            if each == _CONTENT and isinstance(output.content, TextStream):
                yield from output.content
            else:
                yield parts.get(each, each)

    def state(self, output: Output) -> Hashable:
        """Return what tells a state of the whole page from any other; nothing if unknown."""
        if not output.stamp:
            return None
        said = (output.title, output.description, output.ref, output.headings)
        return output.stamp, self._frame(output), said

    def refuse_empty_tabs(self) -> None:
        """Refuse a tab for a page that nothing is generated for."""
        for path, page in self._tabs.items():
            if isinstance(page, _Tab) and not page.filled:
                raise PluginError(f"mkdocs.yml 的 nav 里有 {path}，但没有这一页；请改正或删去。")

    def _frame(self, output: Output) -> tuple[str, ...]:
        path = output.path.removesuffix(".html") + ".md"
        tab = self._tabs.get(path)
        section = self._sections.get(path.partition("/")[0])
        key = (
            output.path.count("/"),
            path if tab or output.own_search else section and section.url,
            bool(_shown(output)),
            bool(output.headings),
            output.edition,
        )
        if key not in self._frames:
            page = tab or Page("mark:title:mark", _marked_file(path, self._config), self._config)
            self._frames[key] = self._rendered(output, page, section)
        if self._config.site_url and tab is None:
            self.addresses[urljoin(self._config.site_url, self._url(output.path))] = None
        return self._frames[key]

    def _rendered(self, output: Output, page: Page, section: Page | None) -> tuple[str, ...]:
        """Render the theme around marks."""
        if isinstance(page, _Tab):
            page.filled = True
        elif section is not None:
            # A page becomes active together with its parent.
            page.parent = section  # type: ignore[assignment]
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
        elif not self._config.repo_url and _shown(output):
            page.edit_url = "mark:edit:mark"
        page.active = True
        html = self._main.render(self._context(page))
        page.active = False
        return tuple(_MARKED.split(_TOC.sub("mark:toc:mark", _mended(html))))

    def _context(self, page: Page) -> Any:
        return get_context(self._nav, self._files, self._config, page)

    def _parts(self, output: Output) -> dict[str, str]:
        return {
            "mark:title:mark": escape(output.title),
            "mark:description:mark": escape(output.description),
            "mark:ref:mark": escape(str(output.ref)),
            "mark:edit:mark": self._edit(output),
            "mark:canonical:mark": urljoin(self._config.site_url or "", self._url(output.path)),
            "mark:anchor:mark": output.headings[0].anchor if output.headings else "",
            "mark:toc:mark": self._contents(output) if output.headings else "",
        }

    def _edit(self, output: Output) -> str:
        """Return where the data of a page is: at the git host, or on the site."""
        if self._config.repo_url:
            return f"{output.ref.file}#L{output.ref.line}" if output.ref else ""
        place, hash, line = _shown(output).partition("#")
        return f"{'../' * output.path.count('/')}{self._url(f'{place}index.html')}{hash}{line}"

    def _url(self, path: str) -> str:
        return path.removesuffix("index.html") if self._config.use_directory_urls else path

    def _contents(self, output: Output) -> str:
        page = {"toc": _toc(output)}
        if self._words is None:
            self._words = self._language.make_module({"config": self._config, "page": page})
        context = {"config": self._config, "page": page, "lang": self._words}
        return valid(self._toc.render(context).strip())


def _marked_file(path: str, config: MkDocsConfig) -> File:
    file = File.generated(config, path, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    # Edit links start in docs/; the data lies beside it.
    file.edit_uri = "../mark:edit:mark"
    return file


def _shown(output: Output) -> str:
    """Return where the site shows the data of a page; nothing if it does not."""
    ref = None if output.edition else output.ref
    return (data_address(ref) if ref else None) or ""


def _tabs(nav: Any) -> Iterator[tuple[str, str]]:
    """Yield title and path of the pages that the settings name in the navigation."""
    for entry in nav or ():
        for title, path in entry.items() if isinstance(entry, dict) else ():
            if isinstance(path, list):
                yield from _tabs(path)
            else:
                yield str(title), path


def _toc(output: Output) -> TableOfContents:
    links: list[Any] = []
    for heading in output.headings:
        link = AnchorLink(spoken(heading.text), heading.anchor, heading.level)
        parent = links[-1].children if heading.level > 2 and links else links
        parent.append(link)
    return TableOfContents(links)
