"""What a leader can say about the rows that they supervise: figures, the worst, who, the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from allocation.base.enums import Column, SlotState
from allocation.base.grouping import grouped, grouped_pairs, unique
from allocation.base.slugs import shortened
from allocation.pages.views.labels import day, month_day
from allocation.register.index import Index, RowBlock, Tally, expected, tally
from allocation.register.open_duties import OPEN
from allocation.register.progress import (
    Slot,
    StateCounts,
    as_of,
    count_states,
    filed_on,
    gaps,
)
from allocation.register.register import DepartmentEntry, EvidenceEntry, PersonEntry
from allocation.register.schedule import month_before, provisional

_WORST = 5
_SHARES = 6
"""How many people stand on the one page; all of them stand below it."""
_LENGTH = 30
"""How many characters of a material's name are said."""
_NAMES = 3
"""How many names stand in a row."""
_JOINT = "几个人共同负责的，每人名下各列一次。"
Responsible = PersonEntry | DepartmentEntry | None
"""Who files something: a person, the department of a row without one, or nobody yet."""


@dataclass(frozen=True, slots=True)
class Worst:
    """A piece of evidence with slots that are late, and the days since the first was due."""

    evidence: EvidenceEntry
    late: int
    days: int
    owners: tuple[Responsible, ...]
    names: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one person, or the department of rows without one, has to file."""

    owner: Responsible
    name: str
    standing: StateCounts
    gaps: tuple[Slot, ...]

    @property
    def slug(self) -> str:
        """The end of its anchor."""
        return self.owner.slug if self.owner else "nobody"


@dataclass(frozen=True, slots=True)
class LastMonth:
    """The figures of the same day of the month before; ``undated`` slots count as filed by then."""

    since: date
    before: StateCounts
    undated: int


@dataclass(frozen=True, slots=True)
class Brief:
    """The brief (分管工作简报) of a leader.

    ``today`` is the day of the data while nothing has a date. ``mark`` says that the term is
    provisional. ``worst`` has what is late by evidence. ``change`` is None where the term had
    not begun a month ago.
    """

    leader: PersonEntry
    today: date
    active: bool
    column: Column
    mark: str
    rows: tuple[RowBlock, ...]
    tally: Tally
    slots: tuple[Slot, ...]
    standing: StateCounts
    worst: tuple[Worst, ...]
    shares: tuple[Share, ...]
    change: LastMonth | None

    @property
    def title(self) -> str:
        return f"{self.leader.key}分管工作简报"

    @property
    def sentences(self) -> tuple[str, ...]:
        """What can be said at a meeting: how things stand, the worst, the next due date."""
        if not self.active:
            return (
                f"分管项目 {self.tally.items} 个、条款 {self.tally.clauses} 条、"
                f"材料 {self.tally.evidence} 项。",
                "届期未核定，暂不计算期限和逾期。",
            )
        if not self.tally.evidence:
            return ("分管的项目尚未编制材料清单。",)
        mark = "（届期暂定）" if self.mark else ""
        return (f"截至{day(self.today)}，{_standing(self)}{mark}。", _worst_of(self), _next(self))

    @property
    def five_worst(self) -> tuple[Worst, ...]:
        return self.worst[:_WORST]

    @property
    def leading(self) -> tuple[Share, ...]:
        """The people with most that is late, who stand on the one page."""
        return self.shares[:_SHARES]

    @property
    def explained(self) -> str:
        """What the four figures count; empty without them."""
        if not self.active:
            return ""
        return (
            "一项材料的一期为一项次。没有到期的不算应交；"
            "退回后没有再交的另计，不在逾期里；30 天内到期的只数还没有交的。"
        )

    def others(self, shown: int = _SHARES) -> str:
        """Return what is late of the people beyond the first ones; empty if there are none."""
        rest = self.shares[shown:]
        late = sum(share.standing.late for share in rest)
        stands = f"逾期共 {late} 项次" if late else "没有逾期"
        return f"其余 {len(rest)} 位{stands}。" if rest else ""

    @property
    def joint(self) -> str:
        """That what several people file together stands with each of them; empty if nothing is."""
        return _JOINT if any(len(_owners(slot)) > 1 for slot in self.slots) else ""

    def total(self, shown: int) -> str:
        """Return the name of the row with the leader's own figures, below ``shown`` people."""
        rest = len(self.shares) - shown
        others = f"含其余 {rest} 位" if rest > 0 else ""
        once = "共同负责的只计一次" if self.joint else ""
        said = "，".join(filter(None, (others, once)))
        return f"合计（{said}）" if said else "合计"

    @property
    def with_gaps(self) -> tuple[Share, ...]:
        """The people who miss something, be it late or not."""
        return tuple(share for share in self.shares if share.gaps)

    @property
    def changes(self) -> tuple[tuple[str, int, int, str], ...]:
        """What is compared: its name, before, now, and the difference in words."""
        if not self.change:
            return ()
        before, now = self.change.before, self.standing
        compared = (
            ("已到期应交", before.due, now.due),
            ("已交", before.due_done, now.due_done),
            ("逾期", before.late, now.late),
        )
        return tuple((name, old, new, _difference(new - old)) for name, old, new in compared)

    @property
    def basis_of_change(self) -> str:
        """How the figures of the month before were computed, in a sentence."""
        if not self.change:
            return "届期开始不满一个月，没有上月可比。"
        undated = self.change.undated
        missing = f"有 {undated} 项次的登记没有日期，算作早已交。" if undated else ""
        return (
            "上月的数由各期期限和登记的交件日期推算，不是当时的存档；"
            f"没写交件日期的按文件日期。{missing}"
        )


def briefs(index: Index) -> Iterator[Brief]:
    """Yield the brief of each leader."""
    for leader in index.leaders():
        yield _brief(index, leader, index.of_leader(leader))


def _brief(index: Index, leader: PersonEntry, rows: tuple[RowBlock, ...]) -> Brief:
    progress = index.progress
    today = progress.today if progress.active else index.register.unit.data_date
    slots = tuple(expected(rows))
    late = tuple(slot for slot in slots if slot.state is SlotState.LATE)
    return Brief(
        leader=leader,
        today=today,
        active=progress.active,
        column=index.register.unit.names.column,
        mark=provisional(index.register.unit.term),
        rows=rows,
        tally=tally(rows),
        slots=slots,
        standing=count_states(slots),
        worst=tuple(_worst(index, late, today)),
        shares=_shares(index, slots),
        change=_change(index, slots),
    )


def _owners(slot: Slot) -> tuple[Responsible, ...]:
    """Return who files a slot: the persons, or else the department."""
    if slot.named:
        return slot.named
    if isinstance(slot.party, DepartmentEntry):
        return (slot.party,)
    return slot.evidence.clause.row.departments[:1] or (None,)


def _shares(index: Index, slots: Iterable[Slot]) -> tuple[Share, ...]:
    """Return what each has to file, those with most that is late first."""
    pairs = ((owner, slot) for slot in slots for owner in _owners(slot))
    shares = (
        Share(
            owner=owner,
            name=_name(index, owner),
            standing=count_states(own),
            gaps=gaps(own),
        )
        for owner, own in grouped_pairs(pairs).items()
    )
    return tuple(sorted(shares, key=lambda share: (-share.standing.late, -share.standing.soon)))


def _name(index: Index, owner: Responsible) -> str:
    if isinstance(owner, PersonEntry):
        return owner.key
    if owner is None:
        return f"责任人{OPEN}"
    is_open = index.register.unit.names_persons and index.register.has(Column.PERSON)
    return f"{owner.name}（责任人{OPEN}）" if is_open else owner.name


def _worst(index: Index, late: tuple[Slot, ...], today: date) -> Iterator[Worst]:
    """Yield the pieces of evidence with most that is late; of as many, the longest first."""
    by_evidence = grouped(late, lambda slot: slot.evidence)
    first = {evidence: min(slot.order for slot in own) for evidence, own in by_evidence.items()}
    for evidence in sorted(by_evidence, key=lambda each: (-len(by_evidence[each]), first[each])):
        own = by_evidence[evidence]
        owners = unique(owner for slot in own for owner in _owners(slot))
        days = (today - first[evidence]).days
        names = _listed([_name(index, owner) for owner in owners], "位")
        yield Worst(evidence, len(own), days, owners, names)


def _change(index: Index, slots: tuple[Slot, ...]) -> LastMonth | None:
    since = month_before(index.progress.today)
    term = index.progress.term
    if term is None or since < term.start:
        return None
    undated = sum(slot.order < since and _is_undated(slot) for slot in slots)
    return LastMonth(since, count_states(as_of(slots, since)), undated)


def _is_undated(slot: Slot) -> bool:
    """Whether a slot is done by filings of which one has no day."""
    return slot.state.done and not all(map(filed_on, slot.filings))


def _difference(number: int) -> str:
    return f"{number:+d}" if number else "持平"


def _standing(brief: Brief) -> str:
    counts, evidence = brief.standing, brief.tally.evidence
    if not counts.due:
        return f"分管的 {evidence} 项材料{_all(evidence)}还没有到期"
    due = f"分管的材料已到期应交 {counts.due} 项次"
    if counts.due_done == counts.due:
        return f"{due}，{_all(counts.due)}已交齐"
    if not counts.due_done:
        sent_back = f"（其中退回 {counts.sent_back} 项次）" if counts.sent_back else ""
        return f"{due}，{_all(counts.due)}还没有交{sent_back}"
    missing = "，".join(
        f"{name} {number} 项次"
        for name, number in (("逾期", counts.late), ("退回后没有再交", counts.sent_back))
        if number
    )
    return f"{due}，已交 {counts.due_done} 项次（{counts.portion}），{missing}"


def _all(count: int) -> str:
    """Return the word for all of several; one has none."""
    return "都" if count > 1 else ""


def _worst_of(brief: Brief) -> str:
    if not brief.worst:
        return "目前没有逾期的材料。"
    first = brief.worst[0]
    which = "最早的" if first.late > 1 else ""
    most = "最突出的" if len(brief.worst) > 1 else "逾期的"
    name = shortened(first.evidence.record.name, _LENGTH)
    return (
        f"{most}是“{name}”（{_responsible(first.owners)}），"
        f"逾期 {first.late} 项次，{which}已过期限 {first.days} 天。"
    )


def _next(brief: Brief) -> str:
    if not any(slot.due for slot in brief.slots):
        return "这些材料没有排定期限。"
    coming = grouped_pairs(
        (slot.due, slot)
        for slot in brief.slots
        if slot.due and slot.due >= brief.today and not slot.state.done
    )
    if not coming:
        return "此后没有还要交的材料到期。"
    first = min(coming)
    own = coming[first]
    owners = unique(owner for slot in own for owner in _owners(slot))
    soon = brief.standing.soon
    more = f"；30 天内共到期 {soon} 项次" if soon > len(own) else ""
    said = month_day(first) if first.year == brief.today.year else day(first)
    return (
        f"下一个期限是{said}（{_distance((first - brief.today).days)}），"
        f"到期 {len(own)} 项次（{_responsible(owners)}）{more}。"
    )


def _distance(days: int) -> str:
    return ("就在今天", "就在明天")[days] if days < 2 else f"还有 {days} 天"


def _responsible(owners: tuple[Responsible, ...]) -> str:
    """Return who is responsible: ``责任人：张三、李四；责任科室：办公室``."""
    persons = [owner.key for owner in owners if isinstance(owner, PersonEntry)]
    departments = [owner.name for owner in owners if isinstance(owner, DepartmentEntry)]
    parts = (
        f"责任人：{_listed(persons, '人')}" if persons else "",
        f"责任科室：{_listed(departments, '个科室')}" if departments else "",
        f"责任人{OPEN}" if None in owners else "",
    )
    return "；".join(filter(None, parts))


def _listed(names: list[str], counter: str) -> str:
    rest = f"等 {len(names)} {counter}" if len(names) > _NAMES else ""
    return f"{'、'.join(names[:_NAMES])}{rest}"
