"""A person's word on pairs of registered matters: the same, not the same, unsure; and taking it back.

Linking joins the later matter to the earlier one, whose course then counts for both; each keeps its own
record, and undoing the link gives each its own course back (domain reference 4.1).
"""

import uuid_utils

from app.domain.findable import Judgement, JudgementRecord, LinkRecord
from app.domain.matter import Facts
from app.domain.office import StaffRole
from app.domain.record import MatterFile
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.session import DeskSession
from app.ports import ReadUnit, WriteUnit

_MAY_JUDGE = frozenset({StaffRole.RECEPTIONIST, StaffRole.LEAD, StaffRole.REVIEWER})


def judge_pair(
    reg_no: str, known_id: str, judgement: Judgement, session: DeskSession, *, facts: Facts = Facts.SAME
) -> None:
    """Keep a person's word on a registered matter and a known one, registered here or foreign.

    `SAME` links two registered matters; `NOT_SAME` is remembered, and neither is offered for the other
    again; `UNSURE` counts as another matter and stays offered; `OPEN` takes the last word back.

    Args:
        facts: of `SAME`: whether facts and reasons are the same too.

    Raises:
        NotFound: no such matter.
        BadInput: the same matter twice, a sealed one, or they are linked already.
        NotAllowed, DiskFull, DiskFailed.
    """
    _may_judge(session)
    with session.write() as unit:
        file = _open_matter(unit, reg_no)
        other = unit.matter(known_id)
        if other is None and not unit.foreign_matters([known_id]):
            raise NotFound(known_id)
        if other is not None:
            _check_pair(file, other)
            if judgement is Judgement.SAME:
                _link(unit, file, other, facts, session)
            elif file.root_reg_no == other.root_reg_no:
                raise BadInput(["这两件已认定为同一事项。请先撤销关联，再作其他判断。"])
        unit.add_judgement(
            JudgementRecord(
                judgement_id=str(uuid_utils.uuid7()),
                reg_no=reg_no,
                known_id=known_id,
                judgement=judgement,
                by=session.user.name,
                at=session.clock.now_utc(),
            )
        )
        unit.note("judge_pair", reg_no, judgement)
        unit.commit()


def link_matters(
    reg_no: str, other_reg_no: str, session: DeskSession, *, facts: Facts = Facts.SAME
) -> LinkRecord:
    """Say that two registered matters are one; whole families are joined.

    Returns:
        The link kept; its `reg_no` is the matter that `unlink_matter` sets free again.

    Raises:
        NotFound, BadInput, NotAllowed, DiskFull, DiskFailed: as `judge_pair`.
    """
    _may_judge(session)
    with session.write() as unit:
        one, other = _open_matter(unit, reg_no), _open_matter(unit, other_reg_no)
        _check_pair(one, other)
        link = _link(unit, one, other, facts, session)
        unit.note("link_matters", link.reg_no, link.target_reg_no)
        unit.commit()
    return link


def unlink_matter(reg_no: str, session: DeskSession) -> LinkRecord:
    """Undo the link that makes a matter another one; the link stays in the history of both.

    Raises:
        NotFound: no such matter.
        BadInput: it is linked to none.
        NotAllowed, DiskFull, DiskFailed.
    """
    _may_judge(session)
    with session.write() as unit:
        if unit.matter(reg_no) is None:
            raise NotFound(reg_no)
        held = [k for k in unit.links(reg_no) if k.reg_no == reg_no and k.undone_at is None]
        if not held:
            raise BadInput(["该事项没有关联到其他事项，无需撤销。"])
        undone = unit.undo_link(held[-1].link_id, session.user.name, session.clock.now_utc())
        unit.note("unlink_matter", undone.reg_no, undone.target_reg_no)
        unit.commit()
    return undone


def links_of(reg_no: str, session: DeskSession) -> tuple[LinkRecord, ...]:
    """Every link from or to a matter, undone ones too, oldest first.

    Raises:
        NotFound, NotAllowed.
    """
    _may_judge(session)
    with session.read() as unit:
        if unit.matter(reg_no) is None:
            raise NotFound(reg_no)
        return unit.links(reg_no)


def _may_judge(session: DeskSession) -> None:
    if session.user.role not in _MAY_JUDGE:
        raise NotAllowed("judge_pair")


def _open_matter(unit: ReadUnit, reg_no: str) -> MatterFile:
    file = unit.matter(reg_no)
    if file is None:
        raise NotFound(reg_no)
    if file.record.sealed:
        raise BadInput(["保密事项不与其他事项比对，也不能关联。"])
    return file


def _check_pair(one: MatterFile, other: MatterFile) -> None:
    if one.record.reg_no == other.record.reg_no:
        raise BadInput(["这是同一个编号，请选择另一件事项。"])
    if other.record.sealed:
        raise BadInput(["保密事项不与其他事项比对，也不能关联。"])


def _link(
    unit: WriteUnit, one: MatterFile, other: MatterFile, facts: Facts, session: DeskSession
) -> LinkRecord:
    if one.root_reg_no == other.root_reg_no:
        raise BadInput(["这两件已经认定为同一事项。"])
    # The first registered one leads, so no chain can close to a circle.
    roots = unit.matters([one.root_reg_no, other.root_reg_no])
    earlier, later = sorted(roots, key=lambda f: (f.registered_at, f.record.reg_no))
    link = LinkRecord(
        link_id=str(uuid_utils.uuid7()),
        reg_no=later.record.reg_no,
        target_reg_no=earlier.record.reg_no,
        facts=facts,
        by=session.user.name,
        at=session.clock.now_utc(),
    )
    unit.add_link(link)
    return link
