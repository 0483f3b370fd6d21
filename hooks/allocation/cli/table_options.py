"""Options of the commands that read a table: its columns, and answers to questions about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from allocation.cli.shared import save, stop
from allocation.office.formats.file_guard import OfficeError
from allocation.office.imports.tables import answer_sheet
from allocation.office.imports.tables.answers import Answers
from allocation.office.imports.tables.headings import ColumnChoice, Head

_SUFFIX = ".xlsx"


def column_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that says what columns are."""
    return click.option(
        "--column",
        "choices",
        metavar="栏种=栏",
        multiple=True,
        callback=lambda _context, _option, texts: tuple(map(_choice, texts)),
        help="哪一栏是什么：条款=测评内容（栏名）、条款=B（栏号）、2:条款=B（第 2 个表）",
    )(command)


def answers_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that names the sheet of questions."""
    return click.option(
        "--answers",
        "sheet",
        type=click.Path(dir_okay=False, path_type=Path),
        help="问题表（.xlsx）：没有就写一份，填好“答”列再运行就照着读",
    )(command)


def read_answers(sheet: Path | None) -> Answers:
    """Return the answers in the sheet of questions, or stop."""
    if sheet is None:
        return Answers()
    if sheet.suffix.lower() != _SUFFIX:
        stop(f"问题表要是 {_SUFFIX} 文件；换一个文件名，如 --answers 问题{_SUFFIX}。")
    try:
        return answer_sheet.read(sheet)
    except OfficeError as error:
        stop(str(error))


def show_columns(heads: Sequence[tuple[int, Head]]) -> None:
    """Say what each column was taken for."""
    for table, head in heads:
        click.echo(f"第 {table + 1} 个表的栏：{head.taken}。")


def ask(
    sheet: Path | None,
    questions: Sequence[str],
    heads: Sequence[tuple[int, Head]],
    answers: Answers,
) -> None:
    """Write the questions into the sheet, or say how to get one."""
    if sheet is None:
        if questions:
            how = f"加 --answers 问题{_SUFFIX} 运行，填好表里的“答”列，再运行一次"
            click.echo(f"要答这些问题：{how}。")
        return
    save(sheet, answer_sheet.written(questions, heads, answers))
    given = f"，已照 {len(answers.given)} 个回答读" if answers.given else ""
    click.echo(f"还有 {len(questions)} 个问题{given}；问题表在 {sheet}，填好“答”列再运行一次。")


def _choice(text: str) -> ColumnChoice:
    try:
        return ColumnChoice.parsed(text)
    except ValueError as error:
        stop(f"--column：{error}。")
