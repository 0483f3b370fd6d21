"""The command ``units``: the sites of many units from one list.

It loads little where nothing is to be built.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from allocation.base.problems import DataError
from allocation.units import run as units_run
from allocation.units import unit_list
from allocation.units.store import UnitStore
from allocation.units.tasks import UnitOutcome, UnitTask

Builds = Callable[[list[UnitTask]], Iterator[UnitOutcome]]


@click.command()
@click.argument("list_file", metavar="units.yml", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="总仓库文件夹；不写就用 units.yml 里的 store",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="这台机器同时生成几个；不写就是处理器的核数加一"
)
@click.option(
    "--scheduler", metavar="地址", help="交给多台机器生成：dask 调度的地址，tls:// 或 tcp://"
)
@click.option("--tls-ca-file", default="", metavar="文件", help="tls:// 用的 CA 证书")
@click.option("--tls-cert", default="", metavar="文件", help="tls:// 用的这台机器的证书")
@click.option("--tls-key", default="", metavar="文件", help="tls:// 用的这台机器的私钥")
def units(
    list_file: Path,
    *,
    out: Path | None,
    jobs: int | None,
    scheduler: str | None,
    tls_ca_file: str,
    tls_cert: str,
    tls_key: str,
) -> None:
    """按 units.yml 生成许多单位的网站：变了的才生成，出错的留着原来的，最后逐个列出。

    有一个单位出错，就以 1 退出；别的单位照样是新的。
    """
    try:
        listed = unit_list.read(list_file)
    except DataError as error:
        _stop(str(error))
    store = UnitStore((out or listed.store).absolute())
    if scheduler:
        builds = _on_hosts(scheduler, tls_ca_file, tls_cert, tls_key)
    else:
        builds = _here(jobs or len(os.sched_getaffinity(0)) + 1)
    with store.writing():
        report = units_run.run(listed, store, builds)
    _print(report)
    if report.broken or (report.portal and report.portal.error):
        sys.exit(1)


def _here(jobs: int) -> Builds:
    def builds(tasks: list[UnitTask]) -> Iterator[UnitOutcome]:
        # Imported where something is to be built: it takes longer than a look at sixty units.
        from allocation.cli.shared import watch  # noqa: PLC0415
        from allocation.units import forks  # noqa: PLC0415

        if len(tasks) > 1:
            forks.load()
        return watch(forks.run(tasks, jobs), "正在生成", len(tasks))

    return builds


def _on_hosts(scheduler: str, ca_file: str, certificate: str, key: str) -> Builds:
    try:
        from allocation.units import cluster  # noqa: PLC0415 - an extra
    except ImportError:
        _stop(
            "这里没有装 dask.distributed：运行 scripts/install cluster，"
            "再用 .venv-cluster/bin/allocation。"
        )

    def builds(tasks: list[UnitTask]) -> Iterator[UnitOutcome]:
        from allocation.cli.shared import watch  # noqa: PLC0415

        address = cluster.Address(scheduler, ca_file, certificate, key)
        try:
            yield from watch(cluster.run(tasks, address), "正在生成", len(tasks))
        except cluster.ClusterError as error:
            _stop(str(error))

    return builds


def _print(report: units_run.Report) -> None:
    broken = report.broken
    whole = len(report.built) - sum(1 for outcome in report.built if outcome.error)
    click.echo(
        f"{len(report.statuses)} 个单位：{whole} 个重新生成，"
        f"{len(report.statuses) - whole - len(broken)} 个没有变化，{len(broken)} 个有错误。"
    )
    for id in report.gone:
        click.echo(f"{id}：不在名单里了，网站已撤下。")
    if report.portal:
        click.echo(
            f"门户没有生成，还是原来的：{report.portal.error}"
            if report.portal.error
            else f"门户已更新，用了 {report.portal.seconds:.1f} 秒。"
        )
    for id, status in broken.items():
        kept = f"网站还是 {status.built_at} 生成的" if status.kept else "还没有网站"
        click.echo(
            f"{id}：{kept}。\n    {(status.error or '').replace(chr(10), chr(10) + '    ')}",
            err=True,
        )


def _stop(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(1)
