"""After an upgrade everything that follows from registrations is made anew, bit by bit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.domain.log_filter import LogFilter
from app.domain.period import Period
from app.domain.visit import VisitDraft
from app.errors import StillRenewing
from app.intake import renewal
from app.intake.assess import assess_visit
from app.intake.figures import figures
from app.intake.integrity import verify_store
from app.intake.register import register_visit
from app.intake.renewal import LOG_VERSION, Part, renew_all, renew_some
from app.intake.session import DeskSession
from app.intake.visit_log import count_log, log_totals
from db import counted, gate
from db.gate import StoreGate
from db.unit_of_work import SqlWriteUnit
from tests.db.conftest import LEAD, PASSWORD

Visit = Callable[..., VisitDraft]
_DAYS = 30


@pytest.fixture
def upgraded(
    session: DeskSession, gate_of: StoreGate, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> DeskSession:
    """A store of thirty days, one visit each, as an earlier version of the program leaves it."""
    for days in range(_DAYS):
        at = session.clock.now_utc() - timedelta(days=days)
        register_visit(replace(visit(f"甲{days}"), visited_at=at), session)
    with session.write() as unit:
        assert isinstance(unit, SqlWriteUnit)
        unit.clear_log()
        unit._session.execute(text("DELETE FROM setting WHERE name = 'log_lines'"))
        unit.set_index_version(1)
        unit._session.execute(text("DELETE FROM counted_matter"))
        unit._session.execute(text("DELETE FROM counted_visit"))
        unit._session.commit()
        unit._session.execute(text("INSERT INTO uncounted_visit SELECT visit_id FROM visit"))
        unit._session.commit()
    gate_of.close()
    monkeypatch.setattr(gate, "_MAKING_ANEW_S", -1.0)
    monkeypatch.setattr(counted, "AT_ONCE", 5)
    for name in ("_LINES_AT_ONCE", "_FIGURES_AT_ONCE"):
        monkeypatch.setattr(renewal, name, 4)
    return gate_of.sign_in(LEAD, PASSWORD)


@pytest.fixture
def gate_of(gate: StoreGate) -> StoreGate:
    return gate


def test_what_is_not_reached_yet_is_refused_and_never_counted_short(upgraded: DeskSession) -> None:
    today = upgraded.clock.today()
    long_ago, day = today - timedelta(days=_DAYS - 1), LogFilter(today, today)
    with pytest.raises(StillRenewing):
        count_log(LogFilter(long_ago, today), upgraded)
    with pytest.raises(StillRenewing):
        figures(Period(long_ago, today), upgraded)
    renew_some(upgraded, (Part.LOG,))
    renew_some(upgraded, (Part.FIGURES,))
    assert count_log(day, upgraded) == 1
    assert log_totals(day, upgraded).visits == 1
    with pytest.raises(StillRenewing):
        log_totals(LogFilter(long_ago, today), upgraded)
    renew_all(upgraded)
    assert log_totals(LogFilter(long_ago, today), upgraded).visits == _DAYS
    assert figures(Period(long_ago, today), upgraded).now["visit_count"].value == _DAYS
    assert verify_store(upgraded) == ()


def test_what_is_registered_meanwhile_is_there_at_once_and_once(
    upgraded: DeskSession, gate: StoreGate, visit: Visit
) -> None:
    today, left = upgraded.clock.today(), []
    for step in range(3):
        renew_some(upgraded)
        with upgraded.read() as unit:
            left.append((unit.log_left(), unit.figures_left()))
        done = register_visit(visit(f"乙{step}", demand=f"恢复第{step}组停用的水渠"), upgraded)
        again = assess_visit(visit(f"乙{step}", demand=f"恢复第{step}组停用的水渠"), upgraded)
        assert done.matters[0].reg_no in [c.reg_no for c in again.candidates]
        with upgraded.read() as unit:
            assert (unit.log_left(), unit.figures_left()) == left[-1]  # only the backlog waits
        if step == 1:  # broken off: it goes on
            gate.close()
            upgraded = gate.sign_in(LEAD, PASSWORD)
    renew_all(upgraded)
    wanted = LogFilter(today - timedelta(days=_DAYS), today)
    assert count_log(wanted, upgraded) == log_totals(wanted, upgraded).visits == _DAYS + 3
    with upgraded.read() as unit:
        assert unit.known_total() == _DAYS + 3
        assert unit.log_version() == LOG_VERSION
        assert unit.figures_left() == 0
    assert verify_store(upgraded) == ()


def test_every_day_is_numbered_from_its_own_morning(upgraded: DeskSession) -> None:
    renew_all(upgraded)
    with upgraded.read() as unit:
        keys = unit.log_keys(
            LogFilter(upgraded.clock.today() - timedelta(days=_DAYS), upgraded.clock.today())
        )
        assert [line.seq for line in unit.log_lines(keys)] == [1] * _DAYS


def test_signing_in_to_a_small_store_leaves_nothing_to_do(session: DeskSession, gate: StoreGate) -> None:
    with session.write() as unit:
        unit.clear_log()
        unit.set_index_version(1)
        unit.commit()
    gate.close()
    again = gate.sign_in(LEAD, PASSWORD)
    assert renew_some(again, (Part.FIND, Part.LOG, Part.FIGURES)) is None
