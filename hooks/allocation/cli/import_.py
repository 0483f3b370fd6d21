"""The command ``import``: an edited workbook, a slip, or a Word table as new data."""

from __future__ import annotations

from pathlib import Path

import click

from allocation.base import clock
from allocation.base.problems import DataError
from allocation.cli.checked_edits import checked_texts, show_lost, where_written
from allocation.cli.shared import checked, lock, stop, watch, write_data
from allocation.cli.table_options import (
    answers_option,
    ask,
    column_option,
    read_answers,
    show_columns,
)
from allocation.editing import slip, slip_changes, slip_files, slip_package, slip_sentences
from allocation.editing.slip import SlipError
from allocation.office.formats import file_guard
from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.tables import drafts
from allocation.office.imports.tables.headings import ColumnChoice
from allocation.office.imports.tables.questions import read_beside
from allocation.office.imports.workbook import import_plan, workbook_file
from allocation.office.imports.workbook.findings import Findings


@click.command("import")
@click.argument(
    "file", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--into",
    "folder",
    type=click.Path(file_okay=False, readable=False, path_type=Path),
    default="data",
    show_default=True,
    help="数据文件夹",
)
@column_option
@answers_option
@click.option(
    "--files",
    "beside",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="改动单的文件在哪个文件夹；不写就在改动单旁边",
)
@click.option("--write", is_flag=True, help="写进数据文件；不加只列出会改什么")
def import_(
    file: Path,
    folder: Path,
    *,
    choices: tuple[ColumnChoice, ...],
    sheet: Path | None,
    beside: Path | None,
    write: bool,
) -> None:
    """导入改好的 Excel（或其中一张表另存的 .csv）、网页表单的改动单；或把分工表变成数据文件。

    改动单是表单下载的 .json 或 .zip。

    分工表是 Word、Excel、.csv，或者从 Word、Excel 里复制出来存成的 .txt，导入到新的文件夹。
    """
    try:
        if slip_package.carries_slip(file):
            _import_slip(file, folder, beside, write=write)
            return
        file_guard.check_kind(file)
        if workbook_file.is_workbook(file) and any(folder.glob("allocation/*.yml")):
            _import_workbook(file, folder, write=write)
        else:
            _import_table(file, folder, choices, sheet, write=write)
    except (OfficeError, SlipError) as error:
        stop(str(error))


def _import_slip(file: Path, folder: Path, beside: Path | None, *, write: bool) -> None:
    with slip_package.opened(file) as (content, own):
        sent = slip.read(content)
        if sent.decision:
            stop("这是统筹人对投递的决定，只有收件箱能用；请放进收件箱。")
        register = checked(folder, write=write)
        plan = slip_changes.plan(register, sent, beside or own)
        click.echo(f"{sent.by} {sent.at}：{plan.sentence}")
        for line in slip_sentences.lines(sent.changes):
            click.echo(f"  {line}")
        if plan.conflicts:
            stop("\n".join(["填表以后，数据又改过，什么都没有写：", *map(str, plan.conflicts)]))
        if plan.is_done:
            click.echo("已经是这样，没有改动。")
            return
        written = plan.edits.written()
        show_lost(written)
        if problems := plan.problems or slip_changes.consequences(plan):
            stop(f"什么都没有写。{SlipError(problems)}")
        if write:
            with slip_files.copied(plan.files):
                write_data(folder, written.texts, register.digests)
        names = [*written.texts, *(target for _, target in plan.files)]
        click.echo(f"{where_written(names, write=write)}。")


def _import_workbook(file: Path, folder: Path, *, write: bool) -> None:
    register = checked(folder, write=write)
    plan = import_plan.plan(file, register, watch)
    _show_plan(plan)
    if plan.problems:
        stop(f"{DataError(plan.problems)}\n什么都没有写；改好后再导入。")
    if not plan.changes and plan.gaps:
        stop("没有改动；上面“注意”里说的没有比对，改好后再导入。")
    if not plan.changes:
        click.echo("没有改动。")
        return
    texts = checked_texts(plan.edits, "照这样改", plan.consequences)
    if write:
        write_data(folder, texts, register.digests)
    follows = f"，随之改动 {len(plan.follows)} 处" if plan.follows else ""
    done = where_written(sorted(texts, key=str), write=write)
    click.echo(f"{done}：{len(plan.changes)} 处{follows}。")


def _show_plan(plan: Findings) -> None:
    for change in plan.changes:
        click.echo(str(change))
    if plan.follows:
        click.echo("随之改动：")
    for follow in plan.follows:
        click.echo(f"  {follow}")
    for note in (*plan.notes, *plan.gaps):
        click.echo(f"注意：{note}")


def _import_table(
    file: Path,
    folder: Path,
    choices: tuple[ColumnChoice, ...],
    sheet: Path | None,
    *,
    write: bool,
) -> None:
    answers = read_answers(sheet)
    if write:
        lock(folder)
    result = drafts.read(file, folder, clock.today(), choices, answers)
    click.echo(f"读到原表 {result.rows} 行、条款 {result.clauses} 条。")
    for duties in result.open:
        click.echo(f"尚未落实，先空着：{duties}（行号不算表头）")
    show_columns(result.heads)
    for number, question in enumerate(result.questions, start=1):
        click.echo(f"{number}. {question}{read_beside(question)}")
    ask(sheet, result.questions, result.heads, answers)
    if result.problems:
        stop(
            f"这样的数据还有错，什么都没有写；请在原文件里改好再导入。{DataError(result.problems)}"
        )
    if write:
        write_data(folder, result.texts, result.digests)
    click.echo(f"{where_written(result.texts, write=write)}。")
