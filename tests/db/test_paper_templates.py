"""The office's own wording in a real store: versioned, for the next paper only, taken back."""

from collections.abc import Callable

import pytest

from app.domain.office import StaffRole
from app.domain.visit import VisitDraft
from app.errors import BadInput, NotAllowed
from app.intake.documents import make_document
from app.intake.paper_templates import adapt_template, list_templates, read_wording
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from app.receipts.template import LETTERHEAD, bundled_text
from db.gate import StoreGate
from tests.db.test_papers import read

Visit = Callable[..., VisitDraft]


def test_own_wording_is_used_by_the_next_paper_and_the_one_before_keeps_its_own(
    session: DeskSession, visit: Visit
) -> None:
    first = register_visit(visit(), session).matters[0].reg_no
    before = make_document(first, "registration_form", session)
    text = bundled_text("registration_form").replace('title = "来访登记表"', 'title = "群众来访登记表"')
    assert adapt_template("registration_form", text, session).version == 1
    letter = 'version = "1"\nletterhead = "雾泽县人民来访接待中心"\nphone = "0199-12345"'
    adapt_template(LETTERHEAD, letter, session)
    second = register_visit(visit("罗远山"), session).matters[0].reg_no
    after = read(make_document(second, "registration_form", session))
    assert "群众来访登记表" in after
    assert "雾泽县人民来访接待中心" in after
    assert "0199-12345" in after
    again = read(make_document(first, "registration_form", session))
    assert again.replace("补打", "") == read(before)
    back = adapt_template("registration_form", "", session)
    assert (back.version, back.text) == (0, bundled_text("registration_form"))
    third = register_visit(visit("甲某"), session).matters[0].reg_no
    assert "群众来访登记表" not in read(make_document(third, "registration_form", session))


def test_a_faulty_wording_is_refused_and_the_old_one_stays(session: DeskSession) -> None:
    with pytest.raises(BadInput):
        adapt_template("transfer_notice", 'version = "1"\ntitle = "转送"', session)
    with pytest.raises(BadInput):
        adapt_template("visit_receipt", "", session)
    assert read_wording("transfer_notice", session).version == 0
    assert {one.version for one in list_templates(session)} == {0}


def test_only_lead_and_administrator_change_wording(session: DeskSession, gate: StoreGate) -> None:
    add_staff("方穗", StaffRole.RECEPTIONIST, "another horse 8", session)
    with pytest.raises(NotAllowed):
        adapt_template("transfer_notice", "", gate.sign_in("方穗", "another horse 8"))
