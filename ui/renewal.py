"""After an upgrade: lists of earlier registrations are made anew behind the window, bit by bit."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.intake.renewal import PARTS_ZH, Left, renew_some
from app.intake.session import DeskSession
from ui.notify import Messages
from ui.tasks import Runner


class Renewal(QObject):
    """Asks lane `store` for the next bit when the last one is done: whoever registers gets a turn between.

    It goes on while the window is locked, and at the next sign-in where it was left.

    Signals:
        progressed(str): the words for the bottom of the window; empty when nothing is left.
    """

    progressed = Signal(str)

    def __init__(
        self,
        runner: Runner,
        messages: Messages,
        renew: Callable[[DeskSession], Left | None] = renew_some,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner, self._messages, self._renew = runner, messages, renew
        self._session: DeskSession | None = None
        self._told = False

    def begin(self, session: DeskSession) -> None:
        """Somebody signed in."""
        if self._session is not session:
            self._session, self._told = session, False
            self._runner.after_drawing(lambda: self._ask(session), owner=self)

    def leave(self) -> None:
        """The store is being closed: what is under way is the last bit."""
        self._session = None
        self.progressed.emit("")

    def _ask(self, session: DeskSession) -> None:
        if self._session is session:
            self._runner.run(
                "store",
                lambda: self._renew(session) if self._session is session else None,
                owner=self,
                on_ok=lambda left: self._show(session, left),
                on_error=lambda error: self._stop(session, error),
            )

    def _show(self, session: DeskSession, left: Left | None) -> None:
        if self._session is not session:
            return
        if left is not None:
            self._told = True
            self.progressed.emit(f"整理旧登记：{PARTS_ZH[left.part]}还剩约 {_rough(left.count):,} 项")
            self._ask(session)
            return
        self.progressed.emit("")
        if self._told:
            self._messages.done("以前的登记已整理完，日志、统计和期限可以查看全部内容。")

    def _stop(self, session: DeskSession, error: BaseException) -> None:
        """A full disk, say: it goes on at the next sign-in."""
        if self._session is session:
            self.progressed.emit("")
            self._messages.fail(error)


def _rough(count: int) -> int:
    """Hundreds are enough, and the line need not be drawn anew for every bit."""
    return count if count < 100 else count // 100 * 100
