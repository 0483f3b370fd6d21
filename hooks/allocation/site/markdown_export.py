"""Export of the site as Markdown files for another generator of Material's family.

Pages are HTML inside Markdown files, so that a generator copies them unchanged; what the hook sets
in MkDocs is written into ``mkdocs.yml``. Search is the other generator's own.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from allocation.runtime.streaming import Output, write_output
from allocation.site.outputs import PageOutput, Site

_KEPT = (
    "site_name",
    "site_description",
    "theme",
    "markdown_extensions",
)
"""Settings with the same meaning in every generator that reads ``mkdocs.yml``."""
_PROOFS = "proof"
"""The folder of ``docs/`` with measurements and proofs; ``mkdocs.yml`` excludes it, too."""


class SiteSourceError(Exception):
    """The folder can't be written; the message, in Chinese, has the reason."""


def write(site: Site, settings: Path, target: Path) -> int:
    """Write a folder with ``mkdocs.yml`` and ``docs/``.

    :param settings: the project's ``mkdocs.yml``; the hand-written pages are in ``docs`` beside it.
    :param target: a folder that is empty or does not exist.
    :returns: the number of pages.
    :raises SiteSourceError: if the folder is not empty.
    """
    if target.exists() and any(target.iterdir()):
        raise SiteSourceError(f"{target} 里有东西，没有写；请换一个空文件夹。")
    docs = target / "docs"
    source = settings.parent / "docs"
    shutil.copytree(source, docs, ignore=shutil.ignore_patterns(_PROOFS))
    pages = 0
    for output in site.outputs:
        pages += _write_file(output, docs)
    for path in source.rglob("*.md"):
        place = path.relative_to(source)
        if place.parts[0] != _PROOFS:
            _append_part(site, docs, docs / place)
            pages += 1
    text = yaml.safe_dump(_settings(site, settings), allow_unicode=True, sort_keys=False)
    (target / "mkdocs.yml").write_text(text, encoding="utf-8")
    return pages


def _write_file(output: Output, docs: Path) -> bool:
    """Write one output; return whether it is a page."""
    if not isinstance(output, PageOutput):
        write_output(docs / output.path, output.content)
        return False
    hidden = ["navigation"] if output.headings else ["navigation", "toc"]
    meta = {"title": output.title, "description": output.description, "hide": hidden}
    path = docs / f"{output.path.removesuffix('.html')}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    # JSON is YAML in which no character of a title needs care; Markdown inside a div stays HTML.
    head = "\n".join(f"{name}: {json.dumps(value)}" for name, value in meta.items())
    page = f"---\n{head}\n---\n\n<div>\n{output.content!s}\n</div>\n"
    path.write_text(page, encoding="utf-8")
    return True


def _append_part(site: Site, docs: Path, path: Path) -> None:
    """Append the generated part of a hand-written page to its text."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    part = yaml.safe_load(head).get("part")
    if part:
        address = path.relative_to(docs).as_posix().removesuffix("index.md")
        html = site.part(part, address)
        path.write_text(f"---\n{head}---\n{body}\n<div>\n{html}\n</div>\n", encoding="utf-8")


def _settings(site: Site, settings: Path) -> dict[str, Any]:
    project = yaml.load(settings.read_text(encoding="utf-8"), Loader=_Settings)
    return {
        **{name: project[name] for name in _KEPT},
        "nav": site.navigation(project["nav"]),
        "docs_dir": "docs",
        "extra_css": [site.assets["site.css"]],
        "extra_javascript": [site.assets["site.js"]],
        "extra": {"generator": False},
    }


class _Settings(yaml.SafeLoader):
    """Reads settings; of ``!ENV`` it takes the default."""


def _default(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    assert isinstance(node, yaml.SequenceNode)
    return loader.construct_sequence(node)[-1]


_Settings.add_constructor("!ENV", _default)
