"""Events that a transaction wants to say; they are numbered at its very end, channel by channel."""

import uuid
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from app.hub import wire
from db.hub.heads import add_events, lock_heads, save_heads
from db.hub.inserting import insert_new
from db.hub.rows import task

_TASKS = uuid.UUID("6a3f0c1e-52c4-5d0e-9b1c-7d1f3b0a9e11")


class Outbox:
    """Gathers events of one county; `send` writes them."""

    def __init__(self, connection: Connection, county: str, now: datetime) -> None:
        self._connection = connection
        self._county = county
        self._now = now
        self._waiting: list[tuple[str, str, bytes, str]] = []

    def say(self, channel: str, kind: str, event: msgspec.Struct) -> None:
        """One event for a channel."""
        self._waiting.append((channel, kind, wire.canonical(event), ""))

    def ask(self, office: str, what: str, about: str, **detail: object) -> None:
        """A task for a person of an office; the same one is set once only."""
        key = f"{self._county}/{office}/{what}/{about}/{sorted(detail.items())}"
        task_id = str(uuid.uuid5(_TASKS, key))
        added = insert_new(
            self._connection,
            task,
            county=self._county,
            task_id=task_id,
            office=office,
            what=what,
            about=about[:120],
            detail=wire.canonical(detail).decode(),
            at=self._now,
        )
        if added:
            self.say(office, wire.FeedKind.TASK, wire.TaskEvent(task_id, what, about, dict(detail)))

    def send(self) -> None:
        """Number and write them, the rows of their channels held in order."""
        if not self._waiting:
            return
        heads = lock_heads(self._connection, self._county, [channel for channel, *_ in self._waiting])
        add_events(self._connection, heads, self._waiting, self._now)
        save_heads(self._connection, heads)
        self._waiting.clear()
