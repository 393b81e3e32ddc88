"""A store as an earlier version of the program would have left it: its own tables, holding today's rows."""

from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, text

from db import migrate
from db.engine import open_engine

_VIRTUAL = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"
_OWN = ("alembic_version", "sqlite_sequence")


def as_of(revision: str, database: Path, key: bytes) -> None:
    """Put a store in the place of `database` that has the tables of `revision` and the rows that fit them.

    Columns and tables of later versions are left out; tables that later versions dropped stay empty.
    Rows go in before append-only triggers can refuse them: the copy is made by plain inserts.
    """
    old = database.with_name("old.db")
    engine = open_engine(old, key)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    present = open_engine(database, key)
    _copy_rows(present, engine)
    for each in (present, engine):
        each.dispose()
    for rest in database.parent.glob(f"{database.name}-*"):
        rest.unlink()
    old.replace(database)


def _copy_rows(present: Engine, old: Engine) -> None:
    with present.connect() as source, old.connect() as target:
        raw = target.connection.driver_connection
        assert isinstance(raw, sqlcipher.Connection)
        raw.execute("PRAGMA foreign_keys=OFF").close()  # before the first statement begins a transaction
        shadows = {
            f"{name}_{part}"
            for (name,) in target.execute(
                text("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")
            )
            for part in ("data", "idx", "content", "docsize", "config")
        }
        kept = inspect(target).get_table_names()
        for table in inspect(source).get_table_names():
            if table in _OWN or table in shadows or table not in kept:
                continue
            columns = [c for c in _columns(target, table) if c in _columns(source, table)]
            named = ", ".join(f'"{c}"' for c in columns)
            marks = ", ".join(f":c{n}" for n in range(len(columns)))
            for row in source.execute(text(f'SELECT {named} FROM "{table}"')):
                given = {f"c{n}": value for n, value in enumerate(row)}
                target.execute(text(f'INSERT INTO "{table}" ({named}) VALUES ({marks})'), given)
        if "log_line" not in kept:
            target.execute(text("DELETE FROM setting WHERE name = 'log_lines'"))
        target.commit()


def _columns(connection: Connection, table: str) -> list[str]:
    return [column["name"] for column in inspect(connection).get_columns(table)]
