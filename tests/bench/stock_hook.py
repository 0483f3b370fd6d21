"""Let the theme's own search index every page, for the comparison only."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from mkdocs.structure.toc import AnchorLink, TableOfContents

from allocation.site import outputs


def on_page_content(html: str, page: Any, config: Any, files: Any) -> None:
    """Take back that a page is left out."""
    page.meta.pop("search", None)


def on_post_build(config: Any) -> None:
    """Write the theme's index beside ours, which lies where the theme's would."""
    index = config.plugins["material/search"].search_index
    for output in outputs.generate(Path(config.extra["data"])).pages():
        index.add_entry_from_context(_page(output))
    stock = Path(config.site_dir, "search/stock_index.json")
    stock.write_text(index.generate_search_index(None), encoding="utf-8")


def _page(output: outputs.PageOutput) -> SimpleNamespace:
    """Return a generated page as the theme would see it, were it written by hand."""
    links = [AnchorLink(each.text, each.anchor, each.level) for each in output.headings]
    return SimpleNamespace(
        meta={},
        content=str(output.content),
        title=output.title,
        toc=TableOfContents(links),
        url=output.path.removesuffix("index.html"),
    )
