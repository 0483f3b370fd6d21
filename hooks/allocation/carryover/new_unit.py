"""Replaces the data of one unit by that of another: its table, with the old evidence lists."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from allocation.base.os_messages import describe_os_error
from allocation.carryover.decisions import decisions
from allocation.carryover.plan import KEPT_SETTINGS, CarryOverError, CarryOverPlan, Options, write
from allocation.carryover.plan import plan as carried_over
from allocation.carryover.report import CarryOverReport, Entry, ReportSection, lines
from allocation.carryover.report_sections import first_choices, reworded, summary
from allocation.datafiles.data_folder import SETTINGS
from allocation.register.open_duties import open_duties_by_kind
from allocation.register.register import Register
from allocation.runtime import atomic_files, atomic_swap, durable
from allocation.runtime.git_process import RepositoryError
from allocation.runtime.journal import WriteError
from allocation.versions import repository

_KEPT_COMMENTS = (*KEPT_SETTINGS, "term")
"""Keys of ``unit.yml`` whose comments explain the key for any unit."""
_KEY = re.compile(r"[a-z_]+(?=:)")
_LISTED = 3
_OPEN = "先空着导入；落实以后在分工数据或 Excel 里补上，网站上写着“尚未落实”。行号不算表头。"
_HOW = (
    "逐条定下来，改数据文件。定了是同一条的，取回旧数据"
    "（git checkout -- data，git clean -fd data），带着提示的 --same 再运行一次；"
    "拆成几条、并成一条的写几个 --same，和哪条都不同的写 --same 新编号=无。"
)


def refuse_unsaved(folder: Path) -> str:
    """Return the newest commit of a data folder.

    :raises CarryOverError: if files of the folder are not committed: they would be lost.
    """
    try:
        source = repository.find(folder)
        (newest, *_) = source.commits(1) or (None,)
        unsaved = source.unsaved()
    except RepositoryError as error:
        raise CarryOverError(f"{error}旧数据要在 git 里才能换掉，什么都没有动。") from error
    if newest is None or not source.place:
        raise CarryOverError(f"{folder} 还没有提交到 git，或就是仓库的根，什么都没有动。")
    if unsaved:
        more = f" 等 {len(unsaved)} 个" if len(unsaved) > _LISTED else ""
        names = "、".join(unsaved[:_LISTED])
        remedy = "先提交，或移到别处"
        raise CarryOverError(f"{names}{more}没有提交到 git，换掉就没有了；{remedy}。什么都没有动。")
    return newest.id


def plan(
    table: Path, before: Register, today: date, commit: str, options: Options
) -> CarryOverPlan:
    """Plan the data of another unit.

    :param table: its allocation table: a Word file, a workbook, or copied text.
    :param before: the data that will be replaced.
    :param commit: the newest commit of that data: 变更记录 begins after it.
    :param options: the user's options, without the beginning.
    :raises CarryOverError: if the table can't be read.
    """
    begins = f"{today.isoformat()}，在提交 {commit[:10]} 之后"
    options = dataclasses.replace(options, begins=begins)
    # In the folder of the data, so that one rename can exchange the two.
    target = atomic_files.draft_path(before.folder.resolve().parent) / before.folder.name
    made = carried_over(table, before, target, today, options)
    settings = target / SETTINGS
    old = atomic_files.read_text(before.folder / settings.name)
    texts = {**made.texts, settings: _commented(made.texts[settings], _comments(old))}
    return dataclasses.replace(made, texts=texts)


def report(plan: CarryOverPlan) -> CarryOverReport:
    """Return the report: decisions to make, and reworded clauses to check."""
    asked = (*decisions(plan), *_settings(plan))
    sections = (
        ReportSection("要人定的", _HOW, asked, numbered=True),
        first_choices(plan),
        ReportSection("尚未落实的责任", _OPEN, lines(*open_duties_by_kind(plan.result))),
        ReportSection("改了字、当作同一条的", "材料带过来了；请看一遍。", reworded(plan)),
    )
    filled = tuple(section for section in sections if section.entries)
    return CarryOverReport(plan.source, plan.before.folder.name, summary(plan, len(asked)), filled)


def replace(plan: CarryOverPlan) -> None:
    """Replace the old data, which git has, by the new. The caller holds the lock.

    :raises WriteError: if it can't be done; the old data is unchanged.
    """
    folder, work = plan.before.folder.resolve(), plan.target.parent
    try:
        write(plan)
        plan.target.chmod(folder.stat().st_mode)
        atomic_swap.install(plan.target, folder)
        durable.sync(folder.parent)
    except OSError as error:
        raise WriteError(f"换不了（{describe_os_error(error)}），{folder.name} 没有动。") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _settings(plan: CarryOverPlan) -> Iterator[Entry]:
    unit = plan.result.unit
    yield Entry(
        "data/unit.yml：从表里读出下面这些，请核对：",
        (),
        lines(f"name（单位）：{unit.name}", f"honor（称号）：{unit.honor}", f"title：{unit.title}"),
    )
    yield Entry(
        "data/unit.yml 的 term：届期年数和第一天等按正式通知核定以后再填，并写 confirmed: true。"
    )
    if without := sum(not clause.record.evidence for clause in plan.result.clauses):
        yield Entry(f"没有材料清单的条款 {without} 条，请在数据里或 Excel 里补上。")
    yield Entry(
        "原文：把印发的表存成文本放进 data/source/，在 unit.yml 写上 source_text，就会逐字核对。"
    )
    yield Entry("docs/index.md 和 docs/manual/ 里的文字、图片是通用的例子，请看一遍。")


def _comments(text: str) -> Mapping[str, list[str]]:
    """Return the comment lines right above the keys of the settings."""
    comments: dict[str, list[str]] = {}
    above: list[str] = []
    for line in text.splitlines(keepends=True):
        if line.startswith("#"):
            above.append(line)
            continue
        if key := _KEY.match(line):
            comments[key[0]] = above
        above = []
    return comments


def _commented(text: str, comments: Mapping[str, list[str]]) -> str:
    """Return new settings with the comments that explain their keys."""
    made: list[str] = []
    for line in text.splitlines(keepends=True):
        key = _KEY.match(line)
        if key and key[0] in _KEPT_COMMENTS:
            made += comments.get(key[0], ())
        made.append(line)
    return "".join(made)
