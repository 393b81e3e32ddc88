"""The sync page, and the beat that keeps this store in step with its hub."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from PySide6.QtCore import QTimer

from app.domain.upstream import ParkedItem, SyncFigures
from app.errors import NotEnrolled, StationError
from app.intake.session import DeskSession
from app.sync.round import RoundReport
from ui.lights import Light, Lights, LightState
from ui.notify import Messages
from ui.pages.presenter import DeskPresenter
from ui.pages.sync.view import SyncView
from ui.sync_text import failure_sentence
from ui.tasks import Runner

BEAT_MS = 2000
"""How often it is asked whether a round is due; a round itself runs on its own lane."""


@dataclass(frozen=True)
class SyncUseCases:
    """What the page calls.

    Attributes:
        sync: one round; gets whether to compare everything, and what says to stop; on lane `sync`.
        parked: what needs a person.
        again: offer an operation again, by id; settle: a person has dealt with an item.
        arrived: what other windows registered becomes findable here.
    """

    sync: Callable[[bool, Callable[[], bool]], RoundReport]
    parked: Callable[[DeskSession], tuple[ParkedItem, ...]]
    again: Callable[[str, DeskSession], None]
    settle: Callable[[str, DeskSession], None]
    arrived: Callable[[DeskSession], int]


class SyncPresenter(DeskPresenter):
    """Shows the three numbers, and the same in the top bar's light; goes on while the desk is locked."""

    def __init__(
        self,
        view: SyncView,
        runner: Runner,
        messages: Messages,
        *,
        lights: Lights,
        sync_figures: Callable[[DeskSession], SyncFigures],
        zone: tzinfo,
        use: SyncUseCases | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(view, runner, messages)
        self._view = view
        self._lights = lights
        self._sync_figures = sync_figures
        self._zone = zone
        self._use = use
        self._now = now
        self._stop = threading.Event()
        self._connected = False
        self._next_at: datetime | None = None
        self._failing = False
        self._told_clock = False
        self._timer = QTimer(view, interval=BEAT_MS)
        self._timer.timeout.connect(self._beat)
        view.activated.connect(self.refresh)
        view.sync_requested.connect(self._on_sync)
        view.again_requested.connect(self._on_again)
        view.settle_requested.connect(self._on_settle)

    def begin(self, session: DeskSession) -> None:
        super().begin(session)
        self._next_at = None
        self._stop.clear()
        if self._use is not None:
            self._timer.start()
        self.refresh()

    def leave(self) -> None:
        """The store is closed: no round begins any more, and a running one ends after its step."""
        self._timer.stop()
        self._stop.set()
        self._connected = False

    def refresh(self) -> None:
        """Ask again; also called after each registration, for the light."""
        self.ask(self._sync_figures, self._on_figures, topic="figures")
        if self._use is not None:
            self.ask(self._use.parked, self._view.show_parked, topic="parked")

    def soon(self) -> None:
        """Something was registered, or the station was enrolled: the next beat is a round."""
        if not self._failing:
            self._next_at = None
        self.refresh()

    def _beat(self) -> None:
        due = self._next_at is None or self._now() >= self._next_at
        if self._connected and due and not self._runner.busy("sync"):
            self._round(compare=False, by_hand=False)

    def _on_sync(self) -> None:
        if self._runner.busy("sync"):
            return
        self._view.show_busy(True)
        self._round(compare=True, by_hand=True)

    def _round(self, *, compare: bool, by_hand: bool) -> None:
        if self._use is None:
            return
        use = self._use

        def done(report: RoundReport) -> None:
            self._next_at, self._failing = report.next_at, report.failure is not None
            if by_hand:
                self._view.show_busy(False)
                self._tell(report)
            if report.pulled:
                self.ask(use.arrived, lambda _count: None, topic="arrived")
            self.refresh()

        def failed(error: BaseException) -> None:
            if by_hand:
                self._view.show_busy(False)
            if isinstance(error, NotEnrolled):
                self._connected = False
            elif isinstance(error, StationError) and not by_hand:
                self._next_at, self._failing = None, False
            else:
                self._messages.fail(error)

        self._runner.run(
            "sync",
            lambda: use.sync(compare, self._stop.is_set),
            owner=self._view,
            on_ok=done,
            on_error=failed,
        )

    def _tell(self, report: RoundReport) -> None:
        if report.failure is not None:
            self._messages.warn(failure_sentence(report.failure))
        else:
            self._messages.done(f"同步完成：上报 {report.pushed} 条，取回 {report.pulled} 条。")

    def _on_again(self, item_id: str) -> None:
        self._with(item_id, self._use.again if self._use else None)

    def _on_settle(self, item_id: str) -> None:
        self._with(item_id, self._use.settle if self._use else None)

    def _with(self, item_id: str, do: Callable[[str, DeskSession], None] | None) -> None:
        if do is not None:
            self.ask(lambda s: do(item_id, s), lambda _nothing: self.soon())

    def _on_figures(self, figures: SyncFigures) -> None:
        self._connected = bool(figures.hub)
        last: datetime | None = figures.last_ok_at.astimezone(self._zone) if figures.last_ok_at else None
        self._view.show_figures(figures, last)
        self._lights.show(Light.SYNC, *_light(figures, last))
        if figures.clock_suspect and not self._told_clock:
            self._messages.warn("本机时钟与上级相差超过 5 分钟，请校准时钟。登记可照常进行。")
        self._told_clock = figures.clock_suspect


def _light(figures: SyncFigures, last: datetime | None) -> tuple[LightState, str]:
    if not figures.hub and last is None:
        return LightState.OFF, "未接入上级"
    if figures.revoked:
        return LightState.FAULT, "上级已撤销接入"
    if figures.clock_suspect:
        return LightState.WARN, "本机时钟不准"
    if figures.parked or figures.tasks:
        return (
            (LightState.WARN, f"待上报 {figures.pending} 条")
            if figures.pending
            else (LightState.WARN, f"待处理 {figures.parked + figures.tasks} 件")
        )
    if figures.pending:
        return LightState.WARN, f"待上报 {figures.pending} 条"
    if figures.failure:
        return LightState.WARN, "连不上上级"
    return LightState.OK, f"已同步 {last:%H:%M}" if last else "已接入上级"
