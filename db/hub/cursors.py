"""Background stages follow each office's operations by a cursor; one process at a time works on one."""

from collections.abc import Sequence

from sqlalchemy import Connection, Row, and_, or_, select, update

from db.hub.inserting import insert_new
from db.hub.rows import feed_head, op, projected

LISTS, MATCH = "lists", "match"
AT_ONCE = 200


def offices_moved(connection: Connection, stage: str) -> Sequence[tuple[str, str]]:
    """(county, office) whose feed went on since the stage last looked; cheap, may name one too many."""
    moved = (
        select(feed_head.c.county, feed_head.c.channel)
        .outerjoin(
            projected,
            and_(
                projected.c.county == feed_head.c.county,
                projected.c.office == feed_head.c.channel,
                projected.c.stage == stage,
            ),
        )
        .where(or_(projected.c.fseq.is_(None), projected.c.fseq < feed_head.c.fseq))
    )
    return [(county, office) for county, office in connection.execute(moved)]


def take_next(
    connection: Connection, county: str, office: str, stage: str, limit: int = AT_ONCE
) -> tuple[Sequence[Row[tuple[object, ...]]], int] | None:
    """Hold the cursor and read on.

    Returns:
        Operations in order (parked ones too) and how far the feed had come; None: another process is at it.
    """
    mine = (projected.c.county == county, projected.c.office == office, projected.c.stage == stage)
    if connection.scalar(select(projected.c.fseq).where(*mine)) is None:
        insert_new(connection, projected, county=county, office=office, stage=stage, fseq=0)
    fseq = connection.scalar(select(projected.c.fseq).where(*mine).with_for_update(skip_locked=True))
    if fseq is None:
        return None
    head = (
        connection.scalar(
            select(feed_head.c.fseq).where(feed_head.c.county == county, feed_head.c.channel == office)
        )
        or 0
    )
    rows = connection.execute(
        select(op)
        .where(op.c.county == county, op.c.office == office, op.c.fseq > fseq, op.c.fseq <= head)
        .order_by(op.c.fseq)
        .limit(limit)
    ).all()
    # A page that is not full means that only events of our own stand between it and the head.
    return rows, rows[-1].fseq if len(rows) == limit else head


def move_to(connection: Connection, county: str, office: str, stage: str, fseq: int) -> None:
    """Everything up to this number is worked up."""
    connection.execute(
        update(projected)
        .where(projected.c.county == county, projected.c.office == office, projected.c.stage == stage)
        .values(fseq=fseq)
    )
