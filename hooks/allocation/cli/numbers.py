"""The command ``check-numbers``: a step of every build, so it loads little."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from allocation import loading, sitenumbers
from allocation.problems import Problem


@click.command("check-numbers")
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--data", "folder", type=click.Path(path_type=Path), default="data", help="数据文件夹"
)
def check_numbers(site: Path, folder: Path) -> None:
    """检查生成好的网站里有没有身份证号、手机号，下载的文件里的也查。"""
    refuse(numbers_of(site, folder).problems)


def numbers_of(site: Path, folder: Path) -> sitenumbers.Scan:
    """Look for personal numbers in a site; say which exceptions of the data nothing needs."""
    unit = loading.settings(folder)
    scan = sitenumbers.scan(site, unit.allowed_numbers if unit else ())
    for each in scan.unused:
        found = f"allowed_numbers 里的“{each.number}”在网站上没有出现"
        click.echo(f"提示：{each.ref}  {found}，可以删去。")
    return scan


def refuse(problems: Iterable[Problem]) -> None:
    """Stop with everything that is wrong with a site, if anything is."""
    if listed := sorted(set(problems)):
        click.echo("\n".join([f"网站有 {len(listed)} 处错误：", *map(str, listed)]), err=True)
        sys.exit(1)
