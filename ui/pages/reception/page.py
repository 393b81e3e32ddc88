"""The reception page as the window and the wiring see it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.intake.session import DeskSession
from ui.lights import Lights
from ui.notify import Messages
from ui.pages.reception.presenter import ReceptionPresenter
from ui.pages.reception.services import ReceptionServices
from ui.pages.reception.view import ReceptionView
from ui.tasks import Runner


class ReceptionPage(QWidget):
    """View and presenter together. Call `begin` after sign-in and `end` when the desk is locked.

    `receipt_seen` carries the code or number of a receipt of ours that lay under the camera.
    """

    receipt_seen = Signal(str)

    def __init__(
        self,
        runner: Runner,
        services: ReceptionServices,
        messages: Messages,
        lights: Lights | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("receptionPage")
        self.setAccessibleName("接待")
        self.view = ReceptionView()
        self.presenter = ReceptionPresenter(self.view, runner, services, messages, lights)
        self.presenter.scan.receipt_seen.connect(self.receipt_seen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

    def begin(self, session: DeskSession) -> None:
        """Fill the page for the person who signed in and offer unfinished forms back."""
        self.presenter.begin(session)

    def end(self) -> None:
        """Keep the form, stop the devices and clear the screen of personal data."""
        self.presenter.end()

    def keep_now(self) -> None:
        """Queue the form for the store at once: the window is about to close."""
        self.presenter.keep_now()

    def stop_devices(self) -> None:
        """Let the camera go and drop pictures that wait: the window is about to close."""
        self.presenter.scan.stop()

    def activate(self) -> None:
        """The page is shown: fetch the queue again; typing goes on where it was, else at the name."""
        self.presenter.queue.refresh()
        focused = QApplication.focusWidget()
        if focused is None or focused is self.view.queue.list or not self.isAncestorOf(focused):
            self.view.people.name.setFocus()


def make_reception_page(
    runner: Runner, services: ReceptionServices, messages: Messages, lights: Lights | None = None
) -> ReceptionPage:
    """The page, ready for `begin`."""
    return ReceptionPage(runner, services, messages, lights)
