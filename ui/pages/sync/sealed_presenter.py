"""Making keys and reading what was received sealed. Makes no widget."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.sealed import KeyShown, OpenedSealed, ReceivedSealed
from app.intake.sealed_matters import MAY_MAKE_KEYS, MAY_READ
from app.intake.session import DeskSession
from ui.notify import Messages
from ui.pages.presenter import DeskPresenter
from ui.pages.sync.view import SyncView
from ui.sealed_text import opened_lines, spoken_key
from ui.tasks import Runner
from ui.widgets.page_view import Page


@dataclass(frozen=True)
class SealedUseCases:
    """What the panel calls, on lane `store`; `pages` unpacks a picture file, on lane `camera`."""

    keys: Callable[[DeskSession], tuple[KeyShown, ...]]
    make: Callable[[DeskSession], KeyShown]
    received: Callable[[DeskSession], tuple[ReceivedSealed, ...]]
    read: Callable[[str, str, DeskSession], OpenedSealed]
    pages: Callable[[bytes], Sequence[Page]]


class SealedPresenter(DeskPresenter):
    """Works on the sync page for the lead and whoever handles accusations; nobody else sees the place."""

    def __init__(
        self,
        view: SyncView,
        runner: Runner,
        messages: Messages,
        use: SealedUseCases,
        *,
        announced: Callable[[], None],
    ) -> None:
        """Args: announced: a key was made, which has to be told upstream."""
        super().__init__(view, runner, messages)
        self._view = view
        self._panel = view.sealed
        self._use = use
        self._announced = announced
        view.activated.connect(self._on_activated)
        self._panel.key_requested.connect(self._on_key)
        self._panel.open_requested.connect(self._on_open)
        self._panel.close_requested.connect(self._panel.close_opened)

    def begin(self, session: DeskSession) -> None:
        super().begin(session)
        self._view.show_sealed(session.user.role in MAY_MAKE_KEYS)
        self._panel.show_received((), may_read=session.user.role in MAY_READ)

    def end(self) -> None:
        """Nothing that was opened stays on the screen."""
        super().end()
        self._view.show_sealed(False)
        self._panel.close_opened()
        self._panel.show_received((), may_read=False)

    def _on_activated(self) -> None:
        session = self._session
        self._panel.close_opened()
        if session is None or session.user.role not in MAY_MAKE_KEYS:
            return
        self.ask(self._use.keys, self._panel.show_keys, topic="keys")
        if session.user.role in MAY_READ:
            self.ask(
                self._use.received,
                lambda found: self._panel.show_received(found, may_read=True),
                topic="list",
            )

    def _on_received(self, found: tuple[ReceivedSealed, ...]) -> None:
        self._panel.show_received(found, may_read=True)

    def _on_key(self) -> None:
        self._panel.show_busy(True)

        def made(key: KeyShown) -> None:
            self._panel.show_busy(False)
            self._messages.done(f"已生成密件公钥 {spoken_key(key.key_id)}，下次同步时公布。")
            self._announced()
            self.ask(self._use.keys, self._panel.show_keys, topic="keys")

        self.ask(self._use.make, made, self._refused)

    def _on_open(self, reg_no: str, why: str) -> None:
        self._panel.show_busy(True)

        def opened(found: OpenedSealed) -> None:
            self._panel.show_busy(False)
            self._panel.show_opened(reg_no, opened_lines(found))
            pictures = [paper.content for paper in found.papers if paper.content]
            if pictures:
                self.ask(
                    lambda _s: [page for content in pictures for page in self._use.pages(content)],
                    self._panel.show_pages,
                    lane="camera",
                    topic="open",
                )

        self.ask(lambda s: self._use.read(reg_no, why, s), opened, self._refused, topic="open")

    def _refused(self, error: BaseException) -> None:
        self._panel.show_busy(False)
        self._messages.fail(error)
