"""Review of lines, corrections by addition, and the signature of a day, over a real store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.domain.amendment import Change
from app.domain.log_filter import LogFilter, ReviewState
from app.domain.matter import Facts, Outcome, Purpose, SameAs
from app.domain.matter_step import MatterStep
from app.domain.office import StaffRole
from app.domain.period import Period
from app.domain.refusal import Ground, Stage
from app.domain.visit import Confirmation, VisitDraft
from app.errors import BadInput, NotAllowed
from app.intake.amend import amendable, correct
from app.intake.clock import StandingClock
from app.intake.day_closing import OpenKind, day_closing, day_standing, sign_day
from app.intake.drafts import keep_draft
from app.intake.events import record_event
from app.intake.figures import figures
from app.intake.integrity import verify_store
from app.intake.line_review import answer_question, ask_back, check_lines, open_questions
from app.intake.papers import issue_receipt
from app.intake.refusal_signing import sign_refusal
from app.intake.refusals import tick_grounds
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.visit_file import visit_file
from app.intake.visit_log import log_index, log_totals, visit_log
from db.gate import StoreGate
from db.read_unit import SqlReadUnit
from tests.db.test_lists import signed_in_as

Visit = Callable[..., VisitDraft]


def rows(session: DeskSession) -> Any:
    today = session.clock.today()
    return visit_log(today, today, session)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(BadInput) as caught:
        call()
    return " ".join(caught.value.problems)


def ops(session: DeskSession, kind: str) -> list[str]:
    with session.read() as unit:
        assert isinstance(unit, SqlReadUnit)
        found = unit._session.execute(text("SELECT body FROM op WHERE kind = :kind"), {"kind": kind})
        return [body.decode() for body in found.scalars()]


def done_visit(session: DeskSession, draft: VisitDraft) -> str:
    """A visit of which nothing is open: confirmed, its paper printed, checked."""
    number = register_visit(replace(draft, confirmed=Confirmation("signature")), session).visit_no
    issue_receipt(number, session)
    check_lines([number], session)
    return number


# --- corrections -----------------------------------------------------------------------------------


def test_a_correction_stands_beside_what_was_registered(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit("甲某"), session)
    number, reg_no = done.visit_no, done.matters[0].reg_no
    before = amendable(number, session)
    assert before[reg_no]["content_code"] == "0201"
    correct(number, [Change("present_count", "1", "3")], "漏数了两人", session)
    correct(number, [Change("content_code", "0201", "0501")], "分类选错", session, reg_no=reg_no)
    (row,) = rows(session)
    assert (row.present, row.amended) == (3, True)
    assert row.content_class == session.rules.content_classes["0501"][1]
    with session.read() as unit:
        kept = unit.visit(number)
        said = unit.amendments(kept.visit_id) if kept else ()
        assert unit.problems() == ()
    assert kept is not None
    assert kept.stated.head_count == 1
    assert kept.matters[0].stated.content_code == "0201"
    assert [(c.old, c.new) for a in said for c in a.changes] == [("1", "3"), ("0201", "0501")]
    assert [a.by for a in said] == [session.user.name] * 2
    first, second = ops(session, "amend")
    assert '"fields":{"present_count":"3"}' in first
    assert '"before":{"content_code":"0201"}' in second
    assert "base" in first


def test_a_correction_is_found_where_it_now_belongs(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit("甲某"), session)
    reg_no = done.matters[0].reg_no
    correct(
        done.visit_no,
        [Change("demand", visit().matters[0].demand, "请求修路")],
        "听错",
        session,
        reg_no=reg_no,
    )
    today = session.clock.today()
    assert log_index(LogFilter(today, today), session, search="修路").keys
    assert not log_index(LogFilter(today, today), session, search="青苗").keys
    assert log_index(LogFilter(today, today, amended=True), session).keys


def test_corrections_that_cannot_be_are_refused_with_a_sentence(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit("甲某", people=2), session)
    number, reg_no = done.visit_no, done.matters[0].reg_no

    def said(field: str, old: str, new: str, why: str = "理由充分", about: str = "") -> str:
        return refused(lambda: correct(number, [Change(field, old, new)], why, session, reg_no=about))

    assert "理由" in said("window", "1", "2", why=" ")
    assert "没有任何改动" in said("window", "1", "1")
    assert "窗口号" in said("window", "1", "零")
    assert "2 至" in said("present_count", "2", "1")
    assert "别人更正" in said("present_count", "5", "6")
    assert "没有 mood" in said("mood", "", "1")
    assert "保密登记" in said("purpose", "claim", "accusation", about=reg_no)
    assert "逐项核对" in said("outcome", "ACCEPT", "NOT_ACCEPT_PENDING", about=reg_no)
    assert "分类表" in said("content_code", "0201", "9999", about=reg_no)
    assert "最多 200 字" in said("demand", "", "长" * 201, about=reg_no)
    ahead = (session.clock.now_utc() + timedelta(hours=1)).isoformat()
    assert "将来" in said("left_at", "", ahead)
    assert "2026-11-23" in said("due_on", "", "明天", about=reg_no)
    assert ops(session, "amend") == []


def test_only_the_lead_corrects_checks_asks_and_signs(
    session: DeskSession, gate: StoreGate, visit: Visit
) -> None:
    number = register_visit(visit("甲某"), session).visit_no
    desk = signed_in_as(StaffRole.RECEPTIONIST, session, gate)
    today = desk.clock.today()
    for action in (
        lambda: correct(number, [Change("window", "1", "2")], "试一试", desk),
        lambda: amendable(number, desk),
        lambda: check_lines([number], desk),
        lambda: ask_back(number, "问", desk),
        lambda: sign_day(today, desk, reason="试一试"),
        lambda: day_closing(today, desk),
        lambda: day_standing(today, desk),
        lambda: sign_refusal(f"{number}-1", desk),
        lambda: answer_question(number, "不是我接待的", desk),
    ):
        with pytest.raises(NotAllowed):
            action()


def test_of_a_sealed_visit_only_what_shows_nothing_is_corrected_and_no_word_leaves(
    session: DeskSession, visit: Visit
) -> None:
    done = register_visit(visit("骆青崖", purpose=Purpose.ACCUSATION, demand="反映收受财物"), session)
    assert set(amendable(done.visit_no, session)[done.visit_no]) == {
        "visited_at", "left_at", "window", "present_count",
    }  # fmt: skip
    correct(done.visit_no, [Change("window", "1", "2")], "举报人骆青崖换了窗口", session)
    ask_back(done.visit_no, "骆青崖的材料收了吗", session)
    told = "".join((*ops(session, "amend"), *ops(session, "review")))
    assert '"window":"2"' in told
    assert "骆青崖" not in told
    with pytest.raises(NotAllowed):
        correct(done.visit_no, [Change("remark", "", "试")], "理由充分", session)
    with pytest.raises(NotAllowed):
        correct(
            done.visit_no, [Change("demand", "", "试")], "理由充分", session, reg_no=done.matters[0].reg_no
        )


def test_a_correction_counts_in_the_statistics_too(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    number = register_visit(visit("甲某"), session).visit_no
    register_visit(visit("乙某", people=6), session)
    correct(number, [Change("present_count", "1", "3")], "漏数了两人", session)
    counted = figures(Period(today, today), session).now
    totals = log_totals(LogFilter(today, today), session)
    assert counted["person_count"].value == totals.persons == 9
    assert counted["group_visit"].value == totals.group_visits == 1
    assert day_standing(today, session).figures.persons == 9


# --- review ----------------------------------------------------------------------------------------


def test_a_line_is_checked_and_wants_to_be_seen_again_when_it_was_corrected(
    session: DeskSession, visit: Visit
) -> None:
    number = register_visit(visit("甲某"), session).visit_no
    assert rows(session)[0].review is ReviewState.OPEN
    assert check_lines([number], session) == 1
    assert check_lines([number], session) == 0
    assert (rows(session)[0].review, rows(session)[0].reviewed_by) == (ReviewState.CHECKED, session.user.name)
    correct(number, [Change("present_count", "1", "2")], "漏数一人", session)
    assert rows(session)[0].review is ReviewState.CHANGED
    check_lines([number], session)
    assert rows(session)[0].review is ReviewState.CHECKED


def test_a_question_reaches_the_receptionist_and_the_answer_comes_back(
    session: DeskSession, gate: StoreGate, visit: Visit
) -> None:
    number = register_visit(visit("甲某"), session).visit_no
    other = register_visit(visit("乙某"), session).visit_no
    ask_back(other, "带班自己接待的", session)
    desk = signed_in_as(StaffRole.RECEPTIONIST, session, gate)
    mine = register_visit(visit("丙某"), desk).visit_no
    gate.close()
    lead = gate.sign_in(session.user.name, "correct horse 7")
    ask_back(mine, "几个人签了字？", lead)
    assert [q.visit_no for q in open_questions(lead)] == [other, mine]
    gate.close()
    desk = gate.sign_in(desk.user.name, "another pass 1")
    (question,) = open_questions(desk)
    assert (question.visit_no, question.text) == (mine, "几个人签了字？")
    assert "请写明答复" in refused(lambda: answer_question(mine, " ", desk))
    answer_question(mine, "三个人", desk)
    assert open_questions(desk) == ()
    assert "没有待答复" in refused(lambda: answer_question(mine, "四个人", desk))
    assert rows(desk)[-1].review is ReviewState.ANSWERED
    assert number


# --- signing ---------------------------------------------------------------------------------------


def test_a_day_is_signed_changed_and_shown_as_changed(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    first = done_visit(session, visit("甲某"))
    done_visit(session, visit("乙某", people=6))
    standing = sign_day(today, session)
    assert standing.signed
    assert not standing.changed
    (signature,) = standing.signatures
    assert (signature.by, len(signature.digest)) == (session.user.name, 64)
    assert signature.figures == standing.figures
    figures = standing.figures
    assert (figures.visits, figures.persons, figures.group_visits, figures.told) == (2, 7, 1, 2)
    assert "已由" in refused(lambda: sign_day(today, session))
    late = done_visit(session, visit("丙某"))
    correct(first, [Change("present_count", "1", "2")], "漏数一人", session)
    standing = day_standing(today, session)
    assert standing.changed
    assert (standing.added, standing.amended, standing.altered) == ((late,), (first,), ())
    assert standing.signatures[0].figures != standing.figures
    assert verify_store(session) == ()
    check_lines([first], session)
    again = sign_day(today, session)
    assert (len(again.signatures), again.changed) == (2, False)
    assert len(ops(session, "day_signature")) == 2


def test_what_is_altered_behind_a_signature_is_told(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    number = done_visit(session, visit("甲某"))
    sign_day(today, session)
    with session.write() as unit:
        unit._session.execute(text("UPDATE visit SET present_count = 9"))  # type: ignore[attr-defined]
        unit.commit()
    assert day_standing(today, session).altered == (number,)
    assert [p for p in verify_store(session) if "签字后" in p]
    with session.write() as unit:
        unit._session.execute(text("DROP TRIGGER day_signature_no_update"))  # type: ignore[attr-defined]
        unit._session.execute(text("UPDATE day_signature SET content = x'7b7d'"))  # type: ignore[attr-defined]
        unit.commit()
    assert day_standing(today, session).broken
    assert [p for p in verify_store(session) if "摘要" in p]


def test_a_day_with_open_items_is_signed_with_a_reason_only(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    register_visit(visit("甲某"), session)
    keep_draft("d1", {"people": []}, session)
    closing = day_closing(today, session)
    counted = {item.kind: item.count for item in closing.items}
    assert counted == {
        OpenKind.DRAFTS: 1, OpenKind.QUESTIONS: 0, OpenKind.UNCHECKED: 1, OpenKind.REFUSALS: 0,
        OpenKind.UNCONFIRMED: 1, OpenKind.UNPRINTED: 1, OpenKind.UNSENT: 0, OpenKind.DUE: 0,
    }  # fmt: skip
    assert closing.hindered
    assert "草稿 1 件" in refused(lambda: sign_day(today, session))
    standing = sign_day(today, session, reason="打印机送修")
    assert standing.signatures[0].reason == "打印机送修"


def test_every_open_item_opens_to_its_lines(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    number = register_visit(visit("甲某"), session).visit_no
    ask_back(number, "核实人数", session)
    for item in day_closing(today, session).items:
        if item.filter is not None and item.kind is not OpenKind.UNSENT:
            assert len(log_index(item.filter, session).keys) == item.count
        elif item.filter is None:
            assert len(item.lines) == item.count


def test_days_that_cannot_be_signed(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    assert "没有到" in refused(lambda: sign_day(today + timedelta(days=1), session))
    register_visit(visit("甲某"), session)
    back = replace(session, clock=StandingClock(session.clock.now_local() - timedelta(minutes=10)))
    assert "时钟" in refused(lambda: sign_day(today, back, reason="理由充分"))
    assert day_standing(today, session).signatures == ()


def test_a_day_without_visits_is_signed_as_such(session: DeskSession) -> None:
    standing = sign_day(session.clock.today() - timedelta(days=1), session)
    assert (standing.signed, standing.figures.visits) == (True, 0)


def test_what_falls_due_until_the_next_working_day_is_shown(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    reg_no = register_visit(visit("甲某"), session).matters[0].reg_no
    record_event(reg_no, MatterStep("accepted_on", today), session)
    ahead = session.clock.now_local() + timedelta(days=59)
    later = replace(session, clock=StandingClock(ahead))
    due = next(item for item in day_closing(ahead.date(), later).items if item.kind is OpenKind.DUE)
    assert [line.reg_no for line in due.lines] == [reg_no]


# --- refusals --------------------------------------------------------------------------------------


def test_a_refusal_waits_with_its_ticks_until_the_lead_signs(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    done = register_visit(visit("甲某", outcome=Outcome.NOT_ACCEPT_PENDING, reason="县局已受理"), session)
    reg_no = done.matters[0].reg_no
    assert "四个条件" in refused(lambda: sign_refusal(reg_no, session))
    tick_grounds(
        reg_no, list(Ground), session, organ="雾泽县自然资源局", stage=Stage.ACCEPTED,
        since=today - timedelta(days=5),
    )  # fmt: skip
    (waiting,) = day_closing(today, session).refusals
    assert waiting.signed is None
    assert waiting.check.ticked is not None
    assert waiting.check.ticked.grounds == frozenset(Ground)
    sign_refusal(reg_no, session)
    (signed,) = day_closing(today, session).refusals
    assert signed.signed is not None
    assert signed.signed.by == session.user.name
    assert "已经签过" in refused(lambda: sign_refusal(reg_no, session))
    refusals = next(i for i in day_closing(today, session).items if i.kind is OpenKind.REFUSALS)
    assert refusals.count == 0


def test_what_is_no_refusal_is_not_signed(session: DeskSession, visit: Visit) -> None:
    first = register_visit(visit("甲某"), session).matters[0].reg_no
    register_visit(visit("甲某", same_as=SameAs(first, Facts.SAME)), session)
    assert "不需要签字" in refused(lambda: sign_refusal(first, session))


# --- opening a visit -------------------------------------------------------------------------------


def test_a_visit_opens_with_what_was_said_of_it_and_who_looked(
    session: DeskSession, gate: StoreGate, visit: Visit
) -> None:
    number = register_visit(visit("甲某"), session).visit_no
    correct(number, [Change("window", "1", "2")], "换了窗口", session)
    ask_back(number, "核实人数", session)
    visit_file(number, session)
    opened = visit_file(number, session)
    assert opened.summary.window == 1
    assert [a.reason for a in opened.amendments] == ["换了窗口"]
    assert [r.text for r in opened.reviews] == ["核实人数"]
    assert [a.action for a in opened.looks].count("view_visit") == 2
    desk = signed_in_as(StaffRole.RECEPTIONIST, session, gate)
    assert visit_file(number, desk).looks == ()


def test_a_receptionist_does_not_open_what_others_received_on_other_days(
    session: DeskSession, gate: StoreGate, visit: Visit
) -> None:
    yesterday = session.clock.now_utc() - timedelta(days=1)
    number = register_visit(replace(visit("甲某"), visited_at=yesterday), session).visit_no
    desk = signed_in_as(StaffRole.RECEPTIONIST, session, gate)
    with pytest.raises(NotAllowed):
        visit_file(number, desk)
