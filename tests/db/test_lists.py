"""Lists over a real store: what they leave out, how far they read, and whom they tell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from app.domain.due import DueFilter, Span
from app.domain.matter import Facts, Purpose, SameAs
from app.domain.matter_step import MatterStep
from app.domain.office import StaffRole
from app.domain.person import PersonDraft
from app.domain.visit import Material, VisitDraft
from app.errors import BadInput, NotAllowed
from app.intake import matter_lists, matter_rows
from app.intake.assess import assess_visit
from app.intake.drafts import keep_draft, kept_drafts
from app.intake.due_board import due_board
from app.intake.events import record_event
from app.intake.find import similar_matters
from app.intake.lists import day_visits
from app.intake.matter_lists import list_matters, matter_detail, matter_index, matter_list
from app.intake.office import change_devices, read_devices
from app.intake.open_receipt import known_matter
from app.intake.papers import preview_receipt, visit_of
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from app.intake.visit_log import visit_log
from db.gate import StoreGate
from db.read_unit import SqlReadUnit

Visit = Callable[..., VisitDraft]


def days_ago(session: DeskSession, days: int) -> datetime:
    return session.clock.now_utc() - timedelta(days=days)


def registered(session: DeskSession, draft: VisitDraft) -> str:
    return register_visit(draft, session).matters[0].reg_no


def signed_in_as(role: StaffRole, session: DeskSession, gate: StoreGate) -> DeskSession:
    add_staff("另一人员", role, "another pass 1", session)
    gate.close()
    return gate.sign_in("另一人员", "another pass 1")


def test_the_matters_page_shows_the_newest_and_the_command_all(
    session: DeskSession, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matter_lists, "MOST_SHOWN", 3)
    monkeypatch.setattr(matter_rows, "READ_AT_ONCE", 2)
    numbers = [registered(session, visit(demand=f"请求修复第{n}号路灯")) for n in range(5)]
    assert [m.reg_no for m in matter_list(session)] == numbers[:1:-1]
    assert [m.reg_no for m in list_matters(session)] == numbers
    assert [m.reg_no for m in matter_list(session, "第0号")] == numbers[:1]


def test_nobody_of_an_anonymous_matter_is_named_or_found_by_name(session: DeskSession, visit: Visit) -> None:
    hidden = registered(session, replace(visit("方穗"), anonymous=True))
    nameless = visit("宋未", demand="请求修复北桥护栏")
    one = registered(session, replace(nameless, people=(replace(nameless.people[0], anonymous=True),)))
    other = registered(session, visit("骆青崖"))
    record_event(hidden, MatterStep("accepted_on", session.clock.today()), session)
    lines = [*matter_list(session), *(due.line for due in due_board(DueFilter(), session).lines)]
    assert {line.petitioners for line in lines if line.reg_no != other} == {"匿名"}
    for name in ("方穗", "宋未"):
        assert matter_list(session, name) == ()
        assert matter_index(session, name) == ()
    assert matter_detail(hidden, session).line.petitioners == "匿名"
    assert known_matter(hidden, session).candidate.petitioners == ("匿名",)
    assert {c.reg_no: c.petitioners for c in similar_matters(other, session)}[hidden] == ("匿名",)
    assert [m.reg_no for m in matter_list(session, "北桥")] == [one]


def test_who_came_only_for_a_sealed_matter_does_not_lead_to_the_open_one(
    session: DeskSession, visit: Visit
) -> None:
    claim, accusation = visit("骆青崖").matters[0], visit(purpose=Purpose.ACCUSATION).matters[0]
    people = (
        replace(visit("骆青崖").people[0], matters=(0,)),
        replace(visit("戊未").people[0], matters=(1,)),
    )
    both = register_visit(VisitDraft(people=people, matters=(claim, accusation)), session)
    assert matter_index(session, "戊未") == ()
    assert matter_index(session, "骆青崖") == (both.matters[0].reg_no,)


def test_a_search_finds_number_name_demand_unit_and_state(session: DeskSession, visit: Visit) -> None:
    mine = registered(session, visit("𠮷田安", demand="请求修复100%的路灯", target_unit="柏溪镇人民政府"))
    other = registered(session, visit("骆青崖"))
    sealed = registered(session, visit("骆青崖", purpose=Purpose.ACCUSATION, demand="反映收受财物"))
    record_event(mine, MatterStep("accepted_on", session.clock.today()), session)
    state = matter_detail(mine, session).line.state_zh
    for word in (mine, "𠮷田", "100%", "柏溪镇人民", state, f"路灯 {state}"):
        assert [m.reg_no for m in matter_list(session, word)] == [mine], word
    assert [m.reg_no for m in matter_list(session, "骆青崖")] == [other]
    assert matter_list(session, "财物") == ()
    assert [m.reg_no for m in matter_list(session, matter_lists.SEALED_TEXT)] == [sealed]


def test_a_right_that_lapsed_is_no_deadline_and_a_duty_stays_one(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    lapsed, answered, overdue, supported = (
        registered(session, replace(visit(demand=f"请求{n}"), visited_at=days_ago(session, 200)))
        for n in range(4)
    )
    for reg_no in (lapsed, answered, overdue, supported):
        record_event(reg_no, MatterStep("accepted_on", today - timedelta(days=199)), session)
    record_event(lapsed, MatterStep("replied_on", today - timedelta(days=150)), session)
    record_event(answered, MatterStep("replied_on", today - timedelta(days=3)), session)
    record_event(supported, MatterStep("replied_on", today - timedelta(days=150), supported=True), session)
    due = due_board(DueFilter(), session)
    assert [m.reg_no for m in due.lines] == [overdue, answered]
    assert [m.reg_no for m in due_board(DueFilter(Span.UNEXECUTED), session).lines] == [supported]
    record_event(lapsed, MatterStep("review_received_on", today - timedelta(days=2)), session)
    assert {m.reg_no for m in due_board(DueFilter(), session).lines} == {overdue, answered, lapsed}
    assert matter_detail(lapsed, session).line.state == "in_review"


def test_a_repeat_of_a_repeat_is_the_first_matter(session: DeskSession, visit: Visit) -> None:
    first = registered(session, replace(visit(), visited_at=days_ago(session, 20)))
    second = registered(session, visit(same_as=SameAs(first, Facts.SAME)))
    with session.read() as unit:
        (file,) = unit.matters([second])
        assert file.root_reg_no == first
        assert {v.visit_no for v in unit.same_day_group([second], session.clock.today())} == {file.visit_no}
        assert unit.same_day_group([first], session.clock.today() + timedelta(days=1)) == ()
    third = registered(session, visit(same_as=SameAs(second, Facts.SAME)))
    record_event(third, MatterStep("accepted_on", session.clock.today()), session)
    for reg_no in (first, second, third):
        assert matter_detail(reg_no, session).line.state == "accepted_in_time"
    with session.read() as unit:
        group = unit.same_day_group([first], session.clock.today())
    assert len(group) == 2


def test_a_visit_entered_late_gets_the_next_place_of_its_own_day(session: DeskSession, visit: Visit) -> None:
    yesterday = days_ago(session, 1)
    for when in (yesterday, None, yesterday, None):
        register_visit(replace(visit(), visited_at=when), session)
    today = session.clock.today()
    rows = visit_log(today - timedelta(days=1), today, session)
    assert [row.seq for row in rows] == [1, 2, 1, 2]


def test_a_reader_sees_that_somebody_came_but_not_who(
    session: DeskSession, gate: StoreGate, visit: Visit
) -> None:
    done = register_visit(visit("骆青崖"), session)
    keep_draft("d1", {"people": [{"name": "骆青崖"}]}, session)
    reader = signed_in_as(StaffRole.READER, session, gate)
    today = reader.clock.today()
    assert len(day_visits(today, reader)) == 1
    assert "骆青崖" not in repr(
        (day_visits(today, reader), visit_log(today, today, reader), kept_drafts(reader))
    )
    for action in (
        lambda: assess_visit(visit("骆青崖"), reader),
        lambda: preview_receipt(done.visit_no, reader),
        lambda: change_devices({"window": "2"}, reader),
        lambda: visit_of(done.visit_no, reader),
        lambda: matter_list(reader),
        lambda: due_board(DueFilter(), reader),
    ):
        with pytest.raises(NotAllowed):
            action()


def test_how_the_hand_scanner_types_is_kept_if_a_scanner_can_type_so(session: DeskSession) -> None:
    wanted = {"scanner_gun_gap": "60", "scanner_gun_prefix": "~", "scanner_gun_suffix": "#"}
    change_devices(wanted, session)
    assert wanted.items() <= read_devices(session).items()
    for wrong in (
        {"scanner_gun_gap": "500"},
        {"scanner_gun_gap": "soon"},
        {"scanner_gun_prefix": "回"},
        {"scanner_gun_prefix": "12345"},
        {"scanner_gun_suffix": " "},
        {"scanner_gun_suffix": "##"},
    ):
        with pytest.raises(BadInput) as refused:
            change_devices(wrong, session)
        assert "扫码枪" in refused.value.problems[0]
    assert wanted.items() <= read_devices(session).items()


def test_a_kept_form_moves_with_the_desk_to_another_window(session: DeskSession) -> None:
    keep_draft("d1", {"n": 1}, replace(session, window=1))
    assert [(d.draft_id, d.window) for d in kept_drafts(replace(session, window=2))] == [("d1", 2)]


def test_what_leaves_of_a_sealed_visit_names_nobody(session: DeskSession, visit: Visit) -> None:
    accusing = visit("骆青崖", purpose=Purpose.ACCUSATION, demand="反映收受财物")
    told = replace(accusing, remark="举报人要求保密", materials=(Material("转账记录", 3),))
    register_visit(told, session)
    mixed = replace(
        visit("纪云舟"),
        people=(
            PersonDraft(name="纪云舟", address="云岭省", matters=(0,)),
            PersonDraft(name="骆青崖", address="云岭省", matters=(1,)),
        ),
        matters=(*visit().matters, *accusing.matters),
        present_count=2,
    )
    register_visit(mixed, session)
    with session.read() as unit:
        assert isinstance(unit, SqlReadUnit)
        bodies = b"".join(unit._session.execute(text("SELECT body FROM op")).scalars()).decode()
        assert unit.problems() == ()
    assert not [w for w in ("骆青崖", "举报人", "转账", "收受") if w in bodies]
    assert "纪云舟" in bodies


def test_steps_of_a_sealed_matter_carry_no_text(session: DeskSession, visit: Visit) -> None:
    sealed = registered(session, visit(purpose=Purpose.ACCUSATION, demand="反映收受财物"))
    today = session.clock.today()
    with pytest.raises(BadInput):
        record_event(sealed, MatterStep("transferred_on", today, text="转县纪委"), session)
    assert [e.kind for e in matter_detail(sealed, session).events] == ["registered", "paper"]
    record_event(sealed, MatterStep("transferred_on", today), session)
    open_one = registered(session, visit())
    with pytest.raises(BadInput):
        record_event(open_one, MatterStep("transferred_on", today, text="长" * 201), session)
    detail = record_event(open_one, MatterStep("transferred_on", today, text=" 转住建局\u202e "), session)
    assert detail.events[-1].text == "转住建局"
