"""Digests of what is registered for a day, over the bytes as they lie here.

Not over dataclasses: these grow with the program, what was stored stays as it is. Numbers are left out,
the hub may give them anew; so is sealed content, which its cipher guards.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.signed_day import canonical, compare, digest_of
from db import amendments
from db.log_tables import AmendmentRow, DaySignatureRow
from db.rows import MatterRow, ParticipantRow, VisitRow
from db.visits import chunks

_OF_VISIT = (
    "visit_id",
    "window",
    "local_date",
    "visited_at",
    "registered_at",
    "received_by",
    "present_count",
    "sealed",
    "stated",
)
_OF_MATTER = (
    "matter_id",
    "position",
    "purpose",
    "content_code",
    "place_code",
    "sealed",
    "proposed",
    "outcome",
    "rule_id",
    "confirm_by",
    "target_unit",
    "stated",
)
_OF_PERSON = ("position", "role", "role_asked", "id_check", "stated")
_OF_AMENDMENT = ("amend_id", "visit_id", "about_id", "fields", "reason", "by", "at")


def day_digests(session: Session, day: date) -> dict[str, tuple[str, Mapping[str, str]]]:
    """By visit id, the digest of its registration, and by id those of its corrections."""
    rows = session.scalars(select(VisitRow).where(VisitRow.local_date == day)).all()
    found: dict[str, tuple[str, Mapping[str, str]]] = {}
    for chunk in chunks([row.visit_id for row in rows]):
        people, matters, said = (
            _by_visit(session, kind, chunk) for kind in (ParticipantRow, MatterRow, AmendmentRow)
        )
        wanted = set(chunk)
        for row in rows:
            if row.visit_id not in wanted:
                continue
            whole = _plain(row, _OF_VISIT)
            whole["people"] = [_plain(p, _OF_PERSON) for p in people.get(row.visit_id, ())]
            whole["matters"] = [_plain(m, _OF_MATTER) for m in matters.get(row.visit_id, ())]
            found[row.visit_id] = (
                digest_of(canonical(whole)),
                {
                    a.amend_id: digest_of(canonical(_plain(a, _OF_AMENDMENT)))
                    for a in said.get(row.visit_id, ())
                },
            )
    return found


def signature_problems(session: Session) -> Iterator[str]:
    """Signed days that are no longer what was signed in this store."""
    days = session.scalars(select(DaySignatureRow.day).distinct().order_by(DaySignatureRow.day)).all()
    for day in days:
        now = day_digests(session, day)
        for signature in amendments.signatures_of(session, day, day):
            change = compare(signature, now)
            if change.broken:
                yield f"{day} 的日志签字记录被改动，与其摘要不符。"
            elif change.altered:
                yield f"{day} 的日志签字后，有 {len(change.altered)} 条登记不经更正被改动或者缺失。"


def _by_visit(session: Session, kind: Any, visit_ids: Any) -> dict[str, list[Any]]:
    order = kind.position if hasattr(kind, "position") else kind.at
    found: dict[str, list[Any]] = {}
    for row in session.scalars(select(kind).where(kind.visit_id.in_(visit_ids)).order_by(order)):
        found.setdefault(row.visit_id, []).append(row)
    return found


def _plain(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    values = ((name, getattr(row, name)) for name in names)
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values}
