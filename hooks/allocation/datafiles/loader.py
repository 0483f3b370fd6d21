"""Data folder -> ``Files``: reads and checks every data file, and collects all problems."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, TypeVar

from pydantic import TypeAdapter

from allocation.base.filenames import EDITIONS, collision_key, name_problem
from allocation.base.os_messages import reason
from allocation.base.problems import CellRef, DataError, Problem, Ref
from allocation.datafiles import yaml_reader
from allocation.datafiles.data_folder import SETTINGS, DataFolder, filings
from allocation.datafiles.file_metadata import FactsCache, FileFacts
from allocation.datafiles.model import (
    Category,
    DepartmentsFile,
    Files,
    FilingsFile,
    PeopleFile,
    ReferencesFile,
    SynonymsFile,
    Unit,
)
from allocation.datafiles.validation_messages import decode
from allocation.datafiles.written_numbers import WrittenNumber, written_numbers
from allocation.runtime import journal, locks
from allocation.runtime.atomic_files import inside_test
from allocation.runtime.journal import WriteError
from allocation.runtime.kept_results import KeptResults

T = TypeVar("T")
_ATTEMPTS = 5
"""How often data is read again if it changes meanwhile."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of data file: its path pattern in ``data/``, its class, whether it is required.

    ``title`` is the office's name for its content. ``public`` says whether the site shows the file
    line by line.
    """

    name: str
    title: str
    pattern: str
    type: type
    required: bool = True
    public: bool = True

    @property
    def adapter(self) -> TypeAdapter[Any]:
        """The pydantic adapter that decodes a record into the class."""
        return _adapter(self.type)

    @property
    def example(self) -> str:
        """The pattern with a year, as an example."""
        return self.pattern.replace("[0-9]" * 4, "2026")


@cache
def _adapter(type: type) -> TypeAdapter[Any]:
    # Made on demand: that takes longer than reading most files, and many sites have no filings.
    return TypeAdapter(type)


KINDS = {
    kind.name: kind
    for kind in (
        FileKind("unit", "单位设置", SETTINGS, Unit),
        FileKind("departments", "科室名单", "departments.yml", DepartmentsFile),
        FileKind("people", "人员名单", "people.yml", PeopleFile),
        FileKind("references", "参考材料", "references.yml", ReferencesFile, required=False),
        FileKind("synonyms", "同义词", "synonyms.yml", SynonymsFile, required=False),
        FileKind("allocation", "分工和材料清单", "allocation/*.yml", Category),
        FileKind(
            "filings", "登记", filings("[0-9]" * 4), FilingsFile, required=False, public=False
        ),
    )
}
FOLDERS = sorted({str(PurePosixPath(kind.pattern).parent) for kind in KINDS.values()} - {"."})
"""The subfolders of a data folder that contain data files."""


def is_data_file(name: str) -> bool:
    """Whether a path relative to the data folder is that of a data file."""
    return _kind_of_path(PurePosixPath(name)) is not None


def locate_folder(folder: Path, texts: Mapping[Path, str] | None = None) -> DataFolder:
    """Return the paths of a data folder by its settings, even if these have errors.

    :param texts: new texts of some files, which are read instead of the present ones.
    """
    path = folder / SETTINGS
    text = (texts or {}).get(path)
    if text is None:
        text, _ = yaml_reader.text_of(path, path.name)
    record, _ = yaml_reader.read_text(text or "", path.name)
    return DataFolder.of(folder, record or {})


def setting(text: str, key: str) -> str | None:
    """Return the value of a key in the text of ``unit.yml``, even if the text has errors."""
    record, _ = yaml_reader.read_text(text, SETTINGS)
    value = record.get(key) if record else None
    return value.strip() if isinstance(value, str) else None


def kind_of(ref: Ref | CellRef) -> FileKind | None:
    """Return the kind of the data file that contains a place; None for other files."""
    *above, name = PurePosixPath(ref.file).parts
    return _kind_of_path(PurePosixPath(*above[3 if above[1:2] == [EDITIONS] else 1 :], name))


def public_message(problem: Problem) -> str:
    """Return a message with the place and kind of a problem only.

    The value found there may be one that the site withholds.
    """
    kind = kind_of(problem.ref)
    place = f"{problem.ref}  {kind.title}" if kind else "一个不认识的文件"
    return f"{place}有错误，没有读入"


def load(folder: Path, texts: Mapping[Path, str] | None = None) -> tuple[Files, list[Problem]]:
    """Read a data folder in one consistent state, or as it would be after a change.

    :param folder: the folder with ``unit.yml`` and the others.
    :param texts: new texts of some files, which are read instead of the present ones; handed-in
        files are not read then.
    :returns: the files without errors, and all problems.
    """
    try:
        return read_consistently(folder, lambda: _load(folder, texts))
    except DataError as error:
        return Files(data=locate_folder(folder), complete=False), list(error.problems)


def read_consistently(folder: Path, read: Callable[[], T]) -> T:
    """Return the result of ``read``, which is called again if the data folder changes meanwhile.

    :raises DataError: if the folder keeps changing, or can't be recovered from a killed writer.
    """
    why = "读的时候数据一直在变"
    for _ in range(_ATTEMPTS):
        try:
            locks.wait_until_consistent(folder)
        except (WriteError, OSError) as error:
            why = str(error)
            break
        before = _state(folder)
        result = read()
        if _state(folder) == before:
            return result
    remedy = "等改完再运行一次。"
    raise DataError([Problem(Ref(folder.name, 1), why, "没有人正在改的数据", remedy)])


def _state(folder: Path) -> Mapping[str, tuple[int, ...]]:
    """Return a fingerprint of a data folder: inode, modification time and size of each file.

    Of the folder itself only the inode counts: it is another one after a replacement.
    """
    state: dict[str, tuple[int, ...]] = {journal.FOLDER: (journal.is_open(folder),)}
    with suppress(OSError):
        state[str(folder)] = (folder.stat().st_ino,)
    for path in (path for kind in KINDS.values() for path in folder.glob(kind.pattern)):
        with suppress(OSError):
            status = path.stat()
            state[str(path)] = (status.st_ino, status.st_mtime_ns, status.st_size)
    return state


class ChangedError(WriteError):
    """The data on which a change is based has changed since it was read."""

    def __init__(self, names: Iterable[str]) -> None:
        files = "、".join(names)
        super().__init__(f"数据刚才被别人改了，什么都没有写：{files}。请再运行一次。")


def refuse_changed(folder: Path, digests: Mapping[str, str]) -> None:
    """Compare a data folder with the digests of an earlier reading.

    :param digests: the digests of the texts by file name.
    :raises ChangedError: if a file was changed, added or removed since.
    """
    now = load(folder, {})[0].digests
    names = sorted(now.keys() | digests.keys())
    if different := [name for name in names if now.get(name) != digests.get(name)]:
        raise ChangedError(different)


@dataclass(frozen=True, slots=True)
class _Decoded:
    """What the text of a file says: its value, None if it has errors, and its problems."""

    value: Any
    problems: tuple[Problem, ...]


class _Reading:
    """One reading of a data folder; collects what is found besides the values of the files.

    :param texts: new texts of some files, which are read instead of the present ones.
    """

    def __init__(self, data: DataFolder, texts: Mapping[Path, str]) -> None:
        self.data = data
        self.texts = texts
        self.is_inside = inside_test(data.path)
        self.problems: list[Problem] = []
        self.digests: dict[str, str] = {}
        self.numbers: dict[str, tuple[WrittenNumber, ...]] = {}

    def note(self, name: str, text: str, *, public: bool) -> str:
        """Note the digest of a text, which is returned, and the personal numbers it publishes."""
        known = self.digests[name] = digest(text)
        if public:
            self.numbers[name] = _numbers.of(known, partial(written_numbers, text))
        return known


def _load(folder: Path, texts: Mapping[Path, str] | None) -> tuple[Files, list[Problem]]:
    data = locate_folder(folder, texts)
    reading = _Reading(data, texts or {})
    values = {name: list(_read_kind(reading, kind)) for name, kind in KINDS.items()}
    unit = next(iter(values["unit"]), None)
    reading.problems += _stray_files(reading)
    source_text = _source_text(reading, unit)
    if data.source_text and source_text is not None:
        reading.note(data.display_name(data.source_text), source_text, public=True)
    references = _first(values["references"], "references")
    if references is None and not (folder / KINDS["references"].pattern).exists():
        references = ()
    files = Files(
        unit=unit,
        departments=_first(values["departments"], "departments"),
        people=_first(values["people"], "people"),
        references=references,
        synonyms=next(iter(values["synonyms"]), None),
        categories=tuple(values["allocation"]),
        filings=tuple(values["filings"]),
        facts=_facts(data, values["filings"]) if texts is None else {},
        digests=reading.digests,
        numbers=reading.numbers,
        source_text=source_text,
        data=data,
        complete=not reading.problems,
    )
    return files, reading.problems


def _first(files: list[Any], attribute: str) -> Any:
    return getattr(files[0], attribute) if files else None


def _facts(data: DataFolder, files: list[FilingsFile]) -> dict[str, FileFacts]:
    """Return the facts of every existing file of a filing."""
    names = {file.name for year in files for filing in year.filings for file in filing.files}
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


def _stray_files(reading: _Reading) -> Iterator[Problem]:
    """Yield a problem for each YAML file that is of no kind, or whose name breaks links."""
    data, texts = reading.data, reading.texts
    folder, skipped = data.path, (data.evidence, data.editions)
    read = {path for kind in KINDS.values() for path in _paths(folder, kind, texts)}
    seen: dict[str, Path] = {}
    for path in sorted({*_walk(folder, skipped), *texts}):
        if path.suffix.lower() not in (".yml", ".yaml"):
            continue
        ref = Ref(data.display_name(path), 1)
        twin = seen.setdefault(collision_key(ref.file), path)
        if not reading.is_inside(path):
            message = f"这个链接不指向 {folder.name}/ 里的文件，没有读"
            yield Problem(ref, message, "真正的文件", "把文件本身放在这里。")
        elif path not in read:
            expected = f"下列之一：{'、'.join(kind.pattern for kind in KINDS.values())}"
            yield Problem(
                ref, "这个文件的名称或位置不对，不会被读到", expected, "改名或移到该在的地方。"
            )
        elif twin != path:
            message = f"文件名和 {twin.name} 只差大小写或字的编码，有的电脑会当成一个文件"
            yield Problem(ref, message, "各不相同的文件名", "改其中一个的名称。")
        elif wrong := name_problem(path.name):
            yield Problem(ref, f"文件名{wrong}", "不太长的字母、数字、汉字、“-”", "改文件名。")


def _walk(folder: Path, skipped: Iterable[Path]) -> Iterator[Path]:
    """Yield all paths below a folder; a subfolder that is removed meanwhile is skipped."""
    for root, folders, names in os.walk(folder):
        folders[:] = [
            name for name in folders if name != journal.FOLDER and Path(root, name) not in skipped
        ]
        yield from (Path(root, name) for name in (*folders, *names))


def _paths(folder: Path, kind: FileKind, texts: Iterable[Path]) -> list[Path]:
    new = (path for path in texts if _matches(path.relative_to(folder), kind.pattern))
    return sorted({*folder.glob(kind.pattern), *new})


def _read_kind(reading: _Reading, kind: FileKind) -> Iterator[Any]:
    data, texts = reading.data, reading.texts
    folder = data.path
    paths = _paths(folder, kind, texts)
    reading.problems += _unreadable_folder(data, folder / Path(kind.pattern).parent)
    if kind.required and not paths:
        reading.problems.append(
            Problem(
                Ref(f"{folder.name}/{kind.pattern}", 1),
                "没有这个文件",
                f"{folder.name}/ 里有 {kind.pattern}",
                "请从版本库恢复，或对照 tests/ 里的示例新建。",
            )
        )
    for path in filter(reading.is_inside, paths):
        name = data.display_name(path)
        text, errors = (texts[path], []) if path in texts else yaml_reader.text_of(path, name)
        reading.problems += errors
        if text is not None:
            # Keys have digests: the texts themselves would take half as much memory again as the
            # data.
            key = kind.name, name, reading.note(name, text, public=kind.public)
            decoded = _decoded_files.of(key, partial(_decoded, kind, name, text))
            # A file with errors is left out: it would only cause false ones elsewhere.
            if decoded.value is not None and not decoded.problems:
                yield decoded.value
            reading.problems += decoded.problems


def is_public(ref: Ref) -> bool:
    """Whether the site shows the file that contains a place."""
    return _is_public(ref.file)


@lru_cache(maxsize=1024)
def _is_public(file: str) -> bool:
    kind = _kind_of_path(PurePosixPath(file.partition("/")[2]))
    return kind is not None and kind.public


def _kind_of_path(path: PurePosixPath) -> FileKind | None:
    return next((kind for kind in KINDS.values() if _matches(path, kind.pattern)), None)


def _matches(path: PurePath, pattern: str) -> bool:
    # Path.match compares from the right, so it alone would accept deeper paths.
    return len(path.parts) == len(PurePath(pattern).parts) and path.match(pattern)


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


_CACHE_SIZE = 1024
"""How many decoded files are kept: two states of the data have most files in common."""
_decoded_files: KeptResults[tuple[str, str, str], _Decoded] = KeptResults(_CACHE_SIZE)
_numbers: KeptResults[str, tuple[WrittenNumber, ...]] = KeptResults(_CACHE_SIZE)


def _decoded(kind: FileKind, name: str, text: str) -> _Decoded:
    record, problems = yaml_reader.read_text(text, name)
    value, wrong = decode(record, kind.adapter) if record else (None, [])
    return _Decoded(value, (*problems, *wrong))


def _try_to_list(folder: Path) -> None:
    os.scandir(folder).close()


def _unreadable_folder(data: DataFolder, folder: Path) -> Iterator[Problem]:
    """Yield a problem if a folder can't be listed: ``glob`` would treat it as empty."""
    try:
        _try_to_list(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        message = f"文件夹打不开（{reason(error)}）"
        yield Problem(Ref(data.display_name(folder), 1), message, "能打开的文件夹", "请检查权限。")


def _source_text(reading: _Reading, unit: Unit | None) -> str | None:
    path, texts = reading.data.source_text, reading.texts
    if unit is None or path is None:
        return None
    try:
        if not reading.is_inside(path):
            raise OSError("outside")
        return texts[path] if path in texts else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError):
        reading.problems.append(
            Problem(
                unit.ref.at("source_text"),
                f"source_text 指的文件“{unit.source_text}”读不出来",
                "data/ 里的一个 UTF-8 文本文件",
                "改正文件名，或删去 source_text。",
            )
        )
        return None
