"""How papers were handed over: kept, corrected by addition, shown, signed on the file copy."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy.exc
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.domain.delivery import (
    Delivery,
    How,
    Received,
    delivery_problems,
    delivery_text,
    is_served,
)
from app.domain.matter import Purpose
from app.domain.office import StaffRole
from app.domain.papers import PAPERS
from app.domain.signature import Dot, signature_of
from app.domain.visit import VisitDraft
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.documents import make_document, preview_document
from app.intake.matter_lists import matter_detail
from app.intake.paper_delivery import deliver_paper
from app.intake.paper_register import papers_of_matter, void_paper
from app.intake.papers import issue_receipt
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from app.intake.verify_document import Verdict, verify_document
from app.receipts.content import content_from_json
from app.receipts.render import render_receipt
from app.scanning.ocr import OcrEngine
from app.scanning.printed_page import read_printed
from db.gate import StoreGate
from tests.db.test_papers import TODAY
from tests.db.test_verify_document import made

Visit = Callable[..., VisitDraft]
SIGNED = Delivery(How.IN_PERSON, TODAY, Received.SIGNED)
NAME = signature_of([[Dot(0.1, 0.1), Dot(0.5, 0.2), Dot(0.2, 0.2)], [Dot(0.6, 0.05), Dot(0.7, 0.25)]])


def rows(session: DeskSession, statement: str) -> list[tuple[object, ...]]:
    with session.read() as unit:
        return [tuple(row) for row in unit._session.execute(text(statement))]


def refusal(number: str, delivery: Delivery, session: DeskSession, **more: Any) -> str:
    with pytest.raises(BadInput) as told:
        deliver_paper(number, delivery, session, **more)
    return "".join(told.value.problems)


def test_a_service_is_kept_audited_and_told_upstream(session: DeskSession, visit: Visit) -> None:
    notice, reg_no = made(session, visit)
    before = matter_detail(reg_no, session).events
    kept = deliver_paper(notice.number, SIGNED, session)
    assert kept.delivery == SIGNED
    shown = next(p for p in papers_of_matter(reg_no, session) if p.number == notice.number)
    assert delivery_text(shown.delivery) == f"{TODAY} 当面送达，已签收"
    assert matter_detail(reg_no, session).events == before  # the course has its own dates
    ((body,),) = rows(session, "SELECT body FROM op WHERE kind = 'document_delivery'")
    assert json.loads(body)["number"] == notice.number
    assert json.loads(body)["delivery"]["received"] == "signed"
    with session.read() as unit:
        assert ("deliver_paper", notice.number) in [(a.action, a.about) for a in unit.audit(9)]


def test_a_refusal_to_sign_has_two_witnesses_and_counts(session: DeskSession, visit: Visit) -> None:
    notice, _ = made(session, visit)
    declined = Delivery(How.IN_PERSON, TODAY, Received.DECLINED)
    for names, said in (
        ((), "两名见证人"),
        (("甲",), "两名见证人"),
        (("甲", " "), "两名见证人"),
        (("甲", "甲"), "不能是同一个人"),
        (("甲", "乙" * 61), "最多 60 字"),
    ):
        assert said in refusal(notice.number, replace(declined, witnesses=names), session)
    kept = deliver_paper(notice.number, replace(declined, witnesses=("㛃某", "𬱖某")), session)
    assert delivery_text(kept.delivery) == f"{TODAY} 当面送达，拒绝签收（见证人：㛃某、𬱖某）"


def test_a_correction_is_an_addition_with_a_reason(session: DeskSession, visit: Visit) -> None:
    notice, reg_no = made(session, visit)
    deliver_paper(notice.number, SIGNED, session)
    posted = Delivery(How.POST, TODAY)
    assert "更正的原因" in refusal(notice.number, posted, session)
    deliver_paper(notice.number, replace(posted, note="实为邮寄"), session)
    shown = next(p for p in papers_of_matter(reg_no, session) if p.number == notice.number)
    assert shown.delivery == replace(posted, note="实为邮寄")
    assert rows(session, "SELECT how FROM paper_delivery ORDER BY at") == [("in_person",), ("post",)]
    for change in ("UPDATE paper_delivery SET how = 'post'", "DELETE FROM paper_delivery"):
        with (
            pytest.raises(sqlalchemy.exc.DatabaseError, match="append-only"),
            session.write() as unit,
        ):
            unit._session.execute(text(change))


def test_what_cannot_be_served_is_a_sentence(session: DeskSession, gate: StoreGate, visit: Visit) -> None:
    notice, reg_no = made(session, visit)
    form = make_document(reg_no, "registration_form", session)
    with pytest.raises(NotFound):
        deliver_paper("雾信访〔2026〕09-9999", SIGNED, session)
    for number, delivery, said in (
        (form.number, SIGNED, "不用送达"),
        (notice.number, replace(SIGNED, on=TODAY + timedelta(1)), "在将来"),
        (notice.number, replace(SIGNED, on=TODAY - timedelta(1)), "早于文书出具"),
        (notice.number, replace(SIGNED, received=None), "请选择签收"),
        (notice.number, replace(SIGNED, witnesses=("甲", "乙")), "只在拒绝签收时"),
        (notice.number, replace(SIGNED, note="字" * 101), "最多 100 字"),
    ):
        assert said in refusal(number, delivery, session)
    void_paper(notice.number, "打错了", session)
    assert "已经作废" in refusal(notice.number, SIGNED, session)
    receipt = register_visit(visit(), session)
    number = next(p for p in papers_of_matter(receipt.matters[0].reg_no, session)).number
    assert "还没有出具" in refusal(number, SIGNED, session)
    add_staff("陆青禾", StaffRole.READER, "correct horse 8", session)
    with pytest.raises(NotAllowed):
        deliver_paper(notice.number, SIGNED, gate.sign_in("陆青禾", "correct horse 8"))


def test_a_signature_on_the_pad_stands_on_the_file_copy(session: DeskSession, visit: Visit) -> None:
    notice, reg_no = made(session, visit)
    plain = preview_document(reg_no, "transfer_notice", session).pdf
    deliver_paper(notice.number, SIGNED, session, signature=NAME)
    inked = preview_document(reg_no, "transfer_notice", session)
    assert inked.pdf != plain
    again = make_document(reg_no, "transfer_notice", session)
    deliver_paper(notice.number, replace(SIGNED, note="日期更正"), session)
    engine = OcrEngine()
    for pdf in (notice.pdf, inked.pdf, again.pdf, make_document(reg_no, "transfer_notice", session).pdf):
        assert verify_document(read_printed(pdf, engine), session).verdict is Verdict.GENUINE
    posted = Delivery(How.POST, TODAY, None, (), "更正")
    assert "应当选择" in refusal(notice.number, posted, session, signature=NAME)


def test_the_signature_of_a_sealed_visit_is_sealed(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit(purpose=Purpose.ACCUSATION), session)
    receipt = issue_receipt(done.visit_no, session)
    deliver_paper(receipt.number, replace(SIGNED, note="代收人某"), session, signature=NAME)
    ((strokes, body),) = rows(
        session,
        "SELECT d.strokes, o.body FROM paper_delivery d, op o WHERE o.kind = 'document_delivery'",
    )
    assert b"strokes" not in bytes(strokes)
    assert "代收人" not in bytes(body).decode()
    again = issue_receipt(done.visit_no, session)
    assert verify_document(read_printed(again.pdf, OcrEngine()), session).verdict is Verdict.GENUINE


def test_a_receipt_tells_that_its_visit_was_uploaded(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit(), session)
    engine = OcrEngine()
    first = issue_receipt(done.visit_no, session)
    page = "".join(read_printed(first.pdf, engine).texts)
    assert "已登记" in page
    assert "已上传" not in page
    with session.write() as unit:
        unit._session.execute(
            text("UPDATE op SET acked_at = wall WHERE kind = 'visit' AND about = :no"), {"no": done.visit_no}
        )
        unit.commit()
    for size in ("a5", "a4", "80mm", "58mm"):
        again = issue_receipt(done.visit_no, session, paper=size)
        brought = read_printed(again.pdf, engine)
        assert "已上传" in "".join("".join(brought.texts).split())
        assert verify_document(brought, session).verdict is Verdict.GENUINE
    assert verify_document(read_printed(first.pdf, engine), session).verdict is Verdict.GENUINE


def test_uploaded_is_not_believed_before_it_is_true(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit(), session)
    receipt = issue_receipt(done.visit_no, session)
    with session.read() as unit:
        kept = unit.paper(receipt.number)
    assert kept is not None
    forged = render_receipt(replace(content_from_json(kept.content), uploaded=True)).pdf
    found = verify_document(read_printed(forged, OcrEngine()), session)
    assert found.verdict is Verdict.ALTERED


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    how=st.sampled_from(How),
    received=st.sampled_from([None, *Received]),
    names=st.lists(st.sampled_from(["", "甲", "乙", "丙"]), max_size=3),
    days=st.integers(-3, 3),
    corrects=st.booleans(),
    note=st.sampled_from(["", "更正"]),
)
def test_nothing_half_is_ever_kept(
    how: How, received: Received | None, names: list[str], days: int, corrects: bool, note: str
) -> None:
    delivery = Delivery(how, TODAY + timedelta(days), received, tuple(names), note)
    problems = delivery_problems(
        delivery, issued_on=TODAY - timedelta(1), today=TODAY, corrects=corrects, on_pad=False
    )
    two = len(set(names)) == len(names) == 2 and all(names)
    whole = (
        -1 <= days <= 0
        and (how is not How.IN_PERSON or received is not None)
        and (two if received is Received.DECLINED else not names)
        and (bool(note) or not corrects)
    )
    assert (not problems) is bool(whole)


def test_what_visitors_hand_in_is_not_served() -> None:
    kept = {"representative_letter", "agent_authority", "registration_form", "queue_ticket"}
    assert {paper for paper in PAPERS if not is_served(paper)} == kept
