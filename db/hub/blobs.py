"""Pictures of papers in a folder of files; the table knows which are named, and which are whole."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select, update

from app.hub.ports import BlobAt, BlobRefused, EnrolledStation
from db.hub.inserting import insert_new
from db.hub.rows import blob
from db.keyring import sync_folder

_AT_ONCE = 1 << 20
MOST_NAMED = 1000


class BlobFolder:
    """`root/county/ab/abcd…`, and `….part` while it comes. Any number of processes may share it."""

    def __init__(self, root: Path) -> None:
        self._root = root

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
        with _held(path) as descriptor:
            have = os.fstat(descriptor).st_size
            if have != offset or have + len(part) > at.length:
                raise BlobRefused("wrong_offset")
            os.lseek(descriptor, 0, os.SEEK_END)
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
            if have + len(part) < at.length:
                return BlobAt(have + len(part), at.length)
            if _digest(descriptor) != sha256:
                os.ftruncate(descriptor, 0)
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
        return self._path(station.county, sha256).read_bytes()

    def _at(self, county: str, sha256: str, length: int, *, complete: bool) -> BlobAt:
        if complete:
            return BlobAt(length, length, complete=True)
        path = self._path(county, sha256)
        if path.exists():  # whole and durable, but the table was not told before the power went
            return BlobAt(0, length)
        part = _part(path)
        return BlobAt(part.stat().st_size if part.exists() else 0, length)

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


@contextmanager
def _held(path: Path) -> Iterator[int]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(_part(path), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _digest(descriptor: int) -> str:
    whole = hashlib.sha256()
    os.lseek(descriptor, 0, os.SEEK_SET)
    while part := os.read(descriptor, _AT_ONCE):
        whole.update(part)
    return whole.hexdigest()
