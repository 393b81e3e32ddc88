"""Input fields of the page: Enter goes on, limits count code points, nothing is cut in silence."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

LATIN = Qt.InputMethodHint.ImhPreferLatin | Qt.InputMethodHint.ImhNoPredictiveText
DIGITS = Qt.InputMethodHint.ImhPreferNumbers | Qt.InputMethodHint.ImhNoPredictiveText
_AROUND_LINES_PX = 12
ANY_PX = 16_777_215
_RETURN = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


def set_mark(widget: QWidget, mark: str, hint: str = "") -> None:
    """Mark a field: `missing`, `doubt` or nothing; the hint is its tool tip and description.

    AT-SPI names a combo box by what is chosen: what it is for stays in the description.
    """
    if widget.property("mark") == mark and widget.toolTip() == hint:
        return
    widget.setProperty("mark", mark)
    widget.setToolTip(hint)
    purpose = widget.accessibleName() if isinstance(widget, QComboBox) else ""
    widget.setAccessibleDescription("，".join(word for word in (purpose, hint) if word))
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class EnterGoesOn(QObject):
    """Makes Return move to the next field in every single-line field it is installed on.

    In a field beside the strip it was read from, Return says that it is right.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _RETURN
            and isinstance(watched, QWidget)
            and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            if isinstance(watched, QComboBox) and watched.view().isVisible():
                return False
            if isinstance(watched, TextField) and watched.asks:
                watched.confirmed.emit()
                return True
            completer = watched.completer() if isinstance(watched, QLineEdit) else None
            if completer is not None and completer.popup().isVisible():
                return False
            watched.focusNextChild()
            return True
        return super().eventFilter(watched, event)


class CodePoints(QValidator):
    """Accepts up to `limit` code points; Qt's own limit counts UTF-16 units and would cut 𠮷 in two."""

    def __init__(self, limit: int, parent: QObject) -> None:
        super().__init__(parent)
        self.limit = limit

    def validate(self, text: str, position: int) -> object:
        """Acceptable or Invalid: a text assistive technology sets must be acceptable at once."""
        fits = len(text) <= self.limit
        return (QValidator.State.Acceptable if fits else QValidator.State.Invalid, text, position)


class TextField(QLineEdit):
    """A one-line text. `edited` tells every change a person or a screen reader makes.

    `load` sets the text without telling. While `asks` is set, Return is the answer `confirmed`.
    """

    edited = Signal(str)
    refused = Signal(str)
    confirmed = Signal()
    entered = Signal()
    left = Signal()

    def __init__(self, name: str, spoken: str, limit: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.asks = False
        self.setValidator(CodePoints(limit, self))
        self.textChanged.connect(self.edited)
        self.inputRejected.connect(lambda: self.refused.emit(f"{spoken}最多 {limit} 个字，多出的没有填入。"))

    def load(self, text: str) -> None:
        """Show a text without `edited`; the cursor stays where it was if nothing changes."""
        if self.text() == text:
            return
        blocker = QSignalBlocker(self)
        self.setText(text)
        self.setCursorPosition(0)
        blocker.unblock()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is too long for the field shows its beginning again once it is left."""
        super().focusOutEvent(event)
        self.setCursorPosition(0)
        if event.reason() not in {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}:
            self.left.emit()


class NumberField(TextField):
    """For digits and Latin: asks the input method to step back, takes full-width forms as half-width."""

    def __init__(
        self,
        name: str,
        spoken: str,
        limit: int,
        parent: QWidget | None = None,
        hints: Qt.InputMethodHint = LATIN,
    ) -> None:
        super().__init__(name, spoken, limit, parent)
        self.setInputMethodHints(hints)
        self.textChanged.connect(self._narrow)

    def _narrow(self, text: str) -> None:
        narrow = unicodedata.normalize("NFKC", text)
        if narrow != text:
            at = self.cursorPosition()
            self.setText(narrow)
            self.setCursorPosition(min(at, len(narrow)))


class CountField(QSpinBox):
    """A number of people; its lowest value reads as `empty` and is None."""

    changed = Signal(object)

    def __init__(self, name: str, spoken: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setRange(0, 99_999)
        self.setSpecialValueText(empty)
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.valueChanged.connect(lambda value: self.changed.emit(value or None))

    def load(self, value: int | None) -> None:
        """Show a number without `changed`."""
        if self.value() != (value or 0):
            blocker = QSignalBlocker(self)
            self.setValue(value or 0)
            blocker.unblock()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()


class SteadyBox(QComboBox):
    """A combo box whose answer a wheel passing over does not change."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """An answer longer than the box ends in an ellipsis; Qt's own painting just cuts it."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        text = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width() - 4
        )
        option.currentText = text  # type: ignore[attr-defined]
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class ChoiceField(SteadyBox):
    """One of a short list. A digit picks by position, Chinese by its first characters."""

    chosen = Signal(str)

    def __init__(
        self, name: str, spoken: str, words: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setAccessibleDescription(spoken)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(3)
        self.offer(words)
        self.currentIndexChanged.connect(lambda: self.chosen.emit(self.value()))

    def offer(self, words: Mapping[str, str]) -> None:
        """Replace the choices (value → label), keeping the chosen one where it stays."""
        if words == {self.itemData(i): self.itemText(i) for i in range(self.count())}:
            return
        blocker = QSignalBlocker(self)
        value = self.value()
        self.clear()
        for word, text in words.items():
            self.addItem(text, word)
        self.setCurrentIndex(max(0, self.findData(value)))
        blocker.unblock()
        longest = max((self.fontMetrics().horizontalAdvance(t) for t in words.values()), default=0)
        self.view().setMinimumWidth(longest + 40)

    def value(self) -> str:
        """The chosen value."""
        data = self.currentData()
        return data if isinstance(data, str) else ""

    def load(self, value: str) -> None:
        """Show a value without `chosen`."""
        if self.value() != value:
            blocker = QSignalBlocker(self)
            self.setCurrentIndex(self.findData(value))
            blocker.unblock()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and digit.isascii() and digit.isdigit() and not self.itemText(0)[:1].isdigit():
            if 1 <= int(digit) <= self.count():
                self.setCurrentIndex(int(digit) - 1)
            return
        super().keyPressEvent(event)


class LongText(QPlainTextEdit):
    """A longer text with a counter; too much is shown, never cut.

    Args:
        one_sentence: Return moves to the next field, and no more than three lines are shown.
    """

    edited = Signal(str)

    def __init__(
        self, name: str, spoken: str, limit: int, *, one_sentence: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setTabChangesFocus(True)
        self.limit = limit
        self.counter = QLabel()
        self.counter.setProperty("role", "counter")
        self._one_sentence = one_sentence
        self._tall = not one_sentence
        self.textChanged.connect(self._on_changed)
        self._count()

    def load(self, text: str) -> None:
        """Show a text without `edited`."""
        if self.toPlainText() != text:
            blocker = QSignalBlocker(self)
            self.setPlainText(text)
            blocker.unblock()
            self._count()

    def set_tall(self, tall: bool) -> None:
        """Whether the field takes what room there is, or just its three lines."""
        self._tall = tall
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._three_lines())

    def _three_lines(self) -> int:
        return 3 * self.fontMetrics().lineSpacing() + _AROUND_LINES_PX

    def _fit(self) -> None:
        self.setMaximumHeight(ANY_PX if self._tall else self._three_lines())

    def _on_changed(self) -> None:
        self._count()
        self.edited.emit(self.toPlainText())

    def _count(self) -> None:
        length = len(self.toPlainText())
        over = length - self.limit
        self.counter.setText(f"{length} / {self.limit}" if over <= 0 else f"多了 {over} 字")
        too_long = "true" if over > 0 else "false"
        if self.counter.property("over") != too_long:
            self.counter.setProperty("over", too_long)
            self.counter.style().unpolish(self.counter)
            self.counter.style().polish(self.counter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _RETURN:
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if self._one_sentence or control:
                self.focusNextChild()
                return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: object) -> None:
        """Plain text only; a pasted sentence stays on one line where one sentence is asked."""
        text = source.text()  # type: ignore[attr-defined]
        self.insertPlainText(" ".join(text.split()) if self._one_sentence else text)


def connect_all(fields: Iterable[TextField], slot: Callable[[str, str], None]) -> None:
    """Connect `edited` of several fields to one slot that gets the objectName and the text."""
    for field in fields:
        field.edited.connect(partial(slot, field.objectName()))
