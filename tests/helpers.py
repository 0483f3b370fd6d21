"""Plain functions that several test files use."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from allocation.base.problems import DataError, Problem
from allocation.datafiles import loader, yaml_reader
from allocation.lint.validate import load_register
from allocation.register import register
from allocation.register.register import Register
from allocation.runtime.streaming import Output, TextStream

PROJECT = Path(__file__).parent.parent
UNITS = Path(__file__).parent / "units"
DELIVERED = UNITS / "delivered" / "data"
"""The table as it was delivered; what lies in ``data/`` the office changes at any time."""
MANUALS = tuple(f"docs/manual/{name}index.md" for name in ("", "office/", "admin/"))
"""For responsible persons and leaders, for the office, for the administrator of the site."""


def contents(outputs: Iterable[Output]) -> dict[str, Any]:
    """Return the contents of outputs by path."""
    return {output.path: output.content for output in outputs}


def data_scripts(outputs: Iterable[Output]) -> dict[str, bytes]:
    """Return the bytes of outputs that are streams of text, by path."""
    return {output.path: str(output.content).encode() for output in outputs}


def all_text(outputs: Iterable[Output]) -> str:
    """Return all text of outputs, whether they are pages, scripts, or copies of files."""
    return "".join(map(_text, outputs))


def _text(output: Output) -> str:
    content = output.content
    if isinstance(content, TextStream):
        return str(content)
    binary = content.read_bytes() if isinstance(content, Path) else content
    return binary.decode("utf-8", "replace")


class serving:  # noqa: N801 - read as `with serving(site) as url`
    """Serve a folder on the loopback address while the block runs."""

    def __init__(self, folder: Path) -> None:
        handler = functools.partial(_QuietHandler, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def problems(folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong with a data folder."""
    try:
        load_register(folder)
    except DataError as error:
        return error.problems
    return ()


def read_file(path: Path, name: str) -> tuple[yaml_reader.Record | None, list[Problem]]:
    """Return the record of one data file, and what is wrong with it."""
    text, found = yaml_reader.text_of(path, name)
    return (None, found) if text is None else yaml_reader.read_text(text, name)


def read(folder: Path) -> Register:
    """Return the register of a folder that may break rules of lint."""
    files, _ = loader.load(folder)
    return register.build(files)


def replace(path: Path, old: str, new: str) -> None:
    """Change a data file; the old text must be there exactly once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
