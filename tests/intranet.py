"""An office's intranet as it is in earnest: nginx with passwords, git, and what systemd starts.

The data is the example's; the command that takes what lies in the inbox is that of
``allocation-inbox.service``, which stays.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as daytime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from browser import NO_LOOPBACK
from example import make
from helpers import PROJECT
from live import copy_project, git
from load import marked
from webserver import DEPLOY, certificate, configuration, free_ports, listens, process

COORDINATOR = "zhouxiaoman"
LOGINS = (COORDINATOR, "wushuangjiang", "wangjingzhe", "linbailu")
_EXAMPLES = ("二、按口令", "四、收件箱")
_INBOX = """\
  folder: {folder}
  share: '\\\\server\\wenming\\收件箱'
"""
"""What the inbox has in an office."""
MOMENT = datetime.combine(make.TODAY, daytime(1, 30), UTC)
"""Half past nine in the morning of the example's day."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Commit:
    """A commit of the data."""

    author: str
    subject: str
    body: str


@dataclass(frozen=True)
class Intranet:
    """The folders of the office, and the address of its site, which is empty without a server."""

    folder: Path
    url: str = ""

    @property
    def project(self) -> Path:
        return self.folder / "allocation"

    @property
    def data(self) -> Path:
        return self.project / "data"

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def target(self) -> Path:
        """Where releases are published."""
        return self.folder / "srv"

    @property
    def environment(self) -> dict[str, str]:
        """What the units of systemd would set."""
        day = {"SOURCE_DATE_EPOCH": f"{MOMENT.timestamp():.0f}"}
        code = {"PYTHONPATH": str(self.project / "hooks")}
        return {**os.environ, **day, **code, "NO_MKDOCS_2_WARNING": "1"}

    @property
    def log(self) -> Path:
        """What the service says went wrong."""
        return self.folder / "service.log"

    def take(self) -> subprocess.CompletedProcess[str]:
        """Take what lies in the inbox, as cron does."""
        return self._run("scripts/inbox", "--once", str(self.target))

    def wait_for_service(self) -> None:
        """Wait until the service has done what it does once, when it begins."""
        while not list(self.inbox.glob("state/build-*/ready/origin")):
            time.sleep(0.1)

    def publish(self) -> None:
        """Publish the data as it is, as the site's own service does."""
        done = self._run("scripts/publish", str(self.target))
        assert done.returncode == 0, done.stdout + done.stderr

    def build_offline(self, out: Path) -> None:
        """Build the site that opens by double click."""
        done = self._run("scripts/build", "--offline", "--out", str(out))
        assert done.returncode == 0, done.stdout + done.stderr

    def commits(self, since: str) -> list[Commit]:
        """Return the commits of the office's working copy after one, the oldest first."""
        log = self.git("log", "--reverse", "--format=%an%x1f%s%x1f%b%x1e", f"{since}..HEAD")
        parts = (entry.strip().split("\x1f") for entry in log.split("\x1e") if entry.strip())
        return [Commit(author, subject, body) for author, subject, body in parts]

    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def git(self, *arguments: str) -> str:
        return git(self.project, *arguments).stdout.strip()

    def results(self, login: str) -> list[Json]:
        path = self.inbox / "results" / login / "results.json"
        told = json.loads(path.read_text("utf-8")) if path.exists() else {"drops": []}
        return list(told["drops"])

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.project,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


def service_command(target: Path) -> list[str]:
    """Return the command of the service, for a folder to publish into."""
    text = (DEPLOY / "allocation-inbox.service").read_text(encoding="utf-8")
    (found,) = re.findall(r"^ExecStart=/opt/allocation/(\S+) /srv/wenming$", text, re.MULTILINE)
    return [found, str(target)]


def intranet(folder: Path, *, pushes: bool, data: Path = make.DATA) -> Intranet:
    """Set up the folders: project and data in git, the inbox, the first release.

    :param pushes: whether there is a git server.
    :param data: of a unit whose settings end with who coordinates the inbox.
    """
    folder.chmod(0o755)
    made = Intranet(folder)
    copy_project(made.project, data)
    (made.project / ".venv").symlink_to(PROJECT / ".venv")
    shutil.copy(PROJECT / ".gitignore", made.project)
    with (made.data / "unit.yml").open("a", encoding="utf-8") as unit:
        unit.write(_INBOX.format(folder=made.inbox))
    git(folder, "init", "--quiet", "--initial-branch=main", str(made.project))
    git(made.project, "add", "--all", "--force", "data", ".gitignore")
    git(made.project, "commit", "--quiet", "--message", "分工数据")
    if pushes:
        git(
            folder, "init", "--quiet", "--bare", "--initial-branch=main", str(folder / "origin.git")
        )
        git(made.project, "remote", "add", "origin", str(folder / "origin.git"))
        git(made.project, "push", "--quiet", "--set-upstream", "origin", "main")
    for name in ("in", "share", "bell", "results", "todo"):
        (made.inbox / name).mkdir(parents=True)
    marked(made.target)
    made.publish()
    return made


@contextmanager
def served(made: Intranet, *examples: str) -> Iterator[Intranet]:
    """Serve the site and its inbox to people with passwords; take what comes, while the block runs.

    :param examples: what is switched on in nginx, if not passwords over TLS.
    """
    folder, ports = made.folder, free_ports()
    certificate(folder)
    lines = "".join(f"{login}:{{PLAIN}}right\n" for login in LOGINS)
    (folder / "wenming.htpasswd").write_text(lines, encoding="utf-8")
    path = configuration(folder, made.target / "current", ports, *(examples or _EXAMPLES))
    port = ports.plain if examples else ports.tls
    url = f"http://{NO_LOOPBACK}:{port}/" if examples else f"https://127.0.0.1:{port}/"
    with process(["nginx", "-c", str(path)], lambda: listens(port)), service(made) as running:
        yield Intranet(folder, url)
        assert (running.poll(), made.log.read_text(encoding="utf-8")) == (None, "")


@contextmanager
def service(made: Intranet) -> Iterator[subprocess.Popen[bytes]]:
    """Run the service while the block runs, if it does not end before."""
    with made.log.open("ab") as out:
        running = subprocess.Popen(
            service_command(made.target),
            cwd=made.project,
            env=made.environment,
            stdout=subprocess.DEVNULL,
            stderr=out,
        )
        try:
            yield running
        finally:
            running.kill()
            running.wait()


def signed_in(browser: Browser, office: Intranet, login: str, **more: Any) -> BrowserContext:
    """Return the browser of somebody who has said the password, on the example's day."""
    context = browser.new_context(
        base_url=office.url,
        ignore_https_errors=True,
        http_credentials={"username": login, "password": "right"},
        viewport={"width": 1280, "height": 800},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        **more,
    )
    context.clock.set_fixed_time(MOMENT)
    return context
