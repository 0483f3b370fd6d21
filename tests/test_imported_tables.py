"""Tables of other places are imported right, or somebody is asked."""

from __future__ import annotations

import pytest

import table_corpus
import table_proof
from table_proof import ASPECTS, KINDS, TABLE

_LEAST = 0.97
"""The share of values that come out right, by what they are, in each form."""
_LEAST_LEADERS = 0.94
"""In text an empty cell below a name may be merged with it or open: that is asked about."""
_ANSWERED = 0.9
"""The share of questions that a clerk can answer and that doubt nothing right."""


@pytest.mark.parametrize("form", table_corpus.FORMS)
def test_tables_are_imported_right_or_asked_about(form: str) -> None:
    """Nothing is wrong without a question; nearly all is right; the page of proof says so."""
    proof = table_proof.measured([form])
    silent = {(fact.case, fact.aspect) for fact in proof.facts if fact.silent}
    assert not silent
    for aspect in ASPECTS:
        count = proof.count(table_proof.of_aspect(aspect))
        least = _LEAST_LEADERS if aspect == "leaders" else _LEAST
        assert count.share >= least, (ASPECTS[aspect], count)
    assert proof.helping >= _ANSWERED
    everything = proof.count(lambda _: True)
    assert f" {everything.right}/{everything.tried} |" in TABLE.read_text(encoding="utf-8")


def test_every_kind_has_several_facts_and_a_name() -> None:
    """The kinds of all files are those of the page."""
    kinds = {
        kind for case in table_corpus.cases() for clause in case.clauses for kind in clause.kinds
    }
    assert kinds == set(KINDS)
