"""What was compared is not hashed again at every greeting, and still nothing can go missing unseen."""

from datetime import UTC, datetime

from sqlalchemy import delete, select

from app.hub.digests import BLOCK
from db.hub.rows import op
from db.journal import append_op
from db.rows import OpRow
from tests.live_hub import LiveHub
from tests.sync.conftest import COUNTY, MakeStation, Station
from tests.sync.test_faults import raw, through

MANY = 2 * BLOCK + 100


def of_years(desk: Station) -> None:
    """Operations enough for some blocks."""
    office = desk.store.identity().office
    with raw(desk) as session:
        for n in range(MANY):
            append_op(
                session,
                kind="paper_fact",
                body=f'{{"n": {n}}}'.encode(),
                county=COUNTY,
                office=office,
                about="",
                wall=datetime.now(UTC),
            )
        session.commit()


def test_a_greeting_hashes_only_what_came_after_the_blocks_last_found_alike(
    hub: LiveHub, station: MakeStation
) -> None:
    desk = station().enrolled(hub)
    of_years(desk)
    through(desk, hub)
    desk.register()

    (short,), (whole,) = desk.store.states(whole=False), desk.store.states()

    assert (short.since, whole.since) == (2 * BLOCK, 0)
    assert short.count == whole.count == desk.store.figures().at_hub
    assert short.root != whole.root
    through(desk, hub)
    assert desk.store.figures().in_step


def test_an_old_row_gone_on_either_side_is_missed_at_the_next_greeting(
    hub: LiveHub, station: MakeStation
) -> None:
    desk = station().enrolled(hub)
    of_years(desk)
    through(desk, hub)
    with hub.engine.begin() as connection:
        gone = connection.scalars(select(op.c.op_id).where(op.c.seq == 10)).one()
        connection.execute(delete(op).where(op.c.op_id == gone))
    desk.register()

    through(desk, hub)
    assert not desk.store.figures().in_step
    through(desk, hub)

    with hub.engine.connect() as connection:
        assert gone in connection.scalars(select(op.c.op_id)).all()
    assert desk.store.figures().in_step
    with raw(desk) as session:
        lost = session.scalars(select(OpRow).where(OpRow.seq == 20)).one()
        body, op_id = lost.body, lost.op_id
        session.delete(lost)
        session.commit()
    through(desk, hub)
    through(desk, hub)
    with raw(desk) as session:
        assert session.get(OpRow, op_id).body == body  # type: ignore[union-attr]
    assert desk.store.figures().in_step


def test_a_hub_that_was_restored_is_compared_as_a_whole(hub: LiveHub, station: MakeStation) -> None:
    desk = station().enrolled(hub)
    of_years(desk)
    through(desk, hub)
    with hub.engine.begin() as connection:
        connection.execute(delete(op).where(op.c.seq > 5, op.c.seq < 9))
    desk.store.note_failure("away", datetime.now(UTC))  # a reconnect

    through(desk, hub)

    with hub.engine.connect() as connection:
        assert set(connection.scalars(select(op.c.seq)).all()) >= set(range(1, MANY + 1))
    assert desk.store.figures().in_step
