"""The pages of our site as Markdown, as a user of another generator would write them."""

from __future__ import annotations

from pathlib import Path

from markdownify import markdownify

from allocation import outputs


def write(data: Path, docs: Path) -> int:
    """Write every page of a data folder below ``docs``; return how many there are.

    What generated pages say is turned into headings, lists, tables and links by a library; what
    hand-written pages say is left out.
    """
    pages = 0
    for output in outputs.generate(data).pages():
        path = docs / f"{output.path.removesuffix('.html')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markdownify(str(output.content), heading_style="ATX"), encoding="utf-8")
        pages += 1
    (docs / "index.md").write_text("# 首页\n", encoding="utf-8")
    return pages + 1
