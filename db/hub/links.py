"""Which matters are one: links by persons, followed to the matter raised first."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, and_, select

from app.domain.matter import Facts
from db.hub.inserting import within
from db.hub.rows import matter, matter_link

_HOLDS = and_(matter_link.c.undone_at.is_(None), matter_link.c.facts == Facts.SAME)


def roots_of(connection: Connection, county: str, matter_ids: Iterable[str]) -> dict[str, str]:
    """By matter, the end of its chain of links; itself where it has none.

    Chains are short; one that ran in a circle ends where it was entered.
    """
    asked = list(matter_ids)
    step: dict[str, str] = {}
    ahead = set(asked)
    while ahead:
        found = connection.execute(
            select(matter_link.c.matter_id, matter_link.c.target_id).where(
                matter_link.c.county == county,
                within(connection, matter_link.c.matter_id, ahead),
                matter_link.c.target_id.is_not(None),
                _HOLDS,
            )
        ).all()
        step.update((source, target) for source, target in found)
        ahead = {target for _, target in found} - step.keys()
    roots = {}
    for one in asked:
        end, seen = one, {one}
        while end in step and step[end] not in seen:
            end = step[end]
            seen.add(end)
        roots[one] = end
    return roots


def family_of(connection: Connection, county: str, matter_id: str) -> Sequence[str]:
    """Every matter judged to be the same as this one, itself included."""
    (root,) = roots_of(connection, county, [matter_id]).values()
    family, ahead = {root}, {root}
    while ahead:
        ahead = (
            set(
                connection.scalars(
                    select(matter_link.c.matter_id).where(
                        matter_link.c.county == county, matter_link.c.target_id.in_(ahead), _HOLDS
                    )
                )
            )
            - family
        )
        family |= ahead
    return sorted(family)


def offices_of(connection: Connection, county: str, matter_ids: Sequence[str]) -> Sequence[str]:
    """Offices at which one of the matters was raised."""
    return sorted(
        set(
            connection.scalars(
                select(matter.c.office).where(matter.c.county == county, matter.c.matter_id.in_(matter_ids))
            )
        )
    )
