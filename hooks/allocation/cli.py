"""The command ``allocation``: what people and CI ask of the data without building a site."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from allocation import __version__, archive, clock, files, loading, outputs, proposals, schema
from allocation import scan as scanning
from allocation.enums import Duty
from allocation.importers.office import OfficeError, converted
from allocation.lint import findings
from allocation.problems import DataError
from allocation.register import Register
from allocation.views import Index

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from allocation.importers.xlsx import Plan

T = TypeVar("T")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
"""What is imported as a workbook, not as a Word table."""
_PATIENCE = 1.0
"""Seconds after which somebody who waits wants to see how far a work is."""
_folder = click.option(
    "--data",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default="data",
    show_default=True,
    help="数据文件夹",
)


@click.group()
@click.version_option(__version__)
def main() -> None:
    """分工数据的检查与输出。"""


@main.command()
@_folder
def lint(folder: Path) -> None:
    """检查数据：有错误就逐条列出并以 1 退出。"""
    register = _checked(folder)
    count = sum(len(result.findings) for result in findings(register))
    rows, clauses = len(register.rows), len(register.clauses)
    click.echo(f"数据无误：{rows} 行，{clauses} 条条款；{count} 处可疑，见网站的“数据核对”。")


@main.command("schema")
@_folder
@click.option("--check", is_flag=True, help="只检查是否最新，不写")
def write_schema(folder: Path, check: bool) -> None:
    """生成数据格式（JSON Schema），供编辑器补全和检查。"""
    if not check:
        for path in schema.write(folder):
            click.echo(f"已更新 {path}")
    elif old := schema.stale(folder):
        names = "、".join(str(path) for path in old)
        click.echo(f"数据格式文件过时：{names}\n办法：运行 allocation schema", err=True)
        sys.exit(1)


@main.command()
@_folder
@click.option("--write", is_flag=True, help="把可登记的写进 data/filings/<年>.yml")
def scan(folder: Path, *, write: bool) -> None:
    """对照材料文件夹：哪些已交、可登记，哪些缺、放错、重复、看不懂。"""
    register = _checked(folder)
    if register.unit.term.start is None:
        _stop("unit.yml 没有写届期第一天（term 里的 start），对不出哪一期；先写上再来。")
    if not register.evidence_folder.is_dir():
        _stop(
            f"没有材料文件夹 {register.evidence_folder}；建一个，或改 unit.yml 的 evidence_folder。"
        )
    report = scanning.scan(register, clock.today(), _bar)
    for outcome in scanning.Outcome:
        _show(outcome, report.of(outcome))
    found = proposals.proposals(report, register)
    for year, entries in found.items():
        path = folder / "filings" / f"{year}.yml"
        if write:
            _register(path, entries)
        else:
            click.echo(f"\n建议加进 {path}（加 --write 就写进去）：\n" + "".join(entries))


def _bar(paths: Iterable[Path]) -> Iterator[Path]:
    with click.progressbar(paths, label="正在读材料文件", file=sys.stderr) as bar:
        yield from bar


def _watch(steps: Iterable[T], label: str, length: int | None = None) -> Iterator[T]:
    """Go through the steps of a work; once it takes a while, show on a terminal how far it is."""
    started = monotonic()
    bar: ProgressBar[T] = click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    )
    shown = False
    for done, step in enumerate(steps, start=1):
        if not shown and monotonic() - started > _PATIENCE:
            bar.__enter__()
            shown = True
        if shown:
            bar.update(done - bar.pos)
        yield step
    if shown:
        bar.render_finish()


def _show(outcome: scanning.Outcome, lines: tuple[scanning.Line, ...]) -> None:
    click.echo(f"\n{outcome}：{len(lines)}")
    for line in lines:
        said = "；".join(part for part in (line.why, line.details) if part)
        click.echo(f"  {line.name}" + (f"  （{said}）" if said else ""))


def _register(path: Path, entries: list[str]) -> None:
    """Add entries to a file of filings, if it can still be read with them."""
    try:
        text = proposals.written(files.read(path), entries)
    except OSError as error:
        _stop(f"{path} 读不出来（{error.strerror}）。")
    if problems := loading.problems_of("filings", path.name, text):
        by_hand = f"没有写进去；请手工加上：\n{''.join(entries)}"
        _stop(f"{path} 的写法不一般，{by_hand}\n{problems[0]}")
    _write({path: text})
    click.echo(f"已写进 {path}：{len(entries)} 条；文件日期、责任者请补上。")


def _write(texts: dict[Path, str]) -> None:
    try:
        files.write(texts)
    except OSError as error:
        _stop(f"写不进去（{error.filename}：{error.strerror}），什么都没有改；请检查权限。")


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default="data",
    show_default=True,
    help="数据文件夹",
)
@click.option("--write", is_flag=True, help="写进数据文件；不加只列出会改什么")
def import_(file: Path, folder: Path, *, write: bool) -> None:
    """导入改好的 Excel，或把 Word 分工表（.docx .doc .wps .txt）变成数据文件。"""
    try:
        if file.suffix.lower() in _WORKBOOKS:
            _import_workbook(file, folder, write=write)
        else:
            _import_table(file, folder, write=write)
    except OfficeError as error:
        _stop(str(error))


def _import_workbook(file: Path, folder: Path, *, write: bool) -> None:
    from allocation.importers import xlsx  # noqa: PLC0415 - no other command needs it

    plan = xlsx.plan(file, _checked(folder), _watch)
    _show_plan(plan)
    if plan.problems:
        _stop(f"{DataError(plan.problems)}\n什么都没有写；改好后再导入。")
    if not plan.changes:
        click.echo("没有改动。")
        return
    written = plan.edits.written()
    _say_lost(written.lost)
    if problems := plan.consequences(written):
        _stop(f"照这样改，数据会有错，什么都没有写。{DataError(problems)}")
    if write:
        _write(written.texts)
    names = "、".join(sorted(str(path) for path in written.texts))
    follows = f"，随之改动 {len(plan.follows)} 处" if plan.follows else ""
    done = "已写进" if write else "加 --write 就写进"
    click.echo(f"{done} {names}：{len(plan.changes)} 处{follows}。")


def _show_plan(plan: Plan) -> None:
    for change in plan.changes:
        click.echo(str(change))
    if plan.follows:
        click.echo("随之改动：")
    for follow in plan.follows:
        click.echo(f"  {follow}")
    for note in plan.notes:
        click.echo(f"注意：{note}")


def _say_lost(comments: Iterable[str]) -> None:
    for each in comments:
        click.echo(f"注意：这条注释随它所在的内容一起删去：{each}")


def _import_table(file: Path, folder: Path, *, write: bool) -> None:
    from allocation.importers import drafts  # noqa: PLC0415 - no other command needs it

    result = drafts.read(file, folder, clock.today())
    click.echo(f"读到 {result.rows} 行、{result.clauses} 条条款。")
    for number, question in enumerate(result.questions, start=1):
        click.echo(f"{number}. {question}")
    if result.problems:
        _stop(
            f"这样的数据还有错，什么都没有写；请在原文件里改好再导入。{DataError(result.problems)}"
        )
    if write:
        _write(result.texts)
    names = "、".join(str(path) for path in result.texts)
    click.echo(f"{'已写进' if write else '加 --write 就写进'} {names}。")


@main.group()
def export() -> None:
    """导出：给办公室的 Excel，或给别的网站生成器的源文件。"""


@export.command("xlsx")
@_folder
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default="分工.xlsx", help="写到哪里"
)
def export_xlsx(folder: Path, out: Path) -> None:
    """导出 Excel：填好了再用 import 导回来。"""
    from allocation.exporters import xlsx  # noqa: PLC0415 - loads what no other command needs

    _save(out, xlsx.write(Index(_checked(folder), clock.today()), _watch))
    click.echo(f"已写出 {out}。")


@export.command("site-source")
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
@_folder
@click.option(
    "--config",
    "settings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="网站的设置；手写的页面在它旁边的 docs/",
)
def export_site_source(target: Path, folder: Path, settings: Path) -> None:
    """导出网站源文件：不用 MkDocs，换 Zensical 这样的生成器也能生成。"""
    from allocation import sitesource  # noqa: PLC0415 - no other command needs it

    try:
        site = outputs.generate(folder)
        pages = sitesource.write(site, settings, target)
    except (DataError, sitesource.SiteSourceError) as error:
        _stop(str(error))
    click.echo(f"已写出 {target}：{pages} 页。到那里运行 zensical build 或 mkdocs build。")


@main.command("handover")
@click.argument("giver", metavar="移交人")
@click.option("--to", "taker", required=True, help="接收人")
@click.option("--rows", default="", help="只交这几行，写总表里的行号，如 3,5")
@click.option(
    "--as",
    "duty",
    type=click.Choice([each.value for each in Duty]),
    help="只交以这个身份做的；不写，两样都交",
)
@click.option(
    "--from", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="从哪天起；不写就是今天"
)
@click.option("--sheet", type=click.Path(dir_okay=False, path_type=Path), help="交接单写到哪里")
@_folder
@click.option("--write", is_flag=True, help="写进数据文件")
def hand_over(
    giver: str,
    *,
    taker: str,
    rows: str,
    duty: str | None,
    day: datetime | None,
    sheet: Path | None,
    folder: Path,
    write: bool,
) -> None:
    """把一个人的职责交给另一个人，留下记录，生成交接单。"""
    from allocation import handover  # noqa: PLC0415 - no other command needs it
    from allocation.importers import edits  # noqa: PLC0415

    index = Index(_checked(folder), clock.today())
    numbers = _numbers(rows)
    start = day.date() if day else clock.today()
    duties = [Duty(duty)] if duty else Duty
    try:
        plan = handover.handover(index, giver, taker, numbers, start, duties=duties)
    except handover.HandoverError as error:
        _stop(str(error))
    click.echo("\n".join(handover.lines(plan)))
    written = edits.Edits(folder, list(handover.edits(plan))).written()
    texts = written.texts
    _say_lost(written.lost)
    if problems := edits.problems_with(folder, texts):
        _stop(f"照这样交，数据会有错，什么都没有写。{DataError(problems)}")
    target = sheet or Path(f"交接单-{giver}-{taker}.docx")
    if write:
        # First what may fail for a reason of its own: the data is changed last.
        _save(target, handover.sheet(index, plan))
        _write(texts)
        click.echo(f"已写进 {'、'.join(sorted(map(str, texts)))}；交接单在 {target}。")
    else:
        click.echo(f"加 --write 就写进数据文件，并生成 {target}。")


@main.command()
@click.argument("before", metavar="旧")
@click.argument("after", metavar="[新]", required=False)
@_folder
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
    from allocation import diffs, states  # noqa: PLC0415 - no other command needs them
    from allocation.changes.compare import compare  # noqa: PLC0415

    try:
        old, new = states.register(before, folder), states.register(after or str(folder), folder)
    except states.StateError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    found = diffs.Diff(before, after or str(folder), compare(old, new, warnings=True))
    said = diffs.FORMATS[kind](found)
    if out:
        _save(out, said.encode())
    else:
        click.echo(said, nl=False)
    sys.exit(1 if found.changes.duties else 0)


@main.command()
@click.argument("people", metavar="姓名…", nargs=-1, required=True)
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="哪天签收；不写就是今天"
)
@_folder
@click.option("--write", is_flag=True, help="写进 people.yml")
def sign(people: tuple[str, ...], *, day: datetime | None, folder: Path, write: bool) -> None:
    """登记签收：这些人在这天签收了现在的职责。"""
    from allocation import signing  # noqa: PLC0415 - no other command needs it
    from allocation.importers import edits  # noqa: PLC0415

    register = _checked(folder)
    on = day.date() if day else clock.today()
    try:
        found = tuple(signing.edits(register, people, on))
    except signing.SigningError as error:
        _stop(str(error))
    texts = edits.Edits(folder, list(found)).written().texts
    if write:
        _write(texts)
    names = "、".join(map(str, texts))
    done = f"已写进 {names}" if write else f"加 --write 就写进 {names}"
    click.echo(f"{'、'.join(people)}：{on} 签收。{done}。")


@main.command("pdf")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=".", help="写到哪个文件夹"
)
def to_pdf(files: tuple[Path, ...], out: Path) -> None:
    """把 Word、Excel 文件转成 PDF（要装有 LibreOffice）。"""
    out.mkdir(parents=True, exist_ok=True)
    with click.progressbar(files, label="正在转换", file=sys.stderr) as bar:
        for file in bar:
            with tempfile.TemporaryDirectory() as temporary:
                try:
                    made = converted(file, Path(temporary), "pdf")
                except OfficeError as error:
                    _stop(str(error))
                shutil.move(made, out / made.name)
    click.echo(f"已写进 {out}：{len(files)} 个。")


@main.command("zip")
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
def pack(site: Path) -> None:
    """把生成的网站打成一个压缩包，解压后双击 index.html 打开。"""
    target = site.with_name(f"{site.name}.zip")
    try:
        archive.pack(site.resolve(), target)
    except OSError as error:
        _stop(f"{target} 写不出来（{error.strerror}）；请看磁盘是不是满了、有没有权限。")
    click.echo(f"已打包：{target}（解压后双击 {site.name}/index.html）")


@main.command("check-site")
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
def check_site(site: Path) -> None:
    """发布前检查生成好的网站：页面完整、链接都通、搜索有答案、不用外面的东西。"""
    from allocation import sitecheck  # noqa: PLC0415 - no other command needs it

    found = sitecheck.read(site)
    if problems := sitecheck.check(found):
        _stop("\n".join([f"网站有 {len(problems)} 处错误：", *map(str, problems)]))
    links = sum(len(page.links) for page in found.pages.values())
    click.echo(f"网站无误：{len(found.pages)} 页，{links} 个链接都通，每个人、每个项目都搜得到。")


def _numbers(text: str) -> set[int]:
    """Return the numbers that a text such as ``3,5-7`` means; no text means none."""
    found: set[int] = set()
    for part in re.split(r"[,，、\s]+", unicodedata.normalize("NFKC", text).strip()):
        match = re.fullmatch(r"([0-9]{1,5})(?:[-—~]([0-9]{1,5}))?", part)
        if match:
            found |= set(range(int(match[1]), int(match[2] or match[1]) + 1))
        elif part:
            _stop(f"“{part}”不是行号；行号写成 3,5 或 3-6。")
    return found


def _save(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        _stop(f"{path} 写不出来（{error.strerror}）；请换一个地方。")


def _checked(folder: Path) -> Register:
    try:
        return outputs.check(folder)
    except DataError as error:
        _stop(str(error))


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)
