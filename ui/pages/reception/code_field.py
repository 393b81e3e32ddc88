"""A long coded list as a field: typed in part, found, picked."""

import unicodedata
from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from ui.pages.reception.inputs import DIGITS, SteadyBox


class CodeField(SteadyBox):
    """A long coded list, found by code or by any part of its Chinese name; typing a code picks it."""

    changed = Signal(str, str)

    def __init__(self, name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(14)
        edit = QLineEdit()
        self.setLineEdit(edit)
        self._edit = edit
        edit.setObjectName(f"{name}Text")
        edit.setAccessibleName(spoken)
        edit.setInputMethodHints(DIGITS)
        edit.setPlaceholderText("代码或名称")
        completer = QCompleter(self.model(), self)
        edit.setCompleter(completer)
        self._popup = completer.popup()
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._popup.setMinimumWidth(260)
        self.view().setMinimumWidth(260)
        self._code = ""
        edit.textChanged.connect(self._on_text)
        edit.editingFinished.connect(self._on_left)
        self.currentIndexChanged.connect(self._on_picked)
        self.setCurrentIndex(-1)

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Fill the list with (code, name); shown as `0201 征地补偿`."""
        code, text = self._code, self.currentText()
        blocker = QSignalBlocker(self)
        edit_blocker = QSignalBlocker(self._edit)
        self.clear()
        for value, name in choices:
            self.addItem(f"{value} {name}" if value.isdigit() else name, value)
        self.setCurrentIndex(-1)
        edit_blocker.unblock()
        blocker.unblock()
        self.load(code, text)

    def code(self) -> str:
        """The picked code, empty while what is typed fits none."""
        return self._code

    def load(self, code: str, text: str) -> None:
        """Show a code, or the text that fits none yet, without `changed`."""
        index = self.findData(code) if code else -1
        wanted = self.itemText(index) if index >= 0 else text or code
        if self._code == code and self.currentText() == wanted:
            return
        blocker = QSignalBlocker(self)
        edit_blocker = QSignalBlocker(self._edit)
        self._code = code
        self.setCurrentIndex(index)
        self.setEditText(wanted)
        self._edit.setCursorPosition(0)
        edit_blocker.unblock()
        blocker.unblock()

    def _matches(self, text: str) -> list[int]:
        plain = unicodedata.normalize("NFKC", text).strip()
        if not plain:
            return []
        exact = [
            i for i in range(self.count()) if plain in (self.itemData(i), self.itemText(i), self._name(i))
        ]
        return exact or [i for i in range(self.count()) if plain in self.itemText(i)]

    def _name(self, index: int) -> str:
        return self.itemText(index).partition(" ")[2] or self.itemText(index)

    def _take(self, code: str, text: str) -> None:
        if (code, text) != (self._code, text) or not code:
            self._code = code
            self.changed.emit(code, text)

    def _on_text(self, text: str) -> None:
        plain = unicodedata.normalize("NFKC", text).strip()
        exact = [
            i for i in self._matches(text) if plain in (self.itemData(i), self.itemText(i), self._name(i))
        ]
        code = str(self.itemData(exact[0])) if exact else ""
        self._take(code, text)
        if code and plain == code and code.isdigit():
            # A whole code was typed: show what it means at once.
            self.load(code, "")
            self.setEditText(self.itemText(exact[0]))
            self._popup.hide()

    def _on_picked(self, index: int) -> None:
        if index >= 0:
            self._take(str(self.itemData(index)), self.itemText(index))

    def _on_left(self) -> None:
        """Leaving the field completes what has only one meaning."""
        found = self._matches(self.currentText())
        if self._code or len(found) == 1:
            index = self.findData(self._code) if self._code else found[0]
            code = str(self.itemData(index))
            self.load(code, "")
            self.changed.emit(code, self.itemText(index))
        self._edit.setCursorPosition(0)
