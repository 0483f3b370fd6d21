"""What the commands share: the data folder that they work on, and how they write, wait and stop."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from allocation.base.os_messages import reason
from allocation.base.problems import DataError
from allocation.datafiles import loader
from allocation.lint.validate import load_register
from allocation.register.register import Register
from allocation.runtime import atomic_files, locks, transaction

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

T = TypeVar("T")
_PATIENCE = 1.0
"""Seconds after which somebody who waits wants to see how far a work is."""
data_folder = click.option(
    "--data",
    "folder",
    type=click.Path(file_okay=False, readable=False, path_type=Path),
    default="data",
    show_default=True,
    help="数据文件夹",
)


def checked(folder: Path, *, write: bool = False) -> Register:
    """Return what a data folder says, or stop with everything that is wrong with it.

    :param write: whether the command is going to change it: nobody else does until it ends.
    """
    if write and folder.is_dir():
        lock(folder)
    try:
        return load_register(folder)
    except DataError as error:
        stop(str(error))


def lock(folder: Path) -> None:
    """Let nobody else change a data folder until the command ends.

    One that is not there is made, and gone again where nothing is written.
    """
    context = click.get_current_context()
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        context.call_on_close(partial(_remove_empty, folder))
    context.with_resource(locks.locked(folder))


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def write_data(folder: Path, texts: Mapping[Path, str], digests: Mapping[str, str]) -> None:
    """Write data files, all or none; the command holds the lock.

    :param digests: of the texts that the change was worked out from.
    :raises WriteError: if they can't be written, or the texts are others by now.
    """
    transaction.write(folder, texts, partial(loader.refuse_changed, folder, digests))


def save(path: Path, content: bytes) -> None:
    """Write a file that is no data, whole or not at all."""
    try:
        atomic_files.write(path, content)
    except OSError as error:
        stop(f"{path} 写不出来（{reason(error)}）；请换一个地方。")


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
