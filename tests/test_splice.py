"""Data files with some values changed: nothing else in them moves, in whatever style."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from allocation.base.problems import Ref
from allocation.datafiles import yaml_reader
from allocation.editing import new_yaml
from allocation.editing.yaml_edit import Keys, YamlDocument

ROW = Ref("data/x.yml", 2, column=4)
CASES: dict[str, tuple[str, Keys, Any, str]] = {
    "a comment under a key": (
        "rows:\n  - parties:\n      # 先写牵头的\n      - department: 甲\n",
        ("parties", 0, "department"),
        "乙",
        "rows:\n  - parties:\n      # 先写牵头的\n      - department: 乙\n",
    ),
    "a list over several lines": (
        "rows:\n  - leaders: [甲,   # 常务\n      乙, 丙]\n    page: 1\n",
        ("leaders", 1),
        "丁",
        "rows:\n  - leaders: [甲,   # 常务\n      丁, 丙]\n    page: 1\n",
    ),
    "an entry goes from a list over several lines": (
        "rows:\n  - leaders: [\n      甲,   # 常务\n      乙,\n    ]\n",
        ("leaders",),
        ["甲"],
        "rows:\n  - leaders: [\n      甲,   # 常务\n    ]\n",
    ),
    "comments of those that stay": (
        "rows:\n  - parties:\n      # 一\n      - {department: 甲}\n      # 二\n"
        "      - {department: 乙}\n    page: 1\n",
        ("parties",),
        [{"department": "乙"}],
        "rows:\n  - parties:\n      # 一\n      # 二\n      - {department: 乙}\n    page: 1\n",
    ),
    "a new key stays above the next one's comment": (
        "rows:\n  - page: 1\n\n  # 下一行\n  - page: 2\n",
        ("remark",),
        "新",
        "rows:\n  - page: 1\n    remark: 新\n\n  # 下一行\n  - page: 2\n",
    ),
    "a first key goes": (
        "rows:\n  - department: 甲\n    person: 乙\n",
        ("department",),
        None,
        "rows:\n  - person: 乙\n",
    ),
    "a first key goes above a comment": (
        "rows:\n  - department: 甲\n    # 临时\n    person: 乙\n",
        ("department",),
        None,
        "rows:\n  - \n    # 临时\n    person: 乙\n",
    ),
    "a list under a key with only a comment": (
        "rows:\n  - parties:\n      # 待定\n    page: 1\n",
        ("parties",),
        [{"department": "甲"}],
        "rows:\n  - parties:\n      # 待定\n      - {department: 甲}\n    page: 1\n",
    ),
    "quotes stay": (
        'rows:\n  - date: "2024-01-02"   \n',
        ("date",),
        "2024-01-03",
        'rows:\n  - date: "2024-01-03"   \n',
    ),
    "a record on one line": (
        "rows:\n  - {name: 甲, id: '007'}   # 说明\n",
        ("pinyin",),
        "jia",
        "rows:\n  - {name: 甲, id: '007', pinyin: jia}   # 说明\n",
    ),
    "text with marks of its own": (
        "rows:\n  - note: |\n      一\n      二\n\n  - page: 2\n",
        ("note",),
        "含：附件 #1",
        "rows:\n  - note: '含：附件 #1'\n\n  - page: 2\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_bytes_beside_a_change(name: str) -> None:
    """Only what changes is written anew; all comments but those in what goes stay in place."""
    text, keys, value, expected = CASES[name]
    document = YamlDocument(text)
    document.put(ROW, keys, value)
    assert document.text() == expected


def test_lost_comments_are_told() -> None:
    """A comment that stands inside what goes is told, with its line; `#` in a text is none."""
    text = "rows:\n  - parties:\n      - department: '#1'\n        # 到年底\n        person: 甲\n      - person: 乙\n"
    document = YamlDocument(text)
    document.put(ROW, ("parties",), [{"person": "乙"}])
    assert document.text() == "rows:\n  - parties:\n      - person: 乙\n"
    assert [(each.line, each.text) for each in document.lost] == [(4, "# 到年底")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("filings: []\nx: 1\n", "filings:\n  - no: '01'\n    of: [a]\n  - no: '02'\nx: 1\n"),
        ("filings:\n# 无\nx: 1\n", "filings:\n  - no: '01'\n    of: [a]\n  - no: '02'\n# 无\nx: 1\n"),
        ("x: 1", "x: 1\nfilings:\n  - no: '01'\n    of: [a]\n  - no: '02'"),
        (
            "filings:\n- no: '00'\n\n# 尾\n",
            "filings:\n- no: '00'\n- no: '01'\n  of: [a]\n- no: '02'\n\n# 尾\n",
        ),
        ("filings:\n  -   no: '00'\n", "filings:\n  -   no: '00'\n  -   no: '01'\n      of: [a]\n  -   no: '02'\n"),
        ("filings: [{no: '00'}]", "filings: [{no: '00'}, {no: '01', of: [a]}, {no: '02'}]"),
    ],
)  # fmt: skip
def test_new_entries(text: str, expected: str) -> None:
    """Entries are added in the style of the list, or of the file, whether it is there or not."""
    document = YamlDocument(text)
    for entry in ({"no": "01", "of": ["a"]}, {"no": "02"}):
        document.append(Ref("data/x.yml", 1), ("filings",), entry)
    assert document.text() == expected


WORDS = st.text("甲乙丙丁 #:'\"[],{}&*!-0019abno\n", min_size=1, max_size=8).map(str.strip)
ENTRIES = st.dictionaries(
    st.sampled_from(["department", "person", "role"]), WORDS, min_size=1, max_size=3
)
LISTS = st.sampled_from([ENTRIES, WORDS]).flatmap(
    lambda each: st.tuples(*[st.lists(each, min_size=1, max_size=5)] * 2)
)


@settings(max_examples=300, deadline=None)
@given(LISTS, WORDS, st.booleans() | st.none(), st.integers(2, 6))
def test_any_list_becomes_any_other(
    lists: tuple[list[Any], list[Any]], word: str, flow: bool | None, indent: int
) -> None:
    """Whatever a list is and becomes, the file reads as it should, and its neighbours too."""
    before, after = lists
    data = {"rows": [{"a": word, "list": before, "z": word}, {"a": "1"}]}
    text = "# 头\n" + yaml.dump(
        data, allow_unicode=True, sort_keys=False, default_flow_style=flow, indent=indent
    )
    document = YamlDocument(text)
    ref = next(
        Ref("data/x.yml", node.start_mark.line + 1, column=node.start_mark.column)
        for keys, node in document._records
        if keys == ("rows", 0)
    )
    document.put(ref, ("list",), after)
    document.put(ref, ("new",), word)
    document.put(ref, ("a",), None)
    wanted = {"rows": [{"list": after, "z": word, "new": word}, {"a": "1"}]}
    assert yaml.load(document.text(), Loader=yaml.BaseLoader) == wanted


TEXTS = ("no", "1-2", "12:30", "007", "08", "1_000", "0x1F", "1e3", ".5", "2026-03-05", "2026-3-5",
         "甲: 乙", "甲 #乙", "甲:", "- 甲", "-", "?", "? 甲", "@甲", "`甲", "%甲", "[甲", "{甲", "!甲",
         "&甲", "*甲", "|", ">", "'甲'", '"甲"', "甲'乙", "甲 ", " 甲", "甲\u3000", "甲\xa0", "甲\u200b乙",
         "一\n二", "一\t二", "~", "null", "", "---", "...", "=", "<<", "y", "甲,乙", "a:b", "a?b")  # fmt: skip
"""Texts that some readers of YAML would take for something else."""
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\u2028\u2029"),
    min_size=1,
) | st.sampled_from(TEXTS)


@given(WORDS, WORDS)
@example("\x85", "\ufeff")
def test_texts_are_read_back(one: str, other: str) -> None:
    """Whatever a text says, our reader and others read that same text, alone and between brackets."""
    there = {"name": one, "parties": [{"person": other}, {"person": one, "note": other}]}
    text = new_yaml.text("people.yml", there | {"aliases": [one, other]})
    assert yaml.safe_load(text) == there | {"aliases": [one, other]}
    assert yaml.load(text, Loader=yaml.CSafeLoader) == there | {"aliases": [one, other]}
    record, _ = yaml_reader.read_text(text, "data/people.yml")
    assert record
    assert (record["name"], record["aliases"]) == (one, [one, other])


@pytest.mark.parametrize("text", TEXTS)
def test_texts_beside_others(text: str) -> None:
    """A text put into a file keeps its meaning, in the quotes that stood there, too."""
    for before in ("甲", "'甲'", '"甲"'):
        document = YamlDocument(f"rows:\n  - name: {before}\n")
        document.put(Ref("data/x.yml", 2, column=4), ("name",), text)
        assert yaml.safe_load(document.text()) == {"rows": [{"name": text}]}


@pytest.mark.parametrize(
    "text",
    ["1-2", "12-15", "期末后10天", "Ⅲ-2-⑴-01", "a#b", "http://x", "甲-乙", "届期", "3天", "v1.2.3"],
)
def test_no_quotes_without_need(text: str) -> None:
    """What every reader takes for text stands without quotes."""
    assert new_yaml.scalar(text) == text


def test_numbers_and_days_are_none_of_text() -> None:
    """What is a number, a day or a truth value in the data is written as one."""
    values = (3, True, date(2026, 3, 5))
    assert [new_yaml.scalar(each) for each in values] == ["3", "true", "2026-03-05"]
