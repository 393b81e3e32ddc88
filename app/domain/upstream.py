"""What a station knows about its standing with the hub."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

CLOCK_SUSPECT = timedelta(minutes=5)
"""Beyond this the window says that the clock is wrong, and terms are counted by the hub's."""


@dataclass(frozen=True)
class SyncFigures:
    """The three numbers of the sync page and what belongs to them.

    Attributes:
        registered, at_hub, proven: operations written here, acknowledged by the hub, and shown to be
            there by a compare of digests at `proven_at`.
        parked: operations and events a person must look at; `tasks`: open tasks of this office.
        last_ok_at: last round that came to its end; None: never.
        behind: events of the hub not yet applied here, as far as known.
        hub: its name, or where it is if it gave none; empty: not enrolled. `url`: where it is.
        offset: what the hub's clock is ahead of ours; None: never measured.
        revoked: the hub no longer trusts this station.
        failure: word of the last failure since `last_ok_at`, empty if none; `next_at`: next attempt.
    """

    registered: int
    at_hub: int
    proven: int
    parked: int
    last_ok_at: datetime | None
    tasks: int = 0
    behind: int = 0
    proven_at: datetime | None = None
    hub: str = ""
    url: str = ""
    offset: timedelta | None = None
    revoked: bool = False
    failure: str = ""
    next_at: datetime | None = None

    @property
    def pending(self) -> int:
        """Operations whose being at the hub was not acknowledged."""
        return self.registered - self.at_hub

    @property
    def in_step(self) -> bool:
        """Everything is proven to be at the hub, and everything it said is applied here."""
        return bool(self.hub) and self.registered == self.at_hub == self.proven and not self.behind

    @property
    def clock_suspect(self) -> bool:
        """Whether this machine's clock differs too much to be relied on."""
        return self.offset is not None and abs(self.offset) > CLOCK_SUSPECT


@dataclass(frozen=True)
class ParkedItem:
    """Something that needs a person before it is settled with the hub.

    Attributes:
        item_id: of the operation, event or task.
        what: `op` kept back here; `op_hub` at the hub, but not readable there; `event` not yet
            applicable here; otherwise the word of a task (`wire.TaskEvent.what`).
        why: word of the cause.
        about: number of the visit or matter, as far as known.
        detail: what else a task says.
    """

    item_id: str
    what: str
    why: str
    about: str
    at: datetime
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Suspicion:
    """The hub's advice: another office or window of the county seems to hold the same matter.

    Attributes:
        why: person (the same document) or text (the same words).
    """

    ref: str
    reg_no: str
    other: str
    office: str
    office_name: str
    state: str
    unit: str
    why: str
    score: float
    at: datetime
