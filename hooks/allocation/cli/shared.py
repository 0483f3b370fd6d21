"""What the commands share: the data folder that they work on, and how they write, wait and stop."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from allocation import checking, files
from allocation.problems import DataError
from allocation.register import Register

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

T = TypeVar("T")
_PATIENCE = 1.0
"""Seconds after which somebody who waits wants to see how far a work is."""
data_folder = click.option(
    "--data",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default="data",
    show_default=True,
    help="数据文件夹",
)


def checked(folder: Path) -> Register:
    """Return what a data folder says, or stop with everything that is wrong with it."""
    try:
        return checking.check(folder)
    except DataError as error:
        stop(str(error))


def write_data(texts: dict[Path, str]) -> None:
    """Write data files, all or none."""
    try:
        files.write(texts)
    except OSError as error:
        stop(f"写不进去（{error.filename}：{error.strerror}），什么都没有改；请检查权限。")


def save(path: Path, content: bytes) -> None:
    """Write a file that is no data."""
    try:
        path.write_bytes(content)
    except OSError as error:
        stop(f"{path} 写不出来（{error.strerror}）；请换一个地方。")


def watch(steps: Iterable[T], label: str, length: int | None = None) -> Iterator[T]:
    """Go through the steps of a work; once it takes a while, show on a terminal how far it is."""
    started = monotonic()
    bar: ProgressBar[T] = click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    )
    shown = False
    for done, step in enumerate(steps, start=1):
        if not shown and monotonic() - started > _PATIENCE:
            bar.__enter__()
            shown = True
        if shown:
            bar.update(done - bar.pos)
        yield step
    if shown:
        bar.render_finish()


def stop(message: str) -> NoReturn:
    """End the command with a message, as one that failed."""
    click.echo(message, err=True)
    sys.exit(1)
