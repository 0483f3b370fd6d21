"""Text that is wanted again, in a file once it is much: in memory it would outgrow the data."""

from __future__ import annotations

import io

from allocation.runtime.spool import spooled_file

_IN_MEMORY = 16_000_000
_ON_DISK = 2_000_000_000
"""How many bytes are kept before all of it is forgotten."""
_SIZES = 1 << 31
"""More than any text has bytes: where one lies and its size make one number."""


class FragmentCache:
    """Texts under keys."""

    def __init__(self) -> None:
        self._file = spooled_file(self, _IN_MEMORY)
        self._places: dict[object, int] = {}

    def get(self, key: object) -> str | None:
        """Return what was kept; none if there is nothing."""
        place = self._places.get(key)
        if place is None:
            return None
        start, size = divmod(place, _SIZES)
        self._file.seek(start)
        return self._file.read(size).decode()

    def put(self, key: object, text: str) -> str:
        """Keep a text and return it."""
        written = text.encode()
        start = self._file.seek(0, io.SEEK_END)
        if start > _ON_DISK:
            start = self._file.truncate(0)
            self._file.seek(0)
            self._places.clear()
        self._places[key] = start * _SIZES + len(written)
        self._file.write(written)
        return text
