"""What PostgreSQL says of its standby: an acknowledgement promises that one has what was taken in.

Where a synchronous standby is asked for (`synchronous_standby_names`) and none is there, a commit would wait
without end and take its worker along; so nothing is taken in, and it is said why, until the standby is back
or somebody decides to go on without one by emptying that setting.
"""

from typing import Any

import psycopg
from sqlalchemy import Connection, text

_MISSING = text(
    "SELECT current_setting('synchronous_standby_names') <> ''"
    " AND current_setting('synchronous_commit') NOT IN ('off', 'local')"
    # Without the right to see more than the rows, any standby passes for one.
    " AND NOT EXISTS (SELECT FROM pg_stat_replication"
    " WHERE sync_state IS NULL OR sync_state IN ('sync', 'quorum'))"
)
_WARNED = "warned"


def standby_missing(connection: Connection) -> bool:
    """Whether a commit would wait for a standby that is not there."""
    return connection.dialect.name == "postgresql" and bool(connection.scalar(_MISSING))


def watch_commits(raw: Any, record: Any) -> None:
    """Notice, on a fresh connection, the warning of a commit whose wait for the standby somebody ended."""

    def noticed(diagnostic: psycopg.errors.Diagnostic) -> None:
        if diagnostic.severity_nonlocalized == "WARNING":
            record.info[_WARNED] = True

    raw.add_notice_handler(noticed)


def committed_alone(connection: Connection) -> bool:
    """Whether the last commit came back before a standby had it; asked once."""
    return bool(connection.info.pop(_WARNED, False))
