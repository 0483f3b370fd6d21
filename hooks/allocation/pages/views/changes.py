"""变更记录: the changes of every commit, and those that concern one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allocation.datafiles.model import Signed
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Download, Page, TocEntry
from allocation.register.addresses import CHANGES
from allocation.register.duty_version import is_stale
from allocation.register.register import PersonEntry
from allocation.versions.changes import Change, ChangeTopic, PersonChange
from allocation.versions.history import Version

_SHOWN = 10
"""The most versions that the page of a person shows; the page of all changes has the rest."""


_LONG = 12
"""The most lines of changes that the page of a person shows unfolded."""


@dataclass(frozen=True, slots=True)
class Concern:
    """The part of a version that concerns one person; of filings only the number of changes."""

    version: Version
    duties: tuple[PersonChange, ...]
    entries: tuple[Change, ...]
    filings: int

    @property
    def lines(self) -> int:
        """The number of lines that list it."""
        duties = sum(len(change.gained) + len(change.lost) for change in self.duties)
        return duties + len(self.entries) + bool(self.filings)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The current duty version of a person, the one that was signed for, and the latest changes.

    ``since`` is the day of the last change of duties, where the history reaches back to one.
    """

    version: str
    signed: Signed | None
    since: date | None
    concerns: tuple[Concern, ...]
    more: bool

    @property
    def stale(self) -> bool:
        """Whether another duty version was signed for than the current one."""
        return self.signed is not None and is_stale(self.signed, self.version)

    @property
    def has_changes(self) -> bool:
        """Whether the page has a section about changes."""
        return self.stale or bool(self.concerns)

    @property
    def lines(self) -> int:
        """The number of lines that list the changes."""
        return sum(concern.lines for concern in self.concerns)

    @property
    def folded(self) -> bool:
        """Whether the changes are too long for paper, and folded on screen."""
        return self.lines > _LONG

    @property
    def after(self) -> tuple[Concern, ...]:
        """The changes since the signature."""
        signed = self.signed
        return tuple(
            concern for concern in self.concerns if signed and concern.version.day >= signed.on
        )


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the one page."""
    history = context.history
    yield Page(
        address=CHANGES,
        title="变更记录",
        template="changes.html",
        view=history,
        ref=context.index.register.unit.ref,
        description="谁在哪天改了分工、条款、材料清单和登记，原来是什么、改成什么",
        aliases=("修改记录", "更新记录", "改动", "历史记录"),
        headings=tuple(
            TocEntry(f"{version.day.isoformat()} {version.author}".rstrip(), version.anchor)
            for version in history.versions
        ),
        downloads=(Download("订阅变更和登记（Atom）", "feed.xml", aliases=("订阅变更",)),),
    )


def acknowledgement(context: SiteContext, person: PersonEntry) -> Acknowledgement | None:
    """Return what a person's page shows of duty versions; None for a person without duties."""
    version = context.index.duty_version(person)
    if version is None:
        return None
    concerns = tuple(
        _concern(past, key, entries) for past, key, entries in context.history.of(person.key)
    )
    days = (
        concern.version.day
        for concern in concerns
        if any(change.topic.duty for change in concern.entries)
    )
    return Acknowledgement(
        version=version,
        signed=person.record.signed,
        since=next(days, None),
        concerns=concerns[:_SHOWN],
        more=len(concerns) > _SHOWN,
    )


def _concern(version: Version, key: str, entries: tuple[Change, ...]) -> Concern:
    own = tuple(change for change in entries if change.topic is not ChangeTopic.FILING)
    return Concern(version, version.changes.of(key), own, len(entries) - len(own))
