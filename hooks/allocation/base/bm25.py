"""BM25: how well documents, as bags of weighted terms, answer a query (Robertson and Walker)."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

SATURATION = 1.2
"""The parameter k1: how soon more of a term says no more."""
_LENGTH = 0.4
"""The parameter b: how much a long document loses."""

Bag = Counter[str]


class TermIndex:
    """The documents by their terms.

    :param also: further terms of a document, which do not make it longer.
    :param most: the most that the rarity of a term counts.
    """

    def __init__(
        self,
        bags: Sequence[Bag],
        also: Callable[[Bag], Mapping[str, float]] = lambda _: {},
        most: float = math.inf,
    ) -> None:
        mean = sum(map(Counter.total, bags)) / (len(bags) or 1)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, bag in enumerate(bags):
            norm = SATURATION * (1 - _LENGTH + _LENGTH * bag.total() / mean)
            for term, weight in (*bag.items(), *also(bag).items()):
                part = weight * (SATURATION + 1) / (weight + norm)
                self._postings[term].append((place, part))
        self.rarity = {
            term: min(most, rarity(len(found), len(bags))) for term, found in self._postings.items()
        }
        """The inverse document frequency of each term."""

    def scores(self, query: Mapping[str, float]) -> dict[int, float]:
        """Return the score of each document that has a term of a query, whose weights are given."""
        scores: dict[int, float] = defaultdict(float)
        for term, weight in query.items():
            for place, part in self._postings.get(term, ()):
                scores[place] += weight * part * self.rarity[term]
        return scores


def rarity(found: int, of: int) -> float:
    """Return the inverse document frequency of a term that some of the documents have."""
    return math.log(1 + (of - found + 0.5) / (found + 0.5))
