"""Records -> model: every file of a data folder, checked one by one, all problems kept."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, TypeVar

from pydantic import TypeAdapter

from allocation.base.filenames import EDITIONS, collision_key, name_problem
from allocation.base.os_messages import reason
from allocation.base.problems import CellRef, DataError, Problem, Ref
from allocation.datafiles import yaml_reader
from allocation.datafiles.data_folder import DataFolder, filings
from allocation.datafiles.file_metadata import FactsCache, FileFacts
from allocation.datafiles.model import (
    Category,
    DepartmentsFile,
    Files,
    FilingsFile,
    PeopleFile,
    ReferencesFile,
    Unit,
)
from allocation.datafiles.validation_messages import decode
from allocation.runtime import journal, locks
from allocation.runtime.atomic_files import is_inside
from allocation.runtime.journal import WriteError

T = TypeVar("T")
_ATTEMPTS = 5
"""How often data is read that changes while it is."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of data file: its name or folder in ``data/``, its class, whether it must be there.

    ``title`` is what the office calls what stands in it. ``public`` says whether the site shows the
    file line by line, to whoever reads the site.
    """

    name: str
    title: str
    pattern: str
    type: type
    required: bool = True
    public: bool = True

    @property
    def adapter(self) -> TypeAdapter[Any]:
        """What turns a record into the class."""
        return _adapter(self.type)

    @property
    def example(self) -> str:
        """The pattern as people read it."""
        return self.pattern.replace("[0-9]" * 4, "2026")


@cache
def _adapter(type: type) -> TypeAdapter[Any]:
    # Making one takes longer than reading most files; many sites have no filings.
    return TypeAdapter(type)


KINDS = {
    kind.name: kind
    for kind in (
        FileKind("unit", "单位设置", "unit.yml", Unit),
        FileKind("departments", "科室名单", "departments.yml", DepartmentsFile),
        FileKind("people", "人员名单", "people.yml", PeopleFile),
        FileKind("references", "参考材料", "references.yml", ReferencesFile, required=False),
        FileKind("allocation", "分工和材料清单", "allocation/*.yml", Category),
        FileKind(
            "filings",
            "登记",
            filings("[0-9]" * 4),
            FilingsFile,
            required=False,
            public=False,
        ),
    )
}


SETTINGS = KINDS["unit"].pattern
FOLDERS = sorted({str(PurePosixPath(kind.pattern).parent) for kind in KINDS.values()} - {"."})
"""The folders of a data folder that data files lie in."""


def is_data(name: str) -> bool:
    """Whether a path in a data folder is that of a data file."""
    return _kind(PurePosixPath(name)) is not None


def locate_folder(folder: Path, texts: Mapping[Path, str] | None = None) -> DataFolder:
    """Return where everything of a data folder is, as its settings say, right or wrong.

    :param texts: what some files would say, instead of what they do.
    """
    path = folder / KINDS["unit"].pattern
    text = (texts or {}).get(path)
    if text is None:
        text, _ = yaml_reader.text_of(path, path.name)
    record, _ = yaml_reader.read_text(text or "", path.name)
    return DataFolder.of(folder, record or {})


def setting(text: str, key: str) -> str | None:
    """Return the text that settings have under a key, whatever else is wrong with them."""
    record, _ = yaml_reader.read_text(text, SETTINGS)
    value = record.get(key) if record else None
    return value.strip() if isinstance(value, str) else None


def kind_of(ref: Ref | CellRef) -> FileKind | None:
    """Return what kind of data file a place is in; nothing for a file that is none."""
    *above, name = PurePosixPath(ref.file).parts
    return _kind(PurePosixPath(*above[3 if above[1:2] == [EDITIONS] else 1 :], name))


def fault(problem: Problem) -> str:
    """Return what may be said of a problem to everybody: where it is, and in what.

    What was found there may be something that the site keeps back.
    """
    kind = kind_of(problem.ref)
    where = f"{problem.ref}  {kind.title}" if kind else "一个不认识的文件"
    return f"{where}有错误，没有读入"


def load(folder: Path, texts: Mapping[Path, str] | None = None) -> tuple[Files, list[Problem]]:
    """Read a data folder as it is at one moment, or as it would be.

    :param folder: the folder with ``unit.yml`` and the others.
    :param texts: what some files would say, instead of what they do; handed-in files are not
        looked at then.
    :returns: what could be read, and every problem met on the way.
    """
    try:
        return steady(folder, lambda: _load(folder, texts))
    except DataError as error:
        return Files(data=locate_folder(folder), complete=False), list(error.problems)


def steady(folder: Path, read: Callable[[], T]) -> T:
    """Return what is read of a data folder, from one state of it: as often as it changes, again.

    :raises DataError: if it never stands still, or a killed writer left what can't be settled.
    """
    why = "读的时候数据一直在变"
    for _ in range(_ATTEMPTS):
        try:
            locks.wait_until_consistent(folder)
        except (WriteError, OSError) as error:
            why = str(error)
            break
        before = _state(folder)
        found = read()
        if _state(folder) == before:
            return found
    remedy = "等改完再运行一次。"
    raise DataError([Problem(Ref(folder.name, 1), why, "没有人正在改的数据", remedy)])


def _state(folder: Path) -> Mapping[str, tuple[int, ...]]:
    """Return what tells one state of a data folder from another.

    That is when each file was written, and which one it is: a file that is replaced is another one
    from then on, and so is the folder.
    """
    paths = (path for kind in KINDS.values() for path in folder.glob(kind.pattern))
    found = {}
    for path in (folder, *paths):
        with suppress(OSError):
            status = path.stat()
            seen = (status.st_ino, status.st_mtime_ns, status.st_size)
            found[str(path)] = seen if path != folder else seen[:1]
    return found | {journal.FOLDER: (journal.is_open(folder),)}


class ChangedError(WriteError):
    """What a change was worked out from is no longer so: somebody else changed files."""

    def __init__(self, names: Iterable[str]) -> None:
        said = "、".join(names)
        super().__init__(f"数据刚才被别人改了，什么都没有写：{said}。请再运行一次。")


def refuse_changed(folder: Path, digests: Mapping[str, str]) -> None:
    """Compare a data folder with what was read of it.

    :param digests: of the texts as they were read.
    :raises ChangedError: if one is another now, or came, or went.
    """
    now = load(folder, {})[0].digests
    names = sorted(now.keys() | digests.keys())
    if different := [name for name in names if now.get(name) != digests.get(name)]:
        raise ChangedError(different)


def _load(folder: Path, texts: Mapping[Path, str] | None) -> tuple[Files, list[Problem]]:
    problems: list[Problem] = []
    digests: dict[str, str] = {}
    data = locate_folder(folder, texts)
    found = {
        name: list(_read_kind(data, kind, problems, digests, texts or {}))
        for name, kind in KINDS.items()
    }
    unit = next(iter(found["unit"]), None)
    problems += _strays(data, texts or {})
    source_text = _source_text(data, unit, problems, texts or {})
    if data.source_text and source_text is not None:
        digests[data.shown(data.source_text)] = digest(source_text)
    references = _first(found["references"], "references")
    if references is None and not (folder / KINDS["references"].pattern).exists():
        references = ()
    files = Files(
        unit=unit,
        departments=_first(found["departments"], "departments"),
        people=_first(found["people"], "people"),
        references=references,
        categories=tuple(found["allocation"]),
        filings=tuple(found["filings"]),
        facts=_facts(data, found["filings"]) if texts is None else {},
        digests=digests,
        texts=texts or {},
        source_text=source_text,
        data=data,
        complete=not problems,
    )
    return files, problems


def _first(files: list[Any], attribute: str) -> Any:
    return getattr(files[0], attribute) if files else None


def _facts(data: DataFolder, files: list[FilingsFile]) -> dict[str, FileFacts]:
    """Read the facts of every file that a filing names and that is there."""
    names = {file.name for each in files for filing in each.filings for file in filing.files}
    if not names:
        return {}
    cache = FactsCache(data.cache)
    facts = {}
    for name in sorted(names):
        # A loop of links is a RuntimeError until Python 3.13.
        with suppress(OSError, RuntimeError, ValueError):
            path = (data.evidence / name).resolve()
            if path.is_file() and path.is_relative_to(data.evidence.resolve()):
                facts[name] = cache.read(path)
    cache.save()
    return facts


def _strays(data: DataFolder, texts: Iterable[Path]) -> Iterator[Problem]:
    """Yield a problem for each YAML file that no kind would read, or whose name breaks links.

    :param texts: files that would be there.
    """
    folder, apart = data.path, (data.evidence, data.editions)
    read = {path for kind in KINDS.values() for path in _paths(folder, kind, texts)}
    seen: dict[str, Path] = {}
    for path in sorted({*_below(folder, apart), *texts}):
        if path.suffix.lower() not in (".yml", ".yaml"):
            continue
        ref = Ref(data.shown(path), 1)
        twin = seen.setdefault(collision_key(ref.file), path)
        if not is_inside(folder, path):
            found = f"这个链接不指向 {folder.name}/ 里的文件，没有读"
            yield Problem(ref, found, "真正的文件", "把文件本身放在这里。")
        elif path not in read:
            names = "、".join(kind.pattern for kind in KINDS.values())
            expected = f"下列之一：{names}"
            yield Problem(
                ref, "这个文件的名称或位置不对，不会被读到", expected, "改名或移到该在的地方。"
            )
        elif twin != path:
            found = f"文件名和 {twin.name} 只差大小写或字的编码，有的电脑会当成一个文件"
            yield Problem(ref, found, "各不相同的文件名", "改其中一个的名称。")
        elif wrong := name_problem(path.name):
            yield Problem(ref, f"文件名{wrong}", "不太长的字母、数字、汉字、“-”", "改文件名。")


def _below(folder: Path, apart: Iterable[Path]) -> Iterator[Path]:
    """Yield what lies below a folder; a folder that goes while this looks is none."""
    for root, folders, names in os.walk(folder):
        kept = (each for each in folders if each != journal.FOLDER)
        folders[:] = [each for each in kept if Path(root, each) not in apart]
        yield from (Path(root, each) for each in (*folders, *names))


def _paths(folder: Path, kind: FileKind, texts: Iterable[Path]) -> list[Path]:
    more = (each for each in texts if _fits(each.relative_to(folder), kind.pattern))
    return sorted({*folder.glob(kind.pattern), *more})


def _read_kind(
    data: DataFolder,
    kind: FileKind,
    problems: list[Problem],
    digests: dict[str, str],
    texts: Mapping[Path, str],
) -> Iterator[Any]:
    folder = data.path
    paths = _paths(folder, kind, texts)
    problems += _unlisted(data, folder / Path(kind.pattern).parent)
    if kind.required and not paths:
        problems.append(_missing(folder, kind))
    for path in (each for each in paths if is_inside(folder, each)):
        name = data.shown(path)
        text, found = (texts[path], []) if path in texts else yaml_reader.text_of(path, name)
        if text is not None:
            digests[name] = digest(text)
            value, wrong = _understood(kind.name, name, text)
            # What was read with errors would only cause false ones elsewhere.
            if value is not None and not wrong:
                yield value
            found += wrong
        problems += found


def is_public(ref: Ref) -> bool:
    """Whether the site shows the file that a place is in."""
    kind = _kind(PurePosixPath(ref.file.partition("/")[2]))
    return kind is not None and kind.public


def _kind(path: PurePosixPath) -> FileKind | None:
    return next((kind for kind in KINDS.values() if _fits(path, kind.pattern)), None)


def _fits(path: PurePath, pattern: str) -> bool:
    # By itself, a pattern also fits what lies in further folders.
    return len(path.parts) == len(PurePath(pattern).parts) and path.match(pattern)


def problems_of(kind: str, name: str, text: str) -> list[Problem]:
    """Return what would be wrong with one file of a kind, seen by itself, if it said this."""
    return list(_understood(kind, name, text)[1])


def digest(text: str) -> str:
    """Return what tells a text from any other."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


_meanings: dict[tuple[str, str, str], tuple[Any, tuple[Problem, ...]]] = {}
_REMEMBERED = 1024
"""Files whose meaning is kept: most of a later state of the data are those of an earlier."""


def _understood(kind: str, name: str, text: str) -> tuple[Any, tuple[Problem, ...]]:
    """Return what a text means, and what is wrong with it."""
    # By digest: the texts themselves would take half as much memory again as the data.
    key = (kind, name, digest(text))
    if key not in _meanings:
        if len(_meanings) >= _REMEMBERED:
            del _meanings[next(iter(_meanings))]
        _meanings[key] = _read(kind, name, text)
    return _meanings[key]


def _read(kind: str, name: str, text: str) -> tuple[Any, tuple[Problem, ...]]:
    record, found = yaml_reader.read_text(text, name)
    if record is None:
        return None, tuple(found)
    value, wrong = decode(record, KINDS[kind].adapter)
    return value, (*found, *wrong)


def _look_into(folder: Path) -> None:
    os.scandir(folder).close()


def _unlisted(data: DataFolder, wanted: Path) -> Iterator[Problem]:
    """Yield a problem for a folder that can't be looked into: its files would silently be none."""
    try:
        _look_into(wanted)
    except FileNotFoundError:
        return
    except OSError as error:
        ref = Ref(data.shown(wanted), 1)
        found = f"文件夹打不开（{reason(error)}）"
        yield Problem(ref, found, "能打开的文件夹", "请检查权限。")


def _missing(folder: Path, kind: FileKind) -> Problem:
    return Problem(
        Ref(f"{folder.name}/{kind.pattern}", 1),
        "没有这个文件",
        f"{folder.name}/ 里有 {kind.pattern}",
        "请从版本库恢复，或对照 tests/ 里的示例新建。",
    )


def _source_text(
    data: DataFolder, unit: Unit | None, problems: list[Problem], texts: Mapping[Path, str]
) -> str | None:
    path = data.source_text
    if unit is None or path is None:
        return None
    try:
        if not is_inside(data.path, path):
            raise OSError("outside")
        return texts[path] if path in texts else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError):
        problems.append(
            Problem(
                unit.ref.at("source_text"),
                f"source_text 指的文件“{unit.source_text}”读不出来",
                "data/ 里的一个 UTF-8 文本文件",
                "改正文件名，或删去 source_text。",
            )
        )
        return None
