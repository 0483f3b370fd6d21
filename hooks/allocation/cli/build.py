"""The command ``build``, which ``scripts/build`` and ``scripts/publish`` run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import click

from allocation.cli.shared import stop
from allocation.mkdocs.in_process import BuildError
from allocation.mkdocs.site_replacement import OccupiedError, SiteReplacement
from allocation.runtime.trees import digests
from allocation.site import disclosure_list
from allocation.site.inspection import Inspection, Inspector
from allocation.site.ready import Ready, origin_of

_UNCHANGED = "网站没有生成；原来的网站不受影响。"
_here = click.option(
    "--here", type=click.Path(path_type=Path), default=".", help="路径从哪个文件夹算起"
)
_data = click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="DATA",
    default="data",
    show_default=True,
    help="数据文件夹",
)


@click.command()
@click.option("--here", type=click.Path(path_type=Path), default=".", help="路径从哪个文件夹算起")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="DATA",
    default="data",
    show_default=True,
    help="数据文件夹",
)
@click.option("--out", type=click.Path(path_type=Path), help="写到哪个文件夹；不写就是 site")
@click.option("--offline", is_flag=True, help="生成双击就能打开的，并打包")
@click.option("--example", is_flag=True, help="生成示例（scripts/build 已经备好它的数据）")
@click.option(
    "--ready",
    type=click.Path(path_type=Path),
    help="检查、压缩好，写进这里，给 scripts/publish",
)
@click.option("--site", type=click.Path(path_type=Path), help="和 --ready 一起：已经生成的网站")
def build(
    here: Path,
    data: Path,
    out: Path | None,
    ready: Path | None,
    site: Path | None,
    *,
    offline: bool,
    example: bool,
) -> None:
    """生成网站，没有个人号码才换上去；生成不了，原来的不变。"""
    if ready and (out or offline):
        raise click.UsageError("--ready 不能和 --out、--offline 一起用。")
    if site and not ready:
        raise click.UsageError("--site 要和 --ready 一起用。")
    if ready:
        _make_ready(here / ready, here / site if site else None, data)
        return
    out = (here / out if out else Path("site")).resolve()
    found = _built(data, out, Inspector(), offline=offline)
    click.echo("\n".join([f"网站已生成：{out}/（{found.pages} 页）", *found.notes]))
    if offline:
        click.echo(f"已打包：{out}.zip（解压后双击 {out.name}/打开网站.html）")


def _make_ready(work: Path, site: Path | None, data: Path) -> None:
    """Check and compress a site; build it, if there is none."""
    inspector = Inspector()
    if site is None:
        site = work / "built"
        _built(data, site, inspector)
    if not (site / disclosure_list.PATH).is_file():
        message = f"这不是 scripts/build 生成的网站（没有 {disclosure_list.PATH}），没有发布。"
        stop(f"{message}请用 scripts/build 生成，不要加 --offline。")
    try:
        line = origin_of(site)
    except ValueError:
        message = "网站文件夹里的 .origin 不是 scripts/build 写的，没有发布。"
        stop(f"{message}请用 scripts/build 重新生成网站。")
    lines = (site / disclosure_list.PATH).read_bytes().splitlines()
    if absent := sum(line.startswith(b"absent") for line in lines):
        click.echo(f"登记的文件有 {absent} 个不在这台机器上，网页上没有它们。")
    files = digests(site)
    found = inspector.whole(site, files, data)
    if found.problems:
        stop(found.refusal)
    click.echo(found)
    Ready(work, Path.cwd()).update(site, files, line)


def _built(data: Path, out: Path, inspector: Inspector, *, offline: bool = False) -> Inspection:
    os.umask(0o022)  # the web server must be able to read the site
    try:
        build = SiteReplacement(Path.cwd(), data, os.environ.get("SITE_URL", ""), offline)
        found = build.replace(out, inspector)
    except BuildError as error:
        _stop_unchanged(str(error))
    except OccupiedError as error:
        click.echo(error, err=True)
        raise SystemExit(2) from error
    if found.problems:
        _stop_unchanged(found.refusal)
    return found


def _stop_unchanged(message: str) -> NoReturn:
    stop(f"{message}\n{_UNCHANGED}")
