"""The steps of a publication on its target, with sites of a few lines: what may replace what."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from helpers import PROJECT

RELEASE = PROJECT / "scripts/deploy/release"


@dataclass(frozen=True)
class Small:
    """A site: what it shows, as ``.public`` says it, and which commit it is of, by a short name."""

    name: str
    files: Mapping[str, str] = field(default_factory=dict)
    public: tuple[str, ...] = ()
    commit: str = "-"
    history: tuple[str, ...] = ()
    committed: int = 0
    built: int = 0
    dated: str = "2026-01-01"

    @property
    def content(self) -> dict[str, bytes]:
        """Its files: a page with its name, a style sheet of its own, and those given."""
        public = "".join(f"{line}\n" for line in sorted(self.public))
        style = f"assets/site.{hashlib.sha256(self.name.encode()).hexdigest()[:10]}.css"
        texts = {"index.html": self.name, style: "body {}", ".public": public, **self.files}
        return {name: text.encode() for name, text in sorted(texts.items())}

    @property
    def manifest(self) -> str:
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in self.content.items()}
        return "".join(f"{digest}  {name}\n" for name, digest in sums.items())

    @property
    def sent(self) -> str:
        """What goes before the files."""
        origin = f"{commit(self.commit)} {self.committed} {self.built} {self.dated}"
        known = " ".join(map(commit, (self.commit, *self.history)))
        return f"{origin}\n{known}\n{self.manifest}"

    def packed(self, names: list[str]) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            for name in names:
                entry = tarfile.TarInfo(name)
                entry.size = len(self.content[name])
                archive.addfile(entry, io.BytesIO(self.content[name]))
        return out.getvalue()


def commit(name: str) -> str:
    """Return a commit id for a short name; ``-`` stands for none."""
    return name if name == "-" else hashlib.sha256(name.encode()).hexdigest()[:40]


def step(*arguments: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    """Run a step; return how it ended and what it said."""
    command: list[str | Path] = ["bash", RELEASE, *arguments]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    said, wrong = done.stdout.decode(), done.stderr.decode()
    return subprocess.CompletedProcess(command, done.returncode, said, wrong)


def put(
    target: Path,
    site: Small,
    *,
    kind: str = "site",
    keep: int = 5,
    older: str = "",
    lose: str = "",
    withdraw: str = "",
) -> subprocess.CompletedProcess[str]:
    """Publish a site, as ``scripts/publish`` does once it is built and checked."""
    owner = f"test.{os.getpid()}"
    done = step("prepare", target, kind, owner, older, withdraw, given=site.sent.encode())
    incoming, *missing = done.stdout.splitlines() or [""]
    if done.returncode or not incoming.startswith("."):
        return done
    more = (incoming, str(keep), older, lose, withdraw)
    return step("activate", target, kind, *more, given=site.packed(missing))


def shown(target: Path) -> str:
    """Return the name of the site that is live."""
    return (target / "current/index.html").read_text(encoding="utf-8")


def found(target: Path, text: str) -> list[str]:
    """Return the files below a target that hold a text, in content or name."""
    paths = (path for path in sorted(target.rglob("*")) if path.is_file())
    return [
        path.relative_to(target).as_posix()
        for path in paths
        if text in path.name or text.encode() in path.read_bytes()
    ]
