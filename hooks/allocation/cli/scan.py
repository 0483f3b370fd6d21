"""The command ``scan``: handed-in files, and proposed entries for them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from allocation.base import clock
from allocation.base.grouping import grouped
from allocation.cli.checked_edits import checked_texts
from allocation.cli.shared import checked, data_folder, stop, write_data
from allocation.editing import proposals
from allocation.editing import scan as scanning
from allocation.editing.edits import Edit, Edits
from allocation.register.register import Register


@click.command()
@data_folder
@click.option("--write", is_flag=True, help="把可登记的写进 data/filings/<年>.yml")
def scan(folder: Path, *, write: bool) -> None:
    """对照材料文件夹：哪些已交、可登记，哪些缺、放错、重复、看不懂。"""
    register = checked(folder, write=write)
    if register.unit.term.start is None:
        stop("unit.yml 没有写届期第一天（term 里的 start），对不出哪一期；先写上再来。")
    if not register.evidence_folder.is_dir():
        stop(
            f"没有材料文件夹 {register.evidence_folder}；建一个，或改 unit.yml 的 evidence_folder。"
        )
    report = scanning.scan(register, clock.today(), _bar)
    for outcome in scanning.Outcome:
        _show(outcome, report.of(outcome))
    additions = proposals.edits(report, register)
    if write:
        _register(register, additions)
    else:
        for name, edits in grouped(additions, lambda edit: edit.ref.file).items():
            click.echo(f"\n建议加进 {name}（加 --write 就写进去）：\n{proposals.text(edits)}")


def _bar(paths: Iterable[Path]) -> Iterator[Path]:
    with click.progressbar(paths, label="正在读材料文件", file=sys.stderr) as bar:
        yield from bar


def _show(outcome: scanning.Outcome, lines: tuple[scanning.ScanLine, ...]) -> None:
    click.echo(f"\n{outcome}：{len(lines)}")
    for line in lines:
        note = "；".join(part for part in (line.why, line.details) if part)
        click.echo(f"  {line.name}" + (f"  （{note}）" if note else ""))


def _register(register: Register, additions: Sequence[Edit]) -> None:
    edits = Edits(register.data, register.digests, list(additions))
    write_data(register.folder, checked_texts(edits, "这样登记"), register.digests)
    for name, entries in grouped(additions, lambda edit: edit.ref.file).items():
        click.echo(f"已写进 {edits.data.file(name)}：{len(entries)} 条；文件日期、责任者请补上。")
