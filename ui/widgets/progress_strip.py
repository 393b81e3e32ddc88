"""How far something is, and a button that stops it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from ui.widgets.buttons import key_button


class ProgressStrip(QWidget):
    """Hidden until something runs."""

    cancelled = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Build it; `name` is the objectName of the bar, the button is `<name>Cancel`."""
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._words = QLabel()
        self._bar = QProgressBar()
        self._bar.setObjectName(name)
        self._bar.setAccessibleName("导出进度")
        self._cancel = key_button("取消导出", name=f"{name}Cancel")
        row.addWidget(self._words)
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)
        self._cancel.clicked.connect(self.cancelled)
        self.hide()

    def begin(self, words: str) -> None:
        """Something runs; how long is not known yet."""
        self._words.setText(f"正在导出 {words}")
        self._bar.setRange(0, 0)
        self._cancel.setEnabled(True)
        self.show()

    def advance(self, done: int, total: int) -> None:
        """So much of so much."""
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)

    def end(self) -> None:
        """Nothing runs any more."""
        self.hide()
