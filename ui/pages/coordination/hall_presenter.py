"""The hall as it is now: tells the hub how this window stands, and shows how all of them do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from PySide6.QtCore import QTimer

from app.domain.office import StaffRole
from app.hub.wire import DeskState, Hall, HallDesk, HallReport
from app.intake.session import DeskSession
from ui.notify import Messages
from ui.pages.coordination.hall_tab import DeskRow, HallShown
from ui.pages.coordination.view import CoordinationView
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner

EVERY_MS = 30_000
ONLINE = timedelta(seconds=100)
"""A window that was not heard of for three beats is not online."""

_STATES = {
    DeskState.RECEIVING: ("正在接待", "good"),
    DeskState.FREE: ("空闲", ""),
    DeskState.AWAY: ("暂离（已锁定）", "muted"),
}
_ALONE = "没有接入上级，只看得到本窗口。接入后，各窗口的情况每半分钟更新一次（设置 → 上级）。"
_NOT_YET = "连不上上级，还没有取得其他窗口的情况，以下只有本窗口；本窗口照常登记。"
_LIVE = "各窗口的情况每半分钟更新一次。"


@dataclass(frozen=True)
class HallUseCases:
    """Attributes: report, away: read this window, lane `store`; exchange: with the hub, lane `sync`."""

    report: Callable[..., HallReport]
    away: Callable[[DeskSession], HallReport]
    exchange: Callable[[HallReport], Hall | None]


class HallPresenter(DeskPresenter):
    """Beats while somebody is signed in; a beat is skipped while one runs."""

    def __init__(
        self,
        view: CoordinationView,
        runner: Runner,
        messages: Messages,
        use: HallUseCases,
        *,
        receiving: Callable[[], bool],
        zone: tzinfo,
    ) -> None:
        super().__init__(view, runner, messages)
        self._view, self._use, self._receiving, self._zone = view, use, receiving, zone
        self._hall: Hall | None = None
        self._told_at: datetime | None = None
        self._timer = QTimer(view, interval=EVERY_MS)
        self._timer.timeout.connect(self.beat)
        view.hall.refresh_requested.connect(self.beat)
        view.tab_opened.connect(lambda tab: self.beat() if tab == "hall" else None)

    def begin(self, session: DeskSession) -> None:
        super().begin(session)
        self._timer.start()
        self._runner.after_drawing(self.beat, owner=self._owner)

    def end(self) -> None:
        session = self._session
        self._timer.stop()
        if session is not None:
            away = self._use.away(session)
            self._runner.run(
                "sync",
                lambda: self._use.exchange(away),
                owner=self._owner,
                on_ok=lambda _: None,
                on_error=lambda _: None,
            )
        super().end()
        self._hall = self._told_at = None
        self._view.hall.show_hall(HallShown((), "—", "—", "—", ""))

    def leave(self) -> None:
        """The window closes."""
        self._timer.stop()

    def beat(self) -> None:
        """Tell and ask once."""
        if self._runner.busy("sync"):
            return
        receiving = self._receiving()
        self.ask(lambda s: self._use.report(s, receiving=receiving), self._on_read, _nothing, topic="report")

    def _on_read(self, report: HallReport) -> None:
        def told(hall: Hall | None) -> None:
            if hall is None:
                self._show_own(report, _ALONE, "note")
                return
            self._hall, self._told_at = hall, self._now()
            self._show(hall, _LIVE, "note")

        def away(_error: BaseException) -> None:
            if self._hall is None or self._told_at is None:
                self._show_own(report, _NOT_YET, "warn")
                return
            said = f"连不上上级，以下是{_ago(self._now() - self._told_at)}的情况；本窗口照常登记。"
            self._show(self._hall, said, "warn")

        self.ask(lambda _s: self._use.exchange(report), told, away, lane="sync", topic="hall")

    def _show_own(self, report: HallReport, said: str, role: str) -> None:
        """What is known without the hub: this window."""
        now = self._now()
        own = HallDesk("", report.window, report.who, report.state, report.unfinished, report.visits, now)
        self._show(Hall(now, [own]), said, role)

    def _show(self, hall: Hall, said: str, role: str) -> None:
        session = self._session
        if session is not None and session.user.role is StaffRole.LEAD:
            self._view.hall.show_hall(self._words(hall.desks, hall.hub_time, said, role))

    def _words(self, desks: Sequence[HallDesk], now: datetime, said: str, role: str) -> HallShown:
        online = [d for d in desks if now - d.seen_at <= ONLINE]
        rows = []
        for desk in desks:
            state, tone = _STATES[desk.state] if desk in online else ("不在线", "fault")
            rows.append(
                DeskRow(
                    f"{desk.window} 号窗口",
                    desk.who or "—",
                    state,
                    f"{desk.unfinished} 件",
                    f"{desk.visits} 批",
                    desk.seen_at.astimezone(self._zone).strftime("%H:%M:%S"),
                    tone,
                )
            )
        receiving = sum(d.state is DeskState.RECEIVING for d in online)
        return HallShown(
            rows, str(len(online)), str(receiving), str(sum(d.unfinished for d in online)), said, role
        )

    def _now(self) -> datetime:
        session = self._session
        return session.clock.now_utc() if session is not None else datetime.now(self._zone)


def _ago(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "不到一分钟前"
    return f" {minutes} 分钟前" if minutes < 60 else f" {minutes // 60} 小时 {minutes % 60} 分钟前"


def _nothing(_error: BaseException) -> None:
    """A beat that failed is no news: the page says how old it is."""
