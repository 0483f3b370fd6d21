"""Enumerations of the data: the values that the office writes, and their meaning."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

FORMER_WORDS = {"只列题名": "仅列目录", "脱敏后挂": "去除个人信息后可挂", "每次活动": "每次"}
"""Values as data and workbooks of earlier releases have them, which are read but never written."""


class _Renamed(StrEnum):
    """Values that have former words, in data, its history, workbooks and editions."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        word = FORMER_WORDS.get(value) if isinstance(value, str) else None
        return cls(word) if word else None


class Role(StrEnum):
    """The role of a party for a row, where the table says more than “responsible”."""

    LEAD = "牵头"
    """Leads, and answers for the whole row."""
    SUPPORT = "配合"
    """Helps the leading party."""
    PROVIDER = "提供材料"
    """Hands in the evidence without answering for the clause."""


class Duty(StrEnum):
    """The kind of duty that a person has for a row."""

    LEADER = "分管领导"
    """Supervises the row."""
    PERSON = "责任人"
    """Files the evidence of the row."""


class Column(StrEnum):
    """A column of the printed table other than the clauses."""

    LEADER = "分管领导"
    """The persons who supervise a row."""
    DEPARTMENT = "责任科室"
    """The bodies responsible for a row."""
    PERSON = "责任人"
    """The persons who file the evidence of a row."""
    SCORE = "分值"
    """Points of an item or a clause."""
    METHOD = "测评方法"
    """The method of assessment."""
    DEADLINE = "完成时限"
    """The deadline."""
    REMARK = "备注"
    """Other remarks of the table."""


OWNERS = frozenset({Column.LEADER, Column.DEPARTMENT, Column.PERSON})
"""The columns that name who is responsible for a row."""


class DepartmentKind(StrEnum):
    """The kind of body in the column 责任科室."""

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


class Frequency(_Renamed):
    """How often a piece of evidence is due."""

    TERM = "届期一次"
    """Once in a term."""
    YEAR = "每年"
    """Every year."""
    QUARTER = "每季"
    """Every quarter."""
    MONTH = "每月"
    """Every month."""
    ACTIVITY = "每次"
    """For every activity, award, complaint or order; not convertible into a number per term."""


class Naming(StrEnum):
    """Whom the site names where something is late or missing."""

    PERSON = "person"
    """The persons who are responsible."""
    DEPARTMENT = "department"
    """Their departments only: what is missing is never said of a person."""

    @property
    def column(self) -> Column:
        """The column of the table that has them."""
        return Column.PERSON if self is Naming.PERSON else Column.DEPARTMENT


class Topic(StrEnum):
    """What a change that somebody sends is about: what rules of the inbox allow or not."""

    FILING = "登记"
    """Documents that were handed in, and the values of indicators."""
    CHECK = "审核"
    """Whether a filing is accepted, and what may be shown of it."""
    SIGN = "签收"
    """A person's signature for their own duties."""
    DUTY = "分工"
    """Who is responsible for a row."""
    PEOPLE = "人员"
    """The list of people."""
    DEPARTMENTS = "科室"
    """The list of departments."""
    CLAUSE = "条款"
    """The text of clauses, and what stands on items."""
    EVIDENCE = "材料"
    """What evidence and which indicators a clause requires."""
    TERM = "届期"
    """The term and its days."""
    UNIT = "单位"
    """Where evidence is handed in."""


class SenderGroup(StrEnum):
    """Who a rule of the inbox is for, other than a person or a department by name."""

    EVERYBODY = "所有人"
    """Whoever is vouched for."""
    PERSON = "责任人"
    """Whoever is responsible for a row."""
    LEADER = "分管领导"
    """Whoever supervises a row."""


class Whose(StrEnum):
    """Whose records a rule of the inbox is about."""

    OWN = "本人"
    """What the sender answers for, as the person of a row."""
    DEPARTMENT = "本科室"
    """What the sender's departments answer for."""
    SUPERVISED = "分管"
    """What the sender supervises."""
    ALL = "全部"
    """Everything."""


class Per(StrEnum):
    """Of whom the least number of a piece of evidence is owed; without it, of the whole row."""

    PARTY = "科室"
    """Each department of the row owes its own, or each person who is there for no department."""


class Stage(StrEnum):
    """A stage of the creation, from the mobilisation to the summary."""

    MOBILISATION = "动员"
    """The meeting that begins it."""
    DISTRIBUTION = "分解任务"
    """The duties are shared out."""
    COLLECTION = "收集"
    """The evidence is collected."""
    SELF_CHECK = "自查"
    """The unit checks itself."""
    MENDING = "整改"
    """What the check found is put right."""
    APPLICATION = "申报"
    """The application is handed in."""
    INSPECTION = "迎检"
    """The assessors come: what is due later, they do not see."""
    SCORING = "评分"
    """The assessors give points."""
    SUMMARY = "总结"
    """What was learnt is written down."""


class Period(StrEnum):
    """The period over which an indicator is measured."""

    TERM = "届期"
    """The whole term."""
    YEAR = "每年"
    """Each year."""
    ROUND = "每轮"
    """Each round of a campaign."""


class Basis(StrEnum):
    """The source of a number."""

    CLAUSE = "条款"
    """The clause states or lists it."""
    QUANTIFIED = "条款定性"
    """The clause requires it without a number; the number is a proposal."""
    RUBRIC = "测评细则"
    """The rubric names it among the documents to hand in."""
    HIGHER_RULE = "上级规定"
    """A law or a rule of a higher body requires it; note or references name the rule."""
    ELSEWHERE = "外地做法"
    """Other places require this number."""
    PROPOSAL = "建议"
    """A proposal of the author of the checklist."""

    @property
    def from_source(self) -> bool:
        """Whether the number may be shown as one of the source."""
        return self is Basis.CLAUSE


class Visibility(_Renamed):
    """How a piece of evidence may appear on the intranet."""

    OPEN = "内网可见"
    """The file may be shown."""
    TITLE_ONLY = "仅列目录"
    """Only the title is listed; the file is never shown."""
    REDACTED = "去除个人信息后可挂"
    """The file has personal data, and may be shown after redaction."""


class Operator(StrEnum):
    """The comparison of a value with the threshold of its indicator."""

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
    """The state of a filing."""

    FILED = "已交"
    """Handed in, not reviewed yet."""
    CHECKED = "已审核"
    """Reviewed and accepted."""
    RETURNED = "退回"
    """Reviewed and returned, with a reason."""

    @property
    def sign(self) -> str:
        """The symbol of the slot state of the same name."""
        return SlotState[self.name].sign


class Retention(StrEnum):
    """How long an archived paper is kept (保管期限)."""

    PERMANENT = "永久"
    """For good."""
    YEARS_30 = "30年"
    """Thirty years."""
    YEARS_10 = "10年"
    """Ten years."""

    @property
    def code(self) -> str:
        """The code in archival numbers (DA/T 22-2015, 5.4): ``D30``."""
        return _RETENTION_CODES[self]


_RETENTION_CODES = {
    Retention.PERMANENT: "Y",
    Retention.YEARS_30: "D30",
    Retention.YEARS_10: "D10",
}


class SlotState(StrEnum):
    """The state of a piece of evidence in one period."""

    CHECKED = "已审核"
    """Enough was filed, and all of it was checked."""
    FILED = "已交"
    """Enough was filed; some of it is still to be checked."""
    PARTIAL = "不足"
    """Fewer than the minimum were filed; not yet due."""
    RETURNED = "退回"
    """The filing was returned."""
    LATE = "逾期"
    """Due, and not enough was filed."""
    OPEN = "待交"
    """The period has begun, nothing was filed; not yet due."""
    FUTURE = "未到期"
    """The period has not begun."""
    OPTIONAL = "有则交"
    """Filing is owed only if an event takes place."""
    NOT_APPLICABLE = "不适用"
    """Nothing is owed; the data has the reason."""
    UNSTATED = "应交"
    """Owed; whether it was filed is not said beside a person's name."""

    @property
    def sign(self) -> str:
        """A symbol that distinguishes the state without colour, in the fonts of old machines."""
        return _SIGNS[self]

    @property
    def done(self) -> bool:
        return self in (SlotState.CHECKED, SlotState.FILED)

    @property
    def expected(self) -> bool:
        """Whether a filing is owed, now or later."""
        return self not in (SlotState.OPTIONAL, SlotState.NOT_APPLICABLE)

    @property
    def gap(self) -> bool:
        """Whether a filing is missing or must be corrected."""
        return self in GAPS


GAPS = (SlotState.LATE, SlotState.RETURNED, SlotState.PARTIAL, SlotState.OPEN)
"""The states of missing filings, the most urgent first."""

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
    SlotState.UNSTATED: "□",
}


class Verdict(StrEnum):
    """The result of comparing the value of an indicator with its threshold."""

    MET = "达标"
    """The comparison holds."""
    MISSED = "未达标"
    """The comparison does not hold."""
    MISSING = "未填"
    """A year that has begun has no value."""
    UNDECIDED = "待人工核对"
    """The threshold is no number, or needs last year's value, which is missing."""
    NOT_OCCURRED = "未发生"
    """What is measured did not happen, 0 ÷ 0: nothing is missed, and nothing is missing."""
    NOT_APPLICABLE = "不适用"
    """Nothing is measured; the note has the reason."""

    @property
    def sign(self) -> str:
        return _VERDICT_SIGNS[self]


_VERDICT_SIGNS = {
    Verdict.MET: "●",
    Verdict.MISSED: "▲",
    Verdict.MISSING: "○",
    Verdict.UNDECIDED: "◇",
    Verdict.NOT_OCCURRED: "□",
    Verdict.NOT_APPLICABLE: "—",
}
