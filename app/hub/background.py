"""A thread that works up what was taken in; any number of processes may each have one."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from app.fault_trace import fault_trace
from app.hub.ports import HubUnready

_IDLE_S = 5.0
_QUIET_S, _PATIENCE_S = 0.3, 5.0
"""What arrives in a burst is taken in first: it waits for a pause, but not for longer than that."""
_AWAY_S = 2.0
_logger = logging.getLogger(__name__)


class BackgroundWork:
    """Runs from `start` to `close`; `wake` when something has arrived."""

    def __init__(self, work: Callable[[datetime], bool], name: str = "hub-background") -> None:
        """Args: work: one step; False: nothing was left to do."""
        self._work = work
        self._wanted = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; what another process left undone is taken up."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to do."""
        self._wanted.set()

    def close(self) -> None:
        """End after the page in hand."""
        self._ended.set()
        self._wanted.set()
        self._thread.join(30)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._wanted.clear()
            try:
                while not self._ended.is_set() and self._work(datetime.now(UTC)):
                    pass
            except HubUnready as away:
                _logger.warning("database not ready: %s", away)
                self._ended.wait(_AWAY_S)
                continue
            except Exception as error:
                _logger.error("background work failed\n%s", fault_trace(error))
                self._ended.wait(_AWAY_S)
                continue
            if self._wanted.wait(_IDLE_S):
                self._let_burst_pass()

    def _let_burst_pass(self) -> None:
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until and not self._ended.is_set():
            self._wanted.clear()
            if not self._wanted.wait(_QUIET_S):
                return
