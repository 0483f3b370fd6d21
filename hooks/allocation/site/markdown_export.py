"""The way out: the site as another generator of Material's family takes it, Markdown and files.

Pages are HTML inside Markdown files, so that they come out as they are; what MkDocs is told by the
hook stands in the settings. Search is the other generator's own.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from allocation.runtime.streaming import write_output
from allocation.site.outputs import Output, Site

_KEPT = (
    "site_name",
    "site_description",
    "theme",
    "markdown_extensions",
)
"""Settings that mean the same to every generator that reads ``mkdocs.yml``."""


PROOFS = "proof"
"""The folder of ``docs`` with what is measured and proven; ``mkdocs.yml`` leaves it out, too."""


class SiteSourceError(Exception):
    """It can't be written there; says in Chinese why."""


def write(site: Site, settings: Path, target: Path) -> int:
    """Write a folder with ``mkdocs.yml`` and ``docs/``.

    :param settings: the project's ``mkdocs.yml``; the hand-written pages lie beside it in ``docs``.
    :param target: a folder that is empty or not there yet.
    :returns: how many pages there are.
    :raises SiteSourceError: if something else is in the folder.
    """
    if target.exists() and any(target.iterdir()):
        raise SiteSourceError(f"{target} 里有东西，没有写；请换一个空文件夹。")
    docs = target / "docs"
    written = settings.parent / "docs"
    shutil.copytree(written, docs, ignore=shutil.ignore_patterns(PROOFS))
    pages = 0
    for output in site.outputs:
        pages += _put(output, docs)
    for page in _handwritten(docs, written):
        _with_part(site, docs, page)
        pages += 1
    text = yaml.safe_dump(_settings(site, settings), allow_unicode=True, sort_keys=False)
    (target / "mkdocs.yml").write_text(text, encoding="utf-8")
    return pages


def _put(output: Output, docs: Path) -> bool:
    """Write one output; return whether it is a page."""
    if not output.is_page:
        write_output(docs / output.path, output.content)
        return False
    hidden = ["navigation"] if output.headings else ["navigation", "toc"]
    meta = {"title": output.title, "description": output.description, "hide": hidden}
    path = docs / f"{output.path.removesuffix('.html')}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_page(meta, str(output.content)), encoding="utf-8")
    return True


def _page(meta: dict[str, Any], html: str) -> str:
    # JSON is YAML that no title can break; what stands in a div stays HTML to its end.
    head = "\n".join(f"{name}: {json.dumps(value)}" for name, value in meta.items())
    return f"---\n{head}\n---\n\n<div>\n{html}\n</div>\n"


def _handwritten(docs: Path, written: Path) -> Iterator[Path]:
    for path in sorted(written.rglob("*.md")):
        place = path.relative_to(written)
        if place.parts[0] != PROOFS:
            yield docs / place


def _with_part(site: Site, docs: Path, path: Path) -> None:
    """Set the generated part of a hand-written page below its text, once and for all."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    part = yaml.safe_load(head).get("part")
    if part:
        address = path.relative_to(docs).as_posix().removesuffix("index.md")
        shown = site.part(part, address)
        path.write_text(f"---\n{head}---\n{body}\n<div>\n{shown}\n</div>\n", encoding="utf-8")


def _settings(site: Site, settings: Path) -> dict[str, Any]:
    given = yaml.load(settings.read_text(encoding="utf-8"), Loader=_Settings)
    assets = site.assets
    return {
        **{name: given[name] for name in _KEPT},
        "nav": [*given["nav"], *site.sections],
        "docs_dir": "docs",
        "extra_css": [assets["site.css"]],
        "extra_javascript": [assets["site.js"]],
        "extra": {"generator": False},
    }


class _Settings(yaml.SafeLoader):
    """Reads settings with the values that hold where the environment says nothing."""


def _default(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    assert isinstance(node, yaml.SequenceNode)
    return loader.construct_sequence(node)[-1]


_Settings.add_constructor("!ENV", _default)
