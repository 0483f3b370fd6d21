"""Commands that write data: all files or none, one at a time, whatever the system refuses."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import pytest
from click.testing import CliRunner

from allocation.cli import main
from conftest import on_day
from example import make
from shared import Shared
from warm import WRITES, Done, run, traced
from writers import START, WRITERS, in_memory, office

COMMANDS = {
    "import": WRITERS["import"].arguments,
    "import-slip": WRITERS["slip"].arguments,
    "handover": WRITERS["handover too"].arguments,
    "sign": WRITERS["sign"].arguments,
    "scan": WRITERS["scan"].arguments,
    "box": WRITERS["box"].arguments,
    "schema": ("schema", "--data", "@/data"),
    "start-edition": START,
}
REFUSALS = ("ENOSPC", "EIO", "EPERM", "EROFS", "EACCES")
UNCHANGED = re.compile("什么都没有[改写]|没有动|写不出来|写不进去")
HALF = re.compile("写到一半出错|已经是新版")
State = dict[str, bytes | str]


@pytest.fixture(scope="module")
def source(shared: Shared) -> Iterator[Path]:
    """A folder with data, workbooks and the next edition, on the example's day."""
    with on_day(make.TODAY):
        yield shared.made("writers", office)


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory where there is one: what is copied a hundred times need not be kept."""
    with tempfile.TemporaryDirectory(dir=in_memory()) as folder:
        yield Path(folder)


def copied(source: Path, target: Path) -> Path:
    """Put a fresh copy of a folder in a place."""
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(source, target, symlinks=True))


def state(root: Path) -> State:
    """Return what lies in a folder, but for what can be made again and sheets for the printer.

    What a new edition shares with the old one may lie in it before it takes its place.
    """
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else ""
        for path in root.rglob("*")
        if path.suffix != ".docx" and not re.search(r"/\.(cache|writing)|next/evidence", str(path))
    }


def drafts(root: Path) -> list[Path]:
    """Return what a writer left lying about."""
    return [path for path in root.rglob(".writing*") if ".cache" not in path.parts]


@dataclass(frozen=True)
class Call:
    """A call of the system that changes a disk, and how many of each name there were up to it."""

    name: str
    counts: Counter[str]

    def once(self, fault: str) -> Iterator[str]:
        """Yield what makes strace put a fault in place of this call."""
        yield f"inject={self.name}:{fault}:when={self.counts[self.name]}"

    def for_good(self, fault: str) -> Iterator[str]:
        """Yield what makes strace put a fault in place of this call and all that follow."""
        for name in WRITES.split(","):
            first = self.counts[name] + (name != self.name)
            if name != "openat":
                yield f"inject={name}:{fault}:when={first}+"


def calls(trace: str, root: Path) -> Iterator[Call]:
    """Yield, of all that a command called, what changes files below a folder, and its last word."""
    count: Counter[str] = Counter()
    lines = trace.splitlines()
    last = max((at for at, line in enumerate(lines) if line.startswith("write(1")), default=-1)
    for at, line in enumerate(lines):
        name = line.partition("(")[0]
        count[name] += 1
        opens = name == "openat" and not re.search(r"O_CREAT|O_WRONLY|O_RDWR", line)
        if not opens and (at == last or f"{root}/" in line):
            yield Call(name, count.copy())


def lint(root: Path) -> None:
    """Check the data, which settles what was left."""
    done = CliRunner().invoke(main, ["lint", "--data", str(root / "data")])
    assert done.exit_code == 0, done.output


def recorded(arguments: list[str], root: Path, log: Path) -> list[Call]:
    """Run a command, and return at which calls something may go wrong."""
    trace = log.with_name("trace")
    done = traced(arguments, log, "-y", "-o", str(trace), "-e", f"trace={WRITES}")
    assert done.code == 0, done.said
    found = list(calls(trace.read_text(), root))
    assert len(found) > 20
    return found


def injected(arguments: list[str], log: Path, faults: Iterable[str]) -> Done:
    """Run a command with faults in place of what it calls."""
    faults = list(faults)
    names = ",".join(re.split("[=:]", each)[1] for each in faults)
    options = [option for each in faults for option in ("-e", each)]
    return traced(arguments, log, "-o", "/dev/null", "-e", f"trace={names}", *options)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_fault(command: str, source: Path, memory: Path, tmp_path: Path) -> None:
    """At each call that writes, the system refuses, or the command is killed.

    The data is the old or the new, the message says which, and a second run makes it new.
    """
    root, log = memory / "root", tmp_path / "log"
    arguments = [each.replace("@", str(root)) for each in COMMANDS[command]]
    old = state(copied(source, root))
    found = recorded(arguments, root, log)
    new = state(root)
    refusals, ways = cycle(REFUSALS), cycle((False, True))
    for call in found:
        for fault in (f"error={next(refusals)}", "signal=KILL"):
            copied(source, root)
            done = injected(arguments, log, call.once(fault))
            what = f"{call} {fault}: {done.said}"
            if done.code < 0:
                _killed(root, old, new, arguments if next(ways) else None, what)
            else:
                _refused(root, done, old, new, what)


@pytest.mark.parametrize("command", ["sign", "start-edition"])
def test_a_disk_that_breaks(command: str, source: Path, memory: Path, tmp_path: Path) -> None:
    """From some call on nothing can be written: what it says is true; on a sound disk it is whole.

    Where not even the old state can be brought back, it says how it will be.
    """
    root, log = memory / "root", tmp_path / "log"
    arguments = [each.replace("@", str(root)) for each in COMMANDS[command]]
    old = state(copied(source, root))
    found = recorded(arguments, root, log)
    new = state(root)
    for call in found:
        copied(source, root)
        done = injected(arguments, log, call.for_good("error=EIO"))
        what = f"{call}: {done.said}"
        assert "Traceback" not in done.said, what
        lint(root)
        assert same(state(root), old) or same(state(root), new), what


def _refused(root: Path, done: Done, old: State, new: State, what: str) -> None:
    """Check what a command said and left that the system refused something."""
    assert not re.search("Traceback|None|Errno|read-only|denied", done.said), what
    if done.code == 0:
        assert same(state(root), new), what
    elif UNCHANGED.search(done.said):
        assert same(state(root), old), what
        assert drafts(root) == [], what
    elif HALF.search(done.said):
        lint(root)
        assert same(state(root), old) or same(state(root), new), what
    else:
        # It could not even say so.
        assert "读写出错" in done.said, what
        assert same(state(root), old) or same(state(root), new), what


def _killed(root: Path, old: State, new: State, again: list[str] | None, what: str) -> None:
    """Check what the next command finds: one that reads, or the same one again."""
    if not again:
        lint(root)
        assert same(state(root), old) or same(state(root), new), what
        return
    finished = same(state(root), new)
    done = run(again, root.parent / "log")
    assert finished or done.code == 0, f"{what}\n{done.said}"
    assert same(state(root), new) or finished, f"{what}\n{done.said}"
    assert drafts(root) == [], what


def same(one: State, other: State) -> bool:
    """Whether two states are the same, but for folders without a file."""
    return {k: v for k, v in one.items() if v != ""} == {k: v for k, v in other.items() if v != ""}
