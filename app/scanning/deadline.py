"""How long one picture may take: looked at between steps, each of which is short."""

import time
from collections.abc import Callable

PICTURE_S = 10.0
"""No step after it is begun; the longest single step takes well under half of it on a slow desk
computer, so that no picture can hold the desk for 20 seconds."""


class Deadline:
    """A point in time after which no further effort is begun."""

    def __init__(self, seconds: float = PICTURE_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends = clock() + seconds

    @property
    def passed(self) -> bool:
        """Whether what is known by now has to do."""
        return self._clock() >= self._ends
