"""Ids of an old edition's evidence in a new one, and what they mean for filings."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allocation.base.grouping import grouped, grouped_pairs, unique
from allocation.carryover.carried_content import numbered, plain
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
    """Old ids of evidence and indicators with their new ones, and the filings under them.

    There are several new ids where a clause was split, and the same one where clauses were merged.
    """

    before: Register
    evidence: Mapping[str, tuple[str, ...]]
    indicators: Mapping[str, tuple[str, ...]]

    @property
    def renamed(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Ids of evidence that changed with the ids of clauses: the old one and the new ones."""
        return tuple((old, new) for old, new in self.evidence.items() if (old,) != new)

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
                "indicators": [
                    plain(record)
                    for value in values.get(year, ())
                    for record in self._values(value)
                ],
            }
            yield data_folder.filings(year), content

    def referring(self, record: Any) -> Any:
        """Return a record of a data file in which ``same_as`` has the new id.

        What was the same paper as evidence that is not carried over stands for itself.
        """
        if isinstance(record, list):
            return [self.referring(each) for each in record]
        if not isinstance(record, dict):
            return record
        kept = {key: self.referring(value) for key, value in record.items()}
        old = kept.pop("same_as", None)
        if new := self._ids([old] if old else []):
            kept["same_as"] = new[0]
        return kept

    def _ids(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the new ids of evidence, which filings name by its id or its slug."""
        slugs = {evidence.slug: evidence.id for evidence in self.before.evidence}
        ids = (slugs.get(name, name) for name in names)
        return unique(new for id in ids for new in self.evidence.get(id, ()))

    def _filing(self, record: model.Filing) -> model.Filing:
        return dataclasses.replace(record, evidence=self._ids(record.evidence))

    def _values(self, value: ValueEntry) -> Iterator[model.IndicatorValue]:
        kept = {filing.id for filing in self.kept}
        proof = tuple(id for id in value.record.proof if id in kept)
        for id in self.indicators[value.indicator.id]:
            yield dataclasses.replace(value.record, indicator=id, proof=proof)


def evidence_ids(
    before: Register,
    result: Register,
    origins: Mapping[ClauseEntry, Sequence[ClauseEntry]],
    after: Iterable[ClauseEntry],
) -> EvidenceIds:
    """Find the new ids of evidence and indicators that are carried over.

    :param origins: the old clauses of those of the rubric.
    :param after: the clauses of the rubric, in the order in which ``result`` has them.
    """
    now = dict(zip(after, result.clauses, strict=True))
    sources = [(now[clause], old) for clause, old in origins.items()]
    return EvidenceIds(
        before,
        _renumbered(before.evidence, result.evidence, sources, "evidence"),
        _renumbered(before.indicators, result.indicators, sources, "indicators"),
    )


def _renumbered(
    before: Iterable[Any],
    after: Iterable[Any],
    sources: Iterable[tuple[ClauseEntry, Sequence[ClauseEntry]]],
    name: str,
) -> dict[str, tuple[str, ...]]:
    """Return the new ids of entries by the old one, in the order of the old table."""
    known = {(entry.clause, entry.record.no): entry.id for entry in after}
    new = grouped_pairs(
        ((old, record.no), known[clause, number])
        for clause, clauses in sources
        for old, record, number in numbered(clauses, name)
    )
    keys = ((entry.id, (entry.clause, entry.record.no)) for entry in before)
    return {id: new[key] for id, key in keys if key in new}
