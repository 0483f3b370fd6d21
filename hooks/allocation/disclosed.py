"""``.public``: what a site shows of what was handed in, for the step that lets one replace another.

``scripts/deploy/release`` reads it on the server, where there is no Python: one fact a line.

- ``file KEY ADDRESS``: a published file, and the copy that the site has of it;
- ``absent KEY DIGEST``: one that is registered and may be shown, but is not on this machine;
- ``broken ADDRESS``: an earlier edition that can't be shown, by its place on the site;
- ``filing KEY HOW``: a filing, whose files and link are ``shown``, or which is only ``listed``;
- ``text HASH``: a text that the register gives about a filing or a value, wherever it stands.

A digest is cut as in addresses, or ``-``. Texts stand as hashes: who sees the line learns nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import fields
from enum import Enum

from allocation import model
from allocation.addresses import file_address
from allocation.register import FilingEntry, Register, ValueEntry
from allocation.views.context import SiteContext

PATH = ".public"
_PLACES = frozenset({"no", "slot", "box", "page"})
"""Where a document lies: that changes all the time, and says nothing of anybody."""


def statement(context: SiteContext) -> bytes:
    """Return what the current register and the earlier editions show, as sorted lines."""
    return "".join(f"{line}\n" for line in sorted(set(_lines(context)))).encode()


def _lines(context: SiteContext) -> Iterator[str]:
    yield from _of_register("", context.index.register)
    for edition in context.editions:
        if edition.register:
            yield from _of_register(edition.address, edition.register)
        else:
            yield f"broken {edition.address}"


def _of_register(place: str, register: Register) -> Iterator[str]:
    for filing in register.filings:
        yield from _of_filing(f"{place}{filing.id}", filing)
    for value in register.values:
        yield from _said(f"{value.year}/{value.indicator.id}", _noted(value))


def _of_filing(key: str, filing: FilingEntry) -> Iterator[str]:
    yield from _said(filing.id, _texts(filing.record))
    yield f"filing {key} {'shown' if filing.published else 'listed'}"
    if filing.published:
        yield from _of_files(key, filing)


def _of_files(key: str, filing: FilingEntry) -> Iterator[str]:
    place = key.removesuffix(filing.id)
    for file in filing.files:
        named = f"{key}:{_hash(file.record.name)[:8]}"
        if file.facts is None:
            yield f"absent {named} {(file.digest or '-')[:16]}"
        elif address := file_address(file):
            yield f"file {named} {place}{address}"


def _said(key: str, texts: Iterator[str]) -> Iterator[str]:
    return (f"text {_hash(f'{key} {text}')}" for text in texts)


def _texts(record: model.Filing | model.Attachment) -> Iterator[str]:
    for each in fields(record):
        value = getattr(record, each.name)
        if isinstance(value, str) and not isinstance(value, Enum) and each.name not in _PLACES:
            yield value
    if isinstance(record, model.Filing):
        for file in record.files:
            yield from _texts(file)


def _noted(value: ValueEntry) -> Iterator[str]:
    return filter(None, (value.record.value, value.record.note))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
