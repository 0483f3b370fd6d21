"""Names for machines: pinyin, codes, slugs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.base.search_forms import search_form
from allocation.base.slugs import ascii_code, person_slug, person_syllables, title_slug
from allocation.feeds.search_index import readings
from allocation.lint.names import comparison_key


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
        ("卜明", "bu-ming"),
        ("阚清", "kan-qing"),
        ("么文", "yao-wen"),
        ("句文", "gou-wen"),
        ("乜文", "nie-wen"),
        ("折文", "she-wen"),
        ("藏文", "zang-wen"),
        ("薄文", "bo-wen"),
        ("南宫雪", "nangong-xue"),
        ("王卜", "wang-bu"),
        ("卜", "bu"),
        ("司马", "si-ma"),
        ("阿卜杜拉·买买提", "abudula-maimaiti"),
        ("单增·多吉", "danzeng-duoji"),
        ("J. Smith", "j-smith"),
    ],
)
def test_person_slug(name: str, slug: str) -> None:
    """Surnames are read as surnames, compounds first."""
    assert person_slug(name, person_syllables(name)) == slug


def surnames() -> list[tuple[str, list[str]]]:
    """Return the published surnames with their readings, the usual one first."""
    path = Path(__file__).with_name("surnames.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if not line.startswith("#"))
    return [(surname, spelled.split(",")) for surname, spelled in pairs]


def test_published_surnames() -> None:
    """Every published surname is read in its usual way, and found by each of its readings."""
    assert len(surnames()) > 500
    for surname, spelled in surnames():
        assert " ".join(person_syllables(f"{surname}明")) == f"{spelled[0]} ming", surname
        for char, syllable in (
            pair for each in spelled for pair in zip(surname, each.split(), strict=True)
        ):
            assert syllable in readings([char]), (surname, syllable)


@pytest.mark.parametrize("dot", "·•‧∙⋅・･．.")
def test_dots_in_names(dot: str) -> None:
    """A name with a dot of any width is the same person, with the same address."""
    name = f"阿卜杜拉{dot}买买提"
    reading = person_syllables(name)
    assert reading == ("a", "bu", "du", "la", "mai", "mai", "ti")
    assert person_slug(name, reading) == "abudula-maimaiti"
    assert comparison_key(name) == comparison_key("阿卜杜拉·买买提")
    assert search_form(name) == "阿卜杜拉买买提"


@pytest.mark.parametrize(
    ("text", "form"),
    [("名 册", "名册"), ("名冊", "名册"), ("ＬＥＤ屏", "led屏"), ("“名册”、", "名册"), ("·", "")],
)
def test_search_form(text: str, form: str) -> None:
    """Width, case, traditional characters and punctuation make no difference to the search."""
    assert search_form(text) == form


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
