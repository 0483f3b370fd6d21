"""Names of files as people write them: codes in any spelling, and periods."""

from __future__ import annotations

from functools import cache

import pytest

from allocation.editing.file_names import Codes, document_year, period, title
from allocation.lint.validate import load_register
from helpers import DELIVERED

CODES = {
    "Ⅲ-1-⑵-03": [
        "3-1-2-03", "III-1-2-03", "Ⅲ-1-(2)-03", "Ⅲ-1-（2）-03", "iii-1-2-03", "Ⅲ-1-②-03", "lll-1-2-03",
        "Ⅲ－１－（２）－０３", "Ⅲ—1—⑵—03", "Ⅲ 1 ⑵ 03", "Ⅲ1⑵03", "三-1-2-03", "Ⅲ-1-⑵-3", "签到表Ⅲ-1-⑵-03(1)",
        "Ⅲ-1-⑵-03签到表", "Ⅲ-1-⑵-03_2025", "2025年 3-1-2-03 签到", "3.1.2.03签到", "Ⅲ1②03",
    ],
    "Ⅲ-12-⑵-01": ["Ⅲ—12—⑵—01", "3-12-2-01", "三-十二-（二）-01", "iii-12-2-01_2025-q1"],
    "Ⅲ-2-第3条-01": ["Ⅲ-2-第3条-01", "Ⅲ-2-第三条-01", "3-2-3-01", "iii-2-n3-01"],
    "群团组织-第1条-01": ["群团组织-第1条-01", "群团组织-1-01", "群团组织—第一条—01", "quntuan-zuzhi-n1-01"],
    "加分项目-1-02": ["加分项目-1-02_2025", "加分项目－１－０２"],
}  # fmt: skip
NO_CODE = [
    "2025-3-1-2-03", "2025-03-01", "2025.3.1", "3-12照片", "3月1日-2", "第3期简报", "DSC_0031", "1-2-3", "v1-2", "", "3.1-2.03签到", "2025.3.1.2",
]  # fmt: skip
PERIODS = {
    "2025": "2025", "2025年": "2025", "二〇二五年创建计划": "2025", "二零二五年三月": "2025-03", "2025年度总结": "2025", "25年总结": "2025", "_2025_2024年对比": "2025",
    "2025-Q1": "2025-Q1", "2025年第一季度": "2025-Q1", "2025年2季度": "2025-Q2", "2025四季度": "2025-Q4",
    "2025-03": "2025-03", "2025.3": "2025-03", "202503": "2025-03", "2025年3月份": "2025-03",
    "2025年十一月": "2025-11", "2025年十二月": "2025-12", "2025-03-05": "2025-03-05", "20250305": "2025-03-05",
    "2025年3月5日": "2025-03-05", "2025.3.5": "2025-03-05", "微信图片_20250311153012": "2025-03-11",
    "IMG_20250615_093012": "2025-06-15", "届期": "届期", "term": "届期", "２０２５年": "2025",
    "2024-2026年规划": None, "2024年总结和2025年计划": None, "2025年3月-4月": None, "年度总结": None,
    "工作计划4": None, "泉金〔2025〕3号": None, "DSC_0381": None, "12345热线": None, "2025-13": "2025",
}  # fmt: skip


@cache
def codes() -> Codes:
    """The codes of the delivered table."""
    return Codes(load_register(DELIVERED).evidence)


@pytest.mark.parametrize(
    ("name", "id"), [(name, id) for id, names in CODES.items() for name in names]
)
def test_spellings_of_a_code(name: str, id: str) -> None:
    """A code is found however it is written, and wherever it stands."""
    match = codes().find(name)
    assert match
    assert match.is_whole
    assert [entry.id for entry in match.evidence] == [id]


@pytest.mark.parametrize("name", NO_CODE)
def test_what_is_no_code(name: str) -> None:
    """Dates and numbers are no codes."""
    assert codes().find(name) is None


def test_codes_above() -> None:
    """A code of an item or a clause denotes all its evidence; one that nothing has denotes none."""
    for name, first in (("Ⅲ-12学雷锋", "Ⅲ-12-⑴-01"), ("Ⅲ-12-⑵", "Ⅲ-12-⑵-01")):
        match = codes().find(name)
        assert match
        assert (match.is_whole, match.evidence[0].id) == (False, first)
    match = codes().find("Ⅲ-99-⑴-01_2025_甲")
    assert match
    assert (match.is_whole, match.evidence, match.rest) == (True, (), "__2025_甲")


@pytest.mark.parametrize(("name", "key"), PERIODS.items())
def test_periods(name: str, key: str | None) -> None:
    """A period is read in any spelling; what gives none, or several, gives none."""
    found = period(name)
    assert (found and found.key) == key


def test_months_without_a_year() -> None:
    """The year of a month or a quarter comes from a folder, which must not contradict it."""
    year, month, quarter = period("2025年"), period("3月5日"), period("一季度")
    assert year
    assert month
    assert quarter
    assert month.key is None
    assert (month.label, quarter.label) == ("3月5日", "第1季度")
    assert month.within(quarter).within(year).key == "2025-03-05"
    assert month.agrees(quarter)
    second, other = period("2025年二季度"), period("2024")
    assert second
    assert other
    assert not month.agrees(second)
    assert not second.agrees(other)


def test_titles() -> None:
    """A title is what remains without period and number; the number gives a year."""
    assert title("_2025_年度工作计划_泉金〔2025〕3号") == ("年度工作计划", "泉金〔2025〕3号")
    assert title("签到表 -_") == ("签到表", None)
    assert document_year("总结 泉金〔2025〕3号") == 2025
    assert document_year("总结") is None
