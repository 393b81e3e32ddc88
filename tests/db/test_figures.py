"""Figures against a slow count written from the domain reference, and its counting cases one by one."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count as counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.domain.figures import NOTHING, Figure, change
from app.domain.matter import Purpose
from app.domain.office import StaffRole
from app.domain.period import Period, Span, period_of, span_of
from app.errors import NotAllowed
from app.intake.figures import figures
from app.intake.office import change_office
from app.intake.session import DeskSession
from tests.fakes.year import Came, Raised, count, play

DAY = date(2026, 3, 4)
_years = counter(1931, 2)


def _counted(session: DeskSession, period: Period) -> dict[str, object]:
    """Figures of the store in the shape of the slow count."""
    found = figures(period, session, compare=False).now
    told: dict[str, object] = {
        f.name: f.value if f.denominator is None else (f.numerator, f.denominator, f.value)
        for f in found.figures
    }
    told["handling_minutes"] = found["handling_minutes"].value
    for name in ("by_window", "by_weekday", "by_hour"):
        told[name] = {p.key: p.counts for p in found.by(name).parts if any(p.counts)}
    for name in ("by_class", "by_purpose", "by_target_unit", "by_reported_unit"):
        told[name] = {p.key: p.counts[0] for p in found.by(name).parts}
    return told


def _day(session: DeskSession, day: date = DAY) -> dict[str, object]:
    return _counted(session, period_of(Span.DAY, day))


def _came(*named: str, window: int = 1, hour: int = 9, **more: object) -> Came:
    raised = more.pop("raised", None) or [Raised()]
    return Came(DAY, hour * 60, window, named or ("甲",), raised=raised, **more)  # type: ignore[arg-type]


def _is(session: DeskSession, **expected: object) -> None:
    found = _day(session)
    assert {name: found[name] for name in expected} == expected


# --- the cases of domain reference 10.2, one by one ------------------------------------------------


def test_one_person_with_three_matters_is_one_visit_one_person_three_raisings(session: DeskSession) -> None:
    play([_came("甲", raised=[Raised(), Raised(), Raised()])], session)
    _is(session, visit_count=1, person_count=1, matter_times=3, matter_count=3, first_visit=3, repeat_visit=0)


def test_six_people_are_six_not_five_representatives(session: DeskSession) -> None:
    play([_came("甲", "乙", "丙", "丁", "戊", crowd=1)], session)
    _is(session, visit_count=1, person_count=6, matter_times=1, group_visit=1, group_person_count=6)


def test_everybody_is_counted_each_time(session: DeskSession) -> None:
    play([_came("甲"), _came("甲", hour=14)], session)
    _is(session, visit_count=2, person_count=2, matter_times=2, matter_count=2)


def test_companions_and_carried_children_are_not_counted(session: DeskSession) -> None:
    play([_came("甲", companions=2)], session)
    _is(session, visit_count=1, person_count=1)
    change_office({"settings": {"count_companions": True}}, session)
    _is(session, visit_count=1, person_count=3)


def test_an_agent_is_one_in_place_of_the_principal(session: DeskSession) -> None:
    play([_came("甲", agent_for=0)], session)
    _is(session, visit_count=1, person_count=1)
    change_office({"settings": {"agent_in_place": False}}, session)
    _is(session, visit_count=1, person_count=2)


def test_an_agent_of_one_of_a_counted_crowd_is_not_counted_twice(session: DeskSession) -> None:
    play([_came("甲", "乙", agent_for=0, crowd=6)], session)
    _is(session, person_count=8, group_visit=1)


def test_a_group_over_two_windows_linked_is_one_visit_and_heads_count_once(session: DeskSession) -> None:
    first = Raised()
    play(
        [
            _came("甲", "乙", "丙", crowd=5, raised=[first]),
            _came("丁", "戊", window=2, hour=9, crowd=6, minutes=5, raised=[Raised(same=first)]),
        ],
        session,
    )
    _is(session, visit_count=1, person_count=8, matter_times=1, matter_count=1, group_visit=1, repeat_visit=0)


def test_a_group_over_two_windows_each_entering_its_own_is_all_of_them(session: DeskSession) -> None:
    first = Raised()
    play(
        [
            _came("甲", "乙", "丙", raised=[first]),
            _came("丁", "戊", "己", window=2, hour=10, raised=[Raised(same=first)]),
        ],
        session,
    )
    _is(session, visit_count=1, person_count=6, group_visit=1, group_person_count=6)


def test_a_return_the_same_day_is_the_same_visit_unless_the_office_counts_it_anew(
    session: DeskSession,
) -> None:
    first = Raised()
    play([_came("甲", raised=[first]), _came("甲", hour=14, raised=[Raised(same=first)])], session)
    _is(session, visit_count=1, person_count=1, matter_times=1, first_visit=1, repeat_visit=0)
    change_office({"settings": {"same_day_return": "new"}}, session)
    _is(session, visit_count=2, person_count=2, matter_times=2, first_visit=1, repeat_visit=1)


def test_a_return_after_a_new_event_is_a_new_visit(session: DeskSession) -> None:
    first = Raised()
    before = _came("甲", raised=[first])
    play([before], session)
    _step_at(session, first.reg_no, before.kept_at + timedelta(hours=1))
    play([_came("甲", hour=14, raised=[Raised(same=first)])], session)
    _is(session, visit_count=2, person_count=2, matter_times=2, matter_count=1, repeat_visit=1)


def test_a_joint_letter_brought_by_one_is_one_person(session: DeskSession) -> None:
    play([_came("甲")], session)
    _is(session, visit_count=1, person_count=1, group_visit=0)


def test_another_day_is_a_repeat_and_one_matter(session: DeskSession) -> None:
    first = Raised()
    again = replace(_came("甲", raised=[Raised(same=first)]), day=DAY + timedelta(days=1))
    play([_came("甲", raised=[first]), again], session)
    found = _counted(session, Period(DAY, DAY + timedelta(days=1)))
    assert (found["matter_times"], found["matter_count"]) == (2, 1)
    assert (found["first_visit"], found["repeat_visit"]) == (1, 1)
    assert found["repeat_rate"] == (1, 2, 0.5)


def test_new_facts_make_a_new_matter(session: DeskSession) -> None:
    first = Raised()
    again = replace(_came("甲", raised=[Raised(same=first, new_facts=True)]), day=DAY + timedelta(days=1))
    play([_came("甲", raised=[first]), again], session)
    found = _counted(session, Period(DAY, DAY + timedelta(days=1)))
    assert (found["matter_times"], found["matter_count"], found["repeat_visit"]) == (2, 2, 0)


def test_a_group_begins_with_five_that_number_included(session: DeskSession) -> None:
    play([_came("甲", "乙", "丙", "丁"), _came("戊", "己", "庚", "辛", "壬", hour=10)], session)
    _is(session, visit_count=2, person_count=9, group_visit=1, group_person_count=5)


def test_sealed_matters_count_in_totals_only(session: DeskSession) -> None:
    sealed = Raised(Purpose.ACCUSATION, unit="某局", reported="某局", content_code="2101")
    play([_came("甲", raised=[sealed, Raised(unit="柏溪镇人民政府")])], session)
    found = _day(session)
    assert (found["visit_count"], found["matter_times"], found["sealed_matters"]) == (1, 2, 1)
    assert found["by_target_unit"] == {"柏溪镇人民政府": 1}
    assert found["by_reported_unit"] == {}
    assert found["by_class"] == {"02": 1}
    assert "某局" not in json.dumps(found, ensure_ascii=False)


def test_a_period_without_visits_has_dashes_never_a_hundred_percent(session: DeskSession) -> None:
    found = figures(period_of(Span.MONTH, date(1999, 5, 5)), session).now
    assert found["visit_count"].value == 0
    rates = [f for f in found.figures if f.denominator is not None]
    assert len(rates) == 8
    assert all(f.value is None and f.text == NOTHING for f in rates)


# --- what changes afterwards ------------------------------------------------------------------------


def test_an_undone_link_is_a_first_raising_again(session: DeskSession) -> None:
    first, second, third = Raised(), Raised(), Raised()
    second.same, third.same = first, second
    days = [
        replace(_came("甲", raised=[r]), day=DAY + timedelta(days=n))
        for n, r in enumerate((first, second, third))
    ]
    play(days, session)
    span = Period(DAY, DAY + timedelta(days=2))
    assert [_counted(session, span)[n] for n in ("matter_count", "repeat_visit")] == [1, 2]
    with session.write() as unit:
        (link,) = (link for link in unit.links(second.reg_no) if link.reg_no == second.reg_no)
        unit.undo_link(link.link_id, "周予安", session.clock.now_utc())
        unit.commit()
    assert [_counted(session, span)[n] for n in ("matter_count", "repeat_visit")] == [2, 1]


def test_an_earlier_store_is_judged_when_it_is_opened(session: DeskSession, folder: Path, gate) -> None:
    from sqlalchemy import text

    from db.engine import open_engine
    from db.keyring import Keyring, derive
    from tests.db.conftest import LEAD, PASSWORD

    play([_came("甲", "乙", raised=[Raised(), Raised()])], session)
    before = _day(session)
    gate.close()
    key = Keyring.load(folder / "keys.json").unlock(LEAD, PASSWORD)
    engine = open_engine(folder / "station.db", derive(key, "database"))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM counted_matter"))
        connection.execute(text("DELETE FROM counted_visit"))
        connection.execute(text("INSERT INTO uncounted_visit SELECT visit_id FROM visit"))
    engine.dispose()
    assert _day(gate.sign_in(LEAD, PASSWORD)) == before


def test_statistics_are_not_for_every_role(session: DeskSession) -> None:
    for role in (StaffRole.RECEPTIONIST, StaffRole.ACCUSATION_HANDLER, StaffRole.ADMIN):
        other = replace(session, user=replace(session.user, role=role))
        with pytest.raises(NotAllowed):
            figures(period_of(Span.DAY, DAY), other)


# --- comparisons -------------------------------------------------------------------------------------


def test_a_month_is_compared_with_the_month_before_and_the_same_of_last_year() -> None:
    march = period_of(Span.MONTH, date(2024, 3, 15))
    before, year_before = march.before(), march.year_before()
    assert before == Period(date(2024, 2, 1), date(2024, 2, 29), Span.MONTH)
    assert year_before == Period(date(2023, 3, 1), date(2023, 3, 31), Span.MONTH)
    leap = Period(date(2024, 2, 29), date(2024, 2, 29), Span.DAY)
    assert leap.year_before() == Period(date(2023, 2, 28), date(2023, 2, 28))
    assert period_of(Span.YEAR, date(2024, 5, 1)).year_before() is None


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(list(Span)))
def test_a_period_ends_the_day_before_the_next_begins(day: date, span: Span) -> None:
    period = period_of(span, day)
    assert period.start <= day <= period.end
    before = period.before()
    assert before is not None
    assert before.end + timedelta(days=1) == period.start
    assert before.span is period.span
    if span is not Span.ANY:
        assert span_of(period.start, period.end).span in (span, Span.DAY, Span.WEEK)


def test_changes_are_told_in_percent_rates_in_points() -> None:
    from app.domain.figures import Unit, rate

    def visits(n: int) -> Figure:
        return Figure("visit_count", "", Unit.VISITS, n, "")

    assert change(visits(12), visits(10)) == "+20.0%"
    assert change(visits(12), visits(12)) == "持平"
    assert change(visits(12), visits(0)) == NOTHING
    assert change(rate("r", "", 1, 2, ""), rate("r", "", 1, 4, "")) == "+25.0 个百分点"
    assert change(rate("r", "", 1, 2, ""), rate("r", "", 0, 0, "")) == NOTHING


# --- random years -------------------------------------------------------------------------------------


@st.composite
def _raisings(draw: st.DrawFn, earlier: list[Raised]) -> Raised:
    raised = Raised(
        purpose=draw(st.sampled_from([Purpose.CLAIM, Purpose.CLAIM, Purpose.SUGGESTION, Purpose.ACCUSATION])),
        content_code=draw(st.sampled_from(["0201", "0202", "0501"])),
        unit=draw(st.sampled_from(["", "柏溪镇人民政府", "县住建局"])),
        reported=draw(st.sampled_from(["", "柏溪镇人民政府"])),
    )
    open_ones = [r for r in earlier if not r.sealed]
    if raised.purpose is not Purpose.ACCUSATION and open_ones and draw(st.booleans()):
        raised.same = draw(st.sampled_from(open_ones))
        raised.purpose = raised.same.purpose
        raised.unit = "柏溪镇人民政府"  # where nobody names one, the known matter's is proposed
        raised.new_facts = draw(st.integers(0, 4)) == 0
    elif draw(st.integers(0, 5)) == 0:
        raised.said_before = True
    if raised.same is None and raised.purpose is Purpose.CLAIM:
        raised.steps = draw(
            st.sampled_from(
                [
                    [],
                    [("accepted_on", 15, 0), ("replied_on", 75, 0)],
                    [("accepted_on", 16, 0), ("replied_on", 77, 0)],
                    [("accepted_on", 3, 0)],
                    [("accepted_on", 3, 0), ("extended_to", 60, 33), ("replied_on", 93, 0)],
                    [("accepted_on", 3, 0), ("extended_to", 60, 60), ("replied_on", 94, 0)],
                    [("withdrawn_on", 4, 0)],
                    [("withdrawn_on", 17, 0)],
                    [("transferred_on", 14, 0)],
                ]
            )
        )
        if raised.steps and raised.steps[0][0] == "accepted_on":
            raised.rated = draw(st.tuples(*[st.sampled_from(["", "满意", "基本满意", "不满意"])] * 2))
    return raised


@st.composite
def _a_year(draw: st.DrawFn) -> list[Came]:
    days = [date(2000, 1, 5), date(2000, 1, 6), date(2000, 11, 30)]
    came: list[Came] = []
    earlier: list[Raised] = []
    minute = kept = 8 * 60
    order = sorted(draw(st.lists(st.integers(0, 2), min_size=1, max_size=8)))
    for place in order:
        minute += draw(st.integers(1, 40))
        kept = max(kept, minute + draw(st.integers(0, 30)))  # whoever is linked to was registered before
        companions = draw(st.integers(0, 2))
        named = tuple(
            draw(st.lists(st.sampled_from("甲乙丙丁戊己庚辛"), min_size=1, max_size=6, unique=True))
        )
        raised = [draw(_raisings(earlier)) for _ in range(draw(st.integers(1, 2)))]
        came.append(
            Came(
                day=days[place],
                minute=minute,
                window=draw(st.integers(1, 2)),
                named=named,
                companions=companions,
                agent_for=draw(st.sampled_from([None, None, 0])),
                crowd=draw(st.sampled_from([0, 0, companions + 3])),
                receipt=draw(st.booleans()),
                minutes=kept - minute,
                raised=raised,
            )
        )
        earlier += raised
    return came


@pytest.fixture
def opened(session: DeskSession) -> Callable[[], DeskSession]:
    return lambda: session


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # smaller ones would be played for minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(came=_a_year())
def test_a_random_year_counts_as_the_slow_count_says(
    opened: Callable[[], DeskSession], came: list[Came]
) -> None:
    session = opened()
    number = next(_years)  # one store holds them all, each in a year of its own
    for one in came:
        one.day = one.day.replace(year=number)
    play(came, session)
    year = period_of(Span.YEAR, came[0].day)
    found = _counted(session, year)
    expected = count(came, session.clock.today())
    assert {name: found[name] for name in expected} == expected


# --- helpers --------------------------------------------------------------------------------------


def _step_at(session: DeskSession, reg_no: str, at) -> None:
    from app.domain.record import MatterEventRecord

    with session.write() as unit:
        unit.add_event(reg_no, MatterEventRecord("0199-step", "supervised_on", DAY, at, "周予安"))
        unit.commit()
