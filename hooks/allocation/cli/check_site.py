"""The commands ``check-numbers`` and ``check-site``, over a site that was built."""

from __future__ import annotations

from pathlib import Path

import click

from allocation.cli.shared import stop
from allocation.runtime.trees import digests
from allocation.site.inspection import Inspection, Inspector

_site = click.argument(
    "site", metavar="网站文件夹", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
_data = click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path),
    envvar="DATA",
    default="data",
    show_default=True,
    help="网站是用哪个数据文件夹生成的",
)


@click.command("check-numbers")
@_site
@_data
def check_numbers(site: Path, folder: Path) -> None:
    """检查生成好的网站里有没有身份证号、手机号，下载的文件里的也查。"""
    for note in _passed(Inspector().numbers(site, digests(site), folder)).notes:
        click.echo(note)


@click.command("check-site")
@_site
@_data
def check_site(site: Path, folder: Path) -> None:
    """发布前检查生成好的网站：页面完整、链接都通、搜索有答案、不用外面的东西、没有个人号码。"""
    click.echo(_passed(Inspector().whole(site, digests(site), folder)))


def _passed(found: Inspection) -> Inspection:
    """Return what was found, or stop with all problems."""
    if found.problems:
        stop(found.refusal)
    return found
