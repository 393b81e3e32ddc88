"""From a receipt to its matters: genuine, altered, unknown, sealed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.matter import Purpose
from app.domain.office import StaffRole
from app.domain.visit import VisitDraft
from app.errors import BadInput, NotAllowed, NotFound, ReceiptAltered, ReceiptUnknown, ReceiptUnreadable
from app.intake.matter_lists import matter_detail
from app.intake.open_receipt import Proof, known_matter, open_receipt, search_matters
from app.intake.papers import issue_receipt
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.visibility import SEALED_TEXT
from app.receipts.checks import parse_payload, qr_payload
from app.receipts.content import content_from_json

Build = Callable[..., VisitDraft]


def code_of(visit_no: str, session: DeskSession) -> str:
    """The text of the QR on the paper of a visit."""
    issue_receipt(visit_no, session)
    with session.read() as unit:
        content = content_from_json(unit.papers(visit_no)[0].content)
    return qr_payload(content.visit_no, content.number, content.check)


def told(session: DeskSession) -> list[tuple[str, str, str]]:
    with session.read() as unit:
        return [(a.action, a.about, a.why) for a in unit.audit(20)]


def test_a_genuine_receipt_opens_every_matter_of_its_visit_and_is_noted(
    session: DeskSession, visit: Build
) -> None:
    draft = visit()
    two = replace(draft, matters=(draft.matters[0], replace(draft.matters[0], demand="请求修复村口路灯")))
    done = register_visit(two, session)
    opened = open_receipt(code_of(done.visit_no, session).lower(), session)
    assert opened.proof is Proof.GENUINE
    assert opened.reg_nos == (f"{done.visit_no}-1", f"{done.visit_no}-2")
    assert opened.paper.startswith("雾信访〔")
    assert ("open_receipt", done.visit_no, "genuine") in told(session)


def test_a_changed_code_is_refused_and_the_attempt_is_noted(session: DeskSession, visit: Build) -> None:
    first, second = (register_visit(visit(name), session).visit_no for name in ("骆青崖", "苏素"))
    code = code_of(first, session)
    check = code[-1]
    other = "A" if check != "A" else "B"
    for altered in (
        code[:-1] + other,
        code.replace(first, second),
        code.replace(parse_payload(code).reference, "2026-01-9999"),  # type: ignore[union-attr]
    ):
        with pytest.raises(ReceiptAltered):
            open_receipt(altered, session)
    assert ("open_receipt", first, "altered") in told(session)
    assert ("open_receipt", second, "altered") in told(session)


def test_a_receipt_of_another_store_is_unknown_and_a_broken_one_unreadable(
    session: DeskSession, visit: Build
) -> None:
    number = register_visit(visit(), session).visit_no
    code = code_of(number, session)
    elsewhere = "110199001261123020KQ00015"
    with pytest.raises(ReceiptUnreadable):
        open_receipt(code[:-2], session)
    with pytest.raises(ReceiptUnreadable):
        open_receipt(code.replace(number, elsewhere), session)
    with pytest.raises(ReceiptUnreadable):
        open_receipt("6901234567892", session)
    with pytest.raises(ReceiptUnknown):
        open_receipt(f"{number}-7", session)


def test_a_typed_number_opens_but_proves_nothing_and_one_wrong_digit_opens_nothing(
    session: DeskSession, visit: Build
) -> None:
    number = register_visit(visit(), session).visit_no
    for typed in (number, f" {number.lower()}", f"{number}-1"):
        opened = open_receipt(typed, session)
        assert (opened.proof, opened.reg_nos) == (Proof.NUMBER, (f"{number}-1",))
    wrong = number[:-2] + str((int(number[-2]) + 1) % 10) + number[-1]
    with pytest.raises(ReceiptUnreadable):
        open_receipt(wrong, session)


def test_of_a_sealed_matter_nothing_is_told(session: DeskSession, visit: Build) -> None:
    number = register_visit(visit(purpose=Purpose.ACCUSATION), session).visit_no
    opened = open_receipt(code_of(number, session), session)
    assert opened.proof is Proof.GENUINE
    assert matter_detail(opened.reg_nos[0], session).line.demand == SEALED_TEXT
    with pytest.raises(BadInput):
        known_matter(opened.reg_nos[0], session)


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.ADMIN, StaffRole.ACCUSATION_HANDLER])
def test_who_may_not_see_matters_opens_none(session: DeskSession, visit: Build, role: StaffRole) -> None:
    number = register_visit(visit(), session).visit_no
    other = replace(session, user=replace(session.user, role=role))
    for ask in (open_receipt, known_matter, matter_detail):
        with pytest.raises(NotAllowed):
            ask(number, other)
    with pytest.raises(NotAllowed):
        search_matters(other, "8F3K22M1AB")


def test_the_search_takes_numbers_as_they_are_typed_and_query_codes(
    session: DeskSession, visit: Build
) -> None:
    done = register_visit(visit(), session)
    register_visit(visit("苏素"), session)
    mine = done.matters[0]
    code = mine.query_code
    for typed in (done.visit_no.lower(), f"{mine.reg_no} ", code.lower(), f"{code[:4]}-{code[4:]}"):
        assert [m.reg_no for m in search_matters(session, typed)] == [mine.reg_no]
    assert len(search_matters(session, "青苗")) == 2
    assert search_matters(session, "0000000000") == ()


def test_a_matter_somebody_comes_about_again_leads_to_the_one_it_is(
    session: DeskSession, visit: Build
) -> None:
    number = register_visit(visit(), session).visit_no
    known = known_matter(f"{number}-1", session)
    assert known.candidate.reg_no == f"{number}-1"
    assert known.stated.demand == known.candidate.demand
    with pytest.raises((ReceiptUnknown, NotFound)):
        known_matter(f"{number}-9", session)
