"""One address of every kind of page, of the delivered table and of the example."""

from __future__ import annotations

KINDS = {
    "home": "",
    "overview": "overview/",
    "categories": "categories/",
    "category": "categories/2/",
    "items": "items/",
    "item with one row": "items/iii-1/",
    "item with six rows": "items/iii-7/",
    "dossier without filings": "items/iii-7/dossier/",
    "departments": "departments/",
    "department": "departments/bangongshi/",
    "people": "people/",
    "person": "people/chen-xiaolin/",
    "leader": "people/zhu-liang/",
    "brief without dates": "people/zhu-liang/brief/",
    "not started": "progress/",
    "no gaps yet": "gaps/",
    "no months yet": "months/",
    "no boxes yet": "boxes/",
    "changes": "changes/",
    "check": "check/",
    "manual": "manual/",
    "about": "about/",
    "search": "search/",
    "search with results": "search/?q=志愿",
    "data file": "data/people/",
    "wrong address": "404.html",
}

EXAMPLE_KINDS = {
    "dashboard": "progress/",
    "all gaps": "gaps/",
    "gaps of a department": "gaps/bangong-shi/",
    "months": "months/",
    "month": "months/2026-12/",
    "photographs": "items/iii-6/photos/",
    "dossier": "items/iii-6/dossier/",
    "boxes": "boxes/",
    "box": "boxes/1/",
    "home with progress": "",
    "item with filings": "items/iii-6/",
    "person with gaps": "people/zhou-xiaoman/",
    "leader with gaps": "people/gu-changfeng/",
    "brief": "people/lu-tingtao/brief/",
    "department with gaps": "departments/bangong-shi/",
    "category with progress": "categories/3/",
    "departments with progress": "departments/",
    "people with progress": "people/",
    "findings about filings": "check/",
}
SITES = {"base_url": KINDS, "example_url": EXAMPLE_KINDS}
PLACES = [(site, kind) for site, kinds in SITES.items() for kind in kinds]
