"""A field that shows what a hand scanner types, and how fast: for setting it up."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_PAUSE_MS = 400
_ENDS = {Qt.Key.Key_Return: "回车", Qt.Key.Key_Enter: "回车", Qt.Key.Key_Tab: "Tab 键"}


@dataclass(frozen=True)
class Typed:
    """One run of keys.

    Attributes:
        text: what they typed.
        longest_ms: the longest time from one key to the next, by the times of the keys themselves.
        end: the word for the key behind them, empty when there was none.
    """

    text: str
    longest_ms: int
    end: str


class ScanTestField(QLineEdit):
    """Takes keys as they come: no input method, and nothing here is taken for a scan of the desk.

    `typed` carries a run once Enter or Tab came behind it, or no key came for a while. With nothing
    typed, Tab leaves the field as anywhere else.
    """

    typed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._text, self._last_ms, self._longest_ms = "", 0, 0
        self._quiet = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._quiet.timeout.connect(lambda: self._finish(""))

    def event(self, event: QEvent) -> bool:
        """Tab behind a scan belongs to it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            end = _ENDS.get(Qt.Key(event.key()), "")
            if end and self._text:
                self._count(event.timestamp())
                self._finish(end)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Note each key and its time; what stands there from before goes."""
        text = event.text()
        if len(text) != 1 or not text.isprintable():
            super().keyPressEvent(event)
            return
        if not self._text:
            self.clear()
            self._last_ms, self._longest_ms = 0, 0
        super().keyPressEvent(event)
        self._count(event.timestamp())
        self._text += text
        self._quiet.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was scanned may be somebody's number: it does not stay."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._quiet.stop()
            self._text = ""
            self.clear()

    def _count(self, at_ms: int) -> None:
        if self._last_ms:
            self._longest_ms = max(self._longest_ms, at_ms - self._last_ms)
        self._last_ms = at_ms

    def _finish(self, end: str) -> None:
        self._quiet.stop()
        text, self._text = self._text, ""
        self.typed.emit(Typed(text, self._longest_ms, end))
