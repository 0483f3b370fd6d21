"""An entry of the search index."""

from __future__ import annotations

from dataclasses import dataclass

_ORDER = (
    "kind", "context", "members", "leads", "owner", "code", "mark", "title", "tags", "aliases",
    "count", "when", "place", "text", "site", "part",
)  # fmt: skip
"""The fields as they are written: what entries in a row share stands together, which compresses."""

_EMPTY = (None, "", ())


@dataclass(frozen=True, slots=True)
class Doc:
    """An entry of the index.

    ``kind`` is the name of its kind. ``place`` is an address, or from a hyphen on the suffix to
    that of the owner, or from a tilde on an address on the ``site`` of the owner. ``text`` is
    searched after the title, ``tags`` are searched and shown. ``code`` is a printed code as a path
    of numbers (Ⅲ-12-⑸ is ``3-12-5``). ``owner`` and ``members`` are the positions of earlier
    entries whose words count, with less weight, for this one too. ``leads`` marks leaders who are
    responsible for no row themselves. ``when`` and ``count`` are answers to show: when it is due or
    was filed, and how many. ``part`` is the name of a file with further entries of its own, which
    is read when a query names it.
    """

    place: str
    title: str
    kind: str
    text: str = ""
    context: str = ""
    mark: str = ""
    code: str = ""
    tags: str = ""
    owner: int | None = None
    members: tuple[int, ...] = ()
    leads: bool | None = None
    aliases: tuple[str, ...] = ()
    when: str = ""
    count: str = ""
    site: str = ""
    part: str = ""

    def names(self) -> tuple[str, ...]:
        """Return the short texts of the entry, which are searched by pinyin."""
        return (self.title, self.tags, self.context, *self.aliases)

    def fields(self) -> dict[str, object]:
        """Return the fields of the entry that are not empty."""
        fields = {name: getattr(self, name) for name in _ORDER}
        return {key: value for key, value in fields.items() if value not in _EMPTY}
