"""The site map: MkDocs lists the pages that it knows, the generated ones are added."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import date
from html import escape
from pathlib import Path

_END = "</urlset>"


def extend(site: Path, urls: Iterable[str], day: date) -> None:
    """Add pages that changed on a day to the site map, and compress it without a time stamp."""
    path = site / "sitemap.xml"
    entries = "".join(
        f"<url><loc>{escape(url)}</loc><lastmod>{day.isoformat()}</lastmod></url>\n" for url in urls
    )
    listed = path.read_text(encoding="utf-8").replace(_END, f"{entries}{_END}").encode()
    path.write_bytes(listed)
    path.with_suffix(".xml.gz").write_bytes(gzip.compress(listed, mtime=0))
