"""Visits of the office's other windows, as the feed tells of them."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import exc, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.matter import Purpose
from app.domain.record import VisitRecord
from app.hub import wire
from app.hub.contents import Unreadable, VisitBody, read_body
from db import log_lines
from db.counted import count_fresh
from db.new_visits import add_visits
from db.rows import MatterRow, VisitRow
from db.sealing import open_box
from db.sync.rows import OwnKeyRow
from db.visits import chunks

_PLAIN = msgspec.json.Decoder(VisitRecord)


class NotYet(Exception):
    """An unknown kind or version, or something it tells of has not arrived here."""


def apply_visit(session: Session, key: bytes, content: bytes, body: VisitBody) -> None:
    """Add a visit; nothing where it is here.

    Raises:
        NotYet: a matter it goes back to is not here, or its query code is another's.
    """
    if session.get(VisitRow, body.visit_id) is not None:
        return
    record = _record(keys_here(session, key), content)
    number = _free_number(session, record.visit_no)
    if number != record.visit_no:
        record = _renumbered(record, number)
    here = _Here(session, [record])
    if not here.links_hold(record) or here.codes_taken(record):
        raise NotYet
    add_visits(session, [record], key)
    log_lines.write_lines(session, [record.visit_id])


def apply_visits(session: Session, key: bytes, events: Sequence[wire.FeedEvent]) -> set[str]:
    """Add those plain visits that stand in nobody's way, all at once.

    Whatever is odd about one (sealed, known, a number or code that is taken, a link to what is not here)
    is left to `apply_visit`, which looks at it by itself.

    Returns:
        The `ref` of each event that is applied.
    """
    told = [(event.ref, record) for event in events if (record := _plain(event)) is not None]
    here = _Here(session, [record for _, record in told])
    taken: list[tuple[str, VisitRecord]] = []
    for ref, record in told:
        if here.is_free(record) and here.links_hold(record):
            here.take(record)
            taken.append((ref, record))
    if not taken:
        return set()
    try:
        with session.begin_nested():
            fresh = [record for _, record in taken]
            add_visits(session, fresh, key)
            log_lines.add_lines(session, fresh)
            count_fresh(session, fresh)
    except exc.IntegrityError:
        return set()
    return {ref for ref, _ in taken}


class _Here:
    """Which ids, numbers and codes of some visits are in use."""

    def __init__(self, session: Session, records: Sequence[VisitRecord]) -> None:
        matters = [m for record in records for m in record.matters]
        numbers = [m.reg_no for m in matters] + [m.link.target_reg_no for m in matters if m.link]
        self._visits = _those_of(session, VisitRow.visit_id, (r.visit_id for r in records))
        self._numbers = _those_of(session, VisitRow.visit_no, (r.visit_no for r in records))
        self._matters = _those_of(session, MatterRow.matter_id, (m.matter_id for m in matters))
        self._reg_nos = _those_of(session, MatterRow.reg_no, numbers)
        self._codes = _those_of(session, MatterRow.query_code, (m.query_code for m in matters))

    def codes_taken(self, record: VisitRecord) -> bool:
        return any(m.query_code in self._codes for m in record.matters)

    def links_hold(self, record: VisitRecord) -> bool:
        return all(m.link.target_reg_no in self._reg_nos for m in record.matters if m.link)

    def is_free(self, record: VisitRecord) -> bool:
        return not (
            record.visit_id in self._visits
            or record.visit_no in self._numbers
            or self.codes_taken(record)
            or any(m.matter_id in self._matters or m.reg_no in self._reg_nos for m in record.matters)
        )

    def take(self, record: VisitRecord) -> None:
        self._visits.add(record.visit_id)
        self._numbers.add(record.visit_no)
        self._matters.update(m.matter_id for m in record.matters)
        self._reg_nos.update(m.reg_no for m in record.matters)
        self._codes.update(m.query_code for m in record.matters)


def _those_of(session: Session, column: InstrumentedAttribute[str], values: Iterable[str]) -> set[str]:
    return {
        found
        for chunk in chunks(sorted(set(values)))
        for found in session.scalars(select(column).where(column.in_(chunk)))
    }


def _plain(event: wire.FeedEvent) -> VisitRecord | None:
    """The visit as its window kept it, where nothing of it is sealed and all of it is understood."""
    if event.body is None or event.origin is None:
        return None
    content = event.body.content()
    try:
        body = read_body(event.origin.kind, event.origin.v, content)
        if not isinstance(body, VisitBody) or body.sealed or any(m.sealed for m in body.matters):
            return None
        if body.attachments:
            return None  # their pictures are asked for one by one
        return _whole(_PLAIN.decode(content))
    except (Unreadable, msgspec.ValidationError):
        return None


def _whole(visit: VisitRecord) -> VisitRecord:
    """The visit with its people and matters in what was said, as a window has it when it registers."""
    people = tuple(one.stated for one in visit.participants)
    matters = tuple(one.stated for one in visit.matters)
    return replace(visit, stated=replace(visit.stated, people=people, matters=matters))


def _record(keys: Sequence[bytes], content: bytes) -> VisitRecord:
    """The visit as its window kept it; of what no key here opens only that it is sealed."""
    told: dict[str, Any] = msgspec.json.decode(content)
    told.pop("attachments", None)
    told["matters"] = [_sealed(keys, m) if isinstance(m.get("sealed"), str) else m for m in told["matters"]]
    found = opened(keys, told.pop("sealed", ""), told["visit_id"])
    if found is not None:
        told["stated"], told["participants"] = found["stated"], found["participants"]
    told["participants"] = [{"stated": {"role": p["role"]}, **p} for p in told["participants"]]
    try:
        return _whole(msgspec.convert(told, VisitRecord))
    except msgspec.ValidationError as error:
        raise NotYet from error


def _sealed(keys: Sequence[bytes], told: Mapping[str, Any]) -> dict[str, Any]:
    stated = opened(keys, told["sealed"], told["matter_id"]) or {
        "purpose": Purpose.ACCUSATION,
        "sealed": True,
    }
    unknown = {
        "proposed": told["outcome"],
        "outcome": told["outcome"],
        "rule_id": "",
        "confirm_by": "",
        "target_unit": "",
        "due_on": None,
    }
    return {
        **unknown,
        **stated.pop("registered", {}),
        "matter_id": told["matter_id"],
        "reg_no": told["reg_no"],
        "query_code": told["query_code"],
        "stated": stated,
        "sealed": True,
    }


def keys_here(session: Session, key: bytes) -> list[bytes]:
    """Private keys of this store: its own, and those of the office that lie here."""
    return [key, *session.scalars(select(OwnKeyRow.private_key))]


def opened(keys: Sequence[bytes], sealed: str, about: str) -> dict[str, Any] | None:
    """What is in a box, where this store sealed it or holds the office's key; else None."""
    for key in keys:
        try:
            found: dict[str, Any] = msgspec.json.decode(open_box(key, base64.b64decode(sealed), about))
        except ValueError:
            continue
        return found
    return None


def _renumbered(record: VisitRecord, number: str) -> VisitRecord:
    """The visit under another number: two copies of a store once gave out the same."""
    changed = tuple(
        replace(m, reg_no=number + m.reg_no.removeprefix(record.visit_no)) for m in record.matters
    )
    return replace(record, visit_no=number, matters=changed)


def _free_number(session: Session, number: str) -> str:
    """The number itself, or with the mark the hub gives to those that bear it too."""
    free, nth = number, 1
    while session.scalar(select(VisitRow.visit_id).where(VisitRow.visit_no == free)):
        nth += 1
        free = f"{number}/{nth}"
    return free
