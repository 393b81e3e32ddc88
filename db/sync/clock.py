"""How far this machine's clock is off, as the hub told it, and whether that still holds.

A clock that somebody has set since would be corrected twice: the word of the hub holds only for the run of
the machine in which it was measured, and only while the wall clock goes with the machine's own.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

from app.domain.upstream import CLOCK_SUSPECT
from db.journal import boot_id

_JUMP_S = 60.0


@dataclass(frozen=True)
class Measured:
    """What the hub's clock was ahead, and of the machine then: which run, and the wall clock at its start."""

    offset: timedelta
    boot: str
    base_s: float

    @classmethod
    def now(cls, offset: timedelta) -> "Measured":
        """Measured this moment."""
        return cls(offset, boot_id(), _base_s())

    def correction(self) -> timedelta:
        """What to add to the wall clock: nothing while it is right to five minutes, or no longer known."""
        if abs(self.offset) <= CLOCK_SUSPECT or self.boot != boot_id():
            return timedelta(0)
        return self.offset if abs(_base_s() - self.base_s) < _JUMP_S else timedelta(0)


def _base_s() -> float:
    return time.time() - time.clock_gettime(_STEADY)


_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
