"""``scripts/install`` on machines as they are: an environment that broke is made anew."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from helpers import PROJECT

pytestmark = pytest.mark.programs


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a name that shells trip over, and little to install."""
    folder = tmp_path_factory.mktemp("install") / "分工 '站' #%20𠮷"
    (folder / "hooks/allocation").mkdir(parents=True)
    (folder / "hooks/allocation/__init__.py").write_text('__version__ = "1"\n', encoding="utf-8")
    (folder / "scripts/locks").mkdir(parents=True)
    shutil.copy(PROJECT / "scripts/install", folder / "scripts")
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "allocation"\nversion = "1"\n'
        '[tool.setuptools]\npackage-dir = { "" = "hooks" }\npackages = ["allocation"]\n',
        encoding="utf-8",
    )
    lock = (PROJECT / "scripts/locks/build.lock").read_text(encoding="utf-8")
    pin = re.search(r"^setuptools==.*?(?=^\S|\Z)", lock, re.MULTILINE | re.DOTALL)
    assert pin
    (folder / "scripts/locks/build.lock").write_text(pin[0], encoding="utf-8")
    return folder


def start(project: Path) -> subprocess.Popen[str]:
    """Start the script as people do."""
    return subprocess.Popen(
        [project / "scripts/install"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # What is installed is hardly run, so it need not be compiled.
        env={**os.environ, "PIP_NO_COMPILE": "1"},
    )


def install(project: Path) -> str:
    """Run the script; return what it said."""
    running = start(project)
    said, _ = running.communicate()
    assert running.returncode == 0, said
    return said


def imported(project: Path) -> Path:
    """Return where the environment takes the package from."""
    python = str(project / ".venv/bin/python")
    ask = [python, "-Ic", "import allocation; print(allocation.__file__)"]
    done = subprocess.run(ask, capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


def test_two_at_once_and_one_killed(project: Path) -> None:
    """A run that is killed leaves nothing that the next two, at once, could not mend."""
    killed = start(project)
    deadline = time.monotonic() + 60
    while not list(project.glob(".venv/lib/*/site-packages/pip")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    both = [start(project), start(project)]
    said = [each.communicate()[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    assert sorted(map(bool, said)) == [False, True]
    assert imported(project) == project / "hooks/allocation/__init__.py"
    assert install(project) == ""


def test_an_interpreter_that_went_away_in_a_folder_that_moved(project: Path) -> None:
    """Where the Python is gone, or the folder has another name, the environment is made anew."""
    if not (project / ".venv").exists():
        install(project)
    moved = project.rename(project.with_name("moved"))
    assert "正在安装" in install(moved)
    assert imported(moved) == moved / "hooks/allocation/__init__.py"
    for name in (moved / ".venv/bin").glob("python*"):
        name.unlink()
        name.symlink_to("/nonexistent/python")
    assert "正在安装" in install(moved)
    assert imported(moved) == moved / "hooks/allocation/__init__.py"
    moved.rename(project)


def test_a_python_that_is_too_old(project: Path, tmp_path: Path) -> None:
    """What is missing is said in one line."""
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    shutil.copytree(project, tmp_path / "copy", ignore=shutil.ignore_patterns(".venv"))
    done = subprocess.run(
        [tmp_path / "copy/scripts/install"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "需要 Python 3.11 或更新的版本" in done.stderr


@pytest.mark.parametrize("name", ["a:b", "a$b", 'a"b', "a\\b", "a\nb"])
def test_folders_that_nothing_installs_in(name: str, project: Path, tmp_path: Path) -> None:
    """A name that the installer of Python would take for something else is refused."""
    copy = shutil.copytree(project, tmp_path / name, ignore=shutil.ignore_patterns(".venv"))
    running = start(copy)
    said, _ = running.communicate()
    assert running.returncode == 1
    assert "请改名" in said
    assert not (copy / ".venv").exists()
