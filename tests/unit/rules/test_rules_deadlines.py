from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import WorkCalendar
from app.domain.deadlines import (
    FIXED_TERMS,
    OPEN_TERMS,
    STEP_TERMS,
    VISITORS_RIGHTS,
    DeadlineKind,
    Term,
    Unit,
    due_date,
    months_later,
)
from tests.fakes.rule_cases import RULES

CALENDAR = RULES.calendar
DAYS_2026 = st.dates(date(2026, 1, 1), date(2026, 10, 1))


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("kind", "start", "due", "rolled"),
    [
        ("T1", "2026-11-23", "2026-11-23", "2026-11-23"),
        ("T2", "2026-11-23", "2026-12-08", "2026-12-08"),
        ("T3", "2026-11-23", "2026-12-08", "2026-12-08"),
        ("T3", "2026-09-20", "2026-10-05", "2026-10-08"),
        ("T4", "2026-09-20", "2026-10-05", "2026-10-08"),
        ("T5", "2026-09-24", "2026-10-09", "2026-10-09"),
        ("T5", "2026-02-12", "2026-02-26", "2026-02-26"),
        ("T5", "2026-09-27", "2026-10-09", "2026-10-09"),
        ("T7", "2026-11-23", "2027-01-22", "2027-01-22"),
        ("T8", "2026-09-01", "2026-10-01", "2026-10-08"),
        ("T9", "2026-09-01", "2026-10-01", "2026-10-08"),
        ("T10", "2026-09-01", "2026-10-01", "2026-10-08"),
        ("T11", "2026-09-08", "2026-10-08", "2026-10-08"),
        ("T15", "2026-11-20", "2026-11-25", "2026-11-25"),
    ],
)
def test_terms_of_the_regulation(kind: str, start: str, due: str, rolled: str) -> None:
    counted = due_date(kind, d(start), CALENDAR)
    assert (counted.due, counted.rolled) == (d(due), d(rolled))
    assert counted.binding == (d(rolled) if kind in ("T8", "T10") else d(due))
    assert start in counted.how
    assert due in counted.how


@pytest.mark.parametrize(
    ("kind", "step", "due"),
    [
        ("T13", 1, "2026-11-23"),
        ("T13", 2, "2026-11-25"),
        ("T13", 3, "2026-12-04"),
        ("T14", 1, "2026-11-21"),
        ("T14", 2, "2026-11-22"),
        ("T14", 3, "2026-11-27"),
    ],
)
def test_steps_of_short_procedures(kind: str, step: int, due: str) -> None:
    assert due_date(kind, d("2026-11-20"), CALENDAR, step=step).due == d(due)


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        ("2026-11-23", 2, "2027-01-23"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-11-30", 12, "2027-11-30"),
        ("2026-10-15", 2, "2026-12-15"),
    ],
)
def test_months_end_on_the_corresponding_day(start: str, months: int, due: str) -> None:
    assert months_later(d(start), months) == d(due)
    assert due_date("T12", d(start), CALENDAR, term=Term(Unit.MONTHS, months)).due == d(due)


def test_open_terms_take_any_length() -> None:
    start = d("2026-09-24")
    assert due_date("T6", start, CALENDAR, term=Term(Unit.WORKING_DAYS, 5)).due == d("2026-10-09")
    assert due_date("T6", start, CALENDAR, term=Term(Unit.DAYS, 5)).due == d("2026-09-29")
    fixed = due_date("T12", start, CALENDAR, term=Term(Unit.DATE, day=d("2026-10-03")))
    assert (fixed.due, fixed.rolled, fixed.binding) == (d("2026-10-03"), d("2026-10-08"), d("2026-10-03"))


@pytest.mark.parametrize("kind", list(DeadlineKind))
def test_every_kind_asks_for_what_it_needs(kind: DeadlineKind) -> None:
    start, term = d("2026-11-23"), Term(Unit.DAYS, 3)
    if kind in OPEN_TERMS:
        with pytest.raises(ValueError, match="term"):
            due_date(kind, start, CALENDAR)
        assert due_date(kind, start, CALENDAR, term=term).due == d("2026-11-26")
    elif kind in STEP_TERMS:
        for step in (None, 0, 4):
            with pytest.raises(ValueError, match="step"):
                due_date(kind, start, CALENDAR, step=step)
    else:
        with pytest.raises(ValueError, match="term"):
            due_date(kind, start, CALENDAR, term=term)
        with pytest.raises(ValueError, match="step"):
            due_date(kind, start, CALENDAR, step=1)


def test_the_explanation_names_the_days_skipped() -> None:
    counted = due_date("T5", d("2026-09-24"), CALENDAR)
    assert "2026-09-25" in counted.how
    assert "2026-10-07" in counted.how
    assert "2026-09-28" not in counted.how
    assert "2027-02-21" in due_date("T7", d("2026-11-23"), CALENDAR).how


def test_a_year_without_holidays_is_counted_by_weekends_and_said() -> None:
    counted = due_date("T5", d("2027-02-03"), CALENDAR)
    assert (counted.due, counted.uncovered_years) == (d("2027-02-10"), (2027,))
    assert "2027年的节假日安排尚未导入" in counted.how
    covered = due_date("T5", d("2026-02-03"), CALENDAR)
    assert covered.uncovered_years == ()
    assert "尚未导入" not in covered.how


def test_make_up_days_are_worked_and_half_days_too() -> None:
    assert CALENDAR.is_working(d("2026-02-14"))
    assert CALENDAR.is_working(d("2026-09-20"))
    assert not CALENDAR.is_working(d("2026-10-05"))
    assert not CALENDAR.is_working(d("2026-11-22"))
    assert CALENDAR.is_working(d("2027-03-08"))


def test_only_off_and_work_are_kinds_of_days() -> None:
    with pytest.raises(ValueError, match="holiday"):
        WorkCalendar.of([(d("2026-01-01"), "holiday")])


@given(DAYS_2026, st.sampled_from(sorted(FIXED_TERMS)))
def test_due_and_rolled_keep_their_order(start: date, kind: DeadlineKind) -> None:
    counted = due_date(kind, start, CALENDAR)
    assert start <= counted.due <= counted.rolled
    assert CALENDAR.is_working(counted.rolled)
    between = [counted.due + timedelta(days=n) for n in range((counted.rolled - counted.due).days)]
    assert not any(CALENDAR.is_working(day) for day in between)
    assert counted.binding == (counted.rolled if kind in VISITORS_RIGHTS else counted.due)


@given(DAYS_2026, st.integers(1, 40))
def test_working_days_are_counted_one_by_one(start: date, count: int) -> None:
    end = CALENDAR.working_days_after(start, count)
    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(CALENDAR.is_working(day) for day in days) == count
    assert CALENDAR.is_working(end)
    assert len(days) - len(CALENDAR.skipped(start, end)) == count


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_months_never_spill_over(start: date, count: int) -> None:
    end = months_later(start, count)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == count
    assert end.day == start.day or (end + timedelta(days=1)).day == 1
