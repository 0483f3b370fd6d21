"""The pictures of the manuals, under their names in ``docs/manual/``."""

from __future__ import annotations

from manual.stories import FILES
from manual.studio import PageShot, PaperShot, Picture, SheetShot

PICTURES: dict[str, Picture] = {
    "find.png": PageShot(
        "mine/", "h1", ".finder", ("#who", ".finder >> text=吴霜降", "[aria-label=我是吴霜降]")
    ),
    "home.png": PageShot("", ".find", "[data-card]", ("[data-not-me]",), reader="wu-shuangjiang"),
    "person.png": PageShot(
        "people/wu-shuangjiang/",
        ".headline",
        ".tasks >> nth=0",
        (".handin", ".tasks >> nth=0", ".headline .actions"),
    ),
    "brief.png": PageShot(
        "people/gu-changfeng/brief/", "h1", ".worst", (".figures", "#sentences", ".worst")
    ),
    "tasks.png": PaperShot("tasks", 0.58),
    "office/edit.png": PageShot("edit/", ".crumbs", ".cards >> nth=1"),
    "office/edit-filing.png": PageShot(
        "edit/?form=filing&evidence=Ⅲ-1-⑵-03&slot=2026", ".crumbs", ".edit__main", (".edit__main",)
    ),
    "office/chase.png": PageShot(
        "gaps/", ".crumbs", ".owners", (".owners [data-copy]", "[data-copy=reminder-all]")
    ),
    "office/excel-filing.png": SheetShot((FILES,), ("A:F", "G:M")),
    "office/filed.png": PageShot(
        "items/iii-1/",
        ".crumbs",
        "#iii-1-2",
        ("#iii-1-2 tr:has-text('年度创建工作总结') .statuses",),
        after=True,
    ),
    "office/handover.png": PaperShot("handover", 0.75),
    "office/files.png": PageShot(
        "files/", "h1", ".files tbody tr >> nth=3", (".files thead th >> nth=2",)
    ),
    "admin/technical.png": PageShot(
        "people/wu-shuangjiang/",
        ".takeaway",
        ".takeaway",
        (".takeaway >> text=用 Excel 改", ".takeaway [rel=edit]"),
        unfolded=".technical summary",
    ),
    "office/term.png": PageShot(
        "progress/", "#term", "#term ~ div >> nth=0", ("#term ~ p >> nth=0",)
    ),
}
