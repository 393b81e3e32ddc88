"""Schema versions: forward only, refused when newer, equal to the rows."""

import secrets
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from app.errors import StoreDamaged, StoreNewer
from db import migrate as steps
from db.engine import open_engine
from db.migrate import REVISIONS, migrate, stored_revision
from db.rows import Row
from db.sync import rows as _sync_rows  # noqa: F401  their tables belong to the head schema

KEY = secrets.token_bytes(32)


def test_the_head_schema_equals_the_rows(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "a.db", KEY)
    migrate(engine, tmp_path / "a.db")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Row.metadata)
    engine.dispose()
    assert differences == []


def test_an_upgrade_happens_once(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "a.db", KEY)
    migrate(engine, tmp_path / "a.db")
    migrate(engine, tmp_path / "a.db")
    assert stored_revision(engine) == REVISIONS[-1]
    assert not (tmp_path / "backups").exists()
    engine.dispose()


def test_a_newer_store_is_refused_untouched(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "a.db", KEY)
    migrate(engine, tmp_path / "a.db")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreNewer):
        migrate(engine, tmp_path / "a.db")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    engine.dispose()


def test_tables_without_a_version_are_damage(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "a.db", KEY)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE something (a)"))
    with pytest.raises(StoreDamaged):
        migrate(engine, tmp_path / "a.db")
    engine.dispose()


def test_the_store_is_wal_and_fully_synchronous(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "a.db", KEY)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


def test_an_upgrade_that_fails_half_way_leaves_the_old_store_and_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    engine = open_engine(path, KEY)
    migrate(engine, path)

    def stumbles(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE visit ADD COLUMN mood TEXT"))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        raise OSError("power")

    with monkeypatch.context() as patch:
        patch.setattr(steps, "REVISIONS", (*REVISIONS, "9999"))
        patch.setattr(steps, "_upgrade", stumbles)
        with pytest.raises(OSError, match="power"):
            migrate(engine, path)
    assert stored_revision(engine) == REVISIONS[-1]
    with engine.connect() as connection:
        columns = {row[1] for row in connection.execute(text("PRAGMA table_info(visit)"))}
    engine.dispose()
    assert "mood" not in columns
    (copy,) = (tmp_path / "backups").iterdir()
    kept = open_engine(copy, KEY)
    assert stored_revision(kept) == REVISIONS[-1]
    kept.dispose()
