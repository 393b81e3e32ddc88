"""Signing in, locking and recovering; the password's slow check runs on the store lane."""

from collections.abc import Callable

from app.errors import StationError, WrongPassword
from app.intake.session import DeskSession
from app.intake.sign_in import StationGate
from ui.notify import Messages
from ui.pages.sign_in.view import SignInView
from ui.tasks import Runner
from ui.text import sentence_for


class SignInPresenter:
    """Between the sign-in page and the gate of the store."""

    def __init__(
        self,
        view: SignInView,
        runner: Runner,
        gate: StationGate,
        messages: Messages,
        *,
        opened: Callable[[DeskSession], None],
        unlocked: Callable[[], None],
        left: Callable[[], None],
    ) -> None:
        """Connect the page.

        Args:
            view: the page.
            runner: the lanes.
            gate: the way into the store.
            messages: takes errors that are our bug.
            opened: called with the session after signing in.
            unlocked: called after the right password on a locked window.
            left: called when another person wants to sign in, after the store was closed.
        """
        self._view = view
        self._runner = runner
        self._gate = gate
        self._messages = messages
        self._opened = opened
        self._unlocked = unlocked
        self._left = left
        self._session: DeskSession | None = None
        view.sign_in_requested.connect(self._on_sign_in)
        view.unlock_requested.connect(self._on_unlock)
        view.recover_requested.connect(self._on_recover)
        view.leave_requested.connect(self._on_leave)

    def lock(self) -> None:
        """Ask for the password again; the session stays open behind it."""
        if self._session is not None:
            self._view.show_locked(self._session.user.name)

    def _on_sign_in(self, user: str, password: str) -> None:
        self._wait("正在核对密码并打开数据库…")
        self._runner.run(
            "store",
            lambda: self._gate.sign_in(user, password),
            owner=self._view,
            on_ok=self._on_opened,
            on_error=self._on_refused,
        )

    def _on_opened(self, session: DeskSession) -> None:
        self._session = session
        self._rest()
        self._view.clear_secrets()
        self._opened(session)

    def _on_unlock(self, password: str) -> None:
        session = self._session
        if session is None:
            return
        self._wait("正在核对密码…")
        self._runner.run(
            "store",
            lambda: self._gate.unlock(session, password),
            owner=self._view,
            on_ok=self._on_unlocked,
            on_error=self._on_unlock_refused,
        )

    def _on_unlocked(self, _nothing: None) -> None:
        self._rest()
        self._view.clear_secrets()
        self._unlocked()

    def _on_recover(self, user: str, code: str, new_password: str) -> None:
        self._wait("正在核对恢复码…")
        self._runner.run(
            "store",
            lambda: self._gate.recover(user, code, new_password),
            owner=self._view,
            on_ok=lambda _nothing: self._on_recovered(user),
            on_error=self._on_recovery_refused,
        )

    def _on_recovered(self, user: str) -> None:
        self._rest()
        self._view.show_user(user)
        self._view.show_signed_out()
        self._view.show_message("密码已重设，请用新密码登录。", "good")

    def _on_leave(self) -> None:
        self._wait("正在关闭数据库…")
        self._runner.run("store", self._gate.close, owner=self._view, on_ok=self._on_left)

    def _on_left(self, _nothing: None) -> None:
        self._session = None
        self._rest()
        self._view.show_user("")
        self._view.show_signed_out()
        self._left()

    def _on_refused(self, error: BaseException) -> None:
        self._rest()
        self._view.clear_secrets()
        self._view.activate()
        self._tell(error, sentence_for(error))

    def _on_unlock_refused(self, error: BaseException) -> None:
        self._on_refused(error)
        if isinstance(error, WrongPassword):
            self._view.show_message(
                "密码不对，没有解锁，录入的内容都还在。请重新输入；换人接待请按“换人登录”。"
            )

    def _on_recovery_refused(self, error: BaseException) -> None:
        self._rest()
        sentence = sentence_for(error)
        if isinstance(error, WrongPassword):
            sentence = "恢复码或用户名不对，密码没有改动。请核对封存的恢复码，注意区分字母和数字。"
        self._tell(error, sentence)

    def _tell(self, error: BaseException, sentence: str) -> None:
        self._view.show_message(sentence)
        if not isinstance(error, StationError):
            self._messages.fail(error)

    def _wait(self, sentence: str) -> None:
        self._view.show_busy(True)
        self._view.show_message(sentence, "note")

    def _rest(self) -> None:
        self._view.show_busy(False)
        self._view.show_message("")
