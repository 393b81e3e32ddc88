"""Binding this desk to a hub from the settings."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.office import StaffRole
from app.domain.upstream import SyncFigures
from app.errors import HubRefused, NotAllowed, StationError
from app.intake.session import DeskSession
from app.sync.ports import Binding
from ui.notify import Messages
from ui.pages.presenter import DeskPresenter
from ui.pages.settings.view import SettingsView
from ui.tasks import Runner
from ui.text import hub_sentence, sentence_for

_MAY_ENROL = frozenset({StaffRole.LEAD, StaffRole.ADMIN})


@dataclass(frozen=True)
class HubUseCases:
    """What the tab calls; `enrol` waits for the line."""

    figures: Callable[[DeskSession], SyncFigures]
    enrol: Callable[[str, str], Binding]


class HubPresenter(DeskPresenter):
    """The tab of the line upstream."""

    def __init__(
        self,
        view: SettingsView,
        runner: Runner,
        messages: Messages,
        use: HubUseCases,
        *,
        enrolled: Callable[[], None],
    ) -> None:
        """Args: enrolled: called once the desk is bound."""
        super().__init__(view, runner, messages)
        self._tab = view.hub
        self._use = use
        self._enrolled = enrolled
        view.activated.connect(self.refresh)
        self._tab.enrol_requested.connect(self._on_enrol)

    def refresh(self) -> None:
        """Show whether this desk is bound."""
        self.ask(self._use.figures, self._tab.show_standing, topic="standing")

    def end(self) -> None:
        super().end()
        self._tab.show_busy(False)

    def _on_enrol(self, url: str, code: str) -> None:
        if self._session is not None and self._session.user.role not in _MAY_ENROL:
            self._tab.show_message(sentence_for(NotAllowed("enrol")))
            return
        self._tab.show_busy(True)
        self._tab.show_message("正在接入…", "note")

        def bound(binding: Binding) -> None:
            self._tab.show_busy(False)
            self._tab.show_enrolled(binding.hub)
            self.refresh()
            self._enrolled()

        def refused(error: BaseException) -> None:
            self._tab.show_busy(False)
            if isinstance(error, HubRefused):
                self._tab.show_message(hub_sentence(error))
            elif isinstance(error, StationError):
                self._tab.show_message(sentence_for(error))
            else:
                self._tab.show_message("")
                self._messages.fail(error)

        self.ask(lambda _s: self._use.enrol(url, code), bound, refused, lane="sync", topic="enrol")
