"""The report of a new edition by sections, first those that need work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from allocation.base.grouping import grouped
from allocation.base.slugs import shortened
from allocation.carryover.clause_candidates import Candidate
from allocation.carryover.clause_fates import Fate, Pair, distinct
from allocation.carryover.decisions import decisions
from allocation.carryover.plan import CarryOverPlan
from allocation.carryover.report import CarryOverReport, Entry, ReportSection, lines
from allocation.carryover.report_words import LENGTH, difference, new_owners, quoted, spans

HOW = (
    "逐条定下来，加上 --same 再运行一次：是同一条的照提示写；拆成几条、并成一条的写几个 --same；"
    "和哪条都不同的写 --same 新编号=无。编号怎么写都行：Ⅲ-12-⑴、III-12-(1)、3-12-1。"
)


def report(plan: CarryOverPlan) -> CarryOverReport:
    """Return the report of a plan."""
    asked = decisions(plan)
    sections = (
        ReportSection("要人定的", HOW, asked, True),
        first_choices(plan),
        ReportSection(
            "数据里还要补的",
            "补好这些，新文件夹才能生成网站；改完运行 allocation lint 检查。",
            tuple(
                Entry(f"{problem.ref}  {problem.found}", (), lines(problem.remedy))
                for problem in plan.problems
            ),
        ),
        ReportSection(
            "改了字、照旧的",
            "只变了数字、虚词，或整句多了、少了的，当作同一条，职责和材料都带过去了；请看一遍。",
            reworded(plan),
        ),
        ReportSection("换了位置的", "", tuple(map(_moved, plan.of(Fate.MOVED)))),
        ReportSection(
            "新增的",
            "没有材料清单的，请在数据里或 Excel 里补上。",
            tuple(_added(plan, pair) for pair in plan.of(Fate.NEW) if pair.after),
        ),
        ReportSection(
            "材料编号变了的",
            "编号跟着条款走；已经按旧编号起名的文件不用改名，以后的按新编号起名。",
            tuple(Entry(f"{old} → {'、'.join(new)}") for old, new in plan.evidence_ids.renamed),
        ),
        ReportSection("登记和签收", "", tuple(_filings(plan))),
        ReportSection("设置", "", tuple(_settings(plan))),
    )
    filled = tuple(section for section in sections if section.entries)
    return CarryOverReport(plan.source, str(plan.target), summary(plan, len(asked)), filled)


def first_choices(plan: CarryOverPlan) -> ReportSection:
    """Return what a person may copy, mend and give back instead of typing each decision."""
    return ReportSection(
        "照第一个可能定的写法",
        "条数多的，抄成文本文件，一行一个，删掉不对的，再写 --same @文件 运行一次。",
        tuple(
            Entry(f"{pair.candidates[0].after.id}={pair.candidates[0].before.id}")
            for pair in plan.of(Fate.DOUBTFUL)
        ),
    )


def reworded(plan: CarryOverPlan) -> tuple[Entry, ...]:
    """Return the clauses that are taken for the old ones with another text."""
    return tuple(map(_carried, plan.of(Fate.REWORDED, Fate.CONFIRMED)))


def summary(plan: CarryOverPlan, asked: int) -> str:
    """Return the numbers of clauses by fate, and of evidence."""
    counts = Counter(pair.fate for pair in distinct(plan.pairs))
    counted = "、".join(f"{fate} {counts[fate]} 条" for fate in Fate if counts[fate])
    evidence = f"材料带过去 {len(plan.evidence_ids.evidence)} 项，共 {len(plan.before.evidence)} 项"
    return f"{counted}。{evidence}。{f'有 {asked} 处要人定。' if asked else '没有要人定的。'}"


def _carried(pair: Pair) -> Entry:
    (own, *_) = pair.candidates
    return Entry(f"{_from(own)}（{pair.fate}，{difference(own)}）：", spans(own))


def _moved(pair: Pair) -> Entry:
    (own, *_) = pair.candidates
    return Entry(f"{_from(own)}：{shortened(own.after.record.text, LENGTH)}")


def _added(plan: CarryOverPlan, pair: Pair) -> Entry:
    assert pair.after
    hints = (f"有点像原来的 {quoted(candidate.before)}（相似 {candidate.similarity:.0%}），"
             f"是同一条就加 --same {pair.after.id}={candidate.before.id}"
             for candidate in pair.candidates)  # fmt: skip
    sentence = f"{quoted(pair.after)}：{new_owners(plan.duties[pair.after])}"
    return Entry(sentence, (), lines(*hints))


def _from(own: Candidate) -> str:
    return own.after.id if own.after.id == own.before.id else f"{own.before.id} → {own.after.id}"


def _filings(plan: CarryOverPlan) -> Iterator[Entry]:
    evidence_ids = plan.evidence_ids
    if plan.options.same_term:
        kept = len(evidence_ids.kept)
        yield Entry(f"同一届期接着用：{kept} 份登记带过来了，材料编号变了的已经跟着改。")
        lost = grouped(evidence_ids.lost, lambda filing: filing.record.evidence)
        for ids, filings in lost.items():
            titles = "、".join(f"{filing.id}《{filing.record.title}》" for filing in filings)
            sentence = f"{'、'.join(ids)} 没有了，它的 {len(filings)} 份登记没有带过来："
            yield Entry(sentence, (), lines(titles))
        for value in evidence_ids.lost_values:
            yield Entry(
                f"{value.year} 年量化要求 {value.indicator.id} 的数没有带过来：量化要求没有了"
            )
    else:
        same = len(evidence_ids.evidence) - len(evidence_ids.renamed)
        count = len(plan.before.filings)
        yield Entry(
            f"登记属于旧的届期：{count} 份都留在旧版里，新版从零开始。有 {same} 项材料编号没变，"
            f"{len(evidence_ids.renamed)} 项变了。仍在同一届期里、要接着用的，加 --same-term。"
        )
    if signed := sum(1 for person in plan.before.people if person.record.signed):
        yield Entry(f"{signed} 人签收的是旧版的职责，没有带过来，请重新签收。")


def _settings(plan: CarryOverPlan) -> Iterator[Entry]:
    yield Entry(f"{plan.target}/unit.yml 的 title、header、columns：请对照新表看一遍。")
