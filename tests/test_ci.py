"""The CI files run what people run; wheels of the wheelhouse install without an index."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import trial
from helpers import DELIVERED, PROJECT

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


@pytest.mark.parametrize("name", FILES)
def test_scripts_and_options_exist(name: str) -> None:
    """Each script that CI calls can be run, and knows each option that CI gives it."""
    called = [shlex.split(line) for line in lines(name) if line.startswith("scripts/")]
    for script, *arguments in called:
        assert os.access(PROJECT / script, os.X_OK), script
        text = (PROJECT / script).read_text(encoding="utf-8")
        for option in (word for word in arguments if word.startswith("--")):
            assert re.search(rf"{option}\)", text), f"{script} {option}"
    verbs = {script.partition("/")[2] for script, *_ in called}
    assert verbs >= {"check", "test", "review", "publish"}


@pytest.mark.parametrize("host", trial.FILES)
def test_what_ci_does(host: str, tmp_path: Path) -> None:
    """Each line of review, preview and publishing, run beside a git host that is played."""
    with trial.office(tmp_path, host, trial.by_bash) as made:
        for scenario in (trial.review, trial.publish, trial.preview):
            assert scenario(made)


def test_github_runs_the_lines_of_gitea() -> None:
    """What GitHub runs in a step is run there, too; only its artifacts have lines of their own."""
    own = {
        "scripts/build --offline",
        'git config --global --add safe.directory "$GITHUB_WORKSPACE"',
    }
    called = {line for line in lines(".github/workflows/site.yml") if line.startswith("scripts/")}
    assert called - own <= set(lines(GITEA))


def test_gitea_and_forgejo_run_the_same() -> None:
    """Each of the two reads its own folder only; the file is one."""
    assert (PROJECT / GITEA).read_bytes() == (PROJECT / FORGEJO).read_bytes()


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
        shutil.copytree(PROJECT / name, project / name, ignore=shutil.ignore_patterns("*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, project)
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_CONFIG_FILE": os.devnull}
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    subprocess.run([project / "scripts/install"], env={**clean, **offline}, check=True)
    lint: list[str | Path] = [project / ".venv/bin/allocation", "lint"]
    done = subprocess.run(lint, cwd=project, capture_output=True, text=True, check=True)
    assert "数据无误" in done.stdout
