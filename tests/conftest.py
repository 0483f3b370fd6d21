"""What the tests share: data folders to spoil, built sites to look at, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from allocation import outputs
from allocation.register import Register
from helpers import DATA, PROJECT, UNITS, serving

os.environ["NO_MKDOCS_2_WARNING"] = "1"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small data folder that is right, to be spoilt by the test."""
    folder = tmp_path / "data"
    shutil.copytree(UNITS / "small" / "data", folder)
    return folder


@pytest.fixture(scope="session")
def real() -> Register:
    """The register of the project's own data."""
    return outputs.check(DATA)


@pytest.fixture(scope="session")
def build_site(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A function that builds a data folder with MkDocs, strictly, and returns the site."""

    def build_it(folder: Path, **settings: Any) -> Path:
        site = tmp_path_factory.mktemp("site")
        config = load_config(
            str(PROJECT / "mkdocs.yml"),
            site_dir=str(site),
            strict=True,
            extra={"data": str(folder.resolve()), "generator": False},
            **settings,
        )
        build(config)
        return site

    return build_it


@pytest.fixture(scope="session")
def site(build_site: Callable[..., Path]) -> Path:
    """The project's own site."""
    return build_site(DATA)


@pytest.fixture(scope="session")
def base_url(site: Path) -> Iterator[str]:
    """The address at which the project's own site is served."""
    with serving(site) as url:
        yield url
