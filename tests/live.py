"""From a commit of data to the page that shows it: a git host that does what a timer does."""

from __future__ import annotations

import shutil
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from helpers import PROJECT
from load import marked

STEPS = {
    "pull": "git pull --quiet --ff-only",
    "publish": "scripts/publish ../www",
}
"""What ``allocation-site.service`` does, in order; the first that fails ends it."""
_PROJECT_FILES = ("docs", "hooks", "scripts", "mkdocs.yml", "pyproject.toml")
_HOOK = """#!/usr/bin/env bash
set -euo pipefail
unset $(git rev-parse --local-env-vars)
cd "{work}"
: >../times
step() {{
  local began="$EPOCHREALTIME" name="$1"
  shift
  "$@"
  echo "$name $began $EPOCHREALTIME" >>../times
}}
{steps}
"""
_PATIENCE = 240
"""Seconds in which a page is live, however much else the machine does."""
_NOBODY = ("-c", "user.name=office", "-c", "user.email=office@wm.example")


@dataclass(frozen=True)
class Host:
    """A git host with a web server: the office edits at the ``desk``, readers see ``live``."""

    folder: Path

    @property
    def desk(self) -> Path:
        return self.folder / "desk"

    @property
    def live(self) -> Path:
        return self.folder / "www" / "current"

    def push(self, message: str) -> subprocess.CompletedProcess[str]:
        """Commit what was edited and push it; the hook has run when this returns."""
        return push(self.desk, message)

    def seconds(self) -> dict[str, float]:
        """Return how long each step of the last push took."""
        lines = (self.folder / "times").read_text(encoding="utf-8").splitlines()
        parts = [line.split() for line in lines]
        return {name: float(end) - float(began) for name, began, end in parts}


def host(folder: Path, data: Path) -> Host:
    """Set up a host in a folder, with a project of some data; each push from now on goes live."""
    made = Host(folder)
    origin, work = folder / "origin.git", folder / "work"
    marked(folder / "www")
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    git(folder, "clone", "--quiet", str(origin), str(made.desk))
    git(made.desk, "checkout", "--quiet", "-b", "main")
    copy_project(made.desk, data)
    git(made.desk, "add", "--all", "--force")
    made.push("分工数据")
    git(folder, "clone", "--quiet", str(origin), str(work))
    (work / ".venv").symlink_to(PROJECT / ".venv")
    hook = origin / "hooks/post-receive"
    steps = "\n".join(f"step {name} {command}" for name, command in STEPS.items())
    hook.write_text(_HOOK.format(work=work, steps=steps), encoding="utf-8")
    hook.chmod(0o755)
    return made


def copy_project(target: Path, data: Path) -> None:
    """Copy what a build needs, with some data in the place of ours."""
    shutil.copytree(data, target / "data", ignore=shutil.ignore_patterns("evidence"))
    for path in (*_PROJECT_FILES, *(path.name for path in PROJECT.glob("*.lock"))):
        if (PROJECT / path).is_dir():
            ignored = shutil.ignore_patterns("*.egg-info", "__pycache__")
            shutil.copytree(PROJECT / path, target / path, ignore=ignored)
        else:
            shutil.copy(PROJECT / path, target / path)


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run git in a folder, as somebody who has no settings."""
    command: list[str | Path] = ["git", "-C", folder, *_NOBODY, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def push(desk: Path, message: str) -> subprocess.CompletedProcess[str]:
    """Commit what was edited in a clone, and push it."""
    git(desk, "commit", "--quiet", "--all", "--message", message)
    return git(desk, "push", "--quiet", "origin", "main")


def seen(url: str, text: str) -> float:
    """Wait until a page shows a text; return how many seconds that took."""
    began = time.monotonic()
    while time.monotonic() < began + _PATIENCE:
        with urllib.request.urlopen(url, timeout=5) as answer:
            if text in answer.read().decode():
                return time.monotonic() - began
        time.sleep(0.01)
    raise TimeoutError(f"{url} does not show {text}")
