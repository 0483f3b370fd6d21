"""The commands ``pdf`` and ``zip``: conversion of finished files."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import click

from allocation.base.os_messages import reason
from allocation.cli.shared import stop
from allocation.office.formats.file_guard import OfficeError
from allocation.office.formats.libreoffice import converted
from allocation.runtime import deterministic_zip


@click.command("pdf")
@click.argument(
    "files",
    metavar="文件…",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=".", help="写到哪个文件夹"
)
def to_pdf(files: tuple[Path, ...], out: Path) -> None:
    """把 Word、Excel 文件转成 PDF（要装有 LibreOffice）。"""
    out.mkdir(parents=True, exist_ok=True)
    with click.progressbar(files, label="正在转换", file=sys.stderr) as bar:
        for file in bar:
            with tempfile.TemporaryDirectory() as temporary:
                try:
                    pdf = converted(file, Path(temporary), "pdf")
                except OfficeError as error:
                    stop(str(error))
                shutil.move(pdf, out / pdf.name)
    click.echo(f"已写进 {out}：{len(files)} 个。")


@click.command("zip")
@click.argument(
    "site", metavar="网站文件夹", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
def pack(site: Path) -> None:
    """把生成的网站打成一个压缩包，解压后双击 index.html 打开。"""
    target = site.with_name(f"{site.name}.zip")
    try:
        deterministic_zip.pack(site.resolve(), target)
    except OSError as error:
        stop(f"{target} 写不出来（{reason(error)}）。")
    click.echo(f"已打包：{target}（解压后双击 {site.name}/index.html）")
