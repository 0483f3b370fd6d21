"""The command ``box``: proposes boxes and pages for papers that have none."""

from __future__ import annotations

from pathlib import Path

import click

from allocation.base.grouping import grouped
from allocation.cli.checked_edits import checked_texts, where_written
from allocation.cli.shared import checked, data_folder, write_data
from allocation.editing import boxing
from allocation.editing.boxing import Placement
from allocation.editing.edits import Edits
from allocation.register.archive import box_title


@click.command()
@data_folder
@click.option("--write", is_flag=True, help="把盒号、页次写进登记")
def box(*, folder: Path, write: bool) -> None:
    """装盒：没有盒号、页次的材料，按年度、保管期限、项目、日期排进档案盒。"""
    register = checked(folder, write=write)
    proposal = boxing.proposed(register)
    by_box = grouped(proposal.placements, lambda placement: placement.box)
    for number, placements in by_box.items():
        _show(number, placements)
    for filing, reason in proposal.skipped:
        click.echo(f"没有排：登记 {filing.id} {filing.record.title}（{reason}）")
    if not by_box:
        click.echo("没有要排的材料。")
        return
    changes = list(boxing.edits(proposal))
    texts = checked_texts(Edits(register.data, register.digests, changes), "照这样装盒")
    if write:
        write_data(folder, texts, register.digests)
    done = where_written(texts, write=write)
    click.echo(f"共 {len(proposal.placements)} 件，装进 {len(by_box)} 盒。{done}。")


def _show(number: str, placements: tuple[Placement, ...]) -> None:
    first = placements[0]
    pages = sum(placement.pages.size for placement in placements)
    year = f"{first.kind.year} 年度" if first.kind.year else "年度未定"
    retention = first.kind.retention or "未定"
    click.echo(
        f"{box_title(number)}（{'新盒' if first.is_new else '接着装'}）："
        f"{year}，保管期限{retention}，{len(placements)} 件、{pages} 页"
    )
    for placement in placements:
        filing = placement.filing
        click.echo(f"  {placement.pages.label:>9}  登记 {filing.id}  {filing.record.title}")
