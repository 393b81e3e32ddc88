"""The period of a hand-over list. Widgets only."""

from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.widgets.buttons import key_button
from ui.widgets.fields import date_edit


class HandoverForm(QFrame):
    """Two dates and a button; `opened` when it wants today's date, `chosen` carries first and last day."""

    opened = Signal()
    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._from, self._to = (
            date_edit("移交开始日期", "handoverFrom"),
            date_edit("移交截止日期", "handoverTo"),
        )
        make = key_button("制作移交清单", name="handoverMake", kind="primary")
        make.clicked.connect(self._on_make)
        close = key_button("取消", name="handoverClose", kind="quiet")
        close.clicked.connect(self.hide)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        for widget in (QLabel("转送、交办日期"), self._from, QLabel("至"), self._to, make, close):
            row.addWidget(widget)
        row.addStretch(1)

    def toggle(self) -> None:
        """Open it, or close it again."""
        if self.isVisible():
            self.hide()
        else:
            self.opened.emit()

    def open_at(self, today: date) -> None:
        """Open it with today in both fields."""
        for field in (self._from, self._to):
            field.setDate(QDate(today.year, today.month, today.day))
        self.show()
        self._from.setFocus()

    def _on_make(self) -> None:
        start, end = (date(d.year(), d.month(), d.day()) for d in (self._from.date(), self._to.date()))
        self.chosen.emit(start, end)
