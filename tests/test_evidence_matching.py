"""Names without codes: the right evidence is proposed, and nothing for what belongs to none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from allocation.editing.evidence_matching import EvidenceIndex, Proposal, is_sure
from allocation.lint.validate import load_register
from allocation.register.register import Register
from helpers import DELIVERED

NAMES: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_name("file_names.yml").read_text(encoding="utf-8")
)


@cache
def register() -> Register:
    """The delivered table."""
    return load_register(DELIVERED)


@cache
def index() -> EvidenceIndex:
    """The index of its evidence."""
    return EvidenceIndex(register())


def ids(proposals: tuple[Proposal, ...]) -> list[str]:
    """Return the ids of what is proposed."""
    return [proposal.evidence.id for proposal in proposals]


def names(group: str) -> list[tuple[str, str]]:
    """Return the names of a group, each with the id of its evidence."""
    several = {id: each if isinstance(each, list) else [each] for id, each in NAMES[group].items()}
    return [(id, name) for id, each in several.items() for name in each]


GENERAL = (
    "各科室：为深入贯彻落实市委、市政府关于精神文明建设的工作部署，扎实推进我局创建文明单位工作，"
    "现将有关事项通知如下，请认真组织学习，抓好落实。一、总体要求。"
)
"""What stands in many documents and says nothing about one."""


@pytest.mark.parametrize("text", ["", GENERAL], ids=["name", "text"])
@pytest.mark.parametrize("group", ["files", "kinds", "unseen"])
def test_numbers(group: str, text: str) -> None:
    """First right in 85 of 100, among five in 95, and always where the program is sure."""
    found = [(id, index().proposals(name, text)) for id, name in names(group)]
    first = [id for id, proposals in found if ids(proposals)[:1] == [id]]
    among = [id for id, proposals in found if id in ids(proposals)]
    sure = [ids(proposals)[0] == id for id, proposals in found if is_sure(proposals)]
    assert len(found) >= 60
    assert len(first) >= 0.85 * len(found)
    assert len(among) >= 0.95 * len(found)
    assert sum(sure) >= 0.99 * len(sure)
    assert len(sure) >= 0.15 * len(found)


@pytest.mark.parametrize("name", NAMES["foreign"])
def test_nothing_is_made_up(name: str) -> None:
    """Nothing is proposed for what no evidence speaks of."""
    assert index().proposals(name) == ()
    assert index().proposals(name, GENERAL) == ()


def test_text_speaks_where_the_name_does_not() -> None:
    """The first words of the text decide for a scan without a name; scores go down to the fifth."""
    proposals = index().proposals("扫描件001.pdf", "与社区结对共建协议书")
    assert ids(proposals)[0] == "Ⅲ-11-⑴-01"
    assert "结对共建协议" in proposals[0].words
    scores = [proposal.score for proposal in proposals]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert len(scores) <= 5


def test_a_code_leaves_some() -> None:
    """Within a clause that a code names, every word counts."""
    clause = [entry for entry in register().evidence if entry.clause.id == "Ⅲ-12-⑴"]
    assert ids(index().proposals("Ⅲ-12-⑴ 章程.docx", among=clause)) == ["Ⅲ-12-⑴-01"]


def test_synonyms_speak() -> None:
    """The unit's synonyms lead from what people call a thing to what the table calls it."""
    (first, *_) = index().proposals("清明祭扫烈士陵园/微信图片_20250404101522.jpg")
    assert (first.evidence.id, first.words) == ("Ⅲ-8-⑶-02", ("节日",))


def test_pinyin_speaks() -> None:
    """A name in pinyin is read by its syllables; words of other languages are none."""
    assert ids(index().proposals("zhiyuanzhe_mingce.xlsx"))[0] == "Ⅲ-12-⑴-03"
    for name in ("final version.docx", "panda.jpg", "mmexport1745388212345.jpg"):
        assert index().proposals(name) == ()


def test_the_form_decides() -> None:
    """Of evidence about one thing, the file's last word and its type choose."""
    for name, id in (
        ("志愿服务总结.docx", "Ⅲ-12-⑷-04"),
        ("志愿服务台账.xlsx", "Ⅲ-12-⑷-02"),
        ("志愿服务计划.docx", "Ⅲ-12-⑷-01"),
    ):
        assert ids(index().proposals(name))[0] == id
