"""What a page is made of, as a digest: the same stamp means the same page, within one process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from allocation.register.published import Published
from allocation.versions.history import History


class ContentKeys:
    """Stamps of one state of the data.

    Files of the table are told apart, since a person edits one at a time; all else concerns every
    page: the unit, names, filings, facts about files, the day, the history.

    :param design: what else all pages depend on: templates, assets, how links are written.
    """

    def __init__(
        self, register: Published, today: date, history: History, design: object = None
    ) -> None:
        tables = {category.ref.file: category.number for category in register.categories}
        first = {row.ref.file: row.number for row in reversed(register.rows)}
        self._tables = {
            name: f"{register.digests[name]} {number} {first.get(name)}"
            for name, number in tables.items()
        }
        rest = {name: each for name, each in register.digests.items() if name not in tables}
        self._rest = _digest(
            sorted(rest.items()),
            sorted(register.facts.items()),
            register.source_text,
            today,
            history.note,
            [version.id for version in history.versions],
            design,
        )

    def of(self, files: Iterable[str] | None) -> str:
        """Return the stamp of a page that shows what these files of the table say.

        :returns: nothing where the page may show anything of all files.
        """
        if files is None:
            return ""
        return _digest(self._rest, [(name, self._tables[name]) for name in sorted(files)])


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()
