"""Lanes: one single-thread executor per outside thing, answers delivered on the GUI thread.

A task is a plain function; it makes, keeps and deletes no QObject. Its answer comes back through one
queued signal, so a callback always runs on the thread that owns the runner.
"""

import logging
from collections.abc import Callable, Iterable
from concurrent import futures
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Literal, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

T = TypeVar("T")
Lane = Literal[
    "store", "reader", "camera", "preview", "scanner", "sync", "claims", "advice", "print", "slip", "export"
]  # fmt: skip
LANES: tuple[Lane, ...] = (
    "store", "reader", "camera", "preview", "scanner", "sync", "claims", "advice", "print", "slip", "export",
)  # fmt: skip
"""`camera` reads documents, `preview` shows what lies under the camera meanwhile. `sync` does rounds with the
hub; what a person waits for has lanes of its own: `claims` before printing, `advice` while typing. `export`
counts and writes files, so that nobody who registers waits for it."""

PATIENCE_S = 2.0
"""How long a device that hangs may hold up the closing of the window."""

_DRAWING_MS = 20
"""From a change of widgets to the turn that lays them out and paints them it is less."""

_log = logging.getLogger(__name__)


class Runner(Protocol):
    """What presenters need of the lanes; `TaskRunner` in the window, `InlineRunner` in tests."""

    def run(
        self,
        lane: Lane,
        fn: Callable[[], T],
        *,
        owner: object,
        on_ok: Callable[[T], None],
        on_error: Callable[[BaseException], None] | None = None,
    ) -> "Future[T]":
        """Do `fn` on `lane`; then call `on_ok` or `on_error` on the GUI thread while `owner` lives."""

    def busy(self, lane: Lane) -> bool:
        """Whether anything waits or runs on the lane: a timer skips its beat then."""

    def after_drawing(self, step: Callable[[], None], *, owner: object) -> None:
        """Do `step` on the GUI thread once what was changed just now has been drawn, while `owner` lives."""


class TaskRunner(QObject):
    """The lanes of the running window.

    Tasks of one lane run one after the other in the order given; lanes do not wait for each other.
    An answer is dropped when its future was cancelled or its `owner` is a deleted QObject. Without
    `on_error` the exception goes out through `failed`.
    """

    failed = Signal(object)
    _ready = Signal(object)

    def __init__(self, lanes: tuple[Lane, ...] = LANES, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = {name: ThreadPoolExecutor(1, f"lane-{name}") for name in lanes}
        self._open: dict[Lane, list[Future[Any]]] = {name: [] for name in lanes}
        self._closed = False
        self._ready.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        lane: Lane,
        fn: Callable[[], T],
        *,
        owner: object,
        on_ok: Callable[[T], None],
        on_error: Callable[[BaseException], None] | None = None,
    ) -> "Future[T]":
        """Do `fn` on `lane`; call this from the GUI thread only.

        Args:
            lane: one of `LANES`.
            fn: the blocking work; touches no widget.
            owner: normally the view; a deleted one gets no answer.
            on_ok: called with what `fn` returned.
            on_error: called with what `fn` raised; default: `failed`.
        Returns:
            The future; `cancel()` drops a task that has not begun, silently. After `shutdown` it is
            cancelled from the start: a timer of a page that outlives the lanes may beat once more.
        """
        if self._closed:
            dropped: Future[T] = Future()
            dropped.cancel()
            return dropped
        done = self._lanes[lane].submit(fn)
        self._open[lane].append(done)
        done.add_done_callback(lambda f: self._announce((lane, f, owner, on_ok, on_error)))
        return done

    def busy(self, lane: Lane) -> bool:
        """Whether an answer of this lane is still to come."""
        return bool(self._open[lane])

    def after_drawing(self, step: Callable[[], None], *, owner: object) -> None:
        """Do `step` on the GUI thread in a later turn of its loop, after the drawing; call it from there.

        Work that is begun on a lane in the same turn takes Python's lock from the very drawing that shows
        its cause. After `shutdown`, and when `owner` is deleted meanwhile, the step is dropped.
        """

        def turn() -> None:
            if not self._closed and shiboken6.isValid(owner):
                step()

        QTimer.singleShot(_DRAWING_MS, self, turn)

    def shutdown(self, wait: bool = True, cancel_futures: bool = True, *, leave: Iterable[Lane] = ()) -> None:
        """Close every lane; stop timers and set stop events first. Answers not yet given are dropped.

        Args:
            wait: until the running tasks have ended.
            cancel_futures: drop tasks that have not begun.
            leave: lanes of devices that may hang: what waits there is dropped, and what runs is given
                `PATIENCE_S` in all.
        """
        self._closed, left = True, frozenset(leave)
        for name, lane in self._lanes.items():
            lane.shutdown(wait=False, cancel_futures=cancel_futures or name in left)
        if not wait:
            return
        for name, lane in self._lanes.items():
            if name not in left:
                lane.shutdown(wait=True)
        running = [task for name in left for task in self._open[name] if not task.done()]
        if futures.wait(running, PATIENCE_S).not_done:
            _log.warning("a device did not let go")

    def _announce(self, item: tuple[Any, ...]) -> None:
        if shiboken6.isValid(self):
            self._ready.emit(item)

    @Slot(object)
    def _deliver(self, item: tuple[Any, ...]) -> None:
        lane, done, owner, on_ok, on_error = item
        self._open[lane].remove(done)
        if self._closed or done.cancelled() or not shiboken6.isValid(owner):
            return
        if (error := done.exception()) is None:
            on_ok(done.result())
        else:
            (on_error or self.failed.emit)(error)
