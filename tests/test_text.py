"""Names for machines: pinyin, codes, slugs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.base.slugs import ascii_code, person_slug, person_syllables, title_slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("曾雅彬", "zeng-yabin"),
        ("单小平", "shan-xiaoping"),
        ("仇和", "qiu-he"),
        ("解放", "xie-fang"),
        ("查理", "zha-li"),
        ("区文", "ou-wen"),
        ("朴一", "piao-yi"),
        ("盖明", "ge-ming"),
        ("翟天", "zhai-tian"),
        ("缪斯", "miao-si"),
        ("尉迟恭", "yuchi-gong"),
        ("长孙无忌", "zhangsun-wuji"),
        ("万俟卨", "moqi-xie"),
        ("欧阳娜", "ouyang-na"),
        ("蔡毅峰", "cai-yifeng"),
        ("林枢阳", "lin-shuyang"),
    ],
)
def test_person_slug(name: str, slug: str) -> None:
    """Surnames are read as surnames, compounds first."""
    assert person_slug(name, person_syllables(name)) == slug


@pytest.mark.parametrize(
    ("code", "twin"),
    [
        ("Ⅲ-12", "iii-12"),
        ("Ⅱ-1", "ii-1"),
        ("⑴", "1"),
        ("（1）", "1"),
        ("①", "1"),
        ("1.", "1"),
        ("1)", "1"),
        ("一、", "1"),
        ("十二、", "12"),
        ("（二十）", "20"),
        ("Ⅰ—1", "i-1"),
        ("1-1", "1-1"),
        ("1.1", "1-1"),
        ("第3条", "3"),
        ("", ""),
    ],
)
def test_ascii_code(code: str, twin: str) -> None:
    """Codes and marks of every style have an ASCII twin."""
    assert ascii_code(code) == twin


@given(st.text())
def test_slugs_are_safe(text: str) -> None:
    """Whatever is typed, a slug holds nothing but lower-case ASCII, digits and hyphens."""
    slug = title_slug(text)
    assert all(char.isascii() and (char.isalnum() or char == "-") for char in slug)
    assert slug == slug.lower()
    assert len(slug) <= 60
