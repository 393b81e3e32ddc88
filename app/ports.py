"""What `app` needs from outside, as Protocols; `db` fits them, tests fake them."""

from typing import Protocol
from datetime import date, datetime


class Clock(Protocol):
    """Time from one place, so that tests can set it."""

    def now_utc(self) -> datetime:
        """Aware UTC time."""

    def now_local(self) -> datetime:
        """Aware time on the office's wall clock."""

    def today(self) -> date:
        """Local calendar date."""
