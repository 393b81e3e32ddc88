"""Leaders' reception, ownership, disputes and proposals in a real store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from app.domain.due import DueFilter, Span
from app.domain.leaders import AppointmentState, ProposalKind, ReceptionDay
from app.domain.matter import Purpose
from app.domain.matter_step import MatterStep
from app.domain.office import StaffRole
from app.domain.visit import VisitDraft
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.disputes import open_disputes
from app.intake.due_board import due_board
from app.intake.events import record_event
from app.intake.matter_lists import matter_detail
from app.intake.ownership import name_case_leader, name_first_contact, staff_names
from app.intake.proposals import (
    ProposalDraft,
    note_feedback,
    note_proposal,
    proposal_figures,
    proposals_of_year,
)
from app.intake.reception_days import (
    DayPlan,
    book_appointment,
    cancel_day,
    close_appointment,
    keep_promise,
    make_promise,
    plan_day,
    reception_days,
)
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from app.intake.visibility import MASK
from db.gate import StoreGate
from tests.db.conftest import LEAD, PASSWORD

Visit = Callable[..., VisitDraft]


def registered(session: DeskSession, draft: VisitDraft, *, days_ago: int = 0) -> str:
    at = session.clock.now_utc() - timedelta(days=days_ago)
    return register_visit(replace(draft, visited_at=at), session).matters[0].reg_no


def planned(session: DeskSession, **changes: object) -> ReceptionDay:
    given = {
        "on": session.clock.today(),
        "begins": time(9),
        "ends": time(11, 30),
        "leader": "纪云舟",
        **changes,
    }
    return plan_day(DayPlan(**given), session)  # type: ignore[arg-type]


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(BadInput) as error:
        act()
    return error.value.problems[0]


def test_a_day_of_a_leader_from_plan_to_promise_kept(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    reg_no = registered(session, visit("骆青崖"))
    day = planned(session, post="副县长", units=("县水利局", "县水利局", "县住建局", ""))
    booked = book_appointment(day.day_id, time(9, 30), session, reg_no=reg_no)
    assert (booked.visitor, booked.about[:4]) == ("骆青崖", "请求补足")
    done = close_appointment(
        booked.appointment_id, AppointmentState.RECEIVED, session, result="当面听取，责成镇里核实"
    )
    assert (done.state, done.closed_by) == (AppointmentState.RECEIVED, LEAD)
    due = today + timedelta(days=10)
    promise = make_promise(reg_no, "十日内公布补偿清单", due, session, day_id=day.day_id)
    assert promise.leader == "纪云舟"
    board = due_board(DueFilter(Span.PROMISES), session)
    (line,) = board.lines
    assert (line.reg_no, line.days_left, line.overdue) == (reg_no, 10, False)
    assert "十日内公布补偿清单" in line.term.how
    (shown,) = reception_days(today, today, session)
    assert shown.day.units == ("县水利局", "县住建局")
    assert [a.state for a in shown.appointments] == [AppointmentState.RECEIVED]
    assert [p.what for p in shown.promises] == ["十日内公布补偿清单"]
    keep_promise(promise.promise_id, "已公布", session)
    assert due_board(DueFilter(Span.PROMISES), session).count == 0
    assert "已于" in refused(lambda: keep_promise(promise.promise_id, "", session))


def test_a_broken_promise_is_past_but_no_breach_of_law(session: DeskSession, visit: Visit) -> None:
    reg_no = registered(session, visit())
    make_promise(reg_no, "今日答复", session.clock.today(), session, leader="纪云舟")
    board = due_board(DueFilter(), session)
    assert board.spans[Span.PROMISES] == 1
    assert board.spans[Span.OVERDUE] == 0


def test_what_cannot_be_planned_or_booked_is_a_sentence(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    day = planned(session)
    assert "重叠" in refused(lambda: planned(session, begins=time(11), ends=time(12)))
    planned(session, begins=time(11, 30), ends=time(12))  # one after the other
    planned(session, leader="方一苇")
    assert "晚于" in refused(lambda: planned(session, begins=time(9), ends=time(9)))
    assert "姓名" in refused(lambda: planned(session, leader="　 "))
    assert "之间" in refused(lambda: book_appointment(day.day_id, time(11, 30), session, visitor="甲某"))
    assert "编号或者" in refused(lambda: book_appointment(day.day_id, time(9), session))
    past = planned(session, on=today - timedelta(days=1))
    assert "已过" in refused(lambda: book_appointment(past.day_id, time(9), session, visitor="甲某"))
    with pytest.raises(NotFound):
        book_appointment(day.day_id, time(9), session, reg_no="没有这个编号")
    reg_no = registered(session, visit())
    book_appointment(day.day_id, time(9), session, reg_no=reg_no)
    assert "已经约访" in refused(lambda: book_appointment(day.day_id, time(10), session, reg_no=reg_no))
    assert "原因" in refused(lambda: cancel_day(day.day_id, "", session))
    assert cancel_day(day.day_id, "领导出差", session) == 1
    assert "已经取消" in refused(lambda: cancel_day(day.day_id, "再取消", session))
    assert "已经取消" in refused(lambda: book_appointment(day.day_id, time(9), session, visitor="甲某"))


def test_whoever_is_received_is_registered_as_anybody(session: DeskSession, visit: Visit) -> None:
    day = planned(session)
    booked = book_appointment(day.day_id, time(9), session, visitor="骆青崖", about="青苗补偿")

    def receive(**more: str) -> object:
        return close_appointment(booked.appointment_id, AppointmentState.RECEIVED, session, **more)

    assert "先登记来访" in refused(receive)
    receive(reg_no=registered(session, visit("骆青崖")))
    assert "已经有结果" in refused(receive)


def test_nothing_of_a_sealed_matter_stands_in_the_calendar_or_on_the_board(
    session: DeskSession, visit: Visit
) -> None:
    today = session.clock.today()
    sealed = registered(
        session, visit("宋未", demand="举报某某受贿", purpose=Purpose.ACCUSATION, sealed=True)
    )
    day = planned(session)
    booked = book_appointment(day.day_id, time(9), session, reg_no=sealed, visitor="宋未", about="举报受贿")
    assert booked.visitor == MASK
    assert "案卷" in refused(
        lambda: close_appointment(
            booked.appointment_id, AppointmentState.RECEIVED, session, result="听取举报"
        )
    )
    close_appointment(booked.appointment_id, AppointmentState.RECEIVED, session)
    assert "案卷" in refused(lambda: make_promise(sealed, "查处", today, session, day_id=day.day_id))
    assert "保密" in refused(lambda: name_case_leader(sealed, "纪云舟", session))
    text = repr(reception_days(today, today, session))
    assert "宋未" not in text
    assert "受贿" not in text
    with session.read() as unit:
        assert "宋未" not in repr(unit.leaders().appointments([day.day_id]))


def test_the_first_contact_and_the_leader_have_work_lists(
    gate: StoreGate, session: DeskSession, visit: Visit
) -> None:
    add_staff("方穗", StaffRole.RECEPTIONIST, PASSWORD, session)
    mine, handed = registered(session, visit()), registered(session, visit(demand="请求二"))
    name_first_contact(handed, "方穗", session)
    name_case_leader(mine, "纪云舟副县长", session)
    assert [m.reg_no for m in due_board(DueFilter(owner="方穗"), session).lines] == [handed]
    assert [m.reg_no for m in due_board(DueFilter(owner=LEAD), session).lines] == [mine]
    board = due_board(DueFilter(leader="纪云舟副县长"), session)
    assert [m.reg_no for m in board.lines] == [mine]
    assert board.leaders == (("纪云舟副县长", 1),)
    assert {"first_contact", "leader_case"} <= {
        e.kind for r in (mine, handed) for e in matter_detail(r, session).events
    }
    assert "在岗" in refused(lambda: name_first_contact(mine, "没有这个人", session))
    assert "不用再改" in refused(lambda: name_first_contact(handed, "方穗", session))
    name_case_leader(mine, "", session)
    assert due_board(DueFilter(), session).leaders == ()
    assert set(staff_names(session)) == {LEAD, "方穗"}


def test_a_dispute_runs_on_until_it_is_settled(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    one = registered(session, visit(target_unit="县水利局"), days_ago=10)
    two = registered(
        session,
        visit(demand="请求二", in_dispute=True, lead_unit="县水利局", co_units=("县住建局",)),
        days_ago=3,
    )
    record_event(one, MatterStep("disputed_on", today - timedelta(days=2)), session)
    first, second = open_disputes(session)
    assert (first.reg_no, first.stage, first.days_left) == (one, "agreeing", 5)
    assert first.since == today - timedelta(days=2)
    assert (second.reg_no, second.lead_unit, second.co_units) == (two, "县水利局", ("县住建局",))
    assert second.days_left == 12
    record_event(one, MatterStep("conference_on", today, "提请县联席会议"), session)
    assert open_disputes(session)[0].stage == "conference"
    record_event(one, MatterStep("settled_on", today, "县水利局"), session)
    assert [d.reg_no for d in open_disputes(session)] == [two]


def test_proposals_are_counted_by_kind_for_the_year(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    reg_no = registered(session, visit())
    work = note_proposal(
        ProposalDraft(ProposalKind.IMPROVE_WORK, "柏溪镇人民政府", today, "公开补偿清单", reg_no), session
    )
    note_proposal(ProposalDraft(ProposalKind.IMPROVE_WORK, "县水利局", today, "限期回复"), session)
    note_proposal(
        ProposalDraft(ProposalKind.HOLD_RESPONSIBLE, "县水利局", date(today.year - 1, 5, 1), "约谈"), session
    )
    note_feedback(work.proposal_id, today, False, "暂不采纳", session)
    assert note_feedback(work.proposal_id, today, True, "已经采纳", session).feedback is not None
    by_kind = {f.kind: (f.made, f.answered, f.adopted) for f in proposal_figures(today.year, session)}
    assert by_kind == {
        ProposalKind.IMPROVE_WORK: (2, 1, 1),
        ProposalKind.IMPROVE_POLICY: (0, 0, 0),
        ProposalKind.HOLD_RESPONSIBLE: (0, 0, 0),
    }
    assert [p.to_unit for p in proposals_of_year(today.year, session)] == ["县水利局", "柏溪镇人民政府"]
    assert "早于" in refused(
        lambda: note_feedback(work.proposal_id, today - timedelta(days=1), True, "x", session)
    )
    sealed = registered(session, visit(purpose=Purpose.ACCUSATION, sealed=True, demand="举报"))
    assert "保密" in refused(
        lambda: note_proposal(
            ProposalDraft(ProposalKind.IMPROVE_WORK, "县水利局", today, "x", sealed), session
        )
    )


def test_a_receptionist_books_and_a_lead_does_the_rest(
    gate: StoreGate, session: DeskSession, visit: Visit
) -> None:
    today, reg_no, day = session.clock.today(), registered(session, visit()), planned(session)
    add_staff("方穗", StaffRole.RECEPTIONIST, PASSWORD, session)
    add_staff("林知夏", StaffRole.READER, PASSWORD, session)
    gate.close()
    desk = gate.sign_in("方穗", PASSWORD)
    booked = book_appointment(day.day_id, time(9), desk, reg_no=reg_no)
    for act in (
        lambda: planned(desk),
        lambda: cancel_day(day.day_id, "x", desk),
        lambda: close_appointment(booked.appointment_id, AppointmentState.RECEIVED, desk),
        lambda: make_promise(reg_no, "x", today, desk, leader="纪云舟"),
        lambda: name_case_leader(reg_no, "纪云舟", desk),
        lambda: name_first_contact(reg_no, "方穗", desk),
        lambda: note_proposal(ProposalDraft(ProposalKind.IMPROVE_WORK, "x", today, "x"), desk),
        lambda: proposals_of_year(today.year, desk),
    ):
        with pytest.raises(NotAllowed):
            act()
    close_appointment(booked.appointment_id, AppointmentState.ABSENT, desk)
    gate.close()
    reader = gate.sign_in("林知夏", PASSWORD)
    assert len(proposal_figures(today.year, reader)) == 3
    for look in (lambda: reception_days(today, today, reader), lambda: open_disputes(reader)):
        with pytest.raises(NotAllowed):
            look()
