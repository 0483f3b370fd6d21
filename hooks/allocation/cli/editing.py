"""Changes to data files, for the commands that make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from allocation.base.problems import DataError, Problem
from allocation.cli.shared import stop
from allocation.editing.edits import Edits, Written


def settled(
    edits: Edits,
    how: str,
    consequences: Callable[[Written], Sequence[Problem]] | None = None,
) -> dict[Path, str]:
    """Return what changes make of the files, or stop at what would then be wrong with the data.

    Comments that go with what they stand in are told either way.

    :param how: names the changes in the message: 照这样改.
    :param consequences: finds what would be wrong, where the changes come from places of their own.
    """
    written = edits.written()
    for comment in written.lost:
        click.echo(f"注意：这条注释随它所在的内容一起删去：{comment}")
    if problems := (consequences or edits.consequences)(written):
        stop(f"{how}，数据会有错，什么都没有写。{DataError(problems)}")
    return written.texts
