"""更多: the rarer answers about a person, in a menu that the keyboard opens."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from ui.keys_back import keys_back
from ui.pages.reception.form import PersonForm
from ui.pages.reception.person_document import PersonDocument


class PersonMore(QToolButton):
    """Which matters a person takes part in, for whom and on what authority an agent acts, concern."""

    option_changed = Signal(str, object)
    authority_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("personMore")
        self.setText("更多 ▾")
        self.setAccessibleName("这位来访人的更多选项")
        self.setToolTip(
            "性别、民族、出生、有效期和签发机关，参与哪些事项、代理谁、委托和监护依据、匿名、非当事人"
        )
        self.setFixedHeight(28)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._build)
        self.setMenu(self._menu)
        self.show_options(PersonForm(), 1, ())

    def show_options(self, person: PersonForm, matters: int, others: Sequence[tuple[int, str]]) -> None:
        """Take what the menu will offer when it is opened next.

        Args:
            person: the selected row.
            matters: how many matters the visit has.
            others: (row, name) of those an agent can act for.
        """
        self._person, self._matters, self._others = person, matters, tuple(others)

    def _build(self) -> None:
        person, matters, others = self._person, self._matters, self._others
        self._menu.clear()
        self._toggle("匿名（不问姓名、证件）", "anonymous", person.anonymous)
        self._toggle("不是事项当事人", "concerned", not person.concerned, inverted=True)
        self._menu.addAction("性别、民族、出生、有效期、签发机关…", self._on_document)
        if matters > 1:
            self._menu.addSection("参与的事项")
            for index in range(matters):
                taken = person.matters is None or index in person.matters
                action = self._menu.addAction(f"事项{index + 1}")
                action.setCheckable(True)
                action.setChecked(taken)
                action.toggled.connect(
                    lambda on, index=index: self.option_changed.emit("matter", (index, on))
                )
        if person.acts_for_others:
            self._menu.addSeparator()
            shown = "（已填）" if person.authority_scope.strip() else ""
            self._menu.addAction(f"委托、监护依据…{shown}", self.authority_requested.emit)
        if person.role == "agent":
            self._menu.addSection("代理")
            group = QActionGroup(self._menu)
            for row, name in [(-1, "全体"), *others]:
                action = self._menu.addAction(f"代理{name}")
                action.setCheckable(True)
                action.setChecked((person.represents if person.represents is not None else -1) == row)
                action.triggered.connect(
                    lambda _=False, row=row: self.option_changed.emit("represents", None if row < 0 else row)
                )
                group.addAction(action)

    def _on_document(self) -> None:
        dialog = PersonDocument(self._person, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.taken.connect(lambda values: self.option_changed.emit("document", values))
        keys_back(dialog, self)
        dialog.open()

    def _toggle(self, text: str, name: str, on: bool, *, inverted: bool = False) -> QAction:
        action = self._menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(on)
        action.toggled.connect(lambda value: self.option_changed.emit(name, value != inverted))
        return action
