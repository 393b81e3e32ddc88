"""The end of the day: what is open, the refusals with their ticks, and the signature."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.refusal import GROUNDS_ZH
from app.domain.words import OUTCOMES_ZH
from app.intake.day_closing import OPEN_ZH, DayClosing, OpenItem, OpenKind, OpenLine
from app.intake.refusal_signing import RefusalShown
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import Card, note, restyle
from ui.widgets.fields import line_edit
from ui.widgets.hanzi_picker import attach_hanzi_picker

_LINE = Qt.ItemDataRole.UserRole


class ClosingView(QDialog):
    """What the team lead looks at before signing a day.

    `opened` carries an `OpenItem` and one of its lines or None; `sign_requested` the reason;
    `refusal_requested` the number of a matter whose refusal is to be signed.
    """

    opened = Signal(object, object)
    sign_requested = Signal(str)
    refusal_requested = Signal(str)
    refresh_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[OpenItem, ...] = ()
        self._refusals: tuple[RefusalShown, ...] = ()
        self._can = False
        self.setObjectName("closingDay")
        self.resize(940, 600)
        self._standing = QLabel()
        self._standing.setObjectName("closingStanding")
        self._standing.setWordWrap(True)
        self._list = QListWidget()
        self._list.setObjectName("closingItems")
        self._list.setAccessibleName("未了事项")
        self._list.currentRowChanged.connect(lambda _: self._show_lines())
        self._list.itemActivated.connect(lambda _: self._on_open())
        self._lines = QListWidget()
        self._lines.setObjectName("closingLines")
        self._lines.setAccessibleName("具体项目")
        self._lines.itemActivated.connect(lambda _: self._on_open())
        self._lines.currentRowChanged.connect(lambda _: self._show_refusal())
        self._open = key_button("打开", name="closingOpen")
        self._open.clicked.connect(self._on_open)
        self._refusal = self._make_refusal()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 12, 14, 12)
        whole.setSpacing(10)
        whole.addWidget(self._standing)
        whole.addLayout(self._make_middle(), 1)
        self._message = note("", "error")
        self._message.setObjectName("closingMessage")
        self._message.hide()
        whole.addWidget(self._message)
        whole.addLayout(self._make_keys())

    def show_waiting(self, day: date) -> None:
        """Come to the front while the day is being read."""
        self.setWindowTitle(f"审签 {day} 来访日志")
        self.setAccessibleName(self.windowTitle())
        self._standing.setText("正在核对…")
        self._can = False
        self.show_message("")
        self.show()
        self.raise_()
        self.activateWindow()
        self._list.setFocus()

    def show_closing(self, closing: DayClosing, standing: str, role: str) -> None:
        """Show what is open and where the signature stands, in words of `role` (note, good, warn)."""
        before = self._list.currentRow()
        self._items, self._refusals = closing.items, closing.refusals
        self._standing.setText(standing)
        self._standing.setProperty("role", role)
        restyle(self._standing)
        self._list.clear()
        for item in closing.items:
            mark = f"{item.count} 件" if item.count else "无"
            shown = QListWidgetItem(f"{OPEN_ZH[item.kind]}　{mark}")
            if item.count:
                font = shown.font()
                font.setBold(True)
                shown.setFont(font)
            self._list.addItem(shown)
        first_open = next((n for n, item in enumerate(closing.items) if item.count), 0)
        self._list.setCurrentRow(before if before >= 0 else first_open)
        self._reason.setVisible(closing.hindered)
        can = closing.may_sign and (not closing.standing.signed or closing.standing.changed)
        self._sign.setText("补签这一天" if closing.standing.signed else "审签这一天")
        self._held.hold(False)
        self._can = can
        self._sign.setEnabled(can)
        self._show_lines()

    def show_message(self, text: str) -> None:
        """Why it was not signed; what was typed stays."""
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self._held.hold(False)
        self._sign.setEnabled(self._can)

    def signed(self) -> None:
        """The day is signed: the reason belongs to that signature."""
        self._reason.clear()
        self.show_message("")

    def forget(self) -> None:
        """Nothing of the day stays."""
        self._items, self._refusals = (), ()
        self._list.clear()
        self._lines.clear()
        self._reason.clear()
        self.close()

    def _make_middle(self) -> QHBoxLayout:
        left = Card("下班前核对")
        left.fill(self._list)
        self._right = Card("具体项目")
        self._right.body.addWidget(self._lines, 1)
        self._right.body.addWidget(self._refusal)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self._open)
        self._right.body.addLayout(below)
        middle = QHBoxLayout()
        middle.setSpacing(10)
        middle.addWidget(left, 2)
        middle.addWidget(self._right, 3)
        return middle

    def _make_keys(self) -> QHBoxLayout:
        self._reason = line_edit(
            "审签理由", "closingReason", max_points=300, placeholder="还有未了事项时，写明为什么现在审签"
        )
        attach_hanzi_picker(self._reason)
        self._sign = key_button("审签这一天", name="closingSign", kind="primary")
        self._sign.clicked.connect(self._on_sign)
        again = key_button("重新核对", "F5", name="closingRefresh")
        again.clicked.connect(self.refresh_requested)
        close = key_button("关闭（Esc）", name="closingClose")
        close.clicked.connect(self.close)
        self._held = Held(self._sign, self._sign_refusal)
        keys = QHBoxLayout()
        keys.setSpacing(8)
        keys.addWidget(self._reason, 1)
        for button in (again, close, self._sign):
            keys.addWidget(button)
        for button in (again, close, self._sign, self._open, self._sign_refusal):
            button.setAutoDefault(False)
        return keys

    def _make_refusal(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("closingRefusal")
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._refusal_title = QLabel()
        self._refusal_title.setProperty("role", "title")
        self._refusal_title.setWordWrap(True)
        column.addWidget(self._refusal_title)
        self._ticks: dict[str, QCheckBox] = {}
        for word, text in GROUNDS_ZH.items():
            tick = QCheckBox(text)
            tick.setObjectName(f"closingTick_{word}")
            tick.setEnabled(False)
            self._ticks[word] = tick
            column.addWidget(tick)
        self._refusal_note = note("")
        self._refusal_note.setObjectName("closingRefusalNote")
        column.addWidget(self._refusal_note)
        self._sign_refusal = key_button("核对无误，签字", name="closingSignRefusal", kind="primary")
        self._sign_refusal.clicked.connect(self._on_refusal)
        column.addWidget(self._sign_refusal, 0, Qt.AlignmentFlag.AlignLeft)
        frame.hide()
        return frame

    def _item(self) -> OpenItem | None:
        row = self._list.currentRow()
        return self._items[row] if 0 <= row < len(self._items) else None

    def _show_lines(self) -> None:
        item = self._item()
        self._lines.clear()
        if item is None:
            self._open.setEnabled(False)
            self._refusal.hide()
            return
        self._right.set_title(OPEN_ZH[item.kind])
        lines: Sequence[OpenLine] = item.lines
        if item.kind is OpenKind.REFUSALS:
            lines = [
                OpenLine(r.reg_no, "已签字" if r.signed else "待签字", r.visit_no, r.reg_no)
                for r in self._refusals
            ]
        for line in lines:
            shown = QListWidgetItem(f"{line.title}　{line.detail}")
            shown.setData(_LINE, line)
            self._lines.addItem(shown)
        if item.filter is not None and item.count:
            self._lines.addItem(f"共 {item.count} 条，按“打开”在日志里逐条查看。")
        elif not lines:
            self._lines.addItem("没有。")
        self._open.setEnabled(bool(item.count))
        if lines:
            self._lines.setCurrentRow(0)
        self._show_refusal()

    def _line(self) -> OpenLine | None:
        current = self._lines.currentItem()
        return current.data(_LINE) if current is not None else None

    def _show_refusal(self) -> None:
        item, line = self._item(), self._line()
        shown = next((r for r in self._refusals if line is not None and r.reg_no == line.reg_no), None)
        if item is None or item.kind is not OpenKind.REFUSALS or shown is None:
            self._refusal.hide()
            return
        check = shown.check
        outcome = OUTCOMES_ZH[check.outcome] if check.outcome else ""
        self._refusal_title.setText(f"{outcome}：{shown.demand}")
        for word, tick in self._ticks.items():
            tick.setVisible(check.ticked is not None)
            tick.setChecked(check.ticked is not None and word in check.ticked.grounds)
        words = list(check.gate.sentences)
        if check.ticked is not None:
            said = check.ticked
            words.insert(0, f"{said.organ}，{said.since} 至 {said.until}；{said.by}核对。")
        if shown.signed is not None:
            words = [f"已由{shown.signed.by}签字。"]
        self._refusal_note.setText("\n".join(words))
        self._sign_refusal.setVisible(shown.signed is None)
        self._refusal.show()

    def _on_open(self) -> None:
        item = self._item()
        if item is not None and item.count:
            self.opened.emit(item, self._line())

    def _on_refusal(self) -> None:
        if (line := self._line()) is not None:
            self._held.hold(True)
            self.refusal_requested.emit(line.reg_no)

    def _on_sign(self) -> None:
        self._held.hold(True)
        self.sign_requested.emit(self._reason.text())
