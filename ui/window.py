"""The frame: top bar, navigation, pages, messages."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QCloseEvent, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMessageBox,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.paths import resource
from ui.lights import Light, Lights, LightState
from ui.notify import Messages
from ui.text import APPLICATION_NAME, clock_text
from ui.widgets.card import restyle
from ui.widgets.elided import ElidedLabel
from ui.widgets.status_light import StatusLight

_PLACES = {
    "reception": ("navReception", "接待"),
    "log": ("navLog", "日志"),
    "matters": ("navMatters", "事项"),
    "deadlines": ("navDeadlines", "期限"),
    "figures": ("navFigures", "统计"),
    "coordination": ("navCoordination", "统筹"),
    "sync": ("navSync", "同步"),
    "settings": ("navSettings", "设置"),
}
_LIGHTS = {
    Light.READER: ("readerLight", "证件阅读器"),
    Light.CAMERA: ("cameraLight", "高拍仪"),
    Light.PRINTER: ("printerLight", "打印机"),
    Light.SYNC: ("syncLight", "同步"),
}
_MESSAGE_MARKS = {"info": "", "done": "✓ ", "warn": "！", "fail": "✕ "}
_PASSING_MS = 15_000
_MESSAGE_PX = 40
_MESSAGE_LINES = 2
"""Room kept below the pages, so that nothing moves when a message comes or goes."""
_FRAME_PX = 40
"""What a window manager's title bar takes at most."""


class Page(Protocol):
    """What every page of the window has besides being a QWidget."""

    def activate(self) -> None:
        """Called each time the page is shown: fetch what is new, set the focus."""


class MainWindow(QMainWindow):
    """The window at one desk.

    It opens on the sign-in page with navigation hidden; `show_desk` opens the pages. `closing` is
    emitted before the window goes, for drafts to be kept.
    """

    lock_requested = Signal()
    print_queue_requested = Signal()
    questions_requested = Signal()
    page_opened = Signal(str)
    closing = Signal()

    def __init__(
        self,
        pages: Mapping[str, QWidget],
        sign_in: QWidget,
        messages: Messages,
        lights: Lights,
        *,
        now_local: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        """Build the frame.

        Args:
            pages: by key (reception, log, matters, deadlines, coordination, sync, settings); a page that is
                missing has no entry in the navigation.
            sign_in: shown before anybody is signed in and while locked.
            messages: what is posted there appears in `messageLabel`.
            lights: what is shown there appears in the top bar.
            now_local: the office's wall clock, aware.
        """
        super().__init__(parent)
        self.setWindowTitle(APPLICATION_NAME)
        self._now_local = now_local
        self._pages = dict(pages)
        self._sign_in = sign_in
        self._open = False
        self._current = next((key for key in _PLACES if key in pages), "")
        self._areas: dict[str, QScrollArea] = {}
        self._buttons: dict[str, QToolButton] = {}
        self._lights: dict[str, StatusLight] = {}

        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        self._stack.addWidget(sign_in)
        for key, page in self._pages.items():
            self._areas[key] = _area(page)
            self._stack.addWidget(self._areas[key])

        self._nav = self._make_nav()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        right.addWidget(self._make_message_bar())
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self._nav)
        below.addLayout(right, 1)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._make_top_bar())
        whole.addLayout(below, 1)
        centre = QWidget()
        centre.setLayout(whole)
        self.setCentralWidget(centre)
        self.setMinimumSize(1024, 600)
        self.resize(1366, 768)

        messages.posted.connect(self._on_message)
        messages.settled.connect(self._on_settled)
        lights.changed.connect(self._on_light)
        self._passing = QTimer(self, singleShot=True, interval=_PASSING_MS)
        self._passing.timeout.connect(self._clear_message)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._show_time)
        self._tick.start()
        self._show_time()
        self._lights[Light.PRINTER.value].clicked.connect(self.print_queue_requested)
        self._lights[Light.PRINTER.value].setCursor(Qt.CursorShape.PointingHandCursor)
        queue = QShortcut(QKeySequence("Ctrl+P"), self)
        queue.activated.connect(self.print_queue_requested)
        self.show_sign_in()

    def show_fitting(self) -> None:
        """Show the window; where frame and panels leave it no room, it takes the whole screen."""
        room = self.screen().availableGeometry()
        if room.width() < self.width() + _FRAME_PX or room.height() < self.height() + _FRAME_PX:
            self.showMaximized()
        else:
            self.show()

    def show_desk(self, office_name: str, window_no: int, who: str) -> None:
        """Open the pages after signing in or unlocking, at the page last used.

        Args:
            office_name: name of the office.
            window_no: this station's window number.
            who: role and name, for example `接待员 林知夏`.
        """
        self._open = True
        self.show_place(office_name, window_no, who)
        for widget in (self._nav, self._window_no, self._who, self._lock):
            widget.show()
        self._clear_message()
        self.open_page(self._current)

    def show_place(self, office_name: str, window_no: int, who: str) -> None:
        """Change what the top bar says, staying where one is; arguments as `show_desk`."""
        self._office.setText(office_name)
        self._window_no.setText(f"{window_no} 号窗口")
        self._who.setText(who)

    def show_questions(self, count: int) -> None:
        """Say in the top bar how many questions of the team lead wait for an answer."""
        words = f"带班询问 {count} 条"
        if count and words != self._questions.text():
            self._questions.setText(words)
            self._questions.setAccessibleName(f"{words}，待答复")
            QAccessible.updateAccessibility(QAccessibleEvent(self._questions, QAccessible.Event.Alert))
        self._questions.setVisible(bool(count))

    def show_progress(self, words: str) -> None:
        """Say at the bottom how far work behind the window has come; empty: there is none."""
        if words != self._progress.text():
            self._progress.setText(words)
            self._progress.setAccessibleName(words or "整理进度")
            self._progress.setVisible(bool(words))

    def show_sign_in(self) -> None:
        """Hide everything but the sign-in page; no page or name stays visible."""
        self._open = False
        for widget in (self._nav, self._window_no, self._who, self._lock):
            widget.hide()
        self._clear_message()
        self._stack.setCurrentWidget(self._sign_in)
        _activate(self._sign_in)

    def open_page(self, key: str) -> None:
        """Show a page and let it refresh itself; unknown keys are ignored, all keys while locked."""
        if key not in self._areas or not self._open:
            return
        if self._buttons[key].isChecked():
            self._show_page(key)
        else:
            self._buttons[key].setChecked(True)

    def _on_toggled(self, key: str, on: bool) -> None:
        """A screen reader toggles where a hand clicks: both end here."""
        if on and self._open:
            self._show_page(key)

    def _show_page(self, key: str) -> None:
        self._current = key
        self._stack.setCurrentWidget(self._areas[key])
        _activate(self._pages[key])
        self.page_opened.emit(key)

    @property
    def current_page(self) -> str:
        """Key of the page shown, empty on the sign-in page."""
        return "" if self._stack.currentWidget() is self._sign_in else self._current

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        self._tick.stop()
        self._passing.stop()
        super().closeEvent(event)

    def _make_top_bar(self) -> QWidget:
        bar = QFrame()
        bar.setObjectName("topBar")
        bar.setFixedHeight(44)
        row = QHBoxLayout(bar)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(18)
        self._office = _label("officeLabel", "单位名称", APPLICATION_NAME)
        self._window_no = _label("windowLabel", "窗口号")
        self._who = _label("whoLabel", "当前用户")
        for label in (self._office, self._window_no, self._who):
            row.addWidget(label)
        row.addStretch(1)
        for light, (name, words) in _LIGHTS.items():
            pill = StatusLight(words)
            pill.setObjectName(name)
            self._lights[light.value] = pill
            row.addWidget(pill)
        self._questions = QToolButton()
        self._questions.setObjectName("openQuestionsButton")
        self._questions.setAccessibleName("带班询问")
        self._questions.clicked.connect(self.questions_requested)
        self._questions.hide()
        row.insertWidget(4, self._questions)
        self._clock = _label("clockLabel", "时间")
        row.addWidget(self._clock)
        self._lock = QToolButton()
        self._lock.setObjectName("lockButton")
        self._lock.setIcon(QIcon(str(resource("icons", "lock.svg"))))
        self._lock.setText("锁定")
        self._lock.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._lock.setAccessibleName("锁定窗口")
        self._lock.setToolTip("锁定窗口，离开座位时用（Ctrl+L）")
        self._lock.setShortcut(QKeySequence("Ctrl+L"))
        self._lock.clicked.connect(self.lock_requested)
        row.addWidget(self._lock)
        return bar

    def _make_nav(self) -> QWidget:
        nav = QFrame()
        nav.setObjectName("navBar")
        nav.setAccessibleName("导航")
        nav.setFixedWidth(76)
        column = QVBoxLayout(nav)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        group = QButtonGroup(self)
        for number, (key, (name, words)) in enumerate(_PLACES.items(), 1):
            if key not in self._pages:
                continue
            if key == "settings":
                column.addStretch(1)
            button = QToolButton()
            button.setObjectName(name)
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(f"{words}（Alt+{number}）")
            button.setIcon(QIcon(str(resource("icons", f"nav_{key}.svg"))))
            button.setIconSize(QSize(24, 24))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setCheckable(True)
            button.setFixedSize(76, 64)
            button.toggled.connect(lambda on, key=key: self._on_toggled(key, on))
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), nav)
            shortcut.activated.connect(lambda key=key: self.open_page(key))
            group.addButton(button)
            column.addWidget(button)
            self._buttons[key] = button
        column.addSpacing(12)
        return nav

    def _make_message_bar(self) -> QWidget:
        self._message_bar = QFrame()
        self._message_bar.setObjectName("messageBar")
        self._message_bar.setFixedHeight(_MESSAGE_PX)
        row = QHBoxLayout(self._message_bar)
        row.setContentsMargins(14, 0, 8, 0)
        self._message = ElidedLabel(lines=_MESSAGE_LINES)
        self._message.setObjectName("messageLabel")
        self._message.setAccessibleDescription("消息")
        row.addWidget(self._message, 1)
        self._progress = _label("renewalLabel", "升级后的整理进度")
        self._progress.hide()
        row.addWidget(self._progress)
        self._whole = QToolButton()
        self._whole.setObjectName("messageWhole")
        self._whole.setText("详情")
        self._whole.setAccessibleName("消息全文")
        self._whole.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._whole.clicked.connect(self._on_whole)
        self._whole.hide()
        self._message.elided.connect(self._whole.setVisible)
        row.addWidget(self._whole)
        self._close = QToolButton()
        self._close.setObjectName("messageClose")
        self._close.setIcon(QIcon(str(resource("icons", "close.svg"))))
        self._close.setAccessibleName("关闭消息")
        self._close.setToolTip("关闭消息")
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self._clear_message)
        row.addWidget(self._close)
        return self._message_bar

    def _on_message(self, kind: str, text: str) -> None:
        self._message_bar.setProperty("kind", kind)
        self._message.setText(_MESSAGE_MARKS[kind] + text)
        self._message.setAccessibleName(text)
        self._close.show()
        restyle(self._message_bar)
        restyle(self._message)
        QAccessible.updateAccessibility(QAccessibleEvent(self._message, QAccessible.Event.Alert))
        self._passing.stop()
        if kind in ("info", "done"):
            self._passing.start()

    def _on_whole(self) -> None:
        """The whole of a message too long for its place."""
        box = QMessageBox(self)
        box.setWindowTitle(APPLICATION_NAME)
        box.setText(self._message.accessibleName())
        box.setObjectName("messageText")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.addButton("关闭", QMessageBox.ButtonRole.AcceptRole)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _on_settled(self, text: str) -> None:
        if self._message.accessibleName() == text:
            self._clear_message()

    def _clear_message(self) -> None:
        self._message_bar.setProperty("kind", "")
        self._message.clear()
        self._message.setAccessibleName("消息")
        self._close.hide()
        restyle(self._message_bar)

    def _on_light(self, light: str, state: str, text: str) -> None:
        self._lights[light].show_state(LightState(state), text)

    def _show_time(self) -> None:
        words = clock_text(self._now_local())
        if words != self._clock.text():
            self._clock.setText(words)


def _label(name: str, caption: str, text: str = "") -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setToolTip("")
    label.setAccessibleDescription(caption)
    return label


def _area(page: QWidget) -> QScrollArea:
    """Lets a page scroll on a screen too small for it, instead of being cut."""
    area = QScrollArea()
    area.setObjectName("pageArea")
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area


def _activate(page: QWidget) -> None:
    activate = getattr(page, "activate", None)
    if activate is not None:
        activate()
