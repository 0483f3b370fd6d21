"""The commands that check data; without problems they print one line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from allocation.base.problems import DataError
from allocation.cli.shared import checked, data_folder, lock, stop
from allocation.datafiles import json_schema
from allocation.feeds import published_files
from allocation.lint import findings
from allocation.register.published_register import publish
from allocation.register.register import Register
from allocation.runtime import transaction
from allocation.versions import editions


@click.command()
@data_folder
def lint(folder: Path) -> None:
    """检查数据：有错误就逐条列出并以 1 退出。"""
    register = checked(folder)
    published = publish(register)
    try:
        published_files.sanitized_copies(published)
    except DataError as error:
        stop(str(error))
    public = list(_findings(published))
    known = set(public)
    for title, subject, text in _findings(register):
        if (title, subject, text) not in known:
            click.echo(f"只在这里列出，网站上不公开：{title}——{subject} {text}")
    for edition in editions.read(folder):
        for problem in edition.problems:
            click.echo(f"往届 {edition.name} 无法查看：{problem}")
    rows, clauses = len(register.rows), len(register.clauses)
    click.echo(
        f"数据无误：原表 {rows} 行，条款 {clauses} 条；疑点 {len(public)} 处，见网站的“数据核对”。"
    )


def _findings(register: Register) -> Iterator[tuple[str, str, str]]:
    for result in findings(register):
        for finding in result.findings:
            yield result.title, finding.subject, finding.text


@click.command("schema")
@data_folder
@click.option("--check", is_flag=True, help="只检查是否最新，不写")
def write_schema(folder: Path, check: bool) -> None:
    """生成数据格式（JSON Schema），供编辑器补全和检查。"""
    if not check:
        lock(folder)
    old = json_schema.stale(folder)
    if not check:
        transaction.write(folder, old, lambda: None)
        for path in old:
            click.echo(f"已更新 {path}")
    elif old:
        names = "、".join(map(str, old))
        click.echo(f"数据格式文件不是最新：{names}\n办法：运行 allocation schema", err=True)
        sys.exit(1)
