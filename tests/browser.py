"""Chromium for tests and pictures, without a network of its own."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from helpers import serving

SIZES = {"desktop": (1280, 800), "phone": (390, 844), "zoomed": (640, 400)}
"""Window sizes; a desktop window zoomed to 200 % is one of half its size."""
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium of the system, named by CHROMIUM or found on the path."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


def _picture(site: Path, address: str, target: Path) -> None:
    with serving(site) as url, chromium() as browser:
        width, height = SIZES["desktop"]
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(url + address)
        page.screenshot(path=target)


if __name__ == "__main__":
    _picture(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
