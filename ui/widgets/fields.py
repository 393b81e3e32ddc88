"""Form fields: a caption above, a limit in code points."""

from collections.abc import Mapping

from PySide6.QtCore import QDate, QObject
from PySide6.QtGui import QIcon, QValidator
from PySide6.QtWidgets import QComboBox, QDateEdit, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.paths import resource


class CodePointLimit(QValidator):
    """Cuts a text at so many code points; Qt's own limit counts UTF-16 units and splits rare hanzi."""

    def __init__(self, max_points: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._max_points = max_points

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        cut = text[: self._max_points]
        return QValidator.State.Acceptable, cut, min(position, len(cut.encode("utf-16-le")) // 2)


def line_edit(caption: str, name: str = "", *, max_points: int = 0, placeholder: str = "") -> QLineEdit:
    """A text field whose accessible name is its caption.

    Args:
        caption: what a person calls it.
        name: objectName.
        max_points: limit in code points; 0 = none.
        placeholder: grey example shown while empty.
    """
    edit = QLineEdit()
    edit.setObjectName(name)
    edit.setAccessibleName(caption)
    edit.setPlaceholderText(placeholder)
    if max_points:
        edit.setValidator(CodePointLimit(max_points, edit))
    return edit


def search_field(caption: str, name: str, *, placeholder: str, width_px: int) -> QLineEdit:
    """A text field with a magnifying glass and a button that empties it."""
    edit = line_edit(caption, name, placeholder=placeholder)
    edit.setFixedWidth(width_px)
    edit.setClearButtonEnabled(True)
    glass, end = QIcon(str(resource("icons", "search.svg"))), QLineEdit.ActionPosition.LeadingPosition
    edit.addAction(glass, end)
    clear, search = edit.findChildren(QToolButton)
    clear.setAccessibleName(f"清除：{caption}")
    search.setAccessibleName(caption)
    return edit


def combo_box(caption: str, words: Mapping[str, str], name: str = "") -> QComboBox:
    """A choice among vocabulary words: Chinese labels, the word itself as item data.

    On Linux, Qt gives AT-SPI the chosen text as a combo box's name; what it is for then comes from
    the description and from the caption's buddy relation.
    """
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(caption)
    box.setAccessibleDescription(caption)
    box.view().setAccessibleName(caption)
    for word, text in words.items():
        box.addItem(text, word)
    return box


def date_edit(caption: str, name: str = "") -> QDateEdit:
    """An ISO date field with a calendar."""
    edit = QDateEdit()
    edit.setObjectName(name)
    edit.setAccessibleName(caption)
    edit.setDisplayFormat("yyyy-MM-dd")
    edit.setCalendarPopup(True)
    edit.setMinimumDate(QDate(2000, 1, 1))
    edit.setMinimumWidth(128)
    return edit


def labelled(caption: str, field: QWidget, explain: str = "") -> QWidget:
    """A field under its small grey caption; `explain` adds one small line below."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    label = QLabel(caption)
    label.setProperty("role", "caption")
    label.setBuddy(field)
    layout.addWidget(label)
    layout.addWidget(field)
    if not field.accessibleName():
        field.setAccessibleName(caption)
    if explain:
        below = QLabel(explain)
        below.setProperty("role", "caption")
        below.setWordWrap(True)
        layout.addWidget(below)
        field.setAccessibleDescription(explain)
    return holder
