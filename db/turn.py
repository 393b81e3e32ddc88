"""Whose turn it is to write: first come, first served."""

import threading
from collections import deque
from types import TracebackType


class Turn:
    """A lock that is handed on in the order in which it was asked for.

    A plain one may be taken again at once by whoever gave it back: a window would wait for all pages of a
    pull, not for the one in hand.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    def acquire(self, timeout: float | None = None) -> bool:
        """Wait for the turn, at most `timeout` seconds; whether it came."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(timeout):
            return True
        with self._lock:
            if mine.is_set():  # handed over in the moment of giving up
                return True
            self._waiting.remove(mine)
            return False

    def release(self) -> None:
        """Hand it to the one who waits longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
