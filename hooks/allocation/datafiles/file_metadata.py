"""Facts about handed-in files: digest, pages, pixels, and what in them names people or places.

Reading a file takes time, so facts are kept under its path, size and time of change.
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
"""Changes whenever facts are other ones."""
MAX_PIXELS = 120_000_000
"""No camera makes more; a picture that claims more is a bomb."""
_MAGIC = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"))
_SUFFIXES = {"pdf": (".pdf",), "jpeg": (".jpg", ".jpeg"), "png": (".png",)}
_CREATOR = re.compile(rb"<dc:creator>([^<]{1,200})</dc:creator>")
_ORIENTATION, _ARTIST, _GPS, _TAKEN = 0x0112, 0x013B, 0x8825, 0x9003


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file says of itself.

    ``kind`` is pdf, jpeg, png or other, as its first bytes say; ``size`` is in bytes, ``width``
    and ``height`` in pixels as the picture is meant to be seen; ``damage`` says why it can't be
    read.
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
        """Whether a copy can be freed from what it says of its author."""
        return self.kind != "other" and self.damage is None


class FactsCache:
    """Reads facts, and keeps them in a cache for as long as the files do not change."""

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
        key, seen = str(path.resolve()), [status.st_size, status.st_mtime_ns]
        known = self._known.get(key)
        facts = FileFacts(**known[1]) if known and known[0] == seen else read(path)
        self._used[key] = [seen, asdict(facts)]
        return facts

    def save(self) -> None:
        """Write down what was read; a place that can't be written to is no error."""
        if not self._used or self._used == self._known:
            return
        kept = {"recipe": _RECIPE} | self._known | self._used
        atomic_files.write_cache(self._path, json.dumps(kept).encode())


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
        said = _READERS[kind](path) if size else {"damage": "文件是空的"}
    except Exception as error:
        said = {"damage": f"文件已损坏，打不开（{type(error).__name__}）"}
    if not said.get("damage"):
        said |= _mismatch(path, kind)
    return FileFacts(size=size, sha256=digest.hexdigest(), kind=kind, **said)


def walk(folder: Path) -> Iterator[Path]:
    """Yield every file below a folder, sorted, links to other places left alone."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or path.is_file():
            yield path


def _mismatch(path: Path, kind: str) -> dict[str, Any]:
    suffix = path.suffix.lower()
    meant = next((name for name, all in _SUFFIXES.items() if suffix in all), "other")
    if meant in (kind, "other") and (kind == "other" or suffix in _SUFFIXES[kind]):
        return {}
    return {"damage": f"扩展名是“{suffix or '（无）'}”，内容却不是"}


def _pdf(path: Path) -> dict[str, Any]:
    # Importing takes longer than many a build; most builds have no files to read.
    import pikepdf  # noqa: PLC0415

    try:
        with pikepdf.open(path) as document:
            said = document.trailer.get("/Info")
            author = said.get("/Author") if isinstance(said, pikepdf.Dictionary) else None
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
    """Word and Excel files name their author in a part of their own."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive, suppress(KeyError):
        with archive.open("docProps/core.xml") as part:
            found = _CREATOR.search(part.read(100_000))
        return {"author": _plain(found and found[1].decode("utf-8", "replace"))}
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
    """Return the day of an EXIF moment ``2025:03:05 10:00:00``; cameras without a clock say 0."""
    with suppress(ValueError):
        return date.fromisoformat(str(value)[:10].replace(":", "-")).isoformat()
    return None
