"""Offices, one-time codes, stations."""

import hashlib
import secrets
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, insert, or_, select, update

from app.domain.office import Office
from app.hub import wire
from app.hub.ports import CodeRefused, EnrolledStation
from db.hub.rows import enrol_code, hub_office, hub_station
from db.hub.sealing_keys import directory_public, tell_parents_key
from db.hub.settings import CA, INCARNATION, NAME, PERSON_KEY, read_setting

VALID_FOR = timedelta(minutes=15)
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
_RANDOM = 16
_PIN = 16


def new_code(connection: Connection, office: Office, now: datetime) -> tuple[str, datetime]:
    """A code for one station of an office, which the hub knows from now on.

    The second half, where the hub has a certificate authority, is the beginning of its digest: by it the
    station recognises the hub before it trusts it.

    Returns:
        The code (80 random bits, in groups of four) and when it expires.
    """
    _keep_office(connection, office)
    tell_parents_key(connection, office, now)
    secret = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    expires_at = now + VALID_FOR
    connection.execute(
        insert(enrol_code).values(
            code_hash=_hashed(secret),
            county=office.division_code,
            office=office.code,
            window=None,
            expires_at=expires_at,
            used_by="",
        )
    )
    whole = secret + pin_of(read_setting(connection, CA))
    return "-".join(whole[i : i + 4] for i in range(0, len(whole), 4)), expires_at


def pinned_in(code: str) -> str:
    """The second half of a code, without dashes; '' if it has none."""
    return "".join(c for c in code.upper() if c.isalnum())[_RANDOM:]


def pin_of(ca: str) -> str:
    """The beginning of the digest of a certificate authority as a code carries it; '' without one."""
    if not ca:
        return ""
    digest = hashlib.sha256("".join(ca.split()).encode()).digest()
    return "".join(_ALPHABET[byte & 31] for byte in digest[:_PIN])


def enrol(connection: Connection, request: wire.Enrol, now: datetime) -> wire.EnrolAnswer:
    """Use a code; asked again with the same key it answers the same, for the answer may be lost.

    Raises:
        CodeRefused.
    """
    plain = "".join(c for c in request.code.upper() if c.isalnum())[:_RANDOM]
    code = connection.execute(
        select(enrol_code).where(enrol_code.c.code_hash == _hashed(plain)).with_for_update()
    ).first()
    if code is None or code.expires_at < now or code.used_by not in {"", request.public_key}:
        raise CodeRefused
    known = station(connection, request.station_id)
    if known is not None and (known.county, known.office) != (code.county, code.office):
        raise CodeRefused
    values = {
        "county": code.county,
        "office": code.office,
        "window": request.window,
        "public_key": request.public_key,
        "enrolled_at": now,
        "revoked_at": None,
    }
    connection.execute(
        insert(hub_station).values(station_id=request.station_id, **values)
        if known is None
        else update(hub_station).where(hub_station.c.station_id == request.station_id).values(**values)
    )
    connection.execute(
        update(enrol_code).where(enrol_code.c.code_hash == code.code_hash).values(used_by=request.public_key)
    )
    return wire.EnrolAnswer(
        station_id=request.station_id,
        county=code.county,
        office=code.office,
        hub=read_setting(connection, NAME),
        incarnation=read_setting(connection, INCARNATION),
        person_key=read_setting(connection, PERSON_KEY),
        hub_time=now,
        directory_key=directory_public(connection),
    )


def station(connection: Connection, station_id: str) -> EnrolledStation | None:
    """A station by its id."""
    row = connection.execute(select(hub_station).where(hub_station.c.station_id == station_id)).first()
    if row is None:
        return None
    return EnrolledStation(
        row.station_id, row.county, row.office, row.window, row.public_key, row.revoked_at is not None
    )


def revoke(connection: Connection, station_id: str, now: datetime) -> bool:
    """Take a station's trust away; what it pushes from now on is quarantined. False: there is none."""
    changed = connection.execute(
        update(hub_station)
        .where(hub_station.c.station_id == station_id, or_(hub_station.c.revoked_at.is_(None)))
        .values(revoked_at=now)
    )
    return bool(changed.rowcount) or station(connection, station_id) is not None


def _keep_office(connection: Connection, office: Office) -> None:
    data = msgspec.json.encode(msgspec.to_builtins(office)).decode()
    where = (hub_office.c.county == office.division_code, hub_office.c.office == office.code)
    changed = connection.execute(update(hub_office).where(*where).values(name=office.name, data=data))
    if not changed.rowcount:
        connection.execute(
            insert(hub_office).values(
                county=office.division_code, office=office.code, name=office.name, data=data
            )
        )


def _hashed(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()
