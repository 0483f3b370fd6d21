"""Several who write and read at once, and other accounts: nothing is lost, messages are true."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from allocation.cli import main
from allocation.cli import shared as commands_shared
from allocation.datafiles import loader
from allocation.lint.validate import load_register
from allocation.runtime import atomic_swap, journal, locks, transaction
from conftest import on_day
from example import make
from helpers import PROJECT, replace
from shared import Shared
from test_carry_over import HEAD, ROWS, table
from test_writers import copied, drafts, injected, lint, recorded, same, state
from warm import Command, Done, run
from writers import BOOKS, START, WRITERS, fill, in_memory, office

PAIRS = (
    ("one", "two"),
    ("three", "four"),
    ("import", "sign"),
    ("import", "scan"),
    ("handover", "sign too"),
    ("handover", "handover too"),
    ("sign", "sign too"),
)
PREVIEWS = ("import", "three", "handover", "sign", "scan")
NOBODY = 65534


@pytest.fixture(scope="module")
def source(shared: Shared) -> Iterator[Path]:
    """A folder with data, workbooks and the next edition, on the example's day."""
    with on_day(make.TODAY):
        yield shared.made("writers", office)


@pytest.fixture
def root(source: Path) -> Iterator[Path]:
    """A copy of it, to be written to, in a place that all accounts may look into."""
    with tempfile.TemporaryDirectory(dir=in_memory()) as temporary:
        root = copied(source, Path(temporary) / "root")
        for folder in (root.parent, root):
            folder.chmod(0o755)
        yield root


def called(root: Path, name: str, *, write: bool = True) -> Result:
    """Run a command in this process."""
    arguments = WRITERS[name].at(root)
    return CliRunner().invoke(main, arguments if write else arguments[:-1])


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_pairs(one: str, other: str, source: Path, root: Path) -> None:
    """Of two that write at once, each change is kept, or the command says that it is not."""
    writers = [WRITERS[one], WRITERS[other]]
    for turn in range(4):
        copied(source, root)
        both = [Command(each.at(root), root.parent / f"{at}") for at, each in enumerate(writers)]
        for command in both if turn % 2 else reversed(both):
            command.begin()
        done = [each.done() for each in both]
        register = load_register(root / "data")
        assert not any("Traceback" in each.said for each in done), done
        assert any(each.code == 0 for each in done), done
        assert [each.kept(register) for each in writers] == [each.code == 0 for each in done], done
        assert drafts(root) == []


def test_the_one_who_holds_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits too long is told which process it is, and nothing is written."""
    monkeypatch.setattr(locks, "PATIENCE", 0.2)
    before = state(root)
    with locks.locked(root / "data"):
        done = called(root, "sign")
    assert done.exit_code == 1
    for part in (f"进程 {os.getpid()}", "python", "前开始", "什么都没有写", "再运行一次"):
        assert part in done.output
    assert state(root) == before
    assert called(root, "sign").exit_code == 0


def test_previews_wait_for_nobody(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --write a command needs no lock."""
    monkeypatch.setattr(locks, "PATIENCE", 0.0)
    with locks.locked(root / "data"):
        assert called(root, "handover", write=False).exit_code == 0


def _edit(data: Path) -> str:
    with (data / "unit.yml").open("a", encoding="utf-8") as unit:
        unit.write("# 别人刚加的\n")
    return "data/unit.yml"


def _come(data: Path) -> str:
    (data / "filings").mkdir(exist_ok=True)
    (data / "filings" / "2026.yml").write_text("filings: []\n", encoding="utf-8")
    return "data/filings/2026.yml"


def _go(data: Path) -> str:
    (data / "allocation" / "05.yml").unlink()
    return "data/allocation/05.yml"


@pytest.mark.parametrize("meanwhile", [_edit, _come, _go])
@pytest.mark.parametrize("name", ["import", "handover", "sign", "scan"])
def test_changed_meanwhile(
    name: str, meanwhile: Callable[[Path], str], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an editor saves, adds or removes while a command works is named, and stays."""
    write = transaction.write
    told: list[str] = []

    def late(folder: Path, *rest: object) -> None:
        told.append(meanwhile(folder))
        left.update(state(root))
        write(folder, *rest)  # type: ignore[arg-type]

    left: dict[str, bytes | str] = {}
    monkeypatch.setattr(transaction, "write", late)
    done = called(root, name)
    assert done.exit_code == 1, done.output
    assert f"数据刚才被别人改了，什么都没有写：{told[0]}。请再运行一次。" in done.output
    assert same(state(root), left)
    assert drafts(root) == []


def test_changed_while_it_is_worked_out(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changes before a command looks at it again is no crash."""

    def early(folder: Path) -> object:
        register = load_register(folder)
        replace(folder / "people.yml", "people:", "# 新的一行\npeople:")
        return register

    monkeypatch.setattr(commands_shared, "load_register", early)
    done = called(root, "sign", write=False)
    assert (done.exit_code, "data/people.yml" in done.output) == (1, True)


def test_readers_see_one_state(source: Path, root: Path) -> None:
    """While files are replaced, whoever reads sees all old or all new ones."""
    writer = WRITERS["handover"]
    before = load_register(source / "data").digests
    for _ in range(5):
        copied(source, root)
        command = Command(writer.at(root), root.parent / "log")
        seen = [before]
        command.begin()
        while not writer.kept(load_register(root / "data")):
            seen.append(load_register(root / "data").digests)
        assert command.done().code == 0
        after = load_register(root / "data").digests
        assert len({name for name in after if after[name] != before[name]}) == 3
        assert all(each in (before, after) for each in seen)


@pytest.fixture
def half(root: Path) -> Path:
    """A folder in which a command was killed between two files."""
    log = root.parent / "log"
    arguments = WRITERS["handover"].at(root)
    spare = copied(root, root.parent / "spare")
    found = recorded([each.replace(str(root), str(spare)) for each in arguments], spare, log)
    renames = [each for each in found if each.name == "rename"]
    assert injected(arguments, log, renames[-1].once("signal=KILL")).code == -9
    assert journal.is_open(root / "data")
    return root


def as_nobody(arguments: list[str], root: Path) -> Done:
    """Run a command as another account; as one's own where only root may become another."""
    log = root.parent / "log"
    log.touch()
    log.chmod(0o666)
    return run(arguments, log, NOBODY if os.getuid() == 0 else None)


def close(root: Path) -> None:
    """Let everybody read a folder, and nobody write to it."""
    for path in (root, *root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def reopen(root: Path) -> None:
    """Let its owner write to a folder again."""
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_half_written_data_that_may_not_be_settled(half: Path) -> None:
    """Who may read but not write is told who can settle it; then it is the old data."""
    close(half / "data")
    done = as_nobody(["lint", "--data", str(half / "data")], half)
    assert done.code == 1
    assert "没有写完，收拾不了" in done.said
    assert "Traceback" not in done.said
    reopen(half / "data")
    done = run(["lint", "--data", str(half / "data")], half.parent / "log")
    assert "已恢复成写之前的样子" in done.said
    assert "数据无误" in done.said
    assert called(half, "handover").exit_code == 0


def test_who_changed_it_since_is_kept(half: Path) -> None:
    """What somebody wrote into a half written folder by hand is not put back."""
    changed = half / "data" / "allocation" / "01.yml"
    with changed.open("a", encoding="utf-8") as file:
        file.write("# 后来写的\n")
    lint(half)
    assert changed.read_text(encoding="utf-8").endswith("# 后来写的\n")


@pytest.mark.parametrize(
    "said",
    [
        {"files": {"files": [{"name": "../x", "digest": "", "new": True}], "folders": []}},
        {"files": {"files": [{"name": "/etc/x", "digest": "", "new": True}], "folders": []}},
        {"edition": {"name": "../../x", "beside": "x", "old": 1}},
        {"edition": {"name": "x", "beside": "../x", "old": 1}},
        {"files": []},
        {"rm": "x"},
        [],
    ],
)
def test_a_journal_of_others(said: object, root: Path) -> None:
    """A journal that came with a branch leads nowhere else; it is named and left alone."""
    outside = root / "x"
    outside.write_bytes(b"")
    (root / "data" / ".writing").mkdir()
    (root / "data" / ".writing" / "journal.json").write_text(json.dumps(said), encoding="utf-8")
    for arguments in (["lint", "--data", str(root / "data")], WRITERS["sign"].at(root)):
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 1
        assert "看不懂，没有动" in done.output
    assert outside.exists()


@pytest.mark.parametrize("name", [*PREVIEWS, "carry-over", "diff"])
def test_read_only_data_of_another_account(name: str, root: Path) -> None:
    """What would change is shown of any data that may be read; --write says why it can't be.

    Handed-in files, in a folder of another name, need not even be readable.
    """
    data, spare = root / "data", root.parent / "spare"
    (data / "evidence").rename(data / "归档")
    with (data / "unit.yml").open("a", encoding="utf-8") as unit:
        unit.write("evidence_folder: 归档\n")
    copied(root, spare)
    close(root)
    (data / "归档" / "Ⅲ-1-⑵-01_2025_甲.pdf").chmod(0)
    preview, writing = commands(name, root)
    # Loaded by this account: another need not be allowed to look into the project.
    CliRunner().invoke(main, commands(name, spare)[0])
    before = state(root)
    done = as_nobody(preview, root)
    assert done.code == 0, done.said
    if writing:
        done = as_nobody(writing, root)
        assert done.code == 1, done.said
        assert re.search("没有权限|写不出来", done.said)
    assert "Traceback" not in done.said
    assert state(root) == before


def commands(name: str, root: Path) -> tuple[list[str], list[str]]:
    """Return a command without and with --write; what only reads has no other."""
    if name in WRITERS:
        arguments = WRITERS[name].at(root)
        return arguments[:-1], arguments
    data = ["--data", str(root / "data")]
    if name == "diff":
        return ["diff", str(root / "next"), str(root / "data"), *data], []
    arguments = [name, str(root / "next"), *data, "--into", str(root / "data" / "new")]
    return arguments, [*arguments, "--write"]


@pytest.mark.parametrize("closed", ["data", "data/allocation", "data/people.yml", "data/evidence"])
def test_data_that_may_not_be_read(closed: str, root: Path) -> None:
    """What another account may not read is named in one line."""
    reopen(root)
    CliRunner().invoke(main, WRITERS["import"].at(root)[:-1])
    (root / closed).chmod(0)
    for name in ("sign", "scan", "import"):
        done = as_nobody(WRITERS[name].at(root), root)
        assert "Traceback" not in done.said, done.said
        assert done.code == 0 or "没有权限" in done.said, done.said
    done = as_nobody([each.replace("@", str(root)) for each in START], root)
    assert (done.code, "Traceback" in done.said) == (1, False), done.said


def test_links_and_permissions_stay(root: Path) -> None:
    """A data file that is a link to another in the folder stays one; so do marks and line ends."""
    people = root / "data" / "people.yml"
    people.write_bytes(b"\xef\xbb\xbf" + people.read_bytes().replace(b"\n", b"\r\n"))
    people.chmod(0o640)
    people.rename(root / "data" / "people.txt")
    people.symlink_to("people.txt")
    assert called(root, "sign").exit_code == 0
    assert people.readlink() == Path("people.txt")
    assert people.stat().st_mode & 0o777 == 0o640
    assert people.read_bytes().startswith(b"\xef\xbb\xbf")
    assert people.read_bytes().count(b"\n") == people.read_bytes().count(b"\r\n")


def test_a_sheet_that_cannot_be_written(root: Path) -> None:
    """A full disk where the sheet goes changes no data; nor does a sheet tell of what is not so."""
    before = state(root)
    sheet = f"{root}/吴霜降.docx"
    arguments = WRITERS["handover too"].at(root)
    full = ["/dev/full" if each == sheet else each for each in arguments]
    done = CliRunner().invoke(main, full)
    assert (done.exit_code, "/dev/full 写不出来（磁盘满了）" in done.output) == (1, True)
    (root / "data" / ".writing").write_bytes(b"")
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert "什么都没有改" in done.output
    assert f"{sheet} 已先写好；数据没有改成以前不要用它" in done.output
    (root / "data" / ".writing").unlink()
    assert same(state(root), before)


def test_drafts_are_no_data(half: Path) -> None:
    """Git and readers take no draft for data; the next writer clears up what killed ones left."""
    for name in ("data/.writing/0.new", "tests/example/data/.writing/journal.json", ".writing-12"):
        subprocess.run(["git", "check-ignore", "-q", name], cwd=PROJECT, check=True)
    assert {path.suffix for path in drafts(half)[0].iterdir()} <= {".new", ".old", ".json"}
    (half / ".writing-999999999").write_bytes(b"")
    lint(half)
    assert called(half, "handover").exit_code == 0
    assert drafts(half) == []


def test_a_new_folder_for_a_word_table(root: Path) -> None:
    """Of two imports into one new folder the second is refused; a failed one leaves no folder."""
    text = root / "wrong.txt"
    text.write_text("没有表", encoding="utf-8")
    options = ["--into", str(root / "new"), "--write"]
    assert CliRunner().invoke(main, ["import", str(text), *options]).exit_code == 1
    assert not (root / "new").exists()
    rubric = table(root / "rubric.docx", HEAD, ROWS)
    both = [Command(["import", str(rubric), *options], root / f"{at}") for at in (1, 2)]
    for command in both:
        command.begin()
    done = sorted((each.done() for each in both), key=lambda each: each.code)
    assert [each.code for each in done] == [0, 1], done
    assert "里已有分工" in done[1].said
    assert loader.load(root / "new")[0].categories


def test_started_again(root: Path) -> None:
    """A start that was done is not undone by doing it again, nor one with a name that is taken."""
    arguments = [each.replace("@", str(root)) for each in START]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    new = state(root)
    done = CliRunner().invoke(main, arguments)
    assert (done.exit_code, "已经启用过，没有再动" in done.output) == (0, True)
    shutil.copytree(root / "data" / "editions" / "2024-2026", root / "next")
    done = CliRunner().invoke(main, arguments)
    assert (done.exit_code, "往届里已有“2024-2026”" in done.output) == (1, True)
    shutil.rmtree(root / "next")
    assert state(root) == new


def test_a_start_killed_where_names_cannot_be_exchanged(
    source: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also there a start that was killed at any call is finished by starting again."""
    monkeypatch.setattr(atomic_swap, "exchange", lambda *_: False)
    log = root.parent / "log"
    arguments = [each.replace("@", str(root)) for each in START]
    found = recorded(arguments, root, log)
    new = state(root)
    for call in found:
        copied(source, root)
        done = injected(arguments, log, call.once("signal=KILL"))
        again = run(arguments, log)
        what = f"{call}: {done.said}{again.said}"
        assert again.code == 0, what
        assert same(state(root), new), what


def test_imported_again(root: Path) -> None:
    """A command that was killed before it could say 已写进 may be run again: nothing is twice."""
    fill(root / "data", root / "many.xlsx", BOOKS["many.xlsx"])
    assert called(root, "import").exit_code == 0
    before = state(root)
    done = called(root, "import")
    assert done.exit_code == 0, done.output
    assert "“登记”表第 3 行已经加过（2026-001），没有再加。" in done.output
    assert state(root) == before


def test_a_file_that_was_edited_after_a_kill_stays(root: Path) -> None:
    """What somebody changed since stays; what it said before lies beside it, and is told."""
    folder = root / "data"
    one, two = folder / "people.yml", folder / "departments.yml"
    before = {path: path.read_text(encoding="utf-8") for path in (one, two)}

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        # As after a kill: the new texts are there, and nobody clears up.
        patch.setattr(journal, "end", killed)
        patch.setattr(transaction, "_roll_back", lambda *_: None)
        texts = {path: f"{text}# 新\n" for path, text in before.items()}
        with pytest.raises(KeyboardInterrupt):
            transaction.write(folder, texts, lambda: None)
    one.write_text(f"{before[one]}# 新\n# 又改\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["lint", "--data", str(folder)])
    assert "people.yml 在那以后又改过，没有动" in done.output
    assert one.read_text(encoding="utf-8") == f"{before[one]}# 新\n# 又改\n"
    assert one.with_name("people.yml.before").read_text(encoding="utf-8") == before[one]
    assert two.read_text(encoding="utf-8") == before[two]


def test_a_save_while_drafts_are_written_is_kept(root: Path) -> None:
    """Whoever saves a file in the last moment has it as saved; nothing is written."""
    folder = root / "data"
    one, two = folder / "people.yml", folder / "departments.yml"
    before = two.read_text(encoding="utf-8")
    texts = {path: f"{path.read_text(encoding='utf-8')}# 新\n" for path in (two, one)}

    def saved() -> None:
        one.write_text(f"{before}# 存\n", encoding="utf-8")

    with pytest.raises(journal.WriteError, match="刚才被别人改了，什么都没有写"):
        transaction.write(folder, texts, saved)
    assert one.read_text(encoding="utf-8") == f"{before}# 存\n"
    assert two.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("kind", ["deep", "pipe", "large"])
def test_a_journal_that_is_none(root: Path, kind: str) -> None:
    """Whatever lies in the journal's place is named, and nobody waits for it."""
    path = root / "data" / ".writing" / "journal.json"
    path.parent.mkdir()
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes(b"[" * 200_000 if kind == "deep" else b" " * 20_000_000)
    done = CliRunner().invoke(main, ["lint", "--data", str(root / "data")])
    assert done.exit_code == 1
    assert "看不懂，没有动" in done.output
