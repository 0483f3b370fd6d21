"""A Word or Excel file of any kind as the usual one: templates, macros, strict, odd relations."""

from __future__ import annotations

import posixpath
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

_TYPES = "[Content_Types].xml"
_USUAL = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHERS = (
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
"""Content types of documents with macros and of templates, whose parts are the same."""
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_NAMESPACES = tuple(
    (_STRICT + strict, _TRANSITIONAL + usual)
    for strict, usual in (
        (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
        (b"officeDocument/math", b"officeDocument/2006/math"),
        (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
        (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
        (b"drawingml/", b"drawingml/2006/"),
    )
)
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def is_strict(path: Path) -> bool:
    """Whether an Excel file is strict OOXML, whose names few libraries know."""
    with zipfile.ZipFile(path) as archive:
        names = (name for name in archive.namelist() if name.lower().endswith("workbook.xml"))
        return any(_STRICT in archive.read(name) for name in names)


def usual(path: Path) -> BytesIO:
    """Return the XML parts of a checked file as a plain .docx or .xlsx in memory."""
    made = BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(made, "w") as target:
        names = [name for name in archive.namelist() if name.lower().endswith((".xml", ".rels"))]
        for name in dict.fromkeys(names):
            target.writestr(name, _part(name, archive.read(name), names))
    made.seek(0)
    return made


def _part(name: str, content: bytes, names: list[str]) -> bytes:
    if name == _TYPES:
        for other in _OTHERS:
            content = content.replace(other, _USUAL)
        return content
    if _STRICT in content:
        for strict, transitional in _NAMESPACES:
            content = content.replace(strict, transitional)
    return _with_targets(name, content, names) if name.endswith(".rels") else content


def _with_targets(name: str, content: bytes, names: list[str]) -> bytes:
    """Return relations without those to parts that do not exist, such as NULL and #_top."""
    root: Any = etree.fromstring(content)
    spelt = {part.lower(): part for part in names}
    folder = posixpath.dirname(posixpath.dirname(name))
    for relation in list(root.iter(_RELATION)):
        if relation.get("TargetMode", "").lower() == "external":
            continue
        target = posixpath.join("/", folder, relation.get("Target", "").replace("\\", "/"))
        part = spelt.get(posixpath.normpath(target).lstrip("/").lower())
        if part is None:
            root.remove(relation)
        else:
            # Names of parts are the same in capitals and small letters.
            relation.set("Target", f"/{part}")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
