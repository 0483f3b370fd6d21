"""The modules of the search's worker, each tested by itself in Node: no browser, no site."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest

from allocation.feeds.search_index import KINDS, EntryKind
from allocation.portal import search
from allocation.site.outputs import ASSETS
from helpers import PROJECT

MODULES = ASSETS / "search-worker"
TESTS = PROJECT / "tests" / "worker"
NODE = shutil.which("node") or "node"


@pytest.mark.parametrize("path", sorted(TESTS.glob("*.test.js")), ids=lambda path: path.stem)
def test_module(path: Path) -> None:
    """What the module promises; Node's own runner tells what is broken."""
    # Run by itself: `node --test` starts another Node for each file.
    done = subprocess.run([NODE, path], check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_every_module_is_tested() -> None:
    """Each module of the worker has a file of tests, and each file a module."""
    modules = {path.stem for path in MODULES.glob("*.js")}
    assert {path.name.removesuffix(".test.js") for path in TESTS.glob("*.test.js")} == modules


@pytest.mark.parametrize(("file", "made"), [("fixture.js", KINDS), ("portal.js", search.KINDS)])
def test_kinds_of_the_fixture(file: str, made: tuple[EntryKind, ...]) -> None:
    """The indexes that these tests make by hand have the kinds of real ones."""
    script = f"import({json.dumps((TESTS / file).as_uri())})"
    script += ".then(({ KINDS }) => console.log(JSON.stringify(KINDS)))"
    done = subprocess.run([NODE, "--eval", script], capture_output=True, text=True, check=True)
    kinds = [{key: value for key, value in asdict(kind).items() if value} for kind in made]
    assert json.loads(done.stdout) == kinds
