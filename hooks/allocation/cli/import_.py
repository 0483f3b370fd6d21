"""The command ``import``: an edited workbook, or a Word table as new data."""

from __future__ import annotations

from pathlib import Path

import click

from allocation.base import clock
from allocation.base.problems import DataError
from allocation.cli.checked_edits import checked_texts, where_written
from allocation.cli.shared import checked, lock, stop, watch, write_data
from allocation.cli.table_options import (
    answers_option,
    ask,
    column_option,
    read_answers,
    show_columns,
)
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
@click.option("--write", is_flag=True, help="写进数据文件；不加只列出会改什么")
def import_(
    file: Path,
    folder: Path,
    *,
    choices: tuple[ColumnChoice, ...],
    sheet: Path | None,
    write: bool,
) -> None:
    """导入改好的 Excel（或其中一张表另存的 .csv）；或把分工表变成数据文件。

    分工表是 Word、Excel、.csv，或者从 Word、Excel 里复制出来存成的 .txt，导入到新的文件夹。
    """
    try:
        file_guard.check_kind(file)
        if workbook_file.is_workbook(file) and any(folder.glob("allocation/*.yml")):
            _import_workbook(file, folder, write=write)
        else:
            _import_table(file, folder, choices, sheet, write=write)
    except OfficeError as error:
        stop(str(error))


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
