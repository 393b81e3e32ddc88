"""The visit log over a real store: filters, order, search, whom it shows what, and that it stays true."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.domain.log_filter import LogFilter, LogSort, Raising
from app.domain.matter import Facts, Level, Outcome, Purpose, SameAs
from app.domain.office import OfficeKind, StaffRole
from app.domain.person import PersonDraft
from app.domain.visit import Confirmation, VisitDraft
from app.errors import NotAllowed
from app.intake.links import link_matters, unlink_matter
from app.intake.papers import issue_receipt
from app.intake.register import register_visit
from app.intake.renewal import renew_all
from app.intake.session import DeskSession
from app.intake.visit_log import count_log, log_choices, log_index, log_rows, visit_log
from db.gate import StoreGate
from db.read_unit import SqlReadUnit
from db.unit_of_work import SqlWriteUnit
from tests.db.test_lists import signed_in_as

Visit = Callable[..., VisitDraft]


def today_of(session: DeskSession, **asked: Any) -> LogFilter:
    today = session.clock.today()
    return LogFilter(today - timedelta(days=30), today, **asked)


def found(session: DeskSession, search: str = "", **asked: Any) -> list[str]:
    """Who is in the lines that pass."""
    index = log_index(today_of(session, **asked), session, search=search)
    rows = log_rows(index.keys, session)
    assert count_log(today_of(session, **asked), session, search=search) == len(rows)
    return [row.visitors for row in rows]


def held(session: DeskSession) -> dict[str, list[Any]]:
    """All that the log's own tables say, without the keys."""
    with session.read() as unit:
        assert isinstance(unit, SqlReadUnit)
        return {
            table: sorted(
                tuple(value for name, value in row._mapping.items() if name != "key")
                for row in unit._session.execute(text(f"SELECT * FROM {table}"))
            )
            for table in ("log_line", "log_text", "log_matter")
        }


def test_filters_let_through_what_they_say(session: DeskSession, visit: Visit) -> None:
    register_visit(replace(visit("甲某"), window=2, confirmed=Confirmation("signature")), session)
    register_visit(visit("乙某", content_code="0501", target_unit="雾泽县住房和城乡建设局"), session)
    register_visit(visit("丙某", people=6, purpose=Purpose.SUGGESTION), session)
    register_visit(visit("丁某", purpose=Purpose.ACCUSATION), session)
    assert found(session, windows=frozenset({2})) == ["甲某"]
    assert found(session, received_by=frozenset({"没有此人"})) == []
    assert found(session, classes=frozenset({"05"})) == ["乙某"]
    assert found(session, classes=frozenset({"0201"})) == ["甲某", "丙某 等 6 人"]
    assert found(session, units=frozenset({"雾泽县住房和城乡建设局"})) == ["乙某"]
    assert found(session, purposes=frozenset({"suggestion"})) == ["丙某 等 6 人"]
    assert found(session, group=True) == ["丙某 等 6 人"]
    assert found(session, group=False, sealed=False) == ["甲某", "乙某"]
    assert found(session, sealed=True) == ["●●●"]
    assert found(session, confirmed=True) == ["甲某"]
    assert found(session, synced=True) == []
    assert len(found(session, synced=False)) == 4
    assert found(session, hours=frozenset({(session.clock.now_local().hour + 12) % 24})) == []
    assert len(found(session, weekdays=frozenset({session.clock.today().weekday()}))) == 4


def test_matter_filters_hold_for_one_and_the_same_matter(session: DeskSession, visit: Visit) -> None:
    two = replace(
        visit("甲某"),
        matters=(
            *visit(content_code="0201", outcome=Outcome.TRANSFER, reason="试").matters,
            *visit(content_code="0501", outcome=Outcome.ANSWERED_ON_SPOT, reason="试").matters,
        ),
    )
    register_visit(two, session)
    assert found(session, classes=frozenset({"05"}), outcomes=frozenset({"ANSWERED_ON_SPOT"})) == ["甲某"]
    assert found(session, classes=frozenset({"0201"}), outcomes=frozenset({"ANSWERED_ON_SPOT"})) == []
    assert visit_log(session.clock.today(), session.clock.today(), session)[0].demand.endswith("（共 2 件）")


def test_first_and_repeat_follow_the_links(session: DeskSession, visit: Visit) -> None:
    first = register_visit(visit("甲某"), session).matters[0].reg_no
    again = register_visit(visit("甲某", same_as=SameAs(first, Facts.SAME)), session).matters[0].reg_no
    third = register_visit(visit("乙某"), session).matters[0].reg_no
    assert found(session, raising=Raising.REPEAT) == ["甲某"]
    link_matters(third, again, session)
    assert found(session, raising=Raising.REPEAT) == ["甲某", "乙某"]
    with session.read() as unit:
        assert isinstance(unit, SqlReadUnit)
        assert unit._session.scalar(text("SELECT count(DISTINCT root_id) FROM log_matter")) == 1
    unlink_matter(third, session)
    assert found(session, raising=Raising.FIRST) == ["甲某", "乙某"]
    with session.read() as unit:
        assert isinstance(unit, SqlReadUnit)
        assert unit._session.scalar(text("SELECT count(DISTINCT root_id) FROM log_matter")) == 2


def test_a_paper_printed_that_day_counts_as_told(session: DeskSession, visit: Visit) -> None:
    number = register_visit(visit("甲某"), session).visit_no
    register_visit(visit("乙某"), session)
    assert found(session, told=True) == []
    issue_receipt(number, session)
    assert found(session, told=True) == ["甲某"]
    assert visit_log(session.clock.today(), session.clock.today(), session)[0].documents == "来访登记回执"


def test_level_skipping_is_told_where_the_office_is_two_above(session: DeskSession, visit: Visit) -> None:
    with session.write() as unit:
        unit.save_office(replace(unit.office(), level=Level.CITY, kind=OfficeKind.XINFANG))
        unit.commit()
    register_visit(visit("甲某", competent_level=Level.TOWNSHIP), session)
    register_visit(visit("乙某", competent_level=Level.COUNTY), session)
    rows = visit_log(session.clock.today(), session.clock.today(), session)
    assert [row.level_skipping for row in rows] == [True, False]
    assert found(session, competent_levels=frozenset({"township"})) == ["甲某"]


def test_a_search_finds_all_words_in_names_demands_classes_and_numbers(
    session: DeskSession, visit: Visit
) -> None:
    done = register_visit(visit("𬱖某", people=3), session)
    register_visit(visit("乙某", demand="反映 ABC 小区停水"), session)
    assert found(session, "𬱖某2") == ["𬱖某 等 3 人"]
    assert found(session, "停水 abc") == ["乙某"]
    assert found(session, "停水 𬱖某") == []
    assert found(session, done.visit_no[:18].lower()) == ["𬱖某 等 3 人", "乙某"]
    assert found(session, done.visit_no) == ["𬱖某 等 3 人"]
    assert found(session, "申诉求决") == ["𬱖某 等 3 人", "乙某"]
    assert found(session, "%") == found(session, "_") == []


def test_a_sealed_visit_is_found_by_its_number_alone(session: DeskSession, visit: Visit) -> None:
    done = register_visit(
        replace(visit("骆青崖", purpose=Purpose.ACCUSATION, demand="反映收受财物"), remark="要求保密"),
        session,
    )
    for word in ("骆青崖", "收受", "要求保密", "柏溪镇"):
        assert found(session, word) == []
    assert found(session, classes=frozenset({"0201"})) == []
    assert found(session, done.visit_no) == ["●●●"]
    assert "骆青崖" not in repr(held(session))
    assert "收受" not in repr(held(session))


def test_nobody_is_found_by_a_name_they_did_not_want_told(session: DeskSession, visit: Visit) -> None:
    shy = replace(visit(), people=(PersonDraft(name="骆青崖", anonymous=True, address="云岭省"),))
    register_visit(shy, session)
    register_visit(replace(visit("纪云舟"), anonymous=True), session)
    assert found(session, "骆青崖") == found(session, "纪云舟") == []


def test_a_reader_cannot_ask_the_log_for_a_name(session: DeskSession, gate: StoreGate, visit: Visit) -> None:
    register_visit(visit("骆青崖"), session)
    reader = signed_in_as(StaffRole.READER, session, gate)
    assert found(reader, "骆青崖") == []
    assert found(reader, "青苗补偿") == ["●●●"]


def test_a_receptionist_sees_today_and_of_other_days_what_they_received(
    session: DeskSession, gate: StoreGate, visit: Visit
) -> None:
    yesterday = session.clock.now_utc() - timedelta(days=1)
    register_visit(replace(visit("昨日"), visited_at=yesterday), session)
    register_visit(visit("今日"), session)
    desk = signed_in_as(StaffRole.RECEPTIONIST, session, gate)
    register_visit(replace(visit("自己"), visited_at=yesterday), desk)
    today = desk.clock.today()
    assert [r.visitors for r in visit_log(today, today, desk)] == ["今日"]
    assert [r.visitors for r in visit_log(today - timedelta(days=1), today, desk)] == ["自己"]
    with desk.read() as unit:
        every = unit.log_keys(LogFilter(today - timedelta(days=1), today))
    assert [r.visitors for r in log_rows(every, desk)] == ["自己", "今日"]
    assert log_choices(today - timedelta(days=1), today, desk).receptionists == (desk.user.name,)


@pytest.mark.parametrize("role", [StaffRole.ADMIN, StaffRole.ACCUSATION_HANDLER])
def test_the_log_is_not_for_every_role(role: StaffRole, session: DeskSession, gate: StoreGate) -> None:
    other = signed_in_as(role, session, gate)
    with pytest.raises(NotAllowed):
        found(other)


def test_lines_stand_in_the_order_asked_for(session: DeskSession, visit: Visit) -> None:
    for name, people in (("丙", 2), ("甲", 9), ("乙", 1)):
        register_visit(visit(name, people=people), session)
    wanted = today_of(session)

    def order(sort: LogSort, descending: bool) -> list[int]:
        keys = log_index(wanted, session, sort=sort, descending=descending).keys
        return [row.seq for row in log_rows(keys, session)]

    assert order(LogSort.PRESENT, False) == [3, 1, 2]
    assert order(LogSort.PRESENT, True) == [2, 1, 3]
    assert order(LogSort.SEQ, True) == [3, 2, 1]
    for sort in LogSort:
        assert sorted(order(sort, True)) == [1, 2, 3]


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plan=st.lists(
        st.tuples(
            st.integers(0, 2),
            st.integers(1, 7),
            st.sampled_from(list(Purpose)[:4]),
            st.booleans(),
            st.booleans(),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_was_written_step_by_step_is_what_is_written_anew(
    session: DeskSession, visit: Visit, plan: Iterable[tuple[int, int, Purpose, bool, bool]]
) -> None:
    """The log's own rows are nothing but what the visits say, whatever happened in between."""
    before = ""
    for days, people, purpose, paper, again in plan:
        at = session.clock.now_utc() - timedelta(days=days)
        same = SameAs(before, Facts.SAME) if again and before and purpose is not Purpose.ACCUSATION else None
        done = register_visit(
            replace(visit(f"甲{people}", people=people, purpose=purpose, same_as=same), visited_at=at),
            session,
        )
        before = "" if done.matters[0].sealed else done.matters[0].reg_no
        if paper:
            issue_receipt(done.visit_no, session)
    written = held(session)
    with session.write() as unit:
        assert isinstance(unit, SqlWriteUnit)
        unit.clear_log()
        unit.commit()
    renew_all(session)
    assert held(session) == written
