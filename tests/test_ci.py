"""The CI files run what people run; wheels of the wheelhouse install without an index."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

import trial
from allocation.cli import main
from forge import TOKEN
from helpers import DELIVERED, PROJECT
from live import git

pytestmark = pytest.mark.programs

FORGEJO = ".forgejo/workflows/site.yml"
GITEA = ".gitea/workflows/site.yml"
FILES = (".gitlab-ci.yml", ".github/workflows/site.yml", FORGEJO)


def lines(name: str) -> Iterator[str]:
    """Yield the command lines of a CI file."""
    content = yaml.safe_load((PROJECT / name).read_text(encoding="utf-8"))
    for job in content.get("jobs", content).values():
        if isinstance(job, dict):
            yield from job.get("script", ())
            steps: list[dict[str, Any]] = job.get("steps", [])
            for step in steps:
                yield from step.get("run", "").splitlines()


@pytest.mark.parametrize("name", FILES)
def test_what_is_published_leads_to_the_editor(name: str) -> None:
    """The build that goes live knows the git host, so that its pages offer to change the data."""
    content = yaml.safe_load((PROJECT / name).read_text(encoding="utf-8"))
    job = content.get("jobs", content)["publish"]
    places = [job.get("variables"), *(step.get("env") for step in job.get("steps", ()))]
    (given,) = [each for each in places if each and "REPO_URL" in each]
    assert given["EDIT_URI"].endswith("docs/")


def options(script: str) -> set[str]:
    """Return the options that a script knows, by itself or by the command that it becomes."""
    text = (PROJECT / script).read_text(encoding="utf-8")
    found = set(re.findall(r"(--[a-z-]+)(?:\)| \]\])", text))
    if becomes := re.search(r"^exec \.venv/bin/allocation (\S+)", text, re.MULTILINE):
        command = main.get_command(click.Context(main), becomes[1])
        assert command
        found |= {option for each in command.params for option in each.opts}
    return found


@pytest.mark.parametrize("name", FILES)
def test_scripts_and_options_exist(name: str) -> None:
    """Each script that CI calls can be run, and knows each option that CI gives it."""
    parts = [part.strip() for line in lines(name) for part in re.split(r";| then | else ", line)]
    called = [shlex.split(part) for part in parts if part.startswith("scripts/")]
    for script, *arguments in called:
        assert os.access(PROJECT / script, os.X_OK), script
        assert {word for word in arguments if word.startswith("--")} <= options(script), script
    verbs = {script.partition("/")[2] for script, *_ in called}
    assert verbs >= {"check", "test", "review", "publish"}


@pytest.mark.parametrize("host", trial.FILES)
def test_what_ci_does(host: str, tmp_path: Path) -> None:
    """Each line of review, preview and publishing, run beside a git host that is played."""
    with trial.office(tmp_path, host, trial.by_bash) as made:
        for scenario in (trial.review, trial.publish, trial.data_only, trial.preview):
            assert scenario(made)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with data, texts and code, in which the script can be asked."""
    for name in ("data/unit.yml", "docs/index.md", "hooks/code.py"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x\n" * 9, encoding="utf-8")
    (tmp_path / "scripts").mkdir()
    shutil.copy(PROJECT / "scripts/only-data", tmp_path / "scripts")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    committed(tmp_path)
    return tmp_path


def committed(repository: Path) -> str:
    """Commit everything; return the commit."""
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--allow-empty", "--message=x")
    return head(repository)


def head(repository: Path) -> str:
    """Return the newest commit."""
    return git(repository, "rev-parse", "HEAD").stdout.strip()


def only_data(repository: Path, *arguments: str, **variables: str) -> bool:
    """Ask the script; it says why on the way."""
    clean = {"PATH": os.environ["PATH"], "HOME": str(repository)}
    done = subprocess.run(
        [repository / "scripts/only-data", *arguments],
        env={**clean, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    said = {0: "只改了数据和文字", 1: "全部检查"}
    assert done.stderr.startswith(said[done.returncode]), done.stderr
    return done.returncode == 0


def _renamed(old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / old).rename(root / new)

    return change


def _written(name: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("y", encoding="utf-8")

    return change


def _both(root: Path) -> None:
    _written("data/unit.yml")(root)
    _written("mkdocs.yml")(root)


def _linked_folder(root: Path) -> None:
    shutil.rmtree(root / "docs")
    (root / "docs").symlink_to("hooks")


def _submodule(root: Path) -> None:
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{head(root)},data/module")
    _written(".gitmodules")(root)
    text = '[submodule "m"]\n path = data/module\n url = ./m\n ignore = all\n'
    (root / ".gitmodules").write_text(text, encoding="utf-8")
    (root / "data/module").mkdir()


DATA_ONLY: dict[str, Callable[[Path], None]] = {
    "data": _written("data/unit.yml"),
    "new data": _written("data/filings/2026.yml"),
    "texts": _written("docs/proof/speed.md"),
    "deleted": lambda root: (root / "data/unit.yml").unlink(),
    "moved within": _renamed("data/unit.yml", "docs/unit.yml"),
    "odd names": _written("data/材料 \n\t\"'.yml"),
    "nothing": lambda root: None,
    "like a switch": _written("data/--hooks"),
}
CODE: dict[str, Callable[[Path], None]] = {
    "code": _written("hooks/code.py"),
    "new code": _written("new.py"),
    "both": _both,
    "deleted": lambda root: (root / "hooks/code.py").unlink(),
    "moved out": _renamed("data/unit.yml", "hooks/unit.yml"),
    "moved in": _renamed("hooks/code.py", "data/code.py"),
    "a folder of like name": _written("database/x.yml"),
    "a folder of like name below": _written("hooks/data/x.yml"),
    "other letters": _written("Data/unit.yml"),
    "odd names": _written("hooks/\n:000000 100644 data"),
    "a name with a colon": _written(":(exclude)x"),
    "a link": lambda root: (root / "data/link.yml").symlink_to("../hooks/code.py"),
    "the folder a link": _linked_folder,
    "a program": lambda root: (root / "data/unit.yml").chmod(0o755),
    "a submodule": _submodule,
    "the script": _written("scripts/x"),
    "settings of git": _written(".gitattributes"),
}


@pytest.mark.parametrize(
    ("change", "data"),
    [
        *(pytest.param(each, True, id=f"data: {name}") for name, each in DATA_ONLY.items()),
        *(pytest.param(each, False, id=f"code: {name}") for name, each in CODE.items()),
    ],
)
def test_paths_decide_what_runs(
    repository: Path, change: Callable[[Path], None], *, data: bool
) -> None:
    """Only plain files of data and texts, on both sides of each change, spare the tests of code."""
    base = head(repository)
    change(repository)
    committed(repository)
    assert only_data(repository, base) is data


def test_a_base_that_is_not_known_means_everything(repository: Path, tmp_path: Path) -> None:
    """No commit, zeros, one that is not there, another line, a shallow clone: all of it runs."""
    first = head(repository)
    _written("data/unit.yml")(repository)
    second = committed(repository)
    assert only_data(repository, first)
    for base in ("", "0" * 40, "f" * 40, "HEAD~1", "--help", f"{first}\n"):
        assert not only_data(repository, base)
    git(repository, "reset", "--quiet", "--hard", first)
    _written("docs/other.md")(repository)
    committed(repository)
    assert not only_data(repository, second)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", "shallow")
    assert not only_data(tmp_path / "shallow", first)


def test_each_host_says_what_changed(repository: Path) -> None:
    """Pushes, merge requests and the clock, as GitLab and as the three others tell them."""
    first = head(repository)
    _written("data/unit.yml")(repository)
    second = committed(repository)
    git(repository, "update-ref", "refs/remotes/origin/main", first)
    zeros = "0" * 40
    for variables, data in (
        ({"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BEFORE_SHA": first}, True),
        ({"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BEFORE_SHA": zeros}, False),
        ({"CI_PIPELINE_SOURCE": "web", "CI_COMMIT_BEFORE_SHA": zeros}, False),
        ({"CI_PIPELINE_SOURCE": "schedule", "CI_COMMIT_BEFORE_SHA": zeros}, True),
        (
            {
                "CI_PIPELINE_SOURCE": "merge_request_event",
                "CI_MERGE_REQUEST_DIFF_BASE_SHA": first,
                "CI_COMMIT_BEFORE_SHA": zeros,
            },
            True,
        ),
        ({"GITHUB_EVENT_NAME": "push", "PUSHED_ONTO": first}, True),
        ({"GITHUB_EVENT_NAME": "push", "PUSHED_ONTO": zeros}, False),
        ({"GITHUB_EVENT_NAME": "push", "PUSHED_ONTO": ""}, False),
        ({"GITHUB_EVENT_NAME": "schedule", "PUSHED_ONTO": ""}, True),
        ({"GITHUB_EVENT_NAME": "workflow_dispatch"}, False),
        ({"GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "main"}, True),
        ({"GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "gone"}, False),
        ({}, False),
    ):
        assert only_data(repository, **variables) is data, variables
    # The target has gone on since the merge request left it.
    git(repository, "checkout", "--quiet", "-b", "main2", first)
    _written("hooks/code.py")(repository)
    git(repository, "update-ref", "refs/remotes/origin/main", committed(repository))
    git(repository, "checkout", "--quiet", second)
    assert only_data(repository, GITHUB_EVENT_NAME="pull_request", GITHUB_BASE_REF="main")


WORKER = """#!/bin/sh
echo "$*"
echo "$(cat "$INBOX_FOLDER")" >>data/unit.yml
git -c user.name=x -c user.email=x@x commit --quiet --all --message=收件箱 && git push --quiet
"""


@pytest.mark.parametrize("host", trial.FILES)
def test_ci_takes_the_inbox(repository: Path, tmp_path: Path, host: str) -> None:
    """From a commit that is no longer the newest, its worker may push to the main branch."""
    late = head(repository)
    _written("docs/other.md")(repository)
    committed(repository)
    bare = tmp_path / "git" / trial.NAME
    git(tmp_path, "clone", "--quiet", "--bare", str(repository), str(bare))
    git(bare, "config", "http.receivepack", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(bare), str(clone))
    git(clone, "checkout", "--quiet", "--detach", late)
    if host == "gitea":
        git(clone, "remote", "remove", "origin")
    for name, text in (("scripts/install", "#!/bin/sh\n"), (".venv/bin/allocation", WORKER)):
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / name).write_text(text, encoding="utf-8")
        (clone / name).chmod(0o755)
    shutil.copy(PROJECT / "scripts/inbox", clone / "scripts")
    (tmp_path / "inbox").write_text("dropped", encoding="utf-8")
    with trial.git_host(tmp_path / "git") as url:
        known = {
            "gitlab": {"CI_PROJECT_URL": f"{url}/{trial.NAME}", "CI_DEFAULT_BRANCH": "main"},
            "gitea": {
                "GITHUB_SERVER_URL": url,
                "GITHUB_REPOSITORY": trial.NAME,
                "GITHUB_REF_NAME": "main",
            },
        }[host]
        known |= {"CI": "true", "INBOX_FOLDER": str(tmp_path / "inbox"), "INBOX_TOKEN": TOKEN}
        clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
        command = [str(clone / "scripts/inbox"), "--once", "wm@web:/srv/wenming"]
        done = subprocess.run(
            command, env=clean | known, capture_output=True, text=True, check=False
        )
    said = f"inbox --once --push --inbox {tmp_path}/inbox --publish wm@web:/srv/wenming\n"
    assert (done.returncode, done.stdout) == (0, said)
    assert git(bare, "show", "main:data/unit.yml").stdout.endswith("dropped\n")
    assert git(bare, "show", "main:docs/other.md").stdout == "y"


def test_github_runs_the_lines_of_gitea() -> None:
    """What GitHub runs in a step is run there, too; only its artifacts have lines of their own."""
    own = {
        "scripts/build --offline",
        'git config --global --add safe.directory "$GITHUB_WORKSPACE"',
    }
    called = {line for line in lines(".github/workflows/site.yml") if "scripts/" in line}
    assert called - own <= set(lines(GITEA))


def test_gitea_and_forgejo_run_the_same() -> None:
    """Each of the two reads its own folder only; the file is one."""
    assert (PROJECT / GITEA).read_bytes() == (PROJECT / FORGEJO).read_bytes()


@pytest.mark.packages
def test_wheelhouse_installs_without_an_index(tmp_path: Path) -> None:
    """What it holds is enough for a machine without internet, whichever Python that one has."""
    wheels, project = tmp_path / "wheels", tmp_path / "project"
    subprocess.run([PROJECT / "scripts/wheelhouse", wheels], check=True, capture_output=True)
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=wheels, check=True)
    there = "\n".join(path.name for path in wheels.glob("*.whl"))
    for version in ("cp311", "cp312", "cp313"):
        assert re.search(rf"^lxml-.*-{version}-{version}-", there, re.MULTILINE)
    # Of some components Python before 3.11.5 takes another version than Python after it.
    lock = (PROJECT / "scripts/locks/build.lock").read_text(encoding="utf-8")
    for name, pinned in re.findall(
        r"^([a-z-]+)==([^ ]+) ; python_full_version", lock, re.MULTILINE
    ):
        assert f"{name.replace('-', '_')}-{pinned}-" in there
    shutil.copytree(DELIVERED, project / "data")
    for name in ("hooks", "scripts"):
        shutil.copytree(
            PROJECT / name,
            project / name,
            ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"),
        )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, project)
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_CONFIG_FILE": os.devnull}
    # Nearly nothing of it is run here, so it need not be compiled.
    offline["PIP_NO_COMPILE"] = "1"
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    subprocess.run([project / "scripts/install"], env={**clean, **offline}, check=True)
    lint: list[str | Path] = [project / ".venv/bin/allocation", "lint"]
    done = subprocess.run(lint, cwd=project, capture_output=True, text=True, check=True)
    assert "数据无误" in done.stdout
