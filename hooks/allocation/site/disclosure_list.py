"""``.public``: the list of everything that a site discloses of the filings.

``scripts/deploy/release`` compares the lists before a site replaces another. The server needs no
Python: each line is one fact.

- ``file KEY ADDRESS``: a published file, and the address of its copy;
- ``absent KEY DIGEST``: a registered file that may be shown, but is not on this machine;
- ``broken ADDRESS``: an earlier edition that can't be shown, by its address;
- ``filing KEY HOW``: a filing, whose files and link are ``shown``, or which is only ``listed``;
- ``text HASH``: a text of the register about a filing or a value, whatever its field.

A digest is cut as in addresses, or ``-``. Texts are hashed, so that the list discloses nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import fields
from enum import Enum

from allocation.datafiles import model
from allocation.pages.views.context import SiteContext
from allocation.register.addresses import file_address
from allocation.register.register import FilingEntry, Register

PATH = ".public"
_SKIPPED = frozenset({"no", "slot", "box", "page"})
"""Fields that say where a document is kept: they often change and are not personal."""


def statement(context: SiteContext) -> bytes:
    """Return the list for the current register and the earlier editions, as sorted lines."""
    return "".join(f"{line}\n" for line in sorted(set(_lines(context)))).encode()


def _lines(context: SiteContext) -> Iterator[str]:
    yield from _register_lines("", context.index.register)
    for edition in context.editions:
        if edition.register:
            yield from _register_lines(edition.address, edition.register)
        else:
            yield f"broken {edition.address}"


def _register_lines(edition: str, register: Register) -> Iterator[str]:
    for filing in register.filings:
        yield from _filing_lines(f"{edition}{filing.id}", filing)
    for value in register.values:
        texts = filter(None, (value.record.round, value.record.value, value.record.note))
        yield from _text_lines(f"{value.year}/{value.indicator.id}", texts)


def _filing_lines(key: str, filing: FilingEntry) -> Iterator[str]:
    yield from _text_lines(filing.id, _texts(filing.record))
    yield f"filing {key} {'shown' if filing.published else 'listed'}"
    edition = key.removesuffix(filing.id)
    for file in filing.files if filing.published else ():
        file_key = f"{key}:{_hash(file.record.name)[:8]}"
        if file.facts is None:
            yield f"absent {file_key} {(file.digest or '-')[:16]}"
        elif address := file_address(file):
            yield f"file {file_key} {edition}{address}"


def _text_lines(key: str, texts: Iterator[str]) -> Iterator[str]:
    return (f"text {_hash(f'{key} {text}')}" for text in texts)


def _texts(record: model.Filing | model.Attachment) -> Iterator[str]:
    for entry in fields(record):
        value = getattr(record, entry.name)
        if isinstance(value, str) and not isinstance(value, Enum) and entry.name not in _SKIPPED:
            yield value
    if isinstance(record, model.Filing):
        for file in record.files:
            yield from _texts(file)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
