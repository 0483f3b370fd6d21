"""The pictures of the manuals, under their names in ``docs/manual/``."""

from __future__ import annotations

from manual.stories import ARRIVES, FILES, TAKES_OVER
from manual.studio import PageShot, PaperShot, Picture, SheetShot

PICTURES: dict[str, Picture] = {
    "find.png": PageShot("", "h1", ".finder", (".find input", ".finder >> text=吴霜降")),
    "search.png": PageShot(
        "",
        ".md-header",
        ".md-search-result__item >> nth=3",
        (".md-search__form", ".md-search-result__item"),
        typed="wsj",
        width=1100,
    ),
    "person.png": PageShot(
        "people/wu-shuangjiang/",
        ".crumbs",
        "#gaps ~ table >> nth=0",
        (".standing", "#gaps ~ table tbody tr"),
    ),
    "take.png": PageShot(
        "people/wu-shuangjiang/",
        ".downloads",
        ".takeaway",
        (
            ".downloads >> text=任务单",
            ".downloads >> text=期限",
            "[data-print]",
            ".takeaway summary",
        ),
    ),
    "tasks.png": PaperShot("tasks", 0.58),
    "office/excel-person.png": SheetShot((ARRIVES,), ("A:C",)),
    "office/excel-row.png": SheetShot((ARRIVES, TAKES_OVER), ("A:I",), without="B"),
    "office/excel-filing.png": SheetShot((FILES,), ("A:F", "G:M")),
    "office/filed.png": PageShot(
        "items/iii-1/",
        ".crumbs",
        "#iii-1-2",
        ("#iii-1-2 tr:has-text('年度创建工作总结') .statuses",),
        after=True,
    ),
    "office/handover.png": PaperShot("handover", 0.75),
    "office/term.png": PageShot(
        "progress/", ".crumbs", "#term ~ div >> nth=0", ("#term ~ p >> nth=0",)
    ),
}
