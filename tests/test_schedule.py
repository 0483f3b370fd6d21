"""Periods and due dates: which slots a term has, when each is due, and what names mean."""

from __future__ import annotations

import re
from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from allocation.base.enums import Frequency
from allocation.base.problems import Ref
from allocation.datafiles import due_rules
from allocation.datafiles.model import DueRule, Term
from allocation.register import schedule
from allocation.register.schedule import DateSpan, SlotError
from helpers import PROJECT

TERM, YEAR, QUARTER, MONTH, ACTIVITY = (
    Frequency.TERM,
    Frequency.YEAR,
    Frequency.QUARTER,
    Frequency.MONTH,
    Frequency.ACTIVITY,
)


def term(start: str = "2024-01-01", years: int = 3) -> Term:
    """Return a term that starts on a day."""
    return Term(ref=Ref("unit.yml", 1), start=date.fromisoformat(start), years=years)


def whole() -> DateSpan:
    """Return the span of a term of three years from 2024 on."""
    span = schedule.term_span(term())
    assert span
    return span


@pytest.mark.parametrize(
    ("frequency", "years", "count", "first", "last"),
    [
        (TERM, 3, 1, "届期", "届期"),
        (YEAR, 1, 1, "2024", "2024"),
        (YEAR, 5, 5, "2024", "2028"),
        (QUARTER, 3, 12, "2024-Q1", "2026-Q4"),
        (MONTH, 2, 24, "2024-01", "2025-12"),
        (ACTIVITY, 3, 0, None, None),
    ],
)
def test_spans(
    frequency: Frequency, years: int, count: int, first: str | None, last: str | None
) -> None:
    """A term has as many periods as its years hold."""
    keys = [span.key for span in schedule.spans(term(years=years), frequency)]
    assert len(keys) == count
    assert keys[:1] == [first][:count]
    assert keys[-1:] == [last][:count]


def test_a_term_may_start_in_any_month() -> None:
    """A year is named by the one it starts in and shown with its months; quarters stay quarters."""
    spans = schedule.spans(term("2024-07-01", 2), YEAR)
    assert [(each.key, each.start, each.end) for each in spans] == [
        ("2024", date(2024, 7, 1), date(2025, 6, 30)),
        ("2025", date(2025, 7, 1), date(2026, 6, 30)),
    ]
    assert [each.label for each in spans] == ["2024年7月—2025年6月", "2025年7月—2026年6月"]
    quarters = schedule.spans(term("2024-07-01", 1), QUARTER)
    assert [each.key for each in quarters] == ["2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2"]
    assert quarters[2].start == date(2025, 1, 1)


def test_quarters_that_are_none_of_the_calendars() -> None:
    """They are named by their first month; nobody could mean them by a number."""
    quarters = schedule.spans(term("2024-09-01", 1), QUARTER)
    assert [(each.key, each.label) for each in quarters][:2] == [
        ("2024-09", "2024年9—11月"),
        ("2024-12", "2024年12月—2025年2月"),
    ]
    assert schedule.named_span(term("2024-09-01"), QUARTER, "2024-10", None).key == "2024-09"
    assert schedule.spans(term("2025-08-01"), QUARTER)[1].label == "2025年11月—2026年1月"
    with pytest.raises(SlotError):
        schedule.named_span(term("2024-09-01"), QUARTER, "2024-Q4", None)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("frequency", [YEAR, QUARTER, MONTH])
def test_labels_name_each_year_that_they_touch(frequency: Frequency, month: int) -> None:
    """A period that crosses into another year names both, whatever month the term starts in."""
    for span in schedule.spans(term(f"2025-{month:02}-01", 2), frequency):
        said = set(re.findall("[0-9]{4}年", span.label))
        assert said == {f"{span.start.year}年", f"{span.end.year}年"}, span


def test_without_a_start_there_are_no_periods() -> None:
    """Nobody has said when the term starts: nothing is due."""
    assert schedule.spans(Term(ref=Ref("unit.yml", 1)), YEAR) == ()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("期末", "2026-03-31"),
        ("期初", "2026-01-01"),
        ("期末后10天", "2026-04-10"),
        ("期末前60天", "2026-01-30"),
        ("期初后30天", "2026-01-31"),
        ("届期初后90天", "2024-03-31"),
        ("届期初", "2024-01-01"),
        ("届期末前30天", "2026-12-01"),
        ("02-30", "2026-02-28"),
        ("12-15", "2026-12-15"),
        ("2027-01-05", "2027-01-05"),
    ],
)
def test_due(rule: str, expected: str) -> None:
    """A rule gives the day that it says, seen from the first quarter of 2026."""
    (span,) = (each for each in schedule.spans(term(), QUARTER) if each.key == "2026-Q1")
    assert str(schedule.due(rule, span, whole())) == expected


def test_what_is_never_late_has_no_due_date() -> None:
    """It is owed, and nobody can be late with it."""
    assert schedule.due(due_rules.NEVER, whole(), whole()) is None


@pytest.mark.parametrize(
    ("frequency", "name", "day", "expected"),
    [
        (YEAR, "2025", None, "2025"),
        (YEAR, "2025-03", None, "2025"),
        (YEAR, "2025-Q4", "2026-01-09", "2025"),
        (YEAR, None, "2025-03-05", "2025"),
        (TERM, None, None, "届期"),
        (TERM, "2025", None, "届期"),
        (QUARTER, "2025-03-05", None, "2025-Q1"),
        (MONTH, None, "2025-03-31", "2025-03"),
        (ACTIVITY, "2025-03-05", None, "2025-03-05"),
        (ACTIVITY, None, "2025-03-05", "2025-03-05"),
    ],
)
def test_names(frequency: Frequency, name: str | None, day: str | None, expected: str) -> None:
    """A name means the period of the evidence that it lies in; without one the date decides."""
    given = date.fromisoformat(day) if day else None
    assert schedule.named_span(term(), frequency, name, given).key == expected


@pytest.mark.parametrize(
    ("frequency", "name", "day", "expected"),
    [
        (QUARTER, "2025", None, "期次要写到季度"),
        (MONTH, "2025-Q1", None, "期次要写到月"),
        (ACTIVITY, "2025-03", None, "期次要写到当天"),
        (YEAR, "2027", None, "届期之内的期次，如 2024"),
        (ACTIVITY, "2025-02-30", None, "届期之内的期次"),
        (YEAR, None, None, "写 slot，或写文件日期"),
        (YEAR, None, "2023-12-31", "文件日期在届期之内"),
    ],
)
def test_names_that_mean_nothing(
    frequency: Frequency, name: str | None, day: str | None, expected: str
) -> None:
    """A name that is too coarse, or outside the term, is refused with what was expected."""
    with pytest.raises(SlotError, match=expected):
        schedule.named_span(term(), frequency, name, date.fromisoformat(day) if day else None)


def test_forms_of_due_dates() -> None:
    """Each form is accepted, denotes a day, and stands in the manual."""
    rule: TypeAdapter[str] = TypeAdapter(DueRule)
    (year,) = (each for each in schedule.spans(term(), YEAR) if each.key == "2026")
    described = (PROJECT / "docs/manual/office/index.md").read_text(encoding="utf-8")
    for form in due_rules.FORMS:
        due = schedule.due(rule.validate_python(form), year, whole())
        assert (due is None) == (form == due_rules.NEVER)
        assert f"`{form}`" in described
    assert all(
        form in due_rules.FORMS for form in due_rules.HINT.removeprefix("写法如 ").split("、")
    )
    for wrong in ("期中", "期末后天", "13-01", "2026-00-10", "期末后1000天"):
        with pytest.raises(ValidationError):
            rule.validate_python(wrong)
