"""A stand-in until the warm builder is there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from allocation.mkdocs.in_process import build_site


@dataclass(frozen=True, slots=True)
class Update:
    """What changed."""

    written: frozenset[str]
    removed: frozenset[str]


class WarmBuilder:
    """Builds."""

    def __init__(self, project: Path, site: Path, *, data: Path | None = None) -> None:
        self._project = project
        self._site = site
        self._data = data or project / "data"

    def update(self) -> Update:
        build_site(self._project, self._data, self._site, site_url=os.environ.get("SITE_URL", ""))
        return Update(frozenset(), frozenset())
