"""The example's data in a git repository of its own, with a year of changes of every kind.

``python -m example.history FOLDER`` makes it (with ``tests`` on the path); tests compare what it
says of each change with ``history.txt``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from example.make import DATA

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_COMMITTER_NAME": "office",
    "GIT_COMMITTER_EMAIL": "office@example.invalid",
    "LC_ALL": "C.UTF-8",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
}
OFFICE, UNION = "周小满", "陈立秋"


class Step(NamedTuple):
    """A commit: the day, who changed it, why, and how."""

    day: str
    author: str
    subject: str
    change: Callable[[Path], None]


def replaced(name: str, *pairs: tuple[str, str]) -> Callable[[Path], None]:
    """Return a change of one file: each old text becomes the new one, where it first stands."""

    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, (name, old)
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")

    return change


def everywhere(old: str, new: str) -> Callable[[Path], None]:
    """Return a change of a name in all files."""

    def change(folder: Path) -> None:
        for path in sorted(folder.rglob("*.yml")):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def several(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return some changes as one."""

    def change(folder: Path) -> None:
        for each in changes:
            each(folder)

    return change


def moved(folder: Path) -> None:
    """Move the canteen from the office environment to the window service."""
    source, target = folder / "allocation/04.yml", folder / "allocation/03.yml"
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if "mark: ⑶" in line)
    end = next(n for n in range(start + 1, len(lines)) if not lines[n].startswith(" " * 10))
    part = "".join(lines[start:end]).replace("mark: ⑶", "mark: ⑷", 1)
    source.write_text("".join(lines[:start] + lines[end:]), encoding="utf-8")
    text = target.read_text(encoding="utf-8")
    before, found, after = text.partition("  - code: Ⅲ-6\n")
    assert found
    target.write_text(before + part + found + after, encoding="utf-8")


STEPS = (
    Step(
        "2026-01-08",
        OFFICE,
        "吴霜降病休，灯塔科窗口服务由郑谷雨接手",
        replaced("allocation/03.yml", ("person: 吴霜降", "person: 郑谷雨")),
    ),
    Step(
        "2026-01-20",
        OFFICE,
        "志愿服务改由沈观澜分管",
        replaced("allocation/03.yml", ("- 陆听涛\n          - 顾长风", "- 沈观澜")),
    ),
    Step(
        "2026-02-03",
        OFFICE,
        "潮汐科更名",
        everywhere("潮汐科", "海洋预报科"),
    ),
    Step(
        "2026-02-20",
        UNION,
        "送温暖写明走访",
        replaced("allocation/04.yml", ("开展送温暖活动。", "开展送温暖和走访慰问活动。")),
    ),
    Step("2026-03-02", OFFICE, "食堂并入窗口服务", moved),
    Step(
        "2026-03-15",
        OFFICE,
        "中心组学习照片每季一张就够，记录按季汇总",
        replaced(
            "allocation/02.yml",
            (
                "frequency: 每季\n                min_count: 2",
                "frequency: 每季\n                min_count: 1",
            ),
            ("frequency: 每月", "frequency: 每季"),
        ),
    ),
    Step(
        "2026-04-01",
        OFFICE,
        "每月的材料宽限到月后十天",
        replaced("unit.yml", ("month: 期末后5天", "month: 期末后10天")),
    ),
    Step(
        "2026-04-20",
        OFFICE,
        "新来一位同志，分担工会的文体活动",
        several(
            replaced("people.yml", ("  - name: 陈立秋\n", "  - name: 陈立秋\n  - name: 何小雪\n")),
            replaced("allocation/04.yml", ("person: 陈立秋", "person: 何小雪")),
        ),
    ),
    Step(
        "2026-05-11",
        OFFICE,
        "陈立秋的名字写错了一个字",
        everywhere("陈立秋", "陈丽秋"),
    ),
    Step(
        "2026-06-02",
        OFFICE,
        "登记经验交流发言稿",
        replaced(
            "filings/2026.yml",
            (
                "filings:\n",
                "filings:\n  - no: '901'\n    evidence:\n      - Ⅲ-1-⑵-01\n    slot: '2026'\n"
                "    title: 2026 年创建工作计划（修订）\n    author_body: 虚构市海风管理局\n"
                "    date: '2026-05-28'\n    filed_by: 周小满\n    filed_on: '2026-06-01'\n",
            ),
        ),
    ),
    Step(
        "2026-06-09",
        OFFICE,
        "退回重做",
        replaced(
            "filings/2026.yml",
            (
                "    filed_on: '2026-06-01'\n",
                "    filed_on: '2026-06-01'\n    checked_by: 林白露\n"
                "    checked_on: '2026-06-08'\n    state: 退回\n    reason: 没有盖章\n",
            ),
        ),
    ),
    Step(
        "2026-07-01",
        OFFICE,
        "新细则加一条，去掉身边好人",
        several(
            replaced(
                "allocation/01.yml",
                (
                    "          - mark: ⑵\n",
                    "          - mark: ⑶\n            text: 创建工作有简报，每季一期；\n"
                    "          - mark: ⑵\n",
                ),
            ),
            replaced(
                "allocation/02.yml", ("开展身边好人学习宣传；", "网上祭扫英烈、经典诵读形成制度。")
            ),
        ),
    ),
    Step(
        "2026-08-10",
        OFFICE,
        "只调整次序和写法",
        replaced("unit.yml", ("  years: 3\n", "  # 三年一届\n  years: 3\n")),
    ),
    Step(
        "2026-09-01",
        OFFICE,
        "道德讲堂牵头和配合写清楚",
        replaced(
            "allocation/02.yml",
            (
                "person: 林白露\n          - department: 团支部",
                "person: 林白露\n            role: 牵头\n          - department: 团支部",
            ),
        ),
    ),
)


def write(root: Path) -> Path:
    """Make the repository in a folder that is not there yet, and return its data folder."""
    folder = root / "data"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("evidence"))
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "2026-01-05", OFFICE, "分工表录入")
    for step in STEPS:
        step.change(folder)
        commit(root, step.day, step.author, step.subject)
    return folder


def commit(root: Path, day: str, author: str, subject: str) -> None:
    """Commit everything, as somebody on a day."""
    moment = f"{day}T09:00:00+08:00"
    named = {"GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": "office@example.invalid"}
    dated = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    git(root, "add", "--all")
    git(root, "commit", "--quiet", f"--message={subject}", **named, **dated)


def git(root: Path, *arguments: str, **environment: str) -> str:
    """Run git, untouched by the settings of whoever runs the tests."""
    done = subprocess.run(
        ["git", "-C", str(root), *arguments],
        env=ENVIRONMENT | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


if __name__ == "__main__":
    write(Path(sys.argv[1]))
