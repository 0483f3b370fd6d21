"""变更记录: what each commit changed, and what of it concerns one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allocation.datafiles.model import Signed
from allocation.pages.views.context import SiteContext
from allocation.pages.views.page import Download, Page, TocEntry
from allocation.register.addresses import CHANGES
from allocation.register.register import PersonEntry
from allocation.versions.changes import Change, PersonChange
from allocation.versions.history import Version

_SHOWN = 10
"""How many changes a page of a person shows; the page of all changes has the rest."""


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Every version, the newest first; ``note`` says what is missing."""

    versions: tuple[Version, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Concern:
    """A version as it concerns one person."""

    version: Version
    duties: tuple[PersonChange, ...]
    entries: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Which duties somebody has now, which were signed for, and what changed since.

    ``since`` is the day of the last change of duties, where the history reaches back to one.
    """

    version: str
    signed: Signed | None
    since: date | None
    concerns: tuple[Concern, ...]
    more: bool

    @property
    def stale(self) -> bool:
        """Whether what was signed for is no longer what is asked."""
        return self.signed is not None and self.signed.version != self.version

    @property
    def told(self) -> bool:
        """Whether there is anything to say of changes."""
        return self.stale or bool(self.concerns)

    @property
    def after(self) -> tuple[Concern, ...]:
        """What changed since it was signed for."""
        signed = self.signed
        return tuple(each for each in self.concerns if signed and each.version.day >= signed.on)


def pages(context: SiteContext) -> Iterator[Page]:
    """Yield the one page."""
    history = context.history
    yield Page(
        address=CHANGES,
        title="变更记录",
        template="changes.html",
        view=ChangesView(history.versions, history.note),
        ref=context.index.register.unit.ref,
        description="谁在哪天改了分工、条款、材料清单和登记的什么",
        headings=tuple(
            TocEntry(f"{each.day.isoformat()} {each.author}".rstrip(), each.anchor)
            for each in history.versions
        ),
        downloads=(Download("订阅变更和登记（Atom）", "feed.xml"),),
    )


def acknowledgement(context: SiteContext, person: PersonEntry) -> Acknowledgement | None:
    """Return what a person's page says of versions; nothing where there are no duties."""
    version = context.index.duty_versions.get(person.slug)
    if version is None:
        return None
    found = [
        Concern(each, each.changes.of(key), entries)
        for each, key, entries in context.history.of(person.key)
    ]
    days = (each.version.day for each in found if any(one.topic.duty for one in each.entries))
    return Acknowledgement(
        version=version,
        signed=person.record.signed,
        since=next(days, None),
        concerns=tuple(found[:_SHOWN]),
        more=len(found) > _SHOWN,
    )
