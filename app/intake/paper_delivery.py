"""Writing down how a paper was handed over (domain reference 2, step 8)."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import uuid_utils

from app.domain.delivery import Delivery, DeliveryRecord, delivery_problems, delivery_text, is_served
from app.domain.office import StaffRole
from app.domain.signature import Signature, signature_bytes
from app.domain.words import DOCUMENTS_ZH
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.json_input import cleaned
from app.intake.paper_register import RegisteredPaper, registered
from app.intake.session import DeskSession

_MAY_DELIVER = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD})


def deliver_paper(
    number: str, delivery: Delivery, session: DeskSession, *, signature: Signature | None = None
) -> RegisteredPaper:
    """Keep how and when a paper was served. A second record corrects the first, which stays.

    No term of a matter changes by it: those for 复查 and 复核 run from the service of the reply or
    opinion as recorded in the matter's course.

    Args:
        signature: what the visitor signed on the pad; the file copy carries it when it is made again.

    Raises:
        BadInput: what is written cannot be, or the paper is void, not made yet, or not for visitors.
        NotFound: no such number.
        NotAllowed, DiskFull, DiskFailed.
    """
    if session.user.role not in _MAY_DELIVER:
        raise NotAllowed("deliver_paper")
    done = replace(
        delivery,
        witnesses=tuple(str(cleaned(name)).strip() for name in delivery.witnesses),
        note=str(cleaned(delivery.note)).strip(),
    )
    with session.write() as unit:
        paper = unit.paper(number)
        if paper is None:
            raise NotFound(number)
        if not is_served(paper.document_id):
            raise BadInput([f"{DOCUMENTS_ZH[paper.document_id]}由本单位留存，不用送达。"])
        if paper.voided:
            raise BadInput([f"{number} 已经作废，不能记录送达。"])
        if not paper.prints:
            raise BadInput([f"{number} 还没有出具，不能记录送达。请先打印。"])
        zone = ZoneInfo(session.rules.settings_of(unit.office()).timezone)
        earlier = unit.deliveries([paper.paper_id]).get(paper.paper_id, ())
        problems = delivery_problems(
            done,
            issued_on=paper.issued_at.astimezone(zone).date(),
            today=session.clock.today(),
            corrects=bool(earlier),
            on_pad=signature is not None,
        )
        if problems:
            raise BadInput(list(problems))
        record = DeliveryRecord(
            delivery_id=str(uuid_utils.uuid7()),
            paper_id=paper.paper_id,
            delivery=done,
            signature=signature.digest if signature else "",
            at=session.clock.now_utc(),
            by=session.user.name,
        )
        unit.add_delivery(number, record, signature_bytes(signature) if signature else b"")
        unit.note("correct_delivery" if earlier else "deliver_paper", number, done.note)
        unit.commit()
    return registered(paper, record)


def told(paper: RegisteredPaper) -> str:
    """One sentence: what was recorded."""
    what = f"{paper.name} {paper.number}"
    return f"{what}：{delivery_text(paper.delivery)}。" if paper.delivery else what
