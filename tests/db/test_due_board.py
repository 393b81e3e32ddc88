"""The deadlines board over a real store: what is kept counted is what counting afresh would say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.due import CountedMatter, DueFilter, Span, Uncounted
from app.domain.matter import Facts, Purpose, Route
from app.domain.matter_step import MatterStep
from app.domain.matter_terms import Counting
from app.domain.office import OfficeKind
from app.domain.record import MatterCourse, MatterEventRecord
from app.domain.visit import VisitDraft
from app.intake.due_board import due_board, due_lines, open_alarms
from app.intake.due_counting import count_matter, count_some
from app.intake.events import record_event
from app.intake.links import link_matters, unlink_matter
from app.intake.office import change_office
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.rulepacks import load_rulepack
from tests.db.conftest import OFFICE

Visit = Callable[..., VisitDraft]
TODAY = date(2026, 11, 23)
_RULES = load_rulepack()


class SetClock:
    """A clock that a test sets."""

    def __init__(self, session: DeskSession) -> None:
        self._real = session.clock
        self.shift = timedelta()

    def now_utc(self) -> datetime:
        return self._real.now_utc() + self.shift

    def now_local(self) -> datetime:
        return self._real.now_local() + self.shift

    def today(self) -> date:
        return self.now_local().date()


def registered(session: DeskSession, draft: VisitDraft, *, days_ago: int = 0) -> str:
    at = session.clock.now_utc() - timedelta(days=days_ago)
    return register_visit(replace(draft, visited_at=at), session).matters[0].reg_no


def on_board(session: DeskSession, span: Span = Span.ALL) -> list[tuple[str, str]]:
    return [(line.reg_no, line.term.kind) for line in due_board(DueFilter(span), session).lines]


def test_spans_kinds_units_and_people_narrow_the_board(session: DeskSession, visit: Visit) -> None:
    late = registered(session, visit(target_unit="柏溪镇人民政府"), days_ago=40)
    last_day = registered(session, visit(demand="请求二", target_unit="县水利局"), days_ago=15)
    tomorrow = registered(session, visit(demand="请求三", target_unit="县水利局"), days_ago=14)
    fresh = registered(session, visit(demand="请求四"))
    board = due_board(DueFilter(), session)
    assert [line.reg_no for line in board.lines] == [late, last_day, tomorrow, fresh]
    for span, expected in (
        (Span.OVERDUE, [late]),
        (Span.TODAY, [last_day]),
        (Span.TOMORROW, [tomorrow]),
        (Span.WITHIN, [last_day, tomorrow]),
    ):
        assert [number for number, _ in on_board(session, span)] == expected
        assert board.spans[span] == len(expected)
    far = due_board(DueFilter(Span.WITHIN, within_days=15), session)
    assert (far.count, [line.reg_no for line in far.lines]) == (3, [last_day, tomorrow, fresh])
    by_unit = due_board(DueFilter(unit="县水利局"), session)
    assert ([line.reg_no for line in by_unit.lines], by_unit.spans[Span.OVERDUE]) == ([last_day, tomorrow], 0)
    assert board.units[0] == ("县水利局", 2)
    assert board.owners == ((session.user.name, 4),)
    assert due_board(DueFilter(owner="别人"), session).count == 0
    assert due_board(DueFilter(kind="T7"), session).count == 0
    assert [line.reg_no for line in due_lines(DueFilter(), 2, session, 1)] == [tomorrow]


def test_what_happens_moves_the_board_whoever_writes_it(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    one, two = registered(session, visit(), days_ago=40), registered(session, visit(), days_ago=39)
    assert on_board(session) == [(one, "T2"), (two, "T2")]
    link_matters(two, one, session, facts=Facts.SAME)
    assert on_board(session) == [(one, "T2")]
    unlink_matter(two, session)
    assert on_board(session) == [(one, "T2"), (two, "T2")]
    record_event(one, MatterStep("accepted_on", today - timedelta(days=38)), session)
    assert on_board(session) == [(two, "T2"), (one, "T7")]
    record_event(one, MatterStep("withdrawn_on", today), session)
    assert on_board(session) == [(two, "T2")]


def test_the_day_moves_the_board_and_a_clock_set_back_too(session: DeskSession, visit: Visit) -> None:
    clock = SetClock(session)
    session = replace(session, clock=clock)
    today = session.clock.today()
    reg_no = registered(session, visit(), days_ago=30)
    record_event(reg_no, MatterStep("accepted_on", today - timedelta(days=20)), session)
    record_event(reg_no, MatterStep("replied_on", today), session)
    assert on_board(session) == [(reg_no, "T8")]
    clock.shift = timedelta(days=60)
    assert on_board(session) == []
    clock.shift = timedelta(days=3)
    assert on_board(session) == [(reg_no, "T8")]
    clock.shift = timedelta(days=-2)  # the reply lies ahead now: nothing can be said of the matter …
    assert on_board(session) == []
    assert count_some(session) == 0
    clock.shift = timedelta()  # … until its day has come
    assert on_board(session) == [(reg_no, "T8")]


def test_an_office_that_counts_otherwise_is_counted_anew(session: DeskSession, visit: Visit) -> None:
    registered(session, visit(), days_ago=1)
    assert [kind for _, kind in on_board(session)] == ["T2"]
    change_office({"kind": OfficeKind.ORGAN}, session)
    assert [kind for _, kind in on_board(session)] == ["T3"]


def test_a_sealed_matter_has_no_unit_on_the_board(session: DeskSession, visit: Visit) -> None:
    registered(session, visit(purpose=Purpose.ACCUSATION, sealed=True, target_unit="县水利局"), days_ago=20)
    board = due_board(DueFilter(), session)
    assert all(unit != "县水利局" for unit, _ in board.units)
    assert "县水利局" not in repr(board)


def test_alarms_stop_where_many_is_said(session: DeskSession, visit: Visit) -> None:
    for number in range(3):
        registered(session, visit(demand=f"请求{number}"), days_ago=40)
    assert (open_alarms(session), open_alarms(session, 2)) == (3, 2)


_KINDS = (
    "accepted_on", "transferred_on", "replied_on", "extended_to", "review_received_on", "review_opinion_on",
    "recheck_received_on", "transfer_received_on", "assigned_on", "withdrawn_on", "simple_accepted_on",
    "hearing_on", "supervised_on", "executed_on",
)  # fmt: skip


@st.composite
def courses(draw: st.DrawFn) -> MatterCourse:
    start = TODAY - timedelta(days=draw(st.integers(0, 130)))
    steps = draw(st.lists(st.tuples(st.sampled_from(_KINDS), st.integers(0, 130)), max_size=4))
    events = [
        MatterEventRecord(
            str(number),
            kind,
            start + timedelta(days=after),
            datetime(2026, 1, 1, tzinfo=UTC),
            "周予安",
            extended_to=start + timedelta(days=after + 20),
            supported=draw(st.booleans()),
        )
        for number, (kind, after) in enumerate(steps)
    ]
    route = draw(st.sampled_from([None, Route.OTHER, Route.DUTY]))
    return MatterCourse(
        "n", start, Purpose.CLAIM, route, tuple(sorted(events, key=lambda e: (e.on, e.event_id)))
    )


@given(courses(), st.sampled_from([OfficeKind.XINFANG, OfficeKind.ORGAN]), st.booleans(), st.data())
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_kept_terms_hold_until_the_day_they_turn(
    course: MatterCourse, kind: OfficeKind, roll: bool, data: st.DataObject
) -> None:
    """Counted on any day before its turn, a matter has the terms it was kept with."""
    base = _RULES.settings_of(replace(OFFICE, kind=kind))
    counting = Counting(_RULES.calendar, replace(base, roll_office_terms=roll), _RULES.local.terms, kind)

    def counted(day: date) -> CountedMatter:
        return count_matter(Uncounted(1, course, "林知夏", "县水利局", sealed=False), day, counting)

    kept = counted(TODAY)
    if kept.not_before is not None:
        assert kept.not_before > TODAY
        return
    horizon = (kept.turns_on - TODAY).days - 1 if kept.turns_on else 400
    assert horizon >= 0
    later = TODAY + timedelta(days=data.draw(st.integers(0, horizon)))
    assert counted(later).terms == kept.terms


def test_counting_goes_on_in_small_parts(session: DeskSession, visit: Visit) -> None:
    for number in range(5):
        registered(session, visit(demand=f"请求{number}"))
    left = [count_some(session, 2) for _ in range(4)]
    assert left == [3, 1, 0, 0]


@pytest.mark.parametrize("days", [0, 1, 14, 15, 16, 400])
def test_days_left_and_spans_agree(session: DeskSession, visit: Visit, days: int) -> None:
    registered(session, visit(), days_ago=days)
    board = due_board(DueFilter(), session)
    (line,) = board.lines
    assert board.spans[Span.OVERDUE] == (line.days_left < 0)
    assert board.spans[Span.TODAY] == (line.days_left == 0)
    assert board.spans[Span.TOMORROW] == (line.days_left == 1)
    assert board.spans[Span.WITHIN] == (0 <= line.days_left <= 7)
