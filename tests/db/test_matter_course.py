"""A matter's course in a real store: previews, refusals, supervision, whole timelines, reading on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.due import DueFilter, Span
from app.domain.matter import Facts, Outcome, Purpose, Route, SameAs
from app.domain.matter_step import MatterStep
from app.domain.office import StaffRole
from app.domain.refusal import Ground, Missing, Stage
from app.domain.visit import VisitDraft
from app.errors import BadInput, NotAllowed
from app.intake import matter_lists
from app.intake.assess import assess_visit
from app.intake.by_person import matters_of_person
from app.intake.due_board import due_board, open_alarms
from app.intake.events import preview_event, record_event
from app.intake.links import link_matters, unlink_matter
from app.intake.matter_lists import (
    matter_detail,
    matter_index,
    matter_lines,
    matter_list,
)
from app.intake.papers import issue_receipt
from app.intake.refusals import refusal_check, tick_grounds
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from app.intake.step_notes import uncovered
from db.gate import StoreGate
from tests.db.conftest import LEAD, PASSWORD

Visit = Callable[..., VisitDraft]
NUMBER = "110199199003070017"


def registered(session: DeskSession, draft: VisitDraft, *, days_ago: int = 0) -> str:
    at = session.clock.now_utc() - timedelta(days=days_ago)
    return register_visit(replace(draft, visited_at=at), session).matters[0].reg_no


def kinds(reg_no: str, session: DeskSession) -> list[str]:
    return [event.kind for event in matter_detail(reg_no, session).events]


def test_a_step_tells_what_it_would_do_and_does_nothing(session: DeskSession, visit: Visit) -> None:
    reg_no, today = registered(session, visit(), days_ago=10), session.clock.today()
    before = kinds(reg_no, session)
    preview = preview_event(reg_no, MatterStep("accepted_on", today), session)
    assert (preview.before, preview.after) == ("已登记，15日告知期内", "已受理，60日办理期内")
    (term,) = preview.terms
    assert (term.kind, term.start, term.due) == ("T7", today, today + timedelta(days=60))
    assert preview.notes == tuple(uncovered(preview.terms))  # only that a year's holidays are not known
    assert kinds(reg_no, session) == before


def test_a_review_received_gives_its_due_date_and_is_not_turned_away_when_late(
    session: DeskSession, visit: Visit
) -> None:
    reg_no, today = registered(session, visit(), days_ago=150), session.clock.today()
    record_event(reg_no, MatterStep("accepted_on", today - timedelta(days=149)), session)
    early = preview_event(reg_no, MatterStep("review_received_on", today), session)
    assert any("没有送达处理意见的记录" in note for note in early.notes)
    record_event(reg_no, MatterStep("replied_on", today - timedelta(days=100)), session)
    late = preview_event(reg_no, MatterStep("review_received_on", today), session)
    assert any("由带班研究决定，不得当场拒绝" in note for note in late.notes)
    assert late.terms[0].kind == "T9"
    assert record_event(reg_no, MatterStep("review_received_on", today), session).line.state == "in_review"


def test_two_steps_of_one_day_are_put_in_order_in_words(session: DeskSession, visit: Visit) -> None:
    reg_no, today = registered(session, visit(), days_ago=9), session.clock.today()
    record_event(reg_no, MatterStep("accepted_on", today), session)
    preview = preview_event(reg_no, MatterStep("transferred_on", today), session)
    assert any("转送、受理" in note for note in preview.notes)
    with pytest.raises(BadInput) as twice:
        record_event(reg_no, MatterStep("accepted_on", today), session)
    assert "不用再记一次" in twice.value.problems[0]
    with pytest.raises(BadInput) as contradicted:
        record_event(reg_no, MatterStep("refused_on", today), session)
    assert "同一天" in contradicted.value.problems[0]
    record_event(reg_no, MatterStep("replied_on", today, supported=True), session)
    with pytest.raises(BadInput) as unexplained:
        record_event(reg_no, MatterStep("replied_on", today, supported=False), session)
    assert "更正" in unexplained.value.problems[0]
    record_event(reg_no, MatterStep("replied_on", today, supported=False, text="更正：未支持"), session)
    assert matter_detail(reg_no, session).line.state == "replied_review_open"


def test_an_impossible_order_is_refused_before_and_when_saving(session: DeskSession, visit: Visit) -> None:
    reg_no, today = registered(session, visit(), days_ago=9), session.clock.today()
    for act in (preview_event, record_event):
        with pytest.raises(BadInput) as caught:
            act(reg_no, MatterStep("replied_on", today - timedelta(days=10)), session)
        assert "早于" in caught.value.problems[0]
    for kind in ("extended_to", "assigned_on", "hearing_on"):
        with pytest.raises(BadInput):
            preview_event(reg_no, MatterStep(kind, today), session)
    assert "replied_on" not in kinds(reg_no, session)


def test_an_assignment_and_whose_step_it_was_are_kept(session: DeskSession, visit: Visit) -> None:
    reg_no, today = registered(session, visit(), days_ago=5), session.clock.today()
    until = today + timedelta(days=20)
    detail = record_event(reg_no, MatterStep("assigned_on", today, extended_to=until), session)
    assert {term.kind: term.due for term in detail.terms}["T6"] == until
    detail = record_event(
        reg_no, MatterStep("accepted_on", today, text="柏政〔2026〕1 号", source="handler"), session
    )
    assert detail.events[-1].text == "承办单位告知：柏政〔2026〕1 号"


def test_an_office_refuses_through_those_who_sign_and_notes_what_others_did(
    session: DeskSession, gate: StoreGate, visit: Visit
) -> None:
    reg_no, today = registered(session, visit(), days_ago=5), session.clock.today()
    add_staff("另一人员", StaffRole.RECEPTIONIST, "another pass 1", session)
    gate.close()
    desk = gate.sign_in("另一人员", "another pass 1")
    for act in (preview_event, record_event):
        with pytest.raises(NotAllowed):
            act(reg_no, MatterStep("refused_on", today), desk)
    assert (
        record_event(reg_no, MatterStep("refused_on", today, source="upstream"), desk).line.state
        == "refused_earlier"
    )


def test_a_term_that_ran_out_does_not_begin_anew_by_recording_its_start_again(
    session: DeskSession, visit: Visit, gate: StoreGate
) -> None:
    reg_no, today = registered(session, visit(), days_ago=80), session.clock.today()
    record_event(reg_no, MatterStep("accepted_on", today - timedelta(days=75)), session)
    again, said = MatterStep("accepted_on", today), "受理日期录错，见受理告知书存根"
    with pytest.raises(BadInput) as wordless:
        record_event(reg_no, again, session)
    assert "请在说明里写明更正了什么" in wordless.value.problems[0]
    add_staff("另一人员", StaffRole.RECEPTIONIST, "another pass 1", session)
    gate.close()
    clerk = gate.sign_in("另一人员", "another pass 1")
    for use in (preview_event, record_event):
        with pytest.raises(BadInput) as not_the_lead:
            use(reg_no, replace(again, text=said), clerk)
        assert "请带班更正" in not_the_lead.value.problems[0]
    assert matter_detail(reg_no, clerk).line.state == "overdue_no_reply"
    gate.close()
    lead = gate.sign_in(LEAD, PASSWORD)
    assert record_event(reg_no, replace(again, text=said), lead).line.state == "accepted_in_time"


@pytest.mark.parametrize("outcome", [Outcome.ACCEPT, Outcome.ANSWERED_ON_SPOT])
def test_coming_again_begins_no_term_anew(session: DeskSession, visit: Visit, outcome: Outcome) -> None:
    today = session.clock.today()
    reg_no = registered(session, visit(route=Route.OTHER), days_ago=90)
    again = visit(same_as=SameAs(reg_no, Facts.SAME), outcome=outcome, reason="当面说明")
    record_event(reg_no, MatterStep("accepted_on", today - timedelta(days=85)), session)
    for state in ("overdue_no_reply", "replied_review_open"):
        kept = register_visit(again, session).matters[0]
        assert kept.outcome == outcome  # what a person chose stays with the visit
        assert matter_detail(reg_no, session).line.state == state
        record_event(reg_no, MatterStep("replied_on", today - timedelta(days=3), text=state), session)


def test_what_was_answered_at_once_or_ended_may_be_taken_on_by_another_visit(
    session: DeskSession, visit: Visit
) -> None:
    answered = registered(session, visit(outcome=Outcome.ANSWERED_ON_SPOT, reason="当场答复"), days_ago=20)
    left = registered(session, visit(), days_ago=20)
    record_event(left, MatterStep("withdrawn_on", session.clock.today() - timedelta(days=9)), session)
    fresh = registered(session, visit(), days_ago=3)
    for reg_no in (answered, left, fresh):
        register_visit(
            visit(same_as=SameAs(reg_no, Facts.SAME), outcome=Outcome.ACCEPT, reason="重新受理"), session
        )
        assert matter_detail(reg_no, session).line.state == "accepted_in_time"


def test_overdue_is_an_alarm_until_somebody_urges_and_never_a_refusal(
    session: DeskSession, visit: Visit
) -> None:
    today = session.clock.today()
    reg_no = registered(session, visit(), days_ago=40)
    fresh = registered(session, visit("纪云舟", demand="请求维修路灯"), days_ago=0)
    due = due_board(DueFilter(), session)
    assert [line.reg_no for line in due.lines] == [reg_no, fresh]
    late = due_board(DueFilter(Span.OVERDUE), session)
    assert [line.reg_no for line in late.lines] == [reg_no]
    assert (due.alarms, open_alarms(session)) == (1, 1)
    assert "不得以此拒绝" in preview_event(reg_no, MatterStep("supervised_on", today), session).notes[0]
    record_event(reg_no, MatterStep("supervised_on", today, text="电话催办"), session)
    record_event(reg_no, MatterStep("supervised_on", today, text="再次催办"), session)
    assert open_alarms(session) == 0
    assert due_board(DueFilter(Span.OVERDUE), session).lines[0].supervised
    again = register_visit(visit(same_as=SameAs(reg_no, Facts.SAME)), session)
    assert again.matters[0].outcome == Outcome.SUPERVISE


def test_four_ticks_are_kept_with_who_and_when_and_open_the_gate(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    reg_no = registered(
        session, visit(outcome=Outcome.NOT_ACCEPT_PENDING, reason="上级机关核对", route=Route.OTHER)
    )
    assert refusal_check(reg_no, session).gate.missing == (Missing.TICKED,)
    given = {"organ": "柏溪镇人民政府", "stage": Stage.ACCEPTED, "since": today - timedelta(days=20)}
    three = tick_grounds(reg_no, set(Ground) - {Ground.SUPERIOR}, session, **given)
    assert three.gate.missing == (Missing.SUPERIOR,)
    whole = tick_grounds(reg_no, set(Ground), session, **given)
    assert whole.gate.allowed
    ticked = refusal_check(reg_no, session).ticked
    assert ticked is not None
    assert (ticked.by, ticked.organ, ticked.until) == (
        session.user.name,
        "柏溪镇人民政府",
        today + timedelta(days=40),
    )
    assert kinds(reg_no, session).count("grounds_19_3") == 2
    assert matter_detail(reg_no, session).line.state == "registered_pending"
    late = tick_grounds(reg_no, set(Ground), session, **{**given, "since": today - timedelta(days=61)})
    assert late.gate.missing == (Missing.PERIOD_OVER,)


def test_ticks_without_their_particulars_are_refused(session: DeskSession, visit: Visit) -> None:
    reg_no, today = registered(session, visit()), session.clock.today()
    for given in (
        {"organ": " ", "stage": Stage.ACCEPTED, "since": today},
        {"organ": "甲局", "stage": Stage.ACCEPTED, "since": today + timedelta(days=1)},
        {"organ": "甲局", "stage": Stage.DUTY, "since": today},
        {"organ": "甲局", "stage": Stage.DUTY, "since": today, "until": today - timedelta(days=1)},
    ):
        with pytest.raises(BadInput):
            tick_grounds(reg_no, set(Ground), session, **given)  # type: ignore[arg-type]
    assert refusal_check(reg_no, session).outcome is None


def test_what_this_office_itself_passed_on_is_no_ground_for_a_superior(
    session: DeskSession, visit: Visit
) -> None:
    today = session.clock.today()
    first = registered(session, visit(), days_ago=9)
    record_event(first, MatterStep("transferred_on", today - timedelta(days=8)), session)
    again = registered(
        session,
        visit(same_as=SameAs(first, Facts.SAME), outcome=Outcome.NOT_ACCEPT_PENDING, reason="误选"),
    )
    check = tick_grounds(again, set(Ground), session, organ="甲局", stage=Stage.ACCEPTED, since=today)
    assert check.gate.missing == (Missing.NOT_SUPERIOR,)


def test_no_longer_accepting_is_shut_without_a_recheck_opinion(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    first = registered(session, visit(), days_ago=200)
    again = registered(
        session, visit(same_as=SameAs(first, Facts.SAME), outcome=Outcome.NO_LONGER_ACCEPT, reason="核对")
    )
    assert refusal_check(again, session).gate.missing == (Missing.RECHECK_OPINION,)
    for kind, days in (
        ("accepted_on", 190),
        ("replied_on", 150),
        ("review_received_on", 140),
        ("review_opinion_on", 120),
        ("recheck_received_on", 100),
    ):
        record_event(first, MatterStep(kind, today - timedelta(days=days)), session)
    record_event(
        first,
        MatterStep("recheck_opinion_on", today - timedelta(days=80), text="省信访局〔2026〕3 号"),
        session,
    )
    assert refusal_check(again, session).gate.allowed


def test_the_timeline_holds_raisings_links_steps_and_documents_of_all(
    session: DeskSession, visit: Visit
) -> None:
    today = session.clock.today()
    first = registered(session, visit(), days_ago=20)
    second = registered(session, visit("纪云舟"), days_ago=3)
    issue_receipt(second.rpartition("-")[0], session)
    record_event(first, MatterStep("accepted_on", today - timedelta(days=10)), session)
    link_matters(second, first, session)
    for reg_no in (first, second):
        events = matter_detail(reg_no, session).events
        said = [event.kind for event in events]
        assert said.count("registered") == 2
        assert said.count("linked") == 1
        assert said.count("paper") == 2
        assert [e.on for e in events] == sorted(e.on for e in events if e.on)
    assert matter_detail(second, session).root == first
    assert matter_detail(first, session).repeats == (second,)
    unlink_matter(second, session)
    alone = matter_detail(second, session)
    assert alone.root == second
    assert {"linked", "unlinked"} <= {event.kind for event in alone.events}
    assert alone.line.state == "registered_pending"


def test_a_repeat_stands_where_the_first_one_stands(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    first = registered(session, visit(), days_ago=30)
    record_event(first, MatterStep("accepted_on", today - timedelta(days=20)), session)
    again = registered(session, visit(same_as=SameAs(first, Facts.SAME)))
    for reg_no in (first, again):
        assert matter_detail(reg_no, session).line.state == "accepted_in_time"
    assert {m.state for m in matter_list(session)} == {"accepted_in_time"}
    replied = record_event(again, MatterStep("replied_on", today - timedelta(days=2)), session)
    assert replied.line.state == "replied_review_open"


def test_a_sealed_matter_shows_when_and_nothing_else(session: DeskSession, visit: Visit) -> None:
    reg_no = registered(session, visit(purpose=Purpose.ACCUSATION, demand="反映收受财物"))
    detail = matter_detail(reg_no, session)
    assert (detail.steps, detail.limits) == ((), ())
    assert all("财物" not in event.text for event in detail.events)


def test_numbers_of_all_matters_are_read_on_page_by_page(
    session: DeskSession, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matter_lists, "MOST_SHOWN", 2)
    numbers = [registered(session, visit(demand=f"请求修复第{n}号路灯")) for n in range(5)][::-1]
    assert [m.reg_no for m in matter_list(session)] == numbers[:2]
    assert list(matter_index(session)) == numbers
    assert [m.reg_no for m in matter_lines(numbers[3:], session)] == numbers[3:]
    assert list(matter_index(session, "第3号")) == [numbers[1]]
    assert matter_index(session, "已登记") == ()


def test_a_persons_matters_need_a_reason_and_leave_a_trace(session: DeskSession, visit: Visit) -> None:
    mine = registered(session, visit("骆青崖", number=NUMBER))
    registered(session, visit("骆青崖", demand="请求维修路灯"))
    registered(session, visit("骆青崖", number=NUMBER, purpose=Purpose.ACCUSATION, demand="反映收受财物"))
    for number, reason, words in ((NUMBER, "", ""), (NUMBER, "other", " "), ("12", "at_window", "")):
        with pytest.raises(BadInput):
            matters_of_person(number, reason, session, words=words)
    found = matters_of_person(" 110199 19900307 0017 ", "other", session, words="来电核对")
    assert [line.reg_no for line in found.lines] == [mine]
    assert NUMBER not in found.shown_as
    with session.read() as unit:
        row = next(r for r in unit.audit(5) if r.action == "look_up_person")
    assert (row.who, row.about, row.why) == (session.user.name, found.shown_as, "其他（写明理由）：来电核对")
    assert matters_of_person("110199199003070025", "at_window", session).lines == ()


def test_a_transfer_that_came_in_is_objected_to_and_returned_only_after_consent(
    session: DeskSession, visit: Visit
) -> None:
    today = session.clock.today()
    reg_no, came = registered(session, visit(), days_ago=4), today - timedelta(days=4)
    record_event(reg_no, MatterStep("transfer_received_on", came, source="upstream"), session)
    due = due_board(DueFilter(), session)
    assert {line.term.kind for line in due.lines} == {"T2", "T5"}  # a 信访部门 passes on within T2
    with pytest.raises(BadInput) as wordless:
        record_event(reg_no, MatterStep("objected_on", today), session)
    assert "理由" in wordless.value.problems[0]
    for act in (preview_event, record_event):
        with pytest.raises(BadInput) as early:
            act(reg_no, MatterStep("returned_on", today), session)
        assert "异议" in early.value.problems[0]
    objected = MatterStep("objected_on", today, "属县水利局职权")
    assert any("不得自行退回" in note for note in preview_event(reg_no, objected, session).notes)
    record_event(reg_no, objected, session)
    with pytest.raises(BadInput) as alone:
        record_event(reg_no, MatterStep("returned_on", today), session)
    assert "同意" in alone.value.problems[0]
    record_event(reg_no, MatterStep("return_agreed_on", today), session)
    assert record_event(reg_no, MatterStep("returned_on", today), session).line.state == "transferred"


def test_an_objection_not_made_in_time_is_no_alarm(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    reg_no = registered(session, visit(), days_ago=14)
    record_event(reg_no, MatterStep("transfer_received_on", today - timedelta(days=14)), session)
    due = due_board(DueFilter(), session)
    assert [line.term.kind for line in due.lines] == ["T2"]
    assert due.alarms == 0
    late = preview_event(reg_no, MatterStep("objected_on", today, "不属本单位"), session)
    assert any("异议期" in note and "已满" in note for note in late.notes)


def test_a_unit_that_took_over_is_who_handles_the_matter(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    reg_no = registered(session, visit(), days_ago=2)
    record_event(reg_no, MatterStep("disputed_on", today), session)
    named = MatterStep("settled_on", today, "县水利局", source="upstream")
    detail = record_event(reg_no, named, session)
    assert detail.line.target_unit == "县水利局"
    assert any("县水利局" in step.answer for step in detail.steps)
    assert matter_list(session)[0].target_unit == "县水利局"


def test_what_another_organ_did_before_the_visit_can_be_written_down(
    session: DeskSession, visit: Visit
) -> None:
    today = session.clock.today()
    reg_no = registered(session, visit())
    earlier = MatterStep("accepted_on", today - timedelta(days=20), "柏溪镇", source="visitor")
    with pytest.raises(BadInput) as caught:
        record_event(reg_no, earlier, session)
    assert "早于" in caught.value.problems[0]
    record_event(reg_no, MatterStep("received_on", today - timedelta(days=25), source="visitor"), session)
    assert record_event(reg_no, earlier, session).line.state == "accepted_in_time"


def test_a_legal_route_is_told_with_the_limits_that_go_on_running(session: DeskSession, visit: Visit) -> None:
    (told,) = [
        f.message
        for f in assess_visit(visit(route=Route.RECONSIDERATION), session).findings
        if f.rule == "legal_route"
    ]
    for words in ("行政复议：", "60日", "行政诉讼：", "6个月", "15日", "《行政复议法》第二十条"):
        assert words in told
    assert not [
        f for f in assess_visit(visit(route=Route.OTHER), session).findings if f.rule == "legal_route"
    ]


def test_a_day_written_down_too_late_is_put_right_to_the_earlier_one(
    session: DeskSession, visit: Visit
) -> None:
    """Somebody wrote the acceptance down as of today; it was a week ago."""
    today = session.clock.today()
    reg_no = registered(session, visit(), days_ago=10)
    record_event(reg_no, MatterStep("accepted_on", today), session)
    earlier = MatterStep("accepted_on", today - timedelta(days=7), "更正：受理告知书的日期")
    preview = preview_event(reg_no, earlier, session)
    assert preview.terms[0].start == today - timedelta(days=7)
    assert any(f"以后按这次的{earlier.on}计算" in note for note in preview.notes)
    assert record_event(reg_no, earlier, session).terms[0].due == today + timedelta(days=53)
    assert kinds(reg_no, session).count("accepted_on") == 2
    later = MatterStep("accepted_on", today - timedelta(days=5), "再更正")
    assert record_event(reg_no, later, session).terms[0].due == today + timedelta(days=55)
