"""The slip (改动单): what somebody wants to be changed, as a form in the browser says it.

A slip is JSON that anybody may have written: all that is wrong with it is told at once, in the
words that lint has for data files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Annotated, Any, ClassVar, Literal, NoReturn

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from allocation.base.filenames import collision_key, name_problem
from allocation.base.grouping import unique
from allocation.base.unseen import unseen
from allocation.datafiles.json_schema import doc, format_schema
from allocation.datafiles.model import Digest, Text
from allocation.datafiles.validation_messages import complaints
from allocation.datafiles.yaml_reader import MAX_DEPTH
from allocation.editing.slip_records import KINDS, RecordKind

NAME = "slip.json"
"""The name of a slip beside its files."""
MAX_BYTES = 1_000_000
MAX_CHANGES = 200
MAX_FILES = 100
MAX_PROBLEMS = 100
MAX_ENTRIES = 500
"""How many entries any list may have, and any mapping."""
MAX_LENGTH = 10_000
"""How many characters any text may have."""
_MOST: dict[tuple[str | int, ...], int] = {("changes",): MAX_CHANGES, ("files",): MAX_FILES}
_MOST_DIGITS = 15
"""An integer of more digits is none that a browser could have written."""
_HALF = re.compile(r"[\ud800-\udfff]")
"""A half of a pair of code units, which JSON can have and UTF-8 can't."""
DropId = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}-[0-9]{6}-[0-9a-f]{12}$")]
_Moment = Annotated[
    str,
    StringConstraints(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
        r"(Z|[+-][0-9]{2}:[0-9]{2})$"
    ),
]
_Line = Annotated[str, StringConstraints(max_length=2000)]


class Op(StrEnum):
    """What a change does."""

    CHANGE = "change"
    ADD = "add"
    REMOVE = "remove"


class DecisionAnswer(StrEnum):
    """What a coordinator decides about a drop that waits."""

    APPROVE = "approve"
    REFUSE = "refuse"


class _Part:
    """Base of the parts of a slip: unknown keys are errors."""

    __slots__ = ()
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFile(_Part):
    """A file that lies beside the slip."""

    name: Annotated[Text, doc("文件名，不带文件夹")]
    sha256: Annotated[Digest, doc("文件的 SHA-256")]
    size: Annotated[int, Field(ge=0), doc("多少字节")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipChange(_Part):
    """One change: of a record, by its id; or a record that is added, or removed."""

    record: Annotated[Literal[tuple(KINDS)], doc("什么记录")]  # type: ignore[valid-type]
    op: Annotated[Op, doc("改、加、删")]
    id: Annotated[Text | None, doc("记录的编号；新加的没有")] = None
    parent: Annotated[
        Text | None, Field(alias="in"), doc("加到哪里：登记、数值写年，材料写条款编号")
    ] = None
    sha256: Annotated[Digest | None, doc("看到的记录的 SHA-256；新加的没有")] = None
    old: Annotated[dict[str, Any] | None, doc("原来的内容；新加的没有")] = None
    new: Annotated[dict[str, Any] | None, doc("新的内容，null 是删去；删去记录的没有")] = None

    @property
    def kind(self) -> RecordKind:
        return KINDS[self.record]

    def data(self) -> dict[str, Any]:
        """Return the change as JSON has it."""
        values = {
            "record": self.record,
            "id": self.id,
            "in": self.parent,
            "op": self.op.value,
            "sha256": self.sha256,
            "old": self.old,
            "new": self.new,
        }
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(_Part):
    """What a coordinator decides about a drop that waits."""

    drop: Annotated[DropId, doc("等待批准的投递")]
    sha256: Annotated[Digest, doc("等待批准的内容的 SHA-256")]
    answer: Annotated[DecisionAnswer, doc("批准、退回")]
    reason: Annotated[_Line, doc("退回的理由")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip(_Part):
    """A slip as it was read; who really sent it, only the inbox knows."""

    slip: Annotated[Literal[1], doc("格式版本")]
    id: Annotated[DropId, doc("改动单的编号：填写的时间和 12 位随机数")]
    unit: Annotated[Text, doc("单位全称，与 unit.yml 一致")]
    form: Annotated[
        str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40), doc("哪张表单")
    ]
    by: Annotated[Text, doc("谁填写的")]
    at: Annotated[_Moment, doc("什么时候填写的")]
    changes: Annotated[tuple[SlipChange, ...], Field(max_length=MAX_CHANGES), doc("各处改动")]
    files: Annotated[
        tuple[SlipFile, ...], Field(max_length=MAX_FILES), doc("随改动单交来的文件")
    ] = ()
    decision: Annotated[Decision | None, doc("统筹人对等待批准的投递的决定")] = None
    about: Annotated[_Line, doc("给打开这个文件的人看的说明")] = ""
    why: Annotated[_Line, doc("为什么改")] = ""
    sentence: Annotated[_Line, doc("一句话说改了什么；以程序按改动写的为准")] = ""


@dataclass(frozen=True, slots=True)
class SlipProblem:
    """One fault: the change, counted from 0, and its field; what is there, and what to do.

    A fault of the slip as a whole is of no change.
    """

    change: int | None
    field: str
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        place = "改动单" if self.change is None else f"第 {self.change + 1} 处改动"
        where = f"{place} {self.field}".strip()
        return f"{where}  {self.found}\n    应为：{self.expected}\n    办法：{self.remedy}"


class SlipError(Exception):
    """The slip can't be used; holds all problems."""

    def __init__(self, problems: tuple[SlipProblem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join([f"改动单有 {len(problems)} 处错误：", *map(str, problems)]))


def read(content: bytes) -> Slip:
    """Return the slip that some bytes are.

    :raises SlipError: with everything that is wrong with it.
    """
    data = parsed(content)
    # Messages about anything else may quote these texts.
    _stop_if(_excesses(data))
    try:
        slip = _adapter().validate_python(data)
    except ValidationError as error:
        found = (SlipProblem(*place(path), *words) for path, words in complaints(error))
        raise SlipError(bounded(found)) from error
    _stop_if(problem for check in _CHECKS for problem in check(slip))
    return slip


def schema() -> str:
    """Return the JSON Schema of a slip as JSON."""
    return format_schema(_adapter(), "改动单", mode="validation") + "\n"


def place(path: tuple[str | int, ...]) -> tuple[int | None, str]:
    """Return the change and the field of a path in a slip.

    What is wrong within a field is told at the field, where a form shows it.
    """
    path = tuple(step for step in path if isinstance(step, int) or step.isidentifier())
    if path[:1] == ("changes",) and len(path) > 1 and isinstance(path[1], int):
        rest = [step for step in path[2:] if step not in ("new", "old")]
        return path[1], str(rest[0] if rest else "")
    return None, str(path[0]) if path else ""


def bounded(problems: Iterable[SlipProblem]) -> tuple[SlipProblem, ...]:
    """Return problems, each once, and of very many only the first: nobody reads more."""
    found = unique(islice(problems, MAX_PROBLEMS + 1))
    if len(found) <= MAX_PROBLEMS:
        return found
    more = SlipProblem(None, "", "后面还有错误，没有列出", "没有错误", "先改好上面的。")
    return (*found[:MAX_PROBLEMS], more)


def _stop_if(problems: Iterable[SlipProblem]) -> None:
    if found := bounded(problems):
        raise SlipError(found)


@cache
def _adapter() -> TypeAdapter[Slip]:
    return TypeAdapter(Slip)


def parsed(content: bytes) -> dict[str, Any]:
    """Return the JSON of a slip, whose numbers are integers or else texts: any program can read it.

    :raises SlipError: if it is none.
    """
    if len(content) > MAX_BYTES:
        _refuse(f"有 {len(content) / 1_000_000:.1f} MB", f"不超过 {MAX_BYTES // 1_000_000} MB")
    try:
        data = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_mapping,
            parse_int=_integer,
            parse_float=str,
            parse_constant=lambda name: _refuse(f"里有“{name}”，不是数", "JSON 里的数"),
        )
        if _HALF.search(json.dumps(data, ensure_ascii=False)):
            _refuse("里有半个字的编码，没有传完", "完整的文字")
    except UnicodeDecodeError:
        _refuse("不是 UTF-8 编码", "UTF-8 编码的 JSON")
    except RecursionError:
        _refuse(f"层次超过 {MAX_DEPTH} 层", "正常的层次")
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        _refuse(f"第 {line} 行不是 JSON，可能没有传完，或被改动过", "表单生成的 JSON")
    if not isinstance(data, dict):
        _refuse("最外层不是“{ }”", "表单生成的 JSON")
    return data


def _refuse(found: str, expected: str) -> NoReturn:
    remedy = "请在网站的表单里重新填写，不要手工改这个文件。"
    raise SlipError((SlipProblem(None, "", found, expected, remedy),))


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        keys = [key for key, _ in pairs]
        key = next(key for key in keys if keys.count(key) > 1)
        _refuse(f"里的“{key[:40]}”写了两次", "每个键只出现一次")
    return values


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= _MOST_DIGITS else text


def _excesses(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[SlipProblem]:
    """Yield what data files may not have in texts, and what is too deep, too many or too long."""
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    if isinstance(data, dict | list):
        most = _MOST.get(path, MAX_ENTRIES)
        if len(path) > MAX_DEPTH:
            _refuse(f"层次超过 {MAX_DEPTH} 层", "正常的层次")
        if len(data) > most:
            found = f"“{name}”有 {len(data)} 项"
            yield SlipProblem(*place(path), found, f"不超过 {most} 项", "请分几次做。")
            return
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _excesses(key, path)
            yield from _excesses(value, (*path, key))
    elif isinstance(data, str):
        yield from (SlipProblem(*place(path), *words) for words in unseen(data))
        if len(data) > MAX_LENGTH:
            found, expected = f"“{name}”有 {len(data)} 个字", f"不超过 {MAX_LENGTH} 个字"
            yield SlipProblem(*place(path), found, expected, "请写短一些。")


def _shapes(slip: Slip) -> Iterator[SlipProblem]:
    """Each change has what its kind and what it does need, and nothing else."""
    for number, change in enumerate(slip.changes):
        if change.op is not Op.CHANGE and not change.kind.grows:
            yield SlipProblem(
                number,
                "op",
                f"{change.kind.label}不能新增，也不能删去",
                "只改已有的",
                "请改用这一类的表单；分工表本身的变动请找维护数据的人。",
            )
            continue
        wanted = _WANTED[change.op] | (
            {"in"} if change.op is Op.ADD and change.kind.parent else set()
        )
        has = change.data().keys() - {"record", "op"}
        for name in sorted(wanted - has):
            yield SlipProblem(number, name, f"缺少“{name}”", f"这里有“{name}”", _AGAIN)
        for name in sorted(has - wanted):
            yield SlipProblem(number, name, f"多了“{name}”", f"这里没有“{name}”", _AGAIN)
        if change.op is not Op.REMOVE and change.new == {}:
            yield SlipProblem(number, "new", "“new”是空的", "至少一项内容", _AGAIN)


def _settable(slip: Slip) -> Iterator[SlipProblem]:
    """Only fields that a slip may set are set."""
    for number, change in enumerate(slip.changes):
        never = () if change.op is Op.ADD else change.kind.only_new
        allowed = [name for name in change.kind.fields if name not in never]
        for name in change.new or {}:
            if name not in allowed:
                yield SlipProblem(
                    number,
                    name[:40],
                    f"{change.kind.label}的“{name[:40]}”不能用改动单改",
                    f"下列之一：{'、'.join(allowed)}",
                    "请删去这一项；确需改的，请维护数据的人在数据文件里改。",
                )


def _once(slip: Slip) -> Iterator[SlipProblem]:
    """A record is changed once: two changes of it would not know of each other."""
    seen: dict[tuple[str, str], int] = {}
    for number, change in enumerate(slip.changes):
        if change.id:
            first = seen.setdefault((change.record, change.id), number)
            if first != number:
                found = f"{change.kind.label} {change.id} 前面第 {first + 1} 处已经改了"
                yield SlipProblem(number, "id", found, "一条记录只改一处", "请合成一处再交。")


def _files(slip: Slip) -> Iterator[SlipProblem]:
    """Files have names that work everywhere, none twice, and lie beside the slip."""
    seen: set[str] = {NAME}
    for file in slip.files:
        key = collision_key(file.name)
        wrong = "里有“/”" if "/" in file.name else name_problem(file.name)
        if file.name.startswith("."):
            wrong = "以“.”开头"
        if wrong:
            found = f"文件名“{file.name[:60]}”{wrong}"
            yield SlipProblem(
                None, "files", found, "普通的文件名", "请改文件名，再重新选这个文件。"
            )
        elif key in seen:
            found = f"文件名“{file.name}”重复，或与改动单自己的名称相同"
            yield SlipProblem(None, "files", found, "各不相同的文件名", "请改其中一个的文件名。")
        seen.add(key)


def _decides(slip: Slip) -> Iterator[SlipProblem]:
    """A slip changes something or decides something; a refusal says why."""
    decision = slip.decision
    if decision is None and not slip.changes:
        yield SlipProblem(None, "changes", "没有任何改动", "至少一处改动", "请填写后再交。")
    if decision and decision.answer is DecisionAnswer.REFUSE and not decision.reason.strip():
        yield SlipProblem(None, "decision", "退回没有写理由", "一句话的理由", "请写明要怎样改。")


_AGAIN = "请在网站的表单里重新填写。"
_WANTED = {
    Op.CHANGE: {"id", "sha256", "old", "new"},
    Op.ADD: {"new"},
    Op.REMOVE: {"id", "sha256", "old"},
}
"""The keys that a change has besides its kind, by what it does."""
_CHECKS: tuple[Callable[[Slip], Iterator[SlipProblem]], ...] = (
    _shapes,
    _settable,
    _once,
    _files,
    _decides,
)
