"""Metadata of handed-in files: digest, pages, pixels, author, place, day.

Reading a file takes time, so the facts are cached by its path, size and modification time.
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from allocation.runtime import atomic_files

_RECIPE = "facts-2"
"""The version of the cached facts: change it when ``read`` returns other facts."""
MAX_PIXELS = 120_000_000
"""No camera makes more; a picture that claims more is a decompression bomb."""
_MAGIC = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"))
_SUFFIXES = {"pdf": (".pdf",), "jpeg": (".jpg", ".jpeg"), "png": (".png",)}
_CREATOR = re.compile(rb"<dc:creator>([^<]{1,200})</dc:creator>")
_ORIENTATION, _ARTIST, _GPS, _TAKEN = 0x0112, 0x013B, 0x8825, 0x9003


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The metadata of a file.

    ``kind`` is pdf, jpeg, png or other, by its first bytes; ``size`` is in bytes, ``width`` and
    ``height`` in pixels after rotation; ``damage`` is the reason why it can't be read, in Chinese.
    """

    size: int
    sha256: str
    kind: str
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    author: str | None = None
    gps: bool = False
    taken: str | None = None
    damage: str | None = None

    @property
    def is_picture(self) -> bool:
        return self.kind in ("jpeg", "png")

    @property
    def can_be_shown(self) -> bool:
        """Whether a copy without its metadata can be made."""
        return self.kind != "other" and self.damage is None


class FactsCache:
    """Reads facts, and caches them for as long as the files do not change."""

    def __init__(self, cache: Path) -> None:
        self._path = cache / "facts.json"
        self._known: dict[str, Any] = {}
        with suppress(OSError, ValueError):
            known = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(known, dict) and known.pop("recipe", None) == _RECIPE:
                self._known = known
        self._used: dict[str, Any] = {}

    def read(self, path: Path) -> FileFacts:
        """Return the facts of a file.

        :raises OSError: if the file can't be opened.
        """
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "不是普通文件")
        key, version = str(path.resolve()), [status.st_size, status.st_mtime_ns]
        known = self._known.get(key)
        facts = FileFacts(**known[1]) if known and known[0] == version else read(path)
        self._used[key] = [version, asdict(facts)]
        return facts

    def save(self) -> None:
        """Write the cache if it has changed; a cache that can't be written is no error."""
        if not self._used or self._used == self._known:
            return
        facts = {"recipe": _RECIPE} | self._known | self._used
        atomic_files.write_cache(self._path, json.dumps(facts).encode())


def read(path: Path) -> FileFacts:
    """Read the facts of one file.

    :raises OSError: if the file can't be opened.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        first = file.read(16)
        file.seek(0)
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    kind = next((name for magic, name in _MAGIC if first.startswith(magic)), "other")
    size = path.stat().st_size
    try:
        metadata = _READERS[kind](path) if size else {"damage": "文件是空的"}
    except Exception as error:
        metadata = {"damage": f"文件已损坏，打不开（{type(error).__name__}）"}
    if not metadata.get("damage"):
        metadata |= _mismatch(path, kind)
    return FileFacts(size=size, sha256=digest.hexdigest(), kind=kind, **metadata)


def walk(folder: Path) -> Iterator[Path]:
    """Yield every file below a folder, sorted; links are yielded and not followed."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or path.is_file():
            yield path


def _mismatch(path: Path, kind: str) -> dict[str, Any]:
    suffix = path.suffix.lower()
    named = next((name for name, suffixes in _SUFFIXES.items() if suffix in suffixes), "other")
    if named in (kind, "other") and (kind == "other" or suffix in _SUFFIXES[kind]):
        return {}
    return {"damage": f"扩展名是“{suffix or '（无）'}”，内容却不是"}


def _pdf(path: Path) -> dict[str, Any]:
    # The import is slow, and most builds read no new files.
    import pikepdf  # noqa: PLC0415

    try:
        with pikepdf.open(path) as document:
            info = document.trailer.get("/Info")
            author = info.get("/Author") if isinstance(info, pikepdf.Dictionary) else None
            return {"pages": len(document.pages), "author": _plain(author)}
    except pikepdf.PasswordError:
        return {"damage": "文件有密码，打不开"}


def _picture(path: Path) -> dict[str, Any]:
    from PIL import Image  # noqa: PLC0415

    with Image.open(path) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            return {"damage": f"图片有 {width}×{height} 像素，太大"}
        image.load()
        exif = image.getexif()
    if exif.get(_ORIENTATION, 1) >= 5:
        width, height = height, width
    return {
        "width": width,
        "height": height,
        "author": _plain(exif.get(_ARTIST)),
        "gps": bool(exif.get_ifd(_GPS)),
        "taken": _day(exif.get_ifd(0x8769).get(_TAKEN)),
    }


def _other(path: Path) -> dict[str, Any]:
    """Return the author of a Word or Excel file."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive, suppress(KeyError):
        with archive.open("docProps/core.xml") as part:
            creator = _CREATOR.search(part.read(100_000))
        return {"author": _plain(creator and creator[1].decode("utf-8", "replace"))}
    return {}


_READERS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "pdf": _pdf,
    "jpeg": _picture,
    "png": _picture,
    "other": _other,
}


def _plain(value: Any) -> str | None:
    text = "".join(char for char in str(value or "") if char.isprintable()).strip()
    return text[:80] or None


def _day(value: Any) -> str | None:
    """Return the day of an EXIF time ``2025:03:05 10:00:00``; cameras without a clock write 0."""
    with suppress(ValueError):
        return date.fromisoformat(str(value)[:10].replace(":", "-")).isoformat()
    return None
