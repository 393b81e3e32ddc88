"""The hub's database: `postgresql://…` with a pool, or `sqlite:///file` in WAL mode."""

import contextlib
import os
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import psycopg
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import QueuePool

from app.errors import BadInput
from db.hub.standby import watch_commits

POOL_SIZE = 8
_FRESH_S = 2.0
"""A connection given back so lately is taken without asking whether it still lives."""


def open_hub_engine(url: str, *, pool_size: int = POOL_SIZE, must_exist: bool = False) -> Engine:
    """An engine; nothing is connected yet.

    Args:
        url: `sqlite:///path` (three slashes relative, four absolute), a path ending in `.db`, or a
            `postgresql://user@host/name`; of primary and standbys `postgresql://user@one:5432,two:5432/name`:
            whichever may be written to is used.
        must_exist: a file that is not there is refused instead of made.

    Raises:
        BadInput: another kind of address, or no such file.
    """
    if "://" not in url and url.endswith((".db", ".sqlite")):
        url = f"sqlite:///{url}"
    try:
        made = make_url(_as_one(url))
    except (ArgumentError, ValueError) as error:
        raise BadInput(["--db：应为 postgresql://… 或 sqlite:///文件。"]) from error
    if made.get_backend_name() == "sqlite" and made.database not in {None, "", ":memory:"}:
        if must_exist and not Path(str(made.database)).is_file():
            raise BadInput(
                [f"没有数据库文件 {made.database}。请核对 --db，第一次使用先运行 station hub init。"]
            )
        return _sqlite(str(made.database), pool_size)
    if made.get_backend_name() == "postgresql":
        return _postgresql(made, pool_size)
    raise BadInput(["--db：应为 postgresql://… 或 sqlite:///文件。"])


def _postgresql(made: URL, pool_size: int) -> Engine:
    engine = create_engine(
        made.set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
        pool_timeout=5,
        # Prepared by itself, a statement once turned from 0.5 ms into 2.2 s.
        connect_args={"prepare_threshold": None, "connect_timeout": 10},
    )
    event.listen(engine, "connect", watch_commits)
    event.listen(engine, "checkin", _given_back)
    event.listen(engine, "checkout", _require_alive)
    return engine


def _as_one(url: str) -> str:
    """Several hosts, as libpq writes them, where SQLAlchemy looks for them."""
    parts = urlsplit(url)
    who, _, where = parts.netloc.rpartition("@")
    if "," not in where:
        return url
    asked = dict(parse_qsl(parts.query))
    query = [("target_session_attrs", "read-write"), *asked.items()]
    query = [*dict(query).items(), *(("host", host) for host in where.split(","))]
    return f"{parts.scheme}://{who}@{parts.path}?{urlencode(query)}"


def _given_back(_raw: Any, record: Any) -> None:
    record.info["at"] = time.monotonic()


def _require_alive(raw: Any, record: Any, _proxy: Any) -> None:
    """Asking each time costs every request a round trip; a database that was restarted is noticed here."""
    if time.monotonic() - record.info.get("at", time.monotonic()) < _FRESH_S:
        return
    try:
        raw.execute("SELECT 1")
        raw.rollback()
    except psycopg.Error as error:
        raise DisconnectionError from error


def spoken_url(url: str) -> str:
    """An address fit for a message: without user and password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}" if parts.scheme else url


def _sqlite(path: str, pool_size: int) -> Engine:
    # It holds what visitors said: of a file that is there the mode is left as it is.
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))

    # sqlcipher3 without a key: the standard library's SQLite can corrupt a WAL database.
    def connect() -> Any:
        raw = sqlite.connect(path, check_same_thread=False)
        raw.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            raw.execute("PRAGMA " + pragma).close()
        return raw

    engine = create_engine(
        "sqlite://",
        creator=connect,
        module=sqlite,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("begin", "IMMEDIATE"))
