"""What the tests share: data folders to spoil, built sites to look at, a browser."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser

from allocation.base import clock
from allocation.lint.validate import load_register
from allocation.register.index import Index
from allocation.register.register import Register
from browser import chromium
from example import make
from guard import Guard
from helpers import DELIVERED, PROJECT, UNITS, replace, serving
from live import git
from old_browser import OldBrowser
from shared import Shared

os.environ["NO_MKDOCS_2_WARNING"] = "1"
# What CI sets for its own builds must not reach those of the tests; and programs that are started a
# hundred times may keep what they compiled.
for name in (
    *("CI", "GITLAB_CI", "EVIDENCE_SOURCE", "SITE_URL", "COMMENT_TOKEN"),
    "PYTHONDONTWRITEBYTECODE",
):
    os.environ.pop(name, None)


# The same draws each time: a commit that passed does not fail later, where nobody changed anything.
# `scripts/test --hypothesis-profile=default` draws others.
hypothesis.settings.register_profile("repeatable", derandomize=True)
hypothesis.settings.load_profile("repeatable")

GUARD = Guard()


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: tests also wait for servers, browsers and clocks."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_configure(config: pytest.Config) -> None:
    """From here on no test reads the office's data or writes into the project."""
    GUARD.active = True


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """The cache of pytest, and what the tests proved, may be written."""
    GUARD.active = False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Only tests that are marked start programs of the project."""
    GUARD.programs = item.get_closest_marker("programs") is not None
    try:
        return (yield)
    finally:
        GUARD.programs = True


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Leave out the tests that start Chromium."""
    parser.addoption("--no-browser", action="store_true", help="without tests in a browser")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect, not skip: what is left out is counted at the end."""
    if not config.getoption("--no-browser"):
        return
    browsers = {"browser", "old_browser"}
    left_out = [item for item in items if browsers & set(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture(scope="module")
def old_browser() -> Iterator[OldBrowser]:
    """One Chromium 83 for the tests of a file."""
    started = OldBrowser()
    yield started
    started.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small data folder that is right, to be spoilt by the test."""
    folder = tmp_path / "data"
    shutil.copytree(UNITS / "small" / "data", folder)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a worker; what a page leaves behind ends with its context."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def real() -> Register:
    """The register of the table as it was delivered."""
    return load_register(DELIVERED)


@pytest.fixture(scope="session")
def build_site(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A function that builds a data folder with MkDocs, strictly, and returns the site."""

    def build_it(
        folder: Path, day: date | None = None, site: Path | None = None, **settings: Any
    ) -> Path:
        site = site or tmp_path_factory.mktemp("site")
        if folder.is_relative_to(PROJECT):
            # A build keeps a cache beside the data.
            folder = Path(shutil.copytree(folder, tmp_path_factory.mktemp("unit") / "data"))
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
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Shared:
    """What all workers of this run make once."""
    folder = tmp_path_factory.getbasetemp()
    return Shared(folder if worker_id == "master" else folder.parent)


@pytest.fixture(scope="session")
def shared_site(shared: Shared, build_site: Callable[..., Path]) -> Callable[..., Path]:
    """A function that builds a site as ``build_site`` does, once for all workers, to be read."""

    def build_it(name: str, folder: Path, **settings: Any) -> Path:
        site = shared.made(name, lambda site: build_site(folder, site=site, **settings))
        GUARD.shared.add(site)
        return site

    return build_it


@pytest.fixture(scope="session")
def example_data(shared: Shared, build_site: Callable[..., Path]) -> Path:
    """The example's data with its handed-in files, and with copies of them in its cache."""

    def make_it(folder: Path) -> None:
        shutil.copytree(make.DATA, folder / "data", ignore=shutil.ignore_patterns("evidence"))
        make.write_files(folder / "data" / "evidence")
        build_site(folder / "data", day=make.TODAY, site=folder / "site")

    return shared.made("example", make_it) / "data"


@pytest.fixture(scope="session")
def example(example_data: Path) -> Path:
    """The example's site, as on its day."""
    site = example_data.with_name("site")
    GUARD.shared.add(site)
    return site


@pytest.fixture(scope="session")
def offline_example(shared_site: Callable[..., Path], example_data: Path) -> Path:
    """The same as it is opened from a file share."""
    settings = {"day": make.TODAY, "use_directory_urls": False}
    return shared_site("offline-example", example_data, **settings)


@pytest.fixture(scope="session")
def offline_example_url(offline_example: Path) -> str:
    """Its address."""
    return f"{offline_example.as_uri()}/"


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
def site(shared_site: Callable[..., Path], shared: Shared) -> Path:
    """The site of the table as it was delivered, in the repository of an office."""
    office = shared.made("office", lambda folder: committed(folder / "data"))
    return shared_site("site", office / "data")


@pytest.fixture(scope="session")
def offline(shared_site: Callable[..., Path]) -> Path:
    """The site of the table as it was delivered, as it is opened from a file share."""
    return shared_site("offline", DELIVERED, use_directory_urls=False)


@pytest.fixture(scope="session")
def offline_url(offline: Path) -> str:
    """Its address."""
    return f"{offline.as_uri()}/"


@pytest.fixture(scope="session")
def small_site(shared_site: Callable[..., Path]) -> Path:
    """The site of a small unit."""
    return shared_site("small", UNITS / "small" / "data")


def committed(folder: Path) -> Path:
    """Copy the delivered table into a repository where one title was corrected; return it."""
    shutil.copytree(DELIVERED, folder)
    path = folder / "allocation" / "01-lingdao-banzi.yml"
    git(folder.parent, "init", "--quiet", "--initial-branch=main")
    replace(path, "title: 领导重视", "title: 重视")
    commit(folder.parent, "分工数据")
    shutil.copy(DELIVERED / "allocation" / path.name, path)
    commit(folder.parent, "名称照原文")
    return folder


def commit(repository: Path, message: str) -> None:
    """Commit everything in a repository."""
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", message)


@pytest.fixture(scope="session")
def base_url(site: Path) -> Iterator[str]:
    """The address at which that site is served."""
    with serving(site) as url:
        yield url
