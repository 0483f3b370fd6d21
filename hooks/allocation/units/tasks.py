"""What goes to whoever builds a unit, and what comes back: plain values, for other hosts, too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitTask:
    """What to build: the site of a unit, or the portal over all of a store.

    :ivar data: the data folder.
    :ivar evidence: the folder of handed-in files, if ``units.yml`` says it.
    :ivar content: the digest of both.
    :ivar digest: of all that decides the bytes of the site: a part of the object's name.
    :ivar day: the day of the build.
    :ivar code: the version of the code that must build it.
    :ivar title: whose portal it is; the portal has no data of its own.
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
    title: str = ""


@dataclass(frozen=True, slots=True)
class UnitOutcome:
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
