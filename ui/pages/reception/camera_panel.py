"""拍照识别: the live picture, what is seen in it, and the pile read so far. Widgets only."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.pages.reception.camera_feed import Shot
from ui.pages.reception.live_picture import LivePicture
from ui.pages.reception.parts import label, restyle, small_button
from ui.pages.reception.pile_book import PileLine
from ui.widgets.buttons import KeyButton
from ui.widgets.elided import ElidedLabel

_SIDE_PX = 250
_LEAST_LIST_PX = 44
_NOTE_LINES = 2
_LEAST_PX = 248
_BAD = QColor("#a32a1f")
_READ_NOW = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_HOW = "放平证件，读出后自动填入上面。\n空格：现在就读　Esc：关闭"
_HOW_FILES = "读出后自动填入上面，一次可选多张。\nEsc：关闭"
_HOW_PILE = "一张接一张放：每人占一行，正反面自动合在一起。\n键盘留在这里，全部读完再按“去核对”。"
_PILE_HINT = "多张：读完再一起核对"
_OTHER_WAYS = "从文件选择（Ctrl+O）、粘贴（Ctrl+V），或把图片拖到这里。"


class CameraPanel(QFrame):
    """Every wish goes out as a signal; `shown` and `hidden` tell when the camera is to run."""

    shown = Signal()
    hidden = Signal()
    closed = Signal()
    read_now_requested = Signal()
    files_requested = Signal()
    paste_requested = Signal()
    scan_requested = Signal()
    undo_requested = Signal()
    check_requested = Signal()
    pile_toggled = Signal(bool)
    line_activated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cameraPanel")
        self.setProperty("role", "card")
        self.setAccessibleName("拍照识别")
        self._live = True
        self._lines: tuple[PileLine, ...] = ()
        self._bad: tuple[str, ...] = ()
        self._on = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 8)
        layout.setSpacing(6)
        layout.addLayout(self._make_head())
        both = QHBoxLayout()
        both.setSpacing(10)
        both.addWidget(self._make_picture(), 1)
        both.addWidget(self._make_side())
        layout.addLayout(both, 1)
        self._make_keys()
        self.show_pile([], on=False, can_undo=False)

    def hasHeightForWidth(self) -> bool:
        """No: texts of whatever length stand in places of fixed height, so that nothing moves."""
        return False

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _LEAST_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), _LEAST_PX)

    def _make_head(self) -> QHBoxLayout:
        self.pile = QCheckBox("连续读取")
        self.pile.setObjectName("pileMode")
        self.pile.setAccessibleName("连续读取")
        self.pile.setToolTip("一叠证件一张接一张读成名单，读完再一起核对；不勾选时读一张、核对一张")
        self.pile.toggled.connect(self.pile_toggled)
        self._files = small_button("从文件选择", self.files_requested.emit, name="pictureFiles")
        self._files.setToolTip("可一次选多张（Ctrl+O）")
        self._paste = small_button("粘贴", self.paste_requested.emit, name="picturePaste")
        self._paste.setToolTip("粘贴图片（Ctrl+V）")
        self.scan = small_button("扫描仪", self.scan_requested.emit, name="pictureScan")
        close = small_button("关闭（Esc）", self.closed.emit, name="cameraClose")
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(label("拍照识别", "title"))
        head.addSpacing(8)
        head.addWidget(self.pile)
        head.addWidget(label(_PILE_HINT, "caption"))
        head.addStretch()
        for button in (self._files, self._paste, self.scan, close):
            head.addWidget(button)
        return head

    def _make_picture(self) -> QStackedWidget:
        self.picture = LivePicture()
        self._trouble = label("", "empty", wrap=True)
        self._trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._trouble.setObjectName("cameraTrouble")
        self._trouble.setProperty("role", "dropzone")
        self._trouble.setMargin(24)
        self._trouble.setMinimumWidth(160)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.picture)
        self._stack.addWidget(self._trouble)
        return self._stack

    def _make_side(self) -> QWidget:
        self._state = ElidedLabel()
        self._state.setProperty("role", "state")
        self._state.setObjectName("cameraState")
        self._note = ElidedLabel(lines=_NOTE_LINES)
        self._note.setProperty("role", "note")
        self._note.setObjectName("cameraNote")
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._how = label(_HOW, "caption", wrap=True)
        self.list = QListWidget()
        self.list.setObjectName("pileList")
        self.list.setAccessibleName("本次连续读取的证件")
        self.list.setMinimumHeight(_LEAST_LIST_PX)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(lambda item: self.line_activated.emit(self.list.row(item)))
        self.list.itemClicked.connect(lambda item: self.line_activated.emit(self.list.row(item)))
        self.keep = QCheckBox("来访人要求附上证件图片")
        self.keep.setObjectName("keepPicture")
        self.keep.setAccessibleName("来访人要求附上证件图片")
        self.keep.setToolTip("不勾选时，图片读完即丢弃，不保存")
        self.undo = small_button("撤回上一张", self.undo_requested.emit, name="pileUndo")
        self.undo.setToolTip("把刚读入的那一张从名单中去掉（Ctrl+Z）")
        self.check = KeyButton("去核对", "Ctrl+Enter")
        self.check.setObjectName("pileCheck")
        self.check.setProperty("kind", "small")
        self.check.setAutoDefault(False)
        self.check.clicked.connect(lambda _checked=False: self.check_requested.emit())
        for button in (self.undo, self.check):
            keeps_place = button.sizePolicy()
            keeps_place.setRetainSizeWhenHidden(True)
            button.setSizePolicy(keeps_place)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.undo)
        buttons.addStretch()
        buttons.addWidget(self.check)
        side = QWidget()
        side.setFixedWidth(_SIDE_PX)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._state)
        column.addWidget(self._note)
        column.addWidget(self.list, 1)
        column.addWidget(self._how)
        column.addStretch()
        column.addWidget(self.keep)
        column.addLayout(buttons)
        return side

    def _make_keys(self) -> None:
        for key, signal in (
            ("Ctrl+Z", self.undo_requested),
            ("Ctrl+Return", self.check_requested),
            ("Ctrl+Enter", self.check_requested),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(signal)

    def show_devices(self, *, camera: bool, scanner: bool) -> None:
        """What is set on this desk; without a camera the other ways stand in its place."""
        self._live = camera
        self._state.setVisible(camera)
        self.scan.setVisible(scanner)
        if not camera:
            self.show_trouble("没有设置高拍仪，可在“设置 · 设备”里选择。")
            self.show_state("", "")

    def show_shot(self, shot: Shot | None) -> None:
        """Show the newest frame; None while the camera is being opened."""
        if self._stack.currentWidget() is not self.picture:
            had_focus = self._trouble.hasFocus()
            self._stack.setCurrentWidget(self.picture)
            if had_focus:
                self.picture.setFocus()
        self.picture.show_shot(shot)

    def show_trouble(self, sentence: str) -> None:
        """Say in place of the picture why there is none, and how else it goes."""
        self.picture.show_shot(None)
        scan = "用扫描仪、" if not self.scan.isHidden() else ""
        self._trouble.setText(f"{sentence}\n\n现在可{scan}{_OTHER_WAYS}")
        self._trouble.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        had_focus = self.picture.hasFocus()
        self._stack.setCurrentWidget(self._trouble)
        if had_focus:
            self._trouble.setFocus()

    def show_state(self, text: str, tone: str) -> None:
        """One word for what is seen; `tone` is empty, good or warn."""
        if self._state.text() != text:
            self._state.setText(text)
            self._state.setAccessibleName(text)
        restyle(self._state, tone=tone)

    def show_note(self, text: str, *, warn: bool = False) -> None:
        """What became of the last picture, or which of how many is being read."""
        self._note.setText(text)
        restyle(self._note, role="warn" if warn else "note")

    def show_bad(self, head: str, lines: Sequence[str]) -> None:
        """Of several pictures those that gave nothing, one line each behind the pile; () forgets them.

        Args:
            head: how many gave something and how many did not.
            lines: which picture, and why.
        """
        self._bad = tuple(lines)
        if head:
            self.show_note(head, warn=True)
        self._list_all()

    def show_pile(self, lines: Sequence[PileLine], *, on: bool, can_undo: bool) -> None:
        """The list of what was read one after the other; hidden while neither on nor filled."""
        blocker = QSignalBlocker(self.pile)
        self.pile.setChecked(on)
        blocker.unblock()
        self._lines, self._on = tuple(lines), on
        self.undo.setEnabled(can_undo)
        self.check.setEnabled(bool(lines))
        self._list_all()

    def _list_all(self) -> None:
        """The pile, then what could not be read; as long as there is neither, how it goes."""
        lines = self._lines
        listed = self._on or bool(lines)
        filled = bool(lines or self._bad)
        self.list.setVisible(listed or filled)
        alone = _HOW if self._live else _HOW_FILES
        self._how.setText(_HOW_PILE if listed else alone)
        self._how.setVisible(not filled)
        self.undo.setVisible(listed)
        self.check.setVisible(listed)
        self.list.clear()
        for line in lines:
            who = f"第 {line.row + 1} 位 {line.name}" if line.row >= 0 else line.name
            item = QListWidgetItem(f"{who}\n{' · '.join(w for w in (line.number, line.mark) if w)}")
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                "，".join(w for w in (who, line.number, line.mark) if w),
            )
            self.list.addItem(item)
        for bad in self._bad:
            item = QListWidgetItem(f"✕ {bad}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, bad)
            item.setToolTip(bad)
            item.setForeground(_BAD)
            self.list.addItem(item)
        if self._bad:
            self.list.scrollToItem(self.list.item(len(lines)), QListWidget.ScrollHint.PositionAtTop)
        elif lines:
            self.list.scrollToItem(self.list.item(self.list.count() - 1))

    def take_keyboard(self) -> None:
        """Put the keyboard where Space and Return read."""
        self._stack.currentWidget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hidden.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Return read now, wherever in the panel no button takes them."""
        if (
            event.key() in _READ_NOW
            and not self.list.hasFocus()
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.read_now_requested.emit()
            return
        super().keyPressEvent(event)
