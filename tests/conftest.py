"""What the tests share: data folders to spoil, built sites to look at, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser

from allocation import clock
from allocation.lint.validate import load_register
from allocation.register import Register
from allocation.views.index import Index
from browser import chromium
from example import make
from helpers import DATA, PROJECT, UNITS, serving

os.environ["NO_MKDOCS_2_WARNING"] = "1"
# What CI sets for its own builds must not reach those of the tests.
for name in ("CI", "GITLAB_CI", "EVIDENCE_SOURCE", "SITE_URL", "COMMENT_TOKEN"):
    os.environ.pop(name, None)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small data folder that is right, to be spoilt by the test."""
    folder = tmp_path / "data"
    shutil.copytree(UNITS / "small" / "data", folder)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def real() -> Register:
    """The register of the project's own data."""
    return load_register(DATA)


@pytest.fixture(scope="session")
def build_site(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A function that builds a data folder with MkDocs, strictly, and returns the site."""

    def build_it(folder: Path, day: date | None = None, **settings: Any) -> Path:
        site = tmp_path_factory.mktemp("site")
        with on_day(day):
            return build_on_the_day(folder, site, **settings)

    def build_on_the_day(folder: Path, site: Path, **settings: Any) -> Path:
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


@contextmanager
def on_day(day: date | None) -> Iterator[None]:
    """Make the clock stand on a day, as far as sites know."""
    with pytest.MonkeyPatch.context() as patch:
        if day:
            moment = datetime.combine(day, time(12), UTC)
            patch.setenv(clock.VARIABLE, f"{moment.timestamp():.0f}")
        yield


@pytest.fixture(scope="session")
def example_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's data with its handed-in files, in a place of its own."""
    folder = tmp_path_factory.mktemp("example") / "data"
    shutil.copytree(make.DATA, folder, ignore=shutil.ignore_patterns("evidence"))
    make.write_files(folder / "evidence")
    return folder


@pytest.fixture(scope="session")
def example(build_site: Callable[..., Path], example_data: Path) -> Path:
    """The example's site, as on its day."""
    return build_site(example_data, day=make.TODAY)


@pytest.fixture(scope="session")
def example_index(example_data: Path) -> Index:
    """What the example's pages are made from."""
    return Index(load_register(example_data), make.TODAY)


@pytest.fixture(scope="session")
def example_url(example: Path) -> Iterator[str]:
    """The address at which the example is served."""
    with serving(example) as url:
        yield url


@pytest.fixture(scope="session")
def site(build_site: Callable[..., Path]) -> Path:
    """The project's own site."""
    return build_site(DATA)


@pytest.fixture(scope="session")
def base_url(site: Path) -> Iterator[str]:
    """The address at which the project's own site is served."""
    with serving(site) as url:
        yield url
