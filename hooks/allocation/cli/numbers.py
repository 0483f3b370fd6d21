"""The command ``check-numbers``: a step of every build, so it loads little."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from allocation.base.problems import Problem, Ref
from allocation.datafiles import yaml_reader
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
"""Builds read the same variable."""


@click.command("check-numbers")
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@data_of_site
def check_numbers(site: Path, folder: Path) -> None:
    """检查生成好的网站里有没有身份证号、手机号，下载的文件里的也查。"""
    refuse(numbers_of(site, folder).problems)


def numbers_of(site: Path, folder: Path) -> site_numbers.Scan:
    """Look for personal numbers in a site; say which exceptions of the data nothing needs."""
    places = _allowed(folder)
    scan = site_numbers.scan(site, frozenset(places))
    for number in scan.unused:
        found = f"allowed_numbers 里的“{number}”在网站上没有出现"
        click.echo(f"提示：{places[number]}  {found}，可以删去。")
    for name in scan.unread:
        click.echo(f"提示：{name} 打不开或太大，没有查里面有没有个人号码，请打开看一看。")
    return scan


def _allowed(folder: Path) -> dict[str, Ref]:
    """Return the exceptions of data that the build has checked, and their places."""
    # The model would take as long to load as a small site to look through.
    name = f"{folder.name}/unit.yml"
    text, _ = yaml_reader.text_of(folder / "unit.yml", name)
    record: dict[str, Any] = yaml_reader.read_text(text or "", name)[0] or {}
    exceptions: list[yaml_reader.Record] = record.get("allowed_numbers") or []
    return {each["number"]: each[yaml_reader.REF_KEY] for each in exceptions}


def refuse(problems: Iterable[Problem]) -> None:
    """Stop with everything that is wrong with a site, if anything is."""
    if listed := sorted(set(problems)):
        click.echo("\n".join([f"网站有 {len(listed)} 处错误：", *map(str, listed)]), err=True)
        sys.exit(1)
