"""A person's words on pairs of matters: links and their undoing, and judgements; nothing is overwritten."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.findable import Judgement, JudgementRecord, LinkRecord
from app.domain.matter import Facts
from app.errors import NotFound
from db.rows import JudgementRow, LinkRow, MatterRow


def matter_row(session: Session, reg_no: str) -> MatterRow:
    """The row of a registered matter.

    Raises:
        NotFound: no such number.
    """
    row = session.scalars(select(MatterRow).where(MatterRow.reg_no == reg_no)).first()
    if row is None:
        raise NotFound(reg_no)
    return row


def add_link(session: Session, link: LinkRecord) -> tuple[str, str]:
    """Keep a link between registered matters; returns the ids of both.

    Raises:
        NotFound: one of them is not registered.
    """
    source, target = matter_row(session, link.reg_no), matter_row(session, link.target_reg_no)
    session.add(
        LinkRow(
            link_id=link.link_id,
            matter_id=source.matter_id,
            target_id=target.matter_id,
            facts=link.facts,
            decided_by=link.by,
            decided_at=link.at,
            undone_by=None,
            undone_at=None,
        )
    )
    source.version += 1
    session.flush()
    return source.matter_id, target.matter_id


def undo_link(session: Session, link_id: str, by: str, at: datetime) -> LinkRecord:
    """End a link; it stays in the history.

    Raises:
        NotFound: no such link, or ended already.
    """
    row = session.get(LinkRow, link_id)
    if row is None or row.undone_at is not None:
        raise NotFound(link_id)
    row.undone_by, row.undone_at = by, at
    session.scalars(select(MatterRow).where(MatterRow.matter_id == row.matter_id)).one().version += 1
    session.flush()
    (record,) = _links(session, LinkRow.link_id == link_id)
    return record


def links_of(session: Session, reg_no: str) -> tuple[LinkRecord, ...]:
    """Every link from or to a matter, undone ones too, in the order they were made."""
    one = select(MatterRow.matter_id).where(MatterRow.reg_no == reg_no).scalar_subquery()
    return _links(session, or_(LinkRow.matter_id == one, LinkRow.target_id == one))


def _links(session: Session, condition: ColumnElement[bool]) -> tuple[LinkRecord, ...]:
    source, target = aliased(MatterRow), aliased(MatterRow)
    statement = (
        select(LinkRow, source.reg_no, target.reg_no)
        .join(source, source.matter_id == LinkRow.matter_id)
        .join(target, target.matter_id == LinkRow.target_id)
        .where(condition)
        .order_by(LinkRow.decided_at, LinkRow.link_id)
    )
    return tuple(
        LinkRecord(
            row.link_id,
            mine,
            theirs,
            Facts(row.facts),
            row.decided_by,
            row.decided_at,
            row.undone_by or "",
            row.undone_at,
        )
        for row, mine, theirs in session.execute(statement)
    )


def add_judgement(session: Session, judgement: JudgementRecord) -> str:
    """Keep a word on a pair; returns the id of the registered matter.

    Raises:
        NotFound: the matter is not registered.
    """
    row = matter_row(session, judgement.reg_no)
    session.add(
        JudgementRow(
            judgement_id=judgement.judgement_id,
            matter_id=row.matter_id,
            known_id=judgement.known_id,
            judgement=judgement.judgement,
            by=judgement.by,
            at=judgement.at,
        )
    )
    session.flush()
    return row.matter_id


def judgements_of(session: Session, reg_no: str) -> tuple[JudgementRecord, ...]:
    """Every word given on a pair this matter is part of, from either side, oldest first."""
    statement = (
        select(JudgementRow, MatterRow.reg_no)
        .join(MatterRow, MatterRow.matter_id == JudgementRow.matter_id)
        .where(or_(MatterRow.reg_no == reg_no, JudgementRow.known_id == reg_no))
        .order_by(JudgementRow.at, JudgementRow.judgement_id)
    )
    return tuple(
        JudgementRecord(row.judgement_id, number, row.known_id, Judgement(row.judgement), row.by, row.at)
        for row, number in session.execute(statement)
    )
