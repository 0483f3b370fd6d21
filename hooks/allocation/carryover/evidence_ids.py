"""Evidence of an old edition in a new one: which ids stay, and what that means for filings."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allocation.base.grouping import grouped
from allocation.carryover.content import plain
from allocation.carryover.matching import Pair
from allocation.datafiles import data_folder, model
from allocation.register.register import (
    ClauseEntry,
    EvidenceEntry,
    FilingEntry,
    Register,
    ValueEntry,
)


@dataclass(frozen=True, slots=True)
class EvidenceIds:
    """Old ids of evidence and indicators with their new ones, and what was filed under them."""

    before: Register
    evidence: Mapping[str, str]
    indicators: Mapping[str, str]

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """Evidence that has another id now, since its clause has."""
        return tuple((old, new) for old, new in self.evidence.items() if old != new)

    @property
    def kept(self) -> tuple[FilingEntry, ...]:
        """Filings of which at least one piece of evidence goes on."""
        return tuple(each for each in self.before.filings if self._ids(each.record.evidence))

    @property
    def lost(self) -> tuple[FilingEntry, ...]:
        """Filings for nothing that goes on."""
        return tuple(each for each in self.before.filings if not self._ids(each.record.evidence))

    @property
    def lost_values(self) -> tuple[ValueEntry, ...]:
        """Values of indicators that do not go on."""
        return tuple(
            each for each in self.before.values if each.indicator.id not in self.indicators
        )

    def of(self, clause: ClauseEntry) -> tuple[EvidenceEntry, ...]:
        """Return the old evidence of a clause."""
        return tuple(each for each in self.before.evidence if each.clause is clause)

    def filed(self, clause: ClauseEntry) -> tuple[FilingEntry, ...]:
        """Return what was filed for a clause."""
        return tuple(
            each
            for each in self.before.filings
            if any(evidence.clause is clause for evidence in each.evidence)
        )

    def files(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each file of filings as the new edition has it, those without entries left out."""
        filings = grouped(self.kept, lambda each: each.year)
        values = grouped(
            (each for each in self.before.values if each.indicator.id in self.indicators),
            lambda each: each.year,
        )
        for year in sorted({*filings, *values}):
            said = {
                "filings": [plain(self._filing(each.record)) for each in filings.get(year, ())],
                "indicators": [plain(self._value(each.record)) for each in values.get(year, ())],
            }
            yield data_folder.filings(year), said

    def _ids(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return new ids of evidence that filings name by its id, or by the ASCII twin of that."""
        slugs = {each.slug: each.id for each in self.before.evidence}
        ids = (slugs.get(name, name) for name in names)
        return tuple(self.evidence[id] for id in ids if id in self.evidence)

    def _filing(self, record: model.Filing) -> model.Filing:
        return dataclasses.replace(record, evidence=self._ids(record.evidence))

    def _value(self, record: model.IndicatorValue) -> model.IndicatorValue:
        return dataclasses.replace(record, indicator=self.indicators[record.indicator])


def evidence_ids(
    before: Register, result: Register, found: Iterable[Pair], after: Iterable[ClauseEntry]
) -> EvidenceIds:
    """Find the new id of every piece of evidence and every indicator that goes on.

    :param after: the clauses of the rubric, in the order in which ``result`` has them.
    """
    now = dict(zip(after, result.clauses, strict=True))
    clauses = {each.before: now[each.after] for each in found if each.fate.certain and each.after}
    return EvidenceIds(
        before,
        dict(_renumbered(before.evidence, result.evidence, clauses)),
        dict(_renumbered(before.indicators, result.indicators, clauses)),
    )


def _renumbered(
    before: Iterable[Any], after: Iterable[Any], clauses: Mapping[ClauseEntry | None, ClauseEntry]
) -> Iterator[tuple[str, str]]:
    """Yield the old and the new id of what hangs on clauses, by clause and number."""
    known = {(each.clause, each.record.no): each.id for each in after}
    for each in before:
        if new := known.get((clauses.get(each.clause), each.record.no)):
            yield each.id, new
