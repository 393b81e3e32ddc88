"""The encrypted SQLite engine: keys, pragmas, and BEGIN sent by ourselves.

Library defaults lost concurrent updates without an error, hence our own BEGIN IMMEDIATE to write
and DEFERRED to read. FULL: a receipt already handed over survives a power cut.
"""

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.pool import QueuePool

from app.errors import DiskFailed, DiskFull, StoreDamaged
from db.disk_errors import told

# Below 3.51.3 SQLite can corrupt a database when the WAL is reset by two connections.
_OLDEST_SAFE_SQLITE = (3, 51, 3)


def open_engine(database: Path, key: bytes) -> Engine:
    """Engine on an encrypted file; `key` is the 32-byte raw key.

    Raises:
        StoreDamaged: the file is not a database under this key.
        DiskFull, DiskFailed: the disk does not let it be opened.
    """
    version = tuple(int(n) for n in sqlcipher.sqlite_version.split("."))
    if version < _OLDEST_SAFE_SQLITE:
        raise RuntimeError(f"SQLite {sqlcipher.sqlite_version} can corrupt a WAL database")
    engine = create_engine(
        "sqlite://",
        creator=lambda: _connect(database, key),
        module=sqlcipher,
        poolclass=QueuePool,
        pool_size=4,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    try:
        engine.connect().close()
    except (exc.DatabaseError, sqlcipher.DatabaseError) as error:
        engine.dispose()
        known = told(error, database.parent)
        raise known if isinstance(known, DiskFull | DiskFailed) else StoreDamaged() from error
    return engine


def _connect(database: Path, key: bytes) -> Any:
    raw = sqlcipher.connect(str(database), check_same_thread=False)
    try:
        raw.isolation_level = None
        # SQLCipher writes its own lines to stderr; we tell a person in a sentence instead.
        raw.execute("PRAGMA cipher_log_level = NONE").close()
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=5000",
            "cache_size=-65536",  # KiB; a page not kept is decrypted and checked again
        ):
            raw.execute("PRAGMA " + pragma).close()
    except BaseException:
        raw.close()
        raise
    return raw


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")
