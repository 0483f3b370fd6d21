"""Ids of an old edition's evidence in a new one, and what they mean for filings."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allocation.base.grouping import grouped
from allocation.carryover.carried_content import plain
from allocation.carryover.clause_fates import Pair
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
    """Old ids of evidence and indicators with their new ones, and the filings under them."""

    before: Register
    evidence: Mapping[str, str]
    indicators: Mapping[str, str]

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """Ids of evidence that changed with the ids of clauses: old and new."""
        return tuple((old, new) for old, new in self.evidence.items() if old != new)

    @property
    def kept(self) -> tuple[FilingEntry, ...]:
        """Filings for at least one piece of evidence that is carried over."""
        return tuple(filing for filing in self.before.filings if self._ids(filing.record.evidence))

    @property
    def lost(self) -> tuple[FilingEntry, ...]:
        """Filings for no evidence that is carried over."""
        return tuple(
            filing for filing in self.before.filings if not self._ids(filing.record.evidence)
        )

    @property
    def lost_values(self) -> tuple[ValueEntry, ...]:
        """Values of indicators that are not carried over."""
        return tuple(
            value for value in self.before.values if value.indicator.id not in self.indicators
        )

    def of(self, clause: ClauseEntry) -> tuple[EvidenceEntry, ...]:
        """Return the old evidence of a clause."""
        return tuple(evidence for evidence in self.before.evidence if evidence.clause is clause)

    def filed(self, clause: ClauseEntry) -> tuple[FilingEntry, ...]:
        """Return the filings for a clause."""
        return tuple(
            filing
            for filing in self.before.filings
            if any(evidence.clause is clause for evidence in filing.evidence)
        )

    def files(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the files of filings for the new edition: path and content, without empty ones."""
        filings = grouped(self.kept, lambda filing: filing.year)
        values = grouped(
            (value for value in self.before.values if value.indicator.id in self.indicators),
            lambda value: value.year,
        )
        for year in sorted({*filings, *values}):
            content = {
                "filings": [plain(self._filing(filing.record)) for filing in filings.get(year, ())],
                "indicators": [plain(self._value(value.record)) for value in values.get(year, ())],
            }
            yield data_folder.filings(year), content

    def _ids(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the new ids of evidence, which filings name by its id or its slug."""
        slugs = {evidence.slug: evidence.id for evidence in self.before.evidence}
        ids = (slugs.get(name, name) for name in names)
        return tuple(self.evidence[id] for id in ids if id in self.evidence)

    def _filing(self, record: model.Filing) -> model.Filing:
        return dataclasses.replace(record, evidence=self._ids(record.evidence))

    def _value(self, record: model.IndicatorValue) -> model.IndicatorValue:
        return dataclasses.replace(record, indicator=self.indicators[record.indicator])


def evidence_ids(
    before: Register, result: Register, pairs: Iterable[Pair], after: Iterable[ClauseEntry]
) -> EvidenceIds:
    """Find the new ids of evidence and indicators that are carried over.

    :param after: the clauses of the rubric, in the order in which ``result`` has them.
    """
    now = dict(zip(after, result.clauses, strict=True))
    clauses = {pair.before: now[pair.after] for pair in pairs if pair.fate.certain and pair.after}
    return EvidenceIds(
        before,
        dict(_renumbered(before.evidence, result.evidence, clauses)),
        dict(_renumbered(before.indicators, result.indicators, clauses)),
    )


def _renumbered(
    before: Iterable[Any], after: Iterable[Any], clauses: Mapping[ClauseEntry | None, ClauseEntry]
) -> Iterator[tuple[str, str]]:
    """Yield the old and the new id of entries with the same clause and number."""
    known = {(entry.clause, entry.record.no): entry.id for entry in after}
    for entry in before:
        if new := known.get((clauses.get(entry.clause), entry.record.no)):
            yield entry.id, new
