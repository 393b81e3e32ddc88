"""The keyboard of the reception page: its shortcuts, what Return and Ctrl+V do in a field, the way of Tab."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from ui.pages.reception.candidate_card import LETTERS
from ui.pages.reception.findings_panel import GO_ON_KEY
from ui.pages.reception.inputs import EnterGoesOn
from ui.pages.reception.picture_source import PasteGoesOn

if TYPE_CHECKING:
    from ui.pages.reception.view import ReceptionView


class PageKeys(QObject):
    """Made once the panels of the page are there."""

    def __init__(self, view: "ReceptionView") -> None:
        super().__init__(view)
        self._view = view
        self._make_shortcuts()

    def _make_shortcuts(self) -> None:
        view = self._view
        self._enter = EnterGoesOn(self)
        for kind in (QLineEdit, QComboBox, QSpinBox, QCheckBox):
            for field in view.findChildren(kind):
                field.installEventFilter(self._enter)
        view.people.guard_keys()
        for key, signal in (("Ctrl+S", view.keep_requested), ("Esc", view.escaped)):
            QShortcut(QKeySequence(key), view).activated.connect(signal)
        for key, wish in (
            (GO_ON_KEY, view.go_on_requested.emit),
            ("Ctrl+N", view.matter.add_requested.emit),
            ("Ctrl+O", view.files_requested.emit),
            *((f"Alt+{letter}", partial(view.candidates.wish, word)) for word, letter in LETTERS.items()),
        ):
            QShortcut(QKeySequence(key), view).activated.connect(partial(self._unless_busy, wish))
        candidates = QShortcut(QKeySequence("Alt+C"), view)
        candidates.activated.connect(view.candidates.take_keyboard)
        for key in ("Ctrl+Shift+V", "Ctrl+V"):
            paste = QShortcut(QKeySequence(key), view)
            paste.activated.connect(self._on_paste)
        self._pasting = PasteGoesOn(self)
        for text in (*view.findChildren(QLineEdit), *view.findChildren(QPlainTextEdit)):
            text.installEventFilter(self._pasting)

    def set_tab_order(self) -> None:
        """From the counts down to F9, as the page is read."""
        view, people = self._view, self._view.people
        order: list[QWidget] = [
            people.present,
            people.affected,
            people.read_card,
            people.table,
            people.name,
            people.role,
            people.id_type,
            people.number,
            people.address,
            people.phone,
            people.more,
            people.remove,
            *view.circumstances.stops(),
            *view.authority.stops(),
            view.matter.purpose,
        ]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        view.matter.keep_tab_order()
        view.findings.rebuilt.connect(self._chain_checks)
        view.candidates.rebuilt.connect(self._chain_checks)
        self._chain_checks()

    def _chain_checks(self) -> None:
        """Cards come and go; Tab meets them between the matter and the decision."""
        view = self._view
        order = [
            view.matter.last_field,
            *view.findings.stops(),
            *view.candidates.stops(),
            view.outcome.outcome,
            view.outcome.target,
            view.outcome.several,
            view.outcome.co_units,
            view.outcome.in_dispute,
            view.outcome.reason,
            view.confirm,
            view.attach,
            view.other,
            view.discard,
            view.register,
        ]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _unless_busy(self, wish: Callable[[], object]) -> None:
        """Nothing changes a form that is being saved: what is saved would not have it."""
        if self._view.busy:
            self._view.refused_while_busy.emit()
        else:
            wish()

    def _on_paste(self) -> None:
        """A picture of a document is pasted wherever the form is, not over what stands in its place."""
        if self._view.takes_pictures:
            self._view.pictures.paste()
