"""Keyboard-wedge scanners, known by how fast they type, in every window of the program.

A scanner in keyboard mode types into whatever has the focus. Here its keys are held back until they
are known to be a code of ours (see `ui.wedge_burst`): then they were never typed, so text, cursor,
selection and undo of the field are as before, and the Enter behind them presses nothing. Everything
else is typed in its order, at most some 35 ms late, and only keys that can begin a code wait at all:
digits and J, or after a configured prefix nothing but it.

Times are those the window system gave the keys, so a busy program takes nobody's typing for a scan. A
key held down, a paste and what an input method composes are never a scan. Passwords are left alone.

Input methods. On X11 with ibus (fcitx5 answers on its interface) keys go to the input method first and
come back with their own times; in Chinese mode letters stay with it. `ui.wedge_x11` therefore looks at
the keys before: once `JF1` came at a scanner's speed, the rest goes past the input method and what it
has composed is dropped, so that a receipt can be scanned in Chinese mode too. Not possible from inside
the program: the same on Wayland and Windows, and for bare numbers with letters in them. There, and
wherever a scan comes out wrong, the scanner or the input method is set once.

Recommended settings of the scanner: USB keyboard (HID), US layout, no delay between characters, Enter
as suffix, no conversion of case; where the input method is on Chinese, "Alt + numeric keypad" output.
Our codes are ASCII, so GBK or UTF-8 output makes no difference.
"""

import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit
from shiboken6 import isValid

from app.domain.scanned_text import ScannedKind, may_begin, read_scanned
from ui.wedge_burst import KeyBurst, Stroke, Verdict, WedgeOptions
from ui.wedge_x11 import X11Keys, keys_before_input_method

Held: TypeAlias = tuple[QObject, QEvent]

_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_BESIDE = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_CapsLock})
_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_ELSEWHERE = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.TouchBegin,
        QEvent.Type.FocusOut,
        QEvent.Type.Close,
    }
)
"""After these a key would land where its person did not mean it: what is held is typed before them."""


def is_receipt(text: str) -> bool:
    """Whether a text is a receipt of ours; what is waited for by default."""
    return read_scanned(text).kind is ScannedKind.RECEIPT


class WedgeScanner(QObject):
    """Watches the window that has the keyboard. `scanned` carries the text as the scanner typed it."""

    scanned = Signal(str)
    _read = Signal(str)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        active: Callable[[], bool] = lambda: True,
        wanted: Callable[[str], bool] = is_receipt,
        options: WedgeOptions = WedgeOptions(),  # noqa: B008 - it is frozen
    ) -> None:
        """Begin to watch.

        Args:
            active: asked when a burst may begin; False leaves all keys alone.
            wanted: asked at the end of a burst; what is not wanted is typed.
            options: how the scanner types.
        """
        super().__init__(parent)
        self._active = active
        self._burst: KeyBurst[Held] = KeyBurst(may_begin, wanted, options)
        self._window: QObject | None = None
        self._focused: QObject | None = None
        self._typing = self._stopped = False
        self._down: set[int] = set()
        self._gone: set[int] = set()
        self._quiet = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._quiet.timeout.connect(self._on_quiet)
        # Keys that came while the program was busy wait behind the timer: one more round lets them in.
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._on_pause)
        self._read.connect(self.scanned, Qt.ConnectionType.QueuedConnection)
        self._native: X11Keys | None = keys_before_input_method(self._native_active, self._on_native, self)
        self.set_options(options)
        app = QGuiApplication.instance()
        if not isinstance(app, QGuiApplication):
            raise RuntimeError("a scanner needs a QGuiApplication")
        app.focusWindowChanged.connect(self._on_window)
        app.focusObjectChanged.connect(self._on_focus)
        self._on_window(app.focusWindow())
        self._on_focus(app.focusObject())

    @property
    def options(self) -> WedgeOptions:
        """How the scanner types."""
        return self._burst.options

    def set_options(self, options: WedgeOptions) -> None:
        """Change how the scanner types."""
        self._type(self._burst.give_back())
        self._burst.options = options
        self._quiet.setInterval(options.gap_ms)
        if self._native is not None:
            self._native.set_options(options)

    def stop(self) -> None:
        """Watch no longer; what is held is typed."""
        self._type(self._burst.give_back())
        self._quiet.stop()
        self._settle.stop()
        if self._native is not None:
            self._native.stop()
        self._stopped = True
        self._on_window(None)
        self._on_focus(None)

    # --- where the keyboard is -------------------------------------------------------------------

    def _on_window(self, window: QWindow | None) -> None:
        self._window = self._move(self._window, None if self._stopped else window)

    def _on_focus(self, focused: QObject | None) -> None:
        self._focused = self._move(self._focused, None if self._stopped else focused)

    def _move(self, before: QObject | None, now: QObject | None) -> QObject | None:
        if before is not None and isValid(before):
            before.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)
        return now

    # --- events ----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._typing:
            return False
        kind = event.type()
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            return self._on_input_method(watched, event)
        if not isinstance(watched, QWindow):
            return False
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_press(watched, event)
        if kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            return self._on_release(watched, event)
        if kind in _ELSEWHERE and self._burst.holding:
            self._type(self._burst.give_back())
        return False

    def _on_press(self, window: QWindow, event: QKeyEvent) -> bool:
        if self._native is not None and self._native.took(event.timestamp()):
            return True
        self._gone.discard(event.key())
        if event.key() in _BESIDE:
            return self._take(self._burst.beside((window, event.clone())), event)
        text = _printable(event)
        if not self._burst.holding and text and not self._listening():
            text = ""
        stroke = Stroke(text, event.timestamp(), event.key() in _ENDS and _plain(event), event.isAutoRepeat())
        return self._take(self._burst.press(stroke, (window, event.clone())), event)

    def _on_release(self, window: QWindow, event: QKeyEvent) -> bool:
        if event.key() in self._gone:
            self._gone.discard(event.key())
            return True
        self._down.discard(event.key())
        return self._burst.beside((window, event.clone())).taken

    def _on_input_method(self, focused: QObject, event: QInputMethodEvent) -> bool:
        commit = event.commitString()
        if self._native is not None and self._native.taking:
            return True
        if not self._burst.holding or not (commit or event.preeditString()):
            return False
        sign = unicodedata.normalize("NFKC", commit)
        if event.preeditString() or len(commit) != 1 or not ("!" <= sign <= "~"):
            self._type(self._burst.give_back())
            return False
        again = QInputMethodEvent(event.preeditString(), event.attributes())
        again.setCommitString(commit, event.replacementStart(), event.replacementLength())
        return self._take(self._burst.beside((focused, again), sign), None)

    def _take(self, verdict: Verdict[Held], event: QKeyEvent | None) -> bool:
        """Do what was decided; True when the present event goes no further."""
        self._type(verdict.release)
        if verdict.scanned:
            self._gone |= self._down
            self._down = set()
            self._read.emit(verdict.scanned)
        if verdict.taken and event is not None:
            (self._down if self._burst.holding else self._gone).add(event.key())
        if self._burst.holding:
            self._quiet.start()
        else:
            self._quiet.stop()
        self._settle.stop()
        return verdict.taken

    def _on_quiet(self) -> None:
        self._settle.start()

    def _on_pause(self) -> None:
        self._take(self._burst.pause(), None)

    def _type(self, held: Iterable[Held]) -> None:
        """Hand on what was held back."""
        for target, event in held:
            if not isValid(target):
                continue
            self._typing = True
            try:
                QCoreApplication.sendEvent(target, event)
            finally:
                self._typing = False
            self._down.clear()

    # --- before the input method -------------------------------------------------------------------

    def _native_active(self) -> bool:
        return self._listening() and QGuiApplication.focusWindow() is not None

    def _on_native(self, text: str, ours: bool) -> None:
        """Keys begin to be kept from the input method (no text), or have been, up to the end of a burst."""
        if not text:
            self._burst.give_back()  # the first keys, where the input method let them pass
            self._down.clear()
            QGuiApplication.inputMethod().reset()
        elif ours:
            self._read.emit(text)
        else:
            self._type_text(text)

    def _type_text(self, text: str) -> None:
        window = QGuiApplication.focusWindow()
        for sign in text if window is not None else "":
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key = QKeyEvent(kind, ord(sign.upper()), Qt.KeyboardModifier.NoModifier, sign)
                self._type([(window, key)])

    def _listening(self) -> bool:
        focus = QApplication.focusWidget()
        secret = isinstance(focus, QLineEdit) and focus.echoMode() is not QLineEdit.EchoMode.Normal
        return not secret and self._active()


def _plain(event: QKeyEvent) -> bool:
    return not event.modifiers() & ~_PLAIN


def _printable(event: QKeyEvent) -> str:
    text = event.text()
    return text if _plain(event) and len(text) == 1 and "!" <= text <= "~" else ""
