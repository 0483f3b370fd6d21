"""The room that knows MkDocs: settings, theme, preview, and the one object that has the events."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import EVENTS
from mkdocs.structure.files import Files

from allocation.mkdocs.hook import SiteHook
from allocation.mkdocs.settings import Settings
from allocation.mkdocs.theme_files import IconlessTheme
from allocation.mkdocs.theme_patches import THEME_PATCHES, ThemePatch, ThemePatches
from allocation.pages.html.environment import FRAME
from helpers import PROJECT, UNITS

ROOM = PROJECT / "hooks" / "allocation" / "mkdocs"
OWN_TEMPLATES = {"framed.html", "takeaway.html", "partials/languages/zh-CN.html"}
"""Templates of the frame that the theme has none of."""


def configured(site: Path, data: Path, *, example: bool = False, **settings: Any) -> MkDocsConfig:
    """Return the project's settings for some data, without its hook."""
    return load_config(
        str(PROJECT / "mkdocs.yml"),
        hooks=[],
        site_dir=str(site),
        extra={"data": str(data), "generator": False, "example": example},
        **settings,
    )


def build_with(hook: SiteHook, config: MkDocsConfig) -> None:
    """Build a site with the events of one object."""
    config.plugins["allocation"] = hook  # type: ignore[assignment]
    build(config)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> set[ThemePatch]:
    """The rows of the table that change something while a site is built."""
    rows = set()
    apply = ThemePatch.apply

    def recorded(patch: ThemePatch, html: str, values: Callable[..., Mapping[str, str]]) -> str:
        result = apply(patch, html, values)
        if result != html:
            rows.add(patch)
        return result

    data = shutil.copytree(UNITS / "small" / "data", tmp_path_factory.mktemp("unit") / "data")
    config = configured(tmp_path_factory.mktemp("site"), data, example=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ThemePatch, "apply", recorded)
        build_with(SiteHook(), config)
    return rows


@pytest.mark.parametrize("patch", THEME_PATCHES, ids=lambda row: f"{row.place}: {row.reason}")
def test_each_theme_patch_changes_something(patch: ThemePatch, changed: set[ThemePatch]) -> None:
    """A release of the theme that no longer writes what a row looks for fails here."""
    assert patch in changed


def test_each_block_and_template_is_the_themes() -> None:
    """What the frame replaces as a whole exists in the theme, or nobody would render ours."""
    config = load_config(str(PROJECT / "mkdocs.yml"), hooks=[])
    theirs = config.theme.get_env()
    config.theme.dirs.insert(0, str(FRAME))
    ours = config.theme.get_env()
    ours.filters["patched"] = ThemePatches().apply
    for path in FRAME.rglob("*.html"):
        name = path.relative_to(FRAME).as_posix()
        assert name in OWN_TEMPLATES or theirs.get_template(name), name
    theirs_blocks = set(theirs.get_template("base.html").blocks)
    for name in ("main.html", "404.html"):
        blocks = set(ours.get_template(name).blocks)
        assert blocks
        assert blocks <= theirs_blocks


def test_scripts_of_a_page_move_into_files() -> None:
    """Neighbours share a file; scripts with a source, and data, stay."""
    patches = ThemePatches()
    html = '<script> a </script>\n<script>b</script><p><script src="x"></script><script>c</script>'
    page = patches.page(html, "../")
    first, second = patches.scripts
    assert page == (
        f'<script src="../{first}"></script><p><script src="x"></script>'
        f'<script src="../{second}"></script>'
    )
    assert patches.scripts == {first: "a\nb", second: "c"}


def test_the_same_files_without_icons() -> None:
    """What is copied from the theme is what MkDocs would copy; templates can include icons."""
    config = load_config(str(PROJECT / "mkdocs.yml"), hooks=[])
    quick = IconlessTheme(config.theme)
    assert copied(quick.get_env(), config) == copied(config.theme.get_env(), config)
    assert len(quick.get_env().list_templates()) < 1000
    assert quick.get_env().get_template(".icons/material/close.svg")


def copied(env: Environment, config: MkDocsConfig) -> list[str]:
    """Return the files that MkDocs copies from a theme."""
    files = Files([])
    files.add_files_from_theme(env, config)
    return [file.src_uri for file in files]


def test_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings come from the file, the environment and the command line."""
    monkeypatch.setenv("SITE_URL", "http://portal.example/wenming/")
    monkeypatch.setenv("DATA", "tables")
    config = load_config(str(PROJECT / "mkdocs.yml"), hooks=[], site_dir=str(tmp_path))
    settings = Settings.read(config)
    assert settings == Settings(
        file=PROJECT / "mkdocs.yml",
        data=PROJECT / "tables",
        docs=PROJECT / "docs",
        site=tmp_path,
        site_url="http://portal.example/wenming/",
        repo_url="",
        flat=False,
        downloads=True,
        ribbon="",
    )
    assert settings.base == "/wenming/"
    assert settings.url("items/index.html") == "http://portal.example/wenming/items/"


def test_settings_for_a_file_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links of a flat site name files; without an address of its own a site is at the root."""
    monkeypatch.setenv("DIRECTORY_URLS", "false")
    monkeypatch.setenv("DOWNLOADS", "false")
    monkeypatch.setenv("REPO_URL", "https://git.example/a/b")
    monkeypatch.setenv("DATA", str(tmp_path))
    settings = Settings.read(load_config(str(PROJECT / "mkdocs.yml"), hooks=[]))
    assert (settings.data, settings.flat, settings.downloads) == (tmp_path, True, False)
    assert (settings.repo_url, settings.site_url, settings.base) == (
        "https://git.example/a/b",
        "",
        "/",
    )
    assert settings.link("items/index.html") == settings.url("items/index.html")
    assert settings.link("items/index.html") == "items/index.html"


@pytest.mark.parametrize(
    ("variables", "ribbon"),
    [({"EXAMPLE": "true", "PREVIEW": "true"}, "示例"), ({"PREVIEW": "true"}, "预览"), ({}, "")],
)
def test_the_mark_of_every_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], ribbon: str
) -> None:
    """An example and a preview that is published are marked; the former counts."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    config = load_config(str(PROJECT / "mkdocs.yml"), hooks=[], site_dir=str(tmp_path))
    assert Settings.read(config).ribbon == ribbon


def test_every_event_is_bound() -> None:
    """The file that MkDocs loads has each event of the object, by a name that MkDocs knows."""
    events = {name for name in dir(SiteHook) if name.startswith("on_")}
    config = load_config(str(PROJECT / "mkdocs.yml"))
    module = config.plugins["hooks/mkdocs_hook.py"]
    bound = {name: getattr(module, name) for name in dir(module) if name.startswith("on_")}
    assert set(bound) == events
    assert {name.removeprefix("on_") for name in events} <= set(EVENTS)
    assert len({id(method.__self__) for method in bound.values()}) == 1


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.stem)
def test_no_state_in_modules(path: Path) -> None:
    """No module of the room has a name whose value can be changed, or assigned by a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Global)]
    module = import_module(f"allocation.mkdocs.{path.stem}".removesuffix(".__init__"))
    targets = [
        target
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    assert not {name for name in names if isinstance(vars(module)[name], dict | list | set)}
