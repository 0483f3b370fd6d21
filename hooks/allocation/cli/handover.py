"""The command ``handover``: one person's duties given to another."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from pathlib import Path

import click

from allocation.base import clock
from allocation.base.enums import Duty
from allocation.cli.checked_edits import checked_texts
from allocation.cli.shared import checked, data_folder, save, stop, write_data
from allocation.editing import handover
from allocation.editing.edits import Edits
from allocation.office.exports import handover_sheet
from allocation.register.progress import Progress
from allocation.runtime.journal import WriteError


@click.command("handover")
@click.argument("giver", metavar="移交人")
@click.option("--to", "taker", required=True, help="接收人")
@click.option("--rows", default="", help="只交这几行，写总表里的行号，如 3,5")
@click.option(
    "--as",
    "duty",
    type=click.Choice([duty.value for duty in Duty]),
    help="只交以这个身份做的；不写，两样都交",
)
@click.option(
    "--from", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="从哪天起；不写就是今天"
)
@click.option("--sheet", type=click.Path(dir_okay=False, path_type=Path), help="交接单写到哪里")
@data_folder
@click.option("--write", is_flag=True, help="写进数据文件")
def hand_over(
    giver: str,
    *,
    taker: str,
    rows: str,
    duty: str | None,
    day: datetime | None,
    sheet: Path | None,
    folder: Path,
    write: bool,
) -> None:
    """把一个人的职责交给另一个人，留下记录，生成交接单。"""
    register = checked(folder, write=write)
    progress = Progress(register, clock.today())
    numbers = _numbers(rows)
    start = day.date() if day else clock.today()
    duties = [Duty(duty)] if duty else Duty
    try:
        plan = handover.handover(
            register, progress, giver, taker, numbers=numbers, day=start, duties=duties
        )
    except handover.HandoverError as error:
        stop(str(error))
    click.echo("\n".join(handover.lines(plan)))
    edits = Edits(register.data, register.digests, list(handover.edits(plan)))
    texts = checked_texts(edits, "照这样交")
    target = sheet or Path(handover_sheet.name(plan))
    if write:
        # The data is changed last: an error of the sheet must not leave it changed.
        save(target, handover_sheet.sheet(register, plan, progress.today))
        try:
            write_data(folder, texts, register.digests)
        except WriteError as error:
            stop(f"{error}\n交接单 {target} 已先写好；数据没有改成以前不要用它。")
        click.echo(f"已写进 {'、'.join(sorted(map(str, texts)))}；交接单在 {target}。")
    else:
        click.echo(f"加 --write 就写进数据文件，并生成 {target}。")


def _numbers(text: str) -> set[int]:
    """Parse a list of numbers such as ``3,5-7``; an empty text has none."""
    numbers: set[int] = set()
    for part in re.split(r"[,，、\s]+", unicodedata.normalize("NFKC", text).strip()):
        match = re.fullmatch(r"([0-9]{1,5})(?:[-—~]([0-9]{1,5}))?", part)
        if match:
            numbers |= set(range(int(match[1]), int(match[2] or match[1]) + 1))
        elif part:
            stop(f"“{part}”不是行号；行号写成 3,5 或 3-6。")
    return numbers
