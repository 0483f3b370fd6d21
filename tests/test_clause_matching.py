"""Reworded clauses find the old ones: what is certain is right, and the right one is offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocation.carryover.clause_fates import Fate, Pair, pairs
from allocation.carryover.clause_texts import counts, gist
from allocation.carryover.confirmed_pairs import Confirmed
from carry_over_pairs import Clause, numbers, rubrics, write
from helpers import read

Texts = dict[str, list[str]]
"""Texts of clauses by the title of their item."""
STEADY = "每年召开2次会议研究创建工作，有记录；"


def paired(old: Texts, new: Texts, folder: Path) -> tuple[Pair, ...]:
    """Return the pairs of two tables."""
    before, after = (
        read(write([Clause("", item, text, ()) for item in side for text in side[item]], place))
        for place, side in ((folder / "old", old), (folder / "new", new))
    )
    return pairs(before.clauses, after.clauses, certain=0.8, confirmed=Confirmed())


def certain(old: Texts, new: Texts, folder: Path) -> dict[str, tuple[str, Fate]]:
    """Return the clauses that are carried over, by the id of the new one: the old id, the fate."""
    made = paired(old, new, folder)
    return {
        pair.after.id: (pair.before.id, pair.fate) for pair in made if pair.before and pair.after
    }


def test_numbers(tmp_path: Path) -> None:
    """Of what a person would pair, 90 in 100 are offered within three; what is certain is right."""
    found = numbers(tmp_path)
    assert sum(len(rubric) for rubric in rubrics().values()) >= 190
    for kind, each in found.items():
        assert each.right >= 0.9 * each.tried, kind
        assert each.wrong == 0, kind
    for kind in ("same", "moved", "numbers"):
        assert found[kind].certain == found[kind].tried, kind
    assert found["new"].quiet >= 0.75 * 10
    assert sum(each.right for each in found.values()) >= 0.97 * sum(
        each.tried for each in found.values()
    )


@pytest.mark.parametrize(
    "text",
    [
        "每年召开4次会议研究创建工作，有记录；",
        "每年召开两次会议研究创建工作，有记录。（3分）",
        "每年召开不少于2次会议，认真研究创建工作,有记录；满分10分",
        "每 年召开２次会议研究创建工作，有记录",
        "有记录，每年召开2次会议研究创建工作；",
        "每年召开2次会议研究创建工作，有记录，有通报；",
    ],
)
def test_what_demands_the_same(text: str, tmp_path: Path) -> None:
    """Numbers, scores, marks, fillers, order and a segment more leave a clause what it is."""
    found = certain({"领导": [STEADY]}, {"领导": [text]}, tmp_path)
    assert found == {"Ⅲ-1-(1)": ("Ⅲ-1-(1)", Fate.REWORDED)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("党员参加志愿服务的人数占总人数60%以上；", "团员参加志愿服务的人数占总人数60%以上；"),
        ("单位获市委、市政府以上表彰；", "个人获市委、市政府以上表彰；"),
        ("单位获市委、市政府以上表彰；", "单位获省委、省政府以上表彰；"),
        ("建有职工食堂，卫生达标，无浪费；", "建有职工食堂，卫生不达标，无浪费；"),
        ("公共场所有禁烟标识，无人吸烟；", "公共场所无禁烟标识，无人吸烟；"),
        ("经常开展净滩、护航等志愿服务活动；", "经常开展护航志愿服务活动；"),
        ("12月4日组织干部职工开展主题宣传活动；", "4月15日组织干部职工开展主题宣传活动；"),
        ("12345热线办件及时处理，群众满意；", "12315热线办件及时处理，群众满意；"),
        ("生产经营单位：依法经营，无违法违规行为；", "非生产经营单位：依法经营，无违法违规行为；"),
        ("电子档案按年度整理，目录齐全，专人保管；", "纸质档案按年度整理，目录齐全，专人保管；"),
    ],
)
def test_what_only_looks_the_same(old: str, new: str, tmp_path: Path) -> None:
    """Another body, degree, thing or day is another demand: nothing is carried over unasked."""
    assert certain({"领导": [old]}, {"领导": [new]}, tmp_path) == {}


def test_texts_that_stand_twice(tmp_path: Path) -> None:
    """Of texts that stand under several items each goes with its item, and none with its number."""
    old = {
        "领导": ["有专人负责；", "有计划、有总结；"],
        "志愿": ["有专人负责；", "有计划、有总结；"],
    }
    turned = {item: old[item] for item in ("志愿", "领导")}
    assert certain(old, turned, tmp_path / "turned") == {
        "Ⅲ-1-(1)": ("Ⅲ-2-(1)", Fate.MOVED),
        "Ⅲ-1-(2)": ("Ⅲ-2-(2)", Fate.MOVED),
        "Ⅲ-2-(1)": ("Ⅲ-1-(1)", Fate.MOVED),
        "Ⅲ-2-(2)": ("Ⅲ-1-(2)", Fate.MOVED),
    }
    other = {"廉政": ["有专人负责；"], "志愿": ["有专人负责；"]}
    assert certain(old, other, tmp_path / "other") == {"Ⅲ-2-(1)": ("Ⅲ-2-(1)", Fate.SAME)}


def test_few_words_under_another_item(tmp_path: Path) -> None:
    """Few words are no proof where the item is another one; many are."""
    old = {"文体活动": ["制度健全；", "有固定场所，配备专职管理人员，定期开放；"]}
    assert certain(old, {"财务管理": old["文体活动"]}, tmp_path) == {
        "Ⅲ-1-(2)": ("Ⅲ-1-(2)", Fate.SAME)
    }


def test_numbers_that_tell_clauses_apart(tmp_path: Path) -> None:
    """Where clauses differ in numbers alone, only the same number is certain."""
    old = {"学习": ["每年集中学习12次以上，有记录；", "每年集中学习4次以上，有记录；"]}
    new = {"学习": ["每年集中学习4次以上，有记录；", "每年集中学习10次以上，有记录；"]}
    assert certain(old, new, tmp_path) == {"Ⅲ-1-(1)": ("Ⅲ-1-(2)", Fate.MOVED)}


def test_a_short_clause_in_a_long_one(tmp_path: Path) -> None:
    """What was merged into a clause that is certain to be another one is told at the one gone."""
    long = "建立领导机构，人员、经费、场所落实到位，每年专题研究创建工作，有计划有总结"
    old = {"领导": [f"{long}；", "档案分门别类；"], "环境": ["办公室内外整洁；"]}
    made = paired(old, {"领导": [f"{long}，档案分门别类；"]}, tmp_path)
    (gone,) = (pair for pair in made if pair.before and pair.before.id == "Ⅲ-1-(2)")
    assert [candidate.after.id for candidate in gone.candidates] == ["Ⅲ-1-(1)"]
    assert [pair.candidates for pair in made if pair.before and pair.before.id == "Ⅲ-2-(1)"] == [()]
    assert made[0].fate is Fate.REWORDED


def test_nothing_but_fillers(tmp_path: Path) -> None:
    """A text of words that demand nothing is compared as it stands."""
    assert certain({"领导": ["积极开展工作；"]}, {"领导": ["认真开展活动；"]}, tmp_path) == {}


def test_numbers_of_a_text() -> None:
    """Counts and percentages are numbers; scores, years, dates and names are none."""
    assert counts("2026年开展3次，参加率≥60%（5分），每项得2分") == ["3", "60"]
    assert counts("12345热线、12月4日宣传、一次性告知，两名专人") == ["一", "两"]
    assert gist("不少于20篇（满分10分）") == "不少于#篇"
