"""The command ``sign``: records who signed for duties, and when."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from allocation.base import clock
from allocation.cli.checked_edits import checked_texts, where_written
from allocation.cli.shared import checked, data_folder, stop, write_data
from allocation.editing import signing
from allocation.editing.edits import Edits


@click.command()
@click.argument("people", metavar="姓名…", nargs=-1, required=True)
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="哪天签收；不写就是今天"
)
@data_folder
@click.option("--write", is_flag=True, help="写进 people.yml")
def sign(people: tuple[str, ...], *, day: datetime | None, folder: Path, write: bool) -> None:
    """登记签收：这些人在这天签收了现在的职责。"""
    register = checked(folder, write=write)
    on = day.date() if day else clock.today()
    try:
        edits = list(signing.edits(register, people, on))
    except signing.SigningError as error:
        stop(str(error))
    texts = checked_texts(Edits(register.data, register.digests, edits), "照这样签收")
    if write:
        write_data(folder, texts, register.digests)
    done = where_written(texts, write=write)
    click.echo(f"{'、'.join(people)}：{on} 签收。{done}。")
