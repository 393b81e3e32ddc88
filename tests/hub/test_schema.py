"""The tables made step by step are those the program works with, keyed by county."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from db.hub.rows import SHARED, metadata
from db.hub.startup import require_fit
from tests.live_hub import LiveHub


def test_migrations_end_at_the_tables_of_the_program(hub: LiveHub) -> None:
    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _to: object) -> bool:
        made_beside = ("matter_text", "hub_version")
        return not (kind == "table" and (str(name).startswith(made_beside) or "_p" in str(name)))

    with hub.engine.connect() as connection:
        options = {"version_table": "hub_version", "include_object": ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_every_table_that_grows_is_keyed_by_county(hub: LiveHub) -> None:
    require_fit(hub.engine, "test")
    for table in metadata.tables.values():
        if table.name not in SHARED:
            assert next(iter(table.primary_key.columns)).name == "county"
            for index in table.indexes:
                assert next(iter(index.columns)).name == "county"


def test_what_grows_is_parted_on_postgresql(hub: LiveHub) -> None:
    if hub.engine.dialect.name != "postgresql":
        assert "matter_text" in inspect(hub.engine).get_table_names()
        return
    with hub.engine.connect() as connection:
        parted = set(connection.scalars(text("SELECT relname FROM pg_class WHERE relkind = 'p'")))
    assert parted == {"op", "feed_event", "visit", "matter", "matter_event", "matter_person", "matter_text"}
