"""Which quick keys came from a scanner: decided by their times alone. No Qt.

A keyboard-wedge scanner types what it reads. Its keys follow one another within some milliseconds; a
person's do so now and then, for two or three keys rolled together, never for a whole code. So a key
that can begin a code of ours is held back; while the next ones follow quickly and still fit, they are
held too. What turns out to be a code was never typed anywhere; all else is given back in its order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

AFTERGLOW_MS = 150
"""How long after a scan an Enter or Tab still belongs to it: scanners may send two, or pause before it."""


@dataclass(frozen=True)
class WedgeOptions:
    """How the scanner at this desk types.

    Attributes:
        gap_ms: the longest time from one key to the next, by the times of the keys themselves.
        least: fewest characters of a code.
        prefix: what the scanner is set to type before every code; keys then wait only after it.
        suffix: what it types behind every code besides or instead of Enter or Tab.
    """

    gap_ms: int = 35
    least: int = 6
    prefix: str = ""
    suffix: str = ""


def wedge_options(devices: Mapping[str, str]) -> WedgeOptions:
    """The options among the settings of a desk; what is not set is as usual."""
    gap = devices.get("scanner_gun_gap", "")
    return WedgeOptions(
        gap_ms=int(gap) if gap.isdecimal() else WedgeOptions.gap_ms,
        prefix=devices.get("scanner_gun_prefix", ""),
        suffix=devices.get("scanner_gun_suffix", ""),
    )


@dataclass(frozen=True)
class Stroke:
    """One key going down.

    Attributes:
        text: the printable ASCII character it types; empty = anything else.
        at_ms: when, on the clock of the window system; 0 = not known, then it is nobody's burst.
        ends: Enter or Tab.
        repeated: the key is held down by a hand.
    """

    text: str
    at_ms: int
    ends: bool = False
    repeated: bool = False


@dataclass(frozen=True)
class Verdict(Generic[T]):
    """What becomes of a key and of those held before it.

    Attributes:
        release: held ones to be typed now, in this order, before the present one.
        taken: the present one is held or was the scanner's; it goes no further.
        scanned: the code that was read, without prefix and suffix; empty = none.
    """

    release: tuple[T, ...] = ()
    taken: bool = False
    scanned: str = ""


@dataclass
class KeyBurst(Generic[T]):
    """Follows the keys of one keyboard.

    Attributes:
        may_begin: whether a text can be the beginning of a code that is waited for.
        wanted: whether a whole text is one.
    """

    may_begin: Callable[[str], bool]
    wanted: Callable[[str], bool]
    options: WedgeOptions = WedgeOptions()
    _held: list[T] = field(default_factory=list)
    _text: str = ""
    _last_ms: int = 0
    _scanned_ms: int = 0

    @property
    def holding(self) -> bool:
        """Whether keys are held back; then `pause` must be called once no key came for the gap."""
        return bool(self._held)

    def press(self, stroke: Stroke, item: T) -> Verdict[T]:
        """A key goes down."""
        follows = 0 < self._last_ms <= stroke.at_ms <= self._last_ms + self.options.gap_ms
        if stroke.ends and not stroke.repeated:
            return self._end(stroke, follows)
        if stroke.repeated or not stroke.text or not stroke.at_ms:
            return Verdict(self.give_back())
        before = Verdict[T]() if follows else self.pause()
        self._last_ms = stroke.at_ms
        if follows:
            return self._next(stroke.text, item)
        if not self._begins(stroke.text):
            return before
        self._text, self._held = stroke.text, [item]
        return Verdict(before.release, True, before.scanned)

    def beside(self, item: T, text: str = "") -> Verdict[T]:
        """What goes with the keys without time of its own: a key going up, Shift, a converted sign.

        Args:
            text: what an input method made of a key of the burst, such as `：` of `:`.
        """
        if not self._held:
            return Verdict()
        if not text:
            self._held.append(item)
            return Verdict(taken=True)
        return self._next(text, item)

    def pause(self) -> Verdict[T]:
        """No key came for the length of the gap: what is held is a code, or it was typed."""
        code = self._code()
        if not code:
            return Verdict(self.give_back())
        self._scanned_ms = self._last_ms
        self._forget()
        return Verdict(scanned=code)

    def give_back(self) -> tuple[T, ...]:
        """Something else happened: what is held, to be typed now."""
        held = self._let_go()
        self._forget()
        return held

    def _let_go(self) -> tuple[T, ...]:
        """Hand out what is held; keys that follow quickly belong to the same burst and begin none."""
        held, self._held, self._text = tuple(self._held), [], ""
        return held

    def _next(self, text: str, item: T) -> Verdict[T]:
        if not self._held:
            return Verdict()
        if self.options.suffix and text == self.options.suffix and self._code():
            return Verdict(taken=True, scanned=self.pause().scanned)
        if self._begins(self._text + text):
            self._text += text
            self._held.append(item)
            return Verdict(taken=True)
        return Verdict(self._let_go())

    def _end(self, stroke: Stroke, follows: bool) -> Verdict[T]:
        if self._scanned_ms and 0 <= stroke.at_ms - self._scanned_ms <= AFTERGLOW_MS:
            return Verdict(self.give_back(), True)
        code = self._code() if follows else ""
        if not code:
            return Verdict(self.give_back())
        self._forget()
        self._scanned_ms = stroke.at_ms
        return Verdict(taken=True, scanned=code)

    def _begins(self, text: str) -> bool:
        prefix = self.options.prefix
        rest = text.removeprefix(prefix)
        return prefix.startswith(text) or (text.startswith(prefix) and self.may_begin(rest))

    def _code(self) -> str:
        code = self._text.removeprefix(self.options.prefix)
        return code if len(code) >= self.options.least and self.wanted(code) else ""

    def _forget(self) -> None:
        self._held, self._text, self._last_ms = [], "", 0
