"""The keyboard goes back to the window a dialog stood over."""

from PySide6.QtWidgets import QDialog, QWidget


def keys_back(dialog: QDialog, below: QWidget) -> None:
    """When `dialog` closes, the window of `below` takes the keys: without a window manager nobody else
    gives them back."""
    dialog.finished.connect(lambda _: below.window().activateWindow())
