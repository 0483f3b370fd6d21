"""Git repositories as they come: no commit stops the history, and none tells what is not so."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from allocation.datafiles.loader import FOLDERS, is_data_file
from allocation.versions import history, repository
from example import history as story
from helpers import UNITS, replace

PERSON = "  - name: 白寒露\n"
AUTHOR = b"\xe6\x9e\x97\xe7\x99\xbd\xe9\x9c\xb2 <x@example.invalid> 1767571200 +0800"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a data folder and one commit."""
    shutil.copytree(UNITS / "small" / "data", tmp_path / "root" / "data")
    story.git(tmp_path / "root", "init", "--quiet", "--initial-branch=main")
    story.commit(tmp_path / "root", "2026-01-01", "周小满", "始")
    return tmp_path / "root"


def added(root: Path) -> str:
    """Add a person to the data and to git's index; return the tree that this makes."""
    people = root / "data" / "people.yml"
    people.write_text(people.read_text(encoding="utf-8") + PERSON, encoding="utf-8")
    story.git(root, "add", "--all")
    return git(root, "write-tree").decode().strip()


def git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Run git and return what it prints."""
    return subprocess.run(
        ["git", "-C", str(root), *arguments], input=given, capture_output=True, check=True
    ).stdout


def put(root: Path, head: bytes, message: bytes = b"x\n") -> str:
    """Make a commit of these bytes the newest, whatever git thinks of it."""
    given = head + b"\n" + message
    made = git(root, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", given=given)
    git(root, "update-ref", "refs/heads/main", made.decode().strip())
    return made.decode().strip()


def headed(root: Path, author: bytes = AUTHOR, more: bytes = b"", committer: bytes = b"") -> bytes:
    """Return the head of a commit that adds a person."""
    tree, parent = added(root).encode(), git(root, "rev-parse", "HEAD").strip()
    lines = [b"tree " + tree, b"parent " + parent, b"author " + author]
    lines.append(b"committer " + (committer or AUTHOR))
    return b"\n".join(lines) + b"\n" + more


SUBJECTS = {
    "vertical tab": "改\v一",
    "line separator": "改\u2028一",
    "next line": "改\u0085一",
    "form feed": "改\f一",
    "carriage return": "改\r一",
    "unit separator": "改\x1f一\x1f二",
    "right to left": "改\u202e一",
    "nothing": "",
    "long": "改" * 200_000,
}


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_any_subject(root: Path, subject: str) -> None:
    """Whatever stands in a subject, the change is told, and the subject is not."""
    put(root, headed(root), subject.encode())
    (newest,) = history.read(root / "data").versions
    assert (newest.author, newest.day) == ("林白露", date(2026, 1, 5))
    assert [each.sentence for each in newest.changes.entries] == ["新增人员 白寒露"]


NAMES = {
    "bytes of GBK": ("林白露".encode("gbk"), "林白露"),
    "no text at all": (b"\xff\xfe\x80", ""),
    "an account": (b"Product Maintainers", ""),
    "an account with a name": ("office 林白露".encode(), "office 林白露"),
    "a rare character": ("\U00020bb7白".encode(), "\U00020bb7白"),
    "line separators": ("林\u2028白\v露\x1f".encode(), "林白露"),
    "right to left": ("林\u202e白露".encode(), "林白露"),
    "nothing": (b"", ""),
    "long": ("林".encode() * 100_000, "林" * 80),
}


@pytest.mark.parametrize(("name", "shown"), NAMES.values(), ids=NAMES)
def test_any_name(root: Path, name: bytes, shown: str) -> None:
    """Whatever stands in a name, a build goes on, and signs that are not seen are left out."""
    put(root, headed(root, name + b" <x@example.invalid> 1767571200 +0800"))
    (newest,) = history.read(root / "data").versions
    assert newest.author == shown


DATES = {
    "after the year 9999": (b"999999999999 +0800", date(2026, 1, 5)),
    "after all years": (b"1000000000000000000 +0800", date(2026, 1, 5)),
    "before all years": (b"-67768040609740801 +0800", date(2026, 1, 5)),
    "before 1970": (b"-86400 +0000", date(1969, 12, 31)),
    "no number": (b"soon", date(2026, 1, 5)),
    "a zone that is none": (b"1767571200 +9999", date(2026, 1, 5)),
    "late in the east": (b"1767542400 +0800", date(2026, 1, 5)),
    "early in the west": (b"1767571200 -1100", date(2026, 1, 4)),
    "nothing": (b"", date(2026, 1, 5)),
}


@pytest.mark.parametrize(("when", "day"), DATES.values(), ids=DATES)
def test_any_date(root: Path, when: bytes, day: date) -> None:
    """A date outside of the calendar gives way to the day of the commit."""
    put(root, headed(root, b"x <x@example.invalid> " + when))
    assert history.read(root / "data").versions[0].day == day


def test_without_author(root: Path) -> None:
    """A commit that says nothing of its author is told all the same."""
    tree, parent = added(root).encode(), git(root, "rev-parse", "HEAD").strip()
    put(root, b"tree " + tree + b"\nparent " + parent + b"\n")
    (newest,) = history.read(root / "data").versions
    assert (newest.author, newest.day) == ("", date(1970, 1, 1))


SETTINGS = {
    "signatures shown": ("log.showSignature", "true"),
    "another encoding": ("i18n.logOutputEncoding", "GBK"),
    "another format": ("format.pretty", "fuller"),
    "dates as people say": ("log.date", "relative"),
    "follow": ("log.follow", "true"),
    "colours": ("color.ui", "always"),
    "quoted paths": ("core.quotePath", "true"),
    "a pager": ("core.pager", "false"),
    "no merges": ("log.excludeDecoration", "*"),
}


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_any_setting(root: Path, setting: tuple[str, str]) -> None:
    """What somebody has set for themselves changes nothing."""
    signature = (
        b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n author forged <x> 0 +0000\n -----END-----\n"
    )
    put(root, headed(root, more=signature))
    git(root, "config", *setting)
    (newest,) = history.read(root / "data").versions
    assert (newest.author, newest.day) == ("林白露", date(2026, 1, 5))


def test_a_commit_in_another_encoding(root: Path) -> None:
    """A commit says which encoding it is in; one that does not exist is passed over."""
    name = "林白露".encode("big5") + b" <x@example.invalid> 1767571200 +0800"
    put(root, headed(root, name, b"encoding Big5\n"))
    assert history.read(root / "data").versions[0].author == "林白露"
    put(root, headed(root, more=b"encoding rot13\n"))
    assert history.read(root / "data").versions[0].author == "林白露"


def test_what_is_replaced_or_grafted_is_no_history(root: Path) -> None:
    """A repository that shows other commits in the place of its own is not believed."""
    first = git(root, "rev-parse", "HEAD").decode().strip()
    real = put(root, headed(root))
    replace(root / "data" / "people.yml", PERSON, "")
    story.git(root, "add", "--all")
    tree = git(root, "write-tree").strip()
    forged = b"tree " + tree + b"\nparent " + first.encode() + b"\nauthor forged <x> 0 +0000\n"
    forged += b"committer forged <x> 0 +0000\n"
    false = put(root, forged)
    git(root, "update-ref", "refs/heads/main", real)
    git(root, "replace", real, false)
    (root / ".git" / "info").mkdir(exist_ok=True)
    (root / ".git" / "info" / "grafts").write_text(f"{real}\n", encoding="utf-8")
    (newest,) = history.read(root / "data").versions
    assert newest.author == "林白露"
    assert [each.sentence for each in newest.changes.entries] == ["新增人员 白寒露"]


def test_a_merge_at_the_edge_of_a_shallow_clone(root: Path, tmp_path: Path) -> None:
    """A merge whose parents are not there is told by whoever merged."""
    story.git(root, "switch", "--quiet", "--create", "change")
    added(root)
    story.commit(root, "2026-01-02", "林白露", "改")
    story.git(root, "switch", "--quiet", "main")
    dated = {"GIT_AUTHOR_NAME": "周小满", "GIT_AUTHOR_EMAIL": "x@example.invalid"}
    story.git(root, "merge", "--quiet", "--no-ff", "--message=合并", "change", **dated)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{root}", str(clone))
    assert [each.authors for each in repository.find(clone / "data").commits(9)] == [("周小满",)]
    assert "浅克隆" in history.read(clone / "data").note


def test_a_tree_that_leads_out(root: Path, tmp_path: Path) -> None:
    """Names that lead out of the folder, links and other repositories are never written."""
    tree = added(root)
    blob = git(root, "hash-object", "-w", "--stdin", given=b"evil\n").strip()
    listed = git(root, "ls-tree", f"{tree}:data")
    data = git(root, "mktree", "--missing", given=listed).decode().strip()
    raw = git(root, "cat-file", "tree", data)
    evil = b"100644 ../evil.yml\0" + bytes.fromhex(blob.decode())
    link = b"120000 link.yml\0" + bytes.fromhex(blob.decode())
    made = git(
        root, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", given=evil + link + raw
    )
    outer = git(root, "mktree", given=b"040000 tree " + made.strip() + b"\tdata\n").strip()
    parent = git(root, "rev-parse", "HEAD").strip()
    head = (
        b"tree " + outer + b"\nparent " + parent + b"\nauthor " + AUTHOR + b"\ncommitter " + AUTHOR
    )
    commit = put(root, head + b"\n")
    target = tmp_path / "out" / "inside"
    repository.find(root / "data").extract(commit, target, FOLDERS, is_data_file)
    written = {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert "people.yml" in written
    assert not written & {"evil.yml", "link.yml"}


def test_a_commit_that_is_not_there(root: Path) -> None:
    """A repository that lost a file of the past says so; the site is built without that change."""
    put(root, headed(root))
    people = git(root, "rev-parse", "HEAD~1:data/people.yml").decode().strip()
    (root / ".git" / "objects" / people[:2] / people[2:]).unlink()
    found = history.read(root / "data")
    assert found.versions == ()
    assert found.note == "有 1 次提交取不出来，它们的变更没有列出。"


def test_what_git_sets_in_a_hook_leads_nowhere(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build in a hook of another repository tells the history of its own folder."""
    put(root, headed(root))
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, str(root / "nowhere"))
    assert len(history.read(root / "data").versions) == 1


@pytest.mark.parametrize("name", ["data*", ":(top)data", "资料 [一]", "-data", "a\nb"])
def test_any_name_of_a_data_folder(root: Path, name: str) -> None:
    """A folder is looked up by its name, whatever git would read into it."""
    (root / "data").rename(root / name)
    story.commit(root, "2026-01-02", "周小满", "改名")
    people = root / name / "people.yml"
    people.write_text(people.read_text(encoding="utf-8") + PERSON, encoding="utf-8")
    story.commit(root, "2026-01-03", "周小满", "来人")
    versions = history.read(root / name).versions
    assert [each.sentence for each in versions[0].changes.entries] == ["新增人员 白寒露"]


def test_the_past_reads_no_file_of_this_machine(root: Path, tmp_path: Path) -> None:
    """What a commit says of handed-in files is not held against those that are here today."""
    outside = tmp_path / "store"
    outside.mkdir()
    (outside / "a.txt").write_text("今天的", encoding="utf-8")
    unit = root / "data" / "unit.yml"
    unit.write_text(
        unit.read_text(encoding="utf-8").replace(
            "confirmed: true}", "confirmed: true, start: 2024-01-01}"
        )
        + f"evidence_folder: {outside}\n",
        encoding="utf-8",
    )
    story.commit(root, "2026-01-02", "周小满", "设置")
    (root / "data" / "filings").mkdir()
    (root / "data" / "filings" / "2025.yml").write_text(
        "filings:\n"
        '  - {no: "001", evidence: [Ⅲ-1-⑵-01], slot: "2025", title: 预算, date: 2025-02-01,'
        f" files: [{{name: a.txt, sha256: {'0' * 64}}}]}}\n",
        encoding="utf-8",
    )
    story.commit(root, "2026-01-03", "朱亮", "登记")
    shutil.rmtree(root / "data" / "filings")
    story.commit(root, "2026-01-04", "曾雅彬", "撤")
    versions = history.read(root / "data").versions
    assert [each.author for each in versions] == ["曾雅彬", "朱亮", "周小满"]


@pytest.mark.parametrize("name", ["原文", "原文.TXT", "原文.md", "深/原文.text"])
def test_the_text_of_the_source_has_any_name(root: Path, name: str) -> None:
    """A commit has the file that its settings name, wherever it lies and whatever it is called."""
    (root / "data" / name).parent.mkdir(exist_ok=True)
    (root / "data" / name).write_text("某局", encoding="utf-8")
    unit = root / "data" / "unit.yml"
    unit.write_text(unit.read_text(encoding="utf-8") + f"source_text: {name}\n", encoding="utf-8")
    story.commit(root, "2026-01-02", "周小满", "原文")
    (newest,) = history.read(root / "data").versions
    assert newest.changes.entries[0].sentence.startswith("原文文本文件")


@pytest.mark.parametrize("kind", ["link", "large"])
def test_a_file_that_is_left_out_is_not_told_as_deleted(root: Path, kind: str) -> None:
    """A commit with a data file that can't be read from git is one that can't be read."""
    path = root / "data" / "allocation" / "02.yml"
    text = (root / "data" / "allocation" / "01.yml").read_text(encoding="utf-8")
    path.write_text(
        text.replace("Ⅲ-1", "Ⅲ-9").replace("Ⅱ-1", "Ⅱ-9").replace("一、", "二、"), encoding="utf-8"
    )
    story.commit(root, "2026-01-02", "周小满", "新")
    if kind == "link":
        (root / "more.yml").write_bytes(path.read_bytes())
        path.unlink()
        path.symlink_to("../../more.yml")
    else:
        path.write_bytes(path.read_bytes() + b"#" * 50_000_001)
    story.commit(root, "2026-01-03", "周小满", "换")
    found = history.read(root / "data")
    told = [one.sentence for each in found.versions for one in each.changes.entries]
    assert told
    assert not any("删去" in each for each in told)
    assert "有 1 次提交取不出来" in found.note


def test_who_wrote_what_came_right_later_is_named(root: Path) -> None:
    """A change that was made while the data was wrong is told with both who made it."""
    people = root / "data" / "people.yml"
    right = people.read_text(encoding="utf-8")
    people.write_text(right + PERSON + "  - nmae: x\n", encoding="utf-8")
    story.commit(root, "2026-01-02", "朱亮", "来人")
    people.write_text(right + PERSON, encoding="utf-8")
    story.commit(root, "2026-01-03", "曾雅彬", "改正")
    for _ in range(2):
        (newest,) = history.read(root / "data").versions
        assert newest.author == "曾雅彬、朱亮"


def test_a_copy_of_the_history_is_not_asked(root: Path) -> None:
    """A commit-graph says in fewer bytes what commits say; a false one is not looked at."""
    put(root, headed(root))
    git(root, "commit-graph", "write", "--reachable", "--changed-paths")
    (path,) = (root / ".git" / "objects" / "info").glob("commit-graph")
    path.chmod(0o644)
    path.write_bytes(b"CGPH" + b"\0" * 64)
    assert len(history.read(root / "data").versions) == 1


def test_a_commit_without_end(root: Path) -> None:
    """A message of many megabytes is not read; the change is told, without a name."""
    put(root, headed(root), b"x" * 2_000_000)
    (newest,) = history.read(root / "data").versions
    assert (newest.author, newest.day) == ("", date(1970, 1, 1))


def test_anything_at_all_in_a_commit(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever reading or comparing a commit ends in, the site of today is built."""
    put(root, headed(root))

    def broken(*_: object) -> None:
        raise RuntimeError("Symlink loop")

    monkeypatch.setattr("allocation.versions.changes.compare.compare", broken)
    assert history.read(root / "data").versions == ()
    monkeypatch.setattr(history, "load_register", broken)
    assert history.read(root / "data").versions == ()
