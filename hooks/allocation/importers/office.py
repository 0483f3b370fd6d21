"""Word and Excel files from anywhere: refused before they can do harm."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

MAX_BYTES = 50_000_000
MAX_UNPACKED = 300_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)|<\0!\0D\0O\0C\0T\0Y\0P\0E", re.IGNORECASE)


class OfficeError(Exception):
    """The file can't be used; says in Chinese what is wrong and what to do."""


def check(path: Path) -> None:
    """Look at a .docx or .xlsx before anything parses it.

    :raises OfficeError: if it is no such file, is damaged, would unpack to too much, is protected
        by a password, or declares entities (which no office program does).
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            first = file.read(8)
    except OSError as error:
        raise OfficeError(f"{path.name} 打不开（{error.strerror}）。") from error
    if size > MAX_BYTES:
        raise OfficeError(f"{path.name} 有 {size // 1_000_000} MB，太大了；请确认没有放错文件。")
    if first.startswith(_OLE):
        raise OfficeError(
            f"{path.name} 有密码，或是旧格式（.doc、.xls）；请另存为 .docx 或 .xlsx。"
        )
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(path.name, archive)
    except OfficeError:
        raise
    except Exception as error:  # damaged archives raise anything
        raise OfficeError(f"{path.name} 不是 Word 或 Excel 文件，或已经损坏。") from error


def _check_parts(name: str, archive: zipfile.ZipFile) -> None:
    if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
        raise OfficeError(f"{name} 解开后太大，不像是正常的文件。")
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as file:
                if _DOCTYPE.search(file.read(4096)):
                    raise OfficeError(f"{name} 里有外部实体声明，不像是正常的文件，没有读。")
