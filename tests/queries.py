"""What people type, and what must come first: the query set of ``queries.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

PLACE = Path(__file__).parent / "queries.yml"


class _Text(yaml.SafeLoader):
    """Reads every query as the text that it is."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


@dataclass(frozen=True, slots=True)
class Query:
    """Words that are typed, the class they are of, and the places of which any may come first.

    Where there are no places, nothing may be found.
    """

    part: str
    kind: str
    typed: str
    places: tuple[str, ...]

    def is_right(self, found: Sequence[str], *, within: int = 1) -> bool:
        """Return whether a right place is among the first ones of those that were found."""
        if not self.places:
            return not found
        return any(place in self.places for place in found[:within])


def read_queries(*parts: str) -> list[Query]:
    """Return the queries of the parts, in their order."""
    known = yaml.load(PLACE.read_text(encoding="utf-8"), Loader=_Text)
    return [query for part in parts for query in _read(part, known[part])]


def _read(part: str, kinds: dict[str, dict[str, str | list[str]]]) -> Iterator[Query]:
    for kind, queries in kinds.items():
        for typed, places in queries.items():
            several = [places] if isinstance(places, str) else places
            yield Query(part, kind, typed, tuple(filter(None, several)))
