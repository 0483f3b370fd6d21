"""Many units: all from nothing, nothing changed, three changed; and what kills leave behind.

python -m bench.units [COUNT]
python -m bench.units kills [KILLS]
"""

from __future__ import annotations

import filecmp
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import made_units
from bench.proof import busy, keep
from unit_runs import Looker, command, run_with_kills, write_list, write_small

COUNT, CITY, KILLS, SMALL = 60, 1000, 100, 6
CHANGED = 3


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: seconds, those of processors, megabytes of its largest process.

    :ivar portal: the seconds of the portal; empty if it was not built.
    """

    seconds: float
    cpu: float
    megabytes: float
    portal: str


def main() -> None:
    """Measure, print and keep the table."""
    what = sys.argv[1] if len(sys.argv) > 1 else str(COUNT)
    if what == "kills":
        kills = int(sys.argv[2]) if len(sys.argv) > 2 else KILLS
        keep("unit_kills", _killed(kills))
    else:
        keep("units" if int(what) < CITY else "city", _timed(int(what)))


def _timed(count: int) -> Iterator[str]:
    print(f"{count} units, {busy()}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = made_units.write(folder / "data", count)
        entries = {unit.id: str(unit.folder) for unit in made}
        listed = write_list(folder / "units.yml", entries, "store: store", *_PORTAL)
        runs = {"全部从头": _run(listed), "什么都没变": _run(listed)}
        for unit in [unit for unit in made if not unit.is_broken][:CHANGED]:
            _change(unit.data)
        runs[f"{CHANGED} 个变了"] = _run(listed)
        pages = sum(1 for _ in (folder / "store/sites" / made[0].id).resolve().rglob("*.html"))
        used = _disk(folder / "store")
    broken = sum(unit.is_broken for unit in made)
    yield f"{count} 个单位（{broken} 个有错误），各 {pages} 页左右，带下载；总仓库 {used:.0f} MB。"
    yield ""
    yield "| | 用时 | 其中门户 | CPU | 内存（最大的一个进程） |"
    yield "| --- | --- | --- | --- | --- |"
    for title, run in runs.items():
        times = f"{run.seconds:.2f} s | {run.portal or '–'} | {run.cpu:.2f} s"
        yield f"| {title} | {times} | {run.megabytes:.0f} MB |"


def _run(listed: Path) -> Run:
    noon = datetime.combine(made_units.TODAY, datetime.min.time(), UTC).timestamp()
    environment = os.environ | {"SOURCE_DATE_EPOCH": f"{noon + 43200:.0f}"}
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            command(listed), env=environment, stdout=said, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        said.seek(0)
        portal = "".join(re.findall("门户已更新，用了 (.*) 秒", said.read()))
    return Run(
        seconds,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1000,
        f"{portal} s" if portal else "",
    )


def _change(data: Path) -> None:
    path = data / "unit.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("市级文明", "省级文明"), "utf-8")


def _disk(folder: Path) -> float:
    """Return the megabytes of a folder; a file with several names counts once."""
    files = {path.lstat().st_ino: path.lstat().st_blocks for path in folder.rglob("*")}
    return sum(files.values()) * 512 / 1e6


def _killed(kills: int) -> Iterator[str]:
    print(f"{kills} kills, {busy()}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        units = write_small(folder, SMALL)
        first = subprocess.run(command(folder / "units.yml"), check=True, capture_output=True)
        print(first.stdout.decode(), flush=True)
        began = time.monotonic()
        with Looker(folder / "store").looking() as looker:
            done = run_with_kills(folder, units, kills, 1)
            subprocess.run(command(folder / "units.yml"), check=True, capture_output=True)
        seconds = time.monotonic() - began
        subprocess.run(command(folder / "units.yml", "--out", folder / "anew"), check=True)
        whole = sum(same(folder / "store/sites" / id, folder / "anew/sites" / id) for id in units)
    heads = (
        "运行",
        "杀掉主进程",
        "杀掉生成的进程",
        "看了网站",
        "半个或混杂的",
        "最后是对的",
        "用时",
    )
    yield f"| {' | '.join(heads)} |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    yield (
        f"| {done.runs} | {done.clients} | {done.workers} | {looker.sites} | {len(looker.wrong)} "
        f"| {whole} / {len(units)} | {seconds:.0f} s |"
    )
    print(*looker.wrong[:20], sep="\n")


def same(one: Path, other: Path) -> bool:
    """Whether two sites have the same files with the same bytes."""
    names = [
        {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
        for site in (one.resolve(), other.resolve())
    ]
    return names[0] == names[1] and not any(
        filecmp.cmpfiles(one, other, names[0], shallow=False)[1:]
    )


_PORTAL = ("portal: {title: 某市文明单位, site_url: http://portal.test/portal/}",)

if __name__ == "__main__":
    main()
