"""What the commands share: the option of the data folder, locks, writing, progress and errors."""

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
"""Seconds after which a progress bar is shown."""
data_folder = click.option(
    "--data",
    "folder",
    type=click.Path(file_okay=False, readable=False, path_type=Path),
    default="data",
    show_default=True,
    help="数据文件夹",
)


def checked(folder: Path, *, write: bool = False) -> Register:
    """Return the register of a data folder, or stop with all its problems.

    :param write: whether the command changes the folder, which is then locked until it ends.
    """
    if write and folder.is_dir():
        lock(folder)
    try:
        return load_register(folder)
    except DataError as error:
        stop(str(error))


def lock(folder: Path) -> None:
    """Lock a data folder until the command ends.

    A missing folder is made, and removed at the end if it is still empty.
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

    :param digests: of the texts as read.
    :raises WriteError: if they can't be written, or have changed since they were read.
    """
    transaction.write(folder, texts, partial(loader.refuse_changed, folder, digests))


def save(path: Path, content: bytes) -> None:
    """Write another file atomically, or stop."""
    try:
        atomic_files.write(path, content)
    except OSError as error:
        stop(f"{path} 写不出来（{reason(error)}）；请换一个地方。")


def watch(steps: Iterable[T], label: str, length: int | None = None) -> Iterator[T]:
    """Yield the steps of a task; after a second, show a progress bar on a terminal."""
    started = monotonic()
    bar: ProgressBar[T] = click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    )
    is_visible = False
    for done, step in enumerate(steps, start=1):
        if not is_visible and monotonic() - started > _PATIENCE:
            bar.__enter__()
            is_visible = True
        if is_visible:
            bar.update(done - bar.pos)
        yield step
    if is_visible:
        bar.render_finish()


def stop(message: str) -> NoReturn:
    """End the command with an error message."""
    click.echo(message, err=True)
    sys.exit(1)
