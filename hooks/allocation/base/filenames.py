"""Checks of file names, which must work in addresses, on Windows and in zip files."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import PurePosixPath

EDITIONS = "editions"
"""The subfolder of the data folder with the data folders of earlier editions."""
RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)))
)
"""Device names of Windows: files can't have them there, with any extension."""
MAX_BYTES = 200
"""Below the limit of 255 of file systems: drafts have longer names than their files."""
_SPARE = 8
"""Bytes that a name leaves for a number of its own."""
RULES = (
    (re.compile(r'[#?%"<>|*:\\]'), "网址或 Windows 不能用的符号"),
    (re.compile(r"[\ud800-\udfff]"), "不是 UTF-8 编码的字"),
    (re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"),
     "看不见的字符"),
    (re.compile(r"^\s|[\s.](?=\.[^.]*$)|[\s.]$"), "多余的空格或点"),
)  # fmt: skip
"""Patterns of what a name must not have, and what that is called."""
WORDS = {
    "reserved": "是 Windows 保留的名称",
    "long": "太长",
    "char": "里有{what}",
    "outside": "不在文件夹里",
}
"""What is wrong with a name or a path."""


def name_problem(name: str) -> str | None:
    """Return what is wrong with the name of a file in Chinese; None if it works."""
    if name.partition(".")[0].lower() in RESERVED:
        return WORDS["reserved"]
    if len(name.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return WORDS["long"]
    problem = next((text for pattern, text in RULES if pattern.search(name)), None)
    return WORDS["char"].format(what=problem) if problem else None


def shown(name: str) -> str:
    """Return the name of a stranger's file as one line: what can't be shown is a mark."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def usable(text: str, suffix: str = "") -> str:
    """Return a name for a file that says a text: what names can't have becomes a hyphen.

    :param suffix: the end of the name, of letters and digits after its dot.
    """
    for pattern, _ in (*RULES, (re.compile("/"), "")):
        text = pattern.sub("-", text)
    while len(f"{text}{suffix}".encode()) > MAX_BYTES - _SPARE:
        text = text[:-1]
    return f"{text.rstrip(' .-')}{suffix}"


def path_problem(path: str) -> str | None:
    """Return what is wrong with a relative path or a name in it; None if it works."""
    if leads_out(path):
        return WORDS["outside"]
    return next(filter(None, map(name_problem, PurePosixPath(path).parts)), None)


def leads_out(path: str) -> bool:
    """Whether a path leads out of the folder to which it is relative."""
    posix_path = PurePosixPath(path)
    return posix_path.is_absolute() or ".." in posix_path.parts


def collision_key(name: str) -> str:
    """Return a key that is equal for names that Windows or macOS treat as one."""
    return unicodedata.normalize("NFC", name).casefold()
