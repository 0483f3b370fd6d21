"""The command ``diff``: two states of the data, compared."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from allocation.cli.shared import data_folder, save
from allocation.feeds import diff_formats
from allocation.register.published_register import publish
from allocation.versions import revisions
from allocation.versions.changes.compare import compare


@click.command()
@click.argument("before", metavar="旧")
@click.argument("after", metavar="[新]", required=False)
@data_folder
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "markdown", "html", "json"]),
    default="text",
    help="写成什么：终端文字、合并请求的评论、网页、程序读的数据",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="写到文件，不写终端")
def diff(before: str, after: str | None, *, folder: Path, kind: str, out: Path | None) -> None:
    """比较两份数据：谁的职责、哪些条款和材料变了。

    旧、新是 git 版本、文件夹或 zip；不写新的，就和现在的数据比。
    退出码：0 职责没有变，1 职责变了，2 没有比成。
    """
    try:
        old, new = revisions.load(before, folder), revisions.load(after or str(folder), folder)
    except revisions.StateError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    changes = compare(old, new, warnings=True).titled(publish(new).titles)
    text = diff_formats.FORMATS[kind](diff_formats.Diff(before, after or str(folder), changes))
    if out:
        save(out, text.encode())
    else:
        click.echo(text, nl=False)
    sys.exit(1 if changes.duties else 0)
