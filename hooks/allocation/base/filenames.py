"""Which names of files work everywhere: in addresses, on Windows, in zip files."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

EDITIONS = "editions"
"""The folder below the data with whole data folders of earlier editions, read by themselves."""
RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)))
)
"""Devices of Windows: no file or folder can have such a name there, whatever its extension."""
_MAX_BYTES = 200
"""File systems take 255; names of drafts beside a file are longer than its own."""
_RULES = (
    (re.compile(r'[#?%"<>|*:\\]'), "网址或 Windows 不能用的符号"),
    (re.compile(r"[\ud800-\udfff]"), "不是 UTF-8 编码的字"),
    (re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"),
     "看不见的字符"),
    (re.compile(r"^\s|[\s.](?=\.[^.]*$)|[\s.]$"), "多余的空格或点"),
)  # fmt: skip


def name_problem(name: str) -> str | None:
    """Return what is wrong with the name of a file, said in Chinese; nothing where it works."""
    if name.partition(".")[0].lower() in RESERVED:
        return "是 Windows 保留的名称"
    if len(name.encode("utf-8", "surrogatepass")) > _MAX_BYTES:
        return "太长"
    said = next((what for pattern, what in _RULES if pattern.search(name)), None)
    return f"里有{said}" if said else None


def path_problem(path: str) -> str | None:
    """Return what is wrong with a path as it is seen from a folder, or with a name in it."""
    if leads_out(path):
        return "不在文件夹里"
    return next(filter(None, map(name_problem, PurePosixPath(path).parts)), None)


def leads_out(path: str) -> bool:
    """Whether a path names something outside of the folder that it is seen from."""
    place = PurePosixPath(path)
    return place.is_absolute() or ".." in place.parts


def collision_key(name: str) -> str:
    """Return what two names share that Windows or macOS would take for one."""
    return unicodedata.normalize("NFC", name).casefold()
