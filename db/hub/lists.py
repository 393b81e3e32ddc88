"""The first background stage: operations become visits, matters, courses, links and claims.

A page of operations is one transaction with its cursor; what an operation tells of something that has not
arrived yet is kept by number and joined when it does.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, or_, select, update

from app.domain.matter import Facts
from app.hub import contents, wire
from app.hub.contents import Unreadable, read_body
from app.hub.persons import keys_of, representatives_of
from app.hub.sealing_wire import SealedBoxBody, SealingKeyBody
from db.hub.claims import Asking, move_claims, settle
from db.hub.inserting import insert_all_new, insert_new, within
from db.hub.links import family_of, offices_of, roots_of
from db.hub.outbox import Outbox
from db.hub.rows import (
    amendment,
    blob,
    matter,
    matter_event,
    matter_link,
    matter_person,
    matter_word,
    op,
    receipt,
    visit,
)
from db.hub.sealing_keys import deliver, publish, stands_under

_CLOCK_SUSPECT = timedelta(minutes=5)


class ListsPage:
    """Works up one page of one office."""

    def __init__(
        self, connection: Connection, county: str, office: str, province_key: bytes, now: datetime
    ) -> None:
        self._connection = connection
        self._county = county
        self._office = office
        self._key = province_key
        self._now = now
        self._outbox = Outbox(connection, county, now)
        self._fingerprints: list[wire.Fingerprint] = []

    def work_up(self, rows: Sequence[Any]) -> None:
        """Apply operations in order."""
        visits: list[tuple[Any, contents.VisitBody]] = []
        for row in rows:
            self._watch_clock(row)
            if row.parked:
                continue
            try:
                body = read_body(row.kind, row.v, bytes(row.body))
            except Unreadable:
                continue
            if isinstance(body, contents.VisitBody):
                visits.append((row, body))
                continue
            self._visits(visits)
            visits = []
            self._apply(row, body)
        self._visits(visits)
        if self._fingerprints:
            self._outbox.say(
                wire.COUNTY_CHANNEL, wire.FeedKind.FINGERPRINTS, wire.Fingerprints(self._fingerprints)
            )
        self._outbox.send()

    # --- visits --------------------------------------------------------------------------------

    def _visits(self, arrived: Sequence[tuple[Any, contents.VisitBody]]) -> None:
        """Many at once: most of what arrives are visits."""
        if not arrived:
            return
        known = set(
            self._connection.scalars(
                select(visit.c.visit_id).where(
                    visit.c.county == self._county,
                    within(self._connection, visit.c.visit_id, [b.visit_id for _, b in arrived]),
                )
            )
        )
        numbers = self._holders([b.visit_no for _, b in arrived])
        rows: dict[Table, list[dict[str, Any]]] = {
            t: [] for t in (visit, receipt, matter, matter_person, matter_link, blob)
        }
        asking: list[Asking] = []
        for row, body in arrived:
            if body.visit_id in known:
                self._park(row, "visit_known")
                continue
            known.add(body.visit_id)
            self._visit(row, body, numbers, rows, asking)
        for table, made in rows.items():
            insert_all_new(self._connection, table, made)
        self._join_links([m["reg_no"] for m in rows[matter]])
        self._withdrawn_before([m["matter_id"] for m in rows[matter]] + [v["visit_id"] for v in rows[visit]])
        if asking:
            settle(self._connection, self._county, asking, self._outbox, self._now)

    def _visit(
        self,
        row: Any,
        body: contents.VisitBody,
        numbers: dict[str, int],
        rows: Mapping[Table, list[dict[str, Any]]],
        asking: list[Asking],
    ) -> None:
        held = numbers.get(body.visit_no, 0)
        alias = f"{body.visit_no}/{held + 1}" if held else ""
        numbers[body.visit_no] = held + 1
        if alias:
            event = wire.AliasEvent("receipt", body.visit_id, body.visit_no, alias)
            self._outbox.say(self._office, wire.FeedKind.ALIAS, event)
        called = alias or body.visit_no
        sealed = any(m.sealed for m in body.matters)
        rows[receipt].append({"county": self._county, "number": called, "visit_id": body.visit_id})
        rows[visit].append(
            {
                "county": self._county,
                "visit_id": body.visit_id,
                "visit_no": _plain(body.visit_no, 40),
                "alias": alias,
                "office": self._office,
                "op_id": row.op_id,
                "receipt_check": _plain(body.receipt_check, 20),
                "registered_at": body.registered_at,
                "sealed": sealed,
            }
        )
        for position, one in enumerate(body.matters):
            self._matter(body, position, one, called, rows)
            representatives = [] if one.sealed else representatives_of(body, position, self._key)
            asking += [
                Asking(row.op_id, one.matter_id, body.local_date, person, self._office)
                for person in representatives
            ]
        rows[blob] += [
            {
                "county": self._county,
                "sha256": named.sha256,
                "office": self._office,
                "size": None,
                "sealed": sealed,
                "named_at": self._now,
                "complete_at": None,
            }
            for named in body.attachments
        ]

    def _matter(
        self,
        body: contents.VisitBody,
        position: int,
        one: contents.VisitMatter,
        called: str,
        rows: Mapping[Table, list[dict[str, Any]]],
    ) -> None:
        sealed = bool(one.sealed)
        reg_no = _plain(f"{called}{one.reg_no.removeprefix(body.visit_no)}", 60)
        rows[matter].append(
            {
                "county": self._county,
                "matter_id": one.matter_id,
                "visit_id": body.visit_id,
                "visit_no": _plain(called, 48),
                "reg_no": reg_no,
                "office": self._office,
                "position": position,
                "query_code": _plain(one.query_code, 20),
                "purpose": "" if sealed else _said(one, "purpose", 20),
                "route": "" if sealed else _said(one, "route", 10),
                "outcome": "" if sealed else _plain(one.outcome, 30),
                "unit": "" if sealed else _plain(one.target_unit, 200),
                "demand": "" if sealed else _said(one, "demand", 2000),
                "due_on": None if sealed else one.due_on,
                "local_date": body.local_date,
                "registered_at": body.registered_at,
                "sealed": sealed,
                "version": 1,
            }
        )
        if sealed:
            return
        for key in keys_of(body, position, self._key):
            rows[matter_person].append({"county": self._county, "person": key, "matter_id": one.matter_id})
            self._fingerprints.append(wire.Fingerprint(key[:16], one.matter_id, self._office))
        if one.link and isinstance(one.link.get("target_reg_no"), str):
            rows[matter_link].append(
                {
                    "county": self._county,
                    "link_id": one.matter_id,
                    "matter_id": one.matter_id,
                    "target_id": None,
                    "target_no": _plain(one.link["target_reg_no"], 60),
                    "facts": _plain(str(one.link.get("facts", "")), 10),
                    "at": body.registered_at,
                    "undone_at": None,
                }
            )

    def _holders(self, numbers: Sequence[str]) -> dict[str, int]:
        """How many visits bear each number already."""
        counted: dict[str, int] = {}
        found = self._connection.scalars(
            select(visit.c.visit_no).where(
                visit.c.county == self._county, within(self._connection, visit.c.visit_no, set(numbers))
            )
        )
        for number in found:
            counted[number] = counted.get(number, 0) + 1
        return counted

    def _join_links(self, arrived: Sequence[str]) -> None:
        """Links that wait for a matter, and those of this page."""
        waiting = self._connection.execute(
            select(matter_link.c.link_id, matter_link.c.matter_id, matter_link.c.facts, matter.c.matter_id)
            .join(
                matter,
                (matter.c.county == matter_link.c.county) & (matter.c.reg_no == matter_link.c.target_no),
            )
            .where(
                matter_link.c.county == self._county,
                matter_link.c.target_id.is_(None),
                or_(
                    within(self._connection, matter.c.reg_no, arrived),
                    matter_link.c.matter_id.in_(
                        select(matter.c.matter_id).where(
                            matter.c.county == self._county,
                            within(self._connection, matter.c.reg_no, arrived),
                        )
                    ),
                ),
            )
        ).all()
        for link_id, source, facts, target in waiting:
            self._connection.execute(
                update(matter_link)
                .where(matter_link.c.county == self._county, matter_link.c.link_id == link_id)
                .values(target_id=target)
            )
            if facts == Facts.SAME:
                self._one_row(source)

    # --- everything else -----------------------------------------------------------------------

    def _apply(self, row: Any, body: contents.BodyOf) -> None:
        work: Mapping[type, Callable[[Any, Any], None]] = {
            contents.EventBody: self._event,
            contents.LinkBody: self._link,
            contents.UnlinkBody: self._unlink,
            contents.JudgementBody: self._word,
            contents.Amendment: self._amend,
            SealingKeyBody: self._sealing_key,
            SealedBoxBody: self._sealed_box,
            contents.BeginBody: lambda _row, _body: None,
            contents.PaperBody: lambda _row, _body: None,
            contents.ReviewBody: lambda _row, _body: None,
            contents.DaySignatureBody: lambda _row, _body: None,
        }
        work[type(body)](row, body)

    def _event(self, row: Any, body: contents.EventBody) -> None:
        added = self._add(
            matter_event,
            event_id=body.event_id,
            matter_id=body.matter_id,
            kind=_plain(body.kind, 40),
            on=body.on,
            at=body.at,
            by=_plain(body.by, 120),
            text=_plain(body.text, 4000),
            extended_to=body.extended_to,
            supported=body.supported,
            upstream=False,
        )
        if added:
            self._count_up(body.matter_id)
        else:
            self._park(row, "event_known")

    def _link(self, row: Any, body: contents.LinkBody) -> None:
        added = self._add(
            matter_link,
            link_id=body.link_id,
            matter_id=body.matter_id,
            target_id=body.target_id,
            target_no=_plain(body.target_reg_no, 60),
            facts=_plain(body.facts, 10),
            at=body.at,
            undone_at=None,
        )
        if not added:
            self._park(row, "link_known")
            return
        self._count_up(body.matter_id)
        if body.facts == Facts.SAME:
            self._one_row(body.matter_id)
            self._tell_alias(body.matter_id, ended=False)

    def _unlink(self, row: Any, body: contents.UnlinkBody) -> None:
        source = select(matter.c.matter_id).where(
            matter.c.county == self._county, matter.c.reg_no == body.reg_no
        )
        # The link a visit was registered with has no id of its own in the visit's operation.
        mine = or_(
            matter_link.c.link_id == body.link_id,
            matter_link.c.matter_id.in_(source) & (matter_link.c.target_no == body.target_reg_no),
        )
        held = self._connection.execute(
            select(matter_link)
            .where(matter_link.c.county == self._county, matter_link.c.undone_at.is_(None), mine)
            .limit(1)
        ).first()
        if held is None:
            self._park(row, "link_missing")
            return
        if held.facts == Facts.SAME:
            self._tell_alias(held.matter_id, ended=True)
        self._connection.execute(
            update(matter_link)
            .where(matter_link.c.county == self._county, matter_link.c.link_id == held.link_id)
            .values(undone_at=body.undone_at)
        )
        self._count_up(held.matter_id)

    def _word(self, row: Any, body: contents.JudgementBody) -> None:
        added = self._add(
            matter_word,
            judgement_id=body.judgement_id,
            matter_id=body.matter_id,
            known_no=_plain(body.known_id, 60),
            judgement=_plain(body.judgement, 20),
            at=body.at,
        )
        if not added:
            self._park(row, "judgement_known")

    def _amend(self, row: Any, body: contents.Amendment) -> None:
        """All kept, in the hub's order; two made from the same base are told to a person."""
        rivals = self._connection.execute(
            select(amendment)
            .where(
                amendment.c.county == self._county,
                amendment.c.about_id == body.about_id,
                amendment.c.base == body.base,
            )
            .order_by(amendment.c.at, amendment.c.amend_id)
        ).all()
        clash = any(self._overlap(row.kind, body, rival) for rival in rivals)
        standing = "conflict" if clash else "parallel" if rivals else "plain"
        added = self._add(
            amendment,
            amend_id=body.amend_id,
            about_id=body.about_id,
            op_id=row.op_id,
            base=_plain(body.base, 40),
            kind=row.kind,
            office=self._office,
            fields=json.dumps(body.fields, ensure_ascii=True, sort_keys=True),
            standing=standing,
            at=body.at,
        )
        if not added:
            self._park(row, "amend_known")
            return
        if row.kind == wire.OpKind.WITHDRAW:
            self._withdraw(body)
        if rivals:
            for office in sorted({self._office, *(r.office for r in rivals)}):
                self._outbox.ask(office, standing, body.about_id, base=body.base)

    def _withdrawn_before(self, arrived: Sequence[str]) -> None:
        """Withdrawals that were taken in before what they are about."""
        early = self._connection.execute(
            select(op)
            .join(amendment, (amendment.c.county == op.c.county) & (amendment.c.op_id == op.c.op_id))
            .where(
                amendment.c.county == self._county,
                amendment.c.kind == wire.OpKind.WITHDRAW,
                within(self._connection, amendment.c.about_id, arrived),
            )
            .order_by(op.c.fseq)
        ).all()
        for row in early:
            body = read_body(row.kind, row.v, bytes(row.body))
            if isinstance(body, contents.Amendment):
                self._withdraw(body)

    def _withdraw(self, body: contents.Amendment) -> None:
        """A step in the course of the matter it is about, or of all of a visit."""
        about = self._connection.scalars(
            select(matter.c.matter_id).where(
                matter.c.county == self._county,
                or_(matter.c.matter_id == body.about_id, matter.c.visit_id == body.about_id),
            )
        ).all()
        for matter_id in about:
            added = self._add(
                matter_event,
                event_id=contents.withdrawal_id(body, matter_id),
                matter_id=matter_id,
                kind=contents.WITHDRAWN,
                on=body.at.date(),
                at=body.at,
                by=_plain(body.by, 120),
                text=_plain(body.reason, 4000),
                extended_to=None,
                supported=None,
                upstream=False,
            )
            if added:
                self._count_up(matter_id)

    @staticmethod
    def _overlap(kind: str, body: contents.Amendment, rival: Any) -> bool:
        whole = wire.OpKind.WITHDRAW in {kind, rival.kind}
        return whole or bool(body.fields.keys() & json.loads(rival.fields).keys())

    def _sealing_key(self, row: Any, body: SealingKeyBody) -> None:
        if not stands_under(self._connection, self._county, self._office):
            publish(self._connection, row, body, self._now)

    def _sealed_box(self, row: Any, body: SealedBoxBody) -> None:
        if stands_under(self._connection, self._county, self._office):
            return
        if not deliver(self._connection, row, body, self._now):
            self._park(row, "no_such_key")

    def _one_row(self, matter_id: str) -> None:
        """Representatives of matters that are one stand in one row."""
        (root,) = roots_of(self._connection, self._county, [matter_id]).values()
        move_claims(self._connection, self._county, matter_id, root, self._outbox, self._now)

    def _tell_alias(self, matter_id: str, *, ended: bool) -> None:
        """Offices at which one of the matters stands hear that two are one, or no longer."""
        family = family_of(self._connection, self._county, matter_id)
        (root,) = roots_of(self._connection, self._county, [matter_id]).values()
        numbers: dict[str, str] = dict(
            self._connection.execute(
                select(matter.c.matter_id, matter.c.reg_no).where(
                    matter.c.county == self._county, matter.c.matter_id.in_([matter_id, root])
                )
            ).all()
        )
        event = wire.AliasEvent("matter", matter_id, numbers.get(matter_id, ""), numbers.get(root, ""), ended)
        for office in offices_of(self._connection, self._county, family):
            if office != self._office:
                self._outbox.say(office, wire.FeedKind.ALIAS, event)

    def _add(self, table: Table, **values: Any) -> bool:
        """Insert what is not there yet; whether it was not."""
        return insert_new(self._connection, table, county=self._county, **values)

    def _count_up(self, matter_id: str) -> None:
        self._connection.execute(
            update(matter)
            .where(matter.c.county == self._county, matter.c.matter_id == matter_id)
            .values(version=matter.c.version + 1)
        )

    def _park(self, row: Any, why: str) -> None:
        """Kept as it came, and shown: what it tells stands here already, or is not here."""
        self._connection.execute(
            update(op).where(op.c.county == self._county, op.c.op_id == row.op_id).values(parked=why)
        )
        self._outbox.ask(self._office, "parked", row.op_id, why=why)

    def _watch_clock(self, row: Any) -> None:
        if row.offset_ms is not None and abs(timedelta(milliseconds=row.offset_ms)) > _CLOCK_SUSPECT:
            self._outbox.ask(
                self._office, "clock_suspect", row.station_id, day=row.accepted_at.date().isoformat()
            )


def _said(one: contents.VisitMatter, field: str, most: int) -> str:
    value = one.stated.get(field)
    return _plain(value, most) if isinstance(value, str) else ""


def _plain(text: str, most: int) -> str:
    """Cut to its column, and without the one sign PostgreSQL cannot keep; the operation has it all."""
    return text.replace("\0", "")[:most]
