"""A picture the visitor wanted attached lies beside the visit, and nowhere else."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from app.domain.matter import Purpose
from app.domain.visit import Material, VisitDraft
from app.errors import NotAllowed, NotFound
from app.intake.lists import attached_picture, visit_summary
from app.intake.register import register_visit
from app.intake.session import DeskSession

Visit = Callable[..., VisitDraft]
PICTURE = b"\xff\xd8 picture of a card " + bytes(range(256))


def _rows(session: DeskSession, sql: str) -> list[tuple[object, ...]]:
    with session.write() as unit:
        return [tuple(row) for row in unit._session.execute(text(sql))]  # type: ignore[attr-defined]


def test_an_attached_picture_is_kept_and_is_no_part_of_what_was_stated(
    session: DeskSession, visit: Visit
) -> None:
    papers = (Material("证件图片（第 1 位）", content=PICTURE), Material("承包合同", 3, True))
    done = register_visit(replace(visit(), materials=papers), session)
    rows = _rows(session, "SELECT name, sha256, content FROM attachment ORDER BY pages")
    assert rows == [
        ("证件图片（第 1 位）", hashlib.sha256(PICTURE).hexdigest(), PICTURE),
        ("承包合同", "", None),
    ]
    with session.read() as unit:
        kept = unit.visit(done.visit_no)
    assert kept is not None
    assert [(m.name, m.scanned, m.content) for m in kept.stated.materials] == [
        ("证件图片（第 1 位）", True, b""),
        ("承包合同", False, b""),
    ]
    for body in _rows(session, "SELECT body FROM op"):
        assert b"picture of a card" not in bytes(body[0])  # type: ignore[call-overload]
        assert b"cGljdHVyZSBvZ" not in bytes(body[0])  # type: ignore[call-overload]


def test_the_picture_of_a_sealed_visit_is_sealed(session: DeskSession, visit: Visit) -> None:
    papers = (Material("证件图片（第 1 位）", content=PICTURE),)
    register_visit(replace(visit(purpose=Purpose.ACCUSATION), materials=papers), session)
    ((content,),) = _rows(session, "SELECT content FROM attachment")
    assert isinstance(content, bytes)
    assert len(content) > len(PICTURE)
    assert b"picture of a card" not in content


def test_an_attached_picture_can_be_looked_at_and_looking_is_noted(
    session: DeskSession, visit: Visit
) -> None:
    papers = (Material("证件图片（第 1 位）", content=PICTURE), Material("承包合同", 3, True))
    done = register_visit(replace(visit(), materials=papers), session)
    picture, contract = visit_summary(done.visit_no, session).attachments
    assert (picture.name, picture.pages, picture.pictured) == ("证件图片（第 1 位）", 1, True)
    assert (contract.name, contract.pages, contract.original, contract.pictured) == (
        "承包合同",
        3,
        True,
        False,
    )
    assert attached_picture(done.visit_no, picture.attachment_id, session) == PICTURE
    with session.read() as unit:
        noted = [(r.action, r.about) for r in unit.audit(10)]
    assert ("view_attachment", done.visit_no) in noted
    with pytest.raises(NotFound):
        attached_picture(done.visit_no, contract.attachment_id, session)
    with pytest.raises(NotFound):
        attached_picture("110199000120261123W01000", picture.attachment_id, session)


def test_papers_of_a_sealed_visit_are_neither_listed_nor_shown(session: DeskSession, visit: Visit) -> None:
    papers = (Material("证件图片（第 1 位）", content=PICTURE),)
    done = register_visit(replace(visit(purpose=Purpose.ACCUSATION), materials=papers), session)
    assert visit_summary(done.visit_no, session).attachments == ()
    with session.read() as unit:
        (kept,) = unit.attachments(done.visit_no)
        assert unit.attachment_content(done.visit_no, kept.attachment_id) == b""
    with pytest.raises(NotAllowed):
        attached_picture(done.visit_no, kept.attachment_id, session)


def test_a_picture_of_one_visit_is_not_handed_out_under_another_number(
    session: DeskSession, visit: Visit
) -> None:
    papers = (Material("证件图片（第 1 位）", content=PICTURE),)
    one = register_visit(replace(visit(), materials=papers), session)
    other = register_visit(visit(), session)
    (picture,) = visit_summary(one.visit_no, session).attachments
    with pytest.raises(NotFound):
        attached_picture(other.visit_no, picture.attachment_id, session)
