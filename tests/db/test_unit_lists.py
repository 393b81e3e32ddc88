"""催办单 and 移交清单: by unit, with article and last day, names masked, nothing of a sealed matter."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest

from app.domain.due import DueFilter, Span
from app.domain.matter import Purpose, Route
from app.domain.matter_step import MatterStep
from app.domain.office import StaffRole
from app.domain.record import AuditRecord
from app.domain.visit import VisitDraft
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.due_board import due_board
from app.intake.events import record_event
from app.intake.matter_lists import matter_detail
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from app.intake.unit_lists import OWN_OFFICE, handover_list, list_paper, record_urging, urging_list
from app.intake.visibility import masked_name
from db.gate import StoreGate
from tests.db.conftest import PASSWORD

Visit = Callable[..., VisitDraft]
LATE = DueFilter(Span.OVERDUE)


def registered(session: DeskSession, draft: VisitDraft, *, days_ago: int = 40) -> str:
    at = session.clock.now_utc() - timedelta(days=days_ago)
    return register_visit(replace(draft, visited_at=at), session).matters[0].reg_no


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text().replace("\n", "") for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_each_unit_gets_its_own_sheets_with_article_and_last_day(session: DeskSession, visit: Visit) -> None:
    first = registered(session, visit("骆青崖", target_unit="柏溪镇人民政府"))
    second = registered(session, visit("方一苇", demand="请求维修水渠", target_unit="县水利局"))
    made = urging_list(LATE, session)
    assert made.units == (("县水利局", 1), ("柏溪镇人民政府", 1))
    water, town = pages_of(list_paper(made).pdf)
    assert second in water
    assert first not in water
    assert first in town
    assert "县水利局：" not in town
    assert "方**" in water
    assert "方一苇" not in water + town
    assert "第二十二条" in water
    assert "第四十条" in water
    due = due_board(LATE, session).lines[0].term.due
    assert due.isoformat() in town
    assert "超期 25 天" in town
    assert "承办单位签收" in town
    assert "第 1 页　共 1 页" in town


def test_a_sealed_matter_is_on_no_list_and_a_denouncer_has_no_name(
    session: DeskSession, visit: Visit
) -> None:
    sealed = registered(
        session, visit("宋未", demand="举报某某受贿", purpose=Purpose.ACCUSATION, sealed=True)
    )
    asked = registered(session, visit("骆青崖", target_unit="县水利局", route=Route.DUTY))
    today = session.clock.today()
    record_event(asked, MatterStep("accepted_on", today - timedelta(days=39)), session)
    registered(session, visit("方一苇", target_unit="县水利局"))
    text = "".join(pages_of(list_paper(urging_list(DueFilter(), session)).pdf))
    assert asked in text
    assert "●●●" in text
    assert "骆*" not in text
    assert sealed not in text
    assert "受贿" not in text
    assert "宋" not in text


def test_visitors_rights_are_not_urged_on_and_nothing_is_said_so(session: DeskSession, visit: Visit) -> None:
    today = session.clock.today()
    reg_no = registered(session, visit(), days_ago=20)
    for kind, days in (("accepted_on", 19), ("replied_on", 2)):
        record_event(reg_no, MatterStep(kind, today - timedelta(days=days)), session)
    assert due_board(DueFilter(), session).lines[0].term.visitors_right
    with pytest.raises(BadInput) as nothing:
        urging_list(DueFilter(), session)
    assert "没有可以催办" in nothing.value.problems[0]


def test_what_was_urged_by_a_list_is_recorded_at_once_for_all(session: DeskSession, visit: Visit) -> None:
    for number in range(3):
        registered(session, visit(demand=f"请求{number}"))
    made = urging_list(LATE, session)
    assert made.units == ((OWN_OFFICE, 3),)
    assert due_board(DueFilter(), session).alarms == 3
    assert record_urging(made.urged, session) == 3
    board = due_board(DueFilter(), session)
    assert board.alarms == 0
    assert all(line.supervised for line in board.lines)
    events = len(matter_detail(made.urged[0], session).events)
    with pytest.raises(NotFound):
        record_urging([made.urged[0], "110199-没有"], session)
    assert len(matter_detail(made.urged[0], session).events) == events


def test_only_a_lead_takes_a_list_of_people_out(gate: StoreGate, session: DeskSession, visit: Visit) -> None:
    registered(session, visit())
    add_staff("方穗", StaffRole.RECEPTIONIST, PASSWORD, session)
    gate.close()
    desk = gate.sign_in("方穗", PASSWORD)
    today = desk.clock.today()
    for act in (
        lambda: urging_list(LATE, desk),
        lambda: handover_list(today, today, desk),
        lambda: record_urging([], desk),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_was_passed_on_in_a_period_is_handed_over_with_its_terms(
    session: DeskSession, visit: Visit
) -> None:
    today = session.clock.today()
    old_day = today - timedelta(days=8)
    one = registered(session, visit("骆青崖", target_unit="县水利局"), days_ago=6)
    two = registered(session, visit("方一苇", demand="请求二", target_unit="县水利局"), days_ago=6)
    old = registered(session, visit("纪云舟", demand="请求三", target_unit="县水利局"), days_ago=9)
    record_event(one, MatterStep("transferred_on", today - timedelta(days=1)), session)
    until = today + timedelta(days=30)
    record_event(two, MatterStep("assigned_on", today, extended_to=until), session)
    record_event(old, MatterStep("transferred_on", today - timedelta(days=8)), session)
    made = handover_list(today - timedelta(days=2), today, session)
    (page,) = pages_of(list_paper(made).pdf)
    assert made.units == (("县水利局", 2),)
    assert one in page
    assert two in page
    assert old not in page
    assert until.isoformat() in page
    assert "交办" in page
    assert "第二十三条第三款" in page
    assert "接收人" in page
    assert next(a.action for a in audit(session)) == "handover_list"
    for start, end, why in ((today - timedelta(days=3),) * 2 + ("没有转送",), (today, old_day, "早于")):
        with pytest.raises(BadInput) as refused:
            handover_list(start, end, session)
        assert why in refused.value.problems[0]


def audit(session: DeskSession) -> list[AuditRecord]:
    with session.read() as unit:
        return list(unit.audit(5))


@pytest.mark.parametrize(
    ("name", "shown"),
    [("骆青崖", "骆**"), ("方穗", "方*"), ("匿名", "匿名"), ("不详", "不详")],
)
def test_a_masked_name_keeps_its_first_character(name: str, shown: str) -> None:
    assert masked_name(name) == shown
