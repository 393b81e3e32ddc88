"""Words on pairs of matters: linked, split again, judged apart; nothing said before is ever lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import exc, text

from app.domain.findable import Judgement
from app.domain.matter import Facts, Purpose, SameAs
from app.domain.matter_step import MatterStep
from app.domain.office import StaffRole
from app.domain.visit import VisitDraft
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.assess import assess_visit
from app.intake.events import record_event
from app.intake.find import similar_matters
from app.intake.import_matters import import_matters
from app.intake.integrity import verify_store
from app.intake.links import judge_pair, link_matters, links_of, unlink_matter
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from db.gate import StoreGate
from tests.db.conftest import LEAD
from tests.db.test_known import line, raw_engine, thing

Visit = Callable[..., VisitDraft]
_PLACE = {"place": "雾泽县柏溪镇上坞村", "reported_unit": "柏溪镇农业站"}


@pytest.fixture
def reg_nos(session: DeskSession, visit: Visit) -> list[str]:
    """Three registered matters that resemble each other, some days apart, the oldest first."""
    numbers = []
    for days in (30, 20, 10):
        at = session.clock.now_utc() - timedelta(days=days)
        draft = replace(visit(facts=f"征收水田十八亩六分,第{days}次来说。"), visited_at=at)
        numbers.append(register_visit(draft, session).matters[0].reg_no)
    return numbers


def state(reg_no: str, session: DeskSession) -> tuple[str, list[str]]:
    """The root and the course a matter goes by."""
    with session.read() as unit:
        file = unit.matter(reg_no)
    assert file is not None
    return file.root_reg_no, [e.kind for e in file.events]


def similar(reg_no: str, session: DeskSession) -> set[str]:
    return {c.reg_no for c in similar_matters(reg_no, session)}


def test_the_later_matter_joins_the_earlier_and_is_set_free_again(
    session: DeskSession, reg_nos: list[str]
) -> None:
    first, second, _ = reg_nos
    today = session.clock.today()
    record_event(first, MatterStep("replied_on", today), session)
    record_event(second, MatterStep("transferred_on", today), session)
    own = {n: state(n, session) for n in reg_nos}
    made = link_matters(first, second, session)
    assert (made.reg_no, made.target_reg_no, made.by) == (second, first, LEAD)
    assert state(second, session) == own[first]
    undone = unlink_matter(second, session)
    assert (undone.link_id, undone.undone_by) == (made.link_id, LEAD)
    assert {n: state(n, session) for n in reg_nos} == own
    again = link_matters(second, first, session)
    for number in (first, second):
        kept = links_of(number, session)
        assert [(k.link_id, k.undone_at is None) for k in kept] == [
            (made.link_id, False),
            (again.link_id, True),
        ]
    assert verify_store(session) == ()


def test_families_are_joined_and_no_chain_closes(session: DeskSession, reg_nos: list[str]) -> None:
    first, second, third = reg_nos
    link_matters(third, second, session)
    link_matters(third, first, session)
    assert [state(n, session)[0] for n in reg_nos] == [first] * 3
    with pytest.raises(BadInput):
        link_matters(first, third, session)
    unlink_matter(second, session)
    assert [state(n, session)[0] for n in reg_nos] == [first, second, second]


def test_what_cannot_be_linked_is_told(session: DeskSession, visit: Visit, reg_nos: list[str]) -> None:
    first, second, _ = reg_nos
    sealed = register_visit(visit(purpose=Purpose.ACCUSATION), session).matters[0].reg_no
    for pair in ((first, first), (first, sealed), (sealed, first)):
        with pytest.raises(BadInput):
            link_matters(*pair, session)
    with pytest.raises(NotFound):
        link_matters(first, "没有这一件", session)
    with pytest.raises(BadInput):
        unlink_matter(second, session)
    with pytest.raises(BadInput):
        judge_pair(first, sealed, Judgement.NOT_SAME, session)
    assert links_of(first, session) == ()


def test_a_pair_judged_apart_is_not_offered_again_from_either_side(
    session: DeskSession, reg_nos: list[str]
) -> None:
    first, second, third = reg_nos
    assert similar(first, session) == {second, third}
    judge_pair(first, second, Judgement.NOT_SAME, session)
    assert similar(first, session) == {third}
    assert similar(second, session) == {third}
    judge_pair(second, first, Judgement.UNSURE, session)
    assert similar(first, session) == {second, third}
    judge_pair(first, second, Judgement.NOT_SAME, session)
    judge_pair(first, second, Judgement.OPEN, session)
    assert similar(second, session) == {first, third}
    judge_pair(first, second, Judgement.SAME, session)
    assert state(second, session)[0] == first
    assert similar(second, session) == {third}
    with pytest.raises(BadInput):
        judge_pair(first, second, Judgement.NOT_SAME, session)
    with session.read() as unit:
        words = [w.judgement for w in unit.judgements(second)]
    assert words == ["not_same", "unsure", "not_same", "open", "same"]
    assert verify_store(session) == ()


def test_what_was_said_while_the_form_was_filled_in_is_kept(
    session: DeskSession, visit: Visit, reg_nos: list[str]
) -> None:
    first, second, third = reg_nos
    draft = visit(not_same=(first,), unsure=(second,))
    assert first not in {c.reg_no for c in assess_visit(draft, session).candidates}
    mine = register_visit(draft, session).matters[0].reg_no
    assert similar(mine, session) == {second, third}
    assert mine not in similar(first, session)
    with session.read() as unit:
        assert [(w.known_id, w.judgement) for w in unit.judgements(mine)] == [
            (first, "not_same"),
            (second, "unsure"),
        ]


def test_a_matter_known_elsewhere_can_be_the_same(session: DeskSession, visit: Visit) -> None:
    import_matters([line(n) for n in range(3)], session)
    draft = visit(**_PLACE, demand=f"请求修复{thing(1)}", same_as=SameAs("W1", Facts.SAME))
    (proposal,) = assess_visit(draft, session).proposals
    assert (proposal.state, proposal.outcome) == ("unsure", "HUMAN_DECIDE")
    reg_no = register_visit(draft, session).matters[0].reg_no
    with session.read() as unit:
        file = unit.matter(reg_no)
        words = [(w.known_id, w.judgement) for w in unit.judgements(reg_no)]
    assert file is not None
    assert (file.record.link, file.record.stated.linked_matter) == (None, "W1")
    assert file.record.stated.first_nationwide is False
    assert words == [("W1", "same")]
    judge_pair(reg_no, "W2", Judgement.NOT_SAME, session)
    assert "W2" not in similar(reg_no, session)
    with pytest.raises(NotFound):
        judge_pair(reg_no, "W9", Judgement.NOT_SAME, session)
    with pytest.raises(BadInput):
        assess_visit(visit(same_as=SameAs("W9", Facts.SAME)), session)


def test_who_may_judge(session: DeskSession, gate: StoreGate, reg_nos: list[str]) -> None:
    add_staff("管理员", StaffRole.ADMIN, "another pass 1", session)
    gate.close()
    admin = gate.sign_in("管理员", "another pass 1")
    for attempt in (
        lambda: judge_pair(reg_nos[0], reg_nos[1], Judgement.SAME, admin),
        lambda: link_matters(reg_nos[0], reg_nos[1], admin),
        lambda: unlink_matter(reg_nos[0], admin),
        lambda: similar_matters(reg_nos[0], admin),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_links_and_judgements_tell_upstream_and_the_audit(session: DeskSession, reg_nos: list[str]) -> None:
    first, second, third = reg_nos
    with session.read() as unit:
        before = unit.sync_figures().registered
    link_matters(first, second, session)
    unlink_matter(second, session)
    judge_pair(first, third, Judgement.NOT_SAME, session)
    with session.read() as unit:
        assert unit.sync_figures().registered == before + 3
        audit = [(a.action, a.about) for a in unit.audit(3)]
    assert audit == [("judge_pair", first), ("unlink_matter", second), ("link_matters", second)]


def test_words_once_said_cannot_be_altered(session: DeskSession, reg_nos: list[str], folder) -> None:  # type: ignore[no-untyped-def]
    link_matters(reg_nos[0], reg_nos[1], session)
    judge_pair(reg_nos[0], reg_nos[2], Judgement.UNSURE, session)
    engine = raw_engine(folder)
    for statement in (
        "DELETE FROM matter_link",
        "UPDATE matter_link SET target_id = matter_id",
        "DELETE FROM matter_judgement",
        "UPDATE matter_judgement SET judgement = 'same'",
    ):
        with engine.connect() as connection, pytest.raises(exc.IntegrityError, match="append-only"):
            connection.execute(text(statement))
    engine.dispose()
