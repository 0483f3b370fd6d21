"""The command ``export``: the data for the office, or for another generator of sites."""

from __future__ import annotations

from pathlib import Path

import click

from allocation.base import clock
from allocation.base.problems import DataError
from allocation.cli.shared import checked, data_folder, save, stop, watch
from allocation.office.exports import workbook
from allocation.register.index import Index
from allocation.site import markdown_export, outputs


@click.group()
def export() -> None:
    """导出：给办公室的 Excel，或给别的网站生成器的源文件。"""


@export.command("xlsx")
@data_folder
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default="分工.xlsx", help="写到哪里"
)
def export_xlsx(folder: Path, out: Path) -> None:
    """导出 Excel：填好了再用 import 导回来。"""
    register = checked(folder)
    save(out, workbook.write(Index(register, clock.today()), watch, register))
    hidden = any(filing.files and not filing.published for filing in register.filings)
    click.echo(f"已写出 {out}。{'里面有不公开的文件名，不要放到网上。' if hidden else ''}")


@export.command("site-source")
@click.argument("target", metavar="文件夹", type=click.Path(file_okay=False, path_type=Path))
@data_folder
@click.option(
    "--config",
    "settings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="网站的设置；手写的页面在它旁边的 docs/",
)
def export_site_source(target: Path, folder: Path, settings: Path) -> None:
    """导出网站源文件：不用 MkDocs，换 Zensical 这样的生成器也能生成。"""
    try:
        site = outputs.generate(folder)
        pages = markdown_export.write(site, settings, target)
    except (DataError, markdown_export.SiteSourceError) as error:
        stop(str(error))
    click.echo(f"已写出 {target}：{pages} 页。到那里运行 zensical build 或 mkdocs build。")
