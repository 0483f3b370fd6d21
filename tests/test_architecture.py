"""The shape of the code, where import-linter (see ``pyproject.toml``) says nothing of it."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import click
import pytest

from allocation.cli import COMMANDS, main
from helpers import DELIVERED, PROJECT

PACKAGE = PROJECT / "hooks" / "allocation"
HELPERS = {"__init__", "shared", "checked_edits", "table_options", "usage_messages"}
"""Modules of the command line that are no commands."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield the layer name and the tree of every module of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        layer = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        yield layer, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted names that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


SHOWING = (
    "feeds/",
    "office/exports/",
    "pages/",
    "site/downloads.py",
    "site/markdown_export.py",
    "versions/changes/",
)
"""Rooms and modules that make what people see."""
READING = {
    "feeds/published_files.py": "handed-in files, of filings that are published",
    "pages/html/assets.py": "scripts and styles of our own",
    "pages/html/bundle.py": "modules of scripts of our own",
    "pages/html/environment.py": "templates and styles of our own",
    "site/markdown_export.py": "hand-written pages",
    "pages/views/data.py": "the data files that are shown line by line",
}
"""Modules of theirs that read files, and which."""
READS = {
    "read_bytes",
    "read_text",
    "open",
    "load",
    "load_register",
    "build",
    "iterdir",
    "glob",
    "rglob",
}
"""What a module could come by data with that is not in the register that it is given."""


def test_nothing_is_shown_but_the_published_register() -> None:
    """What makes pages, downloads, history and comments has no other way to the data.

    An index and a comparison publish the register that they are given; nobody else reads one.
    """
    readers = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith(SHOWING):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = {each.rpartition(".")[0] for each in imported(tree)} | set(imported(tree))
        assert not modules & {
            "allocation.lint.validate",
            "allocation.versions.revisions",
            "allocation.datafiles.yaml_reader",
        }, name
        called = {
            getattr(node.func, "attr", getattr(node.func, "id", ""))
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
        }
        if called & READS:
            readers.add(name)
    assert readers == set(READING)
    calls = ast.walk(ast.parse((PACKAGE / "site" / "outputs.py").read_text(encoding="utf-8")))
    wrapped = [ast.unparse(node) for node in calls if isinstance(node, ast.Call)]
    assert [each for each in wrapped if each.startswith("load_register(")] == [
        "load_register(folder)"
    ]
    assert {"publish(full)", "withheld_digests(register)"} <= set(wrapped)


UNDOCUMENTED = {
    "row_info": "office/exports/workbook.py",
    "row_sizes": "office/exports/workbook.py",
    "_archive": "office/formats/xlsx_reader.py",
    "_worksheet_path": "office/formats/xlsx_reader.py",
}
"""Parts of libraries that may change in any release, and who uses each: see ``pyproject.toml``.

``test_workbook.py`` fails without them: in a large workbook, and where cells are merged.
"""


def test_undocumented_parts_of_libraries() -> None:
    """Each is used in one place, and its library has an upper bound."""
    used = {
        (node.attr, path.relative_to(PACKAGE).as_posix())
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in UNDOCUMENTED
    }
    assert used == set(UNDOCUMENTED.items())
    project = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r'"openpyxl>=[0-9.]+,<[0-9.]+"', project)
    assert re.search(r'"xlsxwriter>=[0-9.]+,<[0-9.]+"', project)


EMITTING = {"carryover/plan.py", "office/imports/tables/drafts.py"}
"""Modules outside of ``editing/`` that have it write whole new files."""
PLACING = {"cli/check.py", "cli/shared.py", "inbox/batch.py"}
"""Modules that give such texts to the transaction; the others call ``write_data`` of the latter."""
YAML_READERS = {"datafiles/yaml_reader.py", "inbox/senders.py", "site/markdown_export.py"}
"""Modules outside of ``editing/`` that parse or write other YAML: the data, logins, Markdown."""


def test_only_editing_writes_data_files() -> None:
    """No other module makes the text of a data file, and one place puts texts on the disk."""
    emitting, placing, parsing, heads = set(), set(), set(), set()
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        if name.startswith("editing/"):
            continue
        content = path.read_text(encoding="utf-8")
        names = set(imported(ast.parse(content)))
        emitting |= {name} if "allocation.editing.new_yaml" in names else set()
        parsing |= {name} if "yaml" in names else set()
        placing |= {name} if "transaction.write(" in content else set()
        heads |= {name} if "$schema=" in content else set()
    assert (emitting, placing, parsing, heads) == (EMITTING, PLACING, YAML_READERS, set())


def test_public_classes_have_names_of_their_own() -> None:
    """No two public classes of the package share a name."""
    places = [
        (node.name, path.relative_to(PACKAGE).as_posix())
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    counts = Counter(name for name, _ in places)
    assert len(counts) > 100
    assert [place for place in places if counts[place[0]] > 1] == []


def test_commands_are_where_the_registry_says() -> None:
    """Each command is found under its name, and no module of commands is forgotten."""
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command
        assert command.name == name
    assert main.get_command(context, "nothing") is None
    named = {where.partition(":")[0] for where in COMMANDS.values()}
    modules = {path.stem for path in (PACKAGE / "cli").glob("*.py")}
    assert modules - named == HELPERS


@pytest.mark.parametrize("path", sorted(DELIVERED.rglob("*.yml")), ids=lambda path: path.name)
def test_data_files_name_their_schema(path: Path) -> None:
    """Each data file names a schema that exists, so that an editor completes and checks."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    match = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", first)
    assert match
    assert (path.parent / match[1]).is_file()


def test_no_machine_in_the_repository() -> None:
    """No path of a machine and no registry's address stands in the project's files."""
    pattern = re.compile(r"/(?:home|root|work)/|://(?:pypi|files\.pythonhosted|registry\.npmjs)")
    for folder in ("hooks", "scripts", "tests/units", "docs", ".ci"):
        for path in (PROJECT / folder).rglob("*"):
            if path.is_file() and path.suffix not in {".png", ".pyc", ".js", ".docx"}:
                assert not pattern.search(path.read_text(encoding="utf-8")), path


def test_nothing_is_imported_that_a_build_does_not_install() -> None:
    """Whatever the package and the hook import is in the lock file of a build."""
    lock = (PROJECT / "scripts/locks/build.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE))
    known = {canonical(each) for each in locked} | {"allocation"}
    hook = ast.parse((PROJECT / "hooks" / "mkdocs_hook.py").read_text(encoding="utf-8"))
    names = {
        name.partition(".")[0] for tree in (*map(_tree, modules()), hook) for name in imported(tree)
    }
    foreign = names - sys.stdlib_module_names - {"allocation"} - EXTRAS.keys()
    owners = packages_distributions()
    assert len(foreign) > 8
    lacking = {each for each in foreign if not {canonical(one) for one in owners[each]} & known}
    assert lacking == set()


EXTRAS = {
    "distributed": ("cluster", "units/cluster.py"),
    "rapidocr": ("ocr", "office/formats/picture_text.py"),
}
"""What a machine may have or not: the extra, and the one module that uses it."""


@pytest.mark.parametrize("name", EXTRAS)
def test_extras_are_optional(name: str) -> None:
    """One module imports an extra, when it is needed; it is locked, and not what a build needs.

    Either the import is in a function, or nothing but functions imports the module.
    """
    extra, module = EXTRAS[name]
    line = re.compile(rf"^\s*(?:import|from) {name}\b", re.MULTILINE)
    importing = [path for path in PACKAGE.rglob("*.py") if line.search(path.read_text("utf-8"))]
    assert importing == [PACKAGE / module]
    at_once = re.compile(rf"^(import|from) {name}\b", re.MULTILINE)
    if at_once.search((PACKAGE / module).read_text("utf-8")):
        of_module = module.removesuffix(".py").replace("/", ".")
        whole = re.compile(rf"^(import|from) allocation\.{of_module}\b", re.MULTILINE)
        assert not [path for path in PACKAGE.rglob("*.py") if whole.search(path.read_text("utf-8"))]
    locks = PROJECT / "scripts" / "locks"
    assert f"\n{name}==" in (locks / f"{extra}.lock").read_text("utf-8")
    assert f"\n{name}==" not in (locks / "build.lock").read_text("utf-8")


def canonical(name: str) -> str:
    """Return the name of a distribution as PEP 503 compares it."""
    return re.sub("[-_.]+", "-", name).lower()


def _tree(module: tuple[str, ast.Module]) -> ast.Module:
    return module[1]
