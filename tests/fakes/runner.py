"""Runs tasks at once on the calling thread, so that presenters can be tested without threads."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from ui.tasks import Lane

T = TypeVar("T")


class InlineRunner:
    """Answers before `run` returns. `ran` lists the lanes used; `failed` the errors nobody took.

    `hold()` keeps tasks back until `release()`: for tests of what is shown while one waits.
    """

    def __init__(self) -> None:
        self.ran: list[Lane] = []
        self.failed: list[BaseException] = []
        self._held: list[tuple[Lane, Callable[[], None]]] | None = None

    def run(
        self,
        lane: Lane,
        fn: Callable[[], T],
        *,
        owner: object,
        on_ok: Callable[[T], None],
        on_error: Callable[[BaseException], None] | None = None,
    ) -> "Future[T]":
        assert owner is not None
        future: Future[T] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            self.ran.append(lane)
            try:
                value = fn()
            except Exception as error:
                future.set_exception(error)
                (on_error or self.failed.append)(error)
            else:
                future.set_result(value)
                on_ok(value)

        if self._held is None:
            work()
        else:
            self._held.append((lane, work))
        return future

    def busy(self, lane: Lane) -> bool:
        return any(name == lane for name, _ in self._held or ())

    def after_drawing(self, step: Callable[[], None], *, owner: object) -> None:
        assert owner is not None
        step()

    def hold(self) -> None:
        """Keep back what comes from now on."""
        self._held = []

    def release(self) -> None:
        """Do what was kept back, in order."""
        held: list[tuple[Lane, Callable[[], Any]]] = self._held or []
        self._held = None
        for _, work in held:
            work()
