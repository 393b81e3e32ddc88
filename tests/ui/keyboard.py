"""A keyboard of a test: real key events with the times a window system would give them."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

SCANNER_MS, PERSON_MS = 8, 120
_KEYS = {"\n": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}


class Keyboard:
    """Types into a window, not into a widget: the window finds who has the focus."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self.at_ms = 1000

    def type(self, text: str, gap_ms: int = PERSON_MS) -> None:
        """Press and release a key for every character; `\\n` is Enter."""
        for sign in text:
            self.at_ms += gap_ms
            shifted = sign.isupper() or sign in ':"~'
            if shifted:
                self._send(QEvent.Type.KeyPress, Qt.Key.Key_Shift, "")
            self._send(QEvent.Type.KeyPress, _KEYS.get(sign, ord(sign.upper())), sign, shift=shifted)
            self._send(QEvent.Type.KeyRelease, _KEYS.get(sign, ord(sign.upper())), sign, shift=shifted)
            if shifted:
                self._send(QEvent.Type.KeyRelease, Qt.Key.Key_Shift, "")

    def scan(self, text: str, end: str = "\n") -> None:
        """What a scanner does, some time after whatever was before."""
        self.at_ms += 1000
        self.type(text + end, SCANNER_MS)

    def hold(self, sign: str, times: int) -> None:
        """Hold a key down."""
        self.at_ms += 500
        for index in range(times):
            self.at_ms += 30
            self._send(QEvent.Type.KeyPress, ord(sign.upper()), sign, repeated=index > 0)
        self._send(QEvent.Type.KeyRelease, ord(sign.upper()), sign)

    def control(self, letter: str) -> None:
        """Ctrl and a letter."""
        self.at_ms += PERSON_MS
        event = QKeyEvent(
            QEvent.Type.KeyPress,
            ord(letter.upper()),
            Qt.KeyboardModifier.ControlModifier,
            chr(ord(letter) - 96),
        )
        event.setTimestamp(self.at_ms)
        QCoreApplication.sendEvent(self._widget.windowHandle(), event)

    def _send(
        self, kind: QEvent.Type, key: int | Qt.Key, text: str, *, shift: bool = False, repeated: bool = False
    ) -> None:
        modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(kind, int(key), modifiers, text.replace("\n", "\r"), repeated)
        event.setTimestamp(self.at_ms)
        QCoreApplication.sendEvent(self._widget.windowHandle(), event)
