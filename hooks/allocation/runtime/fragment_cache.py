"""A cache of texts, which is spooled to a file: in memory it would be larger than the data."""

from __future__ import annotations

import io

from allocation.runtime.spooled_file import spooled_file

_IN_MEMORY = 16_000_000
_ON_DISK = 2_000_000_000
"""The limit in bytes, after which the cache is cleared."""
_SIZES = 1 << 31
"""Above the size of any text: offset and size are stored as one number."""


class FragmentCache:
    """Texts by key."""

    def __init__(self) -> None:
        self._file = spooled_file(self, _IN_MEMORY)
        self._places: dict[object, int] = {}

    def get(self, key: object) -> str | None:
        """Return a cached text, or None."""
        place = self._places.get(key)
        if place is None:
            return None
        start, size = divmod(place, _SIZES)
        self._file.seek(start)
        return self._file.read(size).decode()

    def put(self, key: object, text: str) -> str:
        """Cache a text and return it."""
        content = text.encode()
        start = self._file.seek(0, io.SEEK_END)
        if start > _ON_DISK:
            start = self._file.truncate(0)
            self._file.seek(0)
            self._places.clear()
        self._places[key] = start * _SIZES + len(content)
        self._file.write(content)
        return text
