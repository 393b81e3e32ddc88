"""Whether somebody is just writing about a person, so that nothing may come between."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from ui.pages.reception.inputs import ChoiceField, TextField
from ui.widgets.hanzi_picker import HanziPicker


class TypingWatch(QObject):
    """Watches the fields of the selected person, from the first change until the keyboard leaves them.

    However long somebody stops to think, what they write next belongs to the same person. A word
    that an input method is still composing counts as well.
    """

    def __init__(self, fields: tuple[TextField | ChoiceField, ...], owner: QObject) -> None:
        super().__init__(owner)
        self._fields = fields
        self._written = False
        for field in fields:
            field.installEventFilter(self)
            (field.edited if isinstance(field, TextField) else field.chosen).connect(self._on_written)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    @property
    def inside(self) -> bool:
        """Whether the keyboard is in one of the fields, or looks up a character for one."""
        return self._holds(QApplication.focusWidget())

    @property
    def writing(self) -> bool:
        """Whether something was written there and the keyboard has not left since."""
        return self._written and self.inside

    def begin_anew(self) -> None:
        """Another person was put into the fields on purpose: nothing is written about them yet."""
        self._written = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent) and event.preeditString():
            self._written = True
        return super().eventFilter(watched, event)

    def _on_written(self) -> None:
        self._written = self._written or self.inside

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and not self._holds(now):
            self._written = False

    def _holds(self, widget: QWidget | None) -> bool:
        while widget is not None:
            if isinstance(widget, HanziPicker) or widget in self._fields:
                return True
            widget = widget.parentWidget() if not isinstance(widget, QComboBox) else None
        return False
