"""The closed sets: values as the office writes them, each with what it means."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a party does for a row when the table says more than “responsible”."""

    LEAD = "牵头"
    """Leads, and answers for the whole row."""
    SUPPORT = "配合"
    """Helps the leading party."""
    PROVIDER = "提供材料"
    """Hands in the evidence without answering for the clause."""


class Duty(StrEnum):
    """What somebody does for a row."""

    LEADER = "分管领导"
    """Supervises it."""
    PERSON = "责任人"
    """Files its evidence."""


class Column(StrEnum):
    """A column that the printed table has beside the clauses."""

    LEADER = "分管领导"
    """Who supervises a row."""
    DEPARTMENT = "责任科室"
    """Which body is responsible for a row."""
    PERSON = "责任人"
    """Who files the evidence of a row."""
    SCORE = "分值"
    """Points of an item or a clause."""
    METHOD = "测评方法"
    """How the assessors look at it."""
    DEADLINE = "完成时限"
    """By when."""
    REMARK = "备注"
    """Anything else that the table says."""


class DepartmentKind(StrEnum):
    """What sort of body stands in the column 责任科室."""

    OFFICE = "科室"
    """An internal department of the unit."""
    ORGANISATION = "党群组织"
    """A party, youth, union or women's organisation."""
    TASK_FORCE = "专项小组"
    """A group set up for one task."""
    OTHER = "其他"
    """Anything else, such as “each community”."""


class EvidenceKind(StrEnum):
    """The form that a piece of evidence takes."""

    DOCUMENT = "文件"
    """An issued document, rule, notice or bulletin."""
    MINUTES = "会议记录"
    """Minutes or notes of a meeting or a study session."""
    PLAN = "方案"
    """A plan for an activity or a period."""
    SUMMARY = "总结"
    """A summary or report after the fact."""
    PHOTO = "照片"
    """Photographs with captions."""
    LEDGER = "台账"
    """A running register or list."""
    SCREENSHOT = "截图"
    """A picture of a web page or system, with its date."""
    CERTIFICATE = "证书"
    """A certificate, plaque, receipt or attestation."""
    FIGURES = "数据"
    """Statistics, with numerator and denominator."""
    LINK = "链接"
    """The address of something published."""


class Frequency(StrEnum):
    """How often a piece of evidence is due."""

    TERM = "届期一次"
    """Once in a term."""
    YEAR = "每年"
    """Every year."""
    QUARTER = "每季"
    """Every quarter."""
    MONTH = "每月"
    """Every month."""
    ACTIVITY = "每次活动"
    """Each time that something is held; not convertible into a number per term."""


class Period(StrEnum):
    """The time over which an indicator is measured."""

    TERM = "届期"
    """The whole term."""
    YEAR = "每年"
    """Each year."""
    ROUND = "每轮"
    """Each round of a campaign."""


class Basis(StrEnum):
    """Where a number comes from."""

    CLAUSE = "条款"
    """The clause itself says or lists it."""
    QUANTIFIED = "条款定性"
    """The clause asks for it in words, the number is a proposal."""
    ELSEWHERE = "外地做法"
    """Other places ask for this much."""
    PROPOSAL = "建议"
    """A proposal of whoever made the checklist."""

    @property
    def from_source(self) -> bool:
        """Whether the number may be shown as the source's own."""
        return self is Basis.CLAUSE


class Visibility(StrEnum):
    """How a piece of evidence may appear on the intranet."""

    OPEN = "内网可见"
    """May be shown on the intranet."""
    TITLE_ONLY = "只列题名"
    """Only its title is listed, the file never."""
    REDACTED = "脱敏后挂"
    """Holds personal data; may be shown after that was taken out."""


class Operator(StrEnum):
    """How a value is compared with the threshold of its indicator."""

    EQUAL = "="
    """Exactly."""
    AT_LEAST = "≥"
    """At least."""
    MORE = ">"
    """More than."""
    AT_MOST = "≤"
    """At most."""
    LESS = "<"
    """Less than."""


class FilingState(StrEnum):
    """How far a filing has come."""

    FILED = "已交"
    """Handed in, not looked at yet."""
    CHECKED = "已审核"
    """Looked at and accepted."""
    RETURNED = "退回"
    """Looked at and given back, with a reason."""

    @property
    def sign(self) -> str:
        """The shape of a slot in the same state."""
        return SlotState[self.name].sign


class SlotState(StrEnum):
    """What a piece of evidence has come to in one period."""

    CHECKED = "已审核"
    """Enough was filed, and all of it was checked."""
    FILED = "已交"
    """Enough was filed; some of it is still to be checked."""
    PARTIAL = "不足"
    """Something was filed, but less than the minimum; not yet due."""
    RETURNED = "退回"
    """What was filed was given back."""
    LATE = "逾期"
    """Due, and not enough was filed."""
    OPEN = "待交"
    """The period has begun, nothing was filed, it is not yet due."""
    FUTURE = "未到期"
    """The period has not begun."""
    OPTIONAL = "有则交"
    """Nothing is owed until there is something to file."""
    NOT_APPLICABLE = "不适用"
    """The data says why nothing is owed."""

    @property
    def sign(self) -> str:
        """A shape that tells the state without colour; each is in the fonts of old machines."""
        return _SIGNS[self]

    @property
    def done(self) -> bool:
        return self in (SlotState.CHECKED, SlotState.FILED)

    @property
    def expected(self) -> bool:
        """Whether something is owed, now or later."""
        return self not in (SlotState.OPTIONAL, SlotState.NOT_APPLICABLE)

    @property
    def gap(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self in GAPS


GAPS = (SlotState.LATE, SlotState.RETURNED, SlotState.PARTIAL, SlotState.OPEN)
"""The states of what is missing, the most urgent first."""

_SIGNS = {
    SlotState.CHECKED: "●",
    SlotState.FILED: "◎",
    SlotState.PARTIAL: "△",
    SlotState.RETURNED: "×",
    SlotState.LATE: "▲",
    SlotState.OPEN: "○",
    SlotState.FUTURE: "·",
    SlotState.OPTIONAL: "◇",
    SlotState.NOT_APPLICABLE: "—",
}


class Verdict(StrEnum):
    """How the value of an indicator compares with its threshold."""

    MET = "达标"
    """The comparison holds."""
    MISSED = "未达标"
    """It does not."""
    MISSING = "未填"
    """No value was given for a year that is over or running."""
    UNDECIDED = "待人工核对"
    """The threshold is no number, or last year's value is needed and missing."""

    @property
    def sign(self) -> str:
        return _VERDICT_SIGNS[self]


_VERDICT_SIGNS = {
    Verdict.MET: "●",
    Verdict.MISSED: "▲",
    Verdict.MISSING: "○",
    Verdict.UNDECIDED: "◇",
}
