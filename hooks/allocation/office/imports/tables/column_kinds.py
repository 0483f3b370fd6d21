"""The kinds of a table's columns: by the words of their headings, and by what stands below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from allocation.base.slugs import compact
from allocation.office.imports.tables import heading_words
from allocation.office.imports.tables.heading_words import ColumnHeading, Meaning

_LONG = 20
"""Fewest characters of a text that is no label."""
_SHORT = 11
"""The mean of characters below which texts are labels."""
_MARKED = re.compile(r"(?:^|\n)\s*(?:[⑴-⒇①-⑳]|[（(]?[0-9]{1,2}[)）])")
_SENTENCE = re.compile(r"[。；;]\s*$")
_RULE = re.compile(
    r"[扣减得加计][0-9.]+分|不得分|不计分|扣完为止|扣至|酌情[扣加减计给]|按比例|每[^，。；]{1,8}[扣加减]"
)
_CONDITION = re.compile(r"未|没有?|不|无|缺|每|[0-9.]+分$|.*的$|.*(?:以[上下内]|达到?[0-9.]+%?)$")
"""What stands before the points of a rule, and is no duty."""
_PAPERS = (
    "材料|资料|文件|方案|总结|计划|记录|纪要|通知|照片|图片|影像|视频|名单|名册|台账|证书|证件|奖牌|截图|"
    "报告|简报|汇编|档案|复印件|原件|规划|清单|预案|协议|协议书|责任书|承诺书|倡议书|合同|凭证|票据|发票|签到[表册]|"
    "登记[表册]|统计表|情况表|汇总表|链接|简讯|讲稿|课件|批复|批示|请示|决定|意见|办法|制度|规定|章程|公示|"
    "说明|信息|报道|表"
)
_PAPER = re.compile(rf"(?:{_PAPERS})(?:等|（[^（）]*）|\([^()]*\))*\s*(?:$|[、，,。；;\n])")
_TICK = re.compile("[√✓✔☑●○◎★☆▲△■□Vv]")
_DUTY = re.compile(
    r"^\W*[0-9]*\W*(?:建立|制定|完善|健全|落实|开展|加强|推进|做好|确保|组织|坚持|深化|强化)"
)
_USUAL = 0.5
"""The share of a column's texts that makes it what they look like."""


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """What the texts of a column look like."""

    empty: bool = False
    short: bool = False
    clauses: bool = False
    rules: bool = False
    only_rules: bool = False
    papers: bool = False
    ticks: frozenset[str] = frozenset()
    """The signs of a column that has nothing else."""


def look(texts: Iterable[str | None]) -> ColumnLook:
    """Return what the texts of a column look like."""
    said = [text for text in texts if text and text.strip()]
    if not said:
        return ColumnLook(empty=True)

    def usually(fits: Iterable[object]) -> bool:
        return sum(map(bool, fits)) > _USUAL * len(said)

    return ColumnLook(
        short=sum(len(compact(text)) for text in said) < _SHORT * len(said),
        clauses=usually(map(_is_clause_like, said)),
        rules=usually(map(is_rule, said)),
        only_rules=usually(map(_is_only_rules, said)),
        papers=usually(map(is_papers, said)),
        ticks=frozenset(said) if all(map(_TICK.fullmatch, map(str.strip, said))) else frozenset(),
    )


def _is_clause_like(text: str) -> bool:
    """Whether a text is a sentence, or a list, and no label."""
    long = len(compact(text)) >= _LONG or _SENTENCE.search(text) is not None
    return long or len(_MARKED.findall(text)) > 1


def _is_only_rules(text: str) -> bool:
    """Whether a text says nothing but how points are given: no duty, with a rule behind it."""
    parts = [part for part in re.split(r"[。；;，,（）()\n]", compact(text)) if part]
    return any(map(is_rule, parts)) and all(
        is_rule(part) or _CONDITION.match(part) for part in parts
    )


def is_rule(text: str) -> bool:
    """Whether a text says how points are given or taken off."""
    return _RULE.search(compact(text)) is not None


def is_paper(text: str) -> bool:
    """Whether a text ends as the name of a document does."""
    return _PAPER.search(text.strip()) is not None and not _DUTY.match(text)


def is_papers(text: str) -> bool:
    """Whether a text, or most of its parts, name documents."""
    parts = [part for part in re.split(r"[、，,；;。\n]", text) if part.strip()]
    named = sum(map(is_paper, parts))
    return bool(parts) and 2 * named > len(parts) and not is_rule(text)


def kinds(
    words: Sequence[str],
    chosen: Mapping[int, ColumnHeading | None],
    looks: Sequence[ColumnLook],
) -> list[ColumnHeading | None]:
    """Return the kinds of columns; a column without a word belongs to the one before it.

    :param chosen: the kinds that a person gave, by column from 0.
    """
    meanings = _meanings(words, chosen)
    clause = _clause(words, meanings, looks, chosen)
    found: list[ColumnHeading | None] = []
    for at, word in enumerate(words):
        if at in chosen:
            found.append(chosen[at])
        elif not word and found:
            # A wide heading covers several columns.
            found.append(found[-1])
        elif at == clause:
            found.append(ColumnHeading.CLAUSE)
        else:
            found.append(_other(word, meanings[at], looks[at]))
    if ColumnHeading.CLAUSE in found:
        # Columns left of the clauses are levels.
        for at in range(found.index(ColumnHeading.CLAUSE)):
            if found[at] is ColumnHeading.REQUIREMENT and looks[at].short and at not in chosen:
                found[at] = ColumnHeading.LEVEL
            unread = at in chosen or heading_words.owners_in(words[at]) or looks[at].empty
            found[at] = found[at] or (None if unread else ColumnHeading.LEVEL)
    return found


def _meanings(words: Sequence[str], chosen: Mapping[int, ColumnHeading | None]) -> list[Meaning]:
    # The kind that a person gives to a column is no other column's; levels may be several.
    given = {*chosen.values()} - {ColumnHeading.LEVEL}
    meant = (heading_words.meaning(word) if word else () for word in words)
    return [
        () if at in chosen else tuple(kind for kind in kinds if kind not in given)
        for at, kinds in enumerate(meant)
    ]


def _other(word: str, meaning: Meaning, look: ColumnLook) -> ColumnHeading | None:
    """Return the kind of a column that does not hold the clauses."""
    if look.ticks and heading_words.is_department(word):
        return ColumnHeading.DEPARTMENT
    kind = next((kind for kind in meaning if kind is not ColumnHeading.CLAUSE), None)
    if kind is ColumnHeading.REQUIREMENT and look.papers:
        return ColumnHeading.EVIDENCE
    if kind in (ColumnHeading.REQUIREMENT, ColumnHeading.METHOD) and look.rules:
        return ColumnHeading.RULE
    return kind


def _clause(
    words: Sequence[str],
    meanings: Sequence[Meaning],
    looks: Sequence[ColumnLook],
    chosen: Mapping[int, ColumnHeading | None],
) -> int | None:
    """Return the column of the clauses: the first that has one of the reasons, the best first."""
    if ColumnHeading.CLAUSE in chosen.values():
        return None
    columns = [at for at, word in enumerate(words) if word and at not in chosen]
    by_first: dict[ColumnHeading | None, list[int]] = {}
    for at in columns:
        by_first.setdefault(meanings[at][0] if meanings[at] else None, []).append(at)
    longer = [
        at
        for at in columns
        if ColumnHeading.CLAUSE in meanings[at]
        and not (looks[at].short or looks[at].rules or looks[at].papers or looks[at].empty)
    ]
    for kind in (ColumnHeading.CLAUSE, ColumnHeading.REQUIREMENT):
        # Short texts before long ones are what those are about: 工作任务, 具体内容.
        those = by_first.get(kind, [])
        by_first[kind] = [
            at for at in those if not (looks[at].short and at < max(longer, default=0))
        ]
    named = by_first.get(ColumnHeading.CLAUSE, [])
    levels = by_first.get(ColumnHeading.LEVEL, [])
    wordy = [at for at in levels if ColumnHeading.CLAUSE in meanings[at]]
    wanted = [at for at in by_first.get(ColumnHeading.REQUIREMENT, []) if not looks[at].papers]
    rules = by_first.get(ColumnHeading.RULE, [])
    long = [at for at in wordy if looks[at].clauses]
    scoring = [at for at in rules if looks[at].rules]
    if wordy and len(levels) > 1:
        # 评价标准 beside 考评内容 may say nothing but how points are given.
        scoring += [at for at in named if looks[at].only_rules]
        named = [at for at in named if not looks[at].only_rules]
    reasons = (
        [at for at in named if looks[at].clauses and not (looks[at].rules and long)],
        [at for at in named if not (looks[at].rules and long)],
        long[-1:],
        [at for at in wanted if looks[at].clauses],
        wanted,
        # A rule of scoring needs something that is scored.
        wordy[-1:] if scoring and len(levels) > 1 else [],
        levels[-1:] if scoring and len(levels) > 1 else [],
        rules,
        wordy[-1:],
        levels[-1:],
        # A heading that nobody knows, above sentences; it is asked about.
        [at for at in by_first.get(None, []) if looks[at].clauses and not looks[at].papers],
    )
    return next((reason[0] for reason in reasons if reason), None)
