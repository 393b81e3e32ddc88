"""A picture the visitor wanted attached lies beside the visit, and nowhere else."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import text

from app.domain.matter import Purpose
from app.domain.visit import Material, VisitDraft
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
