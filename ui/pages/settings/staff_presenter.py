"""Staff: adding, passwords, leaving, the recovery code."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.domain.office import StaffMember, StaffRole
from app.errors import StationError
from app.intake.session import DeskSession
from app.intake.sign_in import StationGate
from ui.notify import Messages
from ui.pages.presenter import DeskPresenter
from ui.pages.settings.view import SettingsView
from ui.tasks import Runner
from ui.text import sentence_for

T = TypeVar("T")


class AddStaff(Protocol):
    """`app.intake.staff.add_staff`."""

    def __call__(self, name: str, role: StaffRole, password: str, session: DeskSession) -> StaffMember: ...


@dataclass(frozen=True)
class StaffUseCases:
    """Functions of `app.intake.staff`; all blocking."""

    list_staff: Callable[[DeskSession], tuple[StaffMember, ...]]
    add_staff: AddStaff
    reset_password: Callable[[str, str, DeskSession], None]
    deactivate: Callable[[str, DeskSession], None]
    change_own_password: Callable[[str, DeskSession], None]
    new_recovery_code: Callable[[DeskSession], str]


class StaffPresenter(DeskPresenter):
    """The staff tab; everything that derives keys runs on the store lane."""

    def __init__(
        self, view: SettingsView, runner: Runner, messages: Messages, gate: StationGate, use: StaffUseCases
    ) -> None:
        super().__init__(view, runner, messages)
        self._tab = view.staff
        self._gate = gate
        self._use = use
        view.activated.connect(self.refresh)
        view.staff.add_requested.connect(self._on_add)
        view.staff.reset_requested.connect(self._on_reset)
        view.staff.deactivate_requested.connect(self._on_deactivate)
        view.staff.own_password_requested.connect(self._on_own_password)
        view.staff.code_requested.connect(self._on_code)

    def end(self) -> None:
        super().end()
        self._tab.clear_inputs()
        self._tab.show_code("")
        self._tab.show_staff(())

    def refresh(self) -> None:
        """Ask for the list again; a code shown before is hidden."""
        self._tab.show_code("")
        self._tab.show_message("")
        self._list()

    def _list(self) -> None:
        self.ask(self._use.list_staff, self._tab.show_staff, topic="staff")

    def _on_add(self, name: str, role: str, password: str) -> None:
        self._do(
            lambda s: self._use.add_staff(name, StaffRole(role), password, s),
            f"已增加 {name}。请当面交接初始密码，并请本人登录后修改。",
        )

    def _on_reset(self, name: str, password: str) -> None:
        self._do(
            lambda s: self._use.reset_password(name, password, s),
            f"已重设 {name} 的密码。请当面交接，并请本人登录后修改。",
        )

    def _on_deactivate(self, name: str) -> None:
        self._do(lambda s: self._use.deactivate(name, s), f"{name} 已停用，不能再登录；登记过的内容都保留。")

    def _on_own_password(self, old: str, new: str) -> None:
        def change(session: DeskSession) -> None:
            self._gate.unlock(session, old)
            self._use.change_own_password(new, session)

        self._do(change, "您的密码已修改，下次登录用新密码。")

    def _on_code(self) -> None:
        self._do(self._use.new_recovery_code, "已生成新的恢复码。", self._tab.show_code)

    def _do(
        self, action: Callable[[DeskSession], T], done: str, then: Callable[[T], None] | None = None
    ) -> None:
        self._tab.show_busy(True)

        def finished(value: T) -> None:
            self._tab.clear_inputs()
            self._tab.show_busy(False)
            self._tab.show_message(done, "good")
            if then is not None:
                then(value)
            self._list()

        def refused(error: BaseException) -> None:
            self._tab.show_busy(False)
            self._tab.show_message(sentence_for(error))
            if not isinstance(error, StationError):
                self._messages.fail(error)

        self.ask(action, finished, refused)
