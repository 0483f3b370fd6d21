"""The modules of the forms, each tested by itself in Node: no browser, no site."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from helpers import PROJECT

TESTS = PROJECT / "tests" / "edit"
NODE = shutil.which("node") or "node"


@pytest.mark.parametrize("path", sorted(TESTS.glob("*.test.js")), ids=lambda path: path.stem)
def test_module(path: Path) -> None:
    """What the module promises; Node's own runner tells what is broken."""
    # Run by itself: `node --test` starts another Node for each file.
    done = subprocess.run([NODE, path], check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
