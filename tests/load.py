"""Publishing while people read: releases to be told apart, readers who miss nothing, kills."""

from __future__ import annotations

import grp
import http.client
import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from helpers import PROJECT

PUBLISH = PROJECT / "scripts/publish"
OPEN_FOR = 3
"""How many releases may go by while someone has a page open; fewer than are kept."""

_MARK = re.compile(rb"release-(\d+)-")
_RESOURCE = re.compile(r"""(?:src|href)="([^"]+\.(?:css|js|png))\"""")
_STYLES = re.compile(r"site\.[0-9a-f]{10}\.css")


@dataclass
class Tally:
    """What the readers saw."""

    pages: int = 0
    resources: int = 0
    releases: set[int] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)


@dataclass
class Attempts:
    """What was done to the site meanwhile."""

    published: int = 0
    killed: int = 0
    rolled_back: int = 0


def release(site: Path, target: Path, number: int) -> Path:
    """Copy a site as the release of a number: at both ends of its pages, and in a hashed asset."""
    shutil.copytree(site, target)
    (styles,) = target.glob("assets/site.*.css")
    named = f"site.{number:010x}.css"
    mark = f"release-{number}-"
    styles.write_text(f"/* {mark} */{styles.read_text(encoding='utf-8')}", encoding="utf-8")
    styles.rename(styles.with_name(named))
    for page in target.rglob("*.html"):
        text = _STYLES.sub(named, page.read_text(encoding="utf-8"))
        text = text.replace("<head>", f"<head><!-- {mark} -->").replace(
            "</body>", f"<!-- {mark} --></body>"
        )
        page.write_text(text, encoding="utf-8")
    return target


class Reader(threading.Thread):
    """Opens one page after another, with everything that each names, as fast as answers come."""

    def __init__(self, url: str, addresses: list[str], seed: int) -> None:
        super().__init__(daemon=True)
        self.tally = Tally()
        self._url = url
        self._addresses = addresses
        self._random = random.Random(seed)
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
        self._open: list[tuple[int, str, bytes]] = []
        self._done = threading.Event()

    def run(self) -> None:
        """Read until told to stop."""
        while not self._done.is_set():
            address = self._random.choice(self._addresses)
            content = self._get(address)
            if content is not None:
                self._look_at(address, content)

    def stop(self) -> Tally:
        """Stop reading; return what was seen."""
        self._done.set()
        self.join()
        self._connection.close()
        return self.tally

    def _look_at(self, address: str, content: bytes) -> None:
        marks = _MARK.findall(content)
        if len(marks) != 2 or len(set(marks)) != 1 or not content.rstrip().endswith(b"</html>"):
            self.tally.failures.append(f"{address}: truncated or mixed, {marks}")
            return
        number = int(marks[0])
        self.tally.pages += 1
        self.tally.releases.add(number)
        self._load(address, content)
        self._load_late(number, address, content)

    def _load_late(self, *opened: *tuple[int, str, bytes]) -> None:
        """Someone has had a page open while releases went by, and only now loads what it names."""
        if self._random.random() < 0.05:
            self._open.append(opened)
        newest = max(self.tally.releases)
        self._open = [each for each in self._open if each[0] > newest - OPEN_FOR]
        if self._open:
            self._load(*self._random.choice(self._open)[1:])

    def _load(self, address: str, content: bytes) -> None:
        (mark, _) = _MARK.findall(content)
        for link in set(_RESOURCE.findall(content.decode())):
            found = self._get(urlsplit(urljoin(self._url + address, link)).path.lstrip("/"))
            if found is not None and _MARK.findall(found) not in ([], [mark]):
                self.tally.failures.append(f"{address} of {mark!r}: {link} of another release")
            self.tally.resources += found is not None

    def _get(self, path: str) -> bytes | None:
        try:
            self._connection.request("GET", f"/{path}")
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            self.tally.failures.append(f"{path}: {error!r}")
            return None
        if answer.status != 200:
            self.tally.failures.append(f"{path}: {answer.status}")
            return None
        return content


@contextmanager
def readers(url: str, site: Path, count: int = 2) -> Iterator[Tally]:
    """Let people read while the block runs; the tally is complete when it ends."""
    addresses = [
        path.relative_to(site).as_posix().removesuffix("index.html")
        for path in sorted(site.rglob("index.html"))
    ]
    reading = [Reader(url, addresses, seed) for seed in range(count)]
    whole = Tally()
    for each in reading:
        each.start()
    try:
        yield whole
    finally:
        for tally in [each.stop() for each in reading]:
            whole.pages += tally.pages
            whole.resources += tally.resources
            whole.releases |= tally.releases
            whole.failures += tally.failures


def marked(target: Path | str, *more: str) -> None:
    """Make a folder one to publish into, once, as whoever runs the tests may."""
    group = grp.getgrgid(os.getgid()).gr_name
    done = publish(target, "--init", "--group", group, *more)
    assert done.returncode == 0, done.stderr


def publish(target: Path | str, *more: str | Path) -> subprocess.CompletedProcess[str]:
    """Run ``scripts/publish``."""
    command = [PUBLISH, target, *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def publish_and_kill(target: Path, site: Path, chance: random.Random) -> None:
    """Start publishing, and kill it without warning, mostly once it writes to the target.

    Either all of its processes die, or only the first, and the others find themselves alone.
    """
    before = set(target.glob("releases/.incoming-*"))
    process = subprocess.Popen(
        [PUBLISH, target, "--site", site],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while set(target.glob("releases/.incoming-*")) <= before and process.poll() is None:
        if chance.random() < 0.001:
            break
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.5))
    kill = chance.choice((os.killpg, os.kill))
    if process.poll() is None:
        kill(process.pid, signal.SIGKILL)
    process.wait()


def attempts(folder: Path, target: Path, site: Path, count: int, seed: int) -> Attempts:
    """Publish release after release; every second time another attempt is killed before."""
    chance = random.Random(seed)
    done = Attempts()
    for number in range(1, count + 1):
        made = release(site, folder / f"release-{number}", number)
        if number % 2:
            publish_and_kill(target, made, chance)
            done.killed += 1
        published = publish(target, "--site", made)
        assert published.returncode == 0, published.stderr
        done.published += 1
        if number % 7 == 0:
            back = publish(target, "--rollback")
            assert back.returncode == 0, back.stderr
            done.rolled_back += 1
        shutil.rmtree(made)
    return done
