"""The command ``inbox``: one run over what people dropped, started by a watched folder."""

from __future__ import annotations

import os
import re
import subprocess
from functools import partial
from pathlib import Path

import click

from allocation.base.os_messages import describe_os_error, remedy
from allocation.cli.shared import data_folder, stop
from allocation.inbox.drops import InboxError
from allocation.inbox.worker import BUSY, Worker
from allocation.runtime.git_process import RepositoryError

_NOISE = re.compile("^(网站已生成|正在|INFO).*\n?", re.MULTILINE)


@click.command()
@data_folder
@click.option(
    "--inbox",
    type=click.Path(file_okay=False, path_type=Path),
    help="收件箱文件夹；不写就用 unit.yml 里的",
)
@click.option("--publish", "target", metavar="目标", help="写入后发布到这里，同 scripts/publish")
@click.option("--push", is_flag=True, help="先取、后推 git 服务器上的数据")
@click.option("--no-build", is_flag=True, help="只提交，不先试着生成网站")
def inbox(
    folder: Path, *, inbox: Path | None, target: str | None, push: bool, no_build: bool
) -> None:
    """处理收件箱一次：收下、核对、提交、生成网站、发布，写好各人的结果和统筹人的待办。

    在项目文件夹里运行。出了任何错，原来的网站和数据都不受影响，没处理的还在收件箱里。
    """
    if no_build and target:
        stop("--publish 要先生成网站，不能和 --no-build 一起用。")
    source = os.environ.get("EVIDENCE_SOURCE", "")
    if ":" in source:
        stop("EVIDENCE_SOURCE 在另一台机器上，放不进新的材料；请在放材料的机器上运行。")
    builds = not no_build and (target or push)
    worker = Worker(
        folder,
        inbox,
        _build if builds else None,
        partial(_publish, target) if target else None,
        push,
        Path(source) if source else None,
    )
    try:
        done = worker.run()
    except (InboxError, RepositoryError) as error:
        stop(str(error))
    except OSError as error:
        stop(f"{describe_os_error(error)}；交来的都还在，{remedy(error)}。")
    for held in done.drops:
        drop = held.drop
        click.echo(
            f"{drop.person or drop.login or drop.by or '共享文件夹'}：{drop.sentence or drop.name}"
        )
        click.echo(f"    {drop.message}")
    if done.left == BUSY:
        click.echo(done.left)
    elif done.left or done.stuck:
        stop("\n".join(filter(None, (*done.stuck, done.left))))


def _build(data: Path, site: Path) -> str:
    """Build the site and check it; return what was said if that failed."""
    return _run(["scripts/build", "--out", str(site)], data) or _run(
        [".venv/bin/allocation", "check-site", str(site)], data
    )


def _publish(target: str, data: Path, site: Path) -> str:
    return _run(["scripts/publish", target, "--site", str(site), "--checked"], data)


def _run(command: list[str], data: Path) -> str:
    """Run a program of the project; return what it said if it failed."""
    try:
        done = subprocess.run(
            command,
            env={**os.environ, "DATA": str(data)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except FileNotFoundError:
        return f"没有 {command[0]}；请在项目文件夹里运行。"
    said = _NOISE.sub("", done.stdout.decode("utf-8", "replace")).strip()
    return (said or f"{command[0]} 没有做成") if done.returncode else ""
