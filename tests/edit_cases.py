"""Changes of single records, as people and attackers may send them, over ``units/edit``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from allocation.editing.slip_records import KINDS
from allocation.feeds import edit_checks
from test_personal_numbers import CARD, OTHERS, PHONE, SPELLINGS

Change = dict[str, Any]
IDS = {
    "filing": "2025-001",
    "value": "Ⅲ-1-⑴-指标01 2025",
    "row": "Ⅲ-1-第1行",
    "item": "Ⅲ-1",
    "clause": "Ⅲ-1-⑴",
    "evidence": "Ⅲ-1-⑴-03",
    "indicator": "Ⅲ-1-⑴-指标01",
    "person": "王伟",
    "department": "办公室",
    "term": "term",
    "unit": "unit",
}
"""A record of each kind."""
ODD: tuple[Any, ...] = (
    "", " ", "\u3000", "x" * 81, "长" * 500, "长" * 501, "😀" * 500, " 两边 ", "a\nb", "a\tb", "<b>x</b>", "=1+1", "@x", "#x",
    "- x", "a: b", "a #b", "null", "~", "yes", "'q'", '"q"', "\\", "{x}", "{shown}", "constructor", {"constructor": "x"}, "[x]", "a\x07b", "\x1cb", "\x85b", "\u200b",
    "\ufeff", "\u202eabc", "\u2028", "\u2066x", "😀", "\ud800", 0, 1, -1, 6, 9999, 10000, 1000000, 2.5, "06", "６", "+6", "1_0", "1,000",
    "1.1234", "1.12345", "1.10000000", "-0", "1.", "1e3", "9" * 13, True, False, "true", "TRUE", " true", "是", [], [""], ["甲", "甲"],
    [[]], {}, {"x": "y"}, [{}], [{"x": "y"}], "2026-03-05", "2026-02-29", "2024-02-29", "2026-3-5", "２０２６-03-05", " 2026-03-05",
    "1899-12-31", "1900-01-01", "2199-12-31", "2200-01-01", "2026-00-10", "2026-03-05T00:00", "已交", "已审核 ", "脱敏后挂", "每次活动",
    "届期", "2025-Q4", "2025-Q5", "2025-13", "期末后10天", "12-15", "13-01", "无期限", "wang wei", "Wang", "a" * 64, "3f2a-91c0",
    PHONE, f"联系 {PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", CARD, "13800138001", ["138", "0013", "8000"], [PHONE],
)  # fmt: skip
"""Values of any type, as they are tried in every field."""
NAMES = (
    "王伟", "王 伟", "王韦", "李四", "李明、赵敏", "张三", "阿里•买提", "阿里．买提", "办公室", "办公 室", "业务科", "业务处", "工会", "王",
    "張三", "Ⅲ-1-⑴-02", "3-1-1-02", "iii-1-(1)-02", "iii-1-1-02", "Ⅲ1①02", "Ⅲ-1-⑴-07", "Ⅲ-9-⑴-01", "Ⅲ-1-⑴-2", "三-1-第一条-02",
    "Ⅲ-1-⑴-指标01", "Ⅲ-1-⑴-指标02", "3-1-1-指标1", "2025-001", "2025-1", "2026-001", "P01", "P02", "带头", "业务 ", "计划", "计 划",
)  # fmt: skip
"""Names and codes, known and unknown."""
PARTS: dict[str, tuple[Any, ...]] = {
    "files": (
        [{"name": "2025/a.pdf"}], [{"name": "a.pdf"}, {"name": "a.pdf"}], [{"name": "../a.pdf"}], [{"name": "/a.pdf"}],
        [{"name": "a\\b.pdf"}], [{"name": "c:a.pdf"}], [{"name": "a?.pdf"}], [{"name": "con.pdf"}], [{"name": "长" * 70 + ".pdf"}],
        [{"name": "a .pdf"}], [{"name": "a."}], [{"name": "x\u200b.pdf"}], [{"name": "a.pdf", "taken": "2026-02-30"}],
        [{"name": "a.pdf", "reprint": "也许"}], [{"name": ""}], [{"place": "x"}], [{"name": "a.pdf", "event": PHONE}],
        [{"name": "a.pdf", "sha256": "x"}], [{"name": "./a//b.pdf"}], [{"name": f"{PHONE}.pdf"}], ["a.pdf"], [{"name": "a#b.pdf"}],
    ),
    "parties": (
        [{"department": "办公室"}], [{"department": "办公室"}, {"department": "办公室"}], [{"person": "王伟"}], [{"department": "业务处"}],
        [{"department": "办公室", "person": "李四"}], [{"role": "牵头"}], [{"department": "办公室", "role": "主办"}], [{"department": ""}],
        [{"department": "办公室", "person": "张三"}], [{"department": "办公室", "x": "y"}], [{"department": ["办公室"]}],
    ),
    "history": (
        [{"person": "王伟", "until": "2026-01-01"}], [{"person": "王伟"}], [{"person": "无此人", "until": "2026-01-01", "duty": "分管领导"}],
        [{"person": "王伟", "until": "2026-02-30"}], [{"person": "王伟", "until": "2026-01-01", "duty": "x"}],
    ),
    "milestones": (
        [{"date": "2025-06-30", "name": "自查"}], [{"date": "2022-12-31", "name": "早"}], [{"date": "2023-01-01", "name": "早"}],
        [{"date": "2027-12-31", "name": "晚"}], [{"date": "2028-01-01", "name": "晚"}], [{"name": "无"}], [{"date": "2025-06-31", "name": "x"}],
        [{"date": "2025-06-30", "name": "x", "stage": "迎检"}], [{"date": "2025-06-30", "name": "x", "stage": "检查"}],
    ),
    "handin": (
        {"place": "文明办"}, {"person": "王伟"}, {"person": "张三"}, {"person": "外人"}, {"room": "305"}, {"place": ""},
        {"place": "文明办", "phone": PHONE}, {"place": "文明办", "phone": "2550117"}, {"place": "文明办", "phone": "13800138001"},
        {"place": "文明办", "tel": "1"}, {"place": 305},
    ),
    "signed": (
        {"version": "3f2a-91c0", "on": "2026-01-05"}, {"version": "3F2A-91C0", "on": "2026-01-05"}, {"on": "2026-01-05"},
        {"version": "3f2a-91c0", "on": "2026-13-05"}, {"version": "3f2a-91c0"},
    ),
}  # fmt: skip
"""Values of fields that hold records."""


def changed(kind: str, id: str, /, **new: Any) -> Change:
    """Return a change of a record."""
    return {"record": kind, "op": "change", "id": id, "new": new}


def added(kind: str, parent: str = "", /, **new: Any) -> Change:
    """Return the addition of a record."""
    return {"record": kind, "op": "add", "new": new} | ({"in": parent} if parent else {})


def field_cases() -> Iterator[Change]:
    """Yield a change of each field of each kind to odd values.

    Of several fields with checks of the same kinds, one is tried with all of them.
    """
    tried: set[tuple[str, ...]] = set()
    for name, kind in KINDS.items():
        for place, field in enumerate(kind.fields):
            checks = edit_checks.checks(name, field)
            shape = tuple(check["is"] for check in checks if check["is"] != "required")
            values = ODD[place % 8 :: 8] if shape in tried else ODD
            tried.add(shape)
            own = (*PARTS.get(field, ()), *(NAMES if field in NAMING else ()), None)
            for value in _writable(field, (*values, *own)):
                if field not in kind.only_new:
                    yield changed(name, IDS[name], **{field: value})


def _writable(field: str, values: Iterable[Any]) -> Iterator[Any]:
    """Yield the values that can be written in place of the present ones; texts in lists, too."""
    for value in values:
        inner = value[0] if isinstance(value, list) and value else None
        if field in LISTS:
            if isinstance(value, str):
                yield [value]
            elif not isinstance(inner, list | dict):
                yield value
        elif (field not in PARTS or isinstance(inner, dict | None)) and value != {}:
            yield value


LISTS = {"evidence", "aliases", "leaders", "proof", "refs"}
"""Fields with lists of texts."""
NAMING = {"filed_by", "checked_by", "party", "indicator", "same_as", *LISTS}
"""Fields that name others, or must not."""


def number_cases() -> Iterator[Change]:
    """Yield every spelling of a personal number, and what looks like one, in several fields."""
    texts = [*(each for spellings in SPELLINGS.values() for each in spellings), *OTHERS]
    for place, text in enumerate(texts):
        yield changed("filing", "2025-001", title=f"甲{text}")
        yield (
            changed("evidence", "Ⅲ-1-⑴-03", note=text),
            changed("item", "Ⅲ-1", aliases=["另名", text]),
            changed("unit", "unit", handin={"place": "文明办", "phone": text}),
        )[place % 3]


def filing(**new: Any) -> Change:
    """Return a new filing in 2025."""
    values = {"evidence": ["Ⅲ-1-⑴-02"], "title": "甲", "date": "2025-03-05"} | new
    return added("filing", "2025", **{key: value for key, value in values.items() if value})


def value(**new: Any) -> Change:
    """Return a new value in 2025."""
    return added("value", "2025", **({"indicator": "Ⅲ-1-⑴-指标02"} | new))


EVERY, SLOTS = (
    ("Ⅲ-1-⑴-01", "Ⅲ-1-⑴-02", "Ⅲ-1-⑴-03", "Ⅲ-1-⑴-04", "Ⅲ-1-⑴-05"),
    (None, "届期", "2023", "2024", "2026", "2027", "2025-Q1", "2027-Q1", "2025-03", "2026-12", "2027-01",
     "2025-13", "2025-03-05", "2025-02-30", "2026-12-31", "2027-01-01", "0000-01-01"),
)  # fmt: skip


def rule_cases() -> Iterator[Change]:
    """Yield what breaks each rule of lint about one record, and what just keeps it."""
    for evidence in EVERY:
        for slot in SLOTS:
            yield filing(evidence=[evidence], slot=slot, date=None)
            yield filing(evidence=[evidence], slot=slot)
        for date in ("2023-12-31", "2024-01-01", "2026-12-31", "2027-01-01"):
            yield filing(evidence=[evidence], date=date)
        yield changed("filing", "2025-001", evidence=[evidence, "Ⅲ-2-⑴-01"])
    yield from _people_of_filings()
    yield from _states()
    yield from _values()
    yield from _tables()
    yield from _names()
    for kind in ("person", "department", "filing", "value"):
        for id in REMOVED[kind]:
            yield {"record": kind, "op": "remove", "id": id, "new": {}}
    for start in (
        None,
        "2024-01-02",
        "1989-01-01",
        "1990-01-01",
        "2100-01-01",
        "2101-01-01",
        "2023-07-01",
    ):
        yield changed("term", "term", start=start, milestones=None)
        yield changed("term", "term", start=start)
    for years in (0, 1, 5, 6):
        yield changed(
            "term", "term", years=years, milestones=[{"date": "2027-06-30", "name": "晚"}]
        )


REMOVED = {
    "person": ("李明", "赵敏", "王伟", "张三（办公室）", "阿里·买提"),
    "department": ("办公室", "业务科", "工会"),
    "filing": ("2025-001", "2025-002"),
    "value": ("Ⅲ-1-⑴-指标01 2025",),
}
"""Records that others name, and that none does."""


def _people_of_filings() -> Iterator[Change]:
    for person in (None, "王伟", "赵敏", "李四", "张三", "张三（办公室）"):
        for party in (None, "办公室", "业务科", "工会", "王伟", "业务处"):
            yield filing(evidence=["Ⅲ-1-⑴-06"], filed_by=person, party=party)
            yield filing(filed_by=person, party=party)
    yield filing(evidence=["Ⅲ-1-⑴-07"])
    yield filing(evidence=["Ⅲ-1-⑴-07", "Ⅲ-1-⑴-02"])
    yield filing(evidence=["Ⅲ-9-⑴-01", "Ⅲ-1-⑴-07"], state="退回")
    yield filing(evidence=["iii-1-1-02", "Ⅲ-1-⑴-02"])
    yield filing(evidence=["Ⅲ-1-⑴-02、Ⅲ-1-⑴-03"])
    yield filing(evidence=["Ⅲ-1-⑴-04"], link="http://wm.example/")
    yield filing(evidence=["Ⅲ-1-⑴-04"], redacted=True)
    yield filing(evidence=["Ⅲ-1-⑴-03"], redacted=True, link="http://wm.example/")
    for shown in ({}, {"redacted": True}, {"state": "退回", "reason": "重"}):
        yield filing(evidence=["Ⅲ-1-⑴-03"], files=[{"name": f"{PHONE}.pdf"}], **shown)


def _states() -> Iterator[Change]:
    for state in ("已交", "已审核", "退回"):
        for reason, checker in ((None, None), ("缺签字", None), (None, "李明"), ("缺签字", "李明")):
            yield changed("filing", "2025-001", state=state, reason=reason, checked_by=checker)
    for filed in (None, "2025-01-19", "2025-01-20", "2025-01-21"):
        for checked in (None, "2025-01-19", "2025-01-20", "2025-01-22"):
            yield changed("filing", "2025-001", filed_on=filed, checked_on=checked)


def _values() -> Iterator[Change]:
    for parts in (
        {}, {"value": "90"}, {"value": "未发生"}, {"value": "不适用"}, {"value": "不适用", "note": "无"}, {"numerator": "1"},
        {"denominator": "2"}, {"numerator": "1", "denominator": "2"}, {"numerator": "0", "denominator": "0"}, {"numerator": "1", "denominator": "0"},
        {"numerator": "0.0", "denominator": "0.00"}, {"value": "1", "numerator": "1"}, {"value": "未发生", "numerator": "1", "denominator": "2"},
        {"numerator": "1", "denominator": "0.0"}, {"value": "90", "proof": ["2025-001", "2025-002"]}, {"value": "90", "proof": ["2025-009"]},
    ):  # fmt: skip
        for round in ({}, {"round": "第一轮"}, {"round": "第二轮"}):
            yield value(**parts, **round)
            yield value(indicator="Ⅲ-1-⑴-指标01", **parts, **round)
    yield value(indicator="Ⅲ-1-⑴-指标09", value="1")
    yield changed("value", "Ⅲ-1-⑴-指标02 2025 第一轮", round=None)
    yield changed("value", "Ⅲ-1-⑴-指标02 2025 第一轮", value="91")


def _tables() -> Iterator[Change]:
    yield changed("row", "Ⅲ-1-第1行", leaders=["李明", "赵敏"])
    yield changed("row", "Ⅲ-1-第1行", leaders=["李明", "李明"])
    for paper in (
        "Ⅲ-1-⑴-03",
        "Ⅲ-1-⑴-02",
        "Ⅲ-1-⑴-07",
        "Ⅲ-9-⑴-01",
        "iii-1-1-02",
        "Ⅲ-1-⑵-01",
        "Ⅲ-2-⑴-01",
    ):
        yield changed("evidence", "Ⅲ-1-⑴-03", same_as=paper)
        yield changed("evidence", "Ⅲ-1-⑴-03", same_as=paper, not_applicable="没有")
    yield changed("evidence", "Ⅲ-1-⑴-02", frequency="每季")
    yield changed("evidence", "Ⅲ-1-⑴-02", min_count=2, due="12-15")
    yield changed("evidence", "Ⅲ-1-⑴-02", min_count=None, per="科室")
    yield changed("evidence", "Ⅲ-1-⑴-02", not_applicable="没有")
    yield changed("evidence", "Ⅲ-1-⑴-07", same_as=None)
    new = {
        "name": "新",
        "kind": "文件",
        "frequency": "每年",
        "basis": "建议",
        "visibility": "内网可见",
    }
    yield added("evidence", "Ⅲ-1-⑴", **new)
    for field in new:
        yield added("evidence", "Ⅲ-1-⑴", **{key: each for key, each in new.items() if key != field})
    yield added("evidence", "Ⅲ-1-⑵", **new, same_as="Ⅲ-2-⑴-01")
    yield added(
        "evidence",
        "Ⅲ-1-⑵",
        **new,
        aliases=["新", "另", "“另”", "1-2", "1.2", "12"],
        refs=["P01", "P09"],
    )


def _names() -> Iterator[Change]:
    for name in (
        *NAMES,
        "新人",
        "王伟 ",
        "\u3000工会",
        "",
        " ",
        "\u200b新",
        PHONE,
        "a\x07",
        "新\u3000人",
        "阿里・买提",
        "张三（办公室）",
    ):
        yield added("person", name=name)
        yield added("department", name=name)
        yield added("person", name="新人", id=name)
        yield added("department", name="新科", aliases=[name, "新科"])
    yield added("person", name="张三", id="张三（新）")
    yield added("person", name="王伟", id="王伟（新）")
    yield added("department", kind="科室")
