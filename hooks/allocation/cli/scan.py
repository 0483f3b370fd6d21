"""The command ``scan``: handed-in files, and proposed entries for them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from allocation.base import clock
from allocation.base.grouping import grouped
from allocation.cli.checked_edits import checked_texts
from allocation.cli.shared import checked, data_folder, stop, write_data
from allocation.datafiles.file_texts import FileTexts
from allocation.editing import proposals
from allocation.editing import scan as scanning
from allocation.editing.edits import Edit, Edits
from allocation.editing.scan_lines import Outcome, ScanLine, ScanReport, SlotProposal
from allocation.office.formats import libreoffice, picture_text
from allocation.register.register import Register

_TO_DO: Mapping[Outcome, str] = {
    Outcome.CHANGED: "确认用新的：--write --accept 文件名；改错了就换回原来的文件",
    Outcome.RENAMED: "加 --write，登记里的名字就改过来",
    Outcome.LOST: "找回文件，或者改登记",
    Outcome.LIKELY: "核对后登记：--write --choose 文件名=材料编号_期次；或者把编号写进文件名",
    Outcome.POSSIBLE: "选一个：--write --choose 文件名=材料编号_期次；或者把编号写进文件名",
    Outcome.MISPLACED: "改文件名，或移到对的文件夹",
    Outcome.DOUBLE: "留一份；一证多用写进同一条登记",
    Outcome.UNREADABLE: "按后面写的改",
    Outcome.NEW: "加 --write 就登记",
}
"""What a clerk does about the files of an outcome, the most urgent first."""
_FOLDED = (Outcome.REGISTERED, Outcome.SKIPPED, Outcome.MISSING)
"""Outcomes of which only a count is told, as nothing is wrong with a file."""


@click.command()
@data_folder
@click.option("--write", is_flag=True, help="把可登记的写进 data/filings/<年>.yml，改名的改过来")
@click.option("--choose", multiple=True, metavar="文件=编号", help="没有编号的文件归哪一项")
@click.option("--accept", multiple=True, metavar="文件", help="登记以后改过的文件，确认用新的")
@click.option("--all", "show_all", is_flag=True, help="已交的、缺的也逐条列出")
@click.option("--json", "as_json", is_flag=True, help="给程序读：每个文件一个对象；只看，不写")
def scan(
    folder: Path,
    *,
    write: bool,
    choose: Sequence[str],
    accept: Sequence[str],
    show_all: bool,
    as_json: bool,
) -> None:
    """对照材料文件夹：先说要办的（改过、改名、请选、放错、重复、看不懂），再说可登记、已交、缺。"""
    if write and as_json:
        stop("--json 只看，不写；要写就去掉 --json。")
    register = checked(folder, write=write)
    _refuse_without(register, write=write, as_json=as_json)
    choices = _choices(choose)
    converter = libreoffice.converted_together if libreoffice.is_installed() else None
    texts = FileTexts(register.data.cache, converter, picture_text.recognizer())
    report = scanning.scan(register, clock.today(), texts, _bar, choices)
    _refuse_unknown(report, (*choices, *accept))
    if as_json:
        click.echo(_json(report))
    else:
        _show(report, show_all=show_all)
    for hint in _unread(texts):
        click.echo(f"\n{hint}", err=as_json)
    if as_json:
        return
    additions = proposals.edits(report, register)
    if write:
        changes = (*proposals.renames(report), *proposals.acceptances(report, accept))
        _write(register, additions, changes)
    else:
        for name, edits in grouped(additions, lambda edit: edit.ref.file).items():
            click.echo(f"\n建议加进 {name}（加 --write 就写进去）：\n{proposals.text(edits)}")


def _refuse_without(register: Register, *, write: bool, as_json: bool) -> None:
    """Stop without a folder of files, or a start of the term where periods are to be written."""
    if register.unit.term.start is None:
        message = "unit.yml 没有写届期第一天（term 里的 start），对不出哪一期；先写上再来。"
        if write:
            stop(message)
        if not as_json:
            click.echo(message, err=True)
    if not register.evidence_folder.is_dir():
        stop(
            f"没有材料文件夹 {register.evidence_folder}；建一个，或改 unit.yml 的 evidence_folder。"
        )


def _choices(choose: Sequence[str]) -> dict[str, str]:
    """Return the code, and the period if any, that was chosen for each file."""
    choices = {}
    for choice in choose:
        name, equals, code = choice.rpartition("=")
        if not equals or not name or not code:
            form = "文件名=材料编号_期次，如 计划.pdf=Ⅲ-2-⑴-02_2025"
            stop(f"--choose “{choice}”看不懂；要写成 {form}。")
        choices[name] = code
    return choices


def _refuse_unknown(report: ScanReport, names: Iterable[str]) -> None:
    known = {line.name for line in report.files}
    for name in names:
        if name not in known:
            stop(f"材料文件夹里没有文件“{name}”；照上面列出的写，带上文件夹。")


def _bar(label: str, items: Sequence[Any]) -> Iterator[Any]:
    is_hidden = not items or not sys.stderr.isatty()
    with click.progressbar(items, label=label, file=sys.stderr, hidden=is_hidden) as bar:
        yield from bar


def _unread(texts: FileTexts) -> Iterator[str]:
    """Yield how many files a program that is missing would read, and how to get it."""
    if texts.unconverted:
        yield (
            f"{texts.unconverted} 个旧格式的文件（.doc、.xls、.wps 等）没有读内容，只看了名字："
            "这台机器上没有 LibreOffice；装上再运行，归类更准。"
        )
    if texts.unrecognized:
        yield (
            f"{texts.unrecognized} 个扫描件或照片没有认里面的字。要认：先运行 scripts/install ocr，"
            "再用 .venv-ocr/bin/allocation scan（不联网，认过的不再认）。"
        )


def _json(report: ScanReport) -> str:
    """Return a list with an object per file, each on a line of its own."""
    lines = (json.dumps(_object(line), ensure_ascii=False) for line in report.files)
    return "[\n" + ",\n".join(lines) + "\n]"


def _object(line: ScanLine) -> dict[str, object]:
    return {
        "file": line.name,
        "verdict": line.outcome.value,
        "proposals": [
            {"evidence": each.evidence.id, "period": each.period, "score": each.score}
            for each in line.candidates
        ],
    }


def _show(report: ScanReport, *, show_all: bool) -> None:
    counts = {outcome: len(report.of(outcome)) for outcome in Outcome}
    asked = sum(count for outcome, count in counts.items() if outcome in _TO_DO)
    asked -= counts[Outcome.NEW]
    click.echo(f"要办的：{asked} 个文件；可以登记 {counts[Outcome.NEW]} 个。")
    for outcome in Outcome:
        _show_outcome(outcome, report.of(outcome), show_all=show_all)


def _show_outcome(outcome: Outcome, lines: Sequence[ScanLine], *, show_all: bool) -> None:
    if not lines:
        return
    to_do = _TO_DO.get(outcome, "" if show_all else "加 --all 逐条列出")
    click.echo(f"\n{outcome}：{len(lines)}" + (f"  （{to_do}）" if to_do else ""))
    for line in lines:
        if outcome in _FOLDED and not show_all and not line.is_noted:
            continue
        note = "；".join(part for part in (line.why, line.details) if part)
        click.echo(f"  {line.name}" + (f"  （{note}）" if note else ""))
        if outcome in (Outcome.LIKELY, Outcome.POSSIBLE):
            for candidate in line.candidates:
                click.echo(f"      {_candidate(candidate)}")


def _candidate(candidate: SlotProposal) -> str:
    """Return a proposal on a line: code, period, name, score, and the words that speak for it."""
    evidence = candidate.evidence
    code = f"{evidence.id}_{candidate.period}" if candidate.period else evidence.id
    words = f"（{'、'.join(candidate.words)}）" if candidate.words else ""
    return f"{code}  {evidence.record.name}  {candidate.score:.2f}{words}"


def _write(register: Register, additions: Sequence[Edit], changes: Sequence[Edit]) -> None:
    edits = Edits(register.data, register.digests, [*changes, *additions])
    write_data(register.folder, checked_texts(edits, "这样登记"), register.digests)
    for name, entries in grouped(changes, lambda edit: edit.ref.file).items():
        click.echo(f"已改好 {edits.data.file(name)}：{len(entries)} 处。")
    for name, entries in grouped(additions, lambda edit: edit.ref.file).items():
        click.echo(
            f"已写进 {edits.data.file(name)}：{len(entries)} 条；文件日期、责任者、谁交的请补上。"
        )
