"""Chromium 83, the engine of old office browsers: opens pages, asks them, takes and prints them.

A program of its own, for the environment of ``scripts/install chromium83``: QtWebEngine has
to be the main thread of its process, and its licence (GPL) stays apart from the project's.

Standard input has a step a line, as JSON: ``address``, ``size`` (width and height), ``wait`` (an
expression that becomes true), ``ask`` (an expression), ``picture`` and ``paper`` (files to write).
Standard output has for each step the ``answer`` and the ``errors`` that the console shows.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"
os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = (
    "--no-sandbox --no-zygote --single-process --disable-gpu --disable-gpu-compositing"
)
# Without the last flag some processes never draw a frame.

from PyQt5.QtCore import QEventLoop, Qt, QTimer, QUrl
from PyQt5.QtWebEngineWidgets import QWebEnginePage, QWebEngineView
from PyQt5.QtWidgets import QApplication

_PATIENCE = 60_000
"""Milliseconds after which a page is taken as it is."""


class _Page(QWebEnginePage):  # type: ignore[misc]
    """A page that remembers its errors."""

    errors: list[str]

    def javaScriptConsoleMessage(self, level: int, message: str, line: int, source: str) -> None:  # noqa: N802
        if level == QWebEnginePage.ErrorMessageLevel:
            self.errors.append(message)


def _awaited(start: Callable[[Callable[..., None]], Any]) -> Any:
    """Return what a function hands to its callback."""
    got: list[Any] = []
    loop = QEventLoop()

    def finish(*values: Any) -> None:
        got.extend(values)
        loop.quit()

    QTimer.singleShot(_PATIENCE, loop.quit)
    start(finish)
    if not got:
        loop.exec_()
    return got[0] if got else None


def _pause(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec_()


def _open(view: QWebEngineView, address: str) -> None:
    def start(finish: Callable[..., None]) -> None:
        view.loadFinished.connect(finish)
        view.load(QUrl(address))

    _awaited(start)
    view.loadFinished.disconnect()


def _ask(page: _Page, expression: str) -> Any:
    answer = _awaited(lambda finish: page.runJavaScript(f"JSON.stringify({expression})", finish))
    return json.loads(answer) if answer else None


def _picture(view: QWebEngineView) -> Any:
    """Return the picture of a page, once there is more on it than one colour."""
    for _ in range(_PATIENCE // 50):
        _pause(50)
        picture = view.grab()
        small = picture.toImage().scaled(64, 64)
        if len({small.pixel(x, y) for x in range(64) for y in range(64)}) > 1:
            break
    return picture


def _print(page: _Page, path: str) -> None:
    def start(finish: Callable[..., None]) -> None:
        page.pdfPrintingFinished.connect(finish)
        page.printToPdf(path)

    _awaited(start)
    page.pdfPrintingFinished.disconnect()


def _take(view: QWebEngineView, step: dict[str, Any]) -> dict[str, Any]:
    page = view.page()
    page.errors = []
    if "size" in step:
        view.resize(*step["size"])
    if "address" in step:
        _open(view, step["address"])
    for _ in range(_PATIENCE // 50):
        if "wait" not in step or _ask(page, f"!!({step['wait']})"):
            break
        _pause(50)
    answer = _ask(page, step["ask"]) if "ask" in step else None
    if "picture" in step:
        _picture(view).save(step["picture"])
    if "paper" in step:
        _print(page, step["paper"])
    return {"answer": answer, "errors": page.errors}


def _main() -> None:
    QApplication.setAttribute(Qt.AA_ShareOpenGLContexts)
    application = QApplication(sys.argv)
    view = QWebEngineView()
    view.setPage(_Page(view))
    view.resize(1280, 800)
    view.show()
    for line in sys.stdin:
        print(json.dumps(_take(view, json.loads(line))), flush=True)
    # The engine ends badly in a single process; all is written by now.
    del application
    os._exit(0)


if __name__ == "__main__":
    _main()
