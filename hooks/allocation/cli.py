"""The command ``allocation``: what people and CI ask of the data without building a site."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from allocation import __version__, archive, outputs, schema
from allocation.lint import findings
from allocation.problems import DataError

_folder = click.option(
    "--data",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default="data",
    show_default=True,
    help="数据文件夹",
)


@click.group()
@click.version_option(__version__)
def main() -> None:
    """分工数据的检查与输出。"""


@main.command()
@_folder
def lint(folder: Path) -> None:
    """检查数据：有错误就逐条列出并以 1 退出。"""
    try:
        register = outputs.check(folder)
    except DataError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    count = sum(len(result.findings) for result in findings(register))
    rows, clauses = len(register.rows), len(register.clauses)
    click.echo(f"数据无误：{rows} 行，{clauses} 条条款；{count} 处可疑，见网站的“数据核对”。")


@main.command("schema")
@_folder
@click.option("--check", is_flag=True, help="只检查是否最新，不写")
def write_schema(folder: Path, check: bool) -> None:
    """生成数据格式（JSON Schema），供编辑器补全和检查。"""
    if not check:
        for path in schema.write(folder):
            click.echo(f"已更新 {path}")
    elif old := schema.stale(folder):
        names = "、".join(str(path) for path in old)
        click.echo(f"数据格式文件过时：{names}\n办法：运行 allocation schema", err=True)
        sys.exit(1)


@main.command("zip")
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
def pack(site: Path) -> None:
    """把生成的网站打成一个压缩包，解压后双击 index.html 打开。"""
    target = site.with_suffix(".zip")
    archive.pack(site.resolve(), target)
    click.echo(f"已打包：{target}（解压后双击 {site.name}/index.html）")
