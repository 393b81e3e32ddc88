"""The office's clock: UTC for keeping, wall time for people, whatever the machine's zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


class OfficeClock:
    """Fits `app.ports.Clock`."""

    def __init__(self, zone: str, correction: Callable[[], timedelta] = timedelta) -> None:
        """Args: correction: what to add to this machine's clock for dates, from which terms are counted."""
        self._zone = ZoneInfo(zone)
        self._correction = correction

    def now_utc(self) -> datetime:
        """See the port."""
        return datetime.now(UTC)

    def now_local(self) -> datetime:
        """See the port."""
        return datetime.now(self._zone)

    def today(self) -> date:
        """See the port."""
        return (self.now_local() + self._correction()).date()


class StandingClock:
    """Fits `app.ports.Clock`: stands at one moment, for visits entered after the fact."""

    def __init__(self, moment: datetime) -> None:
        """Stand at an aware time, whose zone is the office's."""
        self._moment = moment

    def now_utc(self) -> datetime:
        """See the port."""
        return self._moment.astimezone(UTC)

    def now_local(self) -> datetime:
        """See the port."""
        return self._moment

    def today(self) -> date:
        """See the port."""
        return self._moment.date()
