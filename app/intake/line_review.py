"""Reviewing the log line by line: the team lead checks or asks back, the receptionist answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import uuid_utils

from app.domain.day_review import LineReview, ReviewKind
from app.domain.log_filter import ReviewState
from app.domain.office import StaffRole
from app.domain.record import VisitRecord
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.json_input import cleaned
from app.intake.session import DeskSession
from app.intake.visibility import visitors
from app.ports import WriteUnit

_LONGEST = 300
_MAY_ANSWER = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD})


@dataclass(frozen=True)
class OpenQuestion:
    """A question of the team lead that waits; `visitors` is masked where the visit is sealed."""

    visit_no: str
    visitors: str
    received_by: str
    text: str
    by: str
    at: datetime


def check_lines(visit_nos: Sequence[str], session: DeskSession) -> int:
    """Mark lines as checked by the team lead; returns how many were not checked before.

    Raises:
        NotAllowed: not the team lead.
        NotFound: one of them is no visit; none is marked.
    """
    _only_lead(session)
    marked = 0
    with session.write() as unit:
        for visit_no in visit_nos:
            visit = _visit(unit, visit_no)
            if unit.review_state(visit.visit_id) is ReviewState.CHECKED:
                continue
            unit.add_review(_step(visit, ReviewKind.CHECKED, "", session), visit)
            unit.note("check_line", visit_no)
            marked += 1
        unit.commit()
    return marked


def ask_back(visit_no: str, text: str, session: DeskSession) -> LineReview:
    """Ask whoever received a visit about its line.

    Raises:
        NotAllowed: not the team lead.
        BadInput: nothing asked, or too much.
        NotFound, DiskFull, DiskFailed.
    """
    _only_lead(session)
    return _add(visit_no, ReviewKind.ASKED, _said(text, "请写明要问什么"), session)


def answer_question(visit_no: str, text: str, session: DeskSession) -> LineReview:
    """Answer what the team lead asked about a line.

    Raises:
        NotAllowed: somebody else received the visit, and the person is not the team lead.
        BadInput: no answer, or nothing is asked (any more).
        NotFound, DiskFull, DiskFailed.
    """
    if session.user.role not in _MAY_ANSWER:
        raise NotAllowed("answer")
    said = _said(text, "请写明答复")
    with session.write() as unit:
        visit = _visit(unit, visit_no)
        if session.user.role is not StaffRole.LEAD and visit.received_by != session.user.name:
            raise NotAllowed("answer")
        if unit.review_state(visit.visit_id) is not ReviewState.ASKED:
            raise BadInput(["这条日志现在没有待答复的询问，可能刚才已经答复。答复没有保存。"])
        step = _step(visit, ReviewKind.ANSWERED, said, session)
        unit.add_review(step, visit)
        unit.note("answer_question", visit_no)
        unit.commit()
    return step


def open_questions(session: DeskSession) -> tuple[OpenQuestion, ...]:
    """Questions that wait, oldest first: about visits a receptionist received; for the lead all."""
    if session.user.role not in _MAY_ANSWER:
        return ()
    mine = "" if session.user.role is StaffRole.LEAD else session.user.name
    with session.read() as unit:
        found = []
        for visit_no in unit.asked_visits(mine):
            visit = unit.visit(visit_no)
            if visit is None:
                continue
            asked = [r for r in unit.reviews(visit.visit_id) if r.kind is ReviewKind.ASKED][-1]
            found.append(
                OpenQuestion(visit_no, visitors(visit), visit.received_by, asked.text, asked.by, asked.at)
            )
    return tuple(sorted(found, key=lambda q: q.at))


def _add(visit_no: str, kind: ReviewKind, text: str, session: DeskSession) -> LineReview:
    with session.write() as unit:
        visit = _visit(unit, visit_no)
        step = _step(visit, kind, text, session)
        unit.add_review(step, visit)
        unit.note("ask_back", visit_no)
        unit.commit()
    return step


def _step(visit: VisitRecord, kind: ReviewKind, text: str, session: DeskSession) -> LineReview:
    return LineReview(
        str(uuid_utils.uuid7()), visit.visit_id, kind, text, session.user.name, session.clock.now_utc()
    )


def _visit(unit: WriteUnit, visit_no: str) -> VisitRecord:
    visit = unit.visit(visit_no)
    if visit is None:
        raise NotFound(visit_no)
    return visit


def _said(text: str, wanted: str) -> str:
    said = str(cleaned(text)).strip()
    if not said or len(said) > _LONGEST:
        raise BadInput([f"{wanted}（最多 {_LONGEST} 字）。"])
    return said


def _only_lead(session: DeskSession) -> None:
    if session.user.role is not StaffRole.LEAD:
        raise NotAllowed("review")
