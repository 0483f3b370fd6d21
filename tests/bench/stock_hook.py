"""Let the theme's own search index the pages that ours leaves out, for the comparison only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PATH = "search/search_index.json"


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Take back that a page is left out, and hand over what is otherwise set in later."""
    page.meta.pop("search", None)
    return str(getattr(page, "body", html))


def on_post_build(config: Any) -> None:
    """Write the theme's index beside ours, which lies where the theme's would."""
    index = config.plugins["material/search"].search_index
    stock = Path(config.site_dir, "search/stock_index.json")
    stock.write_text(index.generate_search_index(None), encoding="utf-8")
