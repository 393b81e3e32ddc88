"""Keys as the X server sends them, before an input method sees them: a receipt scanned in Chinese mode.

Only X11 shows them. `JF` still reaches the input method; nobody types `JF1` within seventy thousandths
of a second, so from the digit on, which would choose a candidate, the scanner's keys are kept from it.
"""

import ctypes
import ctypes.util
import re
import struct
from collections.abc import Callable

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from ui.wedge_burst import AFTERGLOW_MS, WedgeOptions

_KEY_PRESS, _KEY_RELEASE, _MAPPING_NOTIFY = 2, 3, 34
_SHIFT, _LOCK, _CONTROL_ALT_SUPER = 1, 2, 4 | 8 | 64
_RETURN, _TAB, _KEYPAD_ENTER = 0xFF0D, 0xFF09, 0xFF8D
_LIKE_OURS = re.compile(r"[Jj][Ff][0-9]")
_OURS = re.compile(r"[Jj][Ff][0-9]{1,2}:")


class Keymap:
    """Characters of key codes, asked of the X server on a connection of its own."""

    def __init__(self) -> None:
        """Connect.

        Raises:
            OSError: no X library, or no display.
        """
        self._x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XCloseDisplay.argtypes = [ctypes.c_void_p]
        self._x.XkbKeycodeToKeysym.argtypes = [ctypes.c_void_p, ctypes.c_ubyte, ctypes.c_int, ctypes.c_int]
        self._x.XkbKeycodeToKeysym.restype = ctypes.c_ulong
        self._display: int | None = None
        self.renew()

    def renew(self) -> None:
        """The keyboard's layout changed."""
        self.close()
        self._display = self._x.XOpenDisplay(None)
        if not self._display:
            raise OSError("no X display")

    def close(self) -> None:
        """Disconnect."""
        if self._display:
            self._x.XCloseDisplay(self._display)
        self._display = None

    def symbol(self, code: int, state: int) -> int:
        """The X key symbol of a key with these modifiers; of ASCII characters their own code."""
        group, shifted = state >> 13 & 3, bool(state & _SHIFT)
        plain = int(self._x.XkbKeycodeToKeysym(self._display, code, group, 0))
        if state & _LOCK and ord("a") <= plain <= ord("z"):
            shifted = not shifted
        return int(self._x.XkbKeycodeToKeysym(self._display, code, group, 1)) if shifted else plain


class X11Keys(QAbstractNativeEventFilter):
    """Looks at every key of the application; takes those of a receipt being scanned."""

    def __init__(
        self,
        keymap: Keymap,
        active: Callable[[], bool],
        told: Callable[[str, bool], None],
        parent: QObject,
    ) -> None:
        """Ready; nothing is looked at before the filter is installed.

        Args:
            active: whether scans are waited for now.
            told: gets ("", True) when a scan begins to be taken; at its end the whole code and True, or
                what was typed and False: it was no receipt, and nothing of it has arrived anywhere.
            parent: owner of the timer that ends a scan without Enter.
        """
        super().__init__()
        self._keymap, self._active, self._told = keymap, active, told
        self._options = WedgeOptions()
        self._text = ""
        self._began_ms = self._last_ms = self._ended_ms = 0
        self._down: set[int] = set()
        self.taking = False
        self._quiet = QTimer(parent, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._quiet.timeout.connect(self._end)

    def set_options(self, options: WedgeOptions) -> None:
        """Change how the scanner types."""
        self._options = options
        self._quiet.setInterval(4 * options.gap_ms)

    def stop(self) -> None:
        """Look no longer."""
        app = QCoreApplication.instance()
        if app is not None:
            app.removeNativeEventFilter(self)
        self._quiet.stop()
        self._keymap.close()

    def took(self, at_ms: int) -> bool:
        """Whether a key of that time belongs to the scan: it comes late, back from the input method."""
        return bool(self._began_ms) and self._began_ms <= at_ms <= self._last_ms and self._like_ours

    @property
    def _like_ours(self) -> bool:
        return _LIKE_OURS.match(self._text.removeprefix(self._options.prefix)) is not None

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Called by Qt for every event of the X server; (True, 0) takes it."""
        return self._look(ctypes.string_at(int(message), 32)), 0

    def _look(self, event: bytes) -> bool:
        what = event[0] & 0x7F
        if what == _MAPPING_NOTIFY:
            self._keymap.renew()
        if what not in (_KEY_PRESS, _KEY_RELEASE):
            return False
        code, at_ms, state = event[1], struct.unpack_from("=I", event, 4)[0], event[28] | event[29] << 8
        if what == _KEY_RELEASE:
            gone = code in self._down
            self._down.discard(code)
            return gone
        taken = self._press(at_ms, self._keymap.symbol(code, state), state)
        if taken:
            self._down.add(code)
        return taken

    def _press(self, at_ms: int, symbol: int, state: int) -> bool:
        if symbol > 0xFF and symbol not in (_RETURN, _TAB, _KEYPAD_ENTER):
            return self.taking  # Shift, Caps Lock: between the characters
        follows = 0 < self._last_ms <= at_ms <= self._last_ms + self._options.gap_ms
        if symbol in (_RETURN, _TAB, _KEYPAD_ENTER):
            if self.taking:
                self._last_ms = at_ms
                return self._end()
            return 0 < self._ended_ms <= at_ms <= self._ended_ms + AFTERGLOW_MS
        if self.taking and not (follows and 0x21 <= symbol <= 0x7E):
            self._end()
        if not 0x21 <= symbol <= 0x7E or state & _CONTROL_ALT_SUPER:
            self._text, self._last_ms = "", 0
            return False
        if not follows:
            self._text, self._began_ms = "", at_ms
        self._text, self._last_ms = self._text + chr(symbol), at_ms
        if not self.taking and self._like_ours and self._active():
            self.taking = True
            self._told("", True)
        if self.taking:
            self._quiet.start()
        return self.taking

    def _end(self) -> bool:
        """Tell what was taken; True when it was a receipt."""
        self._quiet.stop()
        if not self.taking:
            return False
        self.taking = False
        code = self._text.removeprefix(self._options.prefix)
        ours = _OURS.match(code) is not None
        if ours:
            self._ended_ms = self._last_ms
            code = code.removesuffix(self._options.suffix) if self._options.suffix else code
        self._told(code if ours else self._text, ours)
        return ours


def keys_before_input_method(
    active: Callable[[], bool], told: Callable[[str, bool], None], parent: QObject
) -> X11Keys | None:
    """Look at the keys from now on; None where they are not to be seen (Wayland, Windows, no screen)."""
    app = QCoreApplication.instance()
    if app is None or QGuiApplication.platformName() != "xcb":
        return None
    try:
        keys = X11Keys(Keymap(), active, told, parent)
    except OSError:
        return None
    app.installNativeEventFilter(keys)
    return keys
