"""What every request asks of the database and what hardly ever changes: kept for a second by each process.

Within that second a worker may still trust a station just revoked, or tell the incarnation before a
restore; both are harmless then (what such a station pushed is told by its id and `accepted_at`, and the
next answer tells the new incarnation), and a poll costs one statement instead of five.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

FOR_S = 1.0
"""How late a revocation may take effect at a worker."""
_MOST = 20_000


class Remembered(Generic[T]):
    """Values by name, each asked anew when it is older than `FOR_S`; what is not there is not kept."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Args: clock: seconds that only go forward."""
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[str, tuple[float, T]] = {}

    def get(self, name: str, ask: Callable[[], T | None], *, fresh: bool = False) -> T | None:
        """The value, from here or from `ask`.

        Args:
            fresh: ask in any case.
        """
        asked_at = self._clock()
        if not fresh:
            with self._lock:
                known = self._held.get(name)
            if known is not None and asked_at - known[0] < FOR_S:
                return known[1]
        value = ask()
        with self._lock:
            if len(self._held) >= _MOST:
                self._held.clear()
            if value is None:
                self._held.pop(name, None)
            else:
                self._held[name] = asked_at, value
        return value
