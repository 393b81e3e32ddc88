"""Brings a store's tables to the program's version: forward only, backup first, all or nothing."""

import os
import shutil
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, exc

from app.errors import DiskFailed, DiskFull, StoreBusy, StoreDamaged, StoreNewer
from db.disk_errors import told
from db.keyring import sync_folder

# Every released revision, oldest first; the last one is what this program writes.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012")


def migrate(engine: Engine, database: Path) -> None:
    """Upgrade if needed. The caller holds the store's lock.

    Raises:
        StoreNewer: written by a newer program; nothing was touched.
        StoreDamaged: tables without a version.
        StoreBusy: somebody reads the store while it would have to be copied.
    """
    found = stored_revision(engine)
    if found == REVISIONS[-1]:
        return
    if found is not None:
        _keep_copy(engine, database, found)
    with engine.begin() as connection:
        _upgrade(connection)


def stored_revision(engine: Engine) -> str | None:
    """The store's revision; None for an empty file.

    Raises:
        StoreNewer, StoreDamaged: as `migrate`.
    """
    try:
        with engine.connect().execution_options(begin="DEFERRED") as connection:
            tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
            if not tables:
                return None
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except (exc.DatabaseError, sqlcipher.DatabaseError) as error:
        known = told(error)
        raise known if isinstance(known, DiskFull | DiskFailed) else StoreDamaged("no version") from error
    if found not in REVISIONS:
        raise StoreNewer(str(found))
    return str(found)


def _upgrade(connection: Connection) -> None:
    # Alembic is heavy to import and only needed here, once in a store's year.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _keep_copy(engine: Engine, database: Path, revision: str) -> None:
    """Copy the (encrypted) file aside, durably, with everything of the log in it."""
    raw = engine.raw_connection()  # a checkpoint works outside transactions only
    try:
        (busy, *_) = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        raw.close()
    if busy:
        raise StoreBusy  # somebody reads beside us: part of the store is still in the log
    folder = database.parent / "backups"
    folder.mkdir(exist_ok=True)
    copy = folder / f"before-upgrade-from-{revision}.db"
    part = copy.with_suffix(".part")
    shutil.copyfile(database, part)
    handle = os.open(part, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    part.replace(copy)
    sync_folder(folder)
