"""What one hub is: its life, its keys, its name."""

import secrets

from sqlalchemy import Connection, insert, select, update

from db.hub.rows import hub_setting

INCARNATION, PERSON_KEY, CA, NAME = "incarnation", "person_key", "ca", "name"
DIRECTORY_KEY, DIRECTORY_PUBLIC = "directory_key", "directory_public"
"""The hub's key for vouching for offices' keys; the public one of a higher hub, where it stands under one."""


def read_setting(connection: Connection, name: str) -> str:
    """A setting; '' if there is none."""
    return connection.scalar(select(hub_setting.c.value).where(hub_setting.c.name == name)) or ""


def write_setting(connection: Connection, name: str, value: str) -> None:
    """Set or replace one."""
    changed = connection.execute(update(hub_setting).where(hub_setting.c.name == name).values(value=value))
    if not changed.rowcount:
        connection.execute(insert(hub_setting).values(name=name, value=value))


def first_settings(connection: Connection, name: str, ca: str) -> None:
    """Of a fresh hub."""
    write_setting(connection, INCARNATION, secrets.token_hex(8))
    write_setting(connection, PERSON_KEY, secrets.token_hex(32))
    write_setting(connection, DIRECTORY_KEY, secrets.token_hex(32))
    write_setting(connection, NAME, name)
    write_setting(connection, CA, ca)
