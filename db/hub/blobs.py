"""Pictures of papers in a folder of files; the table knows which are named, and which are whole."""

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select, update

from app.hub.ports import BlobAt, BlobRefused, EnrolledStation
from db.hub.blob_files import encrypt_old, held, length_of, papers_key, read_whole
from db.hub.inserting import insert_new
from db.hub.rows import blob, blob_grant
from db.keyring import sync_folder

MOST_NAMED = 1000


class BlobFolder:
    """`root/county/ab/abcd…`, and `….part` while it comes. Any number of processes may share it."""

    def __init__(self, root: Path, key: bytes | None = None) -> None:
        """Args: key: they are encrypted under; None: that of this computer's user."""
        self._root = root
        self._given = key

    def encrypt_old(self) -> int:
        """Encrypt what an earlier program left readable; returns how many files there were."""
        return encrypt_old(self._root, self._key) if self._root.is_dir() else 0

    def begin(
        self, connection: Connection, station: EnrolledStation, sha256: str, length: int, now: datetime
    ) -> BlobAt:
        """See the port."""
        insert_new(
            connection,
            blob,
            county=station.county,
            sha256=sha256,
            office=station.office,
            size=length,
            sealed=False,
            named_at=now,
            complete_at=None,
        )
        mine = (blob.c.county == station.county, blob.c.sha256 == sha256)
        row = connection.execute(select(blob).where(*mine)).one()
        if row.size is None:
            connection.execute(update(blob).where(*mine).values(size=length))
        elif row.size != length:
            raise BlobRefused("blob_size")
        return self._at(station.county, sha256, length, complete=row.complete_at is not None)

    def look(self, connection: Connection, station: EnrolledStation, sha256: str) -> BlobAt | None:
        """See the port; a picture of another office of the county is nobody else's."""
        row = connection.execute(
            select(blob).where(
                blob.c.county == station.county, blob.c.sha256 == sha256, blob.c.office == station.office
            )
        ).first()
        if row is None or row.size is None:
            return None
        return self._at(station.county, sha256, row.size, complete=row.complete_at is not None)

    def reader(self, connection: Connection, station: EnrolledStation, sha256: str) -> EnrolledStation:
        """As whom a station may read a picture: itself, or the office that sealed a matter for its own."""
        granted = connection.execute(
            select(blob_grant).where(
                blob_grant.c.county == station.county,
                blob_grant.c.office == station.office,
                blob_grant.c.sha256 == sha256,
            )
        ).first()
        if granted is None or self.look(connection, station, sha256) is not None:
            return station
        return replace(station, county=granted.from_county, office=granted.from_office)

    def append(
        self,
        connection: Connection,
        station: EnrolledStation,
        sha256: str,
        offset: int,
        part: bytes,
        now: datetime,
    ) -> BlobAt:
        """See the port. One at a time on a picture, across processes."""
        at = self.look(connection, station, sha256)
        if at is None:
            raise BlobRefused("no_blob")
        if at.complete:
            return at
        path = self._path(station.county, sha256)
        with held(_part(path), self._key) as file:
            have = file.length
            if have != offset or have + len(part) > at.length:
                raise BlobRefused("wrong_offset")
            file.add(part)
            if have + len(part) < at.length:
                return BlobAt(have + len(part), at.length)
            if file.digest() != sha256:
                file.forget()
                raise BlobRefused("wrong_digest")
            _part(path).rename(path)
            sync_folder(path.parent)
        connection.execute(
            update(blob)
            .where(blob.c.county == station.county, blob.c.sha256 == sha256)
            .values(complete_at=now)
        )
        return BlobAt(at.length, at.length, complete=True)

    def content(self, station: EnrolledStation, sha256: str) -> bytes:
        """See the port."""
        path = self._path(station.county, sha256)
        content = read_whole(path, self._key) if path.exists() else b""
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BlobRefused("no_blob")  # altered on the disk, or the key is another: nobody is given that
        return content

    def _at(self, county: str, sha256: str, length: int, *, complete: bool) -> BlobAt:
        if complete:
            return BlobAt(length, length, complete=True)
        path = self._path(county, sha256)
        if path.exists():  # whole and durable, but the table was not told before the power went
            return BlobAt(0, length)
        return BlobAt(length_of(_part(path)), length)

    @property
    def _key(self) -> bytes:
        if self._given is None:
            self._given = papers_key()
        return self._given

    def _path(self, county: str, sha256: str) -> Path:
        return self._root / county / sha256[:2] / sha256


def named_but_missing(connection: Connection, station: EnrolledStation) -> list[str]:
    """Pictures that operations of the office name and that have not come whole, oldest first."""
    return list(
        connection.scalars(
            select(blob.c.sha256)
            .where(
                blob.c.county == station.county,
                blob.c.office == station.office,
                blob.c.complete_at.is_(None),
            )
            .order_by(blob.c.named_at, blob.c.sha256)
            .limit(MOST_NAMED)
        )
    )


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")
