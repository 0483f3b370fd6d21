"""The command ``new-unit``: replaces the data by that of another unit."""

from __future__ import annotations

from pathlib import Path

import click

from allocation import carryover
from allocation.base import clock
from allocation.base.problems import DataError
from allocation.carryover import new_unit
from allocation.cli.carry_over import same_option
from allocation.cli.shared import checked, data_folder, stop
from allocation.cli.table_options import (
    answers_option,
    ask,
    column_option,
    read_answers,
    show_columns,
)
from allocation.office.imports.tables.headings import ColumnChoice


@click.command("new-unit")
@click.argument(
    "table", metavar="分工表", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@data_folder
@same_option
@column_option
@answers_option
@click.option("--write", is_flag=True, help="换掉数据；不加只列清单")
def become_unit(
    table: Path,
    *,
    folder: Path,
    confirmed: tuple[tuple[str, str], ...],
    choices: tuple[ColumnChoice, ...],
    sheet: Path | None,
    write: bool,
) -> None:
    """换成另一个单位的数据：读它的分工表，相同条款的材料带过去，要人定的列清单。

    分工表是 Word（.docx .docm .doc .wps）、Excel（.xlsx .xls .et .ods）或文本（.txt）。
    原单位的人员、登记、往届、原文都不留下；旧数据在 git 里。
    """
    answers = read_answers(sheet)
    options = carryover.Options(confirmed=confirmed, choices=choices, answers=answers)
    try:
        commit = new_unit.refuse_unsaved(folder)
        register = checked(folder, write=write)
        plan = new_unit.plan(table, register, clock.today(), commit, options)
    except carryover.CarryOverError as error:
        stop(str(error))
    show_columns(plan.heads)
    click.echo(carryover.FORMATS[".txt"](new_unit.report(plan)))
    ask(sheet, plan.questions, plan.heads, answers)
    if plan.problems:
        problems = DataError(plan.problems)
        stop(f"这样的数据还有错，什么都没有写；请在原文件里改好再运行。{problems}")
    if not write:
        click.echo(f"加 --write 就换掉 {folder}。")
        return
    new_unit.replace(plan)
    click.echo(f"{folder} 已换成“{plan.result.unit.name}”的数据；看过以后提交：git add -A {folder}")
