"""The preview (``mkdocs serve``): what is asked for is never older than the data.

A request first brings the file that it asks for up to date; everything else follows in a thread. A
whole build is made only if what MkDocs contributes has changed.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterable
from html import escape
from typing import TYPE_CHECKING, Any, Protocol
from wsgiref.types import StartResponse, WSGIEnvironment

from mkdocs.livereload import LiveReloadServer
from watchdog.observers import Observer

from allocation.base.problems import DataError, Problem
from allocation.datafiles.loader import kind_of, public_message
from allocation.mkdocs.site_build import SiteBuild
from allocation.mkdocs.site_files import SiteFiles
from allocation.pages.html.environment import TEMPLATES
from allocation.runtime.code_state import code_state
from allocation.runtime.trees import is_page
from allocation.site.outputs import ASSETS, Site

if TYPE_CHECKING:
    from allocation.portal.site import PortalSite

_PAUSE = 0.3
"""Seconds without a request or an edit, after which the other pages follow."""
_LONG_PAUSE = 5.0
"""Seconds after which downloads and search index follow: an edit would wait for the large ones."""
_SHARE = 10
"""The part of the time that looking for changes may take: a tenth."""
_READ_ANEW = frozenset({TEMPLATES, ASSETS})
"""Folders of the package whose changes need no new process."""
_BEFORE = b'<div class="md-container"'
_NOTICE = (
    '<aside class="md-banner"><div class="md-banner__inner md-grid md-typeset"><details open>'
    "<summary>数据有 {} 处错误，下面是改错之前的内容；改好后自动更新。</summary>{}"
    "</details></div></aside>"
)
_log = logging.getLogger("mkdocs.hooks.allocation")


class Builds(Protocol):
    """Has the whole build that was made last, and the last state of the data without errors.

    :ivar read_at: the state of the files that it was made of, when they had been read.
    """

    build: SiteBuild
    read_at: object
    last_valid: Site | PortalSite | None


class Preview:
    """A preview.

    :ivar server: serves it.

    :param server: the server of MkDocs, whose place ``server`` takes.
    :param builder: makes a whole build.
    :param builds: has its result.
    """

    _build: SiteBuild
    _files: SiteFiles
    _around: object
    _data: object

    def __init__(
        self, server: LiveReloadServer, builder: Callable[[], None], builds: Builds
    ) -> None:
        self._builder = builder
        self._builds = builds
        self._lock = threading.RLock()
        self._problems: tuple[Problem, ...] = ()
        self._is_behind = threading.Event()
        self._looked_at = self._cost = 0.0
        self._code = code_state(_READ_ANEW)
        self._adopt()
        self.server = _Server(server, self)
        threading.Thread(target=self._follow, daemon=True).start()

    @property
    def has_problems(self) -> bool:
        """Whether the data has errors now, so that the site is of an earlier state."""
        return bool(self._problems)

    def refresh(self) -> None:
        """Look for changes; make what is needed so that files can be made of the new state."""
        with self._lock:
            began = time.monotonic()
            if began < self._looked_at + _SHARE * self._cost:
                return
            if code_state(_READ_ANEW) != self._code:
                self._begin_anew()
            around, data = self._build.around.state_now(), self._build.data_state()
            self._looked_at = time.monotonic()
            self._cost = self._looked_at - began
            if around != self._around:
                self._around = around
                self._build_whole()
            elif data != self._data:
                self._data = data
                self._read()

    def make_current(self, path: str) -> None:
        """Bring a file up to date.

        :param path: of the file below the site.
        """
        with self._lock:
            self.refresh()
            if self._is_behind.is_set():
                self._files.make_current(path)
                self._last_request = time.monotonic()

    def with_problems(self, html: bytes) -> bytes:
        """Return a page with what is wrong with the data now."""
        shown = "".join(f"<pre>{_shown(problem)}</pre>" for problem in self._problems)
        notice = _NOTICE.format(len(self._problems), shown).encode()
        return html.replace(_BEFORE, notice + _BEFORE, 1)

    def _read(self) -> None:
        """Read the data; if it has errors, go on with its last valid state."""
        try:
            site = self._build.around.settings.generate()
        except DataError as error:
            self._problems = error.problems
            _log.error("%s\n预览停在改错之前的样子。", error)
            return
        self._problems = ()
        self._builds.last_valid = site
        if not self._build.fits(site):
            self._build_whole()
            return
        self._build = SiteBuild(site, self._build.around)
        self._files.begin(self._build)
        self._go_on()

    def _build_whole(self) -> None:
        try:
            self._builder()
        # MkDocs ends a build that it gives up as it would end the process.
        except (Exception, SystemExit) as error:
            _log.error("%s", error.__context__ or error)
        else:
            self._adopt()

    def _adopt(self) -> None:
        """Go on from a whole build."""
        self._build = self._builds.build
        self._around, self._data = self._build.around.state, self._builds.read_at
        self._files = SiteFiles(self._build.around.settings.site, self._build)
        self._go_on()

    def _go_on(self) -> None:
        # Records hold no cycles: the collector would look through all of them for nothing.
        gc.freeze()
        self._steps, self._pause = self._files.steps(), _PAUSE
        self._last_request = time.monotonic()
        self._is_behind.set()

    def _follow(self) -> None:
        """Bring all files up to date, whenever nobody waits for one."""
        while self._is_behind.wait():
            with self._lock:
                rest = self._last_request + self._pause - time.monotonic()
                if rest <= 0:
                    try:
                        self._pause = _PAUSE if is_page(next(self._steps)) else _LONG_PAUSE
                    except StopIteration:
                        self._is_behind.clear()
                    except Exception:
                        _log.exception("预览有文件生成不了。")
                        self._is_behind.clear()
            # A thread that takes the lock again at once would keep all others waiting.
            time.sleep(min(max(rest, 0.0005), _PAUSE))

    def _begin_anew(self) -> None:
        """Start the process again, with the code as it is now."""
        _log.info("程序有改动，重新启动预览。")
        shutil.rmtree(self._build.around.settings.site, ignore_errors=True)
        os.execv(sys.executable, sys.orig_argv)


class _Server(LiveReloadServer):
    """The server of MkDocs, which asks the preview first."""

    def __init__(self, server: LiveReloadServer, preview: Preview) -> None:
        host, port = server.server_address[:2]
        super().__init__(preview.refresh, str(host), port, server.root, server.mount_path)
        server.server_close()
        self.error_handler = server.error_handler
        # Told by the system of each change at once; whoever asks for a page does not depend on it.
        self.observer = Observer()  # type: ignore[assignment]
        self.build_delay = 0.02
        self._preview = preview
        for emitter in server.observer.emitters:
            self.watch(str(emitter.watch.path), recursive=emitter.watch.is_recursive)

    def serve_request(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a request."""
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if not path.startswith("/livereload/"):
            path = path.removeprefix(self.mount_path)
            self._preview.make_current(f"{path}index.html" if path[-1:] in ("", "/") else path)
        if not self._preview.has_problems:
            return super().serve_request(environ, start_response)
        return self._with_problems(environ, start_response)

    def _with_problems(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
            begun.append((status, headers))

        body = b"".join(super().serve_request(environ, begin))
        ((status, headers),) = begun
        said = dict(headers)
        if said.get("Content-Type") == "text/html":
            body = self._preview.with_problems(body)
            said["Content-Length"] = str(len(body))
        start_response(status, list(said.items()))
        return [body]


def _shown(problem: Problem) -> str:
    """Return a problem as HTML; its texts only if the site shows that data file anyway."""
    kind = kind_of(problem.ref)
    message = str(problem) if kind and kind.public else f"{public_message(problem)}；说明见终端。"
    return escape(message)
