"""What may be written as a due date: the pattern, its forms with examples, and what they mean."""

from __future__ import annotations

RELATIVE = r"(届?)期([初末])(?:([前后])([0-9]{1,3})天)?"
"""Seen from the first or the last day of a period: of the term instead of it, which of the two,
the direction, the days."""
NEVER = "无期限"
"""What is owed, but never late."""
PATTERN = (
    rf"^({NEVER}|{RELATIVE}|((?:19|20|21)[0-9]{{2}}-)?(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))$"
)
FORMS = {
    "期末": "那一期的最后一天",
    "期初": "那一期的第一天",
    "期末后10天": "从最后一天往后数",
    "期末前60天": "从最后一天往前数",
    "届期初后90天": "从届期第一天往后数，不论哪一期",
    "届期末前30天": "从届期最后一天往前数，不论哪一期",
    "12-15": "那一期结束的那一年的这一天",
    "2026-03-31": "就是这一天",
    NEVER: "要交，但不会逾期",
}
"""An example of each form, and the day that it means."""
HINT = "写法如 12-15、期末后10天"
"""Where there is little space."""
EXPLAINED = "写法：" + "、".join(f"{form}（{meaning}）" for form, meaning in FORMS.items())
