"""What the progress page reads and keeps."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, select, update

from app.domain.matter_step import RATED_OFFICE, RATED_UNIT, RATINGS
from app.domain.office import Office
from app.intake.progress_shown import Raised, RatingOf
from db.hub.courses import courses_of
from db.hub.decisions import Decision, decide
from db.hub.inserting import insert_new
from db.hub.rows import guess, hub_office, matter, rating, visit
from db.hub.store import SqlHub

_KINDS = {RatingOf.OFFICE: RATED_OFFICE, RatingOf.UNIT: RATED_UNIT}
_WORDS = {value: words for words, value in RATINGS.items()}
_VISITOR = "来访人"


class SqlProgressBook:
    """Fits `app.intake.progress.ProgressBook`."""

    def __init__(self, store: SqlHub) -> None:
        self._store = store

    def raised(self, number: str) -> tuple[Raised, ...]:
        """See the port. The number begins with the county."""
        return self._store.read(lambda c: _raised(c, number[:6], number))

    def wrong_codes(self, source: str, since: datetime) -> int:
        """See the port."""
        wanted = select(guess.c.failed).where(guess.c.source == source, guess.c.since >= since)
        return self._store.read(lambda c: c.scalar(wanted) or 0)

    def note_wrong_code(self, source: str, now: datetime, since: datetime) -> None:
        """See the port."""

        def count(connection: Connection) -> None:
            connection.execute(delete(guess).where(guess.c.since < since))
            if not insert_new(connection, guess, source=source, failed=1, since=now):
                connection.execute(
                    update(guess).where(guess.c.source == source).values(failed=guess.c.failed + 1)
                )

        self._store.write(count)

    def rate(self, raised: Raised, about: RatingOf, value: str, now: datetime) -> None:
        """See the port. A step of the matter as well, so that the offices that raised it count it."""

        def keep(connection: Connection) -> None:
            key = {"county": raised.county, "matter_id": raised.matter_id, "about": about}
            if not insert_new(connection, rating, **key, value=value, at=now):
                changed = [rating.c[name] == told for name, told in key.items()]
                changed.append(rating.c.value != value)
                if not connection.execute(
                    update(rating).where(*changed).values(value=value, at=now)
                ).rowcount:
                    return  # the same once more: nothing new to tell
            step = Decision(_KINDS[about], now.date(), _VISITOR, _WORDS[value])
            decide(connection, raised.county, raised.reg_no, step, now)

        self._store.write(keep)


def _raised(connection: Connection, county: str, number: str) -> tuple[Raised, ...]:
    column = matter.c.reg_no if "-" in number else matter.c.visit_no
    rows = connection.execute(
        select(matter, visit.c.receipt_check)
        .join(visit, (visit.c.county == matter.c.county) & (visit.c.visit_id == matter.c.visit_id))
        .where(matter.c.county == county, column == number)
        .order_by(matter.c.position)
    ).all()
    if not rows:
        return ()
    courses = courses_of(connection, county, rows)
    given: dict[str, dict[str, str]] = {}
    for one in connection.execute(
        select(rating).where(rating.c.county == county, rating.c.matter_id.in_([r.matter_id for r in rows]))
    ):
        given.setdefault(one.matter_id, {})[one.about] = one.value
    data = connection.scalar(
        select(hub_office.c.data).where(hub_office.c.county == county, hub_office.c.office == rows[0].office)
    )
    office = msgspec.json.decode(data, type=Office) if data else None
    return tuple(
        Raised(
            county=county,
            matter_id=row.matter_id,
            reg_no=row.reg_no,
            visit_no=row.visit_no,
            query_code=row.query_code,
            receipt_check=row.receipt_check,
            sealed=row.sealed,
            unit=row.unit,
            course=courses[row.matter_id],
            office=office,
            ratings=given.get(row.matter_id, {}),
        )
        for row in rows
    )
