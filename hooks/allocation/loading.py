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

from pydantic import TypeAdapter, ValidationError

from allocation import journal, locks, source
from allocation.facts import FactsCache, FileFacts
from allocation.filenames import EDITIONS, alike, unfit
from allocation.files import lies_in
from allocation.journal import WriteError
from allocation.model import (
    Category,
    DepartmentsFile,
    Files,
    FilingsFile,
    PeopleFile,
    ReferencesFile,
    Unit,
)
from allocation.oserrors import reason
from allocation.problems import Cell, DataError, Problem, Ref

T = TypeVar("T")
_ATTEMPTS = 5
"""How often data is read that changes while it is."""
STORE = "EVIDENCE_FOLDER"
"""The variable by which ``scripts/build`` says where handed-in files are that git has not."""


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
            "filings/[0-9][0-9][0-9][0-9].yml",
            FilingsFile,
            required=False,
            public=False,
        ),
    )
}


FOLDERS = sorted({str(PurePosixPath(kind.pattern).parent) for kind in KINDS.values()} - {"."})
"""The folders of a data folder that data files lie in."""


def is_data(name: str) -> bool:
    """Whether a path in a data folder is that of a data file."""
    return _kind(PurePosixPath(name)) is not None


def source_name(folder: Path) -> str | None:
    """Return what the settings in a data folder name as the file with the source's text."""
    name = KINDS["unit"].pattern
    text, _ = source.text_of(folder / name, name)
    record, _ = source.read_text(text or "", name)
    found = record.get("source_text") if record else None
    return found if isinstance(found, str) else None


def kind_of(ref: Ref | Cell) -> FileKind | None:
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
        return Files(folder=folder, complete=False), list(error.problems)


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
    found = {
        name: list(_read_kind(folder, kind, problems, digests, texts or {}))
        for name, kind in KINDS.items()
    }
    unit = next(iter(found["unit"]), None)
    evidence = evidence_folder(folder, unit)
    problems += _strays(folder, texts or {}, evidence, folder / EDITIONS)
    source_text = _source_text(folder, unit, problems, texts or {})
    if unit and source_text is not None:
        digests[f"{folder.name}/{unit.source_text}"] = digest(source_text)
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
        facts=_facts(folder, evidence, found["filings"]) if texts is None else {},
        digests=digests,
        texts=texts or {},
        source_text=source_text,
        folder=folder,
        complete=not problems,
    )
    return files, problems


def evidence_folder(folder: Path, unit: Unit | None) -> Path:
    """Return where the handed-in files lie: beside the data, or in the store of the unit.

    An earlier edition that has a folder of its own keeps it.
    """
    own = folder / (unit.evidence_folder if unit else "evidence")
    store = os.environ.get(STORE)
    if not store or (folder.parent.name == EDITIONS and own.is_dir()):
        return own
    return Path(store)


def _first(files: list[Any], attribute: str) -> Any:
    return getattr(files[0], attribute) if files else None


def _facts(folder: Path, evidence: Path, files: list[FilingsFile]) -> dict[str, FileFacts]:
    """Read the facts of every file that a filing names and that is there."""
    names = {file.name for each in files for filing in each.filings for file in filing.files}
    if not names:
        return {}
    cache = FactsCache(folder)
    facts = {}
    for name in sorted(names):
        # A loop of links is a RuntimeError until Python 3.13.
        with suppress(OSError, RuntimeError, ValueError):
            path = (evidence / name).resolve()
            if path.is_file() and path.is_relative_to(evidence.resolve()):
                facts[name] = cache.read(path)
    cache.save()
    return facts


def _strays(folder: Path, texts: Iterable[Path], *apart: Path) -> Iterator[Problem]:
    """Yield a problem for each YAML file that no kind would read, or whose name breaks links.

    :param texts: files that would be there.
    :param apart: folders that hold something else.
    """
    read = {path for kind in KINDS.values() for path in _paths(folder, kind, texts)}
    seen: dict[str, Path] = {}
    for path in sorted({*_below(folder, apart), *texts}):
        if path.suffix.lower() not in (".yml", ".yaml"):
            continue
        ref = Ref(shown_name(folder, path), 1)
        twin = seen.setdefault(alike(ref.file), path)
        if not lies_in(folder, path):
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
        elif wrong := unfit(path.name):
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
    folder: Path,
    kind: FileKind,
    problems: list[Problem],
    digests: dict[str, str],
    texts: Mapping[Path, str],
) -> Iterator[Any]:
    paths = _paths(folder, kind, texts)
    problems += _unlisted(folder, folder / Path(kind.pattern).parent)
    if kind.required and not paths:
        problems.append(_missing(folder, kind))
    for path in (each for each in paths if lies_in(folder, each)):
        name = shown_name(folder, path)
        text, found = (texts[path], []) if path in texts else source.text_of(path, name)
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
    record, found = source.read_text(text, name)
    if record is None:
        return None, tuple(found)
    value, wrong = decode(record, KINDS[kind].adapter)
    return value, (*found, *wrong)


def _look_into(folder: Path) -> None:
    os.scandir(folder).close()


def _unlisted(folder: Path, wanted: Path) -> Iterator[Problem]:
    """Yield a problem for a folder that can't be looked into: its files would silently be none."""
    try:
        _look_into(wanted)
    except FileNotFoundError:
        return
    except OSError as error:
        ref = Ref(shown_name(folder, wanted), 1)
        found = f"文件夹打不开（{reason(error)}）"
        yield Problem(ref, found, "能打开的文件夹", "请检查权限。")


def _missing(folder: Path, kind: FileKind) -> Problem:
    return Problem(
        Ref(f"{folder.name}/{kind.pattern}", 1),
        "没有这个文件",
        f"{folder.name}/ 里有 {kind.pattern}",
        "请从版本库恢复，或对照 tests/ 里的示例新建。",
    )


def shown_name(folder: Path, path: Path) -> str:
    """Return what messages and links call a file, such as ``data/people.yml``."""
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"


def _source_text(
    folder: Path, unit: Unit | None, problems: list[Problem], texts: Mapping[Path, str]
) -> str | None:
    if unit is None or unit.source_text is None:
        return None
    path = folder / unit.source_text
    try:
        if not lies_in(folder, path):
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


def decode(record: source.Record, adapter: TypeAdapter[Any]) -> tuple[Any, list[Problem]]:
    """Turn one record into its class, or say in Chinese what is wrong with it, place by place."""
    try:
        return adapter.validate_python(record), []
    except ValidationError as error:
        file = record[source.REF_KEY].file
        found = error.errors(include_url=False)
        inner = {each["loc"][:depth] for each in found for depth in range(len(each["loc"]))}
        return None, [
            _problem(record, file, each)
            for each in found
            # A list counts as too short when its entries are wrong; only those are worth a message.
            if not (each["type"] == "too_short" and each["loc"] in inner)
        ]


def _problem(record: source.Record, file: str, error: Any) -> Problem:
    path = tuple(step for step in error["loc"] if _is_step(step))
    line = source.locate(record, path)
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    say = _SAYINGS.get(error["type"], _say_other)
    return Problem(Ref(file, line), *say(key, error))


def _is_step(step: int | str) -> bool:
    """Leave out what pydantic adds to a path for the branches of a union."""
    return isinstance(step, int) or step.isidentifier()


DUE_KEYS = ("term", "year", "quarter", "month", "activity")
Saying = Callable[[str, Any], tuple[str, str, str]]


def _shown(error: Any) -> str:
    value = error["input"]
    if isinstance(value, dict):
        return "一组“键: 值”"
    if isinstance(value, list):
        return "一个列表"
    return "空" if value is None else f"“{str(value)[:40]}”"


def _say_missing(key: str, error: Any) -> tuple[str, str, str]:
    return f"缺少“{key}”", f"这里有“{key}: …”", "补上这一项。"


def _say_extra(key: str, error: Any) -> tuple[str, str, str]:
    return f"不认识的键“{key}”", "数据格式里有的键", "检查拼写；不需要就删去。"


def _say_enum(key: str, error: Any) -> tuple[str, str, str]:
    allowed = (
        str(error["ctx"]["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")
    )
    return f"“{key}”写的是{_shown(error)}", f"下列之一：{allowed}", "改成其中一个，写法要完全一致。"


def _say_text(key: str, error: Any) -> tuple[str, str, str]:
    return f"“{key}”写的是{_shown(error)}", "一段文字", "写成一行文字；含冒号、井号时加引号。"


def _say_list(key: str, error: Any) -> tuple[str, str, str]:
    return f"“{key}”写的是{_shown(error)}", "一个列表", "每项另起一行，以“- ”开头。"


def _say_mapping(key: str, error: Any) -> tuple[str, str, str]:
    return f"“{key}”这里是{_shown(error)}", "一组“键: 值”", "按相邻各项的样子写全。"


def _say_number(key: str, error: Any) -> tuple[str, str, str]:
    return f"“{key}”写的是{_shown(error)}", "一个数字", "只写阿拉伯数字。"


def _say_range(key: str, error: Any) -> tuple[str, str, str]:
    limit = next(iter(error["ctx"].values()))
    words = {"greater": "不小于", "less": "不大于", "decimal": "小数位数不超过"}
    word = words[error["type"].split("_")[0]]
    return f"“{key}”写的是{_shown(error)}", f"{word} {limit}", "改正数字。"


def _say_empty(key: str, error: Any) -> tuple[str, str, str]:
    return f"“{key}”是空的", "至少一项内容", "补上内容；确实没有就删去整个上级条目。"


def _say_bool(key: str, error: Any) -> tuple[str, str, str]:
    return f"“{key}”写的是{_shown(error)}", "true 或 false", "改成 true（是）或 false（否）。"


def _say_date(key: str, error: Any) -> tuple[str, str, str]:
    return (
        f"“{key}”写的是{_shown(error)}",
        "日期，如 2026-11-24",
        "按“年-月-日”写，月日各两位，日历上要有这一天。",
    )


def _say_pattern(key: str, error: Any) -> tuple[str, str, str]:
    expected = {
        "statement": "500 字以内",
        "slug": "小写字母、数字，用单个“-”连接，如 zeng-yabin；con、aux 等是 Windows 保留的",
        "no": "两位数字，如 01",
        "pinyin": "小写拼音，一字一音、空格隔开，如 zeng ya bin",
        "slot": "届期、2025、2025-Q1、2025-03 或 2025-03-05",
        "sha256": "64 位小写十六进制，allocation scan 会算",
        **dict.fromkeys(("due", *DUE_KEYS), "“期末”“期末后10天”“期末前60天”“12-15”或“2026-03-31”"),
    }
    return f"“{key}”写的是{_shown(error)}", expected.get(key, "规定的写法"), "按规定的写法改正。"


def _say_other(key: str, error: Any) -> tuple[str, str, str]:
    return (
        f"“{key}”写的是{_shown(error)}（{error['msg']}）",
        "合乎格式的内容",
        "对照数据格式说明改正。",
    )


_SAYINGS: dict[str, Saying] = {
    "missing": _say_missing,
    "unexpected_keyword_argument": _say_extra,
    "extra_forbidden": _say_extra,
    "enum": _say_enum,
    "string_type": _say_text,
    "string_too_short": _say_empty,
    "too_short": _say_empty,
    "string_pattern_mismatch": _say_pattern,
    "string_too_long": _say_pattern,
    "tuple_type": _say_list,
    "dataclass_type": _say_mapping,
    "dict_type": _say_mapping,
    "int_parsing": _say_number,
    "int_type": _say_number,
    "int_from_float": _say_number,
    "decimal_parsing": _say_number,
    "decimal_type": _say_number,
    "greater_than_equal": _say_range,
    "less_than_equal": _say_range,
    "decimal_max_places": _say_range,
    "bool_parsing": _say_bool,
    "bool_type": _say_bool,
    "date_from_datetime_parsing": _say_date,
    "date_parsing": _say_date,
    "date_type": _say_date,
    "date_from_datetime_inexact": _say_date,
    "finite_number": _say_number,
    "int_parsing_size": _say_number,
}
