"""The two refusals of domain reference 4.2 of a day: their ticks shown, and the signature under each."""

from dataclasses import dataclass
from datetime import date

import uuid_utils

from app.domain.day_review import LineReview, ReviewKind
from app.domain.matter import REFUSALS
from app.domain.record import VisitRecord
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.refusals import RefusalCheck, add_grounds, check_in, may_sign
from app.intake.session import DeskSession
from app.intake.visibility import SEALED_TEXT
from app.ports import ReadUnit, WriteUnit


@dataclass(frozen=True)
class RefusalShown:
    """One of the two refusals of domain 4.2, with its ticks, waiting for a signature or signed."""

    reg_no: str
    visit_no: str
    demand: str
    check: RefusalCheck
    signed: LineReview | None


def sign_refusal(reg_no: str, session: DeskSession) -> RefusalCheck:
    """Sign one of the two refusals, taking over the ticks that were set before (domain reference 4.2).

    Raises:
        BadInput: something is missing for it; nothing is signed.
        NotAllowed: the role does not sign refusals.
        NotFound, DiskFull, DiskFailed.
    """
    with session.write() as unit:
        if not may_sign(session, session.rules.settings_of(unit.office())):
            raise NotAllowed("sign_refusal")
        file = unit.matter(reg_no)
        visit = unit.visit(file.visit_no) if file else None
        if file is None or visit is None:
            raise NotFound(reg_no)
        check = check_in(unit, file, session)
        if check.outcome is None:
            raise BadInput(["这件事项登记的不是不予受理或者不再受理，不需要签字。"])
        if is_signed(unit, visit, reg_no):
            raise BadInput(["这件事项已经签过字，不必再签。"])
        ticked = check.ticked
        if ticked is not None and ticked.since is not None:
            add_grounds(
                unit,
                reg_no,
                ticked.grounds,
                session,
                organ=ticked.organ,
                stage=ticked.stage,
                since=ticked.since,
                until=ticked.until,
            )
            again = unit.matter(reg_no)
            check = check_in(unit, again or file, session)
        if not check.gate.allowed:
            raise BadInput([f"还不能签字：{' '.join(check.gate.sentences)}"])
        add_signature(unit, visit, reg_no, session)
        unit.commit()
    return check


def is_signed(unit: ReadUnit, visit: VisitRecord, reg_no: str) -> bool:
    """Whether the refusal of this raising bears its signature."""
    return any(signed.text == reg_no for signed in _signed_refusals(unit, visit))


def add_signature(unit: WriteUnit, visit: VisitRecord, reg_no: str, session: DeskSession) -> None:
    """Put the signed-in person's signature under a refusal; the caller has looked at its gate and commits."""
    step = LineReview(
        str(uuid_utils.uuid7()),
        visit.visit_id,
        ReviewKind.REFUSAL_SIGNED,
        reg_no,
        session.user.name,
        session.clock.now_utc(),
    )
    unit.add_review(step, visit)
    unit.note("sign_refusal", reg_no, _outcome(visit, reg_no))


def refusals_of(unit: ReadUnit, day: date, session: DeskSession) -> tuple[RefusalShown, ...]:
    """The refusals chosen on a day, signed ones too."""
    found = []
    for visit in unit.visits(day, day):
        for matter in visit.matters:
            if matter.outcome not in REFUSALS:
                continue
            file = unit.matter(matter.reg_no)
            if file is None:
                continue
            signed = [r for r in _signed_refusals(unit, visit) if r.text == matter.reg_no]
            found.append(
                RefusalShown(
                    reg_no=matter.reg_no,
                    visit_no=visit.visit_no,
                    demand=SEALED_TEXT if matter.sealed else matter.stated.demand,
                    check=check_in(unit, file, session),
                    signed=signed[-1] if signed else None,
                )
            )
    return tuple(found)


def _signed_refusals(unit: ReadUnit, visit: VisitRecord) -> list[LineReview]:
    return [r for r in unit.reviews(visit.visit_id) if r.kind is ReviewKind.REFUSAL_SIGNED]


def _outcome(visit: VisitRecord, reg_no: str) -> str:
    return next((str(m.outcome) for m in visit.matters if m.reg_no == reg_no), "")
