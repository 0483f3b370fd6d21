"""Records -> classes of the model; pydantic's errors become problems in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from allocation.base.problems import Problem, Ref
from allocation.datafiles import yaml_reader
from allocation.datafiles.due_rules import FORMS


def decode(record: yaml_reader.Record, adapter: TypeAdapter[Any]) -> tuple[Any, list[Problem]]:
    """Return the value of a record, or None, and its problems in Chinese."""
    try:
        return adapter.validate_python(record), []
    except ValidationError as error:
        file = record[yaml_reader.REF_KEY].file
        return None, [
            Problem(Ref(file, yaml_reader.locate(record, path)), *message)
            for path, message in complaints(error)
        ]


def complaints(error: ValidationError, at: Path = ()) -> Iterator[tuple[Path, Message]]:
    """Yield what is wrong with a value, each with the path that leads there.

    :param at: the path to the value itself.
    """
    details = error.errors(include_url=False)
    outer = {detail["loc"][:depth] for detail in details for depth in range(len(detail["loc"]))}
    for detail in details:
        # pydantic calls a list too short if its entries are wrong: those have own messages.
        if detail["type"] == "too_short" and detail["loc"] in outer:
            continue
        # pydantic adds the branches of unions to a path; they are no identifiers.
        steps = (*at, *detail["loc"])
        path = tuple(step for step in steps if isinstance(step, int) or step.isidentifier())
        key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
        if detail["type"] in _EXTRA:
            key = str(detail["loc"][-1])[:SHOWN_LENGTH]
        context = detail.get("ctx", {})
        yield path, message(key, detail["type"], shown(detail["input"]), context, detail["msg"])


def message(
    key: str, kind: str, shown: str, context: Mapping[str, Any], other: str = ""
) -> Message:
    """Return what is said of a value that is not as the model wants it.

    :param key: the key of the value.
    :param kind: the type of pydantic's error.
    :param shown: the value as ``shown`` quotes it.
    :param context: what pydantic says of the limit that the value breaks.
    :param other: pydantic's own words, for errors that have none here.
    """
    value = f"“{key}”写的是{shown}"
    if kind in _MESSAGES:
        return _MESSAGES[kind](key, shown, context)
    if kind in _EXPECTED:
        return (value, *_EXPECTED[kind])
    return (f"{value}（{other}）", "合乎格式的内容", "对照数据格式说明改正。")


def shown(value: Any) -> str:
    """Return a value as messages quote it."""
    if isinstance(value, dict):
        return "一组“键: 值”"
    if isinstance(value, list):
        return "一个列表"
    return "空" if value is None else f"“{str(value)[:SHOWN_LENGTH]}”"


Path = tuple[int | str, ...]
"""The keys and positions that lead to a value."""
DUE_KEYS = ("term", "year", "quarter", "month", "activity")
SHOWN_LENGTH = 40
"""How many characters of a value messages quote."""
Message = tuple[str, str, str]
"""The value found, the expected one, and the remedy."""
Context = Mapping[str, Any]
"""What pydantic says of a limit, by its name."""
_NUMBER = ("一个数字", "只写阿拉伯数字。")
_BOOL = ("true 或 false", "改成 true（是）或 false（否）。")
_DATE = ("日期，如 2026-11-24", "按“年-月-日”写，月日各两位，日历上要有这一天。")
_EXPECTED = {
    "string_type": ("一段文字", "写成一行文字；含冒号、井号时加引号。"),
    "tuple_type": ("一个列表", "每项另起一行，以“- ”开头。"),
    "int_parsing": _NUMBER,
    "int_type": _NUMBER,
    "int_from_float": _NUMBER,
    "int_parsing_size": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "finite_number": _NUMBER,
    "bool_parsing": _BOOL,
    "bool_type": _BOOL,
    "date_from_datetime_parsing": _DATE,
    "date_parsing": _DATE,
    "date_type": _DATE,
    "date_from_datetime_inexact": _DATE,
}
"""The expected value and the remedy by the type of pydantic's error."""


def _missing_message(key: str, shown: str, context: Context) -> Message:
    return f"缺少“{key}”", f"这里有“{key}: …”", "补上这一项。"


def _extra_message(key: str, shown: str, context: Context) -> Message:
    return f"不认识的键“{key}”", "数据格式里有的键", "检查拼写；不需要就删去。"


def _enum_message(key: str, shown: str, context: Context) -> Message:
    allowed = str(context["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")
    return f"“{key}”写的是{shown}", f"下列之一：{allowed}", "改成其中一个，写法要完全一致。"


def _mapping_message(key: str, shown: str, context: Context) -> Message:
    return f"“{key}”这里是{shown}", "一组“键: 值”", "按相邻各项的样子写全。"


def _range_message(key: str, shown: str, context: Context) -> Message:
    limit, number = next(iter(context.items()))
    word = {"ge": "不小于", "le": "不大于", "decimal_places": "小数位数不超过"}[limit]
    return f"“{key}”写的是{shown}", f"{word} {number}", "改正数字。"


def _empty_message(key: str, shown: str, context: Context) -> Message:
    return f"“{key}”是空的", "至少一项内容", "补上内容；确实没有就删去整个上级条目。"


def _pattern_message(key: str, shown: str, context: Context) -> Message:
    expected = {
        "statement": "500 字以内",
        "slug": "小写字母、数字，用单个“-”连接，如 zeng-yabin；con、aux 等是 Windows 保留的",
        "no": "两位数字，如 01",
        "pinyin": "小写拼音，一字一音、空格隔开，如 zeng ya bin",
        "slot": "届期、2025、2025-Q1、2025-03 或 2025-03-05",
        **dict.fromkeys(("fonds", "category", "organisation_code"), "大写字母和数字，如 BGS"),
        "sha256": "64 位小写十六进制，allocation scan 会算",
        **dict.fromkeys(("due", *DUE_KEYS), "、".join(f"“{form}”" for form in FORMS)),
    }
    return f"“{key}”写的是{shown}", expected.get(key, "规定的写法"), "按规定的写法改正。"


_EXTRA = ("unexpected_keyword_argument", "extra_forbidden")
"""The types of errors about keys that nobody knows."""
_MESSAGES: dict[str, Callable[[str, str, Context], Message]] = {
    "missing": _missing_message,
    **dict.fromkeys(_EXTRA, _extra_message),
    "enum": _enum_message,
    "literal_error": _enum_message,
    "string_too_short": _empty_message,
    "too_short": _empty_message,
    "string_pattern_mismatch": _pattern_message,
    "string_too_long": _pattern_message,
    "dataclass_type": _mapping_message,
    "dict_type": _mapping_message,
    "greater_than_equal": _range_message,
    "less_than_equal": _range_message,
    "decimal_max_places": _range_message,
}
