"""This office's keys for what is sealed, other offices' public ones, and what was received sealed."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.sealed import KeyShown, OpenedSealed, ReceivedSealed, SealedPaper
from app.errors import StoreDamaged
from app.hub.sealing_wire import key_id_of
from app.hub.wire import OpKind
from db.codec import unseal
from db.keyring import Keyring
from db.read_unit import OpenStore, SqlReadUnit
from db.sealing import open_box, public_half
from db.sync.rows import OfficeKeyRow, OwnKeyRow, ReceivedRow, SealedPaperRow
from db.unit_of_work import SqlWriteUnit

_IN_FILE = "sealing keys"


class _KeptKey(msgspec.Struct, frozen=True):
    private_key: bytes
    since: datetime
    made_by: str


class _Unit(SqlWriteUnit):
    @property
    def session(self) -> Session:
        return self._session

    def write_op(self, kind: str, about: str, body: Mapping[str, object], wall: datetime) -> None:
        self._op(kind, about, body, wall)


class _Snapshot(SqlReadUnit):
    @property
    def session(self) -> Session:
        return self._session


class SealedBook:
    """Fits `app.ports.SealedBook`. May be used from any thread."""

    def __init__(self, store: OpenStore) -> None:
        self._store = store

    def new_key(self, by: str, now: datetime) -> KeyShown:
        """See the port."""
        private = X25519PrivateKey.generate()
        public = private.public_key().public_bytes_raw().hex()
        with _Unit(self._store) as unit:
            office = unit.office()
            row = OwnKeyRow(
                key_id=key_id_of(public),
                private_key=private.private_bytes_raw(),
                public_key=public,
                since=now,
                made_by=by,
            )
            unit.session.add(row)
            unit.write_op(
                OpKind.SEALING_KEY, office.code, {"public_key": public, "since": now, "by": by}, now
            )
            unit.note("new_sealing_key", row.key_id, "", at=now, who=by)
            unit.commit()
            return KeyShown(row.key_id, office.code, office.name, now, own=True, held=True)

    def office_keys(self) -> tuple[KeyShown, ...]:
        """See the port."""
        with _Snapshot(self._store) as unit:
            mine = unit.office()
            held = {row.key_id: row for row in unit.session.scalars(select(OwnKeyRow))}
            told = unit.session.scalars(
                select(OfficeKeyRow).order_by(OfficeKeyRow.office, OfficeKeyRow.since.desc())
            ).all()
            last: dict[str, str] = {}
            for row in told:
                last.setdefault(row.office, row.key_id)
            shown = [
                KeyShown(
                    row.key_id,
                    row.office,
                    row.office_name,
                    row.since,
                    own=row.office == mine.code,
                    held=row.key_id in held,
                    replaced=last[row.office] != row.key_id,
                )
                for row in told
            ]
            told_ids = {row.key_id for row in told}
            waiting = [
                KeyShown(row.key_id, mine.code, mine.name, row.since, own=True, held=True, published=False)
                for row in held.values()
                if row.key_id not in told_ids
            ]
            return (*waiting, *shown)

    def export_keys(self, file: Path, passphrase: str, by: str, now: datetime) -> int:
        """See the port. A key file as a store has one, with these keys in place of the data key."""
        with _Unit(self._store) as unit:
            rows = unit.session.scalars(select(OwnKeyRow).order_by(OwnKeyRow.since)).all()
            kept = [_KeptKey(row.private_key, row.since, row.made_by) for row in rows]
            ring = Keyring.fresh().with_password(_IN_FILE, passphrase, msgspec.json.encode(kept))
            unit.note("export_sealing_keys", str(len(kept)), "", at=now, who=by)
            ring.save(file)
            unit.commit()
            return len(kept)

    def import_keys(self, file: Path, passphrase: str, by: str, now: datetime) -> int:
        """See the port."""
        plain = Keyring.load(file).unlock(_IN_FILE, passphrase)
        try:
            kept = msgspec.json.decode(plain, type=list[_KeptKey])
        except msgspec.MsgspecError as error:
            raise StoreDamaged("sealing keys") from error
        with _Unit(self._store) as unit:
            fresh = 0
            for one in kept:
                public = public_half(one.private_key).hex()
                if unit.session.get(OwnKeyRow, key_id_of(public)) is None:
                    fresh += 1
                    unit.session.add(
                        OwnKeyRow(
                            key_id=key_id_of(public),
                            private_key=one.private_key,
                            public_key=public,
                            since=one.since,
                            made_by=one.made_by,
                        )
                    )
            unit.note("import_sealing_keys", str(fresh), "", at=now, who=by)
            unit.commit()
            return fresh

    def received(self) -> tuple[ReceivedSealed, ...]:
        """See the port."""
        with _Snapshot(self._store) as unit:
            held = set(unit.session.scalars(select(OwnKeyRow.key_id)))
            rows = unit.session.scalars(select(ReceivedRow).order_by(ReceivedRow.at, ReceivedRow.reg_no))
            return tuple(
                ReceivedSealed(r.reg_no, r.visit_no, r.from_office, r.from_name, r.at, r.key_id in held)
                for r in rows
            )

    def open(self, reg_no: str, by: str, why: str, now: datetime) -> OpenedSealed | None:
        """See the port."""
        with _Unit(self._store) as unit:
            rows = unit.session.execute(
                select(ReceivedRow, OwnKeyRow)
                .join(OwnKeyRow, OwnKeyRow.key_id == ReceivedRow.key_id)
                .where(ReceivedRow.reg_no == reg_no)
                .order_by(ReceivedRow.at.desc())
            ).all()
            found: OpenedSealed | None = None
            for received, key in rows:
                try:
                    told = msgspec.json.decode(open_box(key.private_key, received.box, received.matter_id))
                except (ValueError, msgspec.MsgspecError):
                    continue
                papers = tuple(_paper(unit.session, one) for one in told.pop("papers", ()))
                found = OpenedSealed(told, papers)
                break
            unit.note("open_sealed", reg_no, why, at=now, who=by)
            unit.commit()
            return found


def _paper(session: Session, told: Mapping[str, Any]) -> SealedPaper:
    """A paper as the box names it; its picture, once fetched, opens with the key that lies there."""
    name, pages, original = told["name"], told["pages"], told["original"]
    if "key" not in told:
        return SealedPaper(name, pages, original)
    row = session.get(SealedPaperRow, told["sha256"])
    if row is None or row.content is None:
        return SealedPaper(name, pages, original, waits=True)
    return SealedPaper(name, pages, original, unseal(bytes.fromhex(told["key"]), row.content, told["about"]))
