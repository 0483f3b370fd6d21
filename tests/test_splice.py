"""Data files with some values changed: nothing else in them moves, in whatever style."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.importers.splice import Document, Keys
from allocation.problems import Ref

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
    document = Document(text)
    document.put(ROW, keys, value)
    assert document.text() == expected


def test_lost_comments_are_told() -> None:
    """A comment that stands inside what goes is told, with its line; `#` in a text is none."""
    text = "rows:\n  - parties:\n      - department: '#1'\n        # 到年底\n        person: 甲\n      - person: 乙\n"
    document = Document(text)
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
    document = Document(text)
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
    document = Document(text)
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
