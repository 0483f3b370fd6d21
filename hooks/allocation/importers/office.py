"""Word and Excel files from anywhere: refused before they can do harm."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import IO

from allocation.oserrors import reason

MAX_BYTES = 50_000_000
MAX_UNPACKED = 300_000_000
_WAIT = 180
"""Seconds that LibreOffice may take for one file."""
_TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
"""A PDF that screen readers find their way in."""
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
        raise OfficeError(f"{path.name} 打不开（{reason(error)}）。") from error
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
        if part.filename.lower().endswith((".xml", ".rels")):
            with archive.open(part) as file:
                if _declares_entities(file):
                    raise OfficeError(f"{name} 里有外部实体声明，不像是正常的文件，没有读。")


def _declares_entities(file: IO[bytes]) -> bool:
    """Whether a declaration stands anywhere: a comment of any length may come before it."""
    end = b""
    while block := file.read(1 << 20):
        if _DOCTYPE.search(end + block):
            return True
        end = block[-64:]
    return False


def converted(path: Path, folder: Path, kind: str) -> Path:
    """Return a file in another format, made by LibreOffice in a folder.

    :param kind: the extension of the new file, such as ``docx`` or ``pdf``.
    :raises OfficeError: if there is no LibreOffice, or it can't make the file.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        what = f"{path.name} 要用 LibreOffice 转成 .{kind}，这台机器上没有"
        raise OfficeError(f"{what}；请在 {_maker(kind)} 或 WPS 里另存为 .{kind}。")
    # A profile of its own: one that is open elsewhere would refuse.
    profile = f"-env:UserInstallation={(folder / '.profile').resolve().as_uri()}"
    wanted = _TAGGED if (kind, path.suffix) == ("pdf", ".docx") else kind
    options = [profile, "--headless", "--convert-to", wanted, "--outdir", str(folder)]
    found = folder / f"{path.stem}.{kind}"
    failed = f"{path.name} 转不成 .{kind}；请在 {_maker(kind)} 或 WPS 里另存一份。"
    try:
        subprocess.run(
            [program, *options, str(path)], capture_output=True, check=True, timeout=_WAIT
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise OfficeError(failed) from error
    if not found.exists():
        raise OfficeError(failed)
    return found


def _maker(kind: str) -> str:
    return "Excel" if kind == "xlsx" else "Word"
