"""Sign-in page: widgets only."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.paths import resource
from ui.text import APPLICATION_NAME
from ui.widgets.card import Card, note, restyle
from ui.widgets.fields import labelled, line_edit

_CARD_WIDTH_PX = 400


class SignInView(QWidget):
    """One card in the middle: sign in, unlock, or set a new password with the recovery code."""

    sign_in_requested = Signal(str, str)
    unlock_requested = Signal(str)
    leave_requested = Signal()
    recover_requested = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signInPage")
        self.setAccessibleName("登录")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._locked = False
        self._busy = False

        self._title = QLabel(APPLICATION_NAME)
        self._title.setProperty("role", "heading")
        self._subtitle = note("来访接待登记")
        logo = QLabel()
        logo.setPixmap(QPixmap(str(resource("icons", "app.svg"))).scaled(44, 44))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(logo)
        top.addLayout(words, 1)

        self._sign = self._make_sign()
        self._recover = self._make_recover()
        self._recover.hide()

        self._message = note("", "error")
        self._message.setObjectName("loginMessage")
        self._message.setAccessibleName("登录提示")
        self._message.setMinimumHeight(42)
        self._message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._hint = note("", "hint")
        self._hint.setObjectName("loginHint")
        self._hint.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._hint.hide()

        card = Card(headless=True)
        card.setFixedWidth(_CARD_WIDTH_PX)
        card.body.setContentsMargins(28, 26, 28, 18)
        card.body.setSpacing(14)
        card.body.addLayout(top)
        card.body.addWidget(self._hint)
        card.body.addWidget(self._sign)
        card.body.addWidget(self._recover)
        card.body.addWidget(self._message)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)

    def activate(self) -> None:
        """Set the focus where typing goes on."""
        first_empty = self._password if self._user.text() else self._user
        (first_empty if self._recover.isHidden() else self._recover_user).setFocus()

    def show_hint(self, text: str) -> None:
        """A line above the fields, for example the demo's user and password; empty hides it."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def show_user(self, name: str) -> None:
        """Put a user name into the field; what is still empty is typed next."""
        self._user.setText(name)
        self.activate()

    def show_locked(self, who: str) -> None:
        """Ask for the password of the person who locked the window."""
        self._locked = True
        self._title.setText("已锁定")
        self._subtitle.setText(f"{who}，输入密码继续。录入的内容都还在。")
        self._user.setText(who)
        self._user.setReadOnly(True)
        restyle(self._user)
        self._button.setText("解锁")
        self._button.setAccessibleName("解锁")
        self._forget.setText("换人登录")
        self._forget.setAccessibleName("换人登录")
        self._open_form(self._sign)

    def show_signed_out(self) -> None:
        """Ask for user and password."""
        self._locked = False
        self._title.setText(APPLICATION_NAME)
        self._subtitle.setText("来访接待登记")
        self._user.setReadOnly(False)
        restyle(self._user)
        self._button.setText("登录")
        self._button.setAccessibleName("登录")
        self._forget.setText("忘记密码")
        self._forget.setAccessibleName("忘记密码")
        self._open_form(self._sign)

    def show_message(self, text: str, role: str = "error") -> None:
        """A sentence under the fields; `role` error, good or note."""
        self._message.setProperty("role", role)
        restyle(self._message)
        self._message.setText(text)
        self._message.setAccessibleName(text or "登录提示")

    def show_busy(self, busy: bool) -> None:
        """While a password is being checked nothing can be sent twice."""
        self._busy = busy
        for button in (self._button, self._forget, self._recover_button, self._back):
            button.setEnabled(not busy)

    def clear_secrets(self) -> None:
        """Empty every password field."""
        for field in (self._password, self._code, self._new, self._again):
            field.clear()

    def _make_sign(self) -> QWidget:
        self._user = line_edit("用户名", "loginUser", max_points=60)
        self._password = _secret("密码", "loginPassword")
        self._button = QPushButton("登录")
        self._button.setObjectName("loginButton")
        self._button.setAccessibleName("登录")
        self._button.setProperty("kind", "primary")
        self._button.setMinimumHeight(36)
        self._forget = QPushButton("忘记密码")
        self._forget.setObjectName("loginOther")
        self._forget.setAccessibleName("忘记密码")
        self._forget.setProperty("kind", "quiet")
        self._user.returnPressed.connect(self._password.setFocus)
        self._password.returnPressed.connect(self._send)
        self._button.clicked.connect(self._send)
        self._forget.clicked.connect(self._on_other)
        return _column(
            labelled("用户名", self._user), labelled("密码", self._password), self._button, self._forget
        )

    def _make_recover(self) -> QWidget:
        self._recover_user = line_edit("要重设密码的用户名", "recoverUser", max_points=60)
        self._code = line_edit("恢复码", "recoverCode", placeholder="建库时打印、封存的恢复码")
        self._new = _secret("新密码", "recoverNew")
        self._again = _secret("再输一次新密码", "recoverAgain")
        self._recover_button = QPushButton("重设密码")
        self._recover_button.setObjectName("recoverButton")
        self._recover_button.setAccessibleName("重设密码")
        self._recover_button.setProperty("kind", "primary")
        self._recover_button.setMinimumHeight(36)
        self._back = QPushButton("返回登录")
        self._back.setObjectName("recoverBack")
        self._back.setAccessibleName("返回登录")
        self._back.setProperty("kind", "quiet")
        self._again.returnPressed.connect(self._send_recovery)
        self._recover_button.clicked.connect(self._send_recovery)
        self._back.clicked.connect(self.show_signed_out)
        return _column(
            labelled("用户名", self._recover_user),
            labelled("恢复码", self._code),
            labelled("新密码", self._new),
            labelled("再输一次新密码", self._again),
            self._recover_button,
            self._back,
        )

    def _open_form(self, form: QWidget) -> None:
        self.clear_secrets()
        self.show_message("")
        self._sign.setVisible(form is self._sign)
        self._recover.setVisible(form is self._recover)
        self.activate()

    def _on_other(self) -> None:
        if self._locked:
            self.leave_requested.emit()
            return
        self._recover_user.setText(self._user.text())
        self._open_form(self._recover)

    def _send(self) -> None:
        if self._busy:
            return
        user, password = self._user.text().strip(), self._password.text()
        if not user or not password:
            self.show_message("请输入用户名和密码。")
            (self._password if user else self._user).setFocus()
        elif self._locked:
            self.unlock_requested.emit(password)
        else:
            self.sign_in_requested.emit(user, password)

    def _send_recovery(self) -> None:
        if self._busy:
            return
        user, code = self._recover_user.text().strip(), self._code.text().strip()
        if not user or not code or not self._new.text():
            self.show_message("请填写用户名、恢复码和新密码。")
        elif self._new.text() != self._again.text():
            self.show_message("两次输入的新密码不一样，请重新输入。")
            self._again.clear()
            self._again.setFocus()
        else:
            self.recover_requested.emit(user, code, self._new.text())


def _secret(caption: str, name: str) -> QLineEdit:
    field = line_edit(caption, name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def _column(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(10)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return holder
