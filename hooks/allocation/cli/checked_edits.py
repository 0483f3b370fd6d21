"""What the commands that change data files share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from allocation.base.problems import DataError, Problem
from allocation.cli.shared import stop
from allocation.editing.edits import Edits, Written


def checked_texts(
    edits: Edits,
    action: str,
    consequences: Callable[[Written], Sequence[Problem]] | None = None,
) -> dict[Path, str]:
    """Return the new texts of the files, or stop if the data would then have problems.

    Comments that are removed with their values are listed in both cases.

    :param action: the changes, as the message names them: 照这样改.
    :param consequences: finds these problems, if they are to name other places than data files.
    """
    written = edits.written()
    show_lost(written)
    if problems := (consequences or edits.consequences)(written):
        stop(f"{action}，数据会有错，什么都没有写。{DataError(problems)}")
    return written.texts


def show_lost(written: Written) -> None:
    """List the comments that are removed with their values."""
    for note in written.notes:
        click.echo(f"注意：{note}")


def where_written(paths: Iterable[Path], *, write: bool) -> str:
    """Return where changes were written, or what to add so that they are."""
    names = "、".join(map(str, paths))
    return f"已写进 {names}" if write else f"加 --write 就写进 {names}"
