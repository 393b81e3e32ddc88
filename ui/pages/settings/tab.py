"""What the tabs of the settings share: a line that answers, and buttons that cannot be pressed twice."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.widgets.buttons import Held
from ui.widgets.card import note, restyle


class SettingsTab(QWidget):
    """Base of the tabs that save something.

    A tab puts `message` where it reads best and names its buttons by `hold_while_busy`.
    """

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(caption)
        self.message = note("", "error")
        self._held = Held()

    def hold_while_busy(self, *buttons: QPushButton) -> None:
        """These wait while something is asked of the store or the devices."""
        self._held = Held(*buttons)

    def show_message(self, text: str, role: str = "error") -> None:
        """Why it was not saved, or that it was."""
        self.message.setProperty("role", role)
        self.message.setText(text)
        restyle(self.message)

    def show_busy(self, busy: bool) -> None:
        """While it is being saved it cannot be sent twice."""
        self._held.hold(busy)

    def button_row(self, *buttons: QPushButton) -> QHBoxLayout:
        """The buttons with the answer beside them."""
        row = QHBoxLayout()
        for button in buttons:
            row.addWidget(button)
        row.addWidget(self.message, 1)
        return row
