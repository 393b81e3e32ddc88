"""The office's clock: UTC for keeping, wall time for people, whatever the machine's zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


class OfficeClock:
    """Fits `app.ports.Clock`."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)

    def now_utc(self) -> datetime:
        """See the port."""
        return datetime.now(UTC)

    def now_local(self) -> datetime:
        """See the port."""
        return datetime.now(self._zone)

    def today(self) -> date:
        """See the port."""
        return self.now_local().date()


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
