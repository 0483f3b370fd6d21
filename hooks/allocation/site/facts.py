"""What the frame of a site says, and what its hand-written pages are checked against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Facts of a whole site, be it that of a unit or the portal of many.

    :ivar name: whose site it is; the title of every page begins with it.
    :ivar day: the day that pages and site map are dated by.
    :ivar footer: what stands below every page, as text.
    :ivar folders: generated folders and files in the root of the site, except ``assets``.
    :ivar handin: where evidence is handed in, in words; empty where nothing is.
    :ivar allowed_numbers: numbers that look like personal ones and are none.
    :ivar private: folders that must not lie within the hand-written pages, with what they hold.
    """

    name: str
    day: date
    footer: str
    folders: frozenset[str]
    handin: str = ""
    allowed_numbers: frozenset[str] = frozenset()
    private: tuple[tuple[str, Path], ...] = ()
