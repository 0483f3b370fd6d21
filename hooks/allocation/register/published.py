"""The register as everybody may see it: what pages, downloads, history and comments are made of.

Whatever is kept from the site is not in it, so that nothing which shows a register can show that.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace

from allocation.datafiles.file_metadata import FileFacts
from allocation.datafiles.model import Attachment
from allocation.register.register import AttachedFile, FilingEntry, Register

_KEPT_BACK = FileFacts(size=0, sha256="", kind="other")
"""All that is said of a file that is there and may not be shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Published(Register):
    """A register in which files and addresses of filings that may not be shown have stand-ins.

    A stand-in is called by its place, ``第 1 个文件``, and tells only whether the file is there.
    """

    @property
    def titles(self) -> dict[str, str]:
        """What each filing may be called, under its id."""
        return {each.id: each.record.title for each in self.filings}


def kept_back(register: Register) -> frozenset[str]:
    """Return the digests of files that may not be shown."""
    files = (file for filing in register.filings if not filing.published for file in filing.files)
    return frozenset(file.digest for file in files if file.digest)


def publish(register: Register, elsewhere: Collection[str] = ()) -> Published:
    """Return what of a register may be shown; what is published already stays as it is.

    :param elsewhere: digests of files that may not be shown, whatever this register says of them.
    """
    if isinstance(register, Published):
        return register
    filings = tuple(_shown(filing, elsewhere) for filing in register.filings)
    names = {file.record.name for filing in filings for file in filing.files}
    values = {each.name: getattr(register, each.name) for each in fields(register)}
    facts = {name: each for name, each in register.facts.items() if name in names}
    return Published(**(values | {"filings": filings, "facts": facts}))


def _shown(filing: FilingEntry, elsewhere: Collection[str]) -> FilingEntry:
    withdrawn = any(file.digest in elsewhere for file in filing.files)
    if filing.published and not withdrawn:
        return filing
    files = tuple(_stand_in(place, file) for place, file in enumerate(filing.files, start=1))
    record = replace(
        filing.record,
        files=tuple(each.record for each in files),
        link=filing.record.link and "不公开",
    )
    return replace(filing, record=record, files=files, withdrawn=withdrawn)


def _stand_in(place: int, file: AttachedFile) -> AttachedFile:
    record = Attachment(ref=file.record.ref, name=f"第 {place} 个文件")
    return AttachedFile(record, file.facts and _KEPT_BACK)
