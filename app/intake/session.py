"""A signed-in sitting at one desk: what every use case needs besides its command."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.office import StaffMember
from app.ports import Clock, ReadUnit, WriteUnit
from app.rulepacks import RulePack


@dataclass(frozen=True)
class DeskSession:
    """Passed to use cases; used from the store lane, and from the one that counts and exports: each unit has
    a connection of its own, and units that write take turns.

    Attributes:
        user: who is signed in.
        write: opens a write unit (`with session.write() as u: …; u.commit()`); raises StoreBusy
            where the store was opened beside a running window.
        read: opens a read unit on a consistent snapshot.
        note: (action, about, why) appends to the audit chain by itself; for what only looks.
        clock: now, in UTC and as the office's wall clock.
        rules: decision table, content classes, holidays of this installation.
        window: window number set for this desk.
    """

    user: StaffMember
    write: Callable[[], WriteUnit]
    read: Callable[[], ReadUnit]
    note: Callable[[str, str, str], None]
    clock: Clock
    rules: RulePack
    window: int = 1
