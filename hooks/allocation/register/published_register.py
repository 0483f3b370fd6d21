"""The published register, from which pages, downloads, history and comments are made.

Withheld values are not in it, so that no output made from it can show them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace

from allocation.datafiles.file_metadata import FileFacts
from allocation.datafiles.model import Attachment
from allocation.register.register import AttachedFile, FilingEntry, Register

_WITHHELD = FileFacts(size=0, sha256="", kind="other")
"""The facts of a withheld file that exists."""


@dataclass(frozen=True, slots=True, eq=False)
class Published(Register):
    """A register with stand-ins for the files and links of filings that are not published.

    A stand-in is named by its position, ``第 1 个文件``, and shows only whether the file exists.
    """

    @property
    def titles(self) -> dict[str, str]:
        """The titles of filings by id."""
        return {filing.id: filing.record.title for filing in self.filings}


def withheld_digests(register: Register) -> frozenset[str]:
    """Return the digests of the files of filings that are not published."""
    files = (file for filing in register.filings if not filing.published for file in filing.files)
    return frozenset(file.digest for file in files if file.digest)


def publish(register: Register, withheld: Collection[str] = ()) -> Published:
    """Return the published form of a register; one that is published already is returned as it is.

    :param withheld: digests of further files to withhold, even if this register publishes them.
    """
    if isinstance(register, Published):
        return register
    filings = tuple(_published(filing, withheld) for filing in register.filings)
    names = {file.record.name for filing in filings for file in filing.files}
    values = {field.name: getattr(register, field.name) for field in fields(register)}
    facts = {name: known for name, known in register.facts.items() if name in names}
    return Published(**(values | {"filings": filings, "facts": facts}))


def _published(filing: FilingEntry, withheld: Collection[str]) -> FilingEntry:
    withdrawn = any(file.digest in withheld for file in filing.files)
    if filing.published and not withdrawn:
        return filing
    files = tuple(_stand_in(number, file) for number, file in enumerate(filing.files, start=1))
    record = replace(
        filing.record,
        files=tuple(file.record for file in files),
        link=filing.record.link and "不公开",
    )
    return replace(filing, record=record, files=files, withdrawn=withdrawn)


def _stand_in(number: int, file: AttachedFile) -> AttachedFile:
    record = Attachment(ref=file.record.ref, name=f"第 {number} 个文件")
    return AttachedFile(record, file.facts and _WITHHELD)
