"""Digests of what pages are made of: within one process, the same key means the same page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from allocation.register.published_register import Published
from allocation.versions.history import History


class ContentKeys:
    """The content keys of one state of the data.

    Files of the table are digested one by one, since a person edits one at a time; all else
    concerns every page: the unit, names, filings, facts about files, the day, the history.

    :param design: what else all pages depend on: templates, assets, how links are written.
    """

    def __init__(
        self, register: Published, today: date, history: History, design: object = None
    ) -> None:
        first_rows = {row.ref.file: row.number for row in reversed(register.rows)}
        self._tables = {
            name: f"{register.digests[name]} {category.number} {first_rows.get(name)}"
            for category in register.categories
            for name in [category.ref.file]
        }
        self._common = _digest(
            sorted(pair for pair in register.digests.items() if pair[0] not in self._tables),
            sorted(register.facts.items()),
            register.source_text,
            today,
            history.note,
            [version.id for version in history.versions],
            design,
        )

    def of(self, files: Iterable[str] | None) -> str:
        """Return the key of a page that shows these files of the table; ``""`` for None.

        :param files: None where the page may show anything of all files.
        """
        if files is None:
            return ""
        return _digest(self._common, [(name, self._tables[name]) for name in sorted(files)])


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()
