"""The commands ``carry-over`` and ``start-edition``: a new rubric with the old allocation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from allocation import carryover
from allocation.base import clock
from allocation.base.os_messages import describe_os_error
from allocation.base.problems import DataError
from allocation.cli.shared import checked, data_folder, save, stop
from allocation.cli.table_options import (
    answers_option,
    ask,
    column_option,
    read_answers,
    show_columns,
)
from allocation.office.formats import csv_reader
from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.tables.headings import ColumnChoice
from allocation.versions import editions

same_option = click.option(
    "--same",
    "confirmed",
    metavar="新编号=旧编号",
    multiple=True,
    callback=lambda _context, _option, values: tuple(map(_pair, _written(values))),
    help="人定的：这两条是同一条；拆开、合并的写几次，和哪条都不同的写“新编号=无”；编号怎么写都行；"
    "写在文本文件里的，一行一个，用 --same @文件",
)


@click.command("carry-over")
@click.argument("source", metavar="新标准", type=click.Path(exists=True, path_type=Path))
@data_folder
@click.option(
    "--into",
    "target",
    type=click.Path(path_type=Path),
    default="data-new",
    show_default=True,
    help="新数据文件夹，要空着",
)
@click.option(
    "--certain",
    type=click.IntRange(50, 100),
    default=80,
    show_default=True,
    help="整句多了、少了的条款，相似百分之几以上不用问就当作同一条",
)
@same_option
@column_option
@answers_option
@click.option("--same-term", is_flag=True, help="届期没有换：届期、登记接着用")
@click.option(
    "--report",
    "report_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="清单写到文件：.html（浏览器、Word 都能打开）、.md、.txt",
)
@click.option("--write", is_flag=True, help="写成新数据文件夹；不加只列清单")
def carry_over(
    source: Path,
    *,
    folder: Path,
    target: Path,
    certain: int,
    confirmed: tuple[tuple[str, str], ...],
    choices: tuple[ColumnChoice, ...],
    sheet: Path | None,
    same_term: bool,
    report_file: Path | None,
    write: bool,
) -> None:
    """换新版标准：哪些条款没变、移动、改写、新增、删去，分工和材料带过去，要人定的列清单。

    新标准是 Word 表（.docx .docm .doc .wps）、Excel 表（.xlsx .xls .et .ods .csv）、文本（.txt）
    或数据文件夹；可以没有责任人栏。
    """
    format = _format(report_file)
    answers = read_answers(sheet)
    options = carryover.Options(
        certain / 100, confirmed, same_term, choices=choices, answers=answers
    )
    try:
        register = checked(folder, write=write)
        plan = carryover.plan(source, register, target, clock.today(), options)
    except carryover.CarryOverError as error:
        stop(str(error))
    report = carryover.report(plan)
    show_columns(plan.heads)
    click.echo(carryover.FORMATS[".txt"](report))
    if plan.heads:
        ask(sheet, plan.questions, plan.heads, answers)
    if report_file:
        save(report_file, carryover.FORMATS[format](report).encode())
        click.echo(f"清单在 {report_file}。")
    if write:
        try:
            carryover.write(plan)
        except OSError as error:
            stop(f"{target} 写不进去（{describe_os_error(error)}），什么都没有写。")
        click.echo(f"已写成 {target}；定好以后运行 allocation start-edition {target}。")
    else:
        click.echo(f"加 --write 就写成 {target}；{folder} 不会动。")


@click.command("start-edition")
@click.argument("new", metavar="新数据文件夹", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep-as", "name", required=True, help="旧版叫什么，如 2024-2026；网址里也用它")
@data_folder
def start_edition(new: Path, *, name: str, folder: Path) -> None:
    """启用新版：旧数据原样移到 editions/ 里，在网站上仍能翻看。"""
    try:
        if not editions.start(new, folder, name):
            click.echo(f"{new} 不在了，往届里已有“{name}”：已经启用过，没有再动。")
            return
    except (DataError, editions.EditionError) as error:
        stop(str(error))
    click.echo(f"{folder} 现在是新版；旧版在 {folder / editions.FOLDER / name}，网站“往届”里能看。")


def _format(file: Path | None) -> str:
    """Return the format of a report by the suffix of its name."""
    suffix = file.suffix.lower() if file else ".txt"
    if suffix not in carryover.FORMATS:
        stop(f"清单写不成“{suffix}”；--report 的文件名以 {'、'.join(carryover.FORMATS)} 结尾。")
    return suffix


def _written(values: Iterable[str]) -> Iterator[str]:
    """Yield what was typed, and the lines of files that were named after an @."""
    for value in values:
        if not value.startswith("@"):
            yield value
            continue
        try:
            lines = csv_reader.decoded(Path(value[1:])).splitlines()
        except (OSError, OfficeError) as error:
            why = describe_os_error(error) if isinstance(error, OSError) else error
            stop(f"--same {value}：读不了（{why}）。")
        # As a report prints them: with a mark before the line.
        plain = (line.partition("#")[0].strip("·-* \t") for line in lines)
        yield from filter(None, plain)


def _pair(typed: str) -> tuple[str, str]:
    sign = re.search("[=＝←]", typed)
    parts = [part.strip() for part in (typed.split(sign[0]) if sign else typed.split())]
    if len(parts) != 2 or not all(parts):
        stop(f"--same 写的是“{typed}”；写成 --same 新编号=旧编号，如 --same Ⅲ-3-⑵=Ⅲ-2-⑴。")
    return parts[0], parts[1]
