"""The command ``inbox``: takes what people dropped, whenever something comes, or once."""

from __future__ import annotations

import os
from pathlib import Path

import click

from allocation.base.os_messages import describe_os_error, remedy
from allocation.cli.shared import data_folder, stop
from allocation.inbox.drops import InboxError
from allocation.inbox.live import Live
from allocation.inbox.service import stay, take_turn
from allocation.inbox.worker import BUSY, Worker
from allocation.runtime.git_process import RepositoryError
from allocation.runtime.journal import WriteError


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
@click.option("--once", is_flag=True, help="只处理一次；不写就一直等着，有人送来、提交就办")
def inbox(
    folder: Path, *, inbox: Path | None, target: str | None, push: bool, no_build: bool, once: bool
) -> None:
    """处理收件箱：收下、核对、提交、生成网站、发布，写好各人的结果和统筹人的待办。

    在项目文件夹里运行。一直等着的，别处的提交也取来发布；程序换了新版就结束，由 systemd 再启动。
    出了任何错，原来的网站和数据都不受影响，没处理的还在收件箱里。
    """
    if no_build and target:
        stop("--publish 要先生成网站，不能和 --no-build 一起用。")
    source = os.environ.get("EVIDENCE_SOURCE", "")
    if ":" in source:
        stop("EVIDENCE_SOURCE 在另一台机器上，放不进新的材料；请在放材料的机器上运行。")
    live = Live(Path.cwd(), target)
    worker = Worker(
        folder,
        inbox,
        live.build if not no_build and (target or push) else None,
        live.publish if target else None,
        push,
        Path(source) if source else None,
        None if once else live.is_due,
    )
    if not once:
        stay(worker, _Told(worker).tell)
        click.echo("程序换了新版，重新启动。")
    elif failure := _turn(worker):
        stop(failure)


class _Told:
    """Says of a worker that stays what went wrong, once for as long as it is the same."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._failure = ""

    def tell(self) -> None:
        """Let the worker work, and tell of it."""
        failure = _turn(self._worker)
        if failure and failure != self._failure:
            click.echo(failure, err=True)
        self._failure = failure


def _turn(worker: Worker) -> str:
    """Let the worker work, and say what it did; return what went wrong, or is left."""
    try:
        done = take_turn(worker)
    except (InboxError, RepositoryError, WriteError) as error:
        return str(error)
    except OSError as error:
        return f"{describe_os_error(error)}；交来的都还在，{remedy(error)}。"
    for held in done.drops:
        drop = held.drop
        click.echo(
            f"{drop.person or drop.login or drop.by or '共享文件夹'}：{drop.sentence or drop.name}"
        )
        click.echo(f"    {drop.message}")
    if done.left == BUSY:
        click.echo(done.left)
        return ""
    return "\n".join(filter(None, (*done.stuck, done.left)))
