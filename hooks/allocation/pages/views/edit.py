"""改数据, 结果, 待办: the list of forms, and pages that a script fills."""

from __future__ import annotations

from collections.abc import Iterator

from allocation.pages.views.context import SiteContext
from allocation.pages.views.edit_forms import FORMS, Form, by_group
from allocation.pages.views.page import Crumb, Page, Part
from allocation.register.addresses import EDIT, EDIT_RESULTS, EDIT_TODO, edit_query


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the list of forms, the page of results and the one of what waits."""
    ref = context.index.register.unit.ref
    crumbs = (Crumb("改数据", EDIT),)
    yield Page(
        address=EDIT,
        title="改数据",
        template="edit.html",
        view=tuple(by_group()),
        ref=ref,
        description="登记材料、审核退回、换人、改条款和材料清单，都填表单，提交后检查、批准、上网",
        aliases=("怎么改数据", "填表单", "网页上改", "在线修改"),
        parts=tuple(map(_part, FORMS)),
    )
    yield Page(
        address=EDIT_RESULTS,
        title="结果",
        template="edit_results.html",
        view=None,
        ref=ref,
        description="本人交上去的改动单和材料办到哪一步：收下、等待批准、已上网、退回，可以撤销",
        crumbs=crumbs,
        aliases=("我交的怎么样了", "改动结果", "提交结果", "收到没有", "撤销", "撤回改动"),
    )
    yield Page(
        address=EDIT_TODO,
        title="待办",
        template="edit_todo.html",
        view=None,
        ref=ref,
        description="等待统筹人批准的改动和材料，逐件看过，批准或退回",
        crumbs=crumbs,
        aliases=("待批准", "批准改动", "等待批准的", "收件箱"),
    )


def _part(form: Form) -> Part:
    return Part(form.title, form.anchor, form.help, form.aliases, edit_query(form.id))
