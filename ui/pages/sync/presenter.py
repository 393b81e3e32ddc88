"""The sync page's question."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from app.domain.upstream import SyncFigures
from app.intake.session import DeskSession
from ui.lights import Light, Lights, LightState
from ui.notify import Messages
from ui.pages.presenter import DeskPresenter
from ui.pages.sync.view import SyncView
from ui.tasks import Runner


class SyncPresenter(DeskPresenter):
    """Shows the three numbers, and the same in the top bar's light."""

    def __init__(
        self,
        view: SyncView,
        runner: Runner,
        messages: Messages,
        *,
        lights: Lights,
        sync_figures: Callable[[DeskSession], SyncFigures],
        zone: tzinfo,
    ) -> None:
        super().__init__(view, runner, messages)
        self._view = view
        self._lights = lights
        self._sync_figures = sync_figures
        self._zone = zone
        view.activated.connect(self.refresh)

    def begin(self, session: DeskSession) -> None:
        super().begin(session)
        self.refresh()

    def refresh(self) -> None:
        """Ask again; also called after each registration, for the light."""
        self.ask(self._sync_figures, self._on_figures, topic="figures")

    def _on_figures(self, figures: SyncFigures) -> None:
        last: datetime | None = figures.last_ok_at.astimezone(self._zone) if figures.last_ok_at else None
        self._view.show_figures(figures, last)
        pending = figures.registered - figures.at_hub
        if last is None:
            self._lights.show(Light.SYNC, LightState.OFF, "未接入上级")
        elif pending:
            self._lights.show(Light.SYNC, LightState.WARN, f"待上报 {pending} 条")
        else:
            self._lights.show(Light.SYNC, LightState.OK, f"已同步 {last:%H:%M}")
