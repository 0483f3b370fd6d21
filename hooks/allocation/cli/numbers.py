"""The command ``check-numbers``: a step of every build, so it imports little."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from allocation.base.problems import Problem
from allocation.datafiles.allowed_numbers import allowed_numbers
from allocation.privacy import site_numbers

data_of_site = click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path),
    envvar="DATA",
    default="data",
    show_default=True,
    help="网站是用哪个数据文件夹生成的",
)
"""``DATA`` is the variable that builds read, too."""


@click.command("check-numbers")
@click.argument(
    "site", metavar="网站文件夹", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@data_of_site
def check_numbers(site: Path, folder: Path) -> None:
    """检查生成好的网站里有没有身份证号、手机号，下载的文件里的也查。"""
    refuse(numbers_of(site, folder).problems)


def numbers_of(site: Path, folder: Path) -> site_numbers.Scan:
    """Look for personal numbers in a site; print exceptions of the data that are not needed."""
    places = allowed_numbers(folder)
    scan = site_numbers.scan(site, frozenset(places))
    for number in scan.unused:
        message = f"allowed_numbers 里的“{number}”在网站上没有出现，可以删去。"
        click.echo(f"提示：{places[number]}  {message}")
    for name in scan.unread:
        click.echo(f"提示：{name} 打不开或太大，没有查里面有没有个人号码，请打开看一看。")
    return scan


def refuse(problems: Iterable[Problem]) -> None:
    """Stop with all problems of a site, if it has any."""
    if lines := list(map(str, sorted(set(problems)))):
        click.echo("\n".join([f"网站有 {len(lines)} 处错误：", *lines]), err=True)
        sys.exit(1)
