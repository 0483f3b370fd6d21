"""What a portal is made of, as its settings name it: a store of units, or single files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from allocation.base.problems import DataError, Problem, Ref
from allocation.feeds.summary import PATH

SITES, STATUS, HISTORY = "sites", "status.json", "history"
"""The parts of a store: a folder with the site of each unit, what became of their last builds, and
the snapshots of earlier months."""
_SETTINGS = "extra.portal"
_REMEDY = "写明 store（allocation units 的仓库文件夹），或者设环境变量 PORTAL_STORE。"


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """What became of the last build of a unit.

    :ivar built_at: when its site was built that is shown now, ISO 8601; None if it has none.
    :ivar error: why the last build came to nothing, in Chinese; None if it was right.
    :ivar kept: whether an earlier site is shown in its place.
    """

    built_at: Annotated[str | None, Field(max_length=40)] = None
    error: str | None = None
    kept: bool = False


_STATUSES: TypeAdapter[dict[str, UnitStatus]] = TypeAdapter(
    dict[str, UnitStatus], config=ConfigDict(extra="ignore")
)


@dataclass(frozen=True, slots=True)
class PortalSource:
    """Summaries by the id of their unit, in the order that tables show.

    :ivar title: whose portal it is, such as the name of the 文明办.
    :ivar history: the folder of the snapshots; None if none are kept.
    """

    title: str
    summaries: Mapping[str, Path]
    status: Mapping[str, UnitStatus]
    history: Path | None = None

    @classmethod
    def of(cls, settings: Any) -> PortalSource:
        """Return what the setting ``extra.portal`` names.

        :raises DataError: if it names nothing.
        """
        if isinstance(settings, PortalSource):
            return settings
        if not isinstance(settings, Mapping):
            raise DataError([Problem(Ref(_SETTINGS, 1), "写的不是几项", "store 和 title", _REMEDY)])
        title = str(settings.get("title") or "文明办")
        if "summaries" in settings:
            history = settings.get("history")
            return cls(
                title,
                {unit: Path(path) for unit, path in settings["summaries"].items()},
                statuses(settings.get("status") or {}),
                Path(history) if history else None,
            )
        return cls._of_store(title, str(settings.get("store") or ""))

    @classmethod
    def _of_store(cls, title: str, name: str) -> PortalSource:
        store = Path(name)
        if not name or not (store / SITES).is_dir():
            found = f"{store / SITES} 不是文件夹" if name else "没有写各单位的网站在哪里"
            raise DataError([Problem(Ref(_SETTINGS, 1), found, "各单位网站的仓库", _REMEDY)])
        status = read_status(store / STATUS)
        built = {path.name for path in _folders(store / SITES)}
        # The order of units.yml, which the status keeps; then whatever else is there.
        order = [*status, *sorted(built - set(status))]
        summaries = {unit: store / SITES / unit / PATH for unit in order if unit in built}
        return cls(title, summaries, status, store / HISTORY)


def statuses(value: Any) -> dict[str, UnitStatus]:
    """Return the statuses by unit.

    :param value: as ``status.json`` has them.
    :raises DataError: if they are of another form.
    """
    try:
        return _STATUSES.validate_python(value)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        found = f"{'.'.join(map(str, detail['loc']))}：{detail['msg']}"
        problem = Problem(Ref(STATUS, 1), found, "各单位的构建情况", "重新运行 allocation units。")
        raise DataError([problem]) from error


def read_status(path: Path) -> dict[str, UnitStatus]:
    """Return the statuses of a file; none if there is no file.

    :raises DataError: if it can't be read.
    """
    if not path.exists():
        return {}
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        problem = Problem(
            Ref(path.name, 1), f"读不出来（{error}）", "JSON", "重新运行 allocation units。"
        )
        raise DataError([problem]) from error
    return statuses(value.get("units", value) if isinstance(value, dict) else value)


def _folders(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
