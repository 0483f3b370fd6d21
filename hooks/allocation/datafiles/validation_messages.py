"""Records -> classes of the model; what pydantic finds wrong, said in Chinese, place by place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter, ValidationError

from allocation.base.problems import Problem, Ref
from allocation.datafiles import yaml_reader
from allocation.datafiles.due_rules import FORMS


def decode(record: yaml_reader.Record, adapter: TypeAdapter[Any]) -> tuple[Any, list[Problem]]:
    """Turn one record into its class, or say in Chinese what is wrong with it, place by place."""
    try:
        return adapter.validate_python(record), []
    except ValidationError as error:
        file = record[yaml_reader.REF_KEY].file
        found = error.errors(include_url=False)
        inner = {each["loc"][:depth] for each in found for depth in range(len(each["loc"]))}
        return None, [
            _problem(record, file, each)
            for each in found
            # A list counts as too short when its entries are wrong; only those are worth a message.
            if not (each["type"] == "too_short" and each["loc"] in inner)
        ]


def _problem(record: yaml_reader.Record, file: str, error: Any) -> Problem:
    path = tuple(step for step in error["loc"] if _is_step(step))
    line = yaml_reader.locate(record, path)
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
        **dict.fromkeys(("due", *DUE_KEYS), "、".join(f"“{form}”" for form in FORMS)),
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
