"""What a clerk reads of a new edition: what a person must decide, and what went on by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from allocation.carryover.content import Duty, Said
from allocation.carryover.fates import Candidate, Fate, Pair
from allocation.carryover.plan import OWNERS, Plan
from allocation.changes.words import Span, marked
from allocation.diffs import markdown_span, text_span
from allocation.diffs import plain as plain_markdown
from allocation.grouping import grouped
from allocation.importers.table import NO_OWNERS
from allocation.register import ClauseEntry, RowEntry
from allocation.render import standalone
from allocation.text import bare, shortened

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")
_ENDS = "；。，;."
_LENGTH = 40
"""So much of a clause is enough to know it by."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to say; ``spans`` mark a reworded text, ``details`` stand below."""

    sentence: str
    spans: tuple[Span, ...] = ()
    details: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Entries of one kind; ``numbered`` if a person works through them."""

    title: str
    note: str
    entries: tuple[Entry, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """All that is to be said of a new edition, sections without entries left out."""

    source: str
    target: str
    summary: str
    sections: tuple[Section, ...]


def report(plan: Plan) -> Report:
    """Return the report of a plan."""
    decisions = tuple(each for kind in _DECISIONS for each in kind(plan))
    sections = (
        Section(
            "要人定的", "逐条定下来；定了是同一条的，按提示加 --same 再运行一次。", decisions, True
        ),
        Section(
            "数据里还要补的",
            "补好这些，新文件夹才能生成网站；改完运行 allocation lint 检查。",
            tuple(
                Entry(f"{each.ref}  {each.found}", (), _lines(each.remedy))
                for each in plan.problems
            ),
        ),
        Section(
            "改了字、照旧的",
            "相似度够高，当作同一条，职责和材料都带过去了；请看一遍。",
            tuple(_carried(each) for each in plan.pairs if each.fate in (Fate.REWORDED, Fate.TOLD)),
        ),
        Section("换了位置的", "", tuple(map(_moved, _of(plan, Fate.MOVED)))),
        Section(
            "新增的",
            "都还没有材料清单，请在数据里或 Excel 里补上。",
            tuple(_added(plan, each) for each in _of(plan, Fate.NEW) if each.after),
        ),
        Section(
            "材料编号变了的",
            "编号跟着条款走；已经按旧编号起名的文件不用改名，以后的按新编号起名。",
            tuple(Entry(f"{old} → {new}") for old, new in plan.proofs.renamed),
        ),
        Section("登记和签收", "", tuple(_filings(plan))),
        Section("届期和设置", "", tuple(_settings(plan))),
    )
    filled = tuple(each for each in sections if each.entries)
    return Report(plan.source, str(plan.target), _summary(plan, len(decisions)), filled)


def _lines(*sentences: str) -> tuple[Entry, ...]:
    return tuple(map(Entry, sentences))


def _summary(plan: Plan, decisions: int) -> str:
    counts = Counter(each.fate for each in _told(plan))
    said = "、".join(f"{fate} {counts[fate]} 条" for fate in Fate if counts[fate])
    evidence = f"材料带过去 {len(plan.proofs.evidence)} 项，共 {len(plan.before.evidence)} 项"
    return f"{said}。{evidence}。{f'有 {decisions} 处要人定。' if decisions else '没有要人定的。'}"


def _told(plan: Plan) -> Iterator[Pair]:
    """Yield the pairs; an old clause that another pair may be is not gone."""
    meant = {each.before for pair in _doubtful(plan) for each in pair.candidates}
    for pair in plan.pairs:
        if pair.fate is not Fate.GONE or pair.before not in meant:
            yield pair


def _of(plan: Plan, *fates: Fate) -> Iterator[Pair]:
    return (each for each in plan.pairs if each.fate in fates)


def _doubtful(plan: Plan) -> Iterator[Pair]:
    return _of(plan, Fate.UNSURE, Fate.AMBIGUOUS)


def _unsure(plan: Plan) -> Iterator[Entry]:
    """Yield clauses that may be an old one, each with both wordings."""
    for pair in _of(plan, Fate.UNSURE):
        (only,) = pair.candidates
        likeness = f"和原来的 {only.before.id} 只有 {_percent(only)} 相似，没有当作同一条："
        sentence = f"{_called(only.after)} {likeness}"
        yield Entry(sentence, _spans(only), _hints(plan, only))


def _ambiguous(plan: Plan) -> Iterator[Entry]:
    """Yield clauses of which several could be the old one, or an old one that could be several."""
    for pair in _of(plan, Fate.AMBIGUOUS):
        assert pair.after
        yield Entry(
            f"{_called(pair.after)} 有 {len(pair.candidates)} 个可能，没有替你选：",
            (),
            tuple(_choice(plan, candidate) for candidate in pair.candidates),
        )


def _choice(plan: Plan, candidate: Candidate) -> Entry:
    likeness = f"（相似 {_percent(candidate)}）："
    sentence = f"{candidate.after.id} ← {candidate.before.id}{likeness}"
    return Entry(sentence, _spans(candidate), _hints(plan, candidate))


def _hints(plan: Plan, candidate: Candidate) -> tuple[Entry, ...]:
    old = candidate.before
    return _lines(
        f"原来的 {old.id}：{_owners(old.row)}；{_hanging(plan, old)}",
        f"是同一条就加 --same {candidate.after.id}={old.id}",
    )


def _numbers(plan: Plan) -> Iterator[Entry]:
    """Yield clauses that ask for other numbers than before, while what hangs on them does not."""
    for pair in _of(plan, Fate.REWORDED, Fate.TOLD):
        (own, *_) = pair.candidates
        old, new = (_NUMBER.findall(each.record.text) for each in (own.before, own.after))
        hanging = own.before.record.evidence or own.before.record.indicators
        if old != new and hanging:
            sentence = f"{own.after.id} 里的数字变了，份数下限和指标还是旧的，请核对："
            yield Entry(sentence, _spans(own))


def _ownerless(plan: Plan) -> Iterator[Entry]:
    """Yield runs of new clauses that nobody answers for, with a hint whom the neighbours have."""
    if not any(plan.result.has(each) for each in OWNERS):
        return
    clauses = plan.after.clauses
    owned = [plan.duties[clause].owned for clause in clauses]
    for (free, item), run in groupby(
        range(len(clauses)), key=lambda at: (not owned[at], clauses[at].item.id)
    ):
        places = list(run)
        if free:
            said = "；".join(_called(clauses[at]) for at in places)
            near = _neighbours(plan, places, item)
            hint = (
                f"前后的条款由 {'、'.join(near)} 负责，仅供参考，没有写进去"
                if near
                else "同一项目里没有别人可参考"
            )
            yield Entry(f"没有人负责：{said}", (), _lines(hint))


def _neighbours(plan: Plan, places: list[int], item: str) -> list[str]:
    clauses = plan.after.clauses
    around = [at for at in (places[0] - 1, places[-1] + 1) if 0 <= at < len(clauses)]
    near = [plan.duties[clauses[at]] for at in around if clauses[at].item.id == item]
    return list(dict.fromkeys(_duty(each) for each in near if each.owned))


def _gone(plan: Plan) -> Iterator[Entry]:
    """Yield old clauses that nothing is left of, with what is lost with them."""
    for pair in _told(plan):
        if pair.fate is Fate.GONE and pair.before:
            lost = f"{_hanging(plan, pair.before)}，不带过去（旧版里都还在）"
            who = f"原来由 {_owners(pair.before.row)} 负责"
            said = _lines(who, lost, *_swallowed(plan, pair.before))
            yield Entry(f"原来的 {_called(pair.before)} 没有了", (), said)


def _swallowed(plan: Plan, old: ClauseEntry) -> Iterator[str]:
    """Say where the words of a clause that is gone stand in another one now."""
    words = bare(old.record.text).rstrip(_ENDS)
    for clause in plan.after.clauses:
        if words in bare(clause.record.text):
            yield f"这些字现在在 {clause.id} 里：可能是并进去了，材料要不要挪过去请定"


def _asked(plan: Plan) -> Iterator[Entry]:
    """Yield what the reader of the rubric asks."""
    # That a rubric names nobody is what the old owners are carried over for.
    asked = (each for each in plan.questions if each != NO_OWNERS)
    yield from (Entry(f"读新标准时：{each}") for each in asked)


_DECISIONS: tuple[Callable[[Plan], Iterator[Entry]], ...] = (
    _unsure,
    _ambiguous,
    _numbers,
    _ownerless,
    _gone,
    _asked,
)


def _carried(pair: Pair) -> Entry:
    (own, *_) = pair.candidates
    return Entry(f"{_from(own)}（{pair.fate}，相似 {_percent(own)}）：", _spans(own))


def _moved(pair: Pair) -> Entry:
    (own, *_) = pair.candidates
    return Entry(f"{_from(own)}：{shortened(own.after.record.text, _LENGTH)}")


def _added(plan: Plan, pair: Pair) -> Entry:
    assert pair.after
    return Entry(f"{_called(pair.after)}：{_duty(plan.duties[pair.after])}")


def _from(own: Candidate) -> str:
    return own.after.id if own.after.id == own.before.id else f"{own.before.id} → {own.after.id}"


def _filings(plan: Plan) -> Iterator[Entry]:
    proofs = plan.proofs
    if plan.options.same_term:
        kept = f"同一届期接着用：{len(proofs.kept)} 份登记带过来了，材料编号变了的已经跟着改。"
        yield Entry(kept)
        for ids, filings in grouped(proofs.lost, lambda each: each.record.evidence).items():
            said = "、".join(f"{each.id}《{each.record.title}》" for each in filings)
            gone = f"{'、'.join(ids)} 没有了，它的 {len(filings)} 份登记没有带过来："
            yield Entry(gone, (), _lines(said))
        for value in proofs.lost_values:
            yield Entry(f"{value.year} 年指标 {value.indicator.id} 的数没有带过来：指标没有了")
    else:
        same = sum(1 for old, new in proofs.evidence.items() if old == new)
        count = len(plan.before.filings)
        yield Entry(
            f"登记属于旧的届期：{count} 份都留在旧版里，新版从零开始。有 {same} 项材料编号没变，"
            f"{len(proofs.renamed)} 项变了。仍在同一届期里、要接着用的，加 --same-term。"
        )
    signed = sum(1 for each in plan.before.people if each.record.signed)
    if signed:
        yield Entry(f"{signed} 人签收的是旧版的职责，没有带过来，请重新签收。")


def _settings(plan: Plan) -> Iterator[Entry]:
    if not plan.options.same_term:
        yield Entry(f"{plan.target}/unit.yml 的 term：届期名称、第一天等核定以后由人填。")
    yield Entry(f"{plan.target}/unit.yml 的 title、header、columns：请对照新表看一遍。")


def _hanging(plan: Plan, clause: ClauseEntry) -> str:
    evidence, filed = plan.proofs.of(clause), plan.proofs.filed(clause)
    ids = "、".join(each.id for each in evidence)
    said = f"材料 {len(evidence)} 项" + (f"（{ids}）" if ids else "")
    return f"{said}，登记 {len(filed)} 份"


def _called(clause: ClauseEntry) -> str:
    return f"{clause.id}“{shortened(clause.record.text, _LENGTH)}”"


def _owners(row: RowEntry) -> str:
    leaders = "、".join(each.key for each in row.leaders)
    pairs = (
        (each.department.name if each.department else "", each.person.key if each.person else "")
        for each in row.parties
    )
    return _who(leaders, (" ".join(filter(None, pair)) for pair in pairs))


def _duty(duty: Duty) -> str:
    return _who("、".join(duty.leaders), [_party(each) for each in duty.parties])


def _party(said: Said) -> str:
    found = dict(said)
    return " ".join(str(found[key]) for key in ("department", "person") if key in found)


def _who(leaders: str, parties: Iterable[str]) -> str:
    said = [*parties, *([f"{leaders}（分管）"] if leaders else [])]
    return "、".join(said) or "没有写谁"


def _spans(candidate: Candidate) -> tuple[Span, ...]:
    return marked(candidate.before.record.text, candidate.after.record.text)


def _percent(candidate: Candidate) -> str:
    return f"{candidate.similarity:.0%}"


def text(report: Report) -> str:
    """Return a report for the terminal."""
    return "\n".join(_text(report)) + "\n"


def markdown(report: Report) -> str:
    """Return a report as Markdown (CommonMark; nothing in it is markup)."""
    return "\n".join(_markdown(report)) + "\n"


def html(report: Report) -> str:
    """Return a report as a page that needs no other file, and that Word opens."""
    return standalone("carry_over.html", report=report)


FORMATS: dict[str, Callable[[Report], str]] = {
    ".html": html,
    ".htm": html,
    ".md": markdown,
    ".txt": text,
}
"""By the end of a file's name."""


def _text(report: Report) -> Iterator[str]:
    yield f"{report.source} → {report.target}"
    yield report.summary
    for section in report.sections:
        yield f"\n{section.title}（{len(section.entries)}）"
        if section.note:
            yield f"  {section.note}"
        for number, entry in enumerate(section.entries, start=1):
            yield from _text_entry(entry, f"{number}. " if section.numbered else "· ", 2)


def _text_entry(entry: Entry, mark: str, depth: int) -> Iterator[str]:
    yield f"{' ' * depth}{mark}{entry.sentence}{''.join(map(text_span, entry.spans))}"
    for each in entry.details:
        yield from _text_entry(each, "", depth + 3)


def _markdown(report: Report) -> Iterator[str]:
    yield f"# 换版清单：{plain_markdown(report.source)}\n"
    yield f"{plain_markdown(report.summary)}\n"
    for section in report.sections:
        yield f"## {section.title}（{len(section.entries)}）\n"
        if section.note:
            yield f"{plain_markdown(section.note)}\n"
        for number, entry in enumerate(section.entries, start=1):
            yield from _markdown_entry(entry, f"{number}." if section.numbered else "-", 0)
        yield ""


def _markdown_entry(entry: Entry, mark: str, depth: int) -> Iterator[str]:
    spans = "".join(map(markdown_span, entry.spans))
    yield f"{' ' * depth}{mark} {plain_markdown(entry.sentence)}{spans}"
    for each in entry.details:
        yield from _markdown_entry(each, "-", depth + 4)
