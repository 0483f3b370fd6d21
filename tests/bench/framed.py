"""Peers without a theme of their own get our frame: header, navigation and footer, ready made.

What differs between their pages are title, description, content and the way to the home page.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from bench.markdown import Page, copy_pictures

ELEVENTY = Path(__file__).parent / "eleventy" / "eleventy.config.js"
HUGO = """baseURL = "/"
locale = "zh-CN"
title = "分工"
publishDir = "site"
disableKinds = ["RSS"]

[taxonomies]

[markup.goldmark.renderer]
unsafe = true
"""
_HUGO_TEMPLATE = {
    "root": "{{ .Params.root }}",
    "title": "{{ .Title }}",
    "description": "{{ .Description }}",
    "content": "{{ .Content }}",
    "toc": "{{ .TableOfContents }}",
}
_ELEVENTY_TEMPLATE = {
    "root": "{{ root }}",
    "title": "{{ title }}",
    "description": "{{ description }}",
    "content": "{{ content | safe }}",
    "toc": "",
}
_PLACES = (
    (r"(<title>)[^<]*(?= - )", "title"),
    (r'(<meta name="description" content=")[^"]*', "description"),
    (r'(data-md-component="header-topic">\s*<span class="md-ellipsis">)[^<]*', "title"),
    (r'()<ul [^>]*data-md-component="toc".*?</ul>', "toc"),
    (r"(<article [^>]*>).*(?=</article>)", "content"),
    (r"()\.\./\.\./", "root"),
    (r'(")\.\./\.\.(?=")', "root"),
)
"""Where one page two folders down differs from another: what stays before it, what stands there."""


def hugo(folder: Path, made: Iterable[Page], site: Path) -> None:
    """Write a project for Hugo.

    :param site: our finished site, from which the frame and its scripts and styles are taken.
    """
    pages = [*made]
    sections = {page.folder.rpartition("/")[0] for page in pages}
    for page in pages:
        # A folder with pages in it is a section, which has a name of its own.
        name = "_index.md" if page.folder in sections or not page.folder else "index.md"
        _write(folder / "content" / page.folder / name, _with_meta(page))
    _write(folder / "layouts" / "all.html", _frame(site, _HUGO_TEMPLATE))
    _write(folder / "hugo.toml", HUGO)
    _copy_static(folder / "static", site)


def eleventy(folder: Path, made: Iterable[Page], site: Path) -> None:
    """Write a project for Eleventy; parameters as for Hugo."""
    for page in made:
        _write(folder / "content" / page.folder / "index.md", _with_meta(page))
    _write(folder / "_includes" / "frame.njk", _frame(site, _ELEVENTY_TEMPLATE))
    shutil.copy(ELEVENTY, folder)
    _copy_static(folder / "static", site)


def _frame(site: Path, template: dict[str, str]) -> str:
    """Return the frame of one of our pages, with expressions of a template language in it."""
    for path in sorted(site.glob("items/*/index.html")):
        html = path.read_text(encoding="utf-8")
        if 'data-md-component="toc"' in html:
            break
    for pattern, name in _PLACES:
        put = template[name]
        html, count = re.subn(pattern, lambda found: found[1] + put, html, flags=re.DOTALL)  # noqa: B023
        if not count:
            raise ValueError(f"our pages have nothing like {pattern}")
    # The list of items is the one page that an item names by the folder above.
    return html.replace('"../"', f'"{template["root"]}items/"')


def _with_meta(page: Page) -> str:
    values = {
        "title": page.title,
        "description": page.description,
        "root": "../" * len(page.folder.split("/")) if page.folder else "./",
    }
    # JSON is YAML.
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
    return "\n".join(["---", *lines, "---", "", page.text])


def _copy_static(static: Path, site: Path) -> None:
    shutil.copytree(site / "assets", static / "assets")
    copy_pictures(static)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
