"""``units.yml``: which units there are, where their data comes from, where the sites go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allocation.base.problems import DataError, Problem, Ref
from allocation.datafiles import yaml_reader
from allocation.datafiles.yaml_reader import REF_KEY

PORTAL = "portal"
"""The name of the portal in the store, which no unit may have."""
_KEYS = ("units", "store", "keep", PORTAL)
_UNIT_KEYS = ("id", "source", "ref", "folder", "evidence", "site_url")
_PORTAL_KEYS = ("title", "site_url")
_STORE = "store"
_KEEP = 2
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
_URL = re.compile(r"https?://[^/?#\s]+(?:/[^?#\s]*)?")
_REPOSITORY = re.compile(r"(?:https?|ssh|git|file)://\S+|[\w.-]+@[\w.-]+:\S+|.+\.git/?")
_REF = re.compile(r"(?!-)[\w./-]{1,200}")


@dataclass(frozen=True, slots=True)
class UnitSource:
    """One unit of the list.

    :ivar id: the name of its folder below ``sites/``.
    :ivar source: a folder, a zip file, or the address of a repository; absolute if a path.
    :ivar ref: the branch, tag or commit of a repository; empty for its main branch.
    :ivar folder: where the data folder is in the source; empty to look for it.
    :ivar evidence: the folder of handed-in files, where it lies outside the source.
    :ivar site_url: the address of its site, with a slash at the end; empty if it is not known.
    """

    id: str
    source: str
    ref: str
    folder: str
    evidence: str
    site_url: str

    @property
    def is_zip(self) -> bool:
        """Whether the source is a zip file."""
        return self.source.lower().endswith(".zip")

    @property
    def is_repository(self) -> bool:
        """Whether the source is a git repository that has to be fetched."""
        return bool(self.ref or _REPOSITORY.fullmatch(self.source))


@dataclass(frozen=True, slots=True)
class PortalSettings:
    """The site over all units."""

    title: str
    site_url: str


@dataclass(frozen=True, slots=True)
class UnitList:
    """All of ``units.yml``; ``keep`` is how many sites of a unit are kept, the present one too."""

    units: tuple[UnitSource, ...]
    store: Path
    keep: int
    portal: PortalSettings | None


def read(path: Path) -> UnitList:
    """Return the list.

    :raises DataError: with all that is wrong with it.
    """
    text, problems = yaml_reader.text_of(path, path.name)
    record, more = yaml_reader.read_text(text, path.name) if text is not None else (None, [])
    problems += more
    if record is None or problems:
        raise DataError(problems)
    reader = _Reader(path.absolute().parent)
    made = reader.unit_list(record)
    if reader.problems:
        raise DataError(reader.problems)
    return made


class _Reader:
    """Turns records into the list, and gathers what is wrong."""

    def __init__(self, base: Path) -> None:
        self._base = base
        self.problems: list[Problem] = []

    def unit_list(self, record: dict[str, Any]) -> UnitList:
        self._refuse_unknown(record, _KEYS)
        entries = record.get("units")
        if not isinstance(entries, list) or not entries:
            self._problem(record, "units", "没有单位", "units 下面至少列一个单位", "把单位列上")
            entries = []
        units = tuple(map(self._unit, filter(self._is_record, entries)))
        self._refuse_twice(units, entries)
        keep = self._text(record, "keep", re.compile("[1-9][0-9]?"), "1 到 99 的整数")
        store = self._text(record, "store") or _STORE
        portal = record.get(PORTAL)
        return UnitList(
            units,
            self._base / store,
            int(keep or _KEEP),
            self._portal(portal) if portal is not None and self._is_record(portal) else None,
        )

    def _unit(self, record: dict[str, Any]) -> UnitSource:
        self._refuse_unknown(record, _UNIT_KEYS)
        id = self._text(record, "id", _ID, "小写字母、数字和连字符，至多 50 个", required=True)
        if id == PORTAL:
            self._problem(record, "id", f"id 是 {PORTAL}", "别的名称", "换一个；这是门户用的")
        source = self._text(record, "source", required=True)
        ref = self._text(record, "ref", _REF, "分支、标签或提交")
        is_address = _REPOSITORY.fullmatch(source) and not Path(source).is_absolute()
        return UnitSource(
            id,
            source if is_address and ":" in source else str(self._base / source),
            ref,
            self._folder(record),
            (text := self._text(record, "evidence")) and str(self._base / text),
            self._url(record),
        )

    def _portal(self, record: dict[str, Any]) -> PortalSettings:
        self._refuse_unknown(record, _PORTAL_KEYS)
        return PortalSettings(self._text(record, "title", required=True), self._url(record))

    def _folder(self, record: dict[str, Any]) -> str:
        text = self._text(record, "folder")
        if Path(text).is_absolute() or ".." in Path(text).parts:
            self._problem(record, "folder", f"folder 是“{text}”", "来源里的文件夹", "写相对路径")
        return text

    def _url(self, record: dict[str, Any]) -> str:
        text = self._text(
            record, "site_url", _URL, "网址，如 http://portal.example/sites/jiaotong/"
        )
        return text and f"{text.rstrip('/')}/"

    def _text(
        self,
        record: dict[str, Any],
        key: str,
        pattern: re.Pattern[str] | None = None,
        expected: str = "一行文字",
        *,
        required: bool = False,
    ) -> str:
        value = record.get(key)
        if value is None:
            if required:
                self._problem(record, key, f"缺少“{key}”", f"这里有“{key}: …”", "补上这一项")
            return ""
        if not isinstance(value, str) or (pattern and not pattern.fullmatch(value)):
            self._problem(record, key, f"{key} 写的是“{_shown(value)}”", expected, "改正")
            return ""
        return value

    def _is_record(self, value: Any) -> bool:
        if isinstance(value, dict):
            return True
        found = f"这里写的是“{_shown(value)}”"
        self.problems.append(Problem(Ref("units.yml", 1), found, "“键: 值”", "改正。"))
        return False

    def _refuse_unknown(self, record: dict[str, Any], known: Iterable[str]) -> None:
        for key in record.keys() - {REF_KEY, *known}:
            self._problem(
                record,
                key,
                f"不认识的键“{key}”",
                f"只有 {'、'.join(known)}",
                "检查拼写；不需要就删去",
            )

    def _refuse_twice(self, units: Iterable[UnitSource], records: Iterable[Any]) -> None:
        seen: set[str] = set()
        for unit, record in zip(units, filter(_is_dict, records), strict=True):
            if unit.id and unit.id in seen:
                self._problem(record, "id", f"id“{unit.id}”有两个", "每个单位一个", "改正一个")
            seen.add(unit.id)

    def _problem(
        self, record: dict[str, Any], key: str, found: str, expected: str, remedy: str
    ) -> None:
        place: Ref = record[REF_KEY]
        line = yaml_reader.locate(record, (key,)) if key in record else place.line
        self.problems.append(Problem(Ref(place.file, line), found, expected, f"{remedy}。"))


def _is_dict(value: Any) -> bool:
    return isinstance(value, dict)


def _shown(value: Any) -> str:
    return value[:60] if isinstance(value, str) else "一串内容"
