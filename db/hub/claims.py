"""At most five representatives of a matter on a day [Art. 20(3)], whichever windows they stand at.

Slots are given in the order of acceptance, under a lock on the matter and day; a person has one outcome,
equal everywhere. Nobody's visit is refused: beyond the limit the windows concerned get a task.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, select, update

from app.config import MOST_REPRESENTATIVES
from app.hub.wire import ClaimOutcome, ClaimWord, FeedKind
from db.hub.inserting import insert_or_hold, insert_rows
from db.hub.links import roots_of
from db.hub.outbox import Outbox
from db.hub.rows import claim, claim_group


@dataclass(frozen=True)
class Asking:
    """Somebody is to act for the group of a matter."""

    claim_id: str
    matter_id: str
    day: date
    person: str
    office: str


def settle(
    connection: Connection, county: str, asked: Sequence[Asking], outbox: Outbox, now: datetime
) -> list[ClaimOutcome]:
    """Give out slots, in the order asked.

    Returns:
        The outcome for each, which for a person who has one already is that one.
    """
    roots = roots_of(connection, county, {one.matter_id for one in asked})
    groups = sorted({(roots[one.matter_id], one.day) for one in asked})
    held = {group: _hold(connection, county, *group) for group in groups}
    outcomes, kept = [], []
    for one in asked:
        group = held[roots[one.matter_id], one.day]
        known = one.person in group.by_person
        outcome = group.give(one)
        if not known:
            group.asked += 1
            kept.append(_row(county, group, one, outcome, now))
        if not known or one.office not in group.offices:
            _tell(outbox, group, one, outcome)
        group.offices.add(one.office)
        outcomes.append(outcome)
    if kept:
        insert_rows(connection, claim, kept)
    return outcomes


def move_claims(
    connection: Connection, county: str, source: str, root: str, outbox: Outbox, now: datetime
) -> None:
    """A person found two matters to be one: their representatives stand in one row from now on."""
    rows = connection.execute(
        select(claim)
        .where(claim.c.county == county, claim.c.matter_id == source)
        .order_by(claim.c.day, claim.c.asked)
    ).all()
    if not rows or source == root:
        return
    for group in sorted({(m, r.day) for r in rows for m in (source, root)}):
        _hold(connection, county, *group)
    connection.execute(delete(claim).where(claim.c.county == county, claim.c.matter_id == source))
    again = [Asking(r.claim_id, root, r.day, r.person, r.office) for r in rows]
    settle(connection, county, again, outbox, now)


def overrule(
    connection: Connection, county: str, office: str, outcomes: Sequence[ClaimOutcome], now: datetime
) -> None:
    """The higher hub's word on representatives stands, whatever was given out here without it.

    Whoever held the slot it names gets a free one, or none until the higher hub has heard of them too.
    """
    for one in outcomes:
        if one.day is None:
            continue
        group = _hold(connection, county, one.matter, one.day)
        mine = (claim.c.county == county, claim.c.matter_id == one.matter, claim.c.day == one.day)
        others = {p: o.slot for p, o in group.by_person.items() if p != one.person and o.slot is not None}
        other = next((p for p, slot in others.items() if slot == one.slot), None)
        if other is not None:
            taken = set(others.values())
            free = next((n for n in range(1, MOST_REPRESENTATIVES + 1) if n not in taken), None)
            connection.execute(update(claim).where(*mine, claim.c.person == other).values(slot=free))
        changed = connection.execute(
            update(claim).where(*mine, claim.c.person == one.person).values(slot=one.slot)
        )
        if not changed.rowcount:
            group.asked += 1
            asking = Asking(one.claim_id, one.matter, one.day, one.person, office)
            insert_rows(connection, claim, [_row(county, group, asking, one, now)])


class _Group:
    """The slots of one matter and day; its row is held."""

    def __init__(self, matter_id: str, day: date) -> None:
        self.matter_id = matter_id
        self.day = day
        self.by_person: dict[str, ClaimOutcome] = {}
        self.offices: set[str] = set()
        self.asked = 0

    def give(self, one: Asking) -> ClaimOutcome:
        known = self.by_person.get(one.person)
        if known is None:
            taken = {o.slot for o in self.by_person.values()}
            free = next((n for n in range(1, MOST_REPRESENTATIVES + 1) if n not in taken), None)
            word = ClaimWord.OVER_LIMIT if free is None else ClaimWord.CONFIRMED
            known = ClaimOutcome(one.claim_id, self.matter_id, one.person, word, free, self.day)
            self.by_person[one.person] = known
        return known


def _hold(connection: Connection, county: str, matter_id: str, day: date) -> _Group:
    insert_or_hold(connection, claim_group, county=county, matter_id=matter_id, day=day)
    group = _Group(matter_id, day)
    rows = connection.execute(
        select(claim)
        .where(claim.c.county == county, claim.c.matter_id == matter_id, claim.c.day == day)
        .order_by(claim.c.asked)
    )
    for row in rows:
        word = ClaimWord.OVER_LIMIT if row.slot is None else ClaimWord.CONFIRMED
        group.by_person[row.person] = ClaimOutcome(row.claim_id, matter_id, row.person, word, row.slot, day)
        group.offices.add(row.office)
        group.asked = row.asked
    return group


def _row(county: str, group: _Group, one: Asking, outcome: ClaimOutcome, now: datetime) -> dict[str, object]:
    return {
        "county": county,
        "matter_id": group.matter_id,
        "day": group.day,
        "person": one.person,
        "claim_id": one.claim_id,
        "office": one.office,
        "slot": outcome.slot,
        "asked": group.asked,
        "at": now,
    }


def _tell(outbox: Outbox, group: _Group, one: Asking, outcome: ClaimOutcome) -> None:
    """Every window concerned hears of it; who is beyond the limit is a task for each."""
    for office in sorted(group.offices | {one.office}):
        outbox.say(office, FeedKind.CLAIM, outcome)
        if outcome.outcome is ClaimWord.OVER_LIMIT:
            outbox.ask(
                office, "over_limit", group.matter_id, person=outcome.person, day=group.day.isoformat()
            )
