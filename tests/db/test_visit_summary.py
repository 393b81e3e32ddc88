"""A registered visit looked at again: whole, masked, noted; what was gone on from is kept with it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.finding import About
from app.domain.matter import Outcome, Purpose
from app.domain.office import StaffRole
from app.domain.person import PersonDraft, PersonRole
from app.domain.visit import Acknowledged, VisitDraft
from app.errors import NotAllowed, NotFound
from app.intake import papers
from app.intake.lists import day_visits, visit_summary
from app.intake.papers import issue_receipt
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from db.gate import StoreGate
from tests.db.conftest import LEAD, PASSWORD

Visit = Callable[..., VisitDraft]
NUMBER = "110199199003070017"


def test_people_matters_and_papers_are_told(session: DeskSession, visit: Visit) -> None:
    draft = replace(
        visit(number=NUMBER, outcome=Outcome.ANSWERED_ON_SPOT, reason="当场已说明标准"),
        assistance=("large print",),
        remark="由邻居陪同",
        left_early=True,
    )
    done = register_visit(draft, session)
    issue_receipt(done.visit_no, session)
    issue_receipt(done.visit_no, session)
    told = visit_summary(done.visit_no, session)
    (person,) = told.people
    assert (person.name, person.id_no) == ("骆青崖", "110199********0017")
    (matter,) = told.matters
    assert matter.reg_no == f"{done.visit_no}-1"
    assert matter.demand == "请求补足水库扩建征地的青苗补偿款"
    assert (matter.outcome, matter.reason) == ("当场答复", "当场已说明标准")
    assert not matter.lead_signs
    (paper,) = told.papers
    assert (paper.document, paper.prints, paper.voided) == ("来访登记回执", 2, False)
    assert (told.received_by, told.head_count, told.sealed) == (LEAD, 1, False)
    assert (told.assistance, told.remark, told.left_early) == (("large print",), "由邻居陪同", True)


def test_a_refusal_waits_for_the_lead(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit(outcome=Outcome.NO_LONGER_ACCEPT, reason="已复核终结"), session)
    assert visit_summary(done.visit_no, session).matters[0].lead_signs


def test_a_sealed_visit_tells_no_name_and_no_word_of_it(session: DeskSession, visit: Visit) -> None:
    draft = replace(
        visit(number=NUMBER, purpose=Purpose.ACCUSATION, demand="反映虚报补偿", reported_person="某甲"),
        remark="说到了某甲",
        acknowledged=(Acknowledged("id_expired", About(person=0), "某甲的亲戚"),),
    )
    done = register_visit(draft, session)
    told = visit_summary(done.visit_no, session)
    assert told.sealed
    for word in ("骆青崖", "某甲", "反映虚报", NUMBER[:6], NUMBER[-4:]):
        assert word not in repr(replace(told, visit_no="", matters=()))
        assert word not in repr(replace(told.matters[0], reg_no=""))


def test_an_anonymous_person_is_called_that(session: DeskSession, visit: Visit) -> None:
    draft = replace(visit(), people=(PersonDraft(anonymous=True),))
    done = register_visit(draft, session)
    assert visit_summary(done.visit_no, session).people[0].name == "匿名"


def test_what_was_gone_on_from_is_kept_with_the_visit(
    session: DeskSession, gate: StoreGate, visit: Visit
) -> None:
    seen = Acknowledged("id_check_failed", About(person=0), "与证件核对一致")
    done = register_visit(replace(visit(number=NUMBER), acknowledged=(seen,)), session)
    gate.close()
    again = gate.sign_in(LEAD, PASSWORD)
    with again.read() as unit:
        kept = unit.visit(done.visit_no)
    assert kept is not None
    assert kept.stated.acknowledged == (seen,)
    assert visit_summary(done.visit_no, again).acknowledged == (("id_check_failed", "与证件核对一致"),)


def test_looking_is_noted_and_not_for_everybody(session: DeskSession, gate: StoreGate, visit: Visit) -> None:
    done = register_visit(visit(), session)
    visit_summary(done.visit_no, session)
    with session.read() as unit:
        assert any((r.action, r.about) == ("view_visit", done.visit_no) for r in unit.audit(10))
    add_staff("查询员", StaffRole.READER, PASSWORD, session)
    gate.close()
    with pytest.raises(NotAllowed):
        visit_summary(done.visit_no, gate.sign_in("查询员", PASSWORD))


@pytest.mark.parametrize(
    ("asked", "large"), [(("large print",), True), (("read-out", "wheelchair"), False), ((), False)]
)
def test_who_asks_for_large_print_gets_it(
    session: DeskSession, visit: Visit, asked: tuple[str, ...], large: bool
) -> None:
    done = register_visit(replace(visit(), assistance=asked), session)
    made = papers.preview_receipt(done.visit_no, session).pdf
    chosen = {wish: papers.preview_receipt(done.visit_no, session, large=wish).pdf for wish in (True, False)}
    assert chosen[True] != chosen[False]
    assert made == chosen[large]


def test_a_number_nobody_has_is_not_found(session: DeskSession) -> None:
    with pytest.raises(NotFound):
        visit_summary("110199000120261123W01000", session)


def test_the_queue_counts_heads_without_companions(session: DeskSession, visit: Visit) -> None:
    companion = PersonDraft(name="同来的人", role=PersonRole.COMPANION)
    draft = visit(people=2)
    register_visit(replace(draft, people=(*draft.people, companion), present_count=None), session)
    register_visit(replace(visit("方穗"), present_count=7), session)
    entries = day_visits(session.clock.today(), session)
    assert [e.head_count for e in entries] == [2, 7]
