"""Loading and removing the certificate that papers are signed with. Makes no widget."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import BadInput, StationError
from app.intake import paper_signing
from app.intake.paper_signing import MAY_SET_KEY
from app.intake.session import DeskSession
from app.receipts.signing import KeyShown, SigningKey
from ui.notify import Messages
from ui.pages.presenter import DeskPresenter
from ui.pages.settings.view import SettingsView
from ui.tasks import Runner
from ui.text import sentence_for

_LARGEST_BYTES = 1_000_000


@dataclass(frozen=True)
class SigningUseCases:
    """What the panel needs done, on lane `store`; each may be put in by a test."""

    read: Callable[[DeskSession], KeyShown | None] = paper_signing.read_signing_key
    keep: Callable[[SigningKey | None, DeskSession], KeyShown | None] = paper_signing.set_signing_key


class SigningKeyPresenter(DeskPresenter):
    """Works while the settings page is looked at; who may not set the key does not see the place."""

    def __init__(
        self, view: SettingsView, runner: Runner, messages: Messages, use: SigningUseCases | None = None
    ) -> None:
        super().__init__(view, runner, messages)
        self._panel = view.office.signing
        self._use = use or SigningUseCases()
        view.activated.connect(self._on_activated)
        self._panel.load_requested.connect(self._on_load)
        self._panel.remove_requested.connect(self._on_remove)
        self._panel.hide()

    def end(self) -> None:
        """Neither file nor passphrase stays."""
        super().end()
        self._panel.forget()
        self._panel.hide()

    def _on_activated(self) -> None:
        may = self._session is not None and self._session.user.role in MAY_SET_KEY
        self._panel.setVisible(may)
        if may:
            self.ask(self._use.read, self._show, self._refused, topic="signing")

    def _show(self, key: KeyShown | None) -> None:
        if self._session is not None:
            now = self._session.clock.now_local()
            self._panel.show_key(key, now.tzinfo, now.date())

    def _on_load(self, path: str, passphrase: str) -> None:
        self._panel.show_busy(True)

        def kept(key: KeyShown | None) -> None:
            self._panel.show_busy(False)
            self._panel.forget()
            self._show(key)
            self._panel.show_message("证书已装入，以后的文书用它签名。", "good")

        self.ask(
            lambda s: self._use.keep(SigningKey(_file(path), passphrase), s),
            kept,
            self._refused,
            topic="signing set",
        )

    def _on_remove(self) -> None:
        self._panel.show_busy(True)

        def removed(_nothing: KeyShown | None) -> None:
            self._panel.show_busy(False)
            self._panel.forget()
            self._show(None)
            self._panel.show_message("已取消签名，以后的文书不带电子签名。", "good")

        self.ask(lambda s: self._use.keep(None, s), removed, self._refused, topic="signing set")

    def _refused(self, error: BaseException) -> None:
        self._panel.show_busy(False)
        if isinstance(error, StationError):
            self._panel.show_message(sentence_for(error))
        else:
            self._messages.fail(error)


def _file(path: str) -> bytes:
    """The bytes of a certificate file.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(_LARGEST_BYTES)
    except OSError as error:
        raise BadInput(["证书文件读不出来。请看文件还在不在、U 盘有没有插好。没有改动。"]) from error
