"""YAML files -> records: dicts and lists of text with line numbers.

Every scalar is read as the text that was typed, so ``00101``, ``no``, ``12:30`` and ``2024-01-02``
are not converted; the model does that by the type of the field. Aliases, anchors, tags and
duplicate keys are refused.
"""

from __future__ import annotations

import codecs
import errno
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from allocation.base.os_messages import reason
from allocation.base.problems import Problem, Ref
from allocation.base.unseen import CONTROL, unseen

REF_KEY = "\0ref"
"""The key of a record's own place; no YAML file can contain it."""
KEYS_WITH_LINES = {
    "aliases",
    "columns",
    "coordinators",
    "date",
    "evidence",
    "folder",
    "indicator",
    "key",
    "leaders",
    "link",
    "no",
    "refs",
    "slot",
    "slug",
    "source_text",
    "start",
    "state",
    "word_template",
}
"""Keys to whose own line messages point, if it is not the record's first."""
KEYS_WITH_ENTRY_LINES = {"synonyms"}
"""Keys of lists whose entries are no records with places of their own: ``at("synonyms 0")``."""
MAX_DEPTH = 30
MAX_BYTES = 20_000_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_SYNTAX_HINTS = {
    "\\t": "缩进里有制表符（Tab），请改成空格。",
    "mapping values are not allowed": "一行里有两个“键: 值”，文字里有冒号时请把整段文字放进引号。",
    "could not find expected ':'": "这里缺少冒号和空格（“键: 值”），或上一行的引号没有配对。",
    "did not find expected": "缩进不齐，或引号、括号没有配对；请与上一行对齐。",
    "special characters are not allowed": "文件里有看不见的控制字符，请删去重打这一行。",
    "control characters are not allowed": "文件里有看不见的控制字符，请删去重打这一行。",
    "unexpected end of stream": "文件没有写完：引号或括号没有配对。",
}


class Record(dict[str, Any]):
    """A mapping with the line of each key."""

    __slots__ = ("lines",)

    def __init__(self, ref: Ref) -> None:
        super().__init__({REF_KEY: ref})
        self.lines: dict[str, int] = {}


class Sequence(list[Any]):
    """A list with the line of each entry."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


def text_of(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    """Return the text of a file, or None and the problem why it can't be read.

    :param name: the name of the file in messages, such as ``data/people.yml``.
    """
    try:
        return _decode(path, name), []
    except _UnreadableError as stop:
        return None, [stop.problem]


def read_text(text: str, name: str) -> tuple[Record | None, list[Problem]]:
    """Parse the text of a file.

    :returns: the record, None if there is none, and all problems.
    """
    try:
        reader = _Reader(text, name)
        return reader.document(), reader.problems
    except _UnreadableError as stop:
        return None, [stop.problem]


def locate(record: Any, path: tuple[int | str, ...]) -> int:
    """Return the line of the value at ``path``, or else of the last step that exists."""
    line = 1
    for step in path:
        if isinstance(record, Record) and isinstance(step, str):
            line = record.lines.get(step, record[REF_KEY].line)
            record = record.get(step)
        elif isinstance(record, Sequence) and isinstance(step, int) and step < len(record):
            line = record.lines[step]
            record = record[step]
    return line


class _UnreadableError(Exception):
    def __init__(self, ref: Ref, found: str, expected: str, remedy: str) -> None:
        self.problem = Problem(ref, found, expected, remedy)


def _decode(path: Path, name: str) -> str:
    start = Ref(name, 1)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "不是普通文件")
        if status.st_size > MAX_BYTES:
            raise _UnreadableError(
                start,
                f"文件有 {status.st_size // 1_000_000} MB",
                f"不超过 {MAX_BYTES // 1_000_000} MB 的文本",
                "请确认没有放错文件。",
            )
        raw = path.read_bytes()
    except OSError as error:
        raise _UnreadableError(
            start, f"文件打不开（{reason(error)}）", "能读的文件", "请检查文件是否存在、有无权限。"
        ) from error
    try:
        return raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(
            Ref(name, line),
            f"不是 UTF-8 编码（{_guess_encoding(raw)}）",
            "UTF-8 编码的文本",
            "用记事本打开，“另存为”时编码选 UTF-8。",
        ) from error


def _guess_encoding(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "像是 UTF-16"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "无法辨认"
    return "像是 GBK"


class _Reader:
    """One pass over libyaml's events; the depth is bounded, so recursion is safe."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        # Split at the line breaks that libyaml counts.
        self._lines = re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text) if "#" in text else []
        self._events = self._parse(text)

    def document(self) -> Record:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                root = self._node(next(self._events), depth=0)
                next(self._events)
                self._refuse_second_document()
                if isinstance(root, Record):
                    return root
                break
        raise _UnreadableError(
            Ref(self.name, 1),
            "文件是空的，或最外层不是“键: 值”",
            "“键: 值”的列表",
            "请对照同一文件夹的其他文件补上内容。",
        )

    def _refuse_second_document(self) -> None:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._problem(event, "有第二个“---”", "一个文件只写一份内容", "删去多出的“---”。")

    def _parse(self, text: str) -> Iterator[Any]:
        try:
            yield from yaml.parse(text, Loader=_Loader)
        except yaml.YAMLError as error:
            raise self._syntax_error(error, text) from error

    def _syntax_error(self, error: yaml.YAMLError, text: str) -> _UnreadableError:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else _control_character_line(text)
        message = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
        hint = next((hint for part, hint in _SYNTAX_HINTS.items() if part in message), None)
        lines = text.rstrip().splitlines() or [""]
        line = min(line, len(lines))
        shown = lines[line - 1].strip()[:40]
        return _UnreadableError(
            Ref(self.name, line),
            f"YAML 写法有误：“{shown}”（{message}）",
            "正确的 YAML",
            hint or "请对照相邻的行检查缩进、冒号、引号。",
        )

    def _node(self, event: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise _UnreadableError(
                self._ref(event), f"层次超过 {MAX_DEPTH} 层", "正常的层次", "请检查括号和缩进。"
            )
        if isinstance(event, yaml.AliasEvent):
            self._problem(event, f"用了引用“*{event.anchor}”", "直接写出内容", "把内容抄写在这里。")
            return None
        if event.anchor:
            self._problem(event, f"用了锚点“&{event.anchor}”", "直接写出内容", "删去“&”和名称。")
        if event.tag:
            self._problem(event, f"用了标签“{event.tag}”", "不带“!”的内容", "删去“!”和标签。")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        return self._sequence(depth)

    def _scalar(self, event: Any) -> str | None:
        value: str = event.value
        if not value:
            return "" if event.style else None
        for words in unseen(value):
            self._problem(event, *words)
        if self._lines and not event.style:
            self._refuse_comment(event)
        return sys.intern(value)

    def _refuse_comment(self, event: Any) -> None:
        """Refuse a comment behind a value, which may be meant as a part of it."""
        rest = self._lines[event.end_mark.line][event.end_mark.column :]
        if rest.lstrip(" ").startswith("#") and rest.startswith(" "):
            self._problem(
                event,
                f"“{event.value[-12:]}”后面有“ #”，从这里起会被当作注释丢掉",
                "内容里的 # 在引号里，注释另起一行",
                "给整段内容加引号；真是注释的，移到上一行。",
            )

    def _mapping(self, start: Any, depth: int) -> Record:
        line, column = start.start_mark.line + 1, start.start_mark.column
        record = Record(Ref(self.name, line, column=column))
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            self._put(record, event, key, value)
        if keys := tuple(pair for pair in _lines(record) if pair[1] != line):
            record[REF_KEY] = Ref(self.name, line, keys, column)
        return record

    def _put(self, record: Record, event: Any, key: Any, value: Any) -> None:
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            shown = f"“{key}”" if isinstance(key, str) else "这里"
            self._problem(
                event,
                f"{shown}不是一个键",
                "英文小写的键，后面是冒号和空格",
                "检查冒号后的空格和键的拼写。",
            )
        elif key in record:
            self._problem(
                event,
                f"键“{key}”重复（第 {record.lines[key]} 行已有）",
                "同一层里每个键只出现一次",
                "合并两处，或删去多余的一处。",
            )
        else:
            record.lines[key] = event.start_mark.line + 1
            if value is not None:
                record[key] = value

    def _sequence(self, depth: int) -> Sequence:
        sequence = Sequence()
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            sequence.append(self._node(event, depth + 1))
            sequence.lines.append(event.start_mark.line + 1)
        return sequence

    def _ref(self, event: Any) -> Ref:
        return Ref(self.name, event.start_mark.line + 1, column=event.start_mark.column)

    def _problem(self, event: Any, found: str, expected: str, remedy: str) -> None:
        self.problems.append(Problem(self._ref(event), found, expected, remedy))


def _lines(record: Record) -> Iterator[tuple[str, int]]:
    """Yield the lines that messages refer to."""
    for key in record.lines.keys() & KEYS_WITH_LINES:
        yield key, record.lines[key]
    for key in record.lines.keys() & KEYS_WITH_ENTRY_LINES:
        value = record.get(key)
        if isinstance(value, Sequence):
            yield from ((f"{key} {place}", line) for place, line in enumerate(value.lines))


def _control_character_line(text: str) -> int:
    for number, line in enumerate(text.split("\n"), start=1):
        if CONTROL.search(line):
            return number
    return 1
