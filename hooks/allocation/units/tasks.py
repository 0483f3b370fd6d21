"""What goes to whoever builds a unit, and what comes back: plain values, for other hosts, too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """What to build.

    :ivar data: the data folder.
    :ivar evidence: the folder of handed-in files, if ``units.yml`` says it.
    :ivar content: the digest of both.
    :ivar digest: of all that decides the bytes of the site: a part of the object's name.
    :ivar day: the day of the build.
    :ivar code: the version of the code that must build it.
    """

    id: str
    store: str
    data: str
    evidence: str
    content: str
    digest: str
    site_url: str
    day: str
    code: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task.

    :ivar error: in Chinese, ready to print; empty if the object is in the store.
    :ivar is_lasting: whether the same state has the same error whenever it is built again.
    :ivar seconds: that it took; ``megabytes``: of the process at its largest.
    """

    id: str
    error: str = ""
    is_lasting: bool = False
    seconds: float = 0
    megabytes: float = 0
