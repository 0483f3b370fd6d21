"""From a commit to the live site, again and again in one process: only what changed is made.

In: a data folder at a commit. Out: a site that was built, looked through and published.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import traceback
from collections.abc import Mapping
from pathlib import Path

from allocation.base import clock
from allocation.base.os_messages import describe_os_error
from allocation.inbox.drops import InboxError
from allocation.mkdocs.in_process import BuildError
from allocation.mkdocs.warm_builder import WarmBuilder
from allocation.runtime.code_state import code_state
from allocation.runtime.trees import digests
from allocation.site.inspection import Inspector
from allocation.site.ready import Ready, origin

_AGAIN = 600
"""Seconds after which it is looked for what no commit tells of, such as handed-in files."""
_NOISE = re.compile("^(网站已生成|正在|INFO).*\n?", re.MULTILINE)
_OTHER_CODE = "程序换了新版，重新启动以后接着办。"


class Live:
    """Builds, looks through and publishes one site."""

    def __init__(self, project: Path, target: str | None) -> None:
        self._project = project
        self._target = target
        self._code = code_state()
        self._inspector = Inspector()
        self._builder: WarmBuilder | None = None
        self._files: Mapping[str, str] = {}
        self._line = ""
        self._built: object = None
        self._live: object = None

    def is_due(self, commit: str) -> bool:
        """Whether a commit is to be published, or what it looks like today."""
        return self._live != _moment(commit)

    def build(self, data: Path, site: Path) -> str:
        """Build the site of a data folder, and look through it; return why that failed, if it did.

        :param site: a folder of this process's own, the same one each time.
        :raises InboxError: if this process runs code that is there no more.
        """
        if code_state() != self._code:
            raise InboxError(_OTHER_CODE)
        self._line = origin(data)
        moment = _moment(self._line.partition(" ")[0])
        try:
            self._begun(data, site).update()
        except BuildError as error:
            return str(error)
        except OSError as error:
            return f"读写出错（{describe_os_error(error)}）。"
        except Exception as error:  # one that nobody can build must not stop all others
            traceback.print_exc()
            return f"程序生成不了（{type(error).__name__}）。"
        self._files = digests(site)
        found = self._inspector.whole(site, self._files, data)
        self._built = moment
        return found.refusal

    def publish(self, data: Path, site: Path) -> str:
        """Publish what was built last; return why that failed, if it did."""
        if code_state() != self._code:
            return _OTHER_CODE
        self._ready.update(site, self._files, self._line)
        done = subprocess.run(
            ["scripts/publish", str(self._target), "--ready", str(self._ready.folder)],
            cwd=self._project,
            env={**os.environ, "DATA": str(data)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            said = _NOISE.sub("", done.stdout.decode("utf-8", "replace")).strip()
            return said or "scripts/publish 没有做成"
        self._live = self._built
        return ""

    def _begun(self, data: Path, site: Path) -> WarmBuilder:
        """Return the builder; the first time, with an empty folder."""
        if self._builder is None:
            shutil.rmtree(site.parent, ignore_errors=True)
            site.mkdir(parents=True)
            self._ready = Ready(site.parent / "ready", self._project)
            url = os.environ.get("SITE_URL", "")
            self._builder = WarmBuilder(self._project, site, data=data, site_url=url)
        return self._builder


def _moment(commit: str) -> object:
    return commit, clock.today(), time.time() // _AGAIN
