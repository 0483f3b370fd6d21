"""Data folder -> ``Files``: reads and checks every data file, and collects all problems."""

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
from allocation.runtime import journal, locks
from allocation.runtime.atomic_files import is_inside
from allocation.runtime.journal import WriteError

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


def _load(folder: Path, texts: Mapping[Path, str] | None) -> tuple[Files, list[Problem]]:
    problems: list[Problem] = []
    digests: dict[str, str] = {}
    data = locate_folder(folder, texts)
    values = {
        name: list(_read_kind(data, kind, problems, digests, texts or {}))
        for name, kind in KINDS.items()
    }
    unit = next(iter(values["unit"]), None)
    problems += _stray_files(data, texts or {})
    source_text = _source_text(data, unit, problems, texts or {})
    if data.source_text and source_text is not None:
        digests[data.display_name(data.source_text)] = digest(source_text)
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


def _stray_files(data: DataFolder, texts: Iterable[Path]) -> Iterator[Problem]:
    """Yield a problem for each YAML file that is of no kind, or whose name breaks links.

    :param texts: paths of files that would be written.
    """
    folder, skipped = data.path, (data.evidence, data.editions)
    read = {path for kind in KINDS.values() for path in _paths(folder, kind, texts)}
    seen: dict[str, Path] = {}
    for path in sorted({*_walk(folder, skipped), *texts}):
        if path.suffix.lower() not in (".yml", ".yaml"):
            continue
        ref = Ref(data.display_name(path), 1)
        twin = seen.setdefault(collision_key(ref.file), path)
        if not is_inside(folder, path):
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


def _read_kind(
    data: DataFolder,
    kind: FileKind,
    problems: list[Problem],
    digests: dict[str, str],
    texts: Mapping[Path, str],
) -> Iterator[Any]:
    folder = data.path
    paths = _paths(folder, kind, texts)
    problems += _unreadable_folder(data, folder / Path(kind.pattern).parent)
    if kind.required and not paths:
        problems.append(
            Problem(
                Ref(f"{folder.name}/{kind.pattern}", 1),
                "没有这个文件",
                f"{folder.name}/ 里有 {kind.pattern}",
                "请从版本库恢复，或对照 tests/ 里的示例新建。",
            )
        )
    for path in (path for path in paths if is_inside(folder, path)):
        name = data.display_name(path)
        text, errors = (texts[path], []) if path in texts else yaml_reader.text_of(path, name)
        problems += errors
        if text is not None:
            digests[name] = digest(text)
            value, wrong = _decoded(kind.name, name, text)
            # A file with errors is left out: it would only cause false ones elsewhere.
            if value is not None and not wrong:
                yield value
            problems += wrong


def is_public(ref: Ref) -> bool:
    """Whether the site shows the file that contains a place."""
    kind = _kind_of_path(PurePosixPath(ref.file.partition("/")[2]))
    return kind is not None and kind.public


def _kind_of_path(path: PurePosixPath) -> FileKind | None:
    return next((kind for kind in KINDS.values() if _matches(path, kind.pattern)), None)


def _matches(path: PurePath, pattern: str) -> bool:
    # Path.match compares from the right, so it alone would accept deeper paths.
    return len(path.parts) == len(PurePath(pattern).parts) and path.match(pattern)


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


_decoded_files: dict[tuple[str, str, str], tuple[Any, tuple[Problem, ...]]] = {}
_CACHE_SIZE = 1024
"""How many decoded files are cached: two states of the data have most files in common."""


def _decoded(kind: str, name: str, text: str) -> tuple[Any, tuple[Problem, ...]]:
    """Return the value of a file's text, None if it has errors, and its problems; cached."""
    # Keys have digests: the texts themselves would take half as much memory again as the data.
    key = (kind, name, digest(text))
    if key not in _decoded_files:
        if len(_decoded_files) >= _CACHE_SIZE:
            del _decoded_files[next(iter(_decoded_files))]
        record, problems = yaml_reader.read_text(text, name)
        value, wrong = decode(record, KINDS[kind].adapter) if record else (None, [])
        _decoded_files[key] = value, (*problems, *wrong)
    return _decoded_files[key]


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
