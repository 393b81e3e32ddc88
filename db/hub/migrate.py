"""Brings a hub's tables to the program's version: forward only, expand before contract."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

REVISIONS = ("h0001", "h0002", "h0003", "h0004", "h0005")
_VERSION_TABLE = "hub_version"


def migrate_hub(engine: Engine) -> None:
    """Upgrade to the last revision; nothing happens where it is reached already."""
    # Alembic is heavy to import and only needed here.
    from alembic import command
    from alembic.config import Config

    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        config.attributes["version_table"] = _VERSION_TABLE
        command.upgrade(config, "head")


def hub_revision(connection: Connection) -> str:
    """The revision of the tables; '' where there are none."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return ""
    return connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}")) or ""  # noqa: S608
