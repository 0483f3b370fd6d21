"""The list of departments, and one page per department with all that it has to file."""

from __future__ import annotations

from collections.abc import Iterator

from allocation.pages.views.context import SiteContext
from allocation.pages.views.item import item_headings
from allocation.pages.views.page import Crumb, Download, Page, TocEntry, downloads
from allocation.pages.views.reminders import pressing
from allocation.register.addresses import address, task_address


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the list of departments and a page for each."""
    index = context.index
    views = context.departments
    yield Page(
        address="departments/",
        title="科室",
        template="departments.html",
        view=views,
        ref=index.register.unit.ref,
        description="全部责任科室的名单，每个科室有哪些责任人、负责多少条款",
        aliases=("全部科室", "科室名单", "科室列表", "部门"),
        downloads=(Download("全部任务单（Word）", task_address()),) if views else (),
    )
    for view in views:
        rows = index.concerning(view.department)
        yield Page(
            address=address(view.department),
            title=view.department.name,
            template="department.html",
            view=view,
            ref=view.department.ref,
            description=f"{view.department.name}负责哪些项目和条款，有哪些责任人，要交哪些材料",
            subject=view.department,
            crumbs=(Crumb("科室", "departments/"),),
            headings=(
                *((TocEntry("本科室未交清单", "gaps"),) if view.gaps else ()),
                *item_headings(view.items),
            ),
            downloads=downloads(
                view.department,
                view.department.name,
                calendar=index.has_calendar(rows),
                late=bool(pressing(rows)),
            ),
        )
