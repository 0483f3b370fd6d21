"""The search index of a portal: its units, the items of each rubric, and the manual."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from allocation.base.slugs import ascii_code
from allocation.feeds.search_doc import Doc
from allocation.feeds.search_entries import Section
from allocation.feeds.search_index import readings, variants
from allocation.portal.portal import Portal
from allocation.register.addresses import SEARCH_INDEX
from allocation.runtime.streaming import TextStream

_KINDS: tuple[dict[str, object], ...] = (
    {"name": "单位", "short": True},
    {"name": "项目", "short": True},
    {"name": "手册", "weak": True},
)
_POSITIONS = {str(kind["name"]): place for place, kind in enumerate(_KINDS)}


def files(
    portal: Portal, manual: Iterable[Section], *, flat: bool
) -> Iterator[tuple[str, TextStream]]:
    """Yield the address and the content of each file of the index.

    :param manual: the hand-written pages and their sections.
    :param flat: whether the site is opened from a file share, so that pages need their file name.
    """
    docs = [*_docs(portal, manual)]
    spoken = {char for doc in docs for name in doc.names() for char in name}
    config = {
        "flat": flat,
        "derived": "",
        "kinds": _KINDS,
        "synonyms": (),
        "questions": (),
        "fillers": (),
        "titles": (),
        "readings": readings(sorted(spoken)),
        "variants": "".join(char for pair in variants(spoken).items() for char in pair),
    }
    lines = [doc.fields() | {"kind": _POSITIONS[doc.kind]} for doc in docs]
    text = json.dumps({"config": config, "docs": lines}, ensure_ascii=False, separators=(",", ":"))
    yield SEARCH_INDEX, TextStream(lambda: (text,))


def _docs(portal: Portal, manual: Iterable[Section]) -> Iterator[Doc]:
    for unit in portal.units:
        yield Doc(unit.address, unit.name, "单位", context=unit.honor)
    for rubric in portal.rubrics:
        for item in rubric.items:
            code = ascii_code(item.id) if item.id != item.title else ""
            yield Doc(item.address, item.label, "项目", context=item.category, code=_numbers(code))
    for section in manual:
        if not section.address:
            continue  # the start page is where one is
        yield Doc(
            section.address,
            section.title,
            "手册",
            text=section.text,
            context=" ".join(section.headings),
            aliases=section.aliases,
        )


def _numbers(code: str) -> str:
    """Return a code as a path of numbers: ``iii-12`` as ``3-12``."""
    roman = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
    return "-".join(roman.get(part, part) for part in code.split("-"))
